//! Estimates with intervals: how they are written, what scale holds them, and a mark on its whisker.

use super::axes::{Scale, Tick, round_step, ticks};
use super::canvas::{Align, At, Canvas, Frame};
use super::shapes::Shape;
use super::style::{Type, decimals, number};
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};

/// A number computed over replications and its interval; not a number (NaN) where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

const MARK: f64 = 3.6;
/// How many times the median reach a scale of differences holds; what goes further gets an arrow.
const REACH: f64 = 60.0;

impl Estimate {
    /// What was not computed.
    pub const NONE: Estimate = Estimate { value: f64::NAN, low: f64::NAN, high: f64::NAN };

    pub(super) fn known(self) -> bool {
        self.value.is_finite()
    }

    pub(super) fn spanned(self) -> bool {
        self.known() && self.low.is_finite() && self.high.is_finite()
    }

    /// The finite numbers among the value and its ends.
    pub(super) fn numbers(self) -> impl Iterator<Item = f64> {
        [self.value, self.low, self.high].into_iter().filter(move |v| self.known() && v.is_finite())
    }

    /// How far the interval, or the value alone, goes from zero.
    fn reach(self) -> f64 {
        self.numbers().map(f64::abs).fold(0.0, f64::max)
    }

    /// Value, low and high for a CSV; empty where there is none.
    pub(super) fn cells(self) -> [String; 3] {
        [self.value, self.low, self.high].map(|v| if v.is_finite() { v.to_string() } else { String::new() })
    }
}

/// How numbers of a unit are written: a "share" in percent and its differences in percentage points, all else plainly.
#[derive(Clone, Copy)]
pub struct Unit<'u>(pub &'u str);

impl<'u> Unit<'u> {
    fn factor(self) -> f64 {
        if self.0 == "share" { 100.0 } else { 1.0 }
    }

    /// What differences are counted in.
    pub fn of_differences(self) -> &'u str {
        if self.0 == "share" { "percentage points" } else { self.0 }
    }

    /// What stands on an axis of `label`; percent signs say enough by themselves.
    pub fn on_axis(self, label: &str) -> String {
        match self.0 {
            "share" | "" => label.to_owned(),
            unit if label.contains(unit) => label.to_owned(),
            unit if label.is_empty() => unit.to_owned(),
            unit => format!("{label}, {unit}"),
        }
    }

    /// The decimals, once in percent, that show two figures of a range of this size.
    pub fn decimals(self, range: f64) -> usize {
        let figures = (2.0 - (range.abs() * self.factor()).log10().ceil()).clamp(0.0, 6.0);
        if range == 0.0 || !range.is_finite() { 0 } else { figures as usize }
    }

    /// Round ticks for a scale of values; shares are counted in percent.
    pub(super) fn ticks(self, scale: &Scale, most: usize, label: fn(Self, f64, usize) -> String) -> Vec<Tick> {
        let (low, high) = (scale.low() * self.factor(), scale.high() * self.factor());
        let step = round_step((high - low) / most.max(1) as f64);
        let places = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
        let tick = |tick: Tick| {
            let value = tick.value / self.factor();
            Tick { value, label: label(self, value, if value == 0.0 { 0 } else { places }), below: String::new() }
        };
        ticks(low, high, most, 1e-6).into_iter().map(tick).collect()
    }

    /// About three figures with the name of the unit, such as "2,070 people".
    pub fn amount(self, value: f64) -> String {
        let name = if self.0 == "share" || !value.is_finite() { "" } else { self.0 };
        format!("{} {name}", self.plain(value, decimals(value * self.factor()))).trim_end().to_owned()
    }

    pub fn plain(self, value: f64, decimals: usize) -> String {
        let percent = if self.0 == "share" && value.is_finite() { "%" } else { "" };
        number(value * self.factor(), decimals) + percent
    }

    /// A difference with its sign.
    pub fn signed(self, value: f64, decimals: usize) -> String {
        let text = number(value * self.factor(), decimals);
        if value > 0.0 && text.contains(|c| ('1'..='9').contains(&c)) { format!("+{text}") } else { text }
    }

    /// "52% (50% to 54%)", to the figures that the interval supports; without an interval the value alone.
    pub fn level(self, of: Estimate) -> String {
        self.written(of, Unit::plain)
    }

    /// "−241 (−282 to −200)", likewise.
    pub fn change(self, of: Estimate) -> String {
        self.written(of, Unit::signed)
    }

    fn written(self, of: Estimate, write: fn(Self, f64, usize) -> String) -> String {
        // One figure of the error, two of a large one.
        let power = ((of.high - of.low) / 4.0 * self.factor()).log10().floor();
        if !of.spanned() || !power.is_finite() {
            return write(self, of.value, decimals(of.value * self.factor()));
        }
        let step = 10f64.powf(if power < 1.0 { power } else { power - 1.0 }).max(1.0) / self.factor();
        let round = |v: f64| if step * self.factor() > 1.0 { (v / step).round() * step } else { v };
        let places = (-power).clamp(0.0, 6.0) as usize;
        let mut said = [of.value, of.low, of.high].map(|v| write(self, round(v), places));
        // An end that is not zero is not written as zero: whether it is decides what may be said.
        let nothing = |v: f64, text: &str| v != 0.0 && !text.contains(|c| ('1'..='9').contains(&c));
        if nothing(of.low, &said[1]) || nothing(of.high, &said[2]) {
            said = [of.value, of.low, of.high].map(|v| write(self, v, (places + 1).min(6)));
        }
        let [value, low, high] = said;
        format!("{value} ({low} to {high})")
    }
}

/// A scale for levels: the numbers with some room at both ends.
pub fn level_scale(estimates: &[Estimate], page: (f64, f64)) -> Scale {
    let numbers = || estimates.iter().flat_map(|e| e.numbers());
    let (low, high) = (numbers().fold(f64::INFINITY, f64::min), numbers().fold(f64::NEG_INFINITY, f64::max));
    let spare = if high > low { 0.08 * (high - low) } else { 0.1 * high.abs().max(1e-3) };
    Scale::new(low - spare, high + spare, page)
}

/// A scale for differences: zero and the numbers, save those many times farther away than most.
pub fn difference_scale(estimates: &[Estimate], page: (f64, f64)) -> Scale {
    let mut reaches: Vec<f64> = estimates.iter().map(|e| e.reach()).filter(|r| *r > 0.0).collect();
    reaches.sort_by(f64::total_cmp);
    let most = reaches.get((reaches.len().saturating_sub(1)) / 2).map_or(1.0, |median| REACH * median);
    let numbers = || estimates.iter().flat_map(|e| e.numbers()).map(|v| v.clamp(-most, most));
    let (low, high) = (numbers().fold(0.0, f64::min), numbers().fold(0.0, f64::max));
    let spare = if high > low { 0.05 * (high - low) } else { 1.0 };
    Scale::new(low - spare, high + spare, page)
}

/// Whether any of these differences goes on beyond their common scale.
pub fn any_beyond(estimates: &[Estimate]) -> bool {
    let scale = difference_scale(estimates, (0.0, 1.0));
    estimates.iter().flat_map(|e| e.numbers()).any(|v| v < scale.low() || v > scale.high())
}

/// The interval as a line with ends, an arrow where it goes on beyond the scale, and the mark of the value.
pub fn whisker(canvas: &mut Canvas, scale: &Scale, y: f64, of: Estimate, shape: Shape, ink: RGBColor, filled: bool) {
    let within = |v: f64| (scale.low()..=scale.high()).contains(&v);
    let ends = if of.spanned() { [of.low, of.high] } else { [of.value; 2] };
    if !of.known() {
        return;
    }
    let [left, right] = ends.map(|v| scale.at(v));
    canvas.line(&[(left, y), (right, y)], ink, 1.4);
    for (value, x) in ends.into_iter().zip([left, right]) {
        let inward = if value > scale.high() { -5.0 } else { 5.0 };
        if !within(value) {
            canvas.line(&[(x + inward, y - 3.5), (x, y), (x + inward, y + 3.5)], ink, 1.4);
        } else if left < right {
            canvas.line(&[(x, y - 3.0), (x, y + 3.0)], ink, 1.2);
        }
    }
    if within(of.value) {
        shape.draw(canvas, (scale.at(of.value), y), MARK, ink, filled);
    }
}

/// The first of some ways to say a thing that fits into `frame`, centred as near to its place as it stays inside.
pub fn nearest(canvas: &mut Canvas, frame: Frame, (x, y): At, face: Type, ways: &[String]) {
    let fits = ways.iter().find(|words| face.width(words) <= frame.width());
    let words = fits.cloned().or_else(|| ways.last().map(|words| face.fit(words, frame.width()))).unwrap_or_default();
    let half = face.width(&words) / 2.0;
    let x = x.min(frame.right - half).max(frame.left + half);
    canvas.text_over((x, y), Align::Centre, face, &words);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    #[test]
    fn numbers_are_written_to_what_their_interval_supports() {
        assert_eq!(Unit("people").change(estimate(-241.3, 41.0)), "−241 (−282 to −200)");
        assert_eq!(Unit("people").change(estimate(12_345.0, 4_000.0)), "+12,300 (+8,300 to +16,300)");
        assert_eq!(Unit("days").change(estimate(0.123_45, 0.04)), "+0.12 (+0.08 to +0.16)");
        assert_eq!(Unit("share").level(estimate(0.523, 0.021)), "52% (50% to 54%)");
        assert_eq!(Unit("share").change(estimate(0.012, 0.002)), "+1.2 (+1.0 to +1.4)");
        assert_eq!(Unit("people").change(estimate(0.0, 0.0)), "0");
        assert_eq!(Unit("people").level(Estimate { low: f64::NAN, ..estimate(31.25, 1.0) }), "31.2");
        assert_eq!(Unit("people").change(Estimate::NONE), "–");
        assert_eq!([0.004, -0.004].map(|v| Unit("share").signed(v, 0)), ["0"; 2]);
        assert_eq!([0.8, 0.05, 0.001].map(|range| Unit("share").decimals(range)), [0, 1, 3]);
    }

    #[test]
    fn one_far_away_does_not_press_the_others_together() {
        let mut all: Vec<Estimate> = (1..8).map(|i| estimate(f64::from(i), 1.0)).collect();
        let before = difference_scale(&all, (0.0, 100.0));
        assert!(before.low() < 0.0 && before.high() > 8.0 && !any_beyond(&all));
        all.push(estimate(1e6, 1.0));
        let after = difference_scale(&all, (0.0, 100.0));
        assert!(after.high() < 1000.0 && any_beyond(&all), "{}", after.high());
    }
}
