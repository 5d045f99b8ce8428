//! The look of every figure: the typeface and its measures, the colours, and how numbers are written.

use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor, register_font};
use resvg::usvg;
use std::sync::{Arc, LazyLock, Once};

const REGULAR: &[u8] = include_bytes!("font/SourceSans3-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("font/SourceSans3-Semibold.ttf");
/// The typeface as SVG names it, best first; quoted, since a name with a digit is no bare word in CSS.
pub const FAMILIES: &str = "'Source Sans 3', 'Source Sans Pro', Helvetica, Arial, sans-serif";
/// plotters measures a font by its height from top to bottom; this is that height in ems.
const HEIGHT_IN_EMS: f64 = 1.326;

pub const PAPER: RGBColor = RGBColor(255, 255, 255);
pub const INK: RGBColor = RGBColor(32, 32, 36);
pub const GREY: RGBColor = RGBColor(96, 96, 102);
pub const MIDDLE: RGBColor = RGBColor(150, 150, 156);
pub const RULE: RGBColor = RGBColor(188, 188, 192);
pub const GRID: RGBColor = RGBColor(229, 229, 232);
// Okabe and Ito's colours, told apart by nearly every eye.
pub const BLUE: RGBColor = RGBColor(0, 114, 178);
pub const VERMILLION: RGBColor = RGBColor(213, 94, 0);
pub const GREEN: RGBColor = RGBColor(0, 158, 115);
pub const PURPLE: RGBColor = RGBColor(204, 121, 167);
/// One colour a side, in order.
pub const SIDES: [RGBColor; 4] = [BLUE, VERMILLION, GREEN, PURPLE];

const SKY: RGBColor = RGBColor(86, 180, 233);
pub const ORANGE: RGBColor = RGBColor(230, 159, 0);
const CHANNELS: [RGBColor; 6] = [BLUE, ORANGE, GREEN, VERMILLION, SKY, PURPLE];

/// The colour of a channel, by its place in the scenario, the same in every figure; past the sixth they come back darker.
pub fn channel_colour(place: usize) -> RGBColor {
    let darker = 0.62f64.powi((place / CHANNELS.len()) as i32);
    let RGBColor(r, g, b) = CHANNELS[place % CHANNELS.len()];
    let [r, g, b] = [r, g, b].map(|c| (f64::from(c) * darker).round() as u8);
    RGBColor(r, g, b)
}

/// A colour thinned with white: `share` of the colour, 0 to 1.
pub fn tint(colour: RGBColor, share: f64) -> RGBColor {
    let thin = |c: u8| (255.0 - (255.0 - f64::from(c)) * share).round() as u8;
    RGBColor(thin(colour.0), thin(colour.1), thin(colour.2))
}

/// How dark a colour looks: 0 is black, 1 white.
pub fn lightness(colour: RGBColor) -> f64 {
    (0.299 * f64::from(colour.0) + 0.587 * f64::from(colour.1) + 0.114 * f64::from(colour.2)) / 255.0
}

/// A cut of the typeface: size in points of the page, weight and colour.
#[derive(Clone, Copy)]
pub struct Type {
    pub size: f64,
    pub strong: bool,
    pub ink: RGBColor,
}

pub const TITLE: Type = Type { size: 17.0, strong: true, ink: INK };
pub const HEAD: Type = Type { size: 13.0, strong: true, ink: INK };
pub const BODY: Type = Type { size: 12.0, strong: false, ink: INK };
pub const LABEL: Type = Type { size: 11.5, strong: false, ink: GREY };
pub const SMALL: Type = Type { size: 10.5, strong: false, ink: GREY };

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

/// A number with `decimals`, thousands apart by commas, and a true minus sign.
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, part) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::new();
    if value < 0.0 && plain.chars().any(|c| c.is_ascii_digit() && c != '0') {
        text.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + part
}

/// The decimals that show three figures of a number of this size (two if it is below one), or none if it is whole.
pub fn decimals(value: f64) -> usize {
    match value.abs() {
        size if size >= 99.95 || size.fract() == 0.0 || !size.is_finite() => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.0995 => 2,
        size => (1.0 - size.log10().floor()).min(6.0) as usize,
    }
}

/// A number with about three figures.
pub fn amount(value: f64) -> String {
    number(value, decimals(value))
}

/// A share as whole percent; small ones are not rounded away.
pub fn percent(share: f64) -> String {
    match share {
        s if s > 0.0 && s < 0.005 => "<1%".to_owned(),
        s if s < 1.0 && s > 0.995 => ">99%".to_owned(),
        s => number(100.0 * s, 0) + "%",
    }
}
