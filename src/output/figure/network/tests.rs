//! That the figure `network` shows what it is given, whatever that is.

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
    let names = ["Канал військової розвідки двох держав, осн.", "Ombudsmen of both republics, by telephone", "Church"];
    let mediator =
        ["Государство-посредник с длинным названием", "Iğdır Şubesi ve Öbürleri Derneği, İstanbul", "X Embassy"];
    let one = |i: usize| {
        let mut c = channel(names[i % 3], kinds[i % 5], 900.0 / (1.0 + i as f64), &mediator[..(i * 7) % 4]);
        if c.kind == Kind::Relay {
            c.hops =
                vec!["Confidant of the first capital".into(), "Business partner".into(), "Old friend abroad".into()];
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
    assert!(figure.data.contains("direct,0.6,0.45,,The Emirate,Third Embassy,Prisoners of war,"), "{}", figure.data);
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
    bare.uncarried = vec!["Eine Angelegenheit, die kein einziger Kanal dieses Kriegs befördert".into(), "Grain".into()];
    let people = Mean { value: 22_471.0, low: 22_471.0, high: 22_471.0 };
    bare.released = Some(Released { how: "after hostilities".into(), people });
    bare.sides = ["Дуже довга назва сторони переговорів, яка ніяк не вміщується в рядок", "Müzakerelerin İğdır şubesi"]
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
