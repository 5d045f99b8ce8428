//! Sweep: a scenario at many places, each with one number or more elsewhere; and where an answer flips.
//!
//! What is mapped is a paired difference: of each place against the scenario as it stands, or, with a change, of each
//! place with the change against the same place without it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    design,
    estimate::{Classed, Estimate, LEVEL, sidak},
    study::Point,
};
use crate::scenario::{Input, Patch, Scenario};

/// One direction of a sweep: one number, or several of a kind that are moved together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// As it was asked for: a path, its beginning, or one with stars.
    pub said: String,
    /// The inputs that it moves.
    pub paths: Vec<String>,
    /// In the unit of the inputs: all values of a grid in rising order, the two ends of a sample.
    pub values: Vec<f64>,
}

/// How places are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Design {
    /// Every combination of the values of all axes.
    Grid,
    LatinHypercube(u32),
    Sobol(u32),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    pub axes: Vec<Axis>,
    pub design: Design,
    /// The change whose effect is mapped, in words of the command line; none if places are compared with the scenario.
    pub with: Vec<String>,
    /// The response that is mapped.
    pub response: String,
}

/// Where a scenario is played: one value an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    pub id: String,
    pub at: Vec<f64>,
}

/// The point that stands for the scenario as it is.
pub const BASE: &str = "base";
/// What is added to the id of a place where the change is made.
const CHANGED: &str = "+";

impl Axis {
    /// One of its inputs; they are all of one kind.
    pub fn input<'s>(&self, scenario: &'s Scenario) -> Option<&'s Input> {
        scenario.inputs.iter().find(|input| self.paths.first() == Some(&input.path))
    }

    fn patches<'s>(&'s self, scenario: &'s Scenario, value: f64) -> impl Iterator<Item = Patch> + 's {
        scenario.inputs.iter().filter(|input| self.paths.contains(&input.path)).map(move |input| input.at(value))
    }
}

impl Sweep {
    /// The places, in the order of the design: of a grid the last axis moves first.
    pub fn spots(&self, seed: u64) -> Vec<Spot> {
        let value = |axis: &Axis, u: f64| axis.values[0] + u * (axis.values[axis.values.len() - 1] - axis.values[0]);
        let sample = |points: Vec<design::Point>| {
            let at = |point: design::Point| self.axes.iter().zip(point).map(|(axis, u)| value(axis, u)).collect();
            points.into_iter().map(at).collect::<Vec<Vec<f64>>>()
        };
        let places = match self.design {
            Design::Grid => self.axes.iter().fold(vec![Vec::new()], |places, axis| {
                let longer = |place: Vec<f64>| axis.values.iter().map(move |&v| [&place[..], &[v]].concat());
                places.into_iter().flat_map(longer).collect()
            }),
            Design::LatinHypercube(n) => sample(design::latin_hypercube(n, self.axes.len(), seed)),
            Design::Sobol(n) => sample(design::sobol(n, self.axes.len(), seed)),
        };
        let digits = places.len().max(1).ilog10() as usize + 1;
        (1..).zip(places).map(|(i, at)| Spot { id: format!("p{i:0digits$}"), at }).collect()
    }

    /// All that is to be played, under the same luck: each place, and with it what it is compared with.
    pub fn points(&self, scenario: &Scenario, spots: &[Spot], with: &[Patch], replications: u64) -> Vec<Point> {
        let point = |id: String, patches| Point { id, patches, numbers: 0..replications };
        let base = with.is_empty().then(|| point(BASE.into(), Vec::new()));
        let places = spots.iter().flat_map(|spot| {
            let axes = self.axes.iter().zip(&spot.at);
            let patches: Vec<Patch> = axes.flat_map(|(axis, &value)| axis.patches(scenario, value)).collect();
            let changed = [&patches[..], with].concat();
            let changed = (!with.is_empty()).then(|| point(format!("{}{CHANGED}", spot.id), changed));
            [point(spot.id.clone(), patches)].into_iter().chain(changed)
        });
        base.into_iter().chain(places).collect()
    }
}

/// What a place says of one response.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// Without the change, or at the place.
    pub here: Option<Estimate>,
    /// What it is compared with it: with the change, or the scenario as it stands.
    pub other: Option<Estimate>,
    /// The effect of the change; or of the place against the scenario. Its interval is simultaneous over all places.
    pub difference: Option<Estimate>,
}

/// On which side of zero a difference lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Higher,
    Lower,
    /// The same in every history.
    Same,
    /// The interval covers zero.
    Undecided,
    /// There is nothing to compare.
    Missing,
}

impl Side {
    pub fn of(difference: Option<Estimate>) -> Side {
        match difference {
            None => Side::Missing,
            Some(d) if d.se == Some(0.0) && d.value == 0.0 => Side::Same,
            Some(d) if !d.settled() => Side::Undecided,
            Some(d) if d.value > 0.0 => Side::Higher,
            Some(_) => Side::Lower,
        }
    }

    pub fn word(self) -> &'static str {
        ["higher", "lower", "the same", "undecided", ""][self as usize]
    }
}

/// What every place says, by its id; of the sums only those are kept that are still to be compared.
pub struct Results {
    /// Of the intervals of differences.
    level: f64,
    changed: bool,
    base: Vec<Classed>,
    here: Vec<Classed>,
    found: BTreeMap<String, Vec<Found>>,
}

impl Results {
    /// For so many places, each compared with a change of its own or all with the scenario as it stands.
    pub fn new(places: usize, changed: bool) -> Results {
        let level = sidak(LEVEL, places.max(1));
        Results { level, changed, base: Vec::new(), here: Vec::new(), found: BTreeMap::new() }
    }

    /// Takes in a point with its sums by response, in the order of [`Sweep::points`].
    pub fn take(&mut self, point: &Point, sums: Vec<Classed>) {
        if point.id == BASE {
            self.base = sums;
        } else if let Some(place) = point.id.strip_suffix(CHANGED) {
            let here = std::mem::take(&mut self.here);
            let found =
                |(here, changed): (&Classed, &Classed)| self.found(here, changed, changed.less(here, self.level));
            let found = here.iter().zip(&sums).map(found).collect();
            self.found.insert(place.into(), found);
        } else if self.changed {
            self.here = sums;
        } else {
            let found = |(here, base): (&Classed, &Classed)| self.found(here, base, here.less(base, self.level));
            let found = sums.iter().zip(&self.base).map(found).collect();
            self.found.insert(point.id.clone(), found);
        }
    }

    fn found(&self, here: &Classed, other: &Classed, difference: Option<Estimate>) -> Found {
        Found { here: here.estimate(LEVEL), other: other.estimate(LEVEL), difference }
    }

    /// What a place says of a response; nothing before it has been taken in.
    pub fn of(&self, place: &str, response: usize) -> Found {
        self.found.get(place).and_then(|found| found.get(response)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    fn sweep(with: &[&str]) -> Sweep {
        let axis =
            |said: &str, values: &[f64]| Axis { said: said.into(), paths: vec![said.into()], values: values.into() };
        Sweep {
            axes: vec![axis("issues.pow.p_approval", &[0.5, 0.7, 0.9]), axis("issues.pow.p_response", &[0.4, 0.8])],
            design: Design::Grid,
            with: with.iter().map(|text| (*text).into()).collect(),
            response: "exchanges".into(),
        }
    }

    #[test]
    fn the_last_axis_moves_first_and_ids_sort_as_places_do() {
        let spots = sweep(&[]).spots(1);
        assert_eq!(spots.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["p1", "p2", "p3", "p4", "p5", "p6"]);
        assert_eq!(spots[..3].iter().map(|s| s.at.clone()).collect::<Vec<_>>(), [[0.5, 0.4], [0.5, 0.8], [0.7, 0.4]]);
        let sample = Sweep { design: Design::Sobol(16), ..sweep(&[]) };
        let spots = sample.spots(1);
        assert!(spots.len() == 16 && spots[0].id == "p01");
        assert!(spots.iter().all(|s| (0.5..=0.9).contains(&s.at[0]) && (0.4..=0.8).contains(&s.at[1])));
    }

    #[test]
    fn each_place_is_compared_with_the_scenario_or_with_the_change() {
        let scenario = scenario::load("tutorial".as_ref(), &[]).expect("a shipped scenario");
        let sums = |value: f64| {
            let mut sums = Classed::default();
            (0..50).for_each(|k| sums.push(k, value + (k % 2) as f64, 1.0));
            vec![sums]
        };
        let plain = sweep(&[]);
        let spots = plain.spots(1);
        let points = plain.points(&scenario, &spots, &[], 50);
        let mut results = Results::new(spots.len(), false);
        for (i, point) in points.iter().enumerate() {
            assert!(point.patches.len() == if i == 0 { 0 } else { 2 });
            results.take(point, sums(i as f64));
        }
        let third = results.of("p3", 0);
        assert_eq!(third.here.map(|e| e.value), Some(3.5));
        assert_eq!((third.other.map(|e| e.value), third.difference.map(|e| e.value)), (Some(0.5), Some(3.0)));
        assert_eq!(Side::of(third.difference), Side::Higher);

        let changed = sweep(&["mediators.friend.out=true"]);
        let with = [Patch::new("mediators.friend.out", "true")];
        let points = changed.points(&scenario, &spots, &with, 50);
        let mut results = Results::new(spots.len(), true);
        points.iter().enumerate().for_each(|(i, point)| results.take(point, sums(-(i as f64))));
        assert!(points.len() == 12 && points[1].patches.len() == 3);
        let found = results.of("p6", 0);
        assert_eq!((found.here.map(|e| e.value), found.difference.map(|e| e.value)), (Some(-9.5), Some(-1.0)));
        assert_eq!(Side::of(found.difference), Side::Lower);
        assert_eq!(results.of("p7", 0), Found::default());
    }

    #[test]
    fn what_an_interval_covers_is_undecided() {
        let difference = |value: f64, half: f64| {
            let interval = Some(crate::experiment::estimate::Interval::around(value, half));
            Some(Estimate { value, se: Some(half / 2.0), interval, n: 100 })
        };
        assert_eq!(Side::of(difference(1.0, 2.0)), Side::Undecided);
        assert_eq!(Side::of(difference(1.0, 0.5)), Side::Higher);
        assert_eq!(Side::of(difference(-1.0, 0.5)), Side::Lower);
        assert_eq!((Side::of(difference(0.0, 0.0)), Side::of(None)), (Side::Same, Side::Missing));
    }
}
