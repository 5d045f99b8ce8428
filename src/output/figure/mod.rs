//! Figures: plain data in, a picture out (SVG with real text, PNG at 300 dpi, and a CSV of exactly what is drawn).
//!
//! ```text
//! style   typeface, colours, numbers in words     axes    ticks, scales, labels that make room for each other
//! canvas  lines, areas, dots, text on plotters    page    title above, caption below, one figure out
//! returned  lanes  funnel  pauses  waiting  difference  acceptability  network     one file a figure: `draw(&data, &provenance)`
//! forest  heat  region  line  scatter  routes     likewise, of many runs: arms, grids and sweeps
//! indices  tornado  screening  shares      likewise, of questions asked of the model; bars from hatch, the rest of a row from rows
//! calendar  cumulative  ratios  remains                    likewise, of a documented record: `draw(&data, &documents)`
//! picture  any of them as data, to be kept and drawn again
//! ```
//!
//! Nothing here knows the model, but for the words of its focal issue: every figure takes a struct of names and numbers
//! defined in its own file.

pub mod acceptability;
mod axes;
pub mod calendar;
mod canvas;
#[cfg(test)]
mod check;
pub mod cumulative;
pub mod difference;
pub mod forest;
pub mod funnel;
pub mod grid;
mod hatch;
pub mod heat;
pub mod indices;
pub mod interval;
pub mod lanes;
#[cfg(test)]
mod legible;
pub mod line;
mod marks;
pub mod network;
mod page;
#[cfg(test)]
mod parsed;
pub mod pauses;
mod picture;
pub mod raster;
pub mod ratios;
pub mod region;
pub mod remains;
pub mod returned;
pub mod routes;
mod rows;
pub mod scatter;
pub mod screening;
mod shapes;
pub mod shares;
mod style;
pub mod tornado;
pub mod waiting;

#[cfg(test)]
pub(super) use check::{demo, sound};
pub use picture::Picture;
pub use style::amount;

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// 180 mm, a double column, at 300 dots an inch.
const PNG_WIDTH: f64 = 180.0 / 25.4 * 300.0;
/// The PNG chunk that says 300 dpi: 11,811 dots a metre both ways, with its checksum.
const PHYS: [u8; 21] =
    [0, 0, 0, 9, b'p', b'H', b'Y', b's', 0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1, 0x78, 0xa5, 0x3f, 0x76];
/// Where the first chunk of every PNG ends: 8 bytes of signature, 25 of header.
const AFTER_HEADER: usize = 33;

/// A finished picture.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The stem of its file name, such as `returned`.
    pub name: Cow<'static, str>,
    /// What it answers.
    pub question: &'static str,
    pub title: String,
    /// What is seen, in words and numbers, for those who cannot see it.
    pub alt: String,
    /// 180 mm wide in print, 800 px on a screen.
    pub svg: String,
    /// CSV of exactly what is drawn.
    pub data: String,
}

/// Where a figure's numbers come from; every caption ends with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Provenance {
    pub scenario: String,
    /// Replications.
    pub n: u64,
    /// They are those of each point of a study, not of one arm.
    #[serde(default)]
    pub at_each_point: bool,
    pub seed: u64,
    /// The first letters of the scenario's digest.
    pub digest: String,
    /// How much of the result was put in, such as "41% of people exchanged were scripted".
    pub scripted: Option<String>,
}

/// What a figure of a documented record rests on; its caption ends with it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Documents {
    /// Rows drawn, and the different pages they rest on.
    pub rows: u64,
    pub pages: u64,
    /// Rows by confidence, best first.
    pub confidence: Vec<(Cow<'static, str>, u64)>,
    /// The last day that the record covers, in words.
    pub until: String,
    /// The first letters of the record's digest; empty if there is none.
    pub digest: String,
}

/// A date in words, such as "30 Nov 2025".
pub fn date_name(date: jiff::civil::Date) -> String {
    axes::day_name(Some(date), 0.0)
}

impl Documents {
    /// "Record to 30 Nov 2025: 76 rows from 118 pages; confidence: 60 high, 12 medium."
    pub(crate) fn in_short(&self) -> String {
        let count = |n: u64| style::number(n as f64, 0);
        let marks: Vec<String> =
            self.confidence.iter().filter(|c| c.1 > 0).map(|(word, n)| format!("{} {word}", count(*n))).collect();
        format!(
            "Record to {}{}: {} rows from {} pages; confidence: {}.",
            self.until.replace(' ', "\u{a0}"),
            if self.digest.is_empty() { String::new() } else { format!("\u{a0}({})", self.digest) },
            count(self.rows),
            count(self.pages),
            if marks.is_empty() { "no rows".to_owned() } else { marks.join(", ") }
        )
    }

    /// The same, with what a record is and is not.
    pub(crate) fn sentence(&self) -> String {
        self.in_short() + " Reports by named outlets and offices, not established facts; nothing here is simulated."
    }
}

impl Figure {
    /// The picture as PNG, 180 mm wide at 300 dpi, set in the embedded typeface on any machine.
    ///
    /// # Panics
    /// Never on a figure drawn here: the canvas writes well-formed SVG of a positive size.
    pub fn png(&self) -> Vec<u8> {
        let mut png = raster::raster(&self.svg, PNG_WIDTH).encode_png().expect("encoding to memory cannot fail");
        png.splice(AFTER_HEADER..AFTER_HEADER, PHYS);
        png
    }
}
