//! The arms of the page, played again.

use std::collections::BTreeMap;

use backchannel::{
    experiment::{
        design::{self, Row},
        estimate::{Classed, Estimate, LEVEL},
        response::responses,
        sensitivity::{
            Indices,
            found::{Inner, inner_values},
            indices,
            plan::in_rows,
        },
        study::{Point, Study},
    },
    scenario::{Patch, Scenario, covers, load},
};

use crate::page::{Number, Page};

const SEED: u64 = 1;
/// What the page's commands ask for, and how few rows will do to find its numbers again.
const ROWS: [u32; 2] = [96, 48];
const INNER: u64 = 32;
/// One history in so many of those of the page.
const FEWER: u64 = 8;

/// A number, played again.
pub struct Again {
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// Written in percent.
    pub percent: bool,
}

/// What has been found of one scenario.
pub struct Found {
    /// By arm, then by response.
    arms: BTreeMap<String, Vec<Classed>>,
    /// Names and units.
    responses: Vec<(String, &'static str)>,
    inputs: Vec<String>,
    /// By response.
    indices: Vec<Option<Indices>>,
}

impl Found {
    pub fn of(page: &Page, scenario: &str, update: bool) -> Found {
        let base = load(scenario.as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let study = Study { base: &base, responses: responses(&base.setup), seed: SEED, threads: 0 };
        let n = page.histories(scenario) / if update { 1 } else { FEWER };
        let known = page.arms();
        let numbers = page.numbers(scenario);
        let mut names: Vec<&str> = numbers.iter().filter(|n| !n.is_share()).map(|n| n.arm.as_str()).collect();
        names.push("base");
        names.sort_unstable();
        names.dedup();
        let mut arms = BTreeMap::new();
        for name in names {
            let changes =
                if name == "base" { &[][..] } else { known.get(name).expect("an arm of the table").as_slice() };
            let patches: Vec<Patch> = changes.iter().flat_map(|change| patches(&base, change)).collect();
            // Put over the file itself, which also has what is switched off there.
            let arm = load(scenario.as_ref(), &patches).unwrap_or_else(|problems| panic!("{name}: {problems}"));
            let study = Study { base: &arm, responses: study.responses.clone(), seed: SEED, threads: 0 };
            let point = Point { id: name.into(), patches: Vec::new(), numbers: 0..n };
            play(&study, &[point], |point, sums| _ = arms.insert(point.id.clone(), sums));
        }
        // In the order of the scenario, as the program takes them.
        let named = page.inputs(scenario);
        let inputs: Vec<String> =
            base.inputs.iter().map(|i| i.path.clone()).filter(|path| named.contains(path)).collect();
        let indices = if inputs.is_empty() { Vec::new() } else { spread(&study, &inputs, ROWS[usize::from(!update)]) };
        let responses = study.responses.iter().map(|r| (r.name.clone(), r.unit)).collect();
        Found { arms, responses, inputs, indices }
    }

    pub fn number(&self, number: &Number) -> Option<Again> {
        let response = self.responses.iter().position(|(name, _)| *name == number.response)?;
        let again = |e: Estimate, percent: bool| Again { value: e.value, error: e.se.unwrap_or(0.0), percent };
        if number.is_share() {
            let indices = self.indices.get(response)?.as_ref()?;
            let Some((kind, path)) = number.arm.split_once(' ') else {
                return Some(of_interval(&indices.chance, true));
            };
            let i = self.inputs.iter().position(|input| input == path)?;
            let shares = indices.shares.as_ref()?;
            let shares = if kind == "first" { &shares.first } else { &shares.total };
            return Some(of_interval(&shares[i], true));
        }
        let percent = self.responses[response].1 == "share";
        let base = &self.arms["base"][response];
        let arm = &self.arms[&number.arm][response];
        let estimate = if number.arm == "base" { base.estimate(LEVEL) } else { arm.less(base, LEVEL) };
        estimate.map(|e| again(e, percent))
    }
}

/// Of an interval that is not quite symmetrical, half.
fn of_interval(e: &Estimate, percent: bool) -> Again {
    let half = e.interval.map_or(f64::NAN, |i| i.width() / 2.0);
    Again { value: e.value, error: half / 1.96, percent }
}

/// One change; of a path with stars one for each input that it covers, as `sweep` has it.
fn patches(base: &Scenario, change: &str) -> Vec<Patch> {
    let Some((word, value)) = change.split_once('=').filter(|(word, _)| word.contains('*')) else {
        return vec![Patch::said(change).unwrap_or_else(|problems| panic!("{problems}"))];
    };
    let inputs = base.inputs.iter().filter(|input| covers(word, &input.path));
    inputs.map(|input| input.at(input.read(value).unwrap_or_else(|wrong| panic!("{change}: {wrong}")))).collect()
}

fn play(study: &Study<'_>, points: &[Point], fold: impl FnMut(&Point, Vec<Classed>)) {
    study.play(points, |_, _| None, |_| true, |_| true, fold).unwrap_or_else(|e| panic!("{e}"));
}

fn spread(study: &Study<'_>, inputs: &[String], rows: u32) -> Vec<Option<Indices>> {
    let words: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let factors = design::factors(study.base, &words);
    assert_eq!(factors.iter().map(|f| &f.input.path).collect::<Vec<_>>(), inputs.iter().collect::<Vec<_>>());
    let design = design::rows(rows, factors.len(), study.seed);
    let mut points: Vec<Inner> = Vec::new();
    play(study, &in_rows(&design, &factors, INNER), |_, sums| points.push(inner_values(sums)));
    let of = |r: usize| {
        let values: Option<Vec<Vec<f64>>> = points.iter().map(|point| point[r].clone()).collect();
        let rows: Option<Vec<Row<Vec<f64>>>> =
            values?.chunks_exact(factors.len() + 2).map(|points| Row::gather(points.iter().cloned())).collect();
        indices(&rows?, LEVEL, study.seed)
    };
    (0..study.responses.len()).map(of).collect()
}
