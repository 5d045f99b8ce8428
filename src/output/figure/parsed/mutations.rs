//! That the comparisons can fail: one number changed in the data, or one mark moved in the picture, is noticed.

use super::super::Figure;
use super::{bands, bars, calendar, channels, dots, grids, lanes, piles, records};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A figure and how it is compared.
struct Case {
    figure: Figure,
    check: fn(&Figure),
    /// Columns of its data that are not drawn, or not where another is blank.
    undrawn: &'static [&'static str],
    /// How many of the sampled marks, but for those of paper, stand for no number: signs of a key, dots in a pile.
    unbound: usize,
}

fn case(figure: Figure, check: fn(&Figure), unbound: usize, undrawn: &'static [&'static str]) -> Case {
    Case { figure, check, undrawn, unbound }
}

fn cases() -> Vec<Case> {
    vec![
        case(bands::returned(), bands::returned_as_drawn, 0, &[]),
        case(bands::pauses(true), bands::pauses_as_drawn, 0, &[]),
        case(bands::line(), bands::line_as_drawn, 0, &[]),
        case(bars::indices(), bars::indices_as_drawn, 4, &[]),
        case(bars::tornado(), bars::tornado_as_drawn, 4, &["stands"]),
        case(bars::shares(), bars::shares_as_drawn, 3, &[]),
        case(channels::funnel(2), channels::funnel_as_drawn, 0, &["se"]),
        case(channels::network(), channels::network_as_drawn, 7, &["people_low", "people_high"]), // blocks and stations
        case(dots::forest(), dots::forest_as_drawn, 0, &["base"]),
        case(dots::routes(), dots::routes_as_drawn, 0, &[]),
        case(dots::scatter(2, 64), dots::scatter_as_drawn, 0, &["low", "high"]), // but for their signs
        case(
            dots::screening(false),
            dots::screening_as_drawn,
            4,
            &["low, if no interval_drawn", "high, if no interval_drawn"],
        ),
        case(dots::acceptability(), dots::acceptability_as_drawn, 0, &["replication"]),
        case(piles::waiting(), piles::waiting_as_drawn, 1, &[]), // one that never comes
        case(bands::returned_arms(), bands::returned_as_drawn, 0, &[]),
        case(piles::waiting_arms(), piles::waiting_as_drawn, 30, &[]), // those that never come
        case(piles::difference(), piles::difference_as_drawn, 6, &[]), // dots within their bins
        case(grids::heat(), grids::heat_as_drawn, 16, &["low", "high"]), // the bar of colours
        case(grids::region(), grids::region_as_drawn, 23, &["low", "high"]), // and grounds of words
        case(lanes::lanes(), lanes::lanes_as_drawn, 3, &[]),
        case(records::cumulative(), records::cumulative_as_drawn, 0, &[]),
        // A deal without a ratio is a cross on its day.
        case(
            records::ratios(),
            records::ratios_as_drawn,
            0,
            &["people home to Northern Republic, if no log_ratio", "sure, if no log_ratio"],
        ),
        case(records::remains(), records::remains_as_drawn, 0, &["counted", "sure"]), // one outline for either
        case(calendar::calendar(), calendar::calendar_as_drawn, 0, &[]),
    ]
}

fn fails(check: fn(&Figure), figure: &Figure) -> bool {
    catch_unwind(AssertUnwindSafe(|| check(figure))).is_err()
}

/// A number or a date, moved by more than any rounding, or the other answer; none for what is none of these.
fn moved(cell: &str, range: f64) -> Option<String> {
    if let Some(other) = [("yes", "no"), ("no", "yes")].iter().find_map(|(is, other)| (*is == cell).then_some(*other)) {
        return Some(other.to_owned());
    }
    if let Ok(date) = cell.parse::<jiff::civil::Date>() {
        return Some(date.saturating_add(jiff::ToSpan::days(20)).to_string());
    }
    let value: f64 = cell.parse().ok()?;
    Some((value + 0.07 * range.max(0.2 * value.abs())).to_string())
}

/// The data with one cell of a column moved, for some cells spread over it, with the old and the new text.
fn mutants(figure: &Figure, column: usize, undrawn: &[&str]) -> Vec<(String, Figure)> {
    const MOST: usize = 16;
    let rows: Vec<Vec<String>> = csv::Reader::from_reader(figure.data.as_bytes())
        .records()
        .map(|row| row.expect("rows").iter().map(str::to_owned).collect())
        .collect();
    let header = figure.data.lines().next().expect("a header");
    let values = || rows.iter().filter_map(|row| row[column].parse::<f64>().ok());
    let range = values().fold(f64::NEG_INFINITY, f64::max) - values().fold(f64::INFINITY, f64::min);
    let names: Vec<&str> = header.split(',').collect();
    let blank = |i: usize| {
        let other = undrawn.iter().find_map(|u| u.split_once(", if no ").filter(|(name, _)| *name == names[column]));
        other.is_some_and(|(_, other)| {
            rows[i][names.iter().position(|name| *name == other).expect("a column")].is_empty()
        })
    };
    let cells = (0..rows.len()).filter(|i| moved(&rows[*i][column], range).is_some() && !blank(*i));
    let cells: Vec<usize> = cells.collect();
    let step = cells.len().div_ceil(MOST).max(1);
    let mutant = |i: usize| {
        let mut rows = rows.clone();
        let new = moved(&rows[i][column], range).expect("it is a number");
        let what = format!("row {i}: {} for {}", new, rows[i][column]);
        rows[i][column] = new;
        let mut csv = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| csv.write_record(row).expect("to memory"));
        let body = String::from_utf8(csv.into_inner().expect("to memory")).expect("text");
        (what, Figure { data: format!("{header}\n{body}"), ..figure.clone() })
    };
    cells.into_iter().step_by(step).map(mutant).collect()
}

#[test]
fn a_number_changed_in_the_data_is_noticed() {
    let mut unnoticed = Vec::new();
    for Case { figure, check, undrawn, .. } in cases() {
        let header = figure.data.lines().next().expect("a header").to_owned();
        for (column, name) in header.split(',').enumerate().filter(|(_, name)| !undrawn.contains(name)) {
            let quiet = mutants(&figure, column, undrawn).into_iter().filter(|(_, mutant)| !fails(check, mutant));
            unnoticed.extend(quiet.map(|(what, _)| format!("{} {name}, {what}", figure.name)));
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
}

/// A tag with all its places two points further to the right and down.
fn shifted(tag: &str) -> String {
    let further = |text: &str| (text.parse::<i32>().expect("a whole number") + 20).to_string();
    let mut parts: Vec<String> = tag.split('"').map(str::to_owned).collect();
    for i in 1..parts.len() {
        let name = parts[i - 1].trim().rsplit(' ').next().unwrap_or_default().to_owned();
        match name.as_str() {
            "cx=" | "cy=" | "x=" | "y=" => parts[i] = further(&parts[i]),
            "points=" => {
                let numbers = parts[i].split([' ', ',']).filter(|v| !v.is_empty()).map(further).collect::<Vec<_>>();
                parts[i] = numbers.chunks(2).map(|place| place.join(",")).collect::<Vec<_>>().join(" ");
            }
            _ => {}
        }
    }
    parts.join("\"")
}

/// The picture with one of its circles, bars and areas moved, for some of those that are not of paper.
fn moved_marks(figure: &Figure) -> Vec<(String, Figure)> {
    const MOST: usize = 60;
    let tags = figure.svg.match_indices('<').map(|(at, _)| (at, at + figure.svg[at..].find('>').expect("it ends")));
    let is = |(at, end): &(usize, usize)| {
        let tag = &figure.svg[*at..*end];
        let kinds = ["<circle", "<rect x", "<polygon"];
        kinds.iter().any(|kind| tag.starts_with(kind)) && !tag.contains("#FFFFFF")
    };
    let marks: Vec<(usize, usize)> = tags.filter(is).collect();
    let mutant = |(at, end): (usize, usize)| {
        let (tag, svg) = (&figure.svg[at..end], &figure.svg);
        let svg = format!("{}{}{}", &svg[..at], shifted(tag), &svg[end..]);
        (tag.to_owned(), Figure { svg, ..figure.clone() })
    };
    let step = marks.len().div_ceil(MOST).max(1);
    marks.into_iter().step_by(step).map(mutant).collect()
}

#[test]
fn a_mark_moved_in_the_picture_is_noticed() {
    for Case { figure, check, unbound, .. } in cases() {
        let quiet = moved_marks(&figure).into_iter().filter(|(_, mutant)| !fails(check, mutant));
        let quiet: Vec<String> = quiet.map(|(what, _)| what).collect();
        assert!(quiet.len() <= unbound, "{}: {} unnoticed: {quiet:#?}", figure.name, quiet.len());
    }
}
