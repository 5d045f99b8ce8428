//! Trajectories for screening: walks through the cube that move one factor after the other.
//!
//! Of the two designs in use the walk of Morris (1991) is taken, not the radial one of Campolongo, Saltelli and Cariboni
//! (2011). The radial steps differ in length and may be tiny, and an effect is a difference over its step: the noise of a
//! random response is divided by the step, and by its square in a variance, of which the mean over even steps is
//! infinite. Here all steps are equal and long.

use rand::seq::SliceRandom;

use super::{Point, generator};

/// The levels of each coordinate, 0 and 1 among them.
pub const LEVELS: u32 = 4;
/// Half the levels at once, LEVELS / 2 of LEVELS - 1 steps: so every level is as likely as the next (Morris 1991).
const STEP: f64 = LEVELS as f64 / 2.0 / (LEVELS - 1) as f64;

/// A walk: `points[j + 1]` differs from `points[j]` in the coordinate of factor `moved[j]` alone, by 2/3 up or down. All its
/// points are to be played with the same luck, each trajectory with luck of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// One more than there are factors.
    pub points: Vec<Point>,
    /// Every factor once.
    pub moved: Vec<usize>,
}

impl Trajectory {
    fn new(factors: usize, seed: u64, number: u64) -> Trajectory {
        let mut draw = generator(seed, "trajectory", number);
        let mut moved: Vec<usize> = (0..factors).collect();
        moved.shuffle(&mut draw);
        let mut level = || f64::from((draw.unit() * f64::from(LEVELS)) as u32) / f64::from(LEVELS - 1);
        let mut points = vec![(0..factors).map(|_| level()).collect::<Point>()];
        for &factor in &moved {
            let mut next = points[points.len() - 1].clone();
            next[factor] += if next[factor] < 0.5 { STEP } else { -STEP };
            points.push(next);
        }
        Trajectory { points, moved }
    }

    /// Of the `j`-th move: the factor and its signed step.
    pub fn step(&self, j: usize) -> (usize, f64) {
        let factor = self.moved[j];
        (factor, self.points[j + 1][factor] - self.points[j][factor])
    }
}

/// `n` independent trajectories through the cube of `factors` dimensions; n (`factors` + 1) points in all.
pub fn trajectories(n: u32, factors: usize, seed: u64) -> Vec<Trajectory> {
    (0..n).map(|number| Trajectory::new(factors, seed, u64::from(number))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_move_changes_one_factor_and_each_factor_is_moved_once() {
        for walk in trajectories(50, 7, 1) {
            let mut moved = walk.moved.clone();
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3, 4, 5, 6]);
            for (j, pair) in walk.points.windows(2).enumerate() {
                let changed: Vec<usize> = (0..7).filter(|&i| pair[0][i] != pair[1][i]).collect();
                let (factor, step) = walk.step(j);
                assert_eq!(changed, [factor]);
                assert!((step.abs() - 2.0 / 3.0).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn every_level_is_as_likely_as_the_next() {
        let n = 4000;
        let walks = trajectories(n, 3, 2);
        for (factor, level) in (0..3).flat_map(|factor| (0..4).map(move |level| (factor, level))) {
            let at = |point: &Point| (point[factor] * 3.0 - f64::from(level)).abs() < 1e-9;
            let first = walks.iter().filter(|walk| at(&walk.points[0])).count() as f64 / f64::from(n);
            let last = walks.iter().filter(|walk| at(&walk.points[3])).count() as f64 / f64::from(n);
            let tolerance = 4.0 * (0.25f64 * 0.75 / f64::from(n)).sqrt();
            assert!((first - 0.25).abs() < tolerance && (last - 0.25).abs() < tolerance, "{first}, {last}");
        }
    }
}
