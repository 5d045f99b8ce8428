//! Attribution: the Shapley shares of an effect among intermediaries, beside what each does alone and as the last one out.

use super::axes::{Scale, bottom_axis};
use super::canvas::{Align, Canvas, Frame};
use super::hatch::Bar;
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::rows::{
    Name, Sign, ends, exactly_zero, fields, grid, ink, key, known, said_with_interval, signed_ticks, whisker, with_unit,
};
use super::shapes::Shape;
use super::style::{GRID, HEAD, INK, LABEL, SMALL};
use super::{Figure, Provenance};
use crate::experiment::estimate::Estimate;
use crate::output::lines::sentence;
use serde::{Deserialize, Serialize};

/// Shares of one effect on one response, under one or more rules for where the business goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SharesData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub response: String,
    pub unit: String,
    pub panels: Vec<Panel>,
}

/// One rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Panel {
    /// The rule, such as "lost".
    pub rule: String,
    /// The effect of all together: with them minus without them.
    pub whole: Option<Estimate>,
    pub rows: Vec<Row>,
}

/// What one intermediary adds to the response.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub name: String,
    /// Its share of the whole effect.
    pub share: Option<Estimate>,
    /// All there, minus all there but this one.
    pub alone: Option<Estimate>,
    /// This one there by itself, minus none.
    pub last_out: Option<Estimate>,
}

/// The column of numbers.
const NUMBERS: f64 = 152.0;
const ROW: f64 = 36.0;
/// From the top of a panel to its first row.
const HEADROOM: f64 = 30.0;
const BAR: f64 = 9.0;
/// From one mark of a row to the next.
const STEP: f64 = 10.0;

impl Row {
    fn estimates(&self) -> [Option<Estimate>; 3] {
        [self.share, self.alone, self.last_out].map(known)
    }
}

/// Draws the figure.
pub fn draw(data: &SharesData, from: &Provenance) -> Figure {
    let response = name_or(&data.response, "the response");
    let page = Page {
        name: "shares",
        question: "What does each of several bring?",
        title: name_or(&data.title, &title(data)),
        subtitle: format!("Mean of {}: what each adds to it, with it minus without it", with_unit(&response, &data.unit)),
        alt: alt(data),
        note: "Bars: Shapley shares, the mean of what each adds over all orders of taking them out; they sum to the effect of all \
               together. Circles: taken out by itself. Diamonds: taken out when all the others named here are out already. \
               Whiskers: 95% confidence intervals, each for itself; grey: the interval covers zero. Lost: cases whose channel or \
               intermediary is out end; waits: they wait for another day; re-routed: other channels may take them."
            .to_owned(),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// What all bring together, under the last rule.
fn title(data: &SharesData) -> String {
    let response = sentence(&name_or(&data.response, "the response"));
    let whole = data.panels.last().and_then(|panel| Some((panel, known(panel.whole)?)));
    match whole {
        Some((panel, whole)) if whole.settled() => {
            let rule = match panel.rule.as_str() {
                "waits" => "cases wait",
                "lost" => "cases are lost",
                _ => "cases are re-routed",
            };
            let said = said_with_interval(Some(whole), true);
            format!("All of them together: {said} in {}, where {rule}", name_or(&data.response, "the response"))
        }
        _ => format!("{response}: what each adds"),
    }
}

fn plot(canvas: &mut Canvas, top: f64, data: &SharesData) -> f64 {
    if data.panels.iter().all(|panel| panel.rows.is_empty()) {
        nothing(canvas, Frame { left: LEFT, top, right: RIGHT, bottom: top + 110.0 }, "nobody to share among");
        return top + 110.0;
    }
    let signs = [
        (Sign::Bar(Bar::dark(true, false)), "Shapley share"),
        (Sign::Shape(Shape::Circle, INK, false), "alone: taken out by itself"),
        (Sign::Shape(Shape::Diamond, INK, false), "last out: all the others are out already"),
    ];
    let top = key(canvas, (LEFT, top), &signs) + 8.0;
    let all = || data.panels.iter().flat_map(|panel| &panel.rows);
    let (_, room) = Name::column(all().map(|row| (row.name.as_str(), "")).collect::<Vec<_>>().into_iter());
    let plot = Frame { left: LEFT + room + 14.0, top, right: RIGHT - NUMBERS, bottom: top };
    let (low, high) = ends(all().flat_map(Row::estimates).flatten());
    let scale = Scale::new(low, high, (plot.left + 6.0, plot.right - 6.0));
    let last = data.panels.len() - 1; // there is one, since there are rows
    let title = format!("adds to {}", with_unit(&name_or(&data.response, "the response"), &data.unit));
    data.panels.iter().enumerate().fold(top, |y, (i, panel)| {
        let title = if i == last { LABEL.fit(&title, plot.width()) } else { String::new() };
        one_panel(canvas, Frame { top: y, ..plot }, &scale, (panel, &data.unit), &title)
    })
}

/// One rule: its head with the whole effect, and its rows. Hands back where it ends.
fn one_panel(canvas: &mut Canvas, plot: Frame, scale: &Scale, (panel, unit): (&Panel, &str), title: &str) -> f64 {
    let top = plot.top + HEADROOM;
    let frame = Frame { top, bottom: top + ROW * panel.rows.len() as f64, ..plot };
    let head = HEAD.fit(&panel.rule, 0.5 * (RIGHT - LEFT));
    canvas.text((LEFT, plot.top + 20.0), Align::Left, HEAD, &head);
    let whole = match known(panel.whole) {
        Some(_) => format!("together {} {unit}; the shares sum to it", said_with_interval(panel.whole, true)),
        None => "together: no number".to_owned(),
    };
    let x = LEFT + HEAD.width(&head) + 12.0;
    canvas.text((x, plot.top + 20.0), Align::Left, LABEL.ink(INK), &LABEL.fit(&whole, RIGHT - NUMBERS - x));
    canvas.text((RIGHT, plot.top + 20.0), Align::Right, SMALL, "Shapley share (95% interval)");
    let marks = signed_ticks(scale, 7);
    grid(canvas, frame, scale, &marks);
    for (i, row) in panel.rows.iter().enumerate() {
        let middle = top + (i as f64 + 0.5) * ROW;
        if i > 0 {
            canvas.line(&[(LEFT, middle - ROW / 2.0), (RIGHT, middle - ROW / 2.0)], GRID, 0.6);
        }
        Name::of(&row.name, "", plot.left - LEFT - 12.0, false).draw(canvas, middle);
        marks_of(canvas, scale, middle, row);
    }
    bottom_axis(canvas, frame, scale, &marks, title) + 4.0
}

/// The bar, the circle and the diamond of one row, and its share in numbers.
fn marks_of(canvas: &mut Canvas, scale: &Scale, middle: f64, row: &Row) {
    let [share, alone, last_out] = row.estimates();
    if let Some(share) = share.filter(|share| !exactly_zero(*share)) {
        let (y, zero, value) = (middle - STEP, scale.at(0.0), scale.at(share.value));
        let bar = Frame { left: zero.min(value), right: zero.max(value), top: y - BAR / 2.0, bottom: y + BAR / 2.0 };
        Bar::dark(share.settled(), false).draw(canvas, bar);
        whisker(canvas, scale, y, share, ink(Some(share)));
    }
    for (estimate, y, shape) in [(alone, middle, Shape::Circle), (last_out, middle + STEP, Shape::Diamond)] {
        if let Some(estimate) = estimate {
            let ink = ink(Some(estimate));
            whisker(canvas, scale, y, estimate, ink);
            shape.draw(canvas, (scale.at(estimate.value), y), 3.6, ink, false);
        }
    }
    let words = match share {
        Some(share) if exactly_zero(share) => "exactly zero".to_owned(),
        _ => said_with_interval(share, true),
    };
    let face = LABEL.ink(ink(share));
    canvas.text((RIGHT, middle + 4.0), Align::Right, face, &face.fit(&words, NUMBERS - 4.0));
}

fn alt(data: &SharesData) -> String {
    let mut text = format!("Shapley shares of an effect on {}, in {} panels.", data.response, data.panels.len());
    let said = |estimate| said_with_interval(known(estimate), true);
    for panel in &data.panels {
        text += &format!(" {}: together {} {}.", panel.rule, said(panel.whole), data.unit);
        for row in &panel.rows {
            let [share, alone, last_out] = [row.share, row.alone, row.last_out].map(said);
            text += &format!(" {}: share {share}, alone {alone}, last out {last_out}.", row.name);
        }
    }
    text
}

fn csv(data: &SharesData) -> String {
    let line = |rule: &str, name: &str, kind: &str, estimate: Option<Estimate>| {
        let [value, low, high] = fields(known(estimate));
        [rule.to_owned(), name.to_owned(), kind.to_owned(), value, low, high]
    };
    let rows = data.panels.iter().flat_map(|panel| {
        let kinds = |row: &Row| [("Shapley share", row.share), ("alone", row.alone), ("last out", row.last_out)];
        let shares = panel.rows.iter().flat_map(move |row| kinds(row).map(|(kind, e)| (row.name.as_str(), kind, e)));
        let all = std::iter::once(("", "together", panel.whole)).chain(shares);
        all.map(|(name, kind, estimate)| line(&panel.rule, name, kind, estimate))
    });
    table(["rule", "name", "kind", "adds", "low", "high"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::super::rows::demo::about;
    use super::*;

    pub fn row(name: &str, share: f64) -> Row {
        let [share, alone, last_out] = [about(share, 34.0), about(0.55 * share, 38.0), about(1.3 * share + 20.0, 41.0)];
        Row { name: name.into(), share, alone, last_out }
    }

    fn nothing(name: &str) -> Row {
        Row { name: name.into(), share: about(0.0, 0.0), alone: about(0.0, 0.0), last_out: about(0.0, 0.0) }
    }

    pub fn panel(rule: &str, times: f64) -> Panel {
        let names = ["Turkey", "United Arab Emirates", "Saudi Arabia", "Qatar"];
        let sizes = [412.0, 318.0, 76.0, 6.0];
        let rows = names.iter().zip(sizes).map(|(name, size)| row(name, size * times)).chain([nothing("A placebo")]);
        Panel { rule: rule.into(), whole: about(812.0 * times, 61.0), rows: rows.collect() }
    }

    pub fn data(panels: Vec<Panel>) -> SharesData {
        SharesData {
            title: "Two of four intermediaries hold nine tenths of what all together add".into(),
            response: "people returned to the Northern Republic".into(),
            unit: "people".into(),
            panels,
        }
    }

    #[test]
    fn every_rule_has_its_panel_and_the_whole_stands_at_its_head() {
        let data = data(vec![panel("lost", 1.0), panel("waits", 0.7), panel("re-routed", -0.2)]);
        let figure = draw(&data, &check::provenance());
        assert_eq!(figure.data.lines().count(), 1 + 3 * (1 + 3 * 5));
        assert_eq!(count(&figure, "exactly zero"), 3);
        assert!(figure.svg.contains("together +812 (+751 to +873) people; the shares sum to it"));
        sound(&figure);
        check::demo("shares", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let long =
            ["Дуже довга назва посередника, яка не вміщується в колонку і", "İğdır'daki arabulucuların ortak heyeti"];
        let mut odd = panel("under a rule whose name is longer than any rule’s name has a right to be, and more", 1.0);
        odd.rows[0] = Row { share: about(3.0, 1e6), last_out: about(f64::NAN, 1.0), ..row(long[0], 9.0) };
        odd.rows[1] = Row { alone: None, ..row(long[1], -40_000.0) };
        odd.whole = None;
        let one = Panel { rows: vec![row("Turkey", 40.0)], ..panel("waits", 0.1) };
        let placebo = Panel { rows: vec![nothing("A placebo")], whole: about(0.0, 0.0), rule: "lost".into() };
        let many = Panel {
            rows: (0..12).map(|i| row(&format!("Intermediary {i}"), f64::from(i * i))).collect(),
            ..panel("lost", 1.0)
        };
        let empty = || Panel { rows: vec![], ..panel("lost", 1.0) };
        let mut blank = data(vec![odd]);
        blank.title = String::new();
        blank.unit = String::new();
        let all = [blank, data(vec![one]), data(vec![placebo]), data(vec![many]), data(vec![empty()]), data(vec![])];
        for (i, data) in all.iter().enumerate() {
            let figure = draw(data, &check::provenance());
            sound(&figure);
            check::demo(&format!("shares-odd-{i}"), &figure);
        }
    }
}
