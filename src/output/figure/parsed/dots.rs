//! Marks with intervals, and clouds of marks: forest, routes, scatter, screening, acceptability.

use super::super::canvas::{Align, At};
use super::super::rows::demo::about;
use super::super::style::{GRID, INK, LESS, MIDDLE, MODEL, PAPER, RULE, SIDES, tint};
use super::super::{Figure, acceptability, check, forest, routes, scatter, screening};
use super::axis::{Axis, Foot, HALF, feet, ladder, rungs, stands_as_told};
use super::compare::{Plane, Read, holds, in_order, printed, same};
use super::picture::{Dot, Picture, Words, middle};
use super::told::{Line, Told};
use plotters::style::RGBColor;

/// A mark on its interval.
#[derive(Clone, Copy)]
struct Marked {
    at: At,
    left: f64,
    right: f64,
}

/// Marks that stand on a level line of their colour, from the top down; one without an interval stands on no line.
fn marked(picture: &Picture, foot: &Foot, top: f64, inks: &[RGBColor]) -> Vec<Marked> {
    let inside = |at: &At| foot.holds(at.0) && at.1 > top && at.1 < foot.y;
    let mut all = Vec::new();
    for ink in inks {
        let lines = picture.level(*ink);
        for at in middles(picture, *ink).into_iter().filter(inside) {
            let on =
                lines.iter().find(|[a, b]| (a.1 - at.1).abs() < 2.0 * HALF && a.0 <= at.0 + HALF && at.0 <= b.0 + HALF);
            let (left, right) = on.map_or((at.0, at.0), |[a, b]| (a.0, b.0));
            all.push(Marked { at, left, right });
        }
    }
    all.sort_by(|a, b| a.at.1.total_cmp(&b.at.1));
    all
}

/// The middles of all circles, rings, filled squares and triangles, and outlined squares and diamonds of a colour.
fn middles(picture: &Picture, ink: RGBColor) -> Vec<At> {
    let round = picture.dots(ink).into_iter().chain(picture.rings(ink)).map(|dot: Dot| dot.at);
    let filled = picture.areas(ink).into_iter().filter(|area| area.len() <= 4).map(|area| middle(&area));
    let outlines = picture.lines(ink).into_iter().filter(|path| path.len() == 6 && path[0] == path[4]);
    round.chain(filled).chain(outlines.map(|path| middle(&path[..4]))).collect()
}

/// Value, low and high of each mark from the top down; a mark with no interval is its own.
fn estimates_as_told(what: &str, axis: &Axis, marks: &[Marked], lines: &[Line], value: &str) {
    let drawn: Vec<[Read; 3]> = marks.iter().map(|m| [m.at.0, m.left, m.right].map(|x| axis.read(x))).collect();
    let told: Vec<[f64; 3]> = lines
        .iter()
        .map(|line| {
            let value = line.number(value);
            [value, line.maybe("low").unwrap_or(value), line.maybe("high").unwrap_or(value)]
        })
        .collect();
    holds(in_order(what, &drawn, &told));
}

/// The top of the line at zero, or of the row of feet above.
fn top_of(picture: &Picture, foot: &Foot, height: f64) -> f64 {
    let lines = picture.upright(INK).into_iter().filter(|l| (l[1].1 - foot.y).abs() < 0.11 && foot.holds(l[0].0));
    lines.map(|line| line[0].1).fold(foot.y - height, f64::max)
}

pub fn forest() -> Figure {
    forest::draw(&forest::tests::data(), &check::provenance())
}

pub fn routes() -> Figure {
    routes::draw(&routes::tests::data(), &check::provenance())
}

/// So many swept numbers at so many places.
pub fn scatter(axes: usize, places: usize) -> Figure {
    scatter::draw(&scatter::tests::data(axes, places), &check::provenance())
}

/// With means that lie far apart, or not.
pub fn screening(far: bool) -> Figure {
    let mut data = screening::tests::data(16, if far { 0.55 } else { 0.8 });
    for row in data.rows.iter_mut().skip(4).filter(|_| far) {
        row.mean = about(row.spread.max(0.01) / 3.0, 0.8);
    }
    screening::draw(&data, &check::provenance())
}

pub fn acceptability() -> Figure {
    let data = acceptability::tests::data(400, ["Northern Republic", "Southern Federation"]);
    acceptability::draw(&data, &check::provenance())
}

#[test]
fn dots_are_what_their_data_say() {
    forest_as_drawn(&forest());
    routes_as_drawn(&routes());
    [(1, 12), (2, 64), (5, 64)].map(|(axes, places)| scatter(axes, places)).iter().for_each(scatter_as_drawn);
    [true, false].map(screening).iter().for_each(screening_as_drawn);
    acceptability_as_drawn(&acceptability());
}

/// A panel a measure, a mark an arm.
pub fn forest_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let feet = feet(&picture);
    let measures = told.different("measure");
    assert_eq!(feet.len(), measures.len());
    for (foot, measure) in feet.iter().zip(&measures) {
        let (lines, axis) = (told.having("measure", measure), foot.numbers(false));
        let top = top_of(&picture, foot, f64::INFINITY);
        let first = picture.words.iter().find(|w| {
            w.strong
                && w.at.0 == foot.left
                && w.at.1 < top
                && measure.to_lowercase().starts_with(&w.text.to_lowercase())
        });
        assert!(first.is_some(), "the panel of {measure} bears its name");
        let marks = marked(&picture, foot, top, &[MODEL, MIDDLE]);
        estimates_as_told(measure, &axis, &marks, &lines, "difference");
        let sure: Vec<bool> = marks.iter().map(|m| picture.dots(MODEL).iter().any(|dot| dot.at == m.at)).collect();
        assert_eq!(sure, lines.iter().map(|line| line.text("separated") == "yes").collect::<Vec<_>>());
    }
}

/// Three plots a measure: the groups, the worlds, and both differences.
pub fn routes_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let feet = feet(&picture);
    let pairs: Vec<Vec<Line>> = told.lines().chunks(2).map(<[Line]>::to_vec).collect();
    assert_eq!(feet.len(), pairs.len());
    let above = |foot: &Foot| feet.iter().map(|f| f.y).filter(|y| *y < foot.y - 1.0).fold(0.0, f64::max);
    for (foot, lines) in feet.iter().zip(&pairs) {
        let marks = marked(&picture, foot, above(foot), &[INK, MODEL, MIDDLE]);
        estimates_as_told(lines[0].text("kind"), &foot.numbers(false), &marks, lines, "value");
        for (mark, line) in marks.iter().zip(lines) {
            let over = |w: &&Words| foot.holds(w.at.0) && (mark.at.1 - 20.0..mark.at.1 - 4.0).contains(&w.at.1);
            let words = picture.words.iter().find(over).expect("words over the mark");
            let kind = line.text("kind").trim_end_matches(" difference");
            assert!(words.text.contains(kind), "{:?} names {kind}", words.text);
        }
    }
}

/// Triangles, squares and hollow circles by place and difference, in every panel.
pub fn scatter_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (feet, rungs) = (feet(&picture), rungs(&picture));
    let numbers = told.different("number");
    assert_eq!(feet.len(), numbers.len());
    for (foot, number) in feet.iter().zip(numbers) {
        let above = feet.iter().map(|f| f.y).filter(|y| *y < foot.y - 1.0).fold(0.0, f64::max);
        let row: Vec<_> = rungs.iter().filter(|rung| rung.y > above && rung.y < foot.y + 1.0).cloned().collect();
        let (across, up) = (foot.numbers(false), ladder(&row, false));
        let plane = Plane { x: &across, y: &up };
        let lines = told.having("number", &number);
        stands_as_told(&picture, (foot, above), &across, &lines, ("as it stands", "value"));
        for (ink, zone) in [(MODEL, 1), (LESS, -1), (MIDDLE, 0)] {
            let inside = |at: &At| foot.holds(at.0) && at.1 > above && at.1 < foot.y;
            let marks = middles(&picture, ink).into_iter().filter(inside);
            let drawn: Vec<[Read; 2]> = marks.map(|at| plane.read(at)).collect();
            let rows = lines.iter().filter(|line| zone_of(line) == zone);
            let rows: Vec<[f64; 2]> = rows.map(|l| [l.number("value"), l.number("difference")]).collect();
            holds(same(&number, &drawn, &rows));
        }
    }
}

/// Which side of zero an interval keeps to.
fn zone_of(line: &Line) -> i32 {
    i32::from(line.number("low") > 0.0) - i32::from(line.number("high") < 0.0)
}

/// Marks by mean and spread, in the model's colour if seen and hollow if contested, with their intervals; and the zone of chance.
pub fn screening_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (foot, rungs) = (&feet(&picture)[0], rungs(&picture));
    let log = foot.title.contains("log scale");
    let (mean, spread) = (foot.numbers(log), ladder(&rungs, log));
    let plane = Plane { x: &mean, y: &spread };
    let zones = picture.rects(tint(RULE, 0.45)).into_iter();
    let zone = zones.min_by(|a, b| (a.bottom - foot.y).abs().total_cmp(&(b.bottom - foot.y).abs())).expect("the zone");
    assert!(mean.read(zone.right).is(told.having("kind", "chance alone")[0].number("mu_star")));
    for (ink, seen) in [(MODEL, "yes"), (MIDDLE, "no")] {
        for (dots, contested) in [(picture.dots(ink), "no"), (picture.rings(ink), "yes")] {
            let inside = dots.into_iter().filter(|dot| dot.at.1 > zone.top);
            let drawn: Vec<[Read; 2]> = inside.map(|dot| plane.read(dot.at)).collect();
            let alike = |l: &Line| l.text("seen_above_chance") == seen && l.text("contested") == contested;
            let rows = told.having("kind", "input").into_iter().filter(alike);
            let rows: Vec<[f64; 2]> = rows.map(|l| [l.number("mu_star"), l.number("sigma")]).collect();
            holds(same(seen, &drawn, &rows));
        }
    }
    // Intervals lie on a ground of paper; what goes on beyond an end of the axis stops there.
    let grounds = picture.level(PAPER);
    let lines = picture.level(RULE).into_iter().filter(|line| grounds.contains(line));
    let drawn: Vec<[Read; 3]> = lines.map(|[a, b]| [mean.read(a.0), mean.read(b.0), spread.read(a.1)]).collect();
    let held = |v: f64| v.clamp(mean.read(foot.left).value, mean.read(foot.right).value);
    let rows = told.having("interval_drawn", "yes").into_iter();
    let rows = rows.map(|l| [held(l.number("low")), held(l.number("high")), l.number("sigma")]);
    holds(same("intervals", &drawn, &rows.collect::<Vec<_>>()));
}

/// Deals by size, ratio and ending; the limits; and the shares approved on their own axis.
pub fn acceptability_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (foot, rungs) = (&feet(&picture)[0], rungs(&picture));
    let (size, ratio) = (foot.numbers(true), ladder(&rungs, false));
    let plane = Plane { x: &size, y: &ratio };
    let kinds = [picture.dots(MODEL), picture.rings(LESS), picture.dots(MIDDLE)];
    let mut kinds: Vec<Vec<At>> = kinds.into_iter().map(|dots| dots.iter().map(|dot| dot.at).collect()).collect();
    kinds.push(picture.crosses(INK));
    let deals = told.having("kind", "deal");
    deals.iter().for_each(|l| assert_eq!(l.text("ratio_from"), l.text("ratio_to"), "a deal has one ratio"));
    for name in deals.iter().map(|l| l.text("drawn_as")).collect::<std::collections::BTreeSet<_>>() {
        let words = picture.words.iter().find(|w| w.text.starts_with(&format!("{name} ("))).expect("a name in the key");
        let beside = |at: &At| (6.0..16.0).contains(&(words.at.0 - at.0)) && (words.at.1 - 4.0 - at.1).abs() < 2.0;
        let marks = kinds.iter().find(|kind| kind.iter().any(beside)).unwrap_or_else(|| panic!("a mark for {name}"));
        let inside = marks.iter().filter(|at| at.1 > words.at.1 && foot.holds(at.0));
        let drawn: Vec<[Read; 2]> = inside.map(|at| plane.read(*at)).collect();
        let rows = deals.iter().filter(|l| l.text("drawn_as") == name);
        // What is farther out than the axis goes stands on its end.
        let ends = ratio.read(foot.y).value.abs();
        let rows = rows.map(|l| [l.number("size"), l.number("ratio_from").clamp(-ends, ends)]).collect::<Vec<_>>();
        let said = printed(words.text[name.len() + 2..].trim_end_matches(')')).expect("a count in the key");
        assert_eq!(said.value, rows.len() as f64, "{name}");
        holds(same(name, &drawn, &rows));
    }
    let limits = told.lines().into_iter().filter(|line| line.text("kind").starts_with("limit of "));
    for limit in limits {
        let name = limit.text("kind");
        let named = |ink: &RGBColor| {
            picture
                .words
                .iter()
                .any(|w| w.ink == *ink && w.text.starts_with("limit of") && w.strong && says_first(&w.text, name))
        };
        let ink = SIDES.into_iter().find(named).unwrap_or_else(|| panic!("{name} is named"));
        let dashes = picture.level(ink);
        assert_eq!(limit.text("ratio_from"), limit.text("ratio_to"), "a limit is one ratio");
        assert!(
            !dashes.is_empty() && dashes.iter().all(|dash| ratio.read(dash[0].1).is(limit.number("ratio_from"))),
            "{name}"
        );
    }
    approved_as_told(&picture, &told, foot, &ratio);
}

/// Whether words begin as told, or as much of it as had room.
fn says_first(drawn: &str, told: &str) -> bool {
    drawn.starts_with(told) || drawn.strip_suffix('…').is_some_and(|first| told.starts_with(first))
}

/// The strip at the right: a bar a bin from the left, its interval, its number.
fn approved_as_told(picture: &Picture, told: &Told, foot: &Foot, ratio: &Axis) {
    let strip = approved(picture, foot);
    let mut bars = picture.rects(tint(MODEL, 0.45));
    bars.sort_by(|a, b| b.top.total_cmp(&a.top));
    let bins = told.having("kind", "bin");
    let drawn: Vec<[Read; 3]> = bars
        .iter()
        .map(|bar| {
            // Both edges are rounded, so their middle is no worse than one.
            [strip.read(bar.left), strip.read(bar.right), ratio.read((bar.top + bar.bottom) / 2.0)]
        })
        .collect();
    let middle = |l: &Line| (l.number("ratio_from") + l.number("ratio_to")) / 2.0;
    let rows: Vec<[f64; 3]> = bins.iter().map(|l| [0.0, l.number("share"), middle(l)]).collect();
    holds(in_order("bins", &drawn, &rows));
    let lines = picture.level(INK).into_iter().filter(|line| line[0].0 > foot.right && line[0].1 < foot.y);
    let drawn: Vec<[Read; 3]> = lines.map(|[a, b]| [strip.read(a.0), strip.read(b.0), ratio.read(a.1)]).collect();
    let rows: Vec<[f64; 3]> = bins.iter().map(|l| [l.number("share_low"), l.number("share_high"), middle(l)]).collect();
    holds(same("intervals of bins", &drawn, &rows));
    for (bar, line) in bars.iter().zip(&bins) {
        let within = |w: &&Words| w.at.0 > bar.left && w.at.0 < bar.right && w.at.1 > bar.top && w.at.1 < bar.bottom;
        let Some(words) = picture.words.iter().find(within) else { continue };
        assert!(printed(&words.text).is_some_and(|said| said.is(line.number("share"))), "{}", words.text);
    }
}

/// The axis of the strip: its upright lines from left to right, and the percents below them.
fn approved(picture: &Picture, foot: &Foot) -> Axis {
    let lines = [RULE, GRID].into_iter().flat_map(|ink| picture.upright(ink));
    let mut lines: Vec<f64> =
        lines.filter(|l| l[0].0 > foot.right && (l[1].1 - foot.y).abs() < HALF).map(|l| l[0].0).collect();
    lines.sort_by(f64::total_cmp);
    let below = |w: &&Words| w.align == Align::Centre && w.at.0 > foot.right && (w.at.1 - foot.y - 16.0).abs() < 6.0;
    let mut labels: Vec<&Words> = picture.words.iter().filter(below).collect();
    labels.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
    assert_eq!(lines.len(), labels.len());
    let ticks = lines.into_iter().zip(labels).map(|(x, w)| (x, super::axis::number(&w.text).expect("a percent")));
    Axis::through(ticks.collect(), false).expect("percents on a line")
}
