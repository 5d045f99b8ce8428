//! The figures of a sweep.

use super::figure::{Figure, Provenance};
use crate::{
    experiment::{
        response::Response,
        sweep::{Results, Spot, Sweep},
    },
    scenario::Scenario,
};

pub fn figures(
    _sweep: &Sweep,
    _base: &Scenario,
    _responses: &[Response],
    _main: usize,
    _spots: &[Spot],
    _results: &Results,
    _from: &Provenance,
) -> Vec<Figure> {
    Vec::new()
}
