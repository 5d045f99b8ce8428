//! The headline: the few numbers that stand at the head of a report, and in 80 columns on the terminal.

use super::terminal::{WIDTH, hanging, paragraph};
use crate::{
    experiment::{
        columns::Column,
        compare::{Comparison, Pair, Verdict},
        estimate::{Estimate, LEVEL, Mean, digits},
        measures::Measure,
        summary::Summary,
    },
    model::side::Side,
    output::{report::Headline, table::fitted},
};

/// Ratios of means, with their words in the report and on the terminal.
const RATIOS: [(&str, &str, &str); 4] = [
    ("yield", "share of routed cases that delivered", "routed cases that delivered"),
    ("announced_lost", "share of agreements not carried out in full", "agreements not carried out"),
    ("mediated_share", "share of exchanges with an intermediary", "exchanges with an intermediary"),
    ("scripted_people", "share of people in scripted exchanges", "people in scripted exchanges"),
];

/// Means, each with a few words on its single histories: of what comes home only what does.
fn measures(columns: &[Column], mean: impl Fn(Measure) -> Option<f64>) -> Vec<Measure> {
    let comes = |m: &Measure| mean(*m).is_some_and(|mean| mean > 0.0);
    let all: Vec<Measure> = columns.iter().map(|c| c.measure).collect();
    let one_way: Vec<Measure> =
        all.iter().copied().filter(|m| matches!(m, Measure::ReturnedOn(..)) && comes(m)).collect();
    let prisoners = Side::BOTH.map(Measure::Returned);
    let mut measures: Vec<Measure> =
        prisoners.into_iter().filter(|_| one_way.is_empty() || prisoners.iter().any(comes)).collect();
    measures.extend(one_way);
    measures.push(Measure::Exchanges);
    if comes(&Measure::Exchanges) {
        measures.extend([Measure::FirstExchangeRestricted, Measure::LongestPause]);
    }
    // Where the war may end, what counts is how long people were held.
    if !all.iter().any(|m| matches!(m, Measure::SavedAgainst(..))) {
        measures.extend(Side::BOTH.map(Measure::CaptivityDays));
    }
    measures
}

/// Those of a run.
fn of_summary(summary: &Summary<'_>) -> Vec<Measure> {
    measures(summary.columns(), |m| mean_of(summary, m))
}

fn mean_of(summary: &Summary<'_>, measure: Measure) -> Option<f64> {
    summary.mean(measure).map(|e| e.value)
}

fn quantile(summary: &Summary<'_>, measure: Measure, p: f64) -> String {
    summary.distribution(measure).and_then(|c| c.quantile(p)).map_or(String::new(), |n| digits(f64::from(n), 0.0))
}

fn histories(summary: &Summary<'_>, measure: Measure) -> [String; 2] {
    let [low, median, high] = [0.05, 0.5, 0.95].map(|p| quantile(summary, measure, p));
    let range = if low.is_empty() { low } else { format!("{low} to {high}") };
    [median, range]
}

/// The table of a run's report.
pub fn of_run(summary: &Summary<'_>) -> Headline {
    let mut rows = Vec::new();
    for measure in of_summary(summary) {
        let Some(column) = summary.columns().iter().find(|c| c.measure == measure) else { continue };
        let Some(mean) = summary.mean(measure) else { continue };
        let [median, most] = histories(summary, measure);
        let label = column.with_unit();
        rows.push(vec![label, mean.to_string(), interval(&mean, 1.0, ""), median, most]);
    }
    for (name, label, _) in RATIOS {
        if let Some(e) = summary.ratio(name) {
            rows.push(vec![label.into(), percent(&e), interval(&e, 100.0, "%"), String::new(), String::new()]);
        }
    }
    Headline {
        columns: ["mean", "95% interval of the mean", "median history", "90% of histories"].map(String::from).into(),
        rows,
    }
}

/// The table of a run on the terminal.
pub fn run_text(summary: &Summary<'_>) -> String {
    let played = digits(summary.n() as f64, 0.0) + if summary.n() == 1 { " history" } else { " histories" };
    let mut rows = vec![row([&played, "mean ± margin", "median", "90% of histories"])];
    for measure in of_summary(summary) {
        let Some(column) = summary.columns().iter().find(|c| c.measure == measure) else { continue };
        let Some(mean) = summary.mean(measure) else { continue };
        let [median, most] = histories(summary, measure);
        rows.push(row([&short(column), &margin(&mean, 1.0, ""), &median, &most]));
    }
    let scripted = ("scripted_share", "", "scripted exchanges");
    for (name, _, label) in RATIOS.into_iter().chain([scripted]) {
        if let Some(e) = summary.ratio(name) {
            rows.push(row([label, &margin(&e, 100.0, "%"), "", ""]));
        }
    }
    let note = "± is the margin of the mean at 95% confidence. Single histories lie further apart: half of them below the \
                median, 90% in the range on the right. A history without an exchange waits to its last day.";
    format!("{}\n{}", fitted(&rows, "<>>>", WIDTH), paragraph(note))
}

/// The measures of a comparison.
fn pairs<'c>(comparison: &'c Comparison<'_>) -> impl Iterator<Item = &'c Pair> {
    let either = |m| Some(mean_of(&comparison.base, m)? + mean_of(&comparison.variant, m)?);
    let measures = measures(comparison.base.columns(), either);
    measures.into_iter().chain([Measure::Delivered, Measure::AgreedLost]).filter_map(|m| comparison.pair(m))
}

fn mean(m: &Mean) -> String {
    m.estimate(LEVEL).map_or(String::new(), |e| e.to_string())
}

/// The table of a comparison's report.
pub fn of_comparison(comparison: &Comparison<'_>) -> Headline {
    let row = |p: &Pair| {
        let difference = p.paired.difference(LEVEL);
        vec![
            p.column.with_unit(),
            mean(p.paired.base()),
            mean(p.paired.variant()),
            difference.map_or(String::new(), |d| d.to_string()),
            difference.map_or(String::new(), |d| interval(&d, 1.0, "")),
            p.verdict().to_string(),
        ]
    };
    let columns = ["base", "variant", "difference", "95% interval", "in this model"].map(String::from).into();
    Headline { columns, rows: pairs(comparison).map(row).collect() }
}

/// The table of a comparison on the terminal.
pub fn comparison_text(comparison: &Comparison<'_>) -> String {
    let mut rows = vec![row(["", "base", "variant", "difference ± margin", "variant is"])];
    let mut open = String::new();
    for p in pairs(comparison) {
        let (base, variant) = (mean(p.paired.base()), mean(p.paired.variant()));
        let difference = p.paired.difference(LEVEL).map_or(String::new(), |d| margin(&d, 1.0, ""));
        rows.push(row([&short(&p.column), &base, &variant, &difference, p.verdict().short()]));
        if matches!(p.verdict(), Verdict::Open(_) | Verdict::TooFew) {
            open += &hanging("", &format!("{}: {}.", short(&p.column), p.verdict()), 0);
        }
    }
    let note = "± is the margin of the difference at 95% confidence, history by history.";
    format!("{}\n{open}{}{}", fitted(&rows, "<>>><", WIDTH), paragraph(note), gain(comparison))
}

/// What common random numbers were worth.
fn gain(comparison: &Comparison<'_>) -> String {
    let gain = comparison.pair(Measure::Exchanges).and_then(|p| p.paired.variance_reduction());
    let said = |g: f64| {
        let times = digits(g, g / 20.0);
        paragraph(&format!(
            "The same luck in both arms made the difference in exchanges {times} times as precise (in variance)."
        ))
    };
    gain.filter(|g| g.is_finite()).map_or(String::new(), said)
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(String::from).into()
}

/// The label of a column in few words.
fn short(column: &Column) -> String {
    match column.measure {
        Measure::FirstExchangeRestricted => "days to the first exchange".into(),
        Measure::LongestPause => "longest pause, days".into(),
        Measure::AgreedLost => "agreements not carried out".into(),
        _ => column.label.clone(),
    }
}

/// A value and half its interval, with the digits that it supports.
fn margin(e: &Estimate, scale: f64, unit: &str) -> String {
    let se = e.se.unwrap_or(0.0) * scale;
    match e.interval.filter(|i| se > 0.0 && i.width().is_finite()) {
        Some(i) => format!("{}{unit} ± {}{unit}", digits(e.value * scale, se), digits(i.width() / 2.0 * scale, se)),
        None if unit == "%" => percent(e),
        None => e.to_string(),
    }
}

/// The interval of an estimate with the digits that it supports.
fn interval(e: &Estimate, scale: f64, unit: &str) -> String {
    let se = e.se.unwrap_or(0.0) * scale;
    e.interval
        .map_or(String::new(), |i| format!("{} to {}{unit}", digits(i.low * scale, se), digits(i.high * scale, se)))
}

/// A share as a percentage, with the digits that it supports.
pub fn percent(e: &Estimate) -> String {
    format!("{}%", digits(e.value * 100.0, e.se.unwrap_or(f64::INFINITY) * 100.0))
}

/// One measure of a comparison, in words and as estimated.
pub struct Difference {
    pub label: String,
    /// Its mean in the base.
    pub base: String,
    name: String,
    estimate: Option<Estimate>,
    verdict: Verdict,
}

impl Difference {
    /// With its margin; in brackets where it is not separated from 0.
    pub fn text(&self) -> String {
        let sign = |e: &Estimate| if e.value > 0.0 { "+" } else { "" };
        match (&self.estimate, self.verdict) {
            (_, Verdict::Same) => "no change".into(),
            (Some(e), Verdict::Open(_) | Verdict::TooFew) => format!("({}{})", sign(e), margin(e, 1.0, "")),
            (Some(e), _) => format!("{}{}", sign(e), margin(e, 1.0, "")),
            (None, _) => String::new(),
        }
    }

    pub fn to_json(&self) -> serde_json::Value {
        let interval = self.estimate.and_then(|e| e.interval);
        serde_json::json!({
            "measure": self.name, "difference": self.estimate.map(|e| e.value),
            "standard_error": self.estimate.and_then(|e| e.se), "low": interval.map(|i| i.low),
            "high": interval.map(|i| i.high), "verdict": self.verdict.short(),
        })
    }
}

/// The measures of a comparison, variant less base.
pub fn differences(comparison: &Comparison<'_>) -> Vec<Difference> {
    let difference = |p: &Pair| Difference {
        label: short(&p.column),
        base: mean(p.paired.base()),
        name: p.column.name.clone(),
        estimate: p.paired.difference(LEVEL),
        verdict: p.verdict(),
    };
    pairs(comparison).map(difference).collect()
}
