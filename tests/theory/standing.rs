//! Section 3.7: how long a standing arrangement stands.

use backchannel::model::{outcome::Ending, setup::Setup};

use crate::{
    check,
    world::{MANY, Played, play, world},
};

/// Milliseconds a day.
const DAY: f64 = 86_400_000.0;

/// A corridor on the line, which a demand of the first day brings into force at noon.
fn corridor(more: &str, patches: &[&str]) -> Setup {
    let text = r#"
[issues.corridor]
standing = true
demand = "0 per day"
size = 5000
p_response = 1
p_break = 0
p_approval = 1
p_renege = 0
[mediators.friend]
guarantor = 1
leverage = { a = 0.9, b = 0.8 }
credibility = 0.9
availability = 1
[events.ask]
on = 2001-01-01
demand = { issue = "corridor" }
"#;
    let base = [
        "channels.line.issues=[\"corridor\", \"pow\"]",
        "channels.line.mediators=[\"friend\"]",
        "channels.line.contact={ fixed = \"12 h\" }",
        "rules.standing_mean=40 d",
    ];
    world(500, &format!("{text}{more}"), &[&base[..], patches].concat())
}

/// Days in force of the one arrangement: as told and as counted.
fn days_in_force(setup: &Setup) -> Vec<f64> {
    let horizon = setup.horizon.days();
    play(setup, MANY, |Played { outcome, seen, .. }| {
        let case = outcome.cases[0];
        assert_eq!((case.ending, case.ended.days()), (Ending::Executed, 0.5), "one batch, whatever its size");
        assert_eq!(outcome.crossings.iter().map(|c| c.heads.0[0] + c.heads.0[1]).sum::<u32>(), 0, "nobody moves");
        let counted = outcome.in_force[1] as f64 / DAY;
        let told = seen.terminated.first().map_or(horizon, |at| at.days()) - 0.5;
        check::exact("as told and as counted", told, counted, 1e-7);
        if seen.terminated.is_empty() { f64::INFINITY } else { counted }
    })
}

/// A constant hazard: exponential; pressure when it was agreed and the climate of its channel multiply the hazard.
#[test]
fn a_constant_hazard() {
    check::law("standing: no pressure", days_in_force(&corridor("", &[])), |t| -(-t / 40.0).exp_m1());
    let window = "[windows.push]\nfrom = 2001-01-01\nto = 2001-01-02\npressure = { a = 0.5, b = 0.2 }\n";
    let pushed = days_in_force(&corridor(window, &["rules.standing_pressure=1.6", "rules.standing_climate=1/1.65"]));
    let rate = 1.6f64.sqrt() / 40.0;
    check::law("standing: pressure when agreed", pushed, |t| -(-rate * t).exp_m1());
    let shock = "[events.news]\non = 2001-01-21\nshock = { severity = 0.8 }\n";
    let shocked = days_in_force(&corridor(shock, &["rules.standing_climate=1/1.65"]));
    let hazard = |t: f64| (t + (1.65f64.powf(0.8) - 1.0) * (t - 19.5).max(0.0)) / 40.0;
    check::law("standing: bad news on day 20", shocked, |t| -(-hazard(t)).exp_m1());
    let set = "[events.shorter]\non = 2001-01-21\nset = { path = \"rules.standing_mean\", value = \"10 d\" }\n";
    let hazard = |t: f64| (t + 3.0 * (t - 19.5).max(0.0)) / 40.0;
    check::law("standing: shorter from day 20", days_in_force(&corridor(set, &[])), |t| -(-hazard(t)).exp_m1());
}

/// A guarantee that fades by the calendar day: the hazard of day k is `HR^(G e^(-k/m)) / mean`, G the weaker of the two
/// sides', and the law is its piecewise exponential. The first day in force has half a day left.
#[test]
fn a_guarantee_fades() {
    let rules = [
        "rules.standing_guarantee=0.05",
        "rules.standing_memory=30 d",
        "rules.guarantee_policy=always-if-mediated",
        "rules.guarantee_time={ fixed = \"0 d\" }",
    ];
    let g = 0.8 * 0.9;
    let rate = |k: f64| 0.05f64.powf(g * (-k / 30.0f64).exp()) / 40.0;
    let mut cumulated = vec![0.0];
    for k in 0..500 {
        let whole = if k == 0 { 0.5 } else { 1.0 };
        cumulated.push(cumulated[k] + whole * rate(k as f64));
    }
    let cdf = |t: f64| {
        let k = (t + 0.5).floor();
        let into = if k == 0.0 { t } else { t + 0.5 - k };
        -(-(cumulated[k as usize] + into * rate(k))).exp_m1()
    };
    let days = days_in_force(&corridor("", &rules));
    check::share("standing: by day 30", days.iter().filter(|t| **t <= 30.0).count(), MANY, cdf(30.0));
    check::law("standing: guaranteed", days, cdf);
    let never = days_in_force(&corridor("", &[&rules[..], &["rules.guarantee_policy=never"]].concat()));
    check::law("standing: without a guarantor", never, |t| -(-t / 40.0).exp_m1());
}

/// Demand stands still while one is in force, so in force and not alternate: the mean time in force from a start without
/// is `p T - p (1 - e^(-kT)) / k`, with `k` the sum of both rates and `p` the share at rest.
#[test]
fn in_force_and_not() {
    let patches = ["events.ask.enabled=false", "issues.corridor.demand=0.1 per day", "channels.line.contact=0 d"];
    let (up, down) = (0.1_f64, 1.0 / 40.0);
    let (k, p) = (up + down, up / (up + down));
    let mut setup = corridor("", &patches);
    for days in [20.0, 200.0] {
        setup.horizon = backchannel::kernel::Time::from_days(days);
        let seen = play(&setup, MANY, |Played { outcome, seen, .. }| {
            let (starts, ends) = (outcome.cases.len(), seen.terminated.len());
            assert!(starts == ends || starts == ends + 1, "no second demand while one is in force");
            [outcome.in_force[1] as f64 / DAY, starts as f64]
        });
        let column = |i: usize| seen.iter().map(|s| s[i]).collect::<Vec<f64>>();
        let share = p * days + p * (-k * days).exp_m1() / k;
        check::mean(&format!("standing: days in force of {days}"), &column(0), share);
        check::mean(&format!("standing: demands in {days} days"), &column(1), up * (days - share));
    }
}
