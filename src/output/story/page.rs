//! Page: a choice of events, as dated lines for people or as JSON for programs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::{Event, Kind, Story, tally::causes_in_words, words::number_of};
use crate::{
    model::side::{IssueId, PerSide, Side},
    scenario::Scenario,
};

/// An issue with more cases than this is told in sums: one-way returns, and what came to nothing before an agreement;
/// so are releases after hostilities on more days.
const ROUTINE: usize = 40;
/// The causes of failure before an agreement.
const EARLY: [&str; 6] = ["silence", "message", "breakdown", "nobody", "patience", "taken_out"];

/// What is to be told.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Every step, and nothing in sums.
    pub all: bool,
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Ids.
    pub channel: Option<String>,
    pub issue: Option<String>,
}

impl Choice {
    fn takes(&self, event: &Event) -> bool {
        let is = |wanted: &Option<String>, id: &Option<String>| wanted.is_none() || wanted == id;
        self.from.is_none_or(|from| from <= event.date)
            && self.to.is_none_or(|to| event.date <= to)
            && is(&self.channel, &event.channel)
            && is(&self.issue, &event.issue)
    }
}

/// A month of routine: what happened by the topic it belongs to.
#[derive(Default)]
struct Month {
    of: Option<(i16, i8)>,
    sums: BTreeMap<Option<usize>, Sum>,
}

#[derive(Default)]
struct Sum {
    heads: PerSide<u32>,
    returns: usize,
    causes: BTreeMap<&'static str, usize>,
}

impl Story<'_> {
    /// Dated sentences: milestones, with routine returns in monthly sums, unless every step is asked for.
    pub fn lines(&self, choice: &Choice) -> Vec<(Date, String)> {
        let routine = if choice.all || choice.issue.is_some() { BTreeSet::new() } else { self.routine() };
        let (mut lines, mut month) = (Vec::new(), Month::default());
        for event in self.events.iter().filter(|event| choice.takes(event)) {
            let of = Some((event.date.year(), event.date.month()));
            if month.of != of {
                let over = std::mem::replace(&mut month, Month { of, ..Month::default() });
                self.tell_month(&mut lines, over, choice);
            }
            let topic = self.topic(event);
            let early = event.is_failure() && event.cause.is_some_and(|cause| EARLY.contains(&cause));
            let one_way = |topic: Option<usize>| topic.is_none_or(|i| self.names.issues[i].to.is_some());
            let is_routine = topic.is_some_and(|topic| routine.contains(&topic)) && !event.scripted;
            if is_routine && (early || topic.is_some_and(one_way)) {
                month.add(self, topic.flatten(), event);
            } else if choice.all || (self.is_milestone(event) && !(is_routine && event.kind == Kind::Agreed)) {
                lines.push((event.date, event.text.clone()));
            }
        }
        self.tell_month(&mut lines, month, choice);
        lines
    }

    /// Whether a short telling has it: no step on the way, and not the end of what has just been seen to cross.
    fn is_milestone(&self, event: &Event) -> bool {
        let moves = |i: usize| !self.names.issues[i].categories.is_empty();
        match event.kind {
            Kind::Demand => event.scripted,
            Kind::Taken => event.attempt > Some(1),
            Kind::Ended if event.cause == Some("done") => !self.topic(event).flatten().is_some_and(moves),
            kind => !kind.is_step(),
        }
    }

    /// The issue of an event, or none in its place for a release after hostilities.
    fn topic(&self, event: &Event) -> Option<Option<usize>> {
        match &event.issue {
            Some(id) => self.names.issues.iter().position(|issue| issue.id == *id).map(Some),
            None => (event.kind == Kind::Released && event.mediators.is_empty()).then_some(None),
        }
    }

    /// The topics told in sums.
    fn routine(&self) -> BTreeSet<Option<usize>> {
        let issues = self.tally.issues.iter().enumerate();
        let mut routine: BTreeSet<Option<usize>> =
            issues.filter(|(_, of)| of.cases > ROUTINE).map(|(i, _)| Some(i)).collect();
        if self.events.iter().filter(|event| event.kind == Kind::Released).count() > ROUTINE {
            routine.insert(None);
        }
        routine
    }

    fn tell_month(&self, lines: &mut Vec<(Date, String)>, month: Month, choice: &Choice) {
        let Some((year, number)) = month.of else { return };
        let last = Date::new(year, number, 1).map_or(self.start, Date::last_of_month);
        let last = last.min(self.date(self.setup.horizon).yesterday().unwrap_or(last));
        let first = choice.from.filter(|from| (from.year(), from.month()) == (year, number) && from.day() > 1);
        let to = choice.to.filter(|to| *to < last);
        let part = if first.or(to).is_some() { " and on the days asked for" } else { "" };
        let last = to.unwrap_or(last);
        for (topic, sum) in month.sums {
            let mut parts: Vec<String> = Vec::new();
            if sum.heads != PerSide::both(0) {
                let times = number_of(sum.returns, "handover", "handovers");
                parts.push(match topic {
                    Some(i) => format!("{times} returned {}", self.people(IssueId(i as u16), sum.heads)),
                    None => self.released(self.setup.horizon, sum.heads, None).text.trim_end_matches('.').into(),
                });
            }
            let failures: usize = sum.causes.values().sum();
            if failures > 0 {
                let cases = number_of(failures, "attempt", "attempts");
                parts.push(format!("{cases} came to nothing, because {}", causes_in_words(&sum.causes)));
            }
            if !parts.is_empty() {
                let on = topic.map_or(String::new(), |i| format!(" on {}:", self.names.issues[i].name));
                lines.push((last, format!("In {}{part},{on} {}.", last.strftime("%B %Y"), parts.join("; "))));
            }
        }
    }
}

impl Month {
    fn add(&mut self, story: &Story<'_>, topic: Option<usize>, event: &Event) {
        let sum = self.sums.entry(topic).or_default();
        let crosses = matches!(event.kind, Kind::Crossed | Kind::Released) && !event.people.is_empty();
        if crosses {
            sum.returns += 1;
            for s in Side::BOTH {
                sum.heads[s] += event.people.get(&story.names.sides[s].id).copied().unwrap_or(0);
            }
        }
        if event.is_failure() {
            *sum.causes.entry(event.cause.unwrap_or("channel")).or_insert(0) += 1;
        }
    }
}

/// A history as JSON: what it came to, then what happened.
#[derive(Serialize)]
pub struct Telling<'a> {
    scenario: &'a str,
    title: &'a str,
    seed: u64,
    replication: u64,
    digest: &'a str,
    start: String,
    end: String,
    sides: [Named<'a>; 2],
    focal: &'a str,
    exchanges: usize,
    home: BTreeMap<&'a str, u32>,
    in_custody: BTreeMap<&'a str, u32>,
    endings: BTreeMap<&'static str, usize>,
    causes: BTreeMap<&'static str, usize>,
    open: Vec<u64>,
    opening: String,
    closing: String,
    events: Vec<&'a Event>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
}

/// The whole of a history for a program, with the events chosen.
pub fn telling<'a>(
    scenario: &'a Scenario,
    story: &'a Story<'_>,
    (seed, replication): (u64, u64),
    choice: &Choice,
) -> Telling<'a> {
    let sides = &scenario.setup.phases[0].sides;
    let by_side = |count: &dyn Fn(Side) -> u32| Side::BOTH.map(|s| (sides[s].id.as_str(), count(s))).into();
    Telling {
        scenario: &scenario.head.id,
        title: &scenario.head.title,
        seed,
        replication,
        digest: &scenario.digest,
        start: scenario.head.start.to_string(),
        end: scenario.head.end.to_string(),
        sides: Side::BOTH.map(|s| Named { id: &sides[s].id, name: &sides[s].name }),
        focal: &scenario.head.focal,
        exchanges: story.tally.exchanges(),
        home: by_side(&|s| story.tally.home(s)),
        in_custody: by_side(&|s| story.tally.in_custody[s]),
        endings: story.tally.endings(),
        causes: story.tally.causes(),
        open: story.tally.open.keys().copied().collect(),
        opening: story.opening(),
        closing: story.closing(),
        events: story.events.iter().filter(|event| choice.takes(event)).collect(),
    }
}
