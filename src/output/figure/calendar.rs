//! The calendar of a record: every documented exchange on its day, a row a year, by size and by who is credited.

use super::canvas::{Align, At, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::shapes::Shape;
use super::style::{
    BLUE, GREY, GRID, HEAD, INK, LABEL, MIDDLE, ORANGE, PAPER, RULE, SMALL, VERMILLION, lightness, number,
};
use super::{Documents, Figure};
use jiff::civil::Date;
use plotters::style::RGBColor;

/// Documented exchanges.
pub struct CalendarData {
    /// The finding; blank for counts.
    pub title: String,
    pub sides: [String; 2],
    /// The first and the last day that the record covers.
    pub from: Date,
    pub until: Date,
    pub entries: Vec<Entry>,
    pub spans: Vec<Span>,
    /// The longest pauses, to be named.
    pub pauses: Vec<Pause>,
    pub years: Vec<Year>,
    /// Rows of the record that are no exchanges and not drawn.
    pub left_out: u64,
}

/// A day of an exchange.
pub struct Entry {
    pub id: String,
    pub date: Date,
    /// People home to each side, where known.
    pub people: [Option<u32>; 2],
    pub credit: Credit,
    /// Who is credited, or hosted.
    pub who: String,
    pub confidence: &'static str,
    /// Its confidence is not low.
    pub sure: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credit {
    Nobody,
    Host,
    Mediator,
    Guarantor,
}

/// Stages of one deal whose sizes are known only as a sum.
pub struct Span {
    pub first: Date,
    pub last: Date,
    pub label: String,
}

pub struct Pause {
    pub from: Date,
    pub to: Date,
    pub days: u32,
    pub open: bool,
}

/// A margin entry: exchanges of a year, and people of both sides, a floor if numbers are missing.
pub struct Year {
    pub year: i16,
    pub exchanges: u32,
    pub people: u64,
    pub floor: bool,
}

const CREDITS: [(Credit, &str, Shape, RGBColor); 4] = [
    (Credit::Nobody, "nobody credited", Shape::Circle, MIDDLE),
    (Credit::Host, "a host of the talks", Shape::Square, ORANGE),
    (Credit::Mediator, "a mediator", Shape::Diamond, BLUE),
    (Credit::Guarantor, "a guarantor", Shape::Triangle, VERMILLION),
];
const NAME_ROOM: f64 = 48.0;
const YEAR_ROOM: f64 = 112.0;
const LARGEST: f64 = 13.5;
const SMALLEST: f64 = 2.0;
const UNKNOWN: f64 = 3.0;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const IN_MARK: super::style::Type = super::style::Type { size: 9.5, ..SMALL };

impl Entry {
    /// People of both sides as far as known; none if neither is.
    fn known(&self) -> Option<u32> {
        let known = self.people.iter().flatten();
        (known.clone().count() > 0).then(|| known.sum())
    }
}

/// Draws the figure.
pub fn draw(data: &CalendarData, from: &Documents) -> Figure {
    let count = |n: usize| number(n as f64, 0);
    let half = data.entries.iter().filter(|e| e.people.iter().flatten().count() == 1).count();
    let left_out = match data.left_out {
        0 => String::new(),
        n => format!(" {} rows on returns outside exchanges are not drawn.", number(n as f64, 0)),
    };
    let page = Page {
        name: "record-calendar",
        title: name_or(&data.title, &finding(data)),
        subtitle: "Each mark is a day of an exchange: area by people of both sides, shape and colour by who is publicly credited"
            .to_owned(),
        alt: alt(data),
        note: format!(
            "Numbers: people of both sides as far as known (of {} marks only one side’s). Crosses: size withheld. Outlines: \
             confidence low or unverified. Credit is public praise, no proof of a part. Grey bars: the longest pauses.{left_out}",
            count(half)
        ),
        data: csv(data),
    };
    page.draw_documents(from, |canvas, top| plot(canvas, top, data))
}

fn finding(data: &CalendarData) -> String {
    let exchanges: u32 = data.years.iter().map(|y| y.exchanges).sum();
    let longest = data.pauses.iter().filter(|p| !p.open).map(|p| p.days).max();
    let pause = longest.map_or(String::new(), |days| format!(", with pauses of up to {days} days"));
    match (data.years.first(), data.years.last()) {
        (Some(first), Some(last)) if first.year < last.year => {
            format!("{exchanges} documented exchanges from {} to {}{pause}", first.year, last.year)
        }
        (Some(only), _) => format!("{exchanges} documented exchanges in {}{pause}", only.year),
        _ => "No documented exchange".to_owned(),
    }
}

fn plot(canvas: &mut Canvas, top: f64, data: &CalendarData) -> f64 {
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
            canvas.cross(at, radius * 0.8, if lightness(ink) > 0.55 { INK } else { ink }, 1.4);
            continue;
        };
        shape.draw(canvas, at, *radius, ink, entry.sure);
        let words = number(f64::from(people), 0);
        if entry.sure && IN_MARK.width(&words) < 1.55 * radius {
            let on = if lightness(ink) < 0.5 { PAPER } else { INK };
            let dy = if shape == Shape::Triangle { 4.0 } else { 3.3 };
            canvas.text((at.0, at.1 + dy), Align::Centre, IN_MARK.ink(on), &words);
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
    let room = super::canvas::text_frame(((from + to) / 2.0, base - 6.0), Align::Centre, SMALL, &words);
    let hit = row.marks.iter().any(|(e, (x, y), r)| room.grown(e.reach(*r) * 0.8).holds((*x, base + y)));
    if length(row.year) >= longest && SMALL.width(&words) + 6.0 < to - from && !hit {
        canvas.text(((from + to) / 2.0, base - 6.0), Align::Centre, SMALL.ink(GREY), &words);
    }
}

fn alt(data: &CalendarData) -> String {
    let mut text = format!("Calendar of {} days of exchanges.", data.entries.len());
    for year in &data.years {
        let floor = if year.floor { "at least " } else { "" };
        text +=
            &format!(" {}: {} exchanges, {floor}{} people.", year.year, year.exchanges, number(year.people as f64, 0));
    }
    for (credit, words, ..) in CREDITS {
        let n = data.entries.iter().filter(|e| e.credit == credit).count();
        if n > 0 {
            text += &format!(" Credited: {words}, {n}.");
        }
    }
    text
}

fn csv(data: &CalendarData) -> String {
    let [a, b] = &data.sides;
    let heads = |n: Option<u32>| n.map_or(String::new(), |n| n.to_string());
    let rows = data.entries.iter().map(|e| {
        let [to_a, to_b] = e.people.map(heads);
        let credit = CREDITS[e.credit as usize].1.to_owned();
        [e.id.clone(), e.date.to_string(), to_a, to_b, credit, e.who.clone(), e.confidence.to_owned()]
    });
    let header = [
        "row",
        "date",
        &format!("people home to {a}"),
        &format!("people home to {b}"),
        "credited",
        "who",
        "confidence",
    ];
    table(header, rows)
}

#[cfg(test)]
mod tests {
    use super::super::check::{self, count, documents, sound};
    use super::*;
    use jiff::ToSpan;

    const CREDIT: [Credit; 4] = [Credit::Nobody, Credit::Host, Credit::Mediator, Credit::Guarantor];

    fn data() -> CalendarData {
        let start = Date::constant(2022, 3, 1);
        let entry = |i: i32| Entry {
            id: format!("X{i:03}"),
            date: start.saturating_add((i * i % 31 + i * 22).days()),
            people: match i % 9 {
                4 => [Some((i * 37 % 190) as u32), None],
                7 => [None, None],
                _ => [Some((i * 53 % 390) as u32), Some((i * 41 % 390) as u32)],
            },
            credit: CREDIT[if i % 11 == 0 { 3 } else { (i / 12 % 3) as usize }],
            who: String::new(),
            confidence: if i % 10 == 3 { "low" } else { "high" },
            sure: i % 10 != 3,
        };
        let entries: Vec<Entry> = (0..60).map(entry).collect();
        let year = |y: i16| {
            let of = || entries.iter().filter(move |e| e.date.year() == y);
            Year {
                year: y,
                exchanges: of().count() as u32,
                people: of().filter_map(Entry::known).map(u64::from).sum(),
                floor: of().any(|e| e.people.contains(&None)),
            }
        };
        CalendarData {
            title: String::new(),
            sides: ["Northern Republic", "Southern Federation"].map(str::to_owned),
            from: Date::constant(2022, 2, 24),
            until: Date::constant(2025, 11, 30),
            spans: vec![Span {
                first: Date::constant(2025, 6, 9),
                last: Date::constant(2025, 7, 23),
                label: "9 stages: 1,200 and 1,200".into(),
            }],
            pauses: vec![
                Pause { from: Date::constant(2023, 8, 7), to: Date::constant(2024, 1, 3), days: 149, open: false },
                Pause { from: Date::constant(2025, 10, 2), to: Date::constant(2025, 11, 30), days: 59, open: true },
            ],
            years: (2022..=2025).map(year).collect(),
            left_out: 4,
            entries,
        }
    }

    #[test]
    fn every_day_is_a_mark_in_its_shape() {
        let data = data();
        let figure = draw(&data, &documents());
        assert_eq!(figure.title, "60 documented exchanges from 2022 to 2025, with pauses of up to 149 days");
        assert_eq!(figure.data.lines().count(), 1 + 60);
        let known = |c: Credit| data.entries.iter().filter(|e| e.credit == c && e.known().is_some()).count();
        // Circles are drawn twice, for their edge, and so is each circle of the key.
        assert_eq!(count(&figure, "<circle"), 2 * known(Credit::Nobody) + 2 * 2);
        let areas = known(Credit::Host) + known(Credit::Mediator) + known(Credit::Guarantor);
        assert_eq!(count(&figure, "<polygon"), areas + 3);
        assert!(figure.svg.contains("nothing here is simulated"));
        sound(&figure);
        check::demo("record-calendar", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let mut none = data();
        (none.entries, none.years, none.pauses, none.spans) = (vec![], vec![], vec![], vec![]);
        let mut crowd = data();
        crowd.entries.iter_mut().enumerate().for_each(|(i, e)| e.date = Date::constant(2024, 2, 27 + (i % 3) as i8));
        crowd.entries[0].people = [Some(1_250_000), None];
        let mut one_year = data();
        one_year.from = Date::constant(2025, 1, 1);
        one_year.entries.retain(|e| e.date.year() == 2025);
        one_year.spans[0].label =
            "Дуже довга назва угоди, яку було виконано в багатьох етапах із невідомою чисельністю".into();
        for (i, odd) in [none, crowd, one_year].iter().enumerate() {
            let figure = draw(odd, &documents());
            sound(&figure);
            check::demo(&format!("record-calendar-odd-{i}"), &figure);
        }
    }
}
