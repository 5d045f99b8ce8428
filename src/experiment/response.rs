//! Responses: the few quantities by which experiments with many arms judge each of them.

use super::{columns::columns, focal::Focal, measures::Measure, tally::SizeBand};
use crate::model::{Outcome, outcome::CaseRecord, setup::Setup, side::Side};

/// A mean over replications, or a ratio of two means.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// As in tables: a column of `replications.csv`, or a ratio of `summary.csv`.
    pub name: String,
    /// In words, for tables and figures.
    pub label: String,
    pub unit: &'static str,
    pub of: Of,
}

/// What it is computed from, replication by replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Of {
    Mean(Measure),
    /// Numerator and denominator.
    Ratio(Measure, Measure),
    /// Delivered cases over routed ones of the focal issue that are over and of this size.
    Yield(SizeBand),
    /// Days from the demand to the last batch, over delivered cases of the focal issue.
    LeadTime,
}

impl Response {
    /// Numerator and denominator of one replication; none where the measure does not exist in it.
    pub fn of(&self, o: &Outcome, setup: &Setup) -> Option<(f64, f64)> {
        let focal = || o.cases.iter().filter(|case| case.issue == setup.focal);
        match self.of {
            Of::Mean(measure) => Some((measure.of(o, setup)?, 1.0)),
            Of::Ratio(num, den) => Some((num.of(o, setup)?, den.of(o, setup)?)),
            Of::Yield(size) => {
                let over = || focal().filter(|c| SizeBand::of(c) == size && c.attempts > 0 && !c.ending.is_censored());
                Some((over().filter(|c| c.ending.delivered()).count() as f64, over().count() as f64))
            }
            Of::LeadTime => {
                let delivered = focal().filter(|c| c.ending.delivered());
                let (days, n) = delivered.fold((0.0, 0.0), |(days, n), c| (days + lead_time(c), n + 1.0));
                Some((days, n))
            }
        }
    }

    /// Whether it is a mean over replications, so that its variance between them means something.
    pub fn is_mean(&self) -> bool {
        matches!(self.of, Of::Mean(_))
    }
}

pub(super) fn lead_time(case: &CaseRecord) -> f64 {
    f64::from(case.last_crossing.map_or(0, |last| (last - case.born).days() as u32))
}

/// The responses of a scenario: who comes home, how often, how soon, and how much is lost on the way.
pub fn responses(setup: &Setup) -> Vec<Response> {
    let (columns, focal) = (columns(setup), Focal::of(setup));
    let issues = &setup.phases[0].issues;
    let one_way = setup.issue_ids().filter_map(|i| Some(Measure::ReturnedOn(i, issues[i].to?)));
    let prisoners = Side::BOTH.map(Measure::Returned);
    let exchanged = focal == Focal::Exchange || issues.iter().any(|i| i.to.is_none() && !i.categories.is_empty());
    let mut means: Vec<Measure> =
        prisoners.into_iter().filter(|_| exchanged || setup.may_end()).chain(one_way).collect();
    means.extend([Measure::Exchanges, Measure::FirstExchangeRestricted, Measure::LongestPause]);
    if setup.may_end() {
        means.extend(Side::BOTH.map(Measure::CaptivityDays));
    }
    let mut list: Vec<Response> = means
        .into_iter()
        .filter_map(|measure| columns.iter().find(|c| c.measure == measure))
        .map(|c| Response { name: c.name.clone(), label: c.label.clone(), unit: c.unit, of: Of::Mean(c.measure) })
        .collect();
    let mut ratio = |name: &str, label: &str, unit, of| {
        list.push(Response { name: name.into(), label: label.into(), unit, of });
    };
    ratio("yield", "routed cases that delivered", "share", Of::Ratio(Measure::Delivered, Measure::RoutedAndOver));
    if focal.people().is_some() {
        ratio("yield_small", "the same of small cases", "share", Of::Yield(SizeBand::Small));
        ratio("yield_large", "the same of large cases", "share", Of::Yield(SizeBand::Large));
    }
    ratio(
        "announced_lost",
        "agreements not carried out in full",
        "share",
        Of::Ratio(Measure::AgreedLost, Measure::Agreed),
    );
    let scripted = format!("{} that were scripted", focal.many());
    ratio("scripted_share", &scripted, "share", Of::Ratio(Measure::DeliveredScripted, Measure::Delivered));
    if focal.people().is_some() {
        let people = format!("people in scripted {}", focal.many());
        ratio("scripted_people", &people, "share", Of::Ratio(Measure::PeopleScripted, Measure::People));
    }
    ratio("lead_time", "days from demand to delivery", "days", Of::LeadTime);
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        experiment::{estimate::Classed, summary::Summary},
        model::Run,
        scenario,
    };

    /// What a study says of an arm is what a run says of it.
    #[test]
    fn they_agree_with_the_summary() {
        let scenario = scenario::load("istanbul-2025".as_ref(), &[]).expect("a shipped scenario");
        let setup = &scenario.setup;
        let (mut run, mut summary, responses) = (Run::new(setup), Summary::new(setup), responses(setup));
        let mut sums = vec![Classed::default(); responses.len()];
        for k in 0..300 {
            let outcome = run.replicate(1, k);
            summary.push(k, outcome);
            for (sum, response) in sums.iter_mut().zip(&responses) {
                let (num, den) = response.of(outcome, setup).expect("each exists in every history");
                sum.push(k, num, den);
            }
        }
        for (sum, response) in sums.iter().zip(&responses) {
            let want = match response.of {
                Of::Mean(measure) => summary.mean(measure),
                Of::Ratio(..) => summary.ratio(&response.name),
                _ => continue,
            };
            let (got, want) = (sum.value().expect("300 histories"), want.expect("300 histories").value);
            assert!((got - want).abs() <= 1e-12 * want.abs(), "{}: {got} {want}", response.name);
        }
        let names: Vec<&str> = responses.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names[..2], ["returned_ukraine", "returned_russia"]);
        assert!(names.contains(&"remains_returned_ukraine") && names.contains(&"yield_large"), "{names:?}");
    }
}
