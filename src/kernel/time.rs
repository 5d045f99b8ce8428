//! Points and lengths of time in whole milliseconds: exact equality, a total order, no NaN.
//!
//! Days and hours appear only where a person or a formula speaks. Rounding a wait to the millisecond is far below
//! what any quantity of the model means.

use std::ops::{Add, Sub};

const MS_PER_DAY: f64 = 86_400_000.0;
/// The largest number of milliseconds a calendar key can hold (44 bits, about 557 years): it stands for *never*.
const LAST: u64 = (1 << 44) - 1;

/// A point in time: milliseconds since the start of the replication, 0 to 2^44 - 1; the last one means *never*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

/// A length of time in milliseconds, 0 to 2^44 - 1; the last one means *for ever*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

impl Time {
    pub const ZERO: Time = Time(0);
    pub const NEVER: Time = Time(LAST);

    /// `days` after the start, rounded to the millisecond; below zero becomes zero, too late becomes [`Time::NEVER`].
    #[inline]
    pub fn from_days(days: f64) -> Time {
        Time(to_ms(days))
    }

    /// `ms` milliseconds after the start; too late becomes [`Time::NEVER`].
    #[inline]
    pub fn from_ms(ms: u64) -> Time {
        Time(ms.min(LAST))
    }

    #[inline]
    pub fn ms(self) -> u64 {
        self.0
    }

    #[inline]
    pub fn days(self) -> f64 {
        self.0 as f64 / MS_PER_DAY
    }

    /// The midnight after it.
    #[inline]
    pub fn next_day(self) -> Time {
        Time::from_ms((u64::from(self.day()) + 1) * MS_PER_DAY as u64)
    }

    /// The whole day it falls in, counted from 0.
    #[inline]
    pub fn day(self) -> u32 {
        (self.0 / MS_PER_DAY as u64) as u32
    }
}

impl Span {
    pub const ZERO: Span = Span(0);
    pub const FOREVER: Span = Span(LAST);

    /// A length of `days`, rounded to the millisecond; below zero becomes zero, too long becomes [`Span::FOREVER`].
    #[inline]
    pub fn from_days(days: f64) -> Span {
        Span(to_ms(days))
    }

    #[inline]
    pub fn ms(self) -> u64 {
        self.0
    }

    #[inline]
    pub fn days(self) -> f64 {
        self.0 as f64 / MS_PER_DAY
    }
}

/// Rounds to the nearest millisecond; NaN and negatives give 0. Below 2^52, adding 2^52 leaves the whole part in the low
/// bits of the number, which costs less than a checked cast.
#[inline]
fn to_ms(days: f64) -> u64 {
    const SHIFT: f64 = (1u64 << 52) as f64;
    let ms = days * MS_PER_DAY;
    let ms = if ms > 0.0 { ms } else { 0.0 };
    let ms = if ms < LAST as f64 { ms } else { LAST as f64 };
    (ms + SHIFT).to_bits() & LAST
}

impl Add<Span> for Time {
    type Output = Time;
    #[inline]
    fn add(self, span: Span) -> Time {
        Time((self.0 + span.0).min(LAST))
    }
}

/// The length from the earlier to the later; zero if they stand the wrong way round.
impl Sub for Time {
    type Output = Span;
    #[inline]
    fn sub(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        assert_eq!(Time::from_days(1.5).ms(), 129_600_000);
        assert_eq!(Time::from_days(1.5).days(), 1.5);
        assert_eq!(Time::from_days(2.999_999).day(), 2);
        assert_eq!(Span::from_days(0.25), Time::from_days(1.0) - Time::from_days(0.75));
    }

    #[test]
    fn what_is_out_of_reach_saturates() {
        assert_eq!(Time::from_days(f64::INFINITY), Time::NEVER);
        assert_eq!(Time::from_days(f64::NAN), Time::ZERO);
        assert_eq!(Span::from_days(-3.0), Span::ZERO);
        assert_eq!(Time::NEVER + Span::FOREVER, Time::NEVER);
        assert_eq!(Time::ZERO - Time::NEVER, Span::ZERO);
    }
}
