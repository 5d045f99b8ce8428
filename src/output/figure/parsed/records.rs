//! What is documented: cumulative, ratios, remains.

use super::super::canvas::At;
use super::super::style::{GREY, INK, MIDDLE, SIDES};
use super::super::{Figure, check, cumulative, ratios, remains};
use super::axis::{HALF, day, feet, ladder, rungs};
use super::compare::{Plane, Read, holds, same, staircase};
use super::picture::{Dot, Picture, middle};
use super::told::{Line, Told};

/// No pattern of dashes has a wider gap, in points.
const GAP: f64 = 4.0;

/// The staircase, the rings and the diamonds of each side in the colour of its name.
pub fn cumulative_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let foot = &feet(&picture)[0];
    let (days, people) = (foot.days(), ladder(&rungs(&picture), false));
    let plane = Plane { x: &days, y: &people };
    for side in told.different("side") {
        let ink = picture.words.iter().find(|w| w.text == side && w.strong).expect("a name").ink;
        let lines = told.having("side", &side);
        let of = |kind: &str| lines.iter().copied().filter(|l| l.text("kind") == kind).collect::<Vec<Line>>();
        let mut sums = vec![[days.read(foot.left).value.round(), 0.0]];
        sums.extend(of("sum").iter().map(|l| [day(l.date("date")), l.number("people")]));
        let stairs = staircase(&sums.iter().map(|s| plane.place(s[0], s[1])).collect::<Vec<At>>(), foot.right);
        // A hollow diamond is an outline that closes and goes on to its second corner; all else is the staircase.
        let diamond = |path: &Vec<At>| path.len() == 6 && path[0] == path[4];
        let (diamonds, paths): (Vec<Vec<At>>, Vec<Vec<At>>) = picture.lines(ink).into_iter().partition(diamond);
        let corners: Vec<At> = paths.iter().flatten().copied().collect();
        if paths.len() == 1 {
            holds(plane.same_path(&side, &paths[0], &stairs));
        } else {
            holds(plane.on_path(&side, &corners, &stairs));
            holds(plane.near_path(&side, &stairs, &corners, GAP));
        }
        let on = |date: f64| sums.iter().rev().find(|sum| sum[0] <= date).map_or(0.0, |sum| sum[1]);
        let unknown: Vec<f64> = of("not known").iter().map(|l| day(l.date("date"))).collect();
        let unknown: Vec<[f64; 2]> = unknown.into_iter().map(|date| [date, on(date)]).collect();
        holds(same(&side, &picture.rings(ink).iter().map(|d| plane.read(d.at)).collect::<Vec<_>>(), &unknown));
        let diamonds: Vec<[Read; 2]> = diamonds.iter().map(|path| plane.read(middle(&path[..4]))).collect();
        let stated: Vec<[f64; 2]> = of("stated").iter().map(|l| [day(l.date("date")), l.number("people")]).collect();
        holds(same(&side, &diamonds, &stated));
    }
}

pub fn cumulative() -> Figure {
    let data = cumulative::tests::data();
    cumulative::draw(&data, &check::documents())
}

pub fn ratios() -> Figure {
    ratios::draw(&ratios::tests::data(), &check::documents())
}

pub fn remains() -> Figure {
    remains::draw(&remains::tests::data(), &check::documents())
}

#[test]
fn records_are_what_their_data_say() {
    cumulative_as_drawn(&cumulative());
    ratios_as_drawn(&ratios());
    remains_as_drawn(&remains());
}

/// What an area stands for, if that of `largest` stands for `most`: radii are rounded like places.
pub fn by_area(radius: f64, largest: f64, most: f64) -> Read {
    let of = |r: f64, l: f64| most * (r / l).powi(2);
    let value = of(radius, largest);
    Read { value, give: of(radius + HALF, largest - HALF) - value + 1e-9 }
}

/// Dots by date, ratio and people, filled if sure; crosses by date for what has no ratio.
pub fn ratios_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let foot = &feet(&picture)[0];
    let rungs: Vec<_> = rungs(&picture).into_iter().filter(|rung| rung.label.contains(" : ")).collect();
    let (days, times) = (foot.days(), ladder(&rungs, true));
    let [to_a, to_b] = [2, 3].map(|i| told.name(i).to_owned());
    let people = |l: &Line| l.number(&to_a) + l.number(&to_b);
    let (known, unknown): (Vec<Line>, Vec<Line>) =
        told.lines().into_iter().partition(|l| l.maybe("log_ratio").is_some());
    let most = known.iter().map(people).fold(0.0, f64::max);
    // Outlines lie half their width within the edge, and a filled dot is the largest.
    let filled: Vec<Dot> = picture.dots(INK);
    let largest = filled.iter().map(|dot| dot.radius).fold(0.0, f64::max);
    let read = |dot: &Dot, edge: f64| {
        let by = by_area(dot.radius + edge, largest, most);
        let ratio = times.read(dot.at.1);
        [days.read(dot.at.0), Read { value: ratio.value.ln(), give: ratio.give / (ratio.value - ratio.give) }, by]
    };
    for (sure, drawn) in [
        ("yes", filled.iter().map(|dot| read(dot, 0.0)).collect::<Vec<_>>()),
        ("no", picture.rings(INK).iter().map(|dot| read(dot, 0.5)).collect()),
    ] {
        let rows = known.iter().filter(|l| l.text("sure") == sure);
        let rows = rows.map(|l| [day(l.date("date")), l.number("log_ratio"), floored(people(l), largest, most)]);
        holds(same(sure, &drawn, &rows.collect::<Vec<_>>()));
    }
    let crosses: Vec<[Read; 1]> = picture.crosses(MIDDLE).iter().map(|at| [days.read(at.0)]).collect();
    let rows: Vec<[f64; 1]> = unknown.iter().map(|l| [day(l.date("date"))]).collect();
    holds(same("no ratio", &crosses, &rows));
}

/// No dot is smaller than 2.4 points, so that it is seen.
fn floored(people: f64, largest: f64, most: f64) -> f64 {
    people.max(most * (2.4 / largest).powi(2))
}

/// Each panel: dots by date and number, bars where only the month is known, and two rows for none and not known.
pub fn remains_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (days, rungs) = (feet(&picture)[0].days(), rungs(&picture));
    // A panel's labels end with its two rows that have no number.
    let panels: Vec<_> = rungs.split_inclusive(|rung| rung.label == "not known").collect();
    for (i, panel) in panels.iter().enumerate() {
        let (ink, column) = (SIDES[i], told.name(3 + i).to_owned());
        let numbers: Vec<_> =
            panel.iter().filter(|r| r.label.starts_with(|c: char| c.is_ascii_digit())).cloned().collect();
        let count = ladder(&numbers, true);
        let row = |label: &str| panel.iter().find(|rung| rung.label == label).expect("a row").y;
        let number = |y: f64| match (y - row("none")).abs() < 2.0 * HALF {
            true => Read { value: 0.0, give: 0.0 },
            false => count.read(y),
        };
        let middle = |l: &Line| (day(l.date("first_day")) + day(l.date("last_day"))) / 2.0;
        // Outlines are those that are unsure or do not count; the rest is filled.
        let sure = |l: &Line| l.text("sure") == "yes" && l.text("counted") == "yes";
        let (filled, rings) = (picture.dots(ink), picture.rings(ink));
        let hollow: Vec<Dot> = rings.into_iter().filter(|ring| !filled.iter().any(|dot| dot.at == ring.at)).collect();
        for (is, dots) in [(true, &filled), (false, &hollow)] {
            let drawn: Vec<[Read; 2]> = dots.iter().map(|d| [days.read(d.at.0), number(d.at.1)]).collect();
            let rows = told.lines().into_iter().filter(|l| sure(l) == is);
            let rows = rows.filter_map(|l| Some([middle(&l), l.maybe(&column)?])).collect::<Vec<_>>();
            holds(same(&column, &drawn, &rows));
        }
        let bars = picture.level(ink).into_iter();
        let bars = bars.map(|[a, b]| [days.read(a.0), days.read(b.0), number(a.1)]).collect::<Vec<_>>();
        let months = told.lines().into_iter().filter(|l| l.text("first_day") != l.text("last_day"));
        let ends = |l: Line| Some([day(l.date("first_day")), day(l.date("last_day")), l.maybe(&column)?]);
        holds(same(&column, &bars, &months.filter_map(ends).collect::<Vec<_>>()));
        let within = |at: &&At| (at.1 - row("not known")).abs() < 2.0 * HALF;
        let crosses = picture.crosses(GREY);
        let crosses: Vec<[Read; 1]> = crosses.iter().filter(within).map(|at| [days.read(at.0)]).collect();
        let unknown = told.lines().into_iter().filter(|l| l.maybe(&column).is_none());
        holds(same(&column, &crosses, &unknown.map(|l| [middle(&l)]).collect::<Vec<_>>()));
    }
    assert_eq!(panels.len(), 2);
}
