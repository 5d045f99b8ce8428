//! Contact: one side writes, the other answers or does not (section 3.1).

use super::{Purpose, Reason, Run, Stage, Step, Verdict, Watch};
use crate::model::{
    odds,
    outcome::{Ending, Reached, Responsible},
    side::Side,
};

impl<W: Watch> Run<'_, W> {
    pub(super) fn make_contact(&mut self, d: usize) {
        let law = &self.params.channels[self.deals[d].channel].contact;
        let days = self.talk_time(d, Purpose::ContactTime, 0, law);
        self.start(d, Stage::Contact, days);
    }

    /// The side with the smaller keyed draw must answer, a fair coin that does not know which side is called A; on a
    /// one-way issue it is the one that gives.
    pub(super) fn hear_answer(&mut self, d: usize) {
        let (key, scripted) = (self.deals[d].key, self.deals[d].case.scripted);
        let coin = |s: Side| self.draws.of(Purpose::Answerer, key.with(self.params.sides[s].key), 0).word();
        let side = match self.params.issues[self.deals[d].case.issue].to {
            Some(to) => to.other(),
            None if coin(Side::A) < coin(Side::B) => Side::A,
            None => Side::B,
        };
        if self.draws.of(Purpose::Answer, key, 0).chance(self.p_response(d, side)) {
            self.reach_stage(d, Reached::Answered);
            self.tell_deal(d, Step::Answered);
            return self.make_offers(d);
        }
        let responsible = if scripted { Responsible::Disputed } else { Responsible::Side(side) };
        self.finish(d, Verdict { responsible, ..Verdict::failed(Ending::NoAnswer, Reason::Silence) });
    }

    /// `expit(logit p0 + ln1.45 z_T + ln1.65 X - psi I + P + L + ln(answer))`, all of the side that must answer; a side in bad
    /// faith nearly always answers: talk is what it wants.
    fn p_response(&self, d: usize, side: Side) -> f64 {
        let (deal, r) = (&self.deals[d], &self.params.rules);
        if deal.case.bad_faith[side] {
            return r.bad_faith_answer;
        }
        let (channel, p) = (&self.channels[deal.channel], &self.params.channels[deal.channel]);
        let shift = r.response_trust_ln * channel.trust_z(side) + r.response_climate_ln * channel.climate
            - self.felt_imbalance(deal.channel, side)
            + r.response_pressure_ln * self.pressure[side]
            + r.response_leverage_ln * self.leverage(deal.channel, side, deal.case.issue)
            + p.answer_ln[side];
        odds::shifted(self.params.issues[deal.case.issue].p_response, shift)
    }
}
