//! What the kernel costs against a hand-tuned loop, on two workloads that any simulator can run (`w1.rs`, `w2/`).
//!
//! `cargo bench --bench workloads` first checks that the two programs of each workload agree, then times them in turn and
//! prints nanoseconds an event (medians) and the median of the ratios: a ratio holds on a busy machine, a time does not.
//! The bar is a ratio of 2 on W2. With `-- w1` or `-- w2` it does so for one workload; `-- w2 kernel 2000` runs 2,000
//! replications of one program alone (`-- w1 limit 16 1000000`: pending, then events), for a profiler:
//! `valgrind --tool=callgrind target/release/deps/workloads-* w2 kernel 200`, and divide by the events it prints.
//! `-- w2 moments 2000` prints name, mean and variance of each measure. `../peers` uses both.

mod agree;
mod tree;
mod w1;
mod w2;

use std::time::Instant;

const SEED: u64 = 1;
const PAIRS: usize = 41;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => {
            compare_w1();
            compare_w2();
        }
        ["w1"] => compare_w1(),
        ["w2"] => compare_w2(),
        ["w1", program, pending, events] => {
            let (pending, events) = (pending.parse().expect("a number"), events.parse().expect("a number"));
            alone(|| run_w1(program, pending, events));
        }
        ["w2", "moments", replications] => print_moments(replications.parse().expect("a number")),
        ["w2", program, replications] => {
            let replications = replications.parse().expect("a number");
            alone(|| run_w2(program, replications));
        }
        _ => panic!("nothing, `w1`, `w2`, `w1 kernel|limit PENDING EVENTS` or `w2 kernel|limit|moments REPLICATIONS`"),
    }
}

fn compare_w1() {
    for pending in [16, 256, 4096] {
        agree::w1(SEED, pending, 4_000_000);
        race(&format!("W1, {pending} pending"), |program| run_w1(program, pending, 500_000));
    }
}

fn compare_w2() {
    agree::w2(SEED, 4000);
    race("W2", |program| run_w2(program, 200));
}

/// Times the two programs in turn and prints the medians.
fn race(name: &str, run: impl Fn(&str) -> u64) {
    let time = |program| {
        let start = Instant::now();
        let events = run(program);
        start.elapsed().as_secs_f64() * 1e9 / events as f64
    };
    let pairs: Vec<(f64, f64)> = (0..PAIRS).map(|_| (time("kernel"), time("limit"))).collect();
    let median = |value: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = pairs.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[PAIRS / 2]
    };
    let (kernel, limit, ratio) = (median(|p| p.0), median(|p| p.1), median(|p| p.0 / p.1));
    println!("{name}: kernel {kernel:.1} ns/event, limit {limit:.1}, ratio {ratio:.2}");
}

/// Name, mean and variance of the kernel's measures, for another program to compare itself with.
fn print_moments(replications: u64) {
    let mut kernel = w2::kernel::Run::new();
    let moments = agree::moments((0..replications).map(|r| kernel.replicate(SEED, r).measures()));
    for (name, (mean, variance)) in w2::MEASURES.iter().zip(moments) {
        println!("{name}\t{mean}\t{variance}");
    }
}

fn alone(run: impl Fn() -> u64) {
    let start = Instant::now();
    let events = run();
    println!("{events} events, {:.1} ns/event", start.elapsed().as_secs_f64() * 1e9 / events as f64);
}

/// Runs W1 and returns the number of events.
fn run_w1(program: &str, pending: usize, events: u64) -> u64 {
    let clock = match program {
        "kernel" => w1::kernel(SEED, pending, events),
        "limit" => w1::limit(SEED, pending, events),
        other => panic!("no program {other}"),
    };
    std::hint::black_box(clock);
    events
}

/// Runs W2 and returns the number of events.
fn run_w2(program: &str, replications: u64) -> u64 {
    let (mut kernel, mut limit) = (w2::kernel::Run::new(), w2::limit::Run::new(SEED));
    match program {
        "kernel" => (0..replications).map(|r| kernel.replicate(SEED, r).events).sum(),
        "limit" => (0..replications).map(|_| limit.replicate().events).sum(),
        other => panic!("no program {other}"),
    }
}
