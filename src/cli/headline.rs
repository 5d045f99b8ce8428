//! The headline: the few numbers that stand at the head of a report, and in 80 columns on the terminal.

use super::terminal::{WIDTH, glyphs, paragraph};
use crate::{
    experiment::{
        columns::Column,
        estimate::{Estimate, LEVEL, digits},
        focal::Focal,
        measures::Measure,
        summary::Summary,
    },
    model::side::Side,
    output::{report::Headline, spark, table::fitted},
};

/// Ratios of means, with their words in the report and on the terminal.
pub(super) fn ratios(focal: Focal) -> [(&'static str, String, String); 5] {
    let many = focal.many();
    let same = |name, words: String| (name, format!("share of {words}"), words);
    [
        same("yield", "routed cases that delivered".into()),
        ("announced_lost", "share of agreements not carried out in full".into(), "agreements not carried out".into()),
        same("mediated_share", format!("{many} with an intermediary")),
        same("scripted_people", format!("people in scripted {many}")),
        ("scripted_share", format!("share of {many} that were scripted"), format!("scripted {many}")),
    ]
}

/// Means, each with a few words on its single histories: of what comes home and of what happens only what does.
pub(super) fn measures(summary: &Summary<'_>, mean: impl Fn(Measure) -> Option<f64>) -> Vec<Measure> {
    let comes = |m: &Measure| mean(*m).is_some_and(|mean| mean > 0.0);
    let all: Vec<Measure> = summary.columns().iter().map(|c| c.measure).collect();
    let (focal, issue) = (summary.focal(), summary.focal_issue());
    let to = summary.params().issues[issue].to;
    let asked = |m: &Measure| matches!(m, Measure::ReturnedOn(i, s) if *i == issue && Some(*s) == to);
    let prisoners = Side::BOTH.map(Measure::Returned);
    let mut measures: Vec<Measure> =
        prisoners.into_iter().filter(|_| focal == Focal::Exchange || prisoners.iter().any(comes)).collect();
    let one_way = all.iter().filter(|m| matches!(m, Measure::ReturnedOn(..)) && (comes(m) || asked(m)));
    measures.extend(one_way);
    measures.push(Measure::Exchanges);
    if focal == Focal::Arrangement {
        measures.push(Measure::InForce(issue));
    }
    if comes(&Measure::Exchanges) {
        measures.extend([Measure::FirstExchangeRestricted, Measure::LongestPause]);
    }
    // Where the war may end, what counts is how long people were held.
    if !all.iter().any(|m| matches!(m, Measure::SavedAgainst(..))) {
        measures.extend(Side::BOTH.map(Measure::CaptivityDays).into_iter().filter(comes));
    }
    measures
}

/// Those of a run.
pub(super) fn of_summary(summary: &Summary<'_>) -> Vec<Measure> {
    measures(summary, |m| mean_of(summary, m))
}

pub(super) fn mean_of(summary: &Summary<'_>, measure: Measure) -> Option<f64> {
    summary.mean(measure).map(|e| e.value)
}

/// Quantiles of whole numbers with the digits that their intervals support; one whose interval has no end has those of the
/// widest of the others.
pub(super) fn quantiles<const N: usize>(summary: &Summary<'_>, measure: Measure, of: [f64; N]) -> [String; N] {
    let counts = summary.distribution(measure);
    let quantiles = of.map(|p| counts.and_then(|counts| counts.quantile_estimate(p, LEVEL)));
    let widest = quantiles.iter().flatten().map(step).fold(0.0, f64::max);
    let step = |e: &Estimate| if step(e) > 0.0 { step(e) } else { widest };
    quantiles.map(|e| e.map_or(String::new(), |e| digits(e.value, step(&e))))
}

/// What stands for the standard error of a quantile; a quarter of its interval is about one, were there one. Never so little
/// that a whole number gets a fraction.
pub(super) fn step(e: &Estimate) -> f64 {
    let width = e.interval.map(|i| i.width()).filter(|width| width.is_finite());
    width.map_or(0.0, |width| (width / 4.0).max(10.0))
}

fn histories(summary: &Summary<'_>, measure: Measure) -> [String; 2] {
    let [low, median, high] = quantiles(summary, measure, [0.05, 0.5, 0.95]);
    let range = if low.is_empty() { low } else { format!("{low} to {high}") };
    [median, range]
}

/// The ratios of a run that have a value, with their words; of a script only where it had a part in what came.
fn ratios_of(summary: &Summary<'_>) -> Vec<(Estimate, String, String)> {
    let ratio = |(name, label, short)| summary.ratio(name).map(|e| (name, e, label, short));
    let mut ratios: Vec<_> = ratios(summary.focal()).into_iter().filter_map(ratio).collect();
    let scripted = |name: &str| name.starts_with("scripted");
    if ratios.iter().all(|(name, e, ..)| !scripted(name) || e.value == 0.0) {
        ratios.retain(|(name, ..)| !scripted(name));
    }
    ratios.into_iter().map(|(_, e, label, short)| (e, label, short)).collect()
}

/// The table of a run's report.
pub fn of_run(summary: &Summary<'_>) -> Headline {
    let mut rows = Vec::new();
    for measure in of_summary(summary) {
        let Some(column) = summary.columns().iter().find(|c| c.measure == measure) else { continue };
        let Some(mean) = summary.mean(measure) else { continue };
        let [median, most] = histories(summary, measure);
        let label = column.with_unit();
        rows.push(vec![label, value(&mean), interval(&mean, 1.0, ""), median, most]);
    }
    for (e, label, _) in ratios_of(summary) {
        rows.push(vec![label, percent(&e), interval(&e, 100.0, "%"), String::new(), String::new()]);
    }
    let intervals = if rows.iter().any(|row| !row[2].is_empty()) { INTERVALS } else { exact(summary) };
    Headline {
        columns: ["mean", "95% interval of the mean", "median history", "90% of histories"].map(String::from).into(),
        rows,
        note: format!("{intervals}{}", waits(summary)),
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
        rows.push(row([&short(column, summary.focal()), &margin(&mean, 1.0, ""), &median, &most]));
    }
    for (e, _, label) in ratios_of(summary) {
        rows.push(row([&label, &margin(&e, 100.0, "%"), "", ""]));
    }
    format!("{}\n{}{}", fitted(&rows, "<>>>", WIDTH), spread(summary), paragraph(&note(summary, &rows)))
}

/// How histories spread over the first measures of people, two at most, or over the first of anything.
fn spread(summary: &Summary<'_>) -> String {
    let people = |m: &Measure| matches!(m, Measure::Returned(_) | Measure::ReturnedOn(..));
    let all = of_summary(summary);
    let mut shown: Vec<Measure> = all.iter().copied().filter(people).take(2).collect();
    shown.extend(all.first().filter(|_| shown.is_empty()));
    let row = |measure: Measure| {
        let column = summary.columns().iter().find(|c| c.measure == measure)?;
        let (low, strip, high) = spark::histogram(summary.distribution(measure)?, glyphs())?;
        let [low, high] = [low, high].map(|end| digits(f64::from(end), 0.0));
        Some(row([&short(column, summary.focal()), &low, &strip, &high]))
    };
    let rows: Vec<Vec<String>> = shown.into_iter().filter_map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("How histories spread, from the lowest result to the highest:\n{}\n", fitted(&rows, "<><<", WIDTH))
}

/// Under the table of a run's report.
const INTERVALS: &str = "An interval says how well so many simulated histories fix the mean; how far single histories lie \
                         apart is another matter and stands in the columns on histories. Only the digits that the standard \
                         error supports are printed.";

/// In their stead, where there is none.
fn exact(summary: &Summary<'_>) -> &'static str {
    match summary.n() {
        1 => "A single history gives no margin.",
        _ => "No margin: these means are the same in every simulated history.",
    }
}

/// What is to be known of the rows that are there, and of no others.
fn note(summary: &Summary<'_>, rows: &[Vec<String>]) -> String {
    if rows.iter().skip(1).all(|row| !row[1].contains('±')) {
        return format!("{}{}", exact(summary), waits(summary));
    }
    format!(
        "± is the margin of the mean at 95% confidence. Single histories lie further apart: half of them below the median, \
         90% in the range on the right.{}",
        waits(summary)
    )
}

/// How long a history waits that sees nothing come, where a row counts it.
fn waits(summary: &Summary<'_>) -> String {
    let counted = of_summary(summary).contains(&Measure::FirstExchangeRestricted) && summary.never() > 0;
    if counted { format!(" A history without {} waits to its last day.", summary.focal().a()) } else { String::new() }
}

pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(String::from).into()
}

/// The label of a column in few words.
pub(super) fn short(column: &Column, focal: Focal) -> String {
    match column.measure {
        Measure::FirstExchangeRestricted => format!("days to the first {}", focal.one()),
        Measure::LongestPause => format!("{}, days", focal.longest_pause()),
        Measure::AgreedLost => "agreements not carried out".into(),
        _ => column.label.clone(),
    }
}

/// A value and half its interval, with the digits that it supports.
pub fn margin(e: &Estimate, scale: f64, unit: &str) -> String {
    let se = error(e) * scale;
    match e.interval.filter(|i| se > 0.0 && i.width().is_finite()) {
        Some(i) => format!("{}{unit} ± {}{unit}", digits(e.value * scale, se), digits(i.width() / 2.0 * scale, se)),
        None if unit == "%" => percent(e),
        None => value(e),
    }
}

/// The standard error; what is less than the rounding of a sum of doubles is none.
fn error(e: &Estimate) -> f64 {
    e.se.filter(|se| *se > e.value.abs() * 1e-12).unwrap_or(0.0)
}

/// A value by itself; an exact one without the rounding of its sum.
pub fn value(e: &Estimate) -> String {
    // Of a single history the mean is what it came to.
    if e.se.is_some() || e.n == 1 { digits(e.value, error(e)) } else { e.to_string() }
}

/// The interval of an estimate with the digits that it supports.
pub(super) fn interval(e: &Estimate, scale: f64, unit: &str) -> String {
    let se = error(e) * scale;
    e.interval
        .filter(|_| se > 0.0)
        .map_or(String::new(), |i| format!("{} to {}{unit}", digits(i.low * scale, se), digits(i.high * scale, se)))
}

/// A share as a percentage, with the digits that it supports.
pub fn percent(e: &Estimate) -> String {
    format!("{}%", digits(e.value * 100.0, e.se.unwrap_or(f64::INFINITY) * 100.0))
}
