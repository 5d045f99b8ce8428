//! A deal: one attempt of one channel at one case, stage by stage (section 3). One file a stage, in protocol order.

mod contact;
mod execute;
mod finish;
mod gate;
mod guarantee;
mod offers;
mod ratify;

pub use execute::p_window;
pub use finish::{Lesson, Verdict};
pub use offers::{Bargain, bargain};
pub use ratify::{mandate, p_referral};

use super::{
    Event, Fact, Purpose, Reason, Run, Step, Watch,
    channel::State,
    demand::Case,
    law::Law,
    outcome::Reached,
    setup::{Kind, MAX_CATEGORIES},
    side::{ChannelId, MediatorId, PerSide},
};
use crate::kernel::{Key, Span, Time};

/// What a deal is waiting for, in protocol order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// An answer.
    Contact,
    /// The end of a round.
    Offers,
    /// The capitals.
    Ratify,
    /// The guarantors.
    Guarantee,
    /// Somebody to fetch those released.
    Gate,
    /// The date. From here on the deal is *scheduled*: it no longer waits for its channel.
    Schedule,
    /// The next window or batch.
    Execute,
}

/// A deal in the course of a replication.
#[derive(Clone, Copy, Debug)]
pub struct Deal {
    pub case: Case,
    /// Of all its draws: the case and the number of the attempt.
    pub key: Key,
    /// Its place in the order of creation.
    order: u64,
    pub channel: ChannelId,
    pub mediated: bool,
    pub stage: Stage,
    pub reached: Reached,
    /// While paused, what is left of the stage.
    paused: Option<Span>,
    /// Changes of its channel's state so far: the occasion of being dropped or aborted with it.
    pub(super) setbacks: u64,
    /// S in weighted units: of the case, then as cut down to what the pools allow.
    pub size: f64,
    /// r: ln of what A receives over what B receives, weighted.
    pub ratio: f64,
    /// Rounds still to be held, and held.
    rounds_left: u32,
    pub rounds: u32,
    /// Rounds begun, and the hop of the relay that loses the one under way.
    sent: u32,
    pub lost: Option<usize>,
    sent_back: bool,
    referred: PerSide<bool>,
    /// Whose mandate it exceeded when the capitals were last asked.
    pub beyond: PerSide<bool>,
    /// First agreement in principle, and the pressure on each side then.
    pub agreed: Option<Time>,
    pressure: PerSide<f64>,
    scheduled: Option<Time>,
    /// Who insists on a guarantor.
    required: PerSide<bool>,
    asked: u64,
    guarantors: u64,
    /// People of each side who are to come home.
    pub heads: PerSide<[u32; MAX_CATEGORIES]>,
    pub batches: u32,
    batches_done: u32,
    /// Failed windows of the batch at hand.
    tries: u32,
    pub postponements: u32,
    pub crossed: PerSide<u32>,
    /// People of the last batch whom an intermediary keeps.
    pub kept: PerSide<u32>,
    first_crossing: Option<Time>,
    last_crossing: Option<Time>,
}

impl Deal {
    /// Those that stand guarantee.
    pub fn guarantors(&self) -> impl Iterator<Item = MediatorId> + use<> {
        members(self.guarantors)
    }

    pub(super) fn guarantor_bits(&self) -> u64 {
        self.guarantors
    }

    /// Outside pressure on each side when it was agreed in principle.
    pub(super) fn agreed_pressure(&self) -> PerSide<f64> {
        self.pressure
    }

    /// Rounds begun on a relay.
    pub(super) fn rounds_sent(&self) -> u32 {
        self.sent
    }
}

/// The intermediaries in a set of bits.
pub(super) fn members(bits: u64) -> impl Iterator<Item = MediatorId> {
    (0..64u16).filter(move |m| bits >> m & 1 == 1).map(MediatorId)
}

impl<W: Watch> Run<'_, W> {
    /// A channel takes a case: a new attempt begins with contact.
    pub(super) fn take(&mut self, mut case: Case, c: ChannelId) {
        case.attempts += 1;
        self.created += 1;
        let mediated = self.params.channels[c].kind != Kind::Plenary && self.acting(c).next().is_some();
        let deal = Deal {
            key: case.key.and(u64::from(case.attempts)),
            order: self.created,
            channel: c,
            mediated,
            stage: Stage::Contact,
            reached: Reached::Taken,
            paused: None,
            setbacks: 0,
            size: case.size,
            ratio: 0.0,
            rounds_left: 0,
            rounds: 0,
            sent: 0,
            lost: None,
            sent_back: false,
            referred: PerSide::both(false),
            beyond: PerSide::both(false),
            agreed: None,
            pressure: PerSide::both(0.0),
            scheduled: None,
            required: PerSide::both(false),
            asked: 0,
            guarantors: 0,
            heads: PerSide::both([0; MAX_CATEGORIES]),
            batches: 0,
            batches_done: 0,
            tries: 0,
            postponements: 0,
            crossed: PerSide::both(0),
            kept: PerSide::both(0),
            first_crossing: None,
            last_crossing: None,
            case,
        };
        let d = self.deals.add(deal);
        self.tell_deal(d, Step::Taken);
        self.make_contact(d);
    }

    /// The stage of a deal ends.
    pub(super) fn advance(&mut self, d: usize) {
        match self.deals[d].stage {
            Stage::Contact => self.hear_answer(d),
            Stage::Offers => self.hold_round(d),
            Stage::Ratify => self.hear_capitals(d),
            Stage::Guarantee => self.hear_guarantors(d),
            Stage::Gate => self.pass_gate(d),
            Stage::Schedule | Stage::Execute => self.open_window(d),
        }
    }

    /// A stage starts: it ends after `days`, or waits until the channel is Active again.
    fn start(&mut self, d: usize, stage: Stage, days: f64) {
        let deal = &mut self.deals[d];
        deal.stage = stage;
        if stage < Stage::Schedule && self.channels[deal.channel].state != State::Active {
            deal.paused = Some(Span::from_days(days));
            return;
        }
        let at = self.in_days(days);
        self.calendar.set(self.slots.deal(d), at, 2, Event::Deal(d));
    }

    /// The clock of an unscheduled deal stops; what is left of it is kept.
    pub(super) fn pause(&mut self, d: usize) {
        if self.deals[d].paused.is_none() {
            let slot = self.slots.deal(d);
            self.deals[d].paused = Some(self.calendar.due(slot) - self.now());
            self.calendar.clear(slot);
            self.tell_deal(d, Step::Paused);
        }
    }

    /// The clock runs on.
    pub(super) fn resume(&mut self, d: usize) {
        if let Some(left) = self.deals[d].paused.take() {
            let at = self.now() + left;
            self.calendar.set(self.slots.deal(d), at, 2, Event::Deal(d));
            self.tell_deal(d, Step::Resumed);
        }
    }

    /// The places of the deals that `which` picks, in order of creation.
    pub(super) fn deals_where(&self, which: impl Fn(&Deal) -> bool, places: &mut Vec<usize>) {
        places.extend(self.deals.places().filter(|&d| which(&self.deals[d])));
        places.sort_unstable_by_key(|&d| self.deals[d].order);
    }

    /// A stage time on the deal's channel: contact and rounds are slower on a track.
    fn talk_time(&self, d: usize, purpose: Purpose, occasion: u64, law: &Law) -> f64 {
        let deal = &self.deals[d];
        let slow = match self.params.channels[deal.channel].kind {
            Kind::Mediated => self.params.rules.track_slowdown,
            _ => 1.0,
        };
        slow * self.wait(purpose, deal.key, occasion, law)
    }

    fn reach_stage(&mut self, d: usize, reached: Reached) {
        let deal = &mut self.deals[d];
        deal.reached = deal.reached.max(reached);
    }

    fn tell_deal(&mut self, d: usize, step: Step) {
        let now = self.calendar.now();
        self.watch.see(now, Fact::Deal(&self.deals[d], step));
    }
}
