//! The page: title above, plot between, generated caption below, and out comes a figure.

use super::canvas::{Align, Canvas, FAMILY, FAMILY_OVER, FINE, Frame};
use super::style::{BODY, FAMILIES, GREY, INK, RULE, SMALL, TITLE, number};
use super::{Documents, Figure, Provenance};
use std::fmt::Write;

/// 800 points across the page are 180 mm in print.
pub const WIDTH: f64 = 800.0;
pub const LEFT: f64 = 20.0;
pub const RIGHT: f64 = WIDTH - LEFT;

/// Everything of a figure but the plot.
pub struct Page {
    pub name: &'static str,
    /// What the figure answers; the caption begins with it.
    pub question: &'static str,
    pub title: String,
    pub subtitle: String,
    pub alt: String,
    /// What the marks mean; the caption goes on with where the numbers come from.
    pub note: String,
    pub data: String,
}

impl Page {
    /// Runs `plot` with the first free height below the title; it hands back the last height it used.
    pub fn draw(self, from: &Provenance, plot: impl FnOnce(&mut Canvas, f64) -> f64) -> Figure {
        self.draw_from(&origin(from), plot)
    }

    /// The same for what is documented, of which no number was simulated.
    pub fn draw_documents(self, from: &Documents, plot: impl FnOnce(&mut Canvas, f64) -> f64) -> Figure {
        self.draw_from(&from.sentence(), plot)
    }

    fn draw_from(self, origin: &str, plot: impl FnOnce(&mut Canvas, f64) -> f64) -> Figure {
        let (mut drawn, width) = (String::new(), RIGHT - LEFT);
        let mut canvas = Canvas::new(&mut drawn);
        let below = canvas.lines((LEFT, 30.0), Align::Left, TITLE, &TITLE.balanced(&self.title, width));
        let grey = BODY.ink(GREY);
        let below = canvas.lines((LEFT, below - 2.0), Align::Left, grey, &grey.wrap(&self.subtitle, width));
        let bottom = plot(&mut canvas, below);
        let asked = SMALL.strong().ink(INK);
        canvas.line(&[(LEFT, bottom + 14.0), (RIGHT, bottom + 14.0)], RULE, 0.6);
        let y = canvas.lines((LEFT, bottom + 31.0), Align::Left, asked, &asked.wrap(self.question, width));
        let caption = SMALL.wrap(&format!("{} {origin}", self.note), width);
        let end = canvas.lines((LEFT, y), Align::Left, SMALL, &caption);
        canvas.finish();
        let words = format!("{} {}", self.question, self.alt);
        let svg = wrapped(&drawn, &self.title, &words, (end + 2.0).ceil());
        Figure {
            name: self.name.into(),
            question: self.question,
            title: self.title,
            alt: self.alt,
            svg,
            data: self.data,
        }
    }
}

/// The sentence on n, seed, scenario and what was scripted.
fn origin(from: &Provenance) -> String {
    let mut text = format!(
        "n\u{a0}=\u{a0}{}{}, seed\u{a0}{}, scenario {}",
        number(from.n as f64, 0),
        if from.at_each_point { " at each point" } else { "" },
        from.seed,
        name_or(&from.scenario, "unnamed")
    );
    if !from.digest.is_empty() {
        write!(text, " ({})", from.digest).ok(); // writing to a string cannot fail
    }
    text.push('.');
    if let Some(scripted) = &from.scripted {
        write!(text, " {}.", scripted.trim_end_matches('.')).ok();
    }
    text + " In this model; not a forecast."
}

/// `text`, or `other` if it is blank.
pub fn name_or(text: &str, other: &str) -> String {
    if text.trim().is_empty() { other.to_owned() } else { text.to_owned() }
}

/// plotters' drawing under our own head: true size, words for screen readers, the full list of typefaces.
fn wrapped(drawn: &str, title: &str, alt: &str, height: f64) -> String {
    let body = drawn.split_once(">\n").map_or("", |(_, body)| body);
    let over = format!(
        "font-family=\"{FAMILIES}\" paint-order=\"stroke\" stroke=\"#FFFFFF\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
        4.0 * FINE
    );
    let body = body
        .replace(&format!("font-family=\"{FAMILY_OVER}\""), &over)
        .replace(&format!("font-family=\"{FAMILY}\""), &format!("font-family=\"{FAMILIES}\""))
        .replace("font-weight=\"bold\"", "font-weight=\"600\"")
        .replace(" dy=\"0.76em\"", "")
        .replace(" opacity=\"1\"", "");
    let (wide, high) = (WIDTH * FINE, height * FINE);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {wide} {high}\" \
         role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n<rect width=\"{wide}\" height=\"{high}\" fill=\"#FFFFFF\"/>\n{body}",
        escaped(title),
        escaped(alt)
    )
}

fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Rows of a CSV under its header.
pub fn table<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(header).ok(); // writing to memory cannot fail, and all rows are of one length
    for row in rows {
        csv.write_record(&row).ok();
    }
    String::from_utf8(csv.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A message in the middle of an empty plot.
pub fn nothing(canvas: &mut Canvas, frame: Frame, words: &str) {
    let middle = ((frame.left + frame.right) / 2.0, (frame.top + frame.bottom) / 2.0);
    canvas.text(middle, Align::Centre, BODY.ink(GREY), words);
}
