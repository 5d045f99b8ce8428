//! Rival explanations: patches that leave open of which side, and of which channel, they are said (section 7).
//!
//! Such a file is a variant without `extends`. Under its head, `[rival]`, stand the keys that differ; `SIDE`, `OTHER`
//! and `CHANNEL` in them stand for ids of the scenario over which it is put (`docs/scenario-files.md`).

use std::path::Path;

use super::{
    files, library,
    patch::merge,
    problem::{Place, Problem, Problems, Role, SourceText, TextId, suggest},
    tree::{self, Node, Table, Value},
};

/// A rival explanation, and of whom it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rival {
    /// As written on the command line.
    pub said: String,
    name: String,
    file: SourceText,
    side: Option<String>,
    channel: Option<String>,
}

/// What the head of a rival explanation says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RivalHead {
    /// The mechanism in a word or two.
    pub title: String,
    /// The explanation in a sentence.
    pub says: String,
    /// What should show in the results if it holds.
    pub shows: String,
    /// Who argues it, or against it.
    pub argued: Vec<String>,
    /// Whether it is said of one side, so that it has a mirror.
    pub of_a_side: bool,
    /// Whether it is said of one channel.
    of_a_channel: bool,
    /// Channels it may be said of; the first one that is there.
    channels: Vec<String>,
}

/// Whether a change is written as a rival explanation is: by the name of a shipped one or of a file. The other changes
/// are `PATH=VALUE`.
pub fn a_rival_explanation(said: &str) -> bool {
    let name = said.split(['=', '@']).next().unwrap_or(said).trim();
    name.ends_with(".toml") || library::rival(name).is_some() || !said.contains('=')
}

/// The words that stand for ids.
const SIDE: &str = "SIDE";
const OTHER: &str = "OTHER";
const CHANNEL: &str = "CHANNEL";

impl Rival {
    /// Reads `NAME`, `NAME=SIDE` or `NAME=SIDE@CHANNEL`; the name is that of a shipped explanation, or a file.
    ///
    /// # Errors
    /// If there is no such explanation, or it cannot be read.
    pub fn parse(said: &str) -> Result<Rival, Problems> {
        // A folder of the file may have any name.
        let folder = said.rfind(['/', '\\']).map_or(0, |at| at + 1);
        let (rest, channel) = said[folder..]
            .rsplit_once('@')
            .map_or((said, None), |(rest, channel)| (&said[..folder + rest.len()], Some(channel.trim())));
        let side = rest[folder..].split_once('=').map(|(_, side)| side);
        let name = side.map_or(rest, |side| &rest[..rest.len() - side.len() - 1]).trim();
        let file = match library::rival(name) {
            Some((id, text)) if !Path::new(name).is_file() => {
                SourceText { name: format!("rivals/{id}.toml"), text: text.into(), role: Role::Variant }
            }
            _ => read(name)?,
        };
        let owned = |word: Option<&str>| word.filter(|word| !word.is_empty()).map(String::from);
        Ok(Rival {
            said: said.into(),
            name: name.into(),
            file,
            side: owned(side.map(str::trim)),
            channel: owned(channel),
        })
    }

    /// The words of the command line, and the file.
    pub(super) fn texts(&self) -> Vec<SourceText> {
        let said = SourceText { name: "--rival".into(), text: self.said.clone(), role: Role::CommandLine };
        vec![said, self.file.clone()]
    }

    /// Its head.
    ///
    /// # Errors
    /// If the file is no rival explanation.
    pub fn head(&self) -> Result<RivalHead, Problems> {
        let mut list = Vec::new();
        let head = self.keys(1, &mut list).map(|(head, _)| head);
        head.ok_or_else(|| Problems { texts: self.texts(), list })
    }

    /// Puts it over the tree of a scenario; `id` is the first of its texts.
    pub(super) fn apply(&self, root: &mut Table, id: TextId, problems: &mut Vec<Problem>) {
        let Some((head, mut keys)) = self.keys(id + 1, problems) else { return };
        let Some(ids) = self.ids(&head, root, id).map_err(|problem| problems.push(problem)).ok() else { return };
        fill_in(&mut keys, &ids);
        let (sources, keys) = keys.entries.into_iter().partition(|entry| entry.key == "sources");
        let before = problems.len();
        merge(root, Table { entries: keys, rest: None }, problems);
        for problem in &mut problems[before..] {
            let here = problem.cure.split("a file with `extends`").next().unwrap_or_default();
            problem.cure =
                format!("{here}a rival explanation changes what is there, so it cannot be said of this scenario");
        }
        add_sources(root, Table { entries: sources, rest: None });
    }

    /// What stands in the file, head and keys.
    fn keys(&self, id: TextId, problems: &mut Vec<Problem>) -> Option<(RivalHead, Table)> {
        let mut keys = tree::parse(&self.file.text, id).map_err(|list| problems.extend(list)).ok()?;
        let Some(at) = keys.entries.iter().position(|entry| entry.key == "rival") else {
            let cure = "add a head: `[rival]` with `title`, `says`, `shows` and `argued`; a file with `extends` is run by \
                        its own name";
            problems.push(
                Problem::error(
                    Some(Place { text: id, start: 0, end: 0 }),
                    format!("{} is no rival explanation", self.file.name),
                )
                .cure(cure),
            );
            return None;
        };
        let entry = keys.entries.remove(at);
        let before = problems.len();
        let mut head = head(&entry.node, problems);
        head.of_a_side = mentions(&keys, &[SIDE, OTHER]);
        head.of_a_channel = mentions(&keys, &[CHANNEL]);
        problems.extend(misplaced(&keys, entry.node.at));
        (problems.len() == before).then_some((head, keys))
    }

    /// The ids for which `SIDE`, `OTHER` and `CHANNEL` stand.
    fn ids(&self, head: &RivalHead, root: &Table, id: TextId) -> Result<[(&'static str, String); 3], Problem> {
        let names = |section: &str| -> Vec<&str> {
            root.table(section).map(|table| table.keys().collect()).unwrap_or_default()
        };
        let wrong = |(message, cure): (String, String)| {
            Problem::error(Some(Place { text: id, start: 0, end: self.said.len() }), message).cure(cure)
        };
        let [side, other] = self.sides(head, &names("sides")).map_err(wrong)?;
        let channel = self.channel(head, &names("channels")).map_err(wrong)?;
        Ok([(SIDE, side), (OTHER, other), (CHANNEL, channel)])
    }

    /// The side of which it is said and the other one; or a message and its cure.
    fn sides(&self, head: &RivalHead, sides: &[&str]) -> Result<[String; 2], (String, String)> {
        let name = &self.name;
        match (self.side.as_deref(), head.of_a_side) {
            (None, false) => Ok([const { String::new() }; 2]),
            (Some(_), false) => {
                let file =
                    if library::rival(name).is_none() { "; or write SIDE in the file for the side's id" } else { "" };
                Err((format!("`{name}` is not said of one side"), format!("leave the side out: --rival {name}{file}")))
            }
            (None, true) => {
                let ways: Vec<String> = sides.iter().map(|side| format!("--rival {name}={side}")).collect();
                let message = format!("`{name}` is said of a side, and none is named");
                Err((message, format!("write {}", ways.join(" or "))))
            }
            (Some(side), true) if !sides.contains(&side) => {
                Err((format!("there is no side `{side}`"), suggest(side, "sides", sides)))
            }
            (Some(side), true) => {
                let other = sides.iter().find(|other| **other != side).unwrap_or(&"");
                Ok([side, other].map(String::from))
            }
        }
    }

    /// The channel of which it is said, if it is said of one; or a message and its cure.
    fn channel(&self, head: &RivalHead, channels: &[&str]) -> Result<String, (String, String)> {
        let name = &self.name;
        let of_side = self.side.as_ref().map_or(String::new(), |side| format!("={side}"));
        let said = format!("{name}{of_side}");
        let wanted: Vec<&str> = match &self.channel {
            Some(_) if !head.of_a_channel => {
                let message = format!("`{name}` is not said of one channel");
                return Err((message, format!("leave the channel out: --rival {said}")));
            }
            Some(channel) => vec![channel],
            None => head.channels.iter().map(String::as_str).collect(),
        };
        if !head.of_a_channel {
            return Ok(String::new());
        }
        let found = wanted.iter().find(|channel| channels.contains(channel));
        found.map(|channel| channel.to_string()).ok_or_else(|| match wanted.first() {
            Some(first) => {
                let message = format!("there is no channel `{first}` of which `{name}` could be said");
                (message, format!("name one: --rival {said}@CHANNEL; {}", suggest(first, "channels", channels)))
            }
            None => {
                let message = format!("`{name}` is said of a channel, and none is named");
                (message, format!("name one: --rival {said}@CHANNEL; {}", suggest("", "channels", channels)))
            }
        })
    }

    /// The same said of the other side, as on the command line; nothing if it is not said of a side.
    pub fn mirror(&self, sides: [&str; 2]) -> Option<String> {
        let other = sides.into_iter().find(|side| Some(*side) != self.side.as_deref())?;
        let channel = self.channel.as_ref().map_or(String::new(), |channel| format!("@{channel}"));
        self.side.as_ref().map(|_| format!("{}={other}{channel}", self.name))
    }
}

fn read(name: &str) -> Result<SourceText, Problems> {
    if !Path::new(name).exists() {
        let ids: Vec<&str> = library::RIVALS.iter().map(|(id, _)| *id).collect();
        let word = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        let (message, cure) = if name.ends_with(".toml") {
            (format!("there is no file {name}"), suggest(name, "rival explanations", &ids))
        } else if word != name && ids.contains(&word) {
            (format!("there is no rival explanation `{name}`"), format!("write {word}=SIDE, or {word}=SIDE@CHANNEL"))
        } else {
            (format!("there is no rival explanation `{name}`"), suggest(name, "rival explanations", &ids))
        };
        return Err(Problems { texts: Vec::new(), list: vec![Problem::error(None, message).cure(cure)] });
    }
    let text = files::read(Path::new(name)).map_err(|problem| Problems { texts: Vec::new(), list: vec![problem] })?;
    Ok(SourceText { name: name.into(), text, role: Role::Variant })
}

/// What makes a file no rival explanation in spite of its head: a base of its own, or nothing that differs.
fn misplaced(keys: &Table, head: Place) -> Option<Problem> {
    if let Some(entry) = keys.entries.iter().find(|entry| entry.key == "extends") {
        let cure = "leave the line out: the scenario is the one named on the command line";
        return Some(Problem::error(Some(entry.key_at), "a rival explanation has no `extends`").cure(cure));
    }
    let empty = keys.entries.iter().all(|entry| entry.key == "sources");
    let cure = "under the head write the keys that differ, as in `[channels.CHANNEL]` and `authority.SIDE = 0.2`";
    empty.then(|| Problem::error(Some(head), "this rival explanation changes nothing").cure(cure))
}

/// The keys of `[rival]`.
const HEAD: [&str; 5] = ["title", "says", "shows", "argued", "channel"];

fn head(node: &Node, problems: &mut Vec<Problem>) -> RivalHead {
    let Some(table) = node.as_table() else {
        problems.push(Problem::error(Some(node.at), "`rival` is a table").cure("begin the head with `[rival]`"));
        return RivalHead::default();
    };
    for entry in table.entries.iter().filter(|entry| !HEAD.contains(&entry.key.as_str())) {
        let message = format!("unknown key `{}` in [rival]", entry.key);
        problems.push(Problem::error(Some(entry.key_at), message).cure(suggest(&entry.key, "keys", &HEAD)));
    }
    let mut text = |key: &str| {
        let found = table.get(key).and_then(Node::as_text);
        if found.is_none() {
            let problem = Problem::error(Some(node.at), format!("[rival] needs `{key}`, a text"));
            problems.push(problem.cure(format!("add `{key} = \"...\"`")));
        }
        found.unwrap_or_default().trim().to_string()
    };
    let (title, says, shows) = (text("title"), text("says"), text("shows"));
    let mut texts = |key: &str| -> Vec<String> {
        let Some(node) = table.get(key) else { return Vec::new() };
        let list = match &node.value {
            Value::List(list) => list.iter().map(Node::as_text).collect::<Option<Vec<_>>>(),
            _ => None,
        };
        if list.is_none() {
            let problem = Problem::error(Some(node.at), format!("`{key}` is a list of texts"));
            problems.push(problem.cure(format!("write `{key} = [\"...\"]`")));
        }
        list.unwrap_or_default().into_iter().map(String::from).collect()
    };
    let (argued, channels) = (texts("argued"), texts("channel"));
    RivalHead { title, says, shows, argued, channels, ..RivalHead::default() }
}

/// Whether one of the words stands as a key or as a part of a text that names a path.
fn mentions(table: &Table, words: &[&str]) -> bool {
    fn said(node: &Node, words: &[&str]) -> bool {
        match &node.value {
            Value::Text(text) => text.split('.').any(|part| words.contains(&part)),
            Value::Table(table) => mentions(table, words),
            Value::List(list) => list.iter().any(|node| said(node, words)),
            _ => false,
        }
    }
    table.entries.iter().any(|entry| words.contains(&entry.key.as_str()) || said(&entry.node, words))
}

/// Writes ids for the words that stand for them.
fn fill_in(table: &mut Table, ids: &[(&'static str, String)]) {
    let id = |word: &str| ids.iter().find(|(name, _)| *name == word).map(|(_, id)| id.as_str());
    for entry in &mut table.entries {
        if let Some(id) = id(&entry.key) {
            entry.key = id.into();
        }
        fill_in_node(&mut entry.node, ids);
    }
}

fn fill_in_node(node: &mut Node, ids: &[(&'static str, String)]) {
    let id = |word: &str| ids.iter().find(|(name, _)| *name == word).map(|(_, id)| id.as_str());
    match &mut node.value {
        Value::Text(text) => *text = text.split('.').map(|part| id(part).unwrap_or(part)).collect::<Vec<_>>().join("."),
        Value::Table(table) => fill_in(table, ids),
        Value::List(list) => list.iter_mut().for_each(|node| fill_in_node(node, ids)),
        _ => {}
    }
}

/// Sources that the scenario does not have yet.
fn add_sources(root: &mut Table, new: Table) {
    let sources = new.entries.into_iter().filter_map(|entry| match entry.node.value {
        Value::Table(table) => Some((entry.key_at, entry.node.at, table)),
        _ => None,
    });
    for (key_at, at, table) in sources {
        if root.get("sources").is_none() {
            root.set("sources", key_at, Node { value: Value::Table(Table::default()), at });
        }
        let Some(Node { value: Value::Table(known), .. }) = root.get_mut("sources") else { return };
        for entry in table.entries {
            if known.get(&entry.key).is_none() {
                known.entries.push(entry);
            }
        }
    }
}
