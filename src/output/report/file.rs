//! `report.json`: a report as text and back. JSON has no word for what is not a finite number, and figures have such
//! numbers (a tolerance without a limit, an interval without an end): these are written as `{"not_finite": "inf"}`.

use minijinja::{
    Value,
    value::{Serde, ValueKind},
};
use serde::Deserialize;
use serde_json::{Map, Number, Value as Json, json};
use thiserror::Error;

use super::Report;

/// The file's name in a results folder.
pub const REPORT: &str = "report.json";
/// Bumped by every change after which an older file would not be read.
pub const FORMAT: u64 = 1;
/// The key of a number that JSON cannot write.
const NOT_FINITE: &str = "not_finite";

/// Why a text is no report that this program can show.
#[derive(Debug, Error)]
pub enum FileError {
    #[error("it is not whole, or not a report ({0})")]
    Broken(String),
    #[error("it has format {found}, and this program reads format {FORMAT}")]
    OtherFormat {
        found: u64,
        /// The program that wrote it.
        version: String,
    },
}

/// The text of `report.json`.
///
/// # Panics
/// Never: a report is plain data, and writing to memory cannot fail.
pub fn to_json(report: &Report) -> String {
    let shown = json(&Value::from(Serde(report)));
    let file = json!({ "format": FORMAT, "version": env!("CARGO_PKG_VERSION"), "report": shown });
    serde_json::to_string(&file).expect("a JSON value can be written") + "\n"
}

/// The report in a text.
///
/// # Errors
/// When it is no report, or one of another format.
pub fn from_json(text: &str) -> Result<Report, FileError> {
    let mut file: Json = serde_json::from_str(text).map_err(|e| FileError::Broken(e.to_string()))?;
    let format = file["format"].as_u64().ok_or_else(|| FileError::Broken("it names no format".into()))?;
    if format != FORMAT {
        let version = file["version"].as_str().unwrap_or("of another version").into();
        return Err(FileError::OtherFormat { found: format, version });
    }
    let report = Report::deserialize(value(file["report"].take())).map_err(|e| FileError::Broken(e.to_string()))?;
    let bad = report.pictures.iter().find_map(|picture| picture.own_name().filter(|name| !is_plain(name)));
    bad.map_or(Ok(report.clone()), |name| Err(FileError::Broken(format!("`{name}` cannot be the name of a figure"))))
}

/// Whether a name is safe as that of a file.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

fn json(value: &Value) -> Json {
    let items = || value.try_iter().into_iter().flatten();
    match value.kind() {
        ValueKind::Number => number(value),
        ValueKind::Seq | ValueKind::Iterable => items().map(|item| json(&item)).collect(),
        ValueKind::Map => {
            let entry = |key: Value| Some((key.to_string(), json(&value.get_item(&key).ok()?)));
            Json::Object(items().filter_map(entry).collect::<Map<_, _>>())
        }
        _ => serde_json::to_value(value).unwrap_or(Json::Null),
    }
}

fn number(value: &Value) -> Json {
    match (value.is_integer(), f64::try_from(value.clone())) {
        (false, Ok(x)) => Number::from_f64(x).map_or_else(|| json!({ NOT_FINITE: x.to_string() }), Json::Number),
        _ => serde_json::to_value(value).unwrap_or(Json::Null),
    }
}

fn value(json: Json) -> Value {
    match json {
        Json::Array(items) => items.into_iter().map(value).collect(),
        Json::Object(entries) => match entries.get(NOT_FINITE).and_then(Json::as_str).and_then(|x| x.parse().ok()) {
            Some::<f64>(x) => Value::from(x),
            None => Value::from_pairs(entries.into_iter().map(|(key, item)| (key, value(item)))),
        },
        plain => Value::from(Serde(plain)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{
        figure::{Picture, Provenance, interval::Estimate, line::LineData, line::Series},
        report::Page,
    };

    fn report(values: &[f64]) -> Report {
        let estimate = |&value: &f64| Estimate { value, low: f64::NEG_INFINITY, high: f64::INFINITY };
        let names = values.iter().map(f64::to_string).collect();
        let from = Provenance {
            scenario: "a </script> & \u{7} scenario".into(),
            n: u64::MAX,
            at_each_point: false,
            seed: u64::MAX - 1,
            digest: "inf".into(),
            scripted: None,
        };
        let data = LineData {
            title: "NaN".into(),
            measure: String::new(),
            unit: "share".into(),
            minus: None,
            interval: "\u{2028} \"quoted\"".into(),
            x: crate::output::figure::grid::Axis {
                label: "x".into(),
                path: "x".into(),
                values: values.to_vec(),
                names,
                stands: Some((f64::NAN, "not a number".into())),
            },
            of_sides: true,
            series: vec![Series { name: "one".into(), points: values.iter().map(estimate).collect() }],
        };
        Report { page: Page::default(), pictures: vec![Picture::Line(data, from).named("line-people")] }
    }

    #[test]
    fn every_number_comes_back_as_it_was() {
        let values = [
            0.1 + 0.2,
            -0.0,
            0.0,
            3.0,
            f64::MIN_POSITIVE,
            5e-324,
            f64::MAX,
            -1.0 / 3.0,
            9_007_199_254_740_993.0,
            1e23,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ];
        let report = report(&values);
        let text = to_json(&report);
        let back = from_json(&text).expect("it was written here");
        assert_eq!(format!("{report:?}"), format!("{back:?}"));
        assert_eq!(to_json(&back), text);
        assert!(text.contains(r#"{"not_finite":"NaN"}"#) && text.contains(r#"{"not_finite":"-inf"}"#));
    }

    #[test]
    fn what_is_no_report_is_refused() {
        for text in ["", "{}", "[1]", "null", "{\"format\": 1}", "{\"format\": 1, \"report\": {\"page\": 3}}"] {
            assert!(matches!(from_json(text), Err(FileError::Broken(_))), "{text}");
        }
        let whole = to_json(&report(&[1.0]));
        assert!(matches!(from_json(&whole[..whole.len() / 2]), Err(FileError::Broken(_))));
        let later = whole.replacen("\"format\":1", "\"format\":2", 1);
        assert!(matches!(from_json(&later), Err(FileError::OtherFormat { found: 2, .. })));
        let outside = whole.replace("line-people", "../../line");
        assert!(matches!(from_json(&outside), Err(FileError::Broken(words)) if words.contains("name of a figure")));
    }
}
