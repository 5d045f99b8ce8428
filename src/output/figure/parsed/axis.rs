//! Axes as a reader has them: words beside small lines, and the straight scale that all of them lie on.

use super::super::canvas::Align;
use super::super::page::{LEFT, RIGHT};
use super::super::style::{GRID, MIDDLE, RULE};
use super::compare::Read;
use super::picture::Picture;
use super::told::Line;
use jiff::civil::Date;

/// Half of the step to which the canvas rounds every place: a twentieth of a point; and a hair for what a middle of three
/// rounded corners adds.
pub const HALF: f64 = 0.05;
const HAIR: f64 = 0.005;

/// A small line with its words.
#[derive(Clone, Debug)]
pub struct Tick {
    pub place: f64,
    pub label: String,
    /// The words below those: a year.
    pub below: String,
}

/// An axis along the bottom of a plot.
#[derive(Clone, Debug)]
pub struct Foot {
    pub left: f64,
    pub right: f64,
    pub y: f64,
    pub ticks: Vec<Tick>,
    /// What stands under its right end; blank if nothing does.
    pub title: String,
}

/// A labelled line across a plot.
#[derive(Clone, Debug)]
pub struct Rung {
    pub y: f64,
    pub label: String,
}

/// A scale through labels: where values stand on the page, and what stands at a place.
#[derive(Clone, Debug)]
pub struct Axis {
    first: (f64, f64),
    last: (f64, f64),
    log: bool,
}

impl Axis {
    /// The straight line through the two outermost of `(place, value)`; an error if another is off it.
    pub fn through(mut ticks: Vec<(f64, f64)>, log: bool) -> Result<Axis, String> {
        ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
        if log {
            ticks.iter_mut().for_each(|tick| tick.1 = tick.1.ln());
        }
        let (Some(&first), Some(&last)) = (ticks.first(), ticks.last()) else { return Err("no label".to_owned()) };
        if first.0 == last.0 || first.1 == last.1 {
            return Err("two labels at least make an axis".to_owned());
        }
        let axis = Axis { first, last, log };
        let back = |v: f64| if log { v.exp() } else { v };
        match ticks.iter().find(|tick| (axis.place(back(tick.1)) - tick.0).abs() > 2.0 * HALF + HAIR) {
            Some((place, value)) => {
                Err(format!("the label {} at {place} is off the line from {first:?} to {last:?}", back(*value)))
            }
            None => Ok(axis),
        }
    }

    pub fn place(&self, value: f64) -> f64 {
        let value = if self.log { value.ln() } else { value };
        let share = (value - self.first.1) / (self.last.1 - self.first.1);
        self.first.0 + share * (self.last.0 - self.first.0)
    }

    /// How far in points a mark may stand from its place: its own rounding, and that of the labels it is read by, which counts
    /// for more beyond them.
    pub fn slack(&self, place: f64) -> f64 {
        let share = (place - self.first.0) / (self.last.0 - self.first.0);
        HALF + HALF * (2.0 * share - 1.0).abs().max(1.0) + HAIR
    }

    fn value(&self, place: f64) -> f64 {
        let share = (place - self.first.0) / (self.last.0 - self.first.0);
        let value = self.first.1 + share * (self.last.1 - self.first.1);
        if self.log { value.exp() } else { value }
    }

    /// What stands at a place, with the slack in units of the axis.
    pub fn read(&self, place: f64) -> Read {
        let (value, slack) = (self.value(place), self.slack(place));
        let give = [place - slack, place + slack].map(|p| (self.value(p) - value).abs());
        Read { value, give: give[0].max(give[1]) }
    }
}

/// The axes along the bottoms, from the top of the page down and from left to right.
pub fn feet(picture: &Picture) -> Vec<Foot> {
    let strokes = picture.upright(RULE);
    let mut feet: Vec<Foot> = Vec::new();
    for [from, to] in picture.level(RULE) {
        let hangs = |tick: &[(f64, f64); 2]| {
            tick[0].1 == from.1 && tick[1].1 - tick[0].1 < 8.0 && (from.0 - 0.11..=to.0 + 0.11).contains(&tick[0].0)
        };
        let places: Vec<f64> = strokes.iter().filter(|tick| hangs(tick)).map(|tick| tick[0].0).collect();
        if !places.is_empty() {
            let (ticks, title) = (labelled(picture, from.1, &places), title(picture, from.1, to.0));
            feet.push(Foot { left: from.0, right: to.0, y: from.1, ticks, title });
        }
    }
    feet.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.left.total_cmp(&b.left)));
    feet
}

/// The bottoms of plots over each other that share the axis under the last of them, each with where its room begins.
pub fn plots(picture: &Picture, foot: &Foot) -> Vec<(f64, f64)> {
    let lines = picture.level(RULE).into_iter().filter(|[a, b]| a.0 == foot.left && b.0 == foot.right && a.1 <= foot.y);
    let mut bottoms: Vec<f64> = lines.map(|line| line[0].1).collect();
    bottoms.sort_by(f64::total_cmp);
    let tops: Vec<f64> = std::iter::once(0.0).chain(bottoms.iter().copied()).collect();
    tops.into_iter().zip(bottoms).collect()
}

/// Words centred under the small lines at `places`; one that the edge of the page holds back belongs to the outermost.
fn labelled(picture: &Picture, y: f64, places: &[f64]) -> Vec<Tick> {
    let centred = |low: f64, high: f64| {
        picture.words.iter().filter(move |w| w.align == Align::Centre && w.at.1 > y + low && w.at.1 < y + high)
    };
    let row = centred(6.0, 24.0).map(|w| w.at.1).fold(f64::INFINITY, f64::min);
    let outermost = |f: fn(f64, f64) -> f64| places.iter().copied().reduce(f);
    let mut ticks = Vec::new();
    for words in centred(6.0, 24.0).filter(|w| w.at.1 == row) {
        let half = super::super::style::LABEL.width(&words.text) / 2.0;
        let place = match places.iter().find(|place| (*place - words.at.0).abs() < 2.0 * HALF + HAIR) {
            Some(place) => Some(*place),
            None if words.at.0 - half < LEFT + 1.0 => outermost(f64::min),
            None if words.at.0 + half > RIGHT - 1.0 => outermost(f64::max),
            None => None,
        };
        let place = place.filter(|place| (place - words.at.0).abs() < half + 1.0);
        let below = centred(row - y + 6.0, row - y + 18.0).find(|below| (below.at.0 - words.at.0).abs() < 0.11);
        let below = below.map_or(String::new(), |below| below.text.clone());
        ticks.extend(place.map(|place| Tick { place, label: words.text.clone(), below }));
    }
    ticks
}

fn title(picture: &Picture, y: f64, right: f64) -> String {
    let under = |w: &&super::picture::Words| {
        w.align == Align::Right && (w.at.0 - right).abs() < 0.11 && (y + 24.0..y + 50.0).contains(&w.at.1)
    };
    picture.words.iter().find(under).map_or(String::new(), |words| words.text.clone())
}

impl Foot {
    pub fn holds(&self, x: f64) -> bool {
        (self.left - 0.11..=self.right + 0.11).contains(&x)
    }

    /// An axis of numbers; percentage points are a hundredth of a share.
    pub fn numbers(&self, log: bool) -> Axis {
        let unit = if self.title.contains("percentage points") { 0.01 } else { 1.0 };
        let ticks = self.ticks.iter().map(|t| (t.place, unit * number(&t.label).unwrap_or_else(|| panic!("{t:?}"))));
        Axis::through(ticks.collect(), log).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    /// An axis of days since the year 2000, by months and the years below them.
    pub fn days(&self) -> Axis {
        let (mut year, mut ticks) = (None, Vec::new());
        for tick in &self.ticks {
            year = tick.below.parse().ok().or(year);
            let date = date(&tick.label, year).unwrap_or_else(|| panic!("no date: {tick:?}"));
            ticks.push((tick.place, day(date)));
        }
        Axis::through(ticks, false).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }
}

/// Days since the year 2000.
pub fn day(date: Date) -> f64 {
    f64::from(Date::constant(2000, 1, 1).until(date).expect("within a few centuries").get_days())
}

/// "Feb" or "14 Feb" of the year, or a year alone.
fn date(label: &str, year: Option<i16>) -> Option<Date> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if let Ok(year) = label.parse() {
        return Date::new(year, 1, 1).ok();
    }
    let (day, month) = label.split_once(' ').unwrap_or(("1", label));
    let month = MONTHS.find(month).filter(|_| month.len() == 3)? / 3 + 1;
    Date::new(year?, month as i8, day.parse().ok()?).ok()
}

/// The value that an input has without the sweep: a broken upright line over the axis, if it lies on it.
pub fn stands_as_told(
    picture: &Picture,
    (foot, top): (&Foot, f64),
    axis: &Axis,
    lines: &[Line],
    (column, values): (&str, &str),
) {
    let broken = picture.upright(MIDDLE).into_iter();
    let broken: Vec<f64> =
        broken.filter(|l| foot.holds(l[0].0) && l[0].1 > top && l[1].1 < foot.y + HALF).map(|l| l[0].0).collect();
    let all = || lines.iter().map(|line| line.number(values));
    let on_axis = |v: f64| (all().fold(f64::INFINITY, f64::min)..=all().fold(f64::NEG_INFINITY, f64::max)).contains(&v);
    let stands: Vec<Option<f64>> = lines.iter().map(|line| line.maybe(column)).collect();
    assert!(stands.windows(2).all(|pair| pair[0] == pair[1]), "one value in all rows: {stands:?}");
    match stands[0].filter(|v| on_axis(*v)) {
        Some(value) => {
            assert!(!broken.is_empty(), "a line at {value}");
            broken.iter().for_each(|x| assert!(axis.read(*x).is(value), "{:?} for {value}", axis.read(*x)));
        }
        None => assert!(broken.is_empty(), "no line, or one within the axis"),
    }
}

/// Lines across plots with words before their left ends, in the order in which they are drawn.
pub fn rungs(picture: &Picture) -> Vec<Rung> {
    let beside = |[from, _]: [(f64, f64); 2]| {
        // The middle of the figures stands about a third of the type size above their baseline.
        let label = picture.words.iter().find(|w| {
            let near = (w.at.1 - 0.35 * w.size - from.1).abs() < 2.0 && (0.0..14.0).contains(&(from.0 - w.at.0));
            w.align == Align::Right && near
        });
        Some(Rung { y: from.1, label: label?.text.clone() })
    };
    picture.level(GRID).into_iter().filter_map(beside).collect()
}

/// An axis up the side of a plot.
pub fn ladder(rungs: &[Rung], log: bool) -> Axis {
    let ticks = rungs.iter().map(|r| (r.y, number(&r.label).unwrap_or_else(|| panic!("no number: {r:?}"))));
    Axis::through(ticks.collect(), log).unwrap_or_else(|why| panic!("{why}: {rungs:?}"))
}

/// What a label says: "−1,200", "+0.5", "20%" as a share, "2 : 1" as a ratio.
pub fn number(label: &str) -> Option<f64> {
    if let Some((a, b)) = label.split_once(" : ") {
        return Some(number(a)? / number(b)?);
    }
    let (digits, unit) = label.strip_suffix('%').map_or((label, 1.0), |digits| (digits, 0.01));
    let plain = digits.trim_start_matches('+').replace('−', "-").replace(',', "");
    plain.parse::<f64>().ok().map(|value| value * unit)
}
