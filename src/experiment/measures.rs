//! Measures: what is counted in one replication (section 5.1).

use crate::model::{
    Outcome,
    channel::State,
    outcome::{CaseRecord, Crossing, Ending},
    peace::Precedent,
    setup::Setup,
    side::{CategoryId, ChannelId, IssueId, PerSide, Side},
};

/// One measure of one replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Prisoners of a side who came home by the horizon, by deals or after hostilities; one-way returns are apart.
    Returned(Side),
    ReturnedCategory(Side, CategoryId),
    /// Those returned to a side on a one-way issue.
    ReturnedOn(IssueId, Side),
    /// People of a side handed over whom a guarantor still keeps at the horizon.
    InCustody(Side),
    /// Share of time in which an arrangement on this issue was in force.
    InForce(IssueId),
    /// Exchanges of the focal issue: deals of which at least one batch crossed; those of one day are one exchange.
    Exchanges,
    /// Days to the first exchange of the focal issue; empty if there was none.
    FirstExchange,
    /// The same, or the horizon if there was none.
    FirstExchangeRestricted,
    /// The longest time without an exchange, counted from the start and up to the horizon.
    LongestPause,
    /// Cases of an issue, however they ended.
    Cases(IssueId),
    /// Cases of an issue with this end.
    Ended(IssueId, Ending),
    /// Of the focal issue: cases with an agreement in principle that are over, and those of them not executed in full.
    Agreed,
    AgreedLost,
    /// Of the focal issue: cases that delivered, by where they came from and who helped; and people, both sides.
    RoutedAndOver,
    Delivered,
    DeliveredScripted,
    DeliveredMediated,
    People,
    PeopleScripted,
    PeopleMediated,
    /// Of the cases that delivered: head counts within 0.1 of parity, and more than 0.5 from it (log ratios).
    Balanced,
    Lopsided,
    /// Over the cases that delivered: the sum of r_h (heads) and of r (weighted), A's over B's.
    HeadRatios,
    WeightedRatios,
    /// Of the focal issue: cases that failed once and were handed to a track.
    Resubmitted,
    Postponements,
    Rounds,
    /// People of a side in captivity, summed over midnights.
    CaptivityDays(Side),
    /// Days in captivity that those returned were spared before the horizon.
    SavedDays(Side),
    /// The same against an end of the war at the horizon and releases as in this precedent.
    SavedAgainst(Side, &'static Precedent),
    /// Share of time a channel spent in a state.
    TimeShare(ChannelId, State),
    Shocks,
    Events,
}

impl Measure {
    /// What it means, in a sentence.
    pub fn doc(self) -> &'static str {
        match self {
            Measure::Returned(_) => {
                "Prisoners of this side who came home by the horizon; those returned on one-way issues are counted apart."
            }
            Measure::ReturnedOn(..) => "Those returned to this side on this one-way issue by the horizon.",
            Measure::InCustody(_) => "People of this side handed over whom a guarantor still keeps at the horizon.",
            Measure::InForce(_) => "Share of the time in which an arrangement on this issue was in force.",
            Measure::ReturnedCategory(..) => "Those of this side and category returned by the horizon, on any issue.",
            Measure::Exchanges => {
                "Exchanges on the focal issue: deals of which at least one batch crossed; several that began on one day count as one."
            }
            Measure::FirstExchange => "Days from the start to the first exchange; empty if there was none.",
            Measure::FirstExchangeRestricted => {
                "Days from the start to the first exchange, or to the horizon if there was none."
            }
            Measure::LongestPause => "The longest time without an exchange, from the start and up to the horizon.",
            Measure::Cases(_) => "Cases raised on this issue.",
            Measure::Ended(..) => {
                "Cases of this issue that ended so, each counted once, at the end of its last attempt."
            }
            Measure::Agreed => "Deals of the focal issue that are over and reached an agreement in principle.",
            Measure::AgreedLost => "Of those, the ones not carried out in full.",
            Measure::RoutedAndOver => "Cases of the focal issue that some channel took and that are over.",
            Measure::Delivered => "Of those, the ones executed or partly executed.",
            Measure::DeliveredScripted => "Of the cases that delivered, the ones whose demand was scripted.",
            Measure::DeliveredMediated => "Of the cases that delivered, the ones with an intermediary attached.",
            Measure::People => "People exchanged on the focal issue, both sides.",
            Measure::PeopleScripted => "Of those, the ones in exchanges whose demand was scripted.",
            Measure::PeopleMediated => "Of those, the ones in exchanges with an intermediary attached.",
            Measure::Balanced => {
                "Of the cases that delivered, those whose ln(heads of A / heads of B) lies within 0.1 of zero."
            }
            Measure::Lopsided => {
                "Of the cases that delivered, those whose ln(heads of A / heads of B) lies more than 0.5 from zero."
            }
            Measure::HeadRatios => {
                "Sum over the cases that delivered of ln(heads of A / heads of B); a side without people counts as 1."
            }
            Measure::WeightedRatios => {
                "Sum over the cases that delivered of the weighted log ratio agreed on, A's over B's."
            }
            Measure::Resubmitted => {
                "Cases of the focal issue that failed on a direct channel and were handed to a track."
            }
            Measure::Postponements => "Windows that did not hold, all issues.",
            Measure::Rounds => "Rounds held, all issues.",
            Measure::CaptivityDays(_) => "Prisoners of this side in captivity, summed over midnights.",
            Measure::SavedDays(_) => {
                "Days in captivity before the horizon that the returned prisoners of this side were spared."
            }
            Measure::SavedAgainst(..) => {
                "The same, had the war ended at the horizon and prisoners gone home as in this precedent."
            }
            Measure::TimeShare(..) => "Share of the time this channel spent in this state.",
            Measure::Shocks => "Random shocks.",
            Measure::Events => "Events the simulator processed.",
        }
    }

    /// Its value in one replication; none if it does not exist there.
    pub fn of(self, o: &Outcome, setup: &Setup) -> Option<f64> {
        let focal = setup.focal;
        let count =
            |f: &dyn Fn(&CaseRecord) -> bool| Some(o.cases.iter().filter(|c| c.issue == focal && f(c)).count() as f64);
        let sum = |f: &dyn Fn(&CaseRecord) -> f64| {
            let delivered = o.cases.iter().filter(|c| c.issue == focal && c.ending.delivered());
            Some(total(delivered.map(f)))
        };
        let people = |f: &dyn Fn(&Crossing) -> bool| {
            let both = |c: &Crossing| f64::from(c.heads[Side::A] + c.heads[Side::B]);
            Some(total(o.crossings.iter().filter(|c| c.issue == Some(focal) && f(c)).map(both)))
        };
        match self {
            Measure::Returned(s) => Some(prisoners(o, setup, |c| f64::from(c.heads[s]))),
            Measure::ReturnedCategory(s, k) => Some(f64::from(o.returned[s][k.index()])),
            Measure::ReturnedOn(i, s) => {
                let on_it = o.crossings.iter().filter(|c| c.issue == Some(i));
                Some(total(on_it.map(|c| f64::from(c.heads[s]))))
            }
            Measure::InCustody(s) => Some(f64::from(o.in_custody[s])),
            Measure::InForce(i) => Some(o.in_force[i.index()] as f64 / setup.horizon.ms() as f64),
            Measure::Exchanges => Some(o.exchange_days(focal).count() as f64),
            Measure::FirstExchange => o.exchange_days(focal).next().map(f64::from),
            Measure::FirstExchangeRestricted => {
                Some(o.exchange_days(focal).next().map_or(setup.horizon.days(), f64::from))
            }
            Measure::LongestPause => Some(longest_pause(o, setup)),
            Measure::Cases(i) => Some(o.cases.iter().filter(|c| c.issue == i).count() as f64),
            Measure::Ended(i, ending) => {
                Some(o.cases.iter().filter(|c| c.issue == i && c.ending == ending).count() as f64)
            }
            Measure::Agreed => Some(agreements(o, focal).count() as f64),
            Measure::AgreedLost => Some(agreements(o, focal).filter(|c| c.ending != Ending::Executed).count() as f64),
            Measure::RoutedAndOver => count(&|c| c.attempts > 0 && !c.ending.is_censored()),
            Measure::Delivered => count(&|c| c.ending.delivered()),
            Measure::DeliveredScripted => count(&|c| c.ending.delivered() && c.scripted),
            Measure::DeliveredMediated => count(&|c| c.ending.delivered() && c.mediated),
            Measure::People => people(&|_| true),
            Measure::PeopleScripted => people(&|c| c.scripted),
            Measure::PeopleMediated => people(&|c| c.mediated),
            Measure::Balanced => count(&|c| c.ending.delivered() && head_ratio(c).abs() <= 0.1),
            Measure::Lopsided => count(&|c| c.ending.delivered() && head_ratio(c).abs() > 0.5),
            Measure::HeadRatios => sum(&head_ratio),
            Measure::WeightedRatios => sum(&|c| c.ratio),
            Measure::Resubmitted => count(&|c| c.attempts > 1),
            Measure::Postponements => Some(total(o.attempts().map(|c| f64::from(c.postponements)))),
            Measure::Rounds => Some(total(o.attempts().map(|c| f64::from(c.rounds)))),
            Measure::CaptivityDays(s) => Some(o.captivity_days[s]),
            Measure::SavedDays(s) => {
                let left = |day: u32| setup.horizon.days() - f64::from(day);
                Some(prisoners(o, setup, |c| f64::from(c.heads[s]) * left(c.day)))
            }
            Measure::SavedAgainst(s, precedent) => {
                let spared = Measure::SavedDays(s).of(o, setup)?;
                Some(spared + precedent.mean_lag() * Measure::Returned(s).of(o, setup)?)
            }
            Measure::TimeShare(c, state) => Some(o.time_in[c][state as usize] as f64 / setup.horizon.ms() as f64),
            Measure::Shocks => Some(o.shocks as f64),
            Measure::Events => Some(o.events as f64),
        }
    }
}

/// A sum that is 0 where there is nothing to add; the standard one is -0.
fn total(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, x| sum + x)
}

/// A sum over the crossings of prisoners, in deals that go both ways or in releases.
fn prisoners(o: &Outcome, setup: &Setup, f: impl Fn(&Crossing) -> f64) -> f64 {
    total(o.crossings.iter().filter(|c| setup.is_of_prisoners(c)).map(f))
}

/// r_h of a case.
pub fn head_ratio(c: &CaseRecord) -> f64 {
    log_heads(c.heads.map(u64::from))
}

/// r_h: ln of A's heads over B's, a side without people counting as one.
pub fn log_heads(heads: PerSide<u64>) -> f64 {
    let heads = heads.map(|n| libm::log(n.max(1) as f64));
    heads[Side::A] - heads[Side::B]
}

/// Deals of an issue that are over and reached an agreement in principle, whether or not their case went on.
fn agreements(o: &Outcome, issue: IssueId) -> impl Iterator<Item = &CaseRecord> {
    o.attempts().filter(move |c| c.issue == issue && c.agreed.is_some() && !c.ending.is_censored())
}

/// The pauses between exchanges of the focal issue in whole days; the last one runs up to the horizon and is censored
/// (`true`). The wait for the first exchange is another quantity and not among them.
pub fn pauses<'o>(o: &'o Outcome, setup: &'o Setup) -> impl Iterator<Item = (u32, bool)> + 'o {
    let (mut days, horizon) = (o.exchange_days(setup.focal), setup.horizon.day());
    let mut from = days.next();
    std::iter::from_fn(move || {
        let start = from?;
        from = days.next();
        Some(from.map_or((horizon - start, true), |day| (day - start, false)))
    })
}

fn longest_pause(o: &Outcome, setup: &Setup) -> f64 {
    let first = o.exchange_days(setup.focal).next().unwrap_or(setup.horizon.day());
    f64::from(pauses(o, setup).map(|(days, _)| days).fold(first, u32::max))
}
