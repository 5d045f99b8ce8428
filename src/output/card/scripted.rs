//! What is scripted: events and windows by date.

use super::{Glyphs, heading, listed};
use crate::{
    output::lines::{WIDTH, cells, hanging, plain},
    scenario::{Scenario, ScriptedLine},
};

/// How events are told.
#[derive(Clone, Copy)]
pub enum Telling {
    /// Each on a line, under its name.
    EventByEvent,
    /// One entry a day, mostly without names; numbers that change are only named, with how often they do.
    DayByDay,
}

/// Columns of the date.
const INDENT: usize = 14;

/// What the openings and closings of channels begin with: these stand in the drawing.
const TURN: &str = "channel: ";

/// Every event and window of the file; those switched off in so many lines.
pub fn scripted(s: &Scenario, telling: Telling, most: usize, g: &Glyphs) -> String {
    let lines: Vec<&ScriptedLine> = s.scripted.iter().filter(|line| !line.text.starts_with(TURN)).collect();
    let turns = s.scripted.len() - lines.len();
    let note = if turns > 0 { "besides the openings and closings above" } else { "" };
    let mut text = match lines.as_slice() {
        [] if turns == 0 => heading("WHAT IS SCRIPTED", "nothing"),
        [] => heading("WHAT IS SCRIPTED", "nothing but the openings and closings above"),
        _ => heading("WHAT IS SCRIPTED", note),
    };
    text += &match telling {
        Telling::EventByEvent => event_by_event(&lines, g),
        Telling::DayByDay => day_by_day(&lines, g),
    };
    let off = |section| s.off.iter().filter(move |off| off.section == section).map(|off| plain(&off.name));
    let off: Vec<_> = off("events").chain(off("windows")).map(|name| (name, 1)).collect();
    if !off.is_empty() {
        text += &hanging("  off", &listed(&off, WIDTH - INDENT, most), INDENT);
    }
    text
}

fn event_by_event(lines: &[&ScriptedLine], g: &Glyphs) -> String {
    lines.iter().map(|line| hanging(&format!("  {}", line.date), &with_its_name(line, g), INDENT)).collect()
}

fn with_its_name(line: &ScriptedLine, g: &Glyphs) -> String {
    let name = if line.name.is_empty() { String::new() } else { format!("{} {} ", plain(&line.name), g.dot) };
    format!("{name}{}", what(line))
}

fn what(line: &ScriptedLine) -> String {
    line.change.as_ref().map_or(line.text.clone(), |change| format!("{} becomes {}", change.path, change.value))
}

fn day_by_day(lines: &[&ScriptedLine], g: &Glyphs) -> String {
    let mut text = String::new();
    let events: Vec<&ScriptedLine> = lines.iter().filter(|line| line.change.is_none()).copied().collect();
    for day in events.chunk_by(|one, next| one.date == next.date) {
        let mut said = String::new();
        let mut before = "";
        for line in day {
            // Two that do the same are told apart by their names.
            let twice = day.iter().filter(|other| other.text == line.text).count() > 1;
            let whole = if twice { plain(&line.named()) } else { line.text.clone() };
            let (action, rest) = whole.split_once(": ").unwrap_or(("", &whole));
            let words = if action == before { rest } else { &whole };
            said += &if said.is_empty() { words.to_string() } else { format!("; {words}") };
            before = line.text.split_once(": ").map_or("", |(action, _)| action);
        }
        // A day of one event has room for its name, if that fits.
        let named = with_its_name(day[0], g);
        let said = if day.len() == 1 && cells(&named) <= WIDTH - INDENT { named } else { said };
        text += &hanging(&format!("  {}", day[0].date), &said, INDENT);
    }
    let mut changes: Vec<(&str, usize)> = Vec::new();
    for change in lines.iter().filter_map(|line| line.change.as_ref()) {
        match changes.iter_mut().find(|(path, _)| *path == change.path) {
            Some((_, times)) => *times += 1,
            None => changes.push((&change.path, 1)),
        }
    }
    let named = changes.iter().map(|(path, times)| match times {
        1 => path.to_string(),
        times => format!("{path} ({times} times)"),
    });
    let named = named.collect::<Vec<_>>().join(", ");
    if named.is_empty() { text } else { text + &hanging("", &format!("Numbers that change on a day: {named}."), 2) }
}
