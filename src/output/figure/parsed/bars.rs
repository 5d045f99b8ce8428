//! Bars from zero with whiskers: indices, tornado, shares.

use super::super::canvas::{Align, At, Frame};
use super::super::style::{GREY, INK, MIDDLE, MODEL, PAPER, RULE, tint};
use super::super::{Figure, check, indices, shares, tornado};
use super::axis::{Axis, Foot, HALF, feet};
use super::compare::{Read, holds, in_order, printed};
use super::picture::{Picture, Words, middle};
use super::told::{Line, Told};

/// An interval as drawn: its line, and the arrows where it goes on beyond the axis.
#[derive(Clone, Copy, Debug)]
struct Whisker {
    left: f64,
    right: f64,
    y: f64,
}

/// Level lines under which there is a ground of paper.
fn whiskers(picture: &Picture) -> Vec<Whisker> {
    let grounds = picture.level(PAPER);
    let mut all: Vec<Whisker> = Vec::new();
    for ink in [INK, GREY] {
        let lines = picture.level(ink).into_iter().filter(|line| grounds.contains(line));
        all.extend(lines.map(|[a, b]| Whisker { left: a.0, right: b.0, y: a.1 }));
    }
    all
}

/// The value at the far end of a bar that starts at zero; an error if neither end does.
fn from_zero(axis: &Axis, bar: Frame) -> Read {
    let zero = axis.place(0.0);
    let at_zero = |x: f64| (x - zero).abs() <= axis.slack(x);
    assert!(at_zero(bar.left) || at_zero(bar.right), "{bar:?} does not start at {zero}");
    axis.read(if (bar.left - zero).abs() < (bar.right - zero).abs() { bar.right } else { bar.left })
}

/// An estimate as told: its value, and its interval if that has a width.
fn estimate(line: &Line, value: &str) -> ([f64; 1], Option<[f64; 2]>) {
    let interval = line.maybe("low").zip(line.maybe("high")).map(|(low, high)| [low, high]);
    assert!(interval.is_none_or(|[low, high]| low <= high), "an interval goes from low to high");
    ([line.number(value)], interval.filter(|[low, high]| low < high))
}

/// The interval at the height of a mark.
fn interval_at(all: &[Whisker], axis: &Axis, middle: f64, near: impl Fn(&Whisker) -> bool) -> Vec<[Read; 2]> {
    let here = all.iter().filter(|w| (w.y - middle).abs() < 2.0 * HALF && near(w));
    here.map(|w| [axis.read(w.left), axis.read(w.right)]).collect()
}

/// An interval as told, held where an arrow at an end of the axis says that it goes on.
fn within_axis(picture: &Picture, axis: &Axis, middle: f64, told: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let arrows = || [INK, GREY].into_iter().flat_map(|ink| picture.areas(ink));
    let tips = |right: bool| {
        let points = move |a: &Vec<At>| a.len() == 3 && a[1].0 == a[2].0 && (a[1].0 < a[0].0) == right;
        arrows().filter(points).map(|a| a[0]).filter(move |tip| (tip.1 - middle).abs() < 2.0 * HALF)
    };
    let [low, high] = [false, true].map(|right| tips(right).map(|tip| axis.read(tip.0).value).next());
    let held = |[from, to]: &[f64; 2]| [low.map_or(*from, |end| from.max(end)), high.map_or(*to, |end| to.min(end))];
    told.iter().map(held).collect()
}

/// Bars within a plot, in the order in which they are painted, without those of the key above it.
fn bars(picture: &Picture, foot: &Foot, top: f64) -> Vec<Frame> {
    let inside = |f: &Frame| f.top > top && f.bottom < foot.y + HALF && foot.holds(f.left) && foot.holds(f.right);
    picture.all_rects().into_iter().map(|rect| rect.1).filter(inside).collect()
}

/// Bars are hatched where their inputs are contested; those too short for it say nothing.
fn hatched_as_told(picture: &Picture, bars: &[Frame], lines: &[&Line]) {
    const SEEN: f64 = 1.0; // points
    let all: Vec<[At; 2]> = [PAPER, MODEL, MIDDLE].into_iter().flat_map(|ink| picture.rising(ink)).collect();
    for (bar, line) in bars.iter().zip(lines).filter(|(bar, _)| bar.right - bar.left > SEEN) {
        let hatched = all.iter().any(|ends| ends.iter().all(|end| bar.grown(2.0 * HALF).holds(*end)));
        assert_eq!(hatched, line.text("contested") == "yes", "{bar:?}");
    }
}

/// Where a plot begins: the top of the line at zero.
fn top_of(picture: &Picture, foot: &Foot) -> f64 {
    let lines =
        picture.upright(INK).into_iter().filter(|line| (line[1].1 - foot.y).abs() < 0.11 && foot.holds(line[0].0));
    lines.map(|line| line[0].1).fold(f64::INFINITY, f64::min)
}

/// A bar and a whisker for each row that has a number, from the top down.
fn bars_as_told(picture: &Picture, foot: &Foot, lines: &[Line], value: &str) {
    let (axis, top) = (foot.numbers(false), top_of(picture, foot));
    let (bars, all) = (bars(picture, foot, top), whiskers(picture));
    let known: Vec<&Line> = lines.iter().filter(|line| line.maybe(value).is_some()).collect();
    let drawn: Vec<[Read; 1]> = bars.iter().map(|bar| [from_zero(&axis, *bar)]).collect();
    let told: Vec<_> = known.iter().map(|line| estimate(line, value)).collect();
    holds(in_order(value, &drawn, &told.iter().map(|t| t.0).collect::<Vec<_>>()));
    for (bar, (_, interval)) in bars.iter().zip(&told) {
        // Bars that share a line keep to their sides of zero; each whisker crosses the end of its own.
        let (zero, middle) = (axis.place(0.0), (bar.top + bar.bottom) / 2.0);
        let end = if (bar.left - zero).abs() < 0.2 { bar.right } else { bar.left };
        let near = |w: &Whisker| w.left - 0.2 <= end && end <= w.right + 0.2;
        let told = within_axis(picture, &axis, middle, interval.as_slice());
        holds(in_order(value, &interval_at(&all, &axis, middle, near), &told));
    }
    if known.first().is_some_and(|line| line.has("contested")) {
        hatched_as_told(picture, &bars, &known);
    }
}

pub fn indices() -> Figure {
    indices::draw(&indices::tests::data(7), &check::provenance())
}

/// Two bars an input, and the bar of chance.
pub fn indices_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let feet = feet(&picture);
    let inputs: Vec<Line> = told.lines().into_iter().filter(|line| line.text("kind") != "chance").collect();
    bars_as_told(&picture, &feet[0], &inputs, "share");
    // The share of chance stands on an axis of its own, a dark bar on the light one of all variance.
    let (axis, chance) = (feet[1].numbers(false), told.having("kind", "chance")[0]);
    let bar = picture.rects(GREY)[0];
    holds(in_order("chance", &[[axis.read(bar.left), axis.read(bar.right)]], &[[0.0, chance.number("share")]]));
    let whole = picture.rects(tint(RULE, 0.45))[0];
    holds(in_order("all", &[[axis.read(whole.left), axis.read(whole.right)]], &[[0.0, 1.0]]));
    let middle = (bar.top + bar.bottom) / 2.0;
    let interval = interval_at(&whiskers(&picture), &axis, middle, |_| true);
    let told = [[chance.number("low"), chance.number("high")]];
    holds(in_order("chance", &interval, &within_axis(&picture, &axis, middle, &told)));
}

pub fn tornado() -> Figure {
    tornado::draw(&tornado::tests::data(12), &check::provenance())
}

/// Two bars an input, with the values at their ends.
pub fn tornado_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let foot = &feet(&picture)[0];
    bars_as_told(&picture, foot, &told.lines(), "difference");
    // The value of the input stands beyond the end of its bar.
    for (bar, line) in bars(&picture, foot, top_of(&picture, foot)).iter().zip(told.lines()) {
        let level = |w: &&Words| (w.at.1 - 4.0 - (bar.top + bar.bottom) / 2.0).abs() < 1.5 && foot.holds(w.at.0);
        let on_its_side = |w: &&Words| (w.align == Align::Right) == (line.number("difference") < 0.0);
        let said = picture.words.iter().filter(level).find(on_its_side).expect("a value");
        assert_eq!(said.text, line.text("value"));
    }
}

pub fn shares() -> Figure {
    let panels = [("lost", 1.0), ("waits", 0.7), ("re-routed", -0.2)];
    let panels = panels.map(|(rule, times)| shares::tests::panel(rule, times));
    shares::draw(&shares::tests::data(panels.into()), &check::provenance())
}

/// Bars, circles and diamonds, a panel a rule; what is exactly zero has no bar.
pub fn shares_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (feet, all) = (feet(&picture), whiskers(&picture));
    assert_eq!(feet.len(), 3);
    for (foot, rule) in feet.iter().zip(told.different("rule")) {
        let (lines, axis, top) = (told.having("rule", &rule), foot.numbers(false), top_of(&picture, foot));
        let zero = |line: &Line| line.number("adds") == 0.0 && line.number("low") == line.number("high");
        let of = |kind: &str| lines.iter().copied().filter(|line| line.text("kind") == kind).collect::<Vec<Line>>();
        let bars: Vec<Line> = of("Shapley share").into_iter().filter(|line| !zero(line)).collect();
        bars_as_told(&picture, foot, &bars, "adds");
        for (kind, marks) in [("alone", rings(&picture)), ("last out", diamonds(&picture))] {
            let mut inside: Vec<At> =
                marks.into_iter().filter(|at| at.1 > top && at.1 < foot.y && foot.holds(at.0)).collect();
            inside.sort_by(|a, b| a.1.total_cmp(&b.1));
            let drawn: Vec<[Read; 1]> = inside.iter().map(|at| [axis.read(at.0)]).collect();
            let rows: Vec<_> = of(kind).iter().map(|line| estimate(line, "adds")).collect();
            holds(in_order(kind, &drawn, &rows.iter().map(|row| row.0).collect::<Vec<_>>()));
            for (at, row) in inside.iter().zip(&rows) {
                let told = within_axis(&picture, &axis, at.1, row.1.as_slice());
                holds(in_order(kind, &interval_at(&all, &axis, at.1, |_| true), &told));
            }
        }
        let whole = of("together")[0];
        let words =
            picture.words.iter().find(|w| w.text.starts_with("together ") && w.at.1 < top && w.at.1 > top - 40.0);
        let said = words.and_then(|w| printed(w.text.split(' ').nth(1)?)).expect("the whole in words");
        // Large numbers are rounded to what their interval supports: half of the second figure of its error at most.
        let rough = (whole.number("high") - whole.number("low")) / 80.0;
        let rough = |said: Read| Read { give: said.give.max(rough), ..said };
        assert!(rough(said).is(whole.number("adds")), "{said:?}");
        let all = words.and_then(|w| w.text.split_once(" (")?.1.split_once(')')?.0.split_once(" to "));
        let (low, high) = all.expect("its interval in words");
        for (words, column) in [(low, "low"), (high, "high")] {
            let said = printed(words).expect("a number");
            assert!(rough(said).is(whole.number(column)), "{column}: {said:?}");
        }
    }
}

fn rings(picture: &Picture) -> Vec<At> {
    [INK, GREY].into_iter().flat_map(|ink| picture.rings(ink)).map(|dot| dot.at).collect()
}

/// Outlines of four corners that close and go on to the second one.
fn diamonds(picture: &Picture) -> Vec<At> {
    let outlines = [INK, GREY].into_iter().flat_map(|ink| picture.lines(ink));
    outlines.filter(|path| path.len() == 6 && path[0] == path[4]).map(|path| middle(&path[..4])).collect()
}

#[test]
fn bars_are_what_their_data_say() {
    indices_as_drawn(&indices());
    tornado_as_drawn(&tornado());
    shares_as_drawn(&shares());
}
