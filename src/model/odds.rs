//! The three rules of arithmetic (`docs/model.md`, section 0): nothing else computes a probability or a hazard.
//!
//! 1. Yes/no steps move on the odds scale. 2. Waiting times move by multipliers. 3. Shocks are bursts of hazard.

use super::{law, maths};

/// `ln(p / (1 - p))`, for `p` between 0 and 1, both excluded.
pub fn logit(p: f64) -> f64 {
    maths::ln(p / (1.0 - p))
}

/// `1 / (1 + exp(-x))`.
pub fn expit(x: f64) -> f64 {
    1.0 / (1.0 + maths::exp(-x))
}

/// Rule 1: a reference probability moved by a sum of `ln(odds ratio) * z`; what is impossible or certain stays so.
pub fn shifted(p0: f64, shift: f64) -> f64 {
    if p0 <= 0.0 || p0 >= 1.0 { p0 } else { expit(logit(p0) + shift) }
}

/// Rule 2: a hazard multiplier from a sum of `ln(hazard ratio) * z`, held between exp(-50) and exp(50).
#[inline]
pub fn multiplier(shift: f64) -> f64 {
    maths::exp(shift.clamp(-50.0, 50.0))
}

/// Rule 3: the probability that a shock of `severity` sigma breaks a channel off, `1 - exp(-kappa sigma)`; good news
/// (negative severity) breaks nothing.
pub fn burst(kappa: f64, severity: f64) -> f64 {
    -libm::expm1(-kappa * severity.max(0.0))
}

/// A competing clock: an Exp(1) threshold and what of it is left (next-reaction method, Gibson & Bruck 2000). The
/// hazard at age `u` is `multiplier * k * u^(k-1) / eta^k`; ages are in days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Clock {
    left: f64,
    /// `multiplier / eta^k`: 0 while the clock stands still.
    rate: f64,
    shape: f64,
    /// The age up to which the threshold has been spent, to the power of the shape.
    from: f64,
    /// An age and its power, to be needed again.
    ahead: (f64, f64),
}

impl Clock {
    /// A clock at age 0 that stands still; `u` is a uniform draw.
    pub fn start(u: f64, shape: f64) -> Clock {
        Clock { left: law::exp1(u), rate: 0.0, shape, from: 0.0, ahead: (0.0, 0.0) }
    }

    /// A clock of shape 1 that stands still and is first set going at `age` or later.
    pub fn start_at(u: f64, age: f64) -> Clock {
        Clock { from: age, ..Clock::start(u, 1.0) }
    }

    /// Spends the hazard up to `age` at the old rate, then goes on at `rate`; nothing is drawn again. A running clock
    /// whose rate stays the same is left alone.
    #[inline]
    pub fn set_rate(&mut self, age: f64, rate: f64) {
        if rate == self.rate && rate > 0.0 {
            return;
        }
        let reached = self.power(age);
        if self.rate > 0.0 {
            self.left = (self.left - self.rate * (reached - self.from)).max(0.0);
        }
        self.from = reached;
        self.rate = rate;
    }

    /// Takes another shape from `age` on: what was spent before counts under the old one.
    pub fn set_shape(&mut self, age: f64, shape: f64) {
        if shape != self.shape {
            self.set_rate(age, 0.0);
            self.shape = shape;
            self.ahead = (0.0, 0.0);
            self.from = self.power(age);
        }
    }

    /// The age at which it rings if nothing changes: infinite while it stands still.
    pub fn due(&self) -> f64 {
        if self.rate <= 0.0 {
            return f64::INFINITY;
        }
        let reached = self.from + self.left / self.rate;
        if self.shape == 1.0 { reached } else { raised(reached, 1.0 / self.shape) }
    }

    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// As [`Clock::set_rate`], then [`Clock::due`] where that is at most `until`, else infinite: most days it is not, and
    /// that is cheap to tell.
    #[inline]
    pub fn go_on(&mut self, age: f64, rate: f64, until: f64) -> f64 {
        self.set_rate(age, rate);
        if rate <= 0.0 {
            return f64::INFINITY;
        }
        let mut reach = until;
        if self.shape != 1.0 {
            if self.ahead.0 != until {
                self.ahead = (until, raised(until, self.shape));
            }
            reach = self.ahead.1;
        }
        // A hair is left for rounding on the way back from the power.
        let enough = self.left <= self.rate * (reach - self.from) * (1.0 + 1e-12);
        if enough { self.due() } else { f64::INFINITY }
    }

    #[inline]
    fn power(&self, age: f64) -> f64 {
        if self.shape == 1.0 {
            age
        } else if self.ahead.0 == age {
            self.ahead.1
        } else {
            raised(age, self.shape)
        }
    }
}

/// `x^k` for 0 or more.
fn raised(x: f64, k: f64) -> f64 {
    if x > 0.0 { maths::exp(k * maths::ln(x)) } else { 0.0 }
}

/// The scale `eta = mean / Γ(1 + 1/k)` of a Weibull clock as the rate `1 / eta^k`: 0 for an infinite mean.
pub fn weibull_rate(mean: f64, shape: f64) -> f64 {
    if mean == f64::INFINITY {
        0.0
    } else if shape == 1.0 {
        1.0 / mean
    } else {
        libm::pow(libm::tgamma(1.0 + 1.0 / shape) / mean, shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Model section 8.12: pi0 0.15 and 0.04, no guarantor, size 225, ratio 0.2.
    #[test]
    fn odds_move_a_probability() {
        let shift = 1.6f64.ln() * 2.25f64.ln() + 1.3f64.ln() * 0.2 / 0.25;
        assert!((shifted(0.04, shift) - 0.069_978).abs() < 1e-6);
        assert_eq!(shifted(1.0, -3.0), 1.0);
        assert_eq!(shifted(0.0, 3.0), 0.0);
    }

    #[test]
    fn a_clock_rings_at_its_quantile_and_keeps_its_threshold() {
        let mut clock = Clock::start(0.5, 0.8);
        let rate = weibull_rate(45.0, 0.8);
        clock.set_rate(0.0, rate);
        let undisturbed = clock.due();
        assert!((rate * undisturbed.powf(0.8) - 2f64.ln()).abs() < 1e-12);
        clock.set_rate(3.0, rate);
        assert!((clock.due() - undisturbed).abs() < 1e-9, "a change to the same rate changes nothing");
        clock.set_rate(5.0, 0.0);
        assert_eq!(clock.due(), f64::INFINITY);
        clock.set_rate(9.0, rate);
        assert!(clock.due() > undisturbed, "it stood still from age 5 to 9");
    }

    #[test]
    fn bursts() {
        assert!((burst(0.35, 1.0) - 0.295_312).abs() < 1e-6);
        assert_eq!(burst(0.35, -1.0), 0.0);
    }
}
