//! Classes of replications and the delete-one-class jackknife: standard errors of whatever the sums can tell.
//!
//! Replications are independent, what happens within one is not. Cut into a fixed number of classes by replication
//! number, they give a standard error of any smooth statistic in flat memory, and the same one from one run as from
//! its shards. The price is that a class, not a replication, is the unit: 200 classes leave 199 degrees of freedom,
//! which widens an interval by 0.6 % against the normal law.

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
pub(in crate::experiment) fn jackknife(
    full: &[f64],
    left_out: impl Iterator<Item = Vec<f64>>,
) -> Option<(Vec<f64>, u64)> {
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

#[cfg(test)]
mod tests {
    use super::super::{LEVEL, Mean};
    use super::*;

    #[test]
    fn the_class_is_the_number_modulo_200() {
        assert_eq!((Class::of(0).index(), Class::of(199).index(), Class::of(401).index()), (0, 199, 1));
    }

    #[test]
    fn of_a_mean_it_is_the_standard_error_of_a_mean() {
        let xs: Vec<f64> = (0..50u32).map(|i| libm::sin(f64::from(i)) * 10.0).collect();
        let (mut mean, total) = (Mean::default(), xs.iter().sum::<f64>());
        xs.iter().for_each(|&x| mean.push(x));
        let (se, df) = jackknife(&[total / 50.0], xs.iter().map(|x| vec![(total - x) / 49.0])).expect("fifty classes");
        let want = mean.estimate(LEVEL).and_then(|e| e.se).expect("fifty values");
        assert!((se[0] - want).abs() < 1e-14 && df == 49);
    }

    #[test]
    fn by_hand() {
        // leaving out 1, 2, 6 gives 4, 3.5, 1.5 about their mean 3: SE^2 = 2 / 3 (1 + 0.25 + 2.25)
        let (se, df) = jackknife(&[3.0], [4.0, 3.5, 1.5].into_iter().map(|x| vec![x])).expect("three classes");
        assert!((se[0] - (7.0f64 / 3.0).sqrt()).abs() < 1e-15 && df == 2);
    }

    #[test]
    fn too_little_says_so() {
        assert_eq!(jackknife(&[3.0], std::iter::empty()), None);
        assert_eq!(jackknife(&[3.0], std::iter::once(vec![3.0])), None);
    }
}
