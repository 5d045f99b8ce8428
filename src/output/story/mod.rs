//! Story: one replication as plain dated sentences, and as events for a program.

mod script;

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};
use serde::Serialize;

use crate::{
    experiment::estimate::digits,
    kernel::Time,
    model::{
        Case, Cause, Deal, Fact, Step, Watch,
        channel::State,
        outcome::{Ending, Responsible},
        setup::{Issue, Params, Setup},
        side::{ChannelId, PerSide, Side},
    },
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    pub date: String,
    /// Days since the start, exact to the millisecond.
    pub day: f64,
    /// What kind of thing: `demand`, `deal`, `channel`, `shock`, `script`, `end`.
    pub kind: &'static str,
    /// The case it is about.
    pub case: Option<u64>,
    pub channel: Option<String>,
    pub text: String,
}

/// A channel's state from one day to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    pub from: f64,
    pub to: f64,
    pub state: State,
}

/// People crossing on a channel's lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    pub day: f64,
    /// Both sides together.
    pub people: u32,
}

/// A watcher that writes down what it sees.
pub struct Story<'s> {
    setup: &'s Setup,
    names: &'s Params,
    start: Date,
    pub lines: Vec<Line>,
    /// By channel.
    pub lanes: Vec<(Vec<Segment>, Vec<Tick>)>,
    pub marks: Vec<(f64, String)>,
    /// Cases that have not ended.
    open: BTreeSet<u64>,
}

impl<'s> Story<'s> {
    pub fn new(setup: &'s Setup, start: Date) -> Self {
        let names = &setup.phases[0];
        let horizon = setup.horizon.days();
        let lane =
            |c: &crate::model::setup::Channel| (vec![Segment { from: 0.0, to: horizon, state: c.start }], Vec::new());
        let lanes = names.channels.iter().map(lane).collect();
        Story { setup, names, start, lines: Vec::new(), lanes, marks: Vec::new(), open: BTreeSet::new() }
    }

    fn date(&self, now: Time) -> String {
        self.start.saturating_add(i64::from(now.day()).days()).to_string()
    }

    fn say(&mut self, now: Time, kind: &'static str, case: Option<u64>, channel: Option<ChannelId>, text: String) {
        let channel = channel.map(|c| self.names.channels[c].id.clone());
        self.lines.push(Line { date: self.date(now), day: now.days(), kind, case, channel, text });
    }

    fn side(&self, s: Side) -> &'s str {
        &self.names.sides[s].name
    }

    fn channel(&self, c: ChannelId) -> &'s str {
        &self.names.channels[c].name
    }

    /// The side marked, "both sides" or "neither side".
    fn who(&self, marked: PerSide<bool>) -> String {
        match marked.0 {
            [true, true] => "both sides".into(),
            [true, false] => self.side(Side::A).into(),
            [false, true] => self.side(Side::B).into(),
            [false, false] => "neither side".into(),
        }
    }

    /// How many to each side; of a one-way return only those there are.
    fn people(&self, deal: &Deal, heads: PerSide<u32>) -> String {
        let one_way = self.names.issues[deal.case.issue].to.is_some();
        let counted = Side::BOTH.into_iter().filter(|&s| heads[s] > 0 || !one_way);
        let parts: Vec<String> =
            counted.map(|s| format!("{} to {}", thousands(f64::from(heads[s])), self.side(s))).collect();
        list(parts.iter().map(String::as_str))
    }

    fn mediators(&self, bits: u64) -> String {
        let names = self.names.mediators.iter().enumerate().filter(|(m, _)| bits >> m & 1 == 1);
        list(names.map(|(_, m)| m.name.as_str()))
    }

    fn demand(&self, case: &Case) -> String {
        let issue = &self.names.issues[case.issue].name;
        let how = if case.scripted { " (scripted)" } else { "" };
        let size = thousands(case.size);
        let named: Vec<&str> = Side::BOTH.into_iter().filter(|&s| case.named[s] > 0.0).map(|s| self.side(s)).collect();
        let named = match named.as_slice() {
            [] => String::new(),
            sides => format!(", with one captive wanted by name by {}", list(sides.iter().copied())),
        };
        let asked = match self.names.issues[case.issue] {
            Issue { to: Some(to), .. } => format!("the return of about {size} to {} is asked for", self.side(to)),
            Issue { standing: true, .. } => "an arrangement is asked for".into(),
            Issue { ref categories, .. } if categories.is_empty() => "talks are asked for".into(),
            _ => format!("a deal of about {size} weighted units is asked for{named}"),
        };
        format!("Case {}, {issue}: {asked}{how}.", case.number)
    }

    fn deal(&self, deal: &Deal, step: Step) -> Option<String> {
        let case = deal.case.number;
        let again = if deal.case.attempts > 1 { ", after a first failure" } else { "" };
        Some(match step {
            Step::Taken => format!("Case {case}: {} takes it{again}.", self.channel(deal.channel)),
            Step::Answered => format!("Case {case}: the side that was asked answers."),
            Step::MessageLost => format!("Case {case}: a message is lost for good on {}.", self.channel(deal.channel)),
            Step::Round { broke: true } => format!("Case {case}: round {} breaks down.", deal.rounds),
            Step::Round { broke: false } => format!("Case {case}: round {} is held.", deal.rounds),
            Step::Agreed => match deal.heads.map(|split| split.iter().sum::<u32>()) {
                PerSide([0, 0]) => format!("Case {case}: agreement in principle."),
                heads => format!("Case {case}: agreement in principle: {} are to return.", self.people(deal, heads)),
            },
            Step::Spoiled => {
                format!("Case {case}: somebody who wants no agreement strikes at {}.", self.channel(deal.channel))
            }
            Step::Referred(who) if who == PerSide::both(false) => return None,
            Step::Referred(who) => {
                let asks = if who == PerSide::both(true) { "ask" } else { "asks" };
                format!("Case {case}: {} {asks} home first.", self.who(who))
            }
            Step::Approved => format!("Case {case}: both capitals approve."),
            Step::SentBack(who) => format!("Case {case}: refused by {}, but sent back for more rounds.", self.who(who)),
            Step::Guaranteed(bits) => format!("Case {case}: {} will stand guarantee.", self.mediators(bits)),
            Step::Gate { passed: true } => format!("Case {case}: guardians have come to fetch those released."),
            Step::Gate { passed: false } => format!("Case {case}: nobody can come to fetch those released."),
            Step::Scheduled { batches: 1 } if !self.names.issues[deal.case.issue].via.is_empty() => {
                let via = &self.names.issues[deal.case.issue].via;
                format!("Case {case}: a date will be set, for a handover by way of {via}.")
            }
            Step::Scheduled { batches: 1 } => format!("Case {case}: a date will be set."),
            Step::Scheduled { batches } => {
                format!("Case {case}: a date will be set, in {batches} batches a day apart.")
            }
            Step::Postponed => format!("Case {case}: the local ceasefire or the lists do not hold; put off."),
            Step::Crossed(PerSide([0, 0])) => format!("Case {case}: it is put into effect."),
            Step::Crossed(heads) if self.names.issues[deal.case.issue].to.is_some() => {
                format!("Case {case}: returned: {}.", self.people(deal, heads))
            }
            Step::Crossed(heads) => format!("Case {case}: people cross: {}.", self.people(deal, heads)),
            Step::Paused => format!("Case {case}: waits for {} to work again.", self.channel(deal.channel)),
            Step::Resumed => format!("Case {case}: goes on."),
            Step::Ended(ending, responsible) => format!("Case {case}: {}.", self.ended(ending, responsible)),
        })
    }

    /// How a case, or an attempt at it, ends, and on whom the rules of the model lay it.
    fn ended(&self, ending: Ending, responsible: Responsible) -> String {
        let who = match responsible {
            Responsible::Side(s) => Some(self.side(s)),
            _ => None,
        };
        let disputed = if responsible == Responsible::Disputed { "; responsibility is disputed" } else { "" };
        match (ending, who) {
            (Ending::Executed, _) if responsible == Responsible::Disputed => {
                "carried out; whether in full is disputed".into()
            }
            (Ending::Executed, _) => "carried out in full".into(),
            (Ending::PartlyExecuted, Some(side)) => format!("broken off by {side} after the first batches"),
            (Ending::PartlyExecuted, None) => format!("ended after the first batches{disputed}"),
            (Ending::Reneged, Some(side)) => format!("broken by {side} on the day"),
            (Ending::Reneged, None) => format!("broken on the day{disputed}"),
            (Ending::CalledOff, Some(side)) => format!("called off, {side} walking away"),
            (Ending::CalledOff, None) => format!("called off{disputed}"),
            (Ending::Refused, Some(side)) => format!("{side} refuses"),
            (Ending::Refused, None) => "both sides refuse".into(),
            (Ending::NoAnswer, Some(side)) => format!("{side} does not answer"),
            (Ending::NoAnswer, None) => format!("no answer comes{disputed}"),
            (Ending::NoAgreement, _) => "the talks end without agreement".into(),
            (Ending::Dropped, _) => "dropped with its channel".into(),
            (Ending::Unrouted | Ending::InProcess | Ending::Waiting, _) => ending.name().replace('_', " "),
        }
    }

    /// The last line: what the horizon finds open.
    pub fn close(&mut self) {
        let open: Vec<String> = self.open.iter().map(u64::to_string).collect();
        let text = match open.as_slice() {
            [] => "The period ends; no case is open.".into(),
            [case] => format!("The period ends; case {case} is still open."),
            cases => format!("The period ends; cases {} are still open.", list(cases.iter().map(String::as_str))),
        };
        self.say(self.setup.horizon, "end", None, None, text);
    }

    /// A lane takes a new state.
    fn turn(&mut self, now: f64, c: ChannelId, state: State) {
        let horizon = self.setup.horizon.days();
        let segments = &mut self.lanes[c.index()].0;
        if let Some(last) = segments.last_mut() {
            last.to = now;
        }
        segments.push(Segment { from: now, to: horizon, state });
    }
}

impl Watch for Story<'_> {
    fn see(&mut self, now: Time, fact: Fact<'_>) {
        let day = now.days();
        match fact {
            Fact::Script(action) => {
                self.marks.extend(self.mark(action).map(|label| (day, label)));
                if let Some(text) = self.script(now, action) {
                    self.say(now, "script", None, None, format!("By the script, {text}."));
                }
            }
            Fact::Shock { severity } => {
                self.say(now, "shock", None, None, format!("A shock of severity {severity:.1} reaches every channel."));
            }
            Fact::Leak { channel } => {
                self.say(now, "channel", None, Some(channel), format!("{} becomes known.", self.channel(channel)));
            }
            Fact::Channel { channel, from, to, cause } => {
                self.turn(day, channel, to);
                let text = format!("{}: {}.", self.channel(channel), turned(from, to, cause));
                self.say(now, "channel", None, Some(channel), text);
            }
            Fact::Demand(case) => {
                self.open.insert(case.number);
                self.say(now, "demand", Some(case.number), None, self.demand(case));
            }
            Fact::Waits(case) => {
                let text = format!("Case {}: no direct channel is working; it waits.", case.number);
                self.say(now, "demand", Some(case.number), None, text);
            }
            Fact::Unrouted(case) => {
                self.open.remove(&case.number);
                let text = format!("Case {}: given up; no channel ever took it.", case.number);
                self.say(now, "demand", Some(case.number), None, text);
            }
            Fact::Deal(deal, step) => {
                match step {
                    Step::Crossed(heads) => {
                        let people = heads[Side::A] + heads[Side::B];
                        self.lanes[deal.channel.index()].1.push(Tick { day, people });
                    }
                    Step::Taken => _ = self.open.insert(deal.case.number),
                    Step::Ended(..) => _ = self.open.remove(&deal.case.number),
                    _ => {}
                }
                if let Some(text) = self.deal(deal, step) {
                    self.say(now, "deal", Some(deal.case.number), Some(deal.channel), text);
                }
            }
            Fact::Moved { channel, venue } => {
                let venue = &self.names.channels[channel].venues[venue].name;
                let text = format!("{} moves to {venue}.", self.channel(channel));
                self.say(now, "channel", None, Some(channel), text);
            }
            Fact::Terminated { issue } => {
                let text = format!("The arrangement on {} is no longer in force.", self.names.issues[issue].name);
                self.say(now, "deal", None, None, text);
            }
            Fact::Settled { issue } => {
                let name = &self.names.issues[issue].name;
                let text = format!("The agreement on {name} ends hostilities; prisoners now go home without deals.");
                self.say(now, "deal", None, None, text);
            }
            Fact::Released { heads, custody } => {
                let how = match custody {
                    Some(m) => format!("let go by {}", self.names.mediators[m].name),
                    None => "released after the end of hostilities".into(),
                };
                let [a, b] = Side::BOTH.map(|s| format!("{} to {}", thousands(f64::from(heads[s])), self.side(s)));
                self.say(now, "deal", None, None, format!("People come home, {how}: {a} and {b}."));
            }
            Fact::Stays { mediator, channel } => {
                let name = &self.names.mediators[mediator].name;
                let text = format!("{name}, having delivered, stays on {}.", self.channel(channel));
                self.say(now, "channel", None, Some(channel), text);
            }
        }
    }
}

/// A count or a size as people write it.
fn thousands(x: f64) -> String {
    digits(x.round(), 0.0)
}

fn turned(from: State, to: State, cause: Cause) -> String {
    let what = match to {
        State::Active if matches!(from, State::Forming | State::Latent) => "begins to work",
        State::Active => "works again",
        State::Stalled => "stalls",
        State::Suspended => "is broken off",
        State::Dormant => "goes dormant",
        State::Forming if from == State::Dormant => "is being revived",
        State::Forming => "is being formed",
        State::Closed => "is closed",
        State::Latent => "is put back",
    };
    let why = match cause {
        Cause::Clock => "",
        Cause::Shock => " under the shock",
        Cause::Script => " (scripted)",
        Cause::Venue => " at its new venue",
    };
    format!("{what}{why}")
}

/// "a", "a and b", "a, b and c".
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.split_last() {
        Some((last, [])) => (*last).into(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "nobody".into(),
    }
}
