//! Screening by elementary effects: which of many factors do anything at all (Morris 1991).

use std::f64::consts::FRAC_2_PI;

use super::{paired, resample::jackknifed};
use crate::experiment::{design::Trajectory, estimate::Estimate};

/// The elementary effects of one factor, over trajectories: in the unit of the response, for the factor's whole range.
/// Errors are from the jackknife over trajectories, intervals Student's.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Their mean: the direction; near 0 also where up and down cancel.
    pub mu: Estimate,
    /// The mean of their absolute values. Chance alone lifts it to the `floor`.
    pub mu_star: Estimate,
    /// Their standard deviation, chance taken off: interaction and curvature. At 0, when chance explains it all, without
    /// an error.
    pub sigma: Estimate,
    /// Their mean square, chance taken off and nothing clipped: 0 for a factor that does nothing.
    pub square: Estimate,
    /// The `mu_star` that chance alone would show if the factor did nothing.
    pub floor: f64,
}

impl Effect {
    /// Whether the factor does more than chance would show.
    pub fn seen(&self) -> bool {
        self.square.interval.is_some_and(|interval| interval.low > 0.0)
    }
}

/// The effects of each factor on one response, from its inner values: trajectory, then point, then inner replication, the
/// same number of values everywhere, those of one trajectory with the same luck in the same order. None below two
/// trajectories or two values.
pub fn screening(walks: &[Trajectory], values: &[Vec<Vec<f64>>], level: f64) -> Option<Vec<Effect>> {
    let (factors, n) = (walks.first()?.moved.len(), values.first()?.first()?.len());
    if n < 2 {
        return None;
    }
    let mut effects = vec![Vec::new(); factors];
    for (walk, values) in walks.iter().zip(values) {
        for (j, pair) in values.windows(2).enumerate() {
            let (factor, step) = walk.step(j);
            let [difference, error] = paired(&pair[1], &pair[0]);
            effects[factor].push([difference / step, error / (step * step)]);
        }
    }
    effects.iter().map(|effects| effect(effects, level)).collect()
}

/// From elementary effects, each with the variance of its error.
fn effect(effects: &[[f64; 2]], level: f64) -> Option<Effect> {
    let centre = effects.first()?[0];
    let columns = |&[e, error]: &[f64; 2]| vec![e - centre, (e - centre) * (e - centre), e.abs(), e * e - error, error];
    let rows: Vec<Vec<f64>> = effects.iter().map(columns).collect();
    let [mu, mu_star, mut sigma, square] = jackknifed(&rows, level, |means, n| {
        let [mean, about, size, square, error] = [means[0], means[1], means[2], means[3], means[4]];
        let variance = n / (n - 1.0) * (about - mean * mean) - error;
        [centre + mean, size, variance.max(0.0).sqrt(), square]
    })?;
    if sigma.value == 0.0 {
        (sigma.se, sigma.interval) = (None, None);
    }
    // the mean of |N| is sqrt(2 / pi) standard deviations
    let floor = effects.iter().map(|[_, error]| (FRAC_2_PI * error).sqrt()).sum::<f64>() / effects.len() as f64;
    Some(Effect { mu, mu_star, sigma, square, floor })
}
