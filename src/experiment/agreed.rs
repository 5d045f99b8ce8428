//! Agreed: what becomes of deals that reached agreement in principle, by the ratio they settled at.

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, LEVEL, Ratio};
use crate::model::{
    Outcome,
    outcome::{CaseRecord, Ending, Reached},
    setup::Setup,
    side::Side,
};

/// At most so many deals are kept to be shown one by one: enough to see a cloud, few enough to see its points.
const KEPT: usize = 400;
/// Bins of the ratio: so many a log unit, from -1 to 1; the outermost ones take in what lies beyond.
const BINS_A_UNIT: f64 = 10.0;
const BINS: usize = 20;
/// With fewer decisions than this a share and its interval say nothing.
const FEWEST: u64 = 30;

/// One deal that reached agreement in principle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgreedDeal {
    pub replication: u64,
    /// Weighted units asked for.
    pub size: f64,
    /// r, log units: above zero in favour of A.
    pub ratio: f64,
    pub ending: Ending,
}

/// The share that both capitals approved among deals whose ratio lies between `low` and `high`.
#[derive(Clone, Debug, PartialEq)]
pub struct RatioBin {
    pub low: f64,
    pub high: f64,
    pub approved: Estimate,
}

/// Attempts of the focal issue that reached agreement in principle, over a batch, in memory that does not grow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Agreed {
    /// The first ones in order of replication.
    kept: Vec<AgreedDeal>,
    n: u64,
    /// Approved by both, of those the capitals decided on, by bin of the ratio.
    bins: Vec<Decided>,
    /// Likewise within both tolerances and beyond one of them, as they stand at the start.
    within: Decided,
    beyond: Decided,
    /// Deals beyond a tolerance, decided on or not.
    outside: u64,
}

/// How many deals the capitals decided on, and how many of those they approved.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Decided {
    ratio: Ratio,
    n: u64,
    /// In the replication at hand: approved, all.
    now: [u64; 2],
}

impl Decided {
    fn add(&mut self, approved: bool) {
        self.now[0] += u64::from(approved);
        self.now[1] += 1;
    }

    /// Closes a replication.
    fn close(&mut self) {
        let [approved, all] = std::mem::take(&mut self.now);
        self.n += all;
        self.ratio.push(approved as f64, all as f64);
    }

    fn share(&self) -> Option<Estimate> {
        if self.n >= FEWEST { self.ratio.estimate(LEVEL) } else { None }
    }
}

impl Default for Agreed {
    fn default() -> Agreed {
        Agreed {
            kept: Vec::with_capacity(KEPT),
            n: 0,
            bins: vec![Decided::default(); BINS],
            within: Decided::default(),
            beyond: Decided::default(),
            outside: 0,
        }
    }
}

impl Agreed {
    pub fn push(&mut self, replication: u64, o: &Outcome, setup: &Setup) {
        let sides = &setup.phases[0].sides;
        for deal in o.attempts().filter(|c| c.issue == setup.focal && c.agreed.is_some()) {
            self.n += 1;
            if self.kept.len() < KEPT {
                let &CaseRecord { size, ratio, ending, .. } = deal;
                self.kept.push(AgreedDeal { replication, size, ratio, ending });
            }
            let inside = deal.ratio >= -sides[Side::A].tolerance && deal.ratio <= sides[Side::B].tolerance;
            self.outside += u64::from(!inside);
            if let Some(approved) = approved(deal) {
                self.bins[bin(deal.ratio)].add(approved);
                if inside { &mut self.within } else { &mut self.beyond }.add(approved);
            }
        }
        self.bins.iter_mut().chain([&mut self.within, &mut self.beyond]).for_each(Decided::close);
    }

    /// The first deals in order of replication, as many as are kept.
    pub fn kept(&self) -> &[AgreedDeal] {
        &self.kept
    }

    /// All deals that reached agreement, kept or not.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Those of them beyond a tolerance as it stands at the start.
    pub fn outside(&self) -> u64 {
        self.outside
    }

    /// The bins in which the capitals decided on enough deals to speak of a share, from the lowest ratio up.
    pub fn bins(&self) -> impl Iterator<Item = RatioBin> {
        let edge = |i: usize| (i as f64 - BINS as f64 / 2.0) / BINS_A_UNIT;
        let bins = self.bins.iter().enumerate();
        bins.filter_map(move |(i, r)| Some(RatioBin { low: edge(i), high: edge(i + 1), approved: r.share()? }))
    }

    /// The share approved within both tolerances, and beyond one of them, where there are enough deals to speak of one.
    pub fn by_tolerance(&self) -> (Option<Estimate>, Option<Estimate>) {
        (self.within.share(), self.beyond.share())
    }
}

/// What the two capitals made of an agreement; none if the deal ended, or the horizon came, before they were through.
fn approved(deal: &CaseRecord) -> Option<bool> {
    match deal.ending {
        _ if deal.reached >= Reached::Approved => Some(true),
        // No agreement after one was reached: it was sent back, and the new talks broke up.
        Ending::Refused | Ending::NoAgreement => Some(false),
        _ => None,
    }
}

fn bin(ratio: f64) -> usize {
    (ratio * BINS_A_UNIT + BINS as f64 / 2.0).floor().clamp(0.0, BINS as f64 - 1.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::Responsible;
    use crate::{kernel::Time, model::side::IssueId};

    fn deal(ratio: f64, reached: Reached, ending: Ending) -> CaseRecord {
        CaseRecord {
            issue: IssueId(0),
            scripted: false,
            ending,
            responsible: Responsible::None,
            reached,
            channel: None,
            mediated: false,
            attempts: 1,
            size: 90.0,
            born: Time::ZERO,
            ended: Time::ZERO,
            agreed: (reached >= Reached::Agreed).then_some(Time::ZERO),
            scheduled: None,
            first_crossing: None,
            last_crossing: None,
            heads: Default::default(),
            ratio,
            rounds: 1,
            postponements: 0,
        }
    }

    fn setup() -> Setup {
        crate::scenario::load("tutorial".as_ref(), &[]).expect("a shipped scenario").setup
    }

    #[test]
    fn shares_are_of_deals_the_capitals_decided_on() {
        let setup = setup();
        let g = setup.phases[0].sides[Side::A].tolerance;
        let cases = vec![
            deal(0.02, Reached::Completed, Ending::Executed),
            deal(0.04, Reached::Agreed, Ending::Refused),
            deal(0.06, Reached::Agreed, Ending::Dropped),
            deal(0.06, Reached::Answered, Ending::NoAgreement),
            deal(-g - 0.01, Reached::Agreed, Ending::NoAgreement),
        ];
        let mut agreed = Agreed::default();
        let o = Outcome { cases, ..Outcome::default() };
        agreed.push(7, &o, &setup);
        assert_eq!((agreed.n(), agreed.kept().len(), agreed.outside()), (4, 4, 1), "one never got to an agreement");
        assert!(agreed.kept().iter().all(|deal| deal.replication == 7));
        assert_eq!((agreed.bins().count(), agreed.by_tolerance()), (0, (None, None)), "three decisions are too few");
        (8..40).for_each(|k| agreed.push(k, &o, &setup));
        let bins: Vec<_> = agreed.bins().map(|b| (b.low, b.approved.value)).collect();
        assert_eq!(bins, [(-0.3, 0.0), (0.0, 0.5)]);
        let (within, beyond) = agreed.by_tolerance();
        assert_eq!((within.map(|e| e.value), beyond.map(|e| e.value)), (Some(0.5), Some(0.0)));
    }

    #[test]
    fn no_more_are_kept_than_can_be_seen() {
        let (setup, mut agreed) = (setup(), Agreed::default());
        let cases = vec![deal(5.0, Reached::Agreed, Ending::Refused); 150];
        for k in 0..5u64 {
            agreed.push(k, &Outcome { cases: cases.clone(), ..Outcome::default() }, &setup);
        }
        assert_eq!((agreed.n(), agreed.kept().len(), agreed.kept()[KEPT - 1].replication), (750, KEPT, 2));
        assert_eq!(agreed.bins().map(|b| b.high).collect::<Vec<_>>(), [1.0], "what lies beyond joins the last bin");
    }
}
