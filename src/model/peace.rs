//! The end of hostilities, when prisoners go home without a deal (third Geneva Convention, article 118), and people
//! whom a guarantor keeps after their exchange (sections 1.7 and 3.8).

use super::{
    Case, Fact, Reason, Run, Watch,
    deal::{Stage, Verdict},
    outcome::Crossing,
    setup::MAX_CATEGORIES,
    side::{CategoryId, IssueId, MediatorId, PerSide, Side},
};
use crate::kernel::Time;

/// How releases after hostilities have gone: the share of prisoners home by day after their end, in straight lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precedent {
    pub name: &'static str,
    /// Day and share, both rising; the last share is 1.
    pub home: &'static [(f64, f64)],
    pub about: &'static str,
}

/// What history offers, and release on the day itself. The dates are on record; the straight lines are assumed.
pub const PRECEDENTS: [Precedent; 4] = [
    Precedent { name: "at-once", home: &[(0.0, 1.0)], about: "All go home on the day: what article 118 asks for." },
    Precedent {
        name: "vietnam",
        home: &[(16.0, 0.0), (64.0, 1.0)],
        about: "Agreement of 27 January 1973; 591 American prisoners home between 12 February and 1 April.",
    },
    Precedent {
        name: "iran-iraq",
        home: &[(727.0, 0.0), (1_715.0, 0.83), (5_371.0, 1.0)],
        about: "Ceasefire of 20 August 1988; over 80,000 of about 97,000 home from August 1990 to May 1993, the rest by May 2003.",
    },
    Precedent {
        name: "eastern-front",
        home: &[(0.0, 0.0), (4_018.0, 1.0)],
        about: "War ended in May 1945; the last prisoners were home in 1956.",
    },
];

impl Precedent {
    pub fn find(name: &str) -> Option<&'static Precedent> {
        PRECEDENTS.iter().find(|precedent| precedent.name == name)
    }

    /// The share home `days` after the end of hostilities.
    pub fn share_home(&self, days: f64) -> f64 {
        let (days, mut before) = (days.max(0.0), (0.0, 0.0));
        for &(day, share) in self.home {
            if days < day {
                return before.1 + (share - before.1) * (days - before.0) / (day - before.0);
            }
            before = (day, share);
        }
        1.0
    }

    /// L: mean days from the end of hostilities to the way home.
    pub fn mean_lag(&self) -> f64 {
        let steps = self.home.iter().scan((0.0, 0.0), |before, &(day, share)| {
            let part = (share - before.1) * (day + before.0) / 2.0;
            *before = (day, share);
            Some(part)
        });
        steps.sum()
    }
}

/// Mean days in captivity of somebody held from the start, with a release hazard of `theta` a day while the war lasts
/// and a way home `lag` days after its end on day `war`: `(1 - e^(-theta T))/theta + e^(-theta T) L` (section 8.22).
pub fn captivity(theta: f64, war: f64, lag: f64) -> f64 {
    if theta == 0.0 {
        return war + lag;
    }
    -libm::expm1(-theta * war) / theta + libm::exp(-theta * war) * lag
}

/// The same when the war ends at a rate of `omega` a day: `(1 + omega L)/(theta + omega)` (section 8.22).
pub fn captivity_random_end(theta: f64, omega: f64, lag: f64) -> f64 {
    (1.0 + omega * lag) / (theta + omega)
}

/// A release in progress.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peace {
    precedent: &'static Precedent,
    since: Time,
    after: f64,
    /// The scenario says so, rather than a deal.
    scripted: bool,
    /// By category: who was held when hostilities ended, of those that deals exchange, and who has gone home since.
    held: PerSide<[f64; MAX_CATEGORIES]>,
    home: PerSide<[u32; MAX_CATEGORIES]>,
}

/// Keeping released people in a third country until the end of the war.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Custody {
    pub mediator: MediatorId,
    /// Whose people they are.
    pub side: Side,
    pub people: u32,
}

/// People in custody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub by: Custody,
    /// The number of the case that brought them there.
    pub case: u64,
    pub category: CategoryId,
}

impl<W: Watch> Run<'_, W> {
    /// Hostilities end: nobody is captured or asked for any more, custody ends, and the way home of those still held
    /// begins `after` days later. By script, or by the execution of a deal that settles the war.
    pub(super) fn end_hostilities(&mut self, precedent: &'static Precedent, after: f64, scripted: bool) {
        if self.peace.is_some() {
            return; // it ends once
        }
        let none = PerSide::both([0.0; MAX_CATEGORIES]);
        let mut peace = Peace {
            precedent,
            since: self.now(),
            after,
            scripted,
            held: none,
            home: PerSide::both([0; MAX_CATEGORIES]),
        };
        let prisoners = &self.derived[self.phase].prisoners;
        for s in Side::BOTH {
            for (k, pool) in self.pools[s].iter().enumerate().filter(|(k, _)| prisoners[*k]) {
                peace.held[s][k] = *pool;
            }
        }
        self.peace = Some(peace);
        self.let_go(|_| true, None);
        self.touch_demands();
        self.drop_settlements();
    }

    /// Talks on ending the war, and cases that ask for them, have lost their object: dropped, or called off if they had a
    /// date.
    fn drop_settlements(&mut self) {
        let moot = |case: &Case| self.params.issues[case.issue].ends_hostilities.is_some();
        let mut places = std::mem::take(&mut self.scratch);
        self.deals_where(|deal| moot(&deal.case), &mut places);
        for d in places.drain(..) {
            let verdict = if self.deals[d].stage >= Stage::Schedule { Verdict::ABORTED } else { Verdict::DROPPED };
            self.finish(d, Verdict { reason: Reason::Settled, ..verdict });
        }
        self.waiting_where(moot, &mut places);
        for w in places.drain(..) {
            let case = self.leave_inbox(w);
            self.lose(case, Reason::Settled);
        }
        self.scratch = places;
    }

    /// A deal that settles the war has been executed: hostilities end, if they have not already.
    pub(super) fn settle(&mut self, case: &Case) {
        let issue = case.issue;
        if let (Some(precedent), None) = (self.params.issues[issue].ends_hostilities, self.peace) {
            self.tell(Fact::Settled { issue });
            self.end_hostilities(precedent, 0.0, case.scripted);
        }
    }

    /// Whether an issue has lost its object because hostilities have ended: nobody is exchanged on it any more, or it was
    /// about ending them.
    pub(super) fn is_over(&self, i: IssueId) -> bool {
        let issue = &self.params.issues[i];
        let exchanges = issue.to.is_none() && !issue.categories.is_empty();
        self.peace.is_some() && (exchanges || issue.ends_hostilities.is_some())
    }

    /// Midnight after hostilities: those whose turn it is go home.
    pub(super) fn release_prisoners(&mut self) {
        let Some(mut peace) = self.peace else { return };
        let days = (self.now() - peace.since).days() - peace.after;
        if days < 0.0 {
            return;
        }
        let share = peace.precedent.share_home(days);
        let heads = PerSide::from_fn(|s| {
            let mut home = 0;
            for k in 0..self.params.categories.len() {
                let due = (peace.held[s][k] * share + 1e-9) as u32;
                let people = (due - peace.home[s][k].min(due)).min(self.pools[s][k] as u32);
                self.pools[s][k] -= f64::from(people);
                peace.home[s][k] += people;
                self.outcome.returned[s][k] += people;
                home += people;
            }
            home
        });
        self.peace = Some(peace);
        if heads != PerSide::both(0) {
            self.come_home(heads, None);
        }
    }

    /// Of `people` of a batch who cross, custody keeps as many as it is due while the war lasts; how many.
    pub(super) fn take_into_custody(&mut self, case: &Case, s: Side, k: CategoryId, people: u32) -> u32 {
        let due = |custody: &Custody| custody.side == s && self.peace.is_none();
        let Some(by) = case.custody.filter(due) else { return 0 };
        let held: u32 = self.custody.iter().filter(|held| held.case == case.number).map(|held| held.by.people).sum();
        let taken = people.min(by.people.saturating_sub(held));
        if taken > 0 {
            self.custody.push(Held { by: Custody { people: taken, ..by }, case: case.number, category: k });
            self.outcome.in_custody[s] += taken;
        }
        taken
    }

    /// An intermediary fails `side` as a guarantor: its word loses weight there, and people of the other side whom it
    /// keeps go home.
    pub(super) fn default_on(&mut self, mediator: MediatorId, side: Side) {
        self.credibility[mediator][side] *= self.params.rules.credibility_kept;
        self.weigh_anew(1 << mediator.0);
        let freed = side.other();
        self.let_go(|by| by.mediator == mediator && by.side == freed, Some(mediator));
    }

    /// People in the custody that `which` picks go home.
    fn let_go(&mut self, which: impl Fn(&Custody) -> bool, mediator: Option<MediatorId>) {
        let mut heads = PerSide::both(0);
        for Held { by, category, .. } in self.custody.iter().filter(|held| which(&held.by)) {
            heads[by.side] += by.people;
            self.outcome.returned[by.side][category.index()] += by.people;
            self.outcome.in_custody[by.side] -= by.people;
        }
        self.custody.retain(|held| !which(&held.by));
        if heads != PerSide::both(0) {
            self.come_home(heads, mediator);
        }
    }

    /// People come home without a deal, on their own or from somebody's custody.
    fn come_home(&mut self, heads: PerSide<u32>, custody: Option<MediatorId>) {
        let day = self.now().day();
        let scripted = self.peace.is_none_or(|peace| peace.scripted);
        let crossing = Crossing { day, issue: None, channel: None, first: false, heads, scripted, mediated: false };
        self.outcome.crossings.push(crossing);
        self.tell(Fact::Released { heads, custody });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 8.22, exact.
    #[test]
    fn captivity_against_the_end_of_a_war() {
        assert!((captivity(1.0 / 900.0, 1_200.0, 200.0) - 715.482).abs() < 1e-3);
        assert_eq!(captivity(0.0, 1_200.0, 200.0), 1_400.0);
        assert!((captivity_random_end(1.0 / 900.0, 1.0 / 1_200.0, 200.0) - 600.0).abs() < 1e-9);
        assert!((captivity_random_end(0.0, 1.0 / 1_200.0, 200.0) - 1_400.0).abs() < 1e-9);
    }

    #[test]
    fn precedents_rise_to_everyone_and_lag_as_drawn() {
        for precedent in &PRECEDENTS {
            let days = 12_000;
            let shares: Vec<f64> = (0..days).map(|day| precedent.share_home(f64::from(day))).collect();
            assert!(shares.windows(2).all(|two| two[0] <= two[1]) && shares[days as usize - 1] == 1.0);
            // The mean of a wait is the area above its distribution.
            let area: f64 =
                (0..days * 10).map(|tenth| 0.1 * (1.0 - precedent.share_home((f64::from(tenth) + 0.5) / 10.0))).sum();
            assert!((area - precedent.mean_lag()).abs() < 0.1, "{}: {area}", precedent.name);
        }
    }
}
