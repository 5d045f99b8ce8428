//! The tables and figures of a sensitivity analysis.

use super::{
    figure::{Figure, Provenance},
    table::{Sheet, estimate_fields},
};
use crate::experiment::{design::Factor, response::Response, sensitivity::found::Found, sweep::Side};

/// Its value tables, those that have rows.
pub fn tables(found: &Found<'_>, responses: &[Response]) -> Vec<Sheet> {
    let told = Told { found, responses };
    [told.tornado(), told.screening(), told.indices(), told.chance()].into_iter().flatten().collect()
}

pub fn figures(_found: &Found<'_>, _responses: &[Response], _main: usize, _from: &Provenance) -> Vec<Figure> {
    Vec::new()
}

struct Told<'t> {
    found: &'t Found<'t>,
    responses: &'t [Response],
}

/// Whether an input is disputed, in a table.
fn contested(factor: &Factor<'_>) -> String {
    if factor.input.evidence.contested { "yes" } else { "no" }.into()
}

impl Told<'_> {
    fn tornado(&self) -> Option<Sheet> {
        let header = [
            "input",
            "contested",
            "end",
            "value",
            "measure",
            "unit",
            "difference",
            "standard_error",
            "low",
            "high",
            "n",
            "verdict",
        ];
        let mut rows = Vec::new();
        for swing in &self.found.swings {
            for (response, differences) in self.responses.iter().zip(&swing.differences) {
                for ((end, u), difference) in [("low", 0.0), ("high", 1.0)].into_iter().zip(differences) {
                    let Some(difference) = difference else { continue };
                    let factor = &swing.factor;
                    let mut row = vec![factor.input.path.clone(), contested(factor), end.into()];
                    row.extend([factor.at(u).to_string(), response.name.clone(), response.unit.into()]);
                    row.extend(estimate_fields(difference));
                    row.push(Side::of(Some(*difference)).word().into());
                    rows.push(row);
                }
            }
        }
        (!rows.is_empty()).then(|| Sheet::new("tornado.csv", header, rows))
    }

    fn screening(&self) -> Option<Sheet> {
        let header = [
            "input",
            "contested",
            "measure",
            "unit",
            "statistic",
            "estimate",
            "standard_error",
            "low",
            "high",
            "n",
            "floor",
            "seen",
        ];
        let mut rows = Vec::new();
        for (response, effects) in self.responses.iter().zip(&self.found.effects) {
            for (factor, effect) in self.found.screened.iter().zip(effects.iter().flatten()) {
                let statistics = [
                    ("mu", effect.mu),
                    ("mu_star", effect.mu_star),
                    ("sigma", effect.sigma),
                    ("square", effect.square),
                ];
                for (name, estimate) in statistics {
                    let mut row = vec![factor.input.path.clone(), contested(factor), response.name.clone()];
                    row.extend([response.unit.into(), name.to_string()]);
                    row.extend(estimate_fields(&estimate));
                    row.extend([effect.floor.to_string(), if effect.seen() { "yes" } else { "no" }.into()]);
                    rows.push(row);
                }
            }
        }
        (!rows.is_empty()).then(|| Sheet::new("screening.csv", header, rows))
    }

    fn indices(&self) -> Option<Sheet> {
        let header = ["measure", "input", "contested", "index", "estimate", "standard_error", "low", "high", "n"];
        let mut rows = Vec::new();
        for (response, indices) in self.responses.iter().zip(&self.found.indices) {
            let Some(shares) = indices.as_ref().and_then(|indices| indices.shares.as_ref()) else { continue };
            for (factor, (first, total)) in self.found.chosen.iter().zip(shares.first.iter().zip(&shares.total)) {
                for (name, estimate) in [("first", first), ("total", total)] {
                    let mut row =
                        vec![response.name.clone(), factor.input.path.clone(), contested(factor), name.into()];
                    row.extend(estimate_fields(estimate));
                    rows.push(row);
                }
            }
        }
        (!rows.is_empty()).then(|| Sheet::new("indices.csv", header, rows))
    }

    fn chance(&self) -> Option<Sheet> {
        let header = ["measure", "statistic", "estimate", "standard_error", "low", "high", "n"];
        let mut rows = Vec::new();
        for (response, indices) in self.responses.iter().zip(&self.found.indices) {
            let Some(indices) = indices else { continue };
            let sums = indices.shares.as_ref().map(|s| [("sum_of_first", s.first_sum), ("sum_of_total", s.total_sum)]);
            let known = [
                ("variance_of_the_mean", indices.variance),
                ("variance_by_chance", indices.noise),
                ("chance", indices.chance),
            ];
            for (name, estimate) in known.into_iter().chain(sums.into_iter().flatten()) {
                let mut row = vec![response.name.clone(), name.to_string()];
                row.extend(estimate_fields(&estimate));
                rows.push(row);
            }
        }
        (!rows.is_empty()).then(|| Sheet::new("chance.csv", header, rows))
    }
}
