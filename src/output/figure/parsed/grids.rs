//! Cells whose colour is a number by the bar of colours above them: heat, region.

use super::super::canvas::{Align, At, Frame};
use super::super::style::{INK, PAPER, SHADE};
use super::super::{Figure, check, heat, region};
use super::axis::{HALF, number};
use super::compare::{Read, printed};
use super::picture::{Picture, Words};
use super::told::{Line, Told};
use plotters::style::RGBColor;

/// The bar of colours: each of its strips with the share of the way at which it stands, and the numbers at both ends.
struct Key {
    strips: Vec<(f64, RGBColor)>,
    low: f64,
    high: f64,
}

impl Key {
    /// Strips run on under each other to one right end.
    fn of(picture: &Picture) -> Key {
        let rects = picture.all_rects();
        let first = rects[0].1;
        let strips: Vec<(RGBColor, Frame)> = rects
            .into_iter()
            .filter(|(_, f)| f.right == first.right && f.top == first.top && f.bottom == first.bottom)
            .collect();
        let wide = first.right - first.left;
        // A strip shows from its left end to the next one's: its colour is that of its middle.
        let next = strips.iter().skip(1).map(|strip| strip.1.left).chain([first.right]);
        let places =
            strips.iter().zip(next).map(|((ink, f), next)| (((f.left + next) / 2.0 - first.left) / wide, *ink));
        let beside = |w: &&Words| w.align == Align::Left && (first.top..first.bottom).contains(&w.at.1);
        let mut words: Vec<&Words> = picture.words.iter().filter(beside).collect();
        words.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
        let end = |words: &Words| {
            let parts = words.text.split([' ', ':']).find_map(number);
            parts.unwrap_or_else(|| panic!("a number in {:?}", words.text))
        };
        let (left, right) = words.iter().partition::<Vec<&Words>, _>(|w| w.at.0 < first.left);
        Key { strips: places.collect(), low: end(left[0]), high: end(right[0]) }
    }

    /// What a colour stands for: between the strips most like it, and no nearer than to half a strip.
    fn read(&self, ink: RGBColor) -> Read {
        let far = |other: RGBColor| {
            let apart = |a: u8, b: u8| (f64::from(a) - f64::from(b)).powi(2);
            apart(ink.0, other.0) + apart(ink.1, other.1) + apart(ink.2, other.2)
        };
        let nearest = self.strips.iter().min_by(|a, b| far(a.1).total_cmp(&far(b.1))).expect("strips");
        assert!(far(nearest.1) < 60.0, "{ink:?} is not on the bar: {nearest:?}");
        let range = self.high - self.low;
        // Half a strip, and a step of the colours, of which each strip has two or three.
        Read { value: self.low + nearest.0 * range, give: 1.3 * range / (2.0 * self.strips.len() as f64) }
    }
}

/// A cell with its colour, and the words in it.
struct Cell {
    frame: Frame,
    ink: RGBColor,
}

/// Rectangles below the key that are not under words alone: cells share their left ends and their tops.
fn cells(picture: &Picture) -> Vec<Cell> {
    let rects = picture.all_rects();
    let bottom = rects[0].1.bottom;
    let below: Vec<(RGBColor, Frame)> = rects.into_iter().filter(|rect| rect.1.top > bottom).collect();
    let widest = below.iter().map(|rect| rect.1.right - rect.1.left).fold(0.0, f64::max);
    let whole = below.into_iter().filter(|rect| widest - (rect.1.right - rect.1.left) < 4.0 * HALF);
    whole.map(|(ink, frame)| Cell { frame, ink }).collect()
}

impl Cell {
    fn middle(&self) -> (f64, f64) {
        ((self.frame.left + self.frame.right) / 2.0, (self.frame.top + self.frame.bottom) / 2.0)
    }

    fn words<'p>(&self, picture: &'p Picture) -> Option<&'p Words> {
        let (x, y) = self.middle();
        let inside = |w: &&Words| {
            w.align == Align::Centre && (w.at.0 - x).abs() < 2.0 * HALF + 0.01 && (w.at.1 - y - 4.0).abs() < 2.0
        };
        picture.words.iter().find(inside)
    }

    /// The values of both axes, by the words under its column and left of its row.
    fn values(&self, picture: &Picture) -> [Read; 2] {
        let (x, y) = self.middle();
        let under = |w: &&Words| {
            w.align == Align::Centre
                && (w.at.0 - x).abs() < 0.11
                && w.at.1 > self.frame.bottom
                && printed(&w.text).is_some()
        };
        let column = picture.words.iter().filter(under).filter(|w| !inside_a_cell(picture, w));
        let column = column.min_by(|a, b| a.at.1.total_cmp(&b.at.1)).expect("a value under the column");
        let left = |w: &&Words| w.align == Align::Right && (w.at.1 - 4.0 - y).abs() < 1.5 && w.at.0 < self.frame.left;
        let row = picture
            .words
            .iter()
            .filter(left)
            .max_by(|a, b| a.at.0.total_cmp(&b.at.0))
            .expect("a value left of the row");
        [column, row].map(|w| printed(&w.text).unwrap_or_else(|| panic!("no number: {:?}", w.text)))
    }
}

fn inside_a_cell(picture: &Picture, words: &Words) -> bool {
    let place = (words.at.0, words.at.1 - 4.0);
    picture.all_rects().iter().any(|rect| rect.1.holds(place))
}

/// The row of a panel for a cell: panels go from left to right, and what is told once is told for that panel.
fn row_of<'t>(told: &'t Told, panel: &str, values: [Read; 2]) -> Line<'t> {
    let columns = [told.name(1), told.name(2)];
    // Few values are written to their last digit, and neighbours may lie within the rounding of one: the nearest is meant.
    let off = |l: &Line| {
        let parts = values.iter().zip(columns).map(|(read, column)| (read.value - l.number(column)).abs() / read.give);
        parts.fold(0.0, f64::max)
    };
    let nearest = told.having("panel", panel).into_iter().min_by(|a, b| off(a).total_cmp(&off(b)));
    nearest.filter(|line| off(line) <= 1.0).unwrap_or_else(|| panic!("{panel}: no row for {values:?}"))
}

/// Cells in the order of their panels: the panel's name stands over its left end.
fn panel_of(told: &Told, picture: &Picture, cell: &Cell) -> String {
    let panels = told.different("panel");
    let left = |name: &str| picture.saying(name).map_or(0.0, |words| words.at.0);
    let under = panels.iter().filter(|name| left(name) <= cell.frame.left + 1.0);
    under.max_by(|a, b| left(a).total_cmp(&left(b))).expect("a panel").clone()
}

fn of_panel<'c>(told: &Told, picture: &Picture, cells: &'c [Cell], panel: &str) -> Vec<&'c Cell> {
    cells.iter().filter(|cell| panel_of(told, picture, cell) == panel).collect()
}

fn close(read: Read, told: f64, what: &str) {
    assert!(read.is(told), "{what}: {read:?} for {told}");
}

pub fn heat() -> Figure {
    heat::draw(&heat::tests::data(), &check::provenance())
}

pub fn region() -> Figure {
    region::draw(&region::tests::data(), &check::provenance())
}

#[test]
fn grids_are_what_their_data_say() {
    heat_as_drawn(&heat());
    region_as_drawn(&region());
}

/// The colour and the number of every cell.
pub fn heat_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (key, cells) = (Key::of(&picture), cells(&picture));
    assert_eq!(cells.len(), told.lines().len());
    for cell in &cells {
        let line = row_of(&told, &panel_of(&told, &picture, cell), cell.values(&picture));
        let value = line.number("value");
        close(key.read(cell.ink), value, "colour");
        close(printed(&cell.words(&picture).expect("a number").text).expect("a number"), value, "number");
    }
    stands_as_told(&picture, &told, &cells, [6, 7]);
}

/// Triangles at the axes of every panel where the scenario stands, between the cells of the values next to it, and a frame
/// round the cell where both are values of the grid.
fn stands_as_told(picture: &Picture, told: &Told, cells: &[Cell], columns: [usize; 2]) {
    let tips: Vec<At> = picture.areas(INK).into_iter().filter(|path| path.len() == 3).map(|path| path[0]).collect();
    let frames = picture.lines(INK).into_iter().filter(|path| path.len() == 5 && path[0] == path[4]);
    let frames = frames.map(|path| ((path[0].0 + path[2].0) / 2.0, (path[0].1 + path[2].1) / 2.0));
    // The key has one of its own.
    let frames: Vec<At> = frames.filter(|at| cells.iter().any(|cell| cell.frame.holds(*at))).collect();
    let (mut all_tips, mut all_frames) = (0, 0);
    for panel in told.different("panel") {
        let (lines, own) = (told.having("panel", &panel), of_panel(told, picture, cells, &panel));
        let [x, y] = [0, 1].map(|k| {
            let stands: Vec<Option<f64>> = lines.iter().map(|line| line.maybe(told.name(columns[k]))).collect();
            assert!(stands.windows(2).all(|pair| pair[0] == pair[1]), "one value in all rows: {stands:?}");
            // Where the values of this axis have their cells.
            let place = |cell: &Cell| if k == 0 { cell.middle().0 } else { cell.middle().1 };
            let mut values: Vec<(f64, f64)> = own
                .iter()
                .map(|cell| (row_of(told, &panel, cell.values(picture)).number(told.name(1 + k)), place(cell)))
                .collect();
            values.sort_by(|a, b| a.0.total_cmp(&b.0));
            values.dedup_by(|a, b| a.0 == b.0);
            standing(&values, stands[0]?)
        });
        let near = |a: f64, b: f64| (a - b).abs() < 4.0 * HALF;
        let (left, bottom) =
            own.iter().fold((f64::INFINITY, 0.0f64), |(l, b), cell| (l.min(cell.frame.left), b.max(cell.frame.bottom)));
        for tip in x.iter().map(|x| (x.0, bottom + 1.0)).chain(y.iter().map(|y| (left - 1.0, y.0))) {
            // Cells end a hair before or beyond their rooms.
            let is = |at: &&At| {
                (at.0 - tip.0).abs() < 0.7 && (at.1 - tip.1).abs() < 0.7 && (near(at.0, tip.0) || near(at.1, tip.1))
            };
            assert!(tips.iter().any(|at| is(&at)), "a triangle at {tip:?} among {tips:?}");
            all_tips += 1;
        }
        if let (Some((x, true)), Some((y, true))) = (x, y) {
            assert!(frames.iter().any(|at| near(at.0, x) && near(at.1, y)), "a frame at {x}, {y} among {frames:?}");
            all_frames += 1;
        }
    }
    assert_eq!((tips.len(), frames.len()), (all_tips, all_frames), "triangles and frames");
}

/// The place of a value on an axis of cells, between those next to it, and whether it is one of theirs; none if it lies outside.
fn standing(values: &[(f64, f64)], value: f64) -> Option<(f64, bool)> {
    let (low, high) = (values.iter().rev().find(|v| v.0 <= value)?, values.iter().find(|v| v.0 >= value)?);
    let share = if high.0 > low.0 { (value - low.0) / (high.0 - low.0) } else { 0.0 };
    Some((low.1 + share * (high.1 - low.1), low.0 == high.0))
}

/// Colours and numbers by zone: hatched if undecided, white if the same, blue or vermillion otherwise.
pub fn region_as_drawn(figure: &Figure) {
    let (picture, told) = (Picture::read(&figure.svg), Told::of(figure));
    let (key, cells) = (Key::of(&picture), cells(&picture));
    let reach = key.high;
    assert_eq!(key.low, -reach);
    assert_eq!(cells.len(), told.lines().len());
    for cell in &cells {
        let line = row_of(&told, &panel_of(&told, &picture, cell), cell.values(&picture));
        let value = line.number("difference");
        let zone = match cell.ink {
            SHADE => "undecided",
            PAPER => "the same",
            ink => {
                if key.read(ink).value > 0.0 {
                    "higher"
                } else {
                    "lower"
                }
            }
        };
        assert_eq!(zone, line.text("zone"));
        if !["undecided", "the same"].contains(&zone) {
            // What is told apart from zero is coloured as a tenth of the reach at least, and as the reach at most.
            close(key.read(cell.ink), value.signum() * value.abs().clamp(0.1 * reach, reach), "colour");
        }
        close(printed(&cell.words(&picture).expect("a number").text).expect("a number"), value, "number");
    }
    borders_as_told(&picture, &told, &cells);
    stands_as_told(&picture, &told, &cells, [7, 8]);
}

/// Black lines stand between neighbours of different zones, and only there.
fn borders_as_told(picture: &Picture, told: &Told, cells: &[Cell]) {
    let zone = |cell: &Cell| row_of(told, &panel_of(told, picture, cell), cell.values(picture)).text("zone").to_owned();
    let beside = |a: &Cell, b: &Cell, upright: bool| {
        let ((ax, ay), (bx, by)) = (a.middle(), b.middle());
        let (wide, tall) = (a.frame.right - a.frame.left, a.frame.bottom - a.frame.top);
        let (along, across, size) = if upright { (ay - by, bx - ax, wide) } else { (ax - bx, by - ay, tall) };
        along.abs() < 0.2 && across > 0.5 * size && across < 1.5 * size
    };
    for upright in [true, false] {
        let lines = if upright { picture.upright(INK) } else { picture.level(INK) };
        let pairs = cells.iter().flat_map(|a| cells.iter().filter(move |b| beside(a, b, upright)).map(move |b| (a, b)));
        let mut parted = 0;
        for (a, b) in pairs {
            let ((ax, ay), (bx, by)) = (a.middle(), b.middle());
            let (x, y) = ((ax + bx) / 2.0, (ay + by) / 2.0);
            let between = |line: &&[(f64, f64); 2]| {
                let middle = ((line[0].0 + line[1].0) / 2.0, (line[0].1 + line[1].1) / 2.0);
                (middle.0 - x).abs() < 0.2 && (middle.1 - y).abs() < 0.2
            };
            assert_eq!(lines.iter().any(|line| between(&line)), zone(a) != zone(b), "between {x} and {y}");
            parted += usize::from(zone(a) != zone(b));
        }
        assert!(parted > 0 && parted == lines.len(), "{parted} borders, {} lines", lines.len());
    }
}
