//! The story of every shipped scenario: sentences, causes, and counts that agree with the outcome.

use std::collections::{BTreeMap, BTreeSet};

use backchannel::{
    experiment::focal::Focal,
    model::{Outcome, Run, outcome::Ending, side::Side},
    output::story::{Choice, ENDS, Event, Kind, Story, TURNS, telling},
    scenario::{Scenario, library::SHIPPED, load_str},
};

mod common;

const PAGE: &str = include_str!("../docs/trace.md");
const SEEDS: [u64; 3] = [1, 7, 2024];
const EACH: u64 = 4;

/// Plays some histories of every shipped scenario, and of the world of every mechanism.
fn every_history(mut look: impl FnMut(&Scenario, &Story<'_>, &Outcome, (u64, u64))) {
    let mechanisms = common::load(&common::everything(), &[]);
    let shipped =
        SHIPPED.iter().map(|(id, text)| load_str(&format!("{id}.toml"), text, &[]).expect("a sound scenario"));
    for scenario in shipped.chain([mechanisms]) {
        for seed in SEEDS {
            for k in 0..EACH {
                let mut story = Story::new(&scenario);
                let outcome = Run::watched(&scenario.setup, &mut story).replicate(seed, k).clone();
                look(&scenario, &story, &outcome, (seed, k));
            }
        }
    }
}

/// What is wrong with a sentence, if anything.
fn fault(text: &str) -> Option<&'static str> {
    let first = text.chars().next().unwrap_or(' ');
    let words: Vec<&str> = text.split_whitespace().collect();
    let exchanged_return = ["child", "the dead"].iter().any(|who| text.contains(who)) && text.contains("exchange of");
    Some(match () {
        () if !(first.is_uppercase() || first.is_ascii_digit()) => "does not begin with a capital or a number",
        () if !text.ends_with('.') || text.ends_with("..") => "does not end with one full stop",
        () if text.contains(['_', '`']) => "has the look of code",
        () if text.contains("NaN") || text.contains("inf ") => "has a number that is none",
        () if text.contains("unit") && !text.contains("United") => "speaks of units",
        () if words.iter().any(|word| ["swapped", "guilty", "blame"].contains(word)) => "takes a part",
        () if exchanged_return => "exchanges those who are returned",
        () if text.matches('(').count() != text.matches(')').count() => "has a parenthesis too many",
        () if text.contains("  ") || text.contains(" ,") || text.contains(" .") => "has a gap",
        () if words.windows(2).any(|two| two[0] == two[1] && two[0].starts_with(char::is_alphabetic)) => "stutters",
        () => return None,
    })
}

#[test]
fn every_line_is_a_sentence() {
    every_history(|scenario, story, _, at| {
        let lines = [Choice::default(), Choice { all: true, ..Choice::default() }].map(|choice| story.lines(&choice));
        let ends = [story.opening(), story.closing()];
        for text in lines.iter().flatten().map(|(_, text)| text).chain(&ends) {
            let fault = fault(text);
            assert!(fault.is_none(), "{} {at:?}: {}: {text}", scenario.head.id, fault.unwrap_or_default());
        }
        assert!(lines[0].len() <= lines[1].len());
        assert!(lines.iter().all(|lines| lines.windows(2).all(|two| two[0].0 <= two[1].0)), "in order of days");
    });
}

/// What a sentence must contain to say this cause.
fn says(event: &Event) -> bool {
    let words: &[&str] = match event.cause.unwrap_or("") {
        "silence" => &["did not answer", "is disputed"],
        "message" => &["was lost for good on its way through"],
        "breakdown" => &["of the talks broke down"],
        "nobody" => &["nobody left to return"],
        "refusal" => &["refused;", "refused, although"],
        "no_guarantor" => &["nobody stood guarantee"],
        "no_guardian" => &["no guardian could come"],
        "window" => &["did not hold"],
        "breach" => &["broke it on the day"],
        "channel" => &["the channel "],
        "patience" => &["no channel took it"],
        "taken_out" => &["had been taken out"],
        "settled" => &["hostilities had ended"],
        _ => &[],
    };
    let after = event.text.split_once(": ").map_or("", |(_, why)| why);
    words.iter().any(|word| after.contains(word))
}

/// Who is held is said in the words of the focal issue.
#[test]
fn only_prisoners_are_eligible_for_exchange() {
    every_history(|scenario, story, _, _| {
        let opening = story.opening();
        let prisoners = Focal::of(&scenario.setup) == Focal::Exchange;
        assert!(prisoners || !opening.contains("exchange"), "{}: {opening}", scenario.head.id);
        let returned = Focal::of(&scenario.setup) == Focal::Return;
        assert!(returned || !opening.contains("returned"), "{}: {opening}", scenario.head.id);
    });
}

#[test]
fn every_failure_has_its_cause() {
    let mut causes = BTreeSet::new();
    every_history(|scenario, story, _, at| {
        for event in story.events.iter().filter(|event| event.is_failure()) {
            assert!(says(event), "{} {at:?}: {:?}: {}", scenario.head.id, event.cause, event.text);
            causes.extend(event.cause);
        }
        for event in story.events.iter().filter(|event| event.kind == Kind::Channel) {
            let known = event.cause.is_some_and(|cause| TURNS.iter().any(|(word, _)| *word == cause));
            assert!(known, "{} {at:?}: {}", scenario.head.id, event.text);
        }
    });
    assert!(causes.len() >= 9, "{causes:?}");
}

#[test]
fn its_counts_are_those_of_the_outcome() {
    every_history(|scenario, story, outcome, (seed, k)| {
        let all = telling(scenario, story, (seed, k), &Choice::default());
        let json = serde_json::to_value(all).expect("a story serialises");
        let setup = &scenario.setup;
        let place = format!("{} seed {seed} replication {k}", scenario.head.id);
        assert_eq!(json["exchanges"], outcome.exchange_days(setup.focal).count(), "{place}");
        let events = json["events"].as_array().expect("a list");
        for s in Side::BOTH {
            let id = &setup.phases[0].sides[s].id;
            assert_eq!(json["home"][id], outcome.returned_total(s), "{place}: home to {id}");
            assert_eq!(json["in_custody"][id], outcome.in_custody[s], "{place}: {id} in custody");
            let crossed = events.iter().filter(|e| e["kind"] == "crossed").filter_map(|e| e["people"][id].as_u64());
            let heads: u64 = outcome.cases.iter().map(|case| u64::from(case.heads[s])).sum();
            assert_eq!(crossed.sum::<u64>(), heads, "{place}: {id} crossed");
        }
        let mut endings: BTreeMap<&str, u64> = BTreeMap::new();
        for case in &outcome.cases {
            *endings.entry(case.ending.name()).or_default() += 1;
        }
        assert_eq!(json["endings"], serde_json::to_value(&endings).unwrap(), "{place}");
        let failed = |ending: &Ending| !ending.is_censored() && *ending != Ending::Executed;
        let failures = outcome.cases.iter().filter(|case| failed(&case.ending)).count() as u64;
        let causes = json["causes"].as_object().expect("a table");
        assert_eq!(causes.values().filter_map(serde_json::Value::as_u64).sum::<u64>(), failures, "{place}");
        let told = events.iter().filter(|e| e["kind"] == "ended" || e["kind"] == "unrouted").count();
        let over = outcome.attempts().filter(|case| !case.ending.is_censored()).count();
        assert_eq!(told, over, "{place}: every attempt that is over");
        let sorted = |key: &str| events.windows(2).all(|two| two[0][key].as_f64() <= two[1][key].as_f64());
        assert!(sorted("day"), "{place}");
    });
}

#[test]
fn a_choice_is_kept_to() {
    let (_, text) = SHIPPED.iter().find(|(id, _)| *id == "tutorial").expect("it comes with the program");
    let scenario = load_str("tutorial.toml", text, &[]).expect("a sound scenario");
    let mut story = Story::new(&scenario);
    Run::watched(&scenario.setup, &mut story).replicate(1, 0);
    let day = |text: &str| text.parse().expect("a day");
    let (from, to) = (day("2025-03-01"), day("2025-05-31"));
    let choice = Choice { from: Some(from), to: Some(to), channel: Some("palace".into()), ..Choice::default() };
    let json = serde_json::to_value(telling(&scenario, &story, (1, 0), &choice)).unwrap();
    let chosen = json["events"].as_array().unwrap();
    assert!(chosen.len() > 5 && chosen.len() < story.events.len() / 2, "{}", chosen.len());
    assert!(chosen.iter().all(|e| e["channel"] == "palace" && e["date"].as_str() >= Some("2025-03-01")));
    assert!(story.lines(&choice).iter().all(|(date, _)| (from..=to).contains(date)));
}

/// Monthly sums too, and they say that they are of a part of the month.
#[test]
fn sums_are_of_the_days_asked_for() {
    let (_, text) = SHIPPED.iter().find(|(id, _)| *id == "record-2022-2025").expect("it comes with the program");
    let scenario = load_str("record-2022-2025.toml", text, &[]).expect("a sound scenario");
    let mut story = Story::new(&scenario);
    Run::watched(&scenario.setup, &mut story).replicate(1, 0);
    let day = |text: &str| text.parse().expect("a day");
    let (from, to) = (day("2024-02-05"), day("2024-03-10"));
    let lines = story.lines(&Choice { from: Some(from), to: Some(to), ..Choice::default() });
    assert!(lines.iter().all(|(date, _)| (from..=to).contains(date)), "{lines:?}");
    let sums = lines.iter().filter(|(_, text)| text.starts_with("In "));
    assert!(sums.clone().count() > 1 && sums.clone().all(|(_, text)| text.contains("days asked for")), "{lines:?}");
}

/// What a script calls the end of hostilities after a settlement is none, and is not told as one.
#[test]
fn hostilities_end_once() {
    let (_, text) = SHIPPED.iter().find(|(id, _)| *id == "paris-1969").expect("it comes with the program");
    let late = "\n[events.late]\non = 1978-06-01\npeace = { release = \"at-once\" }\nwhy = \"to see\"\n";
    let scenario = load_str("paris.toml", &format!("{text}{late}"), &[]).expect("a sound scenario");
    let mut settled = 0;
    for k in 0..20 {
        let mut story = Story::new(&scenario);
        Run::watched(&scenario.setup, &mut story).replicate(1, k);
        let count = |is: &dyn Fn(&Event) -> bool| story.events.iter().filter(|event| is(event)).count();
        let negotiated = count(&|event| event.kind == Kind::Settled);
        let scripted = count(&|event| event.kind == Kind::Script && event.text.contains("hostilities ended"));
        assert_eq!(negotiated + scripted, 1, "replication {k}");
        settled += negotiated;
    }
    assert!(settled > 0);
}

/// The words of the first column of a section's table, with what they mean.
fn rows(section: &str) -> Vec<(String, String)> {
    let text = PAGE.split(&format!("## {section}\n")).nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or("");
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`').to_string());
        Some((cells.next()?, cells.next()?))
    };
    text.lines().filter(|line| line.starts_with("| `")).filter_map(row).collect()
}

#[test]
fn every_word_for_programs_is_on_the_page_and_no_other() {
    let own = |(word, about): (&str, &str)| (word.to_string(), about.to_string());
    assert_eq!(rows("Events"), Kind::ALL.iter().map(|kind| own((kind.name(), kind.about()))).collect::<Vec<_>>());
    let causes = ENDS.iter().map(|(_, word, about)| (*word, *about)).chain(TURNS);
    assert_eq!(rows("Causes"), causes.map(own).collect::<Vec<_>>());
}
