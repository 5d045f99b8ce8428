//! What changed: paired differences between two scenarios, one row a measure, each on its own scale round zero.

use super::axes::{Scale, bottom_axis, ticks};
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::shapes::Shape;
use super::style::{BODY, GREY, INK, LABEL, MIDDLE, MODEL, RULE, SMALL, amount, decimals, number, percent};
use super::{Figure, Provenance};
use crate::output::lines::sentence;
use serde::{Deserialize, Serialize};

/// Paired differences, variant minus base, under common random numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DifferenceData {
    /// The finding; blank for a neutral title.
    pub title: String,
    pub base: String,
    pub variant: String,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub measure: String,
    pub unit: String,
    /// Mean under each scenario.
    pub base: f64,
    pub variant: f64,
    /// Mean difference and its 95% interval.
    pub diff: f64,
    pub low: f64,
    pub high: f64,
    /// Shares of replications, 0 to 1.
    pub higher_share: f64,
    pub same_share: f64,
    pub lower_share: f64,
    /// Differences per replication: a sample of up to 200, or quantiles.
    pub dots: Vec<f64>,
    /// What may be said, in words.
    pub verdict: String,
}

const NAME_ROOM: f64 = 190.0;
const WORD_ROOM: f64 = 200.0;
const DOTS_HEIGHT: f64 = 46.0;
const WIDEST_DOT: f64 = 5.0;
const MEAN: f64 = 4.2;

/// Draws the figure.
pub fn draw(data: &DifferenceData, from: &Provenance) -> Figure {
    let page = Page {
        name: "difference",
        question: "What does the change do?",
        title: name_or(&data.title, &title(data)),
        subtitle: format!("{} minus {}, history by history", name_or(&data.variant, "Variant"), name_or(&data.base, "base")),
        alt: alt(data),
        note: "Grey dots: differences in the first 200 pairs of histories, which share their luck; those that are the same have \
               no dot. Each row has its own scale. Diamonds: the mean difference of all pairs on a line that is its 95% \
               confidence interval; shares on the right are of all pairs."
            .to_owned(),
        data: csv(data),
    };
    page.draw(from, |canvas, top| {
        if data.rows.is_empty() {
            nothing(canvas, Frame { left: LEFT, top, right: RIGHT, bottom: top + 120.0 }, "nothing to compare");
            return top + 120.0;
        }
        data.rows.iter().fold(top, |y, row| one_row(canvas, y, row))
    })
}

/// The first difference, if there is one.
fn title(data: &DifferenceData) -> String {
    match data.rows.first() {
        Some(row) if row.low > 0.0 || row.high < 0.0 => {
            let way = if row.diff > 0.0 { "higher" } else { "lower" };
            format!("{} {way} by {}", sentence(&row.measure), by(row))
        }
        Some(row) if row.low == 0.0 && row.high == 0.0 => {
            format!("{}: the same in every history", sentence(&row.measure))
        }
        Some(row) => format!("{}: no difference told from chance", sentence(&row.measure)),
        None => "What the change changes".to_owned(),
    }
}

/// "232 (223 to 240)": how much, without its sign.
fn by(row: &Row) -> String {
    let size = |v: f64| number(rounded(v.abs(), row), decimals(row.diff));
    let (near, far) = if row.diff > 0.0 { (row.low, row.high) } else { (row.high, row.low) };
    format!("{} ({} to {})", size(row.diff), size(near), size(far))
}

/// One measure: its name and means, its dots and interval, the verdict. Hands back where it ends.
fn one_row(canvas: &mut Canvas, top: f64, row: &Row) -> f64 {
    let frame =
        Frame { left: LEFT + NAME_ROOM, top: top + 8.0, right: RIGHT - WORD_ROOM, bottom: top + 26.0 + DOTS_HEIGHT };
    let name = BODY.strong().wrap_at_most(&sentence(&row.measure), NAME_ROOM - 16.0, 3);
    let y = canvas.lines((LEFT, top + 24.0), Align::Left, BODY.strong(), &name);
    let means = LABEL.wrap_at_most(&means(row), NAME_ROOM - 16.0, 2);
    let y = canvas.lines((LEFT, y), Align::Left, LABEL, &means);
    let interval = LABEL.strong().ink(MODEL);
    let change = interval.wrap_at_most(&change(row), NAME_ROOM - 10.0, 2);
    let left_end = canvas.lines((LEFT, y), Align::Left, interval, &change) + 8.0 - LABEL.leading();
    let axis_end = strip(canvas, frame, row);
    let words = RIGHT - WORD_ROOM + 22.0;
    let verdict = BODY.wrap_at_most(&row.verdict, RIGHT - words, 3);
    let y = canvas.lines((words, top + 24.0), Align::Left, BODY, &verdict);
    let shares = [row.higher_share, row.same_share, row.lower_share].map(percent);
    let shares = format!("higher {}, same {}, lower\u{a0}{}", shares[0], shares[1], shares[2]);
    let right_end = canvas.lines((words, y + 1.0), Align::Left, SMALL, &SMALL.wrap(&shares, RIGHT - words));
    left_end.max(right_end - 8.0).max(axis_end) + 12.0
}

/// "2,070 → 1,829 people", to the decimals in which the difference shows.
fn means(row: &Row) -> String {
    let visible = (-row.diff.abs().log10()).ceil().clamp(0.0, 6.0) as usize;
    let visible = if row.diff == 0.0 { 0 } else { visible };
    let shown = |mean: f64| number(rounded(mean, row), decimals(row.base).max(visible));
    let [from, to] = [row.base, row.variant].map(shown);
    format!("{from} → {to} {}", row.unit)
}

/// A large number to the digits that the interval of the difference supports: one beyond the first of its error.
fn rounded(value: f64, row: &Row) -> f64 {
    let error = (row.high - row.low) / 4.0;
    let step = 10f64.powf(error.log10().floor() - 1.0);
    if step.is_finite() && step > 1.0 { (value / step).round() * step } else { value }
}

/// "−241 (−282 to −200)", with plus signs where they belong.
fn change(row: &Row) -> String {
    if !row.diff.is_finite() {
        return "undefined".to_owned();
    }
    let signed = |v: f64| if v > 0.0 { "+" } else { "" }.to_owned() + &number(rounded(v, row), decimals(row.diff));
    let [diff, low, high] = [row.diff, row.low, row.high].map(signed);
    if row.low == row.high {
        return diff;
    }
    format!("{diff} ({low} to {high})")
}

/// The dots over the interval of the mean, on a scale that holds zero, the interval and nearly all the dots.
fn strip(canvas: &mut Canvas, frame: Frame, row: &Row) -> f64 {
    // Pairs that do not differ belong to neither side of zero: they are counted in words.
    let mut dots: Vec<f64> = row.dots.iter().copied().filter(|d| d.is_finite() && *d != 0.0).collect();
    dots.sort_by(f64::total_cmp);
    let (low, high) = limits(&dots, row);
    let scale = Scale::new(low, high, (frame.left + 6.0, frame.right - 6.0));
    let axis = bottom_axis(canvas, frame, &scale, &ticks(low, high, 5, 1e-6), "");
    let zero = scale.at(0.0);
    canvas.line(&[(zero, frame.top), (zero, frame.bottom)], INK, 0.8);
    let inside: Vec<f64> = dots.iter().copied().filter(|d| (low..=high).contains(d)).collect();
    pile(canvas, frame, &inside, &scale);
    beyond(canvas, frame, &dots, (low, high));
    if [row.diff, row.low, row.high].iter().all(|v| v.is_finite()) {
        mean(canvas, [row.low, row.diff, row.high].map(|v| scale.at(v)), frame.bottom - 8.0);
    }
    axis
}

/// The mean and its interval, of which no end is drawn that the mark would hide.
fn mean(canvas: &mut Canvas, [low, mid, high]: [f64; 3], y: f64) {
    canvas.line(&[(low, y), (high, y)], MODEL, 1.8);
    for x in [low, high].into_iter().filter(|x| (x - mid).abs() > 2.0 * MEAN) {
        canvas.line(&[(x, y - 4.0), (x, y + 4.0)], MODEL, 1.4);
    }
    Shape::Diamond.draw(canvas, (mid, y), MEAN, MODEL, true);
}

/// The dots stacked in columns of their own width; whole numbers that lie well apart stand in blocks over their value.
fn pile(canvas: &mut Canvas, frame: Frame, dots: &[f64], scale: &Scale) {
    let apart = scale.at(1.0) - scale.at(0.0);
    let whole = dots.iter().all(|d| d.fract() == 0.0) && apart >= 2.0 * WIDEST_DOT;
    let widths = (2..=20).rev().map(|k| WIDEST_DOT * f64::from(k) / 20.0);
    let stacked = widths.map(|width| {
        let across = if whole { (0.8 * apart / width).floor().max(1.0) as usize } else { 1 };
        let column = |d: f64| if whole { d } else { d.signum() * (scale.way(d).abs() / width).ceil() };
        (width, across, stack(dots, column))
    });
    let fits = |(width, across, placed): &(f64, usize, Vec<(f64, usize)>)| {
        let tallest = placed.iter().map(|dot| dot.1 / across + 1).max().unwrap_or(0);
        tallest as f64 * width <= DOTS_HEIGHT || *width < 0.11 * WIDEST_DOT
    };
    let Some((width, across, placed)) = stacked.into_iter().find(fits) else { return };
    for (column, before) in placed {
        let x = if whole {
            scale.at(column) + ((before % across) as f64 - (across as f64 - 1.0) / 2.0) * width
        } else {
            scale.at(0.0) + (column - 0.5 * column.signum()) * width
        };
        canvas.dot((x, frame.bottom - 17.0 - ((before / across) as f64 + 0.5) * width), 0.45 * width, MIDDLE);
    }
}

/// The column of each of the sorted dots, and the dots already in it.
fn stack(dots: &[f64], column: impl Fn(f64) -> f64) -> Vec<(f64, usize)> {
    let mut placed: Vec<(f64, usize)> = Vec::with_capacity(dots.len());
    for at in dots.iter().map(|dot| column(*dot)) {
        let before = placed.last().filter(|last| last.0 == at).map_or(0, |last| last.1 + 1);
        placed.push((at, before));
    }
    placed
}

/// Zero, the interval, and the dots, save for the few far beyond the rest, which would press all others together.
fn limits(sorted: &[f64], row: &Row) -> (f64, f64) {
    let quantile = |q: f64| sorted.get((q * (sorted.len() as f64 - 1.0)).round().max(0.0) as usize).copied();
    let (near, far) = (quantile(0.05).unwrap_or(0.0), quantile(0.95).unwrap_or(0.0));
    let reach = 1.5 * (far - near).max(row.high - row.low);
    let shown = |d: &&f64| **d >= near - reach && **d <= far + reach;
    let known = [0.0, row.low, row.high, row.diff];
    let values = || sorted.iter().filter(shown).chain(&known).copied().filter(|v| v.is_finite());
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let spare = if high > low { 0.03 * (high - low) } else { 1.0 };
    (low - spare, high + spare)
}

/// Says how many dots lie beyond either end, and how far.
fn beyond(canvas: &mut Canvas, frame: Frame, sorted: &[f64], (low, high): (f64, f64)) {
    let lower = sorted.iter().filter(|d| **d < low).count();
    let upper = sorted.iter().filter(|d| **d > high).count();
    if let Some(least) = sorted.first().filter(|_| lower > 0) {
        let text = format!("← {lower} beyond, to {}", amount(*least));
        canvas.text((frame.left, frame.top + 8.0), Align::Left, SMALL.ink(GREY), &text);
    }
    if let Some(most) = sorted.last().filter(|_| upper > 0) {
        let text = format!("{upper} beyond, to {} →", amount(*most));
        canvas.text((frame.right, frame.top + 8.0), Align::Right, SMALL.ink(GREY), &text);
    }
    if lower + upper > 0 {
        canvas.line(&[(frame.left, frame.bottom), (frame.right, frame.bottom)], RULE, 0.8);
    }
}

fn alt(data: &DifferenceData) -> String {
    let mut text = format!("{} measures, each with the difference between paired histories.", data.rows.len());
    for row in &data.rows {
        text += &format!(" {}: {}{}, {}; {}.", row.measure, change(row), of(row), row.unit, row.verdict);
    }
    text
}

/// What the numbers of a change are; one that is the same in every pair has no interval.
fn of(row: &Row) -> &'static str {
    if row.low == row.high { "" } else { ", mean and 95% interval" }
}

fn csv(data: &DifferenceData) -> String {
    let rows = data.rows.iter().flat_map(|row| {
        let line = |kind: &str, value: f64| [row.measure.clone(), row.unit.clone(), kind.to_owned(), value.to_string()];
        let known = [("base", row.base), ("variant", row.variant), ("difference", row.diff), ("low", row.low)];
        let more =
            [("high", row.high), ("higher", row.higher_share), ("same", row.same_share), ("lower", row.lower_share)];
        let summary = known.into_iter().chain(more).map(|(kind, value)| line(kind, value));
        let dots = row.dots.iter().filter(|d| d.is_finite()).map(|d| line("pair", *d));
        summary.chain(dots).collect::<Vec<_>>()
    });
    table(["measure", "unit", "kind", "value"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    pub fn row(measure: &str, unit: &str, base: f64, diff: f64, verdict: &str) -> Row {
        // A bell of differences round the mean.
        let dots = (0..100).map(|i| diff + base * 0.07 * ((f64::from(i) + 0.5) / (99.5 - f64::from(i))).ln()).collect();
        Row {
            measure: measure.into(),
            unit: unit.into(),
            base,
            variant: base + diff,
            diff,
            low: diff - base * 0.02,
            high: diff + base * 0.02,
            higher_share: 0.62,
            same_share: 0.2,
            lower_share: 0.18,
            dots,
            verdict: verdict.into(),
        }
    }

    pub fn data(rows: Vec<Row>) -> DifferenceData {
        let title = "Without guarantors about 240 fewer people come home".into();
        DifferenceData { title, base: "Baseline".into(), variant: "No guarantors".into(), rows }
    }

    #[test]
    fn every_pair_is_a_dot() {
        let rows = vec![
            row(
                "People returned to the Northern Republic",
                "people",
                2070.0,
                -241.0,
                "fewer: clearly separated from zero",
            ),
            row("Longest pause", "days", 118.0, 16.0, "longer: separated from zero"),
            row(
                "Deals announced and lost",
                "of all announced",
                0.21,
                0.002,
                "not separated: about 4,000 more replications would tell",
            ),
        ];
        let figure = draw(&data(rows), &check::provenance());
        assert_eq!(count(&figure, "<circle"), 3 * 100, "every pair");
        assert_eq!(count(&figure, "<polygon"), 3, "every mean");
        assert_eq!(figure.data.lines().count(), 1 + 3 * (8 + 100));
        sound(&figure);
        check::demo("difference", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let long = "Дуже довга назва показника, яка не вміщується в колонку";
        let mut outlier = row(
            long,
            "İğdır'daki kişilerin sayısı ve ötesi",
            40.0,
            3.0,
            "Çok uzun bir hüküm, ğüşiöç harfleriyle, bitmek bilmeyen ve üç satıra sığmayan bir cümle, belki dört",
        );
        outlier.dots.push(1_250_000.0);
        let nothing = Row { dots: vec![], diff: 0.0, low: 0.0, high: 0.0, ..row("Same", "", 0.0, 0.0, "") };
        let undefined = Row {
            dots: vec![f64::NAN],
            diff: f64::NAN,
            low: f64::NAN,
            high: f64::NAN,
            ..row("Undefined", "days", 1.0, 0.0, "no data")
        };
        // Exchanges differ by small whole numbers, and in most pairs not at all.
        let counts = |same: usize| {
            (0..200 - same).map(|i| f64::from((i * i % 13) as u8 / 2) - 2.0).chain(vec![0.0; same]).collect()
        };
        let few =
            Row { dots: counts(0), diff: 0.9, low: 0.5, high: 1.3, ..row("Exchanges", "exchanges", 31.0, 0.9, "more") };
        let same = Row {
            dots: counts(150),
            diff: 0.2,
            low: 0.1,
            high: 0.3,
            ..row("Exchanges", "exchanges", 31.0, 0.2, "more")
        };
        let odd = [vec![], vec![outlier], vec![nothing, undefined], vec![few, same]];
        for (i, rows) in odd.into_iter().enumerate() {
            let figure = draw(&data(rows), &check::provenance());
            sound(&figure);
            check::demo(&format!("difference-odd-{i}"), &figure);
        }
    }
}
