//! Business: where cases go when somebody is taken out, as tables and figures.

use super::{
    figure::{
        Picture, Provenance,
        routes::{self, RoutesData},
    },
    sweep::drawn,
    table::{Sheet, estimate_fields},
};
use crate::experiment::{
    business::{Business, COUNTS, MEASURES, Place},
    estimate::{Estimate, LEVEL, Mean},
    focal::Focal,
};

/// The header of `business.csv`.
pub const BUSINESS_HEADER: [&str; 14] = [
    "arm",
    "place",
    "channel",
    "idle",
    "measure",
    "mean",
    "standard_error",
    "low",
    "high",
    "n",
    "difference",
    "difference_standard_error",
    "difference_low",
    "difference_high",
];

/// The header of `routes.csv`.
pub const ROUTES_HEADER: [&str; 9] =
    ["arm", "measure", "unit", "quantity", "estimate", "standard_error", "low", "high", "n"];

/// `business.csv`; `names` are those of the arms, without the base.
pub fn business(b: &Business<'_>, names: &[&str]) -> Sheet {
    let mut rows = Vec::new();
    let fields = |mean: &Mean| mean.estimate(LEVEL).map_or(Default::default(), |e| estimate_fields(&e));
    for (arm, name) in std::iter::once("base").chain(names.iter().copied()).enumerate() {
        for place in b.places() {
            let (word, channel, idle) = match place {
                Place::Channel(c) => ("channel", b.params().channels[c].id.as_str(), b.arms[arm].idle[c]),
                Place::Unrouted => ("unrouted", "", false),
                Place::Waiting => ("waiting", "", false),
            };
            // People cross on channels alone.
            let counts = if channel.is_empty() { &COUNTS[..1] } else { &COUNTS[..] };
            for (count, flow) in counts.iter().zip(b.at(arm, place)) {
                let words = [name, word, channel, if idle { "yes" } else { "no" }, count].map(String::from);
                let more = if arm == 0 { Default::default() } else { fields(&flow.more) };
                rows.push(words.into_iter().chain(fields(&flow.here)).chain(more.into_iter().take(4)).collect());
            }
        }
    }
    Sheet::new("business.csv", BUSINESS_HEADER, rows)
}

/// `routes.csv`: what a comparison of direct with mediated cases says of the base, and the effect of each arm.
pub fn routes(b: &Business<'_>, names: &[&str]) -> Sheet {
    let mut rows = Vec::new();
    for (measure, (name, _, unit)) in MEASURES.into_iter().enumerate() {
        let mut line = |arm: &str, quantity: &str, e: Option<Estimate>| {
            let Some(e) = e else { return };
            rows.push([arm, name, unit, quantity].map(String::from).into_iter().chain(estimate_fields(&e)).collect());
        };
        let naive = b.naive(measure, 0);
        line("base", "direct", naive.groups[0]);
        line("base", "mediated", naive.groups[1]);
        line("base", "mediated less direct", naive.difference);
        line("base", "all", naive.worlds[1]);
        for (arm, name) in (1..).zip(names).filter(|(arm, _)| b.arms[*arm].taken) {
            let found = b.naive(measure, arm);
            line(name, "all", found.worlds[0]);
            line(name, "base less arm", found.effect);
        }
    }
    Sheet::new("routes.csv", ROUTES_HEADER, rows)
}

/// Direct and mediated cases beside the worlds with and without those taken out, for an arm that is `said` to be so.
pub fn picture(b: &Business<'_>, arm: usize, said: &str, from: &Provenance) -> Option<Picture> {
    let measure = |(i, (_, label, unit)): (usize, (&str, &str, &str))| {
        let found = b.naive(i, arm);
        routes::Measure {
            name: label.into(),
            unit: unit.into(),
            groups: found.groups.map(drawn),
            naive: drawn(found.difference),
            worlds: found.worlds.map(drawn),
            effect: drawn(found.effect),
        }
    };
    // Where nobody crosses there is no lead time.
    let moves = Focal::of(b.setup()).people().is_some();
    let measures = MEASURES.into_iter().enumerate().filter(|(i, _)| *i == 0 || moves);
    let data = RoutesData {
        title: String::new(),
        selection: format!("As it stands, and with {said}"),
        intervals: "95% confidence intervals, each for itself".into(),
        groups: ["went direct", "mediated"].map(String::from),
        worlds: ["without those taken out", "as it stands"].map(String::from),
        measures: measures.map(measure).collect(),
    };
    let both = (0..2).all(|route| b.naive(0, arm).groups[route].is_some());
    both.then(|| Picture::Routes(data, from.clone()))
}
