//! Paired differences under common random numbers: the same replication with and without a change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Estimate, Mean, wilson};

/// Differences kept one by one for plots: those of the replications with the smallest numbers.
const KEPT: usize = 256;

/// Differences variant - base, one a replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    variant: Mean,
    base: Mean,
    difference: Mean,
    higher: u64,
    lower: u64,
    kept: BTreeMap<u64, f64>,
}

impl Paired {
    pub fn push(&mut self, replication: u64, variant: f64, base: f64) {
        let difference = variant - base;
        self.variant.push(variant);
        self.base.push(base);
        self.difference.push(difference);
        self.higher += u64::from(difference > 0.0);
        self.lower += u64::from(difference < 0.0);
        self.keep(replication, difference);
    }

    /// Takes in the observations of another shard.
    pub fn merge(&mut self, other: &Paired) {
        self.variant.merge(&other.variant);
        self.base.merge(&other.base);
        self.difference.merge(&other.difference);
        self.higher += other.higher;
        self.lower += other.lower;
        other.kept.iter().for_each(|(&replication, &difference)| self.keep(replication, difference));
    }

    fn keep(&mut self, replication: u64, difference: f64) {
        let full = self.kept.len() >= KEPT;
        if full && self.kept.last_key_value().is_some_and(|(&last, _)| last < replication) {
            return;
        }
        self.kept.insert(replication, difference);
        if self.kept.len() > KEPT {
            self.kept.pop_last();
        }
    }

    pub fn n(&self) -> u64 {
        self.difference.n()
    }

    /// The mean difference with the standard error of the differences and its t interval.
    pub fn difference(&self, level: f64) -> Option<Estimate> {
        self.difference.estimate(level)
    }

    /// The observations of the changed arm alone.
    pub fn variant(&self) -> &Mean {
        &self.variant
    }

    /// The observations of the base arm alone.
    pub fn base(&self) -> &Mean {
        &self.base
    }

    /// In how many replications the variant came out lower, the same, and higher.
    pub fn counts(&self) -> [u64; 3] {
        [self.lower, self.n() - self.higher - self.lower, self.higher]
    }

    /// The share of replications in which the variant came out higher, with Wilson's interval.
    pub fn higher(&self, level: f64) -> Option<Estimate> {
        wilson(self.higher, self.n(), level)
    }

    /// The share in which the two came out the same.
    pub fn same(&self, level: f64) -> Option<Estimate> {
        wilson(self.n() - self.higher - self.lower, self.n(), level)
    }

    /// The share in which the variant came out lower.
    pub fn lower(&self, level: f64) -> Option<Estimate> {
        wilson(self.lower, self.n(), level)
    }

    /// How many times as many replications independent arms would need for the same standard error: the sum of the
    /// arms' variances over the variance of the differences. None below two replications or when the differences do
    /// not vary.
    pub fn variance_reduction(&self) -> Option<f64> {
        let spread = self.difference.variance().filter(|&v| v > 0.0)?;
        Some((self.variant.variance()? + self.base.variance()?) / spread)
    }

    /// How many more replications would settle the sign of the mean difference; see [`Estimate::more_to_settle`].
    pub fn more_to_settle(&self, level: f64) -> Option<u64> {
        self.difference(level)?.more_to_settle(level)
    }

    /// Differences of single replications in order of their numbers: all of them up to 256, then the first 256.
    pub fn kept(&self) -> impl Iterator<Item = (u64, f64)> {
        self.kept.iter().map(|(&replication, &difference)| (replication, difference))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Interval, LEVEL};
    use super::*;

    fn paired(pairs: impl IntoIterator<Item = (u64, f64, f64)>) -> Paired {
        let mut paired = Paired::default();
        pairs.into_iter().for_each(|(replication, variant, base)| paired.push(replication, variant, base));
        paired
    }

    #[test]
    fn by_hand() {
        // differences 1, 0, 2, 1: mean 1, variance 2/3; arms 3, 4, 8, 9 (26/3) and 2, 4, 6, 8 (20/3)
        let p = paired([(0, 3.0, 2.0), (1, 4.0, 4.0), (2, 8.0, 6.0), (3, 9.0, 8.0)]);
        let e = p.difference(LEVEL).expect("four pairs");
        assert_eq!((e.value, e.se), (1.0, Some((1.0f64 / 6.0).sqrt())));
        assert!((p.variance_reduction().expect("they vary") - 46.0 / 2.0).abs() < 1e-12);
        let share = |e: Option<Estimate>| e.expect("four pairs").value;
        assert_eq!((share(p.higher(LEVEL)), share(p.same(LEVEL)), share(p.lower(LEVEL))), (0.75, 0.25, 0.0));
        assert_eq!(p.counts(), [0, 1, 3]);
        assert!(e.interval.is_some_and(|i| i.contains(0.0)), "t of 3 degrees of freedom is 3.18");
        assert_eq!(p.more_to_settle(LEVEL), Some(1));
    }

    #[test]
    fn how_many_more() {
        // mean 0.1 and variance 100/99 x 0.99 = 1: 1.96^2 x 100 = 384.1, so 385 in all
        let p = paired((0..100).map(|r| (r, if r < 55 { 1.0 } else { -1.0 }, 0.0)));
        assert_eq!(p.more_to_settle(LEVEL), Some(285));
        assert_eq!(paired((0..100).map(|r| (r, (r % 5) as f64, 0.0))).more_to_settle(LEVEL), Some(0));
        assert_eq!(paired([(0, 1.0, 0.0), (1, 0.0, 1.0)]).more_to_settle(LEVEL), None);
        assert_eq!(paired([(0, 1.0, 0.0)]).more_to_settle(LEVEL), None);
    }

    #[test]
    fn a_change_that_changes_nothing() {
        let p = paired((0..10).map(|r| (r, r as f64, r as f64)));
        assert_eq!(p.variance_reduction(), None);
        let e = p.difference(LEVEL).expect("ten pairs");
        assert_eq!((e.value, e.interval, e.settled()), (0.0, Some(Interval { low: 0.0, high: 0.0 }), false));
    }

    #[test]
    fn shards_in_any_order_are_the_run() {
        let shard = |range: std::ops::Range<u64>| {
            paired(range.map(|r| (r, libm::sin(r as f64) / 3.0, libm::cos(r as f64) / 7.0)))
        };
        let mut merged = shard(7000..10_000);
        merged.merge(&shard(3000..7000));
        merged.merge(&shard(0..3000));
        assert_eq!(merged, shard(0..10_000));
        assert!(merged.kept().map(|(replication, _)| replication).eq(0..KEPT as u64));
    }
}
