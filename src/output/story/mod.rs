//! Story: one replication as plain dated sentences, and as events for a program.

mod deal;
mod event;
mod page;
mod script;
mod tally;
mod words;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use deal::{ENDS, TURNS};
pub use event::{Event, Kind};
pub use page::{Choice, Telling, telling};
pub use tally::Tally;
pub use words::spoken;

use crate::{
    kernel::Time,
    model::{
        Cause, Fact, Step, Watch,
        channel::State,
        setup::{Params, Setup},
        side::{ChannelId, PerSide, Side},
    },
    scenario::{Scenario, ScriptedLine},
};

/// A channel's state from one day to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    pub from: f64,
    pub to: f64,
    pub state: State,
}

/// Those who cross on a channel's lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    pub day: f64,
    /// Both sides together; 0 for what moves nobody.
    pub people: u32,
    /// On a one-way issue: returned, not exchanged.
    pub returned: bool,
}

/// A watcher that writes down what it sees.
pub struct Story<'s> {
    setup: &'s Setup,
    names: &'s Params,
    start: Date,
    /// Names of the sides within a sentence.
    sides: PerSide<String>,
    pub events: Vec<Event>,
    /// By channel.
    pub lanes: Vec<(Vec<Segment>, Vec<Tick>)>,
    pub marks: Vec<(f64, String)>,
    pub tally: Tally,
    /// Scripted events that have not happened, in order.
    scripted: Vec<&'s ScriptedLine>,
    /// The author's name for the scripted event that takes effect at this instant.
    note: Option<(Time, &'s str)>,
    /// The last news that reached any channel: its cause and its words.
    news: (&'static str, String),
    /// By channel: how it came into its state.
    turns: Vec<String>,
    /// Hostilities have ended; they end once.
    at_peace: bool,
}

impl<'s> Story<'s> {
    pub fn new(scenario: &'s Scenario) -> Self {
        let setup = &scenario.setup;
        let names = &setup.phases[0];
        let horizon = setup.horizon.days();
        let lane =
            |c: &crate::model::setup::Channel| (vec![Segment { from: 0.0, to: horizon, state: c.start }], Vec::new());
        Story {
            setup,
            names,
            start: scenario.head.start,
            sides: PerSide::from_fn(|s| words::proper(&names.sides[s].name)),
            events: Vec::new(),
            lanes: names.channels.iter().map(lane).collect(),
            marks: Vec::new(),
            tally: Tally::new(names.issues.len()),
            scripted: scenario.scripted.iter().collect(),
            note: None,
            news: ("shock", "bad news".into()),
            turns: vec![String::new(); names.channels.len()],
            at_peace: false,
        }
    }

    fn event(&self, now: Time, kind: Kind) -> Event {
        Event::new(self.date(now), now.days(), kind)
    }

    fn by_side(&self, heads: PerSide<u32>) -> BTreeMap<String, u32> {
        if heads == PerSide::both(0) {
            return BTreeMap::new();
        }
        Side::BOTH.map(|s| (self.names.sides[s].id.clone(), heads[s])).into()
    }

    /// An event about a channel alone.
    fn of_channel(&self, now: Time, kind: Kind, c: ChannelId, text: String) -> Event {
        Event { channel: Some(self.names.channels[c].id.clone()), text, ..self.event(now, kind) }
    }

    fn put(&mut self, now: Time, mut event: Event) {
        let named = match event.kind {
            Kind::Channel => event.scripted,
            kind => matches!(kind, Kind::Demand | Kind::Leak),
        };
        if named && let Some((_, name)) = self.note.take_if(|(at, _)| *at == now) {
            event.text = format!("{} (\u{201c}{name}\u{201d}).", event.text.trim_end_matches('.'));
            event.scripted = true;
        }
        event.text = words::sentence(&event.text);
        self.events.push(event);
    }

    /// A channel takes a new state.
    fn turn(&mut self, now: Time, c: ChannelId, (from, to): (State, State), cause: Cause) -> Event {
        let (horizon, day) = (self.setup.horizon.days(), now.days());
        let segments = &mut self.lanes[c.index()].0;
        if let Some(last) = segments.last_mut() {
            last.to = day;
        }
        segments.push(Segment { from: day, to: horizon, state: to });
        let (word, why) = match cause {
            Cause::Clock if matches!(to, State::Stalled | State::Suspended | State::Dormant) => {
                ("clock", " in the ordinary course".into())
            }
            Cause::Clock => ("clock", String::new()),
            Cause::Shock => (self.news.0, format!(" after {}", self.news.1)),
            Cause::Script => ("script", " by the script".into()),
            Cause::Venue => ("arrival", " at a new venue".into()),
        };
        self.turns[c.index()] = format!("{}{why}", turned(from, to));
        let text = format!("{} {}.", self.channel(c), self.turns[c.index()]);
        let scripted = cause == Cause::Script;
        Event { cause: Some(word), state: Some(to.name()), scripted, ..self.of_channel(now, Kind::Channel, c, text) }
    }

    fn released(&self, now: Time, heads: PerSide<u32>, custody: Option<crate::model::side::MediatorId>) -> Event {
        let how = match custody {
            Some(m) => format!("let go by {}", self.mediator(m)),
            None => "after the end of hostilities".into(),
        };
        let there: Vec<String> = Side::BOTH
            .into_iter()
            .filter(|&s| heads[s] > 0)
            .map(|s| format!("{} to {}", words::thousands(f64::from(heads[s])), self.side(s)))
            .collect();
        let text = format!("prisoners came home {how}: {}.", words::list(&there));
        let mediators = custody.map(|m| self.names.mediators[m].id.clone()).into_iter().collect();
        Event { people: self.by_side(heads), mediators, text, ..self.event(now, Kind::Released) }
    }
}

impl Watch for Story<'_> {
    fn see(&mut self, now: Time, fact: Fact<'_>) {
        self.tally.see(self.setup, now, &fact);
        let event = match fact {
            Fact::Script(action) => self.script(now, action),
            Fact::Shock { severity } => Some(self.shock(now, severity)),
            Fact::Leak { channel } => {
                self.news = ("leak", "the news that it had become known".into());
                Some(self.of_channel(now, Kind::Leak, channel, format!("{} became known.", self.channel(channel))))
            }
            Fact::Channel { channel, from, to, cause } => Some(self.turn(now, channel, (from, to), cause)),
            Fact::Demand(case) => Some(self.demand(now, case)),
            Fact::Waits(case) => {
                let text = format!("no direct channel could take case {}, and it had to wait.", case.number);
                Some(Event { text, ..self.of_case(now, Kind::Waits, case) })
            }
            Fact::Unrouted { case, reason } => Some(self.unrouted(now, case, reason)),
            Fact::Deal(deal, step) => {
                if let Step::Crossed(heads) = step {
                    let returned = self.issue(deal.case.issue).to.is_some();
                    let tick = Tick { day: now.days(), people: heads.iter().sum(), returned };
                    self.lanes[deal.channel.index()].1.push(tick);
                }
                if matches!(step, Step::Spoiled) {
                    self.news = ("spoiler", "the strike of a spoiler".into());
                }
                self.deal(now, deal, step)
            }
            Fact::Moved { channel, venue } => {
                let venue = words::within(&self.names.channels[channel].venues[venue].name);
                let text = format!("{} moved to {venue}.", self.channel(channel));
                Some(self.of_channel(now, Kind::Venue, channel, text))
            }
            Fact::Terminated { issue } => {
                let text = format!("the arrangement on {} ended; it is no longer in force.", self.issue(issue).name);
                let issue = Some(self.issue(issue).id.clone());
                Some(Event { issue, text, ..self.event(now, Kind::Terminated) })
            }
            Fact::Settled { issue } => {
                let name = &self.issue(issue).name;
                self.at_peace = true;
                let text = format!("the agreement on {name} ended hostilities; prisoners now go home without deals.");
                let issue = Some(self.issue(issue).id.clone());
                Some(Event { issue, text, ..self.event(now, Kind::Settled) })
            }
            Fact::Released { heads, custody } => Some(self.released(now, heads, custody)),
            Fact::Stays { mediator, channel } => {
                let text =
                    format!("{}, having delivered, stayed on {}.", self.mediator(mediator), self.channel(channel));
                let mediators = vec![self.names.mediators[mediator].id.clone()];
                Some(Event { mediators, ..self.of_channel(now, Kind::Stays, channel, text) })
            }
        };
        if let Some(event) = event {
            self.put(now, event);
        }
    }
}

fn turned(from: State, to: State) -> &'static str {
    match to {
        State::Active if matches!(from, State::Forming | State::Latent) => "began to work",
        State::Active => "came back to work",
        State::Stalled => "stalled",
        State::Suspended => "broke off",
        State::Dormant => "went dormant",
        State::Forming if from == State::Dormant => "began to form anew",
        State::Forming => "began to form",
        State::Closed => "closed for good",
        State::Latent => "went back to what it was before it began",
    }
}
