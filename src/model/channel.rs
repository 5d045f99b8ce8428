//! Channels: their states, the exits between them, and what is stored of each (sections 1.4 and 2).
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

use super::{
    maths,
    odds::Clock,
    side::{MediatorId, PerSide, Side},
};
use crate::kernel::Time;

/// What a channel is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
    pub(super) fn exits(self) -> &'static [Exit] {
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
    pub(super) fn can_leak(self) -> bool {
        matches!(self, State::Forming | State::Active | State::Stalled | State::Suspended)
    }
}

/// The exits of the life cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    pub(super) fn to(self) -> State {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// 1 for some days after a meeting on the sidelines, else 0
    Sideline,
}

/// The number of covariates.
pub const COVARIATES: usize = 10;

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
    /// L: the smaller leverage of the two sides, on the first issue.
    pub(super) leverage: f64,
    /// Attached intermediaries, placebos among them, in order of attachment.
    pub mediators: Vec<MediatorId>,
    pub(super) leaks: u64,
    /// Its place among the venues, and how often it has begun to move.
    pub venue: usize,
    pub(super) moves: u64,
    /// Until when a meeting on the sidelines hastens its revival.
    pub(super) sideline_until: Time,
    /// Milliseconds spent in each state up to `entered`.
    pub time_in: [u64; STATES],
    pub(super) entered: Time,
    /// Times each state was entered: the occasion of its exits' draws.
    pub(super) entries: [u64; STATES],
    pub(super) clocks: [Clock; MOST_EXITS],
    pub(super) leak_clock: Clock,
    pub(super) covariates: [f64; COVARIATES],
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
            leverage: 0.0,
            mediators: Vec::new(),
            leaks: 0,
            venue: 0,
            moves: 0,
            sideline_until: Time::ZERO,
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
        (maths::ln(self.seen[side.other()] + base) - maths::ln(self.seen[side] + base)).max(0.0)
    }

    /// z_T of one side.
    pub fn trust_z(&self, side: Side) -> f64 {
        (self.trust[side] - 0.5) * 4.0
    }

    /// z_T: the lower of the two.
    pub fn lower_trust_z(&self) -> f64 {
        (self.trust.min() - 0.5) * 4.0
    }

    /// z_M: the gap in authority, in rungs.
    pub fn mismatch(&self) -> f64 {
        (self.authority[Side::A] - self.authority[Side::B]).abs() * 5.0
    }

    /// Milliseconds in each state up to `now`.
    pub fn time_in_until(&self, now: Time) -> [u64; STATES] {
        let mut total = self.time_in;
        total[self.state as usize] += (now - self.entered).ms();
        total
    }
}
