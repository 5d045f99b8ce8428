//! The end of a deal and what follows from it: outcome; trust, failures, credibility; climate; ledger; a mediator that
//! stays; an arrangement in force; re-submission or backlog (sections 2, 3.7 and 10, in that order).

use super::{Reason, Run, Step, Watch};
use crate::kernel::Time;
use crate::model::{
    Deal,
    outcome::{CaseRecord, Ending, Responsible},
    side::{PerSide, Side},
};

/// How a deal ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    pub ending: Ending,
    pub responsible: Responsible,
    pub lesson: Lesson,
    /// For whoever watches; nothing follows from it.
    pub reason: Reason,
}

/// What the sides learn from the end of a deal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lesson {
    /// It ended with its channel: nothing.
    None,
    Success,
    /// Carried out, but the lists were not kept to.
    Unverified,
    Failure,
    /// Broken by these sides.
    Breach(PerSide<bool>),
}

/// Failures in a row are counted up to here.
const MOST_FAILS: u32 = 5;

impl Verdict {
    /// Its channel is gone, before it had a date or after.
    pub const DROPPED: Verdict = Verdict { lesson: Lesson::None, ..Verdict::failed(Ending::Dropped, Reason::Channel) };
    pub const ABORTED: Verdict = Verdict { ending: Ending::CalledOff, ..Verdict::DROPPED };

    /// A failure that is laid on nobody.
    pub const fn failed(ending: Ending, reason: Reason) -> Verdict {
        Verdict { ending, responsible: Responsible::None, lesson: Lesson::Failure, reason }
    }
}

impl<W: Watch> Run<'_, W> {
    /// Ends a deal. Any deal that ends after at least one batch, but not all, is partly executed.
    pub(crate) fn finish(&mut self, d: usize, verdict: Verdict) {
        self.calendar.clear(self.slots.deal(d));
        let deal = self.deals[d];
        let ending = match verdict.ending {
            Ending::Executed => Ending::Executed,
            _ if deal.batches_done > 0 => Ending::PartlyExecuted,
            other => other,
        };
        self.tell_deal(d, Step::Ended(ending, verdict.responsible, verdict.reason));
        self.deals.remove(d);
        self.learn(&deal, verdict.lesson);
        self.sour(&deal, verdict.lesson);
        if ending.delivered() {
            self.enter_ledger(&deal);
            self.may_stay(&deal);
        }
        if ending == Ending::Executed {
            if self.params.issues[deal.case.issue].standing {
                self.come_into_force(&deal);
            }
            self.settle(&deal.case);
        }
        self.touch(deal.channel);
        let record = attempt(&deal, ending, verdict.responsible, self.now());
        let retry = matches!(ending, Ending::NoAgreement | Ending::Refused);
        if retry && self.resubmit(&deal) {
            self.outcome.handed_on.push(record);
            return;
        }
        self.outcome.cases.push(record);
        if !ending.delivered() {
            self.leave_backlog(&deal.case);
        }
    }

    /// Trust, failures in a row, and the credit of intermediaries.
    fn learn(&mut self, deal: &Deal, lesson: Lesson) {
        let r = &self.params.rules;
        let channel = &mut self.channels[deal.channel];
        match lesson {
            Lesson::None => return,
            Lesson::Success => channel.trust = channel.trust.map(|t| t + r.trust_gain * (1.0 - t)),
            Lesson::Unverified | Lesson::Failure => {
                channel.trust = channel.trust.map(|t| t * (1.0 - r.trust_failure_loss))
            }
            Lesson::Breach(by) => {
                for s in Side::BOTH {
                    let victim = by[s.other()];
                    let loss = r.trust_breach_loss * if victim { 1.0 } else { r.trust_breaker_share };
                    channel.trust[s] *= 1.0 - loss;
                }
            }
        }
        match lesson {
            Lesson::Success | Lesson::Unverified => {
                channel.fails = 0;
                self.credit(deal.channel);
            }
            Lesson::Breach(by) => {
                channel.fails = (channel.fails + 1).min(MOST_FAILS);
                self.discredit(deal, by);
            }
            _ => channel.fails = (channel.fails + 1).min(MOST_FAILS),
        }
    }

    /// A breach sours the climate of every channel that carries the issue.
    fn sour(&mut self, deal: &Deal, lesson: Lesson) {
        if !matches!(lesson, Lesson::Breach(_)) {
            return;
        }
        for c in self.channel_ids() {
            if self.params.channels[c].issues.contains(&deal.case.issue) {
                self.channels[c].climate -= self.params.rules.breach_severity;
                self.touch(c);
            }
        }
        self.touch_standings();
    }

    /// What each side was seen to receive: its own people, or where receiving reads as loss, the other's.
    fn enter_ledger(&mut self, deal: &Deal) {
        let seen = &mut self.channels[deal.channel].seen;
        for s in Side::BOTH {
            seen[s] += match self.params.issues[deal.case.issue].visibility {
                0 => 0.0,
                v if v > 0 => f64::from(deal.crossed[s]),
                _ => f64::from(deal.crossed[s.other()]),
            };
        }
    }

    /// The horizon finds deals in process, in order of creation.
    pub(crate) fn censor_deals(&mut self) {
        let mut deals = std::mem::take(&mut self.scratch);
        self.deals_where(|_| true, &mut deals);
        for &d in &deals {
            let record = attempt(&self.deals[d], Ending::InProcess, Responsible::None, self.setup.horizon);
            self.outcome.cases.push(record);
        }
        deals.clear();
        self.scratch = deals;
    }
}

/// A case as an attempt leaves it.
fn attempt(deal: &Deal, ending: Ending, responsible: Responsible, ended: Time) -> CaseRecord {
    CaseRecord {
        responsible,
        reached: deal.reached,
        channel: Some(deal.channel),
        mediated: deal.mediated,
        agreed: deal.agreed,
        scheduled: deal.scheduled,
        first_crossing: deal.first_crossing,
        last_crossing: deal.last_crossing,
        heads: deal.crossed,
        ratio: if deal.agreed.is_some() { deal.ratio } else { 0.0 },
        rounds: deal.rounds,
        postponements: deal.postponements,
        ..deal.case.record(ending, ended)
    }
}
