//! The router: which channel takes a case (section 3.0). Direct first, else wait, then fall back on a track; or one
//! channel alone, or all side by side.

use super::{
    Case, Deal, Purpose, Reason, Run, Watch,
    channel::State,
    law, maths,
    rules::{Regime, TakenOut},
    side::{ChannelId, IssueId},
};

/// Askings of a re-submission are numbered from here, whatever was asked before; that of a complex case, from there.
const RESUBMITTED: u64 = 1 << 32;
const COMPLEX: u64 = 1 << 33;

/// What asking the intermediaries about a case comes to.
pub(super) enum Choice {
    Taken(ChannelId),
    /// Nobody is Active and available.
    Nobody,
    /// The channel it would go to stands idle, and the case is given up with it.
    Lost,
    /// It is a track that stands idle, and the case waits for a direct channel.
    Waits,
    /// It is a direct channel that stands idle, and the case waits for one to become Active.
    Inbox,
}

impl<W: Watch> Run<'_, W> {
    /// A hard case goes to a track if one takes it; else the regime decides; whom nobody takes waits.
    pub(super) fn route(&mut self, mut case: Case) {
        let p = self.params;
        let complex = p.issues[case.issue].complex;
        if !case.no_tracks && self.draws.of(Purpose::Complex, case.key, 0).chance(complex) {
            let choice = self.choose(&mut case, COMPLEX, true);
            let Some(open) = self.act_on(choice, case) else { return };
            case = open;
        }
        if p.rules.regime != Regime::DirectFirst && !case.no_tracks {
            let asking = next_asking(&mut case);
            let choice = self.choose(&mut case, asking, false);
            let Some(open) = self.act_on(choice, case) else { return };
            case = open;
        }
        let choice = match self.first_direct(&case, false) {
            Some(c) if self.is_idle(c) => {
                let next = self.first_direct(&case, true);
                self.settle_idle(&mut case, c, next)
            }
            Some(c) => Choice::Taken(c),
            None => Choice::Nobody,
        };
        if let Some(open) = self.act_on(choice, case) {
            self.wait_in_inbox(open);
        }
    }

    /// The first Active direct channel that takes a case; `busy` leaves idle ones out.
    pub(super) fn first_direct(&self, case: &Case, busy: bool) -> Option<ChannelId> {
        let exclusive = self.params.rules.regime == Regime::Exclusive;
        let takes = |&c: &ChannelId| {
            self.params.channels[c].kind.is_direct()
                && self.is_open_to(c, case.issue)
                && (!exclusive || self.holds(c, case.issue))
                && !(busy && self.is_idle(c))
        };
        self.channel_ids().find(takes)
    }

    /// Hands a case to the channel chosen or gives it up; it comes back if it is still open.
    pub(super) fn act_on(&mut self, choice: Choice, case: Case) -> Option<Case> {
        match choice {
            Choice::Taken(c) => self.take(case, c),
            Choice::Lost => self.lose(case, Reason::TakenOut),
            Choice::Inbox => self.wait_in_inbox(case),
            Choice::Waits | Choice::Nobody => return Some(case),
        }
        None
    }

    /// Whether a channel is Active and carries the issue.
    fn is_open_to(&self, c: ChannelId, issue: IssueId) -> bool {
        self.channels[c].state == State::Active && self.params.channels[c].issues.contains(&issue)
    }

    /// Under the exclusive regime: the first listed channel of the issue that is neither Latent nor Closed.
    pub(super) fn holds(&self, c: ChannelId, issue: IssueId) -> bool {
        let holder = self.channel_ids().find(|&c| {
            self.params.channels[c].issues.contains(&issue)
                && !matches!(self.channels[c].state, State::Latent | State::Closed)
        });
        holder == Some(c)
    }

    /// Asks for a channel, counting the idle ones in, so that one case names the same channel whoever is taken out.
    pub(super) fn choose(&self, case: &mut Case, asking: u64, tracks_only: bool) -> Choice {
        match self.best_channel(case, asking, tracks_only, false) {
            Some(c) if self.is_idle(c) => {
                let track = !self.params.channels[c].kind.is_direct();
                let next = self.best_channel(case, asking, track, true);
                self.settle_idle(case, c, next)
            }
            Some(c) => Choice::Taken(c),
            None => Choice::Nobody,
        }
    }

    /// The channel named for a case stands idle: the scenario says what becomes of it; `next` would be the next one.
    pub(super) fn settle_idle(&self, case: &mut Case, named: ChannelId, next: Option<ChannelId>) -> Choice {
        match self.params.rules.taken_out {
            TakenOut::Lost => Choice::Lost,
            TakenOut::ReRouted => next.map_or(Choice::Nobody, Choice::Taken),
            TakenOut::Waits => {
                case.no_tracks = true;
                if self.params.channels[named].kind.is_direct() { Choice::Inbox } else { Choice::Waits }
            }
        }
    }

    /// The Active channel with the best offer: softmax by reach, as the largest of `theta * reach + Gumbel noise` keyed
    /// by channel, so that one more never changes the order of the others. A track's first intermediary must be
    /// available when asked; `busy` leaves idle channels out.
    pub(super) fn best_channel(&self, case: &Case, asking: u64, tracks_only: bool, busy: bool) -> Option<ChannelId> {
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

    /// A direct channel, as the wait for tracks sees it: cases that are re-routed go on as if an idle one were never
    /// Active; else who never meets it is not to notice.
    pub(super) fn is_direct_line(&self, c: ChannelId) -> bool {
        let unseen = self.params.rules.taken_out == TakenOut::ReRouted && self.is_idle(c);
        self.params.channels[c].kind.is_direct() && !unseen
    }

    /// A channel left Active: from now on its issues may be without a direct line.
    pub(super) fn note_direct_down(&mut self, c: ChannelId) {
        if !self.is_direct_line(c) {
            return;
        }
        for &i in &self.params.channels[c].issues {
            if !self.direct_up(i) {
                self.demands[i].down_since = Some(self.now());
            }
        }
    }
}

/// The number of the next asking of the intermediaries about a case.
pub(super) fn next_asking(case: &mut Case) -> u64 {
    case.asked += 1;
    case.asked - 1
}
