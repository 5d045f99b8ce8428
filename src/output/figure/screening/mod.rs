//! Morris screening: how much an input moves a response on average against how much that depends on where the others are.

mod names;

use super::axes::{Scale, Tick, bottom_axis, left_axis, log_ticks, ticks};
use super::canvas::{Align, At, Canvas, Frame, text_frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::rows::{Sign, fields, inputs, key, known, said_with_interval, whisker, with_unit};
use super::shapes::Shape;
use super::style::{LABEL, MIDDLE, MODEL, RULE, SMALL, STANDS, amount, number, tint};
use super::{Figure, Provenance};
use crate::experiment::estimate::{Estimate, Interval};
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};

/// Elementary effects of one response, in its unit per full range of an input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScreeningData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub response: String,
    pub unit: String,
    pub rows: Vec<Row>,
    /// The mean absolute effect that chance alone would give; none if it is not known.
    pub floor: Option<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The path of the input.
    pub input: String,
    /// The same in short words; may be blank.
    pub words: String,
    /// μ*: mean absolute elementary effect.
    pub mean: Option<Estimate>,
    /// σ: standard deviation of the elementary effects.
    pub spread: f64,
    pub contested: bool,
    /// Its effects are seen above chance.
    pub seen: bool,
}

const PLOT_HEIGHT: f64 = 430.0;
const AXIS_ROOM: f64 = 54.0;
const DOT: f64 = 4.4;
/// Means that lie further apart than this need a log axis.
const FAR: f64 = 30.0;

/// An input that has a place on the page.
struct Dot<'d> {
    row: &'d Row,
    /// The mean as the axis has it: a logarithm on a log axis.
    mean: Estimate,
    at: At,
    /// From where to where its interval goes, left to right.
    span: (f64, f64),
}

impl Dot<'_> {
    fn interval(&self) -> [At; 2] {
        [(self.span.0, self.at.1), (self.span.1, self.at.1)]
    }
}

/// The two axes: of values, or of their common logarithms.
struct Axes {
    log: bool,
    mean: Scale,
    spread: Scale,
}

impl Axes {
    fn dot<'d>(&self, row: &'d Row, mean: Estimate) -> Dot<'d> {
        let of = |value: f64| self.of(value.max(0.0));
        let interval = mean.interval.map(|i| Interval { low: of(i.low), high: of(i.high) });
        let mean = Estimate { value: of(mean.value), interval, ..mean };
        let x = self.mean.at(mean.value);
        let span = interval.map_or((x, x), |i| (self.mean.at(i.low), self.mean.at(i.high)));
        Dot { row, mean, at: (x, self.spread.at(of(row.spread))), span }
    }

    fn of(&self, value: f64) -> f64 {
        if self.log { value.log10() } else { value }
    }

    fn ticks(&self, scale: &Scale, most: usize) -> Vec<Tick> {
        match self.log {
            true => log_ticks(10f64.powf(scale.low()), 10f64.powf(scale.high()), most),
            false => ticks(scale.low(), scale.high(), most, 1e-9),
        }
    }
}

/// Draws the figure.
pub fn draw(data: &ScreeningData, from: &Provenance) -> Figure {
    let response = name_or(&data.response, "the response");
    let page = Page {
        name: "screening",
        question: "Which inputs matter at all, and do they act alone or through others?",
        title: name_or(&data.title, &title(data, &response)),
        subtitle: format!("Morris screening of the mean of {}", with_unit(&response, &data.unit)),
        alt: alt(data),
        note: format!(
            "One mark an input, the strongest named where there is room. Across: μ*, the mean absolute effect of moving it over its full range; up: σ, how far that effect \
             differs from place to place among the other inputs. Above the line σ = μ* an input acts mostly through others, or \
             unevenly. Lines through the named marks: 95% confidence intervals of μ*. Seen above chance: the mean square of the effects, less what chance gives it, has a 95% interval above zero.{}",
            left_out(data)
        ),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// The inputs that have numbers.
fn measured(data: &ScreeningData) -> impl Iterator<Item = (&Row, Estimate)> {
    let numbers = |row: &'_ Row| known(row.mean).filter(|mean| mean.value >= 0.0 && row.spread >= 0.0);
    data.rows.iter().filter_map(move |row| Some((row, numbers(row).filter(|_| row.spread.is_finite())?)))
}

/// Means that lie far apart and can all be seen on a log axis, but for those of no effect at all.
fn needs_log(data: &ScreeningData) -> bool {
    let moving: Vec<(f64, f64)> =
        measured(data).map(|(row, mean)| (mean.value, row.spread)).filter(|(mean, _)| *mean > 0.0).collect();
    let mut means: Vec<f64> = moving.iter().map(|(mean, _)| *mean).collect();
    means.sort_by(f64::total_cmp);
    let far = means.last().is_some_and(|most| *most > FAR * means[means.len() / 2]);
    far && moving.iter().all(|(_, spread)| *spread > 0.0)
}

/// How many inputs are told apart from chance.
fn title(data: &ScreeningData, response: &str) -> String {
    let seen = data.rows.iter().filter(|row| row.seen).count();
    let seen = if seen == 0 { "None".to_owned() } else { number(seen as f64, 0) };
    format!("{seen} of {} seen to move {response} by more than chance", inputs(data.rows.len()))
}

/// Intervals and names for so many.
const NAMED: usize = 12;

/// The inputs with the largest means that have a mark, strongest first: they are named and have their interval drawn.
fn strongest(data: &ScreeningData) -> Vec<&Row> {
    let log = needs_log(data);
    let mut rows: Vec<(&Row, Estimate)> = measured(data).filter(|(_, mean)| !log || mean.value > 0.0).collect();
    rows.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    rows.into_iter().map(|(row, _)| row).take(NAMED).collect()
}

/// What has no mark, in words.
fn left_out(data: &ScreeningData) -> String {
    let none = if needs_log(data) { measured(data).filter(|(_, mean)| mean.value == 0.0).count() } else { 0 };
    let unknown = data.rows.len() - measured(data).count();
    let said = |n: usize, why: &str| if n == 0 { String::new() } else { format!(" {}: {why}.", inputs(n)) };
    said(none, "no effect at all, hence no mark") + &said(unknown, "no numbers, hence no mark")
}

fn axes(data: &ScreeningData, frame: Frame) -> Axes {
    let log = needs_log(data);
    let scale = |values: &mut dyn Iterator<Item = f64>, page: (f64, f64)| {
        let positive = values.filter(|v| *v > 0.0 && v.is_finite());
        let (low, high) = positive.fold((f64::INFINITY, 0.0), |(low, high), v| (f64::min(low, v), f64::max(high, v)));
        match log {
            true => Scale::new((low / 1.6).log10(), (high * 1.6).log10(), page),
            false => Scale::new(0.0, 1.14 * high, page),
        }
    };
    let mean = scale(&mut measured(data).map(|(_, mean)| mean.value).chain(data.floor), (frame.left, frame.right));
    let spread = scale(&mut measured(data).map(|(row, _)| row.spread), (frame.bottom, frame.top));
    Axes { log, mean, spread }
}

fn plot(canvas: &mut Canvas, top: f64, data: &ScreeningData) -> f64 {
    let top = key(canvas, (LEFT, top), &signs(data)) + 26.0;
    let frame = Frame { left: LEFT + AXIS_ROOM, top, right: RIGHT, bottom: top + PLOT_HEIGHT };
    let axes = axes(data, frame);
    let dots: Vec<Dot> = measured(data)
        .filter(|(_, mean)| !axes.log || mean.value > 0.0)
        .map(|(row, mean)| axes.dot(row, mean))
        .collect();
    if let Some(floor) = data.floor.filter(|floor| *floor > 0.0 && floor.is_finite()) {
        canvas.rect(Frame { right: axes.mean.at(axes.of(floor)), ..frame }, zone());
    }
    left_axis(canvas, frame, &axes.spread, &axes.ticks(&axes.spread, 9), true);
    let diagonal = diagonal(canvas, frame, &axes);
    let scale = if axes.log { ", log scale" } else { "" };
    let unit = with_unit("", &data.unit);
    let up = format!("σ, spread of the effects{unit}{scale} ↑");
    canvas.text((LEFT, top - 10.0), Align::Left, LABEL, &LABEL.fit(&up, RIGHT - LEFT));
    if dots.is_empty() {
        nothing(canvas, frame, "no input was measured");
    }
    let strongest: Vec<&Dot> =
        strongest(data).iter().filter_map(|row| dots.iter().find(|dot| std::ptr::eq(dot.row, *row))).collect();
    for dot in &strongest {
        whisker(canvas, &axes.mean, dot.at.1, dot.mean, RULE);
    }
    for dot in &dots {
        Shape::Circle.draw(canvas, dot.at, DOT, ink(dot.row.seen), !dot.row.contested);
    }
    let (lines, taken) = diagonal.into_iter().unzip();
    names::name_strongest(canvas, frame, (&dots, &strongest), lines, taken);
    let across = format!("μ*, mean absolute effect over the full range{unit}{scale}");
    bottom_axis(canvas, frame, &axes.mean, &axes.ticks(&axes.mean, 9), &LABEL.fit(&across, frame.width()))
}

fn zone() -> RGBColor {
    tint(RULE, 0.45)
}

fn ink(seen: bool) -> RGBColor {
    if seen { MODEL } else { MIDDLE }
}

fn signs(data: &ScreeningData) -> Vec<(Sign, &'static str)> {
    let any = |which: fn(&Row) -> bool| data.rows.iter().any(which);
    let dot = |seen: bool, filled: bool| Sign::Shape(Shape::Circle, ink(seen), filled);
    let all = [
        (any(|row| row.seen), dot(true, true), "seen above chance"),
        (any(|row| !row.seen), dot(false, true), "not seen above chance"),
        (any(|row| row.contested), dot(any(|row| row.contested && row.seen), false), "hollow: contested"),
        (data.floor.is_some(), Sign::Zone(zone()), "what chance alone would give"),
    ];
    all.into_iter().filter(|(there, ..)| *there).map(|(_, sign, words)| (sign, words)).collect()
}

/// The line on which the spread is as large as the mean; hands back its ends and the room of its name.
fn diagonal(canvas: &mut Canvas, frame: Frame, axes: &Axes) -> Option<([At; 2], Frame)> {
    let (from, to) = (axes.mean.low().max(axes.spread.low()), axes.mean.high().min(axes.spread.high()));
    if to <= from {
        return None;
    }
    let [start, end] = [from, to].map(|v| (axes.mean.at(v), axes.spread.at(v)));
    canvas.dashes(&[start, end], RULE, 1.0, STANDS);
    let words = "σ = μ*";
    // Beside the line where it leaves at the top, above it where it leaves at the right.
    let (at, align) = match end.0 + 8.0 + SMALL.width(words) < frame.right {
        true => ((end.0 + 6.0, end.1 + 10.0), Align::Left),
        false => ((frame.right - 2.0, end.1 - 6.0), Align::Right),
    };
    canvas.text_over(at, align, SMALL, words);
    Some(([start, end], text_frame(at, align, SMALL, words).grown(3.0)))
}

fn alt(data: &ScreeningData) -> String {
    let mut text = format!("Morris screening of {} over {}.", data.response, inputs(data.rows.len()));
    if let Some(floor) = data.floor {
        text += &format!(" Chance alone would give a mean absolute effect of {} {}.", amount(floor), data.unit);
    }
    for row in &data.rows {
        let contested = if row.contested { ", contested" } else { "" };
        text += &format!(
            " {}: mean {}, spread {}{contested}{}.",
            name_or(&row.words, &row.input),
            said_with_interval(known(row.mean), false),
            amount(row.spread),
            if row.seen { "" } else { ", not seen above chance" }
        );
    }
    text
}

fn csv(data: &ScreeningData) -> String {
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let number = |v: f64| if v.is_finite() { v.to_string() } else { String::new() };
    let strongest = strongest(data);
    let rows = data.rows.iter().map(|row| {
        let [mean, low, high] = fields(known(row.mean));
        let (seen, contested, spread) = (yes(row.seen), yes(row.contested), number(row.spread));
        let interval = if strongest.iter().any(|drawn| std::ptr::eq(*drawn, row)) { "yes" } else { "" }.to_owned();
        let [input, words] = [&row.input, &row.words].map(String::clone);
        ["input".into(), input, words, mean, low, high, spread, seen, contested, interval]
    });
    let floor = data.floor.map(|floor| {
        let none = String::new;
        ["chance alone".into(), none(), none(), number(floor), none(), none(), none(), none(), none(), none()]
    });
    let header = [
        "kind",
        "input",
        "words",
        "mu_star",
        "low",
        "high",
        "sigma",
        "seen_above_chance",
        "contested",
        "interval_drawn",
    ];
    table(header, rows.chain(floor))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::super::rows::demo;
    use super::*;

    /// Inputs whose effects fall off by `pace`, every third contested.
    pub fn data(n: usize, pace: f64) -> ScreeningData {
        let row = |(i, (words, input, luck)): (usize, (String, String, f64))| {
            let mean = 380.0 * pace.powi(i as i32) * (0.7 + 0.6 * luck) + 9.0 * luck;
            let spread = mean * (0.25 + 1.1 * (7.0 * luck).fract());
            let mean = demo::about(mean, 0.12 * mean + 4.0);
            Row { input, words, mean, spread, contested: i % 3 == 0, seen: mean.is_some_and(|m| m.value > 18.0) }
        };
        ScreeningData {
            title: "Six of the inputs move people returned by more than chance alone would".into(),
            response: "people returned to the Northern Republic".into(),
            unit: "people".into(),
            rows: demo::inputs(n).into_iter().enumerate().map(row).collect(),
            floor: Some(16.0),
        }
    }

    #[test]
    fn every_input_has_a_mark_and_the_strongest_their_names() {
        let data = data(20, 0.8);
        let figure = draw(&data, &check::provenance());
        check::demo("screening", &figure);
        assert_eq!(count(&figure, "<circle"), 2 * 20 + 2 * 3, "each mark has a ground; three in the key");
        assert!(!figure.svg.contains("log scale"));
        assert_eq!(figure.data.lines().count(), 1 + 20 + 1);
        let named = data.rows.iter().filter(|row| figure.svg.contains(&format!("\n{}\n", names::name(row).1))).count();
        assert_eq!(named, 11, "the twelfth has no room beside the others");
        sound(&figure);
    }

    #[test]
    fn far_apart_takes_a_log_axis_and_says_what_it_cannot_show() {
        let mut far = data(16, 0.55);
        far.rows.iter_mut().skip(4).for_each(|row| row.mean = demo::about(row.spread.max(0.01) / 3.0, 0.8));
        far.rows.iter_mut().for_each(|row| row.seen = row.mean.is_some_and(|mean| mean.value > 18.0));
        (far.rows[9].mean, far.rows[9].spread) = (demo::about(0.0, 0.0), 0.0);
        far.rows[10].mean = None;
        let figure = draw(&far, &check::provenance());
        assert!(figure.svg.contains("log scale"));
        let said = left_out(&far);
        assert_eq!(said, " 1 input: no effect at all, hence no mark. 1 input: no numbers, hence no mark.");
        sound(&figure);
        check::demo("screening-log", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = ScreeningData { rows: vec![], floor: None, title: String::new(), ..data(0, 0.8) };
        let mut crowd = data(40, 1.0);
        crowd.rows.iter_mut().enumerate().for_each(|(i, row)| {
            row.mean = demo::about(100.0 + i as f64 / 9.0, 1.0);
            row.spread = 40.0;
        });
        let mut odd = data(3, 0.5);
        odd.rows[0].mean = demo::about(f64::NAN, 1.0);
        odd.rows[1].spread = f64::NAN;
        odd.rows[2].mean = demo::about(5e6, 1e9);
        let mut zero = data(1, 0.5);
        (zero.rows[0].mean, zero.rows[0].spread) = (demo::about(0.0, 0.0), 0.0);
        zero.floor = Some(0.0);
        for (i, data) in [none, crowd, odd, zero, data(1, 0.5), data(40, 0.9)].iter().enumerate() {
            let figure = draw(data, &check::provenance());
            sound(&figure);
            check::demo(&format!("screening-odd-{i}"), &figure);
        }
    }
}
