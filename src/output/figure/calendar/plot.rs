//! How a calendar is drawn: a row a year, marks piled up on their days, pauses on the baseline, sums in the margin.

use super::super::canvas::{Align, At, Canvas, Frame, text_frame};
use super::super::page::{LEFT, RIGHT, nothing};
use super::super::shapes::Shape;
use super::super::style::{GREY, GRID, HEAD, INK, LABEL, MIDDLE, PAPER, RULE, SMALL, TINY, contrast, ink_on, number};
use super::{CREDITS, CalendarData, Credit, Entry, Pause};
use jiff::civil::Date;
use plotters::style::RGBColor;

const NAME_ROOM: f64 = 48.0;
const YEAR_ROOM: f64 = 112.0;
const LARGEST: f64 = 13.5;
const SMALLEST: f64 = 2.0;
const UNKNOWN: f64 = 3.0;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(super) fn plot(canvas: &mut Canvas, top: f64, data: &CalendarData) -> f64 {
    let top = key(canvas, top + 8.0, data) + 10.0;
    let (left, right) = (LEFT + NAME_ROOM, RIGHT - YEAR_ROOM);
    let years = data.from.year()..=data.until.year().max(data.from.year());
    let known = data.entries.iter().filter_map(Entry::known);
    let most = f64::from(known.max().unwrap_or(1).max(1));
    let across = Across { left, right };
    let rows: Vec<Row> = years.map(|year| Row::of(data, year, most, &across)).collect();
    let height: f64 = rows.iter().map(Row::height).sum();
    let frame = Frame { left, top, right, bottom: top + height };
    months(canvas, frame, &across);
    let mut y = top;
    for row in &rows {
        one_year(canvas, y + row.above, data, row, &across);
        y += row.height();
    }
    if data.entries.is_empty() {
        nothing(canvas, frame, "no exchange is recorded");
    }
    canvas.text((RIGHT, frame.bottom + 16.0), Align::Right, LABEL, "people of both sides");
    frame.bottom + 19.0
}

/// The credits that occur, and the marks that mean something else; hands back where it ends.
fn key(canvas: &mut Canvas, y: f64, data: &CalendarData) -> f64 {
    let mut x = LEFT + NAME_ROOM;
    let mut name = |canvas: &mut Canvas, words: &str| {
        canvas.text((x + 11.0, y + 9.0), Align::Left, LABEL, words);
        let here = x;
        x += 11.0 + LABEL.width(words) + 18.0;
        (here + 2.0, y + 5.0)
    };
    for (credit, words, shape, ink) in CREDITS {
        if data.entries.iter().any(|e| e.credit == credit) {
            let at = name(canvas, words);
            shape.draw(canvas, at, 4.2, ink, true);
        }
    }
    if data.entries.iter().any(|e| e.known().is_none()) {
        let at = name(canvas, "size withheld");
        canvas.cross(at, UNKNOWN, INK, 1.4);
    }
    if data.entries.iter().any(|e| !e.sure) {
        let at = name(canvas, "uncertain");
        Shape::Circle.draw(canvas, at, 4.2, MIDDLE, false);
    }
    y + 10.0
}

/// Days across the page: every year as a leap year, so that a date stands in one place in all rows.
struct Across {
    left: f64,
    right: f64,
}

impl Across {
    fn at(&self, date: Date) -> f64 {
        let leap = Date::new(2024, date.month(), date.day()).map_or(date.day_of_year(), Date::day_of_year);
        self.left + (f64::from(leap) - 0.5) / 366.0 * (self.right - self.left)
    }
}

/// A year: its marks piled up from the baseline, and the room they need.
struct Row<'d> {
    year: i16,
    marks: Vec<(&'d Entry, At, f64)>,
    above: f64,
    below: f64,
}

impl<'d> Row<'d> {
    fn of(data: &'d CalendarData, year: i16, most: f64, across: &Across) -> Row<'d> {
        let mut entries: Vec<&Entry> = data.entries.iter().filter(|e| e.date.year() == year).collect();
        entries.sort_by_key(|e| (std::cmp::Reverse(e.known()), e.date));
        let mut marks: Vec<(&Entry, At, f64)> = Vec::new();
        for entry in entries {
            let radius = entry.known().map_or(UNKNOWN, |n| (LARGEST * (f64::from(n) / most).sqrt()).max(SMALLEST));
            let (reach, foot) = (entry.reach(radius), entry.foot(radius));
            let x = across.at(entry.date);
            // As near to the baseline as the marks already there allow.
            let free = |y: f64| marks.iter().all(|(other, at, r)| (at.0 - x).hypot(at.1 - y) > reach + other.reach(*r));
            let height = (0..1600).map(|step| -foot - 1.5 - f64::from(step) * 0.5).find(|y| free(*y));
            marks.push((entry, (x, height.unwrap_or(-foot)), radius));
        }
        let highest = marks.iter().map(|(e, at, r)| e.reach(*r) - at.1).fold(0.0, f64::max);
        let spans = data.spans.iter().any(|span| span.last.year() == year);
        Row { year, marks, above: highest.max(26.0) + 10.0, below: if spans { 24.0 } else { 8.0 } }
    }

    fn height(&self) -> f64 {
        self.above + self.below
    }
}

impl Entry {
    fn reach(&self, radius: f64) -> f64 {
        match self.known() {
            Some(_) => look(self.credit).0.reach(radius) + 0.4,
            None => radius + 0.6,
        }
    }

    fn foot(&self, radius: f64) -> f64 {
        self.known().map_or(radius, |_| look(self.credit).0.foot(radius))
    }
}

fn look(credit: Credit) -> (Shape, RGBColor) {
    let (_, _, shape, ink) = CREDITS[credit as usize];
    (shape, ink)
}

fn months(canvas: &mut Canvas, frame: Frame, across: &Across) {
    for (i, month) in MONTHS.iter().enumerate() {
        let first = Date::constant(2024, i as i8 + 1, 1);
        let x = across.at(first);
        canvas.line(&[(x, frame.top), (x, frame.bottom + 3.0)], GRID, 0.6);
        let end = across.at(first.last_of_month());
        canvas.text(((x + end) / 2.0, frame.bottom + 16.0), Align::Centre, LABEL, month);
    }
}

/// A row: baseline, pauses, marks with their numbers, spans below, and the year's sums at both ends.
fn one_year(canvas: &mut Canvas, base: f64, data: &CalendarData, row: &Row, across: &Across) {
    let year = |date: Date| date.year() == row.year;
    let begin = if year(data.from) { across.at(data.from) } else { across.left };
    let end = if year(data.until) { across.at(data.until) } else { across.right };
    canvas.line(&[(begin, base), (end, base)], RULE, 0.8);
    canvas.text((LEFT, base + 3.0), Align::Left, HEAD, &row.year.to_string());
    data.pauses.iter().for_each(|pause| one_pause(canvas, base, pause, row, across));
    for (entry, (x, y), radius) in &row.marks {
        let (shape, ink) = look(entry.credit);
        let at = (*x, base + y);
        let Some(people) = entry.known() else {
            canvas.cross(at, radius * 0.8, if contrast(ink, PAPER) < 3.0 { INK } else { ink }, 1.4);
            continue;
        };
        shape.draw(canvas, at, *radius, ink, entry.sure);
        let words = number(f64::from(people), 0);
        if entry.sure && TINY.width(&words) < 1.55 * radius {
            let on = ink_on(ink);
            let dy = if shape == Shape::Triangle { 4.0 } else { 3.3 };
            canvas.text((at.0, at.1 + dy), Align::Centre, TINY.ink(on), &words);
        }
    }
    for span in data.spans.iter().filter(|span| year(span.last)) {
        let (from, to) = (if year(span.first) { across.at(span.first) } else { across.left }, across.at(span.last));
        let y = base + 5.0;
        canvas.line(&[(from, y - 3.0), (from, y), (to, y), (to, y - 3.0)], INK, 0.8);
        let words = SMALL.fit(&span.label, across.right - across.left);
        let half = SMALL.width(&words) / 2.0;
        let x = ((from + to) / 2.0).clamp(across.left + half, across.right - half);
        canvas.text((x, y + 12.0), Align::Centre, SMALL.ink(INK), &words);
    }
    if let Some(sums) = data.years.iter().find(|y| y.year == row.year) {
        let x = RIGHT;
        let floor = if sums.floor { "at least " } else { "" };
        let people = format!("{floor}{}", number(sums.people as f64, 0));
        let exchanges = format!("{} exchange{}", sums.exchanges, if sums.exchanges == 1 { "" } else { "s" });
        canvas.text((x, base - 11.0), Align::Right, LABEL.ink(INK), &exchanges);
        canvas.text((x, base + 3.0), Align::Right, LABEL.ink(INK), &people);
    }
}

/// A bar on the baseline, named on its longest part.
fn one_pause(canvas: &mut Canvas, base: f64, pause: &Pause, row: &Row, across: &Across) {
    let part = |year: i16| {
        let from = if pause.from.year() == year { across.at(pause.from) } else { across.left };
        let to = if pause.to.year() == year { across.at(pause.to) } else { across.right };
        (from, to)
    };
    if !(pause.from.year()..=pause.to.year()).contains(&row.year) {
        return;
    }
    let (from, to) = part(row.year);
    canvas.rect(Frame { left: from, top: base - 1.5, right: to, bottom: base + 1.5 }, RULE);
    let length = |year: i16| part(year).1 - part(year).0;
    let longest = (pause.from.year()..=pause.to.year()).map(length).fold(0.0, f64::max);
    let words = format!("{} days{}", pause.days, if pause.open { ", open" } else { "" });
    let room = text_frame(((from + to) / 2.0, base - 6.0), Align::Centre, SMALL, &words);
    let hit = row.marks.iter().any(|(e, (x, y), r)| room.grown(e.reach(*r) * 0.8).holds((*x, base + y)));
    if length(row.year) >= longest && SMALL.width(&words) + 6.0 < to - from && !hit {
        canvas.text(((from + to) / 2.0, base - 6.0), Align::Centre, SMALL.ink(GREY), &words);
    }
}
