//! 8.10: messages over a relay, offer and reply, lost and sent again; and how easily a relay becomes known.

use backchannel::model::{Step, setup::Setup};

use crate::{
    check,
    maths::convolve,
    world::{MANY, ONE_DEMAND, Played, play, world},
};

/// A relay of so many hops of one kind for the one demand, in one round.
fn relay(hops: usize, more: &[&str]) -> Setup {
    let carriers: String = (0..hops).map(|i| format!("[channels.line.hops.h{i}]\n")).collect();
    let patches = ["channels.line.kind=relay", "rules.settle_gap=2", "rules.relay_timeout=10 d"];
    let set: Vec<String> = (0..hops)
        .flat_map(|i| {
            more.iter().filter_map(move |p| p.strip_prefix("hop.").map(|p| format!("channels.line.hops.h{i}.{p}")))
        })
        .collect();
    let plain = more.iter().copied().filter(|p| !p.starts_with("hop."));
    let all: Vec<&str> = patches.into_iter().chain(plain).chain(set.iter().map(String::as_str)).collect();
    let friend = "[mediators.friend]\nfacilitation = 0.6\n[mediators.less]\nfacilitation = 0.2\n";
    world(900, &format!("{ONE_DEMAND}{carriers}{friend}"), &all)
}

/// When the round was held, or lost: days from contact, which takes no time.
fn rounds(setup: &Setup, n: usize) -> Vec<(bool, f64)> {
    play(setup, n, |Played { seen, outcome, .. }| {
        let held = seen.days_of(|s| matches!(s, Step::Round { .. })).next();
        let lost = seen.days_of(|s| matches!(s, Step::MessageLost)).next();
        assert!(held.is_some() != lost.is_some());
        assert_eq!(outcome.cases[0].rounds, u32::from(held.is_some()), "a lost round is not held");
        (held.is_some(), held.or(lost).expect("one of the two"))
    })
}

/// Timeouts at one hop that delivers within its tries, and the chance that it does.
fn hop(through: f64, resends: u32) -> (Vec<f64>, f64) {
    let delivers = 1.0 - (1.0 - through).powi(resends as i32 + 1);
    ((0..=resends).map(|j| (1.0 - through).powi(j as i32) * through).collect(), delivers)
}

/// 8.10: with instant hops the time of a round counts timeouts of ten days: delivered after each number, lost after each.
#[test]
fn messages_are_lost_and_sent_again() {
    let friends = "channels.line.mediators=[\"less\", \"friend\"]";
    for (what, rho, resends, facilitation, more) in [
        ("8.10", 0.9, 2, 0.0, vec![]),
        ("8.10 without resends", 0.9, 0, 0.0, vec![]),
        ("8.10 with facilitation", 0.7, 1, 0.6, vec![friends]),
        ("8.10 half", 0.5, 4, 0.0, vec![]),
    ] {
        let through = 1.0 - (1.0 - rho) * (1.0 - facilitation);
        let (timeouts, delivers) = hop(through, resends);
        let (h, tries) = (4, resends as usize + 1);
        if what == "8.10" {
            check::exact("8.10 one try", rho.powi(h), 0.6561, 1e-9);
            check::exact("8.10 delivered", delivers.powi(h), 0.996_006, 1e-6);
            check::exact("8.10 offer and reply", delivers.powi(2 * h), 0.992_028, 1e-6);
        }
        let patches = [format!("hop.reliability={rho}"), format!("rules.relay_resends={resends}")];
        let patches: Vec<&str> = patches.iter().map(String::as_str).chain(["hop.delay=0 d"]).chain(more).collect();
        let seen = rounds(&relay(h as usize, &patches), MANY);
        let (mut before, mut lost) = (vec![1.0], vec![0.0; 8 * tries + 2]);
        for _ in 0..2 * h {
            // Lost here: the timeouts of the hops before, and all of this one.
            before.iter().enumerate().for_each(|(j, p)| lost[j + tries] += p * (1.0 - delivers));
            before = convolve(&before, &timeouts);
        }
        before.resize(lost.len(), 0.0);
        let p = [before, lost].concat();
        let mut observed = vec![0; p.len()];
        for (held, days) in &seen {
            let count = (days / 10.0).round() as usize;
            check::exact("whole timeouts", *days, count as f64 * 10.0, 1e-7);
            observed[count + if *held { 0 } else { p.len() / 2 }] += 1;
        }
        check::classes(&format!("{what}: timeouts of a round, held or lost"), &observed, &p);
        let held = seen.iter().filter(|s| s.0).count();
        check::share(&format!("{what}: offer and reply"), held, MANY, delivers.powi(2 * h));
    }
}

/// 8.10: the time of a delivered round is eight hops' delays and timeouts, twice that of one message.
#[test]
fn messages_take_time() {
    let (through, d, w) = (0.9_f64, 3.0_f64, 10.0);
    let (timeouts, delivers) = hop(through, 2);
    let moment = |k: i32| timeouts.iter().enumerate().map(|(j, p)| (j as f64).powi(k) * p / delivers).sum::<f64>();
    let mean = 4.0 * (d + w * moment(1));
    check::exact("8.10 delay of one message", mean, 16.324_324, 1e-6);
    let seen = rounds(&relay(4, &["hop.reliability=0.9", "hop.delay=3 d", "rules.relay_resends=2"]), MANY);
    let times: Vec<f64> = seen.iter().filter(|s| s.0).map(|s| s.1).collect();
    check::mean("8.10 time of a round", &times, 2.0 * mean);
    let variance = 8.0 * (d * d / 2.0 + w * w * (moment(2) - moment(1).powi(2)));
    check::variance("8.10 variance of the time of a round", &times, variance);
}

/// Two unlike carriers: the reply comes back over the second first. Every way to get lost ends at a time of its own.
#[test]
fn there_and_back() {
    let carriers = r#"
[channels.line.hops.near]
reliability = 0.8
delay = { fixed = "1 d" }
[channels.line.hops.far]
reliability = 0.5
delay = { fixed = "3 d" }
"#;
    let patches =
        ["channels.line.kind=relay", "rules.settle_gap=2", "rules.relay_timeout=10 d", "rules.relay_resends=0"];
    let seen = rounds(&world(60, &format!("{ONE_DEMAND}{carriers}"), &patches), MANY);
    let ends = [(false, 10.0), (false, 11.0), (false, 14.0), (false, 17.0), (true, 8.0)];
    let p = [0.2, 0.8 * 0.5, 0.8 * 0.5 * 0.5, 0.8 * 0.5 * 0.5 * 0.2, 0.8 * 0.5 * 0.5 * 0.8];
    let observed = ends.map(|end| seen.iter().filter(|s| **s == end).count());
    assert_eq!(observed.iter().sum::<usize>(), MANY, "no other end");
    check::classes("8.10 where a message is lost", &observed, &p);
}

/// Rounds after the first are drawn afresh: five rounds are held with the fifth power of one.
#[test]
fn every_round_is_a_new_message() {
    let setup = relay(2, &["hop.reliability=0.9", "hop.delay=0 d", "rules.relay_resends=0", "rules.settle_gap=0.1"]);
    let held = play(&setup, MANY, |run| run.outcome.cases[0].rounds as usize);
    let mut observed = [0; 6];
    held.iter().for_each(|&n| observed[n] += 1);
    let q = 0.9f64.powi(4);
    let p: Vec<f64> = (0..6).map(|n| q.powi(n) * if n < 5 { 1.0 - q } else { 1.0 }).collect();
    check::classes("8.10 rounds held", &observed, &p);
}

/// Section 2: a relay of h hops leaks at `secrecy (1 + h)` over the mean, three times as fast in an adverse window.
#[test]
fn relays_leak() {
    let window = "[windows.link]\nfrom = 2001-01-11\nto = 2001-01-31\nadverse = { b = 0.2 }\n";
    for (hops, adverse) in [(0, false), (3, false), (3, true)] {
        let carriers: String = (0..hops).map(|i| format!("[channels.line.hops.h{i}]\n")).collect();
        let kind = if hops > 0 { "channels.line.kind=relay" } else { "channels.line.kind=direct" };
        let patches = ["rules.leak_mean=100 d", "channels.line.secrecy=0.5", "rules.adverse_leak=3", kind];
        let more = format!("{carriers}{}", if adverse { window } else { "" });
        let first = play(&world(300, &more, &patches), MANY, |Played { seen, .. }| {
            seen.leaks.first().map_or(f64::INFINITY, |(at, _)| at.days())
        });
        let rate = 0.5 * f64::from(1 + hops) / 100.0;
        let extra = |t: f64| if adverse { 2.0 * (t.clamp(10.0, 30.0) - 10.0) } else { 0.0 };
        let what = format!("first leak, {hops} hops, adverse {adverse}");
        check::law(&what, first, |t| -(-rate * (t + extra(t))).exp_m1());
    }
}
