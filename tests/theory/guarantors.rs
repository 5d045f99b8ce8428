//! 8.12: breaking a deal, and what guarantors make it cost.

use backchannel::model::{odds, outcome::CaseRecord, outcome::Ending, setup::Setup};

use crate::{
    check,
    maths::{expit, logit},
    world::{MANY, ONE_DEMAND, play, world},
};

/// Two guarantors of unequal weight.
const GUARANTORS: &str = r#"
[mediators.tr]
guarantor = 0.8
leverage = 0.7
credibility = 0.65
availability = 1

[mediators.sa]
guarantor = 0.7
leverage = 0.6
credibility = 0.6
availability = 1
"#;

/// A deal of 225 at ratio 0.2 (openings 0.8 and 0.4, equal concessions), with both guarantors on the line.
fn deal(p_renege: f64, more: &[&str]) -> Setup {
    let reference = format!("issues.pow.p_renege={p_renege:?}");
    let patches = [
        "events.ask.demand.size=225",
        "sides.a.opening=0.8",
        "sides.b.opening=0.4",
        "channels.line.mediators=[\"tr\", \"sa\"]",
        &reference,
    ];
    world(2, &format!("{ONE_DEMAND}{GUARANTORS}"), &[&patches[..], more].concat())
}

/// The temptation of section 3.6: size beyond routine, and lopsidedness.
const TEMPTED: [&str; 2] = ["rules.renege_size=1.6", "rules.renege_lopsided=1.3"];
/// The cost of it, with everyone attached asked.
const GUARDED: [&str; 3] = [
    "rules.renege_guarantee=0.05",
    "rules.guarantee_policy=always-if-mediated",
    "rules.guarantee_time={ fixed = \"0 d\" }",
];

fn g(strengths: &[f64]) -> f64 {
    1.0 - strengths.iter().map(|s| 1.0 - s).product::<f64>()
}

/// pi by the formula of section 3.6, on the odds scale.
fn pi(p0: f64, g: f64) -> f64 {
    let odds = p0 / (1.0 - p0) * 1.6f64.powf(2.25f64.ln()) * 1.3f64.powf(0.2 / 0.25) * 0.05f64.powf(g);
    odds / (1.0 + odds)
}

fn cases(setup: &Setup) -> Vec<CaseRecord> {
    play(setup, MANY, |run| run.outcome.cases[0])
}

/// 8.12, exact: the formula against the published vector and against the engine's arithmetic.
#[test]
fn the_formula() {
    let full = g(&[0.8 * 0.7 * 0.65, 0.7 * 0.6 * 0.6]);
    check::exact("8.12 G", full, 0.524_272, 1e-6);
    let published =
        [(0.04, 0.069_978, 0.015_404, 0.864_940, 0.969_429), (0.15, 0.241_666, 0.062_144, 0.575_071, 0.879_575)];
    for (p0, free, bound, keep_free, keep_bound) in published {
        for (g, p, keep) in [(0.0, free, keep_free), (full, bound, keep_bound)] {
            check::exact("8.12 pi", pi(p0, g), p, 1e-6);
            check::exact("8.12 both keep", (1.0 - pi(p0, g)).powi(2), keep, 1e-6);
            let shift = 1.6f64.ln() * 2.25f64.ln() + 1.3f64.ln() * 0.8 + 0.05f64.ln() * g;
            check::exact("8.12 of the rule", odds::shifted(p0, shift), pi(p0, g), 1e-9);
            check::exact("8.12 on the odds scale", expit(logit(p0) + shift), pi(p0, g), 1e-9);
        }
    }
}

/// 8.12 in simulation: the share of kept deals; and, draw for draw, the same decisions as in a world without slopes or
/// guarantors whose reference probability is pi itself (at 80,000 draws a pi wrong by 1e-4 would part them).
#[test]
fn deals_are_kept() {
    let full = g(&[0.8 * 0.7 * 0.65, 0.7 * 0.6 * 0.6]);
    for p0 in [0.04, 0.15] {
        for (what, rules, g) in
            [("free", TEMPTED.to_vec(), 0.0), ("guaranteed", [&TEMPTED[..], &GUARDED].concat(), full)]
        {
            let pi = pi(p0, g);
            let seen = cases(&deal(p0, &rules));
            let kept = seen.iter().filter(|c| c.ending == Ending::Executed).count();
            check::share(&format!("8.12 pi0 {p0}, {what}: both keep"), kept, MANY, (1.0 - pi).powi(2));
            for case in &seen {
                check::exact("size", case.size, 225.0, 0.0);
                check::exact("r", case.ratio, 0.2, 1e-12);
            }
            let plain = cases(&deal(pi, &[]));
            let same =
                |(one, two): (&CaseRecord, &CaseRecord)| (one.ending, one.responsible) == (two.ending, two.responsible);
            assert!(seen.iter().zip(&plain).all(same), "8.12 pi0 {p0}, {what}: as with pi itself");
        }
    }
}

/// 8.12: guarantors who are available half of the time stand in each combination with chance 1/4.
#[test]
fn some_guarantors_stand() {
    let (tr, sa) = (0.8 * 0.7 * 0.65, 0.7 * 0.6 * 0.6);
    let half = ["mediators.tr.availability=0.5", "mediators.sa.availability=0.5"];
    let seen = cases(&deal(0.15, &[&TEMPTED[..], &GUARDED, &half].concat()));
    let keep = |strengths: &[f64]| (1.0 - pi(0.15, g(strengths))).powi(2);
    let expected = (keep(&[]) + keep(&[tr]) + keep(&[sa]) + keep(&[tr, sa])) / 4.0;
    let kept = seen.iter().filter(|c| c.ending == Ending::Executed).count();
    check::share("8.12 each guarantor stands half of the time", kept, MANY, expected);
}
