//! Classes of replications and the delete-one-class jackknife: standard errors of whatever the sums can tell.
//!
//! Replications are independent, what happens within one is not. Cut into a fixed number of classes by replication
//! number, they give a standard error of any smooth statistic in flat memory, and the same one from one run as from
//! its shards. The price is that a class, not a replication, is the unit: 200 classes leave 199 degrees of freedom,
//! which widens an interval by 0.6 % against the normal law.

use super::{Estimate, Sum};

/// The class of a replication, 0 to [`Class::COUNT`] - 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(u8);

impl Class {
    /// The number of classes, for every run: changing it moves standard errors.
    pub const COUNT: usize = 200;

    /// The class of a replication: its number modulo [`Class::COUNT`].
    pub fn of(replication: u64) -> Class {
        Class((replication % Class::COUNT as u64) as u8)
    }

    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Standard errors by the delete-one-class jackknife, SE^2 = (G - 1) / G sum_g (theta_(-g) - mean)^2 over the G classes
/// that are not empty (Shao and Tu 1995, The Jackknife and Bootstrap, section 2.3): one for each component of `full`,
/// the statistic on all classes, from those with one class left out. `None` below two classes. Also the G - 1.
pub(super) fn jackknife(full: &[f64], left_out: impl Iterator<Item = Vec<f64>>) -> Option<(Vec<f64>, u64)> {
    let mut groups = 0u64;
    // Moments about the full statistic, which is close to the mean: nothing cancels.
    let mut moments = vec![(0.0, 0.0); full.len()];
    for without in left_out {
        groups += 1;
        for ((sum, squares), (theta, full)) in moments.iter_mut().zip(without.iter().zip(full)) {
            *sum += theta - full;
            *squares += (theta - full) * (theta - full);
        }
    }
    let g = groups as f64;
    let se = |(sum, squares): &(f64, f64)| ((g - 1.0) / g * (squares - sum * sum / g).max(0.0)).sqrt();
    (groups > 1).then(|| (moments.iter().map(se).collect(), groups - 1))
}

/// Sums by class of a fixed number of quantities, for statistics that are functions of sums.
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    pushes: [u64; Class::COUNT],
    /// Class by class, `width` sums each.
    sums: Vec<Sum>,
    width: usize,
}

impl Classes {
    /// No observations yet, of `width` quantities each.
    pub fn new(width: usize) -> Classes {
        Classes { pushes: [0; Class::COUNT], sums: vec![Sum::default(); width * Class::COUNT], width }
    }

    /// Adds one value of each quantity.
    ///
    /// # Panics
    /// If there are not `width` of them.
    pub fn push(&mut self, class: Class, values: &[f64]) {
        assert_eq!(values.len(), self.width, "one value for each quantity");
        self.pushes[class.index()] += 1;
        self.sums[class.index() * self.width..].iter_mut().zip(values).for_each(|(sum, &x)| sum.add(x));
    }

    /// Takes in the observations of another shard.
    ///
    /// # Panics
    /// If it counts another number of quantities.
    pub fn merge(&mut self, other: &Classes) {
        assert_eq!(self.width, other.width, "shards of one run count the same quantities");
        self.pushes.iter_mut().zip(&other.pushes).for_each(|(a, b)| *a += b);
        self.sums.iter_mut().zip(&other.sums).for_each(|(a, b)| a.merge(b));
    }

    /// The number of pushes.
    pub fn n(&self) -> u64 {
        self.pushes.iter().sum()
    }

    /// `statistic` of the sums over all classes, its jackknife standard error, and the t interval of G - 1 degrees of
    /// freedom. None where the statistic is not a finite number (no observations, a denominator of zero).
    pub fn estimate(&self, level: f64, statistic: impl Fn(&[f64]) -> f64) -> Option<Estimate> {
        let mut total = vec![Sum::default(); self.width];
        for (i, sum) in self.sums.iter().enumerate() {
            total[i % self.width].merge(sum);
        }
        let value = statistic(&total.iter().map(Sum::value).collect::<Vec<_>>());
        let left_out = (0..Class::COUNT).filter(|&g| self.pushes[g] > 0).map(|g| {
            let class = &self.sums[g * self.width..][..self.width];
            let rest: Vec<f64> = total.iter().zip(class).map(|(all, part)| all.minus(part).value()).collect();
            vec![statistic(&rest)]
        });
        let (se, df) = jackknife(&[value], left_out).map_or((None, 0), |(se, df)| (Some(se[0]), df));
        value.is_finite().then(|| Estimate::student(value, se, df, self.n(), level))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LEVEL, Mean};
    use super::*;

    #[test]
    fn the_class_is_the_number_modulo_200() {
        assert_eq!((Class::of(0).index(), Class::of(199).index(), Class::of(401).index()), (0, 199, 1));
    }

    #[test]
    fn one_a_class_it_is_the_standard_error_of_a_mean() {
        let (mut classes, mut mean) = (Classes::new(2), Mean::default());
        for r in 0..50u64 {
            let x = libm::sin(r as f64) * 10.0;
            classes.push(Class::of(r), &[1.0, x]);
            mean.push(x);
        }
        let got = classes.estimate(LEVEL, |s| s[1] / s[0]).expect("fifty values");
        let want = mean.estimate(LEVEL).expect("fifty values");
        assert_eq!((got.value, got.n), (want.value, 50));
        assert!((got.se.expect("classes") - want.se.expect("values")).abs() < 1e-14);
        let width = |e: Estimate| e.interval.expect("an interval").width();
        assert!((width(got) - width(want)).abs() < 1e-13, "both have 49 degrees of freedom");
    }

    #[test]
    fn by_hand() {
        // leaving out 1, 2, 6 gives 4, 3.5, 1.5 about their mean 3: SE^2 = 2 / 3 (1 + 0.25 + 2.25)
        let (se, df) = jackknife(&[3.0], [4.0, 3.5, 1.5].into_iter().map(|x| vec![x])).expect("three classes");
        assert!((se[0] - (7.0f64 / 3.0).sqrt()).abs() < 1e-15 && df == 2);
    }

    #[test]
    fn too_little_says_so() {
        let mut classes = Classes::new(2);
        assert_eq!(classes.estimate(LEVEL, |s| s[1] / s[0]), None);
        classes.push(Class::of(3), &[1.0, 5.0]);
        classes.push(Class::of(203), &[1.0, 7.0]);
        let lone = classes.estimate(LEVEL, |s| s[1] / s[0]);
        assert_eq!(lone, Some(Estimate { value: 6.0, se: None, interval: None, n: 2 }));
    }

    #[test]
    fn shards_in_any_order_are_the_run() {
        let shard = |range: std::ops::Range<u64>| {
            let mut classes = Classes::new(2);
            range.for_each(|r| classes.push(Class::of(r), &[libm::log(r as f64 + 0.5), libm::sin(r as f64)]));
            classes
        };
        let mut merged = shard(700..1000);
        merged.merge(&shard(0..123));
        merged.merge(&shard(123..700));
        assert_eq!(merged, shard(0..1000));
        let ratio = |s: &[f64]| s[1] / s[0];
        assert_eq!(merged.estimate(LEVEL, ratio), shard(0..1000).estimate(LEVEL, ratio));
    }
}
