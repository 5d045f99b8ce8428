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
#[derive(Clone, Debug, PartialEq)]
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

/// The sums of every point by its id.
#[derive(Default)]
pub struct Results(BTreeMap<String, Vec<Classed>>);

impl Results {
    pub fn take(&mut self, point: &Point, sums: Vec<Classed>) {
        self.0.insert(point.id.clone(), sums);
    }

    fn of(&self, id: &str, response: usize) -> Option<&Classed> {
        self.0.get(id)?.get(response)
    }

    /// The scenario as it stands, where that is what places are compared with.
    pub fn base(&self, response: usize) -> Option<Estimate> {
        self.of(BASE, response)?.estimate(LEVEL)
    }

    /// What `spot`, one of so many, says of a response.
    pub fn found(&self, spot: &Spot, of: usize, response: usize) -> Found {
        let here = self.of(&spot.id, response);
        let changed = self.of(&format!("{}{CHANGED}", spot.id), response);
        let other = changed.or_else(|| self.of(BASE, response));
        let level = sidak(LEVEL, of);
        let difference = match (here, other) {
            (Some(here), Some(_)) if changed.is_some() => changed.and_then(|changed| changed.less(here, level)),
            (Some(here), Some(base)) => here.less(base, level),
            _ => None,
        };
        let estimate = |sums: Option<&Classed>| sums.and_then(|sums| sums.estimate(LEVEL));
        Found { here: estimate(here), other: estimate(other), difference }
    }
}
