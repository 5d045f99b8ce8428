//! The lanes of one history: states, batches, shares of time and scripted events.

use super::super::canvas::{Align, At, Frame};
use super::super::style::{GREY, INK, PAPER};
use super::super::{Figure, check, lanes};
use super::axis::{Axis, Foot, HALF, feet, number};
use super::compare::{Read, holds, in_order, printed, same, says};
use super::picture::{Dot, Picture, Words};
use super::told::{Line, Told};
use plotters::style::RGBColor;
use std::collections::BTreeSet;

/// The states by their colours, as the key above the lanes has them.
fn key(picture: &Picture, told: &Told) -> Vec<(RGBColor, String)> {
    let named = |(ink, frame): (RGBColor, Frame)| {
        let beside = |w: &&Words| {
            w.align == Align::Left
                && (1.0..12.0).contains(&(w.at.0 - frame.right))
                && (frame.top..frame.bottom + 2.0).contains(&w.at.1)
        };
        let words = picture.words.iter().find(beside)?;
        told.different("what").contains(&words.text).then(|| (ink, words.text.clone()))
    };
    picture.all_rects().into_iter().filter_map(named).collect()
}

/// The bars of a row, from left to right, with their states.
fn row(picture: &Picture, key: &[(RGBColor, String)], y: f64, from: f64, to: f64) -> Vec<(String, Frame)> {
    let here = |frame: &Frame| frame.top == y && frame.left >= from - HALF && frame.right <= to + HALF;
    let mut bars: Vec<(RGBColor, Frame)> = picture.all_rects().into_iter().filter(|rect| here(&rect.1)).collect();
    bars.sort_by(|a, b| a.1.left.total_cmp(&b.1.left));
    let state = |ink: RGBColor| key.iter().find(|entry| entry.0 == ink).expect("a colour of the key").1.clone();
    bars.into_iter().map(|(ink, frame)| (state(ink), frame)).collect()
}

pub fn lanes() -> Figure {
    let data = lanes::tests::data(&lanes::tests::NAMES, 730.0);
    lanes::draw(&data, &check::provenance())
}

#[test]
fn lanes_are_what_their_data_say() {
    lanes_as_drawn(&lanes());
}

/// A row a channel, in the order of the data.
pub fn lanes_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let foot = &feet(&picture)[0];
    let start = told.start(&[["from_day", "from_date"], ["to_day", "to_date"]]).expect("dates");
    let (days, key) = (foot.days(), key(&picture, &told));
    let mut rows: Vec<f64> =
        picture.all_rects().iter().map(|rect| rect.1).filter(|f| f.left == foot.left).map(|f| f.top).collect();
    rows.retain(|top| key_top(&picture, &key) + 20.0 < *top);
    rows.dedup(); // what is over in no time begins where the next state does
    let moments = told.lines().into_iter().filter(|l| ["crossing", "scripted"].contains(&l.text("kind")));
    moments.for_each(|l| assert_eq!(l.text("from_day"), l.text("to_day"), "a moment"));
    let channels: Vec<String> = told.different("channel").into_iter().filter(|name| !name.is_empty()).collect();
    assert_eq!(rows.len(), channels.len());
    let most = told.having("kind", "crossing").iter().map(|l| l.number("value")).fold(0.0, f64::max);
    let mut above = 0.0;
    for (y, channel) in rows.iter().zip(&channels) {
        let of = |kind: &str| {
            told.having("channel", channel).into_iter().filter(|l| l.text("kind") == kind).collect::<Vec<Line>>()
        };
        states_as_told(&row(&picture, &key, *y, foot.left, foot.right), &of("state"), &days, start);
        shares_as_told(&picture, &row(&picture, &key, *y, foot.right + 1.0, f64::INFINITY), &of("mean time share"));
        crossings_as_told(&picture, (foot, &days, start), (above, *y), &of("crossing"), most);
        let name: Vec<&str> = picture
            .words
            .iter()
            .filter(|w| w.align == Align::Left && w.at.0 < foot.left - 20.0 && (w.at.1 - y - 8.0).abs() < 16.0)
            .map(|w| w.text.as_str())
            .collect();
        assert!(says(&name.join(" "), channel), "{name:?} for {channel}");
        above = *y;
    }
    scripted_as_told(&picture, (foot, &days, start), &told);
}

/// Where the key stands: over all lanes.
fn key_top(picture: &Picture, key: &[(RGBColor, String)]) -> f64 {
    let rects = picture.all_rects();
    rects
        .iter()
        .filter(|rect| key.iter().any(|entry| entry.0 == rect.0))
        .map(|rect| rect.1.top)
        .fold(f64::INFINITY, f64::min)
}

fn states_as_told(bars: &[(String, Frame)], lines: &[Line], days: &Axis, start: f64) {
    let drawn: Vec<[Read; 2]> = bars.iter().map(|bar| [days.read(bar.1.left), days.read(bar.1.right)]).collect();
    let told: Vec<[f64; 2]> =
        lines.iter().map(|l| [start + l.number("from_day"), start + l.number("to_day")]).collect();
    holds(in_order("states", &drawn, &told));
    let states = |lines: &[Line]| lines.iter().map(|l| l.text("what").to_owned()).collect::<Vec<_>>();
    assert_eq!(bars.iter().map(|bar| bar.0.clone()).collect::<Vec<_>>(), states(lines));
}

/// The bar of time shares: each part of the whole bar, and the share of the most usable state as a number.
fn shares_as_told(picture: &Picture, bars: &[(String, Frame)], lines: &[Line]) {
    if bars.is_empty() {
        return assert!(lines.iter().all(|l| l.number("value") == 0.0), "no bar for {}", lines.len());
    }
    let (first, last) = (bars[0].1, bars[bars.len() - 1].1);
    let (whole, total) = (last.right - first.left, lines.iter().map(|l| l.number("value")).sum::<f64>());
    let joined = |pair: &[(String, Frame)]| pair[0].1.right == pair[1].1.left;
    assert!(bars.windows(2).all(joined), "no gap between the parts");
    assert_eq!(bars.len(), lines.iter().filter(|l| l.number("value") > 0.0).count());
    for (state, bar) in bars {
        let line = lines.iter().find(|l| l.text("what") == state).expect("a share");
        // Both ends of the part and of the whole are rounded.
        let share = Read { value: (bar.right - bar.left) / whole, give: 4.0 * HALF / whole };
        assert!(share.is(line.number("value") / total), "{state}: {share:?}");
    }
    let level = |w: &&Words| {
        w.align == Align::Right && w.at.0 > last.right && (first.top..first.bottom + 1.0).contains(&w.at.1)
    };
    let said = picture.words.iter().find(level).and_then(|w| printed(&w.text)).expect("a percent");
    assert!(said.is(lines.iter().find(|l| l.text("what") == "Active").expect("a share").number("value")), "{said:?}");
}

/// Batches by day and heads, dark and by their area; agreements that move nobody are rings. Each stands on a stem over its lane.
fn crossings_as_told(
    picture: &Picture,
    (foot, days, start): (&Foot, &Axis, f64),
    (above, y): (f64, f64),
    lines: &[Line],
    most: f64,
) {
    let here = |dot: &Dot| foot.holds(dot.at.0) && dot.at.1 > above && dot.at.1 < y;
    let largest = picture.dots(INK).iter().map(|dot| dot.radius).fold(0.0, f64::max);
    let all: Vec<(RGBColor, Dot)> = picture.all_dots().into_iter().filter(|(_, dot)| here(dot)).collect();
    // Each mark is painted upon its edge.
    assert!(all.chunks(2).all(|pair| pair.len() == 2 && pair[0].1.at == pair[1].1.at && pair[0].0 != pair[1].0));
    let seen = |ink: RGBColor| all.chunks(2).map(|pair| pair[1]).filter(move |top| top.0 == ink).map(|top| top.1);
    let heads = |dot: Dot| {
        let of = |r: f64, l: f64| most * (r / l).powi(2);
        let value = of(dot.radius, largest);
        [days.read(dot.at.0), Read { value, give: of(dot.radius + HALF, largest - HALF) - value + 1e-9 }]
    };
    let least = most * (1.5 / largest).powi(2); // no dot is smaller than a point and a half
    let told = lines.iter().filter(|l| l.number("value") > 0.0);
    let told: Vec<[f64; 2]> = told.map(|l| [start + l.number("from_day"), l.number("value").max(least)]).collect();
    holds(same("batches", &seen(INK).map(heads).collect::<Vec<_>>(), &told));
    let none = lines.iter().filter(|l| l.number("value") == 0.0).map(|l| [start + l.number("from_day")]);
    let rings: Vec<[Read; 1]> = seen(PAPER).map(|dot| [days.read(dot.at.0)]).collect();
    holds(same("agreements", &rings, &none.collect::<Vec<_>>()));
    let stems = picture.upright(INK).into_iter().filter(|stem| (stem[1].1 - y).abs() < 2.0 * HALF);
    let stems: Vec<[Read; 1]> = stems.map(|stem| [days.read(stem[0].0)]).collect();
    holds(same("stems", &stems, &lines.iter().map(|l| [start + l.number("from_day")]).collect::<Vec<_>>()));
    if let Some((_, dot)) = all.first() {
        numbers_as_told(picture, (days, start), lines, dot.at.1);
    }
}

/// A number beside or over a dot is that of a batch on that day.
fn numbers_as_told(picture: &Picture, (days, start): (&Axis, f64), lines: &[Line], middle: f64) {
    let heads = |w: &&Words| {
        w.ink == INK
            && w.at.1 > middle - 16.0
            && w.at.1 < middle + 6.0
            && w.text.starts_with(|c: char| c.is_ascii_digit())
    };
    for words in picture.words.iter().filter(heads) {
        let said = words.text.trim_end_matches(" returned");
        let people = number(said).expect("a number");
        let near = |l: &&Line| {
            l.number("value") == people && (days.place(start + l.number("from_day")) - words.at.0).abs() < 14.0
        };
        let line = lines.iter().find(near).unwrap_or_else(|| panic!("{} at {:?} is nobody's", words.text, words.at));
        assert_eq!(line.text("what") == "returned", said != words.text, "{}", words.text);
    }
}

/// Triangles on the days of the script, and their words; the caption counts those that have none.
fn scripted_as_told(picture: &Picture, (foot, days, start): (&Foot, &Axis, f64), told: &Told) {
    let tip = |corners: Vec<At>| corners.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).expect("corners");
    let tips: Vec<At> = picture.areas(GREY).into_iter().map(tip).filter(|at| foot.holds(at.0)).collect();
    let mut lines = told.having("kind", "scripted");
    // What happens twice on a day is marked once.
    let mut seen = BTreeSet::new();
    lines.retain(|l| seen.insert((l.text("from_day"), l.text("what"))));
    let drawn: Vec<[Read; 1]> = tips.iter().map(|at| [days.read(at.0)]).collect();
    holds(same("script", &drawn, &lines.iter().map(|l| [start + l.number("from_day")]).collect::<Vec<_>>()));
    let named = |line: &&Line| {
        let x = days.place(start + line.number("from_day"));
        let by = |w: &&Words| w.align == Align::Left && (0.0..8.0).contains(&(w.at.0 - x));
        picture.words.iter().filter(by).any(|w| says(&w.text, line.text("what")))
    };
    let bare = lines.iter().filter(|line| !named(line)).count();
    let caption = picture.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    let said = caption
        .split_once("Triangles: scripted events; ")
        .map_or(0, |(_, rest)| rest.split(' ').next().and_then(|n| n.parse().ok()).expect("how many have no label"));
    assert_eq!(bare, said, "labels of the script");
}
