//! What has been found about a scenario's inputs, from the sums of the points that were played.

use super::{Effect, Indices, indices, plan::Plan, ranked, screening};
use crate::experiment::{
    design::{Factor, Row, Trajectory},
    estimate::{Classed, Estimate, LEVEL, sidak},
};

/// One input at one end of its range.
pub struct Swing<'s> {
    pub factor: Factor<'s>,
    /// By response: at the low end and at the high end, less the scenario as it stands.
    pub differences: Vec<[Option<Estimate>; 2]>,
}

/// All that has been found.
#[derive(Default)]
pub struct Found<'s> {
    /// By response: the scenario as it stands.
    pub base: Vec<Option<Estimate>>,
    pub swings: Vec<Swing<'s>>,
    /// By response, then by input.
    pub effects: Vec<Option<Vec<Effect>>>,
    /// The inputs that have effects.
    pub screened: Vec<Factor<'s>>,
    /// By response.
    pub indices: Vec<Option<Indices>>,
    /// The inputs that have indices.
    pub chosen: Vec<Factor<'s>>,
}

/// The sums of one point, by response.
pub type Sums = Vec<Classed>;

/// The inner values of one point by response; of a ratio what stands in for them; none where a ratio has no value.
pub type Inner = Vec<Option<Vec<f64>>>;

/// The inner values of a point.
pub fn inner_values(sums: Sums) -> Inner {
    sums.iter().map(Classed::pseudo_values).collect()
}

impl<'s> Found<'s> {
    /// Takes in the scenario as it stands and, input by input, its low end and its high end. Intervals of differences hold
    /// for both ends of all inputs at once.
    pub fn take_ends(&mut self, factors: &[Factor<'s>], sums: &[Sums]) {
        let Some((base, ends)) = sums.split_first() else { return };
        let level = sidak(LEVEL, ends.len());
        let less = |here: &Sums| here.iter().zip(base).map(|(here, base)| here.less(base, level)).collect::<Vec<_>>();
        self.base = base.iter().map(|sums| sums.estimate(LEVEL)).collect();
        let swing = |(factor, ends): (&Factor<'s>, &[Sums])| {
            let [low, high] = [less(&ends[0]), less(&ends[1])];
            Swing { factor: factor.clone(), differences: low.into_iter().zip(high).map(|(l, h)| [l, h]).collect() }
        };
        self.swings = factors.iter().zip(ends.chunks_exact(2)).map(swing).collect();
    }

    /// Takes in the points of trajectories.
    pub fn take_walks(&mut self, factors: &[Factor<'s>], walks: &[Trajectory], points: &[Inner]) {
        self.effects = by_response(points, |values| {
            let walked: Vec<Vec<Vec<f64>>> = values.chunks_exact(factors.len() + 1).map(<[_]>::to_vec).collect();
            screening(walks, &walked, LEVEL)
        });
        self.screened = factors.to_vec();
    }

    /// Chooses the inputs that are to have indices: those that screening puts first for the response, in their own order;
    /// all, where there are few.
    pub fn choose(&mut self, plan: &Plan, factors: &[Factor<'s>], response: usize) {
        let effects = self.effects.get(response).and_then(Option::as_ref);
        let mut order: Vec<usize> = (0..factors.len()).collect();
        if let Some(effects) = effects {
            order.sort_by(|&i, &j| effects[j].square.value.total_cmp(&effects[i].square.value));
        }
        order.truncate(plan.top);
        order.sort_unstable();
        self.chosen = order.into_iter().map(|i| factors[i].clone()).collect();
    }

    /// Takes in the points of rows.
    pub fn take_rows(&mut self, points: &[Inner], seed: u64) {
        let row = |points: &[Vec<f64>]| Row::gather(points.iter().cloned());
        self.indices = by_response(points, |values| {
            let rows: Option<Vec<Row<Vec<f64>>>> = values.chunks_exact(self.chosen.len() + 2).map(row).collect();
            indices(&rows?, LEVEL, seed)
        });
    }

    /// The swings of a response, widest first.
    pub fn by_swing(&self, response: usize) -> Vec<&Swing<'s>> {
        let width = |swing: &Swing<'_>| {
            let values = swing.differences[response].iter().flatten().map(|d| d.value).chain([0.0]);
            values.clone().fold(f64::MIN, f64::max) - values.fold(f64::MAX, f64::min)
        };
        let mut swings: Vec<&Swing<'s>> = self.swings.iter().collect();
        swings.sort_by(|a, b| width(b).total_cmp(&width(a)));
        swings
    }

    /// The chosen inputs by their total index of a response, largest first, in groups within which nothing is ranked.
    pub fn ranking(&self, response: usize) -> Vec<Vec<usize>> {
        let shares = self.indices.get(response).and_then(Option::as_ref).and_then(|indices| indices.shares.as_ref());
        shares.map_or(Vec::new(), |shares| ranked(&shares.total))
    }

    /// The chosen inputs with the largest total indices: the first, and those told apart from zero but not from it.
    pub fn leaders(&self, response: usize) -> Vec<usize> {
        let shares = self.indices.get(response).and_then(Option::as_ref).and_then(|indices| indices.shares.as_ref());
        let low = |i: usize| shares.and_then(|shares| shares.total[i].interval).map(|interval| interval.low);
        let order = self.ranking(response).concat();
        let Some(least) = order.first().and_then(|&first| low(first)).filter(|least| *least > 0.0) else {
            return Vec::new();
        };
        let reaches = |i: usize| shares.and_then(|s| s.total[i].interval).is_some_and(|seen| seen.high >= least);
        order.into_iter().filter(|&i| low(i) > Some(0.0) && reaches(i)).collect()
    }
}

/// The inner values of each response at every point, where all points have them, made into something.
fn by_response<T>(points: &[Inner], make: impl Fn(Vec<Vec<f64>>) -> Option<T>) -> Vec<Option<T>> {
    let of = |r: usize| points.iter().map(|point| point[r].clone()).collect::<Option<Vec<_>>>().and_then(&make);
    (0..points.first().map_or(0, Vec::len)).map(of).collect()
}
