//! Small charts for a line of text: how histories spread, and where a difference lies about zero.

use super::card::Glyphs;
use crate::experiment::estimate::Counts;

/// Columns of a histogram at most.
pub const COLUMNS: u32 = 36;

/// How often values occurred, in columns of equal width from the smallest to the largest of them, which are given too. A
/// column without any is blank. None where all are the same, and none without any.
pub fn histogram(counts: &Counts, glyphs: &Glyphs) -> Option<(u32, String, u32)> {
    let (low, high) = (counts.quantile(0.0)?, counts.quantile(1.0)?);
    let steps = u64::from(high - low) + 1;
    if steps == 1 {
        return None;
    }
    // So many whole numbers in a column, alike in all, or columns would differ by what can fall into them.
    let width = steps.div_ceil(u64::from(COLUMNS));
    let mut columns = vec![0u64; steps.div_ceil(width) as usize];
    counts.iter().for_each(|(value, times)| columns[(u64::from(value - low) / width) as usize] += times);
    let most = columns.iter().copied().max().unwrap_or(1).max(1);
    // Whatever occurred is seen.
    let heights = glyphs.steps.len() as u64;
    let height = |times: u64| (times * heights).div_ceil(most).clamp(1, heights) as usize;
    let sign = |&times: &u64| if times == 0 { " " } else { glyphs.steps[height(times) - 1] };
    Some((low, columns.iter().map(sign).collect(), high))
}

/// A bar from zero, which stands in the middle of `2 * half + 1` columns, to the value; `reach` fills one half. Thin if it
/// is not separated from zero.
pub fn bar(value: f64, reach: f64, half: usize, separated: bool, glyphs: &Glyphs) -> String {
    let share = if reach > 0.0 { (value / reach).clamp(-1.0, 1.0) } else { 0.0 };
    // Not a number counts as nothing.
    let length = (share.abs() * half as f64).round() as usize;
    let stroke = if separated { glyphs.bar } else { glyphs.thin }.repeat(length);
    let [left, right] = if share < 0.0 { [stroke.as_str(), ""] } else { ["", stroke.as_str()] };
    format!("{}{left}{}{right}", " ".repeat(half - if share < 0.0 { length } else { 0 }), glyphs.zero)
}

/// A bar between two values, zero where it lies; as [`bar`], with the stroke of what needs no test.
pub fn span(one: f64, other: f64, reach: f64, half: usize, glyphs: &Glyphs) -> String {
    let at = |value: f64| {
        let share = if reach > 0.0 { (value / reach).clamp(-1.0, 1.0) } else { 0.0 };
        half as i64 + (share * half as f64).round() as i64
    };
    let [from, to] = [at(one).min(at(other)), at(one).max(at(other))];
    let sign = |column: i64| match column {
        c if c == half as i64 => glyphs.zero,
        c if (from..=to).contains(&c) => glyphs.bar,
        _ => " ",
    };
    (0..=2 * half as i64).map(sign).collect::<String>().trim_end().to_string()
}

/// What stands above bars: both ends and zero between them.
pub fn ruler(low: &str, high: &str, half: usize) -> String {
    let room = half.saturating_sub(low.chars().count());
    format!("{low}{}0{}{high}", " ".repeat(room), " ".repeat(half.saturating_sub(high.chars().count())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{
        card::{ASCII, UNICODE},
        lines::cells,
    };

    fn counts(values: &[u32]) -> Counts {
        let mut counts = Counts::default();
        values.iter().for_each(|&value| counts.push(value));
        counts
    }

    #[test]
    fn a_histogram_goes_from_the_smallest_to_the_largest() {
        let few = counts(&[3, 4, 4, 4, 4, 4, 4, 4, 6]);
        assert_eq!(histogram(&few, &UNICODE), Some((3, "▁▇ ▁".into(), 6)));
        assert_eq!(histogram(&few, &ASCII), Some((3, ".# .".into(), 6)));
    }

    #[test]
    fn nothing_and_one_value_have_none() {
        assert_eq!(histogram(&Counts::default(), &UNICODE), None);
        assert_eq!(histogram(&counts(&[7, 7, 7]), &UNICODE), None);
    }

    #[test]
    fn a_histogram_fits_whatever_the_values() {
        for values in [vec![0, u32::MAX], (0..100_000).collect(), (0..37).collect(), vec![u32::MAX - 1, u32::MAX]] {
            for glyphs in [&UNICODE, &ASCII] {
                let (low, strip, high) = histogram(&counts(&values), glyphs).expect("two values or more");
                assert!(cells(&strip) <= COLUMNS as usize, "{strip}");
                assert_eq!([low, high], [values[0], values[values.len() - 1]]);
                assert!(!strip.starts_with(' ') && !strip.ends_with(' '), "{strip}: both ends occurred");
            }
        }
    }

    #[test]
    fn zero_stands_in_the_middle() {
        assert_eq!(bar(-2.0, 4.0, 4, true, &UNICODE), "  ━━│");
        assert_eq!(bar(4.0, 4.0, 4, false, &ASCII), "    |----");
        assert_eq!(span(-2.0, 4.0, 4.0, 4, &UNICODE), "  ━━│━━━━");
        assert_eq!(span(2.0, 4.0, 4.0, 4, &UNICODE), "    │ ━━━");
        assert_eq!(ruler("-22%", "+22%", 6), "-22%  0  +22%");
    }

    #[test]
    fn a_bar_fits_whatever_the_value() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1e300, -1e-300] {
            for reach in [0.0, 1.0, f64::INFINITY, f64::NAN] {
                let text = bar(value, reach, 8, true, &UNICODE);
                assert!(cells(&text) <= 17, "{value} of {reach}: {text}");
                assert!(cells(&span(value, -1.0, reach, 8, &UNICODE)) <= 17);
                assert_eq!(text.chars().take(9).filter(|c| *c == '│').count(), 1, "{value} of {reach}: {text}");
            }
        }
    }
}
