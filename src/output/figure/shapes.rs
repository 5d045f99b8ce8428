//! Shapes of one area for marks of several kinds: filled if sure, an outline if not.

use super::canvas::{At, Canvas};
use super::style::PAPER;
use plotters::style::RGBColor;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Circle,
    Square,
    Diamond,
    Triangle,
}

impl Shape {
    /// How far from its middle others should keep, for a circle of the same area with this radius.
    pub fn reach(self, radius: f64) -> f64 {
        match self {
            Shape::Circle | Shape::Square => radius,
            Shape::Diamond => 1.253 * radius,
            Shape::Triangle => 1.4 * radius,
        }
    }

    /// How far it reaches down.
    pub fn foot(self, radius: f64) -> f64 {
        match self {
            Shape::Circle => radius,
            Shape::Square => 0.886 * radius,
            Shape::Diamond => 1.253 * radius,
            Shape::Triangle => 0.778 * radius,
        }
    }

    fn corners(self, (x, y): At, radius: f64) -> Vec<At> {
        match self {
            Shape::Circle => Vec::new(),
            Shape::Square => {
                let h = 0.886 * radius;
                vec![(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)]
            }
            Shape::Diamond => {
                let h = 1.253 * radius;
                vec![(x, y - h), (x + h, y), (x, y + h), (x - h, y)]
            }
            Shape::Triangle => {
                let side = 2.694 * radius;
                let (up, down) = (side * 0.577, side * 0.289);
                vec![(x, y - up), (x + side / 2.0, y + down), (x - side / 2.0, y + down)]
            }
        }
    }

    /// Draws it with the area of a circle of `radius` and a thin white edge.
    pub fn draw(self, canvas: &mut Canvas, at: At, radius: f64, ink: RGBColor, filled: bool) {
        let mut outline = self.corners(at, radius);
        outline.extend(outline.first().copied());
        outline.extend(outline.get(1).copied()); // so that the first corner is joined as well
        match (self, filled) {
            (Shape::Circle, true) => {
                canvas.dot(at, radius + 0.5, PAPER);
                canvas.dot(at, radius, ink);
            }
            (Shape::Circle, false) => {
                canvas.dot(at, radius, PAPER);
                canvas.ring(at, (radius - 0.6).max(0.8), ink, 1.2);
            }
            (_, true) => {
                canvas.line(&outline, PAPER, 1.0);
                canvas.area(&self.corners(at, radius), ink);
            }
            (_, false) => {
                canvas.area(&self.corners(at, radius), PAPER);
                canvas.line(&outline, ink, 1.2);
            }
        }
    }
}
