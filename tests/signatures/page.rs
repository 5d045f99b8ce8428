//! The tables of docs/rivals.md, and the places in the page where they stand.

use backchannel::experiment::estimate::digits;

use crate::{
    estimate::Figure,
    trial::{Row, SEED, Way},
    world::{World, side_name},
};

fn said_of(way: &Way) -> &'static str {
    way.side.map_or("both alike", side_name)
}

fn value(figure: Option<Figure>) -> String {
    figure.map_or("too few".into(), Figure::text)
}

fn caption(w: &World, changed: bool) -> String {
    let fewer = if changed {
        format!(" ({} where a change is made besides)", digits(w.effects as f64, 0.0))
    } else {
        String::new()
    };
    format!("*`{}`, {} histories an arm{fewer}, seed {SEED}.*\n\n", w.id, digits(w.n as f64, 0.0))
}

/// A line a way, a column a quantity: the differences, and above them the base if they are to one and the same.
fn across<'w>(ways: impl Iterator<Item = &'w Way>, base: Option<&Way>, rows: fn(&Way) -> &Vec<Row>) -> String {
    let cells = |first: String, others: Vec<String>| format!("| {first} | {} |\n", others.join(" | "));
    let mut text = String::new();
    for (i, way) in ways.enumerate() {
        if i == 0 {
            text += &cells(String::new(), rows(way).iter().map(|row| row.says.into()).collect());
            text += &format!("|---|{}\n", "---:|".repeat(rows(way).len()));
            if let Some(base) = base {
                text += &cells("**the base itself**".into(), rows(base).iter().map(|row| value(row.base)).collect());
            }
        }
        let differences = rows(way).iter().map(|row| row.difference.map_or("too few".into(), Figure::difference));
        text += &cells(format!("`{}`", way.said), differences.collect());
    }
    text
}

/// People and pauses.
pub fn overview(w: &World, trials: &[Vec<Way>]) -> String {
    caption(w, false) + &across(trials.iter().flatten(), Some(&trials[0][0]), |way| &way.overview)
}

/// Where cases are lost.
pub fn stages(w: &World, trials: &[Vec<Way>]) -> String {
    caption(w, false) + &across(trials.iter().flatten(), Some(&trials[0][0]), |way| &way.stages)
}

/// One explanation less another, or than the same said of the other side.
pub fn against(w: &World, pairs: &[Way]) -> String {
    let table = |rows: fn(&Way) -> &Vec<Row>| across(pairs.iter(), None, rows);
    caption(w, false) + &table(|way| &way.overview) + "\n" + &table(|way| &way.stages)
}

/// The parts of one signature.
pub fn signature(w: &World, ways: &[Way]) -> String {
    let mut text = caption(w, ways[0].parts.iter().any(|row| row.changed));
    text += "| part of the signature | expected | said of | base | with it | difference | verdict |\n";
    text += "|---|---|---|---:|---:|---:|---|\n";
    for i in 0..ways[0].parts.len() {
        for way in ways {
            let row = &way.parts[i];
            let difference = row.difference.map_or("too few".into(), Figure::difference);
            let expected = format!("{}{}", row.expected(), if row.by_itself() { " (with it)" } else { "" });
            text += &format!(
                "| {} | {expected} | {} | {} | {} | {difference} | {} |\n",
                row.says,
                said_of(way),
                value(row.base),
                value(row.variant),
                row.verdict()
            );
        }
    }
    text
}

/// The page with the blocks in their places.
pub fn filled(page: &str, blocks: &[(String, String)]) -> String {
    let mut page = page.to_string();
    for (name, block) in blocks {
        let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
        let from =
            page.find(&begin).unwrap_or_else(|| panic!("docs/rivals.md has no `{}`", begin.trim())) + begin.len();
        let to = from + page[from..].find(&end).unwrap_or_else(|| panic!("docs/rivals.md has no `{end}`"));
        page.replace_range(from..to, block);
    }
    page
}
