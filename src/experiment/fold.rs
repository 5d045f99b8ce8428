//! Folds: what adds up the replications of some arms, can be put aside at any time, and goes on later to the last bit.

use super::{
    patterns::{Patterns, Spread},
    summary::{Summary, Sums},
};
use crate::model::Outcome;

/// What adds up replications that come in their order.
pub trait Fold<'s>: Send {
    /// Takes in a replication: an outcome of every arm.
    fn push(&mut self, replication: u64, outcomes: &[Outcome]);

    /// The sums of every arm.
    fn summaries<'a>(&'a self) -> impl Iterator<Item = &'a Summary<'s>> + Clone
    where
        's: 'a;

    /// All that has been taken in.
    fn save(&self) -> Vec<u8>;

    /// Goes on with what a fold of the same arms has saved; false, and nothing is changed, if that cannot be read.
    fn restore(&mut self, saved: &[u8]) -> bool;
}

/// One arm, beside its record if it has one.
pub struct Single<'s> {
    pub summary: Summary<'s>,
    pub patterns: Option<Patterns<'s>>,
}

impl<'s> Fold<'s> for Single<'s> {
    fn push(&mut self, replication: u64, outcomes: &[Outcome]) {
        let [outcome] = outcomes else { return };
        self.summary.push(replication, outcome);
        self.patterns.iter_mut().for_each(|patterns| patterns.push(outcome));
    }

    fn summaries<'a>(&'a self) -> impl Iterator<Item = &'a Summary<'s>> + Clone
    where
        's: 'a,
    {
        std::iter::once(&self.summary)
    }

    fn save(&self) -> Vec<u8> {
        encoded(&(self.summary.sums(), self.patterns.as_ref().map(Patterns::spreads)))
    }

    fn restore(&mut self, saved: &[u8]) -> bool {
        let Ok((sums, spreads)) = postcard::from_bytes::<(Sums, Option<Vec<Spread>>)>(saved) else { return false };
        self.summary.go_on(sums);
        self.patterns.iter_mut().zip(spreads).for_each(|(patterns, spreads)| patterns.go_on(spreads));
        true
    }
}

/// Numbers and lists of numbers, exactly.
///
/// # Panics
/// Never: to memory, lists of known length are always written.
pub fn encoded<T: serde::Serialize>(sums: &T) -> Vec<u8> {
    postcard::to_stdvec(sums).expect("plain lists of numbers")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Run, record, scenario};

    /// Put aside after any number of replications, a fold ends as one that was not: all of it, to the last bit.
    #[test]
    fn put_aside_it_goes_on_to_the_same_end() {
        for name in ["tutorial", "record-2022-2025"] {
            let scenario = scenario::load(name.as_ref(), &[]).expect("a shipped scenario");
            let sides = scenario.setup.phases[0].sides.0.each_ref().map(|side| side.id.as_str());
            let record = record::Texts::shipped().parse(sides).ok();
            let new = || Single {
                summary: Summary::new(&scenario.setup),
                patterns: scenario.record.as_ref().zip(record.as_ref()).map(|(l, r)| Patterns::new(&scenario, l, r)),
            };
            assert_eq!(new().patterns.is_some(), name != "tutorial");
            let outcomes: Vec<Outcome> = {
                let mut run = Run::new(&scenario.setup);
                (0..60).map(|k| run.replicate(7, k).clone()).collect()
            };
            let push = |fold: &mut Single<'_>, numbers: std::ops::Range<usize>| {
                numbers.for_each(|k| fold.push(k as u64, std::slice::from_ref(&outcomes[k])));
            };
            let mut whole = new();
            push(&mut whole, 0..60);
            for cut in [0, 1, 37, 60] {
                let (mut first, mut second) = (new(), new());
                push(&mut first, 0..cut);
                assert!(second.restore(&first.save()));
                push(&mut second, cut..60);
                assert!(second.save() == whole.save(), "{name} cut at {cut}");
                assert_eq!(second.summary.statistics(), whole.summary.statistics());
            }
            let mut fresh = new();
            assert!(!fresh.restore(&whole.save()[..1000]) && fresh.summary.n() == 0, "what is torn is not taken");
        }
    }
}
