//! What is claimed and what the model says: the table, the section of the report, the lines on the terminal.

use serde::{Deserialize, Serialize};

use super::{
    lines::{hanging, paragraph},
    table::{estimate_fields, field},
};
use crate::{
    experiment::{
        claim::{Answer, Answered, Question},
        compare::round_up,
        estimate::{Estimate, digits},
    },
    scenario::ResultClaim,
};

/// The header of `claims.csv`.
pub const CLAIMS_HEADER: [&str; 22] = [
    "claim",
    "arm",
    "says",
    "by",
    "source",
    "with",
    "measure",
    "side",
    "category",
    "statistic",
    "of",
    "bound",
    "value",
    "value_with",
    "estimate",
    "standard_error",
    "low",
    "high",
    "n",
    "unit",
    "answer",
    "histories_to_tell",
];

/// The heading on the terminal and in the report.
pub const TITLE: &str = "What is claimed, and what this model says";
/// What to know before reading the answers.
pub const NOTE: &str = "A claim holds if the whole 95% interval of its number satisfies it, and fails if none of the \
                        interval does. Changes are taken history by history, with the same luck. What holds or fails does \
                        so in this model.";

/// One claim answered for one arm, in words and numbers.
pub struct Line {
    /// From 1.
    number: usize,
    /// `base` in a run.
    arm: String,
    says: String,
    asked: String,
    values: [String; 2],
    estimate: String,
    answer: String,
    /// The line of `claims.csv`.
    pub fields: [String; 22],
}

/// Whose a claim is: `W. Hoever [KI]`.
pub fn whose(claim: &ResultClaim) -> String {
    let by = if claim.by.is_empty() { "the authors' own question" } else { &claim.by };
    claim.source.as_ref().map_or_else(|| by.to_string(), |source| format!("{by} [{source}]"))
}

/// What it comes to: `median of the wait for the first exchange: change at least 30 d, with mediators.turkey.out = true`.
pub fn asked(question: &Question<'_>) -> String {
    let claim = question.claim;
    let change = if claim.bound.change { "change " } else { "" };
    let with = claim.with.as_ref().map_or(String::new(), |with| format!(", with {}", with.text()));
    format!("{}: {change}{}{with}", question.label, claim.bound.text)
}

impl Line {
    /// The number of its claim, from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The `number`-th claim, from 1, for an arm.
    pub fn of(number: usize, arm: &str, answered: &Answered<'_>) -> Line {
        let (question, claim) = (answered.question, answered.question.claim);
        let estimate = answered.estimate.as_ref();
        Line {
            number,
            arm: arm.into(),
            says: format!("{} ({})", claim.says.trim(), whose(claim)),
            asked: asked(question),
            values: answered.values.map(|value| value.map_or(String::new(), |x| level(question, x))),
            estimate: estimate.map_or("not known".into(), |e| with_interval(question, e)),
            answer: answer(answered.answer),
            fields: fields(number, arm, answered),
        }
    }
}

fn fields(number: usize, arm: &str, answered: &Answered<'_>) -> [String; 22] {
    let (question, claim) = (answered.question, answered.question.claim);
    let word = |word: &Option<crate::scenario::claim::Word>| word.as_ref().map_or(String::new(), |w| w.text.clone());
    let [estimate, se, low, high, n] = answered.estimate.as_ref().map_or(Default::default(), estimate_fields);
    let [value, value_with] = answered.values.map(field);
    let (said, more) = match answered.answer {
        Answer::Holds => ("holds", None),
        Answer::Fails => ("fails", None),
        Answer::CannotTell(more) => ("cannot tell", more),
        Answer::TooFew => ("too few histories", None),
    };
    [
        number.to_string(),
        arm.into(),
        claim.says.clone(),
        claim.by.clone(),
        claim.source.clone().unwrap_or_default(),
        claim.with.as_ref().map_or(String::new(), |with| with.text()),
        claim.measure.text.clone(),
        word(&claim.side),
        word(&claim.category),
        question.statistic(),
        if claim.bound.change { "change" } else { "value" }.into(),
        claim.bound.text.clone(),
        value,
        value_with,
        estimate,
        se,
        low,
        high,
        n,
        if question.relative { "share".into() } else { question.unit.into() },
        said.into(),
        more.map_or(String::new(), |more| more.to_string()),
    ]
}

/// How a number of a claim is shown: the factor on it, and the unit behind it.
fn unit(question: &Question<'_>, change: bool) -> (f64, String) {
    match question.unit {
        _ if change && question.relative => (100.0, "%".into()),
        "share" if change => (100.0, " points".into()),
        "share" => (100.0, "%".into()),
        "days" => (1.0, " d".into()),
        unit => (1.0, format!(" {unit}")),
    }
}

/// A value of one arm, to three digits or whole.
fn level(question: &Question<'_>, x: f64) -> String {
    let (factor, unit) = unit(question, false);
    let x = x * factor;
    let se = if x.fract() == 0.0 { 0.0 } else { x.abs() / 50.0 };
    format!("{}{unit}", digits(x, se))
}

/// The number with its interval: `+12 d (8 to 16 d)`.
fn with_interval(question: &Question<'_>, e: &Estimate) -> String {
    let change = question.claim.bound.change;
    let (factor, unit) = unit(question, change);
    // Quantiles are whole numbers and have no standard error of their own.
    let se = e.se.filter(|_| e.value.fract() != 0.0).map_or(0.0, |se| se * factor);
    let number = |x: f64| digits(x * factor, se);
    let sign = if change && e.value > 0.0 { "+" } else { "" };
    let interval = e.interval.map_or(String::new(), |i| match (i.low.is_finite(), i.high.is_finite()) {
        (true, true) => format!(" ({} to {}{unit})", number(i.low), number(i.high)),
        (true, false) => format!(" ({}{unit} or more)", number(i.low)),
        (false, true) => format!(" ({}{unit} or less)", number(i.high)),
        (false, false) => " (no limit either way)".into(),
    });
    format!("{sign}{}{unit}{interval}", number(e.value))
}

fn answer(answer: Answer) -> String {
    match answer {
        Answer::Holds => "holds in this model".into(),
        Answer::Fails => "fails in this model".into(),
        Answer::CannotTell(Some(all)) => {
            format!(
                "cannot tell at this precision; {} histories in all would tell, if it is about this large",
                round_up(all)
            )
        }
        Answer::CannotTell(None) => "cannot tell at this precision, and no practical number of histories would".into(),
        Answer::TooFew => "cannot tell: too few histories".into(),
    }
}

/// The claims with their answers, one after another.
fn by_claim(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    lines.chunk_by(|one, next| one.number == next.number)
}

/// The section of a report on claims.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub note: String,
    /// Whether any claim is answered for more than one arm.
    pub arms: bool,
    pub claims: Vec<Claimed>,
}

/// One claim and its answers, in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claimed {
    pub says: String,
    pub asked: String,
    pub rows: Vec<Row>,
}

/// What one arm answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub arm: String,
    pub value: String,
    /// With the change that the claim is about.
    pub with: String,
    pub estimate: String,
    pub answer: String,
}

/// The section of a report, if anything is claimed.
pub fn section(lines: &[Line]) -> Option<Section> {
    let row = |line: &Line| {
        let [value, with] = line.values.clone();
        Row { arm: line.arm.clone(), value, with, estimate: line.estimate.clone(), answer: line.answer.clone() }
    };
    let claim = |lines: &[Line]| Claimed {
        says: lines[0].says.clone(),
        asked: lines[0].asked.clone(),
        rows: lines.iter().map(row).collect(),
    };
    let claims: Vec<Claimed> = by_claim(lines).map(claim).collect();
    let arms = by_claim(lines).any(|lines| lines.len() > 1);
    (!claims.is_empty()).then(|| Section { title: TITLE.into(), note: NOTE.into(), arms, claims })
}

/// Lines for the terminal.
pub fn text(lines: &[Line]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{TITLE}:\n");
    for claim in by_claim(lines) {
        text += &hanging("  ", &claim[0].says, 2);
        for line in claim {
            let arm = if claim.len() > 1 { format!("{}: ", line.arm) } else { String::new() };
            text += &hanging("    ", &format!("{arm}{}. {}.", line.estimate, capital(&line.answer)), 4);
        }
    }
    text + &paragraph(NOTE)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
