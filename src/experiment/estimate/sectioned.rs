//! Sectioning: confidence intervals of quantiles, and of their differences under common random numbers.
//!
//! A quantile is no smooth function of sums, so neither a delta method nor a jackknife will do for a difference of two
//! that share their luck. Sectioning cuts the replications into a fixed number of sections by their numbers, computes
//! the difference in each, and takes the spread of these about the difference of the whole (Nakayama 2014, "Confidence
//! intervals for quantiles using sectioning when applying variance-reduction techniques", ACM Transactions on Modeling
//! and Computer Simulation 24). What the sections are biased by widens the interval and never narrows it.

use serde::{Deserialize, Serialize};

use super::{Counts, Estimate, Interval};

/// The number of sections, for every run: changing it moves standard errors.
pub const SECTIONS: usize = 20;

/// A section has at least so many observations on either side of its quantile, or there is no interval.
const LEAST: f64 = 2.0;

/// The exact distribution of a whole number, by section: replications whose numbers are equal modulo [`SECTIONS`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sectioned {
    sections: Vec<Counts>,
}

impl Default for Sectioned {
    fn default() -> Sectioned {
        Sectioned::new()
    }
}

impl Sectioned {
    pub fn new() -> Sectioned {
        Sectioned { sections: vec![Counts::default(); SECTIONS] }
    }

    pub fn push(&mut self, replication: u64, value: u32) {
        self.sections[section(replication)].push(value);
    }

    /// Takes in the observations of another shard.
    pub fn merge(&mut self, other: &Sectioned) {
        self.sections.iter_mut().zip(&other.sections).for_each(|(a, b)| a.merge(b));
    }

    pub fn n(&self) -> u64 {
        self.sections.iter().map(Counts::n).sum()
    }

    fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.sections.iter().for_each(|section| total.merge(section));
        total
    }

    /// The quantile of all observations with the exact interval of [`Counts::quantile_estimate`].
    pub fn quantile(&self, p: f64, level: f64) -> Option<Estimate> {
        self.total().quantile_estimate(p, level)
    }

    /// The quantile of `a` less that of `b`, both at `p` in (0, 1), of replications that met the same luck.
    ///
    /// Within a whole number observations count as spread evenly, so that the spread is known even where all sections
    /// have the same whole quantile. A difference of whole quantiles lies within one of the difference of those, which
    /// is why the interval goes on to the next whole number. Where sections are too small there is none.
    pub fn difference(a: &Sectioned, b: &Sectioned, p: f64, level: f64) -> Option<Estimate> {
        let (whole_a, whole_b) = (a.total(), b.total());
        let difference = |a: &Counts, b: &Counts| Some(spread_evenly(a, p)? - spread_evenly(b, p)?);
        let enough = |c: &Counts| c.n() as f64 * p.min(1.0 - p) >= LEAST;
        let pairs = a.sections.iter().zip(&b.sections);
        let smooth = sectioned(
            difference(&whole_a, &whole_b)?,
            pairs.map(|(a, b)| difference(a, b).filter(|_| enough(a) && enough(b))),
            whole_a.n().min(whole_b.n()),
            level,
        );
        Some(Estimate {
            value: f64::from(whole_a.quantile(p)?) - f64::from(whole_b.quantile(p)?),
            interval: smooth.interval.map(|i| Interval { low: i.low.floor(), high: i.high.ceil() }),
            ..smooth
        })
    }
}

/// The section of a replication.
pub fn section(replication: u64) -> usize {
    (replication % SECTIONS as u64) as usize
}

/// `whole` with SE^2 = sum((part - whole)^2) / (m (m - 1)) from its values in the m sections and the t interval of m - 1
/// degrees of freedom; without either where the value of a section is missing.
pub fn sectioned(whole: f64, parts: impl Iterator<Item = Option<f64>>, n: u64, level: f64) -> Estimate {
    let squares: Option<f64> = parts.map(|part| Some((part? - whole) * (part? - whole))).sum();
    let m = SECTIONS as f64;
    let se = squares.map(|squares| (squares / (m * (m - 1.0))).sqrt());
    Estimate::student(whole, se, SECTIONS as u64 - 1, n, level)
}

/// The quantile of observations spread evenly over [v, v + 1) for every whole number v.
fn spread_evenly(counts: &Counts, p: f64) -> Option<f64> {
    let value = counts.quantile(p)?;
    let mut below = 0;
    let mut here = 0;
    for (v, times) in counts.iter().take_while(|&(v, _)| v <= value) {
        (below, here) = if v < value { (below + times, here) } else { (below, times) };
    }
    Some(f64::from(value) + (counts.n() as f64 * p - below as f64) / here as f64)
}

#[cfg(test)]
mod tests {
    use super::super::LEVEL;
    use super::*;

    fn sections(values: impl IntoIterator<Item = u32>) -> Sectioned {
        let mut all = Sectioned::new();
        (0..).zip(values).for_each(|(replication, value)| all.push(replication, value));
        all
    }

    #[test]
    fn a_quantile_within_a_whole_number() {
        let mut counts = Counts::default();
        [3, 3, 4, 4, 4, 4, 9, 9].into_iter().for_each(|value| counts.push(value));
        // two of eight below 4, four at it: the median is half through them
        assert_eq!(spread_evenly(&counts, 0.5), Some(4.5));
        assert_eq!(spread_evenly(&counts, 0.75), Some(5.0));
        assert_eq!(spread_evenly(&Counts::default(), 0.5), None);
    }

    #[test]
    fn the_spread_of_sections() {
        // sections at 1 and 3 about a whole of 2: SE^2 = 20 / (20 x 19)
        let parts = (0..SECTIONS).map(|i| Some(if i % 2 == 0 { 1.0 } else { 3.0 }));
        let e = sectioned(2.0, parts, 400, LEVEL);
        assert!((e.se.expect("all sections") - (1.0f64 / 19.0).sqrt()).abs() < 1e-15);
        assert!((e.interval.expect("all sections").width() / 2.0 - 2.093_024_054_408_263 / 19f64.sqrt()).abs() < 1e-9);
        let gap = sectioned(2.0, (0..SECTIONS).map(|i| (i > 0).then_some(2.0)), 400, LEVEL);
        assert_eq!((gap.se, gap.interval), (None, None));
    }

    #[test]
    fn the_same_in_every_replication_is_exactly_nothing() {
        let a = sections((0..1000).map(|i| i % 17));
        let e = Sectioned::difference(&a, &a, 0.5, LEVEL).expect("observations");
        assert_eq!((e.value, e.se, e.interval), (0.0, Some(0.0), Some(Interval { low: 0.0, high: 0.0 })));
        let shifted = sections((0..1000).map(|i| i % 17 + 30));
        let e = Sectioned::difference(&shifted, &a, 0.5, LEVEL).expect("observations");
        assert_eq!((e.value, e.interval), (30.0, Some(Interval { low: 30.0, high: 30.0 })));
    }

    #[test]
    fn too_little_says_so() {
        let few = sections([1, 2, 3]);
        let e = Sectioned::difference(&few, &few, 0.5, LEVEL).expect("observations");
        assert_eq!((e.value, e.interval), (0.0, None));
        assert_eq!(Sectioned::difference(&few, &Sectioned::new(), 0.5, LEVEL), None);
        assert_eq!(Sectioned::new().quantile(0.5, LEVEL), None);
    }

    #[test]
    fn shards_in_any_order_are_the_run() {
        let value = |i: u64| (i.wrapping_mul(2_654_435_761) % 4093) as u32;
        let shard = |range: std::ops::Range<u64>| {
            let mut shard = Sectioned::new();
            range.for_each(|i| shard.push(i, value(i)));
            shard
        };
        let mut merged = shard(900..2000);
        merged.merge(&shard(0..900));
        assert_eq!(merged, shard(0..2000));
        assert_eq!(merged.n(), 2000);
    }
}
