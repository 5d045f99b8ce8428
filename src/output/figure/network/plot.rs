//! How a network is drawn: sides as blocks, a row a channel, and a margin of numbers.

use super::super::axes::Scale;
use super::super::canvas::{Align, At, Canvas, Frame};
use super::super::page::{LEFT, RIGHT, nothing};
use super::super::style::{
    BODY, DASHES, GREY, HEAD, INK, LABEL, MIDDLE, PAPER, RULE, SMALL, amount, channel_colour, number, tint,
};
use super::{Channel, Kind, NetworkData};
use plotters::style::RGBColor;

/// The columns at the right end here, measured from the right: deals, people, and then a bar for the people.
const DEALS_END: f64 = 106.0;
const PEOPLE_END: f64 = 56.0;
/// From the right to where the names of issues must end, and what these have at least and at most.
const ISSUE_END: f64 = 140.0;
const ISSUE: (f64, f64) = (124.0, 190.0);
/// Where a name takes two lines.
const SECOND: f64 = 13.0;
const BLOCK: f64 = 9.0;
const GAUGE: f64 = 6.0;
const GAUGE_HEIGHT: f64 = 30.0;
/// From the top of a row to its line.
const TO_LINE: f64 = 28.0;
const PITCH: f64 = 15.5;
const GAP: f64 = 13.0;
/// From the gauge at an end of a line to where names may stand under it, and from the block to there.
const NAMES: f64 = 36.0;
const END: f64 = 5.0 + GAUGE;
/// Between the names of stations.
const APART: f64 = 8.0;
/// From a station to the first baseline of its name.
const TO_NAME: f64 = 15.0;
/// How far an intermediary hangs below a line that does not run through it.
const STEM: f64 = 11.0;

/// A thing on a line, from the first side to the second.
pub(super) struct Station {
    pub name: String,
    pub mark: Mark,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mark {
    Hop,
    /// The line runs through it.
    Between,
    Attached,
    Idle,
}

pub(super) fn plot(canvas: &mut Canvas, top: f64, data: &NetworkData) -> f64 {
    let margin = margin(data);
    let top = heads(canvas, top + 14.0, data, margin);
    let (left, right) = (LEFT + BLOCK, margin - BLOCK);
    if data.channels.is_empty() {
        nothing(canvas, Frame { left, top, right, bottom: top + 120.0 }, "no channels");
        return top + 120.0;
    }
    let rows: Vec<Row> = data.channels.iter().map(|c| Row::of(c, right - left, margin)).collect();
    let bottom = top + rows.iter().map(|row| row.height + GAP).sum::<f64>();
    for x in [LEFT, right] {
        canvas.rect(Frame { left: x, top, right: x + BLOCK, bottom }, INK);
    }
    let exchanged = data.channels.iter().flat_map(|c| &c.carried).filter(|c| !c.one_way);
    let most = exchanged.filter_map(|c| c.people).map(|p| p.value).fold(0.0, f64::max);
    let mut y = top + GAP * 0.6;
    for (i, (channel, row)) in data.channels.iter().zip(&rows).enumerate() {
        let colour = channel_colour(i);
        one_line(canvas, Frame { left, top: y, right, bottom: y + row.height }, channel, row, colour);
        carried(canvas, (margin, y), channel, most, colour);
        y += row.height + GAP;
        if i + 1 < rows.len() {
            let rule = y - GAP * 0.5;
            canvas.line(&[(left + 8.0, rule), (right - 8.0, rule)], tint(RULE, 0.5), 0.5);
            canvas.line(&[(right + BLOCK + 12.0, rule), (RIGHT, rule)], tint(RULE, 0.5), 0.5);
        }
    }
    apart(canvas, margin, bottom, data)
}

/// Where the columns at the right begin: as far left as the names of issues need, within bounds.
fn margin(data: &NetworkData) -> f64 {
    let carried = data.channels.iter().flat_map(|c| &c.carried).map(|c| c.issue.as_str());
    let names = carried.chain(data.uncarried.iter().map(String::as_str));
    let widest = names.map(|name| SMALL.width(name) + 2.0).fold(ISSUE.0, f64::max);
    RIGHT - ISSUE_END - widest.min(ISSUE.1) - 14.0
}

/// The name of an issue in one line, or in two.
fn issue_lines(name: &str, margin: f64) -> Vec<String> {
    SMALL.wrap_at_most(name, RIGHT - ISSUE_END - margin - 14.0, 2)
}

/// Below the channels: issues that none carries, and those who come home without a deal. Hands back where it ends.
fn apart(canvas: &mut Canvas, margin: f64, bottom: f64, data: &NetworkData) -> f64 {
    let mut y = bottom + 4.0;
    for issue in &data.uncarried {
        y += PITCH;
        canvas.text((margin - BLOCK - 12.0, y), Align::Right, SMALL.ink(GREY), "on no channel");
        let lines = issue_lines(issue, margin);
        canvas.lines((margin + 14.0, y), Align::Left, SMALL, &lines);
        for end in [DEALS_END, PEOPLE_END] {
            canvas.text((RIGHT - end, y), Align::Right, LABEL, "–");
        }
        y += SECOND * (lines.len() as f64 - 1.0).max(0.0);
    }
    if let Some(released) = &data.released {
        y += PITCH;
        canvas.text((margin - BLOCK - 12.0, y), Align::Right, SMALL.ink(GREY), &released.how);
        canvas.text((margin + 14.0, y), Align::Left, SMALL, "Prisoners home");
        canvas.text((RIGHT - DEALS_END, y), Align::Right, LABEL, "–");
        canvas.text((RIGHT - PEOPLE_END, y), Align::Right, LABEL.ink(INK), &amount(released.people.value));
    }
    y
}

/// The names of the sides over their blocks and of the columns over the margin; hands back where the blocks begin.
fn heads(canvas: &mut Canvas, y: f64, data: &NetworkData, right: f64) -> f64 {
    let room = (right - LEFT) / 2.0 - 12.0;
    canvas.text((LEFT, y), Align::Left, HEAD, &HEAD.fit(&data.sides[0], room));
    canvas.text((right, y), Align::Right, HEAD, &HEAD.fit(&data.sides[1], room));
    let margin = right + 14.0;
    for (x, align, words) in [
        (margin, Align::Left, "mean per history"),
        (RIGHT - DEALS_END, Align::Right, "deals"),
        (RIGHT - PEOPLE_END, Align::Right, "people"),
    ] {
        canvas.text((x, y), align, SMALL, words);
    }
    y + 8.0
}

/// What a row needs: the stations on its line with their names in lines, and its height.
struct Row {
    stations: Vec<(Station, Vec<String>)>,
    /// From the line down to the first baseline of every second name, if they do not all fit beside each other.
    lower: Option<f64>,
    height: f64,
}

impl Row {
    fn of(channel: &Channel, width: f64, margin: f64) -> Row {
        let stations = stations(channel);
        let slot = (width - 2.0 * (NAMES + END)) / stations.len().max(1) as f64;
        let widest = stations.iter().flat_map(|s| s.name.split_ascii_whitespace()).map(|word| SMALL.width(word));
        // Names of which a word would have to be broken go into two rows, where each has its neighbours' room as well.
        let staggered = stations.len() > 1 && widest.fold(0.0, f64::max) > slot - APART;
        let room = if staggered { (2.0 * slot).min(slot + 2.0 * NAMES) } else { slot } - APART;
        let named = stations.into_iter().map(|s| {
            let lines = SMALL.wrap_at_most(&s.name, room, 4);
            (s, lines)
        });
        let stations: Vec<(Station, Vec<String>)> = named.collect();
        let end = |from: f64, lines: &[String]| from + SMALL.leading() * lines.len() as f64;
        let upper = stations.iter().step_by(if staggered { 2 } else { 1 });
        let upper = upper.map(|(s, lines)| end(s.mark.depth() + TO_NAME, lines)).fold(0.0, f64::max);
        let lower = staggered.then_some(upper + 3.0);
        let second =
            lower.iter().flat_map(|from| stations.iter().map(|(_, lines)| end(*from, lines)).skip(1).step_by(2));
        let deepest = second.fold(upper, f64::max) - SMALL.leading() + 5.0;
        let below = deepest.max(GAUGE_HEIGHT / 2.0 + 2.0);
        let second = channel.carried.iter().filter(|c| issue_lines(&c.issue, margin).len() > 1).count();
        let issues = PITCH * channel.carried.len() as f64 + SECOND * second as f64;
        Row { stations, lower, height: (TO_LINE + below).max(10.0 + issues) }
    }
}

impl Mark {
    /// How far below the line it stands.
    fn depth(self) -> f64 {
        match self {
            Mark::Hop | Mark::Between => 0.0,
            Mark::Attached | Mark::Idle => STEM,
        }
    }
}

pub(super) fn stations(channel: &Channel) -> Vec<Station> {
    let hops = channel.hops.iter().map(|name| Station { name: name.clone(), mark: Mark::Hop });
    let mediators = channel.mediators.iter().map(|m| {
        let mark = match channel.kind {
            _ if m.part.idle() => Mark::Idle,
            Kind::Mediated => Mark::Between,
            Kind::Direct | Kind::Plenary | Kind::Relay | Kind::Technical => Mark::Attached,
        };
        Station { name: format!("{}{}", m.name, m.part.words()), mark }
    });
    hops.chain(mediators).collect()
}

/// One channel: gauges at both ends, its name and kind over the line, its stations on and under it.
fn one_line(canvas: &mut Canvas, frame: Frame, channel: &Channel, row: &Row, colour: RGBColor) {
    let y = frame.top + TO_LINE;
    let (left, right) = (frame.left + END, frame.right - END);
    gauge(canvas, (frame.left + 5.0, y), channel.authority[0], colour);
    gauge(canvas, (right, y), channel.authority[1], colour);
    let value = |a: f64| number(a, if (a * 10.0).fract().abs() < 1e-9 { 1 } else { 2 });
    canvas.text((left + 5.0, y - 6.0), Align::Left, SMALL, &value(channel.authority[0]));
    canvas.text((right - 5.0, y - 6.0), Align::Right, SMALL, &value(channel.authority[1]));
    stroke(canvas, (left + 4.0, right - 4.0), y, channel.kind, colour);
    let (start, end) = (left + NAMES, right - NAMES);
    let kind = channel.kind_name();
    let name = BODY.strong().fit(&channel.name, end - start - LABEL.width(kind) - 12.0);
    canvas.text((start, y - 9.5), Align::Left, BODY.strong(), &name);
    canvas.text((start + BODY.strong().width(&name) + 8.0, y - 9.5), Align::Left, LABEL, kind);
    let slot = (end - start) / row.stations.len().max(1) as f64;
    for (i, (station, words)) in row.stations.iter().enumerate() {
        let x = start + slot * (i as f64 + 0.5);
        let at = (x, y + station.mark.depth());
        let grey = station.mark == Mark::Idle;
        if station.mark.depth() > 0.0 {
            canvas.line(&[(x, y), at], if grey { RULE } else { INK }, 0.9);
        }
        mark(canvas, station.mark, at, colour);
        let face = SMALL.ink(if grey { GREY } else { INK });
        let lower = row.lower.filter(|_| i % 2 == 1).map(|lower| y + lower);
        if let Some(lower) = lower {
            canvas.line(&[(x, at.1 + 7.0), (x, lower - 10.0)], RULE, 0.6);
        }
        canvas.lines((x, lower.unwrap_or(at.1 + TO_NAME)), Align::Centre, face, words);
    }
}

fn mark(canvas: &mut Canvas, mark: Mark, at: At, colour: RGBColor) {
    match mark {
        Mark::Hop => {
            canvas.dot(at, 4.0, PAPER);
            canvas.dot(at, 2.8, colour);
        }
        Mark::Between => {
            canvas.dot(at, 6.2, PAPER);
            canvas.dot(at, 4.6, INK);
        }
        Mark::Attached => canvas.dot(at, 3.6, INK),
        Mark::Idle => {
            canvas.dot(at, 3.4, PAPER);
            canvas.ring(at, 3.2, MIDDLE, 1.0);
        }
    }
}

/// A little tank that is filled up to the authority, with its fifths marked.
fn gauge(canvas: &mut Canvas, (x, y): (f64, f64), authority: f64, colour: RGBColor) {
    let room = Frame { left: x, top: y - GAUGE_HEIGHT / 2.0, right: x + GAUGE, bottom: y + GAUGE_HEIGHT / 2.0 };
    canvas.rect(room, tint(RULE, 0.55));
    let level = Scale::new(0.0, 1.0, (room.bottom, room.top));
    canvas.rect(Frame { top: level.at(authority), ..room }, colour);
    for fifth in [0.2, 0.4, 0.6, 0.8] {
        canvas.line(&[(room.left, level.at(fifth)), (room.right, level.at(fifth))], PAPER, 0.7);
    }
}

/// The line itself: its kind told apart by how it is drawn.
fn stroke(canvas: &mut Canvas, (left, right): (f64, f64), y: f64, kind: Kind, colour: RGBColor) {
    let line = [(left, y), (right, y)];
    match kind {
        Kind::Direct => canvas.line(&line, colour, 2.6),
        Kind::Plenary => {
            for y in [y - 2.1, y + 2.1] {
                canvas.line(&[(left, y), (right, y)], colour, 1.5);
            }
        }
        Kind::Mediated => canvas.dashes(&line, colour, 2.4, DASHES[3]),
        Kind::Relay => canvas.dashes(&line, colour, 2.4, DASHES[1]),
        Kind::Technical => canvas.line(&line, colour, 1.0),
    }
}

/// A mean number of deals; what is hardly ever seen is not written out.
fn mean(deals: f64) -> String {
    if deals > 0.0 && deals < 0.005 { "<0.01".to_owned() } else { amount(deals) }
}

/// What a channel carried, issue by issue, in the margin.
fn carried(canvas: &mut Canvas, (left, top): At, channel: &Channel, most: f64, colour: RGBColor) {
    let bar = Scale::new(0.0, most, (RIGHT - PEOPLE_END + 7.0, RIGHT));
    let mut next = top + TO_LINE - 9.5;
    for carried in &channel.carried {
        let y = next;
        let lines = issue_lines(&carried.issue, left);
        next += PITCH + SECOND * (lines.len() as f64 - 1.0).max(0.0);
        let face = LABEL.ink(INK);
        canvas.lines((left + 14.0, y), Align::Left, SMALL, &lines);
        canvas.text((RIGHT - DEALS_END, y), Align::Right, face, &mean(carried.deals));
        match carried.people {
            Some(people) => {
                canvas.text((RIGHT - PEOPLE_END, y), Align::Right, face, &amount(people.value));
                if carried.one_way {
                    canvas.text((RIGHT, y), Align::Right, SMALL.ink(GREY), "returned");
                } else if people.value > 0.0 {
                    let end = bar.at(people.value).max(bar.at(0.0) + 0.8);
                    canvas.rect(Frame { left: bar.at(0.0), top: y - 7.5, right: end, bottom: y - 0.5 }, colour);
                }
            }
            None => canvas.text((RIGHT - PEOPLE_END, y), Align::Right, LABEL, "–"),
        }
    }
    if channel.carried.is_empty() {
        canvas.text((left + 14.0, top + TO_LINE - 9.5), Align::Left, SMALL.ink(GREY), "no issue");
    }
}
