//! What is stored and moves: 8.17 trust, 8.18 climate, seen as a replication leaves them.

use backchannel::model::{setup::Setup, side::Side};

use crate::{
    check,
    maths::poisson,
    world::{MANY, ONE_DEMAND, Played, play, world},
};

/// A deal changes trust T to aT + b: chances, a and b.
struct Lessons(Vec<(f64, f64, f64)>);

impl Lessons {
    /// Kept by both with chance `p`, broken by each side on its own account; a breaker's own loss is `share` of its
    /// victim's, and where both break both are victims.
    fn of(p: f64, gain: f64, loss: f64, share: f64) -> Lessons {
        let breaks = 1.0 - p.sqrt();
        let alone = breaks * (1.0 - breaks);
        Lessons(vec![(p, 1.0 - gain, gain), (alone, 1.0 - loss * share, 0.0), (breaks, 1.0 - loss, 0.0)])
    }

    fn expect(&self, f: impl Fn(f64, f64) -> f64) -> f64 {
        self.0.iter().map(|&(p, a, b)| p * f(a, b)).sum()
    }

    /// Geometric factor and fixed point of the mean.
    fn limit(&self) -> (f64, f64) {
        let factor = self.expect(|a, _| a);
        (factor, self.expect(|_, b| b) / (1.0 - factor))
    }

    /// Mean and variance of trust after a Poisson number of deals of this mean, from `start`.
    fn after(&self, deals: f64, start: f64) -> (f64, f64) {
        let (aa, ab, bb) = (self.expect(|a, _| a * a), self.expect(|a, b| a * b), self.expect(|_, b| b * b));
        let (mut first, mut second) = (start, start * start);
        let (mut mean, mut square) = (0.0, 0.0);
        for p in poisson(deals, (deals + 12.0 * deals.sqrt()) as usize + 10) {
            (mean, square) = (mean + p * first, square + p * second);
            second = aa * second + 2.0 * ab * first + bb;
            first = self.expect(|a, _| a) * first + self.expect(|_, b| b);
        }
        (mean, square - mean * mean)
    }
}

/// A deal a day on average, kept by both with chance 0.85, from trust 0.3 on one side and 0.8 on the other.
fn learning(days: i64, share: f64) -> Setup {
    let breaks = format!("issues.pow.p_renege={}", 1.0 - 0.85f64.sqrt());
    let share = format!("rules.trust_breaker_share={share}");
    let patches = [
        "issues.pow.demand=1 per day",
        "rules.settle_gap=2", // in one round
        "rules.trust_gain=0.1",
        "rules.trust_breach_loss=0.35",
        "channels.line.trust={ a = 0.3, b = 0.8 }",
        &breaks,
        &share,
    ];
    world(days, "", &patches)
}

/// 8.17: trust early on and after many deals, one scalar (a breaker loses as its victim does) and as in the model.
/// The number of deals is Poisson, so its mean is T* + (T0 - T*) e^(-lambda t (1 - factor)).
#[test]
fn trust() {
    let scalar = Lessons::of(0.85, 0.1, 0.35, 1.0);
    check::exact("8.17 factor", scalar.limit().0, 0.862_5, 1e-9);
    check::exact("8.17 fixed point", scalar.limit().1, 0.618_182, 1e-6);
    let model = Lessons::of(0.85, 0.1, 0.35, 1.0 / 3.0);
    check::exact("8.17 fixed point in the model", model.limit().1, 0.704_163, 1e-6);
    for (what, share, lessons) in [("scalar", 1.0, &scalar), ("model", 1.0 / 3.0, &model)] {
        for days in [4, 130] {
            let trust = play(&learning(days, share), MANY / 2, |run| run.channels[0].trust);
            for (side, start) in [(Side::A, 0.3), (Side::B, 0.8)] {
                let deals = days as f64;
                let (mean, variance) = lessons.after(deals, start);
                let (factor, limit) = lessons.limit();
                check::exact("mean", mean, limit + (start - limit) * (-deals * (1.0 - factor)).exp(), 1e-9);
                let xs: Vec<f64> = trust.iter().map(|t| t[side]).collect();
                let what = format!("8.17 {what}, day {days}, side {side:?}");
                check::mean(&format!("{what}: mean trust"), &xs, mean);
                check::variance(&format!("{what}: variance of trust"), &xs, variance);
                if days > 100 {
                    check::exact("many deals", mean, limit, 1e-6);
                }
            }
        }
    }
}

/// Section 2: without deals trust goes home by a factor of e^(-1/365) a midnight; the last one before the horizon.
#[test]
fn trust_goes_home() {
    let drift = ["rules.trust_memory=365 d", "channels.line.trust={ a = 0.9, b = 0.2 }"];
    for days in [1, 2, 400] {
        let trust = play(&world(days, ONE_DEMAND, &drift), 1, |run| run.channels[0].trust)[0];
        let left = (-(days as f64 - 1.0) / 365.0).exp();
        check::exact("trust of A", trust[Side::A], 0.5 + 0.4 * left, 1e-12);
        check::exact("trust of B", trust[Side::B], 0.5 - 0.3 * left, 1e-12);
    }
}

/// 8.18: shot noise. Read just before a midnight, X is a sum over days of compound Poisson numbers, each decayed by the
/// midnights since; its mean and variance from X = 0 follow, and those of the average over a day are Campbell's up to
/// 2e-4. Early, late and at rest; also the chance that there was no shock, and the number of shocks.
#[test]
fn climate() {
    let (rate, severity, decay) = (1.0 / 90.0, 0.6, (-1.0f64 / 30.0).exp());
    let campbell = (rate * severity * 30.0, rate * 2.0 * severity * severity * 30.0 / 2.0);
    check::exact("8.18 mean", campbell.0, 0.2, 1e-12);
    check::exact("8.18 variance", campbell.1, 0.12, 1e-12);
    let area = |q: f64| 0.5 + q / (1.0 - q);
    check::exact("8.18 area under a unit shock", area(decay) / 30.0, 1.0, 2e-4);
    check::exact("8.18 area under its square", area(decay * decay) / 15.0, 1.0, 4e-4);
    let patches = ["rules.shock_mean=90 d", "rules.shock_severity=0.6", "rules.climate_memory=30 d"];
    for days in [1, 20, 60, 400] {
        let setup = world(days, "", &patches);
        let climate = play(&setup, MANY, |Played { outcome, channels, .. }| (channels[0].climate, outcome.shocks));
        let xs: Vec<f64> = climate.iter().map(|c| c.0).collect();
        let sum = |q: f64| (1.0 - q.powi(days as i32)) / (1.0 - q);
        check::mean(&format!("8.18 mean X, day {days}"), &xs, -rate * severity * sum(decay));
        let variance = rate * 2.0 * severity * severity * sum(decay * decay);
        check::variance(&format!("8.18 variance of X, day {days}"), &xs, variance);
        let calm = xs.iter().filter(|&&x| x == 0.0).count();
        check::share(&format!("8.18 no shock by day {days}"), calm, MANY, (-rate * days as f64).exp());
        let mut observed = [0; 8];
        climate.iter().for_each(|c| observed[c.1.min(7) as usize] += 1);
        check::classes(&format!("8.18 shocks by day {days}"), &observed, &poisson(rate * days as f64, 7));
    }
}

/// 8.18 from midnight to midnight: what is left of X after `lag` midnights correlates as the decay, since new shocks
/// owe nothing to old ones. Two horizons of one seed are two looks at the same history.
#[test]
fn climate_has_a_memory() {
    let (rate, severity, decay) = (1.0 / 90.0, 0.6, (-1.0f64 / 30.0).exp());
    let patches = ["rules.shock_mean=90 d", "rules.shock_severity=0.6", "rules.climate_memory=30 d"];
    let at = |days: i64| play(&world(days, "", &patches), MANY, |run| run.channels[0].climate);
    let lag = 20;
    let fresh: Vec<(f64, f64)> =
        at(100).iter().zip(at(100 + lag)).map(|(x, y)| (*x, y - x * decay.powi(lag as i32))).collect();
    check::uncorrelated("8.18 X and what comes after", &fresh);
    let expected = -rate * severity * (1.0 - decay.powi(lag as i32)) / (1.0 - decay);
    check::mean("8.18 what comes after", &fresh.iter().map(|f| f.1).collect::<Vec<_>>(), expected);
    let calm = fresh.iter().filter(|f| f.1.abs() < 1e-12).count();
    check::share("8.18 nothing comes after", calm, MANY, (-rate * lag as f64).exp());
}
