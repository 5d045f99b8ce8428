//! Story: one replication as plain dated sentences, and as events for a program.

use jiff::{ToSpan, civil::Date};
use serde::Serialize;

use crate::{
    kernel::Time,
    model::{
        Case, Cause, Deal, Fact, Step, Watch,
        channel::State,
        outcome::{Ending, Responsible},
        script::Action,
        setup::{Params, Setup},
        side::{ChannelId, MediatorId, PerSide, Side},
    },
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    pub date: String,
    /// Days since the start, exact to the millisecond.
    pub day: f64,
    /// What kind of thing: `demand`, `deal`, `channel`, `shock`, `script`.
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
}

impl<'s> Story<'s> {
    pub fn new(setup: &'s Setup, start: Date) -> Self {
        let names = &setup.phases[0];
        let horizon = setup.horizon.days();
        let lane =
            |c: &crate::model::setup::Channel| (vec![Segment { from: 0.0, to: horizon, state: c.start }], Vec::new());
        let lanes = names.channels.iter().map(lane).collect();
        Story { setup, names, start, lines: Vec::new(), lanes, marks: Vec::new() }
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

    fn people(&self, heads: PerSide<u32>) -> String {
        format!("{} to {} and {} to {}", heads[Side::A], self.side(Side::A), heads[Side::B], self.side(Side::B))
    }

    fn mediators(&self, bits: u64) -> String {
        let names = self.names.mediators.iter().enumerate().filter(|(m, _)| bits >> m & 1 == 1);
        list(names.map(|(_, m)| m.name.as_str()))
    }

    fn demand(&self, case: &Case) -> String {
        let issue = &self.names.issues[case.issue];
        let how = if case.scripted { ", by the script" } else { "" };
        format!("Case {}: a deal on {} of size {:.0} is wanted{how}.", case.number, issue.name, case.size)
    }

    fn deal(&self, deal: &Deal, step: Step) -> Option<String> {
        let case = deal.case.number;
        let again = if deal.case.attempts > 1 { ", after a first failure" } else { "" };
        Some(match step {
            Step::Taken => format!("Case {case}: {} takes it{again}.", self.channel(deal.channel)),
            Step::Answered => format!("Case {case}: the side that was asked answers."),
            Step::Round { broke: true } => format!("Case {case}: round {} breaks down.", deal.rounds),
            Step::Round { broke: false } => format!("Case {case}: round {} is held.", deal.rounds),
            Step::Agreed => {
                let heads = deal.heads.map(|split| split.iter().sum::<u32>());
                format!("Case {case}: agreement in principle; {} are to go home.", self.people(heads))
            }
            Step::Referred(who) if who == PerSide::both(false) => return None,
            Step::Referred(who) => {
                let asks = if who == PerSide::both(true) { "ask" } else { "asks" };
                format!("Case {case}: {} {asks} home first.", self.who(who))
            }
            Step::Approved => format!("Case {case}: both capitals approve."),
            Step::SentBack(who) => format!("Case {case}: refused by {}, but sent back for more rounds.", self.who(who)),
            Step::Guaranteed(bits) => format!("Case {case}: {} will stand guarantee.", self.mediators(bits)),
            Step::Scheduled { batches: 1 } => format!("Case {case}: a date will be set."),
            Step::Scheduled { batches } => {
                format!("Case {case}: a date will be set, in {batches} batches a day apart.")
            }
            Step::Postponed => format!("Case {case}: the local ceasefire or the lists do not hold; put off."),
            Step::Crossed(heads) => format!("Case {case}: people cross: {}.", self.people(heads)),
            Step::Paused => format!("Case {case}: waits for {} to work again.", self.channel(deal.channel)),
            Step::Resumed => format!("Case {case}: goes on."),
            Step::Ended(ending, responsible) => format!("Case {case}: {}{}.", ended(ending), self.laid_on(responsible)),
        })
    }

    fn laid_on(&self, responsible: Responsible) -> String {
        match responsible {
            Responsible::None => String::new(),
            Responsible::Side(s) => format!(", by {}", self.side(s)),
            Responsible::Disputed => ", each side blaming the other".into(),
        }
    }

    /// What the script does, where no other fact tells it.
    fn script(&self, action: &Action) -> Option<String> {
        match action {
            Action::State { .. } | Action::Open { .. } | Action::Demand { .. } | Action::Leak { .. } => None,
            Action::Set { .. } => Some("some numbers change from now on".into()),
            Action::Windows => Some("a period of pressure or attention begins or ends".into()),
            told => self.mark(told),
        }
    }

    /// A scripted event in a few words.
    fn mark(&self, action: &Action) -> Option<String> {
        let (channel, mediator) =
            (|c: &ChannelId| self.channel(*c), |m: &MediatorId| self.names.mediators[*m].name.as_str());
        Some(match action {
            Action::State { channel: c, state } | Action::Open { channel: c, state } => {
                format!("{}: {}", channel(c), scripted(*state))
            }
            Action::Shock { severity, .. } if *severity < 0.0 => format!("good news of strength {:.1}", -severity),
            Action::Shock { severity, .. } => format!("a shock of severity {severity:.1}"),
            Action::Leak { channel: c, .. } => format!("{} is exposed", channel(c)),
            Action::Replace { channel: c, side, .. } => {
                format!("{} sends another negotiator to {}", self.side(*side), channel(c))
            }
            Action::Default { mediator: m, side } => {
                format!("{} defaults as a guarantor towards {}", mediator(m), self.side(*side))
            }
            Action::Attach { channel: c, mediator: m } => format!("{} joins {}", mediator(m), channel(c)),
            Action::Detach { channel: c, mediator: m } => format!("{} leaves {}", mediator(m), channel(c)),
            Action::Capture { side, people, .. } => format!("{people} of {} are captured", self.side(*side)),
            Action::Demand { size: Some(size), .. } => format!("a deal of size {size:.0} is wanted"),
            Action::Demand { size: None, .. } => "a deal is wanted".into(),
            Action::Set { .. } | Action::Windows => return None,
        })
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
                if let Some(text) = self.script(action) {
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
            Fact::Demand(case) => self.say(now, "demand", Some(case.number), None, self.demand(case)),
            Fact::Waits(case) => {
                let text = format!("Case {}: no direct channel is working; it waits.", case.number);
                self.say(now, "demand", Some(case.number), None, text);
            }
            Fact::Unrouted(case) => {
                let text = format!("Case {}: given up; no channel ever took it.", case.number);
                self.say(now, "demand", Some(case.number), None, text);
            }
            Fact::Deal(deal, step) => {
                if let Step::Crossed(heads) = step {
                    self.lanes[deal.channel.index()].1.push(Tick { day, people: heads[Side::A] + heads[Side::B] });
                }
                if let Some(text) = self.deal(deal, step) {
                    self.say(now, "deal", Some(deal.case.number), Some(deal.channel), text);
                }
            }
            Fact::Stays { mediator, channel } => {
                let name = &self.names.mediators[mediator].name;
                let text = format!("{name}, having delivered, stays on {}.", self.channel(channel));
                self.say(now, "channel", None, Some(channel), text);
            }
        }
    }
}

fn ended(ending: Ending) -> &'static str {
    match ending {
        Ending::Executed => "carried out in full",
        Ending::PartlyExecuted => "carried out in part",
        Ending::Reneged => "broken on the day",
        Ending::CalledOff => "called off",
        Ending::Refused => "refused",
        Ending::NoAgreement => "the talks end without agreement",
        Ending::NoAnswer => "no answer comes",
        Ending::Dropped => "dropped with its channel",
        Ending::Unrouted => "given up",
        Ending::InProcess => "still in process",
        Ending::Waiting => "still waiting",
    }
}

fn turned(from: State, to: State, cause: Cause) -> String {
    let what = match to {
        State::Active if from == State::Forming => "begins to work",
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
    };
    format!("{what}{why}")
}

/// A state as the script orders it.
fn scripted(state: State) -> &'static str {
    match state {
        State::Active => "opened",
        State::Forming => "set forming",
        State::Closed => "closed",
        State::Dormant => "set dormant",
        State::Stalled => "set stalled",
        State::Suspended => "broken off",
        State::Latent => "put back",
    }
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
