//! The life cycle: what moves a channel from state to state, and what its deals make of it (section 2).

use super::{
    Cause, Event, Fact, Purpose, Run, Watch,
    channel::{COVARIATES, Covariate, EXITS, Exit, State},
    deal::{Stage, Verdict},
    odds::{self, Clock},
    rules::{Regime, Rules},
    setup::{self, Kind, Params},
    side::{CategoryId, ChannelId, IssueId, PerSide, Side},
};
use crate::kernel::{Key, Span, Time};

/// What follows from the numbers in force alone: computed once a phase, not once a day.
#[derive(Clone, Debug)]
pub(super) struct Derived {
    /// By channel and exit: the reference hazard `1 / eta^k`.
    rates: Vec<[f64; EXITS]>,
    /// By intermediary: whether it has any number to act with.
    pub acts: Vec<bool>,
    /// Whether any intermediary or channel is taken out.
    pub any_out: bool,
    /// By category: prisoners, exchanged in both directions and counted in captivity; not children or remains.
    pub prisoners: Vec<bool>,
    /// By exit: whether its hazard reads anything that moves at midnight.
    drifts: [bool; EXITS],
    /// What a midnight leaves of climate, exposure, ledger and trust.
    pub kept: [f64; 4],
}

impl Derived {
    pub fn of(p: &Params) -> Derived {
        let r = &p.rules;
        let memories = [r.climate_memory, r.exposure_memory, r.ledger_memory, r.trust_memory];
        let returned_only = |k: u16| {
            let mut about = p.issues.iter().filter(|i| i.categories.contains(&CategoryId(k))).peekable();
            about.peek().is_some() && about.all(|i| i.to.is_some())
        };
        Derived {
            rates: p.channels.iter().map(|c| rates(c, r)).collect(),
            acts: p.mediators.iter().map(|m| !m.is_placebo()).collect(),
            any_out: p.mediators.iter().any(|m| m.out) || p.channels.iter().any(|c| c.out),
            prisoners: (0..p.categories.len() as u16).map(|k| !returned_only(k)).collect(),
            drifts: r.hazard_ln.map(|hazards| DRIFTING.iter().any(|&z| hazards[z as usize] != 0.0)),
            kept: memories.map(|memory| libm::exp(-1.0 / memory)),
        }
    }
}

/// What decays from one midnight to the next.
const DRIFTING: [Covariate; 4] = [Covariate::Trust, Covariate::Climate, Covariate::Exposure, Covariate::Imbalance];

/// The reference hazards of a channel: a technical one seldom stalls.
fn rates(c: &setup::Channel, r: &Rules) -> [f64; EXITS] {
    let mut rates = c.dwell.map(|d| odds::weibull_rate(d.mean, d.shape));
    if c.kind == Kind::Technical {
        rates[Exit::ActiveStalled as usize] *= r.technical_insulation;
    }
    rates
}

impl<W: Watch> Run<'_, W> {
    /// Enters the start states: exits are drawn, nobody is told.
    pub(super) fn begin_channels(&mut self) {
        for c in self.channel_ids() {
            self.draw_leak(c);
            self.weigh(c);
            self.draw_exits(c);
        }
    }

    /// The earliest exit rings.
    pub(super) fn exit(&mut self, c: ChannelId) {
        let channel = &self.channels[c];
        let exits = channel.state.exits();
        let first = (0..exits.len()).min_by(|&i, &j| channel.clocks[i].due().total_cmp(&channel.clocks[j].due()));
        if let Some(first) = first {
            self.enter(c, exits[first].to(), Cause::Clock);
        }
    }

    /// Moves a channel into `state` and completes what follows from it for its deals and its issues.
    pub(super) fn enter(&mut self, c: ChannelId, state: State, cause: Cause) {
        let now = self.now();
        let channel = &mut self.channels[c];
        let from = channel.state;
        if from == state || from == State::Closed {
            return;
        }
        channel.time_in[from as usize] += (now - channel.entered).ms();
        channel.state = state;
        channel.entered = now;
        channel.entries[state as usize] += 1;
        self.tell(Fact::Channel { channel: c, from, to: state, cause });
        self.draw_exits(c);
        if from == State::Active {
            self.note_direct_down(c);
        }
        self.carry_over_deals(c);
        if state == State::Active {
            self.take_inbox(c);
        } else if matches!(state, State::Closed | State::Latent) && self.params.rules.regime == Regime::Exclusive {
            // Whoever is next in line may have been Active all along.
            for other in self.channel_ids() {
                self.take_inbox(other);
            }
        }
    }

    /// New thresholds for every exit of the state just entered.
    fn draw_exits(&mut self, c: ChannelId) {
        let p = &self.params.channels[c];
        let channel = &mut self.channels[c];
        let occasion = channel.entries[channel.state as usize];
        for (clock, &exit) in channel.clocks.iter_mut().zip(channel.state.exits()) {
            let u = self.draws.of(Purpose::Exit, p.key.and(exit as u64), occasion).unit();
            *clock = Clock::start(u, p.dwell[exit as usize].shape);
        }
        self.covariates_into(c);
        self.retime(c);
        self.retime_leak(c);
    }

    /// The threshold of the next leak.
    fn draw_leak(&mut self, c: ChannelId) {
        let now = self.now().days();
        let channel = &mut self.channels[c];
        let u = self.draws.of(Purpose::Leak, self.params.channels[c].key, channel.leaks).unit();
        channel.leak_clock = Clock::start_at(u, now);
        self.retime_leak(c);
    }

    /// Becomes known: exposure jumps, the climate here takes a shock, and the next leak is drawn.
    pub(super) fn leak(&mut self, c: ChannelId, key: Key) {
        let secrecy = self.params.channels[c].secrecy;
        let channel = &mut self.channels[c];
        channel.exposure = channel.exposure.max(secrecy);
        self.tell(Fact::Leak { channel: c });
        self.shock_channel(c, self.params.rules.leak_severity, key);
    }

    /// The leak clock rings.
    pub(super) fn leak_due(&mut self, c: ChannelId) {
        let key = self.params.channels[c].key.and(self.channels[c].leaks);
        self.channels[c].leaks += 1;
        self.draw_leak(c);
        self.leak(c, key);
    }

    /// Recomputes what the clocks of a channel read; if it changed, they spend the old and take the new hazard.
    pub(super) fn touch(&mut self, c: ChannelId) {
        let before = self.channels[c].covariates;
        self.covariates_into(c);
        if self.channels[c].covariates != before {
            self.retime(c);
        }
    }

    /// The leverage stored for the life cycle: read anew when intermediaries come, go or gain or lose credit.
    pub(super) fn weigh(&mut self, c: ChannelId) {
        self.channels[c].leverage = match self.params.channels[c].issues.first() {
            Some(&issue) if !self.channels[c].mediators.is_empty() => {
                PerSide::from_fn(|s| self.leverage(c, s, issue)).min()
            }
            _ => 0.0,
        };
    }

    /// The covariates of section 2 as stored now.
    pub(super) fn covariates_into(&mut self, c: ChannelId) {
        let now = self.now();
        let pressure = self.pressure.max();
        let imbalance = PerSide::from_fn(|s| self.felt_imbalance(c, s));
        let channel = &mut self.channels[c];
        channel.covariates = [
            channel.lower_trust_z(),
            (channel.authority.min() - 0.6) * 5.0,
            channel.mismatch(),
            channel.climate,
            pressure,
            channel.leverage,
            f64::from(channel.fails),
            channel.exposure,
            imbalance.sum(),
            f64::from(u8::from(now < channel.sideline_until)),
        ];
    }

    /// psi I: what visible imbalance costs a side on a channel.
    #[inline]
    pub(super) fn felt_imbalance(&self, c: ChannelId, side: Side) -> f64 {
        match self.params.sides[side].imbalance_sensitivity {
            0.0 => 0.0,
            psi => psi * self.channels[c].ledger(side, self.params.rules.ledger_base),
        }
    }

    /// Every exit clock spends what has passed and goes on at the hazard now in force.
    pub(super) fn retime(&mut self, c: ChannelId) {
        self.go_on(c, false);
    }

    /// The same at midnight, when only what drifts has moved; a channel without a clock that runs is not looked at.
    pub(super) fn pass_midnight(&mut self, c: ChannelId) {
        let derived = &self.derived[self.phase];
        let (channel, rates) = (&self.channels[c], &derived.rates[c.index()]);
        let exits = channel.state.exits();
        if channel.sideline_until == self.now() {
            self.touch(c);
        } else if exits.iter().any(|&exit| rates[exit as usize] > 0.0) {
            if exits.iter().any(|&exit| derived.drifts[exit as usize]) {
                self.covariates_into(c);
            }
            self.go_on(c, true);
        }
    }

    /// Only an exit before the next midnight is booked: until then nobody asks for a later one, and at midnight all are
    /// looked at again.
    fn go_on(&mut self, c: ChannelId, at_midnight: bool) {
        let now = self.now();
        let (hazards, derived) = (&self.params.rules.hazard_ln, &self.derived[self.phase]);
        let rates = &derived.rates[c.index()];
        let moving = self.is_moving(c);
        let channel = &mut self.channels[c];
        let age = (now - channel.entered).days();
        let midnight = (now.next_day() - channel.entered).days();
        let mut first = f64::INFINITY;
        for (clock, &exit) in channel.clocks.iter_mut().zip(channel.state.exits()) {
            let mut rate = rates[exit as usize];
            if moving && exit.to() == State::Active {
                rate = 0.0; // not before it has arrived
            } else if at_midnight && !derived.drifts[exit as usize] {
                rate = clock.rate();
            } else if rate > 0.0 {
                rate *= odds::multiplier(dot(&hazards[exit as usize], &channel.covariates));
            }
            first = first.min(clock.go_on(age, rate, midnight));
        }
        let slot = self.slots.exit(c);
        if first < f64::INFINITY {
            let due = channel.entered + Span::from_days(first);
            self.calendar.set(slot, due.max(now), 1, Event::Exit(c));
        } else if self.calendar.due(slot) != Time::NEVER {
            self.calendar.clear(slot);
        }
    }

    /// A new phase may have given the clocks other shapes.
    pub(super) fn reshape(&mut self, c: ChannelId) {
        let now = self.now();
        let dwell = &self.params.channels[c].dwell;
        let channel = &mut self.channels[c];
        let age = (now - channel.entered).days();
        for (clock, &exit) in channel.clocks.iter_mut().zip(channel.state.exits()) {
            clock.set_shape(age, dwell[exit as usize].shape);
        }
    }

    /// The leak clock runs while the channel is in use, and stands still otherwise.
    pub(super) fn retime_leak(&mut self, c: ChannelId) {
        let now = self.now();
        let (p, r) = (&self.params.channels[c], &self.params.rules);
        let mut rate = p.secrecy * (1.0 + p.hops.len() as f64) / r.leak_mean;
        if self.adverse.max() > 0.0 {
            rate *= odds::multiplier(r.adverse_leak_ln);
        }
        let channel = &mut self.channels[c];
        if !channel.state.can_leak() {
            rate = 0.0;
        }
        channel.leak_clock.set_rate(now.days(), rate);
        let due = Time::from_days(channel.leak_clock.due());
        self.calendar.set(self.slots.leak(c), due.max(now), 1, Event::Leak(c));
    }

    /// What a change of state does to the deals of the channel, in order of creation (section 2).
    fn carry_over_deals(&mut self, c: ChannelId) {
        let state = self.channels[c].state;
        let (drop, abort) = (self.params.rules.drop_on_suspension, self.params.rules.abort_on_dormancy);
        let mut deals = std::mem::take(&mut self.scratch);
        self.deals_where(|deal| deal.channel == c, &mut deals);
        for &d in &deals {
            let deal = &mut self.deals[d];
            deal.setbacks += 1;
            let (key, scheduled, occasion) = (deal.key, deal.stage >= Stage::Schedule, deal.setbacks);
            let lost = |purpose, p| self.draws.of(purpose, key, occasion).chance(p);
            match (state, scheduled) {
                (State::Active, _) => self.resume(d),
                (State::Stalled | State::Forming | State::Latent, false) => self.pause(d),
                (State::Suspended, false) if lost(Purpose::Drop, drop) => self.finish(d, Verdict::DROPPED),
                (State::Suspended, false) => self.pause(d),
                (State::Dormant | State::Closed, false) => self.finish(d, Verdict::DROPPED),
                (State::Dormant | State::Closed, true) if lost(Purpose::Abort, abort) => {
                    self.finish(d, Verdict::ABORTED)
                }
                _ => {}
            }
        }
        deals.clear();
        self.scratch = deals;
    }

    /// Whether a direct channel of the issue is Active.
    pub(super) fn direct_up(&self, issue: IssueId) -> bool {
        self.channel_ids().any(|c| {
            self.channels[c].state == State::Active
                && self.is_direct_line(c)
                && self.params.channels[c].issues.contains(&issue)
        })
    }
}

/// In two halves, which need not wait for each other.
#[inline]
fn dot(a: &[f64; COVARIATES], b: &[f64; COVARIATES]) -> f64 {
    let mut sums = [0.0; 2];
    for (a, b) in a.as_chunks::<2>().0.iter().zip(b.as_chunks::<2>().0) {
        sums[0] += a[0] * b[0];
        sums[1] += a[1] * b[1];
    }
    sums[0] + sums[1]
}
