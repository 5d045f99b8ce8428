//! Cumulative incidence by cause (Aalen-Johansen), with "still waiting" as what is left.

use serde::{Deserialize, Serialize};

use super::curve::{Curve, shares};
use super::durations::{Durations, Table};
use super::{Class, Estimate, Interval};

/// Durations in whole days that end by one of several causes or are censored, by class of replications. One
/// replication may bring many; they need not be independent of each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incidence {
    pub(super) durations: Durations,
}

impl Incidence {
    /// Nothing observed yet; causes are numbered from 0 to `causes` - 1.
    pub fn new(causes: usize) -> Incidence {
        Incidence { durations: Durations::new(causes) }
    }

    /// A duration of `days` ended by `cause`, or censored (`None`). Censored on a day means watched through that day:
    /// what ends on it ends before.
    ///
    /// # Panics
    /// If there is no such cause.
    pub fn push(&mut self, class: Class, days: u32, cause: Option<usize>) {
        self.durations.push(class, days, cause);
    }

    /// Takes in the observations of another shard.
    ///
    /// # Panics
    /// If it tells another number of causes apart.
    pub fn merge(&mut self, other: &Incidence) {
        self.durations.merge(&other.durations);
    }

    /// The number of durations, censored ones included.
    pub fn n(&self) -> u64 {
        self.durations.total().n()
    }

    /// The share that each cause has ended and the share still waiting, day by day, each with its jackknife standard
    /// error and interval; they sum to one.
    pub fn curve(&self, level: f64) -> Curve {
        let total = self.durations.total();
        let full = shares(&total);
        Curve::new(&total, &full, self.durations.jackknife(&total, &full, shares), level)
    }

    /// The mean of min(duration, `days`), of whatever cause: the area under the share still waiting, with its jackknife
    /// standard error and t interval. None without observations.
    ///
    /// Beyond the longest duration, if that was censored, the share is held at its last value (Gill 1980), which can
    /// only overstate.
    pub fn restricted_mean(&self, days: u32, level: f64) -> Option<Estimate> {
        let total = self.durations.total();
        let area = |table: &Table| vec![area(table, days)];
        let full = area(&total);
        let (se, df) = match self.durations.jackknife(&total, &full, area) {
            Some((se, df)) => (Some(se[0]), df),
            None => (None, 0),
        };
        let mut estimate = Estimate::student(full[0], se, df, total.n(), level);
        estimate.interval = estimate.interval.map(|i| Interval { low: i.low.max(0.0), high: i.high.min(days.into()) });
        (total.n() > 0).then_some(estimate)
    }
}

/// The area under the share still waiting from day 0 to `days`; durations are whole, so the share is constant between.
pub(super) fn area(table: &Table, days: u32) -> f64 {
    let (mut waiting, mut area, mut next) = (1.0, 0.0, 0);
    for row in table.rows().take_while(|row| row.day < days) {
        waiting *= row.kept();
        area += waiting;
        next = row.day + 1;
    }
    area + waiting * f64::from(days - next)
}

#[cfg(test)]
mod tests {
    use super::super::LEVEL;
    use super::*;

    fn incidence(causes: usize, seen: &[(u32, Option<usize>)]) -> Incidence {
        let mut incidence = Incidence::new(causes);
        (0..).zip(seen).for_each(|(r, &(days, cause))| incidence.push(Class::of(r), days, cause));
        incidence
    }

    #[test]
    fn by_hand() {
        // at risk 5, 3, 2: F0 = 1/5 then + 4/5 x 1/3; F1 = 4/5 x 2/3 x 1/2; waiting 4/15 after day 3
        let seen = [(1, Some(0)), (1, None), (2, Some(0)), (3, Some(1)), (5, None)];
        let curve = incidence(2, &seen).curve(LEVEL);
        let at = |day| curve.at(day).expect("within reach");
        let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-15, "{got} is not {want}");
        close(at(1).causes[0].value, 0.2);
        close(at(2).causes[0].value, 0.2 + 0.8 / 3.0);
        close(at(4).causes[0].value, 0.2 + 0.8 / 3.0);
        close(at(3).causes[1].value, 0.8 / 3.0);
        close(at(5).waiting.value, 0.8 / 3.0);
        assert_eq!((at(2).at_risk, at(2).ended.clone(), curve.at(6)), (3, vec![1, 0], None));
    }

    #[test]
    fn causes_and_waiting_sum_to_one() {
        let seen: Vec<_> = (0..900u32).map(|i| (i * 7919 % 61, Some(i as usize * 31 % 4).filter(|&k| k < 3))).collect();
        for step in incidence(3, &seen).curve(LEVEL).steps() {
            let all = step.waiting.value + step.causes.iter().map(|cause| cause.value).sum::<f64>();
            assert!((all - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn without_censoring_it_is_the_share() {
        let seen: Vec<_> = (0..400u32).map(|i| (i % 20, Some(i as usize % 3))).collect();
        let curve = incidence(3, &seen).curve(LEVEL);
        let by_day_9 = seen.iter().filter(|&&(days, cause)| days <= 9 && cause == Some(1)).count();
        let step = curve.at(9).expect("within reach");
        assert!((step.causes[1].value - by_day_9 as f64 / 400.0).abs() < 1e-14);
    }

    #[test]
    fn restricted_means_by_hand() {
        // shares waiting 1, 1, 3/4, 3/4, 1/2, ...
        let some = incidence(1, &[(2, Some(0)), (4, Some(0)), (9, Some(0)), (9, Some(0))]);
        let mean = |days| some.restricted_mean(days, LEVEL).expect("four durations").value;
        assert_eq!([mean(0), mean(2), mean(4), mean(9), mean(50)], [0.0, 2.0, 3.5, 6.0, 6.0]);
        let se = some.restricted_mean(4, LEVEL).and_then(|e| e.se).expect("four classes");
        assert!((se - 0.5).abs() < 1e-14, "s / sqrt 4 of 2, 4, 4, 4 is 1 / 2");
        let held = incidence(1, &[(2, Some(0)), (4, None)]).restricted_mean(10, LEVEL).expect("two durations");
        assert_eq!(held.value, 2.0 + 0.5 * 8.0);
        assert_eq!(Incidence::new(1).restricted_mean(5, LEVEL), None);
    }

    #[test]
    fn shards_in_any_order_are_the_run() {
        let shard = |range: std::ops::Range<u64>| {
            let mut incidence = Incidence::new(2);
            range.for_each(|r| {
                incidence.push(Class::of(r), (r * r % 97) as u32, Some(r as usize % 3).filter(|&k| k < 2))
            });
            incidence
        };
        let mut merged = shard(500..1000);
        merged.merge(&shard(0..77));
        merged.merge(&shard(77..500));
        assert_eq!(merged.curve(LEVEL), shard(0..1000).curve(LEVEL));
        assert_eq!(merged.n(), 1000);
    }
}
