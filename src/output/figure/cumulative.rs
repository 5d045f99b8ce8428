//! People home to each side as a record has them, summed up: floors where numbers are missing.

use super::axes::{Scale, bottom_axis, left_axis, round_top, spread, stairs, ticks, time_ticks};
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::shapes::Shape;
use super::style::{DASHES, INK, LABEL, PAPER, RULE, SIDES, SMALL, number};
use super::{Documents, Figure};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Two sides' sums over time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CumulativeData {
    /// The finding; blank for the sums.
    pub title: String,
    pub from: Date,
    pub until: Date,
    pub sides: Vec<Side>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Side {
    pub name: String,
    /// People home up to and with each day, in order.
    pub sums: Vec<(Date, u64)>,
    /// Days of exchanges that count, whose number is not known.
    pub unknown: Vec<Date>,
    /// Totals that somebody stated, with who did.
    pub stated: Vec<(Date, u64, String)>,
}

const PLOT_HEIGHT: f64 = 320.0;
const LABEL_ROOM: f64 = 166.0;

impl Side {
    fn total(&self) -> u64 {
        self.sums.last().map_or(0, |sum| sum.1)
    }

    /// The sum as it stood on a day.
    fn on(&self, day: Date) -> u64 {
        self.sums.iter().take_while(|sum| sum.0 <= day).last().map_or(0, |sum| sum.1)
    }

    fn floor(&self) -> &'static str {
        if self.unknown.is_empty() { "" } else { "at least " }
    }
}

/// Draws the figure.
pub fn draw(data: &CumulativeData, from: &Documents) -> Figure {
    let page = Page {
        name: "record-cumulative",
        question: "How many people have come home so far, as far as it is documented?",
        title: name_or(&data.title, &finding(data)),
        subtitle: "People home to each side through exchanges so far, as documented".to_owned(),
        alt: alt(data),
        note: "Lines: sums of the numbers known, floors where numbers are missing. Rings: exchanges whose number to that side is \
               not known. Where only the sum of a deal’s stages is known it stands on the last day. Diamonds: totals as that side’s \
               officials stated them, not always of the same kinds of return."
            .to_owned(),
        data: csv(data),
    };
    page.draw_documents(from, |canvas, top| plot(canvas, top, data))
}

fn finding(data: &CumulativeData) -> String {
    let part = |side: &Side| format!("{}{} people to {}", side.floor(), number(side.total() as f64, 0), side.name);
    let parts: Vec<String> = data.sides.iter().map(part).collect();
    match parts.is_empty() {
        true => "People home through exchanges".to_owned(),
        false => format!("Documented exchanges brought home {}", parts.join(" and ")),
    }
}

fn days(data: &CumulativeData, date: Date) -> f64 {
    data.from.until(date).map_or(0.0, |span| f64::from(span.get_days()))
}

fn plot(canvas: &mut Canvas, top: f64, data: &CumulativeData) -> f64 {
    let (top, bottom) = (top + 8.0, top + 8.0 + PLOT_HEIGHT);
    let stated = data.sides.iter().flat_map(|s| s.stated.iter().map(|s| s.1));
    let most = data.sides.iter().map(Side::total).chain(stated).max().unwrap_or(0);
    let people = Scale::new(0.0, round_top(most as f64, 6), (bottom, top));
    let people_ticks = ticks(0.0, people.high(), 6, 1.0);
    let axis_room = 8.0 + people_ticks.iter().map(|tick| LABEL.width(&tick.label)).fold(0.0, f64::max);
    let frame = Frame { left: LEFT + axis_room, top, right: RIGHT - LABEL_ROOM, bottom };
    let time = Scale::new(0.0, days(data, data.until), (frame.left, frame.right));
    left_axis(canvas, frame, &people, &people_ticks, true);
    if data.sides.iter().all(|side| side.sums.is_empty()) {
        nothing(canvas, frame, "no exchange is recorded");
    }
    for (i, side) in data.sides.iter().enumerate() {
        let ink = SIDES[i % SIDES.len()];
        let start = (time.at(0.0), people.at(0.0));
        let points = side.sums.iter().map(|(day, n)| (time.at(days(data, *day)), people.at(*n as f64)));
        let line = stairs(std::iter::once(start).chain(points), frame.right);
        match i {
            0 => canvas.line(&line, ink, 2.0),
            n => canvas.dashes(&line, ink, 2.0, DASHES[(n - 1) % DASHES.len()]),
        }
    }
    for (i, side) in data.sides.iter().enumerate() {
        let ink = SIDES[i % SIDES.len()];
        for (day, n, _) in &side.stated {
            let at = (time.at(days(data, *day)), people.at(*n as f64));
            Shape::Diamond.draw(canvas, at, 3.0, ink, false);
        }
        for day in &side.unknown {
            let at = (time.at(days(data, *day)), people.at(side.on(*day) as f64));
            canvas.dot(at, 3.2, PAPER);
            canvas.ring(at, 2.8, ink, 1.3);
        }
    }
    ends(canvas, frame, data, &people);
    bottom_axis(canvas, frame, &time, &time_ticks(Some(data.from), &time), "")
}

/// The name and the sum of each side beside the end of its line, with how much is missing.
fn ends(canvas: &mut Canvas, frame: Frame, data: &CumulativeData, people: &Scale) {
    let mut order: Vec<usize> = (0..data.sides.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(data.sides[i].total()));
    let heights: Vec<f64> = order.iter().map(|&i| people.at(data.sides[i].total() as f64)).collect();
    let labels = spread(&heights, 62.0, frame.bottom - 38.0);
    for ((&i, height), label) in order.iter().zip(&heights).zip(&labels) {
        let (side, ink) = (&data.sides[i], SIDES[i % SIDES.len()]);
        let x = frame.right + 14.0;
        canvas.line(&[(frame.right + 1.0, *height), (x - 2.0, *label)], RULE, 0.6);
        let room = RIGHT - x;
        let name = LABEL.strong().ink(ink);
        canvas.text((x, label - 3.0), Align::Left, name, &name.fit(&side.name, room));
        let sum = format!("{}{}", side.floor(), number(side.total() as f64, 0));
        canvas.text((x, label + 11.0), Align::Left, LABEL.ink(INK), &sum);
        let missing = match side.unknown.len() {
            0 => "no exchange without a number".to_owned(),
            1 => "1 exchange without a number".to_owned(),
            n => format!("{n} exchanges without a number"),
        };
        canvas.lines((x, label + 24.5), Align::Left, SMALL, &SMALL.wrap_at_most(&missing, room, 2));
    }
}

fn alt(data: &CumulativeData) -> String {
    let mut text = String::from("Rising staircases of people home through documented exchanges.");
    for side in &data.sides {
        text += &format!(
            " {}: {}{} in all; {} exchanges without a number; {} stated totals.",
            side.name,
            side.floor(),
            number(side.total() as f64, 0),
            side.unknown.len(),
            side.stated.len()
        );
    }
    text
}

fn csv(data: &CumulativeData) -> String {
    let row = |kind: &str, side: &Side, day: Date, people: String, by: &str| {
        [kind.to_owned(), side.name.clone(), day.to_string(), people, by.to_owned()]
    };
    let rows = data.sides.iter().flat_map(|side| {
        let sums = side.sums.iter().map(move |(day, n)| row("sum", side, *day, n.to_string(), ""));
        let unknown = side.unknown.iter().map(move |day| row("not known", side, *day, String::new(), ""));
        let stated = side.stated.iter().map(move |(day, n, by)| row("stated", side, *day, n.to_string(), by));
        sums.chain(unknown).chain(stated)
    });
    table(["kind", "side", "date", "people", "by"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, documents, sound};
    use super::*;
    use jiff::ToSpan;

    fn side(name: &str, factor: u64, missing: i32) -> Side {
        let start = Date::constant(2022, 3, 1);
        let on = |i: i32| start.saturating_add((i * 22).days());
        Side {
            name: name.into(),
            sums: (0..60).map(|i| (on(i), factor * (i as u64 + 1) * (i as u64 + 60) / 60)).collect(),
            unknown: (0..missing).map(|i| on(i * 3 + 1)).collect(),
            stated: (0..4).map(|i| (on(i * 14 + 5), factor * 36 * (i as u64 + 1), "an office".into())).collect(),
        }
    }

    pub fn data() -> CumulativeData {
        CumulativeData {
            title: String::new(),
            from: Date::constant(2022, 2, 24),
            until: Date::constant(2025, 11, 30),
            sides: vec![side("Northern Republic", 61, 0), side("Southern Federation", 57, 16)],
        }
    }

    #[test]
    fn lines_are_floors_where_numbers_are_missing() {
        let figure = draw(&data(), &documents());
        assert_eq!(
            figure.title,
            "Documented exchanges brought home 7,259 people to Northern Republic and at least 6,783 people to Southern Federation"
        );
        assert_eq!(figure.data.lines().count(), 1 + 2 * 60 + 16 + 2 * 4);
        assert_eq!(count(&figure, "<circle"), 2 * 16);
        assert_eq!(count(&figure, "<polygon"), 2 * 4);
        sound(&figure);
        check::demo("record-cumulative", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = CumulativeData { sides: vec![], ..data() };
        let mut equal = data();
        equal.sides =
            vec![side("Дуже довга назва сторони переговорів", 60, 3), side("Müzakerelerin İğdır şubesi", 60, 1)];
        let mut empty = data();
        empty.until = empty.from;
        empty.sides[0].sums.clear();
        for (i, odd) in [none, equal, empty].iter().enumerate() {
            let figure = draw(odd, &documents());
            sound(&figure);
            check::demo(&format!("record-cumulative-odd-{i}"), &figure);
        }
    }
}
