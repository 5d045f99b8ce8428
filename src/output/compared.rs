//! Compared: the tables of a comparison, `differences.csv` and `ranking.csv`, and its figures.

use super::{
    charts::Context,
    figure::{self, Picture},
    table::field,
};
use crate::experiment::{
    compare::{Arm, Comparison, Pair},
    differences::Difference,
    estimate::{Estimate, LEVEL},
    measures::Measure,
    ranking::{Group, Main, Place},
};

/// The header of `differences.csv`.
pub const DIFFERENCES_HEADER: [&str; 19] = [
    "arm",
    "measure",
    "side",
    "category",
    "statistic",
    "unit",
    "base",
    "value",
    "difference",
    "standard_error",
    "low",
    "high",
    "simultaneous_low",
    "simultaneous_high",
    "verdict",
    "share_higher",
    "share_same",
    "share_lower",
    "variance_reduction",
];

/// One line of it; what does not exist is empty.
pub fn difference_fields(arm: &str, d: &Difference<'_>) -> [String; 19] {
    let value = |e: Option<Estimate>| field(e.map(|e| e.value));
    let ([low, high], [all_low, all_high]) = (ends(d.difference), ends(d.together));
    let share = |share: Option<Option<Estimate>>| value(share.flatten());
    [
        arm.into(),
        d.measure.clone(),
        d.column.and_then(|c| c.side.clone()).unwrap_or_default(),
        d.column.and_then(|c| c.category.clone()).unwrap_or_default(),
        d.statistic.into(),
        d.unit.into(),
        value(d.base),
        value(d.arm),
        value(d.difference),
        field(d.difference.and_then(|d| d.se)),
        low,
        high,
        all_low,
        all_high,
        d.verdict.short().into(),
        share(d.paired.map(|p| p.higher(LEVEL))),
        share(d.paired.map(|p| p.same(LEVEL))),
        share(d.paired.map(|p| p.lower(LEVEL))),
        field(d.paired.and_then(|p| p.variance_reduction())),
    ]
}

/// Both ends of an interval.
fn ends(e: Option<Estimate>) -> [String; 2] {
    let interval = e.and_then(|e| e.interval);
    [interval.map(|i| i.low), interval.map(|i| i.high)].map(field)
}

/// The header of `ranking.csv`.
pub const RANKING_HEADER: [&str; 13] = [
    "measure",
    "side",
    "category",
    "unit",
    "group",
    "arm",
    "mean",
    "next",
    "difference",
    "standard_error",
    "low",
    "high",
    "replications_to_tell",
];

/// The arms of one measure in order, a line each; arm 0 is the base, and `names` are those of the others.
pub fn ranking_lines(main: &Main, names: &[&str]) -> Vec<[String; 13]> {
    let name = |arm: usize| if arm == 0 { "base" } else { names[arm - 1] };
    let column = &main.column;
    let groups = main.ranking().groups;
    let arms: Vec<usize> = groups.iter().flat_map(|group| &group.places).map(|place| place.arm).collect();
    let mut next = arms.iter().skip(1).map(|&arm| name(arm).to_string()).chain([String::new()]);
    let places =
        groups.iter().enumerate().flat_map(|(i, group)| group.places.iter().map(move |place| (i, group, place)));
    let line = |(i, group, place): (usize, &Group, &Place)| {
        let [low, high] = ends(place.lead);
        [
            column.base_name().into(),
            column.side.clone().unwrap_or_default(),
            column.category.clone().unwrap_or_default(),
            column.unit.into(),
            (i + 1).to_string(),
            name(place.arm).into(),
            place.mean.to_string(),
            next.next().unwrap_or_default(),
            field(place.lead.map(|e| e.value)),
            field(place.lead.and_then(|e| e.se)),
            low,
            high,
            group.replications_to_tell().map_or(String::new(), |n| n.to_string()),
        ]
    };
    places.map(line).collect()
}

impl Context<'_> {
    /// The paired differences of an arm, in the measures that its tables show.
    pub fn difference(&self, arm: &Arm<'_>, measures: &[Measure], base: &str, variant: &str) -> Picture {
        let rows = measures.iter().filter_map(|m| difference_row(arm, *m)).collect();
        let data = figure::difference::DifferenceData {
            title: String::new(),
            base: base.into(),
            variant: variant.into(),
            rows,
        };
        Picture::Difference(data, self.provenance.clone())
    }

    /// The paired differences of several arms, in the measures that all of them have.
    pub fn forest(&self, c: &Comparison<'_>, measures: &[Measure], names: &[String], intervals: &str) -> Picture {
        let data = figure::forest::ForestData {
            title: String::new(),
            base: "the base".into(),
            intervals: intervals.into(),
            arms: names.to_vec(),
            panels: measures.iter().filter_map(|m| panel(c, *m)).collect(),
        };
        Picture::Forest(data, self.provenance.clone())
    }
}

/// One measure over all arms, with intervals that cover in all of them at once.
fn panel(c: &Comparison<'_>, measure: Measure) -> Option<figure::forest::Panel> {
    let row = |pair: &Pair| {
        let (value, verdict) = (pair.paired.difference(c.level())?, pair.verdict(c.level()));
        let (low, high) = value.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
        Some(figure::forest::Row {
            difference: figure::interval::Estimate { value: value.value, low, high },
            verdict: verdict.short().into(),
            separated: verdict.is_separated(),
        })
    };
    let pairs: Vec<&Pair> = c.arms.iter().map(|arm| arm.pair(measure)).collect::<Option<_>>()?;
    let column = &pairs.first()?.column;
    Some(figure::forest::Panel {
        measure: column.label.clone(),
        unit: column.unit.into(),
        base: pairs.first()?.paired.base().mean()?,
        rows: pairs.into_iter().map(row).collect::<Option<_>>()?,
    })
}

/// One measure of one arm, with the differences of single histories.
fn difference_row(arm: &Arm<'_>, measure: Measure) -> Option<figure::difference::Row> {
    let pair = arm.pair(measure)?;
    let difference = pair.paired.difference(LEVEL)?;
    let interval = difference.interval?;
    let share = |e: Option<Estimate>| e.map_or(0.0, |e| e.value);
    Some(figure::difference::Row {
        measure: pair.column.label.clone(),
        unit: pair.column.unit.into(),
        base: pair.paired.base().mean()?,
        variant: pair.paired.variant().mean()?,
        diff: difference.value,
        low: interval.low,
        high: interval.high,
        higher_share: share(pair.paired.higher(LEVEL)),
        same_share: share(pair.paired.same(LEVEL)),
        lower_share: share(pair.paired.lower(LEVEL)),
        dots: pair.paired.kept().take(200).map(|(_, d)| d).collect(),
        verdict: pair.verdict(LEVEL).to_string(),
    })
}
