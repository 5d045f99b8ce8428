//! Pictures on file against pictures as they are drawn now.
//!
//! What a rasteriser rounds differently, on another machine or in another release, is the grey of edges: many pixels, each by
//! little. What a reader would see, a label that has moved or a bar of another length, is few pixels, each by much. So two
//! numbers are taken of every tile of [`TILE`] pixels square, so that a picture may be of any size: how many pixels differ by
//! more than [`STEP`] in some colour, and the mean difference of all. The bounds come from a figure of this program, as wide as
//! on a page and as wide as on a sheet, with its words moved: all of them by a 32nd of a pixel, which stands for rounding, makes
//! no pixel of any tile differ by more than [`STEP`], and no tile by more than 0.31 on average; one word by a single pixel makes
//! 127 pixels of a tile or more do so. `tests/gallery.rs` holds both ends.

use std::{fs, path::Path};

use backchannel::output::figure::raster::raster;
use resvg::tiny_skia::{self, Pixmap};

use super::{at, update};

/// How wide pictures in pages are.
pub const WIDTH: f64 = 1200.0;
/// A difference in one colour, of 255, that is seen.
pub const STEP: u8 = 64;
/// The pixels of a tile that may differ by more.
pub const SEEN: u32 = 12;
/// The mean difference in one colour, of 255, that is allowed in a tile.
pub const MEAN: f64 = 1.0;
/// The side of a tile, in pixels.
const TILE: u32 = 320;

/// How far two pictures of one size lie apart, in the tile where it is most: the pixels that differ by more than [`STEP`], and
/// the mean difference.
pub fn apart(one: &Pixmap, other: &Pixmap) -> (u32, f64) {
    let across = one.width().div_ceil(TILE) as usize;
    let mut tiles = vec![(0u32, 0u64, 0u32); across * one.height().div_ceil(TILE) as usize];
    let pixels = one.data().chunks_exact(4).zip(other.data().chunks_exact(4));
    for ((a, b), at) in pixels.zip(0..) {
        let (x, y) = (at % one.width() / TILE, at / one.width() / TILE);
        let apart = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b));
        let tile = &mut tiles[y as usize * across + x as usize];
        tile.0 += u32::from(apart.clone().any(|d| d > STEP));
        tile.1 += apart.map(u64::from).sum::<u64>();
        tile.2 += 4;
    }
    let seen = tiles.iter().map(|tile| tile.0).max().unwrap_or(0);
    let mean = tiles.iter().map(|tile| tile.1 as f64 / f64::from(tile.2)).fold(0.0, f64::max);
    (seen, mean)
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
    let words = format!("{name}: in one place {seen} pixels differ visibly, all there by {mean:.2} of 255 on average");
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
