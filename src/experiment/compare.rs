//! Compare: two arms under common random numbers, replication by replication.

use std::fmt;

use super::{
    batch::{Batch, BatchError},
    columns::Column,
    estimate::{LEVEL, Paired, digits},
    measures::Measure,
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
    /// Where it stands in the rows of base and variant.
    at: [usize; 2],
}

impl<'s> Comparison<'s> {
    pub fn new(base: &'s Setup, variant: &'s Setup) -> Self {
        let (base, variant) = (Summary::new(base), Summary::new(variant));
        let pair = |(i, column): (usize, &Column)| {
            let j = variant.columns().iter().position(|c| c.name == column.name)?;
            let always = column.measure != Measure::FirstExchange;
            always.then(|| Pair { column: column.clone(), paired: Paired::default(), at: [i, j] })
        };
        let pairs = base.columns().iter().enumerate().filter_map(pair).collect();
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
        let push = |k, outcomes: &[Outcome]| {
            let [base, variant] = outcomes else { return };
            self.push(k, base, variant, &mut rows);
        };
        batch.play(&arms, push, tick)
    }

    /// Plays the base once beside several variants: a comparison for each.
    ///
    /// # Errors
    /// As [`Batch::play`]; the base is arm 0.
    pub fn play_all(
        batch: &Batch,
        base: &'s Setup,
        variants: &[&'s Setup],
        tick: impl FnMut(u64) -> bool + Send,
    ) -> Result<Vec<Comparison<'s>>, BatchError> {
        let mut comparisons: Vec<Comparison<'s>> = variants.iter().map(|v| Comparison::new(base, v)).collect();
        let arms: Vec<&Setup> = std::iter::once(base).chain(variants.iter().copied()).collect();
        let push = |k, outcomes: &[Outcome]| {
            let Some((base, variants)) = outcomes.split_first() else { return };
            for (comparison, variant) in comparisons.iter_mut().zip(variants) {
                comparison.push(k, base, variant, &mut |_, _, _| {});
            }
        };
        batch.play(&arms, push, tick)?;
        Ok(comparisons)
    }

    fn push(
        &mut self,
        k: u64,
        base: &Outcome,
        variant: &Outcome,
        rows: &mut impl FnMut(u64, &[Option<f64>], &[Option<f64>]),
    ) {
        let base = self.base.push(k, base).to_vec();
        let variant = self.variant.push(k, variant).to_vec();
        for Pair { paired, at, .. } in &mut self.pairs {
            if let (Some(b), Some(v)) = (base[at[0]], variant[at[1]]) {
                paired.push(k, v, b);
            }
        }
        rows(k, &base, &variant);
    }

    pub fn pair(&self, measure: Measure) -> Option<&Pair> {
        self.pairs.iter().find(|p| p.column.measure == measure)
    }
}

/// What an interval allows one to say; a comparison that it does not separate is not ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    TooFew,
    Same,
    Higher,
    Lower,
    /// With the number of further replications that would tell, if it is a practical one.
    Open(Option<u64>),
}

impl Pair {
    pub fn verdict(&self) -> Verdict {
        match self.paired.difference(LEVEL) {
            None => Verdict::TooFew,
            Some(d) if d.interval.is_none() => Verdict::TooFew,
            Some(d) if d.se == Some(0.0) && d.value == 0.0 => Verdict::Same,
            Some(d) if d.settled() => {
                if d.value > 0.0 {
                    Verdict::Higher
                } else {
                    Verdict::Lower
                }
            }
            Some(_) => {
                // A guess from an estimate this uncertain is worth no less than a doubling.
                let more = self.paired.more_to_settle(LEVEL).map(|more| more.max(self.paired.n()));
                Verdict::Open(more.map(|more| self.paired.n() + more).filter(|&all| all < 10_000_000))
            }
        }
    }
}

impl Verdict {
    /// In a word or two.
    pub fn short(self) -> &'static str {
        match self {
            Verdict::TooFew => "too few",
            Verdict::Same => "the same",
            Verdict::Higher => "higher",
            Verdict::Lower => "lower",
            Verdict::Open(_) => "not separated",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::TooFew => f.write_str("too few histories"),
            Verdict::Same => f.write_str("the same in every history"),
            Verdict::Higher | Verdict::Lower => write!(f, "{} in the variant", self.short()),
            Verdict::Open(Some(all)) => {
                write!(f, "not separated: if it is about this large, {} histories in all would tell", round_up(*all))
            }
            Verdict::Open(None) => f.write_str("not separated, and no practical number of histories would tell"),
        }
    }
}

/// Two leading digits are enough to plan with.
pub fn round_up(n: u64) -> String {
    let unit = 10u64.pow(n.max(1).ilog10().saturating_sub(1));
    digits((n.div_ceil(unit) * unit) as f64, 0.0)
}
