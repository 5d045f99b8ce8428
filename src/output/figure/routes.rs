//! Direct and mediated: cases compared by the way they went, beside the same cases played with and without intermediaries.

use super::axes::{Scale, bottom_axis};
use super::canvas::{Align, Canvas, Frame};
use super::interval::{Estimate, Unit, level_scale, nearest, whisker};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::shapes::Shape;
use super::style::{GREY, GRID, HEAD, INK, LABEL, MIDDLE, MODEL, SMALL};
use super::{Figure, Provenance};
use crate::output::lines::sentence;
use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};

/// What a naive comparison says, and what the counterfactual says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoutesData {
    /// The finding; blank for a neutral title.
    pub title: String,
    /// Why the groups differ by themselves, such as "64% of mediated cases are hard, of direct ones 19%"; blank if not known.
    pub selection: String,
    /// What the intervals are, such as "95% intervals".
    pub intervals: String,
    /// Cases by the way they went, such as "went direct" and "mediated".
    pub groups: [String; 2],
    /// The two worlds that all cases meet, such as "without intermediaries" and "with them".
    pub worlds: [String; 2],
    pub measures: Vec<Measure>,
}

/// One measure; both differences are second minus first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measure {
    pub name: String,
    /// A "share" is written in percent.
    pub unit: String,
    pub groups: [Estimate; 2],
    /// Between the groups: of different cases.
    pub naive: Estimate,
    pub worlds: [Estimate; 2],
    /// Between the worlds: the paired difference.
    pub effect: Estimate,
}

const GAP: f64 = 30.0;
const ROW: f64 = 38.0;
const HEADS: [(&str, &str); 3] = [
    ("By the way a case went", "different cases, by no accident"),
    ("All cases, in both worlds", "paired histories with the same luck"),
    ("Difference", "second minus first"),
];

/// Draws the figure.
pub fn draw(data: &RoutesData, from: &Provenance) -> Figure {
    let page = Page {
        name: "routes",
        question: "Do direct and mediated cases differ because of the intermediary?",
        title: name_or(&data.title, "Direct and mediated: what is compared decides the answer"),
        subtitle: name_or(&data.selection, "Cases by the way they went, and all cases with and without intermediaries"),
        alt: alt(data),
        note: note(data),
        data: csv(data),
    };
    page.draw(from, |canvas, top| {
        if data.measures.is_empty() {
            nothing(canvas, Frame { left: LEFT, top, right: RIGHT, bottom: top + 120.0 }, "nothing to compare");
            return top + 120.0;
        }
        let below = heads(canvas, top + 18.0);
        data.measures.iter().fold(below, |y, measure| one_measure(canvas, y, data, measure))
    })
}

fn note(data: &RoutesData) -> String {
    format!(
        "Marks: means. Lines: {}. Left: the cases are not the same, so the difference between the groups is not the effect of \
         intermediaries. Middle: all cases of paired histories; their paired difference is the effect.",
        name_or(&data.intervals, "95% intervals"),
    )
}

/// The three columns.
fn column(k: usize) -> (f64, f64) {
    let width = (RIGHT - LEFT - 2.0 * GAP) / 3.0;
    let left = LEFT + k as f64 * (width + GAP);
    (left, left + width)
}

fn heads(canvas: &mut Canvas, y: f64) -> f64 {
    let ends = HEADS.into_iter().enumerate().map(|(k, (head, below))| {
        let (left, right) = column(k);
        canvas.text((left, y), Align::Left, HEAD, head);
        canvas.lines((left, y + 15.0), Align::Left, SMALL, &SMALL.wrap(below, right - left))
    });
    ends.fold(y, f64::max) - 6.0
}

/// The measure's name over its three plots; groups and worlds share a scale. Hands back where it ends.
fn one_measure(canvas: &mut Canvas, top: f64, data: &RoutesData, measure: &Measure) -> f64 {
    let unit = Unit(&measure.unit);
    canvas.line(&[(LEFT, top + 4.0), (RIGHT, top + 4.0)], GRID, 0.8);
    let name = LABEL.strong().ink(INK).fit(&sentence(&measure.name), RIGHT - LEFT);
    canvas.text((LEFT, top + 20.0), Align::Left, LABEL.strong().ink(INK), &name);
    let frame = |k: usize| {
        let (left, right) = column(k);
        Frame { left, top: top + 28.0, right, bottom: top + 28.0 + 2.0 * ROW }
    };
    let levels = [measure.groups, measure.worlds].concat();
    let pairs = [(&data.groups, measure.groups, Shape::Square), (&data.worlds, measure.worlds, Shape::Circle)];
    let mut low = top;
    for (k, (names, of, shape)) in pairs.into_iter().enumerate() {
        let frame = frame(k);
        let scale = level_scale(&levels, (frame.left + 4.0, frame.right - 4.0));
        let look = |i: usize| (shape, [MIDDLE, if k == 0 { INK } else { MODEL }][i], i == 1);
        let row = |i: usize| Row { words: &names[i], number: unit.level(of[i]), of: of[i], look: look(i) };
        low = low.max(plot(canvas, frame, &scale, unit, [row(0), row(1)], false));
    }
    let frame = frame(2);
    let zero = Estimate { value: 0.0, low: 0.0, high: 0.0 };
    let scale = level_scale(&[measure.naive, measure.effect, zero], (frame.left + 4.0, frame.right - 4.0));
    let rows = [
        Row {
            words: "naive comparison",
            number: unit.change(measure.naive),
            of: measure.naive,
            look: (Shape::Square, INK, true),
        },
        Row {
            words: "effect in this model",
            number: unit.change(measure.effect),
            of: measure.effect,
            look: (Shape::Circle, MODEL, true),
        },
    ];
    low.max(plot(canvas, frame, &scale, unit, rows, true)) + 8.0
}

/// A name and a number over a mark with its interval.
struct Row<'r> {
    words: &'r str,
    number: String,
    of: Estimate,
    look: (Shape, RGBColor, bool),
}

fn plot(canvas: &mut Canvas, frame: Frame, scale: &Scale, unit: Unit, rows: [Row; 2], difference: bool) -> f64 {
    if difference {
        canvas.line(&[(scale.at(0.0), frame.top), (scale.at(0.0), frame.bottom)], INK, 0.8);
    }
    for (i, row) in rows.into_iter().enumerate() {
        let y = frame.top + i as f64 * ROW;
        let number = if row.of.known() { row.number } else { "not known".to_owned() };
        let short = number.split(" (").next().unwrap_or_default().to_owned();
        let name = SMALL.fit(row.words, frame.width() - SMALL.width(&short) - 8.0);
        let ways = [format!("{}: {number}", row.words), format!("{name}: {short}"), short];
        let x = if row.of.known() { scale.at(row.of.value) } else { (frame.left + frame.right) / 2.0 };
        let face = SMALL.ink(if row.of.known() { INK } else { GREY });
        nearest(canvas, frame, (x, y + 14.0), face, &ways);
        let (shape, ink, filled) = row.look;
        whisker(canvas, scale, y + 26.0, row.of, shape, ink, filled);
    }
    let (title, label): (_, fn(Unit<'_>, f64, usize) -> String) = match difference {
        true => (unit.of_differences().to_owned(), |unit, v, places| unit.signed(v, places)),
        false => (unit.on_axis(""), |unit, v, places| unit.plain(v, places)),
    };
    let title = LABEL.fit(&title, frame.width());
    bottom_axis(canvas, frame, scale, &unit.ticks(scale, 5, label), &title)
}

fn alt(data: &RoutesData) -> String {
    let mut text = format!("{} measures, naively and as a paired counterfactual.", data.measures.len());
    for m in &data.measures {
        let unit = Unit(&m.unit);
        let [a, b] = m.groups.map(|e| unit.level(e));
        let [c, d] = m.worlds.map(|e| unit.level(e));
        let ([first, second], [before, after]) = (&data.groups, &data.worlds);
        text +=
            &format!(" {} ({}): {first} {a}, {second} {b}; {before} {c}, {after} {d};", m.name, unit.of_differences());
        text += &format!(" naive difference {}, effect {}.", unit.change(m.naive), unit.change(m.effect));
    }
    text
}

fn csv(data: &RoutesData) -> String {
    let rows = data.measures.iter().flat_map(|m| {
        let line = move |kind: &str, of: Estimate| {
            let [value, low, high] = of.cells();
            [m.name.clone(), m.unit.clone(), kind.to_owned(), value, low, high]
        };
        let names = data.groups.iter().chain(&data.worlds);
        let levels = names.zip([m.groups, m.worlds].concat()).map(move |(name, of)| line(name, of));
        levels.chain([line("naive difference", m.naive), line("effect", m.effect)]).collect::<Vec<_>>()
    });
    table(["measure", "unit", "kind", "value", "low", "high"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    fn estimate(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    pub fn data() -> RoutesData {
        RoutesData {
            title: "Mediated cases fare no better, yet mediation carries out 12 in 100 cases more, in this model"
                .into(),
            selection: "Hard cases go to the mediators: 64% of mediated cases are hard, of direct ones 19%".into(),
            intervals: "95% intervals".into(),
            groups: ["went direct", "mediated"].map(str::to_owned),
            worlds: ["without intermediaries", "with intermediaries"].map(str::to_owned),
            measures: vec![
                Measure {
                    name: "Cases carried out".into(),
                    unit: "share".into(),
                    groups: [estimate(0.50, 0.007), estimate(0.512, 0.012)],
                    naive: estimate(0.012, 0.014),
                    worlds: [estimate(0.636, 0.006), estimate(0.756, 0.005)],
                    effect: estimate(0.12, 0.004),
                },
                Measure {
                    name: "Lead time, from the demand to the last batch".into(),
                    unit: "days".into(),
                    groups: [estimate(31.0, 0.8), estimate(47.5, 1.6)],
                    naive: estimate(16.5, 1.8),
                    worlds: [estimate(38.4, 0.9), estimate(36.1, 0.8)],
                    effect: estimate(-2.3, 0.6),
                },
            ],
        }
    }

    #[test]
    fn the_naive_difference_stands_beside_the_effect() {
        let figure = draw(&data(), &check::provenance());
        assert_eq!(figure.data.lines().count(), 1 + 2 * 6);
        assert_eq!(count(&figure, "<circle"), 2 * 2 * 3, "the worlds and the effect, with their edges");
        assert!(figure.svg.contains("naive comparison: +1.2") && figure.svg.contains("effect in this model: +12.0"));
        sound(&figure);
        check::demo("routes", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = RoutesData { title: String::new(), selection: String::new(), measures: vec![], ..data() };
        let mut long = data();
        long.groups = ["пішли прямим каналом без посередників і гарантів", "İğdır'daki arabulucular eliyle yürüyenler"]
            .map(str::to_owned);
        long.worlds = long.groups.clone();
        long.measures[0].name =
            "Частка справ, виконаних повністю або частково, серед усіх, що дійшли до кінця, за весь час подій і далі"
                .into();
        long.measures[0].groups[1] = Estimate::NONE;
        long.measures[0].naive = Estimate::NONE;
        long.measures[1].worlds[0].low = f64::NAN;
        long.measures[1].groups[1] = estimate(400_000.0, 12.0);
        long.measures[1].naive = estimate(399_969.0, 12.0);
        let mut flat = data();
        flat.measures.truncate(1);
        flat.measures[0].groups = [estimate(0.5, 0.0); 2];
        flat.measures[0].worlds = [estimate(0.5, 0.0); 2];
        flat.measures[0].naive = estimate(0.0, 0.0);
        flat.measures[0].effect = estimate(0.0, 0.0);
        for (i, odd) in [none, long, flat].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("routes-odd-{i}"), &figure);
        }
    }
}
