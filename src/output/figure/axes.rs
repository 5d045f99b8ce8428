//! Axes: scales, round ticks, calendar ticks, and labels that make room for each other.

use super::canvas::{Align, At, Canvas, Frame};
use super::page::{LEFT, RIGHT};
use super::style::{GRID, LABEL, RULE, SMALL, number};
use jiff::ToSpan;
use jiff::civil::Date;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A straight map from values to points of the page.
#[derive(Clone, Copy)]
pub struct Scale {
    values: (f64, f64),
    page: (f64, f64),
}

impl Scale {
    /// `low` and `high` land on the two ends of `page`; a span of nothing (or not a number) is widened to one unit.
    pub fn new(low: f64, high: f64, page: (f64, f64)) -> Scale {
        let low = if low.is_finite() { low } else { 0.0 };
        let high = if high.is_finite() && high > low { high } else { low + 1.0 };
        Scale { values: (low, high), page }
    }

    pub fn low(&self) -> f64 {
        self.values.0
    }

    pub fn high(&self) -> f64 {
        self.values.1
    }

    /// Where `value` stands; outside values are held at the ends.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value.clamp(self.low(), self.high()) - self.low()) / (self.high() - self.low());
        self.page.0 + share * (self.page.1 - self.page.0)
    }

    /// Points of the page from zero to `value`.
    pub fn way(&self, value: f64) -> f64 {
        self.at(value) - self.at(0.0)
    }

    fn length(&self) -> f64 {
        (self.page.1 - self.page.0).abs()
    }
}

/// A mark on an axis, its label, and a second line (the year) where one is due.
pub struct Tick {
    pub value: f64,
    pub label: String,
    pub below: String,
}

/// The smallest of 1, 2 or 5 times a power of ten that is at least `rough`.
pub fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.max(1e-9).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough * 0.9999).unwrap_or(10.0 * power)
}

/// Round values from `low` to `high`, at most `most` of them, no closer than `finest`.
pub fn ticks(low: f64, high: f64, most: usize, finest: f64) -> Vec<Tick> {
    let step = round_step((high - low) / most.max(1) as f64).max(finest);
    let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
    let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
    let tick = |k: i64| {
        let value = k as f64 * step;
        let label = if k == 0 { "0".to_owned() } else { number(value, decimals) };
        Tick { value, label, below: String::new() }
    };
    (first..=last).map(tick).collect()
}

/// Ticks of a log axis, whose scale holds common logarithms: 1, 2 and 5 times powers of ten, or powers alone if those
/// would be more than `most`.
pub fn log_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let within = |of: &[f64]| -> Vec<f64> {
        let values = (first..=last).flat_map(|k| of.iter().map(move |m| m * 10f64.powi(k)));
        values.filter(|v| (low * 0.999..=high * 1.001).contains(v)).collect()
    };
    let fine = within(&[1.0, 2.0, 5.0]);
    let values = if fine.len() <= most { fine } else { within(&[1.0]) };
    let tick = |v: f64| Tick { value: v.log10(), label: super::style::amount(v), below: String::new() };
    values.into_iter().map(tick).collect()
}

/// The value of the next round tick at or above `high`: where a scale from zero should end.
pub fn round_top(high: f64, most: usize) -> f64 {
    let high = if high.is_finite() && high > 0.0 { high } else { 1.0 };
    let step = round_step(high / most as f64);
    (high / step - 1e-9).ceil() * step
}

/// Ticks along time: dates if the days have a calendar, else round days.
pub fn time_ticks(start: Option<Date>, days: &Scale) -> Vec<Tick> {
    match start {
        None => ticks(days.low(), days.high(), (days.length() / 55.0).max(2.0) as usize, 1.0),
        Some(start) => calendar_ticks(start, days),
    }
}

/// What one calendar step is, with the room that its label needs in points.
#[derive(Clone, Copy)]
enum Step {
    Days(i32),
    Months(i32),
}

/// The densest calendar ticks whose labels keep apart.
fn calendar_ticks(start: Date, days: &Scale) -> Vec<Tick> {
    let day = days.length() / (days.high() - days.low());
    let in_days = [1, 2, 7, 14].into_iter().map(|n| (Step::Days(n), day * f64::from(n) / 44.0));
    let in_months = [1, 2, 3, 6].into_iter().map(|n| (Step::Months(n), day * 30.4 * f64::from(n) / 30.0));
    let in_years =
        [1, 2, 5, 10, 20, 50, 100].into_iter().map(|n| (Step::Months(12 * n), day * 365.0 * f64::from(n) / 38.0));
    let step =
        in_days.chain(in_months).chain(in_years).find(|(_, room)| *room >= 1.0).map_or(Step::Months(12_000), |s| s.0);
    let mut ticks = Vec::new();
    let mut year = None;
    let mut date = first_of(start, step);
    while let Ok(here) = date {
        let value = f64::from(start.until(here).map_or(i32::MAX, |span| span.get_days()));
        if value > days.high() {
            break;
        }
        if value >= days.low() {
            let (label, below) = date_label(here, step, year);
            ticks.push(Tick { value, label, below });
            year = Some(here.year());
        }
        date = match step {
            Step::Days(n) => here.checked_add(n.days()),
            Step::Months(n) => here.checked_add(n.months()),
        };
    }
    ticks
}

/// The first date at or before `start` that is a whole number of steps into its year or century.
fn first_of(start: Date, step: Step) -> Result<Date, jiff::Error> {
    match step {
        Step::Days(_) => Ok(start),
        Step::Months(n) if n < 12 => {
            let month = (i32::from(start.month()) - 1) / n * n + 1;
            Date::new(start.year(), month as i8, 1)
        }
        Step::Months(n) => {
            let years = (n / 12) as i16;
            Date::new(start.year().div_euclid(years) * years, 1, 1)
        }
    }
}

fn date_label(date: Date, step: Step, year_before: Option<i16>) -> (String, String) {
    let month = MONTHS[usize::from(date.month() as u8 - 1)]; // jiff's months are 1 to 12
    let year = date.year().to_string();
    let below = if year_before == Some(date.year()) { String::new() } else { year.clone() };
    match step {
        Step::Days(_) => (format!("{} {month}", date.day()), below),
        Step::Months(n) if n < 12 => (month.to_owned(), below),
        Step::Months(_) => (year, String::new()),
    }
}

/// A day in words: a date if there is a calendar, else "day 90".
pub fn day_name(start: Option<Date>, day: f64) -> String {
    let date = start.and_then(|start| start.checked_add((day as i64).days()).ok());
    match date {
        Some(date) => format!("{} {} {}", date.day(), MONTHS[usize::from(date.month() as u8 - 1)], date.year()),
        None => format!("day {}", number(day, 0)),
    }
}

/// The date on which a day lies, for a table; blank without a calendar.
pub fn date_of(start: Option<Date>, day: f64) -> String {
    let date = start.and_then(|start| start.checked_add((day.floor() as i64).days()).ok());
    date.map_or(String::new(), |date| date.to_string())
}

/// Draws an axis along the bottom of `frame` with its ticks; `title` goes under the right end. Hands back its lowest point.
pub fn bottom_axis(canvas: &mut Canvas, frame: Frame, scale: &Scale, ticks: &[Tick], title: &str) -> f64 {
    let y = frame.bottom;
    canvas.line(&[(frame.left, y), (frame.right, y)], RULE, 0.8);
    let (mut low, mut free) = (y + 16.0, f64::NEG_INFINITY);
    for tick in ticks {
        let x = scale.at(tick.value);
        canvas.line(&[(x, y), (x, y + 4.0)], RULE, 0.8);
        let half = LABEL.width(&tick.label) / 2.0;
        let x = x.min(RIGHT - half).max(LEFT + half);
        // One held back at the edge of the page may take the room of the next.
        if x - half < free && tick.below.is_empty() {
            continue;
        }
        free = x + half + 5.0;
        canvas.text((x, y + 16.0), Align::Centre, LABEL, &tick.label);
        if !tick.below.is_empty() {
            low = y + 29.0;
            canvas.text((x, low), Align::Centre, SMALL, &tick.below);
        }
    }
    if !title.is_empty() {
        low += 14.0;
        canvas.text((frame.right, low), Align::Right, LABEL, title);
    }
    low + 3.0
}

/// Draws light lines across `frame` at `ticks`, labelled at the left if `labelled`.
pub fn left_axis(canvas: &mut Canvas, frame: Frame, scale: &Scale, ticks: &[Tick], labelled: bool) {
    for tick in ticks {
        let y = scale.at(tick.value);
        canvas.line(&[(frame.left, y), (frame.right, y)], GRID, 0.7);
        if labelled {
            canvas.text((frame.left - 6.0, y + 4.0), Align::Right, LABEL, &tick.label);
        }
    }
}

/// The staircase through `points`: each height holds until the next one, the last until `end`.
pub fn stairs(points: impl Iterator<Item = At>, end: f64) -> Vec<At> {
    let mut path: Vec<At> = Vec::new();
    for (x, y) in points {
        if path.last().is_none_or(|last| last.1 != y) {
            path.extend(path.last().map(|last| (x, last.1)));
            path.push((x, y));
        }
    }
    path.extend(path.last().map(|last| (end, last.1)));
    path
}

/// Heights near `wanted` (sorted downwards the page) that are at least `gap` apart and end no lower than `bottom`.
pub fn spread(wanted: &[f64], gap: f64, bottom: f64) -> Vec<f64> {
    // Neighbours that are too close join a block, which is centred on the mean of what its members wanted.
    let mut blocks: Vec<(f64, usize)> = Vec::new(); // (first height, members)
    for (i, &height) in wanted.iter().enumerate() {
        let room_below = (wanted.len() - 1 - i) as f64 * gap;
        let mut block = (height.min(bottom - room_below), 1);
        while let Some(&(first, n)) = blocks.last().filter(|(first, n)| first + *n as f64 * gap > block.0) {
            blocks.pop();
            let (a, b) = (n as f64, block.1 as f64);
            let middle = (a * (first + (a - 1.0) * gap / 2.0) + b * (block.0 + (b - 1.0) * gap / 2.0)) / (a + b);
            block = (middle - (a + b - 1.0) * gap / 2.0, n + block.1);
        }
        blocks.push(block);
    }
    blocks.iter().flat_map(|&(first, n)| (0..n).map(move |i| first + i as f64 * gap)).collect()
}
