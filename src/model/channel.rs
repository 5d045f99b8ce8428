//! Channels: their states, the life cycle between them, and what moves it (section 2).

use serde::Serialize;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub enum State {
    Latent,
    Forming,
    #[default]
    Active,
    Stalled,
    Suspended,
    Dormant,
    Closed,
}

/// The number of states.
pub const STATES: usize = 7;

/// The exits of the life cycle, each a competing clock of the state it leaves.
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
