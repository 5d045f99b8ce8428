//! Critical values of the normal and Student t laws, from closed forms: no tables, no platform's maths library.

use std::f64::consts::{FRAC_PI_2, SQRT_2};

/// From these degrees of freedom on, the expansion is closer than 1e-9 and the closed form needlessly long.
const MANY: u64 = 200;

/// The z with P(|Z| <= z) = `level`, `level` in (0, 1).
pub fn normal_critical(level: f64) -> f64 {
    crossing(0.0, 40.0, |z| libm::erf(z / SQRT_2) >= level)
}

/// The level at which each of `many` >= 1 intervals is taken so that all of them cover at once with at least `level`:
/// its `many`-th root. Symmetrical intervals of estimates that are jointly normal do so whatever the correlation of the
/// estimates, and exactly if they are independent (Šidák 1967, Rectangular confidence regions for the means of
/// multivariate normal distributions, JASA 62, 626-633).
pub fn sidak(level: f64, many: usize) -> f64 {
    libm::pow(level, 1.0 / many as f64)
}

/// The t with P(|T| <= t) = `level` for Student's law with `df` >= 1 degrees of freedom, `level` in (0, 1).
pub fn t_critical(level: f64, df: u64) -> f64 {
    if df >= MANY {
        return expansion(normal_critical(level), df as f64);
    }
    let angle = crossing(0.0, FRAC_PI_2, |angle| within(angle, df) >= level);
    (df as f64).sqrt() * libm::tan(angle)
}

/// t in powers of 1/df about the normal value (Abramowitz and Stegun 26.7.5).
fn expansion(z: f64, df: f64) -> f64 {
    let q = z * z;
    let g1 = (q + 1.0) / 4.0;
    let g2 = ((5.0 * q + 16.0) * q + 3.0) / 96.0;
    let g3 = (((3.0 * q + 19.0) * q + 17.0) * q - 15.0) / 384.0;
    let g4 = ((((79.0 * q + 776.0) * q + 1482.0) * q - 1920.0) * q - 945.0) / 92_160.0;
    z * (1.0 + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df)
}

/// P(|T| <= sqrt(df) tan(angle)): a finite sum for whole degrees of freedom (Abramowitz and Stegun 26.7.3, 26.7.4).
fn within(angle: f64, df: u64) -> f64 {
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let odd = df % 2 == 1;
    let mut term = if odd { cosine } else { 1.0 };
    let mut total = 0.0;
    for k in (if odd { 3 } else { 2 }..=df).step_by(2) {
        total += term;
        term *= cosine * cosine * (k - 1) as f64 / k as f64;
    }
    if odd { (angle + sine * total) / FRAC_PI_2 } else { sine * total }
}

/// The point between `low` and `high` where `beyond` turns true, to the last bit; it must turn only once.
pub(in crate::experiment) fn crossing(mut low: f64, mut high: f64, beyond: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return high;
        }
        if beyond(middle) { high = middle } else { low = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() <= tolerance * want, "{got} is not {want}");
    }

    #[test]
    fn known_values() {
        close(normal_critical(0.95), 1.959_963_984_540_054, 1e-14);
        close(normal_critical(0.5), 0.674_489_750_196_081_7, 1e-14);
        close(t_critical(0.95, 1), 12.706_204_736_174_7, 1e-12);
        close(t_critical(0.95, 2), 4.302_652_729_749_46, 1e-12);
        close(t_critical(0.95, 5), 2.570_581_835_636_31, 1e-12);
        close(t_critical(0.99, 10), 3.169_272_672_616_951, 1e-12);
        close(t_critical(0.95, 199), 1.971_956_544_251_754, 1e-12);
    }

    #[test]
    fn together_they_cover_as_one() {
        assert_eq!(sidak(0.95, 1), 0.95);
        close(sidak(0.95, 10).powi(10), 0.95, 1e-14);
        // the two-sided 5% point of the largest of three independent normal values
        close(normal_critical(sidak(0.95, 3)), 2.387_736, 1e-6);
    }

    #[test]
    fn the_two_forms_meet() {
        for level in [0.5, 0.9, 0.95, 0.999] {
            let angle = crossing(0.0, FRAC_PI_2, |angle| within(angle, MANY) >= level);
            close(t_critical(level, MANY), (MANY as f64).sqrt() * libm::tan(angle), 1e-9);
        }
    }

    #[test]
    fn more_observations_never_widen() {
        let all: Vec<f64> = (1..200).map(|df| t_critical(0.95, df)).collect();
        assert!(all.is_sorted_by(|a, b| a > b));
        assert!(all.iter().all(|&t| t > normal_critical(0.95)));
    }
}
