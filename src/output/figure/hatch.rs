//! Bars that say how sure a number is: grey if it may be nothing, hatched if the input behind it is contested.

use super::canvas::{Canvas, Frame};
use super::style::{MIDDLE, MODEL, PAPER, RULE, contrast, tint};
use plotters::style::RGBColor;

/// From one line of the hatching to the next, along the page.
const GAP: f64 = 4.5;

/// How a bar is filled, edged and hatched.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    fill: RGBColor,
    edge: RGBColor,
    hatched: bool,
}

impl Bar {
    /// The dark one of a pair.
    pub fn dark(settled: bool, contested: bool) -> Bar {
        let ink = if settled { MODEL } else { RULE };
        Bar { fill: ink, edge: ink, hatched: contested }
    }

    /// The light one of a pair, with an edge.
    pub fn light(settled: bool, contested: bool) -> Bar {
        let (fill, edge) = if settled { (tint(MODEL, 0.16), MODEL) } else { (PAPER, MIDDLE) };
        Bar { fill, edge, hatched: contested }
    }

    pub fn draw(self, canvas: &mut Canvas, frame: Frame) {
        canvas.rect(frame, self.fill);
        if self.hatched {
            let ink = if contrast(self.fill, PAPER) > 1.4 { PAPER } else { self.edge };
            hatch(canvas, frame, ink, GAP, 1.0);
        }
        let Frame { left, top, right, bottom } = frame;
        // The first corner twice, so that it is joined as well.
        let edge = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top), (right, top)];
        canvas.line(&edge, self.edge, 0.9);
    }
}

/// Rising lines within `frame`, in step with those of every other frame on the page.
pub fn hatch(canvas: &mut Canvas, frame: Frame, ink: RGBColor, gap: f64, width: f64) {
    // Each line is where x + y is one multiple of the gap.
    let (first, last) = ((frame.left + frame.top) / gap, (frame.right + frame.bottom) / gap);
    for sum in (first.ceil() as i64..=last.floor() as i64).map(|k| k as f64 * gap) {
        let (from, to) = ((sum - frame.bottom).max(frame.left), (sum - frame.top).min(frame.right));
        canvas.line(&[(from, sum - from), (to, sum - to)], ink, width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_the_hatching_leaves_its_bar() {
        let frame = Frame { left: 100.0, top: 40.0, right: 131.0, bottom: 48.0 };
        let mut svg = String::new();
        let mut canvas = Canvas::new(&mut svg);
        hatch(&mut canvas, frame, MODEL, 3.0, 1.0);
        canvas.finish();
        let places: Vec<(f64, f64)> = svg
            .split("points=\"")
            .skip(1)
            .flat_map(|text| text.split('"').next().unwrap_or("").split_whitespace())
            .filter_map(|place| place.split_once(','))
            .map(|(x, y)| (x.parse::<f64>().expect("a number") / 10.0, y.parse::<f64>().expect("a number") / 10.0))
            .collect();
        // x + y runs from 140 to 179: multiples of 3 from 141 to 177, two ends each.
        assert_eq!(places.len(), 2 * 13);
        assert!(places.iter().all(|place| frame.grown(0.051).holds(*place)), "{places:?}");
        assert!(places.chunks(2).all(|ends| (ends[0].0 + ends[0].1 - ends[1].0 - ends[1].1).abs() < 0.21));
    }
}
