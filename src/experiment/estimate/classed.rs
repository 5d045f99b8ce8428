//! Sums by class of replications: what an experiment with many arms keeps of each of them.
//!
//! A mean, or a ratio of means, of one arm is a function of two sums. Kept by class of replications ([`Class`]), the
//! sums of several arms that met the same luck give a standard error to every smooth function of their values
//! (differences, Shapley shares, ratios), with the gain of the common luck in it, in memory that depends neither on the
//! number of replications nor on the pairs of arms that are compared in the end.

use serde::{Deserialize, Serialize};

use super::{Class, Estimate, classes::jackknife};

/// Numerators and denominators of one quantity of one arm; of a mean the denominators count its replications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Classed {
    /// By class, up to the last one that has been met.
    cells: Vec<Cell>,
}

/// One class: its numerator, its denominator, its replications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub num: f64,
    pub den: f64,
    pub n: u64,
}

impl Cell {
    fn add(&mut self, other: Cell) {
        self.num += other.num;
        self.den += other.den;
        self.n += other.n;
    }

    fn less(self, other: Cell) -> Cell {
        Cell { num: self.num - other.num, den: self.den - other.den, n: self.n - other.n }
    }

    fn value(self) -> Option<f64> {
        (self.den != 0.0).then(|| self.num / self.den)
    }
}

impl Classed {
    /// The numerator and the denominator of one replication.
    pub fn push(&mut self, replication: u64, num: f64, den: f64) {
        self.add(Class::of(replication), Cell { num, den, n: 1 });
    }

    /// Adds the sums of a whole class.
    pub fn add(&mut self, class: Class, cell: Cell) {
        let at = class.index();
        if at >= self.cells.len() {
            self.cells.resize(at + 1, Cell::default());
        }
        self.cells[at].add(cell);
    }

    /// Takes in the replications of another shard. Exact for whole numbers; others are to be merged in one order.
    pub fn merge(&mut self, other: &Classed) {
        other.cells().for_each(|(class, cell)| self.add(class, cell));
    }

    /// The classes that have replications.
    pub fn cells(&self) -> impl Iterator<Item = (Class, Cell)> {
        let all = self.cells.iter().enumerate().map(|(i, cell)| (Class::of(i as u64), *cell));
        all.filter(|(_, cell)| cell.n > 0)
    }

    fn total(&self) -> Cell {
        let mut total = Cell::default();
        self.cells.iter().for_each(|cell| total.add(*cell));
        total
    }

    /// Replications.
    pub fn n(&self) -> u64 {
        self.cells.iter().map(|cell| cell.n).sum()
    }

    /// The sum of the numerators over the sum of the denominators; none while these sum to zero.
    pub fn value(&self) -> Option<f64> {
        self.total().value()
    }

    /// The values class by class. Below 200 replications of successive numbers these are the single replications.
    pub fn values(&self) -> Vec<f64> {
        self.cells().filter_map(|(_, cell)| cell.value()).collect()
    }

    /// The pseudo-values of the jackknife, G value - (G - 1) value without the class, one for each of the G classes. Of a mean
    /// these are the values class by class; for a ratio they stand in for them, with a mean that is less biased than the
    /// ratio. The variance of their mean is the jackknife's. None where a value is missing with a class left out.
    pub fn pseudo_values(&self) -> Option<Vec<f64>> {
        let total = self.total();
        let (value, g) = (total.value()?, self.cells().count() as f64);
        self.cells().map(|(_, cell)| Some(g * value - (g - 1.0) * total.less(cell).value()?)).collect()
    }

    /// Its value with its standard error.
    pub fn estimate(&self, level: f64) -> Option<Estimate> {
        smooth(&[self], level, |values| vec![values[0]]).pop().flatten()
    }

    /// This less the other arm, both of which met the same luck.
    pub fn less(&self, base: &Classed, level: f64) -> Option<Estimate> {
        smooth(&[self, base], level, |values| vec![values[0] - values[1]]).pop().flatten()
    }
}

/// Smooth functions of the values of arms that met the same luck, with the standard errors of the delete-one-class
/// jackknife and t intervals. For functions that are linear in means, and as many replications in every class, this is
/// the standard error of the mean over classes; `f` is given one value an arm and hands back as many results as ever.
/// None where an arm has no value, or, of a standard error, below two classes.
pub fn smooth(arms: &[&Classed], level: f64, f: impl Fn(&[f64]) -> Vec<f64>) -> Vec<Option<Estimate>> {
    let totals: Vec<Cell> = arms.iter().map(|arm| arm.total()).collect();
    let values = |cells: &[Cell]| cells.iter().map(|cell| cell.value()).collect::<Option<Vec<f64>>>();
    let Some(full) = values(&totals).map(|values| f(&values)) else { return Vec::new() };
    let n = arms.iter().map(|arm| arm.n()).max().unwrap_or(0);
    let classes = (0..Class::COUNT).filter(|&i| arms.iter().any(|arm| arm.cells.get(i).is_some_and(|cell| cell.n > 0)));
    let left_out = classes.filter_map(|i| {
        let without =
            totals.iter().zip(arms).map(|(total, arm)| total.less(arm.cells.get(i).copied().unwrap_or_default()));
        values(&without.collect::<Vec<_>>()).map(|values| f(&values))
    });
    match jackknife(&full, left_out) {
        Some((errors, df)) => {
            full.iter().zip(errors).map(|(&value, se)| Some(Estimate::student(value, Some(se), df, n, level))).collect()
        }
        None => full.iter().map(|&value| Some(Estimate::student(value, None, 0, n, level))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LEVEL, Mean, Paired, Ratio};
    use super::*;
    use crate::kernel::{Draws, Key};

    fn classed(values: &[(f64, f64)]) -> Classed {
        let mut classed = Classed::default();
        (0..).zip(values).for_each(|(k, &(num, den))| classed.push(k, num, den));
        classed
    }

    #[test]
    fn pseudo_values_are_those_of_a_mean_and_carry_the_error_of_a_ratio() {
        let xs = [3.0, 1.0, 4.0, 1.0, 5.0];
        let of_a_mean = classed(&xs.map(|x| (x, 1.0))).pseudo_values().expect("five values");
        assert!(of_a_mean.iter().zip(xs).all(|(got, want)| (got - want).abs() < 1e-14), "{of_a_mean:?}");
        let ratio = classed(&[(3.0, 9.0), (1.0, 2.0), (4.0, 5.0), (0.0, 0.0), (5.0, 6.0)]);
        let mut mean = Mean::default();
        ratio.pseudo_values().expect("five values").into_iter().for_each(|x| mean.push(x));
        let [got, want] = [mean.estimate(LEVEL), ratio.estimate(LEVEL)].map(|e| e.and_then(|e| e.se).expect("five"));
        assert!((got - want).abs() < 1e-14, "{got} against {want}");
        assert_eq!(classed(&[(3.0, 9.0), (0.0, 0.0)]).pseudo_values(), None);
    }

    /// As many replications as classes: each class is one of them.
    #[test]
    fn of_single_replications_it_is_the_usual_estimate() {
        let xs: Vec<f64> = (0..150u32).map(|i| (libm::sin(f64::from(i)) * 50.0).round()).collect();
        let ys: Vec<f64> = (0..150u32).map(|i| (libm::cos(f64::from(i)) * 9.0).round() + xs[i as usize]).collect();
        let means = |values: &[f64]| classed(&values.iter().map(|&x| (x, 1.0)).collect::<Vec<_>>());
        let (x, y) = (means(&xs), means(&ys));
        let (mut mean, mut paired) = (Mean::default(), Paired::default());
        xs.iter().for_each(|&x| mean.push(x));
        (0..).zip(xs.iter().zip(&ys)).for_each(|(k, (&x, &y))| paired.push(k, y, x));
        let close = |got: Option<Estimate>, want: Option<Estimate>| {
            let (got, want) = (got.expect("150 values"), want.expect("150 values"));
            assert!((got.value - want.value).abs() < 1e-12 && got.n == want.n, "{got:?} {want:?}");
            let [got, want] = [got, want].map(|e| e.interval.expect("150 values"));
            assert!((got.low - want.low).abs() < 1e-9 && (got.high - want.high).abs() < 1e-9, "{got:?} {want:?}");
        };
        close(x.estimate(LEVEL), mean.estimate(LEVEL));
        close(y.less(&x, LEVEL), paired.difference(LEVEL));
        assert_eq!((x.values(), x.n()), (xs, 150));
    }

    /// Either standard error is one of an estimate: of 200 classes with a relative error of 1 / sqrt(2 x 199), a twentieth.
    #[test]
    fn of_a_ratio_it_is_that_of_the_delta_method() {
        let mut unit = {
            let mut draw = Draws::new(5, 0).of(0u32, Key::default(), 0);
            move || draw.unit()
        };
        let pairs: Vec<(f64, f64)> =
            (0..20_000).map(|_| (5.0 * unit(), 1.0 + 9.0 * unit())).map(|(a, b)| (a, a + b)).collect();
        let mut ratio = Ratio::default();
        pairs.iter().for_each(|&(num, den)| ratio.push(num, den));
        let (got, want) = (classed(&pairs).estimate(LEVEL).expect("some"), ratio.estimate(LEVEL).expect("some"));
        assert!((got.value - want.value).abs() < 1e-9);
        let [got, want] = [got, want].map(|e| e.se.expect("20,000 pairs"));
        assert!((got / want - 1.0).abs() < 4.0 / libm::sqrt(2.0 * 199.0), "{got} {want}");
    }

    #[test]
    fn what_does_not_exist_has_no_estimate() {
        assert_eq!(Classed::default().estimate(LEVEL), None);
        assert_eq!(classed(&[(0.0, 0.0)]).estimate(LEVEL), None);
        let alone = classed(&[(3.0, 1.0)]).estimate(LEVEL).expect("one value");
        assert_eq!((alone.value, alone.se, alone.interval), (3.0, None, None));
    }

    #[test]
    fn shards_in_any_order_are_the_run() {
        let all: Vec<(f64, f64)> = (0..1000u32).map(|i| (f64::from(i % 13), 1.0)).collect();
        let part = |range: std::ops::Range<u64>| {
            let mut part = Classed::default();
            range.for_each(|k| part.push(k, all[k as usize].0, 1.0));
            part
        };
        let mut merged = part(700..1000);
        merged.merge(&part(0..300));
        merged.merge(&part(300..700));
        assert_eq!(merged, classed(&all));
    }
}
