//! Words into numbers: `"14 d"`, `"1 per 15 d"`, `"30%"`, `"exp(0.4)"`.

use super::quantity::{Fault, Kind, fault};

pub const HOURS_PER_DAY: f64 = 24.0;

/// Hours reached by way of days pick up a last-bit error: 10 h is 10, not 10.000000000000002.
pub fn tidy(number: f64) -> f64 {
    let rounded = (number * 1e9).round() / 1e9;
    if (rounded - number).abs() <= 4.0 * f64::EPSILON * number.abs() { rounded } else { number }
}

fn split_number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    let number = text[..end].parse::<f64>().ok()?;
    Some((number, text[end..].trim()))
}

/// Days in one of the unit.
fn unit(word: &str) -> Result<f64, Fault> {
    match word {
        "d" | "day" | "days" => Ok(1.0),
        "h" | "hour" | "hours" => Ok(1.0 / HOURS_PER_DAY),
        "min" | "minute" | "minutes" => Ok(1.0 / 1440.0),
        "w" | "week" | "weeks" => Ok(7.0),
        "m" | "month" | "months" | "y" | "year" | "years" => fault(
            format!("\"{word}\" is not a fixed length of time"),
            "months and years differ in length: write days or weeks, as in \"30 d\"",
        ),
        "" => fault("a length of time needs its unit", "write \"14 d\", \"6 weeks\" or \"10 h\""),
        _ => fault(format!("unknown unit of time `{word}`"), "units here: `min`, `h`, `d`, `weeks`"),
    }
}

/// `"14 d"` in days.
pub fn days(text: &str) -> Result<f64, Fault> {
    if text == "never" {
        return fault("this must happen some time", "write a length of time, such as \"14 d\"");
    }
    match split_number(text) {
        Some((number, word)) if number < 0.0 => {
            unit(word)?;
            fault("a length of time cannot be negative", "write 0 or more, such as \"14 d\"")
        }
        Some((number, word)) => Ok(match word {
            "h" | "hour" | "hours" => number / HOURS_PER_DAY,
            "min" | "minute" | "minutes" => number / 1440.0,
            _ => number * unit(word)?,
        }),
        None => fault(
            format!("\"{text}\" is not a length of time"),
            "write a number and a unit, such as \"14 d\", \"6 weeks\" or \"10 h\"",
        ),
    }
}

/// `"1 per 15 d"`, `"3 per week"`, `"0.1% per day"` as so many a day.
pub fn per_day(text: &str) -> Result<f64, Fault> {
    let Some((many, length)) = text.split_once(" per ") else {
        return fault(
            format!("\"{text}\" is not a rate"),
            "write so many per time, such as \"1 per 15 d\" or \"3 per week\"",
        );
    };
    let many = match many.trim().strip_suffix('%') {
        Some(number) => number.trim().parse::<f64>().map(|n| n / 100.0),
        None => many.trim().parse::<f64>(),
    };
    let Ok(many) = many else {
        return fault(
            format!("\"{text}\" does not begin with a number"),
            "write so many per time, such as \"1 per 15 d\"",
        );
    };
    if many < 0.0 {
        return fault("a rate cannot be negative", "write 0 or more, such as \"1 per 15 d\"");
    }
    let length = length.trim();
    let length =
        if length.starts_with(|c: char| c.is_ascii_digit() || c == '-') { days(length)? } else { unit(length)? };
    if length <= 0.0 {
        return fault("a rate over no time", "write a time above 0, as in \"1 per 15 d\"");
    }
    Ok(many / length)
}

/// `"30%"`, or a number in quotes that would have done without.
pub fn percent(text: &str) -> Result<f64, Fault> {
    match text.strip_suffix('%').map(|number| number.trim().parse::<f64>()) {
        Some(Ok(number)) => Ok(number / 100.0),
        _ => fault(format!("\"{text}\" is not a share"), Kind::Share.without_quotes(text)),
    }
}

/// `"1/1.65"` or `"exp(0.4)"`.
pub fn ratio(text: &str) -> Result<f64, Fault> {
    let inner = |prefix: &str, suffix: &str| {
        text.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix)).and_then(|n| n.trim().parse::<f64>().ok())
    };
    match (inner("exp(", ")"), inner("1/", "")) {
        (Some(exponent), _) => Ok(libm::exp(exponent)),
        (_, Some(divisor)) => Ok(1.0 / divisor),
        _ => fault(format!("\"{text}\" is not a ratio"), Kind::Ratio.without_quotes(text)),
    }
}
