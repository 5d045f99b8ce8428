//! Compare: arms beside a base under common random numbers, replication by replication.

use std::fmt;

use super::{
    batch::{Batch, BatchError},
    columns::Column,
    estimate::{Classed, Estimate, LEVEL, Paired, digits, sidak},
    fold::{Fold, encoded},
    measures::Measure,
    ranking::{self, Main},
    ratios::Ratios,
    summary::{self, Summary},
};
use crate::model::{Outcome, setup::Setup};

/// A base and the arms compared with it: all met the same luck.
pub struct Comparison<'s> {
    pub base: Summary<'s>,
    pub arms: Vec<Arm<'s>>,
    /// The main measures that base and all arms have.
    pub mains: Vec<Main>,
    /// The ratios of means that base and all arms have.
    pub ratios: Vec<Ratios>,
}

/// One arm, and its paired differences (arm less base) by column.
pub struct Arm<'s> {
    pub summary: Summary<'s>,
    pub pairs: Vec<Pair>,
}

/// One measure that base and arm have.
pub struct Pair {
    pub column: Column,
    pub paired: Paired,
    /// Where it stands in the rows of base and arm.
    at: [usize; 2],
}

impl<'s> Comparison<'s> {
    pub fn new(base: &'s Setup, arms: &[&'s Setup]) -> Self {
        let base = Summary::new(base);
        let arms: Vec<Arm<'s>> = arms.iter().map(|setup| Arm::new(&base, setup)).collect();
        let columns: Vec<&[Column]> =
            std::iter::once(base.columns()).chain(arms.iter().map(|arm| arm.summary.columns())).collect();
        let (mains, ratios) = (Main::of(&columns), Ratios::of(&columns));
        Comparison { base, arms, mains, ratios }
    }

    /// Plays base and arms and takes in every replication.
    ///
    /// # Errors
    /// As [`Batch::play`]; the base is arm 0.
    pub fn play(&mut self, batch: &Batch, tick: impl FnMut(u64) -> bool + Send) -> Result<(), BatchError> {
        let setups: Vec<&Setup> = self.summaries().map(Summary::setup).collect();
        batch.play(&setups, |k, outcomes| self.push(k, outcomes), tick)
    }

    /// The level of each interval with which the intervals of a measure cover in all arms at once.
    pub fn level(&self) -> f64 {
        sidak(LEVEL, self.arms.len().max(1))
    }
}

/// What a comparison has added up: the base, the arms with their pairs, the main measures, the ratios.
type Sums = (summary::Sums, Vec<(summary::Sums, Vec<Paired>)>, Vec<ranking::Sums>, Vec<Vec<Classed>>);

impl<'s> Fold<'s> for Comparison<'s> {
    fn push(&mut self, k: u64, outcomes: &[Outcome]) {
        let Some((base, outcomes)) = outcomes.split_first() else { return };
        self.base.push(k, base);
        for (arm, outcome) in self.arms.iter_mut().zip(outcomes) {
            arm.push(k, self.base.row(), outcome);
        }
        let Comparison { base, arms, mains, ratios } = self;
        let rows = std::iter::once(base.row()).chain(arms.iter().map(|arm| arm.summary.row()));
        let rows: Vec<&[Option<f64>]> = rows.collect();
        mains.iter_mut().for_each(|main| main.push(k, &rows));
        ratios.iter_mut().for_each(|ratio| ratio.push(k, &rows));
    }

    /// The base's, then those of the arms in order.
    fn summaries<'a>(&'a self) -> impl Iterator<Item = &'a Summary<'s>> + Clone
    where
        's: 'a,
    {
        std::iter::once(&self.base).chain(self.arms.iter().map(|arm| &arm.summary))
    }

    fn save(&self) -> Vec<u8> {
        let arms: Vec<_> = self.arms.iter().map(|arm| (arm.summary.sums(), arm.paired())).collect();
        let mains: Vec<_> = self.mains.iter().map(Main::sums).collect();
        let ratios: Vec<_> = self.ratios.iter().map(Ratios::sums).collect();
        encoded(&(self.base.sums(), arms, mains, ratios))
    }

    fn restore(&mut self, saved: &[u8]) -> bool {
        let Ok((base, arms, mains, ratios)) = postcard::from_bytes::<Sums>(saved) else { return false };
        self.base.go_on(base);
        for (arm, (sums, pairs)) in self.arms.iter_mut().zip(arms) {
            arm.summary.go_on(sums);
            arm.pairs.iter_mut().zip(pairs).for_each(|(pair, paired)| pair.paired = paired);
        }
        self.mains.iter_mut().zip(mains).for_each(|(main, sums)| main.go_on(sums));
        self.ratios.iter_mut().zip(ratios).for_each(|(ratio, sums)| ratio.go_on(sums));
        true
    }
}

impl<'s> Arm<'s> {
    fn new(base: &Summary<'s>, setup: &'s Setup) -> Self {
        let summary = Summary::new(setup);
        let pair = |(i, column): (usize, &Column)| {
            let j = summary.columns().iter().position(|c| c.name == column.name)?;
            let always = column.measure != Measure::FirstExchange;
            always.then(|| Pair { column: column.clone(), paired: Paired::default(), at: [i, j] })
        };
        let pairs = base.columns().iter().enumerate().filter_map(pair).collect();
        Arm { summary, pairs }
    }

    fn push(&mut self, k: u64, base: &[Option<f64>], outcome: &Outcome) {
        let row = self.summary.push(k, outcome);
        for Pair { paired, at: [i, j], .. } in &mut self.pairs {
            if let (Some(base), Some(value)) = (base[*i], row[*j]) {
                paired.push(k, value, base);
            }
        }
    }

    fn paired(&self) -> Vec<&Paired> {
        self.pairs.iter().map(|pair| &pair.paired).collect()
    }

    pub fn pair(&self, measure: Measure) -> Option<&Pair> {
        self.pairs.iter().find(|p| p.column.measure == measure)
    }
}

/// From fewer replications it is not guessed how many more would tell.
const FEWEST: u64 = 30;

/// What an interval allows one to say; a comparison that it does not separate is not ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    TooFew,
    Same,
    Higher,
    Lower,
    /// With the number of replications in all that would tell, if it is a practical one and there are enough to guess from.
    Open(Option<u64>),
}

impl Verdict {
    /// Of a difference over so many replications, whose interval is at `level`.
    pub fn of(difference: Option<Estimate>, level: f64, replications: u64) -> Verdict {
        match difference.map(|d| Estimate { n: replications, ..d }) {
            Some(d) if d.interval.is_some() => match () {
                () if d.se == Some(0.0) && d.value == 0.0 => Verdict::Same,
                () if d.settled() && d.value > 0.0 => Verdict::Higher,
                () if d.settled() => Verdict::Lower,
                // A guess from an estimate this uncertain is worth no less than a doubling.
                () => {
                    let more = d.more_to_settle(level).map(|more| replications + more.max(replications));
                    Verdict::Open(more.filter(|&all| all < 10_000_000 && replications >= FEWEST))
                }
            },
            _ => Verdict::TooFew,
        }
    }

    pub fn is_separated(self) -> bool {
        matches!(self, Verdict::Higher | Verdict::Lower)
    }

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

impl Pair {
    pub fn verdict(&self, level: f64) -> Verdict {
        Verdict::of(self.paired.difference(level), level, self.paired.n())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::TooFew => f.write_str("too few histories"),
            Verdict::Same => f.write_str("the same in every history"),
            Verdict::Higher | Verdict::Lower => write!(f, "{} than in the base", self.short()),
            Verdict::Open(Some(all)) => {
                write!(f, "not separated: if it is about this large, {} histories in all would tell", round_up(*all))
            }
            Verdict::Open(None) => {
                f.write_str("not separated; no practical number of histories that would tell can be given")
            }
        }
    }
}

/// Two leading digits are enough to plan with.
pub fn round_up(n: u64) -> String {
    let unit = 10u64.pow(n.max(1).ilog10().saturating_sub(1));
    digits((n.div_ceil(unit) * unit) as f64, 0.0)
}
