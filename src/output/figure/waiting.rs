//! The waiting time until the first exchange, return, arrangement or agreement as a quantile dot plot: each dot is one future in fifty.

use super::axes::{Scale, bottom_axis, date_of, day_name, time_ticks};
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, table};
use super::style::{BODY, GREY, HEAD, INK, LABEL, MIDDLE, MODEL, RULE, STANDS, number, tint};
use super::{Figure, Provenance};
use crate::{experiment::focal::Focal, output::lines::sentence};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Equally likely waits until the first of what the focal issue brings about, one arm over the other on one scale.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// One of a run; of a comparison the base first.
    pub arms: Vec<Arm>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arm {
    /// Blank if there is but one.
    pub name: String,
    /// Quantiles of the wait in days, fifty as a rule; `None` for none by the end.
    pub waits: Vec<Option<f64>>,
}

const TALLEST: f64 = 230.0;
const NEVER_ROOM: f64 = 136.0;
const WIDEST_DOT: f64 = 22.0;
const GOOD_DOT: f64 = 12.0;

impl Arm {
    /// The waits that end, in days.
    fn days(&self) -> impl Iterator<Item = f64> + '_ {
        self.waits.iter().flatten().copied().filter(|d| d.is_finite())
    }

    fn never(&self) -> usize {
        self.waits.len() - self.days().count()
    }

    fn soon(&self, within: u32) -> usize {
        self.days().filter(|d| *d <= f64::from(within)).count()
    }

    /// "In 45 of 50 simulated histories the first exchange comes within 90 days".
    fn headline(&self, data: &WaitingData) -> String {
        match self.waits.len() {
            all if self.never() == all && all > 0 => {
                format!("Fewer than 1 in {all} simulated histories see {}", data.focal.a())
            }
            all => {
                let (soon, comes) = (self.soon(data.within), data.focal.first_comes());
                format!("In {soon} of {all} simulated histories {comes} within {} days", data.within)
            }
        }
    }

    /// How many see none at all.
    fn none(&self) -> String {
        match self.never() {
            0 => format!("Fewer than 1 in {} saw none by the end.", self.waits.len()),
            n => format!("In {n} of {} there is none by the end.", self.waits.len()),
        }
    }
}

/// Draws the figure.
pub fn draw(data: &WaitingData, from: &Provenance) -> Figure {
    let dots = Dots::of(data);
    let one = data.focal.one();
    let all = data.arms.iter().map(|arm| arm.waits.len()).max().unwrap_or(0);
    let page = Page {
        name: "waiting",
        question: data.focal.how_long(),
        alt: alt(data),
        title: name_or(&data.title, &title(data)),
        subtitle: format!(
            "{}: time of the first {one}. {}",
            name_or(&data.issue, "Main issue"),
            if from.n == all as u64 {
                "Each dot is one simulated history.".to_owned()
            } else {
                format!("Each dot stands for one simulated history in {all}.")
            }
        ),
        note: note(data, &dots),
        data: csv(data, &dots),
    };
    page.draw(from, |canvas, top| plot(canvas, top + 4.0, data, &dots))
}

/// Counted from the dots, arm by arm.
fn title(data: &WaitingData) -> String {
    match data.arms.as_slice() {
        [] => "Nothing to draw".to_owned(),
        [one] => one.headline(data),
        [base, rest @ ..] => {
            let others = rest.iter().map(|arm| format!("in {} with {}", arm.soon(data.within), arm.name));
            format!("{}; {}", base.headline(data), others.collect::<Vec<_>>().join("; "))
        }
    }
}

fn alt(data: &WaitingData) -> String {
    let said = |arm: &Arm| {
        let name = if arm.name.is_empty() { String::new() } else { format!("{}: ", arm.name) };
        let all = arm.waits.len();
        let one = data.focal.one();
        format!(
            "{name}dot plot of {all} quantiles of the wait until the first {one}. {}. {}",
            arm.headline(data),
            arm.none()
        )
    };
    match data.arms.as_slice() {
        [] => "An empty plot.".to_owned(),
        arms => sentence(&arms.iter().map(said).collect::<Vec<_>>().join(" ")),
    }
}

/// What the dots mean; where all stand in the column on the right there is nothing else to say.
fn note(data: &WaitingData, dots: &Dots) -> String {
    if data.arms.iter().all(|arm| arm.days().next().is_none()) {
        return "Dots: quantiles over all simulated histories; all of them stand in the column of those without any."
            .into();
    }
    format!(
        "Dots: quantiles of the wait over all simulated histories, stacked in bins of {} days; dark: within {} days.",
        number(dots.bin_days, usize::from(dots.bin_days.fract() > 0.0)),
        data.within
    )
}

/// How the dots of all arms are stacked: in the same bins, of the same size.
struct Dots {
    bin_days: f64,
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
        let arms: Vec<(Vec<f64>, usize)> = data.arms.iter().map(|arm| (arm.days().collect(), arm.never())).collect();
        let last = arms.iter().flat_map(|arm| &arm.0).copied().fold(1.3 * f64::from(data.within), f64::max);
        let end = (1.05 * last).min(data.horizon_days).max(1.0);
        let within = f64::from(data.within).clamp(end / 40.0, end);
        let room = TALLEST / (data.arms.len() as f64).clamp(1.0, 2.5);
        let attempt = |k: usize, across: usize| {
            let bin_days = within / k as f64;
            let highest = |days: &[f64]| stack(days, bin_days).iter().map(|dot| dot.1 / across + 1).max().unwrap_or(1);
            let tallest = arms.iter().map(|(days, never)| highest(days).max(never.div_ceil(never_columns(*never))));
            let tallest = tallest.max().unwrap_or(1);
            let bin = (RIGHT - LEFT - NEVER_ROOM) * bin_days / end;
            let diameter = (bin / across as f64).min(WIDEST_DOT).min(room / tallest as f64);
            Dots { bin_days, end, across, diameter, tallest }
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

    fn height(&self) -> f64 {
        (self.diameter * self.tallest as f64).max(60.0)
    }

    fn radius(&self) -> f64 {
        0.46 * self.diameter
    }
}

/// How many dots stand side by side for those who never saw one.
fn never_columns(never: usize) -> usize {
    never.clamp(1, 4)
}

/// The bin of each value, and the number of values already in it.
fn stack(values: &[f64], bin: f64) -> Vec<(usize, usize)> {
    let mut heights = std::collections::BTreeMap::new();
    let place = |&value: &f64| {
        // A value on an edge belongs to the bin below it: "within 90 days" takes in day 90.
        let at = ((value / bin - 1e-9).ceil() - 1.0).max(0.0) as usize;
        let height = heights.entry(at).or_insert(0);
        *height += 1;
        (at, *height - 1)
    };
    values.iter().map(place).collect()
}

/// One arm under the other over one axis.
fn plot(canvas: &mut Canvas, top: f64, data: &WaitingData, dots: &Dots) -> f64 {
    let days = Scale::new(0.0, dots.end, (LEFT, RIGHT - NEVER_ROOM));
    let named = if data.arms.len() > 1 { 30.0 } else { 0.0 };
    let pitch = named + 28.0 + dots.height();
    let bottom = top + pitch * data.arms.len().max(1) as f64;
    let within = f64::from(data.within);
    if within <= days.high() {
        let x = days.at(within);
        canvas.dashes(&[(x, top + 8.0), (x, bottom)], MIDDLE, 0.9, STANDS);
        let name = match data.start {
            Some(_) => format!("{} days: {}", data.within, day_name(data.start, within)),
            None => format!("{} days", data.within),
        };
        let (align, dx) = if x > 0.75 * days.at(days.high()) { (Align::Right, -6.0) } else { (Align::Left, 6.0) };
        canvas.text((x + dx, top + 14.0), align, LABEL.ink(INK), &name);
    }
    for (i, arm) in data.arms.iter().enumerate() {
        let foot = top + pitch * (i + 1) as f64;
        let frame = Frame { left: LEFT, top: foot - dots.height(), right: RIGHT - NEVER_ROOM, bottom: foot };
        if named > 0.0 {
            canvas.text_over((LEFT, foot - pitch + 33.0), Align::Left, HEAD, &HEAD.fit(&arm.name, frame.width()));
        }
        one_arm(canvas, frame, data, arm, dots);
        if i + 1 < data.arms.len() {
            canvas.line(&[(frame.left, foot), (frame.right, foot)], RULE, 0.8);
        }
    }
    if data.arms.iter().all(|arm| arm.waits.is_empty()) {
        canvas.text(((LEFT + RIGHT) / 2.0, bottom - 60.0), Align::Centre, BODY.ink(GREY), "nothing to draw");
    }
    let unit = if data.start.is_none() { "days since the start" } else { "" };
    let frame = Frame { left: LEFT, top, right: RIGHT - NEVER_ROOM, bottom };
    bottom_axis(canvas, frame, &days, &time_ticks(data.start, &days), unit)
}

/// The dots of one arm over its own foot.
fn one_arm(canvas: &mut Canvas, frame: Frame, data: &WaitingData, arm: &Arm, dots: &Dots) {
    let days = Scale::new(0.0, dots.end, (frame.left, frame.right));
    let waits: Vec<f64> = arm.days().collect();
    for (wait, (bin, before)) in waits.iter().zip(stack(&waits, dots.bin_days)) {
        let middle = days.at(((bin as f64 + 0.5) * dots.bin_days).min(days.high()));
        let (column, below) = (before % dots.across, before / dots.across);
        let x = middle + (column as f64 - (dots.across as f64 - 1.0) / 2.0) * dots.diameter;
        let ink = if *wait <= f64::from(data.within) { MODEL } else { tint(MODEL, 0.45) };
        canvas.dot((x, frame.bottom - (below as f64 + 0.5) * dots.diameter), dots.radius(), ink);
    }
    none_by_the_end(canvas, frame, data, arm, dots);
}

/// The column at the right for the futures without any.
fn none_by_the_end(canvas: &mut Canvas, frame: Frame, data: &WaitingData, arm: &Arm, dots: &Dots) {
    let (left, middle) = (frame.right + 30.0, (frame.right + 30.0 + RIGHT) / 2.0);
    canvas.line(&[(left, frame.bottom), (RIGHT, frame.bottom)], RULE, 0.8);
    let columns = never_columns(arm.never());
    for i in 0..arm.never() {
        let (row, column) = ((i / columns) as f64, (i % columns) as f64);
        let x = middle + (column - (columns as f64 - 1.0) / 2.0) * dots.diameter;
        canvas.dot((x, frame.bottom - (row + 0.5) * dots.diameter), dots.radius(), MIDDLE);
    }
    let label = match arm.never() {
        0 => format!("under 1 in {}", arm.waits.len().max(1)),
        some => format!("{some} of {}", arm.waits.len()),
    };
    canvas.text((middle, frame.bottom + 16.0), Align::Centre, LABEL.strong(), &label);
    let by = format!("none by {}", day_name(data.start, data.horizon_days));
    canvas.text((middle, frame.bottom + 30.0), Align::Centre, LABEL, &by);
}

fn csv(data: &WaitingData, dots: &Dots) -> String {
    let rows = data.arms.iter().flat_map(|arm| {
        let waits: Vec<f64> = arm.days().collect();
        let bins = stack(&waits, dots.bin_days);
        let row = |wait: String, date: String, bin: String| [arm.name.clone(), wait, date, bin];
        let placed = waits.into_iter().zip(bins);
        let placed = placed.map(|(wait, (bin, _))| row(wait.to_string(), date_of(data.start, wait), bin.to_string()));
        let never = (0..arm.never()).map(|_| row("none by the end".to_owned(), String::new(), String::new()));
        placed.chain(never).collect::<Vec<_>>()
    });
    table(["arm", "wait_days", "date", "bin"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    fn arm(waits: Vec<Option<f64>>) -> Arm {
        Arm { name: String::new(), waits }
    }

    pub fn data(mean: f64, horizon: f64) -> WaitingData {
        let quantile = |i: i32| -mean * (1.0 - (f64::from(i) + 0.5) / 50.0).ln();
        WaitingData {
            focal: Focal::Exchange,
            issue: "Prisoners of war".into(),
            title: String::new(),
            start: Some(Date::constant(2022, 2, 24)),
            horizon_days: horizon,
            within: 90,
            arms: vec![arm((0..50).map(|i| Some(quantile(i)).filter(|q| *q <= horizon)).collect())],
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
    fn a_wait_on_an_edge_belongs_to_the_bin_below() {
        // 65 / (65 / 15) is a hair more than 15.
        assert_eq!(stack(&[65.0, 66.0, 0.0], 65.0 / 15.0), [(14, 0), (15, 0), (0, 0)]);
    }

    #[test]
    fn arms_share_their_bins_and_their_axis() {
        let mut two = data(95.0, 365.0);
        two.arms[0].name = "As it stands".into();
        two.arms.push(Arm { name: "Without the friend".into(), ..data(160.0, 365.0).arms.remove(0) });
        let figure = draw(&two, &check::provenance());
        assert_eq!(count(&figure, "<circle"), 100);
        assert_eq!(figure.data.lines().count(), 101);
        assert!(figure.title.ends_with("within 90 days; in 22 with Without the friend"), "{}", figure.title);
        sound(&figure);
        check::demo("waiting-arms", &figure);
        two.arms = (0..3)
            .map(|i| Arm {
                name: format!("Дуже довга назва {i} ").repeat(9), ..data(60.0, 365.0).arms.remove(0)
            })
            .collect();
        sound(&draw(&two, &check::provenance()));
        sound(&draw(&WaitingData { arms: vec![], ..two }, &check::provenance()));
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = WaitingData { arms: vec![arm(vec![None; 50])], focal: Focal::Agreement, ..data(1.0, 365.0) };
        let said = draw(&none, &check::provenance());
        assert_eq!(said.title, "Fewer than 1 in 50 simulated histories see an agreement carried out");
        assert!(!said.svg.contains("bins"), "there are no bins");
        let empty = WaitingData { arms: vec![arm(vec![])], start: None, ..data(1.0, 0.0) };
        let outlier = WaitingData {
            arms: vec![arm(vec![Some(1.0); 49].into_iter().chain([Some(700.0)]).collect())],
            ..data(1.0, 730.0)
        };
        let same = WaitingData { within: 400, arms: vec![arm(vec![Some(30.0); 50])], ..data(1.0, 365.0) };
        for (i, odd) in [none, empty, outlier, same, data(400.0, 1500.0), data(6.0, 40.0)].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("waiting-odd-{i}"), &figure);
        }
    }
}
