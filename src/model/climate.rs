//! Climate: shocks and their decay, and everything else that drifts from day to day (sections 2 and 10).

use super::{
    Cause, Event, Fact, Purpose, Run, Slots, Watch,
    channel::State,
    law, odds,
    setup::Kind,
    side::{ChannelId, PerSide, Side},
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
        if new == f64::INFINITY {
            return self.calendar.clear(Slots::SHOCK);
        }
        let left = (self.calendar.due(Slots::SHOCK) - self.now()).days();
        let at = self.in_days(left * new / old);
        self.calendar.set(Slots::SHOCK, at, 0, Event::Shock);
    }

    /// A random shock comes on its own.
    pub(super) fn random_shock(&mut self) {
        let u = self.draws.of(Purpose::ShockSeverity, random_shocks(), self.shocks).unit();
        let key = random_shocks().and(self.shocks);
        self.shocks += 1;
        self.shock_all(key, u);
        self.book_shock();
    }

    /// A shock that an earlier one begot.
    pub(super) fn aftershock(&mut self) {
        let now = self.now();
        if let Some(place) = self.aftershocks.iter().position(|shock| shock.at <= now) {
            let key = self.aftershocks.swap_remove(place).key;
            let u = self.draws.of(Purpose::ShockSeverity, key, 0).unit();
            self.shock_all(key, u);
        }
        self.book_aftershock();
    }

    /// Every channel feels a random shock, and it may beget others (a Hawkes process seen as a cluster process).
    fn shock_all(&mut self, key: Key, u: f64) {
        let severity = self.params.rules.shock_severity * law::exp1(u);
        self.outcome.shocks += 1;
        self.tell(Fact::Shock { severity });
        for c in self.channel_ids() {
            self.shock_channel(c, severity, key);
        }
        self.beget_shocks(key);
    }

    /// Poisson(n) further shocks, each after an exponential delay.
    fn beget_shocks(&mut self, key: Key) {
        let r = &self.params.rules;
        if r.shock_excitation == 0.0 {
            return;
        }
        let number = poisson(r.shock_excitation, self.draws.of(Purpose::Offspring, key, 0).unit());
        for i in 0..number {
            let delay = self.draws.of(Purpose::OffspringDelay, key, i).unit();
            let at = self.in_days(r.shock_excitation_delay * law::exp1(delay));
            self.aftershocks.push(Aftershock { at, key: key.and(i) });
        }
        self.book_aftershock();
    }

    fn book_aftershock(&mut self) {
        let next = self.aftershocks.iter().map(|shock| shock.at).min().unwrap_or(Time::NEVER);
        self.calendar.set(Slots::AFTERSHOCK, next, 0, Event::Aftershock);
    }

    /// A shock reaches one channel: its climate falls, and the channel may break off.
    pub(super) fn shock_channel(&mut self, c: ChannelId, severity: f64, shock: Key) {
        let p = &self.params.channels[c];
        let breaks = self.draws.of(Purpose::Burst, p.key.with(shock), 0).chance(odds::burst(self.kappa(c), severity));
        self.channels[c].climate -= severity;
        self.touch(c);
        self.touch_standings();
        if breaks && matches!(self.channels[c].state, State::Active | State::Stalled) {
            self.enter(c, State::Suspended, Cause::Shock);
        }
    }

    /// kappa of a channel.
    fn kappa(&self, c: ChannelId) -> f64 {
        let p = &self.params.channels[c];
        if p.kind == Kind::Technical {
            p.shock_sensitivity * self.params.rules.technical_insulation
        } else {
            p.shock_sensitivity
        }
    }

    /// Bad news about the place where a channel meets: it is suspended for certain and, if its list has a next venue,
    /// begins to move there.
    pub(super) fn shock_venue(&mut self, c: ChannelId, severity: f64) {
        let p = &self.params.channels[c];
        let delay = self.wait(Purpose::VenueMove, p.key, self.channels[c].moves, &self.params.rules.venue_move);
        let channel = &mut self.channels[c];
        channel.climate -= severity;
        let (state, slot) = (channel.state, self.slots.venue(c));
        let moves = channel.venue + 1 < p.venues.len() && state != State::Closed;
        if moves && self.calendar.due(slot) == Time::NEVER {
            channel.moves += 1;
            let at = self.in_days(delay);
            self.calendar.set(slot, at, 1, Event::Venue(c));
        }
        self.touch(c);
        self.touch_standings();
        if matches!(state, State::Active | State::Stalled) {
            self.enter(c, State::Suspended, Cause::Shock);
        } else {
            self.retime(c);
        }
    }

    /// Whether a channel is on its way to its next venue.
    pub(super) fn is_moving(&self, c: ChannelId) -> bool {
        self.calendar.due(self.slots.venue(c)) != Time::NEVER
    }

    /// A channel has moved: its next host sits down, the ledger of the old format is closed, and it goes on.
    pub(super) fn move_venue(&mut self, c: ChannelId) {
        let channel = &mut self.channels[c];
        if channel.state == State::Closed {
            return;
        }
        channel.venue += 1;
        channel.seen = PerSide::both(0.0);
        let (state, venue) = (channel.state, channel.venue);
        self.tell(Fact::Moved { channel: c, venue });
        if let Some(host) = self.params.channels[c].venues[venue].host {
            self.attach(c, host);
        }
        self.touch(c);
        if state == State::Suspended {
            self.enter(c, State::Active, Cause::Venue);
        } else {
            self.retime(c);
        }
    }

    /// Books the next midnight.
    pub(super) fn book_refresh(&mut self) {
        self.calendar.set(Slots::REFRESH, self.now().next_day(), 4, Event::Refresh);
    }

    /// Midnight: one day of decay for everything stored, after everything else of the instant. Demand follows the pools if need counts.
    pub(super) fn refresh(&mut self) {
        let [climate, exposure, seen, trust] = self.derived[self.phase].kept;
        let home = self.params.rules.trust_home;
        for c in self.channel_ids() {
            let channel = &mut self.channels[c];
            channel.climate *= climate;
            channel.exposure *= exposure;
            channel.seen = channel.seen.map(|v| v * seen);
            channel.trust = channel.trust.map(|t| home + (t - home) * trust);
            self.pass_midnight(c);
        }
        self.refresh_pools();
        self.release_prisoners();
        if self.params.rules.need_exponent > 0.0 {
            self.touch_demands();
        }
        self.touch_standings();
        self.book_refresh();
    }

    /// New captures and losses of a day, and the day's captivity.
    fn refresh_pools(&mut self) {
        let prisoners = &self.derived[self.phase].prisoners;
        for s in Side::BOTH {
            let p = &self.params.sides[s];
            for (k, pool) in self.pools[s].iter_mut().enumerate() {
                let captured = if self.peace.is_some() && prisoners[k] { 0.0 } else { p.inflow[k] };
                *pool = (*pool + captured) * (1.0 - p.attrition[k]);
            }
            let held = self.pools[s].iter().zip(prisoners).filter(|(_, counts)| **counts);
            self.outcome.captivity_days[s] += held.map(|(pool, _)| pool).sum::<f64>();
        }
    }

    /// P and phi of the windows in force: of overlapping ones the largest pressure, the smallest attention.
    pub(super) fn recompute_windows(&mut self) {
        let now = self.now();
        self.pressure = Default::default();
        self.adverse = Default::default();
        self.attention.fill(1.0);
        for window in self.setup.windows.iter().filter(|w| w.from <= now && now < w.to) {
            for s in Side::BOTH {
                self.pressure[s] = self.pressure[s].max(window.pressure[s]);
                self.adverse[s] = self.adverse[s].max(window.adverse[s]);
            }
            for (phi, w) in self.attention.iter_mut().zip(&window.attention) {
                *phi = phi.min(*w);
            }
        }
        self.touch_all();
        for c in self.channel_ids() {
            self.retime_leak(c);
        }
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

/// A shock to come, begotten by an earlier one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aftershock {
    at: Time,
    key: Key,
}

/// The Poisson quantile of `u`, at most 100.
fn poisson(mean: f64, u: f64) -> u64 {
    let mut p = libm::exp(-mean);
    let (mut k, mut below) = (0, p);
    while u > below && k < 100 {
        k += 1;
        p *= mean / k as f64;
        below += p;
    }
    k
}

/// The stream of random shocks.
fn random_shocks() -> Key {
    Key::of("random shocks")
}
