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
pub(super) mod tests {
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
                one_way: false,
            }],
        }
    }

    pub fn few() -> NetworkData {
        let mut line = channel("Military line", Kind::Direct, 2_140.0, &["The Emirate", "Third Embassy"]);
        line.carried.push(Carried {
            issue: "Remains".into(),
            deals: 6.2,
            people: Some(Mean { value: 9_000.0, low: 8_900.0, high: 9_100.0 }),
            one_way: true,
        });
        let table = channel("Delegations at the strait", Kind::Plenary, 810.0, &["Host state"]);
        let track = channel("Quiet track", Kind::Mediated, 91.4, &["The Emirate", "The Kingdom"]);
        NetworkData {
            title: String::new(),
            sides: ["Northern Republic", "Southern Federation"].map(str::to_owned),
            channels: vec![line, table, track],
            uncarried: vec![],
            released: None,
        }
    }

    pub fn many() -> NetworkData {
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
                c.carried.push(Carried { issue, deals: 0.031 * k as f64, people, one_way: false });
            }
            c
        };
        NetworkData { channels: (0..14).map(one).collect(), ..few() }
    }

    #[test]
    fn every_channel_station_and_issue_is_drawn() {
        let data = few();
        let figure = draw(&data, &check::provenance());
        assert_eq!(figure.title, "Military line: 70% of the people exchanged");
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
    fn an_intermediary_of_the_script_is_marked_and_a_lone_carrier_is_no_finding() {
        let mut alone = few();
        alone.channels[0].mediators[0].part = Part::Scripted;
        alone.channels[1..].iter_mut().flat_map(|c| &mut c.carried).for_each(|c| c.one_way = true);
        assert!(alt(&alone).contains("The Emirate (by the script)"), "{}", alt(&alone));
        assert!(finding(&alone).contains(" channels between "), "{}", finding(&alone));
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

    pub fn nine() -> NetworkData {
        let mut data = few();
        let part = |i: usize| [Part::Acting, Part::Host, Part::Scripted, Part::Placebo, Part::Out][i % 5];
        let mediator = |i| Mediator { name: format!("Mediator {i} of nine"), part: part(i) };
        data.channels[2].mediators = (0..9).map(mediator).collect();
        data
    }

    #[test]
    fn names_of_many_on_one_line_are_not_broken_inside_words() {
        let figure = draw(&nine(), &check::provenance());
        assert_eq!(count(&figure, "\nMediator"), 9);
        sound(&figure);
        check::demo("network-nine", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let none = NetworkData { channels: vec![], ..few() };
        let mut bare = few();
        bare.uncarried =
            vec!["Eine Angelegenheit, die kein einziger Kanal dieses Kriegs befördert".into(), "Grain".into()];
        let people = Mean { value: 22_471.0, low: 22_471.0, high: 22_471.0 };
        bare.released = Some(Released { how: "after hostilities".into(), people });
        bare.sides =
            ["Дуже довга назва сторони переговорів, яка ніяк не вміщується в рядок", "Müzakerelerin İğdır şubesi"]
                .map(str::to_owned);
        bare.channels[0].carried.clear();
        bare.channels[1].authority = [0.0, 1.0];
        bare.channels[2].mediators = nine().channels.remove(2).mediators;
        let mut zero = few();
        zero.channels.remove(0);
        zero.channels.truncate(1);
        zero.channels[0].mediators.clear();
        let said = draw(&zero, &check::provenance());
        assert!(said.svg.contains("\ntable\n") && !said.svg.contains("table with a host"), "nobody hosts it");
        assert!(!said.svg.contains("Dots"), "there are no dots");
        zero.channels[0].carried[0].people = Some(Mean { value: 0.0, low: 0.0, high: 0.0 });
        for (i, odd) in [none, bare, zero].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("network-odd-{i}"), &figure);
        }
    }
}
