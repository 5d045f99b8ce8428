//! What adds up over demands: 8.6 thinned Poisson, 8.9 compound Poisson.

use backchannel::{
    kernel::Time,
    model::{outcome::Ending, side::Side},
};

use crate::{
    check,
    maths::{hypoexponential, hypoexponential_area, normal_cdf, poisson},
    world::{MANY, Played, play, world},
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
