//! Setup: a scenario checked and resolved, immutable, shared by all replications.
//!
//! Numbers are in the units of `docs/model.md`: days, people, probabilities. Odds ratios and hazard ratios are kept as
//! their natural logarithms (fields ending in `_ln`), because that is how they add up.

use super::{
    channel::{COVARIATES, EXITS, State},
    law::Law,
    outcome::Crossing,
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
    /// The largest number of weighted units that crosses on one day; infinite for no batches.
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

/// When attached mediators are asked to guarantee (section 3.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GuaranteePolicy {
    #[default]
    AlwaysIfMediated,
    OnRequest,
    Never,
}

/// How the router chooses between direct channels and tracks (section 3.0).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Regime {
    /// A direct channel if one is Active, else wait, then fall back on a track.
    #[default]
    DirectFirst,
    /// The first listed channel that is open holds the issue alone.
    Exclusive,
    /// Direct channels and tracks stand side by side.
    Plural,
}

/// What becomes of a case whose track stands idle because its intermediary was taken out (section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TakenOut {
    Lost,
    Waits,
    #[default]
    ReRouted,
}

/// The numbers that belong to no one in particular. Sections are those of `docs/model.md`.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    // 2: life cycle
    /// By exit: ln hazard ratio per unit of each covariate.
    pub hazard_ln: [[f64; COVARIATES]; EXITS],
    /// Mean days to a leak of a channel with secrecy 1; infinite for none.
    pub leak_mean: f64,
    pub leak_severity: f64,
    /// ln of the hazard ratio on leaks while an adverse link is open.
    pub adverse_leak_ln: f64,
    /// Factor on kappa and on the stall hazard of technical channels.
    pub technical_insulation: f64,
    /// Time until a channel has moved to its next venue.
    pub venue_move: Law,
    /// Days for which a sideline meeting hastens revival.
    pub sideline: f64,
    pub drop_on_suspension: f64,
    pub abort_on_dormancy: f64,
    /// Mean days between random shocks; infinite for none.
    pub shock_mean: f64,
    /// Mean severity of a random shock (exponential).
    pub shock_severity: f64,
    /// n: shocks that a random shock begets on average, below 1, and the mean days until each.
    pub shock_excitation: f64,
    pub shock_excitation_delay: f64,
    /// Days in which the climate loses all but 1/e of a shock; likewise below.
    pub climate_memory: f64,
    pub exposure_memory: f64,
    /// What a breach takes from the climate of every channel that carries the issue.
    pub breach_severity: f64,
    // 2: learning
    pub trust_gain: f64,
    pub trust_breach_loss: f64,
    /// The breaker's own loss as a share of its victim's.
    pub trust_breaker_share: f64,
    pub trust_failure_loss: f64,
    pub trust_memory: f64,
    /// Where trust drifts to, and where a new negotiator pulls it halfway.
    pub trust_home: f64,
    pub trust_newcomer: f64,
    pub credibility_gain: f64,
    /// The share of its credibility a guarantor keeps with the victim of a breach, or after its own default.
    pub credibility_kept: f64,
    // 1.4: ledger
    pub ledger_base: f64,
    pub ledger_memory: f64,
    // 3.0: demand and routing
    pub regime: Regime,
    pub taken_out: TakenOut,
    /// Weight of a named captive; likewise the rounds it costs, the ln odds ratio on a broken round, and the tolerance
    /// it buys on its own side.
    pub named_weight: Law,
    pub named_rounds: u32,
    pub named_break_ln: f64,
    pub named_tolerance: f64,
    pub need_exponent: f64,
    pub need_reference: f64,
    pub demand_pressure_ln: f64,
    pub patience: f64,
    /// W_f: days without a direct channel before a waiting case tries the tracks.
    pub fallback_after: f64,
    /// q_esc: a waiting case tries at this rate over `fallback_try`; a failed direct deal is re-submitted with half of it.
    pub escalation: f64,
    pub fallback_try: f64,
    pub track_choice: f64,
    pub track_slowdown: f64,
    // 3.1: contact
    pub response_trust_ln: f64,
    pub response_climate_ln: f64,
    pub response_pressure_ln: f64,
    pub response_leverage_ln: f64,
    pub bad_faith_answer: f64,
    pub pool_share: f64,
    /// Whether pools bind and empty; off, they are without limit.
    pub pool_limits: bool,
    // 3.2: offers
    pub opening_sd: f64,
    pub opening_floor: f64,
    pub concession_cap: f64,
    pub concession_pressure_ln: f64,
    pub concession_leverage_ln: f64,
    pub tied_hands: f64,
    pub settle_gap: f64,
    pub bad_faith_rounds: f64,
    pub break_mismatch_ln: f64,
    pub break_trust_ln: f64,
    pub break_climate_ln: f64,
    pub break_formulation_ln: f64,
    /// R: how often a lost message is sent again, and w: days until it is.
    pub relay_resends: u32,
    pub relay_timeout: f64,
    /// The probability that an agreement in principle draws a shock on its channel, and how severe.
    pub spoiler: f64,
    pub spoiler_severity: f64,
    // 3.3: ratification
    pub mandate_step: f64,
    pub referral_slope: f64,
    /// Time to an answer that needs no asking home.
    pub unreferred: Law,
    pub approval_tolerance_ln: f64,
    pub approval_trust_ln: f64,
    pub approval_climate_ln: f64,
    pub approval_leverage_ln: f64,
    pub approval_pressure_ln: f64,
    pub approval_mandate_ln: f64,
    pub exposure_narrowing: f64,
    pub bad_faith_approval: f64,
    pub renegotiation: f64,
    pub renegotiation_rounds: u32,
    // 3.4: guarantee
    pub guarantee_policy: GuaranteePolicy,
    pub guarantee_time: Law,
    pub require_trust_ln: f64,
    pub require_size_ln: f64,
    pub walk_away: f64,
    // 3.5, 3.6: scheduling and execution
    pub schedule: Law,
    pub window_hours: f64,
    /// h_v: violations of a local ceasefire per hour at climate 0.
    pub violation_rate: f64,
    pub icrc_violation_factor: f64,
    pub retry: Law,
    /// J: retries a batch.
    pub retries: u32,
    pub renege_guarantee_ln: f64,
    pub renege_trust_ln: f64,
    pub renege_climate_ln: f64,
    pub renege_size_ln: f64,
    pub renege_lopsided_ln: f64,
    pub renege_pressure_ln: f64,
    pub renege_bad_faith_ln: f64,
    pub verification_failure: f64,
    pub icrc_verification_failure: f64,
    // 3.7: standing arrangements
    /// Mean days in force when nothing pushes; infinite for ever.
    pub standing_mean: f64,
    /// Days in which a guarantee loses all but 1/e of its force on a standing arrangement.
    pub standing_memory: f64,
    pub standing_guarantee_ln: f64,
    pub standing_pressure_ln: f64,
    pub standing_climate_ln: f64,
}
