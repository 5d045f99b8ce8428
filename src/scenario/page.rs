//! The resolved scenario as text: every number that really ran, in one way of writing; and its digests.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// A file in the making: tables in order, one `key = value` a line.
#[derive(Clone, Debug, Default)]
pub struct Page {
    tables: Vec<(String, Vec<Line>)>,
}

#[derive(Clone, Debug)]
struct Line {
    key: String,
    /// As it is written, with its evidence.
    text: String,
    /// The value alone; none if it moves no number (names, titles, sources).
    value: Option<String>,
    by_default: bool,
}

impl Page {
    /// Begins a table.
    pub fn table(&mut self, header: &str) {
        self.tables.push((header.to_string(), Vec::new()));
    }

    /// Begins one of the tables of a list.
    pub fn one_of_many(&mut self, name: &str) {
        self.table(&format!("[{name}]"));
    }

    /// Takes back the last table: it turned out to play no part.
    pub fn forget_table(&mut self) {
        self.tables.pop();
    }

    /// A line that moves no number.
    pub fn words(&mut self, key: &str, text: String) {
        self.line(Line { key: key.into(), text, value: None, by_default: false });
    }

    /// A line whose value counts.
    pub fn value(&mut self, key: &str, value: String) {
        self.line(Line { key: key.into(), text: value.clone(), value: Some(value), by_default: false });
    }

    /// A number: how it is written with its evidence, and its value alone.
    pub fn number(&mut self, key: &str, text: String, value: String, by_default: bool) {
        self.line(Line { key: key.into(), text, value: Some(value), by_default });
    }

    fn line(&mut self, line: Line) {
        if let Some((_, lines)) = self.tables.last_mut() {
            lines.push(line);
        }
    }

    /// The page as TOML; defaults are marked.
    pub fn toml(&self) -> String {
        self.write(true)
    }

    /// Sha-256 of everything that is written, marks apart.
    pub fn text_digest(&self) -> String {
        digest(&self.write(false))
    }

    /// Sha-256 of what the engine computes with: the same for two files that differ in words only.
    pub fn value_digest(&self) -> String {
        let mut text = String::new();
        for (header, lines) in &self.tables {
            for line in lines {
                if let Some(value) = &line.value {
                    let _ = writeln!(text, "{header}.{} = {value}", line.key);
                }
            }
            // A table counts even if empty: an id is a name that draws are keyed by.
            if !["sources", "record", "[claim]"].contains(&header.split('.').next().unwrap_or_default()) {
                let _ = writeln!(text, "{header}");
            }
        }
        digest(&text)
    }

    fn write(&self, marks: bool) -> String {
        let mut text = String::new();
        for (header, lines) in &self.tables {
            let _ = writeln!(text, "{}[{header}]", if text.is_empty() { "" } else { "\n" });
            for line in lines {
                let mark = if marks && line.by_default { " # default" } else { "" };
                let _ = writeln!(text, "{} = {}{mark}", line.key, line.text);
            }
        }
        text
    }
}

fn digest(text: &str) -> String {
    let mut out = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
