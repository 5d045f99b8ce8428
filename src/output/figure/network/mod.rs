//! Network: who talks to whom through what. One line a channel between the two sides, and what each carried.

mod plot;

use super::page::{Page, name_or, table};
use super::style::{amount, number, percent};
use super::{Figure, Provenance};
use plot::{Mark, plot, stations};
use serde::{Deserialize, Serialize};

/// The channels between two sides.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NetworkData {
    /// The finding; blank for what the means say.
    pub title: String,
    pub sides: [String; 2],
    /// In the order of the scenario, which fixes their colours.
    pub channels: Vec<Channel>,
    /// Issues that no channel carries.
    pub uncarried: Vec<String>,
    /// Prisoners home without a deal, if any.
    pub released: Option<Released>,
}

/// People of both sides who come home without a deal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Released {
    /// How, such as "after hostilities".
    pub how: String,
    pub people: Mean,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Direct,
    Plenary,
    Mediated,
    Relay,
    Technical,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mediator {
    pub name: String,
    pub part: Part,
}

/// What an intermediary is to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Acting,
    /// It joins only when the channel meets at its place.
    Host,
    /// The script attaches it on some day.
    Scripted,
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
            Part::Scripted => " (by the script)",
            Part::Placebo => " (placebo)",
            Part::Out => " (taken out)",
        }
    }
}

/// Means a replication.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Carried {
    pub issue: String,
    pub deals: f64,
    /// Those who came home, of both sides; none if the issue moves nobody.
    pub people: Option<Mean>,
    /// They are returned one way (children, remains) and not added to people exchanged.
    pub one_way: bool,
}

/// A mean with its 95% interval.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Mean {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Channel {
    /// Its kind in words; a table has a host only if somebody is there.
    fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Direct => "direct",
            Kind::Plenary if self.mediators.iter().all(|m| m.part == Part::Out) => "table",
            Kind::Plenary => "table with a host",
            Kind::Mediated => "track through intermediaries",
            Kind::Relay => "relay",
            Kind::Technical => "technical",
        }
    }
}

/// Draws the figure.
pub fn draw(data: &NetworkData, from: &Provenance) -> Figure {
    let page = Page {
        name: "network",
        question: "Who talks to whom, and through what?",
        title: name_or(&data.title, &finding(data)),
        subtitle: "Channels between the two sides, who stands on them, and what they carried on average".to_owned(),
        alt: alt(data),
        note: note(data),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// What the marks and numbers mean, of those that are there.
fn note(data: &NetworkData) -> String {
    let marks: Vec<Mark> = data.channels.iter().flat_map(stations).map(|s| s.mark).collect();
    let known = [
        (Mark::Hop, "in the channel’s colour: carriers of its messages"),
        (Mark::Between, "black on a line: intermediaries it runs through"),
        (Mark::Attached, "hanging from a line: intermediaries attached to it"),
        (Mark::Idle, "grey rings: without any effect in this run"),
    ];
    let dots: Vec<&str> = known.into_iter().filter(|(mark, _)| marks.contains(mark)).map(|(_, words)| words).collect();
    let dots = if dots.is_empty() { String::new() } else { format!(" Dots {}.", dots.join("; ")) };
    let carried = || data.channels.iter().flat_map(|c| &c.carried);
    let bars = match () {
        () if !carried().any(|c| !c.one_way && c.people.is_some_and(|p| p.value > 0.0)) => "",
        () if carried().any(|c| c.one_way) => "; bars: people on one scale, without those returned one way",
        () => "; bars: people on one scale",
    };
    format!(
        "Gauges: authority of each side’s negotiator, from 0 (messenger) to 1 (speaks for the principal).{dots} Numbers: means a \
         simulated history, deals delivered at least in part and people of both sides who crossed{bars}."
    )
}

/// The channel by which most people come home, if others could bring them too and the intervals leave no doubt.
fn finding(data: &NetworkData) -> String {
    let carriers = data.channels.iter().filter(|c| c.carried.iter().any(|c| !c.one_way && c.people.is_some()));
    let mut totals: Vec<(&str, Mean)> = carriers.map(|c| (c.name.as_str(), people(c))).collect();
    totals.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let all: f64 = totals.iter().map(|t| t.1.value).sum();
    match totals.as_slice() {
        [(name, first), (_, second), ..] if first.low > second.high && first.value > 0.5 * all => {
            format!("{name}: {} of the people exchanged", percent(first.value / all))
        }
        _ => match data.channels.len() {
            1 => format!("One channel between {} and {}", data.sides[0], data.sides[1]),
            n => format!("{n} channels between {} and {}", data.sides[0], data.sides[1]),
        },
    }
}

/// People over all issues of a channel; the ends of intervals are added up, which makes them rather too wide.
fn people(channel: &Channel) -> Mean {
    let counted = channel.carried.iter().filter(|c| !c.one_way).filter_map(|c| c.people);
    counted.fold(Mean { value: 0.0, low: 0.0, high: 0.0 }, |a, b| Mean {
        value: a.value + b.value,
        low: a.low + b.low,
        high: a.high + b.high,
    })
}

fn alt(data: &NetworkData) -> String {
    let [a, b] = &data.sides;
    let mut text = format!("{} channels between {a} and {b}.", data.channels.len());
    for channel in &data.channels {
        let [own, other] = channel.authority.map(|v| number(v, 2));
        text += &format!(" {} ({}; authority {own} and {other}", channel.name, channel.kind_name());
        let on: Vec<String> = stations(channel).into_iter().map(|s| s.name).collect();
        if !on.is_empty() {
            text += &format!("; with {}", on.join(", "));
        }
        text += ")";
        for c in &channel.carried {
            let people = c.people.map_or(String::new(), |p| format!(", {} people", amount(p.value)));
            text += &format!(" {}: {} deals{people};", c.issue, amount(c.deals));
        }
        text += ".";
    }
    if !data.uncarried.is_empty() {
        text += &format!(" On no channel: {}.", data.uncarried.join(", "));
    }
    if let Some(released) = &data.released {
        text += &format!(" Home {}: {} people.", released.how, amount(released.people.value));
    }
    text
}

fn csv(data: &NetworkData) -> String {
    let header = [
        "channel",
        "kind",
        "authority_a",
        "authority_b",
        "hops",
        "intermediaries",
        "idle",
        "issue",
        "direction",
        "deals",
        "people",
        "people_low",
        "people_high",
    ];
    let apart = |issue: &str, people: [String; 3]| {
        let mut line: [String; 13] = Default::default();
        line[7] = issue.to_owned();
        line[10..].clone_from_slice(&people);
        line
    };
    let uncarried = data.uncarried.iter().map(|issue| apart(issue, Default::default()));
    let released = data.released.as_ref().map(|r| {
        let people = [r.people.value, r.people.low, r.people.high];
        apart(&format!("prisoners home {}", r.how), people.map(|v| v.to_string()))
    });
    table(header, data.channels.iter().flat_map(lines).chain(uncarried).chain(released))
}

/// One line an issue of a channel; a channel without issues has one all the same.
fn lines(channel: &Channel) -> Vec<[String; 13]> {
    let idle = |is: bool| {
        let named = channel.mediators.iter().filter(|m| m.part.idle() == is).map(|m| m.name.as_str());
        named.collect::<Vec<_>>().join(";")
    };
    let [own, other] = channel.authority.map(|v| v.to_string());
    let line = |[issue, direction, deals, people, low, high]: [String; 6]| {
        let (name, kind) = (channel.name.clone(), channel.kind_name().to_owned());
        let (own, other, hops) = (own.clone(), other.clone(), channel.hops.join(";"));
        [name, kind, own, other, hops, idle(false), idle(true), issue, direction, deals, people, low, high]
    };
    let carried = |c: &Carried| {
        let [people, low, high] =
            c.people.map_or(Default::default(), |p| [p.value, p.low, p.high].map(|v| v.to_string()));
        let direction = if c.one_way { "one way" } else { "both ways" };
        line([c.issue.clone(), direction.to_owned(), c.deals.to_string(), people, low, high])
    };
    match channel.carried.as_slice() {
        [] => vec![line(Default::default())],
        some => some.iter().map(carried).collect(),
    }
}

#[cfg(test)]
pub(super) mod tests;
