//! Estimates that are functions of column means, rows being independent: with errors from the bootstrap or the jackknife.

use rand::RngExt;

use crate::{
    experiment::estimate::{Estimate, Interval, jackknife},
    kernel::{Draws, Key},
};

/// How often the rows are drawn again.
const RESAMPLES: u64 = 1000;

/// Estimates with standard errors and percentile intervals from rows drawn again; `of` is given column means and the
/// number of rows. None below two rows.
///
/// With some 250 rows and more these intervals of sensitivity indices cover as they say, which a test shows; with 64 it is
/// 93 % for 95 %, and bias-corrected and accelerated ones, tried as well, did no better.
pub(super) fn bootstrap(
    rows: &[Vec<f64>],
    level: f64,
    seed: u64,
    of: impl Fn(&[f64], f64) -> Vec<f64>,
) -> Option<Vec<Estimate>> {
    let n = rows.len() as u64;
    if n < 2 {
        return None;
    }
    let values = of(&means(rows.iter()), n as f64);
    let mut again = vec![Vec::with_capacity(RESAMPLES as usize); values.len()];
    for resample in 0..RESAMPLES {
        let mut draw = Draws::new(seed, resample).of(0u32, Key::of("bootstrap"), 0);
        let drawn = (0..n).map(|_| &rows[draw.random_range(0..n) as usize]);
        again.iter_mut().zip(of(&means(drawn), n as f64)).for_each(|(list, value)| list.push(value));
    }
    let tail = (1.0 - level) / 2.0;
    let estimate = |(value, mut again): (f64, Vec<f64>)| {
        again.sort_by(f64::total_cmp);
        let interval = Interval { low: quantile(&again, tail), high: quantile(&again, 1.0 - tail) };
        Estimate { value, se: Some(sd(&again)), interval: Some(interval), n }
    };
    Some(values.into_iter().zip(again).map(estimate).collect())
}

/// The same with the standard errors of the delete-one jackknife and t intervals: of a mean, the usual ones. Right also
/// for the few rows of a screening.
pub(super) fn jackknifed<const N: usize>(
    rows: &[Vec<f64>],
    level: f64,
    of: impl Fn(&[f64], f64) -> [f64; N],
) -> Option<[Estimate; N]> {
    let n = rows.len() as f64;
    let all = means(rows.iter());
    let left_out = |row: &Vec<f64>| -> Vec<f64> {
        let means: Vec<f64> = all.iter().zip(row).map(|(mean, x)| (n * mean - x) / (n - 1.0)).collect();
        of(&means, n - 1.0).to_vec()
    };
    let values = of(&all, n);
    let (errors, df) = jackknife(&values, rows.iter().map(left_out))?;
    let estimate = |i: usize| Estimate::student(values[i], Some(errors[i]), df, rows.len() as u64, level);
    Some(std::array::from_fn(estimate))
}

fn means<'r>(rows: impl Iterator<Item = &'r Vec<f64>>) -> Vec<f64> {
    let (mut sums, mut n) = (Vec::new(), 0.0);
    for row in rows {
        sums.resize(row.len(), 0.0);
        sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        n += 1.0;
    }
    sums.iter_mut().for_each(|sum| *sum /= n);
    sums
}

/// The value at rank p (n + 1) of sorted values, between two of them where that is not whole.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let last = sorted.len() - 1;
    let place = (p * (sorted.len() + 1) as f64 - 1.0).clamp(0.0, last as f64);
    let low = place.floor();
    let (one, next) = (sorted[low as usize], sorted[(low as usize + 1).min(last)]);
    one + (place - low) * (next - one)
}

fn sd(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::estimate::{LEVEL, Mean};

    fn rows() -> Vec<Vec<f64>> {
        (0..40u32).map(|i| vec![libm::sin(f64::from(i)) * 10.0]).collect()
    }

    #[test]
    fn of_a_mean_both_give_its_standard_error() {
        let mut mean = Mean::default();
        rows().iter().for_each(|row| mean.push(row[0]));
        let want = mean.estimate(LEVEL).expect("forty rows");
        let [exact] = jackknifed(&rows(), LEVEL, |means, _| [means[0]]).expect("forty rows");
        let close = |got: f64, want: f64, by: f64| assert!((got - want).abs() < by * want.abs(), "{got}, not {want}");
        close(exact.value, want.value, 1e-12);
        let (got, want) = (exact.interval.expect("an error"), want.interval.expect("an error"));
        close(got.width(), want.width(), 1e-12);
        // drawn again, variances are those of 40 values, not 39; and 1,000 draws tell an sd to 1 / sqrt(2000)
        let drawn = bootstrap(&rows(), LEVEL, 1, |means, _| means.to_vec()).expect("forty rows");
        let se = exact.se.expect("an error") * (39.0f64 / 40.0).sqrt();
        close(drawn[0].se.expect("an error"), se, 4.0 / 2000f64.sqrt());
    }

    #[test]
    fn quantiles_by_hand() {
        let sorted = [1.0, 2.0, 4.0];
        assert_eq!([0.0, 0.25, 0.375, 0.5, 0.75, 1.0].map(|p| quantile(&sorted, p)), [1.0, 1.0, 1.5, 2.0, 4.0, 4.0]);
    }

    #[test]
    fn too_few_rows_and_other_seeds() {
        let one = &rows()[..1];
        assert!(bootstrap(one, LEVEL, 1, |means, _| means.to_vec()).is_none());
        assert!(jackknifed(one, LEVEL, |means, _| [means[0]]).is_none());
        let interval = |seed| bootstrap(&rows(), LEVEL, seed, |means, _| means.to_vec()).map(|all| all[0].interval);
        assert_eq!(interval(1), interval(1));
        assert_ne!(interval(1), interval(2));
    }
}
