//! Tally: what a history came to, and how it is opened and closed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ENDS, Story,
    deal::cause,
    words::{list, number_of, spoken, thousands},
};
use crate::{
    kernel::Time,
    model::{
        Fact, Reason, Step,
        channel::State,
        outcome::Ending,
        script::Action,
        setup::Setup,
        side::{IssueId, PerSide, Side},
    },
};

/// Counts kept while the story is told.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// By issue.
    pub issues: Vec<OfIssue>,
    /// People who came home without a deal.
    pub released: PerSide<u32>,
    pub in_custody: PerSide<u32>,
    /// Days on which exchanges of the focal issue began.
    exchange_days: BTreeSet<u32>,
    /// Cases that crossed at least once.
    crossed: BTreeSet<u64>,
    /// Cases that are over: how, why, and on which issue.
    over: BTreeMap<u64, (Ending, &'static str, IssueId)>,
    /// Cases that are not, and whether they wait for a channel.
    pub open: BTreeMap<u64, bool>,
}

/// What became of an issue.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OfIssue {
    pub cases: usize,
    /// Cases of which at least one batch crossed.
    pub delivered: usize,
    pub home: PerSide<u32>,
}

impl Tally {
    pub(super) fn new(issues: usize) -> Tally {
        Tally { issues: vec![OfIssue::default(); issues], ..Tally::default() }
    }

    pub(super) fn see(&mut self, setup: &Setup, now: Time, fact: &Fact<'_>) {
        match fact {
            Fact::Demand(case) => self.issues[case.issue.index()].cases += 1,
            Fact::Waits(case) => _ = self.open.insert(case.number, true),
            Fact::Unrouted { case, reason } => {
                let why = cause(*reason);
                self.open.remove(&case.number);
                self.over.insert(case.number, (Ending::Unrouted, why, case.issue));
            }
            Fact::Deal(deal, step) => match step {
                Step::Taken => {
                    self.over.remove(&deal.case.number);
                    self.open.insert(deal.case.number, false);
                }
                Step::Crossed(heads) => {
                    let issue = &mut self.issues[deal.case.issue.index()];
                    if self.crossed.insert(deal.case.number) {
                        issue.delivered += 1;
                        if deal.case.issue == setup.focal {
                            self.exchange_days.insert(now.day());
                        }
                    }
                    for s in Side::BOTH {
                        issue.home[s] += heads[s] - deal.kept[s];
                        self.in_custody[s] += deal.kept[s];
                    }
                }
                Step::Ended(ending, _, reason) => {
                    self.open.remove(&deal.case.number);
                    self.over.insert(deal.case.number, (*ending, cause(*reason), deal.case.issue));
                }
                _ => {}
            },
            Fact::Script(Action::Peace { .. }) | Fact::Settled { .. } => self.in_custody = PerSide::both(0),
            Fact::Released { heads, custody } => {
                for s in Side::BOTH {
                    self.released[s] += heads[s];
                    if custody.is_some() {
                        self.in_custody[s] -= heads[s];
                    }
                }
            }
            _ => {}
        }
    }

    /// Exchanges on the focal issue, as the columns count them.
    pub fn exchanges(&self) -> usize {
        self.exchange_days.len()
    }

    /// Everybody of `side` who came home.
    pub fn home(&self, side: Side) -> u32 {
        self.issues.iter().map(|issue| issue.home[side]).sum::<u32>() + self.released[side]
    }

    /// How cases ended, those that the horizon finds open last.
    pub fn endings(&self) -> BTreeMap<&'static str, usize> {
        let open = |&waits: &bool| if waits { Ending::Waiting } else { Ending::InProcess };
        let all = self.over.values().map(|(ending, ..)| *ending).chain(self.open.values().map(open));
        count(all.map(Ending::name))
    }

    /// Why cases failed, wholly or in part.
    pub fn causes(&self) -> BTreeMap<&'static str, usize> {
        count(self.over.values().filter(|(ending, ..)| *ending != Ending::Executed).map(|(_, why, _)| *why))
    }
}

fn count(words: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

/// "a capital refused (3), a round broke down (1)", the most frequent first.
pub(super) fn causes_in_words(counts: &BTreeMap<&'static str, usize>) -> String {
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let words = sorted.iter().map(|(word, n)| {
        let about = ENDS.iter().find(|(_, known, _)| known == *word).map_or(**word, |(.., about)| *about);
        format!("{about} ({n})")
    });
    words.collect::<Vec<_>>().join(", ")
}

impl Story<'_> {
    /// What stands at the start.
    pub fn opening(&self) -> String {
        let last = self.date(self.setup.horizon).yesterday().unwrap_or(self.start);
        let mut text = format!("This history runs from {} to {}.", spoken(self.start), spoken(last));
        text += &self.held();
        let groups = [
            ("Working", State::Active),
            ("Forming", State::Forming),
            ("Stalled", State::Stalled),
            ("Broken off", State::Suspended),
            ("Dormant", State::Dormant),
            ("Not begun", State::Latent),
            ("Closed", State::Closed),
        ];
        for (word, state) in groups {
            let there = self.names.channels.iter().filter(|c| c.start == state).map(|c| super::words::the(&c.name));
            let there: Vec<String> = there.collect();
            if !there.is_empty() {
                text += &format!(" {word} on the first day: {}.", list(&there));
            }
        }
        text
    }

    /// Who may be exchanged or returned on the focal issue.
    fn held(&self) -> String {
        let focal = self.issue(self.setup.focal);
        let held = |s: Side| focal.categories.iter().map(|k| self.names.sides[s].pool[usize::from(k.0)]).sum::<f64>();
        match focal.to {
            Some(to) if held(to) >= 1.0 => {
                let many = self.counted(self.setup.focal, held(to));
                format!(" At its start, {many} could be returned to {}.", self.side(to))
            }
            None if Side::BOTH.into_iter().any(|s| held(s) >= 1.0) => {
                let [a, b] = Side::BOTH.map(|s| format!("{} people of {}", thousands(held(s)), self.side(s)));
                format!(" At its start, {a} and {b} are in the hands of the other side and eligible for exchange.")
            }
            _ => String::new(),
        }
    }

    /// How it ended: who came home, what is still open, and how often each cause of failure occurred.
    pub fn closing(&self) -> String {
        let last = self.date(self.setup.horizon).yesterday().unwrap_or(self.start);
        let ends = format!("The history ends here, on {}. {}", spoken(last), self.came_to());
        let mut text = ends.trim_end().to_string();
        let kept: Vec<String> = Side::BOTH
            .into_iter()
            .filter(|&s| self.tally.in_custody[s] > 0)
            .map(|s| format!("{} of {}", thousands(f64::from(self.tally.in_custody[s])), self.side(s)))
            .collect();
        if !kept.is_empty() {
            text += &format!(" An intermediary still keeps {}.", list(&kept));
        }
        text + &self.balance()
    }

    /// What it came to: exchanges, who came home, and what became of the other issues.
    pub fn came_to(&self) -> String {
        let tally = &self.tally;
        let focal = &self.issue(self.setup.focal);
        let ids = || self.setup.issue_ids();
        let mut text = String::new();
        let exchanges = |i: &IssueId| self.issue(*i).to.is_none() && !self.issue(*i).categories.is_empty();
        let mut prisoners = tally.released;
        for i in ids().filter(exchanges) {
            prisoners = PerSide::from_fn(|s| prisoners[s] + tally.issues[i.index()].home[s]);
        }
        if exchanges(&self.setup.focal) {
            text += &match tally.exchanges() {
                0 => format!(" No exchange took place on {}.", focal.name),
                n => format!(" {} took place on {}.", number_of(n, "exchange", "exchanges"), focal.name),
            };
        }
        if prisoners != PerSide::both(0) {
            let [a, b] = Side::BOTH.map(|s| format!("{} to {}", thousands(f64::from(prisoners[s])), self.side(s)));
            text += &format!(" Prisoners came home: {a} and {b}.");
        }
        for i in ids().filter(|i| tally.issues[i.index()].cases > 0) {
            text += &self.of_issue(i);
        }
        text.trim_start().into()
    }

    /// What became of an issue other than an exchange of prisoners.
    fn of_issue(&self, i: IssueId) -> String {
        let issue = self.issue(i);
        let OfIssue { cases, delivered, home } = self.tally.issues[i.index()];
        let cases = number_of(cases, "case", "cases");
        match issue.to {
            Some(_) if home == PerSide::both(0) => format!(" On {}, nobody returned ({cases}).", issue.name),
            Some(_) => {
                let delivered = thousands(delivered as f64);
                format!(" On {}, {delivered} of {cases} returned {}.", issue.name, self.people(i, home))
            }
            None if issue.categories.is_empty() => {
                format!(
                    " On {}, {} of {cases} ended in an agreement carried out.",
                    issue.name,
                    thousands(delivered as f64)
                )
            }
            None => String::new(),
        }
    }

    /// Of all cases, how many ended how, and the causes of failure.
    fn balance(&self) -> String {
        let endings = self.tally.endings();
        let of = |ending: Ending| endings.get(ending.name()).copied().unwrap_or(0);
        let all: usize = endings.values().sum();
        let (full, part) = (of(Ending::Executed), of(Ending::PartlyExecuted));
        let open: Vec<String> = self.tally.open.keys().map(u64::to_string).collect();
        let vain = all - full - part - open.len();
        let which = match open.len() {
            0 => String::new(),
            1 => format!(" (case {})", open[0]),
            2..=12 => format!(" (cases {})", list(&open)),
            _ => String::new(),
        };
        let cases = number_of(all, "case", "cases");
        let mut text = format!(
            " Of {cases}, {full} ended in full, {part} in part and {vain} in vain; {} stayed open{which}.",
            open.len()
        );
        let causes = self.tally.causes();
        if !causes.is_empty() {
            text += &format!(" Why cases failed: {}.", causes_in_words(&causes));
        }
        let disputed = self.tally.over.values().filter(|(_, why, _)| *why == cause(Reason::Lists)).count();
        if disputed > 0 {
            let cases = number_of(disputed, "case", "cases");
            text += &format!(" In {cases} carried out it is disputed whether the lists were kept to.");
        }
        text
    }
}
