//! Scheduling and execution: a date, a local ceasefire for some hours a batch, and people cross (sections 3.5, 3.6).

use super::{Deal, Lesson, Purpose, Reason, Run, Stage, Step, Verdict, Watch};
use crate::model::{
    maths, odds,
    outcome::{Crossing, Ending, Reached, Responsible},
    setup::MAX_CATEGORIES,
    side::{CategoryId, PerSide, Side},
};

/// `exp(-h_v w e^(-X)) (1 - p_uncoordinated)`: the probability that a window holds and both sides come with the same lists.
pub fn p_window(violation_rate: f64, hours: f64, climate: f64, p_uncoordinated: f64) -> f64 {
    maths::exp(-violation_rate * hours * maths::exp(-climate)) * (1.0 - p_uncoordinated)
}

impl<W: Watch> Run<'_, W> {
    /// From here on the deal is scheduled. Batches are a day apart.
    pub(super) fn set_date(&mut self, d: usize) {
        let (issue, now) = (&self.params.issues[self.deals[d].case.issue], self.now());
        let deal = &mut self.deals[d];
        let batch = if issue.categories.is_empty() { f64::INFINITY } else { issue.batch };
        deal.batches = (deal.size / batch).ceil().clamp(1.0, 10_000.0) as u32;
        deal.scheduled = Some(now);
        let (key, batches) = (deal.key, deal.batches);
        self.reach_stage(d, Reached::Scheduled);
        self.tell_deal(d, Step::Scheduled { batches });
        let days = self.wait(Purpose::ScheduleTime, key, 0, &self.params.rules.schedule)
            + self.wait(Purpose::Via, key, 0, &issue.via_delay);
        self.start(d, Stage::Schedule, days);
    }

    /// The date has come: the window holds or the batch is put off; a side breaks the deal or people cross.
    pub(super) fn open_window(&mut self, d: usize) {
        let (deal, p) = (&self.deals[d], self.params);
        let (r, channel) = (&p.rules, &p.channels[deal.channel]);
        let icrc = if channel.icrc { r.icrc_violation_factor } else { 1.0 };
        let climate = self.channels[deal.channel].climate;
        let holds = p_window(r.violation_rate * icrc, r.window_hours, climate, channel.p_uncoordinated);
        let occasion = u64::from(deal.batches_done) << 32 | u64::from(deal.tries);
        let key = deal.key;
        if !self.draws.of(Purpose::Window, key, occasion).chance(holds) {
            return self.postpone(d, occasion);
        }
        let breaks = PerSide::from_fn(|s| {
            self.draws.of(Purpose::Renege, key.with(p.sides[s].key), occasion).chance(self.p_renege(d, s))
        });
        if breaks != PerSide::both(false) {
            let ending = if self.deals[d].batches_done > 0 { Ending::PartlyExecuted } else { Ending::Reneged };
            let (responsible, lesson) = (Responsible::of(breaks), Lesson::Breach(breaks));
            return self.finish(d, Verdict { ending, responsible, lesson, reason: Reason::Breach });
        }
        self.cross(d);
    }

    /// Tries again later, or calls the deal off after too many tries for one batch.
    fn postpone(&mut self, d: usize, occasion: u64) {
        let r = &self.params.rules;
        let deal = &mut self.deals[d];
        if deal.tries >= r.retries {
            return self.finish(d, Verdict::failed(Ending::CalledOff, Reason::Window));
        }
        deal.tries += 1;
        deal.postponements += 1;
        let key = deal.key;
        self.tell_deal(d, Step::Postponed);
        let days = self.wait(Purpose::RetryTime, key, occasion, &r.retry);
        self.start(d, Stage::Execute, days);
    }

    /// `expit(logit pi0 + ln0.05 G + ln0.69 z_T + ln0.6 X + ln1.6 ln(S/S_ref) + ln1.3 |r|/0.25 + ln1.6 P_aip + 2 [bad faith])`:
    /// breaking a deal tempts when it is large, lopsided or struck under pressure, and costs what its guarantors can exact.
    pub(super) fn p_renege(&self, d: usize, s: Side) -> f64 {
        let (deal, r) = (&self.deals[d], &self.params.rules);
        let (channel, issue) = (&self.channels[deal.channel], &self.params.issues[deal.case.issue]);
        let shift = r.renege_guarantee_ln * self.guarantee(deal, s)
            + r.renege_trust_ln * channel.trust_z(s)
            + r.renege_climate_ln * channel.climate
            + r.renege_size_ln * maths::ln(deal.size / issue.routine_size)
            + r.renege_lopsided_ln * deal.ratio.abs() / 0.25
            + r.renege_pressure_ln * deal.pressure[s]
            + if deal.case.bad_faith[s] { r.renege_bad_faith_ln } else { 0.0 };
        odds::shifted(issue.p_renege, shift)
    }

    /// A batch crosses; cumulative counts are rounded down, so that all have crossed with the last.
    fn cross(&mut self, d: usize) {
        let now = self.now();
        let moved = PerSide::from_fn(|s| self.move_batch(d, s));
        let heads = moved.map(|(_, home)| home);
        let deal = &mut self.deals[d];
        deal.kept = moved.map(|(people, home)| people - home);
        for s in Side::BOTH {
            deal.crossed[s] += moved[s].0;
        }
        let first = deal.first_crossing.is_none();
        deal.first_crossing.get_or_insert(now);
        deal.last_crossing = Some(now);
        deal.batches_done += 1;
        deal.tries = 0;
        let (scripted, mediated) = (deal.case.scripted, deal.mediated);
        let (issue, channel) = (Some(deal.case.issue), Some(deal.channel));
        let crossing = Crossing { day: now.day(), issue, channel, first, heads, scripted, mediated };
        let done = deal.batches_done == deal.batches;
        self.outcome.crossings.push(crossing);
        self.reach_stage(d, if done { Reached::Completed } else { Reached::Crossed });
        self.tell_deal(d, Step::Crossed(moved.map(|(people, _)| people)));
        if self.params.rules.need_exponent > 0.0 {
            self.touch_demands();
        }
        if done { self.verify(d) } else { self.start(d, Stage::Execute, 1.0) }
    }

    /// Moves the people of one side in the batch at hand; a category gives at most what its pool still holds. How many
    /// cross, and how many of them come home rather than into somebody's custody.
    fn move_batch(&mut self, d: usize, s: Side) -> (u32, u32) {
        let Deal { case, batches_done, batches, heads: PerSide(heads), .. } = self.deals[d];
        let (batch, batches) = (u64::from(batches_done), u64::from(batches));
        let due = |n: u32| (u64::from(n) * (batch + 1) / batches - u64::from(n) * batch / batches) as u32;
        let (mut moved, mut home) = (0, 0);
        for k in (0..self.params.categories.len().min(MAX_CATEGORIES) as u16).map(CategoryId) {
            let mut people = due(heads[s as usize][k.index()]);
            if self.params.rules.pool_limits {
                let pool = &mut self.pools[s][k];
                people = people.min(*pool as u32);
                *pool -= f64::from(people);
            }
            let kept = self.take_into_custody(&case, s, k, people);
            self.outcome.returned[s][k.index()] += people - kept;
            moved += people;
            home += people - kept;
        }
        (moved, home)
    }

    /// All have crossed; afterwards the lists may prove not to have been kept to.
    fn verify(&mut self, d: usize) {
        let (deal, r) = (&self.deals[d], &self.params.rules);
        let icrc = self.params.channels[deal.channel].icrc;
        let p = if icrc { r.icrc_verification_failure } else { r.verification_failure };
        let (responsible, lesson, reason) = if self.draws.of(Purpose::Verify, deal.key, 0).chance(p) {
            (Responsible::Disputed, Lesson::Unverified, Reason::Lists)
        } else {
            (Responsible::None, Lesson::Success, Reason::Done)
        };
        self.finish(d, Verdict { ending: Ending::Executed, responsible, lesson, reason });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 8.14.
    #[test]
    fn a_window_holds() {
        assert!((p_window(0.004, 10.0, 0.0, 0.08) - 0.883_926).abs() < 1e-6);
        assert!(p_window(0.004, 10.0, -1.0, 0.08) < 0.883_926);
    }
}
