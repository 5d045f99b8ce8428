//! Sobol indices: the share of an input in the variance of the mean response, by itself and with all its interactions;
//! and, apart from them, the share of all variance between histories that is chance.

use super::axes::{Scale, bottom_axis, ticks};
use super::canvas::{Align, Canvas, Frame};
use super::hatch::Bar;
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::rows::{Name, Sign, fields, grid, ink, inputs, key, known, said_with_interval, whisker, with_unit};
use super::style::{BODY, GREY, INK, LABEL, PAPER, RULE, SMALL, number, percent, tint};
use super::{Figure, Provenance};
use crate::experiment::estimate::Estimate;
use serde::{Deserialize, Serialize};

/// Indices of one response, one row an input, in the order in which they are drawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IndicesData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub response: String,
    pub unit: String,
    pub rows: Vec<Row>,
    /// Of all variance between single histories, the share that is chance, 0 to 1.
    pub chance: Option<Estimate>,
    /// How it was computed, such as "2,048 rows of the design, 4 histories a point"; may be blank.
    pub design: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The path of the input.
    pub input: String,
    /// The same in short words; may be blank.
    pub words: String,
    pub first: Option<Estimate>,
    pub total: Option<Estimate>,
    pub contested: bool,
}

/// The columns of numbers.
const NUMBERS: f64 = 108.0;
const FIRST_END: f64 = 54.0;
const BAR: f64 = 7.0;
const GAP: f64 = 9.0;
/// From the inputs to the bar of chance.
const APART: f64 = 34.0;

/// Draws the figure.
pub fn draw(data: &IndicesData, from: &Provenance) -> Figure {
    let design = match data.design.trim().trim_end_matches('.') {
        "" => String::new(),
        design => format!(" {design}."),
    };
    let page = Page {
        name: "indices",
        question: "Which inputs carry the spread of the answer, and how much of it is chance?",
        title: name_or(
            &data.title,
            &match known(data.chance) {
                Some(chance) => format!(
                    "Chance is {} of the spread of {}; no input stands alone above the rest",
                    percent(chance.value),
                    name_or(&data.response, "the response")
                ),
                None => format!("Which inputs carry the spread of {}", name_or(&data.response, "the response")),
            },
        ),
        subtitle: format!(
            "Sobol indices of the mean of {}",
            with_unit(&name_or(&data.response, "the response"), &data.unit)
        ),
        alt: alt(data),
        note: format!(
            "Dark bars: what the variance of the mean would lose, were this input alone known (first order). Light bars: what \
             would be left of it, were all others known (total): the input with its interactions. Whiskers: 95% confidence \
             intervals, by bootstrap over the rows of the design; inputs whose whiskers overlap are not ranked. Shares are as estimated, cut off nowhere.{design}"
        ),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

fn plot(canvas: &mut Canvas, top: f64, data: &IndicesData) -> f64 {
    let (names, room) = Name::column(data.rows.iter().map(|row| (row.words.as_str(), row.input.as_str())));
    let left = LEFT + room + 14.0;
    let top = key(canvas, (LEFT, top), &signs(data)) + 18.0;
    let plot = Frame { left, top, right: RIGHT - NUMBERS, bottom: top };
    let scale = scale(data, plot);
    let bottom = if data.rows.is_empty() {
        nothing(canvas, Frame { left: LEFT, right: RIGHT, bottom: top + 90.0, ..plot }, "no inputs to vary");
        top + 90.0
    } else {
        split(canvas, plot, &scale, (&data.rows, &names))
    };
    match known(data.chance) {
        Some(chance) => chance_bar(canvas, Frame { left: scale.at(0.0), top: bottom + APART, ..plot }, chance),
        None => bottom,
    }
}

/// From 0 to 1, and somewhat beyond if an index lies there.
fn scale(data: &IndicesData, plot: Frame) -> Scale {
    let values = data.rows.iter().flat_map(|row| [known(row.first), known(row.total)]).flatten().map(|e| e.value);
    let (low, high) = values.fold((-0.06, 1.0), |(low, high), v| (f64::min(low, v), f64::max(high, v)));
    Scale::new(low.max(-0.4), high.min(1.4), (plot.left, plot.right))
}

fn signs(data: &IndicesData) -> Vec<(Sign, &'static str)> {
    let unsure = |e: Option<Estimate>| known(e).is_some_and(|e| !e.settled());
    let mut signs = vec![
        (Sign::Bar(Bar::dark(true, false)), "by itself (first order)"),
        (Sign::Bar(Bar::light(true, false)), "with its interactions (total)"),
    ];
    if data.rows.iter().any(|row| row.contested) {
        signs.push((Sign::Bar(Bar::dark(true, true)), "contested"));
    }
    if data.rows.iter().any(|row| unsure(row.first) || unsure(row.total)) {
        signs.push((Sign::Bar(Bar::dark(false, false)), "may be zero"));
    }
    signs
}

/// The rows of the inputs on one axis; hands back where it ends.
fn split(canvas: &mut Canvas, plot: Frame, scale: &Scale, (rows, names): (&[Row], &[Name])) -> f64 {
    let height = |name: &Name| name.height().max(2.0 * BAR + 2.0) + GAP;
    let frame = Frame { bottom: plot.top + names.iter().map(height).sum::<f64>(), ..plot };
    let marks = ticks(scale.low(), scale.high(), 6, 0.1);
    grid(canvas, frame, scale, &marks);
    for (end, words) in [(FIRST_END, "by itself"), (0.0, "total")] {
        canvas.text((RIGHT - end, frame.top - 5.0), Align::Right, SMALL, words);
    }
    let mut y = frame.top;
    for (row, name) in rows.iter().zip(names) {
        let middle = y + height(name) / 2.0;
        name.draw(canvas, middle);
        let half = BAR / 2.0 + 1.0;
        index(canvas, scale, (middle - half, Bar::dark), row.first, row.contested);
        index(canvas, scale, (middle + half, Bar::light), row.total, row.contested);
        for (estimate, end) in [(row.first, FIRST_END), (row.total, 0.0)] {
            let face = LABEL.ink(ink(known(estimate)));
            canvas.text((RIGHT - end, middle + 4.0), Align::Right, face, &share(known(estimate)));
        }
        y += height(name);
    }
    bottom_axis(canvas, frame, scale, &marks, "share of the variance of the mean response")
}

/// A share in hundredths, which is all that a design of some hundred rows can tell.
fn share(index: Option<Estimate>) -> String {
    match index {
        None => "–".to_owned(),
        Some(e) if e.value > 0.0 && e.value < 0.005 => "<0.01".to_owned(),
        Some(e) => number(e.value, 2),
    }
}

/// One index at the height `y`, with its whisker.
fn index(
    canvas: &mut Canvas,
    scale: &Scale,
    (y, bar): (f64, fn(bool, bool) -> Bar),
    index: Option<Estimate>,
    contested: bool,
) {
    if let Some(index) = known(index) {
        let (zero, value) = (scale.at(0.0), scale.at(index.value));
        let frame = Frame { left: zero.min(value), right: zero.max(value), top: y - BAR / 2.0, bottom: y + BAR / 2.0 };
        bar(index.settled(), contested).draw(canvas, frame);
        whisker(canvas, scale, y, index, ink(Some(index)));
    }
}

/// What is chance between single histories, on an axis of its own; hands back where it ends.
fn chance_bar(canvas: &mut Canvas, plot: Frame, chance: Estimate) -> f64 {
    let frame = Frame { bottom: plot.top + 30.0, ..plot };
    canvas.line(&[(LEFT, frame.top - 18.0), (RIGHT, frame.top - 18.0)], RULE, 0.6);
    let middle = (frame.top + frame.bottom) / 2.0;
    canvas.text((LEFT, middle + 4.0), Align::Left, BODY.ink(INK), "chance");
    let scale = Scale::new(0.0, 1.0, (frame.left, frame.right));
    let (top, bottom, end) = (middle - 8.0, middle + 8.0, scale.at(chance.value));
    canvas.rect(Frame { top, bottom, ..frame }, tint(RULE, 0.45));
    canvas.rect(Frame { top, bottom, right: end, ..frame }, GREY);
    for (words, face, left, right) in
        [("chance", SMALL.ink(PAPER), frame.left, end), ("the inputs", SMALL.ink(INK), end, frame.right)]
    {
        // The whisker needs the room at the border.
        if right - left > SMALL.width(words) + 60.0 {
            let (x, align) = if left == end { (right - 8.0, Align::Right) } else { (left + 8.0, Align::Left) };
            canvas.text((x, middle + 3.7), align, face, words);
        }
    }
    whisker(canvas, &scale, middle, chance, INK);
    canvas.text((RIGHT, middle + 4.0), Align::Right, LABEL.ink(INK), &percent(chance.value));
    let mut marks = ticks(0.0, 1.0, 5, 0.1);
    marks.iter_mut().for_each(|tick| tick.label = percent(tick.value));
    bottom_axis(canvas, frame, &scale, &marks, "share of the variance between single histories that is chance")
}

fn alt(data: &IndicesData) -> String {
    let mut text = format!("Bars of Sobol indices of {} for {}.", data.response, inputs(data.rows.len()));
    for row in &data.rows {
        text += &format!(
            " {}{}: first order {}, total {}.",
            name_or(&row.words, &row.input),
            if row.contested { " (contested)" } else { "" },
            said_with_interval(known(row.first), false),
            said_with_interval(known(row.total), false)
        );
    }
    if let Some(chance) = known(data.chance) {
        text += &format!(" Chance: {} of the variance between single histories.", percent(chance.value));
    }
    text
}

fn csv(data: &IndicesData) -> String {
    let line = |input: &str, words: &str, kind: &str, estimate: Option<Estimate>, contested: &str| {
        let [value, low, high] = fields(known(estimate));
        [input.to_owned(), words.to_owned(), kind.to_owned(), value, low, high, contested.to_owned()]
    };
    let rows = data.rows.iter().flat_map(|row| {
        let contested = if row.contested { "yes" } else { "no" };
        [("first order", row.first), ("total", row.total)]
            .map(|(kind, estimate)| line(&row.input, &row.words, kind, estimate, contested))
    });
    let chance = data.chance.map(|chance| line("", "", "chance", Some(chance), ""));
    table(["input", "words", "kind", "share", "low", "high", "contested"], rows.chain(chance))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, sound};
    use super::super::rows::demo;
    use super::*;
    use crate::experiment::estimate::Interval;

    /// Inputs from strong to weak, every third contested.
    pub fn data(n: usize) -> IndicesData {
        let row = |(i, (words, input, luck)): (usize, (String, String, f64))| {
            let first = 0.44 * 0.6f64.powi(i as i32) + 0.005 * (luck - 0.5);
            let total = first + 0.16 * luck * 0.8f64.powi(i as i32);
            let [first, total] = [demo::about(first, 0.03 + 0.02 * luck), demo::about(total, 0.035)];
            Row { input, words, first, total, contested: i % 3 == 0 }
        };
        IndicesData {
            title: "Authority on one line carries about half of what the inputs spread".into(),
            response: "people returned to the Northern Republic".into(),
            unit: "people".into(),
            rows: demo::inputs(n).into_iter().enumerate().map(row).collect(),
            chance: demo::about(0.71, 0.04),
            design: "2,048 rows of the design, 4 histories a point".into(),
        }
    }

    #[test]
    fn every_index_is_drawn_and_chance_stands_apart() {
        let figure = draw(&data(7), &check::provenance());
        assert_eq!(figure.data.lines().count(), 1 + 2 * 7 + 1);
        assert!(figure.data.ends_with(&format!("chance,0.71,{},{},\n", 0.71 - 0.04, 0.71 + 0.04)), "{}", figure.data);
        assert!(figure.svg.contains("71%") && figure.alt.contains("Chance: 71%"));
        assert!(figure.svg.contains("may be zero") && figure.svg.contains("\ncontested\n"));
        sound(&figure);
        check::demo("indices", &figure);
    }

    #[test]
    fn the_key_has_only_what_is_there() {
        let sure = Row { first: demo::about(0.5, 0.1), contested: false, ..data(1).rows.remove(0) };
        let figure = draw(&IndicesData { rows: vec![sure], ..data(0) }, &check::provenance());
        assert!(!figure.svg.contains("may be zero") && !figure.svg.contains("\ncontested\n"));
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let mut odd = data(3);
        odd.title = String::new();
        odd.rows[0].first = demo::about(f64::NAN, 1.0);
        odd.rows[1].total = demo::about(0.6, 4.0);
        odd.rows[2].first = demo::about(-7.0, 0.1);
        odd.rows[2].total = Some(Estimate {
            interval: Some(Interval { low: f64::NEG_INFINITY, high: f64::NAN }),
            ..demo::about(0.2, 0.1).expect("given")
        });
        odd.chance = demo::about(0.998, 0.01);
        let none = IndicesData { rows: vec![], design: String::new(), unit: String::new(), ..data(0) };
        let unlucky = IndicesData { chance: None, ..data(1) };
        for (i, data) in [odd, none, unlucky, data(12), data(40)].iter().enumerate() {
            let figure = draw(data, &check::provenance());
            sound(&figure);
            check::demo(&format!("indices-odd-{i}"), &figure);
        }
    }
}
