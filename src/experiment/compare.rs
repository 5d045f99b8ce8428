//! Compare: two arms under common random numbers, replication by replication.

use super::{
    batch::{Batch, BatchError},
    estimate::{LEVEL, Paired, digits},
    measures::{Column, Measure},
    summary::Summary,
};
use crate::model::{Outcome, setup::Setup};

/// A base, a variant, and their paired differences (variant less base) by column.
pub struct Comparison<'s> {
    pub base: Summary<'s>,
    pub variant: Summary<'s>,
    pub pairs: Vec<Pair>,
}

/// One measure that both arms have.
pub struct Pair {
    pub column: Column,
    pub paired: Paired,
}

impl<'s> Comparison<'s> {
    pub fn new(base: &'s Setup, variant: &'s Setup) -> Self {
        let (base, variant) = (Summary::new(base), Summary::new(variant));
        let theirs: Vec<&str> = variant.columns().iter().map(|c| c.name.as_str()).collect();
        let shared = |c: &&Column| theirs.contains(&c.name.as_str()) && !matches!(c.measure, Measure::FirstExchange);
        let pairs = base.columns().iter().filter(shared);
        let pairs = pairs.map(|c| Pair { column: c.clone(), paired: Paired::default() }).collect();
        Comparison { base, variant, pairs }
    }

    /// Plays both arms and takes in every replication; `rows` is shown the two rows of each.
    ///
    /// # Errors
    /// As [`Batch::play`].
    pub fn play(
        &mut self,
        batch: &Batch,
        arms: [&Setup; 2],
        mut rows: impl FnMut(u64, &[Option<f64>], &[Option<f64>]) + Send,
        tick: impl FnMut(u64) -> bool + Send,
    ) -> Result<(), BatchError> {
        batch.play(&arms, |k, outcomes| self.push(k, outcomes, &mut rows), tick)
    }

    fn push(&mut self, k: u64, outcomes: &[Outcome], rows: &mut impl FnMut(u64, &[Option<f64>], &[Option<f64>])) {
        let [base, variant] = outcomes else { return };
        let base = self.base.push(k, base).to_vec();
        let variant = self.variant.push(k, variant).to_vec();
        for Pair { column, paired } in &mut self.pairs {
            let at = |columns: &[Column], row: &[Option<f64>]| {
                columns.iter().position(|c| c.name == column.name).and_then(|i| row[i])
            };
            if let (Some(b), Some(v)) = (at(self.base.columns(), &base), at(self.variant.columns(), &variant)) {
                paired.push(k, v, b);
            }
        }
        rows(k, &base, &variant);
    }

    pub fn pair(&self, measure: Measure) -> Option<&Pair> {
        self.pairs.iter().find(|p| p.column.measure == measure)
    }
}

impl Pair {
    /// What the interval allows one to say; a comparison that it does not separate is not ranked.
    pub fn verdict(&self) -> String {
        let Some(difference) = self.paired.difference(LEVEL) else { return "too few replications".into() };
        if difference.se == Some(0.0) && difference.value == 0.0 {
            return "the same in every replication".into();
        }
        if difference.settled() {
            return if difference.value > 0.0 { "higher in the variant" } else { "lower in the variant" }.into();
        }
        match self.paired.more_to_settle(LEVEL) {
            Some(more) if more < 10_000_000 => {
                format!("not separated: about {} more replications would tell", round_up(more))
            }
            _ => "not separated, and no practical number of replications would tell".into(),
        }
    }
}

/// Two leading digits are enough to plan with.
fn round_up(n: u64) -> String {
    let unit = 10u64.pow(n.max(1).ilog10().saturating_sub(1));
    digits((n.div_ceil(unit) * unit) as f64, 0.0)
}
