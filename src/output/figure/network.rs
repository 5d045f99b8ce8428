//! Network: who talks to whom through what. One line a channel between the two sides, and what each carried.

use super::axes::Scale;
use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{
    BODY, GREY, HEAD, INK, LABEL, MIDDLE, PAPER, RULE, SMALL, amount, channel_colour, number, percent, tint,
};
use super::{Figure, Provenance};
use plotters::style::RGBColor;

/// The channels between two sides.
pub struct NetworkData {
    /// The finding; blank for what the means say.
    pub title: String,
    pub sides: [String; 2],
    /// In the order of the scenario, which fixes their colours.
    pub channels: Vec<Channel>,
}

pub struct Channel {
    pub name: String,
    pub kind: Kind,
    /// Of each side's negotiator, 0 to 1.
    pub authority: [f64; 2],
    /// Of a relay: those who pass messages on, from the first side to the second.
    pub hops: Vec<String>,
    pub mediators: Vec<Mediator>,
    /// One entry an issue that the channel may carry.
    pub carried: Vec<Carried>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Direct,
    Plenary,
    Mediated,
    Relay,
    Technical,
}

pub struct Mediator {
    pub name: String,
    pub part: Part,
}

/// What an intermediary is to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Acting,
    /// It joins only when the channel meets at its place.
    Host,
    /// It has no numbers to act with.
    Placebo,
    /// It was taken out for the whole run.
    Out,
}

impl Part {
    fn idle(self) -> bool {
        matches!(self, Part::Placebo | Part::Out)
    }

    fn words(self) -> &'static str {
        match self {
            Part::Acting => "",
            Part::Host => " (host)",
            Part::Placebo => " (placebo)",
            Part::Out => " (taken out)",
        }
    }
}

/// Means a replication.
pub struct Carried {
    pub issue: String,
    pub deals: f64,
    /// Those who came home, of both sides; none if the issue moves nobody.
    pub people: Option<Mean>,
    /// What is counted: "people" as a rule.
    pub unit: String,
}

/// A mean with its 95% interval.
#[derive(Clone, Copy, Debug)]
pub struct Mean {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The columns at the right: issue, deals, people, and a bar for the people.
const MARGIN: f64 = 256.0;
const ISSUE: f64 = 112.0;
const DEALS_END: f64 = 148.0;
const PEOPLE_END: f64 = 198.0;
const BLOCK: f64 = 9.0;
const GAUGE: f64 = 6.0;
const GAUGE_HEIGHT: f64 = 30.0;
/// From the top of a row to its line.
const TO_LINE: f64 = 28.0;
const PITCH: f64 = 14.0;
const GAP: f64 = 13.0;
/// How far an intermediary hangs below a line that does not run through it.
const STEM: f64 = 11.0;

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Plenary => "table with a host",
            Kind::Mediated => "track through intermediaries",
            Kind::Relay => "relay",
            Kind::Technical => "technical",
        }
    }
}

/// A thing on a line, from the first side to the second.
struct Station {
    name: String,
    mark: Mark,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Hop,
    /// The line runs through it.
    Between,
    Attached,
    Idle,
}

/// Draws the figure.
pub fn draw(data: &NetworkData, from: &Provenance) -> Figure {
    let page = Page {
        name: "network",
        title: name_or(&data.title, &finding(data)),
        subtitle: "Channels between the two sides, who stands on them, and what they carried on average".to_owned(),
        alt: alt(data),
        note: "Gauges: authority of each side’s negotiator, from 0 (messenger) to 1 (speaks for the principal). Dots on a line: \
               intermediaries it runs through; hanging: attached to it; small: relays; grey rings: without any effect in this run. \
               Numbers: means a simulated history, deals delivered at least in part and people home on both sides; bars: \
               people on one scale."
            .to_owned(),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// The channel by which most people come home, if the intervals leave no doubt.
fn finding(data: &NetworkData) -> String {
    let neutral = || "Who talks to whom, and through what".to_owned();
    let mut totals: Vec<(&str, Mean)> = data.channels.iter().map(|c| (c.name.as_str(), people(c))).collect();
    totals.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let all: f64 = totals.iter().map(|t| t.1.value).sum();
    match totals.as_slice() {
        [(name, first), (_, second), ..] if first.low > second.high && first.value > 0.5 * all => {
            format!("{name}: {} of those who come home", percent(first.value / all))
        }
        _ => neutral(),
    }
}

/// People over all issues of a channel; the ends of intervals are added up, which makes them rather too wide.
fn people(channel: &Channel) -> Mean {
    let counted = channel.carried.iter().filter(|c| c.unit == "people").filter_map(|c| c.people);
    counted.fold(Mean { value: 0.0, low: 0.0, high: 0.0 }, |a, b| Mean {
        value: a.value + b.value,
        low: a.low + b.low,
        high: a.high + b.high,
    })
}

fn plot(canvas: &mut Canvas, top: f64, data: &NetworkData) -> f64 {
    let top = heads(canvas, top + 14.0, data);
    let (left, right) = (LEFT + BLOCK, RIGHT - MARGIN - BLOCK);
    if data.channels.is_empty() {
        nothing(canvas, Frame { left, top, right, bottom: top + 120.0 }, "no channels");
        return top + 120.0;
    }
    let rows: Vec<Row> = data.channels.iter().map(|c| Row::of(c, right - left)).collect();
    let bottom = top + rows.iter().map(|row| row.height + GAP).sum::<f64>();
    for x in [LEFT, right] {
        canvas.rect(Frame { left: x, top, right: x + BLOCK, bottom }, INK);
    }
    let most =
        data.channels.iter().flat_map(|c| &c.carried).filter_map(|c| c.people).map(|p| p.value).fold(0.0, f64::max);
    let mut y = top + GAP * 0.6;
    for (i, (channel, row)) in data.channels.iter().zip(&rows).enumerate() {
        let colour = channel_colour(i);
        one_line(canvas, Frame { left, top: y, right, bottom: y + row.height }, channel, row, colour);
        carried(canvas, y, channel, most, colour);
        y += row.height + GAP;
        if i + 1 < rows.len() {
            let rule = y - GAP * 0.5;
            canvas.line(&[(left + 8.0, rule), (right - 8.0, rule)], tint(RULE, 0.5), 0.5);
            canvas.line(&[(right + BLOCK + 12.0, rule), (RIGHT, rule)], tint(RULE, 0.5), 0.5);
        }
    }
    bottom
}

/// The names of the sides over their blocks and of the columns over the margin; hands back where the blocks begin.
fn heads(canvas: &mut Canvas, y: f64, data: &NetworkData) -> f64 {
    let right = RIGHT - MARGIN;
    let room = (right - LEFT) / 2.0 - 12.0;
    canvas.text((LEFT, y), Align::Left, HEAD, &HEAD.fit(&data.sides[0], room));
    canvas.text((right, y), Align::Right, HEAD, &HEAD.fit(&data.sides[1], room));
    let margin = right + 14.0;
    for (x, align, words) in [
        (margin, Align::Left, "issue"),
        (right + DEALS_END, Align::Right, "deals"),
        (right + PEOPLE_END, Align::Right, "people"),
        (RIGHT, Align::Right, "per history"),
    ] {
        canvas.text((x, y), align, SMALL, words);
    }
    y + 8.0
}

/// What a row needs: the stations on its line with their names in lines, and its height.
struct Row {
    stations: Vec<(Station, Vec<String>)>,
    height: f64,
}

impl Row {
    fn of(channel: &Channel, width: f64) -> Row {
        let stations = stations(channel);
        let slot = (width - 90.0) / stations.len().max(1) as f64;
        let face = SMALL;
        let named = stations.into_iter().map(|s| {
            let most = if s.mark == Mark::Hop { 2 } else { 3 };
            let lines = face.wrap_at_most(&s.name, slot - 8.0, most);
            (s, lines)
        });
        let stations: Vec<(Station, Vec<String>)> = named.collect();
        let deepest = stations.iter().map(|(s, lines)| s.mark.depth() + 15.0 + SMALL.leading() * lines.len() as f64);
        let below = deepest.fold(GAUGE_HEIGHT / 2.0 + 2.0, |a, b| f64::max(a, b - SMALL.leading() + 5.0));
        Row { stations, height: (TO_LINE + below).max(10.0 + PITCH * channel.carried.len() as f64) }
    }
}

impl Mark {
    /// How far below the line it stands.
    fn depth(self) -> f64 {
        match self {
            Mark::Hop | Mark::Between => 0.0,
            Mark::Attached | Mark::Idle => STEM,
        }
    }
}

fn stations(channel: &Channel) -> Vec<Station> {
    let hops = channel.hops.iter().map(|name| Station { name: name.clone(), mark: Mark::Hop });
    let mediators = channel.mediators.iter().map(|m| {
        let mark = match channel.kind {
            _ if m.part.idle() => Mark::Idle,
            Kind::Mediated => Mark::Between,
            Kind::Direct | Kind::Plenary | Kind::Relay | Kind::Technical => Mark::Attached,
        };
        Station { name: format!("{}{}", m.name, m.part.words()), mark }
    });
    hops.chain(mediators).collect()
}

/// One channel: gauges at both ends, its name and kind over the line, its stations on and under it.
fn one_line(canvas: &mut Canvas, frame: Frame, channel: &Channel, row: &Row, colour: RGBColor) {
    let y = frame.top + TO_LINE;
    let (left, right) = (frame.left + 5.0 + GAUGE, frame.right - 5.0 - GAUGE);
    gauge(canvas, (frame.left + 5.0, y), channel.authority[0], colour);
    gauge(canvas, (right, y), channel.authority[1], colour);
    let value = |a: f64| number(a, if (a * 10.0).fract().abs() < 1e-9 { 1 } else { 2 });
    canvas.text((left + 5.0, y - 6.0), Align::Left, SMALL, &value(channel.authority[0]));
    canvas.text((right - 5.0, y - 6.0), Align::Right, SMALL, &value(channel.authority[1]));
    stroke(canvas, (left + 4.0, right - 4.0), y, channel.kind, colour);
    let (start, end) = (left + 36.0, right - 36.0);
    let kind = channel.kind.name();
    let name = BODY.strong().fit(&channel.name, end - start - LABEL.width(kind) - 12.0);
    canvas.text((start, y - 9.5), Align::Left, BODY.strong(), &name);
    canvas.text((start + BODY.strong().width(&name) + 8.0, y - 9.5), Align::Left, LABEL, kind);
    let slot = (end - start) / row.stations.len().max(1) as f64;
    for (i, (station, words)) in row.stations.iter().enumerate() {
        let x = start + slot * (i as f64 + 0.5);
        let at = (x, y + station.mark.depth());
        let grey = station.mark == Mark::Idle;
        if station.mark.depth() > 0.0 {
            canvas.line(&[(x, y), at], if grey { RULE } else { INK }, 0.9);
        }
        mark(canvas, station.mark, at, colour);
        let face = SMALL.ink(if grey { MIDDLE } else { INK });
        canvas.lines((x, at.1 + 15.0), Align::Centre, face, words);
    }
}

fn mark(canvas: &mut Canvas, mark: Mark, at: super::canvas::At, colour: RGBColor) {
    match mark {
        Mark::Hop => {
            canvas.dot(at, 4.0, PAPER);
            canvas.dot(at, 2.8, colour);
        }
        Mark::Between => {
            canvas.dot(at, 6.2, PAPER);
            canvas.dot(at, 4.6, INK);
        }
        Mark::Attached => canvas.dot(at, 3.6, INK),
        Mark::Idle => {
            canvas.dot(at, 3.4, PAPER);
            canvas.ring(at, 3.2, MIDDLE, 1.0);
        }
    }
}

/// A little tank that is filled up to the authority, with its fifths marked.
fn gauge(canvas: &mut Canvas, (x, y): (f64, f64), authority: f64, colour: RGBColor) {
    let room = Frame { left: x, top: y - GAUGE_HEIGHT / 2.0, right: x + GAUGE, bottom: y + GAUGE_HEIGHT / 2.0 };
    canvas.rect(room, tint(RULE, 0.55));
    let level = Scale::new(0.0, 1.0, (room.bottom, room.top));
    canvas.rect(Frame { top: level.at(authority), ..room }, colour);
    for fifth in [0.2, 0.4, 0.6, 0.8] {
        canvas.line(&[(room.left, level.at(fifth)), (room.right, level.at(fifth))], PAPER, 0.7);
    }
}

/// The line itself: its kind told apart by how it is drawn.
fn stroke(canvas: &mut Canvas, (left, right): (f64, f64), y: f64, kind: Kind, colour: RGBColor) {
    let line = [(left, y), (right, y)];
    match kind {
        Kind::Direct => canvas.line(&line, colour, 2.6),
        Kind::Plenary => {
            for y in [y - 2.1, y + 2.1] {
                canvas.line(&[(left, y), (right, y)], colour, 1.5);
            }
        }
        Kind::Mediated => canvas.dashes(&line, colour, 2.4, (10.0, 4.0)),
        Kind::Relay => canvas.dashes(&line, colour, 2.4, (2.2, 3.6)),
        Kind::Technical => canvas.line(&line, colour, 1.0),
    }
}

/// What a channel carried, issue by issue, in the margin.
fn carried(canvas: &mut Canvas, top: f64, channel: &Channel, most: f64, colour: RGBColor) {
    let left = RIGHT - MARGIN;
    let bar = Scale::new(0.0, most, (left + PEOPLE_END + 7.0, RIGHT));
    for (i, carried) in channel.carried.iter().enumerate() {
        let y = top + TO_LINE - 9.5 + PITCH * i as f64;
        let face = LABEL.ink(INK);
        canvas.text((left + 14.0, y), Align::Left, LABEL, &LABEL.fit(&carried.issue, ISSUE - 16.0));
        canvas.text((left + DEALS_END, y), Align::Right, face, &amount(carried.deals));
        match carried.people {
            Some(people) => {
                canvas.text((left + PEOPLE_END, y), Align::Right, face, &amount(people.value));
                if people.value > 0.0 {
                    let end = bar.at(people.value).max(bar.at(0.0) + 0.8);
                    canvas.rect(Frame { left: bar.at(0.0), top: y - 7.5, right: end, bottom: y - 0.5 }, colour);
                }
            }
            None => canvas.text((left + PEOPLE_END, y), Align::Right, LABEL, "–"),
        }
    }
    if channel.carried.is_empty() {
        canvas.text((left + 14.0, top + TO_LINE - 9.5), Align::Left, SMALL.ink(GREY), "no issue");
    }
}

fn alt(data: &NetworkData) -> String {
    let [a, b] = &data.sides;
    let mut text = format!("{} channels between {a} and {b}.", data.channels.len());
    for channel in &data.channels {
        let [own, other] = channel.authority.map(|v| number(v, 2));
        text += &format!(" {} ({}; authority {own} and {other}", channel.name, channel.kind.name());
        let on: Vec<String> = stations(channel).into_iter().map(|s| s.name).collect();
        if !on.is_empty() {
            text += &format!("; with {}", on.join(", "));
        }
        text += ")";
        for c in &channel.carried {
            let people = c.people.map_or(String::new(), |p| format!(", {} {}", amount(p.value), c.unit));
            text += &format!(" {}: {} deals{people};", c.issue, amount(c.deals));
        }
        text += ".";
    }
    text
}

fn csv(data: &NetworkData) -> String {
    let rows = data.channels.iter().flat_map(|channel| {
        let names = |list: &mut dyn Iterator<Item = &String>| list.cloned().collect::<Vec<_>>().join(";");
        let [a, b] = channel.authority.map(|v| v.to_string());
        let head = [
            channel.name.clone(),
            channel.kind.name().to_owned(),
            a,
            b,
            names(&mut channel.hops.iter()),
            names(&mut channel.mediators.iter().filter(|m| !m.part.idle()).map(|m| &m.name)),
            names(&mut channel.mediators.iter().filter(|m| m.part.idle()).map(|m| &m.name)),
        ];
        let line = |issue: &str, numbers: [String; 4], unit: &str| {
            let [name, kind, a, b, hops, mediators, placebos] = head.clone();
            let [deals, people, low, high] = numbers;
            [name, kind, a, b, hops, mediators, placebos, issue.into(), deals, people, low, high, unit.into()]
        };
        let people =
            |p: Option<Mean>| p.map_or(Default::default(), |p| [p.value, p.low, p.high].map(|v| v.to_string()));
        let mut rows: Vec<[String; 13]> = Vec::new();
        for c in &channel.carried {
            let [value, low, high] = people(c.people);
            rows.push(line(&c.issue, [c.deals.to_string(), value, low, high], &c.unit));
        }
        if rows.is_empty() {
            rows.push(line("", Default::default(), ""));
        }
        rows
    });
    let header = [
        "channel",
        "kind",
        "authority_a",
        "authority_b",
        "hops",
        "intermediaries",
        "idle",
        "issue",
        "deals",
        "people",
        "people_low",
        "people_high",
        "unit",
    ];
    table(header, rows)
}

#[cfg(test)]
mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    fn channel(name: &str, kind: Kind, people: f64, mediators: &[&str]) -> Channel {
        Channel {
            name: name.into(),
            kind,
            authority: [0.6, 0.45],
            hops: vec![],
            mediators: mediators
                .iter()
                .map(|m| Mediator {
                    name: (*m).into(),
                    part: if m.ends_with("Embassy") { Part::Placebo } else { Part::Acting },
                })
                .collect(),
            carried: vec![Carried {
                issue: "Prisoners of war".into(),
                deals: people / 95.0,
                people: Some(Mean { value: people, low: 0.96 * people, high: 1.04 * people }),
                unit: "people".into(),
            }],
        }
    }

    fn few() -> NetworkData {
        let mut line = channel("Military line", Kind::Direct, 2_140.0, &["The Emirate", "Third Embassy"]);
        line.carried.push(Carried { issue: "Remains".into(), deals: 6.2, people: None, unit: String::new() });
        let table = channel("Delegations at the strait", Kind::Plenary, 810.0, &["Host state"]);
        let track = channel("Quiet track", Kind::Mediated, 91.4, &["The Emirate", "The Kingdom"]);
        let sides = ["Northern Republic".to_owned(), "Southern Federation".to_owned()];
        NetworkData { title: String::new(), sides, channels: vec![line, table, track] }
    }

    fn many() -> NetworkData {
        let kinds = [Kind::Direct, Kind::Plenary, Kind::Mediated, Kind::Relay, Kind::Technical];
        let names =
            ["Канал військової розвідки двох держав, осн.", "Ombudsmen of both republics, by telephone", "Church"];
        let mediator =
            ["Государство-посредник с длинным названием", "Iğdır Şubesi ve Öbürleri Derneği, İstanbul", "X Embassy"];
        let one = |i: usize| {
            let mut c = channel(names[i % 3], kinds[i % 5], 900.0 / (1.0 + i as f64), &mediator[..(i * 7) % 4]);
            if c.kind == Kind::Relay {
                c.hops = vec![
                    "Confidant of the first capital".into(),
                    "Business partner".into(),
                    "Old friend abroad".into(),
                ];
            }
            for k in 0..i % 5 {
                let people = (k % 2 == 0).then_some(Mean { value: 0.31, low: 0.2, high: 0.42 });
                let issue = ["Civilians held", "Grain", "Children", "Energy facilities truce"][k].into();
                c.carried.push(Carried { issue, deals: 0.031 * k as f64, people, unit: "people".into() });
            }
            c
        };
        NetworkData { channels: (0..14).map(one).collect(), ..few() }
    }

    #[test]
    fn every_channel_station_and_issue_is_drawn() {
        let data = few();
        let figure = draw(&data, &check::provenance());
        assert_eq!(figure.title, "Military line: 70% of those who come home");
        // Paper, two blocks, two gauges of two parts a channel, three bars.
        assert_eq!(count(&figure, "<rect"), 1 + 2 + 3 * 4 + 3);
        // A placebo is two circles, one between the sides two, one attached one.
        assert_eq!(count(&figure, "<circle"), (1 + 2) + 1 + 2 * 2);
        assert_eq!(figure.data.lines().count(), 1 + 4);
        assert!(
            figure.data.contains("direct,0.6,0.45,,The Emirate,Third Embassy,Prisoners of war,"),
            "{}",
            figure.data
        );
        sound(&figure);
        check::demo("network", &figure);
    }

    #[test]
    fn fourteen_channels_with_long_names_keep_apart() {
        let data = many();
        let figure = draw(&data, &check::provenance());
        let rows: usize = data.channels.iter().map(|c| c.carried.len()).sum();
        assert_eq!(figure.data.lines().count(), 1 + rows);
        sound(&figure);
        check::demo("network-many", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = NetworkData { channels: vec![], ..few() };
        let mut bare = few();
        bare.sides =
            ["Дуже довга назва сторони переговорів, яка ніяк не вміщується в рядок", "Müzakerelerin İğdır şubesi"]
                .map(str::to_owned);
        bare.channels[0].carried.clear();
        bare.channels[1].authority = [0.0, 1.0];
        bare.channels[2].mediators = (0..9)
            .map(|i| Mediator {
                name: format!("Mediator {i} of nine"),
                part: [Part::Acting, Part::Host, Part::Placebo, Part::Out][i % 4],
            })
            .collect();
        let mut zero = few();
        zero.channels.truncate(1);
        zero.channels[0].carried[0].people = Some(Mean { value: 0.0, low: 0.0, high: 0.0 });
        for (i, odd) in [none, bare, zero].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("network-odd-{i}"), &figure);
        }
    }
}
