//! Sensitivity: what of the spread of a response comes from which input, and what is chance. Pure functions of responses.
//!
//! A response is random: Y(theta, omega) at the point theta of the inputs and with the luck omega of a replication. Its
//! mean over luck, m(theta), is never seen, only the mean of `n` *inner* replications. So whatever is squared is too large by
//! the variance of what is squared, and that is taken off again (section 5.3 of `docs/model.md`).
//!
//! For a difference between two points this is **not** the sum of two variances s^2 / n. All points of a row, or of a
//! trajectory, are played with the same luck, so that the errors of their means go together, as far as the model lets
//! them. What counts is the variance of the differences pair by pair: with d_j = Y(theta, omega_j) - Y(theta', omega_j),
//!
//! ```text
//! E[ mean(d)^2 - s_d^2 / n ] = (m(theta) - m(theta'))^2
//! ```
//!
//! whatever the common luck does, and exactly, for it says no more than Var(mean(d)) = Var(d) / n. A ratio of means has
//! pseudo-values in place of values ([`Classed::pseudo_values`](super::estimate::Classed::pseudo_values)). Luck is drawn
//! anew for each row, hence rows are independent and any of them can be left out or taken twice: that is where errors
//! come from.

pub mod found;
mod indices;
pub mod plan;
mod resample;
mod screening;
#[cfg(test)]
mod truth;

use super::estimate::Estimate;

pub use indices::{Indices, Shares, TOO_FEW_ROWS, indices};
pub use screening::{Effect, screening};

/// The mean of inner values and the variance of that mean, s^2 / n.
fn inner(values: impl ExactSizeIterator<Item = f64> + Clone) -> [f64; 2] {
    let n = values.len() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let squares: f64 = values.map(|x| (x - mean) * (x - mean)).sum();
    [mean, squares / (n - 1.0) / n]
}

/// The mean difference of two points that met the same luck, and the variance of that mean.
fn paired(one: &[f64], other: &[f64]) -> [f64; 2] {
    inner(one.iter().zip(other).map(|(one, other)| one - other))
}

/// Puts estimates into groups, largest first: all of one group lie wholly above all of the next. Within a group nothing is
/// ranked, and what touches belongs together. Entries are places in `estimates`, each group by value.
pub fn ranked(estimates: &[Estimate]) -> Vec<Vec<usize>> {
    let ends = |i: usize| {
        let whole = (f64::NEG_INFINITY, f64::INFINITY);
        estimates[i].interval.map_or(whole, |interval| (interval.low, interval.high))
    };
    let mut order: Vec<usize> = (0..estimates.len()).collect();
    order.sort_by(|&i, &j| estimates[j].value.total_cmp(&estimates[i].value));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut lowest = f64::NEG_INFINITY;
    for (place, &i) in order.iter().enumerate() {
        let highest = order[place..].iter().map(|&j| ends(j).1).fold(f64::NEG_INFINITY, f64::max);
        match groups.last_mut() {
            Some(group) if lowest <= highest => group.push(i),
            _ => {
                groups.push(vec![i]);
                lowest = f64::INFINITY;
            }
        }
        lowest = lowest.min(ends(i).0);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::estimate::Interval;

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        Estimate { value, se: None, interval: Some(Interval { low, high }), n: 10 }
    }

    #[test]
    fn what_overlaps_is_not_ranked() {
        let apart = [estimate(1.0, 0.9, 1.1), estimate(3.0, 2.9, 3.1), estimate(2.0, 1.9, 2.1)];
        assert_eq!(ranked(&apart), [[1], [2], [0]]);
        let chained =
            [estimate(1.0, 0.8, 1.2), estimate(1.3, 1.1, 1.5), estimate(1.6, 1.4, 1.8), estimate(0.0, 0.0, 0.1)];
        assert_eq!(ranked(&chained), [vec![2, 1, 0], vec![3]]);
        let wide = [estimate(3.0, 2.9, 3.1), estimate(2.0, 1.9, 2.1), estimate(1.0, -9.0, 9.0)];
        assert_eq!(ranked(&wide), [[0, 1, 2]]);
        assert_eq!(ranked(&[estimate(0.0, 0.0, 0.0), estimate(0.0, 0.0, 0.0)]), [[0, 1]]);
        let unknown = Estimate { interval: None, ..apart[0] };
        assert_eq!(ranked(&[apart[1], unknown, apart[2]]), [[0, 2, 1]]);
        assert!(ranked(&[]).is_empty());
    }

    #[test]
    fn inner_values_by_hand() {
        assert_eq!(inner([1.0, 2.0, 6.0].into_iter()), [3.0, 7.0 / 3.0]);
        assert_eq!(paired(&[5.0, 7.0], &[4.0, 3.0]), [2.5, 2.25]);
    }
}
