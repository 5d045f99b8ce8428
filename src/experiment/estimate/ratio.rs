//! Ratios of means: yields and shares whose numerator and denominator both vary between replications.

use serde::{Deserialize, Serialize};

use super::{Estimate, Sum};

/// Sums of independent (numerator, denominator) pairs, one a replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    n: u64,
    num: Sum,
    den: Sum,
    num_squares: Sum,
    cross: Sum,
    den_squares: Sum,
}

impl Ratio {
    pub fn push(&mut self, num: f64, den: f64) {
        self.n += 1;
        self.num.add(num);
        self.den.add(den);
        self.num_squares.add_product(num, num);
        self.cross.add_product(num, den);
        self.den_squares.add_product(den, den);
    }

    /// Takes in the observations of another shard.
    pub fn merge(&mut self, other: &Ratio) {
        self.n += other.n;
        self.num.merge(&other.num);
        self.den.merge(&other.den);
        self.num_squares.merge(&other.num_squares);
        self.cross.merge(&other.cross);
        self.den_squares.merge(&other.den_squares);
    }

    pub fn n(&self) -> u64 {
        self.n
    }

    /// The mean numerator over the mean denominator; none while the denominators sum to zero.
    fn value(&self) -> Option<f64> {
        let den = self.den.value();
        (den != 0.0).then(|| self.num.value() / den)
    }

    /// The ratio r with its delta-method standard error, SE^2 = sum((num - r den)^2) / (n (n - 1) mean(den)^2)
    /// (Cochran 1977, Sampling Techniques, equation 6.13), and the t interval of n - 1 degrees of freedom. None while
    /// the denominators sum to zero.
    pub fn estimate(&self, level: f64) -> Option<Estimate> {
        let r = self.value()?;
        let se = (self.n > 1).then(|| {
            let spread = self.residual_squares(r) * self.n as f64 / (self.n - 1) as f64;
            spread.sqrt() / self.den.value().abs()
        });
        Some(Estimate::student(r, se, self.n.saturating_sub(1), self.n, level))
    }

    /// sum((num - r den)^2), without cancellation.
    fn residual_squares(&self, r: f64) -> f64 {
        let r = Sum::from(r);
        let mut squares = self.num_squares.clone();
        squares.merge(&r.times(&r).times(&self.den_squares));
        squares.minus(&Sum::from(2.0).times(&r).times(&self.cross)).value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(pairs: &[(f64, f64)]) -> Ratio {
        let mut ratio = Ratio::default();
        pairs.iter().for_each(|&(num, den)| ratio.push(num, den));
        ratio
    }

    #[test]
    fn by_hand() {
        // r = 6 / 12; residuals 1 - 1, 2 - 1.5, 3 - 3.5: SE^2 = 0.5 / (3 x 2 x 16)
        let e = ratio(&[(1.0, 2.0), (2.0, 3.0), (3.0, 7.0)]).estimate(0.95).expect("a denominator");
        assert_eq!(e.value, 0.5);
        assert!((e.se.expect("three pairs") - (0.5f64 / 96.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn over_a_constant_it_is_the_mean() {
        let xs = [3.0, 1.5, 8.0, 2.0];
        let mut mean = super::super::Mean::default();
        xs.iter().for_each(|&x| mean.push(x));
        let pairs = xs.map(|x| (x, 1.0));
        let (a, b) = (ratio(&pairs).estimate(0.95).expect("pairs"), mean.estimate(0.95).expect("values"));
        assert_eq!(a.value, b.value);
        assert!((a.se.expect("four") - b.se.expect("four")).abs() < 1e-15);
    }

    #[test]
    fn no_denominator_no_ratio() {
        assert_eq!(Ratio::default().estimate(0.95), None);
        assert_eq!(ratio(&[(0.0, 0.0), (0.0, 0.0)]).estimate(0.95), None);
        let alone = ratio(&[(1.0, 4.0)]).estimate(0.95);
        assert_eq!(alone, Some(Estimate { value: 0.25, se: None, interval: None, n: 1 }));
        // an exactly proportional pair has no error at all, however large the numbers
        let exact = ratio(&[(1e9, 4e9), (3e9 + 1.0, 12e9 + 4.0)]).estimate(0.95).expect("a denominator");
        assert_eq!(exact.se, Some(0.0));
    }

    #[test]
    fn shards_in_any_order_are_the_run() {
        let pairs: Vec<_> = (0..500).map(|i| (f64::from(i % 13) / 3.0, f64::from(i % 7) / 9.0)).collect();
        let mut merged = ratio(&pairs[200..]);
        merged.merge(&ratio(&pairs[..200]));
        assert_eq!(merged, ratio(&pairs));
        assert_eq!(merged.estimate(0.95), ratio(&pairs).estimate(0.95));
    }
}
