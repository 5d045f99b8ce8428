//! What figures of one row an input share: names at the left, whiskers, the ends of an axis, the key, numbers in words.

use super::axes::{Scale, Tick, ticks};
use super::canvas::{Align, At, Canvas, Frame};
use super::hatch::Bar;
use super::page::{LEFT, RIGHT};
use super::shapes::Shape;
use super::style::{BODY, GREY, GRID, INK, LABEL, PAPER, SMALL, Type, number};
use crate::experiment::estimate::{Estimate, digits};
use plotters::style::RGBColor;

/// With more rows than this a name has one line.
const MANY: usize = 20;
/// The width of the column of names, at least and at most.
const ROOM: (f64, f64) = (90.0, 285.0);

/// The name of a row: short words over the path, or whichever is there.
pub struct Name(Vec<(Type, String)>);

impl Name {
    /// Names of rows of `(words, path)`, and the width of their column.
    pub fn column<'n>(rows: impl ExactSizeIterator<Item = (&'n str, &'n str)> + Clone) -> (Vec<Name>, f64) {
        let many = rows.len() > MANY;
        let whole = rows.clone().map(|(words, path)| BODY.width(words).max(SMALL.width(path)) + 2.0);
        let room = whole.fold(ROOM.0, f64::max).min(ROOM.1);
        (rows.map(|(words, path)| Name::of(words, path, room, many)).collect(), room)
    }

    /// One name, in lines no wider than `room`.
    pub fn of(words: &str, path: &str, room: f64, one_line: bool) -> Name {
        let face = BODY.ink(INK);
        if words.trim().is_empty() {
            let lines = if one_line { vec![shortened(face, path, room)] } else { in_two(face, path, room) };
            return Name(lines.into_iter().map(|line| (face, line)).collect());
        }
        let lines = face.wrap_at_most(words, room, 2);
        let path = (!one_line && !path.trim().is_empty()).then(|| (SMALL, shortened(SMALL, path, room)));
        Name(lines.into_iter().map(|line| (face, line)).chain(path).collect())
    }

    pub fn height(&self) -> f64 {
        self.0.iter().map(|(face, _)| face.leading()).sum()
    }

    /// Draws it round the height `middle`, at the left of the page.
    pub fn draw(&self, canvas: &mut Canvas, middle: f64) {
        let mut top = middle - self.height() / 2.0;
        for (face, line) in &self.0 {
            canvas.text((LEFT, top + 0.93 * face.size), Align::Left, *face, line);
            top += face.leading();
        }
    }
}

/// A path in one line, or in two that part at a dot.
fn in_two(face: Type, path: &str, width: f64) -> Vec<String> {
    let cuts = path.match_indices('.').map(|(i, dot)| path.split_at(i + dot.len()));
    match cuts.rev().find(|(head, _)| face.width(head) <= width) {
        Some((head, tail)) if face.width(path) > width => vec![head.to_owned(), shortened(face, tail, width)],
        _ => vec![shortened(face, path, width)],
    }
}

/// A path within `width`; what does not fit goes at the front, where paths are most alike.
pub fn shortened(face: Type, path: &str, width: f64) -> String {
    let ends = path.match_indices('.').map(|(i, dot)| format!("…{}", &path[i + dot.len()..]));
    let fits = std::iter::once(path.to_owned()).chain(ends).find(|text| face.width(text) <= width);
    fits.unwrap_or_else(|| face.fit(path, width))
}

/// The estimate if it is a number; an interval that is none is left out.
pub fn known(estimate: Option<Estimate>) -> Option<Estimate> {
    let sound = |e: &Estimate| e.interval.filter(|i| !i.low.is_nan() && !i.high.is_nan());
    estimate.filter(|e| e.value.is_finite()).map(|e| Estimate { interval: sound(&e), ..e })
}

/// Whether it is zero in every history, and not only near it.
pub fn exactly_zero(estimate: Estimate) -> bool {
    estimate.value == 0.0 && estimate.interval.is_none_or(|i| i.width() == 0.0)
}

/// "812", or with `signed` "+812", to the digits that its error supports.
pub fn said(estimate: Option<Estimate>, signed: bool) -> String {
    estimate.map_or("–".to_owned(), |e| signed_as(e.to_string(), e.value, signed))
}

/// "+812 (778 to 846)", without the interval if there is none or nothing in it.
pub fn said_with_interval(estimate: Option<Estimate>, signed: bool) -> String {
    let value = said(estimate, signed);
    match estimate.and_then(|e| Some((e, e.interval?))) {
        Some((e, i)) if i.width() > 0.0 => {
            let se = e.se.unwrap_or(i.width() / 4.0);
            let [low, high] = [i.low, i.high].map(|v| match v.is_finite() {
                true => signed_as(digits(v, se), v, signed),
                false => if v > 0.0 { "∞" } else { "−∞" }.to_owned(),
            });
            format!("{value} ({low} to {high})")
        }
        _ => value,
    }
}

fn signed_as(text: String, value: f64, signed: bool) -> String {
    let plus = signed && value > 0.0 && text.bytes().any(|b| b.is_ascii_digit() && b != b'0');
    if plus { "+" } else { "" }.to_owned() + &text.replace('-', "−")
}

/// Value, low and high for the data; blank where they are not known.
pub fn fields(estimate: Option<Estimate>) -> [String; 3] {
    let interval = estimate.and_then(|e| e.interval);
    let values = [estimate.map(|e| e.value), interval.map(|i| i.low), interval.map(|i| i.high)];
    values.map(|value| value.map_or(String::new(), |v| v.to_string()))
}

/// "people returned to the North (people)".
pub fn with_unit(response: &str, unit: &str) -> String {
    if unit.trim().is_empty() || (!response.is_empty() && response.contains(unit)) {
        response.to_owned()
    } else {
        format!("{response} ({unit})")
    }
}

/// The ends of an axis of differences: zero, all values, and the intervals as far as they do not dwarf the values.
pub fn ends(estimates: impl Iterator<Item = Estimate> + Clone) -> (f64, f64) {
    let values = || estimates.clone().map(|e| e.value);
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let spare = if high > low { high - low } else { f64::INFINITY };
    let intervals = || estimates.clone().filter_map(|e| e.interval);
    let reach = |v: f64| v.clamp(low - spare, high + spare);
    let lowest = intervals().map(|i| reach(i.low)).filter(|v| v.is_finite()).fold(low, f64::min);
    let highest = intervals().map(|i| reach(i.high)).filter(|v| v.is_finite()).fold(high, f64::max);
    if highest > lowest { (lowest, highest) } else { (-1.0, 1.0) }
}

/// Round values with their signs.
pub fn signed_ticks(scale: &Scale, most: usize) -> Vec<Tick> {
    let mut ticks = ticks(scale.low(), scale.high(), most, 1e-9);
    for tick in ticks.iter_mut().filter(|tick| tick.value > 0.0) {
        tick.label.insert(0, '+');
    }
    ticks
}

/// Light lines down the frame at the ticks, a dark one at zero.
pub fn grid(canvas: &mut Canvas, frame: Frame, scale: &Scale, ticks: &[Tick]) {
    for tick in ticks {
        let x = scale.at(tick.value);
        canvas.line(&[(x, frame.top), (x, frame.bottom)], GRID, 0.7);
    }
    let zero = scale.at(0.0);
    canvas.line(&[(zero, frame.top), (zero, frame.bottom)], INK, 0.9);
}

/// What a number is written in, and its interval drawn: grey if it is not separated from zero.
pub fn ink(estimate: Option<Estimate>) -> RGBColor {
    if estimate.is_some_and(|e| e.settled()) { INK } else { GREY }
}

/// The interval of an estimate at the height `y`: a bar at each end, or an arrow where it goes on beyond the axis.
pub fn whisker(canvas: &mut Canvas, scale: &Scale, y: f64, estimate: Estimate, ink: RGBColor) {
    let Some(interval) = estimate.interval.filter(|i| i.width() > 0.0) else { return };
    let (left, right) = (scale.at(interval.low), scale.at(interval.high));
    canvas.line(&[(left, y), (right, y)], PAPER, 2.6);
    canvas.line(&[(left, y), (right, y)], ink, 1.1);
    for (x, beyond, way) in [(left, interval.low < scale.low(), 1.0), (right, interval.high > scale.high(), -1.0)] {
        if beyond {
            canvas.area(&[(x, y), (x + way * 5.0, y - 3.0), (x + way * 5.0, y + 3.0)], ink);
        } else {
            canvas.line(&[(x, y - 2.4), (x, y + 2.4)], ink, 1.1);
        }
    }
}

/// A sign of the key.
pub enum Sign {
    Bar(Bar),
    Zone(RGBColor),
    Shape(Shape, RGBColor, bool),
}

/// Signs with their words side by side from `left`, in as many lines as they need; hands back where they end.
pub fn key(canvas: &mut Canvas, (left, top): At, signs: &[(Sign, &str)]) -> f64 {
    let (mut x, mut y) = (left, top + 12.0);
    for (sign, words) in signs {
        let end = x + 24.0 + LABEL.width(words);
        if end > RIGHT && x > left {
            (x, y) = (left, y + LABEL.leading() + 2.0);
        }
        let swatch = Frame { left: x, top: y - 8.0, right: x + 17.0, bottom: y };
        match sign {
            Sign::Bar(bar) => bar.draw(canvas, swatch),
            Sign::Zone(ink) => canvas.rect(swatch, *ink),
            Sign::Shape(shape, ink, filled) => shape.draw(canvas, (x + 8.5, y - 4.0), 4.0, *ink, *filled),
        }
        canvas.text((x + 23.0, y), Align::Left, LABEL, words);
        x += 24.0 + LABEL.width(words) + 18.0;
    }
    y + 4.0
}

/// "1 input", "12 inputs".
pub fn inputs(n: usize) -> String {
    number(n as f64, 0) + if n == 1 { " input" } else { " inputs" }
}

#[cfg(test)]
pub mod demo {
    use super::Estimate;
    use crate::experiment::estimate::Interval;

    /// `value` ± `half`.
    pub fn about(value: f64, half: f64) -> Option<Estimate> {
        Some(Estimate { value, se: Some(half / 1.96), interval: Some(Interval::around(value, half)), n: 1000 })
    }

    /// Words, paths and a number from 0 to 1 each, without luck: names of all lengths and several alphabets.
    pub fn inputs(n: usize) -> Vec<(String, String, f64)> {
        let names = [
            ("authority on the military-intelligence line", "channels.military-intelligence.authority.ukraine"),
            ("chance of a reply", "issues.pow.p_response"),
            (
                "Довіра сторін на початку переговорів, за оцінкою обох столиць",
                "channels.direct.trust_at_the_beginning.russian-federation",
            ),
            ("İğdır kanalının güvenilirliği", "channels.igdir.reliability"),
            ("", "mediators.united-arab-emirates.formulation.for_prisoners_of_war"),
            ("weight of a broken promise", "rules.breach_weight"),
            ("leverage", "mediators.turkey.leverage.b"),
        ];
        let one = |i: usize| {
            let (words, path) = names[i % names.len()];
            let luck = ((i + 1) as f64 * 0.618_034).fract();
            match i / names.len() {
                0 => (words.to_owned(), path.to_owned(), luck),
                n if words.is_empty() => (String::new(), format!("{path}.{n}"), luck),
                n => (format!("{n} {words}"), format!("{path}.{n}"), luck),
            }
        };
        (0..n).map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::demo::about;
    use super::*;
    use crate::experiment::estimate::Interval;

    fn with(low: f64, high: f64) -> Estimate {
        Estimate { value: 5.0, se: None, interval: Some(Interval { low, high }), n: 2 }
    }

    #[test]
    fn an_axis_is_not_dwarfed_by_one_interval_nor_broken_by_an_endless_one() {
        let of = |estimates: &[Estimate]| ends(estimates.iter().copied());
        let ten = Estimate { value: 10.0, ..with(8.0, 12.0) };
        assert_eq!(of(&[ten, with(f64::NEG_INFINITY, 1e6)]), (-10.0, 20.0));
        assert_eq!(of(&[Estimate { value: 0.0, ..with(f64::NEG_INFINITY, 2.0) }]), (0.0, 2.0));
        assert_eq!(of(&[]), (-1.0, 1.0));
        assert_eq!(known(Some(with(f64::NAN, 1.0))).and_then(|e| e.interval), None);
    }

    #[test]
    fn numbers_have_signs_and_the_digits_of_their_error() {
        assert_eq!(said_with_interval(about(-312.4, 30.0), true), "−312 (−342 to −282)");
        assert_eq!(said_with_interval(Some(with(4.0, f64::INFINITY)), true), "+5.0 (+4.0 to ∞)");
        assert_eq!([said(about(1.3, 0.2), true), said(about(0.04, 2.0), true)], ["+1.30", "0.0"]);
        assert_eq!(said(None, true), "–");
    }

    #[test]
    fn a_path_loses_its_head_and_not_its_tail() {
        let path = "channels.military-intelligence.authority.ukraine";
        assert_eq!(shortened(SMALL, path, SMALL.width("…authority.ukraine")), "…authority.ukraine");
        assert_eq!(
            in_two(SMALL, path, SMALL.width("channels.military-intelligence.a")),
            ["channels.military-intelligence.", "authority.ukraine"]
        );
        assert_eq!(in_two(SMALL, path, 1000.0), [path]);
    }
}
