//! How numbers are written in figures.

/// A number with `decimals`, thousands apart by commas, and a true minus sign.
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, part) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::new();
    if value < 0.0 && plain.chars().any(|c| c.is_ascii_digit() && c != '0') {
        text.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + part
}

/// The decimals that show three figures of a number of this size (two if it is below one), or none if it is whole.
pub fn decimals(value: f64) -> usize {
    match value.abs() {
        size if size >= 99.95 || size.fract() == 0.0 || !size.is_finite() => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.0995 => 2,
        size => (1.0 - size.log10().floor()).min(6.0) as usize,
    }
}

/// A number with about three figures.
pub fn amount(value: f64) -> String {
    number(value, decimals(value))
}

/// A share as whole percent; small ones are not rounded away.
pub fn percent(share: f64) -> String {
    match share {
        s if s > 0.0 && s < 0.005 => "<1%".to_owned(),
        s if s < 1.0 && s > 0.995 => ">99%".to_owned(),
        s => number(100.0 * s, 0) + "%",
    }
}
