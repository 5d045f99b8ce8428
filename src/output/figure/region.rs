//! Where an answer flips: the sign of a paired difference over a two-way grid, with what cannot be told apart from zero.

use super::canvas::{Align, Canvas, Frame};
use super::grid::{Axis, Grid, Panel, colour_bar, hatch, outline, reach, rows, word, word_on_hatch};
use super::interval::{Estimate, Unit};
use super::page::{LEFT, Page, name_or, table};
use super::style::{INK, PAPER, SMALL, diverging, ink_on};
use super::{Figure, Provenance};
use crate::output::lines::sentence;
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};

/// A paired difference, variant minus base, at each point of a grid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegionData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub base: String,
    pub variant: String,
    /// What differs, such as "people home to A".
    pub measure: String,
    /// A "share" is written in percentage points.
    pub unit: String,
    /// What the intervals are, such as "95% interval".
    pub interval: String,
    pub x: Axis,
    pub y: Axis,
    pub panels: Vec<Panel>,
}

/// What the interval of a difference says.
#[derive(Clone, Copy, PartialEq)]
enum Zone {
    Higher,
    Lower,
    Undecided,
    Same,
    Missing,
}

impl Zone {
    /// A difference without an interval tells nothing; one that is zero in every pair is no doubt.
    fn of(e: Estimate) -> Zone {
        match e {
            e if !e.known() => Zone::Missing,
            e if e.low == 0.0 && e.high == 0.0 => Zone::Same,
            e if e.low > 0.0 && e.spanned() => Zone::Higher,
            e if e.high < 0.0 && e.spanned() => Zone::Lower,
            _ => Zone::Undecided,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Zone::Higher => "higher",
            Zone::Lower => "lower",
            Zone::Undecided => "undecided",
            Zone::Same => "the same",
            Zone::Missing => "not computed",
        }
    }
}

/// Draws the figure.
pub fn draw(data: &RegionData, from: &Provenance) -> Figure {
    let (base, variant) = (name_or(&data.base, "the base"), name_or(&data.variant, "the variant"));
    let unit = Unit(Unit(&data.unit).of_differences());
    let page = Page {
        name: "region",
        question: "Where does the answer flip?",
        title: name_or(&data.title, &format!("Where {variant} is higher or lower than {base}")),
        subtitle: sentence(&format!("{variant} minus {base}: {}", unit.on_axis(&data.measure))),
        alt: alt(data),
        note: note(data),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

fn plot(canvas: &mut Canvas, top: f64, data: &RegionData) -> f64 {
    let most = reach(&data.panels);
    let (unit, places) = (Unit(&data.unit), Unit(&data.unit).decimals(most));
    key(canvas, top + 6.0, data, most);
    let grid = Grid::new(top + 28.0, &data.x, &data.y, &data.panels);
    let all = data.panels.iter().flat_map(|p| p.cells.iter().flatten());
    let words: Vec<String> = all.filter(|e| e.known()).map(|e| unit.signed(e.value, places)).collect();
    let printed = grid.holds(words.iter());
    let bottom = grid.draw(canvas, |canvas, cell, of| {
        let (zone, words) = (Zone::of(of), unit.signed(of.value, places));
        // What is told apart from zero is never quite white.
        let ground =
            if zone == Zone::Same { PAPER } else { diverging(of.value.signum() * (of.value.abs() / most).max(0.1)) };
        match zone {
            Zone::Undecided => hatch(canvas, cell),
            _ => canvas.rect(cell, ground),
        }
        match zone {
            Zone::Undecided if printed => word_on_hatch(canvas, cell, &words),
            _ if printed => word(canvas, cell, ground, &words),
            Zone::Higher | Zone::Lower => sign(canvas, cell, zone, ink_on(ground)),
            _ => {}
        }
    });
    if !data.x.values.is_empty() && !data.y.values.is_empty() {
        (0..data.panels.len()).for_each(|p| borders(canvas, &grid, p, &data.panels[p]));
    }
    bottom
}

/// What the colours mean: a bar, and the grounds that occur besides.
fn key(canvas: &mut Canvas, y: f64, data: &RegionData, most: f64) {
    let (unit, places) = (Unit(&data.unit), Unit(&data.unit).decimals(most));
    let all = || data.panels.iter().flat_map(|p| p.cells.iter().flatten());
    let beyond = |is: bool| if is { " or more" } else { "" };
    let more = [beyond(all().any(|e| e.value < -most)), beyond(all().any(|e| e.value > most))];
    let ends = [
        format!("lower: {}{}", unit.signed(-most, places), more[0]),
        format!("{}{}: higher", unit.signed(most, places), more[1]),
    ];
    let mut x = colour_bar(canvas, (LEFT, y), [&ends[0], &ends[1]], |share| diverging(2.0 * share - 1.0)) + 22.0;
    for (zone, words) in
        [(Zone::Undecided, "undecided: the interval covers zero"), (Zone::Same, "the same in every pair")]
    {
        if all().any(|e| Zone::of(*e) == zone) {
            let swatch = Frame { left: x, top: y, right: x + 20.0, bottom: y + 11.0 };
            if zone == Zone::Undecided {
                hatch(canvas, swatch)
            } else {
                outline(canvas, swatch, INK, 0.6)
            }
            canvas.text((x + 26.0, y + 9.0), Align::Left, SMALL, words);
            x += 26.0 + SMALL.width(words) + 18.0;
        }
    }
}

/// A plus or a minus in a cell too small for its number.
fn sign(canvas: &mut Canvas, cell: Frame, zone: Zone, ink: RGBColor) {
    let (x, y) = ((cell.left + cell.right) / 2.0, (cell.top + cell.bottom) / 2.0);
    let arm = 0.22 * cell.width().min(cell.bottom - cell.top).min(16.0);
    canvas.line(&[(x - arm, y), (x + arm, y)], ink, 0.9);
    if zone == Zone::Higher {
        canvas.line(&[(x, y - arm), (x, y + arm)], ink, 0.9);
    }
}

/// A line wherever neighbours say different things.
fn borders(canvas: &mut Canvas, grid: &Grid, p: usize, panel: &Panel) {
    let (columns, rows) = (grid.x.values.len(), grid.y.values.len());
    for (i, j) in (0..columns).flat_map(|i| (0..rows).map(move |j| (i, j))) {
        let (cell, zone) = (grid.cell(p, i, j), Zone::of(panel.at(i, j)));
        if i + 1 < columns && Zone::of(panel.at(i + 1, j)) != zone {
            canvas.line(&[(cell.right, cell.top), (cell.right, cell.bottom)], INK, 1.4);
        }
        if j + 1 < rows && Zone::of(panel.at(i, j + 1)) != zone {
            canvas.line(&[(cell.left, cell.top), (cell.right, cell.top)], INK, 1.4);
        }
    }
}

fn note(data: &RegionData) -> String {
    let missing = data.panels.iter().any(|p| p.cells.iter().flatten().any(|e| !e.known()));
    format!(
        "Each cell: the mean difference over pairs of histories that share their luck, played with its two values. Coloured: the {} \
         leaves out zero; black lines part the zones.{}{}",
        name_or(&data.interval, "95% interval"),
        if missing { " Crossed out: not computed." } else { "" },
        Grid::note(&data.x, &data.y)
    )
}

fn alt(data: &RegionData) -> String {
    let mut text = format!(
        "Map of the paired difference in {} over a grid of {} by {}.",
        data.measure,
        data.x.title(),
        data.y.title()
    );
    for panel in &data.panels {
        let of = |zone: Zone| panel.cells.iter().flatten().filter(|e| Zone::of(**e) == zone).count();
        let zones = [Zone::Higher, Zone::Lower, Zone::Undecided, Zone::Same, Zone::Missing];
        let counts = zones.into_iter().map(|zone| (zone, of(zone))).filter(|(_, n)| *n > 0);
        let counts: Vec<String> = counts.map(|(zone, n)| format!("{} in {n}", zone.word())).collect();
        let name = if panel.name.is_empty() { String::new() } else { format!("{}: ", panel.name) };
        text += &format!(" {name}{} of its cells.", counts.join(", "));
    }
    text
}

fn csv(data: &RegionData) -> String {
    let [(name_x, x_stands), (name_y, y_stands)] = [&data.x, &data.y].map(Axis::stands);
    let rows = rows(&data.x, &data.y, &data.panels).map(|([panel, x, y], of)| {
        let ([value, low, high], zone) = (of.cells(), Zone::of(of).word().to_owned());
        [panel, x, y, value, low, high, zone, x_stands.clone(), y_stands.clone()]
    });
    table(["panel", &data.x.path, &data.y.path, "difference", "low", "high", "zone", &name_x, &name_y], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::super::heat::tests::axis;
    use super::*;

    pub fn panel(name: &str, x: usize, y: usize, f: impl Fn(f64, f64) -> f64) -> Panel {
        let estimate = |v: f64| Estimate { value: v, low: v - 21.0, high: v + 21.0 };
        let cells = (0..y).map(|j| (0..x).map(|i| estimate(f(i as f64, j as f64))).collect()).collect();
        Panel { name: name.into(), cells }
    }

    pub fn data() -> RegionData {
        RegionData {
            title: "Mediators help while negotiators may decide little, and hinder beyond, in this model".into(),
            base: "direct talks alone".into(),
            variant: "with mediators".into(),
            measure: "people home to both sides".into(),
            unit: "people".into(),
            interval: "95% interval".into(),
            x: axis("authority of both sides", &[0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], 0.6),
            y: axis("guarantee", &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], 0.5),
            panels: vec![panel("", 9, 6, |i, j| 150.0 - 42.0 * i + 24.0 * j + 3.0 * i * j)],
        }
    }

    #[test]
    fn the_zone_follows_the_interval() {
        let zone = |value: f64, low: f64, high: f64| Zone::of(Estimate { value, low, high }).word();
        assert_eq!(zone(5.0, 1.0, 9.0), "higher");
        assert_eq!(zone(-5.0, -9.0, -1.0), "lower");
        assert_eq!(zone(5.0, -1.0, 11.0), "undecided");
        assert_eq!(zone(5.0, 0.0, 10.0), "undecided", "an interval that ends on zero covers it");
        assert_eq!(zone(5.0, f64::NAN, f64::NAN), "undecided");
        assert_eq!(zone(0.0, 0.0, 0.0), "the same");
        assert_eq!(zone(f64::NAN, -1.0, 1.0), "not computed");
    }

    #[test]
    fn every_cell_says_which_way() {
        let figure = draw(&data(), &check::provenance());
        assert_eq!(figure.data.lines().count(), 1 + 54);
        assert_eq!(count(&figure, "\n+150\n"), 1);
        let undecided = figure.data.matches(",undecided").count();
        assert!(
            undecided > 3 && figure.alt.contains(&format!("undecided in {undecided} of its cells")),
            "{}",
            figure.alt
        );
        sound(&figure);
        check::demo("region", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = RegionData { title: String::new(), panels: vec![], ..data() };
        let mut three = data();
        three.panels = ["Малі справи", "Orta büyüklükteki davalar, İğdır ve Şırnak", "Large cases"]
            .map(|name| panel(name, 9, 6, |i, j| 90.0 - 30.0 * i + 9.0 * j * (name.len() as f64 - 18.0)))
            .into();
        three.panels[0].cells[1][1] = Estimate::NONE;
        three.panels[0].cells[2][2].low = f64::NAN;
        three.panels[1].cells[3] = vec![Estimate { value: 0.0, low: 0.0, high: 0.0 }; 9];
        let values: Vec<f64> = (0..40).map(|i| f64::from(i) / 39.0).collect();
        let mut fine = data();
        (fine.x, fine.y) = (axis("authority", &values, 0.43), axis("guarantee", &values[..20], 0.21));
        fine.panels = vec![panel("", 40, 20, |i, j| 200.0 - 0.3 * i * i + 0.6 * j * j - 4.0 * i)];
        fine.panels[0].cells[3][30].value = 1_250_000.0;
        let mut shares = data();
        shares.unit = "share".into();
        let divided = |e: &mut Estimate| *e = Estimate { value: e.value / 4e3, low: e.low / 4e3, high: e.high / 4e3 };
        shares.panels[0].cells.iter_mut().flatten().for_each(divided);
        for (i, odd) in [none, three, fine, shares].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("region-odd-{i}"), &figure);
        }
    }
}
