//! Designs: points of the unit cube at which a scenario is played, and what a point means for its inputs.
//!
//! A point has one coordinate a factor, 0 to 1. Every design is a pure function of its sizes and a seed.

mod belief;
mod factor;
mod rows;
mod trajectories;

pub use factor::{Factor, factors};
pub use rows::{Row, rows};
pub use trajectories::{LEVELS, Trajectory, trajectories};

use rand::seq::SliceRandom;

use crate::kernel::{Draw, Draws, Key};

/// Coordinates in the unit cube, one a factor.
pub type Point = Vec<f64>;

/// All combinations of so many even steps a factor, ends included; the last factor moves first. One step is the middle.
pub fn grid(steps: &[usize]) -> Vec<Point> {
    let step = |j: usize, of: usize| if of > 1 { j as f64 / (of - 1) as f64 } else { 0.5 };
    steps.iter().fold(vec![Point::new()], |points, &of| {
        let longer = |point: Point| (0..of).map(move |j| [&point[..], &[step(j, of)]].concat());
        points.into_iter().flat_map(longer).collect()
    })
}

/// A Latin hypercube of `n` points: each factor has one point, anywhere, in each of `n` equal cells (McKay, Beckman and
/// Conover 1979).
pub fn latin_hypercube(n: u32, factors: usize, seed: u64) -> Vec<Point> {
    let mut points = vec![Point::with_capacity(factors); n as usize];
    for factor in 0..factors {
        let mut draw = generator(seed, "latin hypercube", factor as u64);
        let mut cells: Vec<u32> = (0..n).collect();
        cells.shuffle(&mut draw);
        for (point, cell) in points.iter_mut().zip(cells) {
            point.push((f64::from(cell) + draw.unit()) / f64::from(n));
        }
    }
    points
}

/// The first `n` points of a Sobol sequence with Owen's scrambling as a hash (Burley 2020), coordinates on a grid of 2^-24.
/// Best with `n` a power of 2.
pub fn sobol(n: u32, factors: usize, seed: u64) -> Vec<Point> {
    (0..n).map(|i| (0..factors).map(|factor| scrambled(i, factor, seed)).collect()).collect()
}

/// What the crate has is 2^16 points in 256 dimensions; beyond them another scrambling begins.
fn scrambled(i: u32, factor: usize, seed: u64) -> f64 {
    const POINTS: u32 = 1 << 16;
    let (block, dimension) = (factor as u64 / 256, factor as u32 % 256);
    let seed = generator(seed, "sobol", (block << 32) + u64::from(i / POINTS)).word() as u32;
    f64::from(sobol_burley::sample(i % POINTS, dimension, seed))
}

/// The generator of one part of a design.
fn generator(seed: u64, design: &str, part: u64) -> Draw {
    Draws::new(seed, 0).of(0u32, Key::of(design), part)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many points of each factor lie in each of `cells` equal cells.
    fn counts(points: &[Point], factor: usize, cells: usize) -> Vec<usize> {
        let mut counts = vec![0; cells];
        points.iter().for_each(|point| counts[(point[factor] * cells as f64) as usize] += 1);
        counts
    }

    #[test]
    fn a_grid_has_every_combination_once() {
        let points = grid(&[2, 3]);
        assert_eq!(points, [[0.0, 0.0], [0.0, 0.5], [0.0, 1.0], [1.0, 0.0], [1.0, 0.5], [1.0, 1.0]]);
        assert_eq!(grid(&[1]), [[0.5]]);
        assert_eq!(grid(&[]), [[0.0; 0]]);
    }

    #[test]
    fn every_factor_of_a_latin_hypercube_has_one_point_in_each_cell() {
        for n in [1, 7, 1000] {
            let points = latin_hypercube(n, 5, 3);
            (0..5).for_each(|factor| assert_eq!(counts(&points, factor, n as usize), vec![1; n as usize]));
        }
    }

    #[test]
    fn factors_of_a_latin_hypercube_are_paired_at_random() {
        // the correlation of ranks has variance 1 / (n - 1)
        let n = 4000;
        let points = latin_hypercube(n, 6, 4);
        for (i, j) in (0..6).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let product: f64 = points.iter().map(|point| 12.0 * (point[i] - 0.5) * (point[j] - 0.5)).sum();
            let correlation = product / f64::from(n);
            assert!(correlation.abs() < 4.0 / f64::from(n - 1).sqrt(), "factors {i} and {j}: {correlation}");
        }
    }

    #[test]
    fn the_first_powers_of_two_of_a_sobol_sequence_fill_every_dimension() {
        let points = sobol(1 << 10, 300, 5);
        for m in 0..=10 {
            for factor in 0..300 {
                assert_eq!(counts(&points[..1 << m], factor, 1 << m), vec![1; 1 << m], "2^{m} points, {factor}");
            }
        }
    }

    #[test]
    fn a_sobol_sequence_fills_the_plane_of_its_first_two_dimensions() {
        // a (0, m, 2)-net: one point in every elementary rectangle of area 2^-m
        let points = sobol(1 << 8, 2, 6);
        for a in 0..=8u32 {
            let (wide, high) = (1usize << a, 1usize << (8 - a));
            let mut seen = vec![0; 1 << 8];
            for point in &points {
                seen[(point[0] * wide as f64) as usize * high + (point[1] * high as f64) as usize] += 1;
            }
            assert_eq!(seen, vec![1; 1 << 8], "{wide} x {high}");
        }
    }

    #[test]
    fn a_sobol_sequence_goes_on_beyond_what_its_crate_has() {
        let points = sobol((1 << 16) + 64, 1, 7);
        assert_eq!(counts(&points[1 << 16..], 0, 64), vec![1; 64]);
        assert_ne!(points[..64], points[1 << 16..]);
    }

    #[test]
    fn seeds_give_other_designs_and_the_same_seed_the_same() {
        for design in [latin_hypercube, sobol] {
            assert_eq!(design(16, 3, 1), design(16, 3, 1));
            assert_ne!(design(16, 3, 1), design(16, 3, 2));
        }
    }
}
