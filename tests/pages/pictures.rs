//! Pictures on file against pictures as they are drawn now.
//!
//! What a rasteriser rounds differently, on another machine or in another release, is the grey of edges: many pixels, each by
//! little. What a reader would see, a label that has moved or a bar of another length, is few pixels, each by much. So two
//! numbers are taken: the share of pixels that differ by more than [`STEP`] in some colour, and the mean difference of all.
//! Measured on figures of this program, 1200 pixels wide: drawn again a 32nd of a pixel further right, no more than 0.002% of
//! the pixels differ by more than [`STEP`]; with a single word of a caption moved by two pixels, 0.02% or more do. The bound
//! lies between, and `tests/gallery.rs` holds both ends.

use std::{fs, path::Path};

use backchannel::output::figure::raster::raster;
use resvg::tiny_skia::{self, Pixmap};

use super::{at, update};

/// How wide pictures in pages are.
pub const WIDTH: f64 = 1200.0;
/// A difference in one colour, of 255, that is seen.
pub const STEP: u8 = 64;
/// The share of pixels that may differ by more.
pub const SEEN: f64 = 0.0001;
/// The mean difference in one colour, of 255, that is allowed.
pub const MEAN: f64 = 0.2;

/// How far two pictures of one size lie apart: the share of pixels that differ by more than [`STEP`], and the mean difference.
pub fn apart(one: &Pixmap, other: &Pixmap) -> (f64, f64) {
    let pairs = || one.data().iter().zip(other.data());
    let sum: u64 = pairs().map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    let seen = one.data().chunks(4).zip(other.data().chunks(4));
    let seen = seen.filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > STEP)).count();
    (seen as f64 / (one.data().len() / 4) as f64, sum as f64 / one.data().len() as f64)
}

/// What is wrong with a picture on file, if anything is.
pub fn stale(name: &str, now: &Pixmap) -> Option<String> {
    let Ok(bytes) = fs::read(at(name)) else { return Some(format!("{name}: there is none")) };
    let Ok(then) = Pixmap::decode_png(&bytes) else { return Some(format!("{name}: no PNG")) };
    if (then.width(), then.height()) != (now.width(), now.height()) {
        let [a, b] = [&then, now].map(|p| format!("{} x {}", p.width(), p.height()));
        return Some(format!("{name}: {a} pixels on file, {b} drawn now"));
    }
    let (seen, mean) = apart(&then, now);
    let words =
        format!("{name}: {:.4}% of the pixels differ visibly, all by {mean:.3} of 255 on average", 100.0 * seen);
    (seen > SEEN || mean > MEAN).then_some(words)
}

/// Compares a picture with the one on file, or writes it; what is wrong, if anything is.
pub fn held(name: &str, now: &Pixmap) -> Option<String> {
    if update() {
        let file = at(name);
        fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).unwrap();
        fs::write(file, png(now)).unwrap();
    }
    stale(name, now)
}

/// As PNG without transparency, which these pictures do not have.
pub fn png(pixels: &Pixmap) -> Vec<u8> {
    pixels.encode_png().expect("encoding to memory cannot fail")
}

/// The figure that a picture of a page shows, from its file name: `docs/course/authority--funnel.png` shows `funnel`.
pub fn figure(name: &str) -> &str {
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.rsplit("--").next().unwrap_or(stem)
}

/// A figure as wide as pictures in pages are.
pub fn drawn(svg: &str) -> Pixmap {
    raster(svg, WIDTH)
}

/// Several figures on a white sheet, in two columns of so many pixels each.
pub fn sheet(svgs: &[String], width: u32) -> Pixmap {
    const GAP: u32 = 16;
    let thumbs: Vec<Pixmap> = svgs.iter().map(|svg| raster(svg, f64::from(width))).collect();
    let heights: Vec<u32> =
        thumbs.chunks(2).map(|row| row.iter().map(Pixmap::height).max().unwrap_or(0) + GAP).collect();
    let tall = heights.iter().sum::<u32>() + GAP;
    let mut sheet = Pixmap::new(2 * width + 3 * GAP, tall).expect("a positive size");
    sheet.fill(tiny_skia::Color::WHITE);
    let mut top = GAP;
    for (row, height) in thumbs.chunks(2).zip(heights) {
        for (column, thumb) in (0..).zip(row) {
            let left = GAP + column * (width + GAP);
            let paint = tiny_skia::PixmapPaint::default();
            let here = tiny_skia::Transform::identity();
            sheet.draw_pixmap(left as i32, top as i32, thumb.as_ref(), &paint, here, None);
        }
        top += height;
    }
    sheet
}
