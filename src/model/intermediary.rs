//! Intermediaries: what they weigh on a channel, and how their word gains and loses credit (sections 1.5, 2, 3.0).

use super::{
    Deal, Fact, Purpose, Run, Watch,
    channel::State,
    deal::members,
    setup::{Kind, Mediator},
    side::{ChannelId, IssueId, MediatorId, PerSide, Side},
};

impl<W: Watch> Run<'_, W> {
    /// The intermediaries attached to a channel, in order of attachment: placebos are not seen by any rule.
    pub(super) fn attached(&self, c: ChannelId) -> impl Iterator<Item = (MediatorId, &Mediator)> {
        let (mediators, acts) = (&self.params.mediators, &self.derived[self.phase].acts);
        self.channels[c].mediators.iter().filter(|m| acts[m.index()]).map(|&m| (m, &mediators[m]))
    }

    /// Those of them that act: one taken out is as if not listed, but on an idle channel, which lives on as before.
    pub(super) fn acting(&self, c: ChannelId) -> impl Iterator<Item = (MediatorId, &Mediator)> {
        let all = !self.derived[self.phase].any_out || self.is_idle(c);
        self.attached(c).filter(move |(_, m)| all || !m.out)
    }

    /// A channel that was taken out, or a track whose first intermediary was: it takes no case.
    pub(super) fn is_idle(&self, c: ChannelId) -> bool {
        let channel = &self.params.channels[c];
        let first_is_out = || self.attached(c).next().is_some_and(|(_, first)| first.out);
        self.derived[self.phase].any_out && (channel.out || channel.kind == Kind::Mediated && first_is_out())
    }

    /// L: what attached intermediaries can make refusal cost `side` on `issue`, `1 - Π(1 - l K u)`.
    pub(super) fn leverage(&self, c: ChannelId, side: Side, issue: IssueId) -> f64 {
        let refused: f64 = self
            .acting(c)
            .map(|(id, m)| 1.0 - m.leverage[issue][side] * self.credibility[id][side] * m.willingness)
            .product();
        1.0 - refused
    }

    /// G: what the guarantors of a deal make breaking it cost `side`, `1 - Π(1 - gamma l K)`.
    pub(super) fn guarantee(&self, deal: &Deal, side: Side) -> f64 {
        self.guarantee_of(deal.guarantor_bits(), deal.case.issue, side)
    }

    /// The same for a set of guarantors, as bits.
    pub(super) fn guarantee_of(&self, guarantors: u64, issue: IssueId, side: Side) -> f64 {
        let free: f64 = members(guarantors)
            .map(|id| {
                let m = &self.params.mediators[id];
                1.0 - m.guarantor * m.leverage[issue][side] * self.credibility[id][side]
            })
            .product();
        1.0 - free
    }

    /// The largest facilitation among the attached: it lowers the loss of messages on a relay.
    pub(super) fn facilitation(&self, c: ChannelId) -> f64 {
        self.acting(c).map(|(_, m)| m.facilitation).fold(0.0, f64::max)
    }

    /// The largest formulation among the attached: it lowers the breakdown of rounds.
    pub(super) fn formulation(&self, c: ChannelId) -> f64 {
        self.acting(c).map(|(_, m)| m.formulation).fold(0.0, f64::max)
    }

    /// The reach of a channel: the best of its intermediaries, leverage times credibility, as a geometric mean of the
    /// sides; of those that act, or of all that are attached.
    pub(super) fn reach(&self, c: ChannelId, issue: IssueId, acting: bool) -> f64 {
        self.attached(c)
            .filter(|(_, m)| !acting || !m.out)
            .map(|(id, m)| {
                let on = |s| m.leverage[issue][s] * self.credibility[id][s];
                libm::sqrt(on(Side::A) * on(Side::B))
            })
            .fold(0.0, f64::max)
    }

    /// A deal was carried out: every intermediary on the channel gains credit with both sides.
    pub(super) fn credit(&mut self, c: ChannelId) {
        let gain = self.params.rules.credibility_gain;
        let credited = self.acting(c).fold(0u64, |set, (id, _)| set | 1 << id.0);
        for m in members(credited) {
            self.credibility[m] = self.credibility[m].map(|k| k + gain * (1.0 - k));
        }
        self.weigh_anew(credited);
    }

    /// A guaranteed deal was broken: its guarantors lose credit with the victim.
    pub(super) fn discredit(&mut self, deal: &Deal, broken_by: PerSide<bool>) {
        for m in deal.guarantors() {
            for s in Side::BOTH {
                if broken_by[s] {
                    self.credibility[m][s.other()] *= self.params.rules.credibility_kept;
                }
            }
        }
        self.weigh_anew(deal.guarantor_bits());
    }

    /// After a success on its own track the first intermediary may join the direct channel of the issue, for good.
    pub(super) fn may_stay(&mut self, deal: &Deal) {
        let p = self.params;
        if p.channels[deal.channel].kind.is_direct() {
            return;
        }
        let Some((first, mediator)) = self.acting(deal.channel).next() else { return };
        if !self.draws.of(Purpose::Stays, deal.key, 0).chance(mediator.stays) {
            return;
        }
        let home = self.channel_ids().find(|&c| {
            p.channels[c].kind.is_direct()
                && p.channels[c].issues.contains(&deal.case.issue)
                && !matches!(self.channels[c].state, State::Latent | State::Closed)
        });
        if let Some(c) = home
            && self.attach(c, first)
        {
            self.tell(Fact::Stays { mediator: first, channel: c });
        }
    }

    /// Attaches an intermediary at the end of the list; false if it was there already.
    pub(super) fn attach(&mut self, c: ChannelId, m: MediatorId) -> bool {
        let list = &mut self.channels[c].mediators;
        let new = !list.contains(&m);
        if new {
            list.push(m);
            self.weigh(c);
            self.touch(c);
        }
        new
    }

    pub(super) fn detach(&mut self, c: ChannelId, m: MediatorId) {
        self.channels[c].mediators.retain(|&other| other != m);
        self.weigh(c);
        self.touch(c);
    }

    /// The credibility of some intermediaries, as bits, has moved: it counts on every channel they sit on.
    pub(super) fn weigh_anew(&mut self, moved: u64) {
        if moved == 0 {
            return;
        }
        for c in self.channel_ids() {
            if self.channels[c].mediators.iter().any(|m| moved >> m.0 & 1 == 1) {
                self.weigh(c);
                self.touch(c);
            }
        }
        self.touch_standings();
    }

    pub(super) fn touch_all(&mut self) {
        for c in self.channel_ids() {
            self.touch(c);
        }
    }
}
