//! Ratification: each negotiator may have to ask home, and each capital says yes or no (section 3.3).

use super::{Purpose, Reason, Run, Stage, Step, Verdict, Watch};
use crate::model::{
    maths, odds,
    outcome::{Ending, Reached, Responsible},
    setup::Referral,
    side::{PerSide, Side},
};

/// `S_cap = S_ref * step^z_a`: the largest deal a negotiator with this authority settles as a matter of course.
pub fn mandate(routine_size: f64, step: f64, authority: f64) -> f64 {
    routine_size * libm::pow(step, (authority - 0.6) / 0.2)
}

/// `expit(slope ln(S / S_cap))`: the probability that a deal of this size is referred home.
pub fn p_referral(size: f64, cap: f64, slope: f64) -> f64 {
    odds::expit(slope * maths::ln(size / cap))
}

impl<W: Watch> Run<'_, W> {
    /// Both negotiators settle it or ask home; the slower answer counts.
    pub(super) fn ask_capitals(&mut self, d: usize) {
        let p = self.params;
        let (key, attempt) = (self.deals[d].key, u64::from(self.deals[d].sent_back));
        let referred = PerSide::from_fn(|s| {
            let u = self.draws.of(Purpose::Referred, key.with(p.sides[s].key), attempt).unit();
            match p.sides[s].referral {
                Referral::Always => true,
                Referral::Never => false,
                Referral::Logit => u < p_referral(self.deals[d].size, self.cap(d, s), p.rules.referral_slope),
            }
        });
        let answer = PerSide::from_fn(|s| {
            let home = &p.channels[self.deals[d].channel].referral;
            let law = if referred[s] { home } else { &p.rules.unreferred };
            self.wait(Purpose::HomeTime, key.with(p.sides[s].key), attempt, law)
        });
        let beyond = PerSide::from_fn(|s| self.deals[d].size > self.cap(d, s));
        let deal = &mut self.deals[d];
        (deal.referred, deal.beyond) = (referred, beyond);
        self.tell_deal(d, Step::Referred(referred));
        self.start(d, Stage::Ratify, answer.max());
    }

    /// The capitals have decided.
    pub(super) fn hear_capitals(&mut self, d: usize) {
        let p = self.params;
        let (key, sent_back) = (self.deals[d].key, self.deals[d].sent_back);
        let refuses = PerSide::from_fn(|s| {
            let mut draw = self.draws.of(Purpose::Approval, key.with(p.sides[s].key), u64::from(sent_back));
            !draw.chance(self.p_approval(d, s))
        });
        if refuses == PerSide::both(false) {
            self.reach_stage(d, Reached::Approved);
            self.tell_deal(d, Step::Approved);
            return self.ask_guarantors(d);
        }
        if !sent_back && self.draws.of(Purpose::Renegotiate, key, 0).chance(p.rules.renegotiation) {
            let deal = &mut self.deals[d];
            (deal.sent_back, deal.rounds_left) = (true, p.rules.renegotiation_rounds);
            self.tell_deal(d, Step::SentBack(refuses));
            return match p.rules.renegotiation_rounds {
                0 => self.ask_capitals(d),
                _ => self.start_round(d),
            };
        }
        let failed = Verdict::failed(Ending::Refused, Reason::Refusal);
        self.finish(d, Verdict { responsible: Responsible::of(refuses), ..failed });
    }

    /// `expit(logit p0 + ln2.7 (g ± r - 0.25)/0.25 + ln1.45 z_T + ln1.65 X - psi I + L + P - [referred] ln2 max(0, ln(S/S_cap)))`:
    /// the soft acceptability region, the state of the channel, and the price of exceeding a mandate.
    fn p_approval(&self, d: usize, s: Side) -> f64 {
        let (deal, r) = (&self.deals[d], &self.params.rules);
        if deal.case.bad_faith[s] {
            return r.bad_faith_approval;
        }
        let channel = &self.channels[deal.channel];
        let beyond = if deal.referred[s] { maths::ln(deal.size / self.cap(d, s)).max(0.0) } else { 0.0 };
        let shift = r.approval_tolerance_ln * (self.tolerance(d, s) + s.sign() * deal.ratio - 0.25) / 0.25
            + r.approval_trust_ln * channel.trust_z(s)
            + r.approval_climate_ln * channel.climate
            - self.felt_imbalance(deal.channel, s)
            + r.approval_leverage_ln * self.leverage(deal.channel, s, deal.case.issue)
            + r.approval_pressure_ln * self.pressure[s]
            + r.approval_mandate_ln * beyond;
        odds::shifted(self.params.issues[deal.case.issue].p_approval, shift)
    }

    /// The mandate of a side's negotiator on this deal.
    fn cap(&self, d: usize, s: Side) -> f64 {
        let deal = &self.deals[d];
        let authority = self.channels[deal.channel].authority[s];
        mandate(self.params.issues[deal.case.issue].routine_size, self.params.rules.mandate_step, authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 8.24, exact.
    #[test]
    fn the_mandate_ladder() {
        let expected = [(0.2, 0.993_641), (0.4, 0.961_538), (0.6, 0.8), (0.8, 0.390_244), (1.0, 0.092_888)];
        for (authority, p) in expected {
            let cap = mandate(100.0, 2.5, authority);
            assert!((p_referral(200.0, cap, 2.0) - p).abs() < 1e-6, "authority {authority}");
        }
        assert!((mandate(100.0, 2.5, 0.2) - 16.0).abs() < 1e-9);
        assert!((mandate(100.0, 2.5, 1.0) - 625.0).abs() < 1e-9);
    }
}
