//! Model and record side by side: the table, the section of the report, the lines on the terminal.

use serde::{Deserialize, Serialize};

use super::table::field;
use crate::{
    experiment::{
        estimate::digits,
        patterns::{Beside, Stat, TITLES, title},
    },
    model::side::PerSide,
    record::Bound,
    scenario::Mark,
};

/// The header of `beside.csv`.
pub const BESIDE_HEADER: [&str; 13] =
    ["pattern", "statistic", "period", "side", "record", "mean", "p05", "p50", "p95", "n", "mark", "inside", "note"];

/// What to know before reading the two side by side.
pub const NOTE: &str = "The record is one history. It is set beside the range of single histories, nine in ten of which \
                        lie between the 5% and the 95% point; inside says whether it lies there too. Where the record \
                        gives a bound (at least, at most), it is inside unless all nine lie beyond it. A pattern that was put in, \
                        or tuned to, shows nothing by agreeing; only a check can fail. Agreement with a check does not \
                        show that the model is right.";

/// One line of `beside.csv`; what does not exist is empty. `sides` are the ids of the sides.
pub fn fields(line: &Beside, sides: &PerSide<String>) -> [String; 13] {
    let q = &line.question;
    [
        q.pattern.into(),
        q.stat.name().into(),
        q.span.iso(),
        q.stat.side().map_or(String::new(), |side| sides[side].clone()),
        field(q.record),
        field(line.mean),
        field(line.p05),
        field(line.p50),
        field(line.p95),
        line.n.to_string(),
        line.mark.map_or(String::new(), |mark| mark.word().into()),
        line.inside().map_or(String::new(), |inside| yes(inside).into()),
        q.note.clone(),
    ]
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// A statistic with as many digits as a reader wants: whole numbers and large ones whole, others to two decimals, means
/// of whole numbers to one.
fn number(value: Option<f64>, whole: bool) -> String {
    let Some(x) = value else { return "–".into() };
    match whole {
        true if x.fract() == 0.0 || x.abs() >= 100.0 => digits(x.round(), 0.0),
        true => format!("{x:.1}"),
        false if x.abs() >= 100.0 => digits(x.round(), 0.0),
        false => format!("{x:.2}"),
    }
}

/// The statistic of a line in words, with its side.
fn words(stat: Stat, sides: &PerSide<String>) -> String {
    stat.side().map_or_else(|| stat.words().to_string(), |side| format!("{} {}", stat.words(), sides[side]))
}

fn record(line: &Beside) -> String {
    let text = number(line.question.record, line.question.stat.is_whole());
    match line.question.bound.filter(|_| line.question.record.is_some()) {
        Some(Bound::AtLeast) => format!("at least {text}"),
        Some(Bound::AtMost) => format!("at most {text}"),
        None => text,
    }
}

fn range(line: &Beside) -> String {
    let whole = line.question.stat.is_whole();
    match (line.p05, line.p95) {
        (Some(_), Some(_)) => format!("{} to {}", number(line.p05, whole), number(line.p95, whole)),
        _ => "–".into(),
    }
}

/// What is said of a check that the model does not pass.
fn failure(line: &Beside, sides: &PerSide<String>) -> String {
    format!(
        "The model does not reproduce this: {}, {}. Record {}, nine in ten histories {}.",
        words(line.question.stat, sides),
        line.question.span.words(),
        record(line),
        range(line)
    )
}

/// The lines of each pattern that has any.
fn by_pattern(lines: &[Beside]) -> impl Iterator<Item = (&'static str, Vec<&Beside>)> {
    let of = |id: &'static str| (id, lines.iter().filter(|line| line.question.pattern == id).collect::<Vec<_>>());
    TITLES.iter().map(move |(id, _)| of(id)).filter(|(_, lines)| !lines.is_empty())
}

fn mark(lines: &[&Beside]) -> &'static str {
    match lines.first().and_then(|line| line.mark) {
        Some(Mark::Input) => "put in",
        Some(Mark::Tuned) => "tuned",
        Some(Mark::Check) => "check",
        None => "not marked",
    }
}

/// The section of a report on the record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Section {
    pub note: String,
    pub patterns: Vec<Pattern>,
}

/// One pattern of the record, and what both answer to its questions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pattern {
    pub title: String,
    /// Whether it was put in, tuned to, or is a check.
    pub mark: String,
    pub why: String,
    /// What the model does not reproduce, in words.
    pub failures: Vec<String>,
    pub rows: Vec<Row>,
}

/// One question, with both answers in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub what: String,
    pub period: String,
    pub record: String,
    pub mean: String,
    pub median: String,
    pub range: String,
    pub inside: String,
    /// The record lies outside.
    pub out: bool,
    pub note: String,
}

/// The section of a report; `names` are the names of the sides.
pub fn section(lines: &[Beside], names: &PerSide<String>) -> Section {
    let row = |line: &&Beside| {
        let (q, whole) = (&line.question, line.question.stat.is_whole());
        Row {
            what: words(q.stat, names),
            period: q.span.words(),
            record: record(line),
            mean: number(line.mean, whole),
            median: number(line.p50, whole),
            range: range(line),
            inside: line.inside().map_or("–", yes).into(),
            out: line.inside() == Some(false),
            note: q.note.clone(),
        }
    };
    let pattern = |(id, lines): (&'static str, Vec<&Beside>)| Pattern {
        title: title(id).into(),
        mark: mark(&lines).into(),
        why: lines[0].why.clone(),
        failures: lines.iter().filter(|line| line.fails()).map(|line| failure(line, names)).collect(),
        rows: lines.iter().map(row).collect(),
    };
    Section { note: NOTE.into(), patterns: by_pattern(lines).map(pattern).collect() }
}

/// Rows for the terminal: a pattern, its mark, how many of its lines are inside; and the checks that fail, in words.
pub fn short(lines: &[Beside], names: &PerSide<String>) -> (Vec<Vec<String>>, Vec<String>) {
    let row = |(id, lines): (&'static str, Vec<&Beside>)| {
        let known: Vec<bool> = lines.iter().filter_map(|line| line.inside()).collect();
        let inside = known.iter().filter(|inside| **inside).count();
        vec![title(id).into(), mark(&lines).into(), format!("{inside} of {}", known.len())]
    };
    let failures = lines
        .iter()
        .filter(|line| line.fails())
        .map(|line| format!("{}: {}", title(line.question.pattern), failure(line, names)));
    (by_pattern(lines).map(row).collect(), failures.collect())
}
