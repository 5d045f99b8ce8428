//! Patterns: what is asked of the model and of the record alike, and how the two answers lie to each other.
//!
//! Each question has one statistic, computed by the same rule from the record and from every replication, over a span of
//! days that both cover. A record is one history: it is set beside the distribution over replications, not beside the
//! interval of their mean.

mod known;
mod questions;
mod spread;
mod stat;

pub use questions::{Question, Span, questions};
pub use spread::Spread;
pub use stat::Stat;

use crate::{
    model::Outcome,
    record::{Bound, Record},
    scenario::{Mark, RecordLink, Scenario},
};

/// A pattern's id and title.
pub const TITLES: [(&str, &str); 9] = [
    ("P1", "Exchanges and people by year"),
    ("P2", "Mean size of an exchange"),
    ("P3", "Pauses between exchanges"),
    ("P4", "Balance of heads"),
    ("P5", "Share of deals with a mediator"),
    ("P6", "Recovery from a shock"),
    ("P7", "Remains returned"),
    ("P8", "Talks on matters where nobody moves"),
    ("children", "Children returned"),
];

/// The words under which a pattern is shown; its id if it has none.
pub fn title(pattern: &str) -> &str {
    TITLES.iter().find(|(id, _)| *id == pattern).map_or(pattern, |(_, title)| title)
}

/// A question with both answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    pub question: Question,
    pub mean: Option<f64>,
    /// The 5, 50 and 95 per cent points of single histories.
    pub p05: Option<f64>,
    pub p50: Option<f64>,
    pub p95: Option<f64>,
    /// Replications in which the statistic exists.
    pub n: u64,
    pub mark: Option<Mark>,
    pub why: String,
}

impl Beside {
    /// Whether the record lies in the range of nine histories in ten; of a lower bound, whether it is not above
    /// it, of an upper one, whether it is not below. None where one of the two is missing.
    pub fn inside(&self) -> Option<bool> {
        let (record, low, high) = (self.question.record?, self.p05?, self.p95?);
        // Quantiles are kept to a thousandth of a unit.
        let slack = if self.question.stat.is_whole() { 0.0 } else { spread::STEP };
        let (below, above) = (record <= high + slack, record >= low - slack);
        Some(match self.question.bound {
            Some(Bound::AtLeast) => below,
            Some(Bound::AtMost) => above,
            None => below && above,
        })
    }

    /// A check that the model does not pass.
    pub fn fails(&self) -> bool {
        self.mark == Some(Mark::Check) && self.inside() == Some(false)
    }
}

/// The answers of the model as they come in.
pub struct Patterns<'l> {
    link: &'l RecordLink,
    questions: Vec<Question>,
    spreads: Vec<Spread>,
}

impl<'l> Patterns<'l> {
    /// The questions that a record and its link allow; none if they share no day with the scenario.
    pub fn new(scenario: &Scenario, link: &'l RecordLink, record: &Record) -> Patterns<'l> {
        let questions = questions(scenario, link, record);
        let spreads = questions.iter().map(|question| Spread::new(question.stat.is_whole())).collect();
        Patterns { link, questions, spreads }
    }

    /// Takes in one replication.
    pub fn push(&mut self, outcome: &Outcome) {
        for (question, spread) in self.questions.iter().zip(&mut self.spreads) {
            if let Some(value) = question.stat.of(outcome, question.span.days.clone()) {
                spread.push(value);
            }
        }
    }

    /// What it goes on with elsewhere.
    pub fn spreads(&self) -> &[Spread] {
        &self.spreads
    }

    /// Goes on with the answers to the same questions from elsewhere.
    pub fn go_on(&mut self, spreads: Vec<Spread>) {
        self.spreads = spreads;
    }

    /// Both answers to every question, in order of the patterns.
    pub fn beside(&self) -> Vec<Beside> {
        let both = |(question, spread): (&Question, &Spread)| {
            let marked = self.link.mark(question.pattern);
            Beside {
                question: question.clone(),
                mean: spread.mean(),
                p05: spread.quantile(0.05),
                p50: spread.quantile(0.5),
                p95: spread.quantile(0.95),
                n: spread.n(),
                mark: marked.map(|m| m.mark),
                why: marked.map_or(String::new(), |m| m.why.clone()),
            }
        };
        self.questions.iter().zip(&self.spreads).map(both).collect()
    }
}
