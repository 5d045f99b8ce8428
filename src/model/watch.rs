//! Watch: a read-only observer of what happens in a replication, for traces, figures and tests.

use super::{
    channel::State,
    deal::Deal,
    demand::Case,
    outcome::{Ending, Responsible},
    script::Action,
    side::{ChannelId, MediatorId, PerSide},
};
use crate::kernel::Time;

/// Is told every fact in the order of events; changes nothing, draws nothing.
pub trait Watch {
    fn see(&mut self, now: Time, fact: Fact<'_>);
}

/// The observer that looks away, at no cost.
impl Watch for () {
    #[inline(always)]
    fn see(&mut self, _: Time, _: Fact<'_>) {}
}

impl<W: Watch + ?Sized> Watch for &mut W {
    fn see(&mut self, now: Time, fact: Fact<'_>) {
        (**self).see(now, fact);
    }
}

/// Why a channel changed state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// One of its own clocks rang.
    Clock,
    /// A shock or a leak broke it off.
    Shock,
    /// The scenario says so.
    Script,
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Fact<'r> {
    /// A scripted event is about to take effect.
    Script(&'r Action),
    /// A random shock of this severity reached every channel.
    Shock {
        severity: f64,
    },
    Leak {
        channel: ChannelId,
    },
    Channel {
        channel: ChannelId,
        from: State,
        to: State,
        cause: Cause,
    },
    Demand(&'r Case),
    /// No direct channel is Active: the case goes to the inbox.
    Waits(&'r Case),
    /// It lost patience.
    Unrouted(&'r Case),
    Deal(&'r Deal, Step),
    /// An intermediary that delivered joins a direct channel.
    Stays {
        mediator: MediatorId,
        channel: ChannelId,
    },
}

/// What happened to a deal.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Its channel took it.
    Taken,
    Answered,
    /// A round was held.
    Round {
        broke: bool,
    },
    /// Agreement in principle.
    Agreed,
    /// Who had to ask home.
    Referred(PerSide<bool>),
    Approved,
    /// A refusal was sent back for more rounds; who refused.
    SentBack(PerSide<bool>),
    /// As a bit for each intermediary that stands guarantee.
    Guaranteed(u64),
    Scheduled {
        batches: u32,
    },
    Postponed,
    /// People crossed.
    Crossed(PerSide<u32>),
    Ended(Ending, Responsible),
    Paused,
    Resumed,
}
