//! The ids of a scenario: who and what there is, before anything is said about them.

use super::{
    evidence, law,
    problem::{Problem, suggest},
    tree::{Node, Table, Value},
};
use crate::model::{
    setup::MAX_CATEGORIES,
    side::{PerSide, Side},
};

/// A channel, mediator, event or window with `enabled = false`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    /// `channels`, `mediators`, `events` or `windows`.
    pub section: &'static str,
    pub id: String,
    /// The author's name for it, or else its id.
    pub name: String,
}

/// Everything that is switched off.
pub fn switched_off(root: &Table) -> Vec<Off> {
    let mut off = Vec::new();
    for (section, _) in LIMITS {
        for entry in root.table(section).map_or(&[][..], |table| &table.entries) {
            if !is_enabled(root, section, &entry.key) {
                let name = entry.node.as_table().and_then(|table| table.get("name")).and_then(Node::as_text);
                off.push(Off { section, id: entry.key.clone(), name: name.unwrap_or(&entry.key).into() });
            }
        }
    }
    off
}

/// Ids in file order; sides in the engine's order. What is not enabled is listed apart.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub sides: PerSide<String>,
    pub categories: Vec<String>,
    pub issues: Vec<String>,
    pub mediators: Vec<String>,
    pub channels: Vec<String>,
    pub off: Vec<String>,
}

/// Sections whose entries have ids of the author's choosing, and the most entries each may have.
const LIMITS: [(&str, usize); 7] = [
    ("sides", 2),
    ("categories", MAX_CATEGORIES),
    ("issues", 32),
    ("mediators", 64),
    ("channels", 64),
    ("events", 10_000),
    ("windows", 10_000),
];

/// Whether the entries of a section have ids of the author's choosing.
pub fn has_ids(section: &str) -> bool {
    LIMITS.iter().any(|(known, _)| *known == section)
}

impl Names {
    /// The ids of a section.
    pub fn of(&self, section: &str) -> Vec<&str> {
        let list: &[String] = match section {
            "sides" => &self.sides.0,
            "categories" => &self.categories,
            "issues" => &self.issues,
            "mediators" => &self.mediators,
            "channels" => &self.channels,
            _ => &[],
        };
        list.iter().map(String::as_str).collect()
    }

    pub fn side(&self, side: Side) -> &str {
        &self.sides[side]
    }

    /// Whether an id is there but not enabled.
    pub fn is_off(&self, section: &str, id: &str) -> bool {
        self.off.iter().any(|off| off.split_once('.') == Some((section, id)))
    }

    /// Reads the ids of a whole file. `None` if the sides cannot be told, without which nothing else can be read.
    pub fn read(root: &Table, problems: &mut Vec<Problem>) -> Option<Names> {
        let mut names = Names::default();
        for (section, limit) in LIMITS {
            let ids = ids(root, section, limit, problems);
            let list = match section {
                "categories" => &mut names.categories,
                "issues" => &mut names.issues,
                "mediators" => &mut names.mediators,
                "channels" => &mut names.channels,
                _ => continue,
            };
            for id in ids {
                let may_be_off = ["mediators", "channels"].contains(&section);
                if may_be_off && !is_enabled(root, section, &id) {
                    names.off.push(format!("{section}.{id}"));
                } else {
                    list.push(id);
                }
            }
        }
        names.sides = sides(root, problems)?;
        Some(names)
    }
}

/// Whether an entity takes part: `enabled` is left out or true.
pub fn is_enabled(root: &Table, section: &str, id: &str) -> bool {
    let flag = root.table(section).and_then(|s| s.table(id)).and_then(|t| t.get("enabled"));
    !matches!(flag, Some(Node { value: Value::Flag(false), .. }))
}

fn ids(root: &Table, section: &str, limit: usize, problems: &mut Vec<Problem>) -> Vec<String> {
    let Some(node) = root.get(section) else { return Vec::new() };
    let Some(table) = node.as_table() else {
        problems.push(
            Problem::error(Some(node.at), format!("`{section}` is {} where tables are wanted", node.noun()))
                .cure(format!("write each one as a table of its own: `[{section}.some-id]`")),
        );
        return Vec::new();
    };
    if table.entries.len() > limit && section != "sides" {
        problems.push(
            Problem::error(Some(table.entries[limit].key_at), format!("more than {limit} {section}"))
                .cure(format!("keep at most {limit}; merge those that play no part of their own")),
        );
    }
    let mut list = Vec::new();
    for entry in table.entries.iter().take(limit.max(3)) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if entry.key.is_empty() || entry.key.len() > 64 || !entry.key.chars().all(fits) {
            problems.push(
                Problem::error(Some(entry.key_at), format!("`{}` cannot be an id", entry.key))
                    .cure("ids are made of lower-case letters, digits and hyphens, as in `kyiv-line`; put the full name in `name`"),
            );
        } else if is_reserved(&entry.key) {
            problems.push(
                Problem::error(Some(entry.key_at), format!("`{}` cannot be an id", entry.key))
                    .cure("this word has a meaning of its own in tables of numbers: choose another id, and put the word in `name`"),
            );
        } else if entry.node.as_table().is_none() {
            problems.push(
                Problem::error(Some(entry.node.at), format!("`{section}.{}` is {}", entry.key, entry.node.noun()))
                    .cure(format!("give it a table of its own: `[{section}.{}]`", entry.key)),
            );
        } else {
            list.push(entry.key.clone());
            check_switch(section, &entry.node, problems);
        }
    }
    list
}

/// `enabled` decides what there is, so it is looked at before anything else.
fn check_switch(section: &str, node: &Node, problems: &mut Vec<Problem>) {
    let switch = node.as_table().and_then(|table| table.get("enabled"));
    let takes_it = ["mediators", "channels", "events", "windows"].contains(&section);
    if let Some(node) = switch.filter(|node| takes_it && !matches!(node.value, Value::Flag(_))) {
        let problem = Problem::error(Some(node.at), "`enabled` is a switch");
        problems.push(problem.cure("write true or false, without quotes"));
    }
}

/// Words that would be read as something else in a table by id.
fn is_reserved(id: &str) -> bool {
    evidence::WORDS.contains(&id)
        || law::FAMILIES.contains(&id)
        || ["mean", "median", "shape", "scale", "p10", "p50", "p90", "all", "others", "enabled"].contains(&id)
}

/// The two sides, A first.
fn sides(root: &Table, problems: &mut Vec<Problem>) -> Option<PerSide<String>> {
    let entries = root.table("sides").map_or(&[][..], |table| &table.entries);
    let [one, two] = entries else {
        let place = entries.get(2).map(|entry| entry.key_at).or_else(|| root.get("sides").map(|node| node.at));
        problems.push(
            Problem::error(place, format!("a scenario has exactly two sides; this one has {}", entries.len()))
                .cure("keep two tables such as `[sides.ukraine]` and `[sides.russia]`; third parties are mediators"),
        );
        return None;
    };
    let (one, two) = (one.key.as_str(), two.key.as_str());
    let scenario = root.get("scenario");
    let Some(node) = scenario.and_then(Node::as_table).and_then(|table| table.get("side_a")) else {
        problems.push(
            Problem::error(scenario.map(|node| node.at), "the file does not say which side is A")
                .label("in this table")
                .cure(format!("add `side_a = \"{one}\"` or `side_a = \"{two}\"` to [scenario]")),
        );
        return None;
    };
    match node.as_text() {
        Some(a) if a == one => Some(PerSide([one.into(), two.into()])),
        Some(a) if a == two => Some(PerSide([two.into(), one.into()])),
        other => {
            let said = other.map_or_else(|| node.noun().to_string(), |id| format!("unknown side `{id}`"));
            problems.push(Problem::error(Some(node.at), said).cure(suggest(other.unwrap_or(""), "sides", &[one, two])));
            None
        }
    }
}
