//! Findings: what the intervals of a sensitivity analysis allow one to say, in sentences for the report.

use super::{Told, inputs, range};
use crate::{
    cli::headline::{margin, percent},
    experiment::{
        estimate::Estimate,
        sensitivity::{TOO_FEW_ROWS, found::Swing},
    },
};

impl Told<'_> {
    /// What the intervals allow one to say of the main response.
    pub(super) fn findings(&self) -> Vec<String> {
        let label = &self.response().label;
        let mut said = Vec::new();
        said.extend(self.widest());
        if let Some(effects) = self.found.effects.get(self.main).and_then(Option::as_ref) {
            let seen = effects.iter().filter(|effect| effect.seen()).count();
            said.push(format!(
                "Of {}, screening sees {seen} do something to {label} above chance.",
                inputs(effects.len())
            ));
        }
        said.extend(self.spread());
        said
    }

    /// How many inputs move the response by more than chance, one at a time, and the widest swing among them.
    fn widest(&self) -> Option<String> {
        let label = &self.response().label;
        let swings = self.found.by_swing(self.main);
        let moves = |swing: &&Swing<'_>| swing.differences[self.main].iter().flatten().any(Estimate::settled);
        let (all, moving) = (swings.len(), swings.iter().copied().filter(|s| moves(s)).collect::<Vec<_>>());
        let Some(first) = moving.first() else {
            let undecided = format!(
                "Moved one at a time over their ranges, none of {} moves {label} by more than chance could: which \
                 matter is undecided.",
                inputs(all)
            );
            return (all > 0).then_some(undecided);
        };
        let [low, high] =
            first.differences[self.main].each_ref().map(|d| d.as_ref().map_or("–".into(), |d| margin(d, 1.0, "")));
        Some(format!(
            "Moved one at a time over their ranges, {} of {} move {label} by more than chance could; the widest \
             swing seen is that of {}: {low} at the low end of its range, {high} at the high end. Swings whose margins \
             overlap are not ranked.",
            moving.len(),
            inputs(all),
            first.factor.input.path
        ))
    }

    /// How much of the spread is chance, and which input carries most of the rest.
    fn spread(&self) -> Option<String> {
        let indices = self.indices()?;
        let chance = format!("Of the spread between single histories, {} is chance", percent(&indices.chance));
        let Some(shares) = &indices.shares else {
            return Some(format!("{chance}; which inputs carry the rest is undecided."));
        };
        if shares.impossible() {
            return Some(format!("{chance}; what carries the rest is undecided: {TOO_FEW_ROWS}."));
        }
        let leaders = self.found.leaders(self.main);
        let paths = leaders.iter().map(|&i| self.found.chosen[i].input.path.as_str()).collect::<Vec<_>>().join(", ");
        Some(match leaders.as_slice() {
            [] => format!("{chance}; which inputs carry the rest is undecided."),
            &[one] => {
                let total = range(&shares.total[one]);
                format!("{chance}; of the rest {paths} carries most, with a total index of {total}.")
            }
            _ => format!("{chance}; of the rest {paths} carry most, and the intervals do not rank them."),
        })
    }
}
