//! What is counted in one history, and out of what: the measurable words of the signatures.

use backchannel::{
    experiment::measures::{Measure, head_ratio},
    model::{
        Outcome,
        channel::State,
        outcome::{CaseRecord, Ending, Reached, Responsible},
        side::{ChannelId, IssueId, Side},
    },
};

use crate::world::World;

/// A numerator and a denominator from one history.
pub type Count = Box<dyn Fn(&Outcome, &World) -> [f64; 2] + Send + Sync>;

/// What a deal is asked.
pub type Is = fn(&CaseRecord) -> bool;

/// Which deals are looked at.
#[derive(Clone, Copy, Default)]
pub struct Where {
    /// The prisoners if none is named; all issues with `any`.
    pub issue: Option<IssueId>,
    pub any: bool,
    pub channel: Option<ChannelId>,
    /// Every channel but this one.
    pub but: Option<ChannelId>,
    /// Weighted units: from, to.
    pub size: Option<[f64; 2]>,
    /// Days of birth: from, to.
    pub born: Option<[f64; 2]>,
    /// Days of agreement: from, to.
    pub agreed: Option<[f64; 2]>,
    pub mediated: Option<bool>,
}

/// Weighted units: what counts as a small and as a large deal of prisoners. 100 is a routine one.
pub const SMALL: [f64; 2] = [0.0, 100.0];
pub const LARGE: [f64; 2] = [200.0, f64::INFINITY];

impl Where {
    fn holds(&self, c: &CaseRecord, w: &World) -> bool {
        let between = |range: Option<[f64; 2]>, x: f64| range.is_none_or(|[from, to]| from <= x && x < to);
        (self.any || c.issue == self.issue.unwrap_or(w.pow))
            && c.channel.is_some()
            && self.channel.is_none_or(|id| c.channel == Some(id))
            && self.but.is_none_or(|id| c.channel != Some(id))
            && between(self.size, c.size)
            && between(self.born, c.born.days())
            && (self.agreed.is_none() || c.agreed.is_some_and(|t| between(self.agreed, t.days())))
            && self.mediated.is_none_or(|m| c.mediated == m)
    }

    pub fn at(channel: ChannelId) -> Where {
        Where { channel: Some(channel), ..Where::default() }
    }

    pub fn sized(self, size: [f64; 2]) -> Where {
        Where { size: Some(size), ..self }
    }

    pub fn born(self, from: f64, to: f64) -> Where {
        Where { born: Some([from, to]), ..self }
    }

    pub fn of(self, issue: IssueId) -> Where {
        Where { issue: Some(issue), ..self }
    }
}

/// The share of some deals of which something is true.
pub fn share(place: Where, of: Is, that: impl Fn(&CaseRecord) -> bool + Send + Sync + 'static) -> Count {
    mean(place, of, move |c| f64::from(u8::from(that(c))))
}

/// The mean of something over some deals.
pub fn mean(place: Where, of: Is, value: impl Fn(&CaseRecord) -> f64 + Send + Sync + 'static) -> Count {
    Box::new(move |o, w| {
        let mut pair = [0.0; 2];
        for c in o.attempts().filter(|c| place.holds(c, w) && of(c)) {
            pair[0] += value(c);
            pair[1] += 1.0;
        }
        pair
    })
}

/// Demands of prisoners that the script did not raise, by thirty days between two days.
pub fn demands(from: f64, to: f64) -> Count {
    Box::new(move |o, w| {
        let raised = o.cases.iter().filter(|c| c.issue == w.pow && !c.scripted);
        let raised = raised.filter(|c| from <= c.born.days() && c.born.days() < to).count();
        [raised as f64, (to - from) / 30.0]
    })
}

/// Demands of prisoners, scripted ones too.
pub fn all_demands() -> Count {
    Box::new(|o, w| [o.cases.iter().filter(|c| c.issue == w.pow).count() as f64, 1.0])
}

/// A measure of the program.
pub fn measure(m: Measure) -> Count {
    Box::new(move |o, w| [m.of(o, w.setup()).unwrap_or(0.0), 1.0])
}

/// The share of time a channel was active.
pub fn active(channel: ChannelId) -> Count {
    measure(Measure::TimeShare(channel, State::Active))
}

/// Exchanges of prisoners, or transfers on another issue, that begin between two days.
pub fn crossings(issue: Option<IssueId>, channel: Option<ChannelId>, from: f64, to: f64) -> Count {
    Box::new(move |o, w| {
        let first = o.crossings.iter().filter(|c| c.first && c.issue == Some(issue.unwrap_or(w.pow)));
        let there = first.filter(|c| channel.is_none() || c.channel == channel);
        [there.filter(|c| from <= f64::from(c.day) && f64::from(c.day) < to).count() as f64, 1.0]
    })
}

/// Of all exchanges, or transfers on another issue, the share that begins in the second half of the time.
pub fn later(issue: Option<IssueId>, channel: Option<ChannelId>, middle: f64) -> Count {
    let all = crossings(issue, channel, 0.0, f64::INFINITY);
    let after = crossings(issue, channel, middle, f64::INFINITY);
    Box::new(move |o, w| [after(o, w)[0], all(o, w)[0]])
}

// ---- what a deal is asked ----

/// It is over.
pub fn over(c: &CaseRecord) -> bool {
    !c.ending.is_censored()
}

pub fn answered(c: &CaseRecord) -> bool {
    over(c) && c.reached >= Reached::Answered
}

/// Over and agreed in principle.
pub fn agreed(c: &CaseRecord) -> bool {
    over(c) && c.agreed.is_some()
}

/// The capitals were through with it.
pub fn decided(c: &CaseRecord) -> bool {
    c.reached >= Reached::Approved || lost_at_approval(c)
}

/// Refused; or sent back to the table, where the new talks broke up.
pub fn lost_at_approval(c: &CaseRecord) -> bool {
    c.agreed.is_some() && c.reached < Reached::Approved && matches!(c.ending, Ending::Refused | Ending::NoAgreement)
}

/// Its day came: people crossed, or a side broke it.
pub fn its_day_came(c: &CaseRecord) -> bool {
    over(c) && (c.ending.delivered() || c.ending == Ending::Reneged)
}

/// A side broke it, before or after some had crossed.
pub fn broken(c: &CaseRecord) -> bool {
    let later = c.ending == Ending::PartlyExecuted && c.responsible != Responsible::None;
    c.ending == Ending::Reneged || later
}

pub fn unanswered(c: &CaseRecord) -> bool {
    c.ending == Ending::NoAnswer
}

pub fn not_in_full(c: &CaseRecord) -> bool {
    c.ending != Ending::Executed
}

pub fn delivered(c: &CaseRecord) -> bool {
    c.ending.delivered()
}

pub fn crossed(c: &CaseRecord) -> bool {
    c.agreed.is_some() && c.first_crossing.is_some()
}

/// Laid by the rules on one side alone.
pub fn on(c: &CaseRecord, side: Side) -> bool {
    c.responsible == Responsible::Side(side)
}

/// Days from the agreement in principle to the first crossing.
pub fn days_to_cross(c: &CaseRecord) -> f64 {
    match (c.agreed, c.first_crossing) {
        (Some(agreed), Some(crossing)) => crossing.days() - agreed.days(),
        _ => 0.0,
    }
}

/// How far its head counts are from parity.
pub fn off_parity(c: &CaseRecord) -> f64 {
    head_ratio(c).abs()
}
