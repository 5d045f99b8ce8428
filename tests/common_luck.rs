//! What common random numbers are worth on a shipped scenario, in variance over independent seeds.

use backchannel::{
    experiment::{batch::Batch, compare::Comparison, ranking::Main},
    scenario::{Patch, Scenario, load},
};

const BATCH: Batch = Batch { seed: 1, replications: 2_000, threads: 0 };

fn scenario(patches: &[&str]) -> Scenario {
    let patches: Vec<Patch> = patches.iter().map(|text| Patch::parse(text).expect("a path and a value")).collect();
    load("istanbul-2025".as_ref(), &patches).expect("a shipped scenario")
}

/// Each main measure that the change moves in some history, with its gain.
fn gains(base: &Scenario, arm: &Scenario) -> Vec<(String, f64)> {
    let mut c = Comparison::new(&base.setup, &[&arm.setup]);
    c.play(&BATCH, |_| true).expect("it plays");
    let gain = |main: &Main| {
        let pair = c.arms[0].pair(main.column.measure).expect("both have it");
        Some((main.column.name.clone(), pair.paired.variance_reduction()?))
    };
    let gains: Vec<_> = c.mains.iter().filter_map(gain).collect();
    assert!(gains.iter().any(|(name, _)| name == "exchanges"), "the change must matter");
    gains
}

fn number(scenario: &Scenario, path: &str) -> f64 {
    let input = scenario.inputs.iter().find(|input| input.path == path).expect("an input");
    input.number.expect("a number")
}

/// One probability moves by 5%: the shared luck is worth at least a factor of 4 in every main measure. What it is worth
/// where an intermediary is taken out, which changes much more, is told beside it (`-- --nocapture`).
#[test]
fn a_probability_that_moves_by_a_twentieth() {
    let base = scenario(&[]);
    for path in ["issues.pow.p_response", "issues.pow.p_approval"] {
        let moved = format!("{path}={}", 0.95 * number(&base, path));
        let gains = gains(&base, &scenario(&[&moved]));
        println!("{moved}: {gains:.1?}");
        for (name, gain) in gains {
            assert!(gain >= 4.0, "{moved}, {name}: {gain}");
        }
    }
    let out = "mediators.turkey.out=true";
    println!("{out}: {:.1?}", gains(&base, &scenario(&[out])));
}
