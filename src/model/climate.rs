//! Climate: shocks and their decay, and everything else that drifts from day to day (sections 2 and 10).

use super::{
    Cause, Event, Fact, Purpose, Run, Slots, Watch,
    channel::State,
    law, odds,
    side::{ChannelId, Side},
};
use crate::kernel::{Key, Time};

impl<W: Watch> Run<'_, W> {
    /// Books the next random shock.
    pub(super) fn book_shock(&mut self) {
        let mean = self.params.rules.shock_mean;
        if mean < f64::INFINITY {
            let gap = mean * law::exp1(self.draws.of(Purpose::ShockGap, random_shocks(), self.shocks).unit());
            let at = self.in_days(gap);
            self.calendar.set(Slots::SHOCK, at, 0, Event::Shock);
        }
    }

    /// The mean gap of random shocks changes: what is left of the wait changes in proportion, and nothing is drawn again.
    pub(super) fn rescale_shock(&mut self, old: f64, new: f64) {
        if old == new {
            return;
        }
        if old == f64::INFINITY {
            return self.book_shock();
        }
        let left = (self.calendar.due(Slots::SHOCK) - self.now()).days();
        let at = self.in_days(left * new / old);
        self.calendar.set(Slots::SHOCK, at, 0, Event::Shock);
    }

    /// A random shock, felt by every channel.
    pub(super) fn random_shock(&mut self) {
        let u = self.draws.of(Purpose::ShockSeverity, random_shocks(), self.shocks).unit();
        let severity = self.params.rules.shock_severity * law::exp1(u);
        let key = random_shocks().and(self.shocks);
        self.shocks += 1;
        self.outcome.shocks += 1;
        self.tell(Fact::Shock { severity });
        for c in self.channel_ids() {
            self.shock_channel(c, severity, key);
        }
        self.book_shock();
    }

    /// A shock reaches one channel: its climate falls, and the channel may break off.
    pub(super) fn shock_channel(&mut self, c: ChannelId, severity: f64, shock: Key) {
        let p = &self.params.channels[c];
        let breaks =
            self.draws.of(Purpose::Burst, p.key.with(shock), 0).chance(odds::burst(p.shock_sensitivity, severity));
        self.channels[c].climate -= severity;
        self.touch(c);
        if breaks && matches!(self.channels[c].state, State::Active | State::Stalled) {
            self.enter(c, State::Suspended, Cause::Shock);
        }
    }

    /// Books the next midnight.
    pub(super) fn book_refresh(&mut self) {
        let next = Time::from_days(f64::from(self.now().day() + 1));
        self.calendar.set(Slots::REFRESH, next, 4, Event::Refresh);
    }

    /// Midnight: one day of decay for everything stored, after everything else of the instant.
    pub(super) fn refresh(&mut self) {
        let [climate, exposure, seen, trust] = self.derived[self.phase].kept;
        let home = self.params.rules.trust_home;
        for channel in &mut self.channels {
            channel.climate *= climate;
            channel.exposure *= exposure;
            channel.seen = channel.seen.map(|v| v * seen);
            channel.trust = channel.trust.map(|t| home + (t - home) * trust);
        }
        self.refresh_pools();
        self.touch_all();
        self.touch_demands();
        self.book_refresh();
    }

    /// New captures and losses of a day, and the day's captivity.
    fn refresh_pools(&mut self) {
        for s in Side::BOTH {
            let p = &self.params.sides[s];
            for (k, pool) in self.pools[s].iter_mut().enumerate() {
                *pool = (*pool + p.inflow[k]) * (1.0 - p.attrition[k]);
            }
            self.outcome.captivity_days[s] += self.pools[s].iter().sum::<f64>();
        }
    }

    /// P and phi of the windows in force: of overlapping ones the largest pressure, the smallest attention.
    pub(super) fn recompute_windows(&mut self) {
        let now = self.now();
        self.pressure = Default::default();
        self.attention.fill(1.0);
        for window in self.setup.windows.iter().filter(|w| w.from <= now && now < w.to) {
            for s in Side::BOTH {
                self.pressure[s] = self.pressure[s].max(window.pressure[s]);
            }
            for (phi, w) in self.attention.iter_mut().zip(&window.attention) {
                *phi = phi.min(*w);
            }
        }
        self.touch_all();
        self.touch_demands();
    }

    /// Books what the script has next.
    pub(super) fn book_script(&mut self) {
        if let Some(next) = self.setup.script.get(self.next_script) {
            let at = next.at.max(self.now());
            self.calendar.set(Slots::SCRIPT, at, 0, Event::Script);
        }
    }
}

/// The stream of random shocks.
fn random_shocks() -> Key {
    Key::of("random shocks")
}
