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

/// Why an attempt ended as it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// All have crossed, or nobody had to.
    Done,
    /// The same, but the lists turned out not to have been kept to.
    Lists,
    /// The side that was asked did not answer.
    Silence,
    /// A relay lost every copy of a message; `Deal::lost` says at which hop.
    Message,
    /// A round broke down.
    Breakdown,
    /// There is nobody left to return.
    Nobody,
    /// A capital said no.
    Refusal,
    /// A side insisted on a guarantor and got none.
    NoGuarantor,
    /// No guardian could come.
    NoGuardian,
    /// The window for one batch did not hold too many times.
    Window,
    /// A side broke it when the date had come.
    Breach,
    /// It went with its channel.
    Channel,
    /// No channel took it in time.
    Patience,
    /// The track named for it stood idle.
    TakenOut,
    /// Hostilities ended, and with them what it was about.
    Settled,
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
    /// No channel ever took it, and none will.
    Unrouted {
        case: &'r Case,
        reason: Reason,
    },
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
    /// A relay lost every copy of a message, at the hop `Deal::lost`.
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
    Ended(Ending, Responsible, Reason),
    Paused,
    Resumed,
}
