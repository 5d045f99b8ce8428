//! First-order and total indices of the mean response, and the share of chance, from rows of a radial design.
//!
//! With m the mean response, V its variance over the inputs, and A, B, A_B^i the points of a row (section 5.3 of
//! `docs/model.md`; Jansen 1999; Saltelli et al. 2010):
//!
//! ```text
//! S_i = 1 - E[(m(B) - m(A_B^i))^2] / E[(m(B) - m(A))^2]      T_i = E[(m(A) - m(A_B^i))^2] / 2 V
//! ```
//!
//! Each square comes from paired differences less the variance of their mean. E[(m(B) - m(A))^2] is 2 V as well. In S_i it
//! stands in V's place because it is made of the same points B: a factor that does nothing gets an S_i of 0 to the last
//! bit, and a weak one an error smaller by as much as it is weak; with V the error is about that of 1 whatever the
//! factor does. In T_i both squares vanish together anyway, and V, from twice as many values, is the better known.

use super::{inner, paired, resample::bootstrap};
use crate::experiment::{design::Row, estimate::Estimate};

/// What spreads a response; intervals are from rows drawn again. Nothing is clipped: what is estimated near 0 may fall
/// below.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// The variance of the mean response over the inputs: chance taken off.
    pub variance: Estimate,
    /// The mean variance of a replication about the mean response at its point.
    pub noise: Estimate,
    /// `noise` over both: the share of the whole variance of a replication that is due to chance.
    pub chance: Estimate,
    /// None where `variance` is not separated from 0: of nothing there are no shares. More replications would tell.
    pub shares: Option<Shares>,
}

/// Shares of the variance of the mean response.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// One a factor: what it does alone, on average over the others.
    pub first: Vec<Estimate>,
    /// One a factor: what it does alone and together with others.
    pub total: Vec<Estimate>,
    /// What all do alone; 1 less this is interaction.
    pub first_sum: Estimate,
    /// 1 where nothing interacts, more where something does.
    pub total_sum: Estimate,
}

impl Shares {
    /// Whether they come out as true shares cannot, and not by a little: alone more than together with others by a tenth of
    /// the variance, or beyond both intervals; or alone more than all in sum. That is error, and of its size nothing can be
    /// found.
    pub fn impossible(&self) -> bool {
        let apart = |first: &Estimate, total: &Estimate| {
            first.interval.zip(total.interval).is_some_and(|(first, total)| first.low > total.high)
        };
        let above = |(first, total): (&Estimate, &Estimate)| first.value > total.value + 0.1 || apart(first, total);
        self.first.iter().zip(&self.total).any(above) || self.first_sum.interval.is_some_and(|sum| sum.low > 1.0)
    }
}

/// What is said of shares that are impossible.
pub const TOO_FEW_ROWS: &str = "first-order above total: too few rows to tell; ask for more with --rows";

/// The indices of one response from its inner values: row, then point, then inner replication, the same number of values
/// everywhere, those of one row with the same luck in the same order. None below two rows or two values.
pub fn indices(rows: &[Row<Vec<f64>>], level: f64, seed: u64) -> Option<Indices> {
    let (first, n) = (rows.first()?, rows[0].a.len());
    if n < 2 {
        return None;
    }
    let factors = first.ab.len();
    let [centre, _] = inner(first.a.iter().copied());
    let rows: Vec<Vec<f64>> = rows.iter().map(|row| columns(row, centre)).collect();
    let estimates = bootstrap(&rows, level, seed, |means, rows| split(means, rows, n as f64))?;
    let [variance, pairs, noise, chance, first_sum, total_sum, each @ ..] = estimates.as_slice() else { return None };
    let (first, total) = each.split_at(factors);
    let above = |e: &Estimate| e.interval.is_some_and(|interval| interval.low > 0.0);
    let shares =
        || Shares { first: first.to_vec(), total: total.to_vec(), first_sum: *first_sum, total_sum: *total_sum };
    Some(Indices {
        variance: *variance,
        noise: *noise,
        chance: *chance,
        shares: (above(variance) && above(pairs)).then(shares),
    })
}

/// What a row adds to the means: of A and of B the value about the `centre`, its square and its error; the squared
/// difference of A and B; then those of A and A_B^i, and those of B and A_B^i.
fn columns(row: &Row<Vec<f64>>, centre: f64) -> Vec<f64> {
    let alone = |point: &[f64]| {
        let [mean, error] = inner(point.iter().copied());
        [mean - centre, (mean - centre) * (mean - centre), error]
    };
    let square = |one: &[f64], other: &[f64]| {
        let [mean, error] = paired(one, other);
        mean * mean - error
    };
    let mut columns = [alone(&row.a), alone(&row.b)].concat();
    columns.push(square(&row.a, &row.b));
    columns.extend(row.ab.iter().map(|point| square(&row.a, point)));
    columns.extend(row.ab.iter().map(|point| square(&row.b, point)));
    columns
}

/// Variance, that from pairs, noise, share of chance, sum of first-order and of total indices, then each of these.
fn split(means: &[f64], rows: f64, n: f64) -> Vec<f64> {
    let [a, aa, error_a, b, bb, error_b, ab, squares @ ..] = means else { return Vec::new() };
    let variance = |mean: &f64, square: &f64, error: &f64| rows / (rows - 1.0) * (square - mean * mean) - error;
    let variance = 0.5 * (variance(a, aa, error_a) + variance(b, bb, error_b));
    let noise = 0.5 * n * (error_a + error_b);
    let (with_a, with_b) = squares.split_at(squares.len() / 2);
    let first: Vec<f64> = with_b.iter().map(|square| 1.0 - square / ab).collect();
    let total: Vec<f64> = with_a.iter().map(|square| 0.5 * square / variance).collect();
    let sums = [first.iter().sum(), total.iter().sum()];
    let head = [variance, 0.5 * ab, noise, noise / (variance + noise), sums[0], sums[1]];
    [&head[..], &first, &total].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::estimate::Interval;

    #[test]
    fn shares_that_cannot_be_are_known() {
        let share = |value: f64| {
            let interval = Some(Interval::around(value, 0.1));
            Estimate { value, se: Some(0.05), interval, n: 64 }
        };
        let shares = |first: [f64; 2], total: [f64; 2]| Shares {
            first: first.map(share).into(),
            total: total.map(share).into(),
            first_sum: share(first.iter().sum()),
            total_sum: share(total.iter().sum()),
        };
        assert!(!shares([0.5, 0.2], [0.6, 0.4]).impossible());
        assert!(!shares([0.5, 0.04], [0.6, 0.0]).impossible(), "a little is the error of any design");
        assert!(shares([0.5, 0.35], [0.6, 0.2]).impossible(), "alone more than with others");
        assert!(shares([0.6, 0.6], [0.6, 0.6]).impossible(), "alone more than all there is");
    }
}
