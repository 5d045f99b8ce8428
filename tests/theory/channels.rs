//! The life cycle of channels: 8.1 availability, 8.2 the full cycle, 8.3 pauses, 8.11 competing risks, 8.23 bursts.

use backchannel::model::{channel::State, setup::Setup, side::ChannelId};

use crate::{
    check,
    maths::{erlang, evolve, integral, stationary},
    world::{MANY, Played, Seen, play, world},
};

const LINE: ChannelId = ChannelId(0);
/// Milliseconds a day.
const DAY: f64 = 86_400_000.0;

/// The states of the cycle, in the order of the rows below, and their place in `State::ALL`.
const CYCLE: [State; 5] = [State::Active, State::Stalled, State::Suspended, State::Dormant, State::Forming];

/// The line goes to and fro between Active and Stalled.
fn on_off(days: i64, up: &str, down: &str, more: &[&str]) -> Setup {
    let (up, down) = (format!("life.active-to-stalled.mean={up}"), format!("life.stalled-to-active.mean={down}"));
    world(days, "", &[&[up.as_str(), down.as_str()], more].concat())
}

/// Lengths of the stays in one state from the start on that end before the horizon.
fn stays(seen: &Seen) -> Vec<f64> {
    let times: Vec<f64> = std::iter::once(0.0).chain(seen.states.iter().map(|(at, ..)| at.days())).collect();
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// 8.1, exponential stays: A(t) from an Active start.
#[test]
fn availability_in_time() {
    let setup = on_off(121, "180 d", "20 d", &[]);
    let (down, up) = (1.0 / 180.0, 1.0 / 20.0);
    let a = |t: f64| 0.9 + 0.1 * (-(down + up) * t).exp();
    check::exact("A(30)", a(30.0), 0.918_888, 1e-6);
    let days = [5.0, 15.0, 30.0, 60.0, 120.0];
    let active = play(&setup, MANY, |run| days.map(|t| run.seen.state_at(LINE, State::Active, t) == State::Active));
    for (i, &t) in days.iter().enumerate() {
        check::share(&format!("8.1 A({t})"), active.iter().filter(|a| a[i]).count(), MANY, a(t));
    }
}

/// 8.1: mean and variance of the share of a year spent Active, started in each state in its stationary share.
#[test]
fn time_share_of_a_year() {
    let (a, rate, t) = (0.9_f64, 1.0 / 180.0 + 1.0 / 20.0_f64, 365.0);
    let variance = 2.0 * a * (1.0 - a) / (rate * t) * (1.0 + (-rate * t).exp_m1() / (rate * t));
    check::exact("sd of the share", variance.sqrt(), 0.091_864, 1e-6);
    let from = |state: &str, n: usize| {
        let setup = on_off(365, "180 d", "20 d", &[&format!("channels.line.start={state}")]);
        play(&setup, n, |run| run.outcome.time_in[0][State::Active as usize] as f64 / DAY / t)
    };
    let strata = [(a, from("active", MANY)), (1.0 - a, from("stalled", MANY / 4))];
    check::stratified("8.1 mean time share", &strata, a);
    let squares = strata.map(|(weight, xs)| (weight, xs.iter().map(|x| (x - a).powi(2)).collect()));
    check::stratified("8.1 variance of time share", &squares, variance);
}

/// 8.1, any laws: time Active over time in all, in the first three full cycles (a ratio of means without censoring).
#[test]
fn availability_with_weibull_stays() {
    let shapes = ["life.active-to-stalled.shape=2", "life.stalled-to-active.shape=0.8"];
    let stays = play(&on_off(500, "18 d", "2 d", &shapes), MANY, |run| {
        let stays = stays(run.seen);
        assert!(stays.len() >= 6, "three cycles of 20 days fit into 500");
        stays
    });
    let split = |s: &[f64]| (s[0] + s[2] + s[4], s[1] + s[3] + s[5]);
    let pairs: Vec<_> = stays.iter().map(|s| split(s)).map(|(up, down)| (up, up + down)).collect();
    check::ratio("8.1 availability, Weibull stays", &pairs, 0.9);
    let weibull = |mean: f64, k: f64| {
        let scale = mean / libm::tgamma(1.0 + 1.0 / k);
        move |t: f64| -(-(t / scale).powf(k)).exp_m1()
    };
    let every = |i: usize| stays.iter().flat_map(|s| [s[i], s[i + 2], s[i + 4]]).collect::<Vec<_>>();
    check::law("8.1 stays Active, Weibull 2", every(0), weibull(18.0, 2.0));
    check::law("8.1 stays Stalled, Weibull 0.8", every(1), weibull(2.0, 0.8));
    check::uncorrelated("8.1 a stay and the next", &stays.iter().map(|s| (s[0], s[1])).collect::<Vec<_>>());
}

/// The exits of the cycle: from, to (rows of [`CYCLE`]), name, mean days (section 2, revival 120), shape.
const EXITS: [(usize, usize, &str, f64, f64); 10] = [
    (0, 1, "active-to-stalled", 180.0, 1.0),
    (0, 2, "active-to-suspended", 540.0, 1.0),
    (1, 0, "stalled-to-active", 20.0, 1.0),
    (1, 3, "stalled-to-dormant", 180.0, 1.0),
    (1, 2, "stalled-to-suspended", 540.0, 1.0),
    (2, 0, "suspended-to-active", 45.0, 0.8),
    (2, 3, "suspended-to-dormant", 365.0, 1.0),
    (3, 4, "dormant-to-forming", 120.0, 1.0),
    (4, 0, "forming-to-active", 20.0, 1.5),
    (4, 3, "forming-to-dormant", 120.0, 1.0),
];

/// The full cycle with all means divided by `by`, memoryless or with the shapes of section 2.
fn cycle(days: i64, start: &str, by: f64, memoryless: bool) -> Setup {
    let mut patches = vec![format!("channels.line.start={start}")];
    for (_, _, name, mean, shape) in EXITS {
        patches.push(format!("life.{name}.mean={} d", mean / by));
        patches.push(format!("life.{name}.shape={}", if memoryless { 1.0 } else { shape }));
    }
    world(days, "", &patches.iter().map(String::as_str).collect::<Vec<_>>())
}

fn cycle_rates() -> Vec<Vec<f64>> {
    let mut rates = vec![vec![0.0; 5]; 5];
    for (from, to, _, mean, _) in EXITS {
        rates[from][to] = 1.0 / mean;
    }
    rates
}

/// 8.2, constant hazards: shares of time and numbers of passages, started in each state in its stationary share.
#[test]
fn the_full_cycle_at_rest() {
    let (rates, days) = (cycle_rates(), 250.0);
    let pi = stationary(&rates);
    for (i, published) in [0.769_332, 0.074_451, 0.062_598, 0.081_917, 0.011_702].into_iter().enumerate() {
        check::exact(CYCLE[i].name(), pi[i], published, 1e-6);
    }
    let strata: Vec<(f64, Vec<[f64; 10]>)> = (0..5)
        .map(|i| {
            let n = (pi[i] * MANY as f64).max(4_000.0) as usize;
            let read = play(&cycle(250, CYCLE[i].name(), 1.0, true), n, |run| {
                let mut row = [0.0; 10];
                for (j, state) in CYCLE.into_iter().enumerate() {
                    row[j] = run.outcome.time_in[0][state as usize] as f64 / DAY / days;
                    row[5 + j] = run.seen.states.iter().filter(|(.., to)| *to == state).count() as f64;
                }
                row
            });
            (pi[i], read)
        })
        .collect();
    let column = |j: usize| -> Vec<(f64, Vec<f64>)> {
        strata.iter().map(|(w, rows)| (*w, rows.iter().map(|row| row[j]).collect())).collect()
    };
    for j in 0..5 {
        let name = CYCLE[j].name();
        check::stratified(&format!("8.2 share of time {name}"), &column(j), pi[j]);
        let entries = days * (0..5).map(|i| pi[i] * rates[i][j]).sum::<f64>();
        check::stratified(&format!("8.2 times {name} is entered"), &column(5 + j), entries);
    }
}

/// 8.2 on the way: the state on some days, from an Active start.
#[test]
fn the_full_cycle_in_time() {
    let days = [10.0, 60.0, 200.0];
    let states =
        play(&cycle(201, "active", 1.0, true), MANY, |run| days.map(|t| run.seen.state_at(LINE, State::Active, t)));
    for (d, &t) in days.iter().enumerate() {
        let p = evolve(&cycle_rates(), &[1.0, 0.0, 0.0, 0.0, 0.0], t);
        let observed = CYCLE.map(|state| states.iter().filter(|row| row[d] == state).count());
        check::classes(&format!("8.2 states on day {t}"), &observed, &p);
    }
}

/// Mean stay and chances of the exits of one state, Weibull clocks in competition.
fn stay(exits: &[(f64, f64)]) -> (f64, Vec<f64>) {
    let scaled: Vec<(f64, f64)> = exits.iter().map(|&(mean, k)| (mean / libm::tgamma(1.0 + 1.0 / k), k)).collect();
    let left = |t: f64| (-scaled.iter().map(|(eta, k)| (t / eta).powf(*k)).sum::<f64>()).exp();
    let end = exits.iter().map(|e| e.0).fold(f64::INFINITY, f64::min) * 60.0;
    // t = s^5 makes the integrands smooth at 0
    let over = |f: &dyn Fn(f64) -> f64| integral(0.0, end.powf(0.2), |s| f(s.powi(5)) * 5.0 * s.powi(4));
    let mean = over(&left);
    let hazard = |eta: f64, k: f64, t: f64| if t > 0.0 { k / eta * (t / eta).powf(k - 1.0) } else { 0.0 };
    (mean, scaled.iter().map(|&(eta, k)| over(&|t| hazard(eta, k, t) * left(t))).collect())
}

/// 8.2, semi-Markov with the shapes of section 2: pi_i ∝ nu_i m_i, as time in i over a cycle from Active to Active.
#[test]
fn the_full_cycle_with_memory() {
    let mut chain = vec![vec![0.0; 5]; 5];
    let mut stays = [0.0; 5];
    for i in 0..5 {
        let own: Vec<_> = EXITS.iter().filter(|e| e.0 == i).collect();
        let (mean, p) = stay(&own.iter().map(|e| (e.3 / 10.0, e.4)).collect::<Vec<_>>());
        stays[i] = mean;
        own.iter().zip(p).for_each(|(e, p)| chain[i][e.1] = p);
        check::exact("sum of exits", chain[i].iter().sum(), 1.0, 1e-7);
    }
    let visits = stationary(&chain);
    let total: f64 = (0..5).map(|i| visits[i] * stays[i]).sum();
    let cycles = play(&cycle(500, "active", 10.0, false), MANY, |Played { seen, .. }| {
        let mut time = [0.0; 5];
        let (mut since, mut state) = (0.0, State::Active);
        for &(at, _, to) in &seen.states {
            time[CYCLE.iter().position(|s| *s == state).expect("in the cycle")] += at.days() - since;
            (since, state) = (at.days(), to);
            if to == State::Active {
                return time;
            }
        }
        panic!("a cycle of 16 days fits into 500");
    });
    for i in 0..5 {
        let pairs: Vec<_> = cycles.iter().map(|time| (time[i], time.iter().sum())).collect();
        check::ratio(&format!("8.2 with memory, {}", CYCLE[i].name()), &pairs, visits[i] * stays[i] / total);
    }
    let lengths: Vec<f64> = cycles.iter().map(|time| time.iter().sum()).collect();
    check::mean("8.2 with memory, length of a cycle", &lengths, total / visits[0]);
}

/// 8.3: demands meet an on/off line; what comes while it is down gives up within a minute. The gaps between successes
/// are hyperexponential and independent (an interrupted Poisson process starts anew at each success).
#[test]
fn pauses_of_an_on_off_channel() {
    let (rate, down, up) = (0.04_f64, 1.0 / 180.0, 1.0 / 20.0);
    let sum = rate + down + up;
    let root = (sum * sum - 4.0 * rate * up).sqrt();
    let (fast, slow) = ((sum + root) / 2.0, (sum - root) / 2.0);
    let p = (rate - slow) / (fast - slow);
    let mean = (up + down) / (rate * up);
    let variance = 2.0 * (p / fast.powi(2) + (1.0 - p) / slow.powi(2)) - mean * mean;
    let left = |t: f64| p * (-fast * t).exp() + (1.0 - p) * (-slow * t).exp();
    for (x, published) in [(fast, 0.064_592), (slow, 0.030_964), (p, 0.268_713), (left(100.0), 0.033_485)] {
        check::exact("8.3", x, published, 1e-6);
    }
    check::exact("8.3 mean", mean, 27.777_8, 1e-4);
    check::exact("8.3 CV", variance.sqrt() / mean, 1.069_58, 1e-5);
    let setup = on_off(1_000, "180 d", "20 d", &["issues.pow.demand=0.04 per day", "rules.patience=2 min"]);
    let gaps = play(&setup, MANY / 2, |Played { seen, .. }| {
        let mut days = seen.crossings();
        let ends: [f64; 3] = std::array::from_fn(|_| days.next().expect("three gaps of 28 days fit into 1,000"));
        [ends[0], ends[1] - ends[0], ends[2] - ends[1]]
    });
    let all = gaps.concat();
    check::mean("8.3 mean gap", &all, mean);
    check::variance("8.3 variance of gaps", &all, variance);
    check::share("8.3 S(100)", all.iter().filter(|&&t| t > 100.0).count(), all.len(), left(100.0));
    check::law("8.3 gaps", all, |t| 1.0 - left(t));
    check::uncorrelated("8.3 a gap and the next", &gaps.iter().map(|g| (g[0], g[1])).collect::<Vec<_>>());
}

/// Time and kind of the first exit; infinite if the horizon comes first.
fn first_exits(setup: &Setup) -> Vec<(f64, Option<State>)> {
    play(setup, MANY, |Played { seen, .. }| {
        seen.states.first().map_or((f64::INFINITY, None), |(at, _, to)| (at.days(), Some(*to)))
    })
}

/// Two clocks of one shape: the first is the cause with chance `p` whenever the exit comes, and the exit has law `cdf`.
fn check_race(what: &str, setup: &Setup, cause: State, p: f64, cdf: impl Fn(f64) -> f64) {
    let exits = first_exits(setup);
    let horizon = setup.horizon.days();
    let by = |exits: &[(f64, Option<State>)]| exits.iter().filter(|(_, to)| *to == Some(cause)).count();
    check::share(&format!("{what} exits by the cause"), by(&exits), exits.len(), p * cdf(horizon));
    check::share(&format!("{what} P(<= 30)"), exits.iter().filter(|(t, _)| *t <= 30.0).count(), exits.len(), cdf(30.0));
    let restricted: Vec<f64> = exits.iter().map(|(t, _)| t.min(horizon)).collect();
    let mean = integral(0.0, horizon.sqrt(), |s| (1.0 - cdf(s * s)) * 2.0 * s);
    check::mean(&format!("{what} mean exit, up to the horizon"), &restricted, mean);
    let (early, late): (Vec<_>, Vec<_>) = exits.iter().filter(|(_, to)| to.is_some()).partition(|(t, _)| *t <= 30.0);
    check::share(&format!("{what} the cause among early exits"), by(&early), early.len(), p);
    check::share(&format!("{what} the cause among late exits"), by(&late), late.len(), p);
    let times = |of: fn(bool) -> bool| {
        let some = exits.iter().filter(|(_, to)| to.is_some_and(|to| of(to == cause)));
        some.map(|(t, _)| *t).collect::<Vec<_>>()
    };
    check::law(&format!("{what} exits by the cause"), times(|is| is), |t| cdf(t) / cdf(horizon));
    check::law(&format!("{what} exits by the other"), times(|is| !is), |t| cdf(t) / cdf(horizon));
    check::law(&format!("{what} exits"), exits.iter().map(|e| e.0).collect(), cdf);
}

/// 8.11, exponential and Weibull clocks of equal shape.
#[test]
fn competing_risks() {
    let rate = 1.0 / 90.0 + 1.0 / 365.0;
    check::exact("8.11 mean", 1.0 / rate, 72.197_802, 1e-6);
    let (p, cdf) = (1.0 / 90.0 / rate, |t: f64| -(-rate * t).exp_m1());
    check::exact("8.11 cause", p, 0.802_198, 1e-6);
    check::exact("8.11 P(<= 30)", cdf(30.0), 0.340_006, 1e-6);
    let active = ["life.active-to-stalled.mean=90 d", "life.active-to-suspended.mean=365 d"];
    check_race("8.11 Active", &world(500, "", &active), State::Stalled, p, cdf);

    let k: f64 = 0.7;
    let (one, two) = (60f64.powf(-k), 200f64.powf(-k));
    check::exact("8.11 Weibull cause", one / (one + two), 0.699_051, 1e-6);
    let mean = |eta: f64| eta * libm::tgamma(1.0 + 1.0 / k);
    let patches = [
        "channels.line.start=suspended".to_string(),
        format!("life.suspended-to-active.mean={} d", mean(60.0)),
        "life.suspended-to-active.shape=0.7".into(),
        format!("life.suspended-to-dormant.mean={} d", mean(200.0)),
        "life.suspended-to-dormant.shape=0.7".into(),
    ];
    let setup = world(500, "", &patches.each_ref().map(String::as_str));
    let cdf = |t: f64| -(-(one + two) * t.powf(k)).exp_m1();
    check_race("8.11 Suspended", &setup, State::Active, one / (one + two), cdf);
}

/// A second line, Stalled from the start, on the same issue.
const SECOND_LINE: &str = r#"
[channels.second]
issues = ["pow"]
start = "stalled"
"#;

/// 8.23, one shock of severity 1: each channel in scope breaks off with chance 1 - e^-kappa, on its own.
#[test]
fn a_shock_breaks_channels_off() {
    let p = -(-0.35f64).exp_m1();
    check::exact("8.23", p, 0.295_312, 1e-6);
    let shock = "[events.news]\non = 2001-01-03\nshock = { severity = 1 }\n";
    let setup = world(4, &format!("{SECOND_LINE}{shock}"), &["rules.shock_sensitivity=0.35"]);
    let broken = play(&setup, MANY, |run| {
        assert!(run.seen.states.iter().all(|(at, ..)| at.days() == 2.0), "on its day");
        [0, 1].map(|c| run.channels[c].state == State::Suspended)
    });
    let number = |of: fn(&[bool; 2]) -> bool| broken.iter().filter(|b| of(b)).count();
    check::share("8.23 an Active channel", number(|b| b[0]), MANY, p);
    check::share("8.23 a Stalled channel", number(|b| b[1]), MANY, p);
    check::share("8.23 both", number(|b| b[0] && b[1]), MANY, p * p);
}

/// 8.23, random shocks of exponential severity: the first breaks a channel off with chance km / (1 + km), so the time
/// to it is exponential with that share of the rate of shocks.
#[test]
fn random_shocks_break_a_channel_off() {
    let (kappa, severity) = (0.35, 0.6);
    let p = kappa * severity / (1.0 + kappa * severity);
    check::exact("8.23 averaged", p, 0.173_554, 1e-6);
    let setup = world(400, "", &["rules.shock_sensitivity=0.35", "rules.shock_mean=10 d", "rules.shock_severity=0.6"]);
    let seen = play(&setup, MANY, |Played { seen, .. }| {
        let at = seen.states.first().map_or(f64::INFINITY, |(at, ..)| at.days());
        let first = seen.shocks.first().map(|(at, severity)| (at.days(), *severity));
        let number = seen.shocks.iter().position(|(t, _)| t.days() == at);
        (at, first.expect("400 days have a shock"), number)
    });
    check::share("8.23 the first shock", seen.iter().filter(|s| s.2 == Some(0)).count(), MANY, p);
    let mut observed = [0; 9];
    seen.iter().for_each(|s| observed[s.2.map_or(8, |n| n.min(8))] += 1);
    let geometric: Vec<f64> = (0..9).map(|n| (1.0 - p).powi(n) * if n < 8 { p } else { 1.0 }).collect();
    check::classes("8.23 number of the shock that breaks", &observed, &geometric);
    check::law("8.23 time to a break", seen.iter().map(|s| s.0).collect(), |t| -(-p * t / 10.0).exp_m1());
    check::law("8.23 time to a shock", seen.iter().map(|s| s.1.0).collect(), |t| -(-t / 10.0).exp_m1());
    check::law("8.23 severity", seen.iter().map(|s| s.1.1).collect(), |x| -(-x / severity).exp_m1());
}

/// Pressure, and less attention, from day 10 to day 30.
const WINDOW: &str = r#"
[windows.push]
from = 2001-01-11
to = 2001-01-31
pressure = 1
attention = { pow = 0.25 }
"#;

/// Sections 2 and 10, which no frozen world touches: a clock under way spends its threshold at the hazard in force. A
/// Weibull exit with hazard ratio 3 inside a window, and a Poisson demand thinned to a quarter there.
#[test]
fn hazards_that_change_on_the_way() {
    let inside = |t: f64| t.clamp(10.0, 30.0);
    for shape in [0.8_f64, 1.0, 1.5] {
        let patches = [
            "channels.line.start=suspended".to_string(),
            "life.suspended-to-active.mean=45 d".into(),
            format!("life.suspended-to-active.shape={shape:?}"),
            "life.suspended-to-active.pressure=3".into(),
        ];
        let setup = world(400, WINDOW, &patches.each_ref().map(String::as_str));
        let scale = 45.0 / libm::tgamma(1.0 + 1.0 / shape);
        let plain = |t: f64| (t / scale).powf(shape);
        let hazard = |t: f64| plain(t) + 2.0 * (plain(inside(t)) - plain(10.0));
        let times: Vec<f64> = first_exits(&setup).iter().map(|e| e.0).collect();
        let at_end = times.iter().filter(|&&t| t <= 30.0).count();
        check::share(&format!("hazards: exits by day 30, shape {shape}"), at_end, MANY, -(-hazard(30.0)).exp_m1());
        check::law(&format!("hazards: exits, shape {shape}"), times, |t| -(-hazard(t)).exp_m1());
    }
    let setup = world(60, WINDOW, &["issues.pow.demand=0.2 per day"]);
    let born = play(&setup, MANY, |run| run.outcome.cases.iter().map(|c| c.born.days()).collect::<Vec<_>>());
    let area = |t: f64| 0.2 * (t - 0.75 * (inside(t) - 10.0));
    let first = born.iter().map(|b| b.first().copied().unwrap_or(f64::INFINITY)).collect();
    check::law("hazards: first demand", first, |t| -(-area(t)).exp_m1());
    let fifth = born.iter().map(|b| b.get(4).copied().unwrap_or(f64::INFINITY)).collect();
    check::law("hazards: fifth demand", fifth, |t| erlang(5, 1.0, area(t)));
    check::mean("hazards: demands", &born.iter().map(|b| b.len() as f64).collect::<Vec<_>>(), area(60.0));
}
