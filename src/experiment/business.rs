//! Business: where the cases of the focal issue go when intermediaries or channels are taken out, place by place; and what
//! a comparison of direct with mediated cases would have made of it.

use serde::{Deserialize, Serialize};

use super::{
    compare::Comparison,
    estimate::{Classed, Estimate, LEVEL, Mean, smooth},
    fold::{Fold, encoded},
    summary::Summary,
};
use crate::model::{
    Outcome,
    outcome::{CaseRecord, Ending},
    setup::{Channel, Kind, Params, Setup},
    side::Side,
};

/// Where a case ends up, or is at the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// With the channel of its last attempt, by its place in the file.
    Channel(usize),
    /// Given up: no channel took it.
    Unrouted,
    /// Still in the inbox at the horizon.
    Waiting,
}

/// What is counted there, a history.
pub const COUNTS: [&str; 3] = ["cases", "delivered", "people"];

/// A count in one arm, and how much more it is than in the base with the same luck.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Flow {
    pub here: Mean,
    pub more: Mean,
}

/// One arm; the base is one of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Books {
    /// By channel: whether it stands idle at the start.
    pub idle: Vec<bool>,
    /// Histories in which anything at all is other than in the base.
    pub changed: u64,
    /// By place (channels in file order, unrouted, waiting), then by [`COUNTS`].
    flows: Vec<[Flow; 3]>,
    /// Yield and lead time over all cases.
    all: [Classed; 2],
}

/// The books of a base and of arms in which parts of it are out.
#[derive(Clone, Debug)]
pub struct Business<'s> {
    setup: &'s Setup,
    n: u64,
    /// The base first.
    pub arms: Vec<Books>,
    /// Of the base, yield and lead time of direct and of mediated cases.
    routes: [[Classed; 2]; 2],
}

/// What is compared between routes and between worlds: yield, then lead time.
pub const MEASURES: [(&str, &str, &str); 2] =
    [("yield", "routed cases that delivered", "share"), ("lead_time", "days from demand to delivery", "days")];

/// The same twice: between cases by the way they went, and between worlds with the same luck.
pub struct Naive {
    /// Direct, mediated.
    pub groups: [Option<Estimate>; 2],
    pub difference: Option<Estimate>,
    /// With those out, as it stands.
    pub worlds: [Option<Estimate>; 2],
    /// As it stands less with those out.
    pub effect: Option<Estimate>,
}

impl<'s> Business<'s> {
    /// Books for a base and arms of the same channels; none where nothing is out that is not out in the base.
    pub fn of(base: &'s Setup, arms: &[&Setup]) -> Option<Business<'s>> {
        let params = |setup: &'_ Setup| -> (Vec<String>, Vec<bool>, Vec<bool>) {
            let p = &setup.phases[0];
            let ids = p.channels.iter().map(|c| c.id.clone()).collect();
            let out = p.mediators.iter().map(|m| m.out).collect();
            (ids, out, p.channels.iter().map(|c| c.out).collect())
        };
        let stands = params(base);
        let all: Vec<_> = arms.iter().map(|arm| params(arm)).collect();
        let alike = all.iter().all(|arm| arm.0 == stands.0 && arm.1.len() == stands.1.len());
        let taken = all.iter().any(|arm| arm.1 != stands.1 || arm.2 != stands.2);
        let books = |setup: &Setup| Books {
            idle: setup.phases[0].channels.iter().map(|c| stands_idle(&setup.phases[0], c)).collect(),
            changed: 0,
            flows: vec![Default::default(); stands.0.len() + 2],
            all: Default::default(),
        };
        let arms = std::iter::once(base).chain(arms.iter().copied()).map(books).collect();
        (alike && taken).then(|| Business { setup: base, n: 0, arms, routes: Default::default() })
    }

    /// One replication of each arm, the base first.
    pub fn push(&mut self, replication: u64, outcomes: &[Outcome]) {
        let Some(base) = outcomes.first() else { return };
        self.n += 1;
        let setup = self.setup;
        let stands = counts(base, setup);
        for (books, outcome) in self.arms.iter_mut().zip(outcomes) {
            books.changed += u64::from(!alike(base, outcome));
            for ((flows, here), stands) in books.flows.iter_mut().zip(counts(outcome, setup)).zip(&stands) {
                for ((flow, here), stands) in flows.iter_mut().zip(here).zip(stands) {
                    flow.here.push(here);
                    flow.more.push(here - stands);
                }
            }
            let all = measures(outcome.cases.iter(), setup);
            books.all.iter_mut().zip(all).for_each(|(sum, (num, den))| sum.push(replication, num, den));
        }
        for (mediated, sums) in self.routes.iter_mut().enumerate() {
            let group = base.cases.iter().filter(|case| usize::from(case.mediated) == mediated);
            sums.iter_mut().zip(measures(group, setup)).for_each(|(sum, (num, den))| sum.push(replication, num, den));
        }
    }

    pub fn params(&self) -> &'s Params {
        &self.setup.phases[0]
    }

    pub fn setup(&self) -> &'s Setup {
        self.setup
    }

    pub fn n(&self) -> u64 {
        self.n
    }

    /// The places that see a case of the focal issue in any arm, channels first.
    pub fn places(&self) -> Vec<Place> {
        let channels = self.params().channels.len();
        let place = |i: usize| match i {
            i if i < channels => Place::Channel(i),
            i if i == channels => Place::Unrouted,
            _ => Place::Waiting,
        };
        let seen = |i: &usize| self.arms.iter().any(|arm| arm.flows[*i][0].here.mean().is_some_and(|mean| mean > 0.0));
        (0..channels + 2).filter(seen).map(place).collect()
    }

    /// What an arm counts at a place, by [`COUNTS`].
    pub fn at(&self, arm: usize, place: Place) -> &[Flow; 3] {
        &self.arms[arm].flows[index(place, self.params().channels.len())]
    }

    /// Whether a channel stands idle in any arm but not in the base.
    pub fn is_taken(&self, place: Place) -> bool {
        let Place::Channel(c) = place else { return false };
        !self.arms[0].idle[c] && self.arms.iter().any(|arm| arm.idle[c])
    }

    /// The means of a count over some places of the base, summed.
    pub fn carried(&self, count: usize, which: impl Fn(Place) -> bool) -> f64 {
        let places = self.places().into_iter().filter(|&place| which(place));
        places.map(|place| self.at(0, place)[count].here.mean().unwrap_or(0.0)).sum()
    }

    /// A measure of [`MEASURES`] between routes, and between the world as it stands and an arm.
    pub fn naive(&self, measure: usize, arm: usize) -> Naive {
        let of = |sums: &[Classed; 2]| sums[measure].estimate(LEVEL);
        let [direct, mediated] = &self.routes;
        let worlds = [&self.arms[arm].all[measure], &self.arms[0].all[measure]];
        let less = |arms: [&Classed; 2]| smooth(&arms, LEVEL, |v| vec![v[1] - v[0]]).pop().flatten();
        Naive {
            groups: [of(direct), of(mediated)],
            difference: less([&direct[measure], &mediated[measure]]),
            worlds: worlds.map(|sums| sums.estimate(LEVEL)),
            effect: less(worlds),
        }
    }
}

/// A comparison, and where cases go if somebody is taken out.
pub struct Compared<'s> {
    pub comparison: Comparison<'s>,
    pub business: Option<Business<'s>>,
}

/// What has been added up: the comparison's own, then replications, books and routes.
type Sums = (Vec<u8>, Option<(u64, Vec<Books>, [[Classed; 2]; 2])>);

impl<'s> Fold<'s> for Compared<'s> {
    fn push(&mut self, replication: u64, outcomes: &[Outcome]) {
        self.comparison.push(replication, outcomes);
        self.business.iter_mut().for_each(|business| business.push(replication, outcomes));
    }

    fn summaries<'a>(&'a self) -> impl Iterator<Item = &'a Summary<'s>> + Clone
    where
        's: 'a,
    {
        self.comparison.summaries()
    }

    fn save(&self) -> Vec<u8> {
        let business = self.business.as_ref().map(|b| (b.n, &b.arms, &b.routes));
        encoded(&(self.comparison.save(), business))
    }

    fn restore(&mut self, saved: &[u8]) -> bool {
        let Ok((comparison, sums)) = postcard::from_bytes::<Sums>(saved) else { return false };
        let restored = self.comparison.restore(&comparison);
        for (business, sums) in self.business.iter_mut().zip(sums).filter(|_| restored) {
            (business.n, business.arms, business.routes) = sums;
        }
        restored
    }
}

fn index(place: Place, channels: usize) -> usize {
    match place {
        Place::Channel(c) => c,
        Place::Unrouted => channels,
        Place::Waiting => channels + 1,
    }
}

/// A channel that is out, or a track whose first intermediary with any number to act with is.
fn stands_idle(p: &Params, channel: &Channel) -> bool {
    let mut mediators = channel.mediators.iter().map(|&m| &p.mediators[m]).filter(|m| !m.is_placebo());
    channel.out || (channel.kind == Kind::Mediated && mediators.next().is_some_and(|first| first.out))
}

/// By place: cases, those that delivered, people of both sides; of the focal issue.
fn counts(o: &Outcome, setup: &Setup) -> Vec<[f64; 3]> {
    let channels = setup.phases[0].channels.len();
    let mut counts = vec![[0.0; 3]; channels + 2];
    for case in o.cases.iter().filter(|case| case.issue == setup.focal) {
        let place = match case.channel {
            Some(c) => Place::Channel(c.index()),
            None if case.ending == Ending::Waiting => Place::Waiting,
            None => Place::Unrouted,
        };
        let at = &mut counts[index(place, channels)];
        at[0] += 1.0;
        at[1] += f64::from(u8::from(case.ending.delivered()));
    }
    for crossing in o.crossings.iter().filter(|crossing| crossing.issue == Some(setup.focal)) {
        let Some(c) = crossing.channel else { continue };
        counts[c.index()][2] += f64::from(crossing.heads[Side::A] + crossing.heads[Side::B]);
    }
    counts
}

/// Numerators and denominators of [`MEASURES`] over some cases.
fn measures<'c>(cases: impl Iterator<Item = &'c CaseRecord> + Clone, setup: &Setup) -> [(f64, f64); 2] {
    let focal = cases.filter(|case| case.issue == setup.focal);
    let over = focal.clone().filter(|case| case.attempts > 0 && !case.ending.is_censored());
    let delivered = || focal.clone().filter(|case| case.ending.delivered());
    let [over, n] = [over.count(), delivered().count()].map(|n| n as f64);
    [(n, over), (delivered().map(super::response::lead_time).sum(), n)]
}

/// Whether two histories are the same in all that is reported of them, the count of events apart.
fn alike(one: &Outcome, two: &Outcome) -> bool {
    (&one.cases, &one.handed_on, &one.crossings, &one.time_in, &one.in_force, one.shocks)
        == (&two.cases, &two.handed_on, &two.crossings, &two.time_in, &two.in_force, two.shocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        experiment::knockout::{Part, without},
        model::{Run, rules::TakenOut},
        scenario::load,
    };

    const N: u64 = 200;

    fn setup(part: Option<&str>, rule: TakenOut) -> Setup {
        let parts: Vec<Part> = part.iter().map(|id| Part::Channel((*id).into())).collect();
        load("istanbul-2025".as_ref(), &without(&parts, rule)).expect("a shipped scenario").setup
    }

    fn play<'s>(base: &'s Setup, arms: &[&Setup]) -> Business<'s> {
        let mut business = Business::of(base, arms).expect("somebody is out");
        let mut runs: Vec<Run<'_>> = std::iter::once(base).chain(arms.iter().copied()).map(Run::new).collect();
        for k in 0..N {
            let outcomes: Vec<Outcome> = runs.iter_mut().map(|run| run.replicate(4, k).clone()).collect();
            business.push(k, &outcomes);
        }
        business
    }

    /// Every case is in one place, in every arm; and what the base has more of here, it has less of there.
    #[test]
    fn no_case_gets_lost_on_the_way() {
        let base = setup(None, TakenOut::Lost);
        let direct = base.phases[0].channels.iter().find(|c| c.kind.is_direct() && c.issues.contains(&base.focal));
        let id = direct.expect("a direct channel").id.clone();
        let arms = TakenOut::ALL.map(|rule| setup(Some(&id), rule));
        let business = play(&base, &arms.each_ref());
        let sum = |arm: usize, of: &dyn Fn(&Flow) -> Option<f64>| -> f64 {
            business.places().iter().filter_map(|&place| of(&business.at(arm, place)[0])).sum()
        };
        let mut run = Run::new(&base);
        let focal = |o: &Outcome| o.cases.iter().filter(|c| c.issue == base.focal).count();
        let cases: usize = (0..N).map(|k| focal(run.replicate(4, k))).sum();
        assert!((sum(0, &|flow| flow.here.mean()) - cases as f64 / N as f64).abs() < 1e-9);
        for arm in 1..4 {
            let more = sum(arm, &|flow| flow.more.mean());
            assert!((sum(arm, &|flow| flow.here.mean()) - cases as f64 / N as f64 - more).abs() < 1e-9);
            assert!(business.arms[arm].changed > 0 && business.arms[0].changed == 0);
        }
        // What the idle channel took, nobody takes if it is lost: there are as many more unrouted.
        let idle: Vec<Place> = business.places().into_iter().filter(|&place| business.is_taken(place)).collect();
        assert_eq!(idle.len(), 1);
        let at = |arm: usize, place| business.at(arm, place)[0].more.mean().expect("200 histories");
        assert!(at(1, idle[0]) < 0.0 && at(1, Place::Unrouted) > at(2, Place::Unrouted));
        assert!(at(2, Place::Unrouted) >= at(3, Place::Unrouted));
        let yields = business.naive(0, 3);
        assert!(yields.effect.is_some_and(|e| e.se > Some(0.0)) && yields.groups.iter().all(Option::is_some));
    }

    #[test]
    fn there_are_no_books_where_nobody_is_out() {
        let base = setup(None, TakenOut::Lost);
        let other = load("istanbul-2025".as_ref(), &[crate::scenario::Patch::new("rules.patience", "9 d")]);
        assert!(Business::of(&base, &[&other.expect("it is sound").setup]).is_none());
        let tutorial = load("tutorial".as_ref(), &[]).expect("a shipped scenario").setup;
        assert!(Business::of(&base, &[&tutorial]).is_none(), "other channels");
    }
}
