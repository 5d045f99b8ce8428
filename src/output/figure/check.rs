//! What every figure must hold, checked on the finished SVG with the text boxes of the renderer itself.

use super::canvas::Frame;
use super::{Figure, Provenance, legible, style};
use resvg::usvg;

pub fn provenance() -> Provenance {
    Provenance {
        scenario: "two-sides-at-war".into(),
        n: 10_000,
        at_each_point: false,
        seed: 20_220_224,
        digest: "3f9a2c1d".into(),
        scripted: Some("41% of people exchanged were scripted".into()),
    }
}

pub fn documents() -> super::Documents {
    super::Documents {
        rows: 64,
        pages: 97,
        confidence: [("high", 51), ("medium", 9), ("low", 4), ("unverified", 0)]
            .map(|(word, n)| (word.into(), n))
            .into(),
        until: "30 Nov 2025".into(),
        digest: "b7e1502f".into(),
    }
}

/// How often `what` stands in the SVG.
pub fn count(figure: &Figure, what: &str) -> usize {
    figure.svg.matches(what).count()
}

/// Nothing leaves the canvas, no two texts overlap, words can be read, and the SVG has its words and its typefaces.
pub fn sound(figure: &Figure) {
    let tree = usvg::Tree::from_str(&figure.svg, &style::options()).expect("well-formed SVG");
    let mut texts = Vec::new();
    gather(tree.root(), &mut texts);
    assert!(texts.len() >= 3, "{}: title, subtitle and caption at least", figure.name);
    let size = tree.size();
    for (i, (text, a)) in texts.iter().enumerate() {
        let inside = a.left() >= 0.0 && a.top() >= 0.0 && a.right() <= size.width() && a.bottom() <= size.height();
        assert!(inside, "{}: {text:?} leaves the canvas: {a:?}", figure.name);
        for (other, b) in &texts[i + 1..] {
            // Boxes reach from ascender to descender of the ink, give or take a quarter of a point.
            let apart = a.right() - 0.25 <= b.left() || b.right() - 0.25 <= a.left();
            let apart = apart || a.bottom() - 0.25 <= b.top() || b.bottom() - 0.25 <= a.top();
            assert!(apart, "{}: {text:?} overlaps {other:?}: {a:?} {b:?}", figure.name);
        }
    }
    let boxes: Vec<Frame> = texts.iter().map(|(_, r)| frame(r)).collect();
    legible::legible(figure, &boxes);
    let mut marks = Vec::new();
    gather_marks(tree.root(), &mut marks);
    for a in marks {
        let inside = a.left() >= 0.0 && a.top() >= 0.0 && a.right() <= size.width() && a.bottom() <= size.height();
        assert!(inside, "{}: a mark leaves the canvas: {a:?}", figure.name);
    }
    assert!(figure.svg.contains("role=\"img\"") && figure.svg.contains("<desc>") && !figure.alt.is_empty());
    assert!(!figure.svg.contains("font-family=\"figure\"") && !figure.svg.contains("NaN"));
}

fn gather(group: &usvg::Group, texts: &mut Vec<(String, usvg::Rect)>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => gather(group, texts),
            usvg::Node::Text(text) => {
                let words = text.chunks().iter().map(|chunk| chunk.text()).collect();
                // The flattened outlines: what is inked, in the coordinates of the canvas.
                texts.push((words, text.flattened().abs_bounding_box()));
            }
            _ => {}
        }
    }
}

fn gather_marks(group: &usvg::Group, marks: &mut Vec<usvg::Rect>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => gather_marks(group, marks),
            usvg::Node::Path(path) => marks.push(path.abs_stroke_bounding_box()),
            _ => {}
        }
    }
}

fn frame(r: &usvg::Rect) -> Frame {
    let [left, top, right, bottom] = [r.left(), r.top(), r.right(), r.bottom()].map(f64::from);
    Frame { left, top, right, bottom }
}

/// Writes the picture and its data to the folder that the environment variable FIGURE_DEMO_DIR names, for a person to
/// look at after `FIGURE_DEMO_DIR=/tmp/figures cargo test --lib figure`; without it, nothing.
pub fn demo(name: &str, figure: &Figure) {
    let Ok(folder) = std::env::var("FIGURE_DEMO_DIR") else { return };
    for (ending, bytes) in [("svg", figure.svg.as_bytes()), ("png", &figure.png()), ("csv", figure.data.as_bytes())] {
        std::fs::write(format!("{folder}/{name}.{ending}"), bytes).expect("the demo folder is there");
    }
}

#[test]
fn widths_agree_with_the_renderer() {
    for (strong, text) in [(false, "Обмін полоненими, exchange of ğışçöü İ 1,234 – α"), (true, "Wartime channels fail")]
    {
        let face = style::Type { size: 12.0, strong, ink: style::INK };
        let weight = if strong { 600 } else { 400 };
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"50\"><text x=\"10\" y=\"20\" font-size=\"12\" \
             font-weight=\"{weight}\" font-family=\"{}\">{text}</text></svg>",
            style::FAMILIES
        );
        let tree = usvg::Tree::from_str(&svg, &style::options()).expect("well-formed SVG");
        let mut texts = Vec::new();
        gather(tree.root(), &mut texts);
        let (ours, theirs) = (face.width(text), f64::from(texts[0].1.width()));
        assert!((ours / theirs - 1.0).abs() < 0.03, "{text}: {ours} against {theirs}");
    }
}

#[test]
fn a_png_is_180_mm_wide_at_300_dpi() {
    let data = super::waiting::WaitingData {
        focal: crate::experiment::focal::Focal::Exchange,
        issue: String::new(),
        title: String::new(),
        start: None,
        horizon_days: 10.0,
        within: 5,
        arms: vec![super::waiting::Arm { name: String::new(), waits: vec![Some(1.0), None] }],
    };
    let png = super::waiting::draw(&data, &provenance()).png();
    assert_eq!(png[16..20], 2126u32.to_be_bytes());
    assert_eq!(&png[33 + 4..33 + 8], b"pHYs");
    assert_eq!(&png[54 + 4..54 + 8], b"IDAT");
}

#[test]
fn numbers_read_as_people_write_them() {
    assert_eq!(style::number(-1_234_567.891, 1), "−1,234,567.9");
    assert_eq!(style::number(-0.001, 1), "0.0");
    assert_eq!(style::amount(12.345), "12.3");
    assert_eq!(style::amount(999.96), "1,000");
    assert_eq!(style::percent(0.001), "<1%");
    assert_eq!(style::number(f64::NAN, 1), "–");
}

/// No figure chooses a colour, a size of type or dashes for itself.
#[test]
fn every_figure_speaks_the_visual_language() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/output/figure");
    let mut folders = vec![root.clone()];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.extend((!["style", "font", "parsed"].iter().any(|own| path.ends_with(own))).then_some(path));
                continue;
            }
            if path.extension().is_none_or(|e| e != "rs") || path.ends_with("check.rs") || path.ends_with("legible.rs")
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            let drawing = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            for own in ["RGBColor(", "HSLColor(", "Type { size", "FontDesc::new"] {
                let canvas = own == "FontDesc::new" && path.ends_with("canvas.rs");
                assert!(canvas || !drawing.contains(own), "{}: `{own}` belongs into style", path.display());
            }
            let dashes = drawing.lines().filter(|line| line.contains("canvas.dashes(") && line.contains(", ("));
            let own = dashes.filter(|line| {
                line.rsplit(", (").next().is_some_and(|end| end.starts_with(|c: char| c.is_ascii_digit()))
            });
            assert_eq!(own.count(), 0, "{}: dashes belong into style", path.display());
            read += 1;
        }
    }
    assert!(read > 30, "{read} files");
}

#[test]
fn labels_keep_apart_and_above_the_bottom() {
    let spread = super::axes::spread(&[10.0, 12.0, 50.0, 98.0, 99.0, 100.0], 5.0, 100.0);
    assert!(spread.windows(2).all(|pair| pair[1] - pair[0] >= 5.0 - 1e-9), "{spread:?}");
    assert!(spread[5] <= 100.0 && spread[2] == 50.0, "{spread:?}");
}
