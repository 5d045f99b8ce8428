//! The numbers and choices that belong to no one in particular. Logarithms of ratios end in `_ln`.

use serde::{Deserialize, Serialize};

use super::{
    channel::{COVARIATES, EXITS},
    law::Law,
};

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

/// What becomes of a case whose channel stands idle because it or its intermediary was taken out (section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakenOut {
    Lost,
    Waits,
    #[default]
    ReRouted,
}

impl TakenOut {
    pub const ALL: [TakenOut; 3] = [TakenOut::Lost, TakenOut::Waits, TakenOut::ReRouted];

    /// As scenario files have it.
    pub fn word(self) -> &'static str {
        ["lost", "waits", "re-routed"][self as usize]
    }
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
