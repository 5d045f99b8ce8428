//! Scripted events: what a scenario says happens on a date (section 1.7).

use super::{
    Cause, Fact, Run, Watch,
    setup::{Action, Params},
    side::{ChannelId, MediatorId, PerSide, Side},
};

impl<W: Watch> Run<'_, W> {
    /// The next scripted event takes effect.
    pub(super) fn script(&mut self) {
        let setup = self.setup;
        let action = &setup.script[self.next_script].action;
        self.next_script += 1;
        self.tell(Fact::Script(action));
        match action {
            Action::State { channel, state } => self.enter(*channel, *state, Cause::Script),
            Action::Shock { key, severity, scope } => {
                for &c in scope {
                    self.shock_channel(c, *severity, *key);
                }
            }
            Action::Leak { key, channel } => self.leak(*channel, *key),
            Action::Replace { channel, side, authority } => self.replace(*channel, *side, *authority),
            Action::Default { mediator, side } => {
                self.credibility[*mediator][*side] *= self.params.rules.credibility_kept;
                self.weigh_all();
            }
            Action::Attach { channel, mediator } => {
                self.attach(*channel, *mediator);
            }
            Action::Detach { channel, mediator } => self.detach(*channel, *mediator),
            Action::Capture { side, category, people } => {
                self.pools[*side][*category] += people;
                self.touch_demands();
            }
            Action::Demand { key, issue, size, channel } => self.scripted_demand(*key, *issue, *size, *channel),
            Action::Set => self.next_phase(),
            Action::Windows => self.recompute_windows(),
        }
        self.book_script();
    }

    /// A new negotiator: the authority is theirs, rapport has to be earned again (both trusts move halfway).
    fn replace(&mut self, c: ChannelId, side: Side, authority: f64) {
        let newcomer = self.params.rules.trust_newcomer;
        let channel = &mut self.channels[c];
        channel.authority[side] = authority;
        channel.trust = channel.trust.map(|t| (t + newcomer) / 2.0);
        self.touch(c);
    }

    /// The next phase of the numbers begins. A number that is stored and moves on its own (authority, trust,
    /// credibility, pools) jumps to its new value only if the phase names a new one.
    fn next_phase(&mut self) {
        let setup = self.setup;
        let (old, new) = (self.params, &setup.phases[self.phase + 1]);
        self.phase += 1;
        self.params = new;
        self.adopt_stored(old, new);
        for c in self.channel_ids() {
            self.weigh(c);
            self.touch(c);
            self.retime(c);
            self.retime_leak(c);
        }
        self.touch_demands();
        if old.rules.shock_mean != new.rules.shock_mean {
            self.book_shock();
        }
    }

    fn adopt_stored(&mut self, old: &Params, new: &Params) {
        let jump = |stored: &mut PerSide<f64>, from: PerSide<f64>, to: PerSide<f64>| {
            for s in Side::BOTH {
                if from[s] != to[s] {
                    stored[s] = to[s];
                }
            }
        };
        for c in self.channel_ids() {
            let (from, to) = (&old.channels[c], &new.channels[c]);
            jump(&mut self.channels[c].authority, from.authority, to.authority);
            jump(&mut self.channels[c].trust, from.trust, to.trust);
        }
        for m in (0..new.mediators.len() as u16).map(MediatorId) {
            jump(&mut self.credibility[m], old.mediators[m].credibility, new.mediators[m].credibility);
        }
        for s in Side::BOTH {
            for (k, pool) in self.pools[s].iter_mut().enumerate() {
                if old.sides[s].pool[k] != new.sides[s].pool[k] {
                    *pool = new.sides[s].pool[k];
                }
            }
        }
    }
}
