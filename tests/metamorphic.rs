//! What must hold between two worlds whatever their numbers: no formula needed.

use backchannel::{
    model::{Outcome, Run, channel::State, outcome::Ending, setup::Setup, side::Side},
    scenario::{Patch, Scenario, library, load_str, quantity::Kind},
};
use rayon::prelude::*;

#[allow(dead_code)] // shared with the tests of theory, which use all of it
#[path = "theory/check.rs"]
mod check;

fn scenario(text: &str, patches: &[&str]) -> Scenario {
    let patches: Vec<Patch> = patches.iter().map(|patch| Patch::parse(patch).expect("a path and a value")).collect();
    load_str("metamorphic.toml", text, &patches).unwrap_or_else(|problems| panic!("{problems}"))
}

fn play<T: Send>(setup: &Setup, seed: u64, n: u64, read: impl Fn(&Outcome) -> T + Sync) -> Vec<T> {
    let one = |run: &mut Run<'_>, k: u64| {
        let outcome = run.replicate(seed, k);
        assert_eq!(outcome.exhausted, None, "replication {k}");
        read(outcome)
    };
    (0..n).into_par_iter().map_init(|| Run::new(setup), one).collect()
}

/// A busy world in which nothing pushes: every ratio is 1 and every slope 0, but all else goes on, learning too.
const INDIFFERENT: &str = r#"
[scenario]
title = "Nothing pushes"
preset = "frozen"
start = 2001-01-01
end = 2003-01-01
side_a = "a"

[sides.a]
pool = { soldier = 3000 }
inflow = { soldier = "3 per day" }
[sides.b]
pool = { soldier = 2500 }
[categories.soldier]

[issues.pow]
categories = ["soldier"]
demand = "1 per 8 d"

[mediators.friend]
leverage = 0.6
guarantor = 0.7
formulation = 0.5
stays = 0.4

[channels.line]
issues = ["pow"]
[channels.track]
kind = "mediated"
issues = ["pow"]
mediators = ["friend"]

[life]
active-to-stalled = { mean = "60 d" }
stalled-to-active = { mean = "20 d" }
stalled-to-dormant = { mean = "100 d" }
active-to-suspended = { mean = "200 d" }
suspended-to-active = { mean = "45 d" }
dormant-to-forming = { mean = "60 d" }
forming-to-active = { mean = "20 d" }

[rules]
pool_limits = true
shock_mean = "40 d"
climate_memory = "30 d"
breach_severity = 0.3
trust_gain = 0.1
trust_breach_loss = 0.35
trust_failure_loss = 0.02
trust_memory = "365 d"
credibility_gain = 0.08
credibility_kept = 0.7
ledger_memory = "365 d"
guarantee_policy = "always-if-mediated"
renegotiation = 0.4
p_uncoordinated = 0.08
verification_failure = 0.05

[events.news]
on = 2001-03-01
shock = { severity = 0 }
"#;

/// With every odds and hazard ratio at 1 outcomes are exactly the same whatever authority, trust, climate, credibility
/// and the weight of guarantors.
#[test]
fn nothing_pushes_so_nothing_matters() {
    let outcomes = |patches: &[&str]| play(&scenario(INDIFFERENT, patches).setup, 3, 300, Outcome::clone);
    let base = outcomes(&[]);
    let endings = |of: &[Outcome]| of.iter().flat_map(|o| &o.cases).map(|c| c.ending).collect::<Vec<_>>();
    for ending in Ending::ALL {
        assert!(endings(&base).contains(&ending), "{ending:?} does not occur: the world is too quiet");
    }
    for variant in [
        "channels.line.authority={ a = 0.1, b = 1 }",
        "channels.track.authority=0",
        "channels.line.trust={ a = 0.05, b = 0.95 }",
        "channels.track.trust=1",
        "events.news.shock.severity=3",
        "events.news.shock.severity=-2",
        "rules.shock_severity=2",
        "rules.breach_severity=1",
        "rules.climate_memory=5 d",
        "rules.trust_gain=0.5",
        "mediators.friend.credibility=0.95",
        "mediators.friend.leverage=0.1",
        "mediators.friend.guarantor=0.2",
        "mediators.friend.formulation=1",
        "sides.a.tolerance=1",
    ] {
        assert!(outcomes(&[variant]) == base, "{variant} matters");
    }
    assert!(outcomes(&["issues.pow.p_approval=0.8"]) != base, "the comparison sees a difference where there is one");
}

/// Under common random numbers a heavier guarantor never turns a kept deal, or a kept batch, into a broken one. One deal
/// a replication, so that no history of earlier deals can differ.
#[test]
fn a_heavier_guarantor_never_hurts() {
    let text = r#"
[scenario]
title = "One large deal"
start = 2001-01-01
end = 2002-01-01
side_a = "a"
[sides.a]
pool = { soldier = 9000 }
[sides.b]
pool = { soldier = 9000 }
opening = 0.9
[categories.soldier]
[issues.pow]
categories = ["soldier"]
demand = "0 per day"
p_renege = 0.2
[mediators.friend]
leverage = { a = 0.8, b = 0.3 }
guarantor = 0.1
[mediators.other]
leverage = 0.4
guarantor = 0.5
[channels.line]
issues = ["pow"]
mediators = ["friend", "other"]
[events.ask]
on = 2001-01-02
demand = { issue = "pow", size = 900 }
"#;
    let ladder: Vec<_> = ["0.01", "0.1", "0.4", "0.7", "1"]
        .map(|weight| {
            let setup = scenario(text, &[&format!("mediators.friend.guarantor={weight}")]).setup;
            play(&setup, 4, 20_000, |outcome| (outcome.crossings.len(), outcome.cases[0].ending == Ending::Executed))
        })
        .into();
    for (light, heavy) in ladder.iter().zip(&ladder[1..]) {
        assert!(light.iter().zip(heavy).all(|(one, two)| one.0 <= two.0 && one.1 <= two.1));
        assert!(light.iter().zip(heavy).any(|(one, two)| one < two), "and it helps sometimes");
    }
}

/// The tutorial without batches (which keep to a day), over `years` with every time constant multiplied by `factor`.
fn slowed(factor: f64, years: i16) -> Setup {
    let text = library::SHIPPED.iter().find(|(id, _)| *id == "tutorial").expect("it is shipped").1;
    let base = ["issues.pow.batch=unlimited", "rules.unreferred=1 d"];
    let mut patches: Vec<String> = base.map(String::from).into();
    patches.push(format!("scenario.end={}-01-01", 2025 + years));
    for input in scenario(text, &base).inputs {
        let Some(number) = input.number.filter(|number| number.is_finite() && *number > 0.0) else { continue };
        let slower = match input.kind {
            Kind::Rate | Kind::HourlyRate | Kind::DailyShare => number / factor,
            kind if kind.is_time() => number * factor,
            _ => continue,
        };
        assert!(!input.value.contains('{'), "{} is a law of its own: {}", input.path, input.value);
        patches.push(format!("{}={}", input.path, input.kind.write(slower)));
    }
    assert!(patches.len() > 30, "every clock of the scenario: {patches:?}");
    scenario(text, &patches.iter().map(String::as_str).collect::<Vec<_>>()).setup
}

/// Doubling every time constant (demand, dwell, stage, decay, hours) halves every rate and doubles every wait: over two
/// years the slow world looks as the other over one. Worlds are played with seeds of their own, so that the standard
/// errors of their means add up as squares.
#[test]
fn doubling_every_time_constant_halves_rates() {
    let read = |outcome: &Outcome| {
        let done = outcome.cases.iter().filter(|c| c.ending == Ending::Executed);
        let wait: f64 = done.clone().map(|c| (c.ended - c.born).days()).sum();
        let up = outcome.time_in[0][State::Active as usize] as f64 / 86_400_000.0;
        let number = |n: usize| n as f64;
        [
            number(outcome.cases.len()),
            number(done.count()),
            f64::from(outcome.returned_total(Side::A)),
            number(outcome.cases.iter().filter(|c| c.ending == Ending::Reneged).count()),
            number(outcome.cases.iter().filter(|c| c.mediated).count()),
            outcome.shocks as f64,
            wait,
            up,
        ]
    };
    let names = ["cases", "executed", "returned", "reneged", "mediated", "shocks", "days of waiting", "days Active"];
    let n = 20_000;
    let (base, slow) = (slowed(1.0, 1), slowed(2.0, 2));
    let hours = |setup: &Setup| (setup.phases[0].rules.window_hours, setup.phases[0].rules.violation_rate);
    assert_eq!((hours(&base), hours(&slow)), ((10.0, 0.004), (20.0, 0.002)));
    let (base, slow) = (play(&base, 5, n, read), play(&slow, 6, n, read));
    for (i, name) in names.into_iter().enumerate() {
        let unit = if i < 6 { 1.0 } else { 2.0 };
        let moments = |rows: &[[f64; 8]], unit: f64| {
            let mean = rows.iter().map(|row| row[i] / unit).sum::<f64>() / n as f64;
            let squares: f64 = rows.iter().map(|row| (row[i] / unit - mean).powi(2)).sum();
            (mean, squares / (n as f64 - 1.0) / n as f64)
        };
        let ((one, v1), (two, v2)) = (moments(&base, 1.0), moments(&slow, unit));
        check::within(&format!("twice as slow over twice the time: {name}"), two, one, (v1 + v2).sqrt());
    }
}
