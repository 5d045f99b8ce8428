//! What is asked of a scenario's inputs, as points to be played: ends of ranges, trajectories, rows.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{
    experiment::{
        design::{self, Factor, Row, Trajectory},
        study::Point,
    },
    scenario::{Input, Patch, Scenario},
};

/// One way to ask, or all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// One input at a time, at the ends of its range.
    Tornado,
    /// Elementary effects.
    Morris,
    /// Variance-based indices of the inputs that screening puts first.
    Sobol,
    All,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub method: Method,
    /// The inputs that are moved.
    pub over: Vec<Ranged>,
    /// The response that chooses and that figures show.
    pub response: String,
    /// So many inputs at most have indices.
    pub top: usize,
    pub trajectories: u32,
    pub rows: u32,
    /// Replications at each point of a trajectory or a row.
    pub inner: u64,
}

/// An input and its range. That of a default of the model is written nowhere in a resolved scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranged {
    pub path: String,
    pub range: Option<(f64, f64)>,
}

impl Ranged {
    /// The inputs that `words` name, with stars for any part; without words, all to which the scenario itself gives a range.
    pub fn named(scenario: &Scenario, words: &[String]) -> Vec<Ranged> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let factors = design::factors(scenario, &words).into_iter();
        let meant = factors.filter(|factor| !words.is_empty() || !factor.input.by_default);
        let ranged = |factor: Factor<'_>| Ranged {
            path: factor.input.path.clone(),
            range: factor.input.evidence.range.filter(|(low, high)| low.is_finite() && high.is_finite()),
        };
        meant.map(ranged).collect()
    }
}

impl Plan {
    /// The inputs it is about, with their ranges; factors are made of them.
    pub fn inputs(&self, scenario: &Scenario) -> Vec<Input> {
        let input = |ranged: &Ranged| {
            let mut input = scenario.inputs.iter().find(|input| input.path == ranged.path)?.clone();
            input.evidence.range = input.evidence.range.or(ranged.range);
            Some(input)
        };
        self.over.iter().filter_map(input).collect()
    }

    pub fn asks(&self, method: Method) -> bool {
        self.method == method || self.method == Method::All
    }
}

/// The scenario as it stands.
pub const BASE: &str = "base";

/// The scenario as it stands, then each input at the low end and at the high end of its range, all with the same luck.
pub fn ends(factors: &[Factor<'_>], replications: u64) -> Vec<Point> {
    let point = |id: String, patches| Point { id, patches, numbers: 0..replications };
    let both = factors.iter().flat_map(|factor| {
        [("low", 0.0), ("high", 1.0)]
            .map(|(end, u)| point(format!("{end} {}", factor.input.path), vec![factor.patch(u)]))
    });
    std::iter::once(point(BASE.into(), Vec::new())).chain(both).collect()
}

/// The points of trajectories, one trajectory after the other, each with luck of its own.
pub fn walked(walks: &[Trajectory], factors: &[Factor<'_>], inner: u64) -> Vec<Point> {
    let walk = |(number, walk): (u64, &Trajectory)| {
        let points = walk.points.iter().enumerate();
        let point =
            |(j, at): (usize, &design::Point)| placed(format!("walk {number}.{j}"), at, factors, luck(number, inner));
        points.map(point).collect::<Vec<_>>()
    };
    (0..).zip(walks).flat_map(walk).collect()
}

/// The points of rows, one row after the other, each with luck of its own.
pub fn in_rows(rows: &[Row<design::Point>], factors: &[Factor<'_>], inner: u64) -> Vec<Point> {
    let row = |(number, row): (u64, &Row<design::Point>)| {
        let points = row.iter().enumerate();
        let point =
            |(j, at): (usize, &design::Point)| placed(format!("row {number}.{j}"), at, factors, luck(number, inner));
        points.map(point).collect::<Vec<_>>()
    };
    (0..).zip(rows).flat_map(row).collect()
}

fn luck(number: u64, inner: u64) -> Range<u64> {
    number * inner..(number + 1) * inner
}

fn placed(id: String, at: &design::Point, factors: &[Factor<'_>], numbers: Range<u64>) -> Point {
    let patches: Vec<Patch> = factors.iter().zip(at).map(|(factor, &u)| factor.patch(u)).collect();
    Point { id, patches, numbers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    #[test]
    fn points_of_one_row_share_their_luck_and_rows_do_not() {
        let scenario = scenario::load("tutorial".as_ref(), &[]).expect("a shipped scenario");
        let plan = Plan {
            method: Method::All,
            over: Ranged::named(&scenario, &["issues".into()]),
            response: String::new(),
            top: 3,
            trajectories: 2,
            rows: 3,
            inner: 16,
        };
        // As a resolved scenario has them: without the ranges of defaults.
        let resolved = scenario::load_str("tutorial", &scenario.resolved, &[]).expect("it is sound");
        let inputs = plan.inputs(&resolved);
        let factors: Vec<Factor<'_>> = inputs.iter().filter_map(Factor::of).collect();
        let k = factors.len();
        assert_eq!(k, plan.over.len());
        assert!(k > 2 && factors.iter().all(|factor| factor.input.path.starts_with("issues.")));
        assert_eq!(ends(&factors, 10).len(), 1 + 2 * k);
        assert_eq!(walked(&design::trajectories(2, k, 1), &factors, 16).len(), 2 * (k + 1));
        let points = in_rows(&design::rows(3, k, 1), &factors, 16);
        assert_eq!(points.len(), 3 * (k + 2));
        for (i, point) in points.iter().enumerate() {
            let row = (i / (k + 2)) as u64;
            assert_eq!(point.numbers, row * 16..(row + 1) * 16);
            assert!(point.patches.len() == k && points[..i].iter().all(|other| other.id != point.id));
        }
    }
}
