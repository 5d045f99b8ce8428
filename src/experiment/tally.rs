//! Tally: how cases end, by issue, route, size and responsibility (section 5.1, *outcome counts*).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, Interval, LEVEL, t_critical};
use crate::model::{
    Outcome,
    outcome::{CaseRecord, Ending, Responsible},
    setup::{Kind, Params},
    side::{IssueId, Side},
};

/// The channel of a case's last attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Route {
    /// No channel ever took it.
    None,
    Direct,
    Relay,
    Plenary,
    Technical,
    Track,
}

/// Sizes in weighted units: up to 60, up to 200, and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SizeBand {
    Small,
    Medium,
    Large,
}

impl SizeBand {
    pub fn of(case: &CaseRecord) -> SizeBand {
        match case.size {
            s if s <= 60.0 => SizeBand::Small,
            s if s <= 200.0 => SizeBand::Medium,
            _ => SizeBand::Large,
        }
    }
}

/// What is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    pub issue: IssueId,
    pub route: Route,
    pub mediated: bool,
    pub size: SizeBand,
    pub ending: Ending,
    pub responsible: Responsible,
}

impl Cell {
    fn of(case: &CaseRecord, p: &Params) -> Cell {
        let route = match case.channel.map(|c| p.channels[c].kind) {
            None => Route::None,
            Some(Kind::Direct) => Route::Direct,
            Some(Kind::Relay) => Route::Relay,
            Some(Kind::Plenary) => Route::Plenary,
            Some(Kind::Technical) => Route::Technical,
            Some(Kind::Mediated) => Route::Track,
        };
        let size = SizeBand::of(case);
        let (mediated, ending, responsible) = (case.mediated, case.ending, case.responsible);
        Cell { issue: case.issue, route, mediated, size, ending, responsible }
    }

    /// As in `outcomes.csv`: issue, route, mediated, size band, ending, responsible.
    pub fn words(&self, p: &Params) -> [String; 6] {
        let route = ["none", "direct", "relay", "plenary", "technical", "track"][self.route as usize];
        let size = ["small", "medium", "large"][self.size as usize];
        let responsible = match self.responsible {
            Responsible::None => "none",
            Responsible::Side(Side::A) => &p.sides[Side::A].id,
            Responsible::Side(Side::B) => &p.sides[Side::B].id,
            Responsible::Disputed => "disputed",
        };
        let mediated = if self.mediated { "yes" } else { "no" };
        [&p.issues[self.issue].id, route, mediated, size, self.ending.name(), responsible].map(String::from)
    }
}

/// Sums and sums of squares of counts a replication, exact.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    n: u64,
    cells: BTreeMap<Cell, (u64, u64)>,
    /// The counts of the replication at hand.
    counts: BTreeMap<Cell, u64>,
}

impl Tally {
    pub fn push(&mut self, o: &Outcome, p: &Params) {
        self.n += 1;
        self.counts.clear();
        for case in &o.cases {
            *self.counts.entry(Cell::of(case, p)).or_default() += 1;
        }
        for (&cell, &count) in &self.counts {
            let (sum, squares) = self.cells.entry(cell).or_default();
            *sum += count;
            *squares += count * count;
        }
    }

    /// Mean number a replication, cell by cell, in order.
    pub fn cells(&self) -> impl Iterator<Item = (Cell, Estimate)> {
        let n = self.n as f64;
        self.cells.iter().map(move |(&cell, &(sum, squares))| {
            let mean = sum as f64 / n;
            let variance = (squares as f64 - n * mean * mean) / (n - 1.0);
            let se = (self.n > 1).then(|| libm::sqrt(variance.max(0.0) / n));
            let interval = se.map(|se| Interval::around(mean, t_critical(LEVEL, self.n - 1) * se));
            (cell, Estimate { value: mean, se, interval, n: self.n })
        })
    }
}
