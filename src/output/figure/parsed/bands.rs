//! Lines and bands: returned, pauses, line.

use super::super::canvas::{Align, At};
use super::super::style::{INK, MIDDLE, MODEL, PAPER, SHADE, SIDES, tint};
use super::super::{Figure, check, line, pauses, returned};
use super::START;
use super::axis::{Axis, Foot, day, feet, ladder, rungs, stands_as_told};
use super::compare::{Plane, holds, in_order, printed, same, staircase};
use super::picture::{Dot, Picture, middle};
use super::told::{Line, Told};
use plotters::style::RGBColor;

/// Part of a picture between the ends of an axis.
fn within(foot: &Foot, path: &[At]) -> bool {
    path.iter().all(|at| foot.holds(at.0) && at.1 < foot.y + 0.11)
}

/// The outline of a band: along its lower edge, and back along its upper one.
fn outline(low: Vec<At>, high: Vec<At>) -> Vec<At> {
    low.into_iter().chain(high.into_iter().rev()).collect()
}

/// The panel over which the name of a side stands.
fn panel_of<'f>(picture: &Picture, feet: &'f [Foot], side: &str) -> &'f Foot {
    let name = picture.saying(side).unwrap_or_else(|| panic!("{side} is named"));
    let over = |foot: &&Foot| foot.holds(name.at.0 + 1.0) && name.at.1 < foot.y;
    feet.iter().find(over).unwrap_or_else(|| panic!("a panel under {side}"))
}

/// Both bands, the median, the record and the five words at the end of each panel.
pub fn returned_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (feet, people) = (feet(&picture), ladder(&rungs(&picture), false));
    for (i, side) in told.different("side").iter().enumerate() {
        let foot = panel_of(&picture, &feet, side);
        let days = foot.days();
        let plane = Plane { x: &days, y: &people };
        let lines: Vec<Line> = told.having("side", side);
        let at = |line: &Line, column: &str| Some(plane.place(day(START) + line.number("day"), line.maybe(column)?));
        let stairs = |column: &str| {
            staircase(&lines.iter().filter_map(|line| at(line, column)).collect::<Vec<At>>(), foot.right)
        };
        let areas = picture.all_areas().into_iter().map(|area| area.1);
        let bands: Vec<Vec<At>> = areas.filter(|area| area.len() > 8 && within(foot, area)).collect();
        assert_eq!(bands.len(), 2, "{side}");
        for (band, [low, high]) in bands.iter().zip([["p05", "p95"], ["p25", "p75"]]) {
            holds(plane.same_path(&format!("{side} {low}"), band, &outline(stairs(low), stairs(high))));
        }
        let lines_drawn = picture.lines(SIDES[i]).into_iter();
        let median: Vec<Vec<At>> = lines_drawn.filter(|path| path.len() > 2 && within(foot, path)).collect();
        assert_eq!(median.len(), 1, "{side}");
        holds(plane.same_path(side, &median[0], &stairs("p50")));
        let dots = picture.dots(INK).into_iter().filter(|dot| within(foot, &[dot.at]));
        let record = lines.iter().filter_map(|line| Some([day(START) + line.number("day"), line.maybe("record")?]));
        let record: Vec<[f64; 2]> = record.collect();
        holds(same(side, &dots.map(|dot| plane.read(dot.at)).collect::<Vec<_>>(), &record));
        ends_of(&picture, foot, &lines);
    }
}

/// What the margin says of the last day.
fn ends_of(picture: &Picture, foot: &Foot, lines: &[Line]) {
    let columns =
        [("5th", "p05"), ("25th", "p25"), ("median", "p50"), ("75th", "p75"), ("95th", "p95"), ("record", "record")];
    for (name, column) in columns {
        let Some(last) = lines.iter().rev().find_map(|line| line.maybe(column)) else { continue };
        let beside = picture.words.iter().filter(|w| w.at.0 > foot.right && w.at.0 < foot.right + 40.0);
        let said = beside.filter_map(|w| w.text.strip_prefix(&format!("{name}: "))).next();
        let said = said.and_then(printed).unwrap_or_else(|| panic!("{name} is not said"));
        assert!(said.is(last), "{name}: {said:?} for {last}");
    }
}

pub fn returned() -> Figure {
    let mut data = returned::tests::data(&["Northern Republic", "Southern Federation"], 700);
    assert_eq!(data.start, Some(START));
    let sums = |k: f64| (0..20).map(|i| (f64::from(i) * 33.0, k * f64::from(i * i))).collect();
    (data.arms[0].sides[0].record, data.arms[0].sides[1].record) = (sums(4.0), sums(15.0));
    data.documents = Some(check::documents());
    returned::draw(&data, &check::provenance())
}

#[test]
fn returned_is_what_its_data_say() {
    returned_as_drawn(&returned());
}

/// A share as the axis has it: what lies below its end stands on its end.
fn held(shares: &Axis, bottom: f64, share: f64) -> f64 {
    if share > 0.0 { shares.place(share).min(bottom) } else { bottom }
}

/// The estimate in its band, closed forms in the colours of their names, and the record between its limits.
pub fn pauses_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let feet = feet(&picture);
    let (days, shares) = (feet[0].numbers(false), ladder(&rungs(&picture), true));
    let plane = Plane { x: &days, y: &shares };
    let stairs = |name: &str, column: &str| {
        let lines = told.having("line", name);
        let place = |line: &Line| (days.place(line.number("day")), held(&shares, feet[0].y, line.number(column)));
        let end = lines.last().expect("rows").number("day");
        staircase(&lines.iter().map(place).collect::<Vec<At>>(), days.place(end))
    };
    let long = |ink: RGBColor| picture.lines(ink).into_iter().filter(|path| path.len() > 2).collect::<Vec<_>>();
    for open in told.having("line", "open pause") {
        let rings: Vec<_> = picture.rings(INK).iter().map(|dot| plane.read(dot.at)).collect();
        holds(same("open pause", &rings, &[[open.number("day"), open.number("share_longer")]]));
    }
    for name in told.different("line").into_iter().filter(|name| name != "open pause") {
        let ink = picture.words.iter().find(|w| w.text == name && w.strong).expect("every line is named").ink;
        match name.as_str() {
            "simulated pauses" => {
                holds(plane.same_path(&name, &long(ink)[0], &stairs(&name, "share_longer")));
                let band = &picture.areas(tint(MODEL, 0.22))[0];
                holds(plane.same_path(&name, band, &outline(stairs(&name, "low"), stairs(&name, "high"))));
            }
            "record" => {
                holds(plane.same_path(&name, &long(ink)[0], &stairs(&name, "share_longer")));
                let band = &picture.areas(SHADE)[0];
                holds(plane.same_path(&name, band, &outline(stairs(&name, "low"), stairs(&name, "high"))));
                for (path, column) in long(MIDDLE).iter().zip(["low", "high"]) {
                    holds(plane.same_path(column, path, &stairs(&name, column)));
                }
                let points = told.having("line", &name).into_iter().skip(1);
                let points: Vec<[f64; 2]> = points.map(|l| [l.number("day"), l.number("share_longer")]).collect();
                let dots: Vec<_> = picture.dots(ink).iter().map(|dot| plane.read(dot.at)).collect();
                holds(same(&name, &dots, &points));
            }
            _ => broken(&picture, &plane, ink, (&told, &name)),
        }
    }
}

/// A broken line: every dash lies on a curve of the data, and no gap of this one is longer than its pattern has it.
fn broken(picture: &Picture, plane: &Plane, ink: RGBColor, (told, name): (&Told, &str)) {
    const GAP: f64 = 4.0; // points, the widest of the patterns
    let curve = |name: &str| -> Vec<At> {
        let lines = told.having("line", name);
        lines.iter().map(|l| plane.place(l.number("day"), l.number("share_longer"))).collect()
    };
    let simple = told
        .different("line")
        .into_iter()
        .filter(|line| !["simulated pauses", "record", "open pause"].contains(&&**line));
    let curves: Vec<Vec<At>> = simple.map(|line| curve(&line)).collect();
    let dashes = picture.lines(ink);
    for dash in &dashes {
        assert!(curves.iter().any(|curve| plane.on_path("a dash", dash, curve).is_ok()), "{dash:?} is on no curve");
    }
    let own = curve(name);
    let corners: Vec<At> =
        dashes.iter().filter(|dash| plane.on_path("own", dash, &own).is_ok()).flatten().copied().collect();
    holds(plane.near_path("the curve", &own, &corners, GAP));
}

/// With the record, or without.
pub fn pauses(recorded: bool) -> Figure {
    let record = recorded.then(pauses::tests::record);
    let data = pauses::PausesData { record, ..pauses::tests::data(240.0, pauses::tests::LABELS) };
    pauses::draw(&data, &check::provenance())
}

#[test]
fn pauses_are_what_their_data_say() {
    [true, false].map(pauses).iter().for_each(pauses_as_drawn);
}

/// The band, the line and the marks of each series in the colour of the mark beside its name.
pub fn line_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let foot = &feet(&picture)[0];
    let unit = if picture.saying("percentage points").is_some() { 0.01 } else { 1.0 };
    let mut rungs = rungs(&picture);
    rungs.iter_mut().filter(|_| unit < 1.0).for_each(|rung| rung.label.push('%'));
    let (across, up) = (foot.numbers(foot.title.contains("log scale")), ladder(&rungs, false));
    let plane = Plane { x: &across, y: &up };
    let [x, value] = [told.name(1).to_owned(), told.name(2).to_owned()];
    let all = marks(&picture);
    stands_as_told(&picture, (foot, 0.0), &across, &told.lines(), (told.name(5), &x));
    for name in told.different("series") {
        let ink = ink_of(&picture, &all, &name, told.different("series").len());
        let lines = told.having("series", &name);
        let rows: Vec<[f64; 2]> = lines.iter().map(|l| [l.number(&x), l.number(&value)]).collect();
        let inside = all.iter().filter(|(colour, at)| *colour == ink && foot.holds(at.0));
        holds(same(&name, &inside.map(|(_, at)| plane.read(*at)).collect::<Vec<_>>(), &rows));
        let path = picture.lines(ink).into_iter().find(|path| path.len() > 2).expect("a line");
        holds(in_order(&name, &path.iter().map(|at| plane.read(*at)).collect::<Vec<_>>(), &rows));
        let edge = |column: &'static str| lines.iter().map(|l| [l.number(&x), l.number(column)]).collect::<Vec<_>>();
        let edges: Vec<[f64; 2]> = edge("low").into_iter().chain(edge("high").into_iter().rev()).collect();
        let bands: Vec<Vec<At>> = picture.areas(ink).into_iter().filter(|area| area.len() == edges.len()).collect();
        holds(in_order(&name, &bands[0].iter().map(|at| plane.read(*at)).collect::<Vec<_>>(), &edges));
    }
}

/// The colour of the mark beside the name of a series; one alone has no name, and the model's colour.
fn ink_of(picture: &Picture, all: &[(RGBColor, At)], name: &str, series: usize) -> RGBColor {
    if series == 1 {
        return MODEL;
    }
    let words = picture.words.iter().find(|w| w.text == name && w.align == Align::Left).expect("a name");
    let beside =
        |(_, at): &&(RGBColor, At)| (1.0..20.0).contains(&(words.at.0 - at.0)) && (words.at.1 - 4.0 - at.1).abs() < 2.0;
    all.iter().find(beside).unwrap_or_else(|| panic!("a mark beside {name}")).0
}

/// Filled circles and polygons of up to four corners, with their middles, but for their paper-coloured edges.
fn marks(picture: &Picture) -> Vec<(RGBColor, At)> {
    let dots = picture.all_dots().into_iter().map(|(ink, Dot { at, .. })| (ink, at));
    let areas = picture.all_areas().into_iter().filter(|(_, corners)| corners.len() <= 4);
    dots.chain(areas.map(|(ink, corners)| (ink, middle(&corners)))).filter(|(ink, _)| *ink != PAPER).collect()
}

pub fn line() -> Figure {
    line::draw(&line::tests::data(), &check::provenance())
}

#[test]
fn line_is_what_its_data_say() {
    line_as_drawn(&line());
    let log = line::LineData { x: line::tests::axis(&[1.0, 5.0, 10.0, 50.0, 365.0], 7.0), ..line::tests::data() };
    let log = line::draw(&log, &check::provenance());
    assert!(log.svg.contains("log scale"));
    line_as_drawn(&log);
    let shares = [-0.12, -0.05, 0.01, 0.03, 0.041];
    let difference = line::LineData {
        minus: Some("as it stands".into()),
        unit: "share".into(),
        of_sides: false,
        series: vec![line::tests::series("cases carried out", shares, 0.012)],
        ..line::tests::data()
    };
    line_as_drawn(&line::draw(&difference, &check::provenance()));
}
