//! What a law says of a number's whereabouts: its distribution function, and its values between two ends.

use crate::{experiment::estimate::crossing, model::law::Law};

/// What of a law is left out on either side, for it may have no end.
const TAIL: f64 = 0.005;

/// P(X <= x).
pub(super) fn below(law: &Law, x: f64) -> f64 {
    if x <= 0.0 {
        return f64::from(u8::from(matches!(law, Law::Fixed(value) if *value <= x)));
    }
    match *law {
        Law::Fixed(value) => f64::from(u8::from(value <= x)),
        Law::Exponential { mean } => -libm::expm1(-x / mean),
        Law::Erlang { mean, shape } => {
            let rate = f64::from(shape) * x / mean;
            let mut term = libm::exp(-rate);
            let mut beyond = 0.0;
            for phase in 1..=shape {
                beyond += term;
                term *= rate / f64::from(phase);
            }
            1.0 - beyond
        }
        Law::Lognormal { log_sd: 0.0, median } => f64::from(u8::from(median <= x)),
        Law::Lognormal { median, log_sd } => {
            0.5 * libm::erfc(-libm::log(x / median) / (log_sd * std::f64::consts::SQRT_2))
        }
        Law::Weibull { scale, shape } => -libm::expm1(-libm::pow(x / scale, shape)),
    }
}

/// The value that a share `u` of the law stays below, of what lies between `low` and `high`.
pub(super) fn between(law: &Law, (low, high): (f64, f64), u: f64) -> f64 {
    let (of_low, of_high) = (below(law, low), below(law, high));
    crossing(low, high, |x| below(law, x) >= of_low + u * (of_high - of_low))
}

/// The middle 99 % of the law. The upper end is sought below mean / 0.005, by Markov's inequality.
pub(super) fn middle(law: &Law) -> (f64, f64) {
    let at = |u| crossing(0.0, law.mean() / TAIL, |x| below(law, x) >= u);
    (at(TAIL), at(1.0 - TAIL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::ChaCha8Rng};
    use rand_distr::Distribution;

    const LAWS: [Law; 4] = [
        Law::Exponential { mean: 2.0 },
        Law::Erlang { mean: 9.0, shape: 3 },
        Law::Lognormal { median: 90.0, log_sd: 0.7 },
        Law::Weibull { scale: 60.0, shape: 0.7 },
    ];

    /// Kolmogorov-Smirnov distance of samples from the distribution function; the bound is the 1e-6 point.
    #[test]
    fn it_is_the_law_that_is_sampled() {
        let n = 200_000;
        for law in LAWS {
            let mut rng = ChaCha8Rng::seed_from_u64(8);
            let mut u: Vec<f64> = (0..n).map(|_| below(&law, law.sample(&mut rng))).collect();
            u.sort_by(f64::total_cmp);
            let gap =
                |(i, u): (usize, &f64)| (u - i as f64 / n as f64).abs().max((u - (i + 1) as f64 / n as f64).abs());
            let distance = u.iter().enumerate().map(gap).fold(0.0, f64::max);
            let bound = (-0.5 * libm::log(0.5e-6) / n as f64).sqrt();
            assert!(distance < bound, "{law:?}: {distance} against {bound}");
        }
    }

    #[test]
    fn values_between_two_ends_are_those_of_the_law_cut_off_there() {
        for law in LAWS {
            let ends = middle(&law);
            assert!((below(&law, ends.0) - 0.005).abs() < 1e-9 && (below(&law, ends.1) - 0.995).abs() < 1e-9);
            assert!((below(&law, between(&law, ends, 0.5)) - 0.5).abs() < 1e-9, "{law:?}");
            let cut = (between(&law, ends, 0.2), between(&law, ends, 0.4));
            let third = below(&law, cut.0) + (below(&law, cut.1) - below(&law, cut.0)) / 3.0;
            assert!((below(&law, between(&law, cut, 1.0 / 3.0)) - third).abs() < 1e-9, "{law:?}");
            assert_eq!(between(&law, cut, 1.0), cut.1);
        }
    }

    #[test]
    fn a_fixed_value_has_no_room() {
        for law in [Law::Fixed(3.0), Law::Lognormal { median: 3.0, log_sd: 0.0 }] {
            let (low, high) = middle(&law);
            assert!((low, high) == (3.0, 3.0), "{low} to {high}");
        }
    }
}
