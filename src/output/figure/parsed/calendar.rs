//! The calendar of a record: its days, pauses, spans and years.

use super::super::canvas::{Align, At, Frame};
use super::super::style::{CREDIT, GREY, GRID, HEAD, INK, MIDDLE, PAPER, RULE};
use super::super::{Figure, calendar, check};
use super::axis::{Axis, HALF};
use super::compare::{Read, holds, printed, same, says};
use super::picture::{Dot, Picture, Words, middle};
use super::records::by_area;
use super::told::{Line, Told};
use jiff::civil::Date;
use plotters::style::RGBColor;

pub fn calendar() -> Figure {
    calendar::draw(&calendar::tests::data(), &check::documents())
}

#[test]
fn the_calendar_is_what_its_data_say() {
    calendar_as_drawn(&calendar());
}

/// Days of a leap year across the page: the line at the left of each month's name is its first day.
fn months(picture: &Picture) -> Axis {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let lines: Vec<f64> = picture.upright(GRID).iter().map(|line| line[0].0).collect();
    let first = |(i, name): (usize, &&str)| {
        let x = picture.saying(name).expect("a month").at.0;
        let before = lines.iter().copied().filter(|line| *line < x).fold(f64::NEG_INFINITY, f64::max);
        (before, leap_day(Date::constant(2024, i as i8 + 1, 1)))
    };
    Axis::through(names.iter().enumerate().map(first).collect(), false).expect("twelve months on a line")
}

/// The day in a leap year, so that a date has one place in all years.
fn leap_day(date: Date) -> f64 {
    f64::from(Date::constant(2024, date.month(), date.day()).day_of_year())
}

/// A mark of the calendar: its place, its area and whether it is filled.
struct Sign {
    at: At,
    area: f64,
    ink: RGBColor,
    corners: usize,
    filled: bool,
}

/// Circles, squares, diamonds and triangles; hollow ones are outlines round paper.
fn signs(picture: &Picture) -> Vec<Sign> {
    let paper = |ink: RGBColor| ink == PAPER;
    let round = |dot: &Dot, ink: RGBColor, filled: bool| {
        let radius = if filled { dot.radius } else { dot.radius + 0.6 };
        Sign { at: dot.at, area: std::f64::consts::PI * radius * radius, ink, corners: 0, filled }
    };
    let dots = picture.all_dots().into_iter().filter(|(ink, _)| !paper(*ink));
    let mut signs: Vec<Sign> = dots.map(|(ink, dot)| round(&dot, ink, true)).collect();
    signs.extend(picture.rings(MIDDLE).iter().map(|dot| round(dot, MIDDLE, false)));
    for (ink, corners) in picture.all_areas() {
        // A hollow one is painted with paper and then outlined, closed and on to its second corner.
        let outlines = |ink: RGBColor| {
            picture.lines(ink).iter().any(|path| path.len() == corners.len() + 2 && path[..corners.len()] == corners)
        };
        let inks = [MIDDLE, CREDIT[0], CREDIT[1], CREDIT[2]];
        let (colour, filled) = if paper(ink) {
            (inks.into_iter().find(|c| outlines(*c)).expect("an outline"), false)
        } else {
            (ink, true)
        };
        signs.push(Sign { at: middle(&corners), area: area(&corners), ink: colour, corners: corners.len(), filled });
    }
    signs
}

/// The area of a polygon.
fn area(corners: &[At]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
}

/// Rows of years: the name of each, and the line on which it stands.
fn rows_of_years(picture: &Picture) -> Vec<(f64, f64)> {
    let bases: Vec<f64> = picture.level(RULE).iter().map(|line| line[0].1).collect();
    let names = picture.words.iter().filter(|w| w.size == HEAD.size && w.strong);
    let row = |w: &Words| {
        let off = |base: &f64| (base - w.at.1).abs();
        let nearest = bases.iter().copied().min_by(|a, b| off(a).total_cmp(&off(b))).expect("a line");
        Some((f64::from(w.text.parse::<u16>().ok()?), nearest))
    };
    names.filter_map(row).collect()
}

/// The year above whose line something stands.
fn year_of(years: &[(f64, f64)], at: At) -> Read {
    let below = years.iter().filter(|row| row.1 > at.1).min_by(|a, b| a.1.total_cmp(&b.1));
    exactly(below.expect("a year below the mark").0)
}

/// People of both sides as far as known; none if neither is.
fn heads(told: &Told, line: &Line) -> Option<f64> {
    match home(told).map(|column| line.maybe(column)) {
        [None, None] => None,
        [a, b] => Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
    }
}

/// The columns of people home to each side.
fn home(told: &Told) -> [&str; 2] {
    [6, 7].map(|i| told.name(i))
}

/// Marks by year, day, credit, people and certainty; crosses by year and day; pauses, spans and the sums of years.
pub fn calendar_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (across, years) = (months(&picture), rows_of_years(&picture));
    days_as_told(&picture, &told, &across, &years);
    pauses_as_told(&picture, &told, &across, &years);
    spans_as_told(&picture, &told.having("kind", "span"), &across, &years);
    years_as_told(&picture, &told.having("kind", "year"), &across, &years);
}

fn days_as_told(picture: &Picture, told: &Told, across: &Axis, years: &[(f64, f64)]) {
    let (signs, days) = (signs(picture), told.having("kind", "day"));
    let most = days.iter().filter_map(|line| heads(told, line)).fold(0.0, f64::max);
    let key: Vec<(&Sign, &Words)> = signs.iter().filter_map(|sign| Some((sign, beside(picture, sign.at)?))).collect();
    let plotted: Vec<&Sign> = signs.iter().filter(|sign| beside(picture, sign.at).is_none()).collect();
    let largest = plotted.iter().map(|sign| sign.area).fold(0.0, f64::max);
    let yes = |is: bool| f64::from(u8::from(is));
    for credit in
        told.different("credited").into_iter().filter(|credit| days.iter().any(|l| l.text("credited") == *credit))
    {
        let known = || days.iter().filter(|l| l.text("credited") == credit).filter_map(|l| Some((l, heads(told, l)?)));
        if known().next().is_none() {
            continue; // all its days are crosses
        }
        let named = key.iter().find(|(_, words)| words.text == credit).unwrap_or_else(|| panic!("{credit} in the key"));
        let alike = plotted.iter().filter(|s| s.ink == named.0.ink && s.corners == named.0.corners);
        let place =
            |s: &&Sign| [year_of(years, s.at), across.read(s.at.0), sized(s, largest, most), exactly(yes(s.filled))];
        let rows = known().map(|(l, people)| {
            let (date, sure) = (l.date("date"), !["low", "unverified"].contains(&l.text("confidence")));
            // No mark is smaller than a circle of two points.
            let people = people.max(most * 4.0 * std::f64::consts::PI / largest);
            [f64::from(date.year()), leap_day(date), people, yes(sure)]
        });
        holds(same(&credit, &alike.map(place).collect::<Vec<_>>(), &rows.collect::<Vec<_>>()));
    }
    let crosses = [MIDDLE, INK, CREDIT[0], CREDIT[1], CREDIT[2]].into_iter().flat_map(|ink| picture.crosses(ink));
    let crosses = crosses.filter(|at| beside(picture, *at).is_none());
    let crosses: Vec<[Read; 2]> = crosses.map(|at| [year_of(years, at), across.read(at.0)]).collect();
    let unknown = days.iter().filter(|l| heads(told, l).is_none()).map(|l| l.date("date"));
    holds(same("unknown", &crosses, &unknown.map(|d| [f64::from(d.year()), leap_day(d)]).collect::<Vec<_>>()));
}

/// The ends of a row of days, half a day beyond its first and its last.
const YEAR: [f64; 2] = [0.5, 366.5];

/// The part of a span of days that lies in a year; what goes on before or after it ends at the ends of the row.
fn part(from: Date, to: Date, year: i16) -> [f64; 3] {
    let end = |date: Date, beyond: f64| if date.year() == year { leap_day(date) } else { beyond };
    [f64::from(year), end(from, YEAR[0]), end(to, YEAR[1])]
}

/// Grey bars on the lines of their years, and the days of each in words where they are said.
fn pauses_as_told(picture: &Picture, told: &Told, across: &Axis, years: &[(f64, f64)]) {
    let (pauses, last) =
        (told.having("kind", "pause"), told.having("kind", "year").iter().map(|l| l.date("until")).max());
    let on = |frame: &Frame| {
        let middle = (frame.top + frame.bottom) / 2.0;
        years.iter().find(|row| (row.1 - middle).abs() < 2.0 * HALF)
    };
    let bars = picture.rects(RULE);
    let drawn =
        bars.iter().filter_map(|bar| Some([exactly(on(bar)?.0), across.read(bar.left), across.read(bar.right)]));
    let parts = |l: &Line| {
        let (from, to) = (l.date("date"), l.date("until"));
        (from.year()..=to.year()).map(move |year| part(from, to, year))
    };
    holds(same("pauses", &drawn.collect::<Vec<_>>(), &pauses.iter().flat_map(parts).collect::<Vec<_>>()));
    for line in &pauses {
        let days = f64::from(line.date("date").until(line.date("until")).expect("within a few centuries").get_days());
        assert_eq!(line.number("days"), days, "from its first day to its last");
        assert_eq!(line.text("open") == "yes", Some(line.date("until")) == last, "an open one goes on to the end");
    }
    let said = picture.words.iter().filter(|w| w.align == Align::Centre && w.ink == GREY && w.text.contains(" days"));
    let said: Vec<[Read; 4]> = said
        .map(|w| {
            let days = w.text.split(' ').next().and_then(printed).expect("a number");
            // The middle of two rounded ends is rounded once more.
            let x = across.read(w.at.0);
            [
                year_of(years, w.at),
                Read { give: 2.0 * x.give, ..x },
                days,
                exactly(f64::from(u8::from(w.text.contains(", open")))),
            ]
        })
        .collect();
    let told = |[year, from, to]: [f64; 3], l: &Line| {
        [year, (from + to) / 2.0, l.number("days"), f64::from(u8::from(l.text("open") == "yes"))]
    };
    let told: Vec<[f64; 4]> = pauses.iter().flat_map(|l| parts(l).map(|part| told(part, l))).collect();
    for words in said {
        let is = |told: &[f64; 4]| words.iter().zip(told).all(|(read, told)| read.is(*told));
        assert!(told.iter().any(is), "{words:?} is no pause of {told:?}");
    }
}

/// Brackets under the lines of the years in which they end, and their words.
fn spans_as_told(picture: &Picture, spans: &[Line], across: &Axis, years: &[(f64, f64)]) {
    let brackets = picture.lines(INK).into_iter().filter(|path| path.len() == 4 && path[1].1 == path[2].1);
    let year =
        |y: f64| years.iter().filter(|row| row.1 < y).max_by(|a, b| a.1.total_cmp(&b.1)).expect("a year above").0;
    let drawn = brackets.map(|path| [exactly(year(path[0].1)), across.read(path[1].0), across.read(path[2].0)]);
    let told = |l: &Line| part(l.date("date"), l.date("until"), l.date("until").year());
    holds(same("spans", &drawn.collect::<Vec<_>>(), &spans.iter().map(told).collect::<Vec<_>>()));
    for line in spans {
        let named = |w: &&Words| w.align == Align::Centre && says(&w.text, line.text("words"));
        let words = picture.words.iter().find(named).unwrap_or_else(|| panic!("{} is said", line.text("words")));
        assert_eq!(year(words.at.1), f64::from(line.date("until").year()));
    }
}

/// The line of each year, and at its right exchanges and people, "at least" where a number is missing.
fn years_as_told(picture: &Picture, lines: &[Line], across: &Axis, years: &[(f64, f64)]) {
    let bases = picture.level(RULE);
    // The line begins half a day early or ends half a day late where the record covers the year.
    let days = |x: f64| Read { give: across.read(x).give + 0.5, ..across.read(x) };
    let drawn = years.iter().map(|(year, base)| {
        let [from, to] = bases.iter().find(|line| line[0].1 == *base).expect("a line");
        [exactly(*year), days(from.0), days(to.0)]
    });
    let told = |l: &Line| [f64::from(l.date("date").year()), leap_day(l.date("date")), leap_day(l.date("until"))];
    holds(same("years", &drawn.collect::<Vec<_>>(), &lines.iter().map(told).collect::<Vec<_>>()));
    for line in lines {
        let year = line.date("date").year();
        let base = years.iter().find(|row| row.0 == f64::from(year)).expect("a row").1;
        let beside = |w: &&Words| w.align == Align::Right && (base - 16.0..base + 6.0).contains(&w.at.1);
        let words: Vec<&str> = picture.words.iter().filter(beside).map(|w| w.text.as_str()).collect();
        let Some(exchanges) = line.maybe("exchanges") else {
            assert!(words.is_empty() && line.maybe("people").is_none(), "{year}: {words:?}");
            continue;
        };
        let said = words.iter().find_map(|text| printed(text.split_once(" exchange")?.0)).expect("exchanges");
        let sum = words.iter().find(|text| !text.contains("exchange")).expect("people");
        // Counts are written out in full.
        let sum_said = printed(sum.trim_start_matches("at least ")).expect("a number");
        assert_eq!([said.value, sum_said.value], [exchanges, line.number("people")], "{year}: {words:?}");
        assert_eq!(sum.starts_with("at least "), line.text("at_least") == "yes", "{year}: {words:?}");
    }
}

/// The words of the key right of a mark.
fn beside(picture: &Picture, at: At) -> Option<&Words> {
    let near = |w: &&Words| {
        w.align == Align::Left && (4.0..14.0).contains(&(w.at.0 - at.0)) && (w.at.1 - 4.0 - at.1).abs() < 1.5
    };
    picture.words.iter().find(near)
}

fn exactly(value: f64) -> Read {
    Read { value, give: 0.0 }
}

/// People by area: each corner, or the radius, is rounded.
fn sized(sign: &Sign, largest: f64, most: f64) -> Read {
    let of = |area: f64| (area / std::f64::consts::PI).sqrt();
    let read = by_area(of(sign.area), of(largest), most);
    Read { give: 2.0 * read.give, ..read }
}
