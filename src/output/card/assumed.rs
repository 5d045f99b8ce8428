//! What is assumed: numbers counted by grade, and the assumed ones by name.

use super::{heading, listed, plain::grades};
use crate::{
    output::lines::{WIDTH, folded, hanging},
    scenario::{Grade, Input, Scenario, evidence::GRADES},
};

/// Columns of the section's name.
const INDENT: usize = 13;

/// Some entities with the same keys, and how many numbers these are.
struct Group {
    entities: Vec<String>,
    keys: Vec<(String, usize)>,
}

/// How the numbers of the file came about; of those assumed and not contested, the names, in so many lines a section.
pub fn assumed(s: &Scenario, lines: usize) -> String {
    let grades = grades(s);
    let total: usize = grades.written.iter().sum();
    let counts: Vec<String> =
        grades.written.iter().zip(GRADES).filter(|(n, _)| **n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let is_rest = |i: &&Input| !i.by_default && i.evidence.grade == Grade::Assumed && !i.evidence.contested;
    let rest: Vec<&Input> = s.inputs.iter().filter(is_rest).collect();
    let lead = match grades.written[Grade::Assumed as usize] - rest.len() {
        _ if rest.is_empty() => ".".into(),
        0 => ":".into(),
        disputed => format!(": {disputed} of those above, and"),
    };
    let note = format!("{total} numbers in the file, {} left to the model's defaults", grades.defaults);
    let mut text = heading("WHAT IS ASSUMED", &note) + &hanging("", &format!("{}{lead}", counts.join(", ")), 2);
    for section in sections(&rest) {
        let of_it: Vec<&Input> = rest.iter().filter(|i| i.path.split('.').next() == Some(section)).copied().collect();
        text += &hanging(&format!("  {section}"), &named(&groups(s, &of_it), lines), INDENT);
    }
    text
}

/// The groups by their keys, or if these do not fit each entity with how many numbers it has.
fn named(groups: &[Group], lines: usize) -> String {
    let by_key = groups.iter().map(Group::words).collect::<Vec<_>>().join("; ");
    if folded(&by_key, WIDTH - INDENT).len() <= lines {
        return by_key;
    }
    let counted = |group: &Group| {
        let numbers = group.numbers() / group.entities.len();
        let count = if numbers > 1 { format!(" ({numbers})") } else { String::new() };
        group.entities.iter().map(move |entity| (format!("{entity}{count}"), numbers)).collect::<Vec<_>>()
    };
    listed(&groups.iter().flat_map(counted).collect::<Vec<_>>(), WIDTH - INDENT, lines)
}

/// The sections that there are, in order.
fn sections<'a>(inputs: &[&'a Input]) -> Vec<&'a str> {
    let mut sections: Vec<&str> = Vec::new();
    for section in inputs.iter().filter_map(|input| input.path.split('.').next()) {
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    sections
}

/// The numbers of one section by entity; entities with the same keys stand together.
fn groups(s: &Scenario, inputs: &[&Input]) -> Vec<Group> {
    let mut by_entity: Vec<Group> = Vec::new();
    for input in inputs {
        let (entity, key) = parts(s, &input.path);
        if by_entity.last().is_none_or(|group| group.entities[0] != entity) {
            by_entity.push(Group { entities: vec![entity], keys: Vec::new() });
        }
        let keys = &mut by_entity.last_mut().expect("one was pushed").keys;
        match keys.iter_mut().find(|(known, _)| *known == key) {
            Some((_, count)) => *count += 1,
            None => keys.push((key, 1)),
        }
    }
    let mut merged: Vec<Group> = Vec::new();
    for group in by_entity {
        match merged.iter_mut().find(|known| known.keys == group.keys) {
            Some(known) => known.entities.extend(group.entities),
            None => merged.push(group),
        }
    }
    merged
}

/// Entity and key of a path, the key without its last part if this is an id.
fn parts(s: &Scenario, path: &str) -> (String, String) {
    let p = &s.setup.phases[0];
    let mut parts: Vec<&str> = path.split('.').skip(1).collect();
    let entity = if path.starts_with("rules.") { "" } else { parts.remove(0) };
    let is_id = |word: &str| {
        p.sides.iter().any(|side| side.id == word)
            || p.categories.iter().any(|category| category.id == word)
            || p.issues.iter().any(|issue| issue.id == word)
    };
    while parts.len() > 1 && is_id(parts[parts.len() - 1]) {
        parts.pop();
    }
    (entity.to_string(), parts.join("."))
}

impl Group {
    fn numbers(&self) -> usize {
        self.entities.len() * self.keys.iter().map(|(_, count)| count).sum::<usize>()
    }

    fn words(&self) -> String {
        let key = |(key, count): &(String, usize)| if *count > 1 { format!("{key} ({count})") } else { key.clone() };
        let keys = self.keys.iter().map(key).collect::<Vec<_>>().join(", ");
        let entities = self.entities.join(", ");
        if entities.is_empty() { keys } else { format!("{entities}: {keys}") }
    }
}
