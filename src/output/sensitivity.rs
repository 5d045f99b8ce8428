//! The tables and figures of a sensitivity analysis.

use super::{
    figure::{
        self, Picture, Provenance,
        indices::IndicesData,
        screening::ScreeningData,
        tornado::{End, TornadoData},
    },
    lines::sentence,
    table::{Sheet, estimate_fields},
};
use crate::{
    experiment::{
        design::Factor,
        estimate::Estimate,
        response::Response,
        sensitivity::{
            Effect, Shares, TOO_FEW_ROWS,
            found::{Found, Swing},
            plan::Plan,
        },
        sweep::Side,
    },
    scenario::{Input, Scenario},
};

/// Its value tables, those that have rows.
pub fn tables(found: &Found<'_>, responses: &[Response]) -> Vec<Sheet> {
    let told = Told { found, responses };
    [told.tornado(), told.screening(), told.indices(), told.chance()].into_iter().flatten().collect()
}

/// The pictures of one response: tornado, screening, indices, those that have been asked for.
pub fn pictures(
    found: &Found<'_>,
    responses: &[Response],
    main: usize,
    (base, plan): (&Scenario, &Plan),
    from: &Provenance,
) -> Vec<Picture> {
    let response = &responses[main];
    let words = |input: &Input| base.in_words(&input.path);
    // Trajectories and rows have fewer histories at each point than the ends of ranges.
    let inner = Provenance { n: plan.inner, ..from.clone() };
    let drawn = [
        tornado(found, response, main, words).map(|data| Picture::Tornado(data, from.clone())),
        screening(found, response, main, words).map(|data| Picture::Screening(data, inner.clone())),
        indices(found, response, main, plan, words).map(|data| Picture::Indices(data, inner)),
    ];
    drawn.into_iter().flatten().collect()
}

/// The widest swings of a tornado that are drawn.
const WIDEST: usize = 25;

fn tornado(
    found: &Found<'_>,
    response: &Response,
    main: usize,
    words: impl Fn(&Input) -> String,
) -> Option<TornadoData> {
    let base = found.base.get(main).copied().flatten()?.value;
    let row = |swing: &Swing<'_>| {
        let input = swing.factor.input;
        let end = |u: f64, diff: Option<Estimate>| End { value: input.text_at(swing.factor.at(u)), diff };
        let [low, high] = swing.differences[main];
        figure::tornado::Row {
            input: input.path.clone(),
            words: words(input),
            stands: input.number.map_or(String::new(), |number| input.text_at(number)),
            low: end(0.0, low),
            high: end(1.0, high),
            contested: input.evidence.contested,
        }
    };
    let rows: Vec<_> = found.by_swing(main).into_iter().take(WIDEST).map(row).collect();
    let title = match found.swings.len() {
        all if all > WIDEST => format!("The {WIDEST} widest swings of {}, of {all} inputs", response.label),
        _ => String::new(),
    };
    Some(TornadoData { title, response: response.label.clone(), unit: response.unit.into(), base, rows })
}

fn screening(
    found: &Found<'_>,
    response: &Response,
    main: usize,
    words: impl Fn(&Input) -> String,
) -> Option<ScreeningData> {
    let effects = found.effects.get(main)?.as_ref()?;
    let row = |(factor, effect): (&Factor<'_>, &Effect)| figure::screening::Row {
        input: factor.input.path.clone(),
        words: words(factor.input),
        mean: Some(effect.mu_star),
        spread: effect.sigma.value,
        contested: factor.input.evidence.contested,
        seen: effect.seen(),
    };
    let floor = effects.iter().map(|effect| effect.floor).sum::<f64>() / effects.len().max(1) as f64;
    Some(ScreeningData {
        title: String::new(),
        response: response.label.clone(),
        unit: response.unit.into(),
        rows: found.screened.iter().zip(effects).map(row).collect(),
        floor: Some(floor),
    })
}

fn indices(
    found: &Found<'_>,
    response: &Response,
    main: usize,
    plan: &Plan,
    words: impl Fn(&Input) -> String,
) -> Option<IndicesData> {
    let indices = found.indices.get(main)?.as_ref()?;
    let shares = indices.shares.as_ref();
    let order = found.ranking(main);
    let row = |&i: &usize| figure::indices::Row {
        input: found.chosen[i].input.path.clone(),
        words: words(found.chosen[i].input),
        first: shares.map(|shares| shares.first[i]),
        total: shares.map(|shares| shares.total[i]),
        contested: found.chosen[i].input.evidence.contested,
    };
    // A single input above all others is a finding; several that overlap are none.
    let impossible = shares.is_some_and(Shares::impossible);
    let title = match order.first().map(Vec::as_slice) {
        _ if impossible => {
            format!("What carries the spread of {} is undecided: first-order above total", response.label)
        }
        Some([first]) if order.len() > 1 => {
            format!(
                "{} carries more of the spread of {} than any other input",
                sentence(&words(found.chosen[*first].input)),
                response.label
            )
        }
        _ => String::new(),
    };
    Some(IndicesData {
        title,
        response: response.label.clone(),
        unit: response.unit.into(),
        rows: order.iter().flatten().map(row).collect(),
        chance: Some(indices.chance),
        design: match impossible {
            true => format!("{} rows of the design; {TOO_FEW_ROWS}", plan.rows),
            false => format!("{} rows of the design", plan.rows),
        },
    })
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
