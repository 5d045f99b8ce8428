//! The page: its numbers, its arms, its commands.

use std::{collections::BTreeMap, fs};

use backchannel::experiment::estimate::digits;

use crate::play::Again;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings.md");
pub const TEXT: &str = include_str!("../../docs/findings.md");

/// One number of the page.
#[derive(Clone, Debug)]
pub struct Number {
    /// `base`, an arm, `first PATH`, `total PATH` or `chance`.
    pub arm: String,
    pub response: String,
    pub value: f64,
    /// Half its 95% interval.
    pub margin: f64,
    /// Half a unit of the last digit printed.
    pub rounding: f64,
    /// What stands between the comments' bars, to find it by.
    tag: String,
}

pub struct Page {
    text: String,
}

impl Page {
    pub fn read() -> Page {
        Page { text: TEXT.into() }
    }

    pub fn write(&self) {
        fs::write(PATH, &self.text).expect("docs/findings.md can be written");
    }

    /// The comments of numbers: their places and what they say.
    fn tags(&self) -> Vec<(usize, &str)> {
        let starts = self.text.match_indices("<!--").map(|(at, _)| at);
        let tag = |at: usize| self.text[at + 4..].split_once("-->").map(|(tag, _)| (at, tag));
        starts.filter_map(tag).filter(|(_, tag)| tag.matches('|').count() == 2).collect()
    }

    pub fn scenarios(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.tags().iter().filter_map(|(_, tag)| tag.split('|').next()).map(String::from).collect();
        all.sort();
        all.dedup();
        all
    }

    pub fn numbers(&self, scenario: &str) -> Vec<Number> {
        let number = |(at, tag): (usize, &str)| {
            let parts: Vec<&str> = tag.split('|').collect();
            (parts[0] == scenario).then(|| {
                let (from, _) = span(&self.text[..at]);
                let (value, margin, rounding) = parsed(&self.text[from..at]);
                let [arm, response] = [parts[1], parts[2]].map(String::from);
                Number { arm, response, value, margin, rounding, tag: tag.into() }
            })
        };
        self.tags().into_iter().filter_map(number).collect()
    }

    /// Writes a number anew, wherever it stands.
    pub fn put(&mut self, number: &Number, again: &Again) {
        let marker = format!("<!--{}-->", number.tag);
        let mut from = 0;
        while let Some(found) = self.text[from..].find(&marker) {
            let at = from + found;
            let (start, _) = span(&self.text[..at]);
            let new = again.text(number.arm != "base" && !number.is_share());
            self.text.replace_range(start..at, &new);
            from = start + new.len() + marker.len();
        }
    }

    /// Name and changes of the arms, from the table under `## Arms`.
    pub fn arms(&self) -> BTreeMap<String, Vec<String>> {
        let table = self.text.split("## Arms").nth(1).unwrap_or_default();
        let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
        let row = |line: &str| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let changes = cells[1].trim_matches('`').split(';').map(|change| change.trim().to_string()).collect();
            (cells[0].to_string(), changes)
        };
        rows.map(row).collect()
    }

    /// A number after a word of the page, as in "20,000 histories".
    pub fn histories(&self, scenario: &str) -> u64 {
        let line = self.text.lines().find(|line| line.starts_with(&format!("* `{scenario}`:"))).unwrap_or_default();
        let word = line.split(" histories").next().and_then(|rest| rest.rsplit(' ').next()).unwrap_or_default();
        word.replace(',', "").parse().unwrap_or_else(|_| panic!("how many histories of {scenario}?"))
    }

    /// The inputs whose indices the page tells of.
    pub fn inputs(&self, scenario: &str) -> Vec<String> {
        let of = |number: Number| number.arm.split_once(' ').map(|(_, path)| path.to_string());
        let commands = commands(&self.text);
        let asked = commands.iter().find(|c| c.contains(&format!("sensitivity {scenario} ")) && c.contains("--over "));
        let over = asked.map_or(Vec::new(), |command| command.split("--over ").skip(1).collect());
        let over: Vec<String> =
            over.iter().filter_map(|rest| rest.split_whitespace().next()).map(String::from).collect();
        let told = self.numbers(scenario).into_iter().filter(Number::is_share).filter_map(of);
        told.for_each(|path| assert!(over.contains(&path), "{path} is in no --over of {scenario}"));
        over
    }
}

impl Number {
    pub fn is_share(&self) -> bool {
        self.arm == "chance" || self.arm.starts_with("first ") || self.arm.starts_with("total ")
    }
}

/// The commands of a page, line by line.
pub fn commands(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let lines = joined.lines().filter(|line| line.starts_with("backchannel "));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The number at the end of some text: where it begins, and whether there is one.
fn span(text: &str) -> (usize, bool) {
    let of_a_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '+' | '-' | '−' | '%' | '±' | ' ' | '?');
    let start = text.trim_end_matches(of_a_number).len();
    let lead = text[start..].len() - text[start..].trim_start_matches([' ', ',', '.']).len();
    (start + lead, start + lead < text.len())
}

/// Value, margin and half a unit of the last digit; of a percentage as a share.
fn parsed(text: &str) -> (f64, f64, f64) {
    if text.trim() == "?" {
        return (f64::NAN, f64::NAN, f64::NAN);
    }
    let scale = if text.contains('%') { 0.01 } else { 1.0 };
    let plain = |word: &str| word.trim().trim_end_matches('%').replace(['+', ','], "").replace('−', "-");
    let (value, margin) = text.split_once('±').unwrap_or((text, "0"));
    let number = |word: &str| plain(word).parse::<f64>().unwrap_or_else(|_| panic!("`{text}` is no number"));
    let printed = plain(value);
    let decimals = printed.split_once('.').map_or(0, |(_, part)| part.len());
    // Whole numbers may have been rounded to tens or hundreds.
    let zeros = if decimals == 0 { printed.len() - printed.trim_end_matches('0').len() } else { 0 };
    let unit = 10f64.powi(zeros as i32 - decimals as i32);
    (number(value) * scale, number(margin) * scale, 0.5 * unit * scale)
}

impl Again {
    /// As on the page: with a sign if it is a difference.
    fn text(&self, signed: bool) -> String {
        let scale = if self.percent { 100.0 } else { 1.0 };
        let unit = if self.percent { "%" } else { "" };
        let sign = if signed && self.value > 0.0 { "+" } else { "" };
        if self.error == 0.0 {
            return format!("{sign}{}{unit}", digits(self.value * scale, 0.0));
        }
        let se = self.error * scale;
        format!("{sign}{}{unit} ± {}{unit}", digits(self.value * scale, se), digits(1.96 * se, se))
    }
}
