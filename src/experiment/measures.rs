//! Measures: the outcome of one replication as a row of documented columns (section 5.1).

use crate::model::{
    Outcome,
    channel::State,
    outcome::{CaseRecord, Crossing, Ending},
    peace::{PRECEDENTS, Precedent},
    setup::{Params, Setup},
    side::{CategoryId, ChannelId, IssueId, Side},
};

/// What a column counts; a test holds `docs/columns.md` to these texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// As in `replications.csv`.
    pub name: String,
    /// In words, for tables and figures.
    pub label: String,
    pub unit: &'static str,
    /// Who it is about, if about one side.
    pub side: Option<String>,
    pub category: Option<String>,
    pub measure: Measure,
    /// Whole numbers, whose distribution is kept exactly.
    pub whole: bool,
}

impl Column {
    /// The name without the side and category it is about.
    pub fn base_name(&self) -> &str {
        [&self.category, &self.side].into_iter().flatten().fold(&self.name, |name, id| {
            name.strip_suffix(&id.replace('-', "_")).map_or(name, |rest| rest.trim_end_matches('_'))
        })
    }

    /// The label with its unit, unless that stands in it already.
    pub fn with_unit(&self) -> String {
        if self.label.contains(self.unit) { self.label.clone() } else { format!("{} ({})", self.label, self.unit) }
    }
}

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

/// A name within a line.
fn uncapitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// A sum over the crossings of prisoners, in deals that go both ways or in releases.
fn prisoners(o: &Outcome, setup: &Setup, f: impl Fn(&Crossing) -> f64) -> f64 {
    total(o.crossings.iter().filter(|c| setup.is_of_prisoners(c)).map(f))
}

/// r_h: ln of A's heads over B's, a side without people counting as one.
fn head_ratio(c: &CaseRecord) -> f64 {
    let heads = c.heads.map(|n| libm::log(f64::from(n.max(1))));
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

/// The columns of a scenario, in order.
pub fn columns(setup: &Setup) -> Vec<Column> {
    let p = &setup.phases[0];
    let mut list = Columns { p, list: Vec::new() };
    for s in Side::BOTH {
        list.side("returned", "prisoners home", "people", s, Measure::Returned(s), true);
        for k in 0..p.categories.len() {
            list.category(s, CategoryId(k as u16));
        }
    }
    list.one_way(setup);
    let focal = &p.issues[setup.focal];
    let exchange = if focal.to.is_none() && !focal.categories.is_empty() { "exchange" } else { "execution" };
    let exchanges = if exchange == "exchange" { "exchanges" } else { "executions" };
    list.plain("exchanges", exchanges, exchanges, Measure::Exchanges, true);
    let wait = format!("wait for the first {exchange}");
    list.plain("first_exchange", &wait, "days", Measure::FirstExchange, true);
    list.plain(
        "first_exchange_restricted",
        &format!("{wait}, at most the horizon"),
        "days",
        Measure::FirstExchangeRestricted,
        true,
    );
    list.plain("longest_pause", "longest pause", "days", Measure::LongestPause, true);
    for i in setup.issue_ids() {
        let id = &p.issues[i].id;
        list.plain(&format!("{id}_cases"), &format!("cases on {}", p.issues[i].name), "cases", Measure::Cases(i), true);
        for ending in Ending::ALL {
            let label = format!("cases on {}: {}", p.issues[i].name, ending.name().replace('_', " "));
            list.plain(&format!("{id}_{}", ending.name()), &label, "cases", Measure::Ended(i, ending), true);
        }
    }
    for (name, label, unit, measure) in [
        ("agreed", "agreements in principle that are over", "deals", Measure::Agreed),
        ("agreed_lost", "agreements not carried out in full", "deals", Measure::AgreedLost),
        ("routed_and_over", "routed cases that are over", "cases", Measure::RoutedAndOver),
        ("delivered", "cases that delivered", "cases", Measure::Delivered),
        ("delivered_scripted", "scripted cases that delivered", "cases", Measure::DeliveredScripted),
        ("delivered_mediated", "mediated cases that delivered", "cases", Measure::DeliveredMediated),
        ("people", "people exchanged, both sides", "people", Measure::People),
        ("people_scripted", "people in scripted exchanges", "people", Measure::PeopleScripted),
        ("people_mediated", "people in mediated exchanges", "people", Measure::PeopleMediated),
        ("balanced", "deliveries near parity in heads", "cases", Measure::Balanced),
        ("lopsided", "deliveries far from parity in heads", "cases", Measure::Lopsided),
        ("resubmitted", "cases handed to a track after a failure", "cases", Measure::Resubmitted),
        ("postponements", "windows put off", "windows", Measure::Postponements),
        ("rounds", "rounds held", "rounds", Measure::Rounds),
    ] {
        list.plain(name, label, unit, measure, true);
    }
    list.plain("head_ratios", "sum of log head-count ratios", "log units", Measure::HeadRatios, false);
    list.plain("weighted_ratios", "sum of weighted log ratios", "log units", Measure::WeightedRatios, false);
    for s in Side::BOTH {
        list.side("captivity_days", "days in captivity", "person-days", s, Measure::CaptivityDays(s), false);
        list.side("saved_days", "days in captivity spared", "person-days", s, Measure::SavedDays(s), false);
        for precedent in PRECEDENTS.iter().filter(|precedent| precedent.mean_lag() > 0.0) {
            let name = format!("saved_days_{}", precedent.name);
            let label = format!("days in captivity spared against a release as in {}", precedent.name);
            list.side(&name, &label, "person-days", s, Measure::SavedAgainst(s, precedent), false);
        }
    }
    for c in (0..p.channels.len() as u16).map(ChannelId) {
        for state in State::ALL {
            let name = format!("share_{}_{}", p.channels[c].id, state.name());
            let label = format!("{}: share of time {}", p.channels[c].name, state.name());
            list.plain(&name, &label, "share", Measure::TimeShare(c, state), false);
        }
    }
    for i in setup.issue_ids().filter(|&i| p.issues[i].standing) {
        let (name, label) =
            (format!("share_{}_in_force", p.issues[i].id), format!("{}: share of time in force", p.issues[i].name));
        list.plain(&name, &label, "share", Measure::InForce(i), false);
    }
    list.plain("shocks", "random shocks", "shocks", Measure::Shocks, true);
    list.plain("events", "events processed", "events", Measure::Events, true);
    list.list
}

struct Columns<'p> {
    p: &'p Params,
    list: Vec<Column>,
}

impl Columns<'_> {
    fn plain(&mut self, name: &str, label: &str, unit: &'static str, measure: Measure, whole: bool) {
        let column = Column {
            name: name.replace('-', "_"),
            label: label.into(),
            unit,
            side: None,
            category: None,
            measure,
            whole,
        };
        self.list.push(column);
    }

    fn side(&mut self, name: &str, label: &str, unit: &'static str, s: Side, measure: Measure, whole: bool) {
        let side = &self.p.sides[s];
        self.plain(&format!("{name}_{}", side.id), &format!("{}: {label}", side.name), unit, measure, whole);
        if let Some(column) = self.list.last_mut() {
            column.side = Some(side.id.clone());
        }
    }

    /// What is returned one way, and who is still in custody.
    fn one_way(&mut self, setup: &Setup) {
        let p = self.p;
        for i in setup.issue_ids().filter(|&i| p.issues[i].to.is_some()) {
            for s in Side::BOTH {
                let label = uncapitalised(&p.issues[i].name);
                self.side(
                    &format!("{}_returned", p.issues[i].id),
                    &label,
                    "returned",
                    s,
                    Measure::ReturnedOn(i, s),
                    true,
                );
            }
        }
        if setup.has_custody() {
            for s in Side::BOTH {
                self.side("in_custody", "in a guarantor's custody", "people", s, Measure::InCustody(s), true);
            }
        }
    }

    fn category(&mut self, s: Side, k: CategoryId) {
        let category = &self.p.categories[k];
        let name = format!("returned_{}_{}", self.p.sides[s].id, category.id);
        let label = format!("{}: returned, {}", self.p.sides[s].name, category.name);
        self.plain(&name, &label, "people", Measure::ReturnedCategory(s, k), true);
        if let Some(column) = self.list.last_mut() {
            column.side = Some(self.p.sides[s].id.clone());
            column.category = Some(category.id.clone());
        }
    }
}
