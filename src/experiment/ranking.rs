//! Ranking: base and arms in order by a main measure, in groups that the intervals of all pairs hold apart.

use super::{
    columns::Column,
    compare::Verdict,
    estimate::{Estimate, Interval, LEVEL, Mean, Sectioned, sidak},
    measures::Measure,
};

/// A main measure over base and arms: its distribution in each, and its differences between all of them, two by two.
pub struct Main {
    pub column: Column,
    /// Where it stands in the rows of base and arms.
    at: Vec<usize>,
    values: Vec<Mean>,
    /// By the later one of two arms, then the earlier: the earlier less the later.
    differences: Vec<Vec<Mean>>,
    /// Of a whole number: one an arm.
    pub distributions: Option<Vec<Sectioned>>,
}

/// All that grows with the replications: values, differences, distributions.
pub(super) type Sums = (Vec<Mean>, Vec<Vec<Mean>>, Option<Vec<Sectioned>>);

/// One measure's arms from the highest to the lowest; arm 0 is the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    pub groups: Vec<Group>,
}

/// Arms that are not ranked among themselves. Each of them is separated from each arm of any other group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub places: Vec<Place>,
    /// What may be said of the arms within, if there are several: the same, or not separated, with the replications in
    /// all that would tell every two of them apart.
    pub within: Option<Verdict>,
    /// The pairs of arms within that are not separated, each with what may be said of it.
    pub unranked: Vec<(usize, usize, Verdict)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub arm: usize,
    pub mean: f64,
    /// The mean difference to the next arm in order, also that of the next group, with the interval of all pairs.
    pub lead: Option<Estimate>,
}

/// Whether arms are ranked by it, and its median compared.
fn is_main(measure: Measure) -> bool {
    use Measure::{
        AgreedLost, CaptivityDays, Delivered, Exchanges, FirstExchangeRestricted, InForce, LongestPause, Returned,
        ReturnedOn,
    };
    matches!(
        measure,
        Returned(_)
            | ReturnedOn(..)
            | Exchanges
            | FirstExchangeRestricted
            | LongestPause
            | InForce(_)
            | CaptivityDays(_)
            | Delivered
            | AgreedLost
    )
}

impl Main {
    /// The main measures that all arms have, from the columns of each.
    pub(super) fn of(arms: &[&[Column]]) -> Vec<Main> {
        let mains = arms[0].iter().filter(|column| is_main(column.measure));
        let main = |column: &Column| {
            let find = |columns: &&[Column]| columns.iter().position(|c| c.name == column.name);
            Some(Main {
                column: column.clone(),
                at: arms.iter().map(find).collect::<Option<_>>()?,
                values: vec![Mean::default(); arms.len()],
                differences: (0..arms.len()).map(|later| vec![Mean::default(); later]).collect(),
                distributions: column.whole.then(|| vec![Sectioned::new(); arms.len()]),
            })
        };
        mains.filter_map(main).collect()
    }

    /// Takes in the rows of one replication; a main measure exists in every one.
    pub(super) fn push(&mut self, k: u64, rows: &[&[Option<f64>]]) {
        let value = |arm: usize| rows[arm][self.at[arm]].unwrap_or(0.0);
        for (later, differences) in self.differences.iter_mut().enumerate() {
            self.values[later].push(value(later));
            differences.iter_mut().enumerate().for_each(|(arm, sum)| sum.push(value(arm) - value(later)));
        }
        for (arm, distribution) in self.distributions.iter_mut().flatten().enumerate() {
            distribution.push(k, value(arm) as u32);
        }
    }

    /// What it goes on with elsewhere.
    pub(super) fn sums(&self) -> (&[Mean], &[Vec<Mean>], Option<&[Sectioned]>) {
        (&self.values, &self.differences, self.distributions.as_deref())
    }

    /// Goes on with the sums of the same measure over the same arms.
    pub(super) fn go_on(&mut self, sums: Sums) {
        (self.values, self.differences, self.distributions) = sums;
    }

    /// The median of an arm less that of the base.
    pub fn median_difference(&self, arm: usize, level: f64) -> Option<Estimate> {
        let distributions = self.distributions.as_ref()?;
        Sectioned::difference(&distributions[arm], &distributions[0], 0.5, level)
    }

    /// The arms in order, as far as intervals that cover all pairs at once allow it.
    pub fn ranking(&self) -> Ranking {
        let means: Vec<f64> = self.values.iter().map(|mean| mean.mean().unwrap_or(0.0)).collect();
        let level = sidak(LEVEL, pairs(means.len()));
        let difference = |first: usize, second: usize| {
            let e = self.differences[first.max(second)][first.min(second)].estimate(level)?;
            Some(if first < second { e } else { negated(e) })
        };
        Ranking::new(&means, difference, level, self.values[0].n())
    }
}

/// The number of pairs of so many arms, at least 1.
fn pairs(arms: usize) -> usize {
    (arms * arms.saturating_sub(1) / 2).max(1)
}

/// The difference the other way round.
fn negated(e: Estimate) -> Estimate {
    let turned = e.interval.map(|i| Interval { low: 0.0 - i.high, high: 0.0 - i.low });
    Estimate { value: 0.0 - e.value, interval: turned, ..e }
}

impl Ranking {
    /// From the means of the arms and the differences of every two (first less second) with intervals at `level`.
    fn new(
        means: &[f64],
        difference: impl Fn(usize, usize) -> Option<Estimate>,
        level: f64,
        replications: u64,
    ) -> Ranking {
        let mut order: Vec<usize> = (0..means.len()).collect();
        order.sort_by(|&a, &b| means[b].total_cmp(&means[a]));
        let verdict = |a: usize, b: usize| Verdict::of(difference(a, b), level, replications);
        let apart = |cut: usize| {
            let (above, below) = order.split_at(cut);
            above.iter().all(|&a| below.iter().all(|&b| verdict(a, b).is_separated()))
        };
        let cuts: Vec<usize> = (1..order.len()).filter(|&cut| apart(cut)).chain([order.len()]).collect();
        let mut from = 0;
        let group = |to: usize| {
            let place = |i: usize| Place {
                arm: order[i],
                mean: means[order[i]],
                lead: order.get(i + 1).and_then(|&next| difference(order[i], next)),
            };
            let unranked = unranked(&order[from..to], &verdict);
            let within = unranked.iter().map(|(.., verdict)| *verdict).max_by_key(hardest);
            let places = (from..to).map(place).collect();
            from = to;
            Group { places, within, unranked }
        };
        Ranking { groups: cuts.into_iter().map(group).collect() }
    }
}

impl Group {
    /// How many replications in all would tell its arms apart, if they are not the same and it is a practical number.
    pub fn replications_to_tell(&self) -> Option<u64> {
        match self.within {
            Some(Verdict::Open(all)) => all,
            _ => None,
        }
    }
}

/// The pairs of a group that are not separated.
fn unranked(arms: &[usize], verdict: &impl Fn(usize, usize) -> Verdict) -> Vec<(usize, usize, Verdict)> {
    let pairs = arms.iter().enumerate().flat_map(|(i, &a)| arms[i + 1..].iter().map(move |&b| (a, b, verdict(a, b))));
    pairs.filter(|(.., verdict)| !verdict.is_separated()).collect()
}

/// How hard a verdict is to settle.
fn hardest(verdict: &Verdict) -> (u8, u64) {
    match verdict {
        Verdict::Higher | Verdict::Lower => (0, 0),
        Verdict::Same => (1, 0),
        Verdict::Open(Some(all)) => (2, *all),
        Verdict::Open(None) => (3, 0),
        Verdict::TooFew => (4, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arms with these means, every two of them at this distance of one another or nearer not separated.
    fn ranking(means: &[f64], half: f64) -> Ranking {
        let difference = |a: usize, b: usize| {
            let interval = Interval::around(means[a] - means[b], half);
            Some(Estimate { value: means[a] - means[b], se: Some(half / 2.0), interval: Some(interval), n: 100 })
        };
        Ranking::new(means, difference, LEVEL, 100)
    }

    fn arms(ranking: &Ranking) -> Vec<Vec<usize>> {
        ranking.groups.iter().map(|group| group.places.iter().map(|place| place.arm).collect()).collect()
    }

    #[test]
    fn groups_hold_together_what_no_interval_separates() {
        let far = ranking(&[5.0, 9.0, 1.0], 2.0);
        assert_eq!(arms(&far), [[1], [0], [2]]);
        assert!(far.groups.iter().all(|group| group.within.is_none()));
        let near = ranking(&[5.0, 9.0, 4.0, 20.0], 2.0);
        assert_eq!(arms(&near), [vec![3], vec![1], vec![0, 2]]);
        // 1.96^2 x 100 / 1^2 = 384.1 in all, of which 100 are there: 285 more, and no less than a doubling
        assert_eq!(near.groups[2].within, Some(Verdict::Open(Some(385))));
        assert_eq!(near.groups[1].places[0].lead.map(|e| e.value), Some(4.0), "to the first of the next group");
        assert_eq!(near.groups[2].places[1].lead, None);
    }

    #[test]
    fn a_chain_of_near_neighbours_is_one_group() {
        // first and last are separated, but neither from the middle
        let chain = ranking(&[3.0, 1.5, 0.0], 2.0);
        assert_eq!(arms(&chain), [[0, 1, 2]]);
        assert!(matches!(chain.groups[0].within, Some(Verdict::Open(Some(_)))));
        let pairs: Vec<(usize, usize)> = chain.groups[0].unranked.iter().map(|(a, b, _)| (*a, *b)).collect();
        assert_eq!(pairs, [(0, 1), (1, 2)]);
    }

    #[test]
    fn what_never_differs_is_the_same() {
        let exact = |a: usize, b: usize| {
            let value = [2.0, 2.0, 7.0][a] - [2.0, 2.0, 7.0][b];
            let interval = Interval::around(value, 0.0);
            Some(Estimate { value, se: Some(0.0), interval: Some(interval), n: 10 })
        };
        let same = Ranking::new(&[2.0, 2.0, 7.0], exact, LEVEL, 10);
        assert_eq!(arms(&same), [vec![2], vec![0, 1]]);
        assert_eq!(same.groups[1].within, Some(Verdict::Same));
    }
}
