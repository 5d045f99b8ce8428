//! Laws by name, each by its parameters or by percentiles, because that is how people state beliefs.

use super::{
    problem::suggest,
    quantity::{Fault, Kind, fault, show},
    tree::{Node, Table, Value},
};
use crate::model::law::{Law, normal};

/// The families, as they are written.
pub const FAMILIES: [&str; 5] = ["fixed", "exponential", "erlang", "lognormal", "weibull"];

/// Whether a table names a family, and so is a law and not a table of parts.
pub fn names_family(table: &Table) -> bool {
    table.keys().any(|key| FAMILIES.contains(&key))
}

/// Reads `"9 d"`, `90` or `{ lognormal = { ... } }`; `kind` is one of the two kinds of laws.
pub fn read(kind: Kind, node: &Node) -> Result<Law, Fault> {
    let Value::Table(table) = &node.value else {
        return plain(kind, kind.plain().number(node)?);
    };
    let [entry] = table.entries.as_slice() else {
        return fault("a law has one family", format!("write {}", kind.wanted()));
    };
    let unknown = |key: &str| fault(format!("unknown family `{key}`"), suggest(key, "families", &FAMILIES));
    match entry.key.as_str() {
        "fixed" => Ok(Law::Fixed(kind.plain().number(&entry.node).map_err(|fault| fault.under(&entry.node))?)),
        family if !FAMILIES.contains(&family) => unknown(family).map_err(|f: Fault| f.at(entry.key_at)),
        family => match &entry.node.value {
            Value::Table(parts) => Parts { kind, family, table: parts }.law().map_err(|fault| fault.under(&entry.node)),
            _ => fault(
                format!("`{family}` needs its parameters in a table"),
                format!("write {{ {family} = {{ {} }} }}", example(kind, family)),
            )
            .map_err(|f: Fault| f.under(&entry.node)),
        },
    }
}

/// A plain time is the mean of an Erlang law of two phases; a plain size stands fixed.
fn plain(kind: Kind, value: f64) -> Result<Law, Fault> {
    Ok(match kind {
        Kind::TimeLaw if value > 0.0 => Law::Erlang { mean: value, shape: 2 },
        _ => Law::Fixed(value),
    })
}

fn example(kind: Kind, family: &str) -> String {
    let q = |number: f64| kind.write(number);
    match family {
        "exponential" => format!("mean = {}", q(9.0)),
        "erlang" => format!("mean = {}, shape = 2", q(9.0)),
        "lognormal" => format!("median = {}, log_sd = 0.7", q(90.0)),
        _ => format!("mean = {}, shape = 1.5", q(20.0)),
    }
}

/// The parameters of one family.
struct Parts<'a> {
    kind: Kind,
    family: &'a str,
    table: &'a Table,
}

impl Parts<'_> {
    fn law(&self) -> Result<Law, Fault> {
        let has = |keys: &[&str]| {
            self.table.entries.len() == keys.len() && keys.iter().all(|key| self.table.get(key).is_some())
        };
        match self.family {
            "exponential" if has(&["mean"]) => Ok(Law::Exponential { mean: self.centre("mean")? }),
            // p50 = mean ln 2
            "exponential" if has(&["p50"]) => {
                Ok(Law::Exponential { mean: self.centre("p50")? / std::f64::consts::LN_2 })
            }
            "erlang" if has(&["mean", "shape"]) => {
                let shape = self.shape(1.0, 20.0)?;
                if shape.fract() != 0.0 {
                    return fault("an Erlang law has a whole number of phases", "write a whole `shape` from 1 to 20");
                }
                Ok(Law::Erlang { mean: self.centre("mean")?, shape: shape as u32 })
            }
            "lognormal" if has(&["median", "log_sd"]) => {
                let log_sd = self.number("log_sd", Kind::NonNegative, 0.0, 5.0)?;
                Ok(Law::Lognormal { median: self.centre("median")?, log_sd })
            }
            "lognormal" if has(&["p10", "p90"]) => {
                let (low, high) = self.percentiles()?;
                let log_sd = libm::log(high / low) / (2.0 * normal(0.9));
                Ok(Law::Lognormal { median: libm::sqrt(low * high), log_sd })
            }
            "weibull" if has(&["mean", "shape"]) => {
                Ok(Law::weibull_by_mean(self.centre("mean")?, self.shape(0.1, 20.0)?))
            }
            "weibull" if has(&["scale", "shape"]) => {
                Ok(Law::Weibull { scale: self.centre("scale")?, shape: self.shape(0.1, 20.0)? })
            }
            "weibull" if has(&["p10", "p90"]) => self.weibull_by_percentiles(),
            _ => Err(self.unfit()),
        }
    }

    /// `F(x) = 1 - exp(-(x/scale)^shape)` through both points.
    fn weibull_by_percentiles(&self) -> Result<Law, Fault> {
        let (low, high) = self.percentiles()?;
        let (at_low, at_high) = (-libm::log(0.9), -libm::log(0.1));
        let shape = libm::log(at_high / at_low) / libm::log(high / low);
        if !(0.1..=20.0).contains(&shape) {
            return fault(
                "no Weibull law of a sensible shape has these percentiles",
                "move p10 and p90 apart or closer",
            );
        }
        Ok(Law::Weibull { scale: high / libm::pow(at_high, 1.0 / shape), shape })
    }

    fn percentiles(&self) -> Result<(f64, f64), Fault> {
        let (low, high) = (self.centre("p10")?, self.centre("p90")?);
        if low >= high {
            return fault(
                format!("no {} law has these percentiles: p10 is not below p90", self.family),
                "p10 is what one in ten stays below, p90 what nine in ten stay below: write the smaller value as p10",
            );
        }
        Ok((low, high))
    }

    /// A mean, median, scale or percentile: above 0, in the unit of the quantity.
    fn centre(&self, key: &str) -> Result<f64, Fault> {
        let kind = self.kind.plain();
        let (low, high) = kind.bounds();
        self.number(key, kind, low.max(1e-9), high)
    }

    fn shape(&self, low: f64, high: f64) -> Result<f64, Fault> {
        self.number("shape", Kind::Positive, low, high)
    }

    fn number(&self, key: &str, kind: Kind, low: f64, high: f64) -> Result<f64, Fault> {
        let Some(node) = self.table.get(key) else { return Err(self.unfit()) };
        let number = kind.number(node).map_err(|fault| fault.under(node))?;
        if !(low..=high).contains(&number) {
            let cure = if low <= 1e-6 { "write a value above 0".into() } else { format!("write {low} to {high}") };
            return fault(format!("`{key}` is out of bounds"), cure).map_err(|f: Fault| f.under(node));
        }
        Ok(number)
    }

    fn unfit(&self) -> Fault {
        let ways = match self.family {
            "exponential" => "`mean`, or `p50`",
            "erlang" => "`mean` and `shape`",
            "lognormal" => "`median` and `log_sd`, or `p10` and `p90`",
            _ => "`mean` and `shape`, or `p10` and `p90`",
        };
        Fault {
            message: format!("these do not make a law of family `{}`", self.family),
            cure: format!("give {ways}, as in {{ {} = {{ {} }} }}", self.family, example(self.kind, self.family)),
            at: None,
        }
    }
}

impl Fault {
    /// Points at a part of the value, unless a smaller part is already pointed at.
    pub(super) fn under(self, node: &Node) -> Fault {
        self.at(node.at)
    }

    pub(super) fn at(self, place: super::problem::Place) -> Fault {
        Fault { at: self.at.or(Some(place)), ..self }
    }
}

/// A law as it would be written, in one way only.
pub fn write(kind: Kind, law: &Law) -> String {
    let q = |number: f64| kind.write(number);
    match *law {
        Law::Fixed(value) => format!("{{ fixed = {} }}", q(value)),
        Law::Exponential { mean } => format!("{{ exponential = {{ mean = {} }} }}", q(mean)),
        Law::Erlang { mean, shape } => format!("{{ erlang = {{ mean = {}, shape = {shape} }} }}", q(mean)),
        Law::Lognormal { median, log_sd } => {
            format!("{{ lognormal = {{ median = {}, log_sd = {} }} }}", q(median), show(log_sd))
        }
        Law::Weibull { scale, shape } => {
            format!("{{ weibull = {{ scale = {}, shape = {} }} }}", q(scale), show(shape))
        }
    }
}
