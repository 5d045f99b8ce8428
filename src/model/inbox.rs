//! The inbox: cases that no channel has taken, until one does, a track is tried or their patience ends (section 3.0).

use super::{
    Case, Event, Fact, Purpose, Reason, Run, Watch,
    channel::State,
    law,
    outcome::Ending,
    router::{Choice, next_asking},
    rules::Regime,
    side::ChannelId,
};
use crate::kernel::{Key, Span, Time};

/// A case in the inbox.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    case: Case,
    gives_up: Time,
    tries_at: Time,
    tries: u64,
}

impl<W: Watch> Run<'_, W> {
    /// Into the inbox, with a patience and, once the direct line has been down for long enough, tries on the tracks.
    pub(super) fn wait_in_inbox(&mut self, case: Case) {
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
            return self.lose(case, Reason::Patience);
        }
        let mut case = self.waiting[w].case;
        let asking = next_asking(&mut case);
        let tracks_only = self.params.rules.regime == Regime::DirectFirst;
        let choice = self.choose(&mut case, asking, tracks_only);
        self.waiting[w].case = case;
        match choice {
            Choice::Taken(_) | Choice::Lost => {
                let case = self.leave_inbox(w);
                self.act_on(choice, case);
                return;
            }
            Choice::Waits | Choice::Inbox => self.waiting[w].tries_at = Time::NEVER,
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
    pub(super) fn lose(&mut self, case: Case, reason: Reason) {
        self.tell(Fact::Unrouted { case: &case, reason });
        self.record_untaken(case, Ending::Unrouted);
        self.leave_backlog(&case);
    }

    pub(super) fn leave_inbox(&mut self, w: usize) -> Case {
        self.calendar.clear(self.slots.waiting(w));
        self.waiting.remove(w);
        self.waiting[w].case
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
            if self.is_idle(c) {
                self.meet_idle(w, c);
            } else {
                let case = self.leave_inbox(w);
                self.take(case, c);
            }
        }
        inbox.clear();
        self.scratch = inbox;
    }

    /// The direct channel that would take a waiting case now stands idle.
    fn meet_idle(&mut self, w: usize, c: ChannelId) {
        let mut case = self.waiting[w].case;
        match self.settle_idle(&mut case, c, None) {
            Choice::Lost => {
                let case = self.leave_inbox(w);
                self.lose(case, Reason::TakenOut);
            }
            Choice::Inbox => {
                let waiting = &mut self.waiting[w];
                (waiting.case, waiting.tries_at) = (case, Time::NEVER);
                self.book_waiting(w);
            }
            _ => {}
        }
    }

    /// Puts down a case that no channel took.
    fn record_untaken(&mut self, case: Case, ending: Ending) {
        let ended = if ending.is_censored() { self.setup.horizon } else { self.now() };
        self.outcome.cases.push(case.record(ending, ended));
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
    pub(super) fn waiting_where(&self, which: impl Fn(&Case) -> bool, places: &mut Vec<usize>) {
        places.extend(self.waiting.places().filter(|&w| which(&self.waiting[w].case)));
        places.sort_unstable_by_key(|&w| self.waiting[w].case.number);
    }
}
