//! Many arms against one base: paired differences with their intervals, one row an arm, one panel a measure.

use super::axes::bottom_axis;
use super::canvas::{Align, Canvas, Frame};
use super::interval::{Estimate, Unit, any_beyond, difference_scale, nearest, whisker};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::shapes::Shape;
use super::style::{BODY, GREY, GRID, INK, LABEL, MIDDLE, MODEL, SMALL};
use super::{Figure, Provenance};
use crate::output::lines::sentence;
use serde::{Deserialize, Serialize};

/// Paired differences of several arms, each minus the base, under common random numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForestData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub base: String,
    /// What the intervals are, such as "simultaneous 95% intervals (Šidák, over 7 arms)".
    pub intervals: String,
    pub arms: Vec<String>,
    pub panels: Vec<Panel>,
}

/// One measure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Panel {
    pub measure: String,
    /// A "share" is written in percent.
    pub unit: String,
    /// The mean under the base.
    pub base: f64,
    /// One an arm, in the order of the arms.
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub difference: Estimate,
    /// What may be said, in a word or two.
    pub verdict: String,
    pub separated: bool,
}

const MOST_ACROSS: usize = 3;
const WIDEST_NAME: f64 = 190.0;
const GAP: f64 = 26.0;
const ROW: f64 = 34.0;

/// Draws the figure.
pub fn draw(data: &ForestData, from: &Provenance) -> Figure {
    let base = name_or(&data.base, "the base");
    let page = Page {
        name: "forest",
        question: "What do several changes do, each against the base?",
        title: name_or(&data.title, &title(data)),
        subtitle: format!("Each arm minus {base}, history by history"),
        alt: alt(data),
        note: note(data),
        data: csv(data),
    };
    page.draw(from, |canvas, top| {
        if data.arms.is_empty() || data.panels.is_empty() {
            nothing(canvas, Frame { left: LEFT, top, right: RIGHT, bottom: top + 120.0 }, "nothing to compare");
            return top + 120.0;
        }
        data.panels.chunks(MOST_ACROSS).fold(top, |y, panels| one_line(canvas, y, data, panels))
    })
}

fn note(data: &ForestData) -> String {
    let beyond = data.panels.iter().any(|panel| any_beyond(&panel.differences()));
    format!(
        "Marks: mean difference over all pairs of histories that share their luck. Lines: {}. Filled: separated from zero; \
         hollow and grey: not. Each panel has its own scale.{}",
        name_or(&data.intervals, "95% intervals"),
        if beyond { " Arrows: beyond the scale." } else { "" }
    )
}

/// On which side of the base how many arms lie, by the first measure.
fn title(data: &ForestData) -> String {
    let Some(panel) = data.panels.first() else { return "What each arm changes".to_owned() };
    let way = |up: bool| panel.rows.iter().filter(|r| r.separated && (r.difference.value > 0.0) == up).count();
    let ways = [("higher", way(true)), ("lower", way(false))].into_iter().filter(|(_, n)| *n > 0);
    let said: Vec<String> = ways.map(|(way, n)| format!("{way} in {n} of {} arms", data.arms.len())).collect();
    let said = if said.is_empty() { "not told apart from the base in any arm".to_owned() } else { said.join(", ") };
    format!("{} {said}", sentence(&panel.measure))
}

impl Panel {
    fn differences(&self) -> Vec<Estimate> {
        self.rows.iter().map(|row| row.difference).collect()
    }

    fn unit(&self) -> Unit<'_> {
        Unit(&self.unit)
    }
}

/// The arms' names at the left, and up to three panels beside each other; hands back where they end.
fn one_line(canvas: &mut Canvas, top: f64, data: &ForestData, panels: &[Panel]) -> f64 {
    let across = data.panels.len().min(MOST_ACROSS) as f64;
    let names = data.arms.iter().map(|arm| BODY.width(arm)).fold(40.0, f64::max).min(WIDEST_NAME) + 10.0;
    let width = (RIGHT - LEFT - names - GAP * (across - 1.0)) / across;
    let heads: Vec<Vec<String>> =
        panels.iter().map(|panel| BODY.strong().wrap_at_most(&sentence(&panel.measure), width, 2)).collect();
    let lines = heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let first = top + 16.0 + lines * BODY.strong().leading() + SMALL.leading();
    for (i, arm) in data.arms.iter().enumerate() {
        let middle = first + (i as f64 + 0.5) * ROW;
        let words = BODY.wrap_at_most(arm, names - 10.0, 2);
        let y = middle + 4.0 - (words.len() as f64 - 1.0) * BODY.leading() / 2.0;
        canvas.lines((LEFT, y), Align::Left, BODY, &words);
        canvas.line(&[(LEFT, middle - ROW / 2.0), (RIGHT, middle - ROW / 2.0)], GRID, 0.7);
    }
    let mut low = first;
    for (i, (panel, head)) in panels.iter().zip(&heads).enumerate() {
        let left = LEFT + names + i as f64 * (width + GAP);
        let bottom = first + data.arms.len() as f64 * ROW;
        let y = canvas.lines((left, top + 16.0), Align::Left, BODY.strong(), head);
        let base = format!("{}: {}", name_or(&data.base, "base"), panel.unit().amount(panel.base));
        canvas.text((left, y), Align::Left, SMALL, &SMALL.fit(&base, width));
        low = low.max(one_panel(canvas, Frame { left, top: first, right: left + width, bottom }, panel));
    }
    low + 10.0
}

/// The part of a panel on the mark's side of zero, if words so wide fit there; else all of it.
fn side_of(frame: Frame, zero: f64, x: f64, width: f64) -> Frame {
    let side = if x < zero { Frame { right: zero - 3.0, ..frame } } else { Frame { left: zero + 3.0, ..frame } };
    if side.width() >= width { side } else { frame }
}

/// One measure: its zero line, and on each row the difference in figures over its mark and interval.
fn one_panel(canvas: &mut Canvas, frame: Frame, panel: &Panel) -> f64 {
    let scale = difference_scale(&panel.differences(), (frame.left + 4.0, frame.right - 4.0));
    let zero = scale.at(0.0);
    canvas.line(&[(zero, frame.top), (zero, frame.bottom)], INK, 0.8);
    for (i, row) in panel.rows.iter().enumerate() {
        let (y, of) = (frame.top + i as f64 * ROW, row.difference);
        let (ink, face) = if row.separated { (MODEL, SMALL.ink(INK)) } else { (MIDDLE, SMALL.ink(GREY)) };
        let full = if of.known() { panel.unit().change(of) } else { "not known".to_owned() };
        let short = panel.unit().change(Estimate { low: f64::NAN, ..of });
        let ways = match row.verdict.trim() {
            verdict if !row.separated && !verdict.is_empty() => {
                vec![format!("{full}: {verdict}"), format!("{short}: {verdict}"), full, short]
            }
            _ => vec![full, short],
        };
        let x = if of.known() { scale.at(of.value) } else { zero };
        nearest(canvas, side_of(frame, zero, x, face.width(&ways[0])), (x, y + 13.0), face, &ways);
        whisker(canvas, &scale, y + 23.0, of, Shape::Circle, ink, row.separated);
    }
    let title = LABEL.fit(panel.unit().of_differences(), frame.width());
    let ticks = panel.unit().ticks(&scale, (frame.width() / 36.0) as usize, Unit::signed);
    bottom_axis(canvas, frame, &scale, &ticks, &title)
}

fn alt(data: &ForestData) -> String {
    let mut text = format!(
        "Differences of {} arms from {} in {} measures.",
        data.arms.len(),
        name_or(&data.base, "the base"),
        data.panels.len()
    );
    for panel in &data.panels {
        text += &format!(" {} ({}):", panel.measure, panel.unit().of_differences());
        for (arm, row) in data.arms.iter().zip(&panel.rows) {
            let verdict = name_or(&row.verdict, if row.separated { "separated from zero" } else { "not separated" });
            text += &format!(" {arm} {}, {verdict};", panel.unit().change(row.difference));
        }
        text = text.trim_end_matches(';').to_owned() + ".";
    }
    text
}

fn csv(data: &ForestData) -> String {
    let rows = data.panels.iter().flat_map(|panel| {
        data.arms.iter().zip(&panel.rows).map(|(arm, row)| {
            let [value, low, high] = row.difference.cells();
            let separated = if row.separated { "yes" } else { "no" }.to_owned();
            let base = panel.base.to_string();
            [
                panel.measure.clone(),
                panel.unit.clone(),
                base,
                arm.clone(),
                value,
                low,
                high,
                separated,
                row.verdict.clone(),
            ]
        })
    });
    table(["measure", "unit", "base", "arm", "difference", "low", "high", "separated", "verdict"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    pub fn row(value: f64, half: f64, verdict: &str) -> Row {
        let difference = Estimate { value, low: value - half, high: value + half };
        Row { difference, verdict: verdict.into(), separated: value.abs() > half }
    }

    pub fn panel(measure: &str, unit: &str, base: f64, rows: Vec<Row>) -> Panel {
        Panel { measure: measure.into(), unit: unit.into(), base, rows }
    }

    pub fn data() -> ForestData {
        let arms = ["Turkey out", "Saudi Arabia out", "Qatar out", "United Arab Emirates out", "all four out"];
        let people = [(-38.0, 14.0), (-6.0, 13.0), (4.0, 12.5), (-196.0, 22.0), (-252.0, 26.0)];
        let wait = [(6.1, 2.2), (0.4, 1.6), (-0.2, 1.5), (15.6, 3.4), (24.0, 4.0)];
        let share = [(0.004, 0.008), (0.001, 0.007), (0.0, 0.0), (-0.031, 0.009), (-0.046, 0.010)];
        let rows = |of: [(f64, f64); 5], up: &str, down: &str| {
            let verdict = |(v, half): (f64, f64)| match v {
                0.0 => "the same",
                v if v.abs() < half => "cannot tell",
                v if v > 0.0 => up,
                _ => down,
            };
            of.into_iter().map(|(v, half)| row(v, half, verdict((v, half)))).collect()
        };
        ForestData {
            title: "Only the United Arab Emirates' absence costs more than 100 people, in this model".into(),
            base: "As it stands".into(),
            intervals: "simultaneous 95% intervals (Šidák, over 5 arms)".into(),
            arms: arms.map(str::to_owned).to_vec(),
            panels: vec![
                panel("Prisoners home to the Northern Republic", "people", 2070.4, rows(people, "more", "fewer")),
                panel("Wait for the first exchange", "days", 61.25, rows(wait, "longer", "shorter")),
                panel("Cases carried out", "share", 0.523, rows(share, "more", "fewer")),
            ],
        }
    }

    #[test]
    fn every_arm_has_a_mark_in_every_panel() {
        let figure = draw(&data(), &check::provenance());
        assert_eq!(count(&figure, "<circle"), 2 * 3 * 5, "each with its edge");
        assert_eq!(figure.data.lines().count(), 1 + 3 * 5);
        assert!(figure.svg.contains("−196 (−218 to −174)") && figure.svg.contains("percentage points"));
        assert!(!figure.svg.contains("Arrows"));
        sound(&figure);
        check::demo("forest", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = ForestData { arms: vec![], panels: vec![], title: String::new(), ..data() };
        let long = "Усі посередники вибули одночасно, і жоден не може повернутися до кінця подій";
        let mut one = data();
        one.title = String::new();
        one.base = "Hiçbir şeyin değişmediği, İğdır'dan Şırnak'a uzanan durum".into();
        one.arms = vec![long.into()];
        one.panels = vec![panel(long, "people", 1_234_567.0, vec![row(-12.0, 3.0, "İğdır'daki herkes için daha az")])];
        let mut twelve = data();
        twelve.arms = (0..12).map(|i| format!("{long} {i}")).collect();
        let rows = || {
            let many = (0..12).map(|i| row(f64::from(i) - 4.0, 2.0, long));
            let mut rows: Vec<Row> = many.collect();
            rows[3] = row(4_321.0, 20.0, "far away");
            rows[5] = Row { difference: Estimate::NONE, verdict: String::new(), separated: false };
            rows[6].difference.low = f64::NAN;
            rows
        };
        twelve.panels = (0..5).map(|_| panel(long, "Тижнів очікування на перший обмін", f64::NAN, rows())).collect();
        let three = ForestData { panels: data().panels.into_iter().take(2).collect(), ..data() };
        for (i, odd) in [none, one, twelve, three].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            assert_eq!(figure.svg.contains("Arrows: beyond the scale"), i == 2);
            sound(&figure);
            check::demo(&format!("forest-odd-{i}"), &figure);
        }
    }
}
