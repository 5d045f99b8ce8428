//! Do the two programs of a workload tell the same story? Asked before either is timed, and by a test.

use super::{w1, w2};

/// Panics unless both clocks of W1 advance by `1 / n` an event, within 4 standard errors.
pub fn w1(seed: u64, n: usize, events: u64) {
    for (name, clock) in [("kernel", w1::kernel(seed, n, events)), ("limit", w1::limit(seed, n, events))] {
        let z = (clock * n as f64 - events as f64) / (events as f64).sqrt();
        println!("W1 n = {n:<4} {name:6} clock {clock:.2} h after {events} events: {z:+.2} standard errors");
        assert!(z.abs() < 4.0, "W1 {name}: the clock is {z} standard errors off");
    }
}

/// Panics unless all measures of W2 agree within 4 standard errors of their difference over `replications` each.
pub fn w2(seed: u64, replications: u64) {
    let (mut kernel, mut limit) = (w2::kernel::Run::new(), w2::limit::Run::new(seed));
    let ours = moments((0..replications).map(|r| kernel.replicate(seed, r).measures()));
    let theirs = moments((0..replications).map(|_| limit.replicate().measures()));
    println!("W2, {replications} replications: {:>10} {:>10} {:>6}", "kernel", "limit", "z");
    for (i, name) in w2::MEASURES.iter().enumerate() {
        let ((a, va), (b, vb)) = (ours[i], theirs[i]);
        let z = (a - b) / ((va + vb) / replications as f64).sqrt();
        println!("  {name:<22} {a:>12.4} {b:>10.4} {z:>+6.2}");
        assert!(z.abs() < 4.0, "W2 {name}: {a} against {b} is {z} standard errors");
    }
}

/// Mean and variance of each measure.
pub fn moments(outcomes: impl Iterator<Item = [f64; 9]>) -> [(f64, f64); 9] {
    let (mut n, mut sums) = (0.0, [(0.0, 0.0); 9]);
    for values in outcomes {
        n += 1.0;
        for ((sum, squares), value) in sums.iter_mut().zip(values) {
            *sum += value;
            *squares += value * value;
        }
    }
    sums.map(|(sum, squares)| (sum / n, (squares - sum * sum / n) / (n - 1.0)))
}
