//! From SVG to pixels, in the embedded typeface on any machine.

use resvg::{tiny_skia, usvg};

use super::style;

/// A figure's SVG so many pixels wide, on a white ground.
///
/// # Panics
/// On what is not a figure drawn here: those are well-formed SVG of a positive size.
pub fn raster(svg: &str, width: f64) -> tiny_skia::Pixmap {
    let tree = usvg::Tree::from_str(svg, &style::options()).expect("the canvas writes well-formed SVG");
    let zoom = (width / f64::from(tree.size().width())) as f32;
    let (width, height) = (tree.size().width() * zoom, tree.size().height() * zoom);
    let mut pixels = tiny_skia::Pixmap::new(width.round() as u32, height.round() as u32).expect("a positive size");
    resvg::render(&tree, tiny_skia::Transform::from_scale(zoom, zoom), &mut pixels.as_mut());
    pixels
}
