//! Bars from zero with whiskers: indices, tornado, shares; bars to one scale: funnel, network.

use super::super::canvas::{Align, At, Frame};
use super::super::style::{GREY, INK, MIDDLE, MODEL, PAPER, RULE, tint};
use super::super::{Figure, check, funnel, indices, network, shares, tornado};
use super::axis::{Axis, Foot, HALF, feet};
use super::compare::{Read, holds, in_order, printed};
use super::picture::{Picture, Words, middle};
use super::told::{Line, Told};
use plotters::style::RGBColor;

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
        holds(in_order(value, &interval_at(&all, &axis, middle, near), interval.as_slice()));
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
    let interval = interval_at(&whiskers(&picture), &axis, (bar.top + bar.bottom) / 2.0, |_| true);
    holds(in_order("chance", &interval, &[[chance.number("low"), chance.number("high")]]));
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
                holds(in_order(kind, &interval_at(&all, &axis, at.1, |_| true), row.1.as_slice()));
            }
        }
        let whole = of("together")[0];
        let words =
            picture.words.iter().find(|w| w.text.starts_with("together ") && w.at.1 < top && w.at.1 > top - 40.0);
        let said = words.and_then(|w| printed(w.text.split(' ').nth(1)?)).expect("the whole in words");
        assert!(said.is(whole.number("adds")), "{said:?}");
        let all = words.and_then(|w| w.text.split_once(" (")?.1.split_once(')')?.0.split_once(" to "));
        let (low, high) = all.expect("its interval in words");
        for (words, column) in [(low, "low"), (high, "high")] {
            let said = printed(words).expect("a number");
            assert!(said.is(whole.number(column)), "{column}: {said:?}");
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

/// A bar as long as its number on a scale without an axis: `unit` points of the page for one.
fn long(frame: Frame, unit: f64) -> Read {
    Read { value: (frame.right - frame.left) / unit, give: (2.0 * HALF + 1e-6) / unit }
}

/// Bars of all stages and losses to one scale, which the largest bar and its number give, with their numbers beside them.
pub fn funnel_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let rects = picture.all_rects();
    let most = told.lines().iter().map(|line| line.number("mean")).fold(0.0, f64::max);
    let widest = rects.iter().map(|rect| rect.1.right - rect.1.left).fold(0.0, f64::max);
    let stage = rects[0].0; // the first bar is of the first stage
    // The colour that is not the stages' is that of losses; arms stand beside each other in columns of stages.
    let mut columns: Vec<f64> = rects.iter().filter(|rect| rect.0 == stage).map(|rect| rect.1.left).collect();
    columns.dedup_by(|a, b| a == b);
    columns.sort_by(f64::total_cmp);
    columns.dedup();
    staircase_of(&rects, stage, &columns);
    for (i, arm) in told.different("arm").iter().enumerate() {
        let end = columns.get(i + 1).copied().unwrap_or(f64::INFINITY);
        let here = |frame: &Frame| frame.left >= columns[i] - HALF && frame.right < end;
        for (kind, is_stage) in [("entering", true), ("ending", false)] {
            let mut bars: Vec<Frame> =
                rects.iter().filter(|rect| (rect.0 == stage) == is_stage && here(&rect.1)).map(|rect| rect.1).collect();
            bars.sort_by(|a, b| a.top.total_cmp(&b.top));
            let lines: Vec<Line> =
                told.having("arm", arm).into_iter().filter(|line| line.text("kind") == kind).collect();
            assert_eq!(bars.len(), lines.len(), "{arm}, {kind}");
            for (bar, line) in bars.iter().zip(&lines) {
                let (read, mean) = (long(*bar, widest / most), line.number("mean"));
                // No bar is shorter than a point, so that it is seen.
                assert!(read.is(mean.max(most / widest)), "{arm}: {read:?} for {mean}");
                said_beside(&picture, *bar, line);
            }
        }
    }
}

/// In each column every loss ends where what is before it leaves off: the bar of its stage, or the loss above.
fn staircase_of(rects: &[(RGBColor, Frame)], stage: RGBColor, columns: &[f64]) {
    for (i, left) in columns.iter().enumerate() {
        let end = columns.get(i + 1).copied().unwrap_or(f64::INFINITY);
        let mut bars: Vec<&(RGBColor, Frame)> =
            rects.iter().filter(|rect| rect.1.left >= left - HALF && rect.1.right < end).collect();
        bars.sort_by(|a, b| a.1.top.total_cmp(&b.1.top));
        for pair in bars.windows(2).filter(|pair| pair[1].0 != stage) {
            let before = if pair[0].0 == stage { pair[0].1.right } else { pair[0].1.left };
            // What is too small to be seen is a point wide, and begins where it should.
            let wide = pair[1].1.right - pair[1].1.left;
            let give = 2.0 * HALF + 1e-9 + if wide <= 1.0 + 1e-9 { 1.0 } else { 0.0 };
            assert!((pair[1].1.right - before).abs() <= give, "{pair:?} are not joined");
        }
    }
}

/// The words right of a bar: a cause if it has one, and the number.
fn said_beside(picture: &Picture, bar: Frame, line: &Line) {
    let level =
        |w: &&Words| w.align == Align::Left && w.at.0 > bar.right && w.at.1 > bar.top && w.at.1 < bar.bottom + 3.0;
    let nearest = picture.words.iter().filter(level).min_by(|a, b| a.at.0.total_cmp(&b.at.0)).expect("words");
    let rest = nearest.text.strip_prefix(line.text("cause")).unwrap_or_else(|| panic!("{:?}", nearest.text)).trim();
    match rest.strip_prefix("under ") {
        Some(bound) => {
            assert!(line.number("mean") < printed(bound.split(' ').next().expect("a word")).expect("a number").value)
        }
        None => {
            let said = rest.split(' ').next().and_then(printed).unwrap_or_else(|| panic!("{rest:?}"));
            assert!(said.is(line.number("mean")), "{rest:?} for {}", line.number("mean"));
        }
    }
}

/// Of one arm or two.
pub fn funnel(n: usize) -> Figure {
    let arms = [("Baseline", 212.4, 1.0), ("Without guarantors", 190.2, 1.4)];
    let arms = arms.iter().take(n).map(|(name, cases, factor)| funnel::tests::arm(name, *cases, *factor)).collect();
    let data = funnel::FunnelData { title: String::new(), issue: String::new(), arms };
    funnel::draw(&data, &check::provenance())
}

pub fn network() -> Figure {
    network::draw(&network::tests::few(), &check::provenance())
}

#[test]
fn bars_are_what_their_data_say() {
    indices_as_drawn(&indices());
    tornado_as_drawn(&tornado());
    shares_as_drawn(&shares());
    [1, 2].map(funnel).iter().for_each(funnel_as_drawn);
    network_as_drawn(&network());
}

/// Gauges: the share of a tank that is filled. Bars: people, to the scale of the longest. Numbers as printed.
pub fn network_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let tanks = picture.rects(tint(RULE, 0.55));
    let channels = told.different("channel");
    assert_eq!(tanks.len(), 2 * channels.len());
    // Bars of people are the lowest of all that is filled.
    let bars: Vec<(RGBColor, Frame)> =
        picture.all_rects().into_iter().filter(|rect| rect.1.bottom - rect.1.top < 8.0).collect();
    let widest = bars.iter().map(|bar| bar.1.right - bar.1.left).fold(0.0, f64::max);
    assert!(bars.iter().all(|bar| bar.1.left == bars[0].1.left), "bars of one scale start at one place");
    let exchanged = |line: &Line| line.text("direction") == "both ways";
    let most = told.lines().iter().filter(|l| exchanged(l)).filter_map(|l| l.maybe("people")).fold(0.0, f64::max);
    let mut colours = Vec::new();
    for (name, pair) in channels.iter().zip(tanks.chunks(2)) {
        let lines = told.having("channel", name);
        let ink = gauges_as_told(&picture, pair, &lines);
        let people: Vec<[f64; 1]> = lines.iter().filter(|l| exchanged(l)).map(|l| [l.number("people")]).collect();
        let own = bars.iter().filter(|bar| bar.0 == ink);
        holds(in_order(name, &own.map(|bar| [long(bar.1, widest / most)]).collect::<Vec<_>>(), &people));
        lines.iter().for_each(|line| issue_as_printed(&picture, line, pair[0].top..pair[0].bottom + 40.0));
        colours.push(ink);
    }
    stations_as_told(&picture, &told, &colours);
}

/// Both gauges of a channel; hands back the colour that they are filled with.
fn gauges_as_told(picture: &Picture, tanks: &[Frame], lines: &[Line]) -> RGBColor {
    let filled = |tank: &Frame| {
        let level = |rect: &(RGBColor, Frame)| {
            rect.1.left == tank.left && rect.1.bottom == tank.bottom && rect.1.top != tank.top
        };
        picture.all_rects().into_iter().find(level).expect("a level")
    };
    let read = |tank: &Frame| {
        let (height, level) = (tank.bottom - tank.top, filled(tank).1);
        // Two edges of the level and two of the tank are rounded.
        let value = (level.bottom - level.top) / height;
        [Read { value, give: 2.0 * HALF * (1.0 + value) / height + 1e-9 }]
    };
    let drawn: Vec<[Read; 1]> = tanks.iter().map(read).collect();
    for line in lines {
        holds(in_order("authority", &drawn, &["authority_a", "authority_b"].map(|side| [line.number(side)])));
    }
    filled(&tanks[0]).0
}

/// The row of an issue: its deals and its people as printed.
fn issue_as_printed(picture: &Picture, line: &Line, rows: std::ops::Range<f64>) {
    let near = |w: &&Words| w.text == line.text("issue") && rows.start - 20.0 < w.at.1 && w.at.1 < rows.end;
    let name = picture.words.iter().find(near).unwrap_or_else(|| panic!("{} in its rows", line.text("issue")));
    let mut numbers: Vec<&Words> = picture.words.iter().filter(|w| w.at.1 == name.at.1 && w.at.0 > name.at.0).collect();
    numbers.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
    for (words, column) in numbers.iter().zip(["deals", "people"]) {
        let said = printed(&words.text).unwrap_or_else(|| panic!("{:?}", words.text));
        assert!(said.is(line.number(column)), "{column}: {said:?} for {}", line.number(column));
    }
    assert_eq!(numbers.len() > 2, line.text("direction") == "one way", "what is returned one way says so");
}

/// As many dots of each kind as names in the data.
fn stations_as_told(picture: &Picture, told: &Told, colours: &[RGBColor]) {
    let names = |column: &str| -> usize {
        let channels = told.different("channel").into_iter().map(|name| told.having("channel", &name)[0]);
        channels.map(|line| line.text(column).split(';').filter(|name| !name.is_empty()).count()).sum()
    };
    let hops: usize = colours.iter().map(|ink| picture.dots(*ink).len()).sum();
    assert_eq!(
        [hops, picture.dots(INK).len(), picture.rings(MIDDLE).len()],
        ["hops", "intermediaries", "idle"].map(names)
    );
}
