//! W1, the hold model: `n` events pending, each pop books one more an exponential time later (mean one hour). What it
//! costs is the calendar, one exponential and one generator. Both programs return the clock in hours after `events`
//! pops: the events form a Poisson process of rate `n`, so it must read `events / n`, give or take `sqrt(events) / n`.

use super::tree::{Tree, to_ms};
use backchannel::kernel::{Calendar, Draws, Key, Span, Time};
use backchannel::model::law::Law;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution, Exp1};

const HOUR: f64 = 3_600_000.0;

/// On the kernel: one slot and one key a process, one keyed generator a draw.
pub fn kernel(seed: u64, n: usize, events: u64) -> f64 {
    let draws = Draws::new(seed, 0);
    let law = Law::Exponential { mean: 1.0 / 24.0 };
    let keys: Vec<Key> = (0..n as u64).map(|i| Key::of("process").and(i)).collect();
    let mut occasions = vec![0u64; n];
    let mut calendar = Calendar::with_slots(n);
    let mut book = |calendar: &mut Calendar<u32>, now: Time, i: u32| {
        let occasion = &mut occasions[i as usize];
        let wait = Span::from_days(law.sample(&mut draws.of(0u32, keys[i as usize], *occasion)));
        *occasion += 1;
        calendar.set(i as usize, now + wait, 0, i);
    };
    (0..n as u32).for_each(|i| book(&mut calendar, Time::ZERO, i));
    for _ in 0..events {
        let Some((now, i)) = calendar.next_until(Time::NEVER) else { break };
        book(&mut calendar, now, i);
    }
    calendar.now().days() * 24.0
}

/// The limit: one stream, ziggurat exponentials, a tree of known size.
pub fn limit(seed: u64, n: usize, events: u64) -> f64 {
    match n {
        16 => limit_of::<32>(seed, events),
        256 => limit_of::<512>(seed, events),
        4096 => limit_of::<8192>(seed, events),
        _ => panic!("the limit is compiled for 16, 256 and 4096 events pending, not {n}"),
    }
}

fn limit_of<const NODES: usize>(seed: u64, events: u64) -> f64 {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut tree = Tree::<NODES>::new();
    let mut wait = || {
        let unit: f64 = Exp1.sample(&mut rng);
        to_ms(HOUR * unit)
    };
    (0..NODES / 2).for_each(|slot| tree.set(slot, wait()));
    let mut clock = 0;
    for _ in 0..events {
        let (now, slot) = tree.first();
        clock = now;
        tree.set(slot, now + wait());
    }
    clock as f64 / HOUR
}
