//! A response, or a paired difference, against one swept number: a line and its band for each series.

use super::axes::{Scale, Tick, bottom_axis, left_axis, round_step, spread};
use super::canvas::{Align, At, Canvas, Frame};
use super::grid::Axis;
use super::interval::{Estimate, Unit};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::shapes::Shape;
use super::style::{DASHES, GREY, INK, LABEL, LESS, MIDDLE, MODEL, RULE, SIDES, SMALL, STANDS, Type};
use super::{Figure, Provenance};
use crate::output::lines::sentence;
use plotters::style::{Color, RGBColor};
use serde::{Deserialize, Serialize};

/// Estimates along one swept number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineData {
    /// The finding; blank for a neutral title.
    pub title: String,
    /// What is measured, such as "people home".
    pub measure: String,
    /// A "share" is written in percent.
    pub unit: String,
    /// The name of the base if the numbers are paired differences from it.
    pub minus: Option<String>,
    /// What the bands are, such as "95% interval".
    pub interval: String,
    pub x: Axis,
    /// Each series is a side, in order.
    pub of_sides: bool,
    pub series: Vec<Series>,
}

/// A side or an arm; one estimate a value of the axis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Series {
    pub name: String,
    pub points: Vec<Estimate>,
}

const PLOT_HEIGHT: f64 = 290.0;
const MARK: f64 = 3.2;
const NAME: Type = Type { strong: true, ink: INK, ..LABEL };
const WIDEST_NAME: f64 = 170.0;
/// More bands than this would hide each other: then each point has a bar.
const MOST_BANDS: usize = 4;
const SHAPES: [Shape; 4] = [Shape::Circle, Shape::Square, Shape::Triangle, Shape::Diamond];
/// Values so many times apart are drawn on a log axis.
const WIDE: f64 = 50.0;

/// Draws the figure.
pub fn draw(data: &LineData, from: &Provenance) -> Figure {
    let what = match &data.minus {
        Some(base) => format!("{}: difference from {}, history by history", data.measure, name_or(base, "the base")),
        None => "Mean at each value that was played".to_owned(),
    };
    let page = Page {
        name: "line",
        question: "How does the answer move with one number?",
        title: name_or(&data.title, &title(data)),
        subtitle: sentence(&what),
        alt: alt(data),
        note: note(data),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// From where to where one series goes, if the intervals of its ends lie apart.
fn title(data: &LineData) -> String {
    let neutral = format!("{} by {}", sentence(&data.measure), data.x.label);
    let [series] = data.series.as_slice() else { return neutral };
    let (Some(first), Some(last)) = (series.points.first(), series.points.last()) else { return neutral };
    let way = match () {
        () if !first.spanned() || !last.spanned() => return neutral,
        () if first.high < last.low => "rise",
        () if last.high < first.low => "fall",
        () => return neutral,
    };
    let [from, to] = [first, last].map(|e| data.unit().plain(e.value, data.unit().decimals(last.high - first.low)));
    let n = data.x.values.len();
    format!(
        "{} {way} from {from} to {to} as {} goes from {} to {}",
        sentence(&data.measure),
        data.x.label,
        data.x.name(0),
        data.x.name(n.saturating_sub(1))
    )
}

impl LineData {
    fn unit(&self) -> Unit<'_> {
        Unit(&self.unit)
    }

    /// All values above zero, and far apart.
    fn log(&self) -> bool {
        let of = |f: fn(f64, f64) -> f64, from: f64| self.x.values.iter().copied().fold(from, f);
        let (low, high) = (of(f64::min, f64::INFINITY), of(f64::max, 0.0));
        low > 0.0 && low.is_finite() && high / low >= WIDE
    }

    fn place(&self, value: f64) -> f64 {
        if self.log() { value.log10() } else { value }
    }

    /// The values of the axis and the estimates of a series.
    fn all(&self, k: usize) -> impl Iterator<Item = (f64, Estimate)> + '_ {
        self.x.values.iter().copied().zip(self.series[k].points.iter().copied())
    }

    /// The sides' colours for sides; else the model's, then greyer ones: marks and dashes tell more than two apart.
    fn ink(&self, k: usize) -> RGBColor {
        let inks = if self.of_sides { &SIDES[..] } else { &[MODEL, LESS, INK, GREY] };
        inks[k % inks.len()]
    }

    fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.series.len()).flat_map(|k| self.all(k)).flat_map(|(_, e)| e.numbers())
    }

    /// From zero, if what is drawn fills enough of the way.
    fn limits(&self) -> (f64, f64) {
        let (low, high) =
            (self.numbers().fold(f64::INFINITY, f64::min), self.numbers().fold(f64::NEG_INFINITY, f64::max));
        if low > high {
            return (0.0, 1.0);
        }
        let from_zero = self.minus.is_some() || (low >= 0.0 && low < 0.6 * high) || (high <= 0.0 && high > 0.6 * low);
        let (low, high) = if from_zero { (low.min(0.0), high.max(0.0)) } else { (low, high) };
        let step = round_step(if high > low { (high - low) / 5.0 } else { high.abs().max(1.0) / 5.0 });
        (
            (low / step + 1e-9).floor() * step,
            ((high / step - 1e-9).ceil() * step).max((low / step).floor() * step + step),
        )
    }
}

fn note(data: &LineData) -> String {
    let (low, high) = data.limits();
    let what = if data.series.len() > MOST_BANDS { "Bars" } else { "Bands" };
    let held = if data.minus.is_some() { ", and paired with the base" } else { "" };
    format!(
        "Points: the values played, all with the same luck{held}; lines only join them. {what}: {} of the mean at each value.{}",
        name_or(&data.interval, "95% interval"),
        if low > 0.0 || high < 0.0 { " The axis does not start at zero." } else { "" }
    )
}

/// Where numbers stand on the page.
struct Plane {
    frame: Frame,
    x: Scale,
    y: Scale,
}

impl Plane {
    fn at(&self, data: &LineData, value: f64, height: f64) -> At {
        (self.x.at(data.place(value)), self.y.at(height))
    }
}

fn plot(canvas: &mut Canvas, top: f64, data: &LineData) -> f64 {
    let (low, high) = data.limits();
    let label = if data.minus.is_some() { Unit::signed } else { Unit::plain };
    let ticks = data.unit().ticks(&Scale::new(low, high, (0.0, 1.0)), 6, label);
    let axis_room = 10.0 + ticks.iter().map(|tick| LABEL.width(&tick.label)).fold(0.0, f64::max);
    let names = data.series.iter().map(|s| NAME.width(&s.name)).fold(0.0, f64::max).min(WIDEST_NAME) + 32.0;
    let names = if data.series.len() > 1 { names } else { 0.0 };
    let top = top + 32.0;
    let frame = Frame { left: LEFT + axis_room, top, right: RIGHT - names, bottom: top + PLOT_HEIGHT };
    let ends = |f: fn(f64, f64) -> f64, from: f64| data.x.values.iter().map(|v| data.place(*v)).fold(from, f);
    let (first, last) = (ends(f64::min, f64::INFINITY), ends(f64::max, f64::NEG_INFINITY));
    let x = Scale::new(first, last, (frame.left + 10.0, frame.right - 10.0));
    let plane = Plane { frame, x, y: Scale::new(low, high, (frame.bottom, frame.top)) };
    left_axis(canvas, frame, &plane.y, &ticks, true);
    if low <= 0.0 && high >= 0.0 && data.minus.is_some() {
        canvas.line(&[(frame.left, plane.y.at(0.0)), (frame.right, plane.y.at(0.0))], INK, 0.9);
    }
    let title = head_and_foot(canvas, data, &plane);
    if data.numbers().next().is_none() {
        nothing(canvas, frame, "nothing to draw");
    }
    if data.series.len() <= MOST_BANDS {
        (0..data.series.len()).for_each(|k| bands(canvas, data, k, &plane));
    }
    (0..data.series.len()).for_each(|k| one_line(canvas, data, k, &plane));
    name_lines(canvas, data, &plane);
    let tick = |(i, v): (usize, &f64)| Tick {
        value: data.place(*v),
        label: LABEL.fit(data.x.name(i), 90.0),
        below: String::new(),
    };
    bottom_axis(canvas, frame, &x, &data.x.values.iter().enumerate().map(tick).collect::<Vec<_>>(), &title)
}

/// The unit, and a dashed line at the value without the sweep; hands back the title of the axis, which names that value if
/// the line cannot.
fn head_and_foot(canvas: &mut Canvas, data: &LineData, plane: &Plane) -> String {
    let frame = plane.frame;
    let unit = if data.minus.is_some() { data.unit().of_differences() } else { &data.unit().on_axis("") };
    let unit = LABEL.fit(unit, frame.width() / 2.0);
    canvas.text((LEFT, frame.top - 12.0), Align::Left, LABEL, &unit);
    let within = |value: f64| (plane.x.low()..=plane.x.high()).contains(&data.place(value));
    let on_axis = data.x.stands.as_ref().filter(|(value, _)| within(*value));
    if let Some((value, name)) = on_axis {
        let x = plane.x.at(data.place(*value));
        canvas.dashes(&[(x, frame.top - 6.0), (x, frame.bottom)], MIDDLE, 1.0, STANDS);
        let words = SMALL.fit(&format!("as it stands: {name}"), frame.width() / 2.0 - 20.0);
        let half = SMALL.width(&words) / 2.0;
        let least = LEFT + LABEL.width(&unit) + 10.0 + half;
        canvas.text((x.min(RIGHT - half).max(least), frame.top - 12.0), Align::Centre, SMALL, &words);
    }
    let title = if on_axis.is_some() { data.x.label.clone() } else { data.x.title() };
    let title = if data.log() { format!("{title}, log scale") } else { title };
    LABEL.fit(&title, frame.right - LEFT)
}

/// The band of a series, in pieces where an interval is missing.
fn bands(canvas: &mut Canvas, data: &LineData, k: usize, plane: &Plane) {
    let all: Vec<(f64, Estimate)> = data.all(k).collect();
    for piece in all.split(|(_, e)| !e.spanned()) {
        let edge = |of: fn(&Estimate) -> f64| piece.iter().map(move |(v, e)| plane.at(data, *v, of(e)));
        let outline: Vec<At> = edge(|e| e.low).chain(edge(|e| e.high).rev()).collect();
        canvas.area(&outline, data.ink(k).mix(0.2));
    }
}

/// The line of a series and its marks: hollow where there is no interval; with bars if bands would hide each other.
fn one_line(canvas: &mut Canvas, data: &LineData, k: usize, plane: &Plane) {
    let ink = data.ink(k);
    let all: Vec<(f64, Estimate)> = data.all(k).collect();
    for piece in all.split(|(_, e)| !e.known()) {
        let path: Vec<At> = piece.iter().map(|(v, e)| plane.at(data, *v, e.value)).collect();
        match k / SHAPES.len() {
            0 => canvas.line(&path, ink, 1.6),
            n => canvas.dashes(&path, ink, 1.6, DASHES[(n - 1) % DASHES.len()]),
        }
    }
    let bars = data.series.len() > MOST_BANDS || all.len() == 1;
    for (v, e) in all.into_iter().filter(|(_, e)| e.known()) {
        if bars && e.spanned() {
            canvas.line(&[plane.at(data, v, e.low), plane.at(data, v, e.high)], ink, 1.0);
        }
        SHAPES[k % SHAPES.len()].draw(canvas, plane.at(data, v, e.value), MARK, ink, e.spanned());
    }
}

/// Each series named, with its mark, beside its last point; one alone is named above the plot.
fn name_lines(canvas: &mut Canvas, data: &LineData, plane: &Plane) {
    if data.series.len() < 2 {
        return;
    }
    let last = |k: usize| data.all(k).filter(|(_, e)| e.known()).last().map(|(v, e)| (k, plane.at(data, v, e.value)));
    let mut ends: Vec<(usize, At)> = (0..data.series.len()).filter_map(last).collect();
    ends.sort_by(|a, b| a.1.1.total_cmp(&b.1.1));
    let heights: Vec<f64> = ends.iter().map(|(_, at)| at.1).collect();
    let right = plane.frame.right;
    for ((k, from), y) in ends.into_iter().zip(spread(&heights, 15.0, plane.frame.bottom + 4.0)) {
        canvas.line(&[(from.0 + 6.0, from.1), (right + 10.0, y)], RULE, 0.6);
        SHAPES[k % SHAPES.len()].draw(canvas, (right + 16.0, y), MARK, data.ink(k), true);
        canvas.text((right + 24.0, y + 4.0), Align::Left, NAME, &NAME.fit(&data.series[k].name, WIDEST_NAME + 4.0));
    }
}

fn alt(data: &LineData) -> String {
    let write = |e: Estimate| if data.minus.is_some() { data.unit().change(e) } else { data.unit().level(e) };
    let mut text = format!("{} lines against {}.", data.series.len(), data.x.title());
    for series in &data.series {
        let known: Vec<(usize, Estimate)> =
            series.points.iter().copied().enumerate().filter(|(_, e)| e.known()).collect();
        if let (Some((i, first)), Some((j, last))) = (known.first(), known.last()) {
            let [from, to] = [*first, *last].map(write);
            text += &format!(" {}: {from} at {}, {to} at {}.", series.name, data.x.name(*i), data.x.name(*j));
        }
    }
    text
}

fn csv(data: &LineData) -> String {
    let (name, stands) = data.x.stands();
    let rows = data.series.iter().flat_map(|series| {
        data.x.values.iter().zip(&series.points).map(|(x, e)| {
            let [value, low, high] = e.cells();
            [series.name.clone(), x.to_string(), value, low, high, stands.clone()]
        })
    });
    let value = if data.minus.is_some() { "difference" } else { "value" };
    table(["series", &data.x.path, value, "low", "high", &name], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    pub fn axis(values: &[f64], stands: f64) -> Axis {
        let names = values.iter().map(|v| format!("{v}")).collect();
        Axis {
            label: "authority of A".into(),
            path: "authority.a".into(),
            values: values.to_vec(),
            names,
            stands: Some((stands, stands.to_string())),
        }
    }

    pub fn series(name: &str, points: impl IntoIterator<Item = f64>, half: f64) -> Series {
        let estimate = |value: f64| Estimate { value, low: value - half, high: value + half };
        Series { name: name.into(), points: points.into_iter().map(estimate).collect() }
    }

    pub fn data() -> LineData {
        LineData {
            title: "More authority of A brings home more people on both sides, in this model".into(),
            measure: "Prisoners home by the end".into(),
            unit: "people".into(),
            minus: None,
            interval: "95% interval".into(),
            x: axis(&[0.2, 0.4, 0.6, 0.8, 1.0], 0.6),
            of_sides: true,
            series: vec![
                series("to the Northern Republic", [810.0, 1240.0, 1720.0, 1960.0, 2080.0], 45.0),
                series("to the Southern Federation", [790.0, 1260.0, 1650.0, 1850.0, 1930.0], 40.0),
            ],
        }
    }

    #[test]
    fn every_value_is_a_mark_on_its_line() {
        let figure = draw(&data(), &check::provenance());
        assert_eq!(count(&figure, "<circle"), 2 * (5 + 1), "and one beside the name");
        assert_eq!(figure.data.lines().count(), 1 + 2 * 5);
        assert!(!figure.svg.contains("start at zero"));
        sound(&figure);
        check::demo("line", &figure);
    }

    #[test]
    fn a_difference_has_a_zero_line() {
        let mut data = data();
        data.title = String::new();
        (data.minus, data.unit) = (Some("as it stands".into()), "share".into());
        data.series = vec![series("cases carried out", [-0.12, -0.05, 0.0, 0.03, 0.041], 0.012)];
        data.series[0].points[2] = Estimate { value: 0.0, low: 0.0, high: 0.0 };
        let figure = draw(&data, &check::provenance());
        assert!(figure.svg.contains("percentage points") && figure.svg.contains("\n−10\n"));
        sound(&figure);
        check::demo("line-difference", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = LineData { series: vec![], x: axis(&[], 0.6), ..data() };
        let one = LineData { series: vec![series("A", [55.0], 3.0)], x: axis(&[0.6], 0.7), ..data() };
        let names =
            ["Через посередників у третіх країнах, без гарантій", "İğdır'dan Şırnak'a uzanan doğrudan hat", "arm"];
        let many = |k: usize| series(names[k % 3], (0..7).map(|i| 4000.0 + 20.0 * k as f64 * f64::from(i)), 30.0);
        let mut twelve = LineData {
            series: (0..12).map(many).collect(),
            x: axis(&[1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 365.0], 1e4),
            ..data()
        };
        twelve.series[3].points[2] = Estimate::NONE;
        twelve.series[4].points[6].low = f64::NAN;
        let mut three = LineData {
            series: (0..3).map(many).collect(),
            x: axis(&[0.0, 0.1, 0.2, 0.3, 0.35, 0.4, 1.0], 0.11),
            ..data()
        };
        three.series[2].points[3] = Estimate { value: 52_000.0, low: 51_000.0, high: 53_000.0 };
        three.series[1].points[3] = Estimate::NONE;
        three.series[0].points[4].high = f64::NAN;
        for (i, odd) in [none, one, twelve, three].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("line-odd-{i}"), &figure);
        }
    }
}
