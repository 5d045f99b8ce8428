//! The canvas: lines, areas, dots and text in points of the page, drawn with plotters as SVG.
//!
//! plotters rounds to whole units, so a point is ten of them; the page says so in its view box.

use super::style::Type;
use plotters::prelude::{Color, DrawingBackend, RGBAColor, SVGBackend, ShapeStyle, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle};

/// Units of the view box a point.
pub const FINE: f64 = 10.0;
/// plotters writes a font's size divided by this.
const SIZE_IN_PLOTTERS: f64 = 1.24;
/// The font family on the canvas; the page puts the full list in its place.
pub const FAMILY: &str = "figure";

/// The same for text over lines.
pub const FAMILY_OVER: &str = "figure-over";

/// A place on the page: points from the left, points from the top.
pub type At = (f64, f64);

/// A rectangle on the page.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Frame {
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn overlaps(self, other: Frame) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub fn holds(self, (x, y): At) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// From the nearest edge to a place outside; zero inside.
    pub fn distance(self, (x, y): At) -> f64 {
        let beyond = |low: f64, v: f64, high: f64| (low - v).max(v - high).max(0.0);
        beyond(self.left, x, self.right).hypot(beyond(self.top, y, self.bottom))
    }

    pub fn grown(self, by: f64) -> Frame {
        Frame { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, PartialEq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// The box that `text` will fill when its baseline stands at `at`.
pub fn text_frame((x, y): At, align: Align, face: Type, text: &str) -> Frame {
    let width = face.width(text);
    let left = match align {
        Align::Left => x,
        Align::Centre => x - width / 2.0,
        Align::Right => x - width,
    };
    Frame { left, top: y - 0.75 * face.size, right: left + width, bottom: y + 0.22 * face.size }
}

/// An SVG being drawn. No primitive can fail, since it writes to a string: results are dropped with `.ok()`.
pub struct Canvas<'a>(SVGBackend<'a>);

impl<'a> Canvas<'a> {
    pub fn new(svg: &'a mut String) -> Canvas<'a> {
        Canvas(SVGBackend::with_string(svg, (1, 1)))
    }

    pub fn finish(mut self) {
        self.0.present().ok();
    }

    pub fn line(&mut self, points: &[At], ink: impl Color, width: f64) {
        if points.len() > 1 {
            self.0.draw_path(points.iter().map(|&p| units(p)), &stroke(ink.to_rgba(), width)).ok();
        }
    }

    /// A line in dashes of `on` points with gaps of `off`.
    pub fn dashes(&mut self, points: &[At], ink: impl Color, width: f64, (on, off): (f64, f64)) {
        let (mut dash, mut drawing, mut left) = (Vec::new(), true, on);
        for pair in points.windows(2) {
            let ((mut x, mut y), (x1, y1)) = (pair[0], pair[1]);
            dash.push((x, y));
            let mut rest = (x1 - x).hypot(y1 - y);
            while rest > left {
                (x, y) = (x + (x1 - x) * left / rest, y + (y1 - y) * left / rest);
                rest -= left;
                dash.push((x, y));
                if drawing {
                    self.line(&dash, ink.to_rgba(), width);
                }
                dash = vec![(x, y)];
                drawing = !drawing;
                left = if drawing { on } else { off };
            }
            left -= rest;
            dash.push((x1, y1));
        }
        if drawing {
            self.line(&dash, ink.to_rgba(), width);
        }
    }

    pub fn area(&mut self, points: &[At], ink: impl Color) {
        if points.len() > 2 {
            self.0.fill_polygon(points.iter().map(|&p| units(p)), &stroke(ink.to_rgba(), 0.0)).ok();
        }
    }

    pub fn rect(&mut self, frame: Frame, ink: impl Color) {
        let (from, to) = (units((frame.left, frame.top)), units((frame.right, frame.bottom)));
        self.0.draw_rect(from, (to.0.max(from.0), to.1.max(from.1)), &stroke(ink.to_rgba(), 0.0), true).ok();
    }

    pub fn dot(&mut self, at: At, radius: f64, ink: impl Color) {
        self.0.draw_circle(units(at), (radius * FINE).round() as u32, &stroke(ink.to_rgba(), 0.0), true).ok();
    }

    /// A circle of which only the edge is drawn.
    pub fn ring(&mut self, at: At, radius: f64, ink: impl Color, width: f64) {
        self.0.draw_circle(units(at), (radius * FINE).round() as u32, &stroke(ink.to_rgba(), width), false).ok();
    }

    /// A slanting cross that reaches `radius` from its middle both ways.
    pub fn cross(&mut self, (x, y): At, radius: f64, ink: impl Color, width: f64) {
        let ink = ink.to_rgba();
        self.line(&[(x - radius, y - radius), (x + radius, y + radius)], ink, width);
        self.line(&[(x - radius, y + radius), (x + radius, y - radius)], ink, width);
    }

    /// One line of text with its baseline at `at`.
    pub fn text(&mut self, at: At, align: Align, face: Type, text: &str) {
        self.written(FAMILY, at, align, face, text);
    }

    /// The same with an edge of paper round every letter, where lines may run behind it.
    pub fn text_over(&mut self, at: At, align: Align, face: Type, text: &str) {
        self.written(FAMILY_OVER, at, align, face, text);
    }

    fn written(&mut self, family: &str, at: At, align: Align, face: Type, text: &str) {
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        if clean.trim().is_empty() {
            return;
        }
        let style = if face.strong { FontStyle::Bold } else { FontStyle::Normal };
        let h_pos = match align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let font = FontDesc::new(FontFamily::Name(family), face.size * FINE * SIZE_IN_PLOTTERS, style);
        let style = TextStyle::from(font).color(&face.ink).pos(Pos::new(h_pos, VPos::Top));
        self.0.draw_text(clean.trim(), &style, units(at)).ok();
    }

    /// Lines of text from `at` down; the baseline that would come next is handed back.
    pub fn lines(&mut self, (x, mut y): At, align: Align, face: Type, lines: &[String]) -> f64 {
        for line in lines {
            self.text((x, y), align, face, line);
            y += face.leading();
        }
        y
    }
}

fn units((x, y): At) -> (i32, i32) {
    ((x * FINE).round() as i32, (y * FINE).round() as i32)
}

fn stroke(color: RGBAColor, width: f64) -> ShapeStyle {
    ShapeStyle { color, filled: true, stroke_width: (width * FINE).round() as u32 }
}
