//! The ledger of facts, the page of scenarios and the table of systems say what is in the scenario files.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use backchannel::scenario::{Patch, library, load};

const FACTS: &str = include_str!("../docs/facts.md");
const SCENARIOS: &str = include_str!("../docs/scenarios.md");
const MODEL: &str = include_str!("../docs/model.md");

/// What may be cited: a file, what it extends and what it is read as, nearest first; and its numbers.
#[derive(Default)]
struct Cited {
    files: Vec<toml::Table>,
    inputs: BTreeSet<String>,
}

fn find<'a>(table: &'a toml::Table, path: &str) -> Option<&'a toml::Value> {
    let mut parts = path.split('.');
    let first = table.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.as_table()?.get(part))
}

impl Cited {
    fn file(text: &str) -> Cited {
        Cited { files: vec![text.parse().expect("a TOML file")], ..Cited::default() }
    }

    fn scenario(id: &str, text: &str) -> Cited {
        let mut cited = Cited::file(text);
        while let Some(base) = cited.files.last().and_then(|file| file.get("extends")) {
            let base = base.as_str().expect("the name of a file");
            let (_, text) = library::find(base).unwrap_or_else(|| panic!("{id} extends {base}, which is not shipped"));
            cited.files.push(text.parse().expect("a TOML file"));
        }
        let scenario = load(Path::new(id), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        cited.files.push(scenario.resolved.parse().expect("a TOML file"));
        cited.inputs = scenario.inputs.into_iter().map(|input| input.path).collect();
        cited
    }

    fn nearest(&self, path: &str) -> Option<&toml::Value> {
        self.files.iter().find_map(|file| find(file, path))
    }

    /// A number, or anything that is written in the file or in what it is read as.
    fn has(&self, path: &str) -> bool {
        let below = format!("{path}.");
        self.nearest(path).is_some() || self.inputs.iter().any(|input| input == path || input.starts_with(&below))
    }

    /// Whether the thing, or what it stands in, is switched off in the file.
    fn is_off(&self, path: &str) -> bool {
        let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
        ends.map(|end| &path[..end]).any(|prefix| {
            let says = |key: &str| self.nearest(&format!("{prefix}.{key}")).and_then(toml::Value::as_bool);
            says("enabled") == Some(false) || says("out") == Some(true)
        })
    }
}

fn library() -> BTreeMap<String, Cited> {
    let scenarios = library::SHIPPED.iter().map(|(id, text)| ((*id).to_string(), Cited::scenario(id, text)));
    let rivals = library::RIVALS.iter().map(|(id, text)| (format!("rivals/{id}"), Cited::file(text)));
    scenarios.chain(rivals).collect()
}

/// Every `scenario-id: dotted.path` in backticks, with the text that follows it.
fn references(text: &str) -> Vec<(&str, &str, &str)> {
    let pieces: Vec<&str> = text.split('`').collect();
    let quoted = (1..pieces.len()).step_by(2);
    let split = |at: usize| {
        let (id, path) = pieces[at].split_once(": ")?;
        Some((id, path, pieces.get(at + 1).copied().unwrap_or_default()))
    };
    quoted.filter_map(split).collect()
}

/// What is wrong with the references of a text; nothing if all hold.
fn faults(text: &str, library: &BTreeMap<String, Cited>) -> Vec<String> {
    let fault = |(id, path, after): (&str, &str, &str)| {
        let Some(cited) = library.get(id) else { return Some(format!("`{id}: {path}`: no such scenario is shipped")) };
        if !cited.has(path) {
            return Some(format!("`{id}: {path}`: the scenario has no such path"));
        }
        let said = after.starts_with(" (off)");
        (cited.is_off(path) != said)
            .then(|| format!("`{id}: {path}`: (off) stands behind what is switched off, and only there"))
    };
    references(text).into_iter().filter_map(fault).collect()
}

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
}

fn facts() -> Vec<Vec<&'static str>> {
    let is_number = |cell: &str| cell.strip_prefix('F').is_some_and(|rest| rest.parse::<u32>().is_ok());
    rows(FACTS).filter(|row| is_number(row[0])).collect()
}

#[test]
fn every_fact_has_its_row_in_order() {
    let numbers: Vec<&str> = facts().iter().map(|row| row[0]).collect();
    let expected: Vec<String> = (1..=98).map(|n| format!("F{n:02}")).collect();
    assert_eq!(numbers, expected);
    for row in facts() {
        assert_eq!(row.len(), 5, "{}: number, fact, said by, contested, where it stands", row[0]);
        assert!(row.iter().all(|cell| !cell.is_empty()), "{}: an empty cell", row[0]);
    }
}

#[test]
fn every_fact_has_a_key_or_a_reason() {
    for row in facts() {
        let reason = row[4].strip_prefix("no key: ").is_some_and(|words| words.len() > 10);
        let key = !references(row[4]).is_empty();
        assert!(key != reason, "{}: `scenario-id: dotted.path`, or `no key: ` and why", row[0]);
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let library = library();
    let found = faults(&format!("{FACTS}\n{SCENARIOS}"), &library);
    assert!(found.is_empty(), "{}", found.join("\n"));
    let broken = [
        ("`tutorial: channels.lime`", "no such path"),
        ("`tutoria: channels.line`", "no such scenario"),
        ("`tutorial: channels.line` (off)", "(off) stands"),
        ("`record-2022-2025: windows.adverse-link.adverse.ukraine`", "(off) stands"),
    ];
    for (text, message) in broken {
        assert!(faults(text, &library).concat().contains(message), "{text}");
    }
}

#[test]
fn every_scenario_is_cited() {
    let cited: BTreeSet<&str> = references(FACTS).into_iter().map(|(id, _, _)| id).collect();
    for id in library::ids() {
        assert!(cited.contains(id), "docs/facts.md cites nothing of {id}");
    }
}

#[test]
fn every_scenario_and_rival_has_its_row_and_its_paragraph() {
    let rows: Vec<&str> = rows(SCENARIOS).flatten().filter(|cell| cell.contains("](../scenarios/")).collect();
    let link = |id: &str| format!("[{}](../scenarios/{id}.toml)", id.trim_start_matches("rivals/"));
    for id in library().keys() {
        assert_eq!(rows.iter().filter(|cell| **cell == link(id)).count(), 1, "rows of {id} in docs/scenarios.md");
    }
    assert_eq!(rows.len(), library().len(), "a row of docs/scenarios.md leads to what is not shipped");
    let headings: Vec<&str> = SCENARIOS.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let (mut headed, mut shipped) = (headings, library::ids());
    headed.sort_unstable();
    shipped.sort_unstable();
    assert_eq!(headed, shipped, "the headings of docs/scenarios.md");
}

/// The changes of a paragraph: every `path = value`, and together what "with" joins.
fn changes(section: &str) -> Vec<Vec<&str>> {
    let pieces: Vec<&str> = section.split('`').collect();
    let mut changes: Vec<Vec<&str>> = Vec::new();
    for at in (1..pieces.len()).step_by(2).filter(|at| pieces[*at].contains(" = ")) {
        match changes.last_mut() {
            Some(last) if pieces[at - 1].trim() == "with" => last.push(pieces[at]),
            _ => changes.push(vec![pieces[at]]),
        }
    }
    changes
}

#[test]
fn every_change_that_the_page_proposes_can_be_made() {
    for section in SCENARIOS.split("\n### ").skip(1) {
        let id = section.lines().next().unwrap_or_default();
        let changes = changes(section);
        assert!(id.starts_with("end-of-war-only-") || changes.len() > 1, "{id}: things to try, please");
        for change in changes {
            let patches: Result<Vec<Patch>, _> = change.iter().map(|text| Patch::parse(text)).collect();
            let patches = patches.unwrap_or_else(|problems| panic!("{problems}"));
            if let Err(problems) = load(Path::new(id), &patches) {
                panic!("{id} with {change:?}:\n{problems}");
            }
        }
    }
}

#[test]
fn the_table_of_systems_names_every_scenario() {
    let section = MODEL.split("\n## 4. ").nth(1).and_then(|rest| rest.split("\n## 5. ").next());
    let ids = library::ids();
    let mut named: BTreeSet<&str> = BTreeSet::from(["tutorial"]); // two invented countries
    for row in rows(section.expect("section 4 of docs/model.md")).filter(|row| row[0].parse::<u32>().is_ok()) {
        let last = row.last().copied().unwrap_or_default();
        for id in last.split('`').skip(1).step_by(2).filter(|text| !text.starts_with("--")) {
            assert!(ids.contains(&id), "section 4 of docs/model.md, row {}: {id} is not shipped", row[0]);
            named.insert(id);
        }
    }
    for id in ids {
        assert!(named.contains(id), "section 4 of docs/model.md does not name {id}");
    }
}
