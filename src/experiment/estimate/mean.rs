//! Means of independent observations, one a replication.

use serde::{Deserialize, Serialize};

use super::{Estimate, Sum};

/// Number and exact sums. The variance comes from exact sums of squares: no cancellation, no order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    n: u64,
    sum: Sum,
    squares: Sum,
}

impl Mean {
    pub fn push(&mut self, x: f64) {
        self.n += 1;
        self.sum.add(x);
        self.squares.add_product(x, x);
    }

    /// Takes in the observations of another shard.
    pub fn merge(&mut self, other: &Mean) {
        self.n += other.n;
        self.sum.merge(&other.sum);
        self.squares.merge(&other.squares);
    }

    pub fn n(&self) -> u64 {
        self.n
    }

    /// The arithmetic mean; none without observations.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum.value() / self.n as f64)
    }

    /// The unbiased variance; none below two observations.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| centred(self.n, &self.squares, &self.sum, &self.sum) / (self.n - 1) as f64)
    }

    /// The mean with its Monte Carlo standard error s / sqrt(n) and the t interval of n - 1 degrees of freedom.
    pub fn estimate(&self, level: f64) -> Option<Estimate> {
        let se = self.variance().map(|variance| (variance / self.n as f64).sqrt());
        self.mean().map(|mean| Estimate::student(mean, se, self.n.saturating_sub(1), self.n, level))
    }
}

/// sum((x - mean x)(y - mean y)) from n > 0, sum(x y), sum(x) and sum(y): n sum(x y) - sum(x) sum(y) without rounding,
/// then one division. Needs n below 2^53.
pub(super) fn centred(n: u64, products: &Sum, x: &Sum, y: &Sum) -> f64 {
    let n = n as f64;
    Sum::from(n).times(products).minus(&x.times(y)).value() / n
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(xs: &[f64]) -> Mean {
        let mut mean = Mean::default();
        xs.iter().for_each(|&x| mean.push(x));
        mean
    }

    #[test]
    fn by_hand() {
        let m = mean(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((m.n(), m.mean()), (8, Some(5.0)));
        assert_eq!(m.variance(), Some(32.0 / 7.0));
        let e = m.estimate(0.95).expect("eight observations");
        assert_eq!(e.se, Some((4.0f64 / 7.0).sqrt()));
        let half = e.interval.expect("eight observations").width() / 2.0;
        assert!((half - 2.364_624_251_592_784 * (4.0f64 / 7.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn too_little_says_so() {
        assert_eq!(Mean::default().estimate(0.95), None);
        assert_eq!(mean(&[3.0]).estimate(0.95), Some(Estimate { value: 3.0, se: None, interval: None, n: 1 }));
    }

    #[test]
    fn a_large_offset_costs_nothing() {
        let near = mean(&[4.0, 7.0, 13.0, 16.0]);
        let far = mean(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
        assert_eq!(near.variance(), Some(30.0));
        assert_eq!(far.variance(), Some(30.0));
    }

    #[test]
    fn shards_in_any_order_are_the_run() {
        let xs: Vec<f64> = (0..1000).map(|i| libm::exp(f64::from(i % 37)) / 7.0).collect();
        let mut merged = mean(&xs[600..]);
        merged.merge(&mean(&xs[..250]));
        merged.merge(&mean(&xs[250..600]));
        assert_eq!(merged, mean(&xs));
        assert_eq!(merged.estimate(0.95), mean(&xs).estimate(0.95));
    }
}
