//! Answers to claims: the numbers that they are about, and what these allow one to say.

use super::{
    super::{
        estimate::{Class, Classed, Estimate, Interval, LEVEL, Paired, SECTIONS, Sectioned, Survival, section},
        estimate::{sectioned, smooth, wilson},
        measures::{self, Measure},
        summary::{RATIOS, Summary},
    },
    question::{Of, Question},
};
use crate::{
    model::{Outcome, setup::Setup},
    scenario::claim::{Bound, End},
};

/// More histories than this are no practical number.
const PRACTICAL: f64 = 1e7;

/// What an interval allows one to say of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Holds,
    Fails,
    /// With the number of histories in all that would tell if the number is about what it seems; none if no practical one
    /// would.
    CannotTell(Option<u64>),
    TooFew,
}

/// A claim with the number that it is about.
pub struct Answered<'q> {
    pub question: &'q Question<'q>,
    /// The value, or the change, as the claim has it; of a relative one as a share.
    pub estimate: Option<Estimate>,
    /// Values as the scenario stands, and under the changes of the claim if it has any.
    pub values: [Option<f64>; 2],
    pub answer: Answer,
}

/// Claims being answered, replication by replication.
pub struct Answers<'q> {
    questions: &'q [Question<'q>],
    /// The scenario, then what each claim changes, each arm once.
    arms: Vec<(&'q Setup, Summary<'q>)>,
    /// For each claim, its arm and how its number changes there.
    changes: Vec<(usize, Option<Change>)>,
}

/// A change in the making: of two arms that meet the same luck, base first.
enum Change {
    Mean(Box<Paired>),
    /// Of a ratio, or of a mean in percent of itself.
    Smooth([Classed; 2]),
    Quantile([Sectioned; 2]),
    /// Pauses by section.
    Pauses([Vec<Survival>; 2]),
}

impl<'q> Answers<'q> {
    pub fn new(setup: &'q Setup, questions: &'q [Question<'q>]) -> Answers<'q> {
        let mut arms: Vec<(&Setup, Summary<'_>)> = vec![(setup, Summary::new(setup))];
        let mut digests = vec![""];
        let mut changes = Vec::new();
        for question in questions {
            let arm = question.claim.with.as_ref().map_or(0, |with| {
                digests.iter().position(|digest| *digest == with.digest()).unwrap_or_else(|| {
                    digests.push(with.digest());
                    arms.push((with.setup(), Summary::new(with.setup())));
                    arms.len() - 1
                })
            });
            changes.push((arm, question.claim.bound.change.then(|| Change::of(question))));
        }
        Answers { questions, arms, changes }
    }

    /// What is to be played under the same luck.
    pub fn arms(&self) -> Vec<&'q Setup> {
        self.arms.iter().map(|(setup, _)| *setup).collect()
    }

    /// Takes in one replication of every arm.
    pub fn push(&mut self, replication: u64, outcomes: &[Outcome]) {
        for ((_, summary), outcome) in self.arms.iter_mut().zip(outcomes) {
            summary.push(replication, outcome);
        }
        for (question, (arm, change)) in self.questions.iter().zip(&mut self.changes) {
            let pair = [(0, &question.of[0]), (*arm, &question.of[1])];
            if let Some(change) = change {
                change.push(replication, pair.map(|(arm, of)| (*of, &outcomes[arm], self.arms[arm].0)));
            }
        }
    }

    /// The answers, in the order of the questions.
    pub fn answered(&self) -> Vec<Answered<'q>> {
        let each = |(question, (arm, change)): (&'q Question<'q>, &(usize, Option<Change>))| {
            let levels = [(0, question.of[0]), (*arm, question.of[1])]
                .map(|(arm, of)| level(of, self.arms[arm].0, &self.arms[arm].1));
            let estimate = match change {
                Some(change) => change.estimate(question, &levels, self.arms[0].0),
                None => levels[1],
            };
            let with = levels[1].filter(|_| question.claim.with.is_some());
            let answer = answer(&question.claim.bound, estimate, self.arms[0].1.n());
            Answered { question, estimate, values: [levels[0], with].map(|level| level.map(|e| e.value)), answer }
        };
        self.questions.iter().zip(&self.changes).map(each).collect()
    }
}

/// A number of one arm, as in `summary.csv`.
fn level(of: Of, setup: &Setup, summary: &Summary<'_>) -> Option<Estimate> {
    match of {
        Of::Mean(measure) => summary.mean(measure),
        Of::Quantile(measure, p) => summary.distribution(measure)?.quantile_estimate(p, LEVEL),
        Of::Wait(p) => {
            let horizon = f64::from(setup.horizon.day());
            let wait = summary.distribution(Measure::FirstExchangeRestricted)?.quantile_estimate(p, LEVEL)?;
            // At the horizon all that is known is that it lies beyond.
            let beyond = |end: f64| if end >= horizon { f64::INFINITY } else { end };
            Some(Estimate { interval: wait.interval.map(|i| Interval { high: beyond(i.high), ..i }), ..wait })
        }
        Of::Ratio(i) => summary.ratio(RATIOS[i].0),
        Of::Ever => wilson(summary.n() - summary.never(), summary.n(), LEVEL),
        Of::Pause => summary.mean_pause(),
        Of::PauseMedian => summary.pauses().median(),
    }
}

/// Numerator and denominator of one replication.
fn parts(of: Of, o: &Outcome, setup: &Setup) -> Option<(f64, f64)> {
    match of {
        Of::Mean(measure) => Some((measure.of(o, setup)?, 1.0)),
        Of::Ratio(i) => Some((RATIOS[i].1.of(o, setup)?, RATIOS[i].2.of(o, setup)?)),
        Of::Ever => Some((f64::from(Measure::FirstExchange.of(o, setup).is_some()), 1.0)),
        _ => None,
    }
}

impl Change {
    fn of(question: &Question<'_>) -> Change {
        match question.of[0] {
            Of::Quantile(..) | Of::Wait(_) => Change::Quantile(Default::default()),
            Of::Pause | Of::PauseMedian => Change::Pauses([(); 2].map(|()| vec![Survival::default(); SECTIONS])),
            Of::Mean(_) | Of::Ever if !question.relative => Change::Mean(Box::default()),
            _ => Change::Smooth(Default::default()),
        }
    }

    fn push(&mut self, k: u64, arms: [(Of, &Outcome, &Setup); 2]) {
        match self {
            Change::Mean(paired) => {
                let [base, with] = arms.map(|(of, o, setup)| parts(of, o, setup));
                if let (Some((base, _)), Some((with, _))) = (base, with) {
                    paired.push(k, with, base);
                }
            }
            Change::Smooth(sums) => {
                for (sums, (of, o, setup)) in sums.iter_mut().zip(arms) {
                    parts(of, o, setup).into_iter().for_each(|(num, den)| sums.push(k, num, den));
                }
            }
            Change::Quantile(counts) => {
                for (counts, (of, o, setup)) in counts.iter_mut().zip(arms) {
                    let measure =
                        if let Of::Quantile(measure, _) = of { measure } else { Measure::FirstExchangeRestricted };
                    measure.of(o, setup).into_iter().for_each(|x| counts.push(k, x as u32));
                }
            }
            Change::Pauses(pauses) => {
                for (pauses, (_, o, setup)) in pauses.iter_mut().zip(arms) {
                    let pauses = &mut pauses[section(k)];
                    measures::pauses(o, setup).for_each(|(days, on)| pauses.push(Class::of(k), days, on));
                }
            }
        }
    }

    /// The change, with the values that it lies between.
    fn estimate(&self, question: &Question<'_>, values: &[Option<Estimate>; 2], setup: &Setup) -> Option<Estimate> {
        match self {
            Change::Mean(paired) => paired.difference(LEVEL),
            Change::Smooth([base, with]) if question.relative => {
                smooth(&[with, base], LEVEL, |x| vec![x[0] / x[1] - 1.0])
                    .pop()
                    .flatten()
                    .filter(|e| e.value.is_finite())
            }
            Change::Smooth([base, with]) => with.less(base, LEVEL),
            Change::Quantile([base, with]) => {
                let (Of::Quantile(_, p) | Of::Wait(p)) = question.of[0] else { return None };
                let change = Sectioned::difference(with, base, p, LEVEL)?;
                // Beyond the horizon a wait of either arm may be any.
                let [base, with] = values.map(|e| e.and_then(|e| e.interval).is_some_and(|i| i.high.is_infinite()));
                let open = |i: Interval| Interval {
                    low: if base { f64::NEG_INFINITY } else { i.low },
                    high: if with { f64::INFINITY } else { i.high },
                };
                let waits = matches!(question.of[0], Of::Wait(_));
                Some(Estimate { interval: change.interval.map(|i| if waits { open(i) } else { i }), ..change })
            }
            Change::Pauses([base, with]) => {
                let mean = |pauses: &Survival| Some(pauses.restricted_mean(setup.horizon.day(), LEVEL)?.value);
                let change = |with: &Survival, base: &Survival| Some(mean(with)? - mean(base)?);
                let whole = |parts: &[Survival]| {
                    let mut whole = Survival::default();
                    parts.iter().for_each(|part| whole.merge(part));
                    whole
                };
                let (all_base, all_with) = (whole(base), whole(with));
                let parts = with.iter().zip(base).map(|(with, base)| change(with, base));
                Some(sectioned(change(&all_with, &all_base)?, parts, all_base.n().min(all_with.n()), LEVEL))
            }
        }
    }
}

/// What the interval of a number allows one to say, after so many histories.
fn answer(bound: &Bound, estimate: Option<Estimate>, histories: u64) -> Answer {
    let Some((Estimate { value, .. }, interval)) = estimate.and_then(|e| Some((e, e.interval?))) else {
        return Answer::TooFew;
    };
    let above = |x: f64, end: End| if end.included { x >= end.at } else { x > end.at };
    let below = |x: f64, end: End| if end.included { x <= end.at } else { x < end.at };
    let holds =
        bound.low.is_none_or(|end| above(interval.low, end)) && bound.high.is_none_or(|end| below(interval.high, end));
    let fails = bound.low.is_some_and(|end| !above(interval.high, end))
        || bound.high.is_some_and(|end| !below(interval.low, end));
    if holds {
        return Answer::Holds;
    }
    if fails {
        return Answer::Fails;
    }
    // The side of the interval that reaches over an end has to shrink to its distance; it shrinks with the root of n. A
    // guess from a number this uncertain is worth no less than a doubling.
    let ends = [bound.low, bound.high].into_iter().flatten();
    let crossed = ends.filter(|end| interval.contains(end.at)).map(|end| {
        let half = if end.at < value { value - interval.low } else { interval.high - value };
        (half / (value - end.at)).powi(2)
    });
    let all = histories as f64 * crossed.fold(2.0, f64::max);
    Answer::CannotTell((all < PRACTICAL).then_some(all.ceil() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{claim::Unit, problem::Place};

    fn bound(low: Option<f64>, high: Option<f64>, included: bool) -> Bound {
        let end = |at| End { at, included };
        let at = Place { text: 0, start: 0, end: 0 };
        Bound { change: false, text: String::new(), unit: Unit::Plain, low: low.map(end), high: high.map(end), at }
    }

    fn is(value: f64, low: f64, high: f64) -> Option<Estimate> {
        Some(Estimate { value, se: None, interval: Some(Interval { low, high }), n: 100 })
    }

    fn answer(bound: &Bound, estimate: Option<Estimate>) -> Answer {
        super::answer(bound, estimate, 100)
    }

    #[test]
    fn the_whole_interval_decides() {
        let at_least = bound(Some(30.0), None, true);
        assert_eq!(answer(&at_least, is(40.0, 30.0, 50.0)), Answer::Holds);
        assert_eq!(answer(&bound(Some(30.0), None, false), is(40.0, 30.0, 50.0)), Answer::CannotTell(Some(200)));
        assert_eq!(answer(&at_least, is(20.0, 11.0, 29.0)), Answer::Fails);
        assert_eq!(answer(&at_least, is(20.0, 10.0, 30.0)), Answer::CannotTell(Some(200)));
        let between = bound(Some(-5.0), Some(5.0), true);
        assert_eq!(answer(&between, is(0.0, -4.0, 4.0)), Answer::Holds);
        assert_eq!(answer(&between, is(7.0, 5.5, 8.5)), Answer::Fails);
        assert_eq!(answer(&between, None), Answer::TooFew);
        assert_eq!(answer(&at_least, is(0.0, 0.0, 0.0)), Answer::Fails, "what is the same in every history is known");
    }

    #[test]
    fn how_many_histories_would_tell() {
        // 4 away from the end, and 12 wide on that side: three times as precise, nine times as many
        let at_most = bound(None, Some(90.0), true);
        assert_eq!(answer(&at_most, is(86.0, 80.0, 98.0)), Answer::CannotTell(Some(900)));
        assert_eq!(answer(&at_most, is(90.0, 80.0, 98.0)), Answer::CannotTell(None));
        assert_eq!(answer(&at_most, is(80.0, 70.0, f64::INFINITY)), Answer::CannotTell(None));
        // of two ends that it reaches over, the nearer one decides
        let between = bound(Some(0.0), Some(10.0), true);
        assert_eq!(answer(&between, is(4.0, -8.0, 16.0)), Answer::CannotTell(Some(900)));
    }
}
