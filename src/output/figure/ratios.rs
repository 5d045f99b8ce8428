//! Head-count ratios of a record over time, on a log axis; what is not known stands in a strip of its own, not at zero.

use super::axes::{Scale, Tick, bottom_axis, left_axis, time_ticks};
use super::canvas::{Align, At, Canvas, Frame, text_frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{GREY, INK, LABEL, MIDDLE, PAPER, SMALL, number};
use super::{Documents, Figure};
use jiff::civil::Date;
use plotters::style::Color;
use serde::{Deserialize, Serialize};

/// Documented deals.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RatiosData {
    /// The finding; blank for how many are equal.
    pub title: String,
    pub sides: [String; 2],
    pub from: Date,
    pub until: Date,
    pub deals: Vec<Deal>,
}

/// People home to each side through one deal, where every row of it tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deal {
    pub id: String,
    pub date: Date,
    pub people: [Option<u64>; 2],
    pub sure: bool,
}

const PLOT_HEIGHT: f64 = 300.0;
const STRIP: f64 = 20.0;
const AXIS_ROOM: f64 = 84.0;
const LARGEST: f64 = 15.0;
/// Ratios that may be marked on the axis, as so many to one.
const ROUND: [f64; 10] = [1.0, 1.2, 1.5, 2.0, 5.0, 10.0, 20.0, 100.0, 1e4, 1e6];

impl Deal {
    /// The natural log of the first side's number over the second's; none if either is not known, or nobody.
    fn ratio(&self) -> Option<f64> {
        match self.people {
            [Some(a), Some(b)] if a > 0 && b > 0 => Some((a as f64 / b as f64).ln()),
            _ => None,
        }
    }

    fn size(&self) -> f64 {
        self.people.iter().flatten().sum::<u64>() as f64
    }
}

/// Draws the figure.
pub fn draw(data: &RatiosData, from: &Documents) -> Figure {
    let page = Page {
        name: "record-ratios",
        question: "How even are documented deals?",
        title: name_or(&data.title, &finding(data)),
        subtitle: format!("People home to {} for each one home to {}, deal by deal (log scale)", data.sides[0], data.sides[1]),
        alt: alt(data),
        note: "Dots: deals with both numbers known, area by people of both sides; outlines: confidence low or unverified. Stages of \
               a deal count together, on its first day. Crosses in the strip: a number is withheld or not known, or one side \
               received nobody; these deals have no ratio."
            .to_owned(),
        data: csv(data),
    };
    page.draw_documents(from, |canvas, top| plot(canvas, top, data))
}

fn finding(data: &RatiosData) -> String {
    let ratios: Vec<f64> = data.deals.iter().filter_map(Deal::ratio).collect();
    let equal = ratios.iter().filter(|r| r.abs() < 1e-9).count();
    match ratios.len() {
        0 => "How many home to each side".to_owned(),
        n => format!("{equal} of {n} documented deals with both numbers known are exactly equal in heads"),
    }
}

fn plot(canvas: &mut Canvas, top: f64, data: &RatiosData) -> f64 {
    let frame = Frame { left: LEFT + AXIS_ROOM, top: top + 8.0, right: RIGHT, bottom: top + 8.0 + PLOT_HEIGHT };
    let days = |date: Date| data.from.until(date).map_or(0.0, |span| f64::from(span.get_days()));
    let time = Scale::new(0.0, days(data.until), (frame.left + 4.0, frame.right - 8.0));
    let reach = data.deals.iter().filter_map(Deal::ratio).map(f64::abs).fold(1.6f64.ln(), f64::max) * 1.22; // so that words fit above and below
    let ratio = Scale::new(-reach, reach, (frame.bottom, frame.top));
    left_axis(canvas, frame, &ratio, &ratio_ticks(reach), true);
    let parity = ratio.at(0.0);
    canvas.line(&[(frame.left, parity), (frame.right, parity)], INK, 0.9);
    let most = data.deals.iter().filter(|d| d.ratio().is_some()).map(Deal::size).fold(1.0, f64::max);
    let mut drawn: Vec<(&Deal, At, f64)> = Vec::new();
    for deal in &data.deals {
        if let Some(r) = deal.ratio() {
            let radius = (LARGEST * (deal.size() / most).sqrt()).max(2.4);
            drawn.push((deal, (time.at(days(deal.date)), ratio.at(r)), radius));
        }
    }
    if drawn.is_empty() {
        nothing(canvas, Frame { bottom: parity, ..frame }, "no deal with both numbers known");
    }
    drawn.sort_by(|a, b| b.2.total_cmp(&a.2));
    for (deal, at, radius) in &drawn {
        if deal.sure {
            canvas.dot(*at, *radius, INK.mix(0.45));
            canvas.ring(*at, *radius, PAPER, 0.6);
        } else {
            canvas.dot(*at, *radius, PAPER);
            canvas.ring(*at, (radius - 0.5).max(1.0), INK, 1.2);
        }
    }
    let corners = corners(canvas, frame, data);
    name_extremes(canvas, frame, &drawn, corners);
    let bottom = strip(canvas, frame, data, &time, &days);
    bottom_axis(canvas, Frame { bottom, ..frame }, &time, &time_ticks(Some(data.from), &time), "")
}

/// "2 : 1" above parity and "1 : 2" below it.
fn ratio_ticks(reach: f64) -> Vec<Tick> {
    // Labels a line apart.
    let apart = 15.0 * 2.0 * reach / PLOT_HEIGHT;
    let (mut ticks, mut last) = (Vec::new(), f64::NEG_INFINITY);
    for r in ROUND.into_iter().filter(|r| r.ln() <= reach) {
        if r.ln() < last + apart {
            continue;
        }
        last = r.ln();
        let words = number(r, usize::from(r.fract() > 0.0));
        ticks.push(Tick { value: r.ln(), label: format!("{words} : 1"), below: String::new() });
        if r > 1.0 {
            ticks.push(Tick { value: -r.ln(), label: format!("1 : {words}"), below: String::new() });
        }
    }
    ticks
}

/// Which way is whose.
fn corners(canvas: &mut Canvas, frame: Frame, data: &RatiosData) -> [Frame; 2] {
    [(0, frame.top + 12.0, "↑"), (1, frame.bottom - 6.0, "↓")].map(|(i, y, arrow)| {
        let words = SMALL.fit(&format!("more home to {} {arrow}", data.sides[i]), frame.width() * 0.45);
        let at = (frame.right - 4.0, y);
        let room = text_frame(at, Align::Right, SMALL, &words);
        canvas.rect(room, PAPER);
        canvas.text(at, Align::Right, SMALL.ink(GREY), &words);
        room
    })
}

/// The most uneven deals get their two numbers, where there is room.
fn name_extremes(canvas: &mut Canvas, frame: Frame, drawn: &[(&Deal, At, f64)], corners: [Frame; 2]) {
    let mut uneven: Vec<&(&Deal, At, f64)> =
        drawn.iter().filter(|d| d.0.ratio().is_some_and(|r| r.abs() > 1.45f64.ln())).collect();
    let ratio = |d: &Deal| d.ratio().map_or(0.0, f64::abs);
    uneven.sort_by(|a, b| ratio(b.0).total_cmp(&ratio(a.0)));
    let mut taken: Vec<Frame> = corners.to_vec();
    for (deal, (x, y), r) in uneven.into_iter().take(9) {
        let [Some(a), Some(b)] = deal.people else { continue };
        let words = format!("{} and {}", number(a as f64, 0), number(b as f64, 0));
        let places = [
            ((x + r + 3.0, y + 3.5), Align::Left),
            ((x - r - 3.0, y + 3.5), Align::Right),
            ((*x, y - r - 4.0), Align::Centre),
            ((*x, y + r + 11.0), Align::Centre),
        ];
        let free = |room: &Frame| {
            let inside = room.left > frame.left
                && room.right < frame.right
                && room.top > frame.top
                && room.bottom < frame.bottom;
            let dots = drawn.iter().any(|(_, at, r)| room.distance(*at) < *r);
            inside && !dots && !taken.iter().any(|t| t.overlaps(*room))
        };
        let found = places
            .into_iter()
            .map(|(at, align)| (at, align, text_frame(at, align, SMALL, &words)))
            .find(|p| free(&p.2));
        if let Some((at, align, room)) = found {
            canvas.text(at, align, SMALL.ink(INK), &words);
            taken.push(room.grown(2.0));
        }
    }
}

/// Deals without a ratio, each on its day; hands back where the axis goes.
fn strip(canvas: &mut Canvas, frame: Frame, data: &RatiosData, time: &Scale, days: &dyn Fn(Date) -> f64) -> f64 {
    let without: Vec<&Deal> = data.deals.iter().filter(|deal| deal.ratio().is_none()).collect();
    if without.is_empty() {
        return frame.bottom;
    }
    let y = frame.bottom + STRIP / 2.0 + 2.0;
    for deal in &without {
        canvas.cross((time.at(days(deal.date)), y), 2.6, MIDDLE, 1.3);
    }
    let words = format!("no ratio ({})", without.len());
    canvas.text((frame.left - 6.0, y + 4.0), Align::Right, LABEL, &words);
    frame.bottom + STRIP + 2.0
}

fn alt(data: &RatiosData) -> String {
    let [a, b] = &data.sides;
    let ratios: Vec<f64> = data.deals.iter().filter_map(Deal::ratio).collect();
    let n = |keep: &dyn Fn(f64) -> bool| ratios.iter().filter(|r| keep(**r)).count();
    format!(
        "Dots of the head-count ratio of {} deals over time. Equal: {}. More home to {a}: {}. More home to {b}: {}. Without a \
         ratio: {}.",
        ratios.len(),
        n(&|r| r.abs() < 1e-9),
        n(&|r| r >= 1e-9),
        n(&|r| r <= -1e-9),
        data.deals.len() - ratios.len()
    )
}

fn csv(data: &RatiosData) -> String {
    let [a, b] = &data.sides;
    let people = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
    let rows = data.deals.iter().map(|deal| {
        let [to_a, to_b] = deal.people.map(people);
        let ratio = deal.ratio().map_or(String::new(), |r| r.to_string());
        let sure = if deal.sure { "yes" } else { "no" };
        [deal.id.clone(), deal.date.to_string(), to_a, to_b, ratio, sure.to_owned()]
    });
    let header = ["deal", "date", &format!("people home to {a}"), &format!("people home to {b}"), "log_ratio", "sure"];
    table(header, rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, documents, sound};
    use super::*;
    use jiff::ToSpan;

    pub fn data() -> RatiosData {
        let start = Date::constant(2022, 3, 1);
        let deal = |i: i32| {
            let n = (i * 67 % 240 + 4) as u64;
            let other = match i % 7 {
                1 => None,
                3 => Some(n * 9 / 8),
                5 => Some(n / 4),
                _ => Some(n),
            };
            Deal {
                id: format!("X{i:03}"),
                date: start.saturating_add((i * 22).days()),
                people: [Some(n), other],
                sure: i % 12 != 4,
            }
        };
        RatiosData {
            title: String::new(),
            sides: ["Northern Republic", "Southern Federation"].map(str::to_owned),
            from: Date::constant(2022, 2, 24),
            until: Date::constant(2025, 11, 30),
            deals: (0..60).map(deal).collect(),
        }
    }

    #[test]
    fn what_is_not_known_is_no_dot() {
        let data = data();
        let figure = draw(&data, &documents());
        let known = data.deals.iter().filter(|d| d.ratio().is_some()).count();
        assert_eq!(known, 60 - 9);
        assert_eq!(count(&figure, "<circle"), 2 * known, "a dot and its edge");
        assert_eq!(figure.data.lines().count(), 1 + 60);
        assert!(figure.title.contains("of 51 documented deals"), "{}", figure.title);
        assert!(figure.svg.contains("no ratio (9)"));
        sound(&figure);
        check::demo("record-ratios", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = RatiosData { deals: vec![], ..data() };
        let mut wide = data();
        wide.sides = ["Дуже довга назва сторони переговорів, яка не вміщується", "Müzakerelerin İğdır şubesi"]
            .map(str::to_owned);
        wide.deals[8].people = [Some(1_200_000), Some(1)];
        wide.deals[9].people = [Some(0), Some(40)];
        let unknown =
            RatiosData { deals: data().deals.into_iter().filter(|d| d.ratio().is_none()).collect(), ..data() };
        let mut day = data();
        day.until = day.from;
        for (i, odd) in [none, wide, unknown, day].iter().enumerate() {
            let figure = draw(odd, &documents());
            sound(&figure);
            check::demo(&format!("record-ratios-odd-{i}"), &figure);
        }
    }
}
