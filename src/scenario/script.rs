//! What happens on dates: events, windows, openings and closings, in the order the engine runs them.

use jiff::civil::Date;

use super::{
    entities::{STATES, Turn},
    evidence::quoted,
    names::is_enabled,
    problem::{Place, Problem},
    quantity::Kind,
    read::{At, Reader, to_toml},
    rows::{ACTIONS, ActionRow, EVENT, WINDOW},
    spec::{About, keys},
    tree::{Node, Table, Value},
};
use crate::{
    kernel::{Key, Time},
    model::{
        setup::{Action, Channel, Params, Scripted, Window},
        side::{CategoryId, ChannelId, IssueId, MediatorId, PerSide, Side},
    },
};

/// An event as a sentence, for `check` and the report.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptedLine {
    pub date: Date,
    pub id: String,
    /// The author's name for it, if any.
    pub name: String,
    /// Such as "demand: pow, size 1000, on istanbul".
    pub text: String,
    pub sources: Vec<String>,
    pub why: String,
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
            let action = Action::State { channel: ChannelId(turn.channel), state: turn.state };
            ranked.push((days.time(turn.on), TURN, action));
        }
    }
    for (id, table) in enabled(root, "events") {
        if let Some((on, action)) = event(r, id, table, params, days, &mut out) {
            ranked.push((days.time(on), EVENT_RANK, action));
        }
    }
    for (id, table) in enabled(root, "windows") {
        if let Some(window) = window(r, id, table, days) {
            ranked.push((window.from, WINDOW_RANK, Action::Windows));
            ranked.push((window.to, WINDOW_RANK, Action::Windows));
            out.windows.push(window);
        }
    }
    let horizon = days.time(days.end);
    ranked.retain(|(at, ..)| *at < horizon);
    ranked.sort_by_key(|(at, rank, _)| (*at, *rank));
    // One change of phase, and one look at the windows, is enough for an instant.
    let mut last: [Option<Time>; 2] = [None, None];
    ranked.retain(|(at, _, action)| match action {
        Action::Set => last[0].replace(*at) != Some(*at),
        Action::Windows => last[1].replace(*at) != Some(*at),
        _ => true,
    });
    out.script = ranked.into_iter().map(|(at, _, action)| Scripted { at, action }).collect();
    out.lines.sort_by_key(|line| line.date);
    out
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
    let mut act = Act { r, table: &path, id, key: row.key, parts, at: key_at, said: Vec::new(), off: false };
    let action = act.read(params, on.map(|(date, _)| date), &mut out.sets);
    let (said, off) = (act.said.join(", "), act.off);
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
    out.lines.push(ScriptedLine { date: on, id: id.into(), name, text, sources, why });
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

fn only_action<'t>(r: &mut Reader<'_>, id: &str, table: &'t Table) -> Option<(&'static ActionRow, Place, &'t Node)> {
    let mut found = table.entries.iter().filter_map(|entry| {
        let row = ACTIONS.iter().find(|action| action.key == entry.key)?;
        Some((row, entry.key_at, &entry.node))
    });
    let names: Vec<&str> = ACTIONS.iter().map(|action| action.key).collect();
    let Some(first) = found.next() else {
        let place = table.entries.first().map(|entry| entry.key_at);
        let message = format!("event `{id}` does nothing");
        let cure = format!("give it one action: {}", super::problem::listed(&names));
        r.problems.push(Problem::error(place, message).label("in this table").cure(cure));
        return None;
    };
    if let Some(second) = found.next() {
        let message = format!("event `{id}` does two things, `{}` and `{}`", first.0.key, second.0.key);
        let problem = Problem::error(Some(second.1), message).related(first.1, "the first");
        r.problems.push(problem.cure("make two events of it, on the same day; they happen in file order"));
        return None;
    }
    Some(first)
}

/// The reading of one action.
struct Act<'r, 'n, 't> {
    r: &'r mut Reader<'n>,
    table: &'t str,
    id: &'t str,
    key: &'static str,
    parts: &'t Table,
    at: Place,
    /// The sentence so far.
    said: Vec<String>,
    /// It names somebody who is not enabled.
    off: bool,
}

impl<'t> Act<'_, '_, 't> {
    fn read(&mut self, params: &Params, on: Option<Date>, sets: &mut Vec<SetEvent>) -> Option<Action> {
        let key = Key::of(&format!("event:{}", self.id));
        Some(match self.key {
            "demand" => self.demand(key, params)?,
            "shock" => {
                let severity = self.number("severity", Kind::Number, true)?;
                Action::Shock { key, severity, scope: self.scope(&params.channels)? }
            }
            "leak" => Action::Leak { key, channel: self.channel()? },
            "replace" => {
                let (channel, side) = (self.channel(), self.side());
                let authority = self.number("authority", Kind::Share, true)?;
                Action::Replace { channel: channel?, side: side?, authority }
            }
            "default" => {
                let (mediator, side) = (self.mediator(), self.side());
                Action::Default { mediator: mediator?, side: side? }
            }
            "attach" | "detach" => {
                let (channel, mediator) = (self.channel(), self.mediator());
                let (channel, mediator) = (channel?, mediator?);
                if self.key == "attach" {
                    Action::Attach { channel, mediator }
                } else {
                    Action::Detach { channel, mediator }
                }
            }
            "capture" => {
                let (side, category) = (self.side(), self.id("category", "categories", true));
                let people = self.number("people", Kind::People, true)?;
                Action::Capture { side: side?, category: CategoryId(category?), people }
            }
            "state" => {
                let channel = self.channel();
                let state = self.required("state")?;
                let chosen = self.r.choice("state", state, super::rows::STATES)?;
                self.words("state", super::rows::STATES[chosen]);
                Action::State { channel: channel?, state: STATES[chosen] }
            }
            _ => self.set(on, sets)?,
        })
    }

    fn demand(&mut self, key: Key, params: &Params) -> Option<Action> {
        let issue = self.id("issue", "issues", true);
        let size = self.number("size", Kind::Size, false);
        let channel = self.id("channel", "channels", false).map(ChannelId);
        let issue = IssueId(issue?);
        if let (Some(channel), Some(node)) = (channel, self.parts.get("channel"))
            && params.channels.get(channel.index()).is_some_and(|c| !c.issues.contains(&issue))
        {
            let cure = format!(
                "add the issue to `issues` of [channels.{}], or name another channel",
                params.channels[channel.index()].id
            );
            self.r.error(node.at, "this channel does not carry that issue", cure);
            return None;
        }
        Some(Action::Demand { key, issue, size, channel })
    }

    fn set(&mut self, on: Option<Date>, sets: &mut Vec<SetEvent>) -> Option<Action> {
        let path_node = self.required("path")?;
        let path = self.r.text("path", path_node)?;
        let value = self.required("value")?;
        self.words("path", &path);
        self.r.page.value("set.value", to_toml(value));
        self.said.push(format!("to {}", to_toml(value).replace('"', "")));
        sets.push(SetEvent { on: on?, path, path_at: path_node.at, value: value.clone() });
        Some(Action::Set)
    }

    /// The channels that a shock reaches.
    fn scope(&mut self, channels: &[Channel]) -> Option<Vec<ChannelId>> {
        let all = (0..).zip(channels);
        let node = self.parts.get("scope");
        let scoped: Vec<ChannelId> = match node.map(|node| (&node.value, node)) {
            None => all.map(|(i, _)| ChannelId(i)).collect(),
            Some((Value::Text(word), _)) if word == "all" => all.map(|(i, _)| ChannelId(i)).collect(),
            Some((Value::Table(table), _)) if table.entries.len() == 1 => {
                let entry = &table.entries[0];
                match entry.key.as_str() {
                    "issue" => {
                        let id = self.known("issues", &entry.node)?;
                        all.filter(|(_, c)| c.issues.contains(&IssueId(id))).map(|(i, _)| ChannelId(i)).collect()
                    }
                    "channels" => self.r.ids("channels", "channels", &entry.node).into_iter().map(ChannelId).collect(),
                    _ => return self.no_scope(&entry.node),
                }
            }
            Some((_, node)) => return self.no_scope(node),
        };
        let text = node.map_or_else(|| "\"all\"".into(), to_toml);
        self.said.push(format!("scope {}", text.replace(['"', '{', '}'], "").trim()));
        self.r.page.value("shock.scope", text);
        Some(scoped)
    }

    fn no_scope<T>(&mut self, node: &Node) -> Option<T> {
        let cure = "write \"all\", { issue = \"pow\" } or { channels = [\"istanbul\"] }";
        self.r.error(node.at, "this is not a scope", cure);
        None
    }

    /// A part that must be there.
    fn required(&mut self, key: &str) -> Option<&'t Node> {
        let node = self.parts.get(key);
        if node.is_none() {
            let message = format!("`{}` needs `{key}`", self.key);
            self.r.error(self.at, message, format!("write `{} = {{ {key} = ... }}`", self.key));
        }
        node
    }

    fn channel(&mut self) -> Option<ChannelId> {
        self.id("channel", "channels", true).map(ChannelId)
    }

    fn mediator(&mut self) -> Option<MediatorId> {
        self.id("mediator", "mediators", true).map(MediatorId)
    }

    fn side(&mut self) -> Option<Side> {
        self.id("side", "sides", true).map(|index| Side::BOTH[usize::from(index)])
    }

    fn id(&mut self, key: &str, section: &str, required: bool) -> Option<u16> {
        let node = if required { self.required(key)? } else { self.parts.get(key)? };
        let id = self.known(section, node)?;
        let name = node.as_text().unwrap_or("").to_string();
        self.words(key, &name);
        Some(id)
    }

    fn known(&mut self, section: &str, node: &Node) -> Option<u16> {
        self.off |= node.as_text().is_some_and(|id| self.r.names.is_off(section, id));
        self.r.id(section, node)
    }

    fn number(&mut self, key: &str, kind: Kind, required: bool) -> Option<f64> {
        let node = if required { self.required(key)? } else { self.parts.get(key)? };
        let full = format!("{}.{key}", self.key);
        let about = About { doc: "A number of a scripted event.", ..About::default() };
        let number = self.r.number(At { table: self.table, key: &full }, kind, Some(node), "", about)?;
        self.said.push(format!("{key} {}", super::quantity::show(number)));
        Some(number)
    }

    fn words(&mut self, key: &str, value: &str) {
        self.said.push(if key == "channel" { format!("on {value}") } else { value.to_string() });
        self.r.page.value(&format!("{}.{key}", self.key), quoted(value));
    }
}

fn window(r: &mut Reader<'_>, id: &str, table: &Table, days: Days) -> Option<Window> {
    let path = format!("windows.{id}");
    r.page.table(&path);
    r.known_keys(&path, table, &keys(WINDOW));
    let words = |r: &mut Reader<'_>, key: &str| table.get(key).and_then(|node| r.text(key, node)).unwrap_or_default();
    let (name, why) = (words(r, "name"), words(r, "why"));
    let sources = table.get("source").map(|node| r.source_ids(node)).unwrap_or_default();
    notes(r, &name, &sources, &why);
    let (from, to) = (dated(r, table, "from", &path), dated(r, table, "to", &path));
    let about = |doc| About { doc, ..About::default() };
    let mut pressure = PerSide::both(0.0);
    let doc = about("Outside pressure to deal in this window, 0 to 1.");
    r.sides(At { table: &path, key: "pressure" }, Kind::Share, table.get("pressure"), "", doc, |side, x| {
        pressure[side] = x
    });
    let mut attention = vec![1.0; r.names.issues.len()];
    let doc = about("Factor on the issue's demand in this window, 0 to 1.");
    let (at, ids) = (At { table: &path, key: "attention" }, r.names.issues.clone());
    r.spread(at, "issues", &ids, Kind::Share, table.get("attention"), "", doc, |i, x| attention[i] = x);
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
    Some(Window { from: days.time(from), to: days.time(to), pressure, attention })
}
