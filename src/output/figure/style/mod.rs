//! The look of every figure, and the only place where a colour, a size of type or a pattern of dashes is chosen.
//!
//! This file has the typeface and its scale, [`palette`] the colours and what each means, [`numbers`] how numbers are
//! written. A test reads the other files of this folder and names the one that chooses for itself.

mod numbers;
mod palette;

pub use numbers::{amount, decimals, number, percent};
pub use palette::*;
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor, register_font};
use resvg::usvg;
use std::sync::{Arc, LazyLock, Once};

const REGULAR: &[u8] = include_bytes!("../font/SourceSans3-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../font/SourceSans3-Semibold.ttf");
/// The typeface as SVG names it, best first; quoted, since a name with a digit is no bare word in CSS.
pub const FAMILIES: &str = "'Source Sans 3', 'Source Sans Pro', Helvetica, Arial, sans-serif";
/// plotters measures a font by its height from top to bottom; this is that height in ems.
const HEIGHT_IN_EMS: f64 = 1.326;

/// A cut of the typeface: size in points of the page, weight and colour.
#[derive(Clone, Copy)]
pub struct Type {
    pub size: f64,
    pub strong: bool,
    pub ink: RGBColor,
}

pub const TITLE: Type = Type { size: 18.5, strong: true, ink: INK };
pub const HEAD: Type = Type { size: 14.0, strong: true, ink: INK };
pub const BODY: Type = Type { size: 13.0, strong: false, ink: INK };
pub const LABEL: Type = Type { size: 12.5, strong: false, ink: GREY };
pub const SMALL: Type = Type { size: 11.5, strong: false, ink: GREY };
/// In a mark or on a bar.
pub const TINY: Type = Type { size: 10.5, ..SMALL };
/// On a coloured cell or bar.
pub const IN_CELL: Type = Type { ink: INK, ..LABEL };

/// A pattern of dashes: points drawn, points left out.
pub type Dash = (f64, f64);

/// The thin line at a value that stands as it is.
pub const STANDS: Dash = (3.0, 3.0);
/// Series after the first, each with a pattern of its own, so that no line needs its colour to be known.
pub const DASHES: [Dash; 4] = [(7.0, 3.5), (2.2, 3.0), (12.0, 4.0), (9.0, 3.0)];

impl Type {
    pub fn ink(self, ink: RGBColor) -> Type {
        Type { ink, ..self }
    }

    pub fn strong(self) -> Type {
        Type { strong: true, ..self }
    }

    /// The distance from one line to the next.
    pub fn leading(self) -> f64 {
        self.size * 1.28
    }

    /// The width of `text` when set, in points; kerning makes it a hair narrower in print.
    pub fn width(self, text: &str) -> f64 {
        const FINE: f64 = 1000.0;
        static FACES: Once = Once::new();
        FACES.call_once(|| {
            for (style, face) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, SEMIBOLD)] {
                let known = register_font("figure", style, face);
                assert!(known.is_ok(), "the embedded typeface is sound");
            }
        });
        let style = if self.strong { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name("figure"), FINE * HEIGHT_IN_EMS, style);
        f64::from(font.box_size(text).expect("the typeface is registered above").0) * self.size / FINE
    }

    /// `text`, or as much of it as fits into `width` with an ellipsis.
    pub fn fit(self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let letters: Vec<char> = text.chars().collect();
        let shortened = |n: usize| letters[..n].iter().collect::<String>().trim_end().to_owned() + "…";
        (1..letters.len()).rev().map(shortened).find(|s| self.width(s) <= width).unwrap_or_default()
    }

    /// `text` in lines no wider than `width`; a word that is too long by itself is broken, a no-break space is not.
    pub fn wrap(self, text: &str, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_ascii_whitespace() {
            let joined = lines.last().map(|line| format!("{line} {word}"));
            match (joined, lines.last_mut()) {
                (Some(joined), Some(last)) if self.width(&joined) <= width => *last = joined,
                _ => lines.extend(self.broken(word, width)),
            }
        }
        lines
    }

    /// `text` in as few lines as `width` allows, of about equal length: for titles.
    pub fn balanced(self, text: &str, width: f64) -> Vec<String> {
        let lines = self.wrap(text, width).len();
        let narrower = (40..=100).map(|percent| self.wrap(text, width * f64::from(percent) / 100.0));
        if lines < 2 {
            self.wrap(text, width)
        } else {
            narrower.into_iter().find(|w| w.len() == lines).unwrap_or_default()
        }
    }

    /// At most `most` lines of `width`; the last one ends with an ellipsis if more was to come.
    pub fn wrap_at_most(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let mut lines = self.wrap(text, width);
        if lines.len() > most {
            let rest = lines.drain(most.saturating_sub(1)..).collect::<Vec<_>>().join(" ");
            lines.push(self.fit(&rest, width));
        }
        lines
    }

    fn broken(self, word: &str, width: f64) -> Vec<String> {
        let mut pieces = vec![String::new()];
        for letter in word.chars() {
            let last = pieces.len() - 1; // one piece is there from the start
            pieces[last].push(letter);
            if pieces[last].chars().count() > 1 && self.width(&pieces[last]) > width {
                pieces[last].pop();
                pieces.push(letter.to_string());
            }
        }
        pieces
    }
}

/// What the SVG reader needs to set the embedded typeface, and no other, whatever the machine has.
pub fn options() -> usvg::Options<'static> {
    static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
        let mut fonts = usvg::fontdb::Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(SEMIBOLD.to_vec());
        fonts.set_sans_serif_family("Source Sans 3");
        Arc::new(fonts)
    });
    usvg::Options { fontdb: FONTS.clone(), font_family: "Source Sans 3".to_owned(), ..usvg::Options::default() }
}
