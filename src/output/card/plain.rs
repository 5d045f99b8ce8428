//! What a card shows, as plain data: channels with those on them and their days, and numbers counted by grade.

use jiff::{ToSpan, civil::Date};

use crate::{
    kernel::Time,
    model::{
        channel::State,
        script::Action,
        setup::{Channel as Numbers, Kind, Params},
        side::{ChannelId, MediatorId, PerSide},
    },
    scenario::{Grade, Scenario},
};

/// A channel as it stands on the first day.
pub struct Channel<'a> {
    pub numbers: &'a Numbers,
    pub kind: &'static str,
    /// Ids and names.
    pub issues: Vec<(&'a str, &'a str)>,
    pub mediators: Vec<Mediator<'a>>,
    pub authority: PerSide<f64>,
    pub start: State,
    pub opens: Option<(Date, State)>,
    pub closes: Option<Date>,
}

/// An intermediary attached to a channel.
pub struct Mediator<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// Taken out for the whole run.
    pub out: bool,
}

/// Every channel that takes part, in file order.
pub fn channels(s: &Scenario) -> Vec<Channel<'_>> {
    let p = &s.setup.phases[0];
    (0..).map(ChannelId).zip(&p.channels).map(|(id, numbers)| channel(s, p, id, numbers)).collect()
}

fn channel<'a>(s: &Scenario, p: &'a Params, id: ChannelId, numbers: &'a Numbers) -> Channel<'a> {
    let mediator = |m: &MediatorId| {
        let m = &p.mediators[*m];
        Mediator { id: &m.id, name: &m.name, out: m.out }
    };
    let opening = s.setup.script.iter().find_map(|event| match event.action {
        Action::Open { channel, state } if channel == id => Some((day(s, event.at), state)),
        _ => None,
    });
    let closing = s.setup.script.iter().find_map(|event| match event.action {
        Action::State { channel, state: State::Closed } if channel == id => Some(day(s, event.at)),
        _ => None,
    });
    Channel {
        kind: kind(numbers.kind),
        issues: numbers.issues.iter().map(|&i| (p.issues[i].id.as_str(), p.issues[i].name.as_str())).collect(),
        mediators: numbers.mediators.iter().map(mediator).collect(),
        authority: numbers.authority,
        start: numbers.start,
        opens: opening,
        closes: closing,
        numbers,
    }
}

/// The kind as a file has it.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "direct",
        Kind::Relay => "relay",
        Kind::Plenary => "plenary",
        Kind::Technical => "technical",
        Kind::Mediated => "mediated",
    }
}

fn day(s: &Scenario, at: Time) -> Date {
    s.head.start.saturating_add(i64::from(at.day()).days())
}

/// The numbers of a file by what they rest on.
pub struct Grades {
    /// In the order of [`Grade::ALL`].
    pub written: [usize; 5],
    pub contested: usize,
    /// Numbers left out, which have the model's defaults.
    pub defaults: usize,
}

/// Counts the numbers of a scenario.
pub fn grades(s: &Scenario) -> Grades {
    let written: Vec<_> = s.inputs.iter().filter(|input| !input.by_default).collect();
    let of = |grade: Grade| written.iter().filter(|input| input.evidence.grade == grade).count();
    Grades {
        written: Grade::ALL.map(of),
        contested: written.iter().filter(|input| input.evidence.contested).count(),
        defaults: s.inputs.len() - written.len(),
    }
}
