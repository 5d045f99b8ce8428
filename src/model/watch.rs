//! Watch: a read-only observer of what happens in a replication, for traces, figures and tests.

use super::{
    channel::State,
    deal::Deal,
    demand::Case,
    outcome::{Ending, Responsible},
    script::Action,
    side::{ChannelId, IssueId, MediatorId, PerSide},
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
    /// It has arrived at its next venue.
    Venue,
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
    /// A channel has moved to its next venue.
    Moved {
        channel: ChannelId,
        venue: usize,
    },
    /// A deal on this issue ends hostilities.
    Settled {
        issue: IssueId,
    },
    /// A standing arrangement is no longer in force.
    Terminated {
        issue: IssueId,
    },
    /// People come home without a deal: after hostilities, or from the custody of an intermediary that let them go.
    Released {
        heads: PerSide<u32>,
        custody: Option<MediatorId>,
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
    /// It lost patience, or lost its intermediary.
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
    /// A relay lost every copy of a message.
    MessageLost,
    /// A round was held.
    Round {
        broke: bool,
    },
    /// Agreement in principle.
    Agreed,
    /// A spoiler struck at its channel.
    Spoiled,
    /// Who had to ask home.
    Referred(PerSide<bool>),
    Approved,
    /// A refusal was sent back for more rounds; who refused.
    SentBack(PerSide<bool>),
    /// As a bit for each intermediary that stands guarantee.
    Guaranteed(u64),
    /// The guardian gate: passed or not.
    Gate {
        passed: bool,
    },
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
