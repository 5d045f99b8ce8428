//! A tornado: what moving one input at a time to either end of its range does to a response.

use super::axes::{Scale, bottom_axis};
use super::canvas::{Align, Canvas, Frame};
use super::hatch::Bar;
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::rows::{
    Name, Sign, ends, fields, grid, ink, inputs, key, known, said_with_interval, signed_ticks, whisker, with_unit,
};
use super::style::{INK, LABEL, SMALL, amount, number};
use super::{Figure, Provenance};
use crate::experiment::estimate::Estimate;
use serde::{Deserialize, Serialize};

/// Swings of one response, one row an input, in the order in which they are drawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TornadoData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub response: String,
    pub unit: String,
    /// Mean response of the scenario as it stands.
    pub base: f64,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The path of the input.
    pub input: String,
    /// The same in short words; may be blank.
    pub words: String,
    /// The value as it stands.
    pub stands: String,
    pub low: End,
    pub high: End,
    pub contested: bool,
}

/// One end of the range of an input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct End {
    pub value: String,
    /// Paired difference of the mean response: this end minus the scenario as it stands.
    pub diff: Option<Estimate>,
}

/// The column of values as they stand.
const STANDS: f64 = 84.0;
/// What the value at the end of a bar takes at most.
const VALUE: f64 = 84.0;
const GAP: f64 = 9.0;

impl Row {
    fn ends(&self) -> [&End; 2] {
        [&self.low, &self.high]
    }

    /// The bars share a line only if they keep to their sides of zero, whiskers and all.
    fn share_a_line(&self) -> bool {
        let [low, high] = self.ends().map(|end| known(end.diff).filter(Estimate::settled).map_or(0.0, |e| e.value));
        low * high < 0.0
    }
}

/// Draws the figure.
pub fn draw(data: &TornadoData, from: &Provenance) -> Figure {
    let response = name_or(&data.response, "the response");
    let page = Page {
        name: "tornado",
        question: "Which inputs move the answer?",
        title: name_or(&data.title, &title(data, &response)),
        subtitle: format!("Mean of {}, one input at a time at either end of its range", with_unit(&response, &data.unit)),
        alt: alt(data),
        note: "Bars: mean paired difference from the scenario as it stands, history by history with the same luck; the value of \
               the input stands at the end of its bar. Whiskers: 95% confidence intervals of these differences, for both ends of \
               all inputs at once (Šidák). One input at a time: what inputs do together is not seen here."
            .to_owned(),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// How many inputs move the response by themselves.
fn title(data: &TornadoData, response: &str) -> String {
    let moves = |row: &&Row| [row.low.diff, row.high.diff].into_iter().flatten().any(|e| e.settled());
    let moving = data.rows.iter().filter(moves).count();
    format!(
        "{} of {} told apart from zero in {response}, each moved by itself",
        number(moving as f64, 0),
        inputs(data.rows.len())
    )
}

fn plot(canvas: &mut Canvas, top: f64, data: &TornadoData) -> f64 {
    if data.rows.is_empty() {
        nothing(canvas, Frame { left: LEFT, top, right: RIGHT, bottom: top + 110.0 }, "no inputs to move");
        return top + 110.0;
    }
    let (names, room) = Name::column(data.rows.iter().map(|row| (row.words.as_str(), row.input.as_str())));
    let top = key(canvas, (LEFT, top), &signs(data)) + 22.0;
    let stands = LEFT + room + STANDS;
    let height = |name: &Name| name.height().max(24.0) + GAP;
    let bottom = top + names.iter().map(height).sum::<f64>();
    let frame = Frame { left: stands + 16.0, top, right: RIGHT, bottom };
    let scale = scale(data, frame);
    let marks = signed_ticks(&scale, 7);
    grid(canvas, frame, &scale, &marks);
    canvas.text((stands, top - 6.0), Align::Right, SMALL, "as it stands");
    let base = format!("as it stands: {} {}", amount(data.base), data.unit);
    let base = LABEL.fit(base.trim(), frame.width());
    let half = LABEL.width(&base) / 2.0;
    let x = scale.at(0.0).clamp(frame.left + half, frame.right - half);
    canvas.text((x, top - 6.0), Align::Centre, LABEL.ink(INK), &base);
    let mut y = top;
    for (row, name) in data.rows.iter().zip(&names) {
        let middle = y + height(name) / 2.0;
        name.draw(canvas, middle);
        let value = LABEL.fit(&row.stands, STANDS - 8.0);
        canvas.text((stands, middle + 4.0), Align::Right, LABEL.ink(INK), &value);
        bars(canvas, &scale, middle, row);
        y += height(name);
    }
    let title = format!("difference in {}", with_unit(&name_or(&data.response, "the response"), &data.unit));
    bottom_axis(canvas, frame, &scale, &marks, &LABEL.fit(&title, frame.width()))
}

/// Differences on the page, with room at both ends for the values that stand there.
fn scale(data: &TornadoData, frame: Frame) -> Scale {
    let (low, high) = ends(data.rows.iter().flat_map(Row::ends).filter_map(|end| known(end.diff)));
    let widest = data.rows.iter().flat_map(Row::ends).map(|end| LABEL.width(&end.value)).fold(0.0, f64::max);
    let room = widest.min(VALUE) + LABEL.width(": –") + 8.0;
    Scale::new(low, high, (frame.left + room, frame.right - room))
}

fn signs(data: &TornadoData) -> Vec<(Sign, &'static str)> {
    let mut signs = vec![
        (Sign::Bar(Bar::light(true, false)), "low end of the range"),
        (Sign::Bar(Bar::dark(true, false)), "high end"),
    ];
    if data.rows.iter().any(|row| row.contested) {
        signs.push((Sign::Bar(Bar::dark(true, true)), "contested"));
    }
    let mut estimates = data.rows.iter().flat_map(Row::ends).filter_map(|end| known(end.diff));
    if estimates.any(|e| !e.settled()) {
        signs.push((Sign::Bar(Bar::dark(false, false)), "not separated from zero"));
    }
    signs
}

/// Both ends of one input, with their values.
fn bars(canvas: &mut Canvas, scale: &Scale, middle: f64, row: &Row) {
    let (offset, half) = if row.share_a_line() { (0.0, 6.5) } else { (6.0, 5.0) };
    let zero = scale.at(0.0);
    for (end, bar, way) in [(&row.low, Bar::light as fn(bool, bool) -> Bar, -1.0), (&row.high, Bar::dark, 1.0)] {
        let (y, estimate) = (middle + way * offset, known(end.diff));
        let mut tip = zero;
        let mut way = way;
        let mut words = LABEL.fit(&end.value, VALUE);
        match estimate {
            Some(estimate) => {
                let value = scale.at(estimate.value);
                let room = Frame { left: zero.min(value), top: y - half, right: zero.max(value), bottom: y + half };
                bar(estimate.settled(), row.contested).draw(canvas, room);
                whisker(canvas, scale, y, estimate, ink(Some(estimate)));
                way = if estimate.value == 0.0 { way } else { estimate.value.signum() };
                let far = estimate.interval.map_or(value, |i| scale.at(if way < 0.0 { i.low } else { i.high }));
                tip = if way < 0.0 { far.min(value) } else { far.max(value) };
            }
            None => words += ": –",
        }
        let face = LABEL.ink(ink(estimate));
        let align = if way < 0.0 { Align::Right } else { Align::Left };
        canvas.text((tip + way * 5.0, y + 4.0), align, face, &words);
    }
}

fn alt(data: &TornadoData) -> String {
    let mut text = format!(
        "Tornado of {} for {}; as it stands {} {}.",
        data.response,
        inputs(data.rows.len()),
        amount(data.base),
        data.unit
    );
    for row in &data.rows {
        let [low, high] =
            row.ends().map(|end| format!("{} at {}", said_with_interval(known(end.diff), true), end.value));
        let contested = if row.contested { " (contested)" } else { "" };
        text += &format!(" {}{contested}: {low}; {high}.", name_or(&row.words, &row.input));
    }
    text
}

fn csv(data: &TornadoData) -> String {
    let rows = data.rows.iter().flat_map(|row| {
        let contested = if row.contested { "yes" } else { "no" };
        [("low", &row.low), ("high", &row.high)].map(|(kind, end)| {
            let [diff, low, high] = fields(known(end.diff));
            let [input, words, stands] = [&row.input, &row.words, &row.stands].map(String::clone);
            [input, words, stands, kind.to_owned(), end.value.clone(), diff, low, high, contested.to_owned()]
        })
    });
    table(["input", "words", "stands", "end", "value", "difference", "low", "high", "contested"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, sound};
    use super::super::rows::demo;
    use super::*;

    /// Inputs from strong to weak, every third contested, every fourth the same way at both ends.
    pub fn data(n: usize) -> TornadoData {
        let row = |(i, (words, input, luck)): (usize, (String, String, f64))| {
            let size = 420.0 * 0.72f64.powi(i as i32);
            let back = if i % 4 == 3 { 0.6 } else { -0.8 };
            let end = |value: f64, diff: f64| End { value: amount(value), diff: demo::about(diff, 22.0 + 9.0 * luck) };
            let ends = [end(0.2 * luck, back * size), end(0.2 + luck, size)];
            let [low, high] = ends;
            Row { input, words, stands: amount(0.1 + luck / 2.0), low, high, contested: i % 3 == 0 }
        };
        TornadoData {
            title: "Authority on one line moves people returned by more than any other input".into(),
            response: "people returned to the Northern Republic".into(),
            unit: "people".into(),
            base: 2070.4,
            rows: demo::inputs(n).into_iter().enumerate().map(row).collect(),
        }
    }

    #[test]
    fn both_ends_of_every_input_are_drawn_with_their_values() {
        let data = data(12);
        let figure = draw(&data, &check::provenance());
        assert_eq!(figure.data.lines().count(), 1 + 2 * 12);
        assert!(figure.svg.contains("as it stands: 2,070 people"));
        for end in data.rows.iter().flat_map(Row::ends) {
            assert!(figure.svg.contains(&format!("\n{}\n", end.value)), "{}", end.value);
        }
        assert!(figure.svg.contains("not separated from zero") && figure.svg.contains("contested"));
        sound(&figure);
        check::demo("tornado", &figure);
    }

    #[test]
    fn bars_share_a_line_only_if_their_whiskers_do_not_meet() {
        let end = |diff: f64, half: f64| End { value: "1".into(), diff: demo::about(diff, half) };
        let row = |low: End, high: End| Row { low, high, ..data(1).rows.remove(0) };
        assert!(row(end(-5.0, 1.0), end(5.0, 1.0)).share_a_line());
        assert!(!row(end(-5.0, 6.0), end(5.0, 1.0)).share_a_line());
        assert!(!row(end(5.0, 1.0), end(5.0, 1.0)).share_a_line());
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let mut outlier = data(4);
        outlier.title = String::new();
        outlier.rows[0].high.diff = demo::about(81_000.0, 900.0);
        outlier.rows[1].low = End { value: "0.000001 of everything that was ever asked".into(), diff: None };
        outlier.rows[2].low.diff = demo::about(0.0, 0.0);
        outlier.rows[2].high.diff = demo::about(0.0, 0.0);
        outlier.rows[3].high.diff = demo::about(3.0, 1e7);
        let mut nothing = data(1);
        nothing.rows[0].low.diff = None;
        nothing.rows[0].high.diff = demo::about(f64::NAN, 1.0);
        nothing.base = f64::NAN;
        let none = TornadoData { rows: vec![], ..data(0) };
        for (i, data) in [outlier, nothing, none, data(1), data(40)].iter().enumerate() {
            let figure = draw(data, &check::provenance());
            sound(&figure);
            check::demo(&format!("tornado-odd-{i}"), &figure);
        }
    }
}
