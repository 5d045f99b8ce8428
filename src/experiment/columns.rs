//! Columns: the measures of a scenario, named and labelled, in the order of `replications.csv`.

use super::{focal::Focal, measures::Measure};
use crate::model::{
    channel::State,
    outcome::Ending,
    peace::PRECEDENTS,
    setup::{Params, Setup},
    side::{CategoryId, ChannelId, Side},
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

/// Of the focal issue, and of all rounds and windows: whole numbers.
const FOCAL: [(&str, &str, &str, Measure); 6] = [
    ("agreed", "agreements in principle that are over", "deals", Measure::Agreed),
    ("agreed_lost", "agreements not carried out in full", "deals", Measure::AgreedLost),
    ("routed_and_over", "routed cases that are over", "cases", Measure::RoutedAndOver),
    ("delivered", "cases that delivered", "cases", Measure::Delivered),
    ("delivered_scripted", "scripted cases that delivered", "cases", Measure::DeliveredScripted),
    ("delivered_mediated", "mediated cases that delivered", "cases", Measure::DeliveredMediated),
];

/// The rest of them, after the people.
const FOCAL_ON: [(&str, &str, &str, Measure); 5] = [
    ("balanced", "deliveries near parity in heads", "cases", Measure::Balanced),
    ("lopsided", "deliveries far from parity in heads", "cases", Measure::Lopsided),
    ("resubmitted", "cases handed to a track after a failure", "cases", Measure::Resubmitted),
    ("postponements", "windows put off", "windows", Measure::Postponements),
    ("rounds", "rounds held", "rounds", Measure::Rounds),
];

/// The columns of a scenario, in order.
pub fn columns(setup: &Setup) -> Vec<Column> {
    let mut list = Columns { setup, p: &setup.phases[0], list: Vec::new() };
    list.home();
    list.focal();
    list.cases();
    list.captivity();
    list.shares();
    list.plain("shocks", "random shocks", "shocks", Measure::Shocks, true);
    list.plain("events", "events processed", "events", Measure::Events, true);
    list.list
}

struct Columns<'s> {
    setup: &'s Setup,
    p: &'s Params,
    list: Vec<Column>,
}

impl Columns<'_> {
    /// Who comes home: prisoners, by category, one way, and from custody.
    fn home(&mut self) {
        for s in Side::BOTH {
            self.side("returned", "prisoners home", "people", s, Measure::Returned(s), true);
            for k in 0..self.p.categories.len() {
                self.category(s, CategoryId(k as u16));
            }
        }
        for i in self.setup.issue_ids().filter(|&i| self.p.issues[i].to.is_some()) {
            let (name, label) = (format!("{}_returned", self.p.issues[i].id), uncapitalised(&self.p.issues[i].name));
            for s in Side::BOTH {
                self.side(&name, &label, "returned", s, Measure::ReturnedOn(i, s), true);
            }
        }
        if self.setup.has_custody() {
            for s in Side::BOTH {
                self.side("in_custody", "in a guarantor's custody", "people", s, Measure::InCustody(s), true);
            }
        }
    }

    /// What the focal issue brings about: exchanges, returns, arrangements, or agreements carried out.
    fn focal(&mut self) {
        let focal = Focal::of(self.setup);
        self.plain("exchanges", focal.many(), focal.unit(), Measure::Exchanges, true);
        let wait = format!("wait for the first {}", focal.one());
        self.plain("first_exchange", &wait, "days", Measure::FirstExchange, true);
        let label = format!("{wait}, at most the horizon");
        self.plain("first_exchange_restricted", &label, "days", Measure::FirstExchangeRestricted, true);
        self.plain("longest_pause", focal.longest_pause(), "days", Measure::LongestPause, true);
    }

    /// How cases end, by issue; and of the focal issue, what became of them on the way.
    fn cases(&mut self) {
        for i in self.setup.issue_ids() {
            let issue = &self.p.issues[i];
            let label = format!("cases on {}", issue.name);
            self.plain(&format!("{}_cases", issue.id), &label, "cases", Measure::Cases(i), true);
            for ending in Ending::ALL {
                let label = format!("cases on {}: {}", issue.name, ending.name().replace('_', " "));
                self.plain(
                    &format!("{}_{}", issue.id, ending.name()),
                    &label,
                    "cases",
                    Measure::Ended(i, ending),
                    true,
                );
            }
        }
        for (name, label, unit, measure) in FOCAL {
            self.plain(name, label, unit, measure, true);
        }
        self.people();
        for (name, label, unit, measure) in FOCAL_ON {
            self.plain(name, label, unit, measure, true);
        }
        self.plain("head_ratios", "sum of log head-count ratios", "log units", Measure::HeadRatios, false);
        self.plain("weighted_ratios", "sum of weighted log ratios", "log units", Measure::WeightedRatios, false);
    }

    /// Those who cross on the focal issue.
    fn people(&mut self) {
        let focal = Focal::of(self.setup);
        let (who, deals) = (focal.people().unwrap_or("people who cross"), focal.many());
        self.plain("people", &format!("{who}, both sides"), "people", Measure::People, true);
        self.plain("people_scripted", &format!("people in scripted {deals}"), "people", Measure::PeopleScripted, true);
        self.plain("people_mediated", &format!("people in mediated {deals}"), "people", Measure::PeopleMediated, true);
    }

    fn captivity(&mut self) {
        for s in Side::BOTH {
            self.side("captivity_days", "days in captivity", "person-days", s, Measure::CaptivityDays(s), false);
            self.side("saved_days", "days in captivity spared", "person-days", s, Measure::SavedDays(s), false);
            // What if the war had ended at the horizon: a question where it cannot end before.
            for precedent in PRECEDENTS.iter().filter(|p| p.mean_lag() > 0.0 && !self.setup.may_end()) {
                let name = format!("saved_days_{}", precedent.name);
                let label = format!("days in captivity spared against a release as in {}", precedent.name);
                self.side(&name, &label, "person-days", s, Measure::SavedAgainst(s, precedent), false);
            }
        }
    }

    /// Shares of time: of channels in their states, of standing arrangements in force.
    fn shares(&mut self) {
        for c in (0..self.p.channels.len() as u16).map(ChannelId) {
            let channel = &self.p.channels[c];
            for state in State::ALL {
                let name = format!("share_{}_{}", channel.id, state.name());
                let label = format!("{}: share of time {}", channel.name, state.name());
                self.plain(&name, &label, "share", Measure::TimeShare(c, state), false);
            }
        }
        for i in self.setup.issue_ids().filter(|&i| self.p.issues[i].standing) {
            let issue = &self.p.issues[i];
            let label = format!("{}: share of time in force", issue.name);
            self.plain(&format!("share_{}_in_force", issue.id), &label, "share", Measure::InForce(i), false);
        }
    }

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

/// A name within a line.
fn uncapitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
