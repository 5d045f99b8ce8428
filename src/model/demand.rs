//! Demands and the router: direct first, else wait, then fall back on a track (section 3.0).

use super::{
    Event, Fact, Purpose, Run, Watch,
    channel::State,
    deal::Deal,
    law, maths,
    odds::{self, Clock},
    outcome::{CaseRecord, Ending, Reached, Responsible},
    peace::Custody,
    script::ScriptedDemand,
    setup::{Regime, TakenOut},
    side::{ChannelId, IssueId, PerSide, Side},
};
use crate::kernel::{Key, Span, Time};

/// Askings of a re-submission are numbered from here, whatever was asked before; that of a complex case, from there.
const RESUBMITTED: u64 = 1 << 32;
const COMPLEX: u64 = 1 << 33;

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
    no_tracks: bool,
    /// Attempts made so far.
    pub attempts: u32,
    /// How often intermediaries were asked to take it.
    asked: u64,
}

/// What asking the intermediaries about a case comes to.
enum Choice {
    Taken(ChannelId),
    /// Nobody is Active and available.
    Nobody,
    /// The track it would go to stands idle, and the case is given up with it.
    Lost,
    /// The same, and the case waits for a direct channel.
    Waits,
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
        let Some(c) = channel.filter(|&c| self.channels[c].state == State::Active) else { return self.route(case) };
        if !self.is_idle(c) {
            return self.take(case, c);
        }
        match self.settle_idle(&mut case, 0) {
            Choice::Lost => self.lose(case),
            Choice::Taken(c) => self.take(case, c),
            Choice::Waits | Choice::Nobody => self.route(case),
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

    /// A hard case goes to a track if one takes it; else the regime decides; whom nobody takes waits.
    fn route(&mut self, mut case: Case) {
        let p = self.params;
        let complex = p.issues[case.issue].complex;
        if !case.no_tracks && self.draws.of(Purpose::Complex, case.key, 0).chance(complex) {
            match self.choose(&mut case, COMPLEX, true) {
                Choice::Taken(c) => return self.take(case, c),
                Choice::Lost => return self.lose(case),
                Choice::Waits | Choice::Nobody => {}
            }
        }
        if p.rules.regime != Regime::DirectFirst && !case.no_tracks {
            let asking = next_asking(&mut case);
            match self.choose(&mut case, asking, false) {
                Choice::Taken(c) => return self.take(case, c),
                Choice::Lost => return self.lose(case),
                Choice::Waits | Choice::Nobody => {}
            }
        }
        let direct = self.channel_ids().find(|&c| self.is_open_to(c, case.issue) && p.channels[c].kind.is_direct());
        match direct {
            Some(c) if p.rules.regime != Regime::Exclusive => self.take(case, c),
            _ => self.wait_in_inbox(case),
        }
    }

    /// Whether a channel is Active and carries the issue.
    fn is_open_to(&self, c: ChannelId, issue: IssueId) -> bool {
        self.channels[c].state == State::Active && self.params.channels[c].issues.contains(&issue)
    }

    /// Under the exclusive regime: the first listed channel of the issue that is neither Latent nor Closed.
    fn holds(&self, c: ChannelId, issue: IssueId) -> bool {
        let holder = self.channel_ids().find(|&c| {
            self.params.channels[c].issues.contains(&issue)
                && !matches!(self.channels[c].state, State::Latent | State::Closed)
        });
        holder == Some(c)
    }

    /// Into the inbox, with a patience and, once the direct line has been down for long enough, tries on the tracks.
    fn wait_in_inbox(&mut self, case: Case) {
        let r = &self.params.rules;
        let patience = r.patience * law::exp1(self.draws.of(Purpose::Patience, case.key, 0).unit());
        let fallback = match self.demands[case.issue].down_since {
            _ if case.no_tracks => Time::NEVER,
            _ if r.regime != Regime::DirectFirst => self.now(),
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
            return self.lose(case);
        }
        let mut case = self.waiting[w].case;
        let asking = next_asking(&mut case);
        let tracks_only = self.params.rules.regime == Regime::DirectFirst;
        let choice = self.choose(&mut case, asking, tracks_only);
        self.waiting[w].case = case;
        match choice {
            Choice::Taken(c) => {
                let case = self.leave_inbox(w);
                return self.take(case, c);
            }
            Choice::Lost => {
                let case = self.leave_inbox(w);
                return self.lose(case);
            }
            Choice::Waits => self.waiting[w].tries_at = Time::NEVER,
            Choice::Nobody => {
                let tries = self.waiting[w].tries + 1;
                let tries_at = now + self.until_try(case.key, tries);
                let waiting = &mut self.waiting[w];
                (waiting.tries, waiting.tries_at) = (tries, tries_at);
            }
        }
        self.book_waiting(w);
    }

    /// Gives up a case that no channel took.
    fn lose(&mut self, case: Case) {
        self.tell(Fact::Unrouted(&case));
        self.record_untaken(case, Ending::Unrouted);
        self.leave_backlog(&case);
    }

    /// What was asked for in vain is asked for again with the next demand.
    pub(super) fn leave_backlog(&mut self, case: &Case) {
        let issue = &self.params.issues[case.issue];
        if !issue.categories.is_empty() {
            self.backlog[case.issue.index()] += issue.carry * case.size;
        }
    }

    fn leave_inbox(&mut self, w: usize) -> Case {
        self.calendar.clear(self.slots.waiting(w));
        self.waiting.remove(w);
        self.waiting[w].case
    }

    /// Asks for a channel, counting the idle tracks in, so that one case names the same track whoever is taken out.
    fn choose(&self, case: &mut Case, asking: u64, tracks_only: bool) -> Choice {
        match self.best_channel(case, asking, tracks_only, false) {
            Some(c) if self.is_idle(c) => self.settle_idle(case, asking),
            Some(c) => Choice::Taken(c),
            None => Choice::Nobody,
        }
    }

    /// The track named for a case stands idle: the scenario says what becomes of it.
    fn settle_idle(&self, case: &mut Case, asking: u64) -> Choice {
        match self.params.rules.taken_out {
            TakenOut::Lost => Choice::Lost,
            TakenOut::Waits => {
                case.no_tracks = true;
                Choice::Waits
            }
            TakenOut::ReRouted => self.best_channel(case, asking, true, true).map_or(Choice::Nobody, Choice::Taken),
        }
    }

    /// The Active channel with the best offer: softmax by reach, as the largest of `theta * reach + Gumbel noise` keyed
    /// by channel, so that one more never changes the order of the others. A track's first intermediary must be
    /// available when asked; `busy` leaves idle tracks out.
    fn best_channel(&self, case: &Case, asking: u64, tracks_only: bool, busy: bool) -> Option<ChannelId> {
        let p = self.params;
        let mut best = None;
        for c in self.channel_ids() {
            let channel = &p.channels[c];
            let direct = channel.kind.is_direct();
            let closed_to_it = (direct && tracks_only)
                || !self.is_open_to(c, case.issue)
                || (busy && self.is_idle(c))
                || (p.rules.regime == Regime::Exclusive && !self.holds(c, case.issue));
            if closed_to_it {
                continue;
            }
            if !direct
                && let Some((_, first)) = self.attached(c).next()
                && !self.draws.of(Purpose::Available, case.key.with(first.key), asking).chance(first.availability)
            {
                continue;
            }
            let u = self.draws.of(Purpose::Track, case.key.with(channel.key), asking).unit();
            let score = p.rules.track_choice * self.reach(c, case.issue, busy) - maths::ln(law::exp1(u));
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, c));
            }
        }
        best.map(|(_, c)| c)
    }

    /// A direct channel became Active: it takes every waiting case of its issues, oldest first.
    pub(super) fn take_inbox(&mut self, c: ChannelId) {
        let p = &self.params.channels[c];
        if !p.kind.is_direct() || self.channels[c].state != State::Active {
            return;
        }
        let exclusive = self.params.rules.regime == Regime::Exclusive;
        let mut inbox = std::mem::take(&mut self.scratch);
        let takes = |case: &Case| p.issues.contains(&case.issue) && (!exclusive || self.holds(c, case.issue));
        self.waiting_where(takes, &mut inbox);
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
        let r = &self.params.rules;
        let half = r.escalation / 2.0;
        if deal.mediated
            || deal.case.no_tracks
            || deal.case.attempts > 1
            || r.regime == Regime::Exclusive
            || !self.draws.of(Purpose::Resubmit, deal.case.key, 0).chance(half)
        {
            return false;
        }
        let mut case = deal.case;
        case.asked = RESUBMITTED;
        let asking = next_asking(&mut case);
        match self.choose(&mut case, asking, true) {
            Choice::Taken(c) => {
                self.take(case, c);
                true
            }
            _ => false,
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
            scheduled: None,
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

/// The number of the next asking of the intermediaries about a case.
fn next_asking(case: &mut Case) -> u64 {
    case.asked += 1;
    case.asked - 1
}
