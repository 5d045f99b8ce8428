//! Shocks that beget shocks (8.19), and channels that feel them less.

use backchannel::model::{channel::State, setup::Setup, side::ChannelId};

use crate::{
    check,
    maths::integral,
    world::{MANY, Played, play, world},
};

/// Shocks at rate `mu`, each begetting `n` more, each after a mean of `delay`.
fn hawkes(days: i64, mu: f64, n: f64, delay: &str) -> Setup {
    let patches = [
        format!("rules.shock_mean={} d", 1.0 / mu),
        format!("rules.shock_excitation={n}"),
        format!("rules.shock_excitation_delay={delay}"),
    ];
    world(days, "", &patches.each_ref().map(String::as_str))
}

/// 8.19: mean and variance of the number of shocks by a day, from an empty past. A shock of age s has begotten, itself
/// included, a number of mean `m(s) = (1 - n e^(-gs)) / (1 - n)`, `g = delta (1 - n)`, and second moment `m² + w` where
/// `w' = delta (n m² - (1 - n) w)`; what begins at rate mu adds up as a compound Poisson number.
#[test]
fn shocks_beget_shocks() {
    let (mu, n, delta) = (0.02_f64, 0.4_f64, 0.1_f64);
    let g = delta * (1.0 - n);
    let mean = |t: f64| mu * (t / (1.0 - n) + n * (-g * t).exp_m1() / ((1.0 - n).powi(2) * delta));
    check::exact("8.19 mean", mean(365.0), 11.944_444, 1e-6);
    check::exact("8.19 dispersion", (1.0 - n).powi(-2), 2.777_778, 1e-6);
    let (a, b) = (1.0 / (1.0 - n), n / (1.0 - n));
    let first = |s: f64| a - b * (-g * s).exp();
    let w = |s: f64| {
        let e = (-g * s).exp();
        delta * n * (a * a / g * (1.0 - e) - 2.0 * a * b * s * e + b * b / g * (e - e * e))
    };
    let variance = |t: f64| mu * integral(0.0, t, |s| first(s).powi(2) + w(s));
    check::exact("8.19 mean as an integral", mu * integral(0.0, 365.0, first), mean(365.0), 1e-9);
    check::exact("8.19 towards the long run", variance(1e5) / mean(1e5), 2.777_778, 1e-3);
    for days in [40, 365, 4_000] {
        let t = days as f64;
        let number = play(&hawkes(days, mu, n, "10 d"), MANY / 2, |run| {
            assert_eq!(run.seen.shocks.len() as u64, run.outcome.shocks);
            run.outcome.shocks as f64
        });
        check::mean(&format!("8.19 shocks by day {days}"), &number, mean(t));
        check::variance(&format!("8.19 variance of shocks by day {days}"), &number, variance(t));
    }
}

/// 8.19: begotten at once, whole families fall on one day, and their sizes are Borel's only if offspring are Poisson at
/// every generation: then the number of shocks has the generalised Poisson law (Consul). Every severity is fresh.
#[test]
fn offspring_are_poisson() {
    let (mu, n, days) = (0.02_f64, 0.5_f64, 200);
    let theta = mu * days as f64;
    let shocks = play(&hawkes(days, mu, n, "2 min"), MANY, |run| {
        run.seen.shocks.iter().map(|(_, severity)| *severity).collect::<Vec<_>>()
    });
    let last = 60;
    let mut p: Vec<f64> = (0..last)
        .map(|k| {
            let x = theta + n * f64::from(k);
            let factorial: f64 = (1..=k).map(f64::from).map(f64::ln).sum();
            (theta.ln() + f64::from(k - 1) * x.ln() - x - factorial).exp()
        })
        .collect();
    p.push(1.0 - p.iter().sum::<f64>());
    let mut observed = vec![0; p.len()];
    shocks.iter().for_each(|s| observed[s.len().min(last as usize)] += 1);
    check::classes("8.19 number of shocks", &observed, &p);
    let severities: Vec<f64> = shocks.iter().flatten().copied().collect();
    check::law("8.19 severity", severities, |x| -(-x / 0.6).exp_m1());
    for (i, what) in ["a severity and the next", "the next and the one after"].into_iter().enumerate() {
        let pairs: Vec<(f64, f64)> = shocks.iter().filter(|s| s.len() > i + 1).map(|s| (s[i], s[i + 1])).collect();
        check::uncorrelated(&format!("8.19 {what}"), &pairs);
    }
}

/// A technical line beside the ordinary one, both Active.
const OFFICE: &str = r#"
[channels.office]
kind = "technical"
issues = ["pow"]
"#;

/// Section 2: kappa and the stall hazard of a technical channel are times the insulation, and nothing else is.
#[test]
fn technical_channels_are_insulated() {
    let exits = ["life.active-to-stalled.mean=30 d", "life.active-to-suspended.mean=90 d"];
    let seen = play(&world(400, OFFICE, &exits), MANY, |Played { seen, .. }| {
        [ChannelId(0), ChannelId(1)].map(|c| {
            let first = seen.states.iter().find(|(_, of, _)| *of == c);
            first.map_or((f64::INFINITY, None), |(at, _, to)| (at.days(), Some(*to)))
        })
    });
    for (c, name, stalls) in [(0, "ordinary", 1.0 / 30.0), (1, "technical", 0.3 / 30.0)] {
        let rate = stalls + 1.0 / 90.0;
        check::law(&format!("{name}: first exit"), seen.iter().map(|s| s[c].0).collect(), |t| -(-rate * t).exp_m1());
        let (all, stalled) = seen.iter().fold((0, 0), |(all, stalled), s| {
            (all + usize::from(s[c].1.is_some()), stalled + usize::from(s[c].1 == Some(State::Stalled)))
        });
        check::share(&format!("{name}: exits that are stalls"), stalled, all, stalls / rate);
    }
    let shock = "[events.news]\non = 2001-01-03\nshock = { severity = 2 }\n";
    let setup = world(4, &format!("{OFFICE}{shock}"), &["rules.shock_sensitivity=0.35"]);
    let broken = play(&setup, MANY, |run| [0, 1].map(|c| run.channels[c].state == State::Suspended));
    for (c, name, kappa) in [(0, "ordinary", 0.35), (1, "technical", 0.35 * 0.3)] {
        let hits = broken.iter().filter(|b| b[c]).count();
        check::share(&format!("{name}: a shock breaks it off"), hits, MANY, -(-kappa * 2.0f64).exp_m1());
    }
}

/// Section 1.7: each agreement draws a shock of severity 0.5 on its own channel with the spoiler's chance, and the deal
/// goes on with it: paused with the channel, or dropped with it.
#[test]
fn a_spoiler_strikes_at_agreements() {
    let patches = [
        "rules.spoiler=0.4",
        "rules.shock_sensitivity=0.35",
        "rules.drop_on_suspension=0.3",
        "channels.line.referral={ fixed = \"5 d\" }",
        "sides.a.referral=always",
    ];
    let other = "[channels.second]\nissues = [\"pow\"]\n";
    let setup = world(20, &format!("{}{other}", crate::world::ONE_DEMAND), &patches);
    let seen = play(&setup, MANY, |run| {
        let case = run.outcome.cases[0];
        let struck = run.channels[0].climate < 0.0;
        assert_eq!(run.channels[0].climate, if struck { -0.5 } else { 0.0 });
        assert_eq!(run.channels[1].climate, 0.0, "it strikes at one channel only");
        (struck, run.channels[0].state == State::Suspended, case.ending)
    });
    use backchannel::model::outcome::Ending::{Dropped, Executed, InProcess};
    let number =
        |of: fn(&(bool, bool, backchannel::model::outcome::Ending)) -> bool| seen.iter().filter(|s| of(s)).count();
    let burst = -(-0.35 * 0.5f64).exp_m1();
    check::share("spoiler: strikes", number(|s| s.0), MANY, 0.4);
    check::share("spoiler: breaks off", number(|s| s.1), MANY, 0.4 * burst);
    check::share("spoiler: the deal is dropped", number(|s| s.2 == Dropped), MANY, 0.4 * burst * 0.3);
    assert!(seen.iter().all(|s| s.2 == if s.1 { s.2 } else { Executed }), "else it goes on");
    assert!(seen.iter().all(|s| !s.1 || matches!(s.2, Dropped | InProcess)), "a paused deal stays paused");
}
