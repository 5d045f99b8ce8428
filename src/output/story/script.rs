//! What the script does, in a few words.

use super::{Story, thousands};
use crate::{
    kernel::Time,
    model::{
        channel::State,
        script::{Action, ScriptedDemand},
        side::{ChannelId, MediatorId, Side},
    },
};

impl Story<'_> {
    /// What the script does, where no other fact tells it.
    pub(super) fn script(&self, now: Time, action: &Action) -> Option<String> {
        match action {
            Action::State { .. } | Action::Open { .. } | Action::Demand(_) | Action::Leak { .. } => None,
            Action::Set { .. } => Some("some numbers change from now on".into()),
            Action::Windows => Some(self.pressure(now)),
            told => self.mark(told),
        }
    }

    /// A scripted event in a few words.
    pub(super) fn mark(&self, action: &Action) -> Option<String> {
        let (channel, mediator) =
            (|c: &ChannelId| self.channel(*c), |m: &MediatorId| self.names.mediators[*m].name.as_str());
        Some(match action {
            Action::State { channel: c, state } | Action::Open { channel: c, state } => {
                format!("{}: {}", channel(c), scripted(*state))
            }
            Action::Shock { severity, .. } if *severity < 0.0 => format!("good news of strength {:.1}", -severity),
            Action::Shock { severity, .. } => format!("a shock of severity {severity:.1}"),
            Action::Leak { channel: c, .. } => format!("{} is exposed", channel(c)),
            Action::Replace { channel: c, side, .. } => {
                format!("{} sends another negotiator to {}", self.side(*side), channel(c))
            }
            Action::Default { mediator: m, side } => {
                format!("{} defaults as a guarantor towards {}", mediator(m), self.side(*side))
            }
            Action::Attach { channel: c, mediator: m } => format!("{} joins {}", mediator(m), channel(c)),
            Action::Detach { channel: c, mediator: m } => format!("{} leaves {}", mediator(m), channel(c)),
            Action::Capture { side, people, .. } => format!("{people} of {} are captured", self.side(*side)),
            Action::Demand(ScriptedDemand { size: Some(size), .. }) => format!("demand of {} units", thousands(*size)),
            Action::Demand(_) => "demand".into(),
            Action::Venue { channel: c, .. } => format!("an incident where {} meets", channel(c)),
            Action::Sideline { channel: c } => format!("a meeting on the sidelines that may revive {}", channel(c)),
            Action::Terminate { issue } => {
                format!("the arrangement on {} is terminated", self.names.issues[*issue].name)
            }
            Action::Peace { precedent, .. } => {
                format!("hostilities end, and prisoners go home as the precedent {} has it", precedent.name)
            }
            Action::Set { .. } | Action::Windows => return None,
        })
    }

    /// The pressure in force from now on.
    fn pressure(&self, now: Time) -> String {
        let windows = || self.setup.windows.iter().filter(|w| w.from <= now && now < w.to);
        let [a, b] = Side::BOTH.map(|s| windows().map(|w| w.pressure[s]).fold(0.0, f64::max));
        let (one, other) = (self.side(Side::A), self.side(Side::B));
        format!("outside pressure is now {a} on {one} and {b} on {other}")
    }
}

/// A state as the script orders it.
fn scripted(state: State) -> &'static str {
    match state {
        State::Active => "opened",
        State::Forming => "set forming",
        State::Closed => "closed",
        State::Dormant => "set dormant",
        State::Stalled => "set stalled",
        State::Suspended => "broken off",
        State::Latent => "put back",
    }
}
