//! Channel lanes: the states of every channel in one replication, its exchanges on them, and mean time shares beside.

use super::axes::{Scale, bottom_axis, date_of, time_ticks};
use super::canvas::{Align, Canvas, Frame, text_frame};
use super::marks::{Placed, draw_marks, in_words, placed_marks};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{
    BODY, INK, LABEL, MIDDLE, PAPER, RULE, SMALL, STATES, TINY, channel_colour, contrast, ink_on, number, percent,
};
use super::{Figure, Provenance};
use jiff::civil::Date;
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One replication, channel by channel.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LanesData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub start: Option<Date>,
    pub horizon_days: f64,
    pub replication: u64,
    /// The time shares are of this history alone, not of all.
    pub alone: bool,
    pub lanes: Vec<Lane>,
    /// Scripted events.
    pub marks: Vec<Mark>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lane {
    pub name: String,
    pub segments: Vec<Segment>,
    pub exchanges: Vec<Exchange>,
    /// Mean share of time by state over all replications, 0 to 1.
    pub share: Vec<(Cow<'static, str>, f64)>,
}

/// A state from one day to another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Segment {
    pub from: f64,
    pub to: f64,
    pub state: Cow<'static, str>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exchange {
    pub day: f64,
    /// 0 for an agreement that moves nobody.
    pub people: u32,
    /// Returned one way, not exchanged.
    pub returned: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mark {
    pub day: f64,
    pub label: String,
}

/// The channel's colour beside its name, as in the network.
const SWATCH: f64 = 5.0;
const NAME_ROOM: f64 = 140.0;
const SHARE_ROOM: f64 = 150.0;
const SHARE_BAR: f64 = 88.0;
const PITCH: f64 = 48.0;
const BAR: f64 = 15.0;
/// From the middle of an exchange's dot down to its lane.
const STEM: f64 = 12.0;
const RING: f64 = 2.2;
/// Between the triangles of scripted events and the numbers over the first lane.
const CLEAR: f64 = 8.0;

impl LanesData {
    /// Whether a day lies on the axis; what does not is left out.
    pub(super) fn has(&self, day: f64) -> bool {
        (0.0..=self.horizon_days).contains(&day)
    }
}

/// Draws the figure.
pub fn draw(data: &LanesData, from: &Provenance) -> Figure {
    let frame = Frame { left: LEFT + NAME_ROOM, top: 0.0, right: RIGHT - SHARE_ROOM, bottom: 0.0 };
    let days = Scale::new(0.0, data.horizon_days, (frame.left, frame.right));
    let marks = placed_marks(data, &days);
    let page = Page {
        name: "lanes",
        question: "What does one history look like?",
        title: name_or(&data.title, &title(data)),
        subtitle: format!(
            "One history (replication {}): state of each channel over time, and who crossed through it",
            data.replication
        ),
        alt: alt(data),
        note: note(data, &marks),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, Frame { top, ..frame }, data, &days, &marks))
}

/// Who crossed in this history, in numbers.
fn title(data: &LanesData) -> String {
    let all = || data.lanes.iter().flat_map(|lane| &lane.exchanges).filter(|e| data.has(e.day));
    let heads = |returned: bool| all().filter(|e| e.returned == returned).map(|e| u64::from(e.people)).sum::<u64>();
    let returned = if heads(false) > 0 { "others returned" } else { "returned" };
    let said = [(heads(false), "people exchanged"), (heads(true), returned)];
    let said: Vec<String> =
        said.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", number(*n as f64, 0))).collect();
    let batches = all().filter(|e| e.people > 0).count();
    match said.as_slice() {
        [] => "In this history nobody crosses".to_owned(),
        said => format!("In this history {} in {} batches", said.join(", "), number(batches as f64, 0)),
    }
}

/// What the marks mean, of those that are there.
fn note(data: &LanesData, marks: &[Placed]) -> String {
    let any = |of: fn(&Exchange) -> bool| data.lanes.iter().flat_map(|lane| &lane.exchanges).any(of);
    let dots = "Dots: batches that cross, area by heads of both sides; numbers on the largest where there is room. ";
    let rings = "Rings: agreements put into effect that move nobody. ";
    let dots = if any(|e| e.people > 0) { dots } else { "" };
    let rings = if any(|e| e.people == 0) { rings } else { "" };
    let share = if data.alone {
        "share of time in each state in this history"
    } else {
        "mean share of time in each state over all histories"
    };
    format!("{dots}{rings}{}Right: {share}.", in_words(marks))
}

fn plot(canvas: &mut Canvas, frame: Frame, data: &LanesData, days: &Scale, marks: &[Placed]) -> f64 {
    let key = state_key(canvas, frame.top + 6.0, data);
    let rows = marks.iter().filter_map(|mark| mark.row).max().map_or(0, |row| row + 1);
    let top = key + 10.0 + 15.0 * rows as f64;
    let first = top + if marks.is_empty() { 0.0 } else { CLEAR };
    let bottom = first + PITCH * data.lanes.len().max(1) as f64 + 8.0;
    let frame = Frame { top, bottom, ..frame };
    draw_marks(canvas, frame, marks);
    let seen = data.lanes.iter().flat_map(|lane| &lane.exchanges).filter(|e| data.has(e.day));
    let most = seen.map(|e| e.people).max().unwrap_or(0);
    for (i, lane) in data.lanes.iter().enumerate() {
        let y = first + PITCH * (i + 1) as f64 - BAR - 2.0;
        canvas.rect(Frame { left: LEFT, top: y - 3.0, right: LEFT + SWATCH, bottom: y + BAR + 3.0 }, channel_colour(i));
        let lines = BODY.wrap_at_most(&lane.name, NAME_ROOM - 14.0 - 2.0 * SWATCH, 2);
        let first = y + BAR / 2.0 + 4.0 - (lines.len() as f64 - 1.0) * BODY.leading() / 2.0;
        canvas.lines((LEFT + 2.0 * SWATCH, first), Align::Left, BODY, &lines);
        states(canvas, lane, y, days);
        let within: Vec<&Exchange> = lane.exchanges.iter().filter(|e| data.has(e.day)).collect();
        exchanges(canvas, within, y, days, most);
        shares(canvas, lane, y);
    }
    if data.lanes.is_empty() {
        nothing(canvas, frame, "no channels");
    } else {
        let bar = RIGHT - SHARE_ROOM + 24.0;
        canvas.text((bar, bottom + 16.0), Align::Left, LABEL, "share of time");
        canvas.text(
            (bar, bottom + 29.0),
            Align::Left,
            SMALL,
            if data.alone { "this history" } else { "mean, all histories" },
        );
        canvas.text((RIGHT, bottom + 16.0), Align::Right, LABEL, "Active");
    }
    let unit = if data.start.is_none() { "days since the start" } else { "" };
    bottom_axis(canvas, frame, days, &time_ticks(data.start, days), unit).max(bottom + 32.0)
}

/// The states that occur, each a swatch with its name, dark to light. Hands back where it ends.
fn state_key(canvas: &mut Canvas, y: f64, data: &LanesData) -> f64 {
    let mut x = LEFT + NAME_ROOM;
    for (state, colour) in STATES {
        let shown = |lane: &Lane| {
            lane.segments.iter().any(|s| s.state == state) || lane.share.iter().any(|s| s.0 == state && s.1 > 0.0)
        };
        if data.lanes.iter().any(shown) {
            bar(canvas, (x, x + 22.0), y, 10.0, colour);
            canvas.text((x + 27.0, y + 9.0), Align::Left, LABEL, state);
            x += 27.0 + LABEL.width(state) + 16.0;
        }
    }
    y + 10.0
}

fn colour_of(state: &str) -> RGBColor {
    STATES.iter().find(|(name, _)| *name == state).map_or(MIDDLE, |(_, colour)| *colour)
}

/// A filled bar; a light one gets thin edges, so that it stands out from the paper.
fn bar(canvas: &mut Canvas, (left, right): (f64, f64), top: f64, height: f64, colour: RGBColor) {
    canvas.rect(Frame { left, top, right, bottom: top + height }, colour);
    if contrast(colour, PAPER) < 1.4 {
        for y in [top, top + height] {
            canvas.line(&[(left, y), (right, y)], RULE, 0.5);
        }
    }
}

/// The lane itself; the longest stretch of each state is named where the name fits.
fn states(canvas: &mut Canvas, lane: &Lane, y: f64, days: &Scale) {
    for segment in lane.segments.iter().filter(|s| s.to > s.from) {
        let colour = colour_of(&segment.state);
        let (left, right) = (days.at(segment.from), days.at(segment.to));
        bar(canvas, (left, right), y, BAR, colour);
        let length = |s: &Segment| s.to - s.from;
        let longest = lane.segments.iter().filter(|s| s.state == segment.state).map(length).fold(0.0, f64::max);
        if length(segment) >= longest && right - left > TINY.width(&segment.state) + 8.0 {
            let ink = ink_on(colour);
            canvas.text((left + 4.0, y + 10.8), Align::Left, TINY.ink(ink), &segment.state);
        }
    }
}

/// Batches on stems above the lane that carried them; a ring for what moves nobody.
fn exchanges(canvas: &mut Canvas, mut by_size: Vec<&Exchange>, y: f64, days: &Scale, most: u32) {
    let middle = y - STEM;
    by_size.sort_by(|a, b| b.people.cmp(&a.people).then(a.day.total_cmp(&b.day)));
    for exchange in &by_size {
        let x = days.at(exchange.day);
        canvas.line(&[(x, middle), (x, y)], INK, 0.7);
    }
    for exchange in &by_size {
        let (at, r) = ((days.at(exchange.day), middle), radius(exchange, most));
        let (edge, fill) = if exchange.people > 0 { (PAPER, INK) } else { (INK, PAPER) };
        canvas.dot(at, r + 0.6, edge);
        canvas.dot(at, r, fill);
    }
    heads(canvas, &by_size, middle, days, most);
}

fn radius(exchange: &Exchange, most: u32) -> f64 {
    match exchange.people {
        0 => RING,
        people => (7.5 * (f64::from(people) / f64::from(most.max(1))).sqrt()).max(1.5),
    }
}

/// Numbers for the largest batches of all and of the lane, beside the dot or above it, where they do not collide.
fn heads(canvas: &mut Canvas, by_size: &[&Exchange], middle: f64, days: &Scale, most: u32) {
    let room = |e: &Exchange, spare: f64| {
        let (x, r) = (days.at(e.day), radius(e, most) + spare);
        Frame { left: x - r, top: middle - r, right: x + r, bottom: middle + STEM }
    };
    let mut texts: Vec<Frame> = Vec::new();
    let largest = by_size.first().map_or(0, |e| e.people);
    let told = |e: &Exchange| e.people > 0 && (e.people >= most.div_ceil(3) || e.people == largest);
    for (i, exchange) in by_size.iter().enumerate().filter(|(_, e)| told(e)) {
        let returned = if exchange.returned { " returned" } else { "" };
        let (x, text) = (days.at(exchange.day), number(f64::from(exchange.people), 0) + returned);
        let (r, level) = (radius(exchange, most), middle + 3.5);
        let (right, left, above) = ((x + r + 3.0, level), (x - r - 3.0, level), (x, middle - r - 3.5));
        // A number that stands nearly as close to another dot would be read as that dot's.
        for (at, align, spare) in [(right, Align::Left, 4.0), (left, Align::Right, 4.0), (above, Align::Centre, 0.0)] {
            let frame = text_frame(at, align, SMALL, &text);
            let others = by_size.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, e)| room(e, spare));
            let free = frame.left > LEFT + NAME_ROOM && frame.right < RIGHT - SHARE_ROOM + 30.0;
            if free && !others.chain(texts.iter().copied()).any(|other| other.overlaps(frame)) {
                canvas.text(at, align, SMALL.ink(INK), &text);
                texts.push(frame.grown(2.0));
                break;
            }
        }
    }
}

/// The mean time shares as one stacked bar in the order of the ramp, and the share Active as a number.
fn shares(canvas: &mut Canvas, lane: &Lane, y: f64) {
    let share = |state: &str| -> f64 { lane.share.iter().filter(|s| s.0 == state).map(|s| s.1.max(0.0)).sum() };
    let total: f64 = STATES.iter().map(|(state, _)| share(state)).sum();
    if total <= 0.0 {
        return;
    }
    let mut x = RIGHT - SHARE_ROOM + 24.0;
    for (state, colour) in STATES.iter().filter(|(state, _)| share(state) > 0.0) {
        let next = x + SHARE_BAR * share(state) / total;
        bar(canvas, (x, next), y, BAR, *colour);
        x = next;
    }
    canvas.text((RIGHT, y + 11.5), Align::Right, LABEL.ink(INK), &percent(share("Active")));
}

fn alt(data: &LanesData) -> String {
    let mut text = format!("{} channels over {} days in one history.", data.lanes.len(), number(data.horizon_days, 0));
    for lane in &data.lanes {
        let exchanges: Vec<&Exchange> = lane.exchanges.iter().filter(|e| data.has(e.day)).collect();
        let people: u64 = exchanges.iter().map(|e| u64::from(e.people)).sum();
        let active = lane.share.iter().find(|s| s.0 == "Active").map_or(0.0, |s| s.1);
        let (times, people) = (exchanges.len(), number(people as f64, 0));
        text += &format!(
            " {}: {times} batches of {people} heads in all; Active {} of the time.",
            lane.name,
            percent(active)
        );
    }
    text
}

fn csv(data: &LanesData) -> String {
    let mut rows: Vec<[String; 8]> = Vec::new();
    let mut row = |lane: &str, kind: &str, days: Option<[f64; 2]>, what: &str, value: String| {
        let day =
            |i: usize| days.map_or(Default::default(), |days| [days[i].to_string(), date_of(data.start, days[i])]);
        let ([from, from_date], [to, to_date]) = (day(0), day(1));
        rows.push([lane.to_owned(), kind.to_owned(), from, from_date, to, to_date, what.to_owned(), value]);
    };
    for lane in &data.lanes {
        for s in lane.segments.iter().filter(|s| s.to > s.from) {
            row(&lane.name, "state", Some([s.from, s.to]), &s.state, String::new());
        }
        for e in lane.exchanges.iter().filter(|e| data.has(e.day)) {
            let what = if e.returned { "returned" } else { "people" };
            row(&lane.name, "crossing", Some([e.day; 2]), what, e.people.to_string());
        }
        for (state, share) in &lane.share {
            row(&lane.name, "mean time share", None, state, share.to_string());
        }
    }
    for mark in data.marks.iter().filter(|mark| data.has(mark.day)) {
        row("", "scripted", Some([mark.day; 2]), &mark.label, String::new());
    }
    table(["channel", "kind", "from_day", "from_date", "to_day", "to_date", "what", "value"], rows)
}

#[cfg(test)]
pub(super) mod tests;
