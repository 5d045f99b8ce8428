//! What adds up over demands: 8.4 counts with an on/off channel, 8.6 thinned Poisson, 8.8 deals in process, 8.9 compound
//! Poisson, 8.20 spillover, and what a backlog carries on.

use backchannel::{
    kernel::Time,
    model::{outcome::Ending, side::Side},
};

use crate::{
    check,
    maths::{evolve, hypoexponential, hypoexponential_area, integral_in, normal_cdf, poisson},
    world::{FRIEND, MANY, ONE_DEMAND, Played, STAGES, play, world},
};

/// Demands at 0.085 a day, each executed with chance 0.433218 (8.5).
const THINNED: [&str; 5] = [
    "issues.pow.demand=0.085 per day",
    "issues.pow.p_response=0.75",
    "issues.pow.p_break=0.05",
    "issues.pow.p_approval=0.9",
    "issues.pow.p_renege=0.04",
];
const RATE: f64 = 0.085;

fn p_executed() -> f64 {
    0.75 * 0.95f64.powi(5) * 0.9 * 0.9 * 0.96 * 0.96
}

/// A number of independent counts is Poisson: mean, index of dispersion (its variance is about 2 / n) and every class.
fn check_poisson(what: &str, counts: &[usize], mean: f64) {
    let n = counts.len() as f64;
    let xs: Vec<f64> = counts.iter().map(|&c| c as f64).collect();
    let average = xs.iter().sum::<f64>() / n;
    check::within(&format!("{what} mean"), average, mean, (mean / n).sqrt());
    let dispersion = xs.iter().map(|x| (x - average).powi(2)).sum::<f64>() / (n - 1.0) / average;
    check::within(&format!("{what} index of dispersion"), dispersion, 1.0, (2.0 / n).sqrt());
    let last = (mean + 8.0 * mean.sqrt()) as usize + 2;
    let mut observed = vec![0; last + 1];
    counts.iter().for_each(|&c| observed[c.min(last)] += 1);
    check::classes(&format!("{what} counts"), &observed, &poisson(mean, last));
}

/// 8.6: of the demands of a year, those ever executed; those executed within the year; those still under way at its
/// end. Stages are exponential of 4, 10 and 20 days; the second year lets every case end.
#[test]
fn thinned_poisson() {
    let (year, p) = (365.0, p_executed());
    check::exact("8.6", RATE * year * p, 13.440_6, 1e-4);
    let stages = [
        "channels.line.contact={ exponential = { mean = \"4 d\" } }",
        "channels.line.referral={ exponential = { mean = \"10 d\" } }",
        "rules.schedule={ exponential = { mean = \"20 d\" } }",
        "sides.a.referral=always",
        "sides.b.referral=never",
    ];
    let setup = world(765, "", &[&THINNED[..], &stages].concat());
    let end = Time::from_days(year);
    let counts = play(&setup, MANY / 2, |Played { outcome, .. }| {
        let executed = outcome.cases.iter().filter(|c| c.ending == Ending::Executed && c.born < end);
        let (by_demand, late) = executed.fold((0, 0), |(all, late), c| (all + 1, late + usize::from(c.ended >= end)));
        let failed = outcome.cases.iter().filter(|c| c.ending != Ending::Executed && c.born < end).count();
        [by_demand, by_demand - late, late, failed]
    });
    let column = |i: usize| counts.iter().map(|c| c[i]).collect::<Vec<usize>>();
    let rates = [0.25, 0.1, 0.05];
    let area = hypoexponential_area(&rates, year);
    check::exact("area", area, crate::maths::integral(0.0, year, |t| hypoexponential(&rates, t)), 1e-6);
    check_poisson("8.6 executed by demand date:", &column(0), RATE * p * year);
    check_poisson("8.6 completed in the year:", &column(1), RATE * p * area);
    check_poisson("8.6 completed later:", &column(2), RATE * p * (year - area));
    check_poisson("8.6 not executed:", &column(3), RATE * (1.0 - p) * year);
    let pair = |i: usize, j: usize| counts.iter().map(|c| (c[i] as f64, c[j] as f64)).collect::<Vec<_>>();
    check::uncorrelated("8.6 executed and not executed", &pair(0, 3));
    check::uncorrelated("8.6 completed in the year and later", &pair(1, 2));
}

/// First and second moment of a lognormal size rounded half up to whole people: sums of its tail.
fn rounded_moments(median: f64, log_sd: f64) -> (f64, f64) {
    let tail = |x: f64| 1.0 - normal_cdf((x / median).ln() / log_sd);
    (1..200_000).map(f64::from).fold((0.0, 0.0), |(first, second), k| {
        let p = tail(k - 0.5);
        (first + p, second + (2.0 * k - 1.0) * p)
    })
}

/// 8.9: people returned in a year and in its first hundred days. The engine rounds to whole people, which is kept in
/// the moments; against the unrounded formula it moves the mean by less than 0.001 and the sd by less than 0.01.
#[test]
fn returned_totals() {
    let (median, log_sd, year) = (90.0_f64, 0.7_f64, 365.0);
    let count = RATE * year * p_executed();
    let (first, second) = (median * (log_sd * log_sd / 2.0).exp(), (median * median) * (2.0 * log_sd * log_sd).exp());
    check::exact("8.9 mean", count * first, 1545.479, 1e-2);
    check::exact("8.9 sd", (count * second).sqrt(), 538.587, 1e-2);
    let (rounded, rounded_second) = rounded_moments(median, log_sd);
    check::exact("8.9 mean, rounded", count * rounded, count * first, 1e-3);
    check::exact("8.9 sd, rounded", (count * rounded_second).sqrt(), (count * second).sqrt(), 1e-2);
    let size = "issues.pow.size={ lognormal = { median = 90, log_sd = 0.7 } }";
    let returned = play(&world(365, "", &[&THINNED[..], &[size]].concat()), MANY, |Played { outcome, .. }| {
        let by = |day: u32| outcome.crossings.iter().filter(|c| c.day < day).map(|c| c.heads[Side::B]).sum::<u32>();
        assert_eq!(by(365), outcome.returned_total(Side::A), "the ratio is 0");
        [f64::from(by(365)), f64::from(by(100))]
    });
    for (i, (what, days)) in [("in a year", year), ("in 100 days", 100.0)].into_iter().enumerate() {
        let xs: Vec<f64> = returned.iter().map(|r| r[i]).collect();
        let count = count * days / year;
        check::mean(&format!("8.9 mean returned {what}"), &xs, count * rounded);
        check::variance(&format!("8.9 variance of returned {what}"), &xs, count * rounded_second);
    }
    let parts: Vec<_> = returned.iter().map(|r| (r[1], r[0] - r[1])).collect();
    check::uncorrelated("8.9 the first hundred days and the rest", &parts);
}

/// 8.4: a Poisson demand meets an on/off line that starts in each state in its stationary share; what comes while it is
/// down gives up within two minutes. More than Poisson: the time the line is up varies too.
#[test]
fn counts_with_an_on_off_channel() {
    let (rate, up, down, t) = (0.03_f64, 60.0_f64, 20.0_f64, 365.0_f64);
    let (a, pace) = (up / (up + down), 1.0 / up + 1.0 / down);
    let share = 2.0 * a * (1.0 - a) / (pace * t) * (1.0 + (-pace * t).exp_m1() / (pace * t));
    let (mean, variance) = (rate * a * t, rate * a * t + (rate * t).powi(2) * share);
    check::exact("8.4 mean", mean, 8.2125, 1e-9);
    check::exact("8.4 variance", variance, 9.984_375, 1e-6);
    let from = |state: &str, n: usize| {
        let patches = [
            "issues.pow.demand=0.03 per day",
            "rules.patience=2 min",
            "life.active-to-stalled.mean=60 d",
            "life.stalled-to-active.mean=20 d",
            &format!("channels.line.start={state}"),
        ];
        play(&world(365, "", &patches), n, |run| {
            run.outcome.cases.iter().filter(|c| c.ending == Ending::Executed).count() as f64
        })
    };
    let strata = [(a, from("active", MANY)), (1.0 - a, from("stalled", MANY / 2))];
    check::stratified("8.4 mean number", &strata, mean);
    let squares = strata.map(|(weight, xs)| (weight, xs.iter().map(|x| (x - mean).powi(2)).collect()));
    check::stratified("8.4 variance of the number", &squares, variance);
}

/// The stages of section 3 as a chain of exponential phases with ways out; the last state is the way out.
fn pipeline() -> Vec<Vec<f64>> {
    let mut phases: Vec<(f64, f64)> = Vec::new();
    let mut stage = |mean: f64, passed: f64| phases.extend([(2.0 / mean, 1.0), (2.0 / mean, passed)]);
    stage(4.0, 0.75);
    (0..5).for_each(|_| stage(2.5, 0.95));
    stage(9.0, 0.81);
    stage(4.0, 1.0);
    stage(7.0, 0.0);
    let n = phases.len();
    let mut rates = vec![vec![0.0; n + 1]; n + 1];
    for (i, (rate, passed)) in phases.into_iter().enumerate() {
        rates[i][n] = rate * (1.0 - passed);
        if i + 1 < n {
            rates[i][i + 1] = rate * passed;
        }
    }
    rates
}

/// 8.8: deals in process on a day are Poisson, on the way to rest and at rest, with a pipeline of eighteen phases.
#[test]
fn deals_in_process() {
    let stays = 4.0 + 0.75 * 2.5 * (1.0 - 0.95f64.powi(5)) / 0.05 + 0.75 * 0.95f64.powi(5) * (9.0 + 0.81 * 11.0);
    check::exact("8.8 E", stays, 22.877_027, 1e-6);
    check::exact("8.8 L", RATE * stays, 1.944_547, 1e-6);
    check::exact("8.8 P(0)", (-RATE * stays).exp(), 0.143_052, 1e-6);
    let rates = pipeline();
    let start: Vec<f64> = (0..rates.len()).map(|i| if i == 0 { 1.0 } else { 0.0 }).collect();
    let there = |t: f64| 1.0 - evolve(&rates, &start, t)[rates.len() - 1];
    check::exact("8.8 time in system", integral_in(300, 0.0, 150.0, there), stays, 1e-4);
    for days in [10, 30, 200] {
        let setup = world(days, FRIEND, &[&THINNED[..], &STAGES, &["issues.pow.p_renege=0"]].concat());
        let open = play(&setup, MANY, |run| run.outcome.cases.iter().filter(|c| c.ending == Ending::InProcess).count());
        let mean = RATE * integral_in(300, 0.0, days as f64, there);
        check_poisson(&format!("8.8 in process on day {days}:"), &open, mean);
    }
}

/// Two more issues without a ratio, so that each deal has one round, on the line.
const MARGINS: &str = r#"
[issues.one]
reciprocal = false
to = "a"
categories = ["soldier"]
size = 10
p_response = 1
p_break = 0
p_approval = 1
p_renege = 0
spill = { one = 0.10, two = 0.15 }
[issues.two]
reciprocal = false
to = "b"
categories = ["soldier"]
size = 10
p_response = 1
p_break = 0
p_approval = 1
p_renege = 0
spill = { one = 0.05, two = 0.20 }
"#;

/// The solution of `x = b + M x` for a matrix of two.
fn solve(m: [[f64; 2]; 2], b: [f64; 2]) -> [f64; 2] {
    let [[p, q], [r, s]] = [[1.0 - m[0][0], -m[0][1]], [-m[1][0], 1.0 - m[1][1]]];
    let det = p * s - q * r;
    [(s * b[0] - q * b[1]) / det, (p * b[1] - r * b[0]) / det]
}

/// 8.20: demands of their own and those they raise in the margins: mean and variance of both totals. A demand's own total
/// of kind k has mean `m = e_k + M m` and variance `v = (M (v + m²) - M² m²)`, entry by entry, since each round raises
/// at most one of each kind; Poisson demands add `mu (v + m²)`.
#[test]
fn spillover() {
    let (mu, m) = ([10.0, 5.0], [[0.10, 0.15], [0.05, 0.20]]);
    let patches = [
        "channels.line.issues=[\"pow\", \"one\", \"two\"]",
        "issues.one.demand=1 per 10 d",
        "issues.two.demand=0.05 per day",
    ];
    let totals = play(&world(100, MARGINS, &patches), MANY, |run| {
        let of = |issue: u16| run.outcome.cases.iter().filter(|c| c.issue.0 == issue).count() as f64;
        assert!(run.outcome.cases.iter().all(|c| c.ending == Ending::Executed && c.rounds == 1));
        [of(1), of(2)]
    });
    for (k, published) in [11.578_947, 8.421_053].into_iter().enumerate() {
        let own = [0, 1].map(|i| f64::from(u8::from(i == k)));
        let mean = solve(m, own);
        let spread = [0, 1].map(|i| (0..2).map(|j| (m[i][j] - m[i][j].powi(2)) * mean[j].powi(2)).sum::<f64>());
        let variance = solve(m, spread);
        let total: f64 = (0..2).map(|i| mu[i] * mean[i]).sum();
        check::exact("8.20", total, published, 1e-6);
        let xs: Vec<f64> = totals.iter().map(|t| t[k]).collect();
        check::mean(&format!("8.20 demands of kind {k}"), &xs, total);
        let variance = (0..2).map(|i| mu[i] * (variance[i] + mean[i].powi(2))).sum();
        check::variance(&format!("8.20 variance of demands of kind {k}"), &xs, variance);
    }
}

/// Every round of a deal may raise a demand of its own: five rounds, a binomial number, each of its own size.
#[test]
fn every_round_may_spill() {
    let patches = [
        "channels.line.issues=[\"pow\", \"one\", \"two\"]",
        "issues.pow.spill={ one = 0.4 }",
        "issues.one.spill=0",
        "issues.one.demand=0 per day",
        "issues.two.demand=0 per day",
        "issues.one.size={ exponential = { mean = 10 } }",
        "issues.one.batch=unlimited",
    ];
    let raised = play(&world(2, &format!("{ONE_DEMAND}{MARGINS}"), &patches), MANY, |run| {
        let spilled = run.outcome.cases.iter().filter(|c| c.issue.0 == 1);
        assert!(run.outcome.cases.iter().filter(|c| c.issue.0 == 0).all(|c| c.rounds == 5 && c.scripted));
        spilled.map(|c| (c.size, c.scripted)).collect::<Vec<_>>()
    });
    assert!(raised.iter().flatten().all(|(_, scripted)| !scripted), "what spills over is not scripted");
    let mut observed = [0; 6];
    raised.iter().for_each(|r| observed[r.len()] += 1);
    let choose = [1.0, 5.0, 10.0, 10.0, 5.0, 1.0];
    let p: Vec<f64> = (0..6).map(|k| choose[k as usize] * 0.4f64.powi(k) * 0.6f64.powi(5 - k)).collect();
    check::classes("spill: demands raised in five rounds", &observed, &p);
    check::law("spill: sizes", raised.iter().flatten().map(|r| r.0).collect(), |x| -(-x / 10.0).exp_m1());
    let pairs: Vec<_> = raised.iter().filter(|r| r.len() > 1).map(|r| (r[0].0, r[1].0)).collect();
    check::uncorrelated("spill: a size and the next", &pairs);
}

/// Section 3.0, backlog: of cases that fail with chance f the next takes over c of the size, so sizes follow
/// `S_n = S + c B S_(n-1)`: mean and second moment by recursion, towards `S / (1 - c f)`.
#[test]
fn what_is_carried_on() {
    let (carry, fails, own) = (0.7, 0.6, 100.0);
    let patches = ["issues.pow.demand=1 per day", "issues.pow.p_response=0.4", "issues.pow.carry=0.7"];
    let sizes = play(&world(40, "", &patches), MANY, |run| {
        let sizes: Vec<f64> = run.outcome.cases.iter().map(|c| c.size).collect();
        (sizes.get(1).copied(), sizes.get(9).copied())
    });
    let (mut mean, mut square) = (own, own * own);
    for n in 1..10 {
        (mean, square) =
            (own + carry * fails * mean, own * own + 2.0 * own * carry * fails * mean + carry * carry * fails * square);
        let xs: Option<Vec<f64>> = match n {
            1 => Some(sizes.iter().filter_map(|s| s.0).collect()),
            9 => Some(sizes.iter().filter_map(|s| s.1).collect()),
            _ => None,
        };
        if let Some(xs) = xs {
            check::mean(&format!("backlog: mean size of case {}", n + 1), &xs, mean);
            check::variance(&format!("backlog: variance of the size of case {}", n + 1), &xs, square - mean * mean);
        }
    }
    check::exact("backlog: towards rest", mean, own / (1.0 - carry * fails), 0.1);
}
