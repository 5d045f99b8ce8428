//! Arms: what is compared with a base, what each changes, and what it is called in tables, figures and files.

use std::path::Path;

use super::{Changes, Failure, terminal::hanging};
use crate::{
    model::side::Side,
    scenario::{Rival, RivalHead, Scenario, a_rival_explanation, claim},
};

/// One arm of a comparison.
pub struct Arm {
    /// In tables and figures.
    pub name: String,
    /// What it is, in words.
    pub label: String,
    pub scenario: Scenario,
    /// The rival explanations put over it.
    rivals: Vec<Explanation>,
}

/// A rival explanation as its file tells it, and how its mirror is written.
struct Explanation {
    says: String,
    shows: String,
    argued: Vec<String>,
    mirror: Option<String>,
}

impl Arm {
    /// A file of its own, with changes if there are any, and with the claims of the base in place of its own.
    pub fn of_file(file: &Path, changes: &Changes, base: &Scenario) -> Result<Arm, Failure> {
        let claims = claim::carried(&base.claims, &base.head.id);
        let scenario = super::load_with(file, changes, Some(claims))?;
        let more = if changes.is_empty() { String::new() } else { format!(" with {}", changes.said()) };
        let name = format!("{}{more}", scenario.head.id);
        Ok(Arm { name, label: scenario.head.title.clone(), rivals: explanations(changes, &scenario)?, scenario })
    }

    /// The base with changes.
    pub fn of_changes(base: &Path, name: Option<&str>, changes: &Changes) -> Result<Arm, Failure> {
        let scenario = super::load(base, changes)?;
        let said = changes.said();
        let (name, label) = match name {
            Some(name) => (name.into(), format!("{name} ({said})")),
            None => (said.clone(), said),
        };
        Ok(Arm { name, label, rivals: explanations(changes, &scenario)?, scenario })
    }

    /// From the words of `--arm`: `NAME: CHANGE; CHANGE`, the name being optional.
    pub fn parse(base: &Path, said: &str) -> Result<Arm, Failure> {
        let (name, rest) = match said.split_once(':') {
            Some((name, rest)) if !name.contains(['=', '"', '\'', '@', '/', '\\', ';']) => (Some(name.trim()), rest),
            _ => (None, said),
        };
        let (mut rival, mut set) = (Vec::new(), Vec::new());
        for change in changes(rest) {
            let list = if a_rival_explanation(&change) { &mut rival } else { &mut set };
            list.push(change);
        }
        let wrong = |what: &str| {
            let cure = "write --arm \"NAME: PATH=VALUE; PATH=VALUE\", each change as --set or --rival has it";
            Failure::Question(format!("--arm \"{said}\" {what}; {cure}"))
        };
        match name {
            Some("") => Err(wrong("has a blank name")),
            _ if rival.is_empty() && set.is_empty() => Err(wrong("changes nothing")),
            _ => Arm::of_changes(base, name, &Changes { rival, set }),
        }
    }

    /// What its rival explanations say, in a sentence each.
    pub fn says(&self) -> impl Iterator<Item = &str> {
        self.rivals.iter().map(|rival| rival.says.as_str())
    }

    /// The same in full, for the terminal.
    pub fn explanations(&self) -> String {
        self.rivals.iter().map(Explanation::text).collect()
    }
}

/// The changes of an arm: what stands between semicolons outside quotation marks.
fn changes(text: &str) -> Vec<String> {
    let mut quote = None;
    let separates = |c: char| {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
        c == ';' && quote.is_none()
    };
    text.split(separates).map(|change| change.trim().to_string()).filter(|change| !change.is_empty()).collect()
}

/// Names must tell arms apart.
pub fn check_names(arms: &[Arm]) -> Result<(), Failure> {
    let cure = "give each arm a name of its own: --arm \"NAME: CHANGES\", or files with names of their own";
    for (i, arm) in arms.iter().enumerate() {
        if arms[..i].iter().any(|other| other.name == arm.name) {
            return Err(Failure::Question(format!("two arms are called `{}`; {cure}", arm.name)));
        }
    }
    if arms.len() > 1 && arms.iter().any(|arm| arm.name.eq_ignore_ascii_case("base")) {
        return Err(Failure::Question(format!("an arm cannot be called `base`; {cure}")));
    }
    Ok(())
}

/// At most so many letters of a name are part of a file's.
const LETTERS: usize = 48;

/// What files call each arm: `variant` if there is one, else its name in small letters, digits and dashes.
pub fn slugs(names: &[&str]) -> Vec<String> {
    if names.len() == 1 {
        return vec!["variant".into()];
    }
    let mut slugs = vec!["base".to_string()];
    for name in names {
        let slug = slug(name);
        let numbered = (2..).map(|i| format!("{slug}-{i}"));
        let free = std::iter::once(slug.clone()).chain(numbered).find(|s| !s.is_empty() && !slugs.contains(s));
        slugs.push(free.unwrap_or_default()); // there is one: numbers do not end
    }
    slugs.split_off(1)
}

/// A name as part of a file's.
pub fn slug(name: &str) -> String {
    let words = name.to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug: String = words.collect::<Vec<_>>().join("-").chars().take(LETTERS).collect();
    slug.trim_end_matches('-').into()
}

/// The rival explanations put over a scenario, in words.
fn explanations(changes: &Changes, scenario: &Scenario) -> Result<Vec<Explanation>, Failure> {
    let sides = &scenario.setup.phases[0].sides;
    let sides = Side::BOTH.map(|side| sides[side].id.as_str());
    let explanation = |said: &String| {
        let rival = Rival::parse(said)?;
        let RivalHead { says, shows, argued, .. } = rival.head()?;
        Ok(Explanation { says, shows, argued, mirror: rival.mirror(sides) })
    };
    changes.rival.iter().map(explanation).collect()
}

/// Where the words after `Base:` and `Variant:` begin.
pub const INDENT: usize = 9;

impl Explanation {
    fn text(&self) -> String {
        let mut text = hanging("", &self.says, INDENT);
        if !self.argued.is_empty() {
            text += &hanging("", &format!("Who argues it: {}.", self.argued.join("; ")), INDENT);
        }
        text += &hanging("", &format!("If it holds, this should show: {}", self.shows), INDENT);
        if let Some(mirror) = &self.mirror {
            let words = format!("Its mirror is --rival {mirror}: what both show does not tell the sides apart.");
            text += &hanging("", &words, INDENT);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_separate_changes_outside_quotation_marks() {
        assert_eq!(changes("a.b=1; c.d = \"x; y\";; e='1;2' "), ["a.b=1", "c.d = \"x; y\"", "e='1;2'"]);
        assert!(changes(" ; ").is_empty());
    }

    #[test]
    fn files_are_called_like_their_arms_and_never_alike() {
        assert_eq!(slugs(&["anything"]), ["variant"]);
        let names = ["Türkiye out", "türkiye: out!", "Base", "...", "a.b=0.3"];
        assert_eq!(slugs(&names), ["türkiye-out", "türkiye-out-2", "base-2", "-2", "a-b-0-3"]);
        assert_eq!(slug(&"long ".repeat(40)).chars().count(), LETTERS);
    }
}
