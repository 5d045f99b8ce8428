//! The only way to make a variant: keys that differ, put over a base. A patch must hit something that is there.

use super::{
    evidence::WORDS,
    law,
    names::has_ids,
    problem::{Place, Problem, Problems, Role, SourceText, TextId, suggest},
    read::plain_words,
    rival::{Rival, a_rival_explanation},
    rows::SECTIONS,
    tree::{self, Entry, Node, Table, Value},
};

/// Keys that differ: one of them, or those of a rival explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch {
    /// `path=value`, as given on the command line and by experiments.
    Set {
        /// Such as `channels.istanbul.authority.russia`.
        path: String,
        /// TOML; words that are not TOML stand for themselves.
        value: String,
    },
    Rival(Rival),
    /// The claims of another scenario, in place of its own: `[[claim]]` tables.
    Claims {
        /// Whose they are.
        of: String,
        text: String,
    },
}

impl Patch {
    pub fn new(path: impl Into<String>, value: impl Into<String>) -> Patch {
        Patch::Set { path: path.into(), value: value.into() }
    }

    /// Reads `path=value`.
    pub fn parse(text: &str) -> Result<Patch, Problems> {
        match text.split_once('=') {
            Some((path, value)) if !path.trim().is_empty() && !value.trim().is_empty() => {
                Ok(Patch::new(path.trim(), value.trim()))
            }
            _ => {
                let place = Place { text: 0, start: 0, end: text.len() };
                let problem = Problem::error(Some(place), "a patch is a path and a value")
                    .cure("write path=value, as in --set issues.pow.demand=\"1 per 20 d\"");
                let text = SourceText { name: "--set".into(), text: text.into(), role: Role::CommandLine };
                Err(Problems { texts: vec![text], list: vec![problem] })
            }
        }
    }

    /// Reads `path=value`, or a rival explanation as in `low-mandate=russia`.
    pub fn said(text: &str) -> Result<Patch, Problems> {
        if a_rival_explanation(text) { Rival::parse(text.trim()).map(Patch::Rival) } else { Patch::parse(text) }
    }

    /// What was given, as texts that places can point into.
    pub fn texts(&self) -> Vec<SourceText> {
        match self {
            Patch::Set { path, value } => {
                let name = format!("--set {path}");
                vec![SourceText { name, text: format!("{path}={value}"), role: Role::CommandLine }]
            }
            Patch::Rival(rival) => rival.texts(),
            Patch::Claims { of, text } => {
                let name = format!("the claims of {of}");
                vec![SourceText { name, text: text.clone(), role: Role::CommandLine }]
            }
        }
    }

    /// Puts the patch over the tree; `id` is the first of its texts.
    pub fn apply(&self, root: &mut Table, id: TextId, problems: &mut Vec<Problem>) {
        match self {
            Patch::Set { path, value } => {
                let mut node = plain_words(value, id);
                node.shift(path.len() + 1);
                problems.extend(put(root, path, Place { text: id, start: 0, end: path.len() }, node).err());
            }
            Patch::Rival(rival) => rival.apply(root, id, problems),
            Patch::Claims { text, .. } => match tree::parse(text, id) {
                Ok(claims) => {
                    root.entries.retain(|entry| entry.key != "claim");
                    root.entries.extend(claims.entries);
                }
                Err(list) => problems.extend(list),
            },
        }
    }
}

/// Whether a path is meant by a word for it: its beginning, or with stars for any part.
pub fn covers(word: &str, path: &str) -> bool {
    let (word, path): (Vec<&str>, Vec<&str>) = (word.split('.').collect(), path.split('.').collect());
    word.len() <= path.len() && word.iter().zip(&path).all(|(word, part)| *word == "*" || word == part)
}

/// Of [`SECTIONS`], the first ones: not for a path to change.
const UNPATCHED: usize = 2;
/// The most parts of a path.
const LONGEST_PATH: usize = 10;

/// Puts a node at a dotted path.
pub fn put(root: &mut Table, path: &str, path_at: Place, node: Node) -> Result<(), Problem> {
    let segments: Vec<&str> = path.split('.').map(|segment| segment.trim().trim_matches('"')).collect();
    check_path(root, &segments, path_at)?;
    let (last, above) = segments.split_last().ok_or_else(|| Problem::error(Some(path_at), "an empty path"))?;
    let mut table = root;
    for segment in above {
        table = descend(table, segment, path_at);
    }
    if is_evidence(table) && *last == "value" {
        let range = table.get("range").cloned();
        table.entries.clear();
        table.set("value", path_at, node);
        if let Some(range) = range {
            table.set("range", path_at, range);
        }
    } else {
        replace(table, last, path_at, node);
    }
    Ok(())
}

/// A path must begin with a section, and name an id that is there.
fn check_path(root: &Table, segments: &[&str], at: Place) -> Result<(), Problem> {
    let section = segments.first().copied().unwrap_or("");
    if !SECTIONS[UNPATCHED..].contains(&section) {
        let problem = Problem::error(Some(at), format!("this patch hits nothing: there is no section `{section}`"));
        return Err(problem.cure(suggest(section, "sections", &SECTIONS[UNPATCHED..])));
    }
    if segments.len() < 2 || segments.iter().any(|segment| segment.is_empty()) {
        return Err(Problem::error(Some(at), "this path is not complete")
            .cure("a path names one key, as in issues.pow.demand or rules.patience"));
    }
    if segments.len() > LONGEST_PATH {
        return Err(Problem::error(Some(at), "this path is too long")
            .cure("no key lies so deep: a path names one key, as in issues.pow.demand"));
    }
    if !has_ids(section) {
        return Ok(());
    }
    let ids: Vec<&str> = root.table(section).map(|table| table.keys().collect()).unwrap_or_default();
    if !ids.contains(&segments[1]) {
        let problem = Problem::error(Some(at), format!("this patch hits nothing: {section} has no `{}`", segments[1]));
        return Err(problem.cure(suggest(segments[1], section, &ids)));
    }
    if segments.len() < 3 {
        return Err(Problem::error(Some(at), "this path is not complete")
            .cure(format!("add the key that is to change, as in {}.{}.name", section, segments[1])));
    }
    Ok(())
}

/// The table under a key: found, made, or made of the value that stood for the whole.
fn descend<'t>(table: &'t mut Table, key: &str, at: Place) -> &'t mut Table {
    // A part of a law that carries evidence: the law changes, so of the evidence only the range is kept.
    if let Some(Value::Table(parts)) = table.get("value").map(|node| &node.value)
        && law::FAMILIES.contains(&key)
        && parts.get(key).is_some()
    {
        table.entries.retain(|entry| entry.key == "value" || entry.key == "range");
        return descend(descend(table, "value", at), key, at);
    }
    split_evidence(table, key);
    let index = match table.entries.iter().position(|entry| entry.key == key) {
        Some(index) => index,
        None => {
            let node = Node { value: Value::Table(Table::default()), at };
            table.entries.push(Entry { key: key.into(), key_at: at, node });
            table.entries.len() - 1
        }
    };
    let node = &mut table.entries[index].node;
    if !matches!(node.value, Value::Table(_)) {
        let old = std::mem::replace(node, Node { value: Value::Table(Table::default()), at });
        node.value = Value::Table(Table { entries: Vec::new(), rest: Some(Box::new(old)) });
    }
    match &mut node.value {
        Value::Table(table) => table,
        _ => unreachable!("made a table just above"),
    }
}

/// Replaces a value; of the evidence of a number only its range lives on.
fn replace(table: &mut Table, key: &str, at: Place, new: Node) {
    split_evidence(table, key);
    let range =
        table.get(key).and_then(Node::as_table).filter(|t| t.get("value").is_some()).and_then(|t| t.get("range"));
    let new = match range {
        Some(range) if new.as_table().is_none_or(|t| t.get("value").is_none()) => {
            let (range, at) = (range.clone(), new.at);
            let mut evidence = Table::default();
            evidence.set("value", at, new);
            evidence.set("range", at, range);
            Node { value: Value::Table(evidence), at }
        }
        _ => new,
    };
    table.set(key, at, new);
}

/// One number for all, with evidence, of which one part is now named: it goes on to hold for the rest.
fn split_evidence(table: &mut Table, key: &str) {
    if is_evidence(table) && !WORDS.contains(&key) {
        let whole = std::mem::take(table);
        let at = whole.entries[0].node.at;
        table.rest = Some(Box::new(Node { value: Value::Table(whole), at }));
    } else if WORDS.contains(&key)
        && let Some(plain) = table.rest.take_if(|_| table.entries.is_empty())
    {
        table.set("value", plain.at, *plain);
    }
}

/// Puts a file that extends another one over what that one says.
pub fn merge(base: &mut Table, patch: Table, problems: &mut Vec<Problem>) {
    for entry in patch.entries {
        match (base.get_mut(&entry.key), entry.node.value) {
            (Some(Node { value: Value::Table(old), .. }), Value::Table(new)) => {
                let entities = has_ids(&entry.key);
                for part in new.entries {
                    if entities && old.get(&part.key).is_none() {
                        let ids: Vec<&str> = old.keys().collect();
                        let message = format!("this patch hits nothing: {} has no `{}`", entry.key, part.key);
                        let cure = format!(
                            "{}; a file with `extends` changes what is there and adds nothing",
                            suggest(&part.key, &entry.key, &ids)
                        );
                        problems.push(Problem::error(Some(part.key_at), message).cure(cure));
                    } else {
                        merge_entry(old, part);
                    }
                }
            }
            (None, _) if has_ids(&entry.key) => {
                let message = format!("this patch hits nothing: the base has no {}", entry.key);
                let cure = "a file with `extends` changes what is there and adds nothing: put this table in the base";
                problems.push(Problem::error(Some(entry.key_at), message).cure(cure));
            }
            (_, value) => base.set(&entry.key, entry.key_at, Node { value, at: entry.node.at }),
        }
    }
}

fn merge_entry(base: &mut Table, part: Entry) {
    let Some(old) = base.get_mut(&part.key) else {
        // A first part of something given as one number with evidence.
        split_evidence(base, &part.key);
        base.entries.push(part);
        return;
    };
    let Value::Table(new) = &part.node.value else { return replace(base, &part.key, part.key_at, part.node) };
    if stands_for_itself(&part.key, new) {
        return replace(base, &part.key, part.key_at, part.node);
    }
    let Value::Table(new) = part.node.value else { return };
    match &mut old.value {
        Value::Table(old) if !law::names_family(old) => {
            new.entries.into_iter().for_each(|entry| merge_entry(old, entry))
        }
        _ => {
            let at = part.node.at;
            let rest = Some(Box::new(std::mem::replace(old, Node { value: Value::Flag(false), at })));
            old.value = Value::Table(Table { entries: new.entries, rest });
        }
    }
}

/// Whether a table stands for a number with its evidence. The action `set` has a `value` too, beside its `path`.
fn is_evidence(table: &Table) -> bool {
    table.get("value").is_some() && table.get("path").is_none()
}

/// Tables that are one value and are not merged key by key.
fn stands_for_itself(key: &str, table: &Table) -> bool {
    key != "set" && is_evidence(table) || law::names_family(table) || ["scope", "belief"].contains(&key)
}

impl Table {
    /// Sets a key, in its old place if it is there.
    pub fn set(&mut self, key: &str, key_at: Place, node: Node) {
        match self.entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => (entry.key_at, entry.node) = (key_at, node),
            None => self.entries.push(Entry { key: key.into(), key_at, node }),
        }
    }
}

impl Node {
    /// Moves all places by some bytes: a value that was parsed apart from what stands before it.
    fn shift(&mut self, bytes: usize) {
        self.at.start += bytes;
        self.at.end += bytes;
        match &mut self.value {
            Value::List(list) => list.iter_mut().for_each(|node| node.shift(bytes)),
            Value::Table(table) => {
                for entry in &mut table.entries {
                    entry.key_at.start += bytes;
                    entry.key_at.end += bytes;
                    entry.node.shift(bytes);
                }
            }
            _ => {}
        }
    }
}
