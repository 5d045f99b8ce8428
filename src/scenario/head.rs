//! The head of a scenario: what it asks, over which days, and what it rests on.

use jiff::civil::Date;

use super::{
    evidence::quoted,
    problem::Problem,
    quantity::Kind,
    read::Reader,
    rows::{SCENARIO, SOURCE},
    script::Days,
    spec::keys,
    tree::{Node, Table, Value},
};
use crate::model::side::IssueId;

/// The `[scenario]` table.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The file's name without its ending.
    pub id: String,
    pub title: String,
    pub question: String,
    pub purpose: String,
    pub authors: Vec<String>,
    /// The first day (UTC).
    pub start: Date,
    /// The first day no longer simulated.
    pub end: Date,
    pub frozen: bool,
    /// The id of the issue whose exchanges are the headline.
    pub focal: String,
    pub event_budget: u64,
}

/// An entry of `[sources]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    pub id: String,
    pub title: String,
    pub publisher: String,
    pub date: String,
    pub url: String,
    pub note: String,
}

/// The longest horizon, in days.
const LONGEST: i64 = 36_525;
const DEFAULT_BUDGET: u64 = 2_000_000;

/// Whether left-out keys take the values of the preset `frozen`.
pub fn is_frozen(root: &Table) -> bool {
    root.table("scenario").and_then(|table| table.get("preset")).and_then(Node::as_text) == Some("frozen")
}

/// Reads `[scenario]`; nothing if the days cannot be told.
pub fn head(r: &mut Reader<'_>, root: &Table, id: &str) -> Option<Head> {
    let none = Table::default();
    let table = root.table("scenario").unwrap_or(&none);
    r.page.table("scenario");
    r.known_keys("scenario", table, &keys(SCENARIO));
    let mut words = |key: &str| {
        let text = table.get(key).and_then(|node| r.text(key, node)).unwrap_or_default();
        if !text.is_empty() {
            r.page.words(key, quoted(&text));
        }
        text
    };
    let (title, question, purpose) = (words("title"), words("question"), words("purpose"));
    let authors = table.get("authors").map(|node| r.texts_of("authors", node)).unwrap_or_default();
    if !authors.is_empty() {
        r.page.words("authors", format!("[{}]", authors.iter().map(|a| quoted(a)).collect::<Vec<_>>().join(", ")));
    }
    let days = days(r, root, table);
    if let Some(node) = table.get("preset") {
        r.choice("preset", node, &["default", "frozen"]);
        r.page.words("preset", quoted(if r.frozen { "frozen" } else { "default" }));
    }
    r.page.value("side_a", quoted(&r.names.sides.0[0]));
    let focal = focal(r, table);
    let event_budget = budget(r, table);
    let days = days?;
    let title = if title.is_empty() { id.to_string() } else { title };
    let (start, end) = (days.start, days.end);
    Some(Head { id: id.into(), title, question, purpose, authors, start, end, frozen: r.frozen, focal, event_budget })
}

fn days(r: &mut Reader<'_>, root: &Table, table: &Table) -> Option<Days> {
    let mut day = |key: &str| {
        let Some(node) = table.get(key) else {
            let place = root.get("scenario").map(|node| node.at);
            let problem = Problem::error(place, format!("[scenario] has no `{key}`")).label("in this table");
            r.problems.push(problem.cure(format!("add a line such as `{key} = 2025-05-01`")));
            return None;
        };
        let date = r.date(key, node)?;
        r.page.value(key, date.to_string());
        Some((date, node.at))
    };
    let (start, end) = (day("start"), day("end"));
    let ((start, _), (end, end_at)) = (start?, end?);
    let days = Days { start, end };
    if end <= start {
        r.error(
            end_at,
            "the scenario ends before it begins",
            "`end` is the first day no longer simulated: give it a day after `start`",
        );
        return None;
    }
    if days.number(end) > LONGEST {
        let cure = format!("give `end` a day at most {LONGEST} days (100 years) after `start`");
        r.error(end_at, format!("the scenario is {} days long, which is too long", days.number(end)), cure);
        return None;
    }
    Some(days)
}

fn focal(r: &mut Reader<'_>, table: &Table) -> String {
    let index = table.get("focal").map_or(Some(0), |node| r.id("issues", node));
    let id = index.and_then(|i| r.names.issues.get(usize::from(i))).cloned().unwrap_or_default();
    r.page.value("focal", quoted(&id));
    id
}

fn budget(r: &mut Reader<'_>, table: &Table) -> u64 {
    let read = table.get("event_budget").map(|node| Kind::Budget.number(node).map_err(|fault| (fault, node.at)));
    let budget = match read {
        Some(Ok(number)) => number as u64,
        Some(Err((fault, at))) => {
            r.fault("event_budget", at, fault);
            DEFAULT_BUDGET
        }
        None => DEFAULT_BUDGET,
    };
    r.page.number("event_budget", budget.to_string(), budget.to_string(), table.get("event_budget").is_none());
    budget
}

/// The index of the focal issue.
pub fn focal_id(head: &Head, issues: &[String]) -> IssueId {
    let index = issues.iter().position(|id| *id == head.focal).unwrap_or(0);
    IssueId(u16::try_from(index).unwrap_or(0))
}

/// Reads `[sources]`.
pub fn sources(r: &mut Reader<'_>, root: &Table) -> Vec<Source> {
    let Some(table) = root.table("sources") else { return Vec::new() };
    let mut list = Vec::new();
    for entry in &table.entries {
        let Some(found) = entry.node.as_table() else {
            let cure = format!("write `[sources.{}]` and under it `title = \"...\"`", entry.key);
            r.error(entry.node.at, format!("source `{}` is not a table", entry.key), cure);
            continue;
        };
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if entry.key.is_empty() || !entry.key.chars().all(fits) {
            r.error(
                entry.key_at,
                format!("`{}` cannot be the id of a source", entry.key),
                "use letters, digits, `-` and `_`",
            );
            continue;
        }
        let path = format!("sources.{}", entry.key);
        r.page.table(&path);
        r.known_keys(&path, found, &keys(SOURCE));
        list.push(source(r, &entry.key, found));
    }
    list
}

fn source(r: &mut Reader<'_>, id: &str, found: &Table) -> Source {
    let mut words = |key: &str| match found.get(key) {
        Some(Node { value: Value::Date(date), .. }) if key == "date" => {
            r.page.words(key, date.to_string());
            date.to_string()
        }
        Some(node) => {
            let text = r.text(key, node).unwrap_or_default();
            r.page.words(key, quoted(&text));
            text
        }
        None => String::new(),
    };
    let (title, publisher, date) = (words("title"), words("publisher"), words("date"));
    Source { id: id.into(), title, publisher, date, url: words("url"), note: words("note") }
}
