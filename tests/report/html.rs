//! HTML as far as a test needs it: the tags of a page in order, with their attributes.

/// One tag.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// `</name>`.
    pub closes: bool,
    /// Nothing stands in it: `<br>`, `<path/>`.
    pub empty: bool,
}

impl Tag {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

const VOID: [&str; 5] = ["br", "wbr", "meta", "link", "img"];

/// All tags of a page; what stands in scripts and styles is none.
pub fn tags(page: &str) -> Vec<Tag> {
    let (mut tags, mut rest) = (Vec::new(), page);
    while let Some((_, after)) = rest.split_once('<') {
        let (inside, behind) = split_tag(after);
        rest = behind;
        if inside.starts_with('!') {
            continue;
        }
        let tag = tag(inside);
        if !tag.closes && (tag.name == "script" || tag.name == "style") {
            rest = rest.find(&format!("</{}", tag.name)).map_or("", |end| &rest[end..]);
        }
        tags.push(tag);
    }
    tags
}

/// Splits behind the `>` that is not in quotes.
fn split_tag(text: &str) -> (&str, &str) {
    let mut quoted = false;
    for (i, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '>' if !quoted => return (&text[..i], &text[i + 1..]),
            _ => {}
        }
    }
    panic!("a tag has no end: {}", &text[..text.len().min(80)]);
}

fn tag(inside: &str) -> Tag {
    let closes = inside.starts_with('/');
    let inside = inside.trim_start_matches('/');
    let name: String = inside.chars().take_while(|c| !c.is_whitespace() && *c != '/').collect();
    let mut attributes = Vec::new();
    let mut rest = &inside[name.len()..];
    while let Some(start) = rest.find(|c: char| !c.is_whitespace() && c != '/') {
        rest = &rest[start..];
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let key = rest[..end].to_string();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (text, behind) = quoted.split_once('"').expect("a quote that ends");
            (value, rest) = (text.to_string(), behind);
        }
        attributes.push((key, value));
    }
    let empty = inside.ends_with('/') || VOID.contains(&name.as_str());
    Tag { name, attributes, closes, empty }
}
