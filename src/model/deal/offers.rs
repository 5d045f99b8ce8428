//! Lists and offers: concessions round by round until the gap is small enough, then who goes home (sections 3.1, 3.2).

use super::{Purpose, Reason, Run, Stage, Step, Verdict, Watch};
use crate::model::{
    law, maths, odds,
    outcome::{Ending, Reached},
    setup::{Kind, MAX_CATEGORIES},
    side::{IssueId, PerSide, Side},
};

/// Talks that have not settled after so many rounds never will.
const MOST_ROUNDS: f64 = 1_000.0;

/// What a bargain comes to: a pure function of openings and concessions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bargain {
    /// n*: rounds until the gap is at most epsilon, at least 1.
    pub rounds: u32,
    /// r: ln of what A receives over what B receives.
    pub ratio: f64,
}

/// Alternating concessions: each round both sides concede the shares `c` of the remaining gap
/// (`Gap_n = (D_A + D_B)(1 - c_A - c_B)^n`), and settle at the midpoint of what is left once it is at most `epsilon`.
/// Written so that exchanging the sides gives exactly the negative ratio.
pub fn bargain(opening: PerSide<f64>, c: PerSide<f64>, epsilon: f64) -> Bargain {
    let gap = opening.sum();
    let pace = c.sum();
    let rounds = if gap <= epsilon || pace >= 1.0 {
        1.0
    } else if pace <= 0.0 {
        MOST_ROUNDS
    } else {
        (maths::ln(epsilon / gap) / maths::ln(1.0 - pace)).ceil().clamp(1.0, MOST_ROUNDS)
    };
    let left = gap * libm::pow((1.0 - pace).max(0.0), rounds);
    let lean = if pace > 0.0 { (c[Side::B] - c[Side::A]) / pace } else { 0.0 };
    let ratio = 0.5 * ((opening[Side::A] - opening[Side::B]) + lean * (gap - left));
    Bargain { rounds: rounds as u32, ratio }
}

impl<W: Watch> Run<'_, W> {
    /// The whole course of the talks is fixed now, with pressure, leverage and exposure as they stand. A one-way
    /// release is not bargained over: one round, no ratio.
    pub(super) fn make_offers(&mut self, d: usize) {
        let (r, issue) = (&self.params.rules, self.deals[d].case.issue);
        if self.params.issues[issue].to.is_some() {
            self.deals[d].rounds_left = 1;
            return self.start_round(d);
        }
        let (mut opening, mut concession) = (self.openings(d), self.concessions(d));
        for s in Side::BOTH {
            // Whoever is told the other's limit does not stop short of it.
            opening[s.other()] += self.adverse[s] * self.params.sides[s].tolerance;
            concession[s.other()] *= 1.0 - self.adverse[s];
        }
        let bargain = bargain(opening, concession, r.settle_gap);
        let deal = &mut self.deals[d];
        let named = deal.case.named.iter().filter(|weight| **weight > 0.0).count() as u32;
        let drag = if deal.case.bad_faith.0.contains(&true) { r.bad_faith_rounds } else { 1.0 };
        deal.ratio = bargain.ratio;
        deal.rounds_left = (f64::from(bargain.rounds + named * r.named_rounds) * drag).ceil() as u32;
        self.start_round(d);
    }

    /// D, each around its side's own mean.
    fn openings(&self, d: usize) -> PerSide<f64> {
        let (p, key) = (self.params, self.deals[d].key);
        PerSide::from_fn(|s| {
            let u = self.draws.of(Purpose::Opening, key.with(p.sides[s].key), 0).unit();
            (p.sides[s].opening + p.rules.opening_sd * law::normal(u)).max(p.rules.opening_floor)
        })
    }

    /// `c = min(0.45, c0 (g/0.25)^chi exp(0.4 P + 0.3 L))`
    fn concessions(&self, d: usize) -> PerSide<f64> {
        let (p, deal) = (self.params, &self.deals[d]);
        let r = &p.rules;
        PerSide::from_fn(|s| {
            let side = &p.sides[s];
            let hands = match r.tied_hands {
                0.0 => 1.0,
                chi => libm::pow(self.tolerance(d, s) / 0.25, chi),
            };
            let leverage = self.leverage(deal.channel, s, deal.case.issue);
            let push = r.concession_pressure_ln * self.pressure[s] + r.concession_leverage_ln * leverage;
            (side.concession * hands * odds::multiplier(push)).min(r.concession_cap)
        })
    }

    /// A round begins; over a relay it is known at once how long it takes and whether it gets lost.
    pub(super) fn start_round(&mut self, d: usize) {
        let channel = &self.params.channels[self.deals[d].channel];
        let (days, lost) = match channel.kind {
            Kind::Relay => self.relay_round(d),
            _ => (self.talk_time(d, Purpose::RoundTime, u64::from(self.deals[d].rounds), &channel.round), None),
        };
        let deal = &mut self.deals[d];
        deal.sent += 1;
        deal.lost = lost;
        self.start(d, Stage::Offers, days);
    }

    /// A round was held: it may raise demands elsewhere; the talks break down, go on, or end in an agreement.
    pub(super) fn hold_round(&mut self, d: usize) {
        if self.deals[d].lost.is_some() {
            self.tell_deal(d, Step::MessageLost);
            return self.fail_to_agree(d, Reason::Message);
        }
        let round = u64::from(self.deals[d].rounds);
        let broke = self.draws.of(Purpose::RoundBreak, self.deals[d].key, round).chance(self.p_break(d));
        let deal = &mut self.deals[d];
        deal.rounds += 1;
        deal.rounds_left -= 1;
        let (rounds_left, first) = (deal.rounds_left, deal.agreed.is_none());
        self.tell_deal(d, Step::Round { broke });
        self.spill_over(d, round);
        if broke {
            self.fail_to_agree(d, Reason::Breakdown);
        } else if rounds_left > 0 {
            self.start_round(d);
        } else if self.agree(d) {
            self.ask_capitals(d);
            // After the next stage is booked: the shock may pause or drop this very deal.
            if first {
                self.spoil(d);
            }
        } else {
            self.fail_to_agree(d, Reason::Nobody);
        }
    }

    /// What is talked about in the margins: a round on one issue may raise a demand on another.
    fn spill_over(&mut self, d: usize, round: u64) {
        let (key, p) = (self.deals[d].key, self.params);
        let spill = &p.issues[self.deals[d].case.issue].spill;
        for (j, &chance) in self.issue_ids().zip(spill) {
            let onto = key.with(p.issues[j].key);
            if chance > 0.0 && self.draws.of(Purpose::Spill, onto, round).chance(chance) {
                self.raise(onto.and(round), j);
            }
        }
    }

    /// Somebody who wants no agreement may strike at the channel that has just reached one.
    fn spoil(&mut self, d: usize) {
        let (key, channel, r) = (self.deals[d].key, self.deals[d].channel, &self.params.rules);
        if r.spoiler > 0.0 && self.draws.of(Purpose::Spoiler, key, 0).chance(r.spoiler) {
            self.tell_deal(d, Step::Spoiled);
            self.shock_channel(channel, r.spoiler_severity, key);
        }
    }

    fn fail_to_agree(&mut self, d: usize, reason: Reason) {
        self.finish(d, Verdict::failed(Ending::NoAgreement, reason));
    }

    /// `expit(logit q0 + ln1.22 z_M + ln0.83 z_T - ln1.65 X - 0.5 formulation)`
    fn p_break(&self, d: usize) -> f64 {
        let (deal, r) = (&self.deals[d], &self.params.rules);
        let channel = &self.channels[deal.channel];
        let shift = r.break_mismatch_ln * channel.mismatch()
            + r.break_trust_ln * channel.lower_trust_z()
            + r.break_climate_ln * channel.climate
            + r.break_formulation_ln * self.formulation(deal.channel)
            + if deal.case.named.max() > 0.0 { r.named_break_ln } else { 0.0 };
        odds::shifted(self.params.issues[deal.case.issue].p_break, shift)
    }

    /// g: what a side can present as a win: wider for a captive of its own by name, narrower the more the channel is exposed.
    pub(super) fn tolerance(&self, d: usize, side: Side) -> f64 {
        let (deal, r) = (&self.deals[d], &self.params.rules);
        let exposure = self.channels[deal.channel].exposure;
        let named = if deal.case.named[side] > 0.0 { r.named_tolerance } else { 0.0 };
        (self.params.sides[side].tolerance + named) * (1.0 - r.exposure_narrowing * exposure)
    }

    /// Agreement in principle. The first time round it settles who is to come home; false if there is nobody to.
    fn agree(&mut self, d: usize) -> bool {
        if self.deals[d].agreed.is_none() {
            if !self.compose(d) {
                return false;
            }
            let (now, pressure) = (self.now(), self.pressure);
            let deal = &mut self.deals[d];
            (deal.agreed, deal.pressure) = (Some(now), pressure);
        }
        self.reach_stage(d, Reached::Agreed);
        self.tell_deal(d, Step::Agreed);
        true
    }

    /// Turns weighted units into people (section 3.1): A is due `S e^(r/2)` and B `S e^(-r/2)` units, one-way `to` alone
    /// `S`; a named captive takes its weight and is one head, the rest is divided by the mean weight of the eligible
    /// pool; one common factor keeps each side within its share of the pool.
    fn compose(&mut self, d: usize) -> bool {
        let (p, deal) = (self.params, &self.deals[d]);
        let (id, r) = (deal.case.issue, &p.rules);
        let issue = &p.issues[id];
        if issue.categories.is_empty() {
            return true;
        }
        let held = PerSide::from_fn(|s| self.eligible(id, s));
        let least = issue.to.map_or(held.min(), |to| held[to]);
        if r.pool_limits && (least < 1.0 || r.pool_share <= 0.0) {
            return false;
        }
        let wanted = PerSide::from_fn(|s| {
            let due = match issue.to {
                None => deal.size * maths::exp(s.sign() * (deal.ratio / 2.0)),
                Some(to) => deal.size * f64::from(u8::from(s == to)),
            };
            let named = deal.case.named[s];
            (due - named).max(0.0) / self.mean_weight(id, s) + f64::from(u8::from(named > 0.0))
        });
        let mut factor: f64 = 1.0;
        if r.pool_limits {
            let fits = |s: Side| if wanted[s] > 0.0 { r.pool_share * held[s] / wanted[s] } else { 1.0 };
            factor = PerSide::from_fn(|s| fits(s).min(1.0)).min();
        }
        let mut heads = whole_heads(wanted.map(|n| n * factor));
        for s in Side::BOTH {
            if deal.case.named[s] > 0.0 {
                heads[s] = heads[s].max(1);
            }
        }
        if let Some(to) = issue.to {
            let most = if r.pool_limits { r.pool_share * held[to.other()] } else { f64::INFINITY };
            heads[to.other()] = ((f64::from(heads[to]) * issue.counter_share + 0.5) as u32).min(most as u32);
        }
        let split = PerSide::from_fn(|s| self.split(id, s, heads[s]));
        let deal = &mut self.deals[d];
        deal.heads = split;
        deal.size *= factor;
        true
    }

    /// Mean bargaining weight of a person in the eligible pool; of the categories, if the pool is empty.
    fn mean_weight(&self, issue: IssueId, side: Side) -> f64 {
        let p = self.params;
        let held = self.eligible(issue, side);
        let categories = &p.issues[issue].categories;
        if held <= 0.0 {
            return categories.iter().map(|&k| p.categories[k].weight).sum::<f64>() / categories.len() as f64;
        }
        categories.iter().map(|&k| p.categories[k].weight * self.pools[side][k]).sum::<f64>() / held
    }

    /// Splits `heads` over the eligible categories in proportion to the pool, by largest remainders.
    fn split(&self, issue: IssueId, side: Side, heads: u32) -> [u32; MAX_CATEGORIES] {
        let categories = &self.params.issues[issue].categories;
        let held = self.eligible(issue, side);
        let mut split = [0; MAX_CATEGORIES];
        let mut remainders = [-1.0; MAX_CATEGORIES];
        let mut given = 0;
        for &k in categories {
            let part = if held > 0.0 { self.pools[side][k] / held } else { 1.0 / categories.len() as f64 };
            let exact = f64::from(heads) * part;
            let whole = (exact as u32).min(heads - given);
            split[k.index()] = whole;
            remainders[k.index()] = exact - f64::from(whole);
            given += whole;
        }
        while given < heads {
            let largest = (0..MAX_CATEGORIES).rev().max_by(|&i, &j| remainders[i].total_cmp(&remainders[j]));
            let Some(k) = largest else { break };
            split[k] += 1;
            remainders[k] -= 1.0;
            given += 1;
        }
        split
    }
}

/// Rounds half up, with at least one person in all: then the side due more gives its one, or both if they are level.
fn whole_heads(n: PerSide<f64>) -> PerSide<u32> {
    let heads = n.map(|n| (n + 0.5) as u32);
    if heads != PerSide::both(0) {
        return heads;
    }
    let most = n.max();
    n.map(|n| u32::from(n == most))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 8.16, exact.
    #[test]
    fn offers_settle_as_computed() {
        let even = bargain(PerSide([0.6, 0.6]), PerSide([0.22, 0.22]), 0.10);
        assert_eq!(even, Bargain { rounds: 5, ratio: 0.0 });
        assert!((1.2 * 0.56f64.powi(5) - 0.066_088).abs() < 1e-6);
        let uneven = bargain(PerSide([0.6, 0.6]), PerSide([0.30, 0.15]), 0.10);
        assert_eq!(uneven.rounds, 5);
        assert!((uneven.ratio + 0.189_934).abs() < 1e-6);
        let limit = bargain(PerSide([0.6, 0.6]), PerSide([0.30, 0.15]), 1e-12);
        assert!((limit.ratio + 0.20).abs() < 1e-9);
    }

    #[test]
    fn exchanging_the_sides_gives_exactly_the_negative_ratio() {
        let one = bargain(PerSide([0.61, 0.57]), PerSide([0.31, 0.17]), 0.10);
        let two = bargain(PerSide([0.57, 0.61]), PerSide([0.17, 0.31]), 0.10);
        assert_eq!(one.ratio, -two.ratio);
    }

    #[test]
    fn a_gap_that_never_closes_ends_all_the_same() {
        assert_eq!(bargain(PerSide([0.6, 0.6]), PerSide([0.0, 0.0]), 0.1).rounds, 1_000);
        assert_eq!(bargain(PerSide([0.01, 0.01]), PerSide([0.2, 0.2]), 0.1).rounds, 1);
        assert_eq!(bargain(PerSide([0.01, 0.01]), PerSide([0.0, 0.0]), 0.1).rounds, 1);
        assert_eq!(bargain(PerSide([0.6, 0.6]), PerSide([0.7, 0.7]), 0.1), Bargain { rounds: 1, ratio: 0.0 });
    }

    #[test]
    fn somebody_goes_home() {
        assert_eq!(whole_heads(PerSide([0.3, 0.2])), PerSide([1, 0]));
        assert_eq!(whole_heads(PerSide([0.2, 0.2])), PerSide([1, 1]));
        assert_eq!(whole_heads(PerSide([1.5, 0.2])), PerSide([2, 0]));
    }
}
