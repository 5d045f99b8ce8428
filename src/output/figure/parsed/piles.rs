//! Piles of dots, which stand for what falls into their bins: waiting, difference.

use super::super::style::{INK, MIDDLE, MODEL};
use super::super::{Figure, check, difference, waiting};
use super::START;
use super::axis::{Axis, Foot, HALF, day, feet, number};
use super::compare::{Read, holds, in_order, printed};
use super::picture::{Dot, Picture, middle};
use super::told::{Line, Told};

/// Each wait is a dot in its bin, dark if it comes within the days of the headline; the others stand in a column of their own.
pub fn waiting_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let foot = &feet(&picture)[0];
    let (days, start) = (foot.days(), day(START));
    let never = told.having("wait_days", "none by the end").len();
    let aside = |dot: &Dot| dot.at.0 > foot.right;
    assert_eq!(picture.all_dots().iter().filter(|dot| aside(&dot.1)).count(), never);
    let said = picture.words.iter().find(|w| w.strong && w.at.0 > foot.right && w.at.1 > foot.y).expect("a count");
    assert_eq!(said.text.split(' ').next(), Some(never.to_string().as_str()));
    let waits: Vec<Line> = told.lines().into_iter().filter(|line| line.maybe("bin").is_some()).collect();
    let within = within(&picture, &days);
    let dark = picture.dots(MODEL);
    assert_eq!(dark.len(), waits.iter().filter(|line| line.number("wait_days") <= within).count());
    let dots: Vec<Dot> = picture.all_dots().into_iter().map(|dot| dot.1).filter(|dot| !aside(dot)).collect();
    let bin = bin_of(&picture, within);
    let step = dots.iter().map(|dot| foot.y - dot.at.1).fold(f64::INFINITY, f64::min) * 2.0; // the lowest stands on the axis
    let bins: std::collections::BTreeSet<u64> = waits.iter().map(|line| line.number("bin") as u64).collect();
    let mut drawn = 0;
    for k in bins {
        let (from, to) = (k as f64 * bin, (k + 1) as f64 * bin);
        let inside = |dot: &&Dot| (days.place(start + from)..days.place(start + to)).contains(&dot.at.0);
        let here: Vec<&Dot> = dots.iter().filter(inside).collect();
        let lines: Vec<&Line> = waits.iter().filter(|line| line.number("bin") == k as f64).collect();
        assert_eq!(here.len(), lines.len(), "bin {k}");
        drawn += here.len();
        for line in lines {
            assert!(from < line.number("wait_days") && line.number("wait_days") <= to, "a wait outside its bin");
        }
        piled(&here, days.place(start + (from + to) / 2.0), step, foot.y);
    }
    assert_eq!(drawn, dots.len());
}

pub fn waiting() -> Figure {
    let data = waiting::tests::data(95.0, 365.0);
    assert_eq!(data.start, Some(START));
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
    difference_as_drawn(&difference());
}

/// The days of the headline, as the words beside their dashed line have them.
fn within(picture: &Picture, days: &Axis) -> f64 {
    let words = picture.words.iter().find(|w| w.text.contains(" days: ")).expect("a name at the line");
    let within = words.text.split(' ').next().and_then(number).expect("a number");
    let line = picture.upright(MIDDLE)[0][0].0;
    assert!(days.read(line).is(day(START) + within), "the line stands at {:?}", days.read(line));
    within
}

/// The width of a bin in days, a whole part of the days of the headline; the caption rounds it.
fn bin_of(picture: &Picture, within: f64) -> f64 {
    let all: String = picture.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    let said = all.split_once("in bins of ").expect("the caption tells").1.split(' ').next().expect("a number");
    within / (within / said.parse::<f64>().expect("a number")).round()
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
    for (foot, measure) in feet.iter().zip(&measures) {
        let (axis, lines) = (foot.numbers(false), told.having("measure", measure));
        let of =
            |kind: &str| lines.iter().filter(|l| l.text("kind") == kind).map(|l| l.number("value")).collect::<Vec<_>>();
        let here = |y: f64| y > top && y < foot.y;
        let diamonds = picture.areas(MODEL).into_iter().map(|corners| middle(&corners));
        let mean: Vec<[Read; 1]> = diamonds.filter(|at| here(at.1)).map(|at| [axis.read(at.0)]).collect();
        holds(in_order(measure, &mean, &[[of("difference")[0]]]));
        let line = picture.level(MODEL).into_iter().filter(|line| here(line[0].1));
        let ends: Vec<[Read; 2]> = line.map(|[a, b]| [axis.read(a.0), axis.read(b.0)]).collect();
        holds(in_order(measure, &ends, &[[of("low")[0], of("high")[0]]]));
        let dots: Vec<Dot> = picture.dots(MIDDLE).into_iter().filter(|dot| here(dot.at.1)).collect();
        pairs_as_told(&picture, (foot, &axis), &dots, &of("pair"));
        let words = picture.words.iter().filter(|w| w.at.1 > top && w.at.1 < foot.y + 26.0).map(|w| w.text.as_str());
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
        let said = all.split_once(&format!("{kind} ")).and_then(|(_, rest)| printed(rest.split([' ', ',']).next()?));
        assert!(said.is_some_and(|said| said.is(of(kind))), "{kind}: {said:?} for {}", of(kind));
    }
}

/// Pairs from low to high are dots from left to right, each no further from its pair than half a bin and the width of its pile.
fn pairs_as_told(picture: &Picture, (foot, axis): (&Foot, &Axis), dots: &[Dot], pairs: &[f64]) {
    let zero =
        picture.upright(INK).into_iter().find(|line| foot.holds(line[0].0) && (line[1].1 - foot.y).abs() < 2.0 * HALF);
    let zero = zero.expect("a line at zero")[0].0;
    assert!(axis.read(zero).is(0.0));
    let mut pairs: Vec<f64> = pairs.iter().copied().filter(|pair| *pair != 0.0).collect();
    pairs.sort_by(f64::total_cmp);
    assert_eq!(dots.len(), pairs.len());
    let mut places: Vec<f64> = dots.iter().map(|dot| dot.at.0).collect();
    places.sort_by(f64::total_cmp);
    // Bins are told by their nearest neighbours; a pile is no wider than its bin.
    let gaps = places.windows(2).map(|pair| pair[1] - pair[0]).filter(|gap| *gap > 4.0 * HALF);
    let bin = gaps.fold(f64::INFINITY, f64::min);
    for (x, pair) in places.iter().zip(&pairs) {
        let told = axis.place(*pair);
        assert!(
            (x - told).abs() <= bin / 2.0 + axis.slack(*x) + HALF,
            "{pair} is at {x}, not at {told} within half of {bin}"
        );
        assert!((x - zero).signum() == (told - zero).signum(), "{pair} changes sides");
    }
}
