//! What a claim says of a number: "at least 30 d", "between 5% and 10%".

use super::{
    super::{
        problem::Place,
        quantity::{Fault, fault},
        read::Reader,
        tree::Table,
        units,
    },
    word,
};

/// What is said of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Said of the change by `with`, not of the value.
    pub change: bool,
    /// As it is written.
    pub text: String,
    pub unit: Unit,
    pub low: Option<End>,
    pub high: Option<End>,
    pub at: Place,
}

/// One end of a bound; times in days, shares and points from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    pub at: f64,
    /// Whether the end itself satisfies the claim.
    pub included: bool,
}

/// How a number of a bound is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Days,
    Percent,
    /// Percentage points.
    Points,
    Plain,
}

/// `value` or `change`: one of them.
pub(super) fn bound(r: &mut Reader<'_>, at: Place, table: &Table) -> Option<Bound> {
    let key = match (table.get("value"), table.get("change")) {
        (Some(_), None) => "value",
        (None, Some(_)) => "change",
        (None, None) => {
            let cure = "add `value = \"at most 90 d\"`, or `with = { ... }` and `change = \"at least 30 d\"`";
            r.error(at, "this claim says nothing of its measure", cure);
            return None;
        }
        (Some(_), Some(node)) => {
            r.error(node.at, "a claim has a `value` or a `change`, not both", "make two claims of it");
            return None;
        }
    };
    let word = word(r, table, key)?;
    if key == "change" && table.get("with").is_none() {
        let cure = "add `with = { \"mediators.turkey.out\" = true }`, or say `value` of the scenario as it stands";
        r.error(word.at, "a change needs to be a change by something", cure);
        return None;
    }
    match ends(word.text.trim()) {
        Ok((low, high, unit)) => {
            Some(Bound { change: key == "change", text: word.text.trim().into(), unit, low, high, at: word.at })
        }
        Err(fault) => {
            r.fault(key, word.at, fault);
            None
        }
    }
}

type Ends = (Option<End>, Option<End>, Unit);

fn ends(text: &str) -> Result<Ends, Fault> {
    let one = |text: &str, included: bool| quantity(text.trim()).map(|(at, unit)| (Some(End { at, included }), unit));
    let low = |(end, unit): (Option<End>, Unit)| (end, None, unit);
    let high = |(end, unit): (Option<End>, Unit)| (None, end, unit);
    if let Some(rest) = text.strip_prefix("at least ") {
        one(rest, true).map(low)
    } else if let Some(rest) = text.strip_prefix("more than ") {
        one(rest, false).map(low)
    } else if let Some(rest) = text.strip_prefix("at most ") {
        one(rest, true).map(high)
    } else if let Some(rest) = text.strip_prefix("less than ") {
        one(rest, false).map(high)
    } else if let Some((from, to)) = text.strip_prefix("between ").and_then(|rest| rest.split_once(" and ")) {
        let ((low, low_unit), (high, unit)) = (one(from, true)?, one(to, true)?);
        if low_unit != unit {
            return fault("the two ends have different units", "give both the same, as in \"between 10 d and 30 d\"");
        }
        if low.zip(high).is_some_and(|(low, high)| low.at > high.at) {
            return fault("these ends are the wrong way round", "write the lower end first");
        }
        Ok((low, high, unit))
    } else {
        fault(
            format!("\"{text}\" does not say how much"),
            "write \"at least 30 d\", \"more than 5%\", \"at most 100\", \"less than 0.2\" or \"between 10 d and 30 d\"",
        )
    }
}

/// A number with its unit; it may be negative.
fn quantity(text: &str) -> Result<(f64, Unit), Fault> {
    let (sign, size) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest.trim_start()));
    let plain = |number: &str| number.trim().parse::<f64>().ok().filter(|x| x.is_finite() && *x >= 0.0);
    let points = size.strip_suffix("points").or_else(|| size.strip_suffix("point"));
    let (number, unit) = if let Some(number) = plain(size) {
        (number, Unit::Plain)
    } else if let Some(number) = size.strip_suffix('%').and_then(plain) {
        (number / 100.0, Unit::Percent)
    } else if let Some(number) = points.and_then(plain) {
        (number / 100.0, Unit::Points)
    } else {
        let cure = "times have a unit, as in \"30 d\"; people, cases and deals are plain numbers; shares are \"5%\", and \
                    their changes \"5 points\"";
        match units::days(size) {
            Ok(days) if days.is_finite() => (days, Unit::Days),
            _ => return fault(format!("\"{text}\" is not a number with a unit that is known here"), cure),
        }
    };
    Ok((sign * number, unit))
}
