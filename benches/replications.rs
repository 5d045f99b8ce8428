//! Replications a second of every shipped scenario at one thread and at two, and nanoseconds an event.
//!
//! `cargo bench --bench replications` prints a table; `cargo bench --bench replications -- istanbul-2025 2000` plays one
//! scenario on one thread without a clock, for `valgrind --tool=callgrind` or a sampling profiler.

use std::time::Instant;

use backchannel::{
    experiment::batch::Batch,
    model::{Run, setup::Setup},
    scenario::{library, load},
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let [scenario, n] = arguments.as_slice() {
        let setup = load(scenario.as_ref(), &[]).expect("a shipped scenario").setup;
        let mut run = Run::new(&setup);
        let n: u64 = n.parse().expect("a number of replications");
        let events: u64 = (0..n).map(|k| run.replicate(1, k).events).sum();
        println!("{scenario}: {n} replications, {events} events");
        return;
    }
    println!(
        "{:<20} {:>10} {:>12} {:>12} {:>8} {:>10}",
        "scenario", "events", "1 thread /s", "2 threads /s", "ratio", "ns/event"
    );
    for id in library::ids() {
        let setup = load(id.as_ref(), &[]).expect("a shipped scenario").setup;
        row(id, &setup);
    }
}

/// One thread and two in turn, nine times; medians.
fn row(id: &str, setup: &Setup) {
    let n = 4000;
    let (mut one, mut ratio, mut events) = (Vec::new(), Vec::new(), 0);
    for _ in 0..9 {
        let (seconds, seen) = play(setup, 1, n);
        let (halved, _) = play(setup, 2, n);
        events = seen;
        one.push(seconds);
        ratio.push(seconds / halved);
    }
    let (one, ratio) = (median(&mut one), median(&mut ratio));
    let rate = n as f64 / one;
    let ns = one * 1e9 / events as f64;
    println!("{id:<20} {:>10.0} {rate:>12.0} {:>12.0} {ratio:>8.2} {ns:>10.1}", events as f64 / n as f64, rate * ratio);
}

fn play(setup: &Setup, threads: usize, n: u64) -> (f64, u64) {
    let mut events = 0;
    let start = Instant::now();
    let played = Batch { seed: 1, replications: n, threads }.play(&[setup], |_, o| events += o[0].events, |_| true);
    played.expect("no budget is burst");
    (start.elapsed().as_secs_f64(), events)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
