//! Setup: a scenario checked and resolved, immutable, shared by all replications.
//!
//! Numbers are in the units of `docs/model.md`: days, people, probabilities. Odds ratios and hazard ratios are kept as
//! their natural logarithms (fields ending in `_ln`), because that is how they add up.

use super::{
    channel::{EXITS, State},
    law::Law,
    outcome::Crossing,
    peace::Precedent,
    rules::Rules,
    script::{Action, Scripted, Window},
    side::{CategoryId, IssueId, MediatorId, PerSide, Side},
};
use crate::kernel::{Key, Time};

/// The largest number of categories; compositions are kept in arrays of this length.
pub const MAX_CATEGORIES: usize = 16;

/// Everything a replication needs besides its seed and number.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The first instant no longer simulated: a whole day.
    pub horizon: Time,
    /// The issue whose exchanges are the headline.
    pub focal: IssueId,
    /// The numbers in force: `phases[0]` from the start, the next one from each scripted `set` on. All phases have the
    /// same sides, categories, issues, channels and intermediaries in the same order.
    pub phases: Vec<Params>,
    /// In order of time; at one time openings and closings, then events, then windows, each in file order.
    pub script: Vec<Scripted>,
    pub windows: Vec<Window>,
    /// The largest number of events in one replication: more of them stops the run with an error.
    pub event_budget: u64,
}

impl Setup {
    pub fn issue_ids(&self) -> impl Iterator<Item = IssueId> + use<> {
        (0..self.phases[0].issues.len() as u16).map(IssueId)
    }

    /// Whether people come home as prisoners: in deals that go both ways, or in releases that no deal brought about.
    pub fn is_of_prisoners(&self, crossing: &Crossing) -> bool {
        crossing.issue.is_none_or(|i| self.phases[0].issues[i].to.is_none())
    }

    /// Whether the script puts anybody into custody.
    pub fn has_custody(&self) -> bool {
        let keeps = |action: &Action| matches!(action, Action::Demand(demand) if demand.custody.is_some());
        self.script.iter().any(|scripted| keeps(&scripted.action))
    }

    /// Whether hostilities may end before the horizon, by script or by a settlement.
    pub fn may_end(&self) -> bool {
        self.script.iter().any(|scripted| matches!(scripted.action, Action::Peace { .. }))
            || self.phases.iter().flat_map(|p| &p.issues).any(|issue| issue.ends_hostilities.is_some())
    }
}

/// All numbers in force at a time.
#[derive(Clone, Debug)]
pub struct Params {
    pub rules: Rules,
    pub sides: PerSide<SideParams>,
    pub categories: Vec<Category>,
    pub issues: Vec<Issue>,
    pub channels: Vec<Channel>,
    pub mediators: Vec<Mediator>,
}

/// A side (section 1.1).
#[derive(Clone, Debug, Default)]
pub struct SideParams {
    pub id: String,
    pub name: String,
    pub key: Key,
    /// By category: people of this side held by the other at the start, 0 or more.
    pub pool: Vec<f64>,
    /// By category: new captives a day.
    pub inflow: Vec<f64>,
    /// By category: the share of the pool lost a day (deaths, transfers out of scope).
    pub attrition: Vec<f64>,
    /// By issue: the probability that a demand is entered only to stall.
    pub bad_faith: Vec<f64>,
    /// g: how adverse a weighted log ratio it can present as a win, log units.
    pub tolerance: f64,
    /// D: mean opening demand, log units.
    pub opening: f64,
    /// c0: share of the remaining gap conceded a round.
    pub concession: f64,
    /// psi: political cost of visible imbalance, per log unit.
    pub imbalance_sensitivity: f64,
    /// q_lob: the probability that a demand is pushed to bring home one named captive of this side.
    pub lobby: f64,
    pub referral: Referral,
}

/// Whether a negotiator asks home before agreeing (section 3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Referral {
    /// With a probability that grows with the size beyond the mandate.
    #[default]
    Logit,
    Always,
    Never,
}

/// A captive category (section 1.2).
#[derive(Clone, Debug, Default)]
pub struct Category {
    pub id: String,
    pub name: String,
    /// Bargaining weight; an other rank is 1.
    pub weight: f64,
}

/// An issue: something the sides strike deals about (section 1.3).
#[derive(Clone, Debug, Default)]
pub struct Issue {
    pub id: String,
    pub name: String,
    pub key: Key,
    /// lambda: demands a day at the reference.
    pub demand: f64,
    /// Size of a case in weighted units.
    pub size: Law,
    /// Who may be exchanged; empty if nobody moves.
    pub categories: Vec<CategoryId>,
    /// One-way: the side whose people come home; none if both give and receive.
    pub to: Option<Side>,
    /// One-way: heads that go the other way, as a share of those that come home.
    pub counter_share: f64,
    /// An arrangement that stays in force until it is terminated; nobody moves.
    pub standing: bool,
    /// A deal on it ends hostilities, after which prisoners go home by this precedent.
    pub ends_hostilities: Option<&'static Precedent>,
    /// By issue: the probability that a round held on this issue raises a demand on that one.
    pub spill: Vec<f64>,
    /// The probability that a case is so hard that it goes to a track at once, if one takes it.
    pub complex: f64,
    /// The share of its size that a case in vain leaves to the next demand.
    pub carry: f64,
    /// The guardian gate: how long it takes and the probability of passing; none at time 0 and probability 1.
    pub gate_time: Law,
    pub p_gate: f64,
    /// Third-country delivery: the place, and the time it adds before the first date.
    pub via: String,
    pub via_delay: Law,
    /// S_ref: a routine size, weighted units.
    pub routine_size: f64,
    /// The largest number of weighted units that crosses on one day; infinite for no batches. Without meaning if nobody
    /// moves.
    pub batch: f64,
    /// Reference probabilities of section 3: an answer, a broken round, an approval, a breach a batch and side.
    pub p_response: f64,
    pub p_break: f64,
    pub p_approval: f64,
    pub p_renege: f64,
    /// v: +1 if receiving reads at home as gain, 0 as nothing, -1 as loss.
    pub visibility: i8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Direct,
    /// Messages pass through the hands of carriers, hop by hop; direct for routing.
    Relay,
    /// A table with a host: direct for routing, and the host does not make its deals *mediated*.
    Plenary,
    /// Administrators: direct for routing, and insulated from politics.
    Technical,
    /// A track of its own with an intermediary in the middle.
    Mediated,
}

impl Kind {
    /// The router tries these first.
    pub fn is_direct(self) -> bool {
        self != Kind::Mediated
    }
}

/// A channel (section 1.4).
#[derive(Clone, Debug, Default)]
pub struct Channel {
    pub id: String,
    pub name: String,
    pub key: Key,
    pub kind: Kind,
    /// The issues it may carry; the first is the one leverage on its life cycle is read on.
    pub issues: Vec<IssueId>,
    pub start: State,
    /// a: 0 (messenger) to 1 (speaks for the principal).
    pub authority: PerSide<f64>,
    /// T at the start: 0 to 1.
    pub trust: PerSide<f64>,
    pub mediators: Vec<MediatorId>,
    /// The carriers of a relay, from A to B; empty for every other kind.
    pub hops: Vec<Hop>,
    /// Places in order of use.
    pub venues: Vec<Venue>,
    /// How much it depends on not being known, 0 to 1.
    pub secrecy: f64,
    pub icrc: bool,
    /// ln of the odds ratio on an answer when this side must give it.
    pub answer_ln: PerSide<f64>,
    /// Chance per window that the lists or the date turn out not to be agreed.
    pub p_uncoordinated: f64,
    /// kappa: a shock of severity sigma breaks the channel off with probability `1 - exp(-kappa sigma)`.
    pub shock_sensitivity: f64,
    pub contact: Law,
    pub round: Law,
    pub referral: Law,
    /// How long it stays in a state if nothing pushes, by exit.
    pub dwell: [Dwell; EXITS],
    /// Taken out for the whole run: it stands idle.
    pub out: bool,
}

/// A carrier of a relay (section 3.2).
#[derive(Clone, Debug, Default)]
pub struct Hop {
    pub id: String,
    pub name: String,
    pub key: Key,
    /// rho: the probability that one try gets through.
    pub reliability: f64,
    pub delay: Law,
}

/// A place where a channel meets.
#[derive(Clone, Debug, Default)]
pub struct Venue {
    pub id: String,
    pub name: String,
    /// Who joins the channel as an intermediary when it moves here.
    pub host: Option<MediatorId>,
}

/// The reference waiting time of one exit: Weibull with this mean (days; infinite if it never happens) and shape.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dwell {
    pub mean: f64,
    pub shape: f64,
}

/// An intermediary (section 1.5).
#[derive(Clone, Debug, Default)]
pub struct Mediator {
    pub id: String,
    pub name: String,
    pub key: Key,
    /// l, by issue: 0 to 1 on each side.
    pub leverage: Vec<PerSide<f64>>,
    /// K at the start, 0 to 1.
    pub credibility: PerSide<f64>,
    /// u: readiness to spend leverage, 0 to 1.
    pub willingness: f64,
    /// gamma: weight as a guarantor, 0 to 1.
    pub guarantor: f64,
    pub formulation: f64,
    /// How much it lowers the loss of messages on a relay, 0 to 1.
    pub facilitation: f64,
    /// Chance that it is willing when asked.
    pub availability: f64,
    /// Chance that after a success on its own track it joins the direct channel.
    pub stays: f64,
    /// Taken out for the whole run: its tracks stand idle, elsewhere it is as if not listed.
    pub out: bool,
}

impl Mediator {
    /// A placebo (section 1.5) has no numbers to act with: every rule reads lists of mediators without it.
    pub fn is_placebo(&self) -> bool {
        self.guarantor == 0.0
            && self.formulation == 0.0
            && self.facilitation == 0.0
            && self.stays == 0.0
            && self.leverage.iter().all(|l| l.max() == 0.0)
    }
}
