//! Carried: what each channel delivered on each of its issues.

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, LEVEL, Mean};
use crate::model::{
    Outcome,
    side::{ChannelId, IssueId},
};

/// Deals delivered and people home a replication, by channel and issue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Carried {
    issues: usize,
    /// Channel by channel, issue by issue: deals, people.
    means: Vec<[Mean; 2]>,
    /// People home without a deal: after hostilities, or out of custody.
    released: Mean,
    /// Those of the replication at hand.
    counts: Vec<[u64; 2]>,
}

impl Carried {
    pub fn new(channels: usize, issues: usize) -> Carried {
        let cells = channels * issues;
        Carried {
            issues,
            means: vec![Default::default(); cells],
            counts: vec![[0; 2]; cells],
            released: Mean::default(),
        }
    }

    /// A deal is of the channel of its attempt, people of the channel on which they crossed.
    pub fn push(&mut self, o: &Outcome) {
        self.counts.fill([0; 2]);
        for attempt in o.attempts().filter(|a| a.ending.delivered()) {
            let Some(channel) = attempt.channel else { continue };
            let cell = self.cell(channel, attempt.issue);
            self.counts[cell][0] += 1;
        }
        let mut released = 0;
        for crossing in &o.crossings {
            let heads = crossing.heads.iter().map(|&heads| u64::from(heads)).sum::<u64>();
            // A release that no deal brought about is no channel's.
            match (crossing.channel, crossing.issue) {
                (Some(channel), Some(issue)) => {
                    let cell = self.cell(channel, issue);
                    self.counts[cell][1] += heads;
                }
                _ => released += heads,
            }
        }
        self.released.push(released as f64);
        for (means, counts) in self.means.iter_mut().zip(&self.counts) {
            means.iter_mut().zip(counts).for_each(|(mean, &count)| mean.push(count as f64));
        }
    }

    fn cell(&self, channel: ChannelId, issue: IssueId) -> usize {
        usize::from(channel.0) * self.issues + usize::from(issue.0)
    }

    /// Mean number of deals a replication that delivered at least in part.
    pub fn deals(&self, channel: ChannelId, issue: IssueId) -> Option<Estimate> {
        self.means[self.cell(channel, issue)][0].estimate(LEVEL)
    }

    /// Mean number of people a replication, of both sides.
    pub fn people(&self, channel: ChannelId, issue: IssueId) -> Option<Estimate> {
        self.means[self.cell(channel, issue)][1].estimate(LEVEL)
    }

    /// Mean number of people a replication, of both sides, who came home without a deal.
    pub fn released(&self) -> Option<Estimate> {
        self.released.estimate(LEVEL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{measures::Measure, summary::Summary};
    use crate::model::{Run, side::Side};

    /// The cells of the focal issue add up to what the summary says of it, and a channel without deliveries has none.
    #[test]
    fn cells_add_up() {
        let scenario = crate::scenario::load("istanbul-2025".as_ref(), &[]).expect("a shipped scenario");
        let (mut run, mut summary) = (Run::new(&scenario.setup), Summary::new(&scenario.setup));
        (0..40).for_each(|k| {
            summary.push(k, run.replicate(5, k));
        });
        let focal = scenario.setup.focal;
        let cells = (0..scenario.setup.phases[0].channels.len() as u16).map(|c| (ChannelId(c), focal));
        let value = |e: Option<Estimate>| e.map_or(0.0, |e| e.value);
        let (mut deals, mut people) = (0.0, 0.0);
        for (c, i) in cells {
            deals += value(summary.carried().deals(c, i));
            people += value(summary.carried().people(c, i));
        }
        let home: f64 = Side::BOTH.map(|s| value(summary.mean(Measure::Returned(s)))).iter().sum();
        assert!(deals > 1.0 && (deals - value(summary.mean(Measure::Delivered))).abs() < 1e-9, "{deals}");
        assert!(people > 100.0 && (people - home).abs() < 1e-6, "{people} against {home}");
    }
}
