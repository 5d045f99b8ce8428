//! Survival of durations with right censoring (Kaplan-Meier): gaps, lead times, whatever may outlast the horizon.

use serde::{Deserialize, Serialize};

use super::{
    Class, Curve, Estimate, Incidence, Interval,
    curve::ROUNDING,
    durations::{Durations, Table},
    incidence::area,
    sectioned::{SECTIONS, sectioned},
};

/// Durations in whole days, ended or censored, by class of replications: incidence with a single cause.
///
/// The estimate supposes that being censored says nothing about how long a duration would have been. Where replications
/// differ and a common horizon censors the last gap of each, that holds only nearly: short gaps come from replications
/// that have many of them, and weigh more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survival {
    single: Incidence,
}

impl Default for Survival {
    fn default() -> Survival {
        Survival { single: Incidence::new(1) }
    }
}

impl Survival {
    /// A duration of `days`, ended on that day or still going on at its end (`censored`).
    pub fn push(&mut self, class: Class, days: u32, censored: bool) {
        self.single.push(class, days, (!censored).then_some(0));
    }

    /// Takes in the observations of another shard.
    pub fn merge(&mut self, other: &Survival) {
        self.single.merge(&other.single);
    }

    /// The number of durations, censored ones included.
    pub fn n(&self) -> u64 {
        self.single.n()
    }

    /// The survival function as the share `waiting` of each step, with jackknife bands; also its quantiles.
    pub fn curve(&self, level: f64) -> Curve {
        self.single.curve(level)
    }

    /// The mean of min(duration, `days`); see [`Incidence::restricted_mean`].
    pub fn restricted_mean(&self, days: u32, level: f64) -> Option<Estimate> {
        self.single.restricted_mean(days, level)
    }

    /// The restricted mean of this arm less that of `base`, which met the same luck: classes are left out of both at once,
    /// so that what the arms share cancels. Without a standard error where there are too few classes.
    pub fn restricted_difference(&self, base: &Survival, days: u32, level: f64) -> Option<Estimate> {
        let arms = [&self.single.durations, &base.single.durations];
        let [a, b] = arms.map(Durations::total);
        let difference = |a: &Table, b: &Table| area(a, days) - area(b, days);
        let full = difference(&a, &b);
        let (se, df) = Durations::paired_jackknife(arms, [&a, &b], full, difference).unzip();
        let n = a.n().min(b.n());
        (n > 0).then(|| Estimate::student(full, se, df.unwrap_or(0), n, level))
    }

    /// The Kaplan-Meier median of this arm less that of `base`, which met the same luck, with an interval by sectioning as
    /// in [`super::Sectioned::difference`]. None where either curve stays above one half.
    pub fn median_difference(&self, base: &Survival, level: f64) -> Option<Estimate> {
        let arms = [&self.single.durations, &base.single.durations];
        let [a, b] = arms.map(Durations::total);
        let ([whole_a, spread_a], [whole_b, spread_b]) = (median(&a)?, median(&b)?);
        let parts = (0..SECTIONS).map(|i| {
            let [a, b] = arms.map(|arm| median(&arm.section(i, SECTIONS)));
            Some(a?[1] - b?[1])
        });
        let e = sectioned(spread_a - spread_b, parts, a.n().min(b.n()), level);
        let interval = e.interval.map(|i| Interval { low: i.low.floor(), high: i.high.ceil() });
        Some(Estimate { value: whole_a - whole_b, interval, ..e })
    }
}

/// The first day by which half have ended, and the same with what ends on a day spread evenly over it.
fn median(table: &Table) -> Option<[f64; 2]> {
    let mut waiting = 1.0;
    for row in table.rows() {
        let before = waiting;
        waiting *= row.kept();
        if waiting <= 0.5 + ROUNDING {
            let day = f64::from(row.day);
            return Some([day, day + (before - 0.5) / (before - waiting)]);
        }
    }
    None
}

/// Greenwood's (1926) standard error of S(day), which takes the durations to be independent: for tests only, since
/// here they share replications.
#[cfg(test)]
pub(super) fn greenwood(curve: &Curve, day: u32) -> f64 {
    let terms = curve.steps().iter().take_while(|step| step.day <= day).map(|step| {
        let (risk, ended) = (step.at_risk as f64, step.ended[0] as f64);
        ended / (risk * (risk - ended))
    });
    curve.at(day).map_or(f64::NAN, |step| step.waiting.value * terms.sum::<f64>().sqrt())
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

    use super::super::{Interval, LEVEL};
    use super::*;

    fn survival(seen: impl IntoIterator<Item = (u32, bool)>) -> Survival {
        let mut survival = Survival::default();
        (0..).zip(seen).for_each(|(r, (days, censored))| survival.push(Class::of(r), days, censored));
        survival
    }

    #[test]
    fn the_leukaemia_trial() {
        // Remission in weeks under 6-mercaptopurine (Freireich et al. 1963), with the textbook survival function.
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|t| (t, false));
        let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|t| (t, true));
        let curve = survival(ended.into_iter().chain(censored)).curve(LEVEL);
        let want = [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)];
        for (day, share) in want {
            let got = curve.at(day).expect("within reach").waiting.value;
            assert!((got - share).abs() < 5e-4, "{got} on day {day}");
        }
        assert!((greenwood(&curve, 10) - 0.0963).abs() < 1e-4);
        assert_eq!(curve.steps().len(), 8, "seven days and the start");
        let median = curve.median().expect("the curve passes one half");
        assert_eq!((median.value, median.interval.map(|i| i.high)), (23.0, Some(f64::INFINITY)));
        assert_eq!((curve.at(35).map(|step| step.day), curve.at(36)), (Some(23), None));
    }

    #[test]
    fn independent_durations_agree_with_greenwood() {
        let mut rng = ChaCha8Rng::seed_from_u64(11);
        let exp = |rng: &mut ChaCha8Rng, mean: f64| (-mean * libm::log(1.0 - rng.random::<f64>())) as u32;
        let seen: Vec<_> = (0..20_000).map(|_| (exp(&mut rng, 30.0), exp(&mut rng, 60.0))).collect();
        let curve = survival(seen.iter().map(|&(gap, end)| (gap.min(end), end < gap))).curve(LEVEL);
        for day in [5, 20, 60] {
            let se = curve.at(day).and_then(|step| step.waiting.se).expect("200 classes");
            // a standard error of 199 degrees of freedom is itself known to 1 / sqrt(398) = 5 %
            assert!((se / greenwood(&curve, day) - 1.0).abs() < 4.0 * 0.05);
        }
    }

    #[test]
    fn bands_stay_between_zero_and_one() {
        let curve = survival((1..=40).map(|day| (day, day % 7 == 0))).curve(LEVEL);
        let mut before = 1.0;
        for step in curve.steps() {
            let Interval { low, high } = step.waiting.interval.expect("forty classes");
            assert!(0.0 <= low && low <= step.waiting.value && step.waiting.value <= high && high <= 1.0);
            assert!(step.waiting.value <= before);
            before = step.waiting.value;
        }
        let last = curve.at(40).expect("within reach").waiting;
        assert!(last.value == 0.0 && last.interval.is_some_and(|i| i.low == 0.0 && i.high > 0.0));
        assert_eq!(curve.at(1000).map(|step| step.day), Some(40), "nothing is waiting for ever");
    }

    #[test]
    fn all_the_same_day_is_certain() {
        let curve = survival([(7, false); 50]).curve(LEVEL);
        let median = curve.median().expect("all end");
        assert_eq!((median.value, median.interval), (7.0, Some(Interval { low: 7.0, high: 7.0 })));
        assert_eq!(curve.at(6).map(|step| step.waiting.value), Some(1.0));
    }

    #[test]
    fn too_little_says_so() {
        let none = Survival::default();
        assert_eq!(
            (none.curve(LEVEL).steps().len(), none.curve(LEVEL).at(0), none.curve(LEVEL).median()),
            (0, None, None)
        );
        let one = survival([(5, false)]);
        let median = one.curve(LEVEL).median().expect("one ended");
        assert_eq!((median.value, median.interval, one.n()), (5.0, None, 1));
        assert_eq!(survival([(5, true)]).curve(LEVEL).median(), None);
    }
}
