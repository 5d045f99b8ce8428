//! W2 by hand, as fast as plain Rust was made to go: what one calendar, one random stream and the handlers cost at least.
//!
//! Slots 0..12 are the turns of the channels, 16..28 their meetings, 32..64 the open deals: a slot says what happens.

use super::super::tree::{Tree, to_ms};
use super::*;
use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution, Exp1, StandardNormal};

const MS: f64 = 86_400_000.0;
const END: u64 = (DAYS * MS) as u64;
const MEET: usize = 16;
const DEALS: usize = 32;

#[derive(Clone, Copy, Default)]
struct Deal {
    met: u64,
    people: u32,
    /// Decisions and executions so far.
    steps: u32,
}

pub struct Run {
    rng: Xoshiro256PlusPlus,
    tree: Tree<128>,
    /// Since when each channel is up; `END` while it is down.
    since: [u64; 16],
    deals: [Deal; DEALS],
    /// A stack of the free places for deals: the first `open` of them are taken.
    free: [u8; DEALS],
    open: usize,
}

impl Run {
    pub fn new(seed: u64) -> Self {
        Run {
            rng: Xoshiro256PlusPlus::seed_from_u64(seed),
            tree: Tree::new(),
            since: [END; 16],
            deals: [Deal::default(); DEALS],
            free: std::array::from_fn(|i| i as u8),
            open: 0,
        }
    }

    /// The next replication on this stream.
    pub fn replicate(&mut self) -> Outcome {
        self.tree.reset();
        self.free = std::array::from_fn(|i| i as u8);
        self.open = 0;
        self.since = [0; 16];
        for c in 0..CHANNELS {
            let (stay, gap) = (self.exp(UP), self.exp(GAP));
            self.tree.set(c, stay);
            self.tree.set(MEET + c, gap);
        }
        let mut out = Outcome::default();
        let (mut up, mut lead) = (0, 0);
        loop {
            let (now, slot) = self.tree.first();
            if now >= END {
                break;
            }
            out.events += 1;
            if slot >= DEALS {
                self.deal(now, slot, &mut out, &mut lead);
            } else if slot >= MEET {
                self.meet(now, slot, &mut out);
            } else if self.since[slot] == END {
                self.since[slot] = now;
                let (stay, gap) = (self.exp(UP), self.exp(GAP));
                self.tree.set(slot, now + stay);
                self.tree.set(MEET + slot, now + gap);
            } else {
                up += now - self.since[slot];
                self.since[slot] = END;
                let stay = self.exp(DOWN);
                self.tree.set(slot, now + stay);
                self.tree.clear(MEET + slot);
            }
        }
        up += self.since[..CHANNELS].iter().map(|since| END - since).sum::<u64>();
        out.up = up as f64 / MS;
        out.lead = lead as f64 / MS;
        out
    }

    #[inline(always)]
    fn meet(&mut self, now: u64, slot: usize, out: &mut Outcome) {
        out.meetings += 1;
        let gap = self.exp(GAP);
        self.tree.set(slot, now + gap);
        if self.chance(DEAL) {
            out.deals += 1;
            let people = self.lognormal(SIZE).ceil() as u32;
            let thought = to_ms(self.lognormal((DECISION.0 * MS, DECISION.1)));
            let d = usize::from(self.free[self.open]);
            self.open += 1;
            self.deals[d % DEALS] = Deal { met: now, people, steps: 0 };
            self.tree.set(DEALS + d, now + thought);
        }
    }

    #[inline(always)]
    fn deal(&mut self, now: u64, slot: usize, out: &mut Outcome, lead: &mut u64) {
        let d = slot % DEALS;
        let Deal { met, people, steps } = self.deals[d];
        self.deals[d].steps += 1;
        if self.chance(if steps == 0 { APPROVED } else { SUCCESS }) {
            if steps == 0 {
                let work = self.exp(EXECUTION);
                return self.tree.set(slot, now + work);
            }
            out.executed += 1;
            out.people += u64::from(people);
            *lead += now - met;
        } else {
            if steps == 1 {
                let pause = self.exp(RETRY);
                return self.tree.set(slot, now + pause);
            }
            out.refused += u64::from(steps == 0);
            out.failed += u64::from(steps == 2);
        }
        self.tree.clear(slot);
        self.open -= 1;
        self.free[self.open] = d as u8;
    }

    /// Milliseconds of an exponential time with a mean in days.
    #[inline(always)]
    fn exp(&mut self, mean: f64) -> u64 {
        let unit: f64 = Exp1.sample(&mut self.rng);
        to_ms(mean * MS * unit)
    }

    #[inline(always)]
    fn lognormal(&mut self, (median, log_sd): (f64, f64)) -> f64 {
        let normal: f64 = StandardNormal.sample(&mut self.rng);
        median * (log_sd * normal).exp()
    }

    #[inline(always)]
    fn chance(&mut self, p: f64) -> bool {
        self.rng.next_u64() < (p * (1u128 << 64) as f64) as u64
    }
}
