//! Relays: messages that pass from hand to hand, get lost and are sent again (section 3.2).

use super::{Purpose, Run, Watch};

impl<W: Watch> Run<'_, W> {
    /// One round over a relay: an offer and a reply, each over all hops. How many days it takes, and
    /// the place of the hop that loses every try and ends it, if one does.
    ///
    /// A try gets through with probability `1 - (1 - rho)(1 - f)`, `f` the largest facilitation among the attached.
    pub(super) fn relay_round(&self, d: usize) -> (f64, Option<usize>) {
        let (deal, r) = (&self.deals[d], &self.params.rules);
        let hops = &self.params.channels[deal.channel].hops;
        let facilitation = self.facilitation(deal.channel);
        let mut days = 0.0;
        for (leg, hop) in (0..).zip(hops.iter().chain(hops.iter().rev())) {
            let key = deal.key.with(hop.key);
            let through = 1.0 - (1.0 - hop.reliability) * (1.0 - facilitation);
            let crossing = u64::from(deal.rounds_sent()) << 32 | leg << 16;
            let lost = |attempt: &u64| !self.draws.of(Purpose::HopLoss, key, crossing | attempt).chance(through);
            let tries = u64::from(r.relay_resends) + 1;
            let failures = (0..tries).take_while(lost).count() as u64;
            days += failures as f64 * r.relay_timeout;
            if failures == tries {
                let leg = leg as usize;
                return (days, Some(leg.min(2 * hops.len() - 1 - leg)));
            }
            days += self.wait(Purpose::HopDelay, key, crossing, &hop.delay);
        }
        (days, None)
    }
}
