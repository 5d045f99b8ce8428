//! Demands and the router: direct first, else wait, then fall back on a track (section 3.0).

use super::{
    Event, Fact, Purpose, Run, Watch,
    channel::State,
    deal::Deal,
    law,
    odds::{self, Clock},
    outcome::{CaseRecord, Ending, Reached, Responsible},
    side::{ChannelId, IssueId, PerSide, Side},
};
use crate::kernel::{Key, Span, Time};

/// Askings of a re-submission are numbered from here, whatever was asked before.
const RESUBMITTED: u64 = 1 << 32;

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
    /// Attempts made so far.
    pub attempts: u32,
    /// How often intermediaries were asked to take it.
    asked: u64,
}

/// A case in the inbox.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    case: Case,
    gives_up: Time,
    tries_at: Time,
    tries: u64,
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
    down_since: Option<Time>,
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
        demands.clock = Clock::start(self.draws.of(Purpose::Demand, key, demands.count).unit(), 1.0);
        demands.clock.set_rate(now, 0.0);
        demands.rate = 0.0;
        self.touch_demand(i);
    }

    pub(super) fn touch_demands(&mut self) {
        for i in self.issue_ids() {
            self.touch_demand(i);
        }
    }

    /// The clock of an issue's demand takes the rate now in force, if it changed.
    fn touch_demand(&mut self, i: IssueId) {
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
        let mut rate = issue.demand * self.attention[i.index()];
        let pressure = self.pressure.max();
        if pressure > 0.0 {
            rate *= odds::multiplier(r.demand_pressure_ln * pressure);
        }
        if r.need_exponent > 0.0 && !issue.categories.is_empty() {
            let held = PerSide::from_fn(|s| self.eligible(i, s));
            rate *= libm::pow((held.min() / r.need_reference).min(2.0), r.need_exponent);
        }
        rate
    }

    /// A demand arises on its own.
    pub(super) fn demand(&mut self, i: IssueId) {
        let issue = &self.params.issues[i];
        let key = issue.key.and(self.demands[i].count);
        let size = self.wait(Purpose::Size, key, 0, &issue.size);
        self.demands[i].count += 1;
        self.draw_demand(i);
        let case = self.new_case(key, i, size, false);
        self.route(case);
    }

    /// The scenario raises a demand: its channel takes it if it is Active, else the router does.
    pub(super) fn scripted_demand(&mut self, key: Key, i: IssueId, size: Option<f64>, channel: Option<ChannelId>) {
        let size = size.unwrap_or_else(|| self.wait(Purpose::Size, key, 0, &self.params.issues[i].size));
        let case = self.new_case(key, i, size, true);
        match channel {
            Some(c) if self.channels[c].state == State::Active => self.take(case, c),
            _ => self.route(case),
        }
    }

    fn new_case(&mut self, key: Key, issue: IssueId, size: f64, scripted: bool) -> Case {
        let p = self.params;
        let bad_faith = PerSide::from_fn(|s| {
            let side = &p.sides[s];
            self.draws.of(Purpose::BadFaith, key.with(side.key), 0).chance(side.bad_faith[issue.index()])
        });
        self.raised += 1;
        let number = self.raised;
        let case = Case { key, issue, number, scripted, born: self.now(), size, bad_faith, attempts: 0, asked: 0 };
        self.tell(Fact::Demand(&case));
        case
    }

    /// The first Active direct channel in file order takes the case; if there is none it waits.
    fn route(&mut self, case: Case) {
        let direct = self.channel_ids().find(|&c| {
            let p = &self.params.channels[c];
            p.kind.is_direct() && p.issues.contains(&case.issue) && self.channels[c].state == State::Active
        });
        match direct {
            Some(c) => self.take(case, c),
            None => self.wait_in_inbox(case),
        }
    }

    /// Into the inbox, with a patience and, once the direct line has been down for long enough, tries on the tracks.
    fn wait_in_inbox(&mut self, case: Case) {
        let r = &self.params.rules;
        let patience = r.patience * law::exp1(self.draws.of(Purpose::Patience, case.key, 0).unit());
        let fallback = match self.demands[case.issue].down_since {
            None if r.fallback_after == f64::INFINITY => Time::NEVER,
            None => self.now(),
            Some(since) => (since + Span::from_days(r.fallback_after)).max(self.now()),
        };
        let tries_at = fallback + self.until_try(case.key, 0);
        self.tell(Fact::Waits(&case));
        let w = self.waiting.add(Waiting { case, gives_up: self.in_days(patience), tries_at, tries: 0 });
        self.book_waiting(w);
    }

    /// The wait for try `n`: exponential at rate `q_esc / 5` a day.
    fn until_try(&self, key: Key, n: u64) -> Span {
        let r = &self.params.rules;
        let days = r.fallback_try / r.escalation * law::exp1(self.draws.of(Purpose::Try, key, n).unit());
        Span::from_days(days)
    }

    fn book_waiting(&mut self, w: usize) {
        let Waiting { gives_up, tries_at, .. } = self.waiting[w];
        self.calendar.set(self.slots.waiting(w), gives_up.min(tries_at), 3, Event::Waiting(w));
    }

    /// A waiting case loses patience, or tries the tracks.
    pub(super) fn waited(&mut self, w: usize) {
        let now = self.now();
        if self.waiting[w].gives_up <= now {
            let case = self.leave_inbox(w);
            self.tell(Fact::Unrouted(&case));
            return self.record_untaken(case, Ending::Unrouted);
        }
        let mut case = self.waiting[w].case;
        let track = self.choose_track(&mut case);
        self.waiting[w].case = case;
        match track {
            Some(c) => {
                let case = self.leave_inbox(w);
                self.take(case, c);
            }
            None => {
                let tries = self.waiting[w].tries + 1;
                let tries_at = now + self.until_try(case.key, tries);
                let waiting = &mut self.waiting[w];
                (waiting.tries, waiting.tries_at) = (tries, tries_at);
                self.book_waiting(w);
            }
        }
    }

    fn leave_inbox(&mut self, w: usize) -> Case {
        self.calendar.clear(self.slots.waiting(w));
        self.waiting.remove(w);
        self.waiting[w].case
    }

    /// An Active track whose first intermediary is available when asked: softmax by reach, as the largest of
    /// `theta * reach + Gumbel noise` keyed by track, so that one more track never changes the order of the others.
    pub(super) fn choose_track(&mut self, case: &mut Case) -> Option<ChannelId> {
        let p = self.params;
        let asking = case.asked;
        case.asked += 1;
        let mut best = None;
        for c in self.channel_ids() {
            let channel = &p.channels[c];
            if channel.kind.is_direct()
                || !channel.issues.contains(&case.issue)
                || self.channels[c].state != State::Active
            {
                continue;
            }
            if let Some((_, first)) = self.acting(c).next()
                && !self.draws.of(Purpose::Available, case.key.with(first.key), asking).chance(first.availability)
            {
                continue;
            }
            let u = self.draws.of(Purpose::Track, case.key.with(channel.key), asking).unit();
            let score = p.rules.track_choice * self.reach(c, case.issue) - libm::log(law::exp1(u));
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, c));
            }
        }
        best.map(|(_, c)| c)
    }

    /// A direct channel became Active: it takes every waiting case of its issues, oldest first.
    pub(super) fn take_inbox(&mut self, c: ChannelId) {
        let p = &self.params.channels[c];
        if !p.kind.is_direct() {
            return;
        }
        let mut inbox = std::mem::take(&mut self.scratch);
        self.waiting_where(|case| p.issues.contains(&case.issue), &mut inbox);
        for &w in &inbox {
            let case = self.leave_inbox(w);
            self.take(case, c);
        }
        inbox.clear();
        self.scratch = inbox;
    }

    /// A channel left Active: from now on its issues may be without a direct line.
    pub(super) fn note_direct_down(&mut self, c: ChannelId) {
        if !self.params.channels[c].kind.is_direct() {
            return;
        }
        for &i in &self.params.channels[c].issues {
            if !self.direct_up(i) {
                self.demands[i].down_since = Some(self.now());
            }
        }
    }

    /// A failed direct deal may be re-submitted at once to a track, which makes it a new attempt of the same case.
    pub(super) fn resubmit(&mut self, deal: &Deal) -> bool {
        let half = self.params.rules.escalation / 2.0;
        if deal.mediated || deal.case.attempts > 1 || !self.draws.of(Purpose::Resubmit, deal.case.key, 0).chance(half) {
            return false;
        }
        let mut case = deal.case;
        case.asked = RESUBMITTED;
        match self.choose_track(&mut case) {
            Some(c) => {
                self.take(case, c);
                true
            }
            None => false,
        }
    }

    /// Puts down a case that no channel took.
    fn record_untaken(&mut self, case: Case, ending: Ending) {
        self.outcome.cases.push(CaseRecord {
            issue: case.issue,
            scripted: case.scripted,
            ending,
            responsible: Responsible::None,
            reached: Reached::Raised,
            channel: None,
            mediated: false,
            attempts: case.attempts,
            size: case.size,
            born: case.born,
            ended: if ending.is_censored() { self.setup.horizon } else { self.now() },
            agreed: None,
            first_crossing: None,
            last_crossing: None,
            heads: PerSide::both(0),
            ratio: 0.0,
            rounds: 0,
            postponements: 0,
        });
    }

    /// The horizon finds cases in the inbox.
    pub(super) fn censor_waiting(&mut self) {
        let mut inbox = std::mem::take(&mut self.scratch);
        self.waiting_where(|_| true, &mut inbox);
        for &w in &inbox {
            self.record_untaken(self.waiting[w].case, Ending::Waiting);
        }
        inbox.clear();
        self.scratch = inbox;
    }

    /// The places of the waiting cases that `which` picks, oldest first.
    fn waiting_where(&self, which: impl Fn(&Case) -> bool, places: &mut Vec<usize>) {
        places.extend(self.waiting.places().filter(|&w| which(&self.waiting[w].case)));
        places.sort_unstable_by_key(|&w| self.waiting[w].case.number);
    }

    /// People eligible for an issue whom the other side still holds.
    pub(super) fn eligible(&self, i: IssueId, side: Side) -> f64 {
        self.params.issues[i].categories.iter().map(|&k| self.pools[side][k]).sum()
    }
}
