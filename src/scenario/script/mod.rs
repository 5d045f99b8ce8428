//! What happens on dates: events, windows, openings and closings, in the order the engine runs them.

mod action;

use jiff::civil::Date;

use self::action::{Act, only_action};

use super::{
    channels::Turn,
    evidence::quoted,
    names::is_enabled,
    problem::{Place, Problem},
    quantity::Kind,
    read::{Reader, Wanted},
    rows::{ACTIONS, EVENT, WINDOW},
    spec::{About, keys},
    tree::{Node, Table},
};
use crate::{
    kernel::Time,
    model::{
        channel::State,
        script::{Action, Scripted, Stored, Window},
        setup::Params,
        side::{ChannelId, PerSide, Side},
    },
};

/// An event as a sentence, for `check` and the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScriptedLine {
    pub date: Date,
    pub id: String,
    /// The author's name for it, if any.
    pub name: String,
    /// Such as "demand: pow, size 1000, on istanbul".
    pub text: String,
    /// The number that it changes, if that is what it does.
    pub change: Option<Change>,
    pub sources: Vec<String>,
    pub why: String,
}

impl ScriptedLine {
    /// What it does, and its name behind.
    pub fn named(&self) -> String {
        if self.name.is_empty() { self.text.clone() } else { format!("{} ({})", self.text, self.name) }
    }
}

/// What a `set` puts in place of what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    pub path: String,
    /// The new value, in words.
    pub value: String,
}

/// The simulated days: from the first to the last, counted from 0.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    pub start: Date,
    pub end: Date,
}

impl Days {
    /// Days from the start; negative before it.
    pub fn number(&self, date: Date) -> i64 {
        i64::from((date - self.start).get_days())
    }

    fn time(&self, date: Date) -> Time {
        Time::from_days(self.number(date) as f64)
    }
}

/// A number that changes on a day, to be made a phase of the setup.
pub struct SetEvent {
    pub id: String,
    pub on: Date,
    pub path: String,
    pub path_at: Place,
    pub value: Node,
}

/// All that happens on dates.
#[derive(Default)]
pub struct Script {
    pub script: Vec<Scripted>,
    pub windows: Vec<Window>,
    pub lines: Vec<ScriptedLine>,
    pub sets: Vec<SetEvent>,
}

/// Rank at one instant: openings and closings, events, windows.
const TURN: u8 = 0;
const EVENT_RANK: u8 = 1;
const WINDOW_RANK: u8 = 2;

/// Reads events and windows, and puts everything in order of time.
pub fn script(r: &mut Reader<'_>, root: &Table, params: &Params, turns: Vec<Turn>, days: Days) -> Script {
    let mut out = Script::default();
    let mut ranked: Vec<(Time, u8, Action)> = Vec::new();
    for turn in turns {
        if within(r, turn.on, turn.at, days) {
            let channel = ChannelId(turn.channel);
            let action = match turn.state {
                State::Closed => Action::State { channel, state: State::Closed },
                state => Action::Open { channel, state },
            };
            let id = r.names.channels[turn.channel as usize].clone();
            let text =
                if turn.state == State::Closed { "closes".into() } else { format!("opens, {}", turn.state.name()) };
            out.lines.push(ScriptedLine {
                date: turn.on,
                text: format!("channel: {id} {text}"),
                id,
                ..ScriptedLine::default()
            });
            ranked.push((days.time(turn.on), TURN, action));
        }
    }
    for (id, table) in enabled(root, "events") {
        if let Some((on, action)) = event(r, id, table, params, days, &mut out) {
            ranked.push((days.time(on), EVENT_RANK, action));
        }
    }
    for (id, table) in enabled(root, "windows") {
        if let Some((window, line)) = window(r, id, table, days) {
            out.lines.push(line);
            ranked.push((window.from, WINDOW_RANK, Action::Windows));
            ranked.push((window.to, WINDOW_RANK, Action::Windows));
            out.windows.push(window);
        }
    }
    let horizon = days.time(days.end);
    ranked.retain(|(at, ..)| *at < horizon);
    ranked.sort_by_key(|(at, rank, _)| (*at, *rank));
    // One change of phase, and one look at the windows, is enough for an instant.
    for (at, _, action) in ranked {
        let now = out.script.iter_mut().rev().take_while(|one| one.at == at);
        match action {
            Action::Set { stored } => match now.filter_map(|one| stored_of(&mut one.action)).next() {
                Some(first) => first.extend(stored),
                None => out.script.push(Scripted { at, action: Action::Set { stored } }),
            },
            Action::Windows if now.into_iter().any(|one| one.action == Action::Windows) => {}
            action => out.script.push(Scripted { at, action }),
        }
    }
    out.lines.sort_by_key(|line| line.date);
    out
}

/// The values that a change of phase moves.
fn stored_of(action: &mut Action) -> Option<&mut Vec<Stored>> {
    match action {
        Action::Set { stored } => Some(stored),
        _ => None,
    }
}

fn enabled<'t>(root: &'t Table, section: &'static str) -> impl Iterator<Item = (&'t str, &'t Table)> {
    let entries = root.table(section).map_or(&[][..], |table| &table.entries);
    entries
        .iter()
        .filter(move |entry| is_enabled(root, section, &entry.key))
        .filter_map(|entry| Some((entry.key.as_str(), entry.node.as_table()?)))
}

fn within(r: &mut Reader<'_>, date: Date, at: Place, days: Days) -> bool {
    let inside = days.start <= date && date < days.end;
    if !inside {
        let cure = if date < days.start {
            "give it a day from `start` on; what is so from the beginning belongs in the tables of the channels (`start`)"
        } else {
            "give it a day before `end`, move `end`, or switch it off"
        };
        r.error(at, format!("{date} lies outside the scenario, which runs from {} to {}", days.start, days.end), cure);
    }
    inside
}

fn event(
    r: &mut Reader<'_>,
    id: &str,
    table: &Table,
    params: &Params,
    days: Days,
    out: &mut Script,
) -> Option<(Date, Action)> {
    let path = format!("events.{id}");
    r.page.table(&path);
    let known: Vec<&str> = keys(EVENT).into_iter().chain(ACTIONS.iter().map(|action| action.key)).collect();
    r.known_keys(&path, table, &known);
    let words = |r: &mut Reader<'_>, key: &str| table.get(key).and_then(|node| r.text(key, node)).unwrap_or_default();
    let (name, why) = (words(r, "name"), words(r, "why"));
    let sources = table.get("source").map(|node| r.source_ids(node)).unwrap_or_default();
    notes(r, &name, &sources, &why);
    let on = dated(r, table, "on", &path);
    if let Some((on, _)) = on {
        r.page.value("on", on.to_string());
    }
    let (row, key_at, node) = only_action(r, id, table)?;
    let parts = node.as_table().or_else(|| {
        let first = row.parts.first().map_or("", |part| part.key);
        r.error(node.at, format!("`{}` is a table", row.key), format!("write `{} = {{ {first} = ... }}`", row.key));
        None
    })?;
    r.known_keys(&format!("{path}.{}", row.key), parts, &keys(row.parts));
    let mut act =
        Act { r, table: &path, id, key: row.key, parts, at: key_at, said: Vec::new(), change: None, off: false };
    let action = act.read(params, on.map(|(date, _)| date), &mut out.sets);
    let (said, off, change) = (act.said.join(", "), act.off, act.change);
    let (on, on_at) = on?;
    if !within(r, on, on_at, days) {
        return None;
    }
    if off {
        let message = format!("event `{id}` is dropped: it names what is not enabled");
        let problem = Problem::warning(Some(key_at), message)
            .cure("add `enabled = false` to the event to say that this is meant");
        r.problems.push(problem);
        r.page.forget_table();
        r.inputs.retain(|input| input.path.strip_prefix(&path).is_none_or(|rest| !rest.starts_with('.')));
        return None;
    }
    let text = format!("{}: {said}", row.key);
    out.lines.push(ScriptedLine { date: on, id: id.into(), name, text, change, sources, why });
    Some((on, action?))
}

/// The words that go with an event or a window.
fn notes(r: &mut Reader<'_>, name: &str, sources: &[String], why: &str) {
    if !name.is_empty() {
        r.page.words("name", quoted(name));
    }
    if !sources.is_empty() {
        r.page.words("source", format!("[{}]", sources.iter().map(|s| quoted(s)).collect::<Vec<_>>().join(", ")));
    }
    if !why.is_empty() {
        r.page.words("why", quoted(why));
    }
}

fn dated(r: &mut Reader<'_>, table: &Table, key: &str, path: &str) -> Option<(Date, Place)> {
    let Some(node) = table.get(key) else {
        let place = table.entries.first().map(|entry| entry.key_at);
        let problem = Problem::error(place, format!("[{path}] has no `{key}`")).label("in this table");
        r.problems.push(problem.cure(format!("add a line `{key} = 2025-05-16` to it")));
        return None;
    };
    Some((r.date(key, node)?, node.at))
}

fn window(r: &mut Reader<'_>, id: &str, table: &Table, days: Days) -> Option<(Window, ScriptedLine)> {
    let path = format!("windows.{id}");
    r.page.table(&path);
    r.known_keys(&path, table, &keys(WINDOW));
    let words = |r: &mut Reader<'_>, key: &str| table.get(key).and_then(|node| r.text(key, node)).unwrap_or_default();
    let (name, why) = (words(r, "name"), words(r, "why"));
    let sources = table.get("source").map(|node| r.source_ids(node)).unwrap_or_default();
    notes(r, &name, &sources, &why);
    let (from, to) = (dated(r, table, "from", &path), dated(r, table, "to", &path));
    let share = |key, doc| {
        let about = About { doc, used: "1.7, 3.0", ..About::default() };
        Wanted { table: &path, key, kind: Kind::Share, node: table.get(key), default: "", about }
    };
    let mut pressure = PerSide::both(0.0);
    let wanted = share("pressure", "Outside pressure to deal in this window, 0 to 1.");
    r.sides(wanted, |side, x| pressure[side] = x);
    let mut adverse = PerSide::both(0.0);
    let wanted = share("adverse", "Strength of an adverse link into a side's own system in this window, 0 to 1.");
    r.sides(wanted, |side, x| adverse[side] = x);
    let mut attention = vec![1.0; r.names.issues.len()];
    let wanted = share("attention", "Factor on the issue's demand in this window, 0 to 1.");
    r.spread("issues", wanted, |i, x| attention[i] = x);
    let ((from, _), (to, to_at)) = (from?, to?);
    r.page.value("from", from.to_string());
    r.page.value("to", to.to_string());
    if to <= from {
        r.error(
            to_at,
            "this window ends before it begins",
            "`to` is the first day after the window: give it a later day",
        );
        return None;
    }
    if to <= days.start || from >= days.end {
        let problem =
            Problem::warning(Some(to_at), format!("window `{id}` lies outside the scenario and has no effect"));
        r.problems.push(problem.cure("move its days, or switch it off with `enabled = false`"));
        r.page.forget_table();
        return None;
    }
    let (from, to) = (from.max(days.start), to.min(days.end));
    let sides = |shares: PerSide<f64>| {
        let said = Side::BOTH.map(|s| format!("{} {}", shares[s], r.names.side(s)));
        (shares.max() > 0.0).then(|| said.join(", "))
    };
    let attention_to = r.names.issues.iter().zip(&attention).filter(|(_, factor)| **factor != 1.0);
    let parts: Vec<String> = (sides(pressure).map(|on| format!("pressure {on}")).into_iter())
        .chain(sides(adverse).map(|into| format!("adverse link {into}")))
        .chain(attention_to.map(|(issue, factor)| format!("demand on {issue} times {factor}")))
        .collect();
    let text = format!("window, until {to}: {}", parts.join("; "));
    let line = ScriptedLine { date: from, id: id.into(), name, text, change: None, sources, why };
    Some((Window { from: days.time(from), to: days.time(to), pressure, adverse, attention }, line))
}
