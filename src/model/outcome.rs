//! Outcome: what one replication reports. Everything the program charts or tabulates is computed from these fields.

use serde::{Deserialize, Serialize};

use super::{
    channel::STATES,
    setup::MAX_CATEGORIES,
    side::{ChannelId, IssueId, PerSide, Side},
};
use crate::kernel::Time;

/// How a case ended, or where the horizon found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Ending {
    Executed,
    PartlyExecuted,
    Reneged,
    CalledOff,
    Refused,
    NoAgreement,
    NoAnswer,
    Dropped,
    Unrouted,
    /// Censored: a channel has it.
    InProcess,
    /// Censored: still in the inbox.
    Waiting,
}

/// The number of endings.
pub const ENDINGS: usize = 11;

impl Ending {
    pub const ALL: [Ending; ENDINGS] = [
        Ending::Executed,
        Ending::PartlyExecuted,
        Ending::Reneged,
        Ending::CalledOff,
        Ending::Refused,
        Ending::NoAgreement,
        Ending::NoAnswer,
        Ending::Dropped,
        Ending::Unrouted,
        Ending::InProcess,
        Ending::Waiting,
    ];

    /// The name in columns.
    pub fn name(self) -> &'static str {
        [
            "executed",
            "partly_executed",
            "reneged",
            "called_off",
            "refused",
            "no_agreement",
            "no_answer",
            "dropped",
            "unrouted",
            "in_process",
            "waiting",
        ][self as usize]
    }

    pub fn is_censored(self) -> bool {
        matches!(self, Ending::InProcess | Ending::Waiting)
    }

    /// At least one batch crossed and the case is over.
    pub fn delivered(self) -> bool {
        matches!(self, Ending::Executed | Ending::PartlyExecuted)
    }
}

/// On whom the end is laid by the rules of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Responsible {
    None,
    Side(Side),
    Disputed,
}

impl Responsible {
    /// Nobody, the one side marked, or *disputed* when both are.
    pub fn of(marked: PerSide<bool>) -> Responsible {
        match marked.0 {
            [false, false] => Responsible::None,
            [true, false] => Responsible::Side(Side::A),
            [false, true] => Responsible::Side(Side::B),
            [true, true] => Responsible::Disputed,
        }
    }
}

/// How far a case came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reached {
    Raised,
    Taken,
    Answered,
    Agreed,
    Approved,
    Scheduled,
    Crossed,
    Completed,
}

/// A case at its end: demand to last attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaseRecord {
    pub issue: IssueId,
    /// The demand itself was scripted.
    pub scripted: bool,
    pub ending: Ending,
    pub responsible: Responsible,
    pub reached: Reached,
    /// The channel of the last attempt; none if no channel ever took it.
    pub channel: Option<ChannelId>,
    /// An intermediary was attached when the channel of the last attempt took it, and it was not a plenary.
    pub mediated: bool,
    /// Attempts made: 0 if never routed, 2 if a failure was re-submitted.
    pub attempts: u32,
    /// Weighted units asked for.
    pub size: f64,
    pub born: Time,
    /// The end, or the horizon.
    pub ended: Time,
    /// First agreement in principle of the last attempt.
    pub agreed: Option<Time>,
    /// When it got its first date.
    pub scheduled: Option<Time>,
    pub first_crossing: Option<Time>,
    pub last_crossing: Option<Time>,
    /// People of each side who crossed through it, those kept in custody among them.
    pub heads: PerSide<u32>,
    /// r of the last attempt, 0 before agreement.
    pub ratio: f64,
    /// Meetings held in the last attempt.
    pub rounds: u32,
    pub postponements: u32,
}

/// People who come home on one occasion: a batch of a deal, or a release at the end of the war or from custody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    pub day: u32,
    /// None for a release that no deal brought about.
    pub issue: Option<IssueId>,
    pub channel: Option<ChannelId>,
    /// The first batch of its deal: a new exchange.
    pub first: bool,
    /// People of each side who come home.
    pub heads: PerSide<u32>,
    pub scripted: bool,
    pub mediated: bool,
}

/// Which part of the scenario spent the event budget or filled the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhausted {
    Issue(IssueId),
    Channel(ChannelId),
    Shocks,
}

/// What one replication reports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// In order of their ends, those in process at the horizon last.
    pub cases: Vec<CaseRecord>,
    /// Failed attempts that were handed to a track, so that their cases went on: in order of their ends.
    pub handed_on: Vec<CaseRecord>,
    /// In order of time.
    pub crossings: Vec<Crossing>,
    /// By side and category: people returned.
    pub returned: PerSide<[u32; MAX_CATEGORIES]>,
    /// By channel: milliseconds in each state.
    pub time_in: Vec<[u64; STATES]>,
    /// By side: people of it in captivity, summed over midnights.
    pub captivity_days: PerSide<f64>,
    /// By side: people handed over whom a guarantor still keeps at the horizon.
    pub in_custody: PerSide<u32>,
    /// By issue: milliseconds in which a standing arrangement was in force.
    pub in_force: Vec<u64>,
    pub shocks: u64,
    pub events: u64,
    /// The replication was stopped: it spent the event budget, or filled the calendar.
    pub exhausted: Option<Exhausted>,
}

impl Outcome {
    /// Empties it for the next replication; keeps the memory.
    pub(super) fn begin(&mut self, channels: usize, issues: usize) {
        let old = std::mem::take(self);
        *self = Outcome {
            cases: emptied(old.cases),
            handed_on: emptied(old.handed_on),
            crossings: emptied(old.crossings),
            time_in: emptied(old.time_in),
            in_force: emptied(old.in_force),
            ..Outcome::default()
        };
        self.time_in.resize(channels, [0; STATES]);
        self.in_force.resize(issues, 0);
    }

    /// The days on which exchanges of `issue` began, each once, in order.
    pub fn exchange_days(&self, issue: IssueId) -> impl Iterator<Item = u32> + '_ {
        let mut last = None;
        self.crossings.iter().filter(move |c| c.issue == Some(issue) && c.first).filter_map(move |c| {
            let new = last != Some(c.day);
            last = Some(c.day);
            new.then_some(c.day)
        })
    }

    /// Every attempt at a case, and every case that no channel took.
    pub fn attempts(&self) -> impl Iterator<Item = &CaseRecord> {
        self.cases.iter().chain(&self.handed_on)
    }

    /// People of `side` returned in all.
    pub fn returned_total(&self, side: Side) -> u32 {
        self.returned[side].iter().sum()
    }
}

fn emptied<T>(mut list: Vec<T>) -> Vec<T> {
    list.clear();
    list
}
