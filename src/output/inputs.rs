//! The table of numbers: each with its value, range, grade and sources, and who says what.

use super::lines::{cells, folded, hanging, padded, paragraph, plain};
use crate::scenario::{Claim, Input, Scenario};

/// The columns of the table.
const TABLE: usize = 100;
/// A value or range longer than this does not widen its column.
const WIDEST: usize = 26;

/// Every number of the file, or with the model's defaults; under the name of the table that it stands in.
pub fn inputs(s: &Scenario, all: bool) -> String {
    let shown: Vec<&Input> = s.inputs.iter().filter(|i| all || !i.by_default).collect();
    let contested = shown.iter().filter(|i| i.evidence.contested).count();
    let place = if all { "in all" } else { "in the file" };
    let mut text = format!("{} numbers {place}, {contested} of them contested", shown.len());
    text += &match s.inputs.len() - shown.len() {
        _ if all => ".".into(),
        defaults => format!("; {defaults} defaults of the model (--all shows them)."),
    };
    text = paragraph(&text);
    let columns = Columns::of(&shown);
    for table in shown.chunk_by(|one, next| table(one) == table(next)) {
        text += &format!("\n[{}]\n", self::table(table[0]));
        text += &table.iter().map(|input| columns.row(input)).collect::<String>();
    }
    let disputed: Vec<&&Input> = shown.iter().filter(|i| !i.evidence.claims.is_empty()).collect();
    if !disputed.is_empty() {
        text += "\nWho says what (the reading as a number is the author's):\n";
        text += &disputed.iter().map(|input| claims(input)).collect::<String>();
    }
    if !s.scripted.is_empty() {
        text += "\nScripted:\n";
        text += &s.scripted.iter().map(|l| hanging(&format!("  {}", l.date), &l.text, 14)).collect::<String>();
    }
    text
}

/// The table of the file that a number stands in: its section and, where it has one, its id.
fn table(input: &Input) -> &str {
    let path = input.path.as_str();
    let dots = if path.starts_with("rules.") { 1 } else { 2 };
    let end = path.match_indices('.').nth(dots - 1).map_or(path.len(), |(at, _)| at);
    &path[..end]
}

fn key(input: &Input) -> &str {
    input.path[table(input).len()..].trim_start_matches('.')
}

/// How wide the columns are.
struct Columns {
    key: usize,
    value: usize,
    range: usize,
}

impl Columns {
    fn of(inputs: &[&Input]) -> Columns {
        let widest = |of: &dyn Fn(&Input) -> String| {
            inputs.iter().map(|i| cells(&of(i))).filter(|width| *width <= WIDEST).max().unwrap_or(0)
        };
        let key = inputs.iter().map(|input| cells(key(input))).max().unwrap_or(0).min(32);
        Columns { key, value: widest(&Input::value_text), range: widest(&range) }
    }

    /// Key, value, range, then grade and sources, which go on in further lines.
    fn row(&self, input: &Input) -> String {
        let e = &input.evidence;
        let grade =
            format!("{}{} {}", e.grade.word(), if e.contested { ", contested" } else { "" }, e.sources.join(" "));
        let (value, range) = (input.value_text(), range(input));
        let key = padded(key(input), self.key);
        let indent = 2 + self.key + 2 + self.value + 2 + self.range + 2;
        let columns = |key: &str, value: &str| {
            let gap = " ".repeat((self.value + self.range + 2).saturating_sub(cells(value) + cells(&range)).max(2));
            format!("  {key}  {value}{gap}{range}  ")
        };
        // A value too long for its column has a line of its own.
        let (first, lead) = match cells(&value) > self.value {
            true => (format!("  {key}  {value}\n"), columns(&" ".repeat(self.key), "")),
            false => (String::new(), columns(&key, &value)),
        };
        let mut lines = folded(&grade, TABLE - indent.min(TABLE - 20)).into_iter();
        let row = format!("{lead}{}", lines.next().unwrap_or_default());
        let rest: String = lines.map(|line| format!("{:indent$}{line}\n", "")).collect();
        format!("{first}{}\n{rest}", row.trim_end())
    }
}

fn range(input: &Input) -> String {
    input.range_text().unwrap_or_default()
}

/// The claims about a number, each with whose it is.
fn claims(input: &Input) -> String {
    let claim = |c: &Claim| hanging("    ", &plain(&input.claim_text(c)), 4);
    format!("  {}\n{}", input.path, input.evidence.claims.iter().map(claim).collect::<String>())
}
