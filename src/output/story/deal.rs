//! What happens to a case, from demand to end, and why it fails when it does.

use super::{
    Event, Kind, Story,
    words::{list, spoken, thousands},
};
use crate::{
    kernel::Time,
    model::{
        Case, Deal, Reason, Step,
        outcome::{Ending, Responsible},
        side::{PerSide, Side},
    },
};

/// The words for why cases end in JSON, with what they mean.
pub const ENDS: [(Reason, &str, &str); 15] = [
    (Reason::Done, "done", "carried out"),
    (Reason::Lists, "lists", "carried out, but the lists turned out not to have been kept to"),
    (Reason::Silence, "silence", "the side that was asked did not answer"),
    (Reason::Message, "message", "a relay lost every copy of a message"),
    (Reason::Breakdown, "breakdown", "a round broke down"),
    (Reason::Nobody, "nobody", "there was nobody left to return"),
    (Reason::Refusal, "refusal", "a capital refused"),
    (Reason::NoGuarantor, "no_guarantor", "a side insisted on a guarantor and got none"),
    (Reason::NoGuardian, "no_guardian", "no guardian could come"),
    (Reason::Window, "window", "the local ceasefire or the lists did not hold once too often"),
    (Reason::Breach, "breach", "a side broke it on the day"),
    (Reason::Channel, "channel", "it fell with its channel"),
    (Reason::Patience, "patience", "no channel took it in time"),
    (Reason::TakenOut, "taken_out", "the channel named for it stood idle"),
    (Reason::Settled, "settled", "hostilities ended, and with them what it was about"),
];

/// The words for why channels change.
pub const TURNS: [(&str, &str); 6] = [
    ("clock", "a channel changed on its own"),
    ("script", "the scenario says so"),
    ("arrival", "a channel arrived at its next venue"),
    ("shock", "news reached a channel"),
    ("leak", "a channel had become known"),
    ("spoiler", "a spoiler struck at a channel"),
];

/// Why talks on ending a war come to nothing when it has ended.
const SETTLED: &str = "hostilities had ended";

pub(super) fn cause(reason: Reason) -> &'static str {
    ENDS.iter().find(|(known, ..)| *known == reason).map_or("", |(_, word, _)| word)
}

impl Story<'_> {
    pub(super) fn of_case(&self, now: Time, kind: Kind, case: &Case) -> Event {
        let issue = Some(self.issue(case.issue).id.clone());
        Event { case: Some(case.number), issue, scripted: case.scripted, ..self.event(now, kind) }
    }

    pub(super) fn demand(&self, now: Time, case: &Case) -> Event {
        let mut event = self.of_case(now, Kind::Demand, case);
        let issue = self.issue(case.issue);
        let named: Vec<Side> = Side::BOTH.into_iter().filter(|&s| case.named[s] > 0.0).collect();
        let wanted = match named.iter().map(|s| self.side(*s)).collect::<Vec<_>>() {
            sides if sides.is_empty() => String::new(),
            sides => format!("; {} wanted one prisoner by name", list(&sides)),
        };
        let kept = case.custody.map_or(String::new(), |custody| {
            let (keeper, people) = (self.mediator(custody.mediator), thousands(f64::from(custody.people)));
            format!("; {keeper} was to keep up to {people} of those due to {}", self.side(custody.side))
        });
        let topic = if issue.categories.is_empty() { String::new() } else { format!(" ({})", issue.name) };
        let script = if case.scripted { "by the script, case" } else { "case" };
        let verb = if issue.categories.is_empty() && !issue.standing { "were" } else { "was" };
        event.sides = named.iter().map(|s| self.names.sides[*s].id.clone()).collect();
        event.size = Some(case.size);
        event.text =
            format!("{script} {} arose{topic}: {} {verb} asked for{wanted}{kept}.", case.number, self.about(case));
        event
    }

    pub(super) fn unrouted(&self, now: Time, case: &Case, reason: Reason) -> Event {
        let days = thousands((now - case.born).days().ceil());
        let why = match reason {
            Reason::TakenOut => "the channel that was to take it, or its intermediary, had been taken out".to_string(),
            Reason::Settled => SETTLED.into(),
            _ if days == "1" => "no channel took it within a day".into(),
            _ => format!("no channel took it in {days} days"),
        };
        let text = format!("{} came to nothing: {why}.", self.recalled(case));
        let ending = Some(Ending::Unrouted.name());
        Event { cause: Some(cause(reason)), ending, text, ..self.of_case(now, Kind::Unrouted, case) }
    }

    /// A case with what it asked for, for a sentence that stands alone.
    fn recalled(&self, case: &Case) -> String {
        format!("case {} ({}, asked for on {})", case.number, self.about(case), spoken(self.date(case.born)))
    }

    pub(super) fn deal(&self, now: Time, deal: &Deal, step: Step) -> Option<Event> {
        if matches!(step, Step::Referred(who) if who == PerSide::both(false)) {
            return None;
        }
        let mut event = self.of_case(now, kind_of(step), &deal.case);
        event.attempt = Some(deal.case.attempts);
        event.channel = Some(self.names.channels[deal.channel].id.clone());
        let ids = |s: Vec<Side>| s.into_iter().map(|s| self.names.sides[s].id.clone()).collect();
        match step {
            Step::Referred(who) | Step::SentBack(who) => event.sides = ids(Self::marked(who)),
            Step::Round { .. } => event.round = Some(deal.rounds),
            Step::Scheduled { batches } => event.batches = Some(batches),
            Step::Agreed => event.people = self.by_side(deal.heads.map(|split| split.iter().sum())),
            Step::Crossed(heads) => {
                (event.people, event.kept) = (self.by_side(heads), self.by_side(deal.kept));
            }
            Step::Guaranteed(_) => {
                event.mediators = deal.guarantors().map(|m| self.names.mediators[m].id.clone()).collect();
            }
            Step::MessageLost => event.cause = Some(cause(Reason::Message)),
            Step::Ended(ending, responsible, reason) => {
                (event.ending, event.cause) = (Some(ending.name()), Some(cause(reason)));
                event.responsible = match responsible {
                    Responsible::None => None,
                    Responsible::Side(s) => Some(self.names.sides[s].id.clone()),
                    Responsible::Disputed => Some("disputed".into()),
                };
            }
            _ => {}
        }
        event.text = self.step(deal, step) + ".";
        Some(event)
    }

    /// What happened, without its full stop.
    fn step(&self, deal: &Deal, step: Step) -> String {
        let case = format!("case {}", deal.case.number);
        let through = self.channel(deal.channel);
        match step {
            Step::Taken if deal.case.attempts > 1 => format!("{case} was handed on to {through} after a first failure"),
            Step::Taken => format!("{case} went to {through}"),
            Step::Answered => format!("the side that was asked answered in {case}"),
            Step::MessageLost => format!("{} in {case}", self.lost_message(deal)),
            Step::Round { broke: true } => format!("round {} of {case} broke down", deal.rounds),
            Step::Round { broke: false } => format!("round {} of {case} was held", deal.rounds),
            Step::Agreed => self.agreed(deal),
            Step::Spoiled => format!("somebody who wanted no agreement in {case} struck at {through}"),
            Step::Referred(who) => format!("{} had to ask home about {case}{}", self.who(who), self.beyond(deal, who)),
            Step::Approved => format!("both capitals approved {case}"),
            Step::SentBack(who) => format!("{} refused {case} but sent it back for more rounds", self.who(who)),
            Step::Guaranteed(_) => format!("{} stood guarantee for {case}", self.guarantors(deal)),
            Step::Gate { passed: true } => format!("guardians came to fetch those due home in {case}"),
            Step::Gate { passed: false } => format!("no guardian could come to fetch those due home in {case}"),
            Step::Scheduled { batches } => self.scheduled(deal, batches),
            Step::Postponed => {
                format!("the handover of {case} was put off: the local ceasefire or the lists did not hold")
            }
            Step::Crossed(heads) => self.crossed(deal, heads),
            Step::Paused => format!("{case} had to wait until {through} would work again"),
            Step::Resumed => format!("{case} went on"),
            Step::Ended(ending, responsible, reason) => self.ended(deal, ending, responsible, reason),
        }
    }

    fn agreed(&self, deal: &Deal) -> String {
        let (case, through) = (deal.case.number, self.channel(deal.channel));
        match deal.heads.map(|split| split.iter().sum::<u32>()) {
            PerSide([0, 0]) => {
                format!("case {case}, {}, reached agreement in principle through {through}", self.about(&deal.case))
            }
            heads => {
                let what = if self.issue(deal.case.issue).to.is_some() { "the return" } else { "an exchange" };
                let people = self.people(deal.case.issue, heads);
                format!("case {case} reached agreement in principle through {through}: {what} of {people}")
            }
        }
    }

    fn scheduled(&self, deal: &Deal, batches: u32) -> String {
        let via = &self.issue(deal.case.issue).via;
        let via = if via.is_empty() { String::new() } else { format!(", for a handover by way of {via}") };
        let batches = match batches {
            1 => String::new(),
            n => format!(" in {n} batches a day apart"),
        };
        format!("case {} was to get a date{batches}{via}", deal.case.number)
    }

    fn crossed(&self, deal: &Deal, heads: PerSide<u32>) -> String {
        let (case, issue) = (deal.case.number, deal.case.issue);
        if heads == PerSide::both(0) {
            return match self.issue(issue).categories.is_empty() {
                true => format!("what had been agreed in case {case} was put into effect"),
                false => format!("the batch of case {case} was empty: nobody was left to return"),
            };
        }
        let kept = match (deal.kept.0.iter().sum(), deal.case.custody) {
            (n @ 1.., Some(custody)) => {
                format!(", of whom {} stayed with {}", thousands(f64::from(n)), self.mediator(custody.mediator))
            }
            _ => String::new(),
        };
        let people = self.people(issue, heads);
        let through = self.channel(deal.channel);
        match self.issue(issue).to {
            Some(_) => format!("the return of {people} took place through {through} (case {case}){kept}"),
            None => format!("{people} crossed through {through} (case {case}){kept}"),
        }
    }

    fn ended(&self, deal: &Deal, ending: Ending, responsible: Responsible, reason: Reason) -> String {
        let case = format!("case {}", deal.case.number);
        match (ending, reason) {
            (Ending::Executed, Reason::Lists) => {
                format!("{case} was carried out; whether the lists were kept to is disputed")
            }
            (Ending::Executed, _) if self.issue(deal.case.issue).standing => {
                format!("{case} was carried out: the arrangement on {} is in force", self.issue(deal.case.issue).name)
            }
            (Ending::Executed, _) => format!("{case} was carried out in full"),
            (Ending::PartlyExecuted, _) => {
                let why = self.because(deal, responsible, reason);
                format!("{} ended when only a part had crossed: {why}", self.recalled(&deal.case))
            }
            _ => {
                let (through, why) = (self.channel(deal.channel), self.because(deal, responsible, reason));
                format!("{} came to nothing through {through}: {why}", self.recalled(&deal.case))
            }
        }
    }

    /// Why a case failed, and who is held responsible by the rules of the model.
    fn because(&self, deal: &Deal, responsible: Responsible, reason: Reason) -> String {
        let by = |s: Side| matches!(responsible, Responsible::Disputed) || responsible == Responsible::Side(s);
        let by = PerSide::from_fn(by);
        let who = self.who(by);
        match reason {
            Reason::Done | Reason::Lists => "it was over".into(),
            Reason::Silence if responsible == Responsible::Disputed => {
                "no answer came, and which side kept silent is disputed".into()
            }
            Reason::Silence => format!("{who} did not answer"),
            Reason::Message => self.lost_message(deal),
            Reason::Breakdown => format!("round {} of the talks broke down", deal.rounds),
            Reason::Nobody => "there was nobody left to return".into(),
            Reason::Refusal => format!("{who} refused{}", self.grounds(deal, by)),
            Reason::NoGuarantor => format!("{who} insisted on a guarantor, and nobody stood guarantee"),
            Reason::NoGuardian => "no guardian could come to fetch those due home".into(),
            Reason::Window => {
                "the local ceasefire or the lists did not hold, and too many dates had been put off before".into()
            }
            Reason::Breach => format!("{}{}", self.breach(responsible), self.despite(deal)),
            Reason::Settled => SETTLED.into(),
            Reason::Patience | Reason::TakenOut => "no channel took it".into(),
            Reason::Channel => format!("the channel {}", self.turns[deal.channel.index()]),
        }
    }

    fn breach(&self, responsible: Responsible) -> String {
        match responsible {
            Responsible::Side(s) => format!("{} broke it on the day", self.side(s)),
            _ => "both sides broke it on the day (who did first is disputed)".into(),
        }
    }

    fn despite(&self, deal: &Deal) -> String {
        match deal.guarantors().next() {
            None => ", and nobody stood guarantee".into(),
            Some(_) => format!(", although {} stood guarantee", self.guarantors(deal)),
        }
    }

    fn guarantors(&self, deal: &Deal) -> String {
        list(&deal.guarantors().map(|m| self.mediator(m)).collect::<Vec<_>>())
    }

    fn lost_message(&self, deal: &Deal) -> String {
        let hops = &self.names.channels[deal.channel].hops;
        match deal.lost.and_then(|hop| hops.get(hop)) {
            Some(hop) => format!("a message was lost for good on its way through {}", super::words::proper(&hop.name)),
            None => "a message was lost for good".into(),
        }
    }

    /// Whose mandate the deal exceeds, of those who ask home.
    fn beyond(&self, deal: &Deal, who: PerSide<bool>) -> String {
        match PerSide::from_fn(|s| who[s] && deal.beyond[s]) {
            PerSide([false, false]) => String::new(),
            PerSide([true, true]) => ", which was beyond both mandates".into(),
            one => format!(", which was beyond the mandate of {}", self.who(one)),
        }
    }

    /// What stood against a deal in the eyes of those who refused it, as far as the terms show it.
    fn grounds(&self, deal: &Deal, by: PerSide<bool>) -> String {
        let those = |what: &dyn Fn(Side) -> bool| PerSide::from_fn(|s| by[s] && what(s));
        let none = PerSide::both(false);
        let worse = |s: Side| self.issue(deal.case.issue).to.is_none() && s.sign() * deal.ratio < -0.1;
        let mut grounds = Vec::new();
        if those(&|s| deal.case.bad_faith[s]) != none {
            grounds.push("the talks had been entered only to stall".to_string());
        }
        match those(&|s| deal.beyond[s]) {
            PerSide([false, false]) => {}
            PerSide([true, true]) => grounds.push("the deal was beyond both mandates".into()),
            one => grounds.push(format!("the deal was beyond the mandate of {}", self.who(one))),
        }
        if those(&worse) != none {
            grounds.push(format!("the terms were the worse for {}", self.who(those(&worse))));
        }
        match grounds.as_slice() {
            [] => ", although neither the size nor the terms stood out".into(),
            grounds => format!("; {}", list(grounds)),
        }
    }
}

fn kind_of(step: Step) -> Kind {
    match step {
        Step::Taken => Kind::Taken,
        Step::Answered => Kind::Answered,
        Step::MessageLost => Kind::MessageLost,
        Step::Round { broke: false } => Kind::Round,
        Step::Round { broke: true } => Kind::Breakdown,
        Step::Agreed => Kind::Agreed,
        Step::Spoiled => Kind::Spoiled,
        Step::Referred(_) => Kind::Referred,
        Step::Approved => Kind::Approved,
        Step::SentBack(_) => Kind::SentBack,
        Step::Guaranteed(_) => Kind::Guaranteed,
        Step::Gate { .. } => Kind::Guardians,
        Step::Scheduled { .. } => Kind::Scheduled,
        Step::Postponed => Kind::Postponed,
        Step::Crossed(_) => Kind::Crossed,
        Step::Paused => Kind::Paused,
        Step::Resumed => Kind::Resumed,
        Step::Ended(..) => Kind::Ended,
    }
}
