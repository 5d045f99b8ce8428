//! Inputs: every number of the scenarios with its evidence and its dispute, in words.

use serde::{Deserialize, Serialize};

use super::Variant;
use crate::scenario::{Input, Scenario};

/// The numbers of the scenario, or what is other in a variant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inputs {
    /// Of the variant; empty of the scenario itself.
    pub name: String,
    /// So many numbers of the base are not there.
    pub gone: usize,
    pub contested: usize,
    /// Those in the file.
    pub written: Vec<InputRow>,
    /// Those left out of it.
    pub defaults: Vec<InputRow>,
}

/// One number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InputRow {
    pub path: String,
    pub value: String,
    pub range: String,
    pub grade: String,
    pub contested: bool,
    pub why: String,
    /// The ids of its sources.
    pub source: String,
    /// Who claims what of it.
    pub claims: Vec<String>,
}

/// The numbers of the scenario, those in its file apart from the defaults; then, of each variant, those that are other.
pub fn of(scenario: &Scenario, variants: &[(Variant, &Scenario)]) -> Vec<Inputs> {
    let base = &scenario.inputs;
    let contested = |inputs: &[&Input]| inputs.iter().filter(|i| i.evidence.contested).count();
    let rows = |inputs: &[&Input]| inputs.iter().map(|i| row(i)).collect::<Vec<_>>();
    let (defaults, written): (Vec<&Input>, Vec<&Input>) = base.iter().partition(|i| i.by_default);
    let own = Inputs {
        name: String::new(),
        gone: 0,
        contested: base.iter().filter(|i| i.evidence.contested).count(),
        written: rows(&written),
        defaults: rows(&defaults),
    };
    let other = |(variant, scenario): &(Variant, &Scenario)| {
        let same = |i: &&Input| base.iter().any(|b| b.path == i.path && b.value == i.value);
        let other: Vec<&Input> = scenario.inputs.iter().filter(|i| !same(i)).collect();
        let there = |b: &&Input| scenario.inputs.iter().any(|i| i.path == b.path);
        Inputs {
            name: variant.name.clone(),
            gone: base.iter().filter(|b| !there(b)).count(),
            contested: contested(&other),
            written: rows(&other),
            defaults: Vec::new(),
        }
    };
    std::iter::once(own).chain(variants.iter().map(other)).collect()
}

fn row(i: &Input) -> InputRow {
    let e = &i.evidence;
    InputRow {
        path: i.path.clone(),
        value: i.value.clone(),
        range: i.range_text().unwrap_or_default(),
        grade: e.grade.word().into(),
        contested: e.contested,
        why: if e.why.is_empty() { i.doc.into() } else { e.why.clone() },
        source: e.sources.join(", "),
        claims: e.claims.iter().map(|c| i.claim_text(c)).collect(),
    }
}
