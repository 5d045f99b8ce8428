//! Differences: every statistic of a comparison, one line an arm, as `differences.csv` has them.

use super::{
    columns::Column,
    compare::{Comparison, Verdict},
    estimate::{Estimate, LEVEL, Paired},
    measures::Measure,
    summary::{RATIO, ratio_unit},
};

/// One statistic of one measure in base and arm, and the difference (arm less base).
pub struct Difference<'c> {
    pub measure: String,
    /// The column it is of, unless it is a statistic of all replications.
    pub column: Option<&'c Column>,
    pub statistic: &'static str,
    /// In words.
    pub label: String,
    pub unit: &'static str,
    pub base: Option<Estimate>,
    pub arm: Option<Estimate>,
    /// With its own 95% interval.
    pub difference: Option<Estimate>,
    /// With the interval that covers in all arms at once.
    pub together: Option<Estimate>,
    pub verdict: Verdict,
    /// Of a mean: replication by replication.
    pub paired: Option<&'c Paired>,
}

impl Difference<'_> {
    pub fn is_mean_of(&self, measure: Measure) -> bool {
        self.statistic == MEAN && self.column.is_some_and(|c| c.measure == measure)
    }

    /// A median over replications or over pauses: a whole number of its unit.
    pub fn is_median(&self) -> bool {
        [MEDIAN, KM_MEDIAN].contains(&self.statistic)
    }
}

const MEAN: &str = "mean";
const MEDIAN: &str = "p50";
const KM_MEDIAN: &str = "Kaplan-Meier median";

/// The lines of one arm: means, ratios of means, medians of the main measures, times between exchanges.
pub fn of_arm<'c>(c: &'c Comparison<'_>, arm: usize) -> Vec<Difference<'c>> {
    let mut lines = means(c, arm);
    lines.extend(ratios(c, arm));
    lines.extend(medians(c, arm));
    lines.extend(pauses(c, arm));
    lines
}

/// The interval of a median goes on to the next whole number, so that a difference of one is never told.
fn verdict(difference: Option<Estimate>, level: f64, replications: u64, median: bool) -> Verdict {
    let less = |e: Estimate| Estimate { value: e.value.signum() * (e.value.abs() - 1.0).max(0.0), ..e };
    match Verdict::of(difference, level, replications) {
        Verdict::Open(_) if median => Verdict::of(difference.map(less), level, replications),
        verdict => verdict,
    }
}

/// A line from what finds the difference at a level.
fn line<'c>(
    c: &Comparison<'_>,
    (measure, statistic, label, unit): (&str, &'static str, String, &'static str),
    [base, arm]: [Option<Estimate>; 2],
    difference: impl Fn(f64) -> Option<Estimate>,
) -> Difference<'c> {
    let level = c.level();
    let together = difference(level);
    let verdict = verdict(together, level, c.base.n(), [MEDIAN, KM_MEDIAN].contains(&statistic));
    let difference = difference(LEVEL);
    let measure = measure.into();
    Difference { measure, column: None, statistic, label, unit, base, arm, difference, together, verdict, paired: None }
}

fn means<'c>(c: &'c Comparison<'_>, arm: usize) -> Vec<Difference<'c>> {
    let of = |pair: &'c super::compare::Pair| {
        let (column, paired) = (&pair.column, &pair.paired);
        let of = (column.base_name(), MEAN, column.label.clone(), column.unit);
        let values = [paired.base(), paired.variant()].map(|mean| mean.estimate(LEVEL));
        let line = line(c, of, values, |level| paired.difference(level));
        Difference { column: Some(column), paired: Some(paired), ..line }
    };
    c.arms[arm].pairs.iter().map(of).collect()
}

fn ratios<'c>(c: &Comparison<'_>, arm: usize) -> Vec<Difference<'c>> {
    let of = |ratio: &super::ratios::Ratios| {
        let of = (ratio.name, RATIO, ratio.name.to_string(), ratio_unit(ratio.name));
        let values = [&c.base, &c.arms[arm].summary].map(|summary| summary.ratio(ratio.name));
        line(c, of, values, |level| ratio.difference(arm + 1, level))
    };
    c.ratios.iter().map(of).filter(|d| d.difference.is_some()).collect()
}

fn medians<'c>(c: &'c Comparison<'_>, arm: usize) -> Vec<Difference<'c>> {
    let of = |main: &'c super::ranking::Main| {
        let (column, all) = (&main.column, main.distributions.as_ref()?);
        let of = (column.base_name(), MEDIAN, format!("{}, median history", column.label), column.unit);
        let values = [0, arm + 1].map(|i| all[i].quantile(0.5, LEVEL));
        let line = line(c, of, values, |level| main.median_difference(arm + 1, level));
        Some(Difference { column: Some(column), ..line })
    };
    c.mains.iter().filter_map(of).collect()
}

/// Pauses between exchanges: the mean up to the horizon, and the median, from the survival of both arms.
fn pauses<'c>(c: &Comparison<'_>, arm: usize) -> Vec<Difference<'c>> {
    let [base, arm] = [&c.base, &c.arms[arm].summary].map(|summary| summary.pause_times());
    if base.n() == 0 || arm.n() == 0 {
        return Vec::new();
    }
    let horizon = c.base.setup().horizon.day();
    let name = c.base.focal().pauses();
    vec![
        line(
            c,
            ("pause", "restricted mean", format!("{name}, mean up to the horizon"), "days"),
            [base, arm].map(|s| s.restricted_mean(horizon, LEVEL)),
            |level| arm.restricted_difference(base, horizon, level),
        ),
        line(
            c,
            ("pause", KM_MEDIAN, format!("{name}, median"), "days"),
            [base, arm].map(|s| s.curve(LEVEL).median()),
            |level| arm.median_difference(base, level),
        ),
    ]
}
