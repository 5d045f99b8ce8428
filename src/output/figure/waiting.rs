//! The waiting time until the first exchange, return, arrangement or agreement as a quantile dot plot: each dot is one future in fifty.

use super::axes::{Scale, bottom_axis, day_name, time_ticks};
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, table};
use super::style::{BLUE, BODY, GREY, INK, LABEL, MIDDLE, RULE, number, tint};
use super::{Figure, Provenance};
use crate::experiment::focal::Focal;
use jiff::civil::Date;

/// Equally likely waits until the first of what the focal issue brings about.
pub struct WaitingData {
    pub focal: Focal,
    /// The name of the focal issue.
    pub issue: String,
    /// The finding; blank for the headline counted from the dots.
    pub title: String,
    pub start: Option<Date>,
    pub horizon_days: f64,
    /// The days that the headline speaks of.
    pub within: u32,
    /// Quantiles of the wait in days, fifty as a rule; `None` for none by the end.
    pub waits: Vec<Option<f64>>,
}

const TALLEST: f64 = 230.0;
const NEVER_ROOM: f64 = 130.0;
const WIDEST_DOT: f64 = 26.0;
const GOOD_DOT: f64 = 12.0;

/// Draws the figure.
pub fn draw(data: &WaitingData, from: &Provenance) -> Figure {
    let dots = Dots::of(data);
    let (all, soon) = (data.waits.len(), dots.soon);
    let (one, comes) = (data.focal.one(), data.focal.first_comes());
    let headline = match dots.never {
        n if n == all && n > 0 => format!("Fewer than 1 in {all} simulated histories see {}", data.focal.a()),
        _ => format!("In {soon} of {all} simulated histories {comes} within {} days", data.within),
    };
    let never = match dots.never {
        0 => format!("Fewer than 1 in {all} saw none by the end."),
        n => format!("In {n} of {all} there is none by the end."),
    };
    let page = Page {
        name: "waiting",
        alt: format!("Dot plot of {all} quantiles of the wait until the first {one}. {headline}. {never}"),
        title: name_or(&data.title, &headline),
        subtitle: format!(
            "{}: time of the first {one}. Each dot stands for one simulated history in {all}.",
            name_or(&data.issue, "Main issue")
        ),
        note: note(data, &dots),
        data: csv(&dots),
    };
    page.draw(from, |canvas, top| plot(canvas, top + 4.0, data, &dots))
}

/// What the dots mean; where all stand in the column on the right there is nothing else to say.
fn note(data: &WaitingData, dots: &Dots) -> String {
    if dots.placed.is_empty() {
        return "Dots: quantiles over all simulated histories; all of them stand in the column of those without any."
            .into();
    }
    format!(
        "Dots: quantiles of the wait over all simulated histories, stacked in bins of {} days; dark: within {} days.",
        number(dots.bin_days, usize::from(dots.bin_days.fract() > 0.0)),
        data.within
    )
}

/// The dots in their bins.
struct Dots {
    bin_days: f64,
    /// The wait in days, its bin, and the dots already in it.
    placed: Vec<(f64, usize, usize)>,
    never: usize,
    soon: usize,
    /// The axis ends here: past the last dot and the headline's days, but not past the horizon.
    end: f64,
    /// Dots side by side in a bin.
    across: usize,
    diameter: f64,
    /// Dots in the highest stack.
    tallest: usize,
}

impl Dots {
    /// Bins divide `within` evenly, so that none straddles it, and are filled by dots as large as fit.
    fn of(data: &WaitingData) -> Dots {
        let days: Vec<f64> = data.waits.iter().flatten().copied().filter(|d| d.is_finite()).collect();
        let last = days.iter().copied().fold(1.3 * f64::from(data.within), f64::max);
        let end = (1.05 * last).min(data.horizon_days).max(1.0);
        let within = f64::from(data.within).clamp(end / 40.0, end);
        let never = data.waits.len() - days.len();
        let soon = days.iter().filter(|d| **d <= f64::from(data.within)).count();
        let attempt = |k: usize, across: usize| {
            let bin_days = within / k as f64;
            let placed = stack(&days, 0.0, bin_days);
            let highest = placed.iter().map(|dot| dot.2 / across + 1).max().unwrap_or(1);
            let tallest = highest.max(never.div_ceil(never_columns(never)));
            let bin = (RIGHT - LEFT - NEVER_ROOM) * bin_days / end;
            let diameter = (bin / across as f64).min(WIDEST_DOT).min(TALLEST / tallest as f64);
            Dots { bin_days, placed, never, soon, end, across, diameter, tallest }
        };
        // As few dots side by side as gives dots of a good size; a bin is never wider than its dots need.
        let fill = |across: usize| {
            let bins =
                (1..=60).map(|k| attempt(k, across)).filter(|dots| dots.bin_width() <= WIDEST_DOT * across as f64);
            bins.max_by(|a, b| a.diameter.total_cmp(&b.diameter))
        };
        let all: Vec<Dots> = (1..=4).filter_map(fill).collect();
        let good = all.iter().position(|dots| dots.diameter >= GOOD_DOT).unwrap_or(all.len().saturating_sub(1));
        all.into_iter().nth(good).unwrap_or_else(|| attempt(40, 1))
    }

    fn bin_width(&self) -> f64 {
        (RIGHT - LEFT - NEVER_ROOM) * self.bin_days / self.end
    }
}

/// How many dots stand side by side for those who never saw one.
fn never_columns(never: usize) -> usize {
    never.clamp(1, 4)
}

/// Each value with its bin, counted from `low`, and the number of values already in it.
fn stack(values: &[f64], low: f64, bin: f64) -> Vec<(f64, usize, usize)> {
    let mut heights = std::collections::BTreeMap::new();
    let place = |&value: &f64| {
        // A value on an edge belongs to the bin below it: "within 90 days" takes in day 90.
        let at = (((value - low) / bin).ceil() - 1.0).max(0.0) as usize;
        let height = heights.entry(at).or_insert(0);
        *height += 1;
        (value, at, *height - 1)
    };
    values.iter().map(place).collect()
}

fn plot(canvas: &mut Canvas, top: f64, data: &WaitingData, dots: &Dots) -> f64 {
    let bottom = top + 28.0 + (dots.diameter * dots.tallest as f64).max(90.0);
    let frame = Frame { left: LEFT, top: top + 20.0, right: RIGHT - NEVER_ROOM, bottom };
    let days = Scale::new(0.0, dots.end, (frame.left, frame.right));
    let within = f64::from(data.within);
    if within <= days.high() {
        let x = days.at(within);
        canvas.dashes(&[(x, top + 8.0), (x, bottom)], MIDDLE, 0.9, (3.0, 3.0));
        let name = match data.start {
            Some(_) => format!("{} days: {}", data.within, day_name(data.start, within)),
            None => format!("{} days", data.within),
        };
        let (align, dx) = if x > 0.75 * frame.right { (Align::Right, -6.0) } else { (Align::Left, 6.0) };
        canvas.text((x + dx, top + 14.0), align, LABEL.ink(INK), &name);
    }
    let radius = 0.46 * dots.diameter;
    for &(wait, bin, before) in &dots.placed {
        let middle = days.at(((bin as f64 + 0.5) * dots.bin_days).min(days.high()));
        let (column, below) = (before % dots.across, before / dots.across);
        let x = middle + (column as f64 - (dots.across as f64 - 1.0) / 2.0) * dots.diameter;
        let ink = if wait <= within { BLUE } else { tint(BLUE, 0.45) };
        canvas.dot((x, bottom - (below as f64 + 0.5) * dots.diameter), radius, ink);
    }
    none_by_the_end(canvas, frame, data, dots, radius);
    let unit = if data.start.is_none() { "days since the start" } else { "" };
    bottom_axis(canvas, frame, &days, &time_ticks(data.start, &days), unit)
}

/// The column at the right for the futures without any.
fn none_by_the_end(canvas: &mut Canvas, frame: Frame, data: &WaitingData, dots: &Dots, radius: f64) {
    let (left, middle) = (frame.right + 30.0, (frame.right + 30.0 + RIGHT) / 2.0);
    canvas.line(&[(left, frame.bottom), (RIGHT, frame.bottom)], RULE, 0.8);
    let columns = never_columns(dots.never);
    for i in 0..dots.never {
        let (row, column) = ((i / columns) as f64, (i % columns) as f64);
        let x = middle + (column - (columns as f64 - 1.0) / 2.0) * dots.diameter;
        canvas.dot((x, frame.bottom - (row + 0.5) * dots.diameter), radius, MIDDLE);
    }
    let label = match dots.never {
        0 => format!("under 1 in {}", dots.placed.len().max(1)),
        some => format!("{some} of {}", some + dots.placed.len()),
    };
    canvas.text((middle, frame.bottom + 16.0), Align::Centre, LABEL.strong(), &label);
    canvas.text(
        (middle, frame.bottom + 29.0),
        Align::Centre,
        LABEL,
        &format!("none by {}", day_name(data.start, data.horizon_days)),
    );
    if dots.placed.is_empty() && dots.never == 0 {
        canvas.text(
            ((frame.left + frame.right) / 2.0, frame.top + 90.0),
            Align::Centre,
            BODY.ink(GREY),
            "nothing to draw",
        );
    }
}

fn csv(dots: &Dots) -> String {
    let placed = dots.placed.iter().map(|dot| [dot.0.to_string(), dot.1.to_string()]);
    let never = (0..dots.never).map(|_| ["none by the end".to_owned(), String::new()]);
    table(["wait_days", "bin"], placed.chain(never))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    pub fn data(mean: f64, horizon: f64) -> WaitingData {
        let quantile = |i: i32| -mean * (1.0 - (f64::from(i) + 0.5) / 50.0).ln();
        WaitingData {
            focal: Focal::Exchange,
            issue: "Prisoners of war".into(),
            title: String::new(),
            start: Some(Date::constant(2022, 2, 24)),
            horizon_days: horizon,
            within: 90,
            waits: (0..50).map(|i| Some(quantile(i)).filter(|q| *q <= horizon)).collect(),
        }
    }

    #[test]
    fn every_future_is_a_dot() {
        let figure = draw(&data(95.0, 365.0), &check::provenance());
        assert_eq!(count(&figure, "<circle"), 50);
        assert_eq!(figure.data.lines().count(), 51);
        assert_eq!(figure.title, "In 31 of 50 simulated histories the first exchange comes within 90 days");
        sound(&figure);
        check::demo("waiting", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = WaitingData { waits: vec![None; 50], focal: Focal::Agreement, ..data(1.0, 365.0) };
        let said = draw(&none, &check::provenance());
        assert_eq!(said.title, "Fewer than 1 in 50 simulated histories see an agreement carried out");
        assert!(!said.svg.contains("bins"), "there are no bins");
        let empty = WaitingData { waits: vec![], start: None, ..data(1.0, 0.0) };
        let outlier =
            WaitingData { waits: vec![Some(1.0); 49].into_iter().chain([Some(700.0)]).collect(), ..data(1.0, 730.0) };
        let same = WaitingData { within: 400, waits: vec![Some(30.0); 50], ..data(1.0, 365.0) };
        for (i, odd) in [none, empty, outlier, same, data(400.0, 1500.0), data(6.0, 40.0)].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("waiting-odd-{i}"), &figure);
        }
    }
}
