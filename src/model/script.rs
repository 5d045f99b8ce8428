//! Scripted events: what a scenario says happens on a date (section 1.7).

use super::{
    Cause, Fact, Run, Watch,
    channel::State,
    peace::{Custody, Precedent},
    side::{CategoryId, ChannelId, IssueId, MediatorId, PerSide, Side},
};
use crate::kernel::{Key, Time};

/// Something that happens on a date of the scenario's choosing.
#[derive(Clone, Debug)]
pub struct Scripted {
    pub at: Time,
    pub action: Action,
}

/// What a scripted event does (section 1.7).
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A channel begins, if it is still Latent.
    Open {
        channel: ChannelId,
        state: State,
    },
    /// A closing or a forced change of state; nothing happens to a closed channel any more.
    State {
        channel: ChannelId,
        state: State,
    },
    /// Severity below 0 is good news and breaks nothing off.
    Shock {
        key: Key,
        severity: f64,
        scope: Vec<ChannelId>,
    },
    Leak {
        key: Key,
        channel: ChannelId,
    },
    /// An incident at the place where a channel meets.
    Venue {
        channel: ChannelId,
        severity: f64,
    },
    /// A meeting on the sidelines of something else.
    Sideline {
        channel: ChannelId,
    },
    /// A standing arrangement is ended.
    Terminate {
        issue: IssueId,
    },
    /// Hostilities end.
    Peace {
        precedent: &'static Precedent,
        /// Days until the way home begins.
        after: f64,
    },
    /// A new negotiator with this authority.
    Replace {
        channel: ChannelId,
        side: Side,
        authority: f64,
    },
    /// The intermediary fails this side as a guarantor.
    Default {
        mediator: MediatorId,
        side: Side,
    },
    Attach {
        channel: ChannelId,
        mediator: MediatorId,
    },
    Detach {
        channel: ChannelId,
        mediator: MediatorId,
    },
    /// People of `side` fall into the other's hands.
    Capture {
        side: Side,
        category: CategoryId,
        people: f64,
    },
    Demand(ScriptedDemand),
    /// The next phase of the numbers begins; stored values that it names jump.
    Set {
        stored: Vec<Stored>,
    },
    /// A window opens or closes.
    Windows,
}

/// A demand that the scenario raises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScriptedDemand {
    pub key: Key,
    pub issue: IssueId,
    /// Weighted units; drawn if not given.
    pub size: Option<f64>,
    /// Takes the case if it is Active; else the router does.
    pub channel: Option<ChannelId>,
    pub custody: Option<Custody>,
}

/// A number that moves on its own, so that a `set` must name it to move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    Authority(ChannelId, Side),
    Trust(ChannelId, Side),
    Credibility(MediatorId, Side),
    Pool(Side, CategoryId),
}

/// A period of outside pressure or of attention elsewhere: from `from` up to, not including, `to`.
#[derive(Clone, Debug)]
pub struct Window {
    pub from: Time,
    pub to: Time,
    /// P: 0 to 1. Of overlapping windows the largest counts.
    pub pressure: PerSide<f64>,
    /// Strength, 0 to 1, of an adverse link into each side's own system. Of overlapping windows the largest counts.
    pub adverse: PerSide<f64>,
    /// phi: by issue, the factor on its demand rate, 0 to 1. Of overlapping windows the smallest counts.
    pub attention: Vec<f64>,
}

impl<W: Watch> Run<'_, W> {
    /// The next scripted event takes effect.
    pub(super) fn script(&mut self) {
        let setup = self.setup;
        let action = &setup.script[self.next_script].action;
        self.next_script += 1;
        self.tell(Fact::Script(action));
        match action {
            Action::Open { channel, state } if self.channels[*channel].state == State::Latent => {
                self.enter(*channel, *state, Cause::Script);
            }
            Action::Open { .. } => {}
            Action::State { channel, state } => self.enter(*channel, *state, Cause::Script),
            Action::Shock { key, severity, scope } => {
                for &c in scope {
                    self.shock_channel(c, *severity, *key);
                }
            }
            Action::Leak { key, channel } => self.leak(*channel, *key),
            Action::Venue { channel, severity } => self.shock_venue(*channel, *severity),
            Action::Sideline { channel } => {
                self.channels[*channel].sideline_until = self.in_days(self.params.rules.sideline);
                self.touch(*channel);
            }
            Action::Terminate { issue } => self.terminate(*issue),
            Action::Peace { precedent, after } => self.end_hostilities(precedent, *after, true),
            Action::Replace { channel, side, authority } => self.replace(*channel, *side, *authority),
            Action::Default { mediator, side } => self.default_on(*mediator, *side),
            Action::Attach { channel, mediator } => {
                self.attach(*channel, *mediator);
            }
            Action::Detach { channel, mediator } => self.detach(*channel, *mediator),
            Action::Capture { side, category, people } => {
                self.pools[*side][*category] += people;
                self.touch_demands();
            }
            Action::Demand(demand) => self.scripted_demand(demand),
            Action::Set { stored } => self.next_phase(stored),
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

    /// The next phase of the numbers begins.
    fn next_phase(&mut self, stored: &[Stored]) {
        let setup = self.setup;
        let (old, new) = (self.params, &setup.phases[self.phase + 1]);
        self.phase += 1;
        self.params = new;
        for &named in stored {
            self.adopt(named);
        }
        for c in self.channel_ids() {
            self.weigh(c);
            self.reshape(c);
            self.covariates_into(c);
            self.retime(c);
            self.retime_leak(c);
        }
        self.touch_demands();
        self.touch_standings();
        self.rescale_shock(old.rules.shock_mean, new.rules.shock_mean);
    }

    /// What a `set` names and the engine stores jumps to its new value, wherever it has moved to in between.
    fn adopt(&mut self, stored: Stored) {
        let p = self.params;
        match stored {
            Stored::Authority(c, s) => self.channels[c].authority[s] = p.channels[c].authority[s],
            Stored::Trust(c, s) => self.channels[c].trust[s] = p.channels[c].trust[s],
            Stored::Credibility(m, s) => self.credibility[m][s] = p.mediators[m].credibility[s],
            Stored::Pool(s, k) => self.pools[s][k] = p.sides[s].pool[k.index()],
        }
    }
}
