//! Quantities as people write them: `"14 d"`, `"30%"`, `"1 per 15 d"`, and as the engine keeps them.

pub use super::units::tidy;
use super::{
    law,
    tree::{Node, Value},
    units::{HOURS_PER_DAY, days, per_day, percent, ratio},
};
use crate::model::law::Law;

/// What sort of number a key takes: its unit, its bounds, the ways to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 0 to 1, or a percentage.
    Share,
    /// Above 0.
    Positive,
    /// 0 or more.
    NonNegative,
    Number,
    /// An odds ratio or hazard ratio: above 0; kept as its logarithm.
    Ratio,
    /// A length of time, perhaps 0; days.
    Time,
    /// As [`Kind::Time`], and may be `"never"`.
    Memory,
    /// A mean waiting time: above 0, or `"never"`; days.
    Wait,
    /// A length of time kept in hours.
    Hours,
    /// So many a day.
    Rate,
    /// So many an hour.
    HourlyRate,
    /// A share lost a day.
    DailyShare,
    /// A whole number from 0 to 100.
    Count,
    /// A whole number from 1 to 100 million.
    Budget,
    /// -1, 0 or 1.
    Sign,
    /// Weighted units, above 0.
    Size,
    /// As [`Kind::Size`], or `"unlimited"`.
    Batch,
    /// People held or taken, 0 or more.
    People,
    /// A law of a length of time; days.
    TimeLaw,
    /// A law of a size.
    SizeLaw,
}

/// A value read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    Number(f64),
    Law(Law),
}

/// Why a value cannot be taken, and what to write instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub message: String,
    pub cure: String,
    /// The part of the value at fault, if not all of it.
    pub at: Option<super::problem::Place>,
}

pub(super) fn fault<T>(message: impl Into<String>, cure: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { message: message.into(), cure: cure.into(), at: None })
}

/// The longest time that may be written: about 2,700 years.
const LONGEST: f64 = 1e6;
/// The shortest mean wait, so that no rate is above 1,000 a day.
const SHORTEST_WAIT: f64 = 1e-3;

impl Amount {
    /// The number itself, or the centre of the law: its median if lognormal, else its mean.
    pub fn centre(&self) -> f64 {
        match self {
            Amount::Number(number) => *number,
            Amount::Law(Law::Lognormal { median, .. }) => *median,
            Amount::Law(law) => law.mean(),
        }
    }
}

impl Kind {
    /// Whether the values are lengths of time (or laws of them).
    pub fn is_time(self) -> bool {
        matches!(self, Kind::Time | Kind::Memory | Kind::Wait | Kind::Hours | Kind::TimeLaw)
    }

    pub fn is_law(self) -> bool {
        matches!(self, Kind::TimeLaw | Kind::SizeLaw)
    }

    /// The kind of a plain number that stands for the centre of such a value, as in its range.
    pub fn plain(self) -> Kind {
        match self {
            Kind::TimeLaw => Kind::Time,
            Kind::SizeLaw => Kind::Size,
            other => other,
        }
    }

    /// What may be written, for a person: "... is wanted".
    pub fn wanted(self) -> &'static str {
        match self {
            Kind::Share => "a share or probability from 0 to 1, such as 0.3 or \"30%\"",
            Kind::Positive => "a number above 0 (at most a million)",
            Kind::NonNegative => "a number, 0 or more (at most a million)",
            Kind::Number => "a number (at most a million either way)",
            Kind::Ratio => "a ratio above 0, such as 1.5, \"1/1.5\" or \"exp(0.4)\"; 1 has no effect",
            Kind::Time => "a length of time, such as \"14 d\", \"6 weeks\" or \"10 h\"",
            Kind::Memory => "a length of time, such as \"30 d\", or \"never\"",
            Kind::Wait => "a mean waiting time of at least \"2 min\", such as \"180 d\", or \"never\"",
            Kind::Hours => "a length of time in hours, such as \"10 h\"",
            Kind::Rate => "a rate, such as \"1 per 15 d\" or \"3 per week\" (at most 1000 per day)",
            Kind::HourlyRate => "a rate, such as \"0.004 per hour\" (at most 1000 per day)",
            Kind::DailyShare => "a share a day, such as \"0.1% per day\"",
            Kind::Count => "a whole number from 0 to 100",
            Kind::Budget => "a whole number from 1 to 100000000",
            Kind::Sign => "1, 0 or -1",
            Kind::Size => "a number above 0 (at most a million)",
            Kind::Batch => "a number above 0 (at most a million), or \"unlimited\"",
            Kind::People => "a number of people, 0 or more (at most 100 million)",
            Kind::TimeLaw => {
                "a mean time such as \"9 d\", or a law such as { lognormal = { p10 = \"5 d\", p90 = \"40 d\" } }"
            }
            Kind::SizeLaw => "a number, or a law such as { lognormal = { median = 90, log_sd = 0.7 } }",
        }
    }

    /// Lowest and highest value allowed, both included; in the unit it is written in.
    pub fn bounds(self) -> (f64, f64) {
        const TINY: f64 = 1e-9;
        match self {
            Kind::Share | Kind::DailyShare => (0.0, 1.0),
            Kind::Positive | Kind::Size => (TINY, 1e6),
            Kind::Batch => (TINY, f64::INFINITY),
            Kind::NonNegative => (0.0, 1e6),
            Kind::Number => (-1e6, 1e6),
            Kind::Ratio => (1e-6, 1e6),
            Kind::Time | Kind::TimeLaw => (0.0, LONGEST),
            Kind::Memory => (0.0, f64::INFINITY),
            Kind::Wait => (SHORTEST_WAIT, f64::INFINITY),
            Kind::Hours => (0.0, LONGEST),
            Kind::Rate => (0.0, 1000.0),
            Kind::HourlyRate => (0.0, 1000.0 / HOURS_PER_DAY),
            Kind::Count => (0.0, 100.0),
            Kind::Budget => (1.0, 1e8),
            Kind::Sign => (-1.0, 1.0),
            Kind::People => (0.0, 1e8),
            Kind::SizeLaw => (TINY, 1e6),
        }
    }

    /// Reads a value of this kind.
    pub fn read(self, node: &Node) -> Result<Amount, Fault> {
        match self {
            Kind::TimeLaw | Kind::SizeLaw => law::read(self, node).map(Amount::Law),
            _ => self.number(node).map(Amount::Number),
        }
    }

    /// Reads one number of this kind, within its bounds.
    pub fn number(self, node: &Node) -> Result<f64, Fault> {
        let number = match &node.value {
            Value::Number(number) if self.takes_bare_numbers() => *number,
            Value::Number(number) => return self.bare(*number),
            Value::Text(text) => self.spoken(text.trim())?,
            _ => return fault(format!("{} cannot stand here", node.noun()), format!("write {}", self.wanted())),
        };
        self.check(number, node)
    }

    fn takes_bare_numbers(self) -> bool {
        !(self.is_time() || matches!(self, Kind::Rate | Kind::HourlyRate | Kind::DailyShare))
    }

    /// The commonest slip: a number without its unit.
    fn bare(self, number: f64) -> Result<f64, Fault> {
        let number = show(number);
        match self {
            Kind::Rate | Kind::HourlyRate => {
                fault("a rate needs its unit of time", format!("write \"{number} per day\", or {}", self.wanted()))
            }
            Kind::DailyShare => fault("a daily share needs its unit", format!("write \"{number} per day\"")),
            Kind::Hours => fault("a length of time needs its unit", format!("write \"{number} h\" if hours are meant")),
            _ => fault(
                "a length of time needs its unit",
                format!("write \"{number} d\" if days are meant, \"{number} h\" if hours, \"{number} weeks\" if weeks"),
            ),
        }
    }

    fn spoken(self, text: &str) -> Result<f64, Fault> {
        match self {
            Kind::Time => days(text),
            Kind::Memory | Kind::Wait if text == "never" => Ok(f64::INFINITY),
            Kind::Memory | Kind::Wait => days(text),
            Kind::Hours => days(text).map(|days| days * HOURS_PER_DAY).map(tidy),
            Kind::Rate | Kind::DailyShare if text == "never" => Ok(0.0),
            Kind::Rate | Kind::DailyShare => per_day(text),
            Kind::HourlyRate => per_day(text).map(|rate| rate / HOURS_PER_DAY).map(tidy),
            Kind::Batch if text == "unlimited" => Ok(f64::INFINITY),
            Kind::Ratio => ratio(text),
            Kind::Share => percent(text),
            _ => fault(format!("\"{text}\" is text where a number is wanted"), self.without_quotes(text)),
        }
    }

    pub(super) fn without_quotes(self, text: &str) -> String {
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => format!("write {} without quotes", show(number)),
            _ => format!("write {}", self.wanted()),
        }
    }

    fn check(self, number: f64, node: &Node) -> Result<f64, Fault> {
        let (low, high) = self.bounds();
        let written = match &node.value {
            Value::Text(text) => format!("\"{text}\""),
            _ => show(number),
        };
        let never = number.is_infinite() && matches!(&node.value, Value::Text(_)) && high.is_infinite();
        if number.is_nan() || (number.is_infinite() && !never) {
            return fault(format!("{written} is not a number to calculate with"), format!("write {}", self.wanted()));
        }
        if (matches!(self, Kind::Memory | Kind::Wait) && number.is_finite() && number > LONGEST)
            || (self == Kind::Batch && number.is_finite() && number > 1e6)
            || !(low..=high).contains(&number)
        {
            let cure = match self {
                Kind::Share if (2.0..=100.0).contains(&number) => format!("; {} percent is \"{0}%\"", show(number)),
                _ => String::new(),
            };
            return fault(format!("{written} is out of bounds"), format!("write {}{cure}", self.wanted()));
        }
        if matches!(self, Kind::Count | Kind::Budget | Kind::Sign) && number.fract() != 0.0 {
            return fault(format!("{written} is not whole"), format!("write {}", self.wanted()));
        }
        Ok(number)
    }

    /// The value as it would be written, in one way only: reading it again gives the same value to the last bit.
    pub fn write(self, number: f64) -> String {
        match self {
            Kind::Memory | Kind::Wait if number.is_infinite() => "\"never\"".into(),
            Kind::Batch if number.is_infinite() => "\"unlimited\"".into(),
            Kind::Time | Kind::Memory | Kind::Wait | Kind::TimeLaw => format!("\"{} d\"", show(number)),
            Kind::Hours => format!("\"{} h\"", show(number)),
            Kind::Rate | Kind::DailyShare => format!("\"{} per day\"", show(number)),
            Kind::HourlyRate => format!("\"{} per hour\"", show(number)),
            _ => show(number),
        }
    }

    /// The value as the engine keeps it: ratios by their logarithm, everything else as it is.
    pub fn kept(self, number: f64) -> f64 {
        if self == Kind::Ratio { libm::log(number) } else { number }
    }
}

impl Amount {
    /// As [`Kind::write`], for laws too.
    pub fn write(&self, kind: Kind) -> String {
        match self {
            Amount::Number(number) => kind.write(*number),
            Amount::Law(law) => law::write(kind, law),
        }
    }
}

/// The shortest decimal that reads back as the same number.
pub fn show(number: f64) -> String {
    if number == 0.0 {
        return "0".into(); // and never -0
    }
    format!("{number}")
}
