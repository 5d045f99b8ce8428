//! All numbers of a scenario, read table by table into the model's [`Params`].

use jiff::civil::Date;

use super::{
    problem::Place,
    quantity::Kind,
    read::{Reader, Wanted},
    rows::{self, Common, EXIT_NAMES, LifeDraft},
    spec::About,
    tree::{Node, Table},
};
use crate::{
    kernel::Key,
    model::{
        channel::{Exit, State},
        setup::{Category, Channel, Hop, Issue, Kind as ChannelKind, Mediator, Params, SideParams, Venue},
        side::{CategoryId, IssueId, MediatorId, PerSide, Side},
    },
};

/// A channel's opening or closing, as written.
pub struct Turn {
    pub on: Date,
    pub at: Place,
    pub channel: u16,
    pub state: State,
}

/// Reads every number of the file; the second part are the dates on which channels open and close.
pub fn params(r: &mut Reader<'_>, root: &Table) -> (Params, Vec<Turn>) {
    let none = Table::default();
    let section = |name: &str| root.table(name).unwrap_or(&none);
    let entity = |name: &str, id: &str| section(name).table(id).unwrap_or(&none);
    let names = r.names;

    let sides = PerSide::from_fn(|side| side_params(r, names.side(side), entity("sides", names.side(side))));
    let categories = names.categories.iter().map(|id| category(r, id, entity("categories", id))).collect();
    let issues = names.issues.iter().map(|id| issue(r, id, entity("issues", id))).collect();
    let mediators = names.mediators.iter().map(|id| mediator(r, id, entity("mediators", id))).collect();
    let mut common = rules(r, section("rules"));
    let life = life(r, section("life"));
    for (exit, draft) in life.iter().enumerate() {
        common.rules.hazard_ln[exit] = draft.ln;
    }
    let mut turns = Vec::new();
    let mut channels = Vec::new();
    for (index, id) in (0..).zip(&names.channels) {
        channels.push(channel(r, id, index, entity("channels", id), &common, &life, &mut turns));
    }
    (Params { rules: common.rules, sides, categories, issues, channels, mediators }, turns)
}

fn side_params(r: &mut Reader<'_>, id: &str, found: &Table) -> SideParams {
    let path = format!("sides.{id}");
    r.page.table(&path);
    let zeros = vec![0.0; r.names.categories.len()];
    let mut side = SideParams {
        id: id.into(),
        name: id.into(),
        key: Key::of(id),
        pool: zeros.clone(),
        inflow: zeros.clone(),
        attrition: zeros,
        bad_faith: vec![0.0; r.names.issues.len()],
        ..SideParams::default()
    };
    r.fill(&path, rows::SIDE, found, |_| None, &mut side);
    side
}

fn category(r: &mut Reader<'_>, id: &str, found: &Table) -> Category {
    let path = format!("categories.{id}");
    r.page.table(&path);
    let mut category = Category { id: id.into(), name: id.into(), weight: 1.0 };
    let own = |key: &str| (key == "weight").then(|| rows::category_weight(id));
    r.fill(&path, rows::CATEGORY, found, own, &mut category);
    category
}

fn issue(r: &mut Reader<'_>, id: &str, found: &Table) -> Issue {
    let path = format!("issues.{id}");
    r.page.table(&path);
    let spill = vec![0.0; r.names.issues.len()];
    let mut issue = Issue { id: id.into(), name: id.into(), key: Key::of(id), spill, ..Issue::default() };
    r.fill(&path, rows::ISSUE, found, |_| None, &mut issue);
    let categories = found.get("categories").map(|node| r.ids("categories", "categories", node)).unwrap_or_default();
    issue.categories = categories.into_iter().map(CategoryId).collect();
    let names = issue.categories.iter().map(|k| r.names.categories[k.index()].as_str());
    let list = id_list(names);
    r.page.value("categories", list);
    direction(r, &mut issue, found);
    issue
}

/// Whether people go both ways or one way, and to whom.
fn direction(r: &mut Reader<'_>, issue: &mut Issue, found: &Table) {
    let reciprocal = found.get("reciprocal").map_or(Some(true), |node| r.flag("reciprocal", node)).unwrap_or(true);
    r.page.value("reciprocal", reciprocal.to_string());
    let side = found.get("to").and_then(|node| Some((r.id("sides", node)?, node.at)));
    match (reciprocal, side) {
        (true, Some((_, at))) => {
            r.error(
                at,
                "`to` on an issue where both sides give and receive",
                "add `reciprocal = false`, or leave out `to`",
            );
        }
        (false, None) if found.get("to").is_none() => {
            let example = r.names.side(Side::A).to_string();
            if let Some(node) = found.get("reciprocal") {
                let cure = format!("add `to = \"{example}\"`, or the other side: the one whose people come home");
                r.error(node.at, "a one-way issue does not say who receives", cure);
            }
        }
        (false, Some((index, _))) => {
            issue.to = Some(Side::BOTH[usize::from(index)]);
            r.page.value("to", super::evidence::quoted(r.names.of("sides")[usize::from(index)]));
        }
        _ => {}
    }
    if let Some(node) = found.get("counter_share").filter(|_| reciprocal && issue.counter_share > 0.0) {
        let cure = "leave it out, or add `reciprocal = false` and `to`";
        r.error(node.at, "`counter_share` is for one-way issues, and here both sides give and receive", cure);
    }
    if let Some(node) = found.get("standing")
        && issue.standing
        && !issue.categories.is_empty()
    {
        r.error(
            node.at,
            "nobody moves under a standing arrangement",
            "leave out `categories`, or leave out `standing`",
        );
    }
}

fn mediator(r: &mut Reader<'_>, id: &str, found: &Table) -> Mediator {
    let path = format!("mediators.{id}");
    r.page.table(&path);
    let mut mediator = Mediator {
        id: id.into(),
        name: id.into(),
        key: Key::of(id),
        leverage: vec![PerSide::default(); r.names.issues.len()],
        ..Mediator::default()
    };
    r.fill(&path, rows::MEDIATOR, found, |_| None, &mut mediator);
    let Some(node) = found.get("leverage_on") else { return mediator };
    let Some(by_issue) = node.as_table() else {
        r.error(
            node.at,
            "`leverage_on` is a table by issue",
            "write `leverage_on = { pow = 0.5 }`; use `leverage` for all issues",
        );
        return mediator;
    };
    r.known_ids("issues", "leverage_on", by_issue);
    let about = about("leverage_on", rows::MEDIATOR);
    for (i, issue) in r.names.issues.iter().enumerate() {
        let key = format!("leverage_on.{issue}");
        if let Some(node) = by_issue.get(issue) {
            let put = |side: Side, x: f64| mediator.leverage[i][side] = x;
            r.sides(Wanted { table: &path, key: &key, kind: Kind::Share, node: Some(node), default: "", about }, put);
        }
    }
    mediator
}

fn rules(r: &mut Reader<'_>, found: &Table) -> Common {
    r.page.table("rules");
    let mut common = Common::default();
    r.fill("rules", rows::RULES, found, |_| None, &mut common);
    if let Some(node) = found.get("shock_excitation").filter(|_| common.rules.shock_excitation >= 1.0) {
        let message = "if every shock begets another, they never die out";
        r.error(node.at, message, "write a share below 1, such as 0.4");
    }
    common
}

fn life(r: &mut Reader<'_>, found: &Table) -> Vec<LifeDraft> {
    r.known_keys("life", found, &EXIT_NAMES);
    let none = Table::default();
    let mut drafts = Vec::new();
    for (exit, name) in EXIT_NAMES.iter().enumerate() {
        let path = format!("life.{name}");
        r.page.table(&path);
        let mut draft = LifeDraft::default();
        let table = match found.get(name) {
            Some(node) if node.as_table().is_none() => {
                r.error(
                    node.at,
                    format!("`{name}` is a table"),
                    format!("write `[life.{name}]` and under it `mean = \"180 d\"`"),
                );
                &none
            }
            node => node.and_then(Node::as_table).unwrap_or(&none),
        };
        r.fill(&path, rows::LIFE, table, |key| rows::life_default(exit, key), &mut draft);
        drafts.push(draft);
    }
    drafts
}

fn channel(
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
    let is_relay = channel.kind == ChannelKind::Relay;
    let empty = |node: &Node| node.as_table().is_some_and(|table| table.entries.is_empty());
    match found.get("hops") {
        Some(node) if !is_relay => {
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
    channel
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
            r.page.value("host", super::evidence::quoted(r.names.of("mediators")[usize::from(index)]));
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
    let word = |state: State| super::evidence::quoted(state.name());
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

/// What the row of a key read by hand says of its numbers.
fn about<T>(key: &str, rows: &[super::spec::Row<T>]) -> About {
    rows.iter().find(|row| row.key == key).map(super::spec::Row::about).unwrap_or_default()
}

fn id_list<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", ids.map(super::evidence::quoted).collect::<Vec<_>>().join(", "))
}
