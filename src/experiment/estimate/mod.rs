//! Estimates with their uncertainty, from observations pushed one at a time: pure accumulators, memory flat in n.
//!
//! Everything merges exactly: counts are integers and sums of doubles are kept without rounding, so neither
//! the order of the observations nor the way they were cut into shards can move a bit of a result. What belongs to one
//! replication is independent of every other; what repeats within a replication (gaps, deals) is not, and its standard
//! errors come from classes of replications ([`Class`]).
//!
//! ```
//! use backchannel::experiment::estimate::{LEVEL, Mean};
//!
//! let mut returned = Mean::default();
//! [210.0, 180.0, 246.0, 199.0].into_iter().for_each(|people| returned.push(people));
//! let estimate = returned.estimate(LEVEL).expect("four observations");
//! assert_eq!(estimate.to_string(), "209");
//! assert!(estimate.interval.is_some_and(|i| i.low < 200.0 && i.high > 240.0));
//! ```

mod classed;
mod classes;
mod counts;
#[cfg(test)]
mod coverage;
mod critical;
mod curve;
mod digits;
mod durations;
mod incidence;
mod mean;
mod paired;
mod ratio;
mod sectioned;
mod share;
mod sum;
mod survival;

use std::fmt;

pub use classed::{Cell, Classed, smooth};
pub use classes::Class;
pub(in crate::experiment) use classes::jackknife;
pub use counts::Counts;
pub(in crate::experiment) use critical::{crossing, normal_critical};
pub use critical::{sidak, t_critical};
pub use curve::{Curve, Step};
pub use digits::digits;
pub use incidence::Incidence;
pub use mean::Mean;
pub use paired::Paired;
pub use ratio::Ratio;
pub use sectioned::{SECTIONS, Sectioned, section, sectioned};
use serde::{Deserialize, Serialize};
pub use share::wilson;
use sum::Sum;
pub use survival::Survival;

/// The confidence level of every printed interval.
pub const LEVEL: f64 = 0.95;

/// A confidence interval, both ends included; an infinite end means that the sample sets no limit on that side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// An estimate in the unit of its observations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    /// Standard error; none where it is not known (one observation) or not meant (quantiles).
    pub se: Option<f64>,
    /// Confidence interval; none where there is too little to make one.
    pub interval: Option<Interval>,
    /// The number of observations behind it.
    pub n: u64,
}

impl Interval {
    /// `value` ± `half`.
    pub fn around(value: f64, half: f64) -> Interval {
        Interval { low: value - half, high: value + half }
    }

    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    pub fn width(self) -> f64 {
        self.high - self.low
    }
}

impl Estimate {
    /// An estimate with a Student t interval of `df` degrees of freedom; without a finite `se` it stands alone.
    pub(in crate::experiment) fn student(value: f64, se: Option<f64>, df: u64, n: u64, level: f64) -> Estimate {
        let se = se.filter(|se| se.is_finite());
        let interval = se.filter(|_| df > 0).map(|se| Interval::around(value, t_critical(level, df) * se));
        Estimate { value, se, interval, n }
    }

    /// How many more replications would settle the sign if value and spread stayed as they are: 0 if the interval already
    /// excludes zero, else what brings z times the standard error below |value|. None where either is not known, or the
    /// value is exactly zero.
    pub fn more_to_settle(&self, level: f64) -> Option<u64> {
        let se = self.se?;
        if self.settled() {
            return Some(0);
        }
        let needed = self.n as f64 * (normal_critical(level) * se / self.value).powi(2);
        (self.value != 0.0).then(|| (needed as u64 + 1).saturating_sub(self.n).max(1))
    }

    /// Whether the interval lies wholly on one side of zero: only then may a difference be ranked.
    pub fn settled(&self) -> bool {
        self.interval.is_some_and(|i| !i.contains(0.0))
    }
}

/// The value with the digits that its standard error supports; failing that, those that a quarter of its interval does.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let se = self.se.or(self.interval.map(|i| i.width() / 4.0));
        f.pad(&digits(self.value, se.unwrap_or(f64::INFINITY)))
    }
}
