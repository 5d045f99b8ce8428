//! Do the intervals cover? 2,000 synthetic experiments each (200 without optimization), against truths in closed form.

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::{Distribution, Exp1, Gamma, Poisson, StandardNormal};

use super::survival::greenwood;
use super::*;

const EXPERIMENTS: u64 = if cfg!(debug_assertions) { 200 } else { 2000 };

/// The share of experiments that say yes, each with a generator of its own.
fn share(seed: u64, mut experiment: impl FnMut(&mut ChaCha8Rng) -> bool) -> f64 {
    let yes = (0..EXPERIMENTS).filter(|&i| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(i);
        experiment(&mut rng)
    });
    yes.count() as f64 / EXPERIMENTS as f64
}

/// Four binomial standard errors of a share.
fn tolerance(share: f64) -> f64 {
    4.0 * (share * (1.0 - share) / EXPERIMENTS as f64).sqrt()
}

fn near(got: f64, want: f64) {
    assert!((got - want).abs() < tolerance(want), "covers {got}, wanted {want} +- {:.4}", tolerance(want));
}

fn covers(estimate: Option<Estimate>, truth: f64) -> bool {
    estimate.and_then(|e| e.interval).is_some_and(|i| i.contains(truth))
}

fn exponential(rng: &mut ChaCha8Rng, mean: f64) -> f64 {
    let unit: f64 = Exp1.sample(rng);
    mean * unit
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

fn poisson(rng: &mut ChaCha8Rng, mean: f64) -> f64 {
    Poisson::new(mean).expect("a mean above zero").sample(rng)
}

#[test]
fn means() {
    for (seed, n) in [(1, 3), (2, 5), (3, 200)] {
        let covered = share(seed, |rng| {
            let mut mean = Mean::default();
            (0..n).for_each(|_| mean.push(7.0 + 3.0 * normal(rng)));
            covers(mean.estimate(LEVEL), 7.0)
        });
        near(covered, LEVEL);
    }
    let skewed = share(4, |rng| {
        let mut mean = Mean::default();
        (0..400).for_each(|_| mean.push(exponential(rng, 5.0)));
        covers(mean.estimate(LEVEL), 5.0)
    });
    near(skewed, LEVEL);
}

#[test]
fn ratios() {
    let covered = share(10, |rng| {
        let mut ratio = Ratio::default();
        for _ in 0..200 {
            // the yield differs between replications and their demand with it
            let luck = exponential(rng, 1.0);
            let done = poisson(rng, 1.0 + luck);
            ratio.push(done, done + poisson(rng, 3.0));
        }
        covers(ratio.estimate(LEVEL), 2.0 / 5.0)
    });
    near(covered, LEVEL);
}

#[test]
fn shares() {
    // for one p the coverage of any interval of a count oscillates; over all of them Wilson's is right
    let covered = share(20, |rng| {
        let p: f64 = rng.random();
        let successes = (0..150).filter(|_| rng.random::<f64>() < p).count();
        covers(wilson(successes as u64, 150, LEVEL), p)
    });
    near(covered, LEVEL);
}

/// P(low <= B < high) of B binomial(n, p): what two order statistics cover.
fn ranks_cover(n: u64, p: f64, low: u64, high: u64) -> f64 {
    let mut weight = (n as f64 * libm::log(1.0 - p)).exp();
    let mut total = 0.0;
    for k in 0..high {
        total += if k >= low { weight } else { 0.0 };
        weight *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
    }
    total
}

#[test]
fn quantiles() {
    // ranks by direct summation: for n = 300 the median lies between the 133rd and the 168th
    for (seed, p, low, high) in [(30, 0.5, 133, 168), (31, 0.9, 259, 281)] {
        let tail = 0.5 * (1.0 - LEVEL);
        assert!(ranks_cover(300, p, 0, low) <= tail && ranks_cover(300, p, 0, low + 1) > tail, "{low}");
        assert!(ranks_cover(300, p, high, 301) <= tail && ranks_cover(300, p, high - 1, 301) > tail, "{high}");
        let want = ranks_cover(300, p, low, high);
        let truth = (-1e5 * libm::log(1.0 - p)).floor();
        let covered = share(seed, |rng| {
            let mut counts = Counts::default();
            (0..300).for_each(|_| counts.push(exponential(rng, 1e5) as u32));
            covers(counts.quantile_estimate(p, LEVEL), truth)
        });
        near(covered, want);
    }
}

#[test]
fn indices_of_dispersion() {
    for (seed, clustering) in [(40, 0.0), (41, 1.5)] {
        let covered = share(seed, |rng| {
            let mut counts = Counts::default();
            for _ in 0..1000 {
                // a Poisson count with a gamma mean: variance / mean = 1 + scale
                let mean = match clustering {
                    0.0 => 6.0,
                    scale => Gamma::new(6.0 / scale, scale).expect("above zero").sample(rng),
                };
                counts.push(poisson(rng, mean) as u32);
            }
            covers(counts.dispersion(LEVEL), 1.0 + clustering)
        });
        near(covered, LEVEL);
    }
}

/// The gamma law of the rate that all durations of one replication share: mean rate 1 / 20 a day.
const SHAPE: f64 = 2.0;
const SCALE: f64 = 1.0 / 40.0;

/// P(duration > `day`): the Laplace transform of the gamma law.
fn still_waiting(day: u32) -> f64 {
    libm::pow(1.0 + SCALE * f64::from(day + 1), -SHAPE)
}

/// `replications` of six durations each, ended by cause 0 with probability 0.3 and by cause 1 otherwise, or censored
/// independently.
fn clustered(rng: &mut ChaCha8Rng, replications: u64, mut push: impl FnMut(Class, u32, Option<usize>)) {
    let law = Gamma::new(SHAPE, SCALE).expect("above zero");
    for r in 0..replications {
        let rate = law.sample(rng);
        for _ in 0..6 {
            let days = exponential(rng, 1.0 / rate).min(1e6) as u32;
            let end = rng.random_range(0..120);
            let cause = usize::from(rng.random::<f64>() > 0.3);
            push(Class::of(r), days.min(end), (days <= end).then_some(cause));
        }
    }
}

fn clustered_survival(rng: &mut ChaCha8Rng, replications: u64) -> Survival {
    let mut survival = Survival::default();
    clustered(rng, replications, |class, days, cause| survival.push(class, days, cause.is_none()));
    survival
}

#[test]
fn survival_of_durations_that_share_a_replication() {
    let z = normal_critical(LEVEL);
    for (seed, replications, day) in [(50, 300, 14), (51, 300, 40), (52, 40, 14)] {
        let (mut by_class, mut by_greenwood) = (0, 0);
        share(seed, |rng| {
            let curve = clustered_survival(rng, replications).curve(LEVEL);
            let estimate = curve.at(day).expect("within reach").waiting;
            by_class += u32::from(covers(Some(estimate), still_waiting(day)));
            let naive = Interval::around(estimate.value, z * greenwood(&curve, day));
            by_greenwood += u32::from(naive.contains(still_waiting(day)));
            true
        });
        let [by_class, by_greenwood] = [by_class, by_greenwood].map(|k| f64::from(k) / EXPERIMENTS as f64);
        near(by_class, LEVEL);
        assert!(by_greenwood < 0.9, "Greenwood should be too narrow here, yet covers {by_greenwood}");
    }
}

#[test]
fn medians_of_durations_that_share_a_replication() {
    let truth = (0..).find(|&day| still_waiting(day) <= 0.5).map_or(f64::NAN, f64::from);
    let covered = share(53, |rng| covers(clustered_survival(rng, 300).curve(LEVEL).median(), truth));
    // whole days can only make it cover more than it says
    assert!(covered > LEVEL - tolerance(LEVEL) && covered < 0.995, "covers {covered}");
}

#[test]
fn restricted_means() {
    let truth = (0..60).map(still_waiting).sum::<f64>();
    let covered = share(54, |rng| covers(clustered_survival(rng, 300).restricted_mean(60, LEVEL), truth));
    near(covered, LEVEL);
}

/// Shapley shares of the airport game with costs 2, 5 and 9 times a random number, of which all coalitions have a part in
/// common and a part of their own; as means, and as ratios to a random denominator of mean 2.
#[test]
fn shapley_shares() {
    let costs: [f64; 3] = [2.0, 5.0, 9.0];
    let worth = |s: usize| (0..3).filter(|i| s >> i & 1 == 1).map(|i| costs[i]).fold(0.0, f64::max);
    let truth = [2.0 / 3.0, 2.0 / 3.0 + 3.0 / 2.0, 2.0 / 3.0 + 3.0 / 2.0 + 4.0];
    let mut covered = [0; 9];
    share(56, |rng| {
        let [mut means, mut over] = [(); 2].map(|()| vec![Classed::default(); 8]);
        for r in 0..400 {
            let (luck, common, den) = (exponential(rng, 1.0), 3.0 * normal(rng), 1.0 + exponential(rng, 1.0));
            for (s, (mean, ratio)) in means.iter_mut().zip(&mut over).enumerate() {
                let value = worth(s) * luck + common + normal(rng);
                mean.push(r, value, 1.0);
                ratio.push(r, value, den);
            }
        }
        let shares = |sums: &[Classed]| crate::experiment::attribute::shares(3, &sums.iter().collect::<Vec<_>>());
        let [means, over] = [means, over].map(|sums| shares(&sums).expect("each coalition has a value").parts);
        for i in 0..3 {
            covered[i] += u32::from(covers(Some(means[i].share), truth[i]));
            covered[3 + i] += u32::from(covers(Some(over[i].share), truth[i] / 2.0));
            covered[6 + i] += u32::from(covers(Some(means[i].last_out), costs[i]));
        }
        true
    });
    covered.into_iter().for_each(|covered| near(f64::from(covered) / EXPERIMENTS as f64, LEVEL));
}

#[test]
fn incidence_by_cause() {
    for (seed, day) in [(60, 10), (61, 50)] {
        let ended = 1.0 - still_waiting(day);
        let mut second = 0;
        let first = share(seed, |rng| {
            let mut incidence = Incidence::new(2);
            clustered(rng, 300, |class, days, cause| incidence.push(class, days, cause));
            let curve = incidence.curve(LEVEL);
            let step = curve.at(day).expect("within reach");
            second += u32::from(covers(Some(step.causes[1]), 0.7 * ended));
            covers(Some(step.causes[0]), 0.3 * ended)
        });
        near(first, LEVEL);
        near(f64::from(second) / EXPERIMENTS as f64, LEVEL);
    }
}

#[test]
fn paired_differences() {
    let mut reduction = Mean::default();
    let covered = share(70, |rng| {
        let mut paired = Paired::default();
        for r in 0..50 {
            let common = 3.0 * normal(rng);
            paired.push(r, 0.4 + common + normal(rng), common + normal(rng));
        }
        paired.variance_reduction().into_iter().for_each(|factor| reduction.push(factor));
        covers(paired.difference(LEVEL), 0.4)
    });
    near(covered, LEVEL);
    // arms of variance 10 each, differences of variance 2; E of 1 / chi-square inflates it by about (n - 1) / (n - 3)
    assert!(reduction.mean().is_some_and(|factor| (factor - 10.0).abs() < 0.5));
}

/// How often `many` arms, each with an effect of its own, are all covered at once by the intervals at each of two levels;
/// `shared` says how much of their luck all arms have in common.
fn jointly(seed: u64, many: usize, shared: f64) -> [f64; 2] {
    let levels = [LEVEL, sidak(LEVEL, many)];
    let mut all = [0, 0];
    share(seed, |rng| {
        let mut arms = vec![Paired::default(); many];
        for r in 0..100 {
            let common = shared * normal(rng);
            for (i, arm) in arms.iter_mut().enumerate() {
                arm.push(r, i as f64 + normal(rng), common + (1.0 - shared) * normal(rng));
            }
        }
        for (all, level) in all.iter_mut().zip(levels) {
            *all += u32::from((0..).zip(&arms).all(|(i, arm)| covers(arm.difference(level), f64::from(i))));
        }
        true
    });
    all.map(|all| f64::from(all) / EXPERIMENTS as f64)
}

#[test]
fn several_arms_at_once() {
    for many in [2, 5, 12] {
        let [each, together] = jointly(90 + many as u64, many, 0.0);
        near(each, LEVEL.powi(many as i32));
        near(together, LEVEL);
    }
    // arms with one and the same base, whose luck makes their differences rise and fall together
    let [_, together] = jointly(110, 5, 1.0);
    assert!(together > LEVEL - tolerance(LEVEL), "covers {together}");
}

/// Two arms whose durations share the rate of their replication; the second ones are `longer` times as long.
fn two_arms(rng: &mut ChaCha8Rng, longer: f64) -> [Survival; 2] {
    let law = Gamma::new(SHAPE, SCALE).expect("above zero");
    let mut arms = [Survival::default(), Survival::default()];
    for r in 0..300 {
        let rate = law.sample(rng);
        for _ in 0..6 {
            let days = exponential(rng, 1.0 / rate);
            for (arm, stretched) in arms.iter_mut().zip([days, longer * days]) {
                let (days, end) = (stretched.min(1e6) as u32, rng.random_range(0..120));
                arm.push(Class::of(r), days.min(end), end < days);
            }
        }
    }
    arms
}

/// P(duration > `day`) in the arm whose durations are `longer` times as long.
fn still_waiting_longer(day: u32, longer: f64) -> f64 {
    libm::pow(1.0 + SCALE * f64::from(day + 1) / longer, -SHAPE)
}

#[test]
fn differences_of_restricted_means_and_medians() {
    let longer = 1.5;
    let restricted = |longer| (0..60).map(|day| still_waiting_longer(day, longer)).sum::<f64>();
    let median = |longer| (0..).find(|&day| still_waiting_longer(day, longer) <= 0.5).map_or(f64::NAN, f64::from);
    let mut medians = 0;
    let covered = share(55, |rng| {
        let [base, arm] = two_arms(rng, longer);
        medians += u32::from(covers(arm.median_difference(&base, LEVEL), median(longer) - median(1.0)));
        covers(arm.restricted_difference(&base, 60, LEVEL), restricted(longer) - restricted(1.0))
    });
    near(covered, LEVEL);
    // whole days can only make it cover more than it says
    let medians = f64::from(medians) / EXPERIMENTS as f64;
    assert!(medians > LEVEL - tolerance(LEVEL), "covers {medians}");
}

/// How often the interval of a difference of quantiles covers: two log-normal waits with medians 1 and 1.4 times
/// `scale` days, correlated as under common random numbers.
fn covers_difference(seed: u64, n: u64, p: f64, scale: f64) -> f64 {
    // a wait in whole days has the quantile v when that of the wait itself lies in (v, v + 1]
    let quantile = |median: f64, z: f64| (scale * median * libm::exp(z)).ceil() - 1.0;
    let z = if p == 0.5 { 0.0 } else { 1.281_551_565_544_600_4 };
    let truth = quantile(1.4, 0.8 * z) - quantile(1.0, z);
    share(seed, |rng| {
        let (mut base, mut variant) = (Sectioned::new(), Sectioned::new());
        for r in 0..n {
            let common = 0.9f64.sqrt() * normal(rng);
            // the far tail moves no quantile and would only cost memory
            let mut luck = || (common + 0.1f64.sqrt() * normal(rng)).min(1.7);
            base.push(r, (scale * libm::exp(luck())) as u32);
            variant.push(r, (scale * 1.4 * libm::exp(0.8 * luck())) as u32);
        }
        covers(Sectioned::difference(&variant, &base, p, LEVEL), truth)
    })
}

#[test]
fn differences_of_quantiles() {
    for (seed, n, p) in [(80, 1000, 0.5), (81, 400, 0.5), (82, 1000, 0.9)] {
        near(covers_difference(seed, n, p, 500.0), LEVEL);
    }
    // few whole values: the interval may only cover more than it says
    for (seed, scale) in [(83, 3.3), (84, 12.4)] {
        let covered = covers_difference(seed, 1000, 0.5, scale);
        assert!(covered > LEVEL - tolerance(LEVEL), "covers {covered}");
    }
}
