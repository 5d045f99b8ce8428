//! Pauses: the share of pauses between exchanges that last longer than t, on a log axis, against closed forms.

mod names;

use super::axes::{Scale, Tick, bottom_axis, left_axis, stairs, ticks};
use super::canvas::{At, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{DASHES, GREY, INK, MIDDLE, MODEL, PAPER, SHADE, amount, percent, tint};
use super::{Documents, Figure, Provenance};
use crate::experiment::focal::Focal;
use names::name_lines;
use serde::{Deserialize, Serialize};

/// The survival of pauses, estimated, and what simple laws would give.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PausesData {
    pub focal: Focal,
    /// The name of the focal issue.
    pub issue: String,
    /// The finding; blank for a neutral title.
    pub title: String,
    /// The axis ends here, in days.
    pub horizon_days: f64,
    /// Kaplan-Meier: from each of `days` on, `survival` (0 to 1) holds until the next.
    pub days: Vec<f64>,
    pub survival: Vec<f64>,
    /// The 95% band of the estimate.
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    /// Pauses observed, and how many of them were still running at the end.
    pub pauses: u64,
    pub censored: u64,
    pub curves: Vec<Curve>,
    pub record: Option<RecordCurve>,
}

/// The survival of documented pauses, estimated in the same way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordCurve {
    pub days: Vec<f64>,
    pub survival: Vec<f64>,
    /// The 95% band of each point by itself.
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    /// Pauses documented, and the days of the last one, which is still open when the record ends.
    pub pauses: u64,
    pub open: Option<f64>,
    pub documents: Documents,
}

/// A closed form to compare with: points of day and share.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Curve {
    pub label: String,
    pub points: Vec<(f64, f64)>,
}

/// Day, survival, low, high.
type Row = [f64; 4];

const PLOT_HEIGHT: f64 = 300.0;
const AXIS_ROOM: f64 = 44.0;
/// The axis never reaches below one pause in ten thousand.
const LEAST: f64 = 1e-4;
/// Nor, beside a record of some dozens of pauses, below one in a thousand.
const LEAST_BESIDE: f64 = 1e-3;
const ESTIMATE: &str = "simulated pauses";
const RECORD: &str = "record";

/// Draws the figure.
pub fn draw(data: &PausesData, from: &Provenance) -> Figure {
    let rows = rows([&data.days, &data.survival, &data.low, &data.high], data.horizon_days);
    let record = data.record.as_ref().map(|r| r.rows(data.horizon_days)).unwrap_or_default();
    let floor = floor(&rows).min(floor(&record)).max(if record.is_empty() { LEAST } else { LEAST_BESIDE });
    let (rows, record) = (above(rows, floor), above(record, floor));
    let page = Page {
        name: "pauses",
        question: "How long are the gaps?",
        title: name_or(&data.title, &title(data, &rows)),
        subtitle: format!(
            "{}: share of pauses longer than so many days (log scale)",
            name_or(&data.issue, "Main issue")
        ),
        alt: alt(data, &rows),
        note: note(data) + &data.record.as_ref().map_or(String::new(), RecordCurve::note),
        data: csv(data, &rows, &record, floor),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data, [&rows, &record], floor))
}

/// The pause that one in twenty is longer than, if so many days are seen.
fn title(data: &PausesData, rows: &[Row]) -> String {
    match rows.iter().find(|row| row[1] <= 0.05 && row[0] > 0.0) {
        Some(row) if data.pauses > 0 => {
            format!("One in twenty {} lasts longer than {} days", data.focal.pauses(), amount(row[0]))
        }
        _ => format!("How long {} last", data.focal.pauses()),
    }
}

/// What the lines mean, of those that are there.
fn note(data: &PausesData) -> String {
    if data.pauses == 0 {
        return format!("No simulated history has {}, so there are no pauses to draw.", data.focal.a());
    }
    let count = |n: u64| super::style::number(n as f64, 0);
    let forms = if data.curves.is_empty() { "" } else { " Broken lines: closed forms." };
    if data.censored >= data.pauses {
        return format!(
            "All of {} pauses are still running at the end, so none has a length.{forms}",
            count(data.pauses)
        );
    }
    format!(
        "Steps: Kaplan–Meier estimate from {} pauses, {} of them still running at the end. Band: 95% confidence of the \
         estimate.{forms}",
        count(data.pauses),
        count(data.censored),
    )
}

impl RecordCurve {
    fn rows(&self, horizon: f64) -> Vec<Row> {
        rows([&self.days, &self.survival, &self.low, &self.high], horizon)
    }

    fn note(&self) -> String {
        let open = match self.open {
            Some(days) => format!(", the last still open after {} days", amount(days)),
            None => String::new(),
        };
        format!(
            " Black: Kaplan–Meier estimate from {} documented pauses{open}; grey band: its 95% confidence, point by point. {}",
            amount(self.pauses as f64),
            self.documents.in_short()
        )
    }
}

/// The rows that can be drawn: finite, in order, shares within 0 and 1, and opening with everything still running.
fn rows([days, survival, low, high]: [&[f64]; 4], horizon: f64) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (((&day, &share), &low), &high) in days.iter().zip(survival).zip(low).zip(high) {
        if day.is_finite() && share.is_finite() && day <= horizon {
            let before = rows.last().copied().unwrap_or([0.0, 1.0, 1.0, 1.0]);
            // Where the band is undefined (nobody is left), it stays as it was.
            let known = |value: f64, before: f64| if value.is_finite() { value.clamp(0.0, 1.0) } else { before };
            rows.push([day.max(before[0]), share.clamp(0.0, 1.0), known(low, before[2]), known(high, before[3])]);
        }
    }
    if rows.first().is_some_and(|first| first[0] > 0.0) {
        rows.insert(0, [0.0, 1.0, 1.0, 1.0]);
    }
    rows
}

/// The rows down to the first one below the axis.
fn above(mut rows: Vec<Row>, floor: f64) -> Vec<Row> {
    let below = rows.iter().position(|row| row[1] < floor);
    rows.truncate(below.map_or(rows.len(), |i| i + 1));
    rows
}

fn plot(canvas: &mut Canvas, top: f64, data: &PausesData, [rows, record]: [&[Row]; 2], floor: f64) -> f64 {
    let frame = Frame { left: LEFT + AXIS_ROOM, top: top + 6.0, right: RIGHT, bottom: top + 6.0 + PLOT_HEIGHT };
    let share = Scale::new(floor.log10(), 0.0, (frame.bottom, frame.top));
    let days = Scale::new(0.0, end(data, rows, record), (frame.left, frame.right));
    left_axis(canvas, frame, &share, &share_ticks(floor), true);
    let place = |day: f64, value: f64| (days.at(day), share.at(value.max(floor).log10()));
    if rows.is_empty() {
        let none = if data.pauses == 0 { data.focal.one() } else { "pause that ends" };
        nothing(canvas, frame, &format!("no simulated {none}"));
    }
    let band = steps(rows, 2, &place).into_iter().chain(steps(rows, 3, &place).into_iter().rev()).collect::<Vec<_>>();
    // The record's band lies under all else, and grey, so that the model's shows through none of it.
    let known = steps(record, 2, &place).into_iter().chain(steps(record, 3, &place).into_iter().rev());
    canvas.area(&known.collect::<Vec<_>>(), SHADE);
    canvas.area(&band, tint(MODEL, 0.22));
    let drawn = |curve: &Curve| curve.inside(floor, days.high()).map(|p| place(p.0, p.1)).collect();
    let overlays: Vec<Vec<At>> = data.curves.iter().map(drawn).collect();
    let estimate = steps(rows, 1, &place);
    canvas.line(&estimate, MODEL, 1.9);
    for (i, line) in overlays.iter().enumerate() {
        canvas.dashes(line, GREY, 1.5, DASHES[i % DASHES.len()]);
    }
    let mut lines = vec![(ESTIMATE, MODEL, estimate)];
    lines.extend(data.curves.iter().zip(overlays).map(|(curve, line)| (curve.label.as_str(), GREY, line)));
    if !record.is_empty() {
        lines.push((RECORD, INK, record_line(canvas, data, record, floor, &place)));
    }
    name_lines(canvas, frame, &lines, &band);
    bottom_axis(canvas, frame, &days, &ticks(0.0, days.high(), 10, 1.0), data.focal.days_without())
}

/// The record's staircase between its thin limits; a ring ends it where its last pause was still open.
fn record_line(
    canvas: &mut Canvas,
    data: &PausesData,
    record: &[Row],
    floor: f64,
    place: &impl Fn(f64, f64) -> At,
) -> Vec<At> {
    for k in [2, 3] {
        canvas.line(&steps(record, k, place), MIDDLE, 0.8);
    }
    let line = steps(record, 1, place);
    canvas.line(&line, INK, 1.6);
    // What lies below the axis ends the line there, but has no dot.
    for row in record.iter().skip(1).filter(|row| row[1] >= floor) {
        canvas.dot(place(row[0], row[1]), 1.9, INK);
    }
    if let Some((open, share)) = open_pause(data, record) {
        canvas.dot(place(open, share), 3.6, PAPER);
        canvas.ring(place(open, share), 3.0, INK, 1.3);
    }
    line
}

/// The days of the pause that is still open, and where it stands on the record's staircase.
fn open_pause(data: &PausesData, record: &[Row]) -> Option<(f64, f64)> {
    let open = data.record.as_ref().and_then(|r| r.open).filter(|open| *open <= data.horizon_days)?;
    Some((open, record.iter().take_while(|row| row[0] <= open).last().map_or(1.0, |row| row[1])))
}

/// The day where the axis ends: the horizon, or a little past the longest pause seen if that is much earlier.
fn end(data: &PausesData, rows: &[Row], record: &[Row]) -> f64 {
    let longest = rows.iter().chain(record).map(|row| row[0]).fold(0.0, f64::max);
    if longest > 0.0 { data.horizon_days.min(1.12 * longest) } else { data.horizon_days }
}

/// Where the axis ends: a round share just below all that is seen.
fn floor(rows: &[Row]) -> f64 {
    let least = rows.iter().flat_map(|row| [row[1], row[2]]).filter(|v| *v > 0.0).fold(1.0, f64::min);
    let round = [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 5e-4, 2e-4, LEAST];
    round.into_iter().find(|share| *share <= least * 0.8).unwrap_or(LEAST)
}

/// 100%, 50%, 20%, 10% and so on down to the floor.
fn share_ticks(floor: f64) -> Vec<Tick> {
    let decades = (0..5).flat_map(|k| [1.0, 0.5, 0.2].map(|m| m * 10f64.powi(-k)));
    let name = |share: f64| match share {
        s if s >= 0.0099 => percent(s),
        s => format!("{}%", (s * 1e4).round() / 100.0),
    };
    let tick = |share: f64| Tick { value: share.log10(), label: name(share), below: String::new() };
    decades.filter(|share| *share >= floor * 0.999).map(tick).collect()
}

/// The staircase of column `k`. It ends where the observations end: beyond, the estimate says nothing.
fn steps(rows: &[Row], k: usize, place: &impl Fn(f64, f64) -> At) -> Vec<At> {
    let end = rows.last().map_or(0.0, |row| place(row[0], 1.0).0);
    stairs(rows.iter().map(|row| place(row[0], row[k])), end)
}

impl Curve {
    /// The part that lies inside the axes.
    fn inside(&self, floor: f64, horizon: f64) -> impl Iterator<Item = (f64, f64)> {
        self.points
            .iter()
            .copied()
            .filter(move |(day, share)| (0.0..=horizon).contains(day) && (floor..=1.0).contains(share))
    }
}

fn alt(data: &PausesData, rows: &[Row]) -> String {
    let mut text = match rows.is_empty() {
        true => note(data),
        false => String::from("Falling staircase of the share of pauses longer than a number of days."),
    };
    for wanted in [0.5, 0.1] {
        if let Some(row) = rows.iter().find(|row| row[1] <= wanted) {
            text += &format!(" {} of pauses last longer than {} days.", percent(row[1]), amount(row[0]));
        }
    }
    if let Some(record) = &data.record {
        let longest = record.days.iter().copied().chain(record.open).fold(0.0, f64::max);
        text += &format!(" Documented pauses: {}, the longest {} days.", record.pauses, amount(longest));
    }
    let names: Vec<&str> = data.curves.iter().map(|curve| curve.label.as_str()).collect();
    if names.is_empty() { text } else { text + " Compared with: " + &names.join(", ") + "." }
}

fn csv(data: &PausesData, rows: &[Row], record: &[Row], floor: f64) -> String {
    let steps = |name: &'static str, rows: &[Row]| -> Vec<[String; 5]> {
        let line = |row: &Row| {
            let [day, share, low, high] = row.map(|v| v.to_string());
            [name.to_owned(), day, share, low, high]
        };
        rows.iter().map(line).collect()
    };
    let curves = data.curves.iter().flat_map(|curve| {
        let points = curve.inside(floor, end(data, rows, record));
        points.map(|p| [curve.label.clone(), p.0.to_string(), p.1.to_string(), String::new(), String::new()])
    });
    let open = open_pause(data, record).map(|(day, share)| {
        ["open pause".to_owned(), day.to_string(), share.to_string(), String::new(), String::new()]
    });
    table(
        ["line", "day", "share_longer", "low", "high"],
        steps(ESTIMATE, rows).into_iter().chain(curves).chain(steps(RECORD, record)).chain(open),
    )
}

#[cfg(test)]
pub(super) mod tests;
