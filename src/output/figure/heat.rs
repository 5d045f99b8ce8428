//! A response over a two-way grid, light to dark, in panels on one scale of colour.

use super::canvas::{Align, Canvas, Frame};
use super::grid::{Axis, Grid, Panel, colour_bar, round_range, rows, word};
use super::interval::{Estimate, Unit};
use super::page::{LEFT, Page, name_or, table};
use super::style::{LABEL, shade};
use super::{Figure, Provenance};
use crate::output::lines::sentence;
use serde::{Deserialize, Serialize};

/// A response at each point of a grid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HeatData {
    /// The finding; blank for a neutral title.
    pub title: String,
    /// The response, such as "probability that a case is carried out".
    pub measure: String,
    /// A "share" is written in percent.
    pub unit: String,
    /// What the intervals are, such as "95% interval".
    pub interval: String,
    pub x: Axis,
    pub y: Axis,
    pub panels: Vec<Panel>,
}

/// Draws the figure.
pub fn draw(data: &HeatData, from: &Provenance) -> Figure {
    let page = Page {
        name: "heat",
        question: "How does the answer move with two numbers?",
        title: name_or(&data.title, &title(data)),
        subtitle: format!("Colour and number: {}", Unit(&data.unit).on_axis(&data.measure)),
        alt: alt(data),
        note: note(data),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// The least and the most over the grid.
fn title(data: &HeatData) -> String {
    let all = || data.panels.iter().flat_map(|p| p.cells.iter().flatten()).filter(|e| e.known()).map(|e| e.value);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let over = format!("{} and {}", data.x.label, data.y.label);
    if low > high {
        return format!("{} over {over}", sentence(&data.measure));
    }
    let (unit, places) = (Unit(&data.unit), Unit(&data.unit).decimals(high - low));
    let [low, high] = [low, high].map(|v| unit.plain(v, places));
    format!("{}: {low} to {high} over {over}", sentence(&data.measure))
}

fn plot(canvas: &mut Canvas, top: f64, data: &HeatData) -> f64 {
    let (low, high) = round_range(&data.panels);
    let (unit, places) = (Unit(&data.unit), Unit(&data.unit).decimals(high - low));
    let all = || data.panels.iter().flat_map(|p| p.cells.iter().flatten()).filter(|e| e.known());
    let or_less = if all().any(|e| e.value < low) { " or less" } else { "" };
    let or_more = if all().any(|e| e.value > high) { " or more" } else { "" };
    let ends = [unit.plain(low, places) + or_less, unit.plain(high, places) + or_more];
    let end = colour_bar(canvas, (LEFT, top + 6.0), [&ends[0], &ends[1]], shade);
    let name = unit.on_axis("");
    canvas.text((end + 6.0, top + 15.0), Align::Left, LABEL, &LABEL.fit(&name, 300.0));
    let grid = Grid::new(top + 28.0, &data.x, &data.y, &data.panels);
    let words: Vec<String> = all().map(|e| unit.plain(e.value, places)).collect();
    let printed = grid.holds(words.iter());
    grid.draw(canvas, |canvas: &mut Canvas, cell: Frame, of: Estimate| {
        let ground = shade((of.value - low) / (high - low));
        canvas.rect(cell, ground);
        if printed {
            word(canvas, cell, ground, &unit.plain(of.value, places));
        }
    })
}

fn note(data: &HeatData) -> String {
    let all = || data.panels.iter().flat_map(|p| p.cells.iter().flatten());
    let half = all().filter(|e| e.spanned()).map(|e| (e.high - e.low) / 2.0).fold(0.0, f64::max);
    let unit = Unit(&data.unit);
    let certain = match half {
        h if h > 0.0 => format!(
            " No cell’s {} is wider than its value ±\u{a0}{} {}.",
            name_or(&data.interval, "95% interval"),
            unit.plain(half, unit.decimals(half)).trim_end_matches('%'),
            unit.of_differences()
        ),
        _ => String::new(),
    };
    let missing = if all().any(|e| !e.known()) { " Crossed out: not computed." } else { "" };
    format!(
        "Each cell: all replications, played with its two values{}.{certain}{missing}{}",
        if data.panels.len() > 1 { "; the panels share one scale" } else { "" },
        Grid::note(&data.x, &data.y)
    )
}

fn alt(data: &HeatData) -> String {
    let unit = Unit(&data.unit);
    let mut text = format!("{} over a grid of {} by {}.", data.measure, data.x.title(), data.y.title());
    for panel in &data.panels {
        let known = || {
            let points = (0..data.y.values.len()).flat_map(|j| (0..data.x.values.len()).map(move |i| (i, j)));
            points.filter(|(i, j)| panel.at(*i, *j).known())
        };
        let value = |(i, j): &(usize, usize)| panel.at(*i, *j).value;
        let ends = [
            ("lowest", known().min_by(|a, b| value(a).total_cmp(&value(b)))),
            ("highest", known().max_by(|a, b| value(a).total_cmp(&value(b)))),
        ];
        for (word, (i, j)) in ends.into_iter().filter_map(|(word, at)| Some((word, at?))) {
            let of = unit.level(panel.at(i, j));
            text += &format!(
                " {}{word} {of} at {} and {}.",
                if panel.name.is_empty() { String::new() } else { format!("{}: ", panel.name) },
                data.x.name(i),
                data.y.name(j)
            );
        }
    }
    text
}

fn csv(data: &HeatData) -> String {
    let [(name_x, x_stands), (name_y, y_stands)] = [&data.x, &data.y].map(Axis::stands);
    let rows = rows(&data.x, &data.y, &data.panels).map(|([panel, x, y], of)| {
        let [value, low, high] = of.cells();
        [panel, x, y, value, low, high, x_stands.clone(), y_stands.clone()]
    });
    table(["panel", &data.x.path, &data.y.path, "value", "low", "high", &name_x, &name_y], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    pub fn axis(label: &str, values: &[f64], stands: f64) -> Axis {
        let names = values.iter().map(|v| format!("{v:.1}")).collect();
        Axis {
            label: label.into(),
            path: label.into(),
            values: values.to_vec(),
            names,
            stands: Some((stands, format!("{stands}"))),
        }
    }

    pub fn panel(name: &str, x: usize, y: usize, f: impl Fn(f64, f64) -> f64) -> Panel {
        let estimate = |v: f64| Estimate { value: v, low: v - 0.012, high: v + 0.012 };
        let cells = (0..y).map(|j| (0..x).map(|i| estimate(f(i as f64, j as f64))).collect()).collect();
        Panel { name: name.into(), cells }
    }

    pub fn data() -> HeatData {
        HeatData {
            title: "Guarantors carry large cases where negotiators may decide little, in this model".into(),
            measure: "probability that a case is carried out".into(),
            unit: "share".into(),
            interval: "95% interval".into(),
            x: axis("authority of both sides", &[0.2, 0.4, 0.6, 0.8, 1.0], 0.6),
            y: axis("guarantee", &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], 0.4),
            panels: vec![
                panel("Small cases", 5, 6, |i, j| 0.55 + 0.06 * i + 0.03 * j),
                panel("Large cases", 5, 6, |i, j| 0.08 + 0.09 * i + 0.07 * j - 0.005 * i * j),
            ],
        }
    }

    #[test]
    fn every_cell_is_coloured_and_printed() {
        let figure = draw(&data(), &check::provenance());
        assert_eq!(figure.data.lines().count(), 1 + 2 * 30);
        assert_eq!(count(&figure, "\n55%\n"), 1);
        assert!(figure.svg.contains("±\u{a0}1.2"));
        sound(&figure);
        check::demo("heat", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = HeatData { title: String::new(), panels: vec![], ..data() };
        let one = HeatData {
            x: axis("authority", &[0.6], 0.6),
            y: axis("guarantee", &[0.4], 0.7),
            panels: vec![panel("", 1, 1, |_, _| 0.4)],
            ..data()
        };
        let mut three = data();
        three.unit = "people".into();
        three.x.names = (0..5).map(|i| format!("Дуже довга назва значення {i}")).collect();
        three.y.names = (0..6).map(|i| format!("İğdır'daki müzakerecilerin yetkisi {i}")).collect();
        three.x.label = "повноваження переговорників обох сторін на прямому каналі".into();
        three.panels = (0..3)
            .map(|k| {
                panel("Малі та середні справи, що їх подали вперше", 5, 6, |i, j| {
                    2070.0 + 100.0 * i * j * f64::from(k)
                })
            })
            .collect();
        three.panels[1].cells[2][3] = Estimate::NONE;
        three.panels[2].cells.pop();
        let values: Vec<f64> = (0..30).map(|i| f64::from(i) / 29.0).collect();
        let mut fine = HeatData {
            unit: "people".into(),
            x: axis("authority", &values, 0.43),
            y: axis("guarantee", &values, 0.21),
            panels: vec![panel("", 30, 30, |i, j| (i + j) / 60.0)],
            ..data()
        };
        fine.panels[0].cells[0][29].value = 1_250_000.0;
        for (i, odd) in [none, one, three, fine].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("heat-odd-{i}"), &figure);
        }
    }
}
