//! Shares: what `attribute` found, as tables and figures.

use std::collections::BTreeMap;

use super::{
    figure::{
        Picture, Provenance,
        shares::{Panel, Row, SharesData},
    },
    table::{Sheet, estimate_fields},
};
use crate::{
    experiment::{
        attribute::{Attribute, Coalition, Shares, shares},
        estimate::{Classed, Estimate, LEVEL},
        measures::Measure,
        response::{Of, Response},
    },
    model::{rules::TakenOut, setup::Setup, side::Side},
};

/// The sums of every point, by its id.
pub type Sums = BTreeMap<String, Vec<Classed>>;

/// What was asked, and what came of it.
pub struct Attributed<'a> {
    pub question: &'a Attribute,
    pub setup: &'a Setup,
    pub responses: &'a [Response],
    sums: &'a Sums,
    /// By rule, then by response; none where a coalition has no value.
    found: Vec<Vec<Option<Shares>>>,
}

/// The responses that are shown, each with the name of its figure; all stand in the tables.
const SHOWN: [(Measure, &str); 4] = [
    (Measure::Exchanges, "shares-exchanges"),
    (Measure::FirstExchangeRestricted, "shares-wait"),
    (Measure::Returned(Side::A), "shares-home-a"),
    (Measure::Returned(Side::B), "shares-home-b"),
];

impl<'a> Attributed<'a> {
    pub fn new(question: &'a Attribute, setup: &'a Setup, responses: &'a [Response], sums: &'a Sums) -> Attributed<'a> {
        let everybody = question.everybody();
        let of = |rule: TakenOut, response: usize| {
            let coalition = |c: Coalition| sums.get(&question.id(c, rule))?.get(response);
            let coalitions: Option<Vec<&Classed>> = (0..=everybody).map(coalition).collect();
            shares(question.parts.len(), &coalitions?)
        };
        let by_response = |&rule: &TakenOut| (0..responses.len()).map(|response| of(rule, response)).collect();
        let found = question.rules.iter().map(by_response).collect();
        Attributed { question, setup, responses, sums, found }
    }

    /// The names of the parts, in their order.
    pub fn names(&self) -> Vec<String> {
        self.question.parts.iter().map(|part| part.name(self.setup)).collect()
    }

    /// The shares of a response under each rule that has them.
    pub fn of(&self, response: usize) -> impl Iterator<Item = (TakenOut, &Shares)> {
        let rules = self.question.rules.iter().zip(&self.found);
        rules.filter_map(move |(&rule, found)| Some((rule, found[response].as_ref()?)))
    }

    /// The mean of a response as the scenario stands.
    pub fn as_it_stands(&self, response: usize) -> Option<Estimate> {
        let all = self.question.id(self.question.everybody(), self.question.rules[0]);
        self.sums.get(&all)?.get(response)?.estimate(LEVEL)
    }

    /// The responses that are shown, in order, each with the name of its figure.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &'static str)> {
        let place = |measure: Measure| self.responses.iter().position(|r| r.of == Of::Mean(measure));
        SHOWN.into_iter().filter_map(move |(measure, figure)| Some((place(measure)?, figure)))
    }

    /// `shares.csv`.
    pub fn shares(&self) -> Sheet {
        let mut rows = Vec::new();
        for (response, r) in self.responses.iter().enumerate() {
            for (rule, found) in self.of(response) {
                let mut line = |part: &str, quantity: &str, e: &Estimate| {
                    let words = [rule.word(), &r.name, r.unit, part, quantity].map(String::from);
                    rows.push(words.into_iter().chain(estimate_fields(e)).collect());
                };
                for (part, share) in self.question.parts.iter().zip(&found.parts) {
                    line(part.id(), "share", &share.share);
                    line(part.id(), "alone", &share.alone);
                    line(part.id(), "last_out", &share.last_out);
                }
                line("", "whole", &found.whole);
            }
        }
        Sheet::new("shares.csv", SHARES_HEADER, rows)
    }

    /// `coalitions.csv`.
    pub fn coalitions(&self) -> Sheet {
        let all = self.question.everybody();
        let ids = |c: Coalition| self.question.members(c).map(|part| part.id()).collect::<Vec<_>>().join("+");
        let mut rows = Vec::new();
        let without = self.question.rules.iter().flat_map(|&rule| (0..all).map(move |c| (c, rule, rule.word())));
        for (coalition, rule, word) in std::iter::once((all, self.question.rules[0], "")).chain(without) {
            let Some(sums) = self.sums.get(&self.question.id(coalition, rule)) else { continue };
            for (r, sum) in self.responses.iter().zip(sums) {
                let words = [word.into(), ids(coalition), ids(all & !coalition), r.name.clone(), r.unit.into()];
                let value = sum.estimate(LEVEL).map_or(Default::default(), |e| estimate_fields(&e));
                rows.push(words.into_iter().chain(value).collect());
            }
        }
        Sheet::new("coalitions.csv", COALITIONS_HEADER, rows)
    }

    pub fn pictures(&self, from: &Provenance) -> Vec<Picture> {
        let names = self.names();
        let panel = |(rule, found): (TakenOut, &Shares)| Panel {
            rule: rule.word().into(),
            whole: Some(found.whole),
            rows: names
                .iter()
                .zip(&found.parts)
                .map(|(name, part)| Row {
                    name: name.clone(),
                    share: Some(part.share),
                    alone: Some(part.alone),
                    last_out: Some(part.last_out),
                })
                .collect(),
        };
        let picture = |(response, name): (usize, &'static str)| {
            let r = &self.responses[response];
            let data = SharesData {
                title: String::new(),
                response: r.label.clone(),
                unit: if r.label.contains(r.unit) { String::new() } else { r.unit.into() },
                panels: self.of(response).map(panel).collect(),
            };
            Picture::Shares(data, from.clone()).named(name)
        };
        self.shown().map(picture).collect()
    }
}

/// The header of `shares.csv`.
pub const SHARES_HEADER: [&str; 10] =
    ["rule", "measure", "unit", "part", "quantity", "estimate", "standard_error", "low", "high", "n"];

/// The header of `coalitions.csv`.
pub const COALITIONS_HEADER: [&str; 10] =
    ["rule", "there", "out", "measure", "unit", "estimate", "standard_error", "low", "high", "n"];
