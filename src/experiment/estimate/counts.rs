//! Exact distributions of non-negative integers (days, heads, exchanges), one a replication: quantiles and dispersion.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Estimate, Interval, t_critical};

/// Values below this are counted in an array, those above in a tree.
const DENSE: u32 = 1 << 20;

/// How often each value occurred. Memory grows with the largest value (8 bytes a step, 8 MB at most), not with n.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    n: u64,
    dense: Vec<u64>,
    sparse: BTreeMap<u32, u64>,
}

impl Counts {
    pub fn push(&mut self, value: u32) {
        self.add(value, 1);
    }

    fn add(&mut self, value: u32, times: u64) {
        self.n += times;
        if value >= DENSE {
            *self.sparse.entry(value).or_default() += times;
            return;
        }
        let at = value as usize;
        if at >= self.dense.len() {
            self.dense.resize(at + 1, 0);
        }
        self.dense[at] += times;
    }

    /// Takes in the observations of another shard.
    pub fn merge(&mut self, other: &Counts) {
        other.iter().for_each(|(value, times)| self.add(value, times));
    }

    pub fn n(&self) -> u64 {
        self.n
    }

    /// The values that occurred and how often, in growing order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let dense = (0..).zip(self.dense.iter().copied()).filter(|&(_, times)| times > 0);
        dense.chain(self.sparse.iter().map(|(&value, &times)| (value, times)))
    }

    /// The smallest value that at least the share `p` in [0, 1] does not exceed; none without observations.
    pub fn quantile(&self, p: f64) -> Option<u32> {
        // A product such as 0.07 x 100 may end a hair above the whole number that it means.
        let rank = (self.n as f64 * p * (1.0 - 1e-12)).ceil() as u64;
        self.at_rank(rank.clamp(1, self.n.max(1)))
    }

    /// The `rank`-th smallest observation, counted from 1.
    fn at_rank(&self, rank: u64) -> Option<u32> {
        let mut seen = 0;
        self.iter()
            .find(|&(_, times)| {
                seen += times;
                seen >= rank
            })
            .map(|(value, _)| value)
    }

    /// The quantile with the interval between two order statistics, whose ranks come from the exact binomial law: it
    /// covers with at least `level` whatever the distribution (David and Nagaraja 2003, Order Statistics, section 7.1).
    /// With few observations the high end may be infinite, and the low end zero.
    pub fn quantile_estimate(&self, p: f64, level: f64) -> Option<Estimate> {
        let value = self.quantile(p)?;
        let (low, high) = order_ranks(self.n, p, level);
        let low = if low == 0 { 0.0 } else { self.at_rank(low).map_or(0.0, f64::from) };
        let high = self.at_rank(high).map_or(f64::INFINITY, f64::from);
        Some(Estimate { value: f64::from(value), se: None, interval: Some(Interval { low, high }), n: self.n })
    }

    /// The mean with its Monte Carlo standard error and t interval.
    pub fn mean(&self, level: f64) -> Option<Estimate> {
        let mean = self.moments()?[0];
        let se = self.unbiased().map(|variance| (variance / self.n as f64).sqrt());
        Some(Estimate::student(mean, se, self.n - 1, self.n, level))
    }

    /// The index of dispersion, variance over mean: 1 for a Poisson count, more when events come in clusters. Standard
    /// error by the delta method from the first four moments (Stuart and Ord 1994, Kendall's Advanced Theory of
    /// Statistics 1, section 10.6); the interval is taken on the log scale and so stays above zero. None when every
    /// observation is zero or there are fewer than two.
    pub fn dispersion(&self, level: f64) -> Option<Estimate> {
        let [mean, m2, m3, m4] = self.moments()?;
        let value = self.unbiased().filter(|_| mean > 0.0)? / mean;
        let (a, b) = (1.0 / mean, m2 / (mean * mean));
        let spread = a * a * (m4 - m2 * m2) - 2.0 * a * b * m3 + b * b * m2;
        let se = (spread.max(0.0) / self.n as f64).sqrt();
        let factor = if value > 0.0 { libm::exp(t_critical(level, self.n - 1) * se / value) } else { 1.0 };
        let interval = Some(Interval { low: value / factor, high: value * factor });
        Some(Estimate { value, se: Some(se), interval, n: self.n })
    }

    /// The unbiased variance.
    fn unbiased(&self) -> Option<f64> {
        let [_, m2, ..] = self.moments().filter(|_| self.n > 1)?;
        Some(m2 * self.n as f64 / (self.n - 1) as f64)
    }

    /// The mean and the second to fourth central moments, with divisor n.
    fn moments(&self) -> Option<[f64; 4]> {
        if self.n == 0 {
            return None;
        }
        let total: u128 = self.iter().map(|(value, times)| u128::from(value) * u128::from(times)).sum();
        let mut moments = [total as f64 / self.n as f64, 0.0, 0.0, 0.0];
        for (value, times) in self.iter() {
            let (away, weight) = (f64::from(value) - moments[0], times as f64 / self.n as f64);
            let square = away * away;
            moments[1] += weight * square;
            moments[2] += weight * square * away;
            moments[3] += weight * square * square;
        }
        Some(moments)
    }
}

/// Ranks l < u, counted from 1, with P(B < l) and P(B >= u) as large as they can be within (1 - level) / 2 each, for
/// B binomial(n, p), p in [0, 1]. l = 0 and u = n + 1 mean that no observation will do.
fn order_ranks(n: u64, p: f64, level: f64) -> (u64, u64) {
    let law = binomial(n, p);
    let tail = 0.5 * (1.0 - level);
    let reach = |steps: &mut dyn Iterator<Item = &(u64, f64)>| {
        let mut mass = 0.0;
        steps
            .take_while(|step| {
                mass += step.1;
                mass <= tail
            })
            .count()
    };
    let low = reach(&mut law.iter());
    let high = reach(&mut law.iter().rev());
    // The law sums to one and each tail is less than a half, so neither reach is the whole of it.
    (law[low].0, law[law.len() - 1 - high].0 + 1)
}

/// The binomial law as (value, probability) about its mode, in growing order: built by ratios of neighbours, cut where
/// a term falls below 1e-20 of the largest, never empty. About 20 standard deviations long, so O(sqrt n).
fn binomial(n: u64, p: f64) -> Vec<(u64, f64)> {
    let mode = (((n + 1) as f64 * p) as u64).min(n);
    let odds = p / (1.0 - p);
    let mut law = vec![(mode, 1.0)];
    let mut weight = 1.0;
    for k in (0..mode).rev() {
        weight *= (k + 1) as f64 / ((n - k) as f64 * odds);
        if weight < 1e-20 {
            break;
        }
        law.push((k, weight));
    }
    law.reverse();
    weight = 1.0;
    for k in mode + 1..=n {
        weight *= (n - k + 1) as f64 / k as f64 * odds;
        if weight < 1e-20 {
            break;
        }
        law.push((k, weight));
    }
    let total: f64 = law.iter().map(|step| step.1).sum();
    law.iter_mut().for_each(|step| step.1 /= total);
    law
}

#[cfg(test)]
mod tests {
    use super::super::normal_critical;
    use super::*;

    fn counts(values: impl IntoIterator<Item = u32>) -> Counts {
        let mut counts = Counts::default();
        values.into_iter().for_each(|value| counts.push(value));
        counts
    }

    #[test]
    fn quantiles_are_the_inverse_cdf() {
        let c = counts([3, 1, 4, 1, 5, 9, 2, 6, 5, 3]);
        let q = |p| c.quantile(p).expect("ten values");
        assert_eq!([q(0.0), q(0.1), q(0.2), q(0.21), q(0.5), q(0.9), q(1.0)], [1, 1, 1, 2, 3, 6, 9]);
        assert_eq!(counts(1..=100).quantile(0.07), Some(7), "0.07 x 100 is 7.000000000000001");
        assert_eq!(Counts::default().quantile(0.5), None);
        assert_eq!(Counts::default().quantile_estimate(0.5, 0.95), None);
    }

    #[test]
    fn values_above_the_array_are_kept() {
        let c = counts([u32::MAX, 7, DENSE, DENSE - 1, DENSE]);
        assert_eq!(c.iter().collect::<Vec<_>>(), [(7, 1), (DENSE - 1, 1), (DENSE, 2), (u32::MAX, 1)]);
        assert_eq!((c.quantile(0.5), c.quantile(1.0)), (Some(DENSE), Some(u32::MAX)));
    }

    #[test]
    fn ranks_from_the_binomial_law() {
        // the median of ten: P(B < 2) = 11 / 1024, P(B < 3) = 56 / 1024
        assert_eq!(order_ranks(10, 0.5, 0.95), (2, 9));
        assert_eq!(order_ranks(5, 0.5, 0.95), (0, 6), "five observations set no limits to a median");
        assert_eq!(order_ranks(6, 0.5, 0.95), (1, 6));
        assert_eq!(order_ranks(100, 0.0, 0.95), (0, 1));
        assert_eq!(order_ranks(100, 1.0, 0.95), (100, 101));
        // a million: the normal law agrees to a rank
        let (low, high) = order_ranks(1_000_000, 0.9, 0.95);
        let half = normal_critical(0.95) * 300.0;
        assert!((low as f64 - (900_000.0 - half)).abs() < 2.0 && (high as f64 - (900_001.0 + half)).abs() < 2.0);
    }

    #[test]
    fn the_interval_of_a_median() {
        let e = counts(1..=10).quantile_estimate(0.5, 0.95).expect("ten values");
        assert_eq!((e.value, e.interval), (5.0, Some(Interval { low: 2.0, high: 9.0 })));
        let e = counts(1..=5).quantile_estimate(0.5, 0.95).expect("five values");
        assert_eq!(e.interval, Some(Interval { low: 0.0, high: f64::INFINITY }));
    }

    #[test]
    fn dispersion_by_hand() {
        // mean 2, variance 8 / 3; m2 = 2, m3 = 0, m4 = 8: SE^2 = ((8 - 4) / 4 + 0.25 x 2) / 4
        let e = counts([0, 2, 2, 4]).dispersion(0.95).expect("four counts");
        assert!((e.value - 4.0 / 3.0).abs() < 1e-15);
        assert!((e.se.expect("four counts") - 0.375f64.sqrt()).abs() < 1e-15);
        assert!(e.interval.is_some_and(|i| i.low > 0.0 && i.contains(4.0 / 3.0)));
        assert_eq!(counts([0, 0, 0]).dispersion(0.95), None);
        assert_eq!(counts([4]).dispersion(0.95), None);
        let constant = counts([4, 4, 4]).dispersion(0.95).expect("three counts");
        assert_eq!((constant.value, constant.se), (0.0, Some(0.0)));
    }

    #[test]
    fn the_mean_is_the_mean() {
        let values = [7, 1, 1, 12, 30, 4];
        let mut mean = super::super::Mean::default();
        values.iter().for_each(|&x| mean.push(f64::from(x)));
        let (a, b) = (counts(values).mean(0.95).expect("six"), mean.estimate(0.95).expect("six"));
        assert_eq!(a.value, b.value);
        assert!((a.se.expect("six") - b.se.expect("six")).abs() < 1e-14);
        assert_eq!(Counts::default().mean(0.95), None);
    }

    #[test]
    fn shards_in_any_order_are_the_run() {
        let all: Vec<u32> = (0..2000u32).map(|i| i.wrapping_mul(2_654_435_761) >> 8).collect();
        let mut merged = counts(all[900..].iter().copied());
        merged.merge(&counts(all[..900].iter().copied()));
        assert_eq!(merged, counts(all));
    }
}
