//! A channel as a file has it: its numbers, the days on which it opens and closes, its carriers and its places.

use jiff::civil::Date;

use super::{
    entities::{about, id_list},
    evidence::quoted,
    problem::Place,
    quantity::Kind,
    read::{Reader, Wanted},
    rows::{self, Common, EXIT_NAMES, LifeDraft},
    spec::Takes,
    tree::{Node, Table},
};
use crate::{
    kernel::Key,
    model::{
        channel::{Exit, State},
        setup::{Channel, Hop, Kind as ChannelKind, Venue},
        side::{IssueId, MediatorId},
    },
};

/// A channel's opening or closing, as written.
pub struct Turn {
    pub on: Date,
    pub at: Place,
    pub channel: u16,
    pub state: State,
}

/// Reads a channel.
pub fn channel(
    r: &mut Reader<'_>,
    id: &str,
    index: u16,
    found: &Table,
    common: &Common,
    life: &[LifeDraft],
    turns: &mut Vec<Turn>,
) -> Channel {
    let path = format!("channels.{id}");
    r.page.table(&path);
    let mut channel = Channel {
        id: id.into(),
        name: id.into(),
        key: Key::of(id),
        p_uncoordinated: common.p_uncoordinated,
        shock_sensitivity: common.shock_sensitivity,
        ..Channel::default()
    };
    for (dwell, draft) in channel.dwell.iter_mut().zip(life) {
        *dwell = draft.dwell;
    }
    r.fill(&path, rows::CHANNEL, found, |_| None, &mut channel);
    tables_of(r, &mut channel, found);
    let core = found.get("core").and_then(|node| r.flag("core", node)).unwrap_or(false);
    r.page.value("core", core.to_string());
    if core {
        channel.dwell[Exit::DormantForming as usize].mean = common.core_revival;
    }
    dwell(r, &path, &mut channel, found);
    opening(r, &mut channel, index, found, turns);
    channel.hops = hops(r, &path, found);
    channel.venues = venues(r, &path, found);
    hops_fit(r, &path, &channel, found);
    channel
}

/// Complains of a relay without carriers, and of carriers elsewhere.
fn hops_fit(r: &mut Reader<'_>, path: &str, channel: &Channel, found: &Table) {
    let is_relay = channel.kind == ChannelKind::Relay;
    let empty = |node: &Node| node.as_table().is_some_and(|table| table.entries.is_empty());
    match found.get("hops") {
        Some(node) if !is_relay && kind_is_known(found) => {
            r.error(node.at, "only a relay has hops", "add `kind = \"relay\"`, or leave out the hops");
        }
        hops if is_relay && hops.is_none_or(empty) => {
            let cure = format!("add a table such as `[{path}.hops.envoy]` for each of them, or choose another kind");
            if let Some(node) = hops.or(found.get("kind")) {
                r.error(node.at, "a relay without hops: nobody carries its messages", cure);
            }
        }
        _ => {}
    }
}

/// Whether the kind is left out or one of those there are: a misspelt one has had its say.
fn kind_is_known(found: &Table) -> bool {
    let options = rows::CHANNEL.iter().find_map(|row| match row.takes {
        Takes::Choice(options, _) if row.key == "kind" => Some(options),
        _ => None,
    });
    found.get("kind").is_none_or(|node| node.as_text().is_some_and(|kind| options.unwrap_or(&[]).contains(&kind)))
}

/// The carriers of a relay.
fn hops(r: &mut Reader<'_>, path: &str, found: &Table) -> Vec<Hop> {
    let mut hops = Vec::new();
    for (id, table) in parts(r, path, "hops", found) {
        let path = format!("{path}.hops.{id}");
        r.page.table(&path);
        let mut hop = Hop { id: id.into(), name: id.into(), key: Key::of(id), ..Hop::default() };
        r.fill(&path, rows::HOP, table, |_| None, &mut hop);
        hops.push(hop);
    }
    hops
}

/// The places where a channel meets.
fn venues(r: &mut Reader<'_>, path: &str, found: &Table) -> Vec<Venue> {
    let mut venues = Vec::new();
    for (id, table) in parts(r, path, "venues", found) {
        let path = format!("{path}.venues.{id}");
        r.page.table(&path);
        let mut venue = Venue { id: id.into(), name: id.into(), host: None };
        r.fill(&path, rows::VENUE, table, |_| None, &mut venue);
        if let Some(node) = table.get("host")
            && let Some(index) = r.id("mediators", node)
        {
            venue.host = Some(MediatorId(index));
            r.page.value("host", quoted(r.names.of("mediators")[usize::from(index)]));
        }
        venues.push(venue);
    }
    venues
}

/// The most carriers or places a channel may have.
const MOST_PARTS: usize = 16;

/// The tables by id under a key of a channel.
fn parts<'t>(r: &mut Reader<'_>, path: &str, key: &str, found: &'t Table) -> Vec<(&'t str, &'t Table)> {
    let Some(node) = found.get(key) else { return Vec::new() };
    let Some(table) = node.as_table() else {
        r.error(
            node.at,
            format!("`{key}` is {} where tables are wanted", node.noun()),
            format!("write each one as a table of its own: `[{path}.{key}.some-id]`"),
        );
        return Vec::new();
    };
    let mut parts = Vec::new();
    for entry in &table.entries {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if entry.key.is_empty() || entry.key.len() > 64 || !entry.key.chars().all(fits) {
            let cure = "ids are made of lower-case letters, digits and hyphens; put the full name in `name`";
            r.error(entry.key_at, format!("`{}` cannot be an id", entry.key), cure);
        } else if parts.len() == MOST_PARTS {
            r.error(entry.key_at, format!("more than {MOST_PARTS} in `{key}`"), "keep those that matter");
            break;
        } else if let Some(table) = entry.node.as_table() {
            parts.push((entry.key.as_str(), table));
        } else {
            let cure = format!("give it a table of its own: `[{path}.{key}.{}]`", entry.key);
            r.error(entry.node.at, format!("`{}` is {}", entry.key, entry.node.noun()), cure);
        }
    }
    parts
}

/// The issues and mediators of a channel.
fn tables_of(r: &mut Reader<'_>, channel: &mut Channel, found: &Table) {
    let names = r.names;
    let mut list = |key: &str| found.get(key).map(|node| r.ids(key, key, node)).unwrap_or_default();
    channel.issues = list("issues").into_iter().map(IssueId).collect();
    channel.mediators = list("mediators").into_iter().map(MediatorId).collect();
    r.page.value("issues", id_list(channel.issues.iter().map(|i| names.issues[i.index()].as_str())));
    r.page.value("mediators", id_list(channel.mediators.iter().map(|m| names.mediators[m.index()].as_str())));
}

/// The channel's own dwell times, where it has any.
fn dwell(r: &mut Reader<'_>, path: &str, channel: &mut Channel, found: &Table) {
    let Some(node) = found.get("dwell") else { return };
    let Some(table) = node.as_table() else {
        r.error(node.at, "`dwell` is a table by exit", "write `dwell.active-to-stalled = \"180 d\"`");
        return;
    };
    r.known_keys(&format!("{path}.dwell"), table, &EXIT_NAMES);
    let about = about("dwell", rows::CHANNEL);
    for (exit, name) in EXIT_NAMES.iter().enumerate() {
        let Some(node) = table.get(name) else { continue };
        let parts = node.as_table().filter(|parts| parts.get("value").is_none());
        let (mean, shape) = match parts {
            Some(parts) => (parts.get("mean").or(parts.rest.as_deref()), parts.get("shape")),
            None => (Some(node), None),
        };
        if let Some(parts) = parts {
            r.known_keys(&format!("{path}.dwell.{name}"), parts, &["mean", "shape"]);
        }
        let mut number = |part: &str, kind, node| {
            let key = format!("dwell.{name}.{part}");
            r.number(Wanted { table: path, key: &key, kind, node, default: "", about })
        };
        if let Some(mean) = number("mean", Kind::Wait, mean) {
            channel.dwell[exit].mean = mean;
        }
        if let Some(shape) = number("shape", Kind::Positive, shape) {
            channel.dwell[exit].shape = shape;
        }
    }
}

/// The state at the start, and the days on which the channel opens and closes.
fn opening(r: &mut Reader<'_>, channel: &mut Channel, index: u16, found: &Table, turns: &mut Vec<Turn>) {
    let mut day = |key: &str| found.get(key).and_then(|node| Some((r.date(key, node)?, node.at)));
    let (opens, closes) = (day("opens"), day("closes"));
    let mut state = |key: &str| found.get(key).and_then(|node| Some((r.state(key, node)?, node.at)));
    let (start, opens_as) = (state("start"), state("opens_as"));
    channel.start = start.map_or(if opens.is_some() { State::Latent } else { State::Active }, |(state, _)| state);
    if let (Some(_), Some((state, at))) = (opens, start)
        && state != State::Latent
    {
        r.error(at, "a channel that opens later is latent until then", "leave out `start`, or leave out `opens`");
    }
    if let (None, Some((_, at))) = (opens, opens_as) {
        r.error(at, "`opens_as` without `opens`", "add `opens = ...`, or say `start` instead of `opens_as`");
    }
    if let (Some((first, _)), Some((last, at))) = (opens, closes)
        && last <= first
    {
        r.error(at, "it closes before it has opened", "give `closes` a day after `opens`");
    }
    let word = |state: State| quoted(state.name());
    if let Some((on, at)) = opens {
        // The scripted day takes the place of chance.
        channel.dwell[Exit::LatentForming as usize].mean = f64::INFINITY;
        let state = opens_as.map_or(State::Forming, |(state, _)| state);
        turns.push(Turn { on, at, channel: index, state });
        r.page.value("opens", on.to_string());
        r.page.value("opens_as", word(state));
    } else {
        r.page.value("start", word(channel.start));
    }
    if let Some((on, at)) = closes {
        turns.push(Turn { on, at, channel: index, state: State::Closed });
        r.page.value("closes", on.to_string());
    }
}
