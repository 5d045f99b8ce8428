//! Runs: every arm that an explanation needs, in one batch under common random numbers.

use std::collections::BTreeSet;

use backchannel::{
    experiment::{batch::Batch, measures::Measure},
    model::{Outcome, setup::Setup, side::Side},
    scenario::{Rival, Scenario},
};

use crate::{
    counts::*,
    estimate::{Figure, Pairs, combine},
    rivals::{Expected, Judged, Quantity, Trial},
    world::{World, side_id},
};

pub const SEED: u64 = 1;

/// An explanation as said of one side, or of both alike.
pub struct Way {
    pub said: String,
    pub side: Option<Side>,
    pub overview: Vec<Row>,
    pub stages: Vec<Row>,
    pub parts: Vec<Row>,
}

/// A quantity in base and variant.
pub struct Row {
    pub says: &'static str,
    expected: Expected,
    judged: Judged,
    /// Seen only where a change is made besides.
    pub changed: bool,
    pub base: Option<Figure>,
    pub variant: Option<Figure>,
    pub difference: Option<Figure>,
}

impl Row {
    pub fn expected(&self) -> &'static str {
        match self.expected {
            Expected::Higher => "higher",
            Expected::Lower => "lower",
            Expected::Same => "the same",
        }
    }

    /// Whether what is judged is the variant's own value.
    pub fn by_itself(&self) -> bool {
        self.judged == Judged::Itself
    }

    /// What the intervals allow one to say of this part of the signature.
    pub fn verdict(&self) -> &'static str {
        let judged = if self.by_itself() { self.variant } else { self.difference };
        let Some(figure) = judged else { return "too few" };
        let appears = |figure: Figure| match self.expected {
            Expected::Higher => figure.separated() && figure.value > 0.0,
            Expected::Lower => figure.separated() && figure.value < 0.0,
            Expected::Same => figure.nothing(),
        };
        match (self.expected, figure.separated()) {
            _ if self.by_itself() && appears(figure) && self.base.is_some_and(appears) => self.beside_the_base(appears),
            _ if appears(figure) => "appears",
            (Expected::Same, false) => "not separated, as expected",
            (Expected::Same, true) => "differs",
            _ if figure.nothing() => "does not appear",
            (_, false) => "not separated",
            (_, true) => "the opposite",
        }
    }

    /// An effect that stands by itself stands in the base as well: more or less of it.
    fn beside_the_base(&self, appears: impl Fn(Figure) -> bool) -> &'static str {
        match self.difference {
            Some(difference) if appears(difference) => "appears, more than in the base",
            Some(difference) if difference.separated() => "appears, less than in the base",
            _ => "appears, as in the base",
        }
    }
}

/// What is asked of every explanation alike: people and pauses.
fn overview(w: &World) -> Vec<Quantity> {
    let home = |says, side| plain(says, measure(Measure::Returned(side)));
    let dead = |says, side| plain(says, measure(Measure::ReturnedOn(w.remains, side)));
    vec![
        home("Ukraine: prisoners home", Side::A),
        home("Russia: prisoners home", Side::B),
        plain("exchanges", measure(Measure::Exchanges)),
        plain("days to the first", measure(Measure::FirstExchangeRestricted)),
        plain("longest pause, days", measure(Measure::LongestPause)),
        plain("cases delivered", measure(Measure::Delivered)),
        plain("agreements not carried out", measure(Measure::AgreedLost)),
        dead("Ukraine: dead returned", Side::A),
        dead("Russia: dead returned", Side::B),
    ]
}

/// And where the cases of prisoners are lost.
fn stages(w: &World) -> Vec<Quantity> {
    let all = Where::default();
    let lost = |size| share(all.sized(size), agreed, not_in_full);
    vec![
        plain("demands", all_demands()),
        plain("no answer", share(all, over, unanswered)),
        plain("rounds a case", mean(all, answered, |c| f64::from(c.rounds))),
        plain("lost at approval", share(all, decided, lost_at_approval)),
        plain("broken", share(all, its_day_came, broken)),
        plain("small lost", lost(SMALL)),
        plain("large lost", lost(LARGE)),
        plain("days to cross", mean(all, crossed, days_to_cross)),
        plain("off parity", mean(all, delivered, off_parity)),
        plain("in the second half", later(None, None, w.middle())),
    ]
}

fn plain(says: &'static str, count: Count) -> Quantity {
    Quantity { says, expected: Expected::Same, judged: Judged::Difference, terms: vec![(1.0, 0, count)] }
}

/// Where a number of one history goes: which arm, what is counted.
struct Probe<'q> {
    arm: usize,
    count: &'q Count,
    pairs: Pairs,
}

/// The arms of a batch, each different one once.
#[derive(Default)]
struct Arms(Vec<Scenario>);

impl Arms {
    fn add(&mut self, scenario: Scenario) -> usize {
        let known = self.0.iter().position(|arm| arm.digest == scenario.digest);
        known.unwrap_or_else(|| {
            self.0.push(scenario);
            self.0.len() - 1
        })
    }
}

/// One way of saying it: its quantities, and the arms in which they are counted, without and with the explanation.
struct Plan {
    said: String,
    side: Option<Side>,
    lists: [Vec<Quantity>; 3],
    arms: [Vec<usize>; 2],
}

impl Plan {
    fn new(w: &World, trial: &Trial, side: Option<Side>, arms: &mut Arms) -> Plan {
        let said = side.map_or(trial.id.to_string(), |side| format!("{}={}", trial.id, side_id(side)));
        let of = side.unwrap_or(Side::A);
        let changes = (trial.changes)(w, of);
        let mut with = |said: Option<&str>| {
            let plain = arms.add(w.arm(said, None));
            let changed: Vec<usize> = changes.iter().map(|change| arms.add(w.arm(said, Some(change)))).collect();
            [vec![plain], changed].concat()
        };
        let arms = [with(None), with(Some(&said))];
        Plan { side, lists: [overview(w), stages(w), (trial.parts)(w, of)], arms, said }
    }

    /// One explanation against another: what tells them apart.
    fn against(w: &World, name: String, [one, other]: [&str; 2], arms: &mut Arms) -> Plan {
        let arms = [one, other].map(|said| vec![arms.add(w.arm(Some(said), None))]);
        Plan { said: name, side: None, lists: [overview(w), stages(w), Vec::new()], arms }
    }

    /// Its quantities of one kind, list by list.
    fn quantities(&self, changed: bool) -> impl Iterator<Item = &Quantity> {
        self.lists.iter().flatten().filter(move |q| q.changed() == changed)
    }
}

/// Plays every explanation, as said of either side, over a scenario: all plain arms in one batch, and those with a change
/// in another, of fewer histories. Two lists more: what
/// tells an explanation from its mirror, and from one that looks like it.
pub fn play(w: &World, trials: &[Trial]) -> Vec<Vec<Way>> {
    let mut arms = Arms::default();
    let mut plans = Vec::new();
    for (i, trial) in trials.iter().enumerate() {
        let head = Rival::parse(trial.id).and_then(|rival| rival.head()).unwrap_or_else(|p| panic!("{p}"));
        let sides = if head.of_a_side { vec![Some(Side::A), Some(Side::B)] } else { vec![None] };
        if head.of_a_side {
            let said = Side::BOTH.map(|side| format!("{}={}", trial.id, side_id(side)));
            plans.push((
                trials.len(),
                Plan::against(w, trial.id.into(), said.each_ref().map(|s| s.as_str()), &mut arms),
            ));
        }
        plans.extend(sides.into_iter().map(|side| (i, Plan::new(w, trial, side, &mut arms))));
    }
    for pair in w.alike {
        let name = format!("{} less {}", pair[1], pair[0]);
        plans.push((trials.len() + 1, Plan::against(w, name, *pair, &mut arms)));
    }
    let mut rows = [(w.n, false), (w.effects, true)].map(|(n, changed)| pass(w, &plans, &arms, n, changed).into_iter());
    let mut ways: Vec<Vec<Way>> = (0..trials.len() + 2).map(|_| Vec::new()).collect();
    for (i, plan) in &plans {
        let mut next = |q: &Quantity| rows[usize::from(q.changed())].next().expect("a row a quantity");
        let [overview, stages, parts] = plan.lists.each_ref().map(|list| list.iter().map(&mut next).collect());
        ways[*i].push(Way { said: plan.said.clone(), side: plan.side, overview, stages, parts });
    }
    ways
}

/// One batch: the rows of all plans, in order.
fn pass(w: &World, plans: &[(usize, Plan)], arms: &Arms, n: u64, changed: bool) -> Vec<Row> {
    let mut probes = Vec::new();
    for (_, plan) in plans {
        for (_, change, count) in plan.quantities(changed).flat_map(|q| &q.terms) {
            let probe = |list: &Vec<usize>| Probe { arm: list[*change], count, pairs: Vec::new() };
            probes.extend(plan.arms.each_ref().map(probe));
        }
    }
    let used: BTreeSet<usize> = probes.iter().map(|probe| probe.arm).collect();
    let used: Vec<usize> = used.into_iter().collect();
    for probe in &mut probes {
        probe.arm = used.binary_search(&probe.arm).expect("an arm in use");
    }
    let setups: Vec<&Setup> = used.iter().map(|&arm| &arms.0[arm].setup).collect();
    let fold = |_, outcomes: &[Outcome]| {
        probes.iter_mut().for_each(|probe| probe.pairs.push((probe.count)(&outcomes[probe.arm], w)));
    };
    let batch = Batch { seed: SEED, replications: n, threads: 0 };
    batch.play(&setups, fold, |_| true).unwrap_or_else(|problem| panic!("{problem}"));
    let mut read = probes.iter();
    plans.iter().flat_map(|(_, plan)| plan.quantities(changed)).map(|q| row(q, &mut read)).collect()
}

/// Reads the probes back in the order in which they were laid out.
fn row<'p>(q: &Quantity, probes: &mut impl Iterator<Item = &'p Probe<'p>>) -> Row {
    let (mut base, mut variant) = (Vec::new(), Vec::new());
    for (weight, ..) in &q.terms {
        let mut next = || &probes.next().expect("a probe a term and arm").pairs;
        base.push((*weight, next()));
        variant.push((*weight, next()));
    }
    let less = base.iter().map(|(weight, pairs)| (-weight, *pairs));
    let both: Vec<(f64, &Pairs)> = variant.iter().copied().chain(less).collect();
    let Quantity { says, expected, judged, .. } = *q;
    let [base, variant, difference] = [&base, &variant, &both].map(|parts| combine(parts));
    Row { says, expected, judged, changed: q.changed(), base, variant, difference }
}
