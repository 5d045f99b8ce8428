//! The table of numbers: each with its value, range, grade and sources, and who says what.

use super::lines::{cells, hanging, padded, paragraph, plain};
use crate::scenario::{Claim, Input, Scenario};

/// A key longer than this has a line of its own, and so has a value that does not fit beside its range.
const KEY: usize = 24;
/// Columns for a value on the left and its range on the right.
const VALUE: usize = 30;

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
        text += &s.scripted.iter().map(|l| hanging(&format!("  {}", l.date), &l.named(), 14)).collect::<String>();
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
}

impl Columns {
    fn of(inputs: &[&Input]) -> Columns {
        let widest = |of: &dyn Fn(&Input) -> usize, most: usize| {
            inputs.iter().map(|i| of(i)).filter(|width| *width <= most).max().unwrap_or(0)
        };
        let value = |i: &Input| cells(&i.value_text()) + 2 + cells(&range(i));
        Columns { key: widest(&|i| cells(key(i)), KEY), value: widest(&value, VALUE) }
    }

    /// Key, value, range, then grade and sources; what does not fit goes on in further lines.
    fn row(&self, input: &Input) -> String {
        let e = &input.evidence;
        let grade =
            format!("{}{} {}", e.grade.word(), if e.contested { ", contested" } else { "" }, e.sources.join(" "));
        let (mut value, range, mut lead) = (input.value_text(), range(input), key(input).to_string());
        let mut text = String::new();
        if cells(&lead) > self.key {
            text += &format!("  {lead}\n");
            lead.clear();
        }
        if cells(&value) + 2 + cells(&range) > self.value.max(cells(&range)) {
            text += &hanging(&format!("  {}", padded(&lead, self.key)), &value, 2 + self.key + 2);
            (lead, value) = (String::new(), String::new());
        }
        let gap = " ".repeat(self.value.saturating_sub(cells(&value) + cells(&range)));
        let row = format!("  {}  {value}{gap}{range}", padded(&lead, self.key));
        let indent = 2 + self.key + 2 + self.value + 2;
        let fits = cells(&row) + 2 <= indent;
        let first = if fits { row } else { format!("{row}\n") };
        let (lead, before) = if fits { (first.as_str(), "") } else { ("", first.as_str()) };
        text + before + &hanging(lead, &grade, indent)
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
