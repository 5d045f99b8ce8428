//! Facts as JSON for programs: what a number of a scenario rests on, and what a results folder says; read from the folder,
//! so that a question answered long ago gives what it gave when it was new.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Failure, terminal::print};
use crate::{
    experiment::estimate::LEVEL,
    output::folder::MANIFEST,
    scenario::{Claim, Input},
};

/// Columns of words; all others are of numbers.
const WORDS: [&str; 15] = [
    "arm",
    "measure",
    "side",
    "category",
    "statistic",
    "unit",
    "verdict",
    "next",
    "says",
    "by",
    "source",
    "with",
    "of",
    "bound",
    "answer",
];

/// Prints the manifest and some tables of a folder.
pub fn show(folder: &Path, tables: &[(&str, &str)]) -> Result<(), Failure> {
    let wrong = |file: &str, e: &dyn std::fmt::Display| {
        let cure = "Add --force to compute it again";
        Failure::Run(format!("cannot read {}: {e}. {cure}", folder.join(file).display()))
    };
    let text = std::fs::read_to_string(folder.join(MANIFEST)).map_err(|e| wrong(MANIFEST, &e))?;
    let manifest: Value = serde_json::from_str(&text).map_err(|e| wrong(MANIFEST, &e))?;
    let mut facts = json!({ "folder": folder.display().to_string(), "level": LEVEL, "manifest": manifest });
    for (key, file) in tables {
        facts[*key] = table(&folder.join(file)).map_err(|e| wrong(file, &e))?;
    }
    // Only where something is claimed.
    if folder.join("claims.csv").is_file() {
        facts["claims"] = table(&folder.join("claims.csv")).map_err(|e| wrong("claims.csv", &e))?;
    }
    print(&format!("{facts:#}\n"))
}

/// A table as a list of its lines, each by column.
fn table(path: &Path) -> Result<Value, csv::Error> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let line = |record: csv::StringRecord| {
        header
            .iter()
            .zip(&record)
            .map(|(column, cell)| (column.to_string(), value(column, cell)))
            .collect::<Map<_, _>>()
    };
    reader.records().map(|record| record.map(|r| Value::Object(line(r)))).collect()
}

fn value(column: &str, cell: &str) -> Value {
    if cell.is_empty() {
        return Value::Null;
    }
    if WORDS.contains(&column) {
        return cell.into();
    }
    cell.parse::<u64>().map(Value::from).or_else(|_| cell.parse::<f64>().map(Value::from)).unwrap_or(Value::Null)
}

/// A number of a scenario with what it rests on.
pub fn of_input(input: &Input) -> Value {
    let e = &input.evidence;
    let claim = |c: &Claim| json!({ "by": c.by, "source": c.source, "says": c.says, "read_as": c.read_as });
    json!({
        "path": input.path, "value": input.value, "number": input.number, "default": input.by_default, "range": e.range,
        "range_text": input.range_text(), "grade": e.grade.word(), "contested": e.contested, "sources": e.sources,
        "why": e.why, "meaning": input.doc, "claims": e.claims.iter().map(claim).collect::<Vec<_>>(),
    })
}
