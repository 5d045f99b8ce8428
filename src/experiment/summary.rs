//! Summary: what a batch says, accumulated replication by replication in memory that does not grow with their number.

use serde::{Deserialize, Serialize};

use super::{
    agreed::Agreed,
    carried::Carried,
    columns::{Column, columns},
    estimate::{Class, Counts, Curve, Estimate, Incidence, LEVEL, Mean, Ratio, Survival, wilson},
    focal::Focal,
    measures::{self, Measure},
    tally::Tally,
};
use crate::model::{
    Outcome,
    outcome::{Crossing, ENDINGS, Ending, Reached},
    setup::{Params, Setup},
    side::{IssueId, PerSide, Side},
};

/// The number of stages a case can have reached.
pub const STAGES: usize = 8;
/// At most so many points in time carry a distribution of people returned.
const MOST_POINTS: u32 = 160;
/// The ends of a case that are causes in the competing-risks sense: all but the censored, which come last.
const CAUSES: usize = ENDINGS - 2;

/// What can follow an agreement in principle.
pub const ANNOUNCED: [&str; 2] = ["crossing", "lost"];

/// Ratios of means (never means of ratios): name, numerator, denominator.
pub(super) const RATIOS: [(&str, Measure, Measure); 10] = [
    ("yield", Measure::Delivered, Measure::RoutedAndOver),
    ("announced_lost", Measure::AgreedLost, Measure::Agreed),
    ("scripted_share", Measure::DeliveredScripted, Measure::Delivered),
    ("scripted_people", Measure::PeopleScripted, Measure::People),
    ("mediated_share", Measure::DeliveredMediated, Measure::Delivered),
    ("mediated_people", Measure::PeopleMediated, Measure::People),
    ("balanced_share", Measure::Balanced, Measure::Delivered),
    ("lopsided_share", Measure::Lopsided, Measure::Delivered),
    ("head_ratio", Measure::HeadRatios, Measure::Delivered),
    ("weighted_ratio", Measure::WeightedRatios, Measure::Delivered),
];

/// The statistic of these in tables.
pub const RATIO: &str = "ratio of means";

/// In what a ratio is counted.
pub(super) fn ratio_unit(name: &str) -> &'static str {
    if name.ends_with("_ratio") { "log units" } else { "share" }
}

/// One line of `summary.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistic {
    pub measure: String,
    pub side: Option<String>,
    pub category: Option<String>,
    pub statistic: &'static str,
    pub estimate: Estimate,
    pub unit: String,
}

/// What a batch of one arm says.
pub struct Summary<'s> {
    setup: &'s Setup,
    columns: Vec<Column>,
    grid: Vec<u32>,
    row: Vec<Option<f64>>,
    sums: Sums,
}

/// All that grows with the replications: with it alone a summary of the same setup goes on.
#[derive(Serialize, Deserialize)]
pub struct Sums {
    n: u64,
    means: Vec<Mean>,
    counts: Vec<Counts>,
    ratios: Vec<Ratio>,
    pauses: Survival,
    first: Survival,
    lead: Incidence,
    /// From agreement in principle: first people across, or lost.
    announced: Incidence,
    tally: Tally,
    agreed: Agreed,
    carried: Carried,
    /// By stage reached and end: focal cases a replication.
    fates: Vec<[Counts; ENDINGS]>,
    returned: PerSide<Vec<Counts>>,
}

impl Sums {
    fn new(setup: &Setup, columns: usize, points: usize) -> Sums {
        Sums {
            n: 0,
            means: vec![Mean::default(); columns],
            counts: vec![Counts::default(); columns],
            ratios: vec![Ratio::default(); RATIOS.len()],
            pauses: Survival::default(),
            first: Survival::default(),
            lead: Incidence::new(CAUSES),
            announced: Incidence::new(ANNOUNCED.len()),
            tally: Tally::default(),
            agreed: Agreed::default(),
            carried: Carried::new(setup.phases[0].channels.len(), setup.phases[0].issues.len()),
            fates: (0..STAGES).map(|_| Default::default()).collect(),
            returned: PerSide::from_fn(|_| vec![Counts::default(); points]),
        }
    }
}

impl<'s> Summary<'s> {
    pub fn new(setup: &'s Setup) -> Self {
        let columns = columns(setup);
        let horizon = setup.horizon.day();
        let step = horizon.div_ceil(MOST_POINTS).max(1);
        let grid: Vec<u32> = (0..horizon).step_by(step as usize).chain([horizon]).collect();
        let sums = Sums::new(setup, columns.len(), grid.len());
        Summary { setup, row: Vec::with_capacity(columns.len()), columns, grid, sums }
    }

    /// Takes in one replication and returns its row, in the order of [`Summary::columns`].
    pub fn push(&mut self, replication: u64, o: &Outcome) -> &[Option<f64>] {
        self.sums.n += 1;
        let class = Class::of(replication);
        self.row.clear();
        for (i, column) in self.columns.iter().enumerate() {
            let value = column.measure.of(o, self.setup);
            match value {
                Some(x) if column.whole => self.sums.counts[i].push(x as u32),
                Some(x) => self.sums.means[i].push(x),
                None => {}
            }
            self.row.push(value);
        }
        self.push_ratios(o);
        for (days, censored) in measures::pauses(o, self.setup) {
            self.sums.pauses.push(class, days, censored);
        }
        let horizon = self.setup.horizon.day();
        let first = o.exchange_days(self.setup.focal).next();
        self.sums.first.push(class, first.unwrap_or(horizon), first.is_none());
        self.push_cases(class, o);
        self.sums.tally.push(o, &self.setup.phases[0]);
        self.sums.agreed.push(replication, o, self.setup);
        self.sums.carried.push(o);
        self.push_returned(o);
        &self.row
    }

    fn push_ratios(&mut self, o: &Outcome) {
        let value = |m: Measure| m.of(o, self.setup).unwrap_or(0.0);
        for (ratio, (_, num, den)) in self.sums.ratios.iter_mut().zip(RATIOS) {
            ratio.push(value(num), value(den));
        }
    }

    fn push_cases(&mut self, class: Class, o: &Outcome) {
        let mut fates = [[0u32; ENDINGS]; STAGES];
        for case in o.cases.iter().filter(|c| c.issue == self.setup.focal) {
            fates[case.reached as usize][case.ending as usize] += 1;
            let cause = (!case.ending.is_censored()).then_some(case.ending as usize);
            // A case that delivered has its lead time, up to its last batch.
            let until = case.last_crossing.filter(|_| case.ending.delivered()).unwrap_or(case.ended);
            self.sums.lead.push(class, (until - case.born).days() as u32, cause);
        }
        for deal in o.attempts().filter(|c| c.issue == self.setup.focal) {
            let Some(agreed) = deal.agreed else { continue };
            let (until, cause) = match deal.first_crossing {
                Some(first) => (first, Some(0)),
                None if deal.ending.is_censored() => (deal.ended, None),
                None => (deal.ended, Some(1)),
            };
            self.sums.announced.push(class, (until - agreed).days() as u32, cause);
        }
        for (counts, seen) in self.sums.fates.iter_mut().zip(fates) {
            counts.iter_mut().zip(seen).for_each(|(c, n)| c.push(n));
        }
    }

    fn push_returned(&mut self, o: &Outcome) {
        let (setup, one_way) = (self.setup, self.focal() == Focal::Return);
        let counts_here = |c: &Crossing| if one_way { c.issue == Some(setup.focal) } else { setup.is_of_prisoners(c) };
        for s in Side::BOTH {
            let mut crossings = o.crossings.iter().peekable();
            let mut total = 0;
            for (counts, &day) in self.sums.returned[s].iter_mut().zip(&self.grid) {
                while let Some(c) = crossings.next_if(|c| c.day < day) {
                    total += if counts_here(c) { c.heads[s] } else { 0 };
                }
                counts.push(total);
            }
        }
    }

    /// The row of the last replication taken in.
    pub fn row(&self) -> &[Option<f64>] {
        &self.row
    }

    /// What it goes on with elsewhere.
    pub fn sums(&self) -> &Sums {
        &self.sums
    }

    /// Goes on with the sums of another summary of the same setup.
    pub fn go_on(&mut self, sums: Sums) {
        self.sums = sums;
    }

    pub fn setup(&self) -> &'s Setup {
        self.setup
    }

    /// The scenario's numbers at the start, for names.
    pub fn params(&self) -> &'s Params {
        &self.setup.phases[0]
    }

    /// What the focal issue brings about.
    pub fn focal(&self) -> Focal {
        Focal::of(self.setup)
    }

    pub fn focal_issue(&self) -> IssueId {
        self.setup.focal
    }

    pub fn n(&self) -> u64 {
        self.sums.n
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The mean of a column over the replications where it exists.
    pub fn mean(&self, measure: Measure) -> Option<Estimate> {
        let i = self.columns.iter().position(|c| c.measure == measure)?;
        self.column_mean(i)
    }

    fn column_mean(&self, i: usize) -> Option<Estimate> {
        if self.columns[i].whole { self.sums.counts[i].mean(LEVEL) } else { self.sums.means[i].estimate(LEVEL) }
    }

    /// The distribution of a whole-numbered column.
    pub fn distribution(&self, measure: Measure) -> Option<&Counts> {
        let i = self.columns.iter().position(|c| c.measure == measure && c.whole)?;
        Some(&self.sums.counts[i])
    }

    pub fn ratio(&self, name: &str) -> Option<Estimate> {
        let i = RATIOS.iter().position(|r| r.0 == name)?;
        self.sums.ratios[i].estimate(LEVEL)
    }

    /// Survival of the pauses between exchanges.
    pub fn pauses(&self) -> Curve {
        self.sums.pauses.curve(LEVEL)
    }

    /// The pauses themselves.
    pub fn pause_times(&self) -> &Survival {
        &self.sums.pauses
    }

    /// The mean of the pauses, at most the horizon.
    pub fn mean_pause(&self) -> Option<Estimate> {
        self.sums.pauses.restricted_mean(self.setup.horizon.day(), LEVEL)
    }

    /// Waiting for the first exchange.
    pub fn first(&self) -> Curve {
        self.sums.first.curve(LEVEL)
    }

    /// Cumulative incidence of the ends of cases, by days since the demand, causes in the order of [`Ending::ALL`].
    pub fn lead(&self) -> Curve {
        self.sums.lead.curve(LEVEL)
    }

    /// How cases end, told apart in every way.
    pub fn tally(&self) -> &Tally {
        &self.sums.tally
    }

    /// Deals that reached agreement in principle, by the ratio they settled at.
    pub fn agreed(&self) -> &Agreed {
        &self.sums.agreed
    }

    /// What each channel delivered on each issue.
    pub fn carried(&self) -> &Carried {
        &self.sums.carried
    }

    /// Focal cases a replication that got as far as `reached` and ended so.
    pub fn fate(&self, reached: Reached, ending: Ending) -> Option<Estimate> {
        self.sums.fates[reached as usize][ending as usize].mean(LEVEL)
    }

    /// Days at which [`Summary::returned`] has a distribution: prisoners home before the start of that day, or those
    /// returned on the focal issue if it is one-way.
    pub fn grid(&self) -> &[u32] {
        &self.grid
    }

    pub fn returned(&self, side: Side) -> &[Counts] {
        &self.sums.returned[side]
    }

    /// Everything as lines of `summary.csv`.
    pub fn statistics(&self) -> Vec<Statistic> {
        let mut lines = Vec::new();
        for (i, c) in self.columns.iter().enumerate() {
            let mut add = |statistic, estimate: Option<Estimate>, unit: &str| {
                lines.extend(estimate.map(|estimate| Statistic {
                    measure: c.base_name().into(),
                    side: c.side.clone(),
                    category: c.category.clone(),
                    statistic,
                    estimate,
                    unit: unit.into(),
                }));
            };
            add("mean", self.column_mean(i), c.unit);
            if c.whole {
                for (name, p) in [("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)] {
                    add(name, self.sums.counts[i].quantile_estimate(p, LEVEL), c.unit);
                }
                if c.unit != "days" {
                    add("dispersion", self.sums.counts[i].dispersion(LEVEL), "variance/mean");
                }
            }
        }
        for ((name, ..), ratio) in RATIOS.iter().zip(&self.sums.ratios) {
            lines.extend(ratio.estimate(LEVEL).map(|e| plain(name, RATIO, e, ratio_unit(name))));
        }
        self.duration_lines(&mut lines);
        lines
    }

    fn duration_lines(&self, lines: &mut Vec<Statistic>) {
        let horizon = self.setup.horizon.day();
        let some = wilson(self.sums.n - self.never(), self.sums.n, LEVEL);
        lines.extend(some.map(|e| plain("any_exchange", "probability", e, "share")));
        for (name, survival) in [("pause", &self.sums.pauses), ("first_exchange", &self.sums.first)] {
            let curve = survival.curve(LEVEL);
            lines.extend(curve.median().map(|e| plain(name, "Kaplan-Meier median", e, "days")));
            lines.extend(survival.restricted_mean(horizon, LEVEL).map(|e| plain(name, "restricted mean", e, "days")));
        }
        let mut incidence = |curve: &Curve, k: usize, name: &str, days: &[u32]| {
            for &day in days.iter().filter(|&&d| d <= horizon) {
                let estimate = curve.at(day).map(|step| step.causes[k]);
                let name = format!("{name}_within_{day}_days");
                lines.extend(estimate.map(|e| plain(&name, "cumulative incidence", e, "share")));
            }
        };
        let lead = self.lead();
        for (k, ending) in Ending::ALL.iter().take(CAUSES).enumerate() {
            incidence(&lead, k, &format!("case_{}", ending.name()), &[30, 60, 90, 180]);
        }
        let announced = self.sums.announced.curve(LEVEL);
        for (k, what) in ANNOUNCED.iter().enumerate() {
            incidence(&announced, k, &format!("announced_{what}"), &[7, 14, 30, 60]);
        }
    }

    /// Replications without any exchange of the focal issue.
    pub fn never(&self) -> u64 {
        self.sums.n - self.distribution(Measure::FirstExchange).map_or(0, Counts::n)
    }
}

fn plain(measure: &str, statistic: &'static str, estimate: Estimate, unit: &str) -> Statistic {
    Statistic { measure: measure.into(), side: None, category: None, statistic, estimate, unit: unit.into() }
}
