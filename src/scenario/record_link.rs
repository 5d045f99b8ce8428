//! The link to a documented record: which issues its tables speak of, up to which day, and which patterns were put in,
//! tuned or left to check the model.

use jiff::civil::Date;

use super::{
    evidence::quoted,
    problem::{Problem, suggest},
    read::Reader,
    rows::{MARK, MARKS, PATTERNS, RECORD},
    script::Days,
    spec::keys,
    tree::{Node, Table},
};
use crate::model::side::IssueId;

/// How a pattern of the record bears on the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Put in by hand: agreement shows nothing.
    Input,
    /// Numbers were set with this pattern in view.
    Tuned,
    /// Nothing was set with it in view: it can fail.
    Check,
}

impl Mark {
    pub fn word(self) -> &'static str {
        MARKS[self as usize]
    }
}

/// The mark of one of [`PATTERNS`], and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked {
    pub pattern: &'static str,
    pub mark: Mark,
    pub why: String,
}

/// The `[record]` table.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordLink {
    /// Beside the scenario file, or the record that comes with the program.
    pub folder: String,
    /// The issue that `exchanges.csv` speaks of.
    pub exchanges: IssueId,
    pub remains: Option<IssueId>,
    pub children: Option<IssueId>,
    pub political: Option<IssueId>,
    /// The last day that the record covers.
    pub until: Date,
    /// A day of bad news after which recovery is timed.
    pub shock: Option<Date>,
    /// In the order of [`PATTERNS`]; those without a mark are left out.
    pub marks: Vec<Marked>,
}

impl RecordLink {
    pub fn mark(&self, pattern: &str) -> Option<&Marked> {
        self.marks.iter().find(|marked| marked.pattern == pattern)
    }
}

/// Reads `[record]`; nothing if there is none, or if it is not fit for use.
pub fn link(r: &mut Reader<'_>, root: &Table, days: Days) -> Option<RecordLink> {
    let table = root.table("record")?;
    r.page.table("record");
    r.known_keys("record", table, &keys(RECORD));
    let folder = table.get("folder").and_then(|node| r.text("folder", node)).unwrap_or_else(|| "record".into());
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if let Some(node) = table.get("folder").filter(|_| folder.is_empty() || !folder.chars().all(plain)) {
        let cure =
            "name a folder beside the scenario file, of letters, digits, `-` and `_`, as in `folder = \"record\"`";
        r.error(node.at, "`folder` is the name of one folder", cure);
    }
    r.page.words("folder", quoted(&folder));
    let exchanges = issue(r, table, "exchanges");
    let [remains, children, political] = ["remains", "children", "political"].map(|key| issue(r, table, key));
    let until = day(r, table, "until", days);
    let shock = day(r, table, "shock", days);
    if let Some(node) = root.get("record") {
        for (key, example) in [("exchanges", "\"pow\""), ("until", "2025-11-30")] {
            if table.get(key).is_none() {
                let problem = Problem::error(Some(node.at), format!("[record] has no `{key}`")).label("in this table");
                r.problems.push(problem.cure(format!("add a line such as `{key} = {example}`")));
            }
        }
    }
    let marks = marks(r, table);
    Some(RecordLink { folder, exchanges: exchanges?, remains, children, political, until: until?, shock, marks })
}

fn issue(r: &mut Reader<'_>, table: &Table, key: &str) -> Option<IssueId> {
    let id = r.id("issues", table.get(key)?)?;
    r.page.words(key, quoted(&r.names.issues[usize::from(id)]));
    Some(IssueId(id))
}

/// A day of the scenario, or after it.
fn day(r: &mut Reader<'_>, table: &Table, key: &str, days: Days) -> Option<Date> {
    let node = table.get(key)?;
    let date = r.date(key, node)?;
    r.page.words(key, date.to_string());
    if date < days.start {
        let cure = format!("give a day of the scenario, which begins on {}", days.start);
        r.error(node.at, format!("`{key}` lies before the scenario begins"), cure);
        return None;
    }
    Some(date)
}

fn marks(r: &mut Reader<'_>, table: &Table) -> Vec<Marked> {
    let Some(node) = table.get("marks") else { return Vec::new() };
    let Some(found) = node.as_table() else {
        r.error(node.at, "`marks` is not a table", "write `[record.marks.P1]` and under it `mark = \"check\"`");
        return Vec::new();
    };
    for entry in found.entries.iter().filter(|entry| !PATTERNS.contains(&entry.key.as_str())) {
        let cure = suggest(&entry.key, "patterns", &PATTERNS);
        r.error(entry.key_at, format!("unknown pattern `{}` in [record.marks]", entry.key), cure);
    }
    PATTERNS.iter().filter_map(|pattern| marked(r, pattern, found.get(pattern)?)).collect()
}

fn marked(r: &mut Reader<'_>, pattern: &'static str, node: &Node) -> Option<Marked> {
    let path = format!("record.marks.{pattern}");
    let Some(table) = node.as_table() else {
        r.error(
            node.at,
            format!("`{path}` is not a table"),
            format!("write `[{path}]` and under it `mark = \"check\"`"),
        );
        return None;
    };
    r.page.table(&path);
    r.known_keys(&path, table, &keys(MARK));
    let Some(word) = table.get("mark") else {
        let problem = Problem::error(Some(node.at), format!("[{path}] has no `mark`")).label("in this table");
        r.problems.push(problem.cure("add `mark = \"input\"`, `\"tuned\"` or `\"check\"`"));
        return None;
    };
    let mark = [Mark::Input, Mark::Tuned, Mark::Check][r.choice("mark", word, &MARKS)?];
    r.page.words("mark", quoted(mark.word()));
    let why = table.get("why").and_then(|node| r.text("why", node)).unwrap_or_default();
    if !why.is_empty() {
        r.page.words("why", quoted(&why));
    }
    Some(Marked { pattern, mark, why })
}
