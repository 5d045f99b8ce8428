//! Demands: when they arise, and what belongs to a case whoever handles it (section 3.0).

use super::{
    Event, Fact, Purpose, Reason, Run, Watch,
    channel::State,
    odds::{self, Clock},
    outcome::{CaseRecord, Ending, Reached, Responsible},
    peace::Custody,
    router::next_asking,
    script::ScriptedDemand,
    side::{IssueId, PerSide, Side},
};
use crate::kernel::{Key, Time};

/// A demand and all that belongs to it, whoever handles it.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Of all its draws: issue and ordinal, or the scripted event.
    pub key: Key,
    pub issue: IssueId,
    /// Its number among the cases of the replication, from 1: for people to refer to.
    pub number: u64,
    pub scripted: bool,
    pub born: Time,
    /// Weighted units asked for, 0 or more.
    pub size: f64,
    /// Who entered it only to stall.
    pub bad_faith: PerSide<bool>,
    /// The weight of the one named captive whom this side wants back; 0 if there is none.
    pub named: PerSide<f64>,
    /// Who keeps some of the released until the end of the war.
    pub custody: Option<Custody>,
    /// It waits for a direct channel alone: its track stands idle.
    pub(super) no_tracks: bool,
    /// Attempts made so far.
    pub attempts: u32,
    /// How often intermediaries were asked to take it.
    pub(super) asked: u64,
}

impl Case {
    /// It as put down at its end, before any channel has done anything about it.
    pub(super) fn record(&self, ending: Ending, ended: Time) -> CaseRecord {
        CaseRecord {
            issue: self.issue,
            scripted: self.scripted,
            ending,
            responsible: Responsible::None,
            reached: Reached::Raised,
            channel: None,
            mediated: false,
            attempts: self.attempts,
            size: self.size,
            born: self.born,
            ended,
            agreed: None,
            scheduled: None,
            first_crossing: None,
            last_crossing: None,
            heads: PerSide::both(0),
            ratio: 0.0,
            rounds: 0,
            postponements: 0,
        }
    }
}

/// An issue in the course of a replication.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Demands {
    /// Demands that arose on their own.
    pub count: u64,
    clock: Clock,
    /// What the clock reads: the demand rate now in force.
    rate: f64,
    /// When the last direct channel of the issue ceased to be Active; none if none ever was.
    pub(super) down_since: Option<Time>,
}

impl<W: Watch> Run<'_, W> {
    pub(super) fn begin_demands(&mut self) {
        for i in self.issue_ids() {
            self.draw_demand(i);
        }
    }

    /// The threshold of the next demand on an issue.
    fn draw_demand(&mut self, i: IssueId) {
        let key = self.params.issues[i].key;
        let now = self.now().days();
        let demands = &mut self.demands[i];
        demands.clock = Clock::start_at(self.draws.of(Purpose::Demand, key, demands.count).unit(), now);
        demands.rate = 0.0;
        self.touch_demand(i);
    }

    pub(super) fn touch_demands(&mut self) {
        for i in self.issue_ids() {
            self.touch_demand(i);
        }
    }

    /// The clock of an issue's demand takes the rate now in force, if it changed.
    pub(super) fn touch_demand(&mut self, i: IssueId) {
        let rate = self.demand_rate(i);
        let now = self.now();
        let demands = &mut self.demands[i];
        if rate != demands.rate {
            demands.rate = rate;
            demands.clock.set_rate(now.days(), rate);
            let at = Time::from_days(demands.clock.due()).max(now);
            self.calendar.set(self.slots.demand(i), at, 3, Event::Demand(i));
        }
    }

    /// lambda(t) = lambda * need^eta * exp(0.4 P) * phi
    fn demand_rate(&self, i: IssueId) -> f64 {
        let (issue, r) = (&self.params.issues[i], &self.params.rules);
        if self.is_in_force(i) || self.is_over(i) {
            return 0.0;
        }
        let mut rate = issue.demand * self.attention[i.index()];
        let pressure = self.pressure.max();
        if pressure > 0.0 {
            rate *= odds::multiplier(r.demand_pressure_ln * pressure);
        }
        if r.need_exponent > 0.0 && !issue.categories.is_empty() {
            let held = match issue.to {
                Some(to) => self.eligible(i, to),
                None => PerSide::from_fn(|s| self.eligible(i, s)).min(),
            };
            rate *= libm::pow((held / r.need_reference).min(2.0), r.need_exponent);
        }
        rate
    }

    /// A demand arises on its own.
    pub(super) fn demand(&mut self, i: IssueId) {
        let key = self.params.issues[i].key.and(self.demands[i].count);
        self.demands[i].count += 1;
        self.draw_demand(i);
        self.raise(key, i);
    }

    /// A demand of a size of its own arises, spilled over or not.
    pub(super) fn raise(&mut self, key: Key, i: IssueId) {
        if self.is_over(i) {
            return;
        }
        let size = self.draw_size(key, i);
        let case = self.new_case(key, i, size, None);
        self.route(case);
    }

    /// A size from the issue's law, and all that was asked for in vain before.
    fn draw_size(&mut self, key: Key, i: IssueId) -> f64 {
        self.wait(Purpose::Size, key, 0, &self.params.issues[i].size) + std::mem::take(&mut self.backlog[i.index()])
    }

    /// The scenario raises a demand: its channel takes it if it is Active, else the router does.
    pub(super) fn scripted_demand(&mut self, demand: &ScriptedDemand) {
        let ScriptedDemand { key, issue, size, channel, custody } = *demand;
        let size = size.unwrap_or_else(|| self.draw_size(key, issue));
        let mut case = self.new_case(key, issue, size, Some(custody));
        if self.peace.is_some() && self.params.issues[issue].ends_hostilities.is_some() {
            return self.lose(case, Reason::Settled);
        }
        let Some(c) = channel.filter(|&c| self.channels[c].state == State::Active) else { return self.route(case) };
        if !self.is_idle(c) {
            return self.take(case, c);
        }
        let asking = next_asking(&mut case);
        let next = if self.params.channels[c].kind.is_direct() {
            self.first_direct(&case, true)
        } else {
            self.best_channel(&case, asking, true, true)
        };
        let choice = self.settle_idle(&mut case, c, next);
        if let Some(case) = self.act_on(choice, case) {
            self.route(case);
        }
    }

    /// `scripted` holds what the scenario says of a demand that it raises.
    fn new_case(&mut self, key: Key, issue: IssueId, size: f64, scripted: Option<Option<Custody>>) -> Case {
        let p = self.params;
        let about = &p.issues[issue];
        let bad_faith = PerSide::from_fn(|s| {
            let side = &p.sides[s];
            self.draws.of(Purpose::BadFaith, key.with(side.key), 0).chance(side.bad_faith[issue.index()])
        });
        let people = about.to.is_none() && !about.categories.is_empty();
        let named = PerSide::from_fn(|s| {
            let side = &p.sides[s];
            let pushed = people && self.draws.of(Purpose::Named, key.with(side.key), 0).chance(side.lobby);
            if pushed { self.wait(Purpose::NamedWeight, key.with(side.key), 0, &p.rules.named_weight) } else { 0.0 }
        });
        self.raised += 1;
        let case = Case {
            key,
            issue,
            number: self.raised,
            scripted: scripted.is_some(),
            born: self.now(),
            size,
            bad_faith,
            named,
            custody: scripted.flatten(),
            no_tracks: false,
            attempts: 0,
            asked: 0,
        };
        self.tell(Fact::Demand(&case));
        case
    }

    /// What was asked for in vain is asked for again with the next demand.
    pub(super) fn leave_backlog(&mut self, case: &Case) {
        let issue = &self.params.issues[case.issue];
        if !issue.categories.is_empty() {
            self.backlog[case.issue.index()] += issue.carry * case.size;
        }
    }

    /// People eligible for an issue whom the other side still holds.
    pub(super) fn eligible(&self, i: IssueId, side: Side) -> f64 {
        self.params.issues[i].categories.iter().map(|&k| self.pools[side][k]).sum()
    }
}
