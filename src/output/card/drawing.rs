//! The drawing of a card: side A at the left, side B at the right, every channel a line between them.

use super::{
    Glyphs, heading,
    plain::{Channel, channels},
};
use crate::{
    model::{
        channel::State,
        setup::Kind,
        side::{PerSide, Side},
    },
    output::lines::{WIDTH, cells, cut, folded, hanging, padded, plain},
    scenario::Scenario,
};

/// Columns for a side's authority, left and right of the posts.
const MARGIN: usize = 5;
/// Columns between the posts.
const ROOM: usize = WIDTH - 2 * MARGIN - 2;
/// Columns of what is written between the posts.
const INNER: usize = ROOM - 2;
/// The most lines of an issue list, and of those on a line.
const MOST: usize = 3;

/// Every channel with its kind, issues, mediators, carriers, authority and days.
pub fn drawing(s: &Scenario, g: &Glyphs) -> String {
    let channels = channels(s);
    let by_name = channels.iter().all(|channel| whole(channel, true, g).is_some());
    let mut rows = vec![heading("WHO TALKS TO WHOM THROUGH WHAT", "").trim_end().to_string(), names(s, g)];
    for channel in &channels {
        rows.extend(caption(channel, by_name, g));
        rows.extend(line(channel, g));
    }
    for off in s.off.iter().filter(|off| off.section == "channels") {
        rows.push(between_posts(&told(&off.name, "off", INNER, g), g));
    }
    let drawn: String = rows.iter().map(|row| format!("{}\n", row.trim_end())).collect();
    let key = if by_name { String::new() } else { issues(s) };
    drawn + &legend(&channels, g) + &key + &beside(s, &channels)
}

/// The names of the sides, each over its post.
fn names(s: &Scenario, g: &Glyphs) -> String {
    let name = |side: Side| cut(&plain(&s.setup.phases[0].sides[side].name), WIDTH / 2 - 2, g.dots);
    let (a, b) = (name(Side::A), name(Side::B));
    let a_begins = MARGIN.saturating_sub(cells(&a) / 2);
    let b_ends = (WIDTH - MARGIN + cells(&b) / 2).min(WIDTH);
    let row = format!("{}{a}", " ".repeat(a_begins));
    padded(&row, b_ends - cells(&b)) + &b
}

/// A text of at most [`INNER`] columns between the posts.
fn between_posts(text: &str, g: &Glyphs) -> String {
    format!("{:MARGIN$}{} {} {}", "", g.post, padded(text, INNER), g.post)
}

/// One text at the left and one at the right; what does not fit is cut at the left.
fn told(left: &str, right: &str, width: usize, g: &Glyphs) -> String {
    let room = width.saturating_sub(cells(right) + 2);
    padded(&cut(&plain(left), room, g.dots), room + 2) + right
}

/// Name and issues of a channel with its state or days, if they fit into a row.
fn whole(c: &Channel<'_>, by_name: bool, g: &Glyphs) -> Option<String> {
    let left = format!("{} {} {}", plain(&c.numbers.name), g.dot, issues_of(c, by_name));
    (cells(&left) + 2 + cells(&when(c)) <= INNER).then_some(left)
}

fn issues_of(c: &Channel<'_>, by_name: bool) -> String {
    c.issues.iter().map(|(id, name)| plain(if by_name { name } else { id })).collect::<Vec<_>>().join(", ")
}

/// The row over the line of a channel, or more if its issues need rows of their own.
fn caption(c: &Channel<'_>, by_name: bool, g: &Glyphs) -> Vec<String> {
    let left = whole(c, by_name, g);
    let mut rows = vec![told(left.as_deref().unwrap_or(&c.numbers.name), &when(c), INNER, g)];
    if left.is_none() {
        rows.extend(capped(folded(&issues_of(c, by_name), INNER - 6), g).into_iter().map(|row| format!("  {row}")));
    }
    rows.iter().map(|row| between_posts(row, g)).collect()
}

/// The state at the start, or the days from and to which a channel is open.
fn when(c: &Channel<'_>) -> String {
    if c.numbers.out {
        return "out".into();
    }
    match (c.opens, c.closes) {
        (Some((from, State::Active)), None) => format!("from {from}"),
        (Some((from, State::Active)), Some(to)) => format!("{from} to {to}"),
        (Some((from, state)), None) => format!("{} from {from}", state.name()),
        (Some((from, state)), Some(to)) => format!("{} from {from} to {to}", state.name()),
        (None, None) => c.start.name().into(),
        (None, Some(to)) => format!("{}, to {to}", c.start.name()),
    }
}

/// At most [`MOST`] lines.
fn capped(mut lines: Vec<String>, g: &Glyphs) -> Vec<String> {
    if lines.len() > MOST {
        lines.truncate(MOST);
        let room = INNER - 6 - cells(g.dots);
        let last = &mut lines[MOST - 1];
        *last = cut(last, room, "") + g.dots;
    }
    lines
}

/// The line itself, with who is on it.
fn line(c: &Channel<'_>, g: &Glyphs) -> Vec<String> {
    let [step, ends] = match c.numbers.kind {
        Kind::Direct => [[g.direct; 2], g.double],
        Kind::Plenary => [[g.plenary, g.direct], g.double],
        Kind::Mediated => [[g.mediated; 2], g.single],
        Kind::Technical => [[g.technical; 2], g.single],
        Kind::Relay => [[g.relay; 2], g.single],
    };
    let on_it = if c.numbers.kind == Kind::Relay { carriers(c, g) } else { sitting(c, g) };
    let last = on_it.len() - 1;
    let row = |(i, words): (usize, &String)| {
        let relay = c.numbers.kind == Kind::Relay;
        let filled = if relay { carried(words, i == last, g) } else { centred(words, step) };
        let [left, right] = [if i == 0 { ends[0] } else { g.post }, if i == last { ends[1] } else { g.post }];
        let at = |show: bool, side: Side| if show { authority(c.authority, side) } else { String::new() };
        format!("{:>4} {left}{filled}{right} {}", at(i == 0, Side::A), at(i == last, Side::B))
    };
    on_it.iter().enumerate().map(row).collect()
}

/// Those on a line, in one row or more: in brackets if the talks go through them, in parentheses if they sit with them.
fn sitting(c: &Channel<'_>, g: &Glyphs) -> Vec<String> {
    let places: Vec<String> = c.numbers.venues.iter().map(|venue| plain(&venue.name)).collect();
    let at = if places.is_empty() { String::new() } else { format!(" at {}", places.join(", then ")) };
    let who = match (c.numbers.kind, mediators(c).as_str()) {
        (_, "") => String::new(),
        (Kind::Mediated, with) => format!("[ {with} ]"),
        (_, with) => format!("( {with} )"),
    };
    capped(folded(&format!("{who}{at}"), INNER - 6), g)
}

fn mediators(c: &Channel<'_>) -> String {
    let name = |m: &super::plain::Mediator<'_>| plain(m.name) + if m.out { " (out)" } else { "" };
    c.mediators.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// The carriers in order, in rows that break between two of them; then who is attached.
fn carriers(c: &Channel<'_>, g: &Glyphs) -> Vec<String> {
    let room = ROOM - 6;
    let mut parts: Vec<String> =
        c.numbers.hops.iter().map(|hop| format!("{} {}", g.arrow, cut(&plain(&hop.name), room - 4, g.dots))).collect();
    let attached = mediators(c);
    if !attached.is_empty() {
        parts.push(format!("( {} )", cut(&attached, room - 4, g.dots)));
    }
    let mut rows = vec![String::new()];
    for part in parts {
        let row = rows.last_mut().expect("it begins with one");
        if row.is_empty() {
            *row = part;
        } else if cells(row) + 1 + cells(&part) <= room {
            *row = format!("{row} {part}");
        } else {
            rows.push(part);
        }
    }
    rows
}

/// Words in the middle of a line that is drawn in these steps.
fn centred(words: &str, [step, short]: [&str; 2]) -> String {
    let words = if words.is_empty() { String::new() } else { format!(" {words} ") };
    let left = ROOM.saturating_sub(cells(&words)) / 2;
    let right = ROOM.saturating_sub(cells(&words) + left);
    let drawn = |width: usize| step.repeat(width / cells(step)) + &short.repeat(width % cells(step));
    // The right half is the left one seen in a mirror.
    let mirrored: String = drawn(right).chars().rev().collect();
    format!("{}{words}{mirrored}", drawn(left))
}

/// Carriers from the left to the right; only the last row reaches the other side.
fn carried(words: &str, last: bool, g: &Glyphs) -> String {
    let tip = if last { g.arrow } else { g.relay };
    let rest = ROOM.saturating_sub(cells(words) + 2 + cells(tip));
    format!("{}{words} {}{tip}", g.relay, g.relay.repeat(rest))
}

fn authority(of: PerSide<f64>, side: Side) -> String {
    format!("{}", (of[side] * 100.0).round() / 100.0)
}

/// What the signs mean, of those that are there.
fn legend(channels: &[Channel<'_>], g: &Glyphs) -> String {
    let has = |kind: Kind| channels.iter().any(|c| c.numbers.kind == kind);
    let sits = channels.iter().any(|c| c.numbers.kind != Kind::Mediated && !c.mediators.is_empty());
    let signs = [
        (has(Kind::Direct), format!("{} direct", g.direct.repeat(3))),
        (has(Kind::Plenary), format!("{}{} delegations", g.plenary, g.direct.repeat(2))),
        (has(Kind::Relay), format!("{} relay", g.arrow)),
        (has(Kind::Technical), format!("{} technical", g.technical.repeat(3))),
        (has(Kind::Mediated), format!("{0}[{1}]{0} through mediators", g.mediated, g.dots)),
        (sits, format!("({}) attached", g.dots)),
    ];
    let signs: Vec<String> = signs.into_iter().filter(|(there, _)| *there).map(|(_, text)| text).collect();
    let ends = "At the ends: authority, 0 carries messages, 1 settles all.";
    hanging("", &format!("{}. {ends}", signs.join("; ")), 2)
}

/// What the ids of the issues stand for.
fn issues(s: &Scenario) -> String {
    let named = s.setup.phases[0].issues.iter().map(|issue| format!("{} = {}", issue.id, plain(&issue.name)));
    hanging("", &format!("Issues: {}.", named.collect::<Vec<_>>().join("; ")), 2)
}

/// Intermediaries that are on no line.
fn beside(s: &Scenario, channels: &[Channel<'_>]) -> String {
    let on_a_line = |id: &str| channels.iter().any(|c| c.mediators.iter().any(|m| m.id == id));
    let idle: Vec<&str> = s.setup.phases[0].mediators.iter().filter(|m| !on_a_line(&m.id)).map(|m| &*m.name).collect();
    let off: Vec<&str> = s.off.iter().filter(|off| off.section == "mediators").map(|off| off.name.as_str()).collect();
    let part = |words: &str, names: Vec<&str>| match names.is_empty() {
        true => String::new(),
        false => hanging("", &format!("{words}: {}.", names.join(", ")), 2),
    };
    part("Mediators on no line at the start", idle) + &part("Mediators switched off", off)
}
