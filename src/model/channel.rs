//! Channels: their states, the life cycle between them, and what moves it (section 2).
//!
//! ```text
//! Latent ─► Forming ─► Active ◄──► Stalled
//!             │          │  ▲        │  │
//!             │          ▼  │        ▼  │
//!             │        Suspended ◄──────┘
//!             ▼          │           │
//!           Dormant ◄────┴───────────┘        any ─► Closed (scripted)
//!             └────► Forming
//! ```

use serde::Serialize;

use super::{
    Cause, Event, Fact, Purpose, Run, Watch,
    deal::{Stage, Verdict},
    odds::{self, Clock},
    setup::Dwell,
    side::{ChannelId, IssueId, MediatorId, PerSide, Side},
};
use crate::kernel::Time;

/// What a channel is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub enum State {
    /// Not there yet.
    Latent,
    /// A first contact without a regular counterpart: takes no deals.
    Forming,
    /// Takes new deals, and deals advance.
    #[default]
    Active,
    /// Takes none; deals without a date wait.
    Stalled,
    /// Broken off by order: as Stalled, and deals without a date may be dropped.
    Suspended,
    /// Neglected: deals without a date are dropped.
    Dormant,
    /// Ended for good.
    Closed,
}

/// The number of states.
pub const STATES: usize = 7;

impl State {
    pub const ALL: [State; STATES] =
        [State::Latent, State::Forming, State::Active, State::Stalled, State::Suspended, State::Dormant, State::Closed];

    pub fn name(self) -> &'static str {
        ["latent", "forming", "active", "stalled", "suspended", "dormant", "closed"][self as usize]
    }

    /// The ways out, each a competing clock.
    fn exits(self) -> &'static [Exit] {
        use Exit::*;
        match self {
            State::Latent => &[LatentForming],
            State::Forming => &[FormingActive, FormingDormant],
            State::Active => &[ActiveStalled, ActiveSuspended],
            State::Stalled => &[StalledActive, StalledDormant, StalledSuspended],
            State::Suspended => &[SuspendedActive, SuspendedDormant],
            State::Dormant => &[DormantForming],
            State::Closed => &[],
        }
    }

    /// A channel that is in use can be found out.
    fn can_leak(self) -> bool {
        matches!(self, State::Forming | State::Active | State::Stalled | State::Suspended)
    }
}

/// The exits of the life cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Exit {
    LatentForming,
    FormingActive,
    FormingDormant,
    ActiveStalled,
    ActiveSuspended,
    StalledActive,
    StalledDormant,
    StalledSuspended,
    SuspendedActive,
    SuspendedDormant,
    DormantForming,
}

/// The number of exits.
pub const EXITS: usize = 11;

impl Exit {
    fn to(self) -> State {
        use Exit::*;
        match self {
            LatentForming | DormantForming => State::Forming,
            FormingActive | StalledActive | SuspendedActive => State::Active,
            ActiveStalled => State::Stalled,
            ActiveSuspended | StalledSuspended => State::Suspended,
            FormingDormant | StalledDormant | SuspendedDormant => State::Dormant,
        }
    }
}

/// What hazards respond to, standardised so that 0 is the reference (section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Covariate {
    /// (lower trust of the two sides - 0.5) / 0.25
    Trust,
    /// (lower authority - 0.6) / 0.2
    Authority,
    /// |authority of A - authority of B| / 0.2
    Mismatch,
    /// X: 0 is calm, bad news is negative
    Climate,
    /// P: the stronger outside pressure of the two
    Pressure,
    /// L: the smaller leverage of the two
    Leverage,
    /// F: failed deals in a row, at most 5
    Failures,
    /// E: 0 unknown, 1 exposed
    Exposure,
    /// the sum over sides of imbalance sensitivity times ledger
    Imbalance,
}

/// The number of covariates.
pub const COVARIATES: usize = 9;

/// The largest number of exits of one state.
const MOST_EXITS: usize = 3;

/// A channel in the course of a replication.
#[derive(Clone, Debug)]
pub struct Channel {
    pub state: State,
    pub authority: PerSide<f64>,
    pub trust: PerSide<f64>,
    /// X
    pub climate: f64,
    /// E
    pub exposure: f64,
    /// V: people each side was seen to receive here.
    pub seen: PerSide<f64>,
    /// F
    pub fails: u32,
    /// Attached intermediaries, placebos among them, in order of attachment.
    pub mediators: Vec<MediatorId>,
    pub(super) leaks: u64,
    /// Milliseconds spent in each state up to `entered`.
    pub time_in: [u64; STATES],
    entered: Time,
    /// Times each state was entered: the occasion of its exits' draws.
    entries: [u64; STATES],
    clocks: [Clock; MOST_EXITS],
    leak_clock: Clock,
    covariates: [f64; COVARIATES],
}

impl Channel {
    pub(super) fn new(setup: &super::setup::Channel) -> Channel {
        Channel {
            state: setup.start,
            authority: setup.authority,
            trust: setup.trust,
            climate: 0.0,
            exposure: 0.0,
            seen: PerSide::both(0.0),
            fails: 0,
            mediators: Vec::new(),
            leaks: 0,
            time_in: [0; STATES],
            entered: Time::ZERO,
            entries: [0; STATES],
            clocks: [Clock::default(); MOST_EXITS],
            leak_clock: Clock::default(),
            covariates: [0.0; COVARIATES],
        }
    }

    /// Back to the start of a replication; keeps the memory.
    pub(super) fn begin(&mut self, setup: &super::setup::Channel) {
        let mut mediators = std::mem::take(&mut self.mediators);
        mediators.clear();
        mediators.extend_from_slice(&setup.mediators);
        *self = Channel { mediators, ..Channel::new(setup) };
    }

    /// I: how far `side` has lately been seen to receive less than the other in this format, log units.
    pub fn ledger(&self, side: Side, base: f64) -> f64 {
        (libm::log(self.seen[side.other()] + base) - libm::log(self.seen[side] + base)).max(0.0)
    }

    /// z_T of one side.
    pub fn trust_z(&self, side: Side) -> f64 {
        (self.trust[side] - 0.5) / 0.25
    }

    /// z_T: the lower of the two.
    pub fn lower_trust_z(&self) -> f64 {
        (self.trust.min() - 0.5) / 0.25
    }

    /// z_M: the gap in authority, in rungs.
    pub fn mismatch(&self) -> f64 {
        (self.authority[Side::A] - self.authority[Side::B]).abs() / 0.2
    }

    /// Milliseconds in each state up to `now`.
    pub fn time_in_until(&self, now: Time) -> [u64; STATES] {
        let mut total = self.time_in;
        total[self.state as usize] += (now - self.entered).ms();
        total
    }
}

impl<W: Watch> Run<'_, W> {
    /// Enters the start states: exits are drawn, nobody is told.
    pub(super) fn begin_channels(&mut self) {
        for c in self.channel_ids() {
            self.draw_leak(c);
            self.draw_exits(c);
        }
    }

    /// The earliest exit rings.
    pub(super) fn exit(&mut self, c: ChannelId) {
        let channel = &self.channels[c];
        let exits = channel.state.exits();
        let first = (0..exits.len()).min_by(|&i, &j| channel.clocks[i].due().total_cmp(&channel.clocks[j].due()));
        if let Some(first) = first {
            self.enter(c, exits[first].to(), Cause::Clock);
        }
    }

    /// Moves a channel into `state` and completes what follows from it for its deals and its issues.
    pub(super) fn enter(&mut self, c: ChannelId, state: State, cause: Cause) {
        let now = self.now();
        let channel = &mut self.channels[c];
        let from = channel.state;
        if from == state || from == State::Closed {
            return;
        }
        channel.time_in[from as usize] += (now - channel.entered).ms();
        channel.state = state;
        channel.entered = now;
        channel.entries[state as usize] += 1;
        self.tell(Fact::Channel { channel: c, from, to: state, cause });
        self.draw_exits(c);
        if from == State::Active {
            self.note_direct_down(c);
        }
        self.carry_over_deals(c);
        if state == State::Active {
            self.take_inbox(c);
        }
    }

    /// New thresholds for every exit of the state just entered.
    fn draw_exits(&mut self, c: ChannelId) {
        let p = &self.params.channels[c];
        let channel = &mut self.channels[c];
        let occasion = channel.entries[channel.state as usize];
        for (clock, &exit) in channel.clocks.iter_mut().zip(channel.state.exits()) {
            let u = self.draws.of(Purpose::Exit, p.key.and(exit as u64), occasion).unit();
            *clock = Clock::start(u, p.dwell[exit as usize].shape);
        }
        self.covariates_into(c);
        self.retime(c);
    }

    /// The threshold of the next leak.
    fn draw_leak(&mut self, c: ChannelId) {
        let channel = &mut self.channels[c];
        let u = self.draws.of(Purpose::Leak, self.params.channels[c].key, channel.leaks).unit();
        channel.leak_clock = Clock::start(u, 1.0);
        let now = self.now().days();
        self.channels[c].leak_clock.set_rate(now, 0.0);
    }

    /// Becomes known: exposure jumps, the climate here takes a shock, and the next leak is drawn.
    pub(super) fn leak(&mut self, c: ChannelId, key: crate::kernel::Key) {
        let secrecy = self.params.channels[c].secrecy;
        let channel = &mut self.channels[c];
        channel.exposure = channel.exposure.max(secrecy);
        self.tell(Fact::Leak { channel: c });
        self.shock_channel(c, self.params.rules.leak_severity, key);
    }

    /// The leak clock rings.
    pub(super) fn leak_due(&mut self, c: ChannelId) {
        let key = self.params.channels[c].key.and(self.channels[c].leaks);
        self.channels[c].leaks += 1;
        self.draw_leak(c);
        self.leak(c, key);
        self.retime(c);
    }

    /// Recomputes what the clocks of a channel read; if it changed, they spend the old and take the new hazard.
    pub(super) fn touch(&mut self, c: ChannelId) {
        let before = self.channels[c].covariates;
        self.covariates_into(c);
        if self.channels[c].covariates != before {
            self.retime(c);
        }
    }

    /// The covariates of section 2 as stored now.
    fn covariates_into(&mut self, c: ChannelId) {
        let p = self.params;
        let leverage = match p.channels[c].issues.first() {
            Some(&issue) => PerSide::from_fn(|s| self.leverage(c, s, issue)).min(),
            None => 0.0,
        };
        let pressure = self.pressure.max();
        let channel = &mut self.channels[c];
        let imbalance = PerSide::from_fn(|s| match p.sides[s].imbalance_sensitivity {
            0.0 => 0.0,
            psi => psi * channel.ledger(s, p.rules.ledger_base),
        });
        channel.covariates = [
            channel.lower_trust_z(),
            (channel.authority.min() - 0.6) / 0.2,
            channel.mismatch(),
            channel.climate,
            pressure,
            leverage,
            f64::from(channel.fails),
            channel.exposure,
            imbalance.sum(),
        ];
    }

    /// Every clock of the channel spends what has passed and goes on at the hazard now in force.
    pub(super) fn retime(&mut self, c: ChannelId) {
        let now = self.now();
        let p = self.params;
        let channel = &mut self.channels[c];
        let age = (now - channel.entered).days();
        let mut first = f64::INFINITY;
        for (clock, &exit) in channel.clocks.iter_mut().zip(channel.state.exits()) {
            let Dwell { mean, shape } = p.channels[c].dwell[exit as usize];
            let rate = match odds::weibull_rate(mean, shape) {
                0.0 => 0.0,
                rate => rate * odds::multiplier(dot(&p.rules.hazard_ln[exit as usize], &channel.covariates)),
            };
            clock.set_rate(age, rate);
            first = first.min(clock.due());
        }
        let due = channel.entered + crate::kernel::Span::from_days(first);
        let secrecy = p.channels[c].secrecy;
        let leaks = channel.state.can_leak() && secrecy > 0.0 && p.rules.leak_mean < f64::INFINITY;
        channel.leak_clock.set_rate(now.days(), if leaks { secrecy / p.rules.leak_mean } else { 0.0 });
        let leak = Time::from_days(channel.leak_clock.due());
        self.calendar.set(self.slots.exit(c), due.max(now), 1, Event::Exit(c));
        self.calendar.set(self.slots.leak(c), leak.max(now), 1, Event::Leak(c));
    }

    /// What a change of state does to the deals of the channel, in order of creation (section 2).
    fn carry_over_deals(&mut self, c: ChannelId) {
        let state = self.channels[c].state;
        let (drop, abort) = (self.params.rules.drop_on_suspension, self.params.rules.abort_on_dormancy);
        let occasion = self.channels[c].entries[state as usize];
        let mut deals = std::mem::take(&mut self.scratch);
        self.deals_on(c, &mut deals);
        for &d in &deals {
            let (key, scheduled) = (self.deals[d].key, self.deals[d].stage >= Stage::Schedule);
            let lost = |purpose, p| self.draws.of(purpose, key, occasion).chance(p);
            match (state, scheduled) {
                (State::Active, _) => self.resume(d),
                (State::Stalled, false) => self.pause(d),
                (State::Suspended, false) if lost(Purpose::Drop, drop) => self.finish(d, Verdict::DROPPED),
                (State::Suspended, false) => self.pause(d),
                (State::Dormant | State::Closed, false) => self.finish(d, Verdict::DROPPED),
                (State::Dormant | State::Closed, true) if lost(Purpose::Abort, abort) => {
                    self.finish(d, Verdict::ABORTED)
                }
                _ => {}
            }
        }
        deals.clear();
        self.scratch = deals;
    }

    /// Whether a direct channel of the issue is Active.
    pub(super) fn direct_up(&self, issue: IssueId) -> bool {
        self.channel_ids().any(|c| {
            self.channels[c].state == State::Active
                && self.params.channels[c].kind.is_direct()
                && self.params.channels[c].issues.contains(&issue)
        })
    }
}

fn dot(a: &[f64; COVARIATES], b: &[f64; COVARIATES]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
