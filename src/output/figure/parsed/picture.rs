//! The picture as a reader without the drawing code has it: words and marks with their places, colours and order.

use super::super::canvas::{Align, At, Frame};
use plotters::style::RGBColor;

/// One line of text.
pub struct Words {
    /// Its baseline, in points of the page.
    pub at: At,
    pub align: Align,
    pub size: f64,
    pub strong: bool,
    pub ink: RGBColor,
    pub text: String,
    /// The colour of an edge around the letters, if there is one.
    pub halo: Option<RGBColor>,
    /// How many marks are painted before it.
    pub after: usize,
}

/// A circle, filled or only its edge.
#[derive(Clone, Copy, Debug)]
pub struct Dot {
    pub at: At,
    pub radius: f64,
}

#[derive(Clone, Debug)]
enum Form {
    Dot(Dot),
    Ring(Dot),
    Rect(Frame),
    Line(Vec<At>),
    Area(Vec<At>),
}

/// A mark in its colour; all marks stand in the order in which they are painted.
#[derive(Clone, Debug)]
struct Mark {
    form: Form,
    ink: RGBColor,
    /// Of a colour that lets others through, less than 1.
    opacity: f64,
}

pub struct Picture {
    pub words: Vec<Words>,
    marks: Vec<Mark>,
}

impl Picture {
    pub fn read(svg: &str) -> Picture {
        let document = roxmltree::Document::parse(svg).expect("well-formed SVG");
        let root = document.root_element();
        let sides: Vec<f64> =
            root.attribute("viewBox").expect("a view box").split(' ').map(|v| v.parse().expect("a number")).collect();
        let zoom = number(root, "width") / sides[2]; // points of the page in one unit of the view box
        let mut picture = Picture { words: Vec::new(), marks: Vec::new() };
        for node in root.children().filter(|node| node.is_element()) {
            match node.tag_name().name() {
                "text" => picture.words.push(words(node, zoom, picture.marks.len())),
                // The paper alone has no place.
                "rect" if node.attribute("x").is_none() => {}
                "title" | "desc" => {}
                _ => picture.marks.push(mark(node, zoom)),
            }
        }
        picture
    }

    fn of<T>(&self, which: impl Fn(&Mark) -> Option<T>) -> Vec<T> {
        self.marks.iter().filter_map(which).collect()
    }

    pub fn dots(&self, ink: RGBColor) -> Vec<Dot> {
        self.of(|m| if let Form::Dot(dot) = m.form { (m.ink == ink).then_some(dot) } else { None })
    }

    pub fn rings(&self, ink: RGBColor) -> Vec<Dot> {
        self.of(|m| if let Form::Ring(dot) = m.form { (m.ink == ink).then_some(dot) } else { None })
    }

    pub fn lines(&self, ink: RGBColor) -> Vec<Vec<At>> {
        self.of(|m| if let Form::Line(path) = &m.form { (m.ink == ink).then(|| path.clone()) } else { None })
    }

    pub fn areas(&self, ink: RGBColor) -> Vec<Vec<At>> {
        self.of(|m| if let Form::Area(path) = &m.form { (m.ink == ink).then(|| path.clone()) } else { None })
    }

    /// Every filled polygon with its colour.
    pub fn all_areas(&self) -> Vec<(RGBColor, Vec<At>)> {
        self.of(|m| if let Form::Area(path) = &m.form { Some((m.ink, path.clone())) } else { None })
    }

    /// Every filled rectangle with its colour.
    pub fn all_rects(&self) -> Vec<(RGBColor, Frame)> {
        self.of(|m| if let Form::Rect(frame) = m.form { Some((m.ink, frame)) } else { None })
    }

    /// Every filled circle with its colour.
    pub fn all_dots(&self) -> Vec<(RGBColor, Dot)> {
        self.of(|m| if let Form::Dot(dot) = m.form { Some((m.ink, dot)) } else { None })
    }

    pub fn rects(&self, ink: RGBColor) -> Vec<Frame> {
        self.all_rects().into_iter().filter(|(colour, _)| *colour == ink).map(|(_, frame)| frame).collect()
    }

    /// Lines of two points and one height, from left to right.
    pub fn level(&self, ink: RGBColor) -> Vec<[At; 2]> {
        self.pairs(ink).into_iter().filter(|[a, b]| a.1 == b.1 && a.0 < b.0).collect()
    }

    /// Lines of two points, one over the other, downwards.
    pub fn upright(&self, ink: RGBColor) -> Vec<[At; 2]> {
        self.pairs(ink).into_iter().filter(|[a, b]| a.0 == b.0 && a.1 < b.1).collect()
    }

    /// Lines of two points that rise to the right.
    pub fn rising(&self, ink: RGBColor) -> Vec<[At; 2]> {
        self.pairs(ink).into_iter().filter(|[a, b]| a.0 < b.0 && a.1 > b.1).collect()
    }

    fn pairs(&self, ink: RGBColor) -> Vec<[At; 2]> {
        self.lines(ink).into_iter().filter_map(|path| path.try_into().ok()).collect()
    }

    /// Slanting crosses: two lines of one size through one middle, one after the other.
    pub fn crosses(&self, ink: RGBColor) -> Vec<At> {
        let slants: Vec<[At; 2]> = self
            .pairs(ink)
            .into_iter()
            .filter(|[a, b]| a.0 != b.0 && ((a.0 - b.0).abs() - (a.1 - b.1).abs()).abs() < 0.21)
            .collect();
        let middle = |[a, b]: [At; 2]| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        let meet = |pair: &&[[At; 2]]| apart(middle(pair[0]), middle(pair[1])) < 0.11;
        slants.windows(2).filter(meet).map(|pair| middle(pair[0])).collect()
    }

    /// The colour that the first so many marks leave at a place.
    pub fn ground(&self, place: At, marks: usize) -> RGBColor {
        let over = |below: RGBColor, mark: &Mark| {
            let mix = |a: u8, b: u8| (f64::from(a) + mark.opacity * (f64::from(b) - f64::from(a))).round() as u8;
            RGBColor(mix(below.0, mark.ink.0), mix(below.1, mark.ink.1), mix(below.2, mark.ink.2))
        };
        let covering = self.marks[..marks].iter().filter(|mark| mark.covers(place));
        covering.fold(RGBColor(255, 255, 255), over)
    }

    /// The colours of all lines that run through a room, with how many marks are painted before each.
    pub fn lines_through(&self, room: Frame) -> Vec<(RGBColor, usize)> {
        let through = |path: &[At]| path.windows(2).any(|pair| crosses(room, pair[0], pair[1]));
        let of = |(i, mark): (usize, &Mark)| match &mark.form {
            Form::Line(path) if through(path) => Some((mark.ink, i)),
            _ => None,
        };
        self.marks.iter().enumerate().filter_map(of).collect()
    }

    /// Whether one of the marks from `from` up to `to` covers a place with a colour.
    pub fn covered(&self, place: At, ink: RGBColor, from: usize, to: usize) -> bool {
        self.marks.get(from..to).is_some_and(|marks| marks.iter().any(|mark| mark.ink == ink && mark.covers(place)))
    }

    /// The first line of text that reads so.
    pub fn saying(&self, text: &str) -> Option<&Words> {
        self.words.iter().find(|words| words.text == text)
    }
}

impl Mark {
    /// Whether it paints a place.
    fn covers(&self, (x, y): At) -> bool {
        match &self.form {
            Form::Dot(dot) => apart(dot.at, (x, y)) <= dot.radius,
            Form::Rect(frame) => frame.holds((x, y)),
            Form::Area(corners) => {
                let sides = corners.iter().zip(corners.iter().cycle().skip(1));
                // A ray to the right crosses the outline an odd number of times.
                let crossed =
                    sides.filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
                crossed.count() % 2 == 1
            }
            Form::Ring(_) | Form::Line(_) => false,
        }
    }
}

/// Whether the straight line between two places runs through a room.
fn crosses(room: Frame, a: At, b: At) -> bool {
    // What is left of the way after each side has cut off what lies beyond it.
    let cuts = [(b.0 - a.0, room.left - a.0, room.right - a.0), (b.1 - a.1, room.top - a.1, room.bottom - a.1)];
    let (mut from, mut to) = (0.0f64, 1.0f64);
    for (way, low, high) in cuts {
        if way == 0.0 {
            if low > 0.0 || high < 0.0 {
                return false;
            }
            continue;
        }
        let ends = [low / way, high / way];
        (from, to) = (from.max(ends[0].min(ends[1])), to.min(ends[0].max(ends[1])));
    }
    from <= to
}

/// The mean of the corners: the middle of a square, a diamond, a triangle.
pub fn middle(corners: &[At]) -> At {
    let sum = corners.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
    (sum.0 / corners.len() as f64, sum.1 / corners.len() as f64)
}

pub fn apart(a: At, b: At) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

fn number(node: roxmltree::Node, name: &str) -> f64 {
    let text = node.attribute(name).unwrap_or_else(|| panic!("{name} of {:?}", node.tag_name()));
    text.parse().unwrap_or_else(|_| panic!("{name}={text:?} is no number"))
}

fn colour(text: &str) -> RGBColor {
    let part = |i: usize| u8::from_str_radix(&text[i..i + 2], 16).expect("#RRGGBB");
    RGBColor(part(1), part(3), part(5))
}

fn words(node: roxmltree::Node, zoom: f64, after: usize) -> Words {
    let align = match node.attribute("text-anchor") {
        Some("middle") => Align::Centre,
        Some("end") => Align::Right,
        _ => Align::Left,
    };
    Words {
        at: (number(node, "x") * zoom, number(node, "y") * zoom),
        align,
        size: number(node, "font-size") * zoom,
        strong: node.attribute("font-weight").is_some(),
        ink: colour(node.attribute("fill").expect("a colour")),
        text: node.text().unwrap_or_default().trim().to_owned(),
        halo: node.attribute("stroke").filter(|ink| *ink != "none").map(colour),
        after,
    }
}

fn mark(node: roxmltree::Node, zoom: f64) -> Mark {
    let n = |name: &str| number(node, name) * zoom;
    let [fill, stroke] = ["fill", "stroke"].map(|name| node.attribute(name).filter(|ink| *ink != "none").map(colour));
    let points = || {
        let places = node.attribute("points").expect("points").split_whitespace();
        let at = |(x, y): (&str, &str)| {
            let [x, y] = [x, y].map(|v| v.parse::<f64>().expect("a number") * zoom);
            (x, y)
        };
        places.map(|place| at(place.split_once(',').expect("x,y"))).collect::<Vec<At>>()
    };
    let (form, ink) = match node.tag_name().name() {
        "circle" => {
            let dot = Dot { at: (n("cx"), n("cy")), radius: n("r") };
            if fill.is_some() { (Form::Dot(dot), fill) } else { (Form::Ring(dot), stroke) }
        }
        "rect" => {
            // Added up in whole units, so that edges in one place are equal.
            let end = |from: &str, size: &str| (number(node, from) + number(node, size)) * zoom;
            let (right, bottom) = (end("x", "width"), end("y", "height"));
            (Form::Rect(Frame { left: n("x"), top: n("y"), right, bottom }), fill)
        }
        "polyline" => (Form::Line(points()), stroke),
        "polygon" => (Form::Area(points()), fill),
        other => panic!("a mark that nobody reads: {other}"),
    };
    let opacity = node.attribute("opacity").map_or(1.0, |v| v.parse().expect("a number"));
    Mark { form, ink: ink.expect("a mark has a colour"), opacity }
}
