//! One deal after another: 8.5 yield, 8.7 lead time, 8.13 batches, 8.14 windows, 8.16 offers, 8.24 mandates.

use backchannel::model::{
    Step,
    deal::{bargain, mandate, p_referral, p_window},
    outcome::{Ending, Reached, Responsible},
    setup::Setup,
    side::{PerSide, Side},
};

use crate::{
    check,
    maths::{erlang, expit, hypoexponential, phases},
    world::{FRIEND, MANY, ONE_DEMAND, Played, STAGES, play, world},
};

/// The numbers of section 3 that decide: an answer, a round (five of them), an approval, a breach.
const PIPELINE: [&str; 4] =
    ["issues.pow.p_response=0.75", "issues.pow.p_break=0.05", "issues.pow.p_approval=0.9", "issues.pow.p_renege=0.04"];

/// 8.5: a case passes each stage with its reference probability; where it ends, and whose doing it is.
#[test]
fn pipeline_yield() {
    let (answer, agree, approve, keep) = (0.75, 0.95f64.powi(5), 0.9 * 0.9, 0.96 * 0.96);
    check::exact("8.5", answer * agree * approve * keep, 0.433_218, 1e-6);
    let cases = play(&world(2, ONE_DEMAND, &PIPELINE), MANY, |run| run.outcome.cases[0]);
    let endings = [Ending::NoAnswer, Ending::NoAgreement, Ending::Refused, Ending::Reneged, Ending::Executed];
    let stages = [answer, agree, approve, keep];
    let p: Vec<f64> =
        (0..5).map(|i| stages[..i].iter().product::<f64>() * stages.get(i).map_or(1.0, |stage| 1.0 - stage)).collect();
    let of = |ending| cases.iter().filter(|c| c.ending == ending).count();
    check::classes("8.5 endings", &endings.map(of), &p);
    check::share("8.5 yield", of(Ending::Executed), MANY, answer * agree * approve * keep);
    let passed = |stage| cases.iter().filter(|c| c.reached >= stage).count();
    check::share("8.5 agreements", passed(Reached::Agreed), passed(Reached::Answered), agree);
    let by = |ending| {
        [Responsible::Side(Side::A), Responsible::Side(Side::B), Responsible::Disputed]
            .map(|who| cases.iter().filter(|c| c.ending == ending && c.responsible == who).count())
    };
    let each = |p: f64| [p * (1.0 - p), p * (1.0 - p), p * p].map(|x| x / (p * (2.0 - p)));
    check::classes("8.5 who refused", &by(Ending::Refused), &each(0.1));
    check::classes("8.5 who broke it", &by(Ending::Reneged), &each(0.04));
}

/// Three exponential stages of 4, 10 and 20 days, of which one capital's answer is the second.
const EXPONENTIAL: [&str; 5] = [
    "channels.line.contact={ exponential = { mean = \"4 d\" } }",
    "channels.line.referral={ exponential = { mean = \"10 d\" } }",
    "rules.schedule={ exponential = { mean = \"20 d\" } }",
    "sides.a.referral=always",
    "sides.b.referral=never",
];

/// 8.7, distinct exponentials: mean, variance and the whole law of demand to exchange.
#[test]
fn lead_time_of_exponential_stages() {
    let cdf = |t: f64| hypoexponential(&[0.25, 0.1, 0.05], t);
    check::exact("8.7 F(30)", cdf(30.0), 0.525_061, 1e-6);
    check::exact("8.7 F(60)", cdf(60.0), 0.879_664, 1e-6);
    let lead = play(&world(700, ONE_DEMAND, &EXPONENTIAL), MANY, |run| {
        let case = run.outcome.cases[0];
        assert_eq!(case.last_crossing, Some(case.ended));
        (case.ended - case.born).days()
    });
    check::mean("8.7 mean lead time", &lead, 34.0);
    check::variance("8.7 variance of lead time", &lead, 516.0);
    for t in [30.0, 60.0] {
        check::share(&format!("8.7 F({t})"), lead.iter().filter(|&&x| x <= t).count(), MANY, cdf(t));
    }
    check::law("8.7 lead time", lead, cdf);
}

/// The stages of section 3 with a guarantor, of whom no rule takes notice, and its Erlang-2 times.
fn full_pipeline(days: i64) -> Setup {
    world(days, &format!("{ONE_DEMAND}{FRIEND}"), &STAGES)
}

/// 8.7, the stages of section 3: each stage on its own, and their sum as 18 exponential phases.
#[test]
fn lead_time_of_the_full_pipeline() {
    let stages = play(&full_pipeline(300), MANY, |Played { seen, .. }| {
        let at = |kind: fn(Step) -> bool| seen.days_of(kind).last().expect("every step is taken");
        let ends = [
            at(|s| matches!(s, Step::Taken)),
            at(|s| matches!(s, Step::Answered)),
            at(|s| matches!(s, Step::Agreed)),
            at(|s| matches!(s, Step::Approved)),
            at(|s| matches!(s, Step::Guaranteed(_))),
            at(|s| matches!(s, Step::Crossed(_))),
        ];
        std::array::from_fn::<f64, 5, _>(|i| ends[i + 1] - ends[i])
    });
    let expected =
        [("contact", 4.0, 2), ("offers", 12.5, 10), ("ratify", 9.0, 2), ("guarantee", 4.0, 2), ("schedule", 7.0, 2)];
    for (i, (name, mean, shape)) in expected.into_iter().enumerate() {
        let times = stages.iter().map(|s| s[i]).collect();
        check::law(&format!("8.7 time of {name}"), times, |t| erlang(shape, f64::from(shape) / mean, t));
    }
    let lead: Vec<f64> = stages.iter().map(|s| s.iter().sum()).collect();
    let variance = (16.0 + 5.0 * 6.25 + 81.0 + 16.0 + 49.0) / 2.0;
    check::exact("8.7 sd", f64::sqrt(variance), 9.829_80, 1e-5);
    check::mean("8.7 mean lead time, full pipeline", &lead, 36.5);
    check::variance("8.7 variance of lead time, full pipeline", &lead, variance);
    let rates: Vec<f64> = expected.iter().flat_map(|&(_, mean, n)| vec![f64::from(n) / mean; n as usize]).collect();
    let edges = [22.0, 26.0, 29.0, 32.0, 35.0, 38.0, 41.0, 45.0, 50.0, 60.0, f64::INFINITY];
    let mut observed = [0; 11];
    lead.iter().for_each(|t| observed[edges.iter().position(|e| t <= e).expect("the last is infinite")] += 1);
    let cdf: Vec<f64> = edges.iter().map(|&t| if t.is_finite() { phases(&rates, t) } else { 1.0 }).collect();
    let p: Vec<f64> = (0..11).map(|i| cdf[i] - if i > 0 { cdf[i - 1] } else { 0.0 }).collect();
    check::classes("8.7 lead time, full pipeline", &observed, &p);
}

/// 8.13: three batches, each broken with chance 0.08 (of two sides alike), a day apart to the millisecond.
#[test]
fn batches() {
    let (pi, n) = (0.08_f64, 3);
    let kept = |k: i32| (1.0 - pi).powi(k);
    let fraction = (1.0 - pi) * (1.0 - kept(n)) / (f64::from(n) * pi);
    check::exact("8.13 full", kept(n), 0.778_688, 1e-6);
    check::exact("8.13 fraction", fraction, 0.848_363, 1e-6);
    let each = format!("issues.pow.p_renege={}", 1.0 - (1.0 - pi).sqrt());
    let setup = world(10, ONE_DEMAND, &["events.ask.demand.size=300", "issues.pow.batch=100", &each]);
    let deals = play(&setup, MANY, |Played { outcome, seen, .. }| {
        let days: Vec<f64> = seen.crossings().collect();
        assert!(days.iter().enumerate().all(|(i, day)| *day == i as f64), "{days:?}");
        assert!(outcome.crossings.iter().all(|c| c.heads == PerSide::both(100)));
        (days.len(), f64::from(outcome.returned_total(Side::A)) / 300.0, outcome.cases[0].ending)
    });
    let mut observed = [0; 4];
    deals.iter().for_each(|d| observed[d.0] += 1);
    check::classes("8.13 batches", &observed, &[pi, kept(1) * pi, kept(2) * pi, kept(3)]);
    let of = |ending| deals.iter().filter(|d| d.2 == ending).count();
    check::share("8.13 executed in full", of(Ending::Executed), MANY, kept(n));
    check::share("8.13 in part", of(Ending::PartlyExecuted), MANY, 1.0 - pi - kept(n));
    check::mean("8.13 fraction returned", &deals.iter().map(|d| d.1).collect::<Vec<_>>(), fraction);
}

/// Windows that hold with chance `p`, four retries: executed, postponements, and the time to execution, which is a sum
/// of `2 (j + 1)` exponential phases of 3.5 days after j postponements.
fn check_windows(what: &str, p_uncoordinated: f64, n: usize) {
    let p = p_window(0.004, 10.0, 0.0, p_uncoordinated);
    let lost = format!("rules.p_uncoordinated={p_uncoordinated}");
    let windows = ["rules.window_hours=10 h", "rules.violation_rate=0.004 per hour", "rules.retry=7 d"];
    let setup = world(250, ONE_DEMAND, &[&windows[..], &["rules.schedule=7 d", &lost]].concat());
    let cases = play(&setup, n, |run| run.outcome.cases[0]);
    let executed = 1.0 - (1.0 - p).powi(5);
    let done: Vec<_> = cases.iter().filter(|c| c.ending == Ending::Executed).collect();
    check::share(&format!("{what} executed"), done.len(), n, executed);
    let called_off = cases.iter().filter(|c| c.ending == Ending::CalledOff).count();
    assert_eq!(done.len() + called_off, n, "{what}: nothing else can happen");
    let p_postponed: Vec<f64> = (0..5).map(|j| (1.0 - p).powi(j) * p / executed).collect();
    let mean: f64 = p_postponed.iter().enumerate().map(|(j, p)| j as f64 * p).sum();
    let postponed: Vec<f64> = done.iter().map(|c| f64::from(c.postponements)).collect();
    check::mean(&format!("{what} postponements"), &postponed, mean);
    let mut observed = [0; 5];
    done.iter().for_each(|c| observed[c.postponements as usize] += 1);
    check::classes(&format!("{what} postponements"), &observed, &p_postponed);
    let times: Vec<f64> = done.iter().map(|c| c.ended.days()).collect();
    check::mean(&format!("{what} days to execution"), &times, 7.0 * (1.0 + mean));
    let cdf = |t: f64| (1..).zip(&p_postponed).map(|(j, p)| p * erlang(2 * j, 2.0 / 7.0, t)).sum();
    check::law(&format!("{what} time to execution"), times, cdf);
    let off = cases.iter().filter(|c| c.ending == Ending::CalledOff).map(|c| c.ended.days()).collect::<Vec<_>>();
    if off.len() > 1_000 {
        check::law(&format!("{what} time to calling off"), off, |t| erlang(10, 2.0 / 7.0, t));
    }
}

/// 8.14, as published, and with windows that fail half of the time so that some deals are called off.
#[test]
fn windows_with_retries() {
    let p = (-0.004f64 * 10.0).exp() * (1.0 - 0.08);
    let executed = 1.0 - (1.0 - p).powi(5);
    let postponed = (0..5).map(|j| f64::from(j) * (1.0 - p).powi(j) * p).sum::<f64>() / executed;
    for (x, published) in [(p, 0.883_926), (executed, 0.999_979), (postponed, 0.131_211)] {
        check::exact("8.14", x, published, 1e-6);
    }
    check::exact("8.14 in the engine", p_window(0.004, 10.0, 0.0, 0.08), p, 1e-9);
    check_windows("8.14", 0.08, 5 * MANY);
    check_windows("8.14 half", 0.5, MANY);
}

/// What section 3.2 says of rounds, the gap left and the ratio.
fn offers(opening: [f64; 2], c: [f64; 2], epsilon: f64) -> (u32, f64, f64) {
    let (mut gap, mut rounds) = (opening[0] + opening[1], 0);
    while gap > epsilon || rounds == 0 {
        gap *= 1.0 - c[0] - c[1];
        rounds += 1;
    }
    let moved = opening[0] + opening[1] - gap;
    let a = opening[0] - c[0] / (c[0] + c[1]) * moved;
    let b = -opening[1] + c[1] / (c[0] + c[1]) * moved;
    (rounds, gap, (a + b) / 2.0)
}

/// 8.16, exact: rounds and ratio of a watched deal, over openings, concessions and settling gaps.
#[test]
fn offers_settle() {
    let (n, gap, r) = offers([0.6, 0.6], [0.22, 0.22], 0.1);
    assert_eq!(n, 5);
    check::exact("8.16 gap", gap, 0.066_088, 1e-6);
    check::exact("8.16 r", r, 0.0, 1e-9);
    let (n, _, r) = offers([0.6, 0.6], [0.30, 0.15], 0.1);
    assert_eq!(n, 5);
    check::exact("8.16 r, uneven", r, -0.189_934, 1e-6);
    check::exact("8.16 limit", offers([0.6, 0.6], [0.30, 0.15], 1e-9).2, -0.20, 1e-9);
    for opening in [[0.6, 0.6], [0.9, 0.3], [0.45, 1.4], [0.05, 0.04]] {
        for c in [[0.22, 0.22], [0.30, 0.15], [0.05, 0.4], [0.01, 0.02]] {
            for epsilon in [0.1, 0.3, 1e-9] {
                let (rounds, _, ratio) = offers(opening, c, epsilon);
                let settled = bargain(PerSide(opening), PerSide(c), epsilon);
                assert_eq!(settled.rounds, rounds, "{opening:?} {c:?} {epsilon}");
                check::exact("8.16 r of the rule", settled.ratio, ratio, 1e-9);
                let patches = [
                    format!("sides.a.opening={}", opening[0]),
                    format!("sides.b.opening={}", opening[1]),
                    format!("sides.a.concession={}", c[0]),
                    format!("sides.b.concession={}", c[1]),
                    format!("rules.settle_gap={epsilon}"),
                    "rules.opening_floor=0".into(),
                ];
                let setup = world(1, ONE_DEMAND, &patches.each_ref().map(String::as_str));
                let seen = play(&setup, 1, |run| run.seen.agreed[0]);
                assert_eq!(seen[0].0, rounds, "held: {opening:?} {c:?} {epsilon}");
                check::exact("8.16 r in a run", seen[0].1, ratio, 1e-9);
            }
        }
    }
}

/// 8.16: five rounds survive with (1 - q)^5; the round that breaks is geometric, each round is Erlang-2 of 2.5 days.
#[test]
fn rounds_break() {
    let (q, days) = (0.05_f64, "channels.line.round=2.5 d");
    check::exact("8.16 survival", (1.0 - q).powi(5), 0.773_781, 1e-6);
    let talks =
        play(&world(200, ONE_DEMAND, &["issues.pow.p_break=0.05", days]), MANY, |Played { outcome, .. }| {
            let case = outcome.cases[0];
            (case.rounds as usize, case.ending == Ending::Executed, case.ended.days())
        });
    check::share("8.16 survival", talks.iter().filter(|t| t.1).count(), MANY, (1.0 - q).powi(5));
    let mut observed = [0; 6];
    talks.iter().for_each(|t| observed[if t.1 { 5 } else { t.0 - 1 }] += 1);
    let p: Vec<f64> = (0..6).map(|n| (1.0 - q).powi(n) * if n < 5 { q } else { 1.0 }).collect();
    check::classes("8.16 rounds held", &observed, &p);
    let cdf = |t: f64| {
        let rounds = |n: u32| erlang(2 * n, 0.8, t);
        (1..=5).zip(&p).map(|(n, p)| p * rounds(n)).sum::<f64>() + p[5] * rounds(5)
    };
    check::law("8.16 time of talks", talks.iter().map(|t| t.2).collect(), cdf);
}

/// Both sides' referrals of one deal of `size` between negotiators of `authority`, and the days of ratification.
fn referrals(authority: f64, size: f64) -> Vec<([bool; 2], f64)> {
    let patches = [
        format!("channels.line.authority={authority}"),
        format!("events.ask.demand.size={size}"),
        "rules.referral_slope=2".into(),
        "channels.line.referral=9 d".into(),
        "rules.unreferred={ exponential = { mean = \"1 d\" } }".into(),
    ];
    let setup = world(150, ONE_DEMAND, &patches.each_ref().map(String::as_str));
    play(&setup, MANY / 2, |Played { seen, .. }| {
        let referred = seen.steps.iter().find_map(|(_, step)| match step {
            Step::Referred(referred) => Some(referred.0),
            _ => None,
        });
        (referred.expect("it comes to that"), seen.crossings().next().expect("and then they cross"))
    })
}

/// 8.24, exact: the mandate ladder; then its referral shares in simulation, draw for draw the same as those of a
/// negotiator of the reference rung with a deal as far beyond the mandate; and the time of the slower answer.
#[test]
fn mandates() {
    let published = [(0.2, 0.993_641), (0.4, 0.961_538), (0.6, 0.8), (0.8, 0.390_244), (1.0, 0.092_888)];
    for (authority, expected) in published {
        let cap = 100.0 * f64::powf(2.5, (authority - 0.6) / 0.2);
        let p = expit(2.0 * (200.0 / cap).ln());
        check::exact("8.24", p, expected, 1e-6);
        check::exact("8.24 mandate", mandate(100.0, 2.5, authority), cap, 1e-9);
        check::exact("8.24 of the rule", p_referral(200.0, mandate(100.0, 2.5, authority), 2.0), p, 1e-9);
        let seen = referrals(authority, 200.0);
        let n = seen.len();
        let what = format!("8.24 authority {authority}:");
        check::share(&format!("{what} referrals"), seen.iter().flat_map(|s| s.0).filter(|&r| r).count(), 2 * n, p);
        check::share(&format!("{what} both refer"), seen.iter().filter(|s| s.0 == [true; 2]).count(), n, p * p);
        let same = referrals(0.6, 200.0 * 100.0 / cap);
        assert!(seen.iter().zip(&same).all(|(one, two)| one.0 == two.0), "{what} as at the reference rung");
        let law = |t: f64| (p * erlang(2, 2.0 / 9.0, t) + (1.0 - p) * -(-t).exp_m1()).powi(2);
        check::law(&format!("{what} time of ratification"), seen.iter().map(|s| s.1).collect(), law);
    }
}
