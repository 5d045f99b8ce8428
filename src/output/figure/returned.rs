//! Returned over time: one panel a side and arm on shared axes, the median with its middle 50% and 90%.

use super::axes::{
    Scale, Tick, bottom_axis, date_of, day_name, left_axis, round_top, spread, stairs, ticks, time_ticks,
};
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{DASHES, HEAD, INK, LABEL, PAPER, RULE, SIDES, SMALL, Type, amount, number, tint};
use super::{Documents, Figure, Provenance};
use crate::output::lines::sentence;
use jiff::civil::Date;
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};

/// People returned by day, over all replications, one arm over the other on one scale.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReturnedData {
    /// The one-way issue on which people are returned; none for prisoners on all issues.
    pub returned: Option<String>,
    /// The finding; blank for the medians at the end.
    pub title: String,
    pub start: Option<Date>,
    pub horizon_days: f64,
    /// One of a run; of a comparison the base first.
    pub arms: Vec<Arm>,
    /// What the record's dots rest on, if there is a record.
    pub documents: Option<Documents>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arm {
    /// Blank if there is but one.
    pub name: String,
    pub sides: Vec<Side>,
}

/// One side's people returned by the end of each day in `days`; each value holds until the next day listed.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// The sums are floors, because some numbers are not known.
    pub floor: bool,
}

/// A day and its five percentiles, lowest first.
type Row = (f64, [f64; 5]);

const PERCENTILES: [&str; 5] = ["5th", "25th", "median", "75th", "95th"];
/// The height of a plot, by the number of arms.
const PLOT_HEIGHT: [f64; 3] = [270.0, 190.0, 150.0];
const LABEL_ROOM: f64 = 112.0;
/// Between the plots of two arms.
const GAP: f64 = 34.0;

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

impl ReturnedData {
    fn sides(&self) -> impl Iterator<Item = &Side> {
        self.arms.iter().flat_map(|arm| &arm.sides)
    }

    fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.sides().flat_map(Side::rows)
    }

    /// Whether any band has a width.
    fn banded(&self) -> bool {
        self.rows().any(|row| row.1[0] < row.1[4])
    }
}

/// Draws the figure.
pub fn draw(data: &ReturnedData, from: &Provenance) -> Figure {
    let page = Page {
        name: "returned",
        question: if data.returned.is_some() {
            "How many are returned, and when?"
        } else {
            "How many people come home, and when?"
        },
        title: name_or(&data.title, &title(data, from.n)),
        subtitle: subtitle(data),
        alt: alt(data),
        note: note(data, from.n) + &data.documents.as_ref().map_or(String::new(), record_note),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// The medians at the end, of the one arm; over several there is no finding in a line.
fn title(data: &ReturnedData, n: u64) -> String {
    let (who, nobody) = match &data.returned {
        Some(issue) => (format!("{issue} over time"), "nobody is returned"),
        None => ("Prisoners home over time".to_owned(), "nobody comes home"),
    };
    if data.rows().all(|row| row.1[4] == 0.0) {
        return format!("{who}: {nobody} in 19 of 20 histories or more");
    }
    let [arm] = data.arms.as_slice() else { return who };
    let end = |side: &Side| {
        // A name is not broken over two lines.
        Some((amount(side.rows().last()?.1[2]), side.name.replace(' ', "\u{a0}")))
    };
    let (least, half) = if n == 1 { ("", "the one history") } else { ("at least ", "half of all histories") };
    let what = if data.returned.is_some() { "returned" } else { "prisoners home" };
    let said = match arm.sides.iter().filter_map(end).collect::<Vec<_>>().as_slice() {
        [] => return who,
        [(n, to)] => format!("{least}{n} {what} to {to} in {half}"),
        [(n, to), (m, other), ..] => format!("{least}{n} {what} to {to} in {half}, {m} to {other}"),
    };
    match &data.returned {
        Some(issue) => format!("{issue}: {said}"),
        None => sentence(&said),
    }
}

fn subtitle(data: &ReturnedData) -> String {
    let bands = match data.banded() {
        true => "median, middle 50% and middle 90% of histories",
        false => "median of histories",
    };
    match (&data.returned, data.arms.first().map(|arm| arm.sides.as_slice())) {
        (Some(_), Some([to])) => format!("Returned to {} so far: {bands}", to.name),
        (Some(_), _) => format!("Returned to each side so far: {bands}"),
        (None, _) => format!("Prisoners home to each side so far: {bands}"),
    }
}

/// What the line and the bands are; bands without any width are not there to be explained.
fn note(data: &ReturnedData, n: u64) -> String {
    let n = number(n as f64, 0);
    if !data.banded() {
        return format!("Line: median; there is no band, because the middle 90% of {n} simulated histories lie on it.");
    }
    let beside = if data.arms.len() > 1 { " Dashed: the median of the first arm." } else { "" };
    format!(
        "Line: median. Dark band: middle 50%, light band: middle 90% of {n} simulated histories, day by day: percentiles of \
         outcomes, not the confidence of an estimate. No single history need follow any of these lines.{beside}"
    )
}

/// What the dots are.
fn record_note(from: &Documents) -> String {
    format!(
        " Black dots: sums of documented exchanges from the start on, floors where numbers are missing. {}",
        from.in_short()
    )
}

/// Where the plots of all arms stand, and the scales that they share.
struct Plots<'d> {
    data: &'d ReturnedData,
    people: Scale,
    ticks: Vec<Tick>,
    left: f64,
    width: f64,
}

impl<'d> Plots<'d> {
    fn new(data: &'d ReturnedData) -> Plots<'d> {
        let across = data.arms.iter().map(|arm| arm.sides.len()).max().unwrap_or(0).max(1) as f64;
        let recorded = data.sides().flat_map(|side| side.record.iter().map(|point| point.1));
        let high = data.rows().map(|row| row.1[4]).chain(recorded).fold(0.0, f64::max);
        let people = Scale::new(0.0, round_top(high, 5), (0.0, 1.0));
        let ticks = ticks(0.0, people.high(), 5, 1.0);
        let axis_room = 8.0 + ticks.iter().map(|tick| LABEL.width(&tick.label)).fold(0.0, f64::max);
        let width = (RIGHT - LEFT - axis_room - across * LABEL_ROOM) / across;
        Plots { data, people, ticks, left: LEFT + axis_room, width }
    }

    /// The plots of one arm side by side; hands back where they end. Dates stand under the last arm alone.
    fn arm(&self, canvas: &mut Canvas, (top, bottom): (f64, f64), arm: &Arm, last: bool) -> f64 {
        let people = Scale::new(0.0, self.people.high(), (bottom, top));
        let mut low = bottom;
        for panel in 0..arm.sides.len().max(1) {
            let left = self.left + panel as f64 * (self.width + LABEL_ROOM);
            let frame = Frame { left, top, right: left + self.width, bottom };
            let days = Scale::new(0.0, self.data.horizon_days, (left, frame.right));
            left_axis(canvas, frame, &people, &self.ticks, panel == 0);
            match arm.sides.get(panel).filter(|side| !side.rows().is_empty()) {
                Some(side) => one_side(canvas, frame, side, panel, (&days, &people), self.beside(arm, panel)),
                None => nothing(canvas, frame, "nothing to draw"),
            }
            let unit = if self.data.start.is_none() { "days since the start" } else { "" };
            let ticks = if last { time_ticks(self.data.start, &days) } else { Vec::new() };
            low = low.max(bottom_axis(canvas, frame, &days, &ticks, if last { unit } else { "" }));
        }
        low
    }

    /// The same side in the first arm, where that is another.
    fn beside(&self, arm: &Arm, panel: usize) -> Option<&'d Side> {
        let first = self.data.arms.first()?;
        if std::ptr::eq(first, arm) { None } else { first.sides.get(panel) }
    }
}

fn plot(canvas: &mut Canvas, top: f64, data: &ReturnedData) -> f64 {
    let plots = Plots::new(data);
    let height = PLOT_HEIGHT[data.arms.len().clamp(1, PLOT_HEIGHT.len()) - 1];
    let none = Arm { name: String::new(), sides: Vec::new() };
    let arms: Vec<&Arm> = if data.arms.is_empty() { vec![&none] } else { data.arms.iter().collect() };
    let mut low = top;
    for (i, arm) in arms.iter().enumerate() {
        if arms.len() > 1 {
            let name = HEAD.fit(&arm.name, RIGHT - LEFT);
            canvas.text((LEFT, low + 16.0), Align::Left, HEAD, &name);
            low += 26.0;
        }
        let top = low + 22.0;
        let last = i + 1 == arms.len();
        low = plots.arm(canvas, (top, top + height), arm, last) + if last { 0.0 } else { GAP - 26.0 };
    }
    low
}

/// One panel: bands from light to dark, the median, and the five values at the end named in the margin.
fn one_side(
    canvas: &mut Canvas,
    frame: Frame,
    side: &Side,
    panel: usize,
    (days, people): (&Scale, &Scale),
    beside: Option<&Side>,
) {
    let (colour, rows) = (SIDES[panel % SIDES.len()], side.rows());
    let curve =
        |rows: &[Row], k: usize| stairs(rows.iter().map(|row| (days.at(row.0), people.at(row.1[k]))), frame.right);
    for (low, high, share) in [(0, 4, 0.18), (1, 3, 0.42)] {
        let edge = curve(&rows, low).into_iter().chain(curve(&rows, high).into_iter().rev());
        canvas.area(&edge.collect::<Vec<_>>(), tint(colour, share));
    }
    if let Some(beside) = beside {
        canvas.dashes(&curve(&beside.rows(), 2), INK, 1.1, DASHES[0]);
    }
    canvas.line(&curve(&rows, 2), colour, 1.8);
    for &(day, sum) in &side.record {
        let at = (days.at(day), people.at(sum));
        canvas.dot(at, 2.9, PAPER);
        canvas.dot(at, 2.2, INK);
    }
    let name = HEAD.ink(colour);
    let words = name.fit(&side.name, frame.width() + LABEL_ROOM - 20.0);
    canvas.text((frame.left, frame.top - 10.0), Align::Left, name, &words);
    ends(canvas, frame, side, colour, &rows, people);
}

/// The percentiles at the end, and the record among them, named in the margin from the top down.
fn ends(canvas: &mut Canvas, frame: Frame, side: &Side, colour: RGBColor, rows: &[Row], people: &Scale) {
    let mut ends: Vec<(f64, Type, String)> = Vec::new();
    if let Some((_, last)) = rows.last() {
        let apart = last[0] < last[4];
        for k in (0..5).rev().filter(|k| apart || *k == 2) {
            let face = if k == 2 { LABEL.strong().ink(colour) } else { SMALL };
            ends.push((last[k], face, format!("{}: {}", PERCENTILES[k], amount(last[k]))));
        }
    }
    let least = if side.floor { "≥ " } else { "" };
    ends.extend(
        side.record.last().map(|last| (last.1, LABEL.strong().ink(INK), format!("record: {least}{}", amount(last.1)))),
    );
    ends.sort_by(|a, b| b.0.total_cmp(&a.0));
    let heights: Vec<f64> = ends.iter().map(|end| people.at(end.0)).collect();
    let labels = spread(&heights, 14.5, frame.bottom + 2.0);
    for (((_, face, words), height), label) in ends.iter().zip(&heights).zip(&labels) {
        let end = frame.right + 12.0;
        canvas.line(&[(frame.right + 1.0, *height), (end - 2.0, *label)], RULE, 0.6);
        canvas.text((end, label + 4.0), Align::Left, *face, words);
    }
}

fn alt(data: &ReturnedData) -> String {
    let who = data.returned.as_ref().map_or("prisoners home".to_owned(), |issue| format!("those returned ({issue})"));
    let panels = data.sides().count();
    let panels = if panels == 1 { "One panel".to_owned() } else { format!("{panels} panels") };
    let mut text = format!("{panels} of {who} over time on one scale.");
    for (arm, side) in data.arms.iter().flat_map(|arm| arm.sides.iter().map(move |side| (arm, side))) {
        let name = if arm.name.is_empty() { side.name.clone() } else { format!("{}, {}", arm.name, side.name) };
        if let Some((day, [p05, p25, p50, p75, p95])) = side.rows().last().map(|row| (row.0, row.1.map(amount))) {
            let day = day_name(data.start, day);
            text += &format!(" {name}: by {day} the median is {p50}; half of histories lie between {p25} and {p75}, ");
            text += &format!("nine in ten between {p05} and {p95}.");
        }
        if let Some((day, sum)) = side.record.last() {
            text += &format!(" Documented by {}: {}.", day_name(data.start, *day), amount(*sum));
        }
    }
    text
}

fn csv(data: &ReturnedData) -> String {
    let mut lines: Vec<[String; 10]> = Vec::new();
    for (arm, side) in data.arms.iter().flat_map(|arm| arm.sides.iter().map(move |side| (arm, side))) {
        let mut line = |day: f64, five: [String; 5], record: String| {
            let ([a, b, c, d, e], date) = (five, date_of(data.start, day));
            lines.push([arm.name.clone(), side.name.clone(), day.to_string(), date, a, b, c, d, e, record]);
        };
        side.rows().into_iter().for_each(|(day, five)| line(day, five.map(|v| v.to_string()), String::new()));
        side.record.iter().for_each(|(day, sum)| line(*day, Default::default(), sum.to_string()));
    }
    table(["arm", "side", "day", "date", "p05", "p25", "p50", "p75", "p95", "record"], lines)
}

#[cfg(test)]
pub(super) mod tests;
