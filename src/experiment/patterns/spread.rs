//! The distribution of a statistic that is never below zero, in memory that does not grow with the replications.

use serde::{Deserialize, Serialize};

use crate::experiment::estimate::{Counts, Mean};

/// What is no whole number is counted in steps of a thousandth.
pub const STEP: f64 = 1e-3;

#[derive(Serialize, Deserialize)]
pub struct Spread {
    step: f64,
    counts: Counts,
    mean: Mean,
}

impl Spread {
    pub fn new(whole: bool) -> Spread {
        Spread { step: if whole { 1.0 } else { STEP }, counts: Counts::default(), mean: Mean::default() }
    }

    pub fn push(&mut self, value: f64) {
        self.counts.push((value / self.step).round() as u32);
        self.mean.push(value);
    }

    pub fn n(&self) -> u64 {
        self.mean.n()
    }

    pub fn mean(&self) -> Option<f64> {
        self.mean.mean()
    }

    pub fn quantile(&self, p: f64) -> Option<f64> {
        // Divided by the number of steps a unit, which is exact where the step is not.
        self.counts.quantile(p).map(|n| f64::from(n) / (1.0 / self.step).round())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_kept_to_a_thousandth() {
        let mut spread = Spread::new(false);
        (0..=100).for_each(|i| spread.push(f64::from(i) / 300.0));
        assert_eq!(spread.quantile(0.5), Some(0.167));
        assert!((spread.mean().unwrap_or(0.0) - 1.0 / 6.0).abs() < 1e-12);
        assert_eq!(Spread::new(true).quantile(0.5), None);
    }
}
