//! Within four standard errors: comparisons of what was seen with what theory says.
//!
//! Every standard error rests on independent numbers: one a replication, or several a replication only where theory
//! makes them independent. Four of them are passed by chance once in 16,000 comparisons; seeds are fixed, so a pass
//! stays a pass.

use backchannel::model::law::normal;

const BOUND: f64 = 4.0;

/// The comparison all others come down to.
pub fn within(what: &str, observed: f64, expected: f64, se: f64) {
    let z = (observed - expected) / se;
    println!("{what}: observed {observed:.6}, expected {expected:.6}, z {z:+.2}");
    assert!(z.abs() <= BOUND, "{what}: observed {observed}, expected {expected}, se {se:e}, z {z:+.2}");
}

/// Equal up to `tolerance`: for formulas, not for samples.
pub fn exact(what: &str, observed: f64, expected: f64, tolerance: f64) {
    assert!((observed - expected).abs() <= tolerance, "{what}: {observed} is not {expected} to {tolerance:e}");
}

/// A share of independent trials: the binomial standard error at the expected share.
pub fn share(what: &str, hits: usize, n: usize, p: f64) {
    within(what, hits as f64 / n as f64, p, (p * (1.0 - p) / n as f64).sqrt());
}

/// A mean of independent numbers: s / sqrt(n).
pub fn mean(what: &str, xs: &[f64], expected: f64) {
    let m = Moments::of(xs);
    within(what, m.mean, expected, (m.variance / m.n).sqrt());
}

/// A variance of independent numbers: its variance is about (m4 - s^4) / n.
pub fn variance(what: &str, xs: &[f64], expected: f64) {
    let m = Moments::of(xs);
    within(what, m.variance, expected, ((m.fourth - m.variance * m.variance) / m.n).sqrt());
}

/// A mean over strata played apart, each with its weight: the variances of the strata add up.
pub fn stratified(what: &str, strata: &[(f64, Vec<f64>)], expected: f64) {
    let moments = strata.iter().map(|(weight, xs)| (weight, Moments::of(xs)));
    let (mean, variance) =
        moments.fold((0.0, 0.0), |(mean, variance), (w, m)| (mean + w * m.mean, variance + w * w * m.variance / m.n));
    within(what, mean, expected, variance.sqrt());
}

/// A ratio of sums of independent pairs (numerator, denominator): the delta method, so pairs may be clusters.
pub fn ratio(what: &str, pairs: &[(f64, f64)], expected: f64) {
    let n = pairs.len() as f64;
    let (above, below) = pairs.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
    let ratio = above / below;
    let residuals: f64 = pairs.iter().map(|(x, y)| (x - ratio * y).powi(2)).sum();
    within(what, ratio, expected, (residuals / (n - 1.0) / n).sqrt() / (below / n));
}

/// No correlation between the parts of independent pairs: r sqrt(n) is about standard normal.
pub fn uncorrelated(what: &str, pairs: &[(f64, f64)]) {
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (mx, my) = (Moments::of(&x), Moments::of(&y));
    let covariance = pairs.iter().map(|(x, y)| (x - mx.mean) * (y - my.mean)).sum::<f64>() / mx.n;
    within(what, covariance / (mx.variance * my.variance).sqrt(), 0.0, mx.n.sqrt().recip());
}

/// Counts over classes against their probabilities: Pearson's chi-square, neighbours pooled until ten are expected,
/// made a standard normal by the cube root of Wilson and Hilferty.
pub fn classes(what: &str, observed: &[usize], p: &[f64]) {
    assert_eq!(observed.len(), p.len(), "{what}: one probability a class");
    exact(&format!("{what}: sum of probabilities"), p.iter().sum(), 1.0, 1e-9);
    let n = observed.iter().sum::<usize>() as f64;
    let mut pooled: Vec<(f64, f64)> = vec![(0.0, 0.0)];
    for (&seen, &p) in observed.iter().zip(p) {
        let last = pooled.last_mut().expect("it starts with one");
        if last.1 < 10.0 {
            *last = (last.0 + seen as f64, last.1 + n * p);
        } else {
            pooled.push((seen as f64, n * p));
        }
    }
    if pooled.len() > 1 && pooled[pooled.len() - 1].1 < 10.0 {
        let (seen, due) = pooled.pop().expect("there are two");
        let last = pooled.last_mut().expect("there was one more");
        *last = (last.0 + seen, last.1 + due);
    }
    let chi: f64 = pooled.iter().map(|(seen, due)| (seen - due).powi(2) / due).sum();
    let freedom = (pooled.len() - 1) as f64;
    let spread = 2.0 / (9.0 * freedom);
    within(&format!("{what} (chi-square, {freedom} df)"), (chi / freedom).cbrt(), 1.0 - spread, spread.sqrt());
}

/// Independent times against their distribution function: the Kolmogorov-Smirnov distance D, whose chance to exceed d
/// is at most 2 exp(-2 n d^2) for every n (Massart 1990). Times past the horizon come as infinite.
pub fn law(what: &str, mut xs: Vec<f64>, cdf: impl Fn(f64) -> f64) {
    xs.sort_unstable_by(f64::total_cmp);
    let n = xs.len() as f64;
    let gap = |(i, &x): (usize, &f64)| {
        let f = cdf(x);
        (f - i as f64 / n).max((i + 1) as f64 / n - f)
    };
    let distance = xs.iter().enumerate().filter(|(_, x)| x.is_finite()).map(gap).fold(0.0, f64::max);
    let chance = (2.0 * (-2.0 * n * distance * distance).exp()).clamp(1e-300, 1.0);
    within(&format!("{what} (distribution of {n} times, as a normal)"), -normal(chance / 2.0), 0.0, 1.0);
}

struct Moments {
    n: f64,
    mean: f64,
    /// Unbiased.
    variance: f64,
    /// About the mean.
    fourth: f64,
}

impl Moments {
    fn of(xs: &[f64]) -> Moments {
        let n = xs.len() as f64;
        let mean = xs.iter().sum::<f64>() / n;
        let power = |k: i32| xs.iter().map(|x| (x - mean).powi(k)).sum::<f64>();
        Moments { n, mean, variance: power(2) / (n - 1.0), fourth: power(4) / n }
    }
}
