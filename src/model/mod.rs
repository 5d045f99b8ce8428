//! The science: what channels, intermediaries and deals do. One [`Run`] plays one replication at a time.
//!
//! ```text
//!  script, shocks ──► channels (life cycle) ◄── daily refresh
//!                         │ Active?
//!  demands ──► router ──► deal: contact ─► offers ─► ratify ─► guarantee ─► schedule ─► execute
//!                │            └── failed: a track may take it                         │
//!              inbox ◄─ no direct channel                    trust, credibility, ledger, climate
//! ```
//!
//! Handler order is always draw, mutate, book. `docs/model.md` has the equations; section numbers refer to it.

pub mod channel;
mod climate;
pub mod deal;
mod demand;
mod inbox;
mod intermediary;
pub mod law;
mod life;
pub mod maths;
pub mod odds;
pub mod outcome;
pub mod peace;
mod places;
mod relay;
mod router;
pub mod rules;
pub mod script;
pub mod setup;
pub mod side;
mod standing;
pub mod watch;

pub use deal::Deal;
pub use demand::Case;
pub use outcome::Outcome;
pub use watch::{Cause, Fact, Reason, Step, Watch};

use crate::kernel::{Calendar, Draws, Key, Span, Time};
use channel::Channel;
use climate::Aftershock;
use demand::Demands;
use inbox::Waiting;
use life::Derived;
use peace::{Held, Peace};
use places::{Arena, Slots};
use setup::{Params, Setup};
use side::{ChannelId, IssueId, PerSide};
use standing::Standing;

/// Everything that can happen. Events of one instant come in the order of the classes of section 10.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    /// The next scripted event (class 0).
    Script,
    /// A random shock (class 0).
    Shock,
    /// A shock that an earlier one begot (class 0).
    Aftershock,
    /// A channel leaves its state (class 1).
    Exit(ChannelId),
    /// A channel becomes known (class 1).
    Leak(ChannelId),
    /// A channel has moved to its next venue (class 1).
    Venue(ChannelId),
    /// A standing arrangement ends on its own (class 1).
    Termination(IssueId),
    /// A deal's stage ends (class 2).
    Deal(usize),
    /// A demand arises (class 3).
    Demand(IssueId),
    /// A waiting case loses patience or tries a track (class 3).
    Waiting(usize),
    /// Midnight (class 4).
    Refresh,
}

/// What a draw decides. Numbers are never reused: they are part of every result.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum Purpose {
    Demand = 1,
    Size = 2,
    BadFaith = 3,
    Patience = 4,
    Try = 5,
    Track = 6,
    Available = 7,
    Resubmit = 8,
    ShockGap = 9,
    ShockSeverity = 10,
    Burst = 11,
    Leak = 12,
    Exit = 13,
    Drop = 14,
    Abort = 15,
    ContactTime = 20,
    Answerer = 21,
    Answer = 22,
    Opening = 23,
    RoundTime = 24,
    RoundBreak = 25,
    Referred = 26,
    HomeTime = 27,
    Approval = 28,
    Renegotiate = 29,
    Required = 30,
    GuaranteeTime = 31,
    Accept = 32,
    WalkAway = 33,
    ScheduleTime = 34,
    Window = 35,
    RetryTime = 36,
    Renege = 37,
    Verify = 38,
    Stays = 39,
    Named = 40,
    NamedWeight = 41,
    Complex = 42,
    Spill = 43,
    HopLoss = 44,
    HopDelay = 45,
    GateTime = 46,
    Gate = 47,
    Spoiler = 48,
    Offspring = 49,
    OffspringDelay = 50,
    VenueMove = 51,
    Termination = 52,
    Via = 53,
}

impl From<Purpose> for u32 {
    fn from(purpose: Purpose) -> u32 {
        purpose as u32
    }
}

/// One replication in the making: everything that changes. Reused from one replication to the next.
pub struct Run<'s, W = ()> {
    setup: &'s Setup,
    /// The numbers in force.
    params: &'s Params,
    phase: usize,
    /// By phase.
    derived: Vec<Derived>,
    draws: Draws,
    calendar: Calendar<Event>,
    slots: Slots,
    channels: Vec<Channel>,
    demands: Vec<Demands>,
    /// K, by intermediary.
    credibility: Vec<PerSide<f64>>,
    /// By side and category: people of that side held by the other.
    pools: PerSide<Vec<f64>>,
    /// P in force.
    pressure: PerSide<f64>,
    /// phi in force, by issue.
    attention: Vec<f64>,
    /// Strength of the adverse link into each side's system.
    adverse: PerSide<f64>,
    /// By issue: the arrangement in force.
    standing: Vec<Standing>,
    /// By issue: weighted units asked for in vain that the next demand takes over.
    backlog: Vec<f64>,
    /// Shocks begotten and not yet come, in no order.
    aftershocks: Vec<Aftershock>,
    custody: Vec<Held>,
    peace: Option<Peace>,
    deals: Arena<Deal>,
    waiting: Arena<Waiting>,
    /// The number of the next scripted event.
    next_script: usize,
    shocks: u64,
    /// Cases so far, which numbers them, and deals so far, which is their order of creation.
    raised: u64,
    created: u64,
    outcome: Outcome,
    scratch: Vec<usize>,
    pub watch: W,
}

impl<'s> Run<'s> {
    pub fn new(setup: &'s Setup) -> Self {
        Run::watched(setup, ())
    }
}

impl<'s, W: Watch> Run<'s, W> {
    pub fn watched(setup: &'s Setup, watch: W) -> Self {
        let params = &setup.phases[0];
        let slots = Slots { channels: params.channels.len(), issues: params.issues.len() };
        Run {
            setup,
            params,
            phase: 0,
            derived: setup.phases.iter().map(Derived::of).collect(),
            draws: Draws::new(0, 0),
            calendar: Calendar::with_slots(slots.deal(8)),
            slots,
            channels: params.channels.iter().map(Channel::new).collect(),
            demands: vec![Demands::default(); params.issues.len()],
            credibility: Vec::new(),
            pools: PerSide::from_fn(|_| Vec::new()),
            pressure: PerSide::both(0.0),
            attention: Vec::new(),
            adverse: PerSide::both(0.0),
            standing: Vec::new(),
            backlog: Vec::new(),
            aftershocks: Vec::new(),
            custody: Vec::new(),
            peace: None,
            deals: Arena::new(),
            waiting: Arena::new(),
            next_script: 0,
            shocks: 0,
            raised: 0,
            created: 0,
            outcome: Outcome::default(),
            scratch: Vec::new(),
            watch,
        }
    }

    /// Plays replication `number` of the batch with this `seed`: a pure function of (setup, seed, number).
    pub fn replicate(&mut self, seed: u64, number: u64) -> &Outcome {
        self.begin(seed, number);
        while let Some((_, event)) = self.calendar.next_until(self.setup.horizon) {
            self.outcome.events += 1;
            if self.outcome.events > self.setup.event_budget || self.is_crowded() {
                self.outcome.exhausted = Some(self.describe(event));
                break;
            }
            match event {
                Event::Script => self.script(),
                Event::Shock => self.random_shock(),
                Event::Aftershock => self.aftershock(),
                Event::Exit(c) => self.exit(c),
                Event::Leak(c) => self.leak_due(c),
                Event::Venue(c) => self.move_venue(c),
                Event::Termination(i) => self.terminate(i),
                Event::Deal(d) => self.advance(d),
                Event::Demand(i) => self.demand(i),
                Event::Waiting(w) => self.waited(w),
                Event::Refresh => self.refresh(),
            }
        }
        self.end();
        &self.outcome
    }

    /// By category, the people of `side` whom the other holds now: after a replication, at its horizon.
    pub fn pools(&self, side: side::Side) -> &[f64] {
        &self.pools[side]
    }

    /// The channels as the last replication left them at the horizon, or as they begin.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// Clears the state and books what is known at the start.
    fn begin(&mut self, seed: u64, number: u64) {
        (self.phase, self.params) = (0, &self.setup.phases[0]);
        let p = self.params;
        self.draws = Draws::new(seed, number);
        self.calendar.reset();
        self.deals.clear();
        self.waiting.clear();
        for (channel, setup) in self.channels.iter_mut().zip(&p.channels) {
            channel.begin(setup);
        }
        self.demands.fill(Demands::default());
        self.credibility.clear();
        self.credibility.extend(p.mediators.iter().map(|m| m.credibility));
        for side in side::Side::BOTH {
            self.pools[side].clone_from(&p.sides[side].pool);
        }
        self.pressure = PerSide::both(0.0);
        self.adverse = PerSide::both(0.0);
        refill(&mut self.attention, p.issues.len(), 1.0);
        refill(&mut self.standing, p.issues.len(), Standing::default());
        refill(&mut self.backlog, p.issues.len(), 0.0);
        self.aftershocks.clear();
        self.custody.clear();
        self.peace = None;
        (self.next_script, self.shocks, self.raised, self.created) = (0, 0, 0, 0);
        self.outcome.begin(p.channels.len(), p.issues.len());
        self.begin_channels();
        self.begin_demands();
        self.book_shock();
        self.book_script();
        self.book_refresh();
    }

    /// What is still in process at the horizon is censored, not forgotten.
    fn end(&mut self) {
        self.censor_deals();
        self.censor_waiting();
        self.censor_standing();
        for (channel, time_in) in self.channels.iter().zip(&mut self.outcome.time_in) {
            *time_in = channel.time_in_until(self.setup.horizon);
        }
    }

    fn now(&self) -> Time {
        self.calendar.now()
    }

    fn tell(&mut self, fact: Fact<'_>) {
        let now = self.calendar.now();
        self.watch.see(now, fact);
    }

    fn channel_ids(&self) -> impl Iterator<Item = ChannelId> + use<W> {
        (0..self.params.channels.len() as u16).map(ChannelId)
    }

    fn issue_ids(&self) -> impl Iterator<Item = IssueId> + use<W> {
        (0..self.params.issues.len() as u16).map(IssueId)
    }

    /// More deals or waiting cases at a time than the calendar has slots for; one event may raise a case on every issue.
    fn is_crowded(&self) -> bool {
        self.deals.in_use() + self.waiting.in_use() + self.slots.issues + 1 >= self.slots.room()
    }

    /// Which part of the scenario an event belongs to, for the message when the budget is spent.
    fn describe(&self, event: Event) -> outcome::Exhausted {
        let busiest = |i: &IssueId| self.demands[*i].count;
        match event {
            Event::Exit(c) | Event::Leak(c) | Event::Venue(c) => outcome::Exhausted::Channel(c),
            Event::Shock | Event::Aftershock => outcome::Exhausted::Shocks,
            _ => self.issue_ids().max_by_key(busiest).map_or(outcome::Exhausted::Shocks, outcome::Exhausted::Issue),
        }
    }

    /// A wait from a law, drawn for `key`.
    fn wait(&self, purpose: Purpose, key: Key, occasion: u64, law: &law::Law) -> f64 {
        rand_distr::Distribution::sample(law, &mut self.draws.of(purpose, key, occasion))
    }

    /// `days` from now.
    fn in_days(&self, days: f64) -> Time {
        self.now() + Span::from_days(days)
    }
}

/// Fills a list anew, keeping its memory.
fn refill<T: Clone>(list: &mut Vec<T>, len: usize, value: T) {
    list.clear();
    list.resize(len, value);
}
