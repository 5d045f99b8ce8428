//! Bars to one scale without an axis: the stages of a funnel, and what each channel of a network carried.

use super::super::canvas::{Align, Frame};
use super::super::style::{INK, LESS, MIDDLE, MODEL, RULE, tint};
use super::super::{Figure, check, funnel, network};
use super::axis::HALF;
use super::compare::{Read, holds, in_order, printed};
use super::picture::{Picture, Words};
use super::told::{Line, Told};
use plotters::style::RGBColor;

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
    // Arms stand beside each other in columns; each column's numbers of stages stand right of its bars.
    let arms = told.different("arm");
    let columns = columns(&picture, arms.len());
    staircase_of(&rects, MODEL, &columns);
    for (i, arm) in arms.iter().enumerate() {
        let end = columns.get(i + 1).copied().unwrap_or(f64::INFINITY);
        let here = |frame: &Frame| frame.left >= columns[i] - HALF && frame.right < end;
        let of =
            |kind: &str| told.having("arm", arm).into_iter().filter(|l| l.text("kind") == kind).collect::<Vec<Line>>();
        for (kind, ink) in [("entering", MODEL), ("ending", LESS)] {
            let mut bars: Vec<Frame> = picture.rects(ink).into_iter().filter(here).collect();
            bars.sort_by(|a, b| a.top.total_cmp(&b.top));
            let lines: Vec<Line> = of(kind).into_iter().filter(|line| line.number("mean") > 0.0).collect();
            assert_eq!(bars.len(), lines.len(), "{arm}, {kind}: what there is has a bar, and nothing else");
            let begins = |bar: &Frame| kind == "ending" || (bar.left - columns[i]).abs() < 2.0 * HALF;
            assert!(bars.iter().all(begins), "{arm}: stages begin at {}", columns[i]);
            for (bar, line) in bars.iter().zip(&lines) {
                let (read, mean) = (long(*bar, widest / most), line.number("mean"));
                // No bar is shorter than a point, so that it is seen.
                assert!(read.is(mean.max(most / widest)), "{arm}: {read:?} for {mean}");
                said_beside(&picture, *bar, line);
            }
        }
        stages_as_printed(&picture, columns[i]..end, &of("entering"));
    }
}

/// The number and the percent of every stage, with a bar or without, from the top down.
fn stages_as_printed(picture: &Picture, across: std::ops::Range<f64>, lines: &[Line]) {
    let mut words: Vec<&Words> = stage_words(picture).into_iter().filter(|w| across.contains(&w.at.0)).collect();
    words.sort_by(|a, b| a.at.1.total_cmp(&b.at.1));
    assert_eq!(words.len(), lines.len(), "a number a stage");
    for (words, line) in words.iter().zip(lines) {
        let (count, share) = words.text.split_once(" (").expect("a number and its share");
        let [count, share] = [count, share.trim_end_matches(')')].map(|text| printed(text).expect("a number"));
        assert!(count.is(line.number("mean")), "{} for {}", words.text, line.number("mean"));
        let all = lines[0].number("mean");
        assert!(share.is(if all > 0.0 { line.number("mean") / all } else { 0.0 }), "{}", words.text);
        let named = |w: &&Words| w.strong && w.align == Align::Left && (w.at.1 - words.at.1).abs() < 3.0;
        let name = picture.words.iter().filter(named).min_by(|a, b| a.at.0.total_cmp(&b.at.0)).expect("a name");
        let stage: String = line.text("stage").chars().filter(|c| !c.is_whitespace()).collect();
        let first: String = name.text.trim_end_matches('…').chars().filter(|c| !c.is_whitespace()).collect();
        assert!(stage.starts_with(&first), "{} for {stage}", name.text);
    }
}

/// The words that say how many enter a stage.
fn stage_words(picture: &Picture) -> Vec<&Words> {
    let number = |w: &&Words| w.strong && w.text.ends_with("%)") && w.text.starts_with(|c: char| c.is_ascii_digit());
    picture.words.iter().filter(number).collect()
}

/// Where the bars of each arm begin; where there is no bar its number stands there.
fn columns(picture: &Picture, arms: usize) -> Vec<f64> {
    let bars = picture.rects(MODEL).into_iter().map(|bar| bar.left);
    let words = stage_words(picture).into_iter().map(|w| w.at.0 - 7.0);
    let mut lefts: Vec<f64> = bars.chain(words).collect();
    lefts.sort_by(f64::total_cmp);
    let right = lefts.first().expect("stages");
    // Columns are of one width.
    let room = (super::super::page::RIGHT - right) / arms as f64;
    (0..arms).map(|i| right + i as f64 * room).collect()
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
fn stages_and_channels_are_what_their_data_say() {
    [1, 2].map(funnel).iter().for_each(funnel_as_drawn);
    network_as_drawn(&network());
    network_as_drawn(&network::draw(&network::tests::nine(), &check::provenance()));
}

/// Gauges: the share of a tank that is filled. Bars: people, to the scale of the longest. Numbers as printed.
pub fn network_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let tanks = picture.rects(tint(RULE, 0.55));
    let channels: Vec<String> = told.different("channel").into_iter().filter(|name| !name.is_empty()).collect();
    assert_eq!(tanks.len(), 2 * channels.len());
    // Bars of people stand right of all tanks and are the lowest of what is filled there.
    let right = tanks.iter().map(|tank| tank.right).fold(0.0, f64::max) + 40.0;
    let bars: Vec<Frame> = picture.all_rects().into_iter().map(|rect| rect.1).filter(|bar| bar.left > right).collect();
    let widest = bars.iter().map(|bar| bar.right - bar.left).fold(0.0, f64::max);
    assert!(bars.iter().all(|bar| bar.left == bars[0].left), "bars of one scale start at one place");
    let exchanged = |line: &&Line| line.text("direction") == "both ways";
    let most = told.lines().iter().filter(exchanged).filter_map(|l| l.maybe("people")).fold(0.0, f64::max);
    let mut colours = Vec::new();
    for (i, (name, pair)) in channels.iter().zip(tanks.chunks(2)).enumerate() {
        let lines = told.having("channel", name);
        let ink = gauges_as_told(&picture, pair, &lines);
        let next = tanks.get(2 * i + 2).map_or(f64::INFINITY, |tank| tank.top - 8.0);
        let rows = pair[0].top - 8.0..next;
        let people = lines.iter().filter(exchanged).filter_map(|l| l.maybe("people")).filter(|people| *people > 0.0);
        // No bar is shorter than 0.8 points, so that it is seen.
        let people: Vec<[f64; 1]> = people.map(|people| [people.max(0.8 * most / widest)]).collect();
        let own: Vec<&Frame> = bars.iter().filter(|bar| rows.contains(&bar.top)).collect();
        let inked = |bar: &Frame| picture.rects(ink).iter().any(|own| (own.left, own.top) == (bar.left, bar.top));
        assert!(own.iter().all(|bar| inked(bar)), "bars in the colour of their channel");
        holds(in_order(name, &own.iter().map(|bar| [long(**bar, widest / most)]).collect::<Vec<_>>(), &people));
        let named = |line: &&Line| !line.text("issue").is_empty();
        lines.iter().filter(named).for_each(|line| issue_as_printed(&picture, line, rows.clone()));
        names_as_told(&picture, &lines[0], pair[0].bottom - 8.0..next);
        colours.push(ink);
    }
    for line in told.having("channel", "") {
        issue_as_printed(&picture, &line, 0.0..f64::INFINITY);
    }
    stations_as_told(&picture, &told, &channels, colours);
}

/// Both gauges of a channel; hands back the colour that they are filled with.
fn gauges_as_told(picture: &Picture, tanks: &[Frame], lines: &[Line]) -> RGBColor {
    let filled = |tank: &Frame| {
        let level = |rect: &(RGBColor, Frame)| {
            rect.1.left == tank.left && rect.1.bottom == tank.bottom && rect.0 != tint(RULE, 0.55)
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

/// The row of an issue, or of those who come home without one: its deals and its people as printed.
fn issue_as_printed(picture: &Picture, line: &Line, rows: std::ops::Range<f64>) {
    let issue = line.text("issue");
    let first = |w: &&Words| {
        let text = w.text.trim_end_matches('…');
        w.align == Align::Left
            && rows.contains(&w.at.1)
            && !text.is_empty()
            && issue.to_lowercase().starts_with(&text.to_lowercase())
    };
    // Of a name in two lines, the first; its numbers stand right of it.
    let numbers = |name: &&Words| {
        let (at, right) = (name.at, |w: &&Words| w.align == Align::Right && w.at.0 > name.at.0);
        let mut numbers: Vec<&Words> = picture.words.iter().filter(|w| w.at.1 == at.1).filter(right).collect();
        numbers.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
        numbers
    };
    let names = picture.words.iter().filter(first).filter(|name| numbers(name).len() > 1);
    let name = names.max_by_key(|w| w.text.len()).unwrap_or_else(|| panic!("{issue} in its rows"));
    let numbers = numbers(&name);
    for (words, column) in numbers.iter().zip(["deals", "people"]) {
        match (printed(&words.text), line.maybe(column)) {
            (Some(said), Some(told)) => assert!(said.is(told), "{column}: {said:?} for {told}"),
            (said, told) => assert!(said.is_none() && told.is_none() && words.text == "–", "{column}: {}", words.text),
        }
    }
    let returned = line.text("direction") == "one way" && line.maybe("people").is_some();
    assert_eq!(numbers.len() > 2, returned, "what is returned one way says so");
}

/// The names under a line, each in lines of words round its station, in the order of the data: carriers, then intermediaries.
fn names_as_told(picture: &Picture, line: &Line, rows: std::ops::Range<f64>) {
    let mut names: Vec<(f64, String)> = Vec::new();
    for w in picture.words.iter().filter(|w| w.align == Align::Centre && rows.contains(&w.at.1)) {
        match names.iter_mut().find(|name| name.0 == w.at.0) {
            Some(name) => name.1 += &w.text,
            None => names.push((w.at.0, w.text.clone())),
        }
    }
    let mut told: Vec<&str> = ["hops", "intermediaries", "idle"]
        .iter()
        .flat_map(|c| line.text(c).split(';'))
        .filter(|n| !n.is_empty())
        .collect();
    assert_eq!(names.len(), told.len(), "{names:?} for {told:?}");
    for (_, drawn) in names {
        // What it is to the channel stands behind its name.
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let is = |name: &str| match drawn.strip_suffix('…') {
            Some(first) => letters(name).starts_with(&letters(first)) || letters(first).starts_with(&letters(name)),
            None => letters(&drawn).starts_with(&letters(name)),
        };
        let at = told.iter().position(|name| is(name)).unwrap_or_else(|| panic!("{drawn:?} is none of {told:?}"));
        told.remove(at);
    }
}

/// As many dots of each kind as names in the data.
fn stations_as_told(picture: &Picture, told: &Told, channels: &[String], mut colours: Vec<RGBColor>) {
    let names = |column: &str| -> usize {
        let channels = channels.iter().map(|name| told.having("channel", name)[0]);
        channels.map(|line| line.text(column).split(';').filter(|name| !name.is_empty()).count()).sum()
    };
    colours.sort_by_key(|ink| (ink.0, ink.1, ink.2));
    colours.dedup();
    let hops: usize = colours.iter().map(|ink| picture.dots(*ink).len()).sum();
    assert_eq!(
        [hops, picture.dots(INK).len(), picture.rings(MIDDLE).len()],
        ["hops", "intermediaries", "idle"].map(names)
    );
}
