//! How numbers are printed: only the digits that the standard error supports.

/// No double carries more significant digits than this.
const SIGNIFICANT: i32 = 15;

/// `value` to one digit beyond the leading digit of `se`, with thousands separated by commas.
///
/// A standard error of zero says that the value is exact: whole numbers print whole, others to ten significant digits,
/// beyond which sums of doubles are noise. One that is not a finite number says nothing: two significant digits.
pub fn digits(value: f64, se: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    if se == 0.0 {
        let places = (9 - exponent(value)).max(0) as usize;
        let text = if value.fract() == 0.0 { value.to_string() } else { format!("{value:.places$}") };
        let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        return grouped(if short == "-0" { "0" } else { short });
    }
    let place = exponent(if se.is_finite() { se } else { value }).max(exponent(value) - SIGNIFICANT) - 1;
    let text = if place > 0 {
        let step = libm::pow(10.0, f64::from(place));
        format!("{:.0}", (value / step).round() * step)
    } else {
        format!("{value:.*}", place.unsigned_abs() as usize)
    };
    let zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    grouped(if zero { text.trim_start_matches('-') } else { &text })
}

/// The power of ten of the leading digit, read from the decimal form so that 0.001 is -3 and not nearly -3.
fn exponent(x: f64) -> i32 {
    format!("{x:e}").rsplit('e').next().and_then(|power| power.parse().ok()).unwrap_or(0)
}

/// Commas between the thousands of a decimal number.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn the_error_chooses_the_digits() {
        assert_eq!(digits(1234.567, 12.3), "1,235");
        assert_eq!(digits(0.04567, 0.0012), "0.0457");
        assert_eq!(digits(1_234_567.0, 2345.0), "1,234,600");
        assert_eq!(digits(-1_234_567.8, 0.1), "-1,234,567.80");
        assert_eq!(digits(3.0, 1.0), "3.0");
        assert_eq!(digits(3.0, 0.001), "3.0000");
    }

    #[test]
    fn exact_values_and_unknown_errors() {
        assert_eq!(digits(20_000.0, 0.0), "20,000");
        assert_eq!(digits(0.25, 0.0), "0.25");
        assert_eq!(digits(11_258_070.800_004_402, 0.0), "11,258,070.8");
        assert_eq!(digits(1e-12, 0.0), "0.000000000001");
        assert_eq!(digits(123.456, f64::INFINITY), "120");
        assert_eq!(digits(0.123_456, f64::NAN), "0.12");
        assert_eq!(digits(0.0, f64::NAN), "0.0");
        assert_eq!(digits(f64::NAN, 1.0), "NaN");
        assert_eq!(digits(f64::INFINITY, 1.0), "inf");
    }

    #[test]
    fn no_negative_zero_and_no_digits_that_a_double_lacks() {
        assert_eq!(digits(-0.001, 1.0), "0.0");
        assert_eq!(digits(-3.0, 400.0), "0");
        assert_eq!(digits(-0.0, 0.0), "0");
        assert_eq!(digits(3.0, 1e-18), "3.0000000000000000");
        assert_eq!(digits(0.0, 1e-3), "0.0000");
    }
}
