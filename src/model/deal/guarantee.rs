//! Guarantee: attached intermediaries are asked to stand surety (section 3.4).

use super::{Purpose, Reason, Run, Stage, Step, Verdict, Watch, members};
use crate::model::{
    maths, odds,
    outcome::{Ending, Responsible},
    rules::GuaranteePolicy,
    setup::Mediator,
    side::{MediatorId, PerSide},
};

impl<W: Watch> Run<'_, W> {
    /// Asks whoever the policy says; if nobody is asked the stage takes no time.
    pub(super) fn ask_guarantors(&mut self, d: usize) {
        let policy = self.params.rules.guarantee_policy;
        let required = match policy {
            GuaranteePolicy::OnRequest => self.required(d),
            _ => PerSide::both(false),
        };
        let asks = match policy {
            GuaranteePolicy::AlwaysIfMediated => true,
            GuaranteePolicy::OnRequest => required.0.contains(&true),
            GuaranteePolicy::Never => false,
        };
        let able = |(id, m): (MediatorId, &Mediator)| if m.guarantor > 0.0 { 1u64 << id.0 } else { 0 };
        let asked = if asks { self.acting(self.deals[d].channel).map(able).fold(0, |set, bit| set | bit) } else { 0 };
        let deal = &mut self.deals[d];
        (deal.required, deal.asked) = (required, asked);
        if asked == 0 {
            return self.hear_guarantors(d);
        }
        let days = self.wait(Purpose::GuaranteeTime, self.deals[d].key, 0, &self.params.rules.guarantee_time);
        self.start(d, Stage::Guarantee, days);
    }

    /// Who insists: `expit(-0.9 z_T + ln(S / S_ref))`.
    fn required(&self, d: usize) -> PerSide<bool> {
        let (deal, r) = (&self.deals[d], &self.params.rules);
        let size = maths::ln(deal.size / self.params.issues[deal.case.issue].routine_size);
        PerSide::from_fn(|s| {
            let z = self.channels[deal.channel].trust_z(s);
            let p = odds::expit(r.require_trust_ln * z + r.require_size_ln * size);
            self.draws.of(Purpose::Required, deal.key.with(self.params.sides[s].key), 0).chance(p)
        })
    }

    /// The asked have answered. A side that insisted and got none may walk away.
    pub(super) fn hear_guarantors(&mut self, d: usize) {
        let p = self.params;
        let deal = &self.deals[d];
        let (key, required) = (deal.key, deal.required);
        let guarantors = members(deal.asked)
            .filter(|&m| {
                let mediator = &p.mediators[m];
                self.draws.of(Purpose::Accept, key.with(mediator.key), 0).chance(mediator.availability)
            })
            .fold(0u64, |set, m| set | 1 << m.0);
        self.deals[d].guarantors = guarantors;
        if guarantors != 0 {
            self.tell_deal(d, Step::Guaranteed(guarantors));
            return self.open_gate(d);
        }
        let leaves = PerSide::from_fn(|s| {
            required[s] && self.draws.of(Purpose::WalkAway, key.with(p.sides[s].key), 0).chance(p.rules.walk_away)
        });
        if leaves == PerSide::both(false) {
            return self.open_gate(d);
        }
        let failed = Verdict::failed(Ending::CalledOff, Reason::NoGuarantor);
        self.finish(d, Verdict { responsible: Responsible::of(leaves), ..failed });
    }
}
