//! Sums of doubles without rounding, so that order and sharding cannot matter.
//!
//! A sum is kept as a short list of doubles that do not overlap and whose exact total is the sum (Shewchuk 1997,
//! "Adaptive precision floating-point arithmetic and fast robust geometric predicates", theorem 10). Reading it rounds
//! once, correctly; two sums of the same numbers therefore read the same whatever the order of the additions.

use serde::{Deserialize, Serialize};

/// An exact sum; one that has met a number which is not finite, or overflowed, reads NaN for ever.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sum {
    /// Non-overlapping, in growing magnitude, none zero; typically one to four of them.
    parts: Vec<f64>,
}

impl Sum {
    /// Adds `x`.
    pub fn add(&mut self, x: f64) {
        let mut carry = x;
        let mut kept = 0;
        for i in 0..self.parts.len() {
            let (high, low) = two_sum(carry, self.parts[i]);
            if low != 0.0 {
                self.parts[kept] = low;
                kept += 1;
            }
            carry = high;
        }
        self.parts.truncate(kept);
        if !carry.is_finite() {
            self.parts = vec![f64::NAN];
        } else if carry != 0.0 {
            self.parts.push(carry);
        }
    }

    /// Adds the exact product `a` × `b` (exact while it lies between 1e-290 and 1e290, or is zero).
    pub fn add_product(&mut self, a: f64, b: f64) {
        let (high, low) = two_product(a, b);
        self.add(high);
        self.add(low);
    }

    /// Adds every number that the other one has been given.
    pub fn merge(&mut self, other: &Sum) {
        other.parts.iter().for_each(|&part| self.add(part));
    }

    /// This sum less the other one.
    pub fn minus(&self, other: &Sum) -> Sum {
        let mut difference = self.clone();
        other.parts.iter().for_each(|&part| difference.add(-part));
        difference
    }

    /// The exact product of two sums.
    pub fn times(&self, other: &Sum) -> Sum {
        let mut product = Sum::default();
        for &a in &self.parts {
            other.parts.iter().for_each(|&b| product.add_product(a, b));
        }
        product
    }

    /// The double nearest to the sum, ties to even.
    pub fn value(&self) -> f64 {
        let mut parts = self.parts.iter().rev().copied();
        let mut high = parts.next().unwrap_or(0.0);
        while let Some(part) = parts.next() {
            let (rounded, rest) = two_sum(high, part);
            high = rounded;
            if rest == 0.0 {
                continue;
            }
            // `high` was rounded as if nothing lay below `rest`. If `rest` is just half a step and what lies below it
            // has its sign, the tie was not a tie: go one step on. Adding 2 rest is exact only in that very case.
            if parts.next().is_some_and(|below| (below > 0.0) == (rest > 0.0)) {
                let (next, error) = two_sum(high, 2.0 * rest);
                high = if error == 0.0 { next } else { high };
            }
            break;
        }
        high
    }
}

impl From<f64> for Sum {
    fn from(x: f64) -> Sum {
        let mut sum = Sum::default();
        sum.add(x);
        sum
    }
}

/// Two sums are equal when their exact totals are.
impl PartialEq for Sum {
    fn eq(&self, other: &Sum) -> bool {
        self.minus(other).parts.is_empty()
    }
}

/// The rounded sum and its exact error (Knuth, The Art of Computer Programming 2, 4.2.2, theorem B).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_seen = sum - a;
    let a_seen = sum - b_seen;
    (sum, (a - a_seen) + (b - b_seen))
}

/// The rounded product and its exact error (Dekker 1971, "A floating-point technique for extending the available
/// precision"); without fused multiply-add, which not every target has.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((ah, al), (bh, bl)) = (halves(a), halves(b));
    (product, al * bl - (((product - ah * bh) - al * bh) - ah * bl))
}

/// A double as two of at most 26 bits each (Veltkamp's split by 2^27 + 1).
fn halves(a: f64) -> (f64, f64) {
    let scaled = 134_217_729.0 * a;
    let high = scaled - (scaled - a);
    (high, a - high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(xs: &[f64]) -> Sum {
        let mut sum = Sum::default();
        xs.iter().for_each(|&x| sum.add(x));
        sum
    }

    #[test]
    fn nothing_is_lost_or_rounded_twice() {
        assert_eq!(sum(&[1e100, 1.0, -1e100]).value(), 1.0);
        assert_eq!(sum(&[0.1; 10]).value(), 1.0);
        assert_eq!(sum(&[]).value(), 0.0);
        let half_step = f64::EPSILON / 2.0;
        assert_eq!(sum(&[1.0, half_step]).value(), 1.0, "a tie goes to even");
        assert_eq!(sum(&[1.0, half_step, 1e-300]).value(), 1.0 + f64::EPSILON, "just above a tie goes up");
        assert_eq!(sum(&[1.0, half_step, -1e-300]).value(), 1.0, "just below goes down");
        assert_eq!(sum(&[1.0 + f64::EPSILON, half_step, -1e-300]).value(), 1.0 + f64::EPSILON);
    }

    #[test]
    fn what_is_not_finite_poisons_and_stays_small() {
        let mut poisoned = sum(&[1.0, f64::INFINITY]);
        (0..100).for_each(|i| poisoned.add(f64::from(i)));
        assert!(poisoned.value().is_nan());
        assert_eq!(poisoned.parts.len(), 1);
        assert!(sum(&[f64::MAX, f64::MAX]).value().is_nan());
    }

    proptest! {
        #[test]
        fn order_and_shards_move_nothing(mut xs in prop::collection::vec(-1e12f64..1e12, 0..60), cut in 0usize..60) {
            let whole = sum(&xs);
            let cut = cut.min(xs.len());
            let mut merged = sum(&xs[cut..]);
            merged.merge(&sum(&xs[..cut]));
            xs.sort_by(f64::total_cmp);
            prop_assert_eq!(whole.value().to_bits(), merged.value().to_bits());
            prop_assert_eq!(whole.value().to_bits(), sum(&xs).value().to_bits());
            prop_assert!(whole == merged);
        }

        #[test]
        fn integers_agree_with_integers(
            pairs in prop::collection::vec((-(1i64 << 53)..1 << 53, -(1i64 << 53)..1 << 53), 0..40)
        ) {
            let mut products = Sum::default();
            pairs.iter().for_each(|&(a, b)| products.add_product(a as f64, b as f64));
            let exact: i128 = pairs.iter().map(|&(a, b)| i128::from(a) * i128::from(b)).sum();
            prop_assert_eq!(products.value(), exact as f64);
            let square: f64 = products.times(&products).value();
            prop_assert!((square - (exact as f64).powi(2)).abs() <= 4.0 * f64::EPSILON * square);
        }
    }
}
