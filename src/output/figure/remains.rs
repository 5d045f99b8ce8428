//! Remains returned as a record has them: every documented return on a log axis, one panel a side on one scale.

use super::axes::{Scale, Tick, bottom_axis, left_axis, log_ticks, time_ticks};
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{GREY, INK, LABEL, PAPER, RULE, SIDES, SMALL, number};
use super::{Documents, Figure};
use jiff::civil::Date;
use plotters::style::Color;
use serde::{Deserialize, Serialize};

/// Documented returns of remains.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemainsData {
    /// The finding; blank for the sums.
    pub title: String,
    pub sides: [String; 2],
    pub from: Date,
    pub until: Date,
    pub returns: Vec<Return>,
    /// A total that somebody stated, in words beside what is itemised; empty if there is none.
    pub stated: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Return {
    pub id: String,
    /// The first and the last day that its date can mean.
    pub first: Date,
    pub last: Date,
    /// Remains returned to each side, where known.
    pub returned: [Option<u32>; 2],
    /// It counts in the sums.
    pub counted: bool,
    pub sure: bool,
    pub facilitator: String,
}

const PANEL: f64 = 138.0;
/// Below the log axis: returns of none, and returns whose number is not known.
const NONE: f64 = 12.0;
const UNKNOWN: f64 = 26.0;
const FOOT: f64 = 36.0;
const GAP: f64 = 34.0;
const AXIS_ROOM: f64 = 76.0;

/// Draws the figure.
pub fn draw(data: &RemainsData, from: &Documents) -> Figure {
    let page = Page {
        name: "record-remains",
        question: "How many of the dead have been returned to each side, as far as it is documented?",
        title: name_or(&data.title, &finding(data)),
        subtitle: "Remains returned to each side, return by return (log scale)".to_owned(),
        alt: alt(data),
        note: ("Dots: returns whose number to that side is known; outlines: confidence low or unverified, or not counted in the sums; \
               bars: only the month is known. Below: documented as none, and number not known, which is not none."
            .to_owned()
            + &data.stated),
        data: csv(data),
    };
    page.draw_documents(from, |canvas, top| plot(canvas, top, data))
}

/// What was returned to a side in all, and how many returns give no number.
fn sum(data: &RemainsData, side: usize) -> (u64, usize) {
    let counted = || data.returns.iter().filter(|r| r.counted).map(|r| r.returned[side]);
    (counted().flatten().map(u64::from).sum(), counted().filter(Option::is_none).count())
}

fn finding(data: &RemainsData) -> String {
    if data.returns.is_empty() {
        return "Documented returns of remains".to_owned();
    }
    let part = |i: usize| {
        let (sum, missing) = sum(data, i);
        format!("{}{} to {}", if missing > 0 { "at least " } else { "" }, number(sum as f64, 0), data.sides[i])
    };
    format!("Documented returns of remains: {} and {}", part(0), part(1))
}

fn plot(canvas: &mut Canvas, top: f64, data: &RemainsData) -> f64 {
    let most = data.returns.iter().flat_map(|r| r.returned).flatten().max().unwrap_or(1).max(10);
    let days = |date: Date| data.from.until(date).map_or(0.0, |span| f64::from(span.get_days()));
    let mut low = top;
    for (i, name) in data.sides.iter().enumerate() {
        let top = top + 22.0 + i as f64 * (PANEL + FOOT + GAP);
        let frame = Frame { left: LEFT + AXIS_ROOM, top, right: RIGHT, bottom: top + PANEL };
        let count = Scale::new(0.0, (f64::from(most) * 1.25).log10(), (frame.bottom, frame.top));
        let time = Scale::new(0.0, days(data.until), (frame.left + 4.0, frame.right - 6.0));
        left_axis(canvas, frame, &count, &log_ticks(1.0, f64::from(most) * 1.25, 6), true);
        let foot = Frame { top: frame.bottom, bottom: frame.bottom + FOOT, ..frame };
        let rows = [(NONE, "none"), (UNKNOWN, "not known")];
        for (dy, words) in rows {
            let tick = Tick { value: 0.0, label: words.to_owned(), below: String::new() };
            left_axis(canvas, frame, &Scale::new(0.0, 1.0, (foot.top + dy, foot.top)), &[tick], true);
        }
        heading(canvas, frame, data, i, name);
        for r in &data.returns {
            one_return(canvas, frame, r, i, (time.at(days(r.first)), time.at(days(r.last))), &count);
        }
        if data.returns.is_empty() {
            nothing(canvas, frame, "no return is recorded");
        }
        let last = i + 1 == data.sides.len();
        if last {
            low = bottom_axis(canvas, foot, &time, &time_ticks(Some(data.from), &time), "");
        } else {
            canvas.line(&[(foot.left, foot.bottom), (foot.right, foot.bottom)], RULE, 0.8);
        }
    }
    low
}

/// The side, and its sum with what is missing.
fn heading(canvas: &mut Canvas, frame: Frame, data: &RemainsData, i: usize, name: &str) {
    let (sum, missing) = sum(data, i);
    let face = LABEL.strong().ink(SIDES[i % SIDES.len()]);
    let words = face.fit(&format!("returned to {name}"), frame.width() * 0.6);
    canvas.text((frame.left, frame.top - 8.0), Align::Left, face, &words);
    let total = match missing {
        0 => format!("{} itemised", number(sum as f64, 0)),
        n => format!("at least {}; {n} returns without a number", number(sum as f64, 0)),
    };
    canvas.text((frame.right, frame.top - 8.0), Align::Right, SMALL.ink(INK), &total);
}

fn one_return(canvas: &mut Canvas, frame: Frame, r: &Return, side: usize, (from, to): (f64, f64), count: &Scale) {
    let ink = SIDES[side % SIDES.len()];
    let middle = (from + to) / 2.0;
    let y = match r.returned[side] {
        None => {
            canvas.cross((middle, frame.bottom + UNKNOWN), 2.4, GREY, 1.2);
            return;
        }
        Some(0) => frame.bottom + NONE,
        Some(n) => count.at(f64::from(n).log10()),
    };
    if to - from > 3.0 {
        canvas.line(&[(from, y), (to, y)], ink, 1.6);
    }
    if r.sure && r.counted {
        // Returns of one week lie over each other: thin colour lets them be counted.
        canvas.dot((middle, y), 3.2, ink.mix(0.45));
        canvas.ring((middle, y), 3.2, ink, 0.7);
    } else {
        canvas.dot((middle, y), 3.4, PAPER);
        canvas.ring((middle, y), 2.8, ink, 1.2);
    }
}

fn alt(data: &RemainsData) -> String {
    let mut text = format!("Dots of {} documented returns of remains over time, a panel a side.", data.returns.len());
    for (i, name) in data.sides.iter().enumerate() {
        let (sum, missing) = sum(data, i);
        let sum = number(sum as f64, 0);
        text += &format!(" Returned to {name}: {sum} where known; {missing} returns without a number.");
    }
    text
}

fn csv(data: &RemainsData) -> String {
    let [a, b] = &data.sides;
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let rows = data.returns.iter().map(|r| {
        let [to_a, to_b] = r.returned.map(|n| n.map_or(String::new(), |n| n.to_string()));
        let days = [r.first, r.last].map(|d| d.to_string());
        let [first, last] = days;
        [r.id.clone(), first, last, to_a, to_b, yes(r.counted), yes(r.sure), r.facilitator.clone()]
    });
    let header = [
        "row",
        "first_day",
        "last_day",
        &format!("remains returned to {a}"),
        &format!("remains returned to {b}"),
        "counted",
        "sure",
        "facilitator",
    ];
    table(header, rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, documents, sound};
    use super::*;
    use jiff::ToSpan;

    pub fn data() -> RemainsData {
        let start = Date::constant(2022, 6, 2);
        let one = |i: i32| {
            let first = start.saturating_add((i * 34).days());
            Return {
                id: format!("B{i:03}"),
                first,
                last: if i % 9 == 4 { first.saturating_add(30.days()) } else { first },
                returned: [Some((i * i + 2) as u32), [None, Some(0), Some((i + 3) as u32)][(i % 3) as usize]],
                counted: i % 11 != 7,
                sure: i % 7 != 3,
                facilitator: String::new(),
            }
        };
        RemainsData {
            title: String::new(),
            sides: ["Northern Republic", "Southern Federation"].map(str::to_owned),
            from: Date::constant(2022, 2, 24),
            until: Date::constant(2025, 11, 30),
            returns: (0..36).map(one).collect(),
            stated: String::new(),
        }
    }

    #[test]
    fn none_is_not_the_same_as_not_known() {
        let data = data();
        let figure = draw(&data, &documents());
        assert_eq!(figure.data.lines().count(), 1 + 36);
        let known = data.returns.iter().flat_map(|r| r.returned).flatten().count();
        assert_eq!(known, 36 + 24);
        assert_eq!(count(&figure, "<circle"), 2 * known);
        let (sum, missing) = sum(&data, 1);
        assert!(figure.title.contains(&format!("at least {sum} to Southern Federation")), "{}", figure.title);
        assert_eq!(missing, 11, "one of twelve does not count");
        sound(&figure);
        check::demo("record-remains", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = RemainsData { returns: vec![], ..data() };
        let mut wide = data();
        wide.sides = ["Дуже довга назва сторони переговорів, яка не вміщується", "Müzakerelerin İğdır şubesi"]
            .map(str::to_owned);
        wide.returns[8].returned = [Some(1_200_000), Some(1)];
        let mut day = data();
        day.until = day.from;
        for (i, odd) in [none, wide, day].iter().enumerate() {
            let figure = draw(odd, &documents());
            sound(&figure);
            check::demo(&format!("record-remains-odd-{i}"), &figure);
        }
    }
}
