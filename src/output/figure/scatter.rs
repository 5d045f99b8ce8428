//! A designed sample: a paired difference at each place, against each swept number in turn.

use super::axes::{Scale, bottom_axis, left_axis, ticks};
use super::canvas::{Align, Canvas, Frame};
use super::grid::Axis;
use super::interval::{Estimate, Unit};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::shapes::Shape;
use super::style::{INK, LABEL, LESS, MIDDLE, MODEL, SMALL, STANDS};
use super::{Figure, Provenance};
use crate::output::lines::sentence;
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};

/// Places of a sample and what was found there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScatterData {
    /// The finding; blank for a neutral title.
    pub title: String,
    /// What differs, such as "exchanges".
    pub measure: String,
    /// A "share" is written in percentage points.
    pub unit: String,
    pub base: String,
    pub variant: String,
    /// What decides on the marks, such as "95% interval for all places at once".
    pub interval: String,
    /// One a swept number, with one value a place.
    pub axes: Vec<Axis>,
    /// One a place.
    pub places: Vec<Estimate>,
}

/// Panels side by side.
const ACROSS: usize = 2;
const HEIGHT: f64 = 190.0;
const GAP: f64 = 44.0;
const DOT: f64 = 3.4;

/// Draws the figure.
pub fn draw(data: &ScatterData, from: &Provenance) -> Figure {
    let page = Page {
        name: "scatter",
        question: "Where does the answer flip?",
        title: name_or(&data.title, &format!("{} over a sample of places", sentence(&data.measure))),
        subtitle: sentence(&format!("{}: {} minus {}, history by history", data.measure, data.variant, data.base)),
        alt: alt(data),
        note: format!(
            "Each mark is a place of the sample, in every panel once. Triangles: higher; squares: lower; hollow circles: the {} \
             covers zero, or the two are the same.",
            name_or(&data.interval, "95% interval")
        ),
        data: csv(data),
    };
    page.draw(from, |canvas, top| {
        if data.axes.is_empty() || !data.places.iter().any(|e| e.known()) {
            nothing(canvas, Frame { left: LEFT, top, right: RIGHT, bottom: top + 120.0 }, "nothing to draw");
            return top + 120.0;
        }
        let unit = Unit(&data.unit);
        canvas.text((LEFT, top + 14.0), Align::Left, LABEL, unit.of_differences());
        data.axes.chunks(ACROSS).fold(top + 24.0, |top, row| one_row(canvas, top, row, data))
    })
}

/// Panels side by side, all on one scale of differences; hands back where they end.
fn one_row(canvas: &mut Canvas, top: f64, row: &[Axis], data: &ScatterData) -> f64 {
    let reach = data
        .places
        .iter()
        .flat_map(|e| e.numbers().take(1))
        .fold((0.0f64, 0.0f64), |(low, high), v| (low.min(v), high.max(v)));
    let unit = Unit(&data.unit);
    let labels = unit.ticks(&Scale::new(reach.0, reach.1, (0.0, 1.0)), 5, Unit::signed);
    let room = 10.0 + labels.iter().map(|tick| LABEL.width(&tick.label)).fold(0.0, f64::max);
    let width = (RIGHT - LEFT - room - GAP * (ACROSS as f64 - 1.0)) / ACROSS as f64;
    let mut end = top;
    for (i, axis) in row.iter().enumerate() {
        let left = LEFT + room + i as f64 * (width + GAP);
        let frame = Frame { left, top: top + 6.0, right: left + width, bottom: top + HEIGHT };
        let y = Scale::new(reach.0, reach.1, (frame.bottom - 6.0, frame.top + 6.0));
        left_axis(canvas, frame, &y, &labels, i == 0);
        canvas.line(&[(frame.left, y.at(0.0)), (frame.right, y.at(0.0))], INK, 0.9);
        let ends = |f: fn(f64, f64) -> f64, from: f64| axis.values.iter().copied().fold(from, f);
        let (low, high) = (ends(f64::min, f64::INFINITY), ends(f64::max, f64::NEG_INFINITY));
        let x = Scale::new(low, high, (frame.left + 8.0, frame.right - 8.0));
        if let Some((value, _)) = axis.stands.as_ref().filter(|(v, _)| (low..=high).contains(v)) {
            canvas.dashes(&[(x.at(*value), frame.top), (x.at(*value), frame.bottom)], MIDDLE, 1.0, STANDS);
        }
        for (&value, e) in axis.values.iter().zip(&data.places).filter(|(_, e)| e.known()) {
            let (shape, ink, filled) = mark(*e);
            shape.draw(canvas, (x.at(value), y.at(e.value)), DOT, ink, filled);
        }
        let title = SMALL.fit(&axis.title(), width);
        end = end.max(bottom_axis(canvas, frame, &x, &ticks(low, high, 5, 1e-9), &title));
    }
    end + 14.0
}

fn mark(e: Estimate) -> (Shape, RGBColor, bool) {
    match e {
        e if e.spanned() && e.low > 0.0 => (Shape::Triangle, MODEL, true),
        e if e.spanned() && e.high < 0.0 => (Shape::Square, LESS, true),
        _ => (Shape::Circle, MIDDLE, false),
    }
}

fn alt(data: &ScatterData) -> String {
    let count = |shape: Shape| data.places.iter().filter(|e| e.known() && mark(**e).0 == shape).count();
    let axes: Vec<String> = data.axes.iter().map(Axis::title).collect();
    format!(
        "{} places against {}: {} higher at {}, lower at {}, neither at {}.",
        data.places.len(),
        axes.join(", "),
        data.measure,
        count(Shape::Triangle),
        count(Shape::Square),
        count(Shape::Circle)
    )
}

fn csv(data: &ScatterData) -> String {
    let rows = data.axes.iter().flat_map(|axis| {
        let places = axis.values.iter().zip(&data.places);
        places.map(|(value, e)| {
            let ([estimate, low, high], (_, stands)) = (e.cells(), axis.stands());
            [axis.path.clone(), value.to_string(), estimate, low, high, stands]
        })
    });
    table(["number", "value", "difference", "low", "high", "as it stands"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    pub fn data(axes: usize, places: usize) -> ScatterData {
        let unit = |i: usize, j: usize| ((i * 37 + j * 61 + 11) % 101) as f64 / 100.0;
        let axis = |j: usize| Axis {
            label: format!("authority of Ukraine, number {j} (Military intelligence)"),
            path: format!("channels.military-intelligence.authority.ukraine.{j}"),
            values: (0..places).map(|i| 0.2 + 0.8 * unit(i, j)).collect(),
            names: Vec::new(),
            stands: Some((0.6, "0.6".into())),
        };
        let place = |i: usize| {
            let value = 4.0 * (unit(i, 0) - 0.5);
            Estimate { value, low: value - 0.7, high: value + 0.7 }
        };
        ScatterData {
            title: String::new(),
            measure: "exchanges".into(),
            unit: "exchanges".into(),
            base: "the scenario as it stands".into(),
            variant: "here".into(),
            interval: "95% interval for all places at once".into(),
            axes: (0..axes).map(axis).collect(),
            places: (0..places).map(place).collect(),
        }
    }

    #[test]
    fn every_place_is_a_mark_in_every_panel() {
        for (axes, places) in [(1, 12), (2, 64), (5, 64)] {
            let figure = draw(&data(axes, places), &check::provenance());
            sound(&figure);
            assert_eq!(figure.data.lines().count(), 1 + axes * places);
            check::demo(&format!("scatter-{axes}"), &figure);
        }
        let hollow = data(1, 40).places.iter().filter(|e| mark(**e).0 == Shape::Circle).count();
        let figure = draw(&data(1, 40), &check::provenance());
        assert_eq!(count(&figure, "<circle"), 2 * hollow, "a hollow mark is two circles");
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let mut one = data(1, 1);
        one.places[0] = Estimate { value: 1e7, low: f64::NAN, high: f64::NAN };
        one.axes[0].label = "Дуже довга назва показника, яка не вміщується, ğüşiöç".into();
        let mut missing = data(2, 5);
        missing.places[2] = Estimate::NONE;
        for (i, data) in [data(0, 0), data(2, 0), one, missing].iter().enumerate() {
            let figure = draw(data, &check::provenance());
            sound(&figure);
            check::demo(&format!("scatter-odd-{i}"), &figure);
        }
    }
}
