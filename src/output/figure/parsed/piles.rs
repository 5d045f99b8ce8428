//! Piles of dots, which stand for what falls into their bins: waiting, difference.

use super::super::canvas::At;
use super::super::style::{INK, MIDDLE, MODEL};
use super::super::{Figure, check, difference, waiting};
use super::axis::{Axis, Foot, HALF, feet, number, plots};
use super::compare::{Read, holds, in_order, printed, says};
use super::picture::{Dot, Picture, Words, middle};
use super::told::{Line, Told};
use plotters::style::RGBColor;
use std::collections::BTreeSet;

/// Arms under each other: each wait is a dot in its bin, dark if it comes within the days of the headline; the others stand in a
/// column of their own.
pub fn waiting_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let foot = &feet(&picture)[0];
    let days = foot.days();
    // Where nothing ever comes, no row has a date.
    let start = told.start(&[["wait_days", "date"]]).unwrap_or_else(|| days.read(foot.left).value.round());
    assert!(days.read(foot.left).is(start), "the axis begins on day 0");
    let (plots, arms, within) = (plots(&picture, foot), told.different("arm"), within(&picture, &days, start));
    assert_eq!(plots.len(), arms.len(), "a plot an arm");
    let mut step = None;
    for ((top, bottom), arm) in plots.into_iter().zip(&arms) {
        let named = |w: &Words| w.strong && w.at.1 > top && w.at.1 < bottom && says(&w.text, arm);
        assert!(arms.len() == 1 || picture.words.iter().any(named), "{arm} is named");
        let dots = picture.all_dots().into_iter().filter(|dot| dot.1.at.1 > top && dot.1.at.1 < bottom);
        let (never, dots): (Vec<_>, Vec<_>) = dots.partition(|dot| dot.0 == MIDDLE);
        // The lowest dots of all arms stand on their axes, half a dot over them.
        let lowest = never.iter().chain(&dots).map(|dot| bottom - dot.1.at.1).reduce(f64::min);
        let step = *step.get_or_insert(2.0 * lowest.expect("dots"));
        let heights = never.iter().chain(&dots).map(|dot| bottom - dot.1.at.1);
        let step = finer(step, heights);
        let lines = told.having("arm", arm);
        never_as_told(&picture, (foot, bottom), &never, &lines);
        let waits: Vec<Line> = lines.into_iter().filter(|line| line.maybe("bin").is_some()).collect();
        let dark = dots.iter().filter(|dot| dot.0 == MODEL).count();
        assert_eq!(dark, waits.iter().filter(|line| line.number("wait_days") <= within).count());
        let dots: Vec<Dot> = dots.into_iter().map(|dot| dot.1).collect();
        if waits.is_empty() {
            assert!(dots.is_empty());
            continue;
        }
        let middle = |wait: f64| days.place(start + wait).min(foot.right);
        binned(&dots, &waits, bin_of(&picture, within), middle, (step, bottom));
    }
}

/// The column at the right, and how many it has in words.
fn never_as_told(picture: &Picture, (foot, bottom): (&Foot, f64), dots: &[(RGBColor, Dot)], lines: &[Line]) {
    let never = lines.iter().filter(|line| line.text("wait_days") == "none by the end").count();
    assert!(dots.len() == never && dots.iter().all(|dot| dot.1.at.0 > foot.right), "{never} for {}", dots.len());
    let under = |w: &&Words| w.strong && w.at.0 > foot.right && w.at.1 > bottom && w.at.1 < bottom + 20.0;
    let said = &picture.words.iter().find(under).expect("a count").text;
    match never {
        0 => assert_eq!(*said, format!("under 1 in {}", lines.len())),
        _ => assert_eq!(*said, format!("{never} of {}", lines.len())),
    }
}

/// Dots belong to the bin whose middle is nearest; the last bin's is the end of the axis if that cuts it in half.
fn binned(dots: &[Dot], waits: &[Line], bin: f64, place: impl Fn(f64) -> f64, (step, floor): (f64, f64)) {
    let bins: BTreeSet<u64> = waits.iter().map(|line| line.number("bin") as u64).collect();
    let middles: Vec<(u64, f64)> = bins.iter().map(|k| (*k, place((*k as f64 + 0.5) * bin))).collect();
    let nearest = |dot: &Dot| {
        let off = |m: &(u64, f64)| (m.1 - dot.at.0).abs();
        middles.iter().min_by(|a, b| off(a).total_cmp(&off(b))).expect("bins").0
    };
    for (k, middle) in &middles {
        let here: Vec<&Dot> = dots.iter().filter(|dot| nearest(dot) == *k).collect();
        let lines: Vec<&Line> = waits.iter().filter(|line| line.number("bin") == *k as f64).collect();
        assert_eq!(here.len(), lines.len(), "bin {k}");
        let (from, to) = (*k as f64 * bin, (k + 1) as f64 * bin);
        for line in lines {
            // What comes on the first moment belongs to the first bin.
            let wait = line.number("wait_days");
            assert!((from < wait || wait == 0.0) && wait <= to + 1e-9, "{wait} outside of {from} to {to}");
        }
        piled(&here, *middle, step, floor);
    }
}

pub fn waiting() -> Figure {
    let data = waiting::tests::data(95.0, 365.0);
    waiting::draw(&data, &check::provenance())
}

pub fn difference() -> Figure {
    let rows = [
        ("People", "people", 2070.0, -241.0),
        ("Longest pause", "days", 118.0, 16.0),
        ("Deals lost", "of all", 0.21, 0.002),
    ];
    let rows = rows.map(|(measure, unit, base, diff)| difference::tests::row(measure, unit, base, diff, "told apart"));
    difference::draw(&difference::tests::data(rows.into()), &check::provenance())
}

#[test]
fn piles_are_what_their_data_say() {
    waiting_as_drawn(&waiting());
    waiting_as_drawn(&waiting_arms());
    difference_as_drawn(&difference());
}

/// Arms under each other, one of which sees it always and one never.
pub fn waiting_arms() -> Figure {
    let mut data = waiting::tests::data(95.0, 365.0);
    let arm = |(name, mean): (&str, f64)| waiting::Arm {
        name: name.into(),
        ..waiting::tests::data(mean, 365.0).arms.remove(0)
    };
    data.arms = [("Base", 95.0), ("Without the friend", 30.0), ("With nobody", 1e9)].map(arm).into();
    waiting::draw(&data, &check::provenance())
}

/// The days of the headline, as the words beside their dashed line have them.
fn within(picture: &Picture, days: &Axis, start: f64) -> f64 {
    let words = picture.words.iter().find(|w| w.text.contains(" days: ")).expect("a name at the line");
    let within = words.text.split(' ').next().and_then(number).expect("a number");
    let line = picture.upright(MIDDLE)[0][0].0;
    assert!(days.read(line).is(start + within), "the line stands at {:?}", days.read(line));
    within
}

/// The width of a bin in days, a whole part of the days of the headline; the caption rounds it.
fn bin_of(picture: &Picture, within: f64) -> f64 {
    let all: String = picture.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    let said = all.split_once("in bins of ").expect("the caption tells").1.split(' ').next().expect("a number");
    within / (within / said.parse::<f64>().expect("a number")).round()
}

/// The way from a dot to the next, as the tallest pile has it: rounding counts for less over many dots than over one.
fn finer(step: f64, heights: impl Iterator<Item = f64> + Clone) -> f64 {
    let way = heights.clone().fold(0.0, f64::max) - heights.fold(f64::INFINITY, f64::min);
    let steps = (way / step).round();
    if steps > 0.0 { way / steps } else { step }
}

/// Dots stand side by side and over each other without a gap, round the middle of their bin.
fn piled(dots: &[&Dot], middle: f64, step: f64, floor: f64) {
    let across =
        dots.iter().map(|dot| (2.0 * (dot.at.0 - middle) / step).abs().round() as usize + 1).max().unwrap_or(1);
    for dot in dots {
        let column = (dot.at.0 - middle) / step + (across as f64 - 1.0) / 2.0;
        let row = (floor - dot.at.1) / step - 0.5;
        // Steps are read from one dot, so they are off by twice its rounding, at each step.
        let give = |n: f64| (3.0 * HALF + 2.0 * HALF * n) / step;
        assert!(
            (column - column.round()).abs() <= give(1.0) && (row - row.round()).abs() <= give(row),
            "{column}, {row}"
        );
    }
}

/// Each row: the mean as a diamond on its interval, and as many grey dots in a bin as there are pairs.
pub fn difference_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let feet = feet(&picture);
    let measures = told.different("measure");
    assert_eq!(feet.len(), measures.len());
    let mut top = 0.0;
    let below = feet.iter().skip(1).map(Some).chain([None]);
    for ((foot, next), measure) in feet.iter().zip(below).zip(&measures) {
        let (axis, lines) = (foot.numbers(false), told.having("measure", measure));
        let of =
            |kind: &str| lines.iter().filter(|l| l.text("kind") == kind).map(|l| l.number("value")).collect::<Vec<_>>();
        let here = |y: f64| y > top && y < foot.y;
        let diamonds = picture.areas(MODEL).into_iter().map(|corners| middle(&corners));
        let mean: Vec<[Read; 1]> = diamonds.filter(|at| here(at.1)).map(|at| [axis.read(at.0)]).collect();
        holds(in_order(measure, &mean, &[[of("difference")[0]]]));
        // The line is a point if all pairs say the same.
        let line = picture.lines(MODEL).into_iter().filter(|l| l.len() == 2 && l[0].1 == l[1].1 && here(l[0].1));
        let ends: Vec<[Read; 2]> = line.map(|l| [axis.read(l[0].0), axis.read(l[1].0)]).collect();
        holds(in_order(measure, &ends, &[[of("low")[0], of("high")[0]]]));
        let dots: Vec<Dot> = picture.dots(MIDDLE).into_iter().filter(|dot| here(dot.at.1)).collect();
        pairs_as_told(&picture, (foot, &axis), &dots, &of("pair"));
        let (from, to) =
            (zero_of(&picture, foot)[0].1, next.map_or(f64::INFINITY, |next| zero_of(&picture, next)[0].1));
        let words = picture.words.iter().filter(|w| w.at.1 > from && w.at.1 < to).map(|w| w.text.as_str());
        means_as_told(&words.collect::<Vec<_>>(), &lines);
        top = foot.y;
    }
}

/// The means of both scenarios and the shares of pairs, as printed.
fn means_as_told(words: &[&str], lines: &[Line]) {
    let of = |kind: &str| lines.iter().find(|l| l.text("kind") == kind).expect("a row").number("value");
    let (from, to) = words.iter().find_map(|text| text.split_once(" → ")).expect("both means");
    for (text, kind) in [(from, "base"), (to, "variant")] {
        let said = text.split(' ').next().and_then(printed).expect("a number");
        // Large means are rounded to what the error of their difference supports: half of its second figure at most.
        let give = said.give.max((of("high") - of("low")) / 80.0);
        assert!(Read { give, ..said }.is(of(kind)), "{kind}: {said:?} for {}", of(kind));
    }
    let all = words.join(" ").replace('\u{a0}', " ");
    for kind in ["higher", "same", "lower"] {
        let name = format!("{kind} ");
        let said =
            all.match_indices(&name).find_map(|(at, _)| printed(all[at + name.len()..].split([' ', ',']).next()?));
        assert!(said.is_some_and(|said| said.is(of(kind))), "{kind}: {said:?} for {}", of(kind));
    }
}

/// Pairs from low to high are dots from left to right, each no further from its pair than half a bin and the width of its pile.
fn pairs_as_told(picture: &Picture, (foot, axis): (&Foot, &Axis), dots: &[Dot], pairs: &[f64]) {
    let zero = zero_of(picture, foot)[0].0;
    assert!(axis.read(zero).is(0.0));
    let mut pairs: Vec<f64> = pairs.iter().copied().filter(|pair| *pair != 0.0).collect();
    pairs.sort_by(f64::total_cmp);
    let [lower, upper] = ["beyond on the left", "beyond on the right"].map(|side| beyond(picture, foot, &pairs, side));
    let pairs = &pairs[lower..pairs.len() - upper];
    assert_eq!(dots.len(), pairs.len());
    let mut places: Vec<f64> = dots.iter().map(|dot| dot.at.0).collect();
    places.sort_by(f64::total_cmp);
    // Whole numbers that lie well apart have each a block of dots round their place.
    let whole: Vec<f64> = places.iter().map(|x| axis.read(*x).value.round()).collect();
    if whole == pairs {
        return;
    }
    // Bins are told by their nearest neighbours; a pile is no wider than its bin.
    let gaps = places.windows(2).map(|pair| pair[1] - pair[0]).filter(|gap| *gap > 4.0 * HALF);
    let bin = gaps.fold(f64::INFINITY, f64::min);
    for (x, pair) in places.iter().zip(pairs) {
        let told = axis.place(*pair);
        assert!(
            (x - told).abs() <= bin / 2.0 + axis.slack(*x) + HALF,
            "{pair} is at {x}, not at {told} within half of {bin}"
        );
        assert!((x - zero).signum() == (told - zero).signum(), "{pair} changes sides");
    }
}

/// The line at zero over a foot, from its top down.
fn zero_of(picture: &Picture, foot: &Foot) -> [At; 2] {
    let at_foot = |line: &[At; 2]| foot.holds(line[0].0) && (line[1].1 - foot.y).abs() < 2.0 * HALF;
    picture.upright(INK).into_iter().find(at_foot).expect("a line at zero")
}

/// How many pairs lie beyond an end of the axis, as the words there have it, with how far the farthest lies.
fn beyond(picture: &Picture, foot: &Foot, pairs: &[f64], side: &str) -> usize {
    let left = side.ends_with("left");
    let at = if left { foot.left } else { foot.right };
    let said = |w: &&Words| w.at.0 == at && w.at.1 < foot.y && w.text.contains(" beyond, to ");
    let lowest = |a: &&Words, b: &&Words| a.at.1.total_cmp(&b.at.1);
    let Some(words) = picture.words.iter().filter(said).filter(|w| foot.y - w.at.1 < 150.0).max_by(lowest) else {
        return 0;
    };
    let text = words.text.trim_matches(['←', '→', ' ']);
    let (count, farthest) = text.split_once(" beyond, to ").expect("both");
    let farthest = printed(farthest).expect("a number");
    assert!(farthest.is(if left { pairs[0] } else { pairs[pairs.len() - 1] }), "{}", words.text);
    count.parse().expect("a count")
}
