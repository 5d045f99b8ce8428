//! Returned over time: one panel a side on a shared axis, the median with its middle 50% and 90%.

use super::axes::{Scale, bottom_axis, day_name, left_axis, round_top, spread, stairs, ticks, time_ticks};
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{GREY, HEAD, LABEL, RULE, SIDES, SMALL, amount, number, tint};
use super::{Figure, Provenance};
use jiff::civil::Date;

/// People returned by day, over all replications.
pub struct ReturnedData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub start: Option<Date>,
    pub horizon_days: f64,
    pub sides: Vec<Side>,
}

/// One side's people returned by the end of each day in `days`; each value holds until the next day listed.
pub struct Side {
    pub name: String,
    pub days: Vec<u32>,
    pub p05: Vec<f64>,
    pub p25: Vec<f64>,
    pub p50: Vec<f64>,
    pub p75: Vec<f64>,
    pub p95: Vec<f64>,
}

/// A day and its five percentiles, lowest first.
type Row = (f64, [f64; 5]);

const PERCENTILES: [&str; 5] = ["5th", "25th", "median", "75th", "95th"];
const PLOT_HEIGHT: f64 = 270.0;
const LABEL_ROOM: f64 = 96.0;

impl Side {
    fn rows(&self) -> Vec<Row> {
        let at = |values: &[f64], i: usize| values.get(i).copied().filter(|v| v.is_finite());
        let row = |(i, &day): (usize, &u32)| {
            let five = [&self.p05, &self.p25, &self.p50, &self.p75, &self.p95].map(|p| at(p, i));
            five.iter().all(Option::is_some).then(|| (f64::from(day), five.map(Option::unwrap_or_default)))
        };
        self.days.iter().enumerate().filter_map(row).collect()
    }
}

/// Draws the figure.
pub fn draw(data: &ReturnedData, from: &Provenance) -> Figure {
    let rows: Vec<Vec<Row>> = data.sides.iter().map(Side::rows).collect();
    let page = Page {
        name: "returned",
        title: name_or(&data.title, "People returned over time"),
        subtitle: "People returned to each side so far: median, middle 50% and middle 90% of histories".to_owned(),
        alt: alt(data, &rows),
        note: format!(
            "Line: median. Dark band: middle 50%, light band: middle 90% of {} simulated histories, day by day; \
             no single history need follow any of these lines.",
            number(from.n as f64, 0)
        ),
        data: csv(data, &rows),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data, &rows))
}

fn plot(canvas: &mut Canvas, top: f64, data: &ReturnedData, rows: &[Vec<Row>]) -> f64 {
    let panels = rows.len().max(1) as f64;
    let high = rows.iter().flatten().map(|row| row.1[4]).fold(0.0, f64::max);
    let (top, bottom) = (top + 22.0, top + 22.0 + PLOT_HEIGHT);
    let people = Scale::new(0.0, round_top(high, 5), (bottom, top));
    let people_ticks = ticks(0.0, people.high(), 5, 1.0);
    let axis_room = 8.0 + people_ticks.iter().map(|tick| LABEL.width(&tick.label)).fold(0.0, f64::max);
    let width = (RIGHT - LEFT - axis_room - panels * LABEL_ROOM) / panels;
    let mut low = bottom;
    for panel in 0..rows.len().max(1) {
        let left = LEFT + axis_room + panel as f64 * (width + LABEL_ROOM);
        let frame = Frame { left, top, right: left + width, bottom };
        let days = Scale::new(0.0, data.horizon_days, (left, frame.right));
        left_axis(canvas, frame, &people, &people_ticks, panel == 0);
        let unit = if data.start.is_none() { "days since the start" } else { "" };
        match (data.sides.get(panel), rows.get(panel).filter(|rows| !rows.is_empty())) {
            (Some(side), Some(rows)) => one_side(canvas, frame, side, panel, rows, (&days, &people)),
            _ => nothing(canvas, frame, "nothing to draw"),
        }
        low = low.max(bottom_axis(canvas, frame, &days, &time_ticks(data.start, &days), unit));
    }
    low
}

/// One panel: bands from light to dark, the median, and the five values at the end named in the margin.
fn one_side(
    canvas: &mut Canvas,
    frame: Frame,
    side: &Side,
    panel: usize,
    rows: &[Row],
    (days, people): (&Scale, &Scale),
) {
    let colour = SIDES[panel % SIDES.len()];
    let place = |row: &Row, k: usize| (days.at(row.0), people.at(row.1[k]));
    let curve = |k: usize| stairs(rows.iter().map(|row| place(row, k)), frame.right);
    for (low, high, share) in [(0, 4, 0.18), (1, 3, 0.42)] {
        canvas.area(
            &curve(low).into_iter().chain(curve(high).into_iter().rev()).collect::<Vec<_>>(),
            tint(colour, share),
        );
    }
    canvas.line(&curve(2), colour, 1.8);
    let name = HEAD.ink(colour);
    canvas.text(
        (frame.left, frame.top - 10.0),
        Align::Left,
        name,
        &name.fit(&side.name, frame.width() + LABEL_ROOM - 20.0),
    );
    let Some((_, last)) = rows.last() else { return };
    let heights: Vec<f64> = last.iter().rev().map(|v| people.at(*v)).collect();
    let labels = spread(&heights, 14.0, frame.bottom + 2.0);
    for ((k, height), label) in (0..5).rev().zip(&heights).zip(&labels) {
        let face = if k == 2 { LABEL.strong().ink(colour) } else { SMALL.ink(GREY) };
        let end = frame.right + 12.0;
        canvas.line(&[(frame.right + 1.0, *height), (end - 2.0, *label)], RULE, 0.6);
        canvas.text((end, label + 4.0), Align::Left, face, &format!("{}: {}", PERCENTILES[k], amount(last[k])));
    }
}

fn alt(data: &ReturnedData, rows: &[Vec<Row>]) -> String {
    let mut text = format!("{} panels of people returned over time on one scale.", rows.len());
    for (side, rows) in data.sides.iter().zip(rows) {
        if let Some((day, [p05, p25, p50, p75, p95])) = rows.last().map(|row| (row.0, row.1.map(amount))) {
            let day = day_name(data.start, day);
            text += &format!(
                " {}: by {day} the median is {p50}; half of histories lie between {p25} and {p75}, ",
                side.name
            );
            text += &format!("nine in ten between {p05} and {p95}.");
        }
    }
    text
}

fn csv(data: &ReturnedData, rows: &[Vec<Row>]) -> String {
    let sides = data.sides.iter().zip(rows);
    let rows = sides.flat_map(|(side, rows)| rows.iter().map(|row| (side.name.clone(), row)));
    table(
        ["side", "day", "p05", "p25", "p50", "p75", "p95"],
        rows.map(|(side, (day, five))| {
            let [a, b, c, d, e] = five.map(|v| v.to_string());
            [side, day.to_string(), a, b, c, d, e]
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    fn side(name: &str, factor: f64, days: u32) -> Side {
        // Batches every few weeks, so the curve goes up in stairs.
        let curve = |k: f64| (0..=days).map(|d| (f64::from(d / 23) * 23.0 * factor * k).round()).collect();
        Side {
            name: name.into(),
            days: (0..=days).collect(),
            p05: curve(0.7),
            p25: curve(2.1),
            p50: curve(3.0),
            p75: curve(4.2),
            p95: curve(6.4),
        }
    }

    fn data(names: &[&str], days: u32) -> ReturnedData {
        let sides = names.iter().enumerate().map(|(i, name)| side(name, 1.0 + 0.04 * i as f64, days)).collect();
        let title =
            "Each side gets about 2,000 people back in two years, but one history in twenty sees fewer than 500".into();
        ReturnedData { title, start: Some(Date::constant(2022, 2, 24)), horizon_days: f64::from(days), sides }
    }

    #[test]
    fn the_picture_says_what_the_table_says() {
        let figure = draw(&data(&["Northern Republic", "Southern Federation"], 700), &check::provenance());
        assert_eq!(figure.data.lines().count(), 1 + 2 * 701);
        assert_eq!(count(&figure, "<polygon"), 4, "two bands a side");
        assert!(figure.alt.contains("by 25 Jan 2024 the median is 2,070"), "{}", figure.alt);
        sound(&figure);
        check::demo("returned", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let long = [
            "Дуже довга назва сторони переговорів, яка не вміщується в рядок",
            "Müzakerelerin İğdır şubesi ve öbürleri",
        ];
        let mut flat = data(&["One"], 5);
        flat.sides[0].p05.clear();
        let mut zero = data(&long, 0);
        zero.start = None;
        let mut outlier = data(&long, 90);
        outlier.sides[0].p95[90] = 1_250_000.0;
        for (i, odd) in
            [data(&[], 100), data(&["A & B <the \"third\" side>\u{7}"], 2600), flat, zero, outlier].iter().enumerate()
        {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("returned-odd-{i}"), &figure);
        }
    }
}
