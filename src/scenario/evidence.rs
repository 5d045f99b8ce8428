//! What a number rests on: how it came about, where it may lie, who says so and who disputes it.

use std::fmt::Write as _;

use super::{law, quantity::Kind};
use crate::model::law::Law;

/// How a number came about, from the firmest to the loosest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// In the documented record.
    Recorded,
    /// Said by a source.
    Reported,
    /// An expert's judgement.
    Judged,
    /// Set with the record in view.
    Tuned,
    #[default]
    Assumed,
}

/// The grades as they are written, in the order of [`Grade`].
pub const GRADES: [&str; 5] = ["recorded", "reported", "judged", "tuned", "assumed"];

impl Grade {
    pub const ALL: [Grade; 5] = [Grade::Recorded, Grade::Reported, Grade::Judged, Grade::Tuned, Grade::Assumed];

    pub fn word(self) -> &'static str {
        GRADES[self as usize]
    }
}

/// The keys of a table that stands for a number; no side may have such an id.
pub const WORDS: [&str; 8] = ["value", "range", "belief", "grade", "source", "contested", "claims", "why"];

/// What a number rests on. Without any, it is assumed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    pub grade: Grade,
    /// Lowest and highest plausible value, in the unit the number is written in (days for times). Of a law: its centre.
    pub range: Option<(f64, f64)>,
    /// Its ends as they are written, with their units.
    pub range_text: Option<[String; 2]>,
    pub belief: Option<Law>,
    /// Ids of `[sources]`.
    pub sources: Vec<String>,
    pub contested: bool,
    pub claims: Vec<Claim>,
    pub why: String,
}

/// What somebody says about a number; the reading as a number is the scenario author's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    pub by: String,
    pub source: Option<String>,
    pub says: String,
    pub read_as: Option<f64>,
    /// The reading as it is written, with its unit.
    pub read_as_text: Option<String>,
}

impl Evidence {
    pub fn is_bare(&self) -> bool {
        *self == Evidence::default()
    }

    /// The number with its evidence as it would be written, `value` being its own text.
    pub fn write(&self, value: &str, kind: Kind) -> String {
        if self.is_bare() {
            return value.to_string();
        }
        let mut text = format!("{{ value = {value}");
        let plain = |number: f64| kind.plain().write(number);
        if let Some((low, high)) = self.range {
            let _ = write!(text, ", range = [{}, {}]", plain(low), plain(high));
        }
        if let Some(belief) = &self.belief {
            let _ = write!(text, ", belief = {}", law::write(kind.plain(), belief));
        }
        let _ = write!(text, ", grade = \"{}\"", self.grade.word());
        if self.contested {
            text.push_str(", contested = true");
        }
        match self.sources.as_slice() {
            [] => {}
            [one] => text.push_str(&format!(", source = {}", quoted(one))),
            many => text
                .push_str(&format!(", source = [{}]", many.iter().map(|s| quoted(s)).collect::<Vec<_>>().join(", "))),
        }
        if !self.claims.is_empty() {
            let claims: Vec<String> = self.claims.iter().map(|claim| claim.write(kind)).collect();
            let _ = write!(text, ", claims = [{}]", claims.join(", "));
        }
        if !self.why.is_empty() {
            let _ = write!(text, ", why = {}", quoted(&self.why));
        }
        text + " }"
    }
}

impl Claim {
    fn write(&self, kind: Kind) -> String {
        let mut parts = vec![format!("by = {}", quoted(&self.by))];
        parts.extend(self.source.as_ref().map(|source| format!("source = {}", quoted(source))));
        if !self.says.is_empty() {
            parts.push(format!("says = {}", quoted(&self.says)));
        }
        parts.extend(self.read_as.map(|number| format!("read_as = {}", kind.plain().write(number))));
        format!("{{ {} }}", parts.join(", "))
    }
}

/// Text as TOML writes it, on one line.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}
