//! The guardian gate: on some issues somebody must travel to fetch those released (section 3.4).

use super::{Purpose, Reason, Run, Stage, Step, Verdict, Watch};
use crate::model::{outcome::Ending, setup::Kind};

impl<W: Watch> Run<'_, W> {
    /// One more stage before the date, unless the issue has no gate or an intermediary on a track removes the need.
    pub(super) fn open_gate(&mut self, d: usize) {
        let (deal, p) = (&self.deals[d], self.params);
        let issue = &p.issues[deal.case.issue];
        let none = issue.p_gate >= 1.0 && issue.gate_time.mean() == 0.0;
        if none || p.channels[deal.channel].kind == Kind::Mediated {
            return self.set_date(d);
        }
        let days = self.wait(Purpose::GateTime, deal.key, 0, &issue.gate_time);
        self.start(d, Stage::Gate, days);
    }

    /// A guardian has come, or cannot.
    pub(super) fn pass_gate(&mut self, d: usize) {
        let deal = &self.deals[d];
        let p = self.params.issues[deal.case.issue].p_gate;
        let passed = self.draws.of(Purpose::Gate, deal.key, 0).chance(p);
        self.tell_deal(d, Step::Gate { passed });
        if passed {
            return self.set_date(d);
        }
        self.finish(d, Verdict::failed(Ending::CalledOff, Reason::NoGuardian));
    }
}
