//! Ratios: ratios of means of base and arms, kept by class of replications so that their differences have errors.

use super::{
    columns::Column,
    estimate::{Classed, Estimate},
    summary::RATIOS,
};

/// One ratio of means that base and all arms have.
pub struct Ratios {
    pub name: &'static str,
    /// Where numerator and denominator stand in the rows of base and arms.
    at: Vec<[usize; 2]>,
    sums: Vec<Classed>,
}

impl Ratios {
    /// Those of `summary.csv`, from the columns of each arm.
    pub(super) fn of(arms: &[&[Column]]) -> Vec<Ratios> {
        let ratio = |(name, num, den)| {
            let find = |columns: &&[Column]| {
                let place = |measure| columns.iter().position(|c| c.measure == measure);
                Some([place(num)?, place(den)?])
            };
            let at = arms.iter().map(find).collect::<Option<_>>()?;
            Some(Ratios { name, at, sums: vec![Classed::default(); arms.len()] })
        };
        RATIOS.into_iter().filter_map(ratio).collect()
    }

    /// Takes in the rows of one replication.
    pub(super) fn push(&mut self, k: u64, rows: &[&[Option<f64>]]) {
        for ((sum, row), at) in self.sums.iter_mut().zip(rows).zip(&self.at) {
            let [num, den] = at.map(|i| row[i].unwrap_or(0.0));
            sum.push(k, num, den);
        }
    }

    /// What it goes on with elsewhere.
    pub(super) fn sums(&self) -> &[Classed] {
        &self.sums
    }

    /// Goes on with the sums of the same ratio of the same arms.
    pub(super) fn go_on(&mut self, sums: Vec<Classed>) {
        self.sums = sums;
    }

    /// The ratio of an arm less that of the base; arm 0 is the base.
    pub fn difference(&self, arm: usize, level: f64) -> Option<Estimate> {
        self.sums[arm].less(&self.sums[0], level)
    }
}
