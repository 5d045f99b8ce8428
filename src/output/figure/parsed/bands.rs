//! Lines and bands: returned, pauses, line.

use super::super::canvas::{Align, At};
use super::super::style::{INK, MIDDLE, MODEL, PAPER, SHADE, SIDES, tint};
use super::super::{Figure, check, line, pauses, returned};
use super::axis::{Axis, Foot, HALF, feet, ladder, plots, rungs, stands_as_told};
use super::compare::{Plane, holds, in_order, printed, same, says, staircase};
use super::picture::{Dot, Picture, Words, middle};
use super::told::{Line, Told};
use plotters::style::RGBColor;

/// The room of a plot: over its foot, and under what stands above it.
struct Room<'f> {
    foot: &'f Foot,
    top: f64,
    bottom: f64,
}

impl Room<'_> {
    fn has(&self, path: &[At]) -> bool {
        path.iter().all(|at| self.foot.holds(at.0) && self.level(at.1))
    }

    /// Whether a height is that of this plot, whatever stands beside it.
    fn level(&self, y: f64) -> bool {
        y > self.top + 0.11 && y < self.bottom + 0.11
    }
}

/// The outline of a band: along its lower edge, and back along its upper one.
fn outline(low: Vec<At>, high: Vec<At>) -> Vec<At> {
    low.into_iter().chain(high.into_iter().rev()).collect()
}

/// No pattern of dashes has a wider gap, in points.
const GAP: f64 = 4.0;

/// Arms under each other, sides beside each other: both bands, the median, the record and the words at the end of each panel.
pub fn returned_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (feet, start) = (feet(&picture), told.start(&[["day", "date"]]).expect("dates"));
    let (plots, arms) = (plots(&picture, &feet[0]), told.different("arm"));
    assert_eq!(plots.len(), arms.len(), "a plot an arm");
    for ((top, bottom), arm) in plots.into_iter().zip(&arms) {
        let named = |w: &Words| w.strong && w.at.1 > top && w.at.1 < bottom && says(&w.text, arm);
        assert!(arms.len() == 1 || picture.words.iter().any(named), "{arm} is named");
        let own: Vec<_> = rungs(&picture).into_iter().filter(|r| r.y > top + 0.11 && r.y < bottom + 0.11).collect();
        let people = ladder(&own, false);
        for side in told.different("side") {
            let name = picture.words.iter().filter(|w| w.strong && w.at.1 > top && w.at.1 < bottom);
            let name = name.filter(|w| says(&w.text, &side)).find_map(|w| feet.iter().position(|f| f.left == w.at.0));
            let panel = name.unwrap_or_else(|| panic!("{side} is named over its panel"));
            let room = Room { foot: &feet[panel], top, bottom };
            let lines: Vec<Line> = told.having("side", &side);
            let of = |arm: &str| lines.iter().copied().filter(|l| l.text("arm") == arm).collect::<Vec<Line>>();
            panel_as_told(&picture, &room, (&people, start, SIDES[panel]), &of(arm));
            let first = if *arm == arms[0] { Vec::new() } else { of(&arms[0]) };
            first_beside(&picture, &room, (&people, start), &first);
        }
    }
}

/// The staircase of a column to the end of the axis.
fn stairs_of(lines: &[Line], plane: &Plane, (start, right): (f64, f64), column: &str) -> Vec<At> {
    let at = |line: &Line| Some(plane.place(start + line.number("day"), line.maybe(column)?));
    staircase(&lines.iter().filter_map(at).collect::<Vec<At>>(), right)
}

fn panel_as_told(picture: &Picture, room: &Room, (people, start, ink): (&Axis, f64, RGBColor), lines: &[Line]) {
    let days = room.foot.days();
    let plane = Plane { x: &days, y: people };
    let stairs = |column: &str| stairs_of(lines, &plane, (start, room.foot.right), column);
    for (share, [low, high]) in [(0.18, ["p05", "p95"]), (0.42, ["p25", "p75"])] {
        let bands: Vec<Vec<At>> = picture.areas(tint(ink, share)).into_iter().filter(|area| room.has(area)).collect();
        assert_eq!(bands.len(), 1, "{low} to {high}");
        holds(plane.same_path(low, &bands[0], &outline(stairs(low), stairs(high))));
    }
    let median: Vec<Vec<At>> = picture.lines(ink).into_iter().filter(|path| room.has(path)).collect();
    assert_eq!(median.len(), 1, "one median");
    holds(plane.same_path("median", &median[0], &stairs("p50")));
    let dots = picture.dots(INK).into_iter().filter(|dot| room.has(&[dot.at]));
    let record = lines.iter().filter_map(|line| Some([start + line.number("day"), line.maybe("record")?]));
    let record: Vec<[f64; 2]> = record.collect();
    holds(same("record", &dots.map(|dot| plane.read(dot.at)).collect::<Vec<_>>(), &record));
    ends_of(picture, room, lines);
}

/// The dashed median of the first arm, under the others alone.
fn first_beside(picture: &Picture, room: &Room, (people, start): (&Axis, f64), first: &[Line]) {
    let days = room.foot.days();
    let plane = Plane { x: &days, y: people };
    let dashes: Vec<Vec<At>> = picture.lines(INK).into_iter().filter(|path| room.has(path)).collect();
    if first.is_empty() {
        return assert!(dashes.is_empty(), "no other arm here");
    }
    let stairs = stairs_of(first, &plane, (start, room.foot.right), "p50");
    dashes.iter().for_each(|dash| holds(plane.on_path("a dash", dash, &stairs)));
    holds(plane.near_path("the first arm", &stairs, &dashes.concat(), GAP));
}

/// What the margin says of the last day: all five percentiles where they differ, else the median; and the record.
fn ends_of(picture: &Picture, room: &Room, lines: &[Line]) {
    let columns =
        [("5th", "p05"), ("25th", "p25"), ("median", "p50"), ("75th", "p75"), ("95th", "p95"), ("record", "record")];
    let last = |column: &str| lines.iter().rev().find_map(|line| line.maybe(column));
    let apart = last("p05") < last("p95");
    for (name, column) in columns {
        let right = room.foot.right;
        let beside =
            picture.words.iter().filter(|w| w.at.0 > right && w.at.0 < right + 40.0 && room.level(w.at.1 - 7.0));
        let said = beside.filter_map(|w| w.text.strip_prefix(&format!("{name}: "))).next();
        let said = said.map(|said| said.trim_start_matches("≥ ")); // of a record with gaps
        let there = last(column).filter(|_| apart || ["p50", "record"].contains(&column));
        match (said.and_then(printed), there) {
            (Some(said), Some(last)) => assert!(said.is(last), "{name}: {said:?} for {last}"),
            (said, last) => assert!(said.is_none() && last.is_none(), "{name}: {said:?} for {last:?}"),
        }
    }
}

pub fn returned() -> Figure {
    let mut data = returned::tests::data(&["Northern Republic", "Southern Federation"], 700);
    let sums = |k: f64| (0..20).map(|i| (f64::from(i) * 33.0, k * f64::from(i * i))).collect();
    (data.arms[0].sides[0].record, data.arms[0].sides[1].record) = (sums(4.0), sums(15.0));
    data.documents = Some(check::documents());
    returned::draw(&data, &check::provenance())
}

/// Three arms under each other.
pub fn returned_arms() -> Figure {
    let mut data = returned::tests::data(&["Northern Republic", "Southern Federation"], 300);
    let arm = |(name, times): (&str, f64)| {
        let mut arm = returned::Arm { name: name.to_owned(), ..data.arms[0].clone() };
        for side in &mut arm.sides {
            let curves = [&mut side.p05, &mut side.p25, &mut side.p50, &mut side.p75, &mut side.p95];
            curves.into_iter().flatten().for_each(|v| *v *= times);
        }
        arm
    };
    data.arms = [("Base", 1.0), ("Without the friend", 0.4), ("With nobody", 0.0)].map(arm).into();
    returned::draw(&data, &check::provenance())
}

#[test]
fn returned_is_what_its_data_say() {
    returned_as_drawn(&returned());
    returned_as_drawn(&returned_arms());
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
        let share = open.number("share_longer").max(shares.read(feet[0].y).value);
        holds(same("open pause", &rings, &[[open.number("day"), share]]));
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
                // What is below the axis ends the line on its floor, without a dot.
                let above = |l: &Line| {
                    let share = l.number("share_longer");
                    share > 0.0 && shares.place(share) < feet[0].y + 2.0 * HALF
                };
                let points = told.having("line", &name).into_iter().skip(1).filter(above);
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
