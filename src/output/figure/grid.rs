//! Two-way grids: their axes, their cells, the key of their colours, for figures that colour a number at each point.

use super::axes::round_step;
use super::canvas::{Align, At, Canvas, Frame, text_frame};
use super::interval::Estimate;
use super::page::{LEFT, RIGHT, nothing};
use super::style::{GREY, HEAD, IN_CELL, INK, LABEL, PAPER, RULE, SHADE, SMALL, ink_on};
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};

/// What is swept along one axis, from low to high.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Axis {
    /// In words, with the unit if it has one.
    pub label: String,
    /// As the scenario calls it, for the head of a table.
    pub path: String,
    pub values: Vec<f64>,
    /// The values as written, one each.
    pub names: Vec<String>,
    /// The value without the sweep, and as written.
    pub stands: Option<(f64, String)>,
}

/// One grid of estimates: `cells[j][i]` is at value `j` of the y axis and `i` of the x axis; [`Estimate::NONE`] was not computed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Panel {
    /// Blank if there is but one.
    pub name: String,
    pub cells: Vec<Vec<Estimate>>,
}

impl Panel {
    /// The estimate at a point; none where the grid has no such cell.
    pub(super) fn at(&self, i: usize, j: usize) -> Estimate {
        self.cells.get(j).and_then(|row| row.get(i)).copied().unwrap_or(Estimate::NONE)
    }
}

impl Axis {
    /// "authority of A (as it stands: 0.6)".
    pub(super) fn title(&self) -> String {
        let stands = self.stands.as_ref().map_or(String::new(), |(_, name)| format!(" (as it stands: {name})"));
        self.label.clone() + &stands
    }

    /// The name of the column that has its value without the sweep, and that value, blank if it has none.
    pub(super) fn stands(&self) -> (String, String) {
        (
            format!("{} as it stands", self.path),
            self.stands.as_ref().map_or(String::new(), |(value, _)| value.to_string()),
        )
    }

    pub(super) fn name(&self, i: usize) -> &str {
        self.names.get(i).map_or("", String::as_str)
    }

    /// Where the value without the sweep stands: 0 on the first value, 1 on the second, in between in between; none if outside.
    fn standing(&self) -> Option<f64> {
        let value = self.stands.as_ref()?.0;
        let between = |(i, pair): (usize, &[f64])| {
            let within = pair[0] <= value && value <= pair[1];
            within.then(|| i as f64 + if pair[1] > pair[0] { (value - pair[0]) / (pair[1] - pair[0]) } else { 0.0 })
        };
        let only = (self.values == [value]).then_some(0.0);
        self.values.windows(2).enumerate().find_map(between).or(only)
    }
}

/// Where the cells of some panels lie on the page.
pub(super) struct Grid<'d> {
    pub x: &'d Axis,
    pub y: &'d Axis,
    panels: &'d [Panel],
    names: f64,
    above: f64,
    across: usize,
    start: At,
    cell: At,
}

const MOST_ACROSS: usize = 3;
const GAP: f64 = 26.0;
/// The room above a grid for the label of its y axis, and for the panel's name if there are names.
const ABOVE: f64 = 24.0;
const NAME: f64 = 19.0;
const BELOW: f64 = 44.0;
const WIDEST: f64 = 112.0;
const WIDEST_NAME: f64 = 90.0;
/// Values are printed in grids of at most so many columns.
const MOST_PRINTED: usize = 12;

impl<'d> Grid<'d> {
    pub fn new(top: f64, x: &'d Axis, y: &'d Axis, panels: &'d [Panel]) -> Grid<'d> {
        let across = panels.len().clamp(1, MOST_ACROSS);
        let names = y.names.iter().map(|name| LABEL.width(name)).fold(20.0, f64::max).min(WIDEST_NAME) + 15.0;
        let (columns, rows) = (x.values.len().max(1) as f64, y.values.len().max(1) as f64);
        let room = (RIGHT - LEFT - names - GAP * (across as f64 - 1.0)) / across as f64;
        let wide = (room / columns).min(WIDEST);
        let tall = (0.62 * wide).clamp(18.0, 44.0).min(420.0 / rows).max(4.0);
        // What is narrower than the page stands in its middle.
        let spare = (room - wide * columns) * across as f64 / 2.0;
        let above = ABOVE + if panels.iter().any(|panel| !panel.name.is_empty()) { NAME } else { 0.0 };
        Grid { x, y, panels, names, above, across, start: (LEFT + names + spare, top + above), cell: (wide, tall) }
    }

    /// The room of a whole panel without its names.
    pub fn frame(&self, panel: usize) -> Frame {
        let (width, height) = (self.cell.0 * self.x.values.len() as f64, self.cell.1 * self.y.values.len() as f64);
        let left = self.start.0 + (panel % self.across) as f64 * (width + GAP);
        let top = self.start.1 + (panel / self.across) as f64 * (height + self.above + BELOW);
        Frame { left, top, right: left + width, bottom: top + height }
    }

    /// The room of one cell; low values of y lie below.
    pub fn cell(&self, panel: usize, i: usize, j: usize) -> Frame {
        let frame = self.frame(panel);
        let (left, bottom) = (frame.left + i as f64 * self.cell.0, frame.bottom - j as f64 * self.cell.1);
        Frame { left, right: left + self.cell.0, bottom, top: bottom - self.cell.1 }
    }

    /// Large cells stand apart by a hair; small ones overlap by one, so that no seam shows.
    fn edge(&self) -> f64 {
        if self.cell.0 >= 24.0 && self.cell.1 >= 16.0 { -0.4 } else { 0.2 }
    }

    /// Whether all `words` can be printed in their cells.
    pub fn holds<'w>(&self, mut words: impl Iterator<Item = &'w String>) -> bool {
        let wide = self.cell.0 - 6.0;
        self.x.values.len() <= MOST_PRINTED && self.cell.1 >= 16.0 && words.all(|w| IN_CELL.width(w) <= wide)
    }

    /// Draws every cell by `paint`, then names and marks; hands back where it ends.
    pub fn draw(&self, canvas: &mut Canvas, paint: impl Fn(&mut Canvas, Frame, Estimate)) -> f64 {
        let (columns, rows) = (self.x.values.len(), self.y.values.len());
        if self.panels.is_empty() || columns == 0 || rows == 0 {
            let top = self.start.1 - self.above;
            nothing(canvas, Frame { left: LEFT, top, right: RIGHT, bottom: top + 120.0 }, "nothing to draw");
            return top + 120.0;
        }
        for (p, panel) in self.panels.iter().enumerate() {
            for (i, j) in (0..columns).flat_map(|i| (0..rows).map(move |j| (i, j))) {
                let cell = self.cell(p, i, j);
                let of = panel.at(i, j);
                if of.known() { paint(canvas, cell.grown(self.edge()), of) } else { missing(canvas, cell) }
            }
            self.names_of(canvas, p, &panel.name);
            self.standing(canvas, p);
        }
        self.frame(self.panels.len() - 1).bottom + BELOW
    }

    /// The panel's name, the values along both axes, and what they are of.
    fn names_of(&self, canvas: &mut Canvas, p: usize, name: &str) {
        let frame = self.frame(p);
        canvas.text((frame.left, frame.top - 28.0), Align::Left, HEAD, &HEAD.fit(name, frame.width()));
        let mut free = f64::NEG_INFINITY;
        for i in 0..self.x.values.len() {
            let words = LABEL.fit(self.x.name(i), self.cell.0.max(44.0));
            let x = self.cell(p, i, 0).left + self.cell.0 / 2.0;
            let half = LABEL.width(&words) / 2.0;
            if x - half >= free && x + half <= RIGHT {
                canvas.text((x, frame.bottom + 17.0), Align::Centre, LABEL, &words);
                free = x + half + 5.0;
            }
        }
        if (p + 1).is_multiple_of(self.across) || p + 1 == self.panels.len() {
            let title = LABEL.fit(&format!("{} →", self.x.title()), frame.right - LEFT);
            canvas.text((frame.right, frame.bottom + 33.0), Align::Right, LABEL, &title);
        }
        if p.is_multiple_of(self.across) {
            let (left, mut free) = (frame.left - self.names, f64::INFINITY);
            for j in 0..self.y.values.len() {
                let y = self.cell(p, 0, j).bottom - self.cell.1 / 2.0 + 4.0;
                if y <= free {
                    let words = LABEL.fit(self.y.name(j), self.names - 13.0);
                    canvas.text((frame.left - 12.0, y), Align::Right, LABEL, &words);
                    free = y - 14.0;
                }
            }
            let title = LABEL.fit(&format!("↑ {}", self.y.title()), RIGHT - left);
            canvas.text((left, frame.top - 9.0), Align::Left, LABEL, &title);
        }
    }

    /// Triangles on the axes at the values without the sweep, and a frame round their cell if they meet in one.
    fn standing(&self, canvas: &mut Canvas, p: usize) {
        let frame = self.frame(p);
        let [at_x, at_y] = [self.x.standing(), self.y.standing()];
        if let Some(x) = at_x.map(|at| frame.left + (at + 0.5) * self.cell.0) {
            canvas.area(&[(x, frame.bottom + 1.0), (x - 4.0, frame.bottom + 7.0), (x + 4.0, frame.bottom + 7.0)], INK);
        }
        if let Some(y) = at_y.map(|at| frame.bottom - (at + 0.5) * self.cell.1) {
            canvas.area(&[(frame.left - 1.0, y), (frame.left - 7.0, y - 4.0), (frame.left - 7.0, y + 4.0)], INK);
        }
        if let (Some(i), Some(j)) = (at_x.filter(|v| v.fract() == 0.0), at_y.filter(|v| v.fract() == 0.0)) {
            outline(canvas, self.cell(p, i as usize, j as usize).grown(-1.5), PAPER, 3.2);
            outline(canvas, self.cell(p, i as usize, j as usize).grown(-1.5), INK, 1.6);
        }
    }

    /// What the marks of the axes mean, for the caption.
    pub fn note(x: &Axis, y: &Axis) -> &'static str {
        match (x.standing(), y.standing()) {
            (None, None) => "",
            (Some(i), Some(j)) if i.fract() == 0.0 && j.fract() == 0.0 => {
                " Triangles, and the cell in a frame: the scenario as it stands."
            }
            _ => " Triangles: the scenario as it stands.",
        }
    }
}

pub(super) fn outline(canvas: &mut Canvas, f: Frame, ink: RGBColor, width: f64) {
    let corners = [(f.left, f.top), (f.right, f.top), (f.right, f.bottom), (f.left, f.bottom), (f.left, f.top)];
    canvas.line(&corners, ink, width);
}

/// A cell without a number, crossed out.
fn missing(canvas: &mut Canvas, cell: Frame) {
    let f = cell.grown(-1.0);
    canvas.rect(cell, PAPER);
    outline(canvas, f, RULE, 0.6);
    canvas.line(&[(f.left, f.top), (f.right, f.bottom)], RULE, 0.6);
    canvas.line(&[(f.left, f.bottom), (f.right, f.top)], RULE, 0.6);
}

/// A word in the middle of a cell, light or dark as its ground asks.
pub(super) fn word(canvas: &mut Canvas, cell: Frame, ground: RGBColor, words: &str) {
    let at = ((cell.left + cell.right) / 2.0, (cell.top + cell.bottom) / 2.0 + 4.0);
    canvas.text(at, Align::Centre, IN_CELL.ink(ink_on(ground)), words);
}

/// Fills `frame` with grey slanting lines that run on from one frame into the next.
pub(super) fn hatch(canvas: &mut Canvas, f: Frame) {
    canvas.rect(f, SHADE);
    super::hatch::hatch(canvas, f, RULE, 7.0, 0.7);
}

/// A word on hatched ground.
pub(super) fn word_on_hatch(canvas: &mut Canvas, cell: Frame, words: &str) {
    let at = ((cell.left + cell.right) / 2.0, (cell.top + cell.bottom) / 2.0 + 4.0);
    canvas.rect(text_frame(at, Align::Centre, IN_CELL, words).grown(1.5), SHADE);
    canvas.text(at, Align::Centre, IN_CELL.ink(GREY), words);
}

/// The range of colours: round ends round all numbers, but for a few far beyond the rest in a large grid.
pub(super) fn round_range(panels: &[Panel]) -> (f64, f64) {
    let mut all: Vec<f64> = panels.iter().flat_map(|p| p.cells.iter().flatten()).map(|e| e.value).collect();
    all.retain(|v| v.is_finite());
    all.sort_by(f64::total_cmp);
    let (Some(&least), Some(&most)) = (all.first(), all.last()) else { return (0.0, 1.0) };
    let quantile = |q: f64| all[(q * (all.len() - 1) as f64).round() as usize];
    let (near, far) = (quantile(0.05), quantile(0.95));
    let reach = if far > near { far - near } else { f64::INFINITY };
    let (least, most) = (least.max(near - reach), most.min(far + reach));
    let spread = if most > least { most - least } else { most.abs().max(1.0) };
    let step = round_step(spread / 5.0);
    let low = (least / step + 1e-9).floor() * step;
    let high = ((most / step - 1e-9).ceil() * step).max(low + step);
    (if low > 0.0 && low < 0.4 * high { 0.0 } else { low }, high)
}

/// The largest difference, up or down, that a scale round zero has to hold: the larger of the round ends.
pub(super) fn reach(panels: &[Panel]) -> f64 {
    let (low, high) = round_range(panels);
    low.abs().max(high.abs())
}

/// A bar of colours from 0 to 1 with what its ends mean; hands back where it ends on the right.
pub(super) fn colour_bar(canvas: &mut Canvas, (x, y): At, ends: [&str; 2], colour: impl Fn(f64) -> RGBColor) -> f64 {
    const LENGTH: f64 = 150.0;
    const STEPS: u32 = 50;
    canvas.text((x, y + 9.0), Align::Left, SMALL, ends[0]);
    let left = x + SMALL.width(ends[0]) + 6.0;
    for step in 0..STEPS {
        let share = f64::from(step) / f64::from(STEPS);
        // Each strip runs under the next ones, so that no seam shows.
        let strip = Frame { left: left + LENGTH * share, top: y, right: left + LENGTH, bottom: y + 11.0 };
        canvas.rect(strip, colour(share + 0.5 / f64::from(STEPS)));
    }
    outline(canvas, Frame { left, top: y, right: left + LENGTH, bottom: y + 11.0 }, RULE, 0.6);
    canvas.text((left + LENGTH + 6.0, y + 9.0), Align::Left, SMALL, ends[1]);
    left + LENGTH + 6.0 + SMALL.width(ends[1])
}

/// Numbers at the points of the grid for a CSV: panel, both values as written, value, low, high.
pub(super) fn rows<'d>(
    x: &'d Axis,
    y: &'d Axis,
    panels: &'d [Panel],
) -> impl Iterator<Item = ([String; 3], Estimate)> + 'd {
    let points = move || (0..y.values.len()).flat_map(|j| (0..x.values.len()).map(move |i| (i, j)));
    panels.iter().flat_map(move |panel| {
        points()
            .map(move |(i, j)| ([panel.name.clone(), x.values[i].to_string(), y.values[j].to_string()], panel.at(i, j)))
    })
}
