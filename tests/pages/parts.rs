//! The parts of a page: blocks in fences, and pictures on lines of their own.

use std::ops::Range;

/// A block or a picture, and where its text stands in the page.
#[derive(Debug)]
pub struct Part {
    pub kind: Kind,
    pub text: String,
    pub range: Range<usize>,
}

#[derive(Debug, PartialEq)]
pub enum Kind {
    /// A block in fences, by its language: `sh`, `text`, `python`, ...
    Block(String),
    /// `![words](path)`: the text is the path.
    Picture,
}

impl Part {
    pub fn is(&self, language: &str) -> bool {
        self.kind == Kind::Block(language.into())
    }
}

/// All of them, in order.
pub fn parts(page: &str) -> Vec<Part> {
    let (mut parts, mut open, mut from) = (Vec::new(), None::<(String, usize)>, 0);
    for line in page.split_inclusive('\n') {
        let to = from + line.len();
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some((language, start))) => {
                let range = start..from;
                parts.push(Part { kind: Kind::Block(language), text: page[range.clone()].into(), range });
            }
            (Some(language), None) => open = Some((language.trim().into(), to)),
            (None, still) => {
                let path = line.trim().strip_prefix("![").and_then(|rest| rest.split_once("](")).map(|(_, path)| path);
                if let (None, Some(path)) = (&still, path) {
                    let text = path.trim_end_matches(')').to_string();
                    parts.push(Part { kind: Kind::Picture, text, range: from..to });
                }
                open = still;
            }
        }
        from = to;
    }
    assert!(open.is_none(), "a block without an end");
    parts
}

/// The words of a page that are neither blocks nor pictures nor code nor addresses.
pub fn prose(page: &str) -> String {
    let mut text = String::new();
    let mut from = 0;
    for part in parts(page) {
        text += &page[from..part.range.start];
        from = part.range.end;
    }
    text += &page[from..];
    let plain = |line: &str| line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("```")).map(plain);
    let text: String = lines.collect::<Vec<_>>().join("\n");
    // Of a link its words.
    text.split("](")
        .enumerate()
        .map(|(i, rest)| if i == 0 { rest } else { rest.split_once(')').map_or("", |(_, r)| r) })
        .collect()
}

/// The numbers of a text, without the commas of thousands.
pub fn numbers(text: &str) -> Vec<String> {
    let text = text.replace(',', "\u{0}");
    let of_a_number = |c: char| c.is_ascii_digit() || c == '.' || c == '\u{0}';
    let words = text.split(|c: char| !of_a_number(c));
    let clean = |word: &str| word.replace('\u{0}', "").trim_matches('.').to_string();
    words.map(clean).filter(|word| word.chars().any(|c| c.is_ascii_digit())).collect()
}
