//! Returned over time: one panel a side on a shared axis, the median with its middle 50% and 90%.

use super::axes::{Scale, bottom_axis, day_name, left_axis, round_top, spread, stairs, ticks, time_ticks};
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{GREY, HEAD, INK, LABEL, PAPER, RULE, SIDES, SMALL, Type, amount, number, tint};
use super::{Documents, Figure, Provenance};
use jiff::civil::Date;
use plotters::style::RGBColor;

/// People returned by day, over all replications.
pub struct ReturnedData {
    /// The one-way issue on which people are returned; none for prisoners on all issues.
    pub returned: Option<String>,
    /// The finding; blank for a neutral title.
    pub title: String,
    pub start: Option<Date>,
    pub horizon_days: f64,
    pub sides: Vec<Side>,
    /// What the record's dots rest on, if there is a record.
    pub documents: Option<Documents>,
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
    /// The documented sum from each day on; empty without a record.
    pub record: Vec<(f64, f64)>,
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
        title: name_or(&data.title, &title(data, &rows)),
        subtitle: subtitle(data, &rows),
        alt: alt(data, &rows),
        note: note(&rows, from.n) + &data.documents.as_ref().map_or(String::new(), record_note),
        data: csv(data, &rows),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data, &rows))
}

fn title(data: &ReturnedData, rows: &[Vec<Row>]) -> String {
    let none = rows.iter().flatten().all(|row| row.1[4] == 0.0);
    let (who, come) = match &data.returned {
        Some(issue) => (format!("{issue} over time"), "nobody is returned"),
        None => ("Prisoners home over time".to_owned(), "nobody comes home"),
    };
    if none { format!("{who}: {come} in 19 of 20 histories or more") } else { who }
}

fn subtitle(data: &ReturnedData, rows: &[Vec<Row>]) -> String {
    let bands = match banded(rows) {
        true => "median, middle 50% and middle 90% of histories",
        false => "median of histories",
    };
    match (&data.returned, data.sides.as_slice()) {
        (Some(_), [to]) => format!("Returned to {} so far: {bands}", to.name),
        (Some(_), _) => format!("Returned to each side so far: {bands}"),
        (None, _) => format!("Prisoners home to each side so far: {bands}"),
    }
}

/// Whether any band has a width.
fn banded(rows: &[Vec<Row>]) -> bool {
    rows.iter().flatten().any(|row| row.1[0] < row.1[4])
}

/// What the line and the bands are; bands without any width are not there to be explained.
fn note(rows: &[Vec<Row>], n: u64) -> String {
    let n = number(n as f64, 0);
    if !banded(rows) {
        return format!("Line: median; there is no band, because the middle 90% of {n} simulated histories lie on it.");
    }
    format!(
        "Line: median. Dark band: middle 50%, light band: middle 90% of {n} simulated histories, day by day; no single \
         history need follow any of these lines."
    )
}

/// What the dots are.
fn record_note(from: &Documents) -> String {
    format!(
        " Black dots: sums of documented exchanges from the start on, floors where numbers are missing. {}",
        from.in_short()
    )
}

fn plot(canvas: &mut Canvas, top: f64, data: &ReturnedData, rows: &[Vec<Row>]) -> f64 {
    let panels = rows.len().max(1) as f64;
    let recorded = data.sides.iter().flat_map(|side| side.record.iter().map(|point| point.1));
    let high = rows.iter().flatten().map(|row| row.1[4]).chain(recorded).fold(0.0, f64::max);
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
    for &(day, sum) in &side.record {
        let at = (days.at(day), people.at(sum));
        canvas.dot(at, 2.9, PAPER);
        canvas.dot(at, 2.2, INK);
    }
    let name = HEAD.ink(colour);
    canvas.text(
        (frame.left, frame.top - 10.0),
        Align::Left,
        name,
        &name.fit(&side.name, frame.width() + LABEL_ROOM - 20.0),
    );
    ends(canvas, frame, side, colour, rows, people);
}

/// The percentiles at the end, and the record among them, named in the margin from the top down.
fn ends(canvas: &mut Canvas, frame: Frame, side: &Side, colour: RGBColor, rows: &[Row], people: &Scale) {
    let mut ends: Vec<(f64, Type, String)> = Vec::new();
    if let Some((_, last)) = rows.last() {
        let apart = last[0] < last[4];
        for k in (0..5).rev().filter(|k| apart || *k == 2) {
            let face = if k == 2 { LABEL.strong().ink(colour) } else { SMALL.ink(GREY) };
            ends.push((last[k], face, format!("{}: {}", PERCENTILES[k], amount(last[k]))));
        }
    }
    ends.extend(
        side.record.last().map(|last| (last.1, LABEL.strong().ink(INK), format!("record: {}", amount(last.1)))),
    );
    ends.sort_by(|a, b| b.0.total_cmp(&a.0));
    let heights: Vec<f64> = ends.iter().map(|end| people.at(end.0)).collect();
    let labels = spread(&heights, 14.0, frame.bottom + 2.0);
    for (((_, face, words), height), label) in ends.iter().zip(&heights).zip(&labels) {
        let end = frame.right + 12.0;
        canvas.line(&[(frame.right + 1.0, *height), (end - 2.0, *label)], RULE, 0.6);
        canvas.text((end, label + 4.0), Align::Left, *face, words);
    }
}

fn alt(data: &ReturnedData, rows: &[Vec<Row>]) -> String {
    let who = data.returned.as_ref().map_or("prisoners home".to_owned(), |issue| format!("those returned ({issue})"));
    let panels = if rows.len() == 1 { "One panel".to_owned() } else { format!("{} panels", rows.len()) };
    let mut text = format!("{panels} of {who} over time on one scale.");
    for (side, rows) in data.sides.iter().zip(rows) {
        if let Some((day, [p05, p25, p50, p75, p95])) = rows.last().map(|row| (row.0, row.1.map(amount))) {
            let day = day_name(data.start, day);
            text += &format!(
                " {}: by {day} the median is {p50}; half of histories lie between {p25} and {p75}, ",
                side.name
            );
            text += &format!("nine in ten between {p05} and {p95}.");
        }
        if let Some((day, sum)) = side.record.last() {
            text += &format!(" Documented by {}: {}.", day_name(data.start, *day), amount(*sum));
        }
    }
    text
}

fn csv(data: &ReturnedData, rows: &[Vec<Row>]) -> String {
    let mut lines: Vec<[String; 8]> = Vec::new();
    for (side, rows) in data.sides.iter().zip(rows) {
        for (day, five) in rows {
            let [a, b, c, d, e] = five.map(|v| v.to_string());
            lines.push([side.name.clone(), day.to_string(), a, b, c, d, e, String::new()]);
        }
        for (day, sum) in &side.record {
            let none = String::new;
            lines.push([side.name.clone(), day.to_string(), none(), none(), none(), none(), none(), sum.to_string()]);
        }
    }
    table(["side", "day", "p05", "p25", "p50", "p75", "p95", "record"], lines)
}

#[cfg(test)]
pub(super) mod tests {
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
            record: Vec::new(),
        }
    }

    pub fn data(names: &[&str], days: u32) -> ReturnedData {
        let sides = names.iter().enumerate().map(|(i, name)| side(name, 1.0 + 0.04 * i as f64, days)).collect();
        let title =
            "Each side gets about 2,000 people back in two years, but one history in twenty sees fewer than 500".into();
        ReturnedData {
            returned: None,
            title,
            start: Some(Date::constant(2022, 2, 24)),
            horizon_days: f64::from(days),
            sides,
            documents: None,
        }
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
    fn the_record_is_dots() {
        let mut data = data(&["Northern Republic", "Southern Federation"], 700);
        let sums = |k: f64| (0..20).map(|i| (f64::from(i) * 33.0, k * f64::from(i * i))).collect();
        (data.sides[0].record, data.sides[1].record) = (sums(4.0), sums(15.0));
        data.documents = Some(check::documents());
        let figure = draw(&data, &check::provenance());
        assert_eq!(count(&figure, "<circle"), 2 * 2 * 20, "a dot and its edge");
        assert_eq!(figure.data.lines().count(), 1 + 2 * 701 + 2 * 20);
        assert!(figure.svg.contains("Record to 30 Nov 2025") && figure.svg.contains("record: 1,444"));
        sound(&figure);
        check::demo("returned-record", &figure);
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
