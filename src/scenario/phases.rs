//! Numbers that change on a day: each such day begins a new phase, read by the same strict reader from a patched tree.

use super::{
    entities, patch,
    problem::{Place, Problem, suggest},
    read::{Input, Reader},
    rows::{self, EXIT_NAMES},
    script::SetEvent,
    spec::{Row, keys},
    tree::{Node, Table, Value},
};
use crate::model::setup::{Kind, Params};

/// All phases in order of time: the first as given, then one for each day with `set` events.
pub fn phases(r: &mut Reader<'_>, root: &Table, first: Params, sets: &[SetEvent]) -> Vec<Params> {
    let mut phases = vec![first];
    let mut tree = root.clone();
    let mut sets: Vec<&SetEvent> = sets.iter().collect();
    sets.sort_by_key(|set| set.on);
    for day in sets.chunk_by(|one, next| one.on == next.on) {
        for set in day {
            let hit = settable(&set.path, set.path_at)
                .and_then(|()| patch::put(&mut tree, &set.path, set.path_at, set.value.clone()));
            r.problems.extend(hit.err());
        }
        let mut again = Reader::new(r.names, r.texts, &tree);
        phases.push(entities::params(&mut again, &tree).0);
        for set in day {
            r.inputs.extend(inputs_of(set, &again.inputs));
        }
        // What is wrong only now is wrong with the event; what was odd before has been said.
        let news: Vec<Problem> = again.problems.into_iter().filter(|p| !r.problems.contains(p)).collect();
        r.problems.extend(news);
    }
    phases
}

/// The numbers that a `set` has put in place, under the path of the event.
fn inputs_of(set: &SetEvent, all: &[Input]) -> Vec<Input> {
    let part = |input: &Input| {
        let rest = input.path.strip_prefix(&set.path)?;
        let path = format!("events.{}.set.value{rest}", set.id);
        (rest.is_empty() || rest.starts_with('.')).then(|| Input { path, ..input.clone() })
    };
    all.iter().filter_map(part).collect()
}

/// Whether a scripted `set` may change what a path names: any number that is not a starting value.
fn settable(path: &str, at: Place) -> Result<(), Problem> {
    let segments: Vec<&str> = path.split('.').collect();
    let key = |index: usize| segments.get(index).copied().unwrap_or("");
    match key(0) {
        "rules" => number(rows::RULES, key(1), at),
        "sides" => number(rows::SIDE, key(2), at),
        "categories" => number(rows::CATEGORY, key(2), at),
        "issues" => number(rows::ISSUE, key(2), at),
        "mediators" => number(rows::MEDIATOR, key(2), at),
        "channels" if key(2) == "hops" => number(rows::HOP, key(4), at),
        "channels" => number(rows::CHANNEL, key(2), at),
        "life" if EXIT_NAMES.contains(&key(1)) => number(rows::LIFE, key(2), at),
        "life" => Err(Problem::error(Some(at), format!("unknown exit `{}`", key(1))).cure(suggest(
            key(1),
            "exits",
            &EXIT_NAMES,
        ))),
        other => {
            let sections = ["sides", "categories", "issues", "mediators", "channels", "life", "rules"];
            let problem =
                Problem::error(Some(at), format!("`set` changes numbers, and `{other}` is not a place for them"));
            Err(problem.cure(suggest(other, "sections", &sections)))
        }
    }
}

fn number<T>(rows: &[Row<T>], key: &str, at: Place) -> Result<(), Problem> {
    let numbers: Vec<&str> = rows.iter().filter(|row| row.kind().is_some()).map(|row| row.key).collect();
    match rows.iter().find(|row| row.key == key) {
        Some(row) if row.kind().is_some() => Ok(()),
        Some(_) => {
            Err(Problem::error(Some(at), format!("`set` changes numbers, and `{key}` is not one")).cure(format!(
                "use an event such as state, attach or detach, or one of these numbers: {}",
                super::problem::listed(&numbers)
            )))
        }
        None => Err(Problem::error(Some(at), format!("unknown key `{key}` in this path")).cure(suggest(
            key,
            "keys",
            &keys(rows),
        ))),
    }
}

/// What must be there for a scenario to make sense, beyond the shape of each key.
pub fn sense(r: &mut Reader<'_>, root: &Table, params: &Params) {
    let top = root.entries.first().map(|entry| entry.key_at);
    for (section, list, example) in [("issues", &r.names.issues, "pow"), ("channels", &r.names.channels, "direct-line")]
    {
        if list.is_empty() {
            let problem =
                Problem::error(root.get(section).map(|node| node.at).or(top), format!("there are no {section}"));
            r.problems.push(problem.cure(format!("add a table such as `[{section}.{example}]`")));
        }
    }
    for channel in &params.channels {
        let table = root.table("channels").and_then(|section| section.get(&channel.id));
        let at = |key: &str| table.and_then(Node::as_table).and_then(|t| t.get(key)).or(table).map(|node| node.at);
        // A list of nothing but unknown ids has had its say.
        let silent = |key: &str, section: &str| match table.and_then(Node::as_table).and_then(|t| t.get(key)) {
            Some(Node { value: Value::List(list), .. }) => {
                list.iter().all(|node| node.as_text().is_some_and(|id| r.names.is_off(section, id)))
            }
            node => node.is_none(),
        };
        let (no_issue, nobody) = (silent("issues", "issues"), silent("mediators", "mediators"));
        if no_issue {
            let problem = Problem::error(at("issues"), format!("channel `{}` carries no issue", channel.id));
            let first = r.names.issues.first().map_or("pow", String::as_str);
            r.problems.push(problem.cure(format!("add `issues = [\"{first}\"]`")));
        }
        if channel.kind == Kind::Mediated && nobody {
            let problem =
                Problem::error(at("mediators"), format!("channel `{}` is mediated, but nobody mediates", channel.id));
            r.problems.push(problem.cure(
                "add `mediators = [\"...\"]`, switch the channel off with `enabled = false`, or make it `direct`",
            ));
        }
    }
}
