//! What the script does, and the news.

use super::{
    Event, Kind, Story,
    words::{list, sentence, thousands},
};
use crate::{
    kernel::Time,
    model::{
        script::{Action, ScriptedDemand, Window},
        side::{ChannelId, MediatorId, Side},
    },
};

impl<'s> Story<'s> {
    /// What the script does, where no other fact tells it; and what is remembered of it.
    pub(super) fn script(&mut self, now: Time, action: &Action) -> Option<Event> {
        if matches!(action, Action::Peace { .. }) && std::mem::replace(&mut self.at_peace, true) {
            return None;
        }
        self.marks.extend(self.mark(now, action).map(|label| (now.days(), sentence(&label))));
        let name = self.name_of(now, action);
        self.note = name.map(|name| (now, name));
        let by_name = name.map_or(String::new(), |name| format!(" (\u{201c}{name}\u{201d})"));
        match action {
            Action::Shock { severity, .. } if *severity > 0.0 => {
                self.news = ("shock", format!("a scripted shock of severity {severity:.1}{by_name}"));
            }
            Action::Venue { .. } => self.news = ("shock", format!("an incident at the venue{by_name}")),
            _ => {}
        }
        let text = format!("by the script, {}{by_name}.", self.told(now, action)?);
        let mut event = Event { scripted: true, text, ..self.event(now, Kind::Script) };
        match action {
            Action::Shock { severity, .. } => event.severity = Some(*severity),
            Action::Venue { channel: c, .. }
            | Action::Sideline { channel: c }
            | Action::Replace { channel: c, .. }
            | Action::Attach { channel: c, .. }
            | Action::Detach { channel: c, .. } => event.channel = Some(self.names.channels[*c].id.clone()),
            Action::Terminate { issue } => event.issue = Some(self.issue(*issue).id.clone()),
            _ => {}
        }
        if let Action::Replace { side, .. } | Action::Default { side, .. } | Action::Capture { side, .. } = action {
            event.sides = vec![self.names.sides[*side].id.clone()];
        }
        if let Action::Default { mediator: m, .. }
        | Action::Attach { mediator: m, .. }
        | Action::Detach { mediator: m, .. } = action
        {
            event.mediators = vec![self.names.mediators[*m].id.clone()];
        }
        if let Action::Capture { side, people, .. } = action {
            event.people = [(self.names.sides[*side].id.clone(), *people as u32)].into();
        }
        Some(event)
    }

    /// The author's name for a scripted event: the first of its day and kind that has not happened.
    fn name_of(&mut self, now: Time, action: &Action) -> Option<&'s str> {
        let (date, key) = (self.date(now), key(action)?);
        let at = self.scripted.iter().position(|line| line.date == date && line.text.starts_with(key))?;
        Some(self.scripted.remove(at).name.trim_end_matches('.')).filter(|name| !name.is_empty())
    }

    /// News of its own reaches every channel.
    pub(super) fn shock(&mut self, now: Time, severity: f64) -> Event {
        let shock = if severity < 0.05 { "a faint shock".into() } else { format!("a shock of severity {severity:.1}") };
        self.news = ("shock", shock.clone());
        Event {
            severity: Some(severity),
            text: format!("{shock} reached every channel."),
            ..self.event(now, Kind::Shock)
        }
    }

    /// What the script does, in the past; nothing if another fact tells it.
    fn told(&self, now: Time, action: &Action) -> Option<String> {
        Some(match action {
            Action::State { .. } | Action::Open { .. } | Action::Demand(_) | Action::Leak { .. } => return None,
            Action::Shock { severity, scope, .. } => {
                let what = if *severity < 0.0 {
                    format!("good news of strength {:.1}", -severity)
                } else {
                    format!("a shock of severity {severity:.1}")
                };
                let reached: Vec<String> = scope.iter().map(|c| self.channel(*c)).collect();
                let all = scope.len() == self.names.channels.len();
                format!("{what} reached {}", if all { "every channel".into() } else { list(&reached) })
            }
            Action::Replace { channel: c, side, .. } => {
                format!("{} sent another negotiator to {}", self.side(*side), self.channel(*c))
            }
            Action::Default { mediator: m, side } => {
                format!("{} failed {} as a guarantor", self.mediator(*m), self.side(*side))
            }
            Action::Attach { channel: c, mediator: m } => format!("{} joined {}", self.mediator(*m), self.channel(*c)),
            Action::Detach { channel: c, mediator: m } => format!("{} left {}", self.mediator(*m), self.channel(*c)),
            Action::Capture { side, people, .. } => {
                format!(
                    "{} people of {} fell into the hands of {}",
                    thousands(*people),
                    self.side(*side),
                    self.side(side.other())
                )
            }
            Action::Venue { channel: c, .. } => format!("there was an incident where {} met", self.channel(*c)),
            Action::Sideline { channel: c } => {
                format!("a meeting on the sidelines made it easier to revive {}", self.channel(*c))
            }
            Action::Terminate { issue } => format!("the arrangement on {} was terminated", self.issue(*issue).name),
            Action::Peace { precedent, .. } => {
                format!("hostilities ended, and prisoners were to go home {}", after(precedent.name))
            }
            Action::Set { .. } => "some numbers of the scenario changed".into(),
            Action::Windows => self.pressure(now),
        })
    }

    /// A scripted event in a few words, for a figure.
    fn mark(&self, now: Time, action: &Action) -> Option<String> {
        let name = |c: &ChannelId| self.names.channels[*c].name.as_str();
        let third = |m: &MediatorId| self.names.mediators[*m].name.as_str();
        Some(match action {
            Action::State { channel: c, state } | Action::Open { channel: c, state } => {
                format!("{}: {}", name(c), state.name())
            }
            Action::Shock { severity, .. } if *severity < 0.0 => format!("good news of strength {:.1}", -severity),
            Action::Shock { severity, .. } => format!("a shock of severity {severity:.1}"),
            Action::Leak { channel: c, .. } => format!("{}: leak", name(c)),
            Action::Replace { channel: c, side, .. } => {
                format!("{}: another negotiator of {}", name(c), self.side(*side))
            }
            Action::Default { mediator: m, side } => format!("{} fails {} as a guarantor", third(m), self.side(*side)),
            Action::Attach { channel: c, mediator: m } => format!("{}: {} joins", name(c), third(m)),
            Action::Detach { channel: c, mediator: m } => format!("{}: {} leaves", name(c), third(m)),
            Action::Capture { side, people, .. } => format!("{} of {} captured", thousands(*people), self.side(*side)),
            Action::Demand(demand) => format!("{} asked for", self.wanted(demand)),
            Action::Venue { channel: c, .. } => format!("{}: incident at the venue", name(c)),
            Action::Sideline { channel: c } => format!("{}: meeting on the sidelines", name(c)),
            Action::Terminate { issue } => format!("{} terminated", self.issue(*issue).name),
            Action::Peace { .. } => "hostilities end".into(),
            Action::Windows => return self.at_work(now),
            Action::Set { .. } => return None,
        })
    }

    /// What a scripted demand asks for; its issue alone if the size is drawn or nobody moves.
    fn wanted(&self, demand: &ScriptedDemand) -> String {
        let issue = self.issue(demand.issue);
        match demand.size.filter(|_| !issue.categories.is_empty()) {
            None => issue.name.clone(),
            Some(size) if issue.to.is_some() => format!("return of {}", self.asked_for(demand.issue, size)),
            Some(size) => self.asked_for(demand.issue, size),
        }
    }

    /// The kinds of windows that open now; if none does, those that close.
    fn at_work(&self, now: Time) -> Option<String> {
        let kinds = |of: &dyn Fn(&Window) -> bool| {
            let any = |acts: fn(&Window) -> bool| self.setup.windows.iter().any(|w| of(w) && acts(w));
            let kinds = [
                ("outside pressure", any(|w| w.pressure.max() > 0.0)),
                ("attention elsewhere", any(|w| w.attention.iter().any(|phi| *phi < 1.0))),
                ("hypothetical adverse link", any(|w| w.adverse.max() > 0.0)),
            ];
            let there: Vec<&str> = kinds.iter().filter(|(_, is)| *is).map(|(kind, _)| *kind).collect();
            Some(there).filter(|there| !there.is_empty()).map(|there| list(&there))
        };
        kinds(&|w| w.from == now).or_else(|| kinds(&|w| w.to == now).map(|over| format!("no more {over}")))
    }

    fn open_windows(&self, now: Time) -> impl Iterator<Item = &'s Window> {
        self.setup.windows.iter().filter(move |w| w.from <= now && now < w.to)
    }

    /// What is in force from now on by the windows.
    fn pressure(&self, now: Time) -> String {
        let windows = || self.open_windows(now);
        let strongest = |of: &dyn Fn(&Window) -> f64| windows().map(of).fold(0.0, f64::max);
        let [a, b] = Side::BOTH.map(|s| strongest(&|w| w.pressure[s]));
        let pressure = match (a, b) {
            (0.0, 0.0) => "nobody leaned on either side to deal".into(),
            (a, b) if a == b => format!("outside pressure to deal was {a} of 1 on both sides"),
            (a, b) => {
                format!(
                    "outside pressure to deal was {a} of 1 on {} and {b} on {}",
                    self.side(Side::A),
                    self.side(Side::B)
                )
            }
        };
        let adverse = windows().any(|w| w.adverse.max() > 0.0);
        let adverse = if adverse { ", and a hypothetical adverse link was at work" } else { "" };
        let busy = windows().any(|w| w.attention.iter().any(|phi| *phi < 1.0));
        let busy = if busy { ", and attention was elsewhere on some issues" } else { "" };
        format!("from now on {pressure}{adverse}{busy}")
    }
}

/// With what the line of a scripted event begins.
fn key(action: &Action) -> Option<&'static str> {
    Some(match action {
        Action::Open { .. } => "channel",
        Action::State { .. } => "state",
        Action::Shock { .. } => "shock",
        Action::Leak { .. } => "leak",
        Action::Venue { .. } => "venue",
        Action::Sideline { .. } => "sideline",
        Action::Terminate { .. } => "terminate",
        Action::Peace { .. } => "peace",
        Action::Replace { .. } => "replace",
        Action::Default { .. } => "default",
        Action::Attach { .. } => "attach",
        Action::Detach { .. } => "detach",
        Action::Capture { .. } => "capture",
        Action::Demand(_) => "demand",
        Action::Set { .. } => "set",
        Action::Windows => return None,
    })
}

/// A precedent as part of a sentence.
fn after(precedent: &str) -> String {
    match precedent {
        "at-once" => "at once".into(),
        "vietnam" => "as after the war in Vietnam".into(),
        "iran-iraq" => "as after the war between Iran and Iraq".into(),
        "eastern-front" => "as after the war on the Eastern Front".into(),
        other => format!("as in the precedent {}", other.replace('-', " ")),
    }
}
