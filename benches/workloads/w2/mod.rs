//! W2, a network of channels: the workload two programs share, and what they report.
//!
//! One replication is 1,400 days; an event after that is not carried out.
//! - 12 channels, all up at 0; up Exp(mean 60), down Exp(mean 20), alternating.
//! - On becoming up (and at 0) a channel draws a gap Exp(mean 7) to its next meeting, and another after each meeting. A
//!   meeting pending when its channel goes down is cancelled.
//! - A meeting makes a deal with p = 0.25: size ceil(LogNormal(median 60, sigma 0.8)), decision after LogNormal(median 10,
//!   sigma 0.6). Deals go on whatever their channel does later.
//! - Decision: approved with p = 0.6, else refused; then execution after Exp(mean 5). It succeeds with p = 0.85; else it is
//!   retried once after Exp(mean 10), again p = 0.85; else it failed.

pub mod kernel;
pub mod limit;

pub const DAYS: f64 = 1400.0;
pub const CHANNELS: usize = 12;
pub const UP: f64 = 60.0;
pub const DOWN: f64 = 20.0;
pub const GAP: f64 = 7.0;
pub const DEAL: f64 = 0.25;
/// Median and log standard deviation.
pub const SIZE: (f64, f64) = (60.0, 0.8);
pub const DECISION: (f64, f64) = (10.0, 0.6);
pub const APPROVED: f64 = 0.6;
pub const EXECUTION: f64 = 5.0;
pub const RETRY: f64 = 10.0;
pub const SUCCESS: f64 = 0.85;

/// What one replication reports; `up` in channel-days, `lead` in days from meeting to execution, summed over the executed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    pub events: u64,
    pub meetings: u64,
    pub deals: u64,
    pub executed: u64,
    pub refused: u64,
    pub failed: u64,
    pub people: u64,
    pub up: f64,
    pub lead: f64,
}

pub const MEASURES: [&str; 9] =
    ["events", "meetings", "deals", "executed", "refused", "failed", "people executed", "share up", "mean lead, days"];

impl Outcome {
    /// The values named by [`MEASURES`].
    pub fn measures(&self) -> [f64; 9] {
        let counts = [self.events, self.meetings, self.deals, self.executed, self.refused, self.failed, self.people];
        let mut values = [0.0; 9];
        values.iter_mut().zip(counts).for_each(|(value, count)| *value = count as f64);
        values[7] = self.up / (CHANNELS as f64 * DAYS);
        values[8] = self.lead / self.executed as f64;
        values
    }
}
