//! Standing arrangements: in force from their execution until they are terminated (section 3.7).

use super::{
    Deal, Event, Fact, Purpose, Run, Watch, maths,
    odds::{self, Clock},
    side::{ChannelId, IssueId, PerSide},
};
use crate::kernel::Time;

/// The arrangement of an issue, if it is one that can stand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    force: Option<Force>,
    /// Arrangements so far: the occasion of the next one's draw.
    starts: u64,
    clock: Clock,
}

/// An arrangement in force.
#[derive(Clone, Copy, Debug)]
struct Force {
    since: Time,
    channel: ChannelId,
    guarantors: u64,
    /// The stronger pressure of the two when it was agreed.
    pressure: f64,
}

impl<W: Watch> Run<'_, W> {
    pub(super) fn is_in_force(&self, i: IssueId) -> bool {
        self.standing[i].force.is_some()
    }

    /// An executed deal comes into force; one in force before is replaced.
    pub(super) fn come_into_force(&mut self, deal: &Deal) {
        let i = deal.case.issue;
        self.lapse(i);
        let (now, starts) = (self.now(), self.standing[i].starts);
        let u = self.draws.of(Purpose::Termination, self.params.issues[i].key, starts).unit();
        let clock = Clock::start_at(u, now.days());
        let force = Force {
            since: now,
            channel: deal.channel,
            guarantors: deal.guarantor_bits(),
            pressure: deal.agreed_pressure().max(),
        };
        self.standing[i] = Standing { force: Some(force), starts: starts + 1, clock };
        self.touch_standing(i);
        self.touch_demand(i);
    }

    /// It ends, on its own or because the scenario says so; nothing happens if none is in force.
    pub(super) fn terminate(&mut self, i: IssueId) {
        if self.lapse(i) {
            self.tell(Fact::Terminated { issue: i });
            self.touch_demand(i);
        }
    }

    /// Books the time it was in force; false if it was not.
    fn lapse(&mut self, i: IssueId) -> bool {
        let Some(force) = self.standing[i].force.take() else { return false };
        self.outcome.in_force[i.index()] += (self.now() - force.since).ms();
        self.calendar.clear(self.slots.termination(i));
        true
    }

    pub(super) fn touch_standings(&mut self) {
        for i in self.issue_ids() {
            if self.is_in_force(i) {
                self.touch_standing(i);
            }
        }
    }

    /// Its clock goes on at the hazard now in force.
    fn touch_standing(&mut self, i: IssueId) {
        let Some(force) = self.standing[i].force else { return };
        let (now, rate) = (self.now(), self.termination_rate(i, &force));
        let clock = &mut self.standing[i].clock;
        clock.set_rate(now.days(), rate);
        let at = Time::from_days(clock.due()).max(now);
        self.calendar.set(self.slots.termination(i), at, 1, Event::Termination(i));
    }

    /// `(1/mean) exp(ln0.05 G e^(-t/180) + ln1.6 P(agreed) - ln1.65 X)`, `t` the calendar days in force.
    fn termination_rate(&self, i: IssueId, force: &Force) -> f64 {
        let r = &self.params.rules;
        let days = f64::from(self.now().day() - force.since.day());
        let guarantee = PerSide::from_fn(|s| self.guarantee_of(force.guarantors, i, s)).min();
        let push = r.standing_guarantee_ln * guarantee * maths::exp(-days / r.standing_memory)
            + r.standing_pressure_ln * force.pressure
            + r.standing_climate_ln * self.channels[force.channel].climate;
        odds::multiplier(push) / r.standing_mean
    }

    /// The horizon finds arrangements in force.
    pub(super) fn censor_standing(&mut self) {
        for (standing, in_force) in self.standing.iter().zip(&mut self.outcome.in_force) {
            if let Some(force) = standing.force {
                *in_force += (self.setup.horizon - force.since).ms();
            }
        }
    }
}
