//! The radial design of variance-based indices: two points, and the first with each coordinate of the second in turn.

use super::{Point, sobol};

/// What belongs to the points A, B and A_B^i (A with coordinate i of B) of one row: coordinates, or the responses there.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<T> {
    pub a: T,
    pub b: T,
    /// One a factor.
    pub ab: Vec<T>,
}

impl<T> Row<T> {
    /// In the order a, b, ab.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        [&self.a, &self.b].into_iter().chain(&self.ab)
    }

    /// A row from what belongs to its points, in the order of [`Row::iter`]; none of fewer than two.
    pub fn gather(points: impl IntoIterator<Item = T>) -> Option<Row<T>> {
        let mut points = points.into_iter();
        Some(Row { a: points.next()?, b: points.next()?, ab: points.collect() })
    }
}

/// `n` rows of `factors` + 2 points, A and B from one Sobol sequence of twice as many dimensions (Saltelli et al. 2010).
/// All points of a row are to be played with the same luck, each row with luck of its own.
pub fn rows(n: u32, factors: usize, seed: u64) -> Vec<Row<Point>> {
    let row = |both: Point| {
        let (a, b) = both.split_at(factors);
        let with = |i: usize| {
            let mut point = a.to_vec();
            point[i] = b[i];
            point
        };
        Row { a: a.to_vec(), b: b.to_vec(), ab: (0..factors).map(with).collect() }
    };
    sobol(n, 2 * factors, seed).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_point_takes_one_coordinate_of_b() {
        for row in rows(64, 5, 1) {
            assert_eq!(row.ab.len(), 5);
            for (i, point) in row.ab.iter().enumerate() {
                (0..5).for_each(|j| assert_eq!(point[j], if i == j { row.b[j] } else { row.a[j] }));
            }
            assert_eq!(Row::gather(row.iter().cloned()), Some(row));
        }
        assert_eq!(Row::gather([1]), None);
    }

    #[test]
    fn a_and_b_are_independent() {
        // a product of independent centred uniforms has variance 1 / 144; a scrambled sequence can only be closer
        let rows = rows(1024, 3, 2);
        for (i, j) in (0..3).flat_map(|i| (0..3).map(move |j| (i, j))) {
            let product: f64 = rows.iter().map(|row| (row.a[i] - 0.5) * (row.b[j] - 0.5)).sum::<f64>() / 1024.0;
            assert!(product.abs() < 4.0 / 12.0 / 32.0, "{i} and {j}: {product}");
        }
    }
}
