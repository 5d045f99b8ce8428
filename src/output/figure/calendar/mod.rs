//! The calendar of a record: every documented exchange on its day, a row a year, by size and by who is credited.

mod plot;

use super::page::{Page, name_or, table};
use super::shapes::Shape;
use super::style::{CREDIT, MIDDLE, number};
use super::{Documents, Figure};
use jiff::civil::Date;
use plot::plot;
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Documented exchanges.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub date: Date,
    /// People home to each side, where known.
    pub people: [Option<u32>; 2],
    pub credit: Credit,
    /// Who is credited, or hosted.
    pub who: String,
    pub confidence: Cow<'static, str>,
    /// Its confidence is not low.
    pub sure: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Credit {
    Nobody,
    Host,
    Mediator,
    Guarantor,
}

/// Stages of one deal whose sizes are known only as a sum.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Span {
    pub first: Date,
    pub last: Date,
    pub label: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pause {
    pub from: Date,
    pub to: Date,
    pub days: u32,
    pub open: bool,
}

/// A margin entry: exchanges of a year, and people of both sides, a floor if numbers are missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Year {
    pub year: i16,
    pub exchanges: u32,
    pub people: u64,
    pub floor: bool,
}

const CREDITS: [(Credit, &str, Shape, RGBColor); 4] = [
    (Credit::Nobody, "nobody credited", Shape::Circle, MIDDLE),
    (Credit::Host, "a host of the talks", Shape::Square, CREDIT[0]),
    (Credit::Mediator, "a mediator", Shape::Diamond, CREDIT[1]),
    (Credit::Guarantor, "a guarantor", Shape::Triangle, CREDIT[2]),
];

/// The years that the record covers: the first and the last day of each of them in it.
fn covered(data: &CalendarData) -> impl Iterator<Item = [Date; 2]> + '_ {
    let years = data.from.year()..=data.until.year().max(data.from.year());
    let whole = |year: i16| [Date::new(year, 1, 1), Date::new(year, 12, 31)].map(Result::unwrap_or_default);
    years.map(whole).map(|[first, last]| {
        let until = if data.until >= first { last.min(data.until) } else { last };
        [first.max(data.from), until]
    })
}

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
        question: "When were exchanges, how large, and who is credited?",
        title: name_or(&data.title, &finding(data)),
        subtitle: "Each mark is a day of an exchange: area by people of both sides, shape and colour by who is publicly credited"
            .to_owned(),
        alt: alt(data),
        note: format!(
            "Numbers, where they fit: people of both sides as far as known (of {} marks only one side’s). Crosses: size withheld. Outlines: \
             confidence low or unverified. Credit is public praise, no proof of a part. Stages of one deal are a mark each, and one exchange in the margin. Grey bars: \
             the longest pauses.{left_out}",
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

/// Days, pauses, spans and years, one a row; what a kind does not have is blank.
fn csv(data: &CalendarData) -> String {
    let [a, b] = data.sides.each_ref().map(|side| format!("people home to {side}"));
    let header = [
        "kind",
        "row",
        "date",
        "until",
        "days",
        "open",
        &a,
        &b,
        "credited",
        "who",
        "confidence",
        "exchanges",
        "people",
        "at_least",
        "words",
    ];
    let none: [String; 15] = Default::default();
    let kind = |name: &str, date: Date| {
        let mut row = none.clone();
        (row[0], row[2]) = (name.to_owned(), date.to_string());
        row
    };
    let days = data.entries.iter().map(|e| {
        let mut row = kind("day", e.date);
        row[1].clone_from(&e.id);
        [row[6], row[7]] = e.people.map(|n| n.map_or(String::new(), |n| n.to_string()));
        [row[8], row[9], row[10]] = [CREDITS[e.credit as usize].1, &e.who, &e.confidence].map(str::to_owned);
        row
    });
    let pauses = data.pauses.iter().map(|p| {
        let mut row = kind("pause", p.from);
        [row[3], row[4], row[5]] = [p.to.to_string(), p.days.to_string(), yes(p.open)];
        row
    });
    let spans = data.spans.iter().map(|s| {
        let mut row = kind("span", s.first);
        [row[3], row[14]] = [s.last.to_string(), s.label.clone()];
        row
    });
    let years = covered(data).map(|[first, last]| {
        let mut row = kind("year", first);
        row[3] = last.to_string();
        if let Some(sums) = data.years.iter().find(|y| y.year == first.year()) {
            [row[11], row[12], row[13]] = [sums.exchanges.to_string(), sums.people.to_string(), yes(sums.floor)];
        }
        row
    });
    table(header, days.chain(pauses).chain(spans).chain(years))
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, documents, sound};
    use super::*;
    use jiff::ToSpan;

    const CREDIT: [Credit; 4] = [Credit::Nobody, Credit::Host, Credit::Mediator, Credit::Guarantor];

    pub fn data() -> CalendarData {
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
            confidence: if i % 10 == 3 { "low".into() } else { "high".into() },
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
        assert_eq!(figure.data.lines().count(), 1 + 60 + 2 + 1 + 4, "days, pauses, spans and years");
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
