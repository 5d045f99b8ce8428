//! Are the indices those that are known? Functions in closed form, with and without chance; and 2,000 synthetic experiments
//! each (200 without optimization) on whether the intervals cover.

use std::f64::consts::PI;

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::{Distribution, StandardNormal};

use super::*;
use crate::experiment::{
    design::{Point, Row, rows, trajectories},
    estimate::{Interval, LEVEL, Mean},
};

const EXPERIMENTS: u64 = if cfg!(debug_assertions) { 200 } else { 2000 };

/// A function of the unit cube with its first-order and total indices.
struct Known {
    at: fn(&[f64]) -> f64,
    variance: f64,
    first: Vec<f64>,
    total: Vec<f64>,
}

/// sin x + 7 sin^2 y + 0.1 z^4 sin x on [-pi, pi]^3 (Ishigami and Homma 1990), and a fourth factor that does nothing.
fn ishigami() -> Known {
    const A: f64 = 7.0;
    const B: f64 = 0.1;
    let at = |u: &[f64]| {
        let [x, y, z] = [0, 1, 2].map(|i| PI * (2.0 * u[i] - 1.0));
        libm::sin(x) * (1.0 + B * z * z * z * z) + A * libm::sin(y) * libm::sin(y)
    };
    let (pi4, pi8) = (PI * PI * PI * PI, libm::pow(PI, 8.0));
    let x = 0.5 * (1.0 + B * pi4 / 5.0) * (1.0 + B * pi4 / 5.0);
    let (y, xz) = (A * A / 8.0, B * B * pi8 * 8.0 / 225.0);
    let variance = x + y + xz;
    let shares = |parts: [f64; 4]| parts.map(|part| part / variance).to_vec();
    Known { at, variance, first: shares([x, y, 0.0, 0.0]), total: shares([x + xz, y, xz, 0.0]) }
}

/// The product of (|4 u_i - 2| + a_i) / (1 + a_i) (Sobol's g): a factor of variance v_i = 1 / 3 (1 + a_i)^2 each.
fn g() -> Known {
    const A: [f64; 6] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
    let at = |u: &[f64]| u.iter().zip(A).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product();
    let parts = A.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let all: f64 = parts.iter().map(|v| 1.0 + v).product();
    let variance = all - 1.0;
    let total = parts.map(|v| v * all / (1.0 + v) / variance).to_vec();
    Known { at, variance, first: parts.map(|v| v / variance).to_vec(), total }
}

/// Luck of a known size: `common` z (1 + u_0) with one z a replication, which all points of a row share, and `own` z' drawn
/// at each point. E[(1 + u)^2] = 7 / 3.
#[derive(Clone, Copy)]
struct Luck {
    common: f64,
    own: f64,
}

const LUCK: Luck = Luck { common: 3.0, own: 2.0 };

impl Luck {
    fn variance(self) -> f64 {
        self.common * self.common * 7.0 / 3.0 + self.own * self.own
    }

    /// The inner values at points that are played with the same luck.
    fn play(self, at: fn(&[f64]) -> f64, points: &[&Point], inner: usize, rng: &mut ChaCha8Rng) -> Vec<Vec<f64>> {
        let mut normal = || -> f64 { StandardNormal.sample(rng) };
        let common: Vec<f64> = (0..inner).map(|_| self.common * normal()).collect();
        let mut value = |point: &Point, z: f64| at(point) + z * (1.0 + point[0]) + self.own * normal();
        points.iter().map(|point| common.iter().map(|&z| value(point, z)).collect()).collect()
    }

    fn rows(
        self,
        at: fn(&[f64]) -> f64,
        design: &[Row<Point>],
        inner: usize,
        rng: &mut ChaCha8Rng,
    ) -> Vec<Row<Vec<f64>>> {
        let play = |row: &Row<Point>| {
            let points: Vec<&Point> = row.iter().collect();
            Row::gather(self.play(at, &points, inner, rng)).expect("two points and more")
        };
        design.iter().map(play).collect()
    }
}

/// Rows whose points are drawn independently, as the theory of the bootstrap has it.
fn independent(n: usize, factors: usize, rng: &mut ChaCha8Rng) -> Vec<Row<Point>> {
    let mut point = || -> Point { (0..factors).map(|_| rng.random()).collect() };
    let row = |(a, b): (Point, Point)| {
        let mixed = |i: usize| a.iter().zip(&b).enumerate().map(|(j, (a, b))| if i == j { *b } else { *a }).collect();
        let ab = (0..factors).map(mixed).collect();
        Row { a, b, ab }
    };
    (0..n).map(|_| row((point(), point()))).collect()
}

fn generator(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}

/// Within four standard errors, and these at most `most`, so that a real error would show.
fn near(name: &str, got: &Estimate, want: f64, most: f64) {
    let se = got.se.expect("a standard error");
    assert!(se <= most, "{name}: the standard error is {se}, too large to tell");
    assert!((got.value - want).abs() <= 4.0 * se + 1e-12, "{name}: {} +- {se}, wanted {want}", got.value);
}

fn compare(known: &Known, found: &Indices, most: f64) {
    near("variance", &found.variance, known.variance, most * known.variance);
    let shares = found.shares.as_ref().expect("the variance is far from 0");
    for i in 0..known.first.len() {
        near(&format!("S{i}"), &shares.first[i], known.first[i], most);
        near(&format!("T{i}"), &shares.total[i], known.total[i], most);
    }
    near("all S", &shares.first_sum, known.first.iter().sum(), 3.0 * most);
    near("all T", &shares.total_sum, known.total.iter().sum(), 3.0 * most);
}

#[test]
fn the_known_indices_are_the_published_ones() {
    let close = |got: &[f64], want: &[f64]| got.iter().zip(want).all(|(got, want)| (got - want).abs() < 5e-5);
    let known = ishigami();
    assert!(close(&known.first, &[0.3139, 0.4424, 0.0, 0.0]), "{:?}", known.first);
    assert!(close(&known.total, &[0.5576, 0.4424, 0.2437, 0.0]), "{:?}", known.total);
}

#[test]
fn without_chance_the_indices_are_the_known_ones() {
    let none = Luck { common: 0.0, own: 0.0 };
    for (known, seed) in [(ishigami(), 1), (g(), 2)] {
        let design = rows(4096, known.first.len(), seed);
        let values = none.rows(known.at, &design, 2, &mut generator(seed, 0));
        let found = indices(&values, LEVEL, seed).expect("rows");
        compare(&known, &found, 0.03);
        assert!(found.chance.value.abs() < 1e-12, "nothing is chance: {}", found.chance.value);
        // a scrambled sequence is closer than its bootstrap error, which takes rows for independent
        let shares = found.shares.expect("far from 0");
        for (got, want) in shares.first.iter().zip(&known.first).chain(shares.total.iter().zip(&known.total)) {
            assert!((got.value - want).abs() < 0.01, "{} against {want}", got.value);
        }
    }
}

#[test]
fn what_does_nothing_has_indices_of_exactly_zero() {
    let known = ishigami();
    let luck = Luck { common: 3.0, own: 0.0 };
    let values = luck.rows(known.at, &rows(64, 4, 3), 5, &mut generator(3, 0));
    let shares = indices(&values, LEVEL, 3).and_then(|found| found.shares).expect("far from 0");
    let zero = Some(Interval { low: 0.0, high: 0.0 });
    assert_eq!((shares.first[3].value, shares.first[3].interval), (0.0, zero));
    assert_eq!((shares.total[3].value, shares.total[3].interval), (0.0, zero));
    assert!(!shares.first[3].settled() && shares.total[0].settled());
}

#[test]
fn with_chance_the_indices_stay_and_its_share_is_known() {
    for (known, luck, seed) in [
        (ishigami(), LUCK, 4),
        (ishigami(), Luck { common: 0.0, own: 5.0 }, 5),
        (ishigami(), Luck { common: 4.0, own: 0.0 }, 6),
        (g(), Luck { common: 0.6, own: 0.4 }, 7),
    ] {
        let design = independent(8192, known.first.len(), &mut generator(seed, 0));
        let found = indices(&luck.rows(known.at, &design, 8, &mut generator(seed, 1)), LEVEL, seed).expect("rows");
        compare(&known, &found, 0.03);
        near("noise", &found.noise, luck.variance(), 0.02 * luck.variance());
        near("chance", &found.chance, luck.variance() / (luck.variance() + known.variance), 0.01);
    }
}

/// Indices as they would be from plain squares of differences, and with s^2 / n of both points taken off as if their luck
/// were independent.
#[test]
fn other_ways_to_take_chance_off_are_visibly_wrong() {
    let known = ishigami();
    let design = independent(8192, 4, &mut generator(8, 0));
    let values = LUCK.rows(known.at, &design, 8, &mut generator(8, 1));
    let found = indices(&values, LEVEL, 8).expect("rows");
    let shares = found.shares.expect("far from 0");
    let (mut plain, mut apart) = (Mean::default(), Mean::default());
    for row in &values {
        let [difference, _] = paired(&row.a, &row.ab[3]);
        let errors = [&row.a, &row.ab[3]].map(|point| inner(point.iter().copied())[1]);
        plain.push(difference * difference / (2.0 * known.variance));
        apart.push((difference * difference - errors[0] - errors[1]) / (2.0 * known.variance));
    }
    near("T of what does nothing", &shares.total[3], 0.0, 0.01);
    let [plain, apart] = [plain, apart].map(|mean| mean.estimate(LEVEL).expect("rows"));
    assert!(plain.value > 10.0 * plain.se.expect("rows"), "too high: {plain:?}");
    assert!(apart.value < -10.0 * apart.se.expect("rows"), "too low: {apart:?}");
}

/// The parts from which indices are made have no bias at all, even from a handful of rows.
#[test]
fn variance_and_noise_are_unbiased() {
    let known = ishigami();
    let (mut variance, mut noise) = (Mean::default(), Mean::default());
    for i in 0..EXPERIMENTS {
        let mut rng = generator(9, i);
        let design = independent(8, 4, &mut rng);
        let found = indices(&LUCK.rows(known.at, &design, 3, &mut rng), LEVEL, i).expect("rows");
        variance.push(found.variance.value);
        noise.push(found.noise.value);
    }
    for (name, mean, want) in [("variance", variance, known.variance), ("noise", noise, LUCK.variance())] {
        near(name, &mean.estimate(LEVEL).expect("experiments"), want, 0.2 * want);
    }
}

#[test]
fn without_a_spread_there_are_no_shares() {
    let flat: fn(&[f64]) -> f64 = |_| 0.1;
    let luck = |common, own| Luck { common, own };
    for (luck, chance) in [(luck(0.0, 0.0), None), (luck(0.0, 1.0), Some(1.0))] {
        let found = indices(&luck.rows(flat, &rows(256, 3, 10), 6, &mut generator(10, 0)), LEVEL, 10).expect("rows");
        assert_eq!(found.shares, None);
        if let Some(chance) = chance {
            near("chance", &found.chance, chance, 0.02);
        }
    }
    let one = luck(0.0, 0.0).rows(flat, &rows(4, 3, 11), 1, &mut generator(11, 0));
    assert_eq!(indices(&one, LEVEL, 11), None);
    assert_eq!(indices(&[], LEVEL, 11), None);
}

/// How often each of the intervals holds its truth.
fn coverage<const N: usize>(
    seed: u64,
    truths: [f64; N],
    mut experiment: impl FnMut(&mut ChaCha8Rng) -> [Estimate; N],
) -> [f64; N] {
    let mut held = [0u32; N];
    for i in 0..EXPERIMENTS {
        let found = experiment(&mut generator(seed, i));
        for ((held, estimate), truth) in held.iter_mut().zip(found).zip(truths) {
            *held += u32::from(estimate.interval.is_some_and(|interval| interval.contains(truth)));
        }
    }
    held.map(|held| f64::from(held) / EXPERIMENTS as f64)
}

/// Four binomial standard errors.
fn tolerance() -> f64 {
    4.0 * (LEVEL * (1.0 - LEVEL) / EXPERIMENTS as f64).sqrt()
}

/// 2 u + v + u v, by parts: (5/2 (u - 1/2) + 3/2 (v - 1/2) + (u - 1/2)(v - 1/2)), with variances in 144ths 75, 27, 1.
fn small() -> Known {
    Known {
        at: |u| 2.0 * u[0] + u[1] + u[0] * u[1],
        variance: 103.0 / 144.0,
        first: vec![75.0 / 103.0, 27.0 / 103.0],
        total: vec![76.0 / 103.0, 28.0 / 103.0],
    }
}

#[test]
fn intervals_of_indices_cover() {
    let known = small();
    let luck = Luck { common: 0.5, own: 0.8 };
    let chance = luck.variance() / (luck.variance() + known.variance);
    let truths =
        [known.variance, chance, known.first[0], known.first[1], known.total[0], known.total[1], 102.0 / 103.0];
    let experiment = |design: &[Row<Point>], rng: &mut ChaCha8Rng| {
        let found = indices(&luck.rows(known.at, design, 4, rng), LEVEL, rng.random()).expect("rows");
        let shares = found.shares.expect("far from 0");
        let [first, total] = [&shares.first, &shares.total];
        [found.variance, found.chance, first[0], first[1], total[0], total[1], shares.first_sum]
    };
    let covered = coverage(20, truths, |rng| {
        let design = independent(256, 2, rng);
        experiment(&design, rng)
    });
    assert!(covered.iter().all(|share| (share - LEVEL).abs() < tolerance()), "{covered:?}");
    // those of a scrambled sequence are on the safe side
    let covered = coverage(21, truths, |rng| experiment(&rows(256, 2, rng.random()), rng));
    assert!(covered.iter().all(|share| *share > LEVEL - tolerance()), "{covered:?}");
}

/// Trajectories over all factors of a function, played.
fn screened(
    at: fn(&[f64]) -> f64,
    n: u32,
    factors: usize,
    luck: Luck,
    inner: usize,
    rng: &mut ChaCha8Rng,
) -> Vec<Effect> {
    let walks = trajectories(n, factors, rng.random());
    let play = |points: &[Point], rng: &mut ChaCha8Rng| luck.play(at, &points.iter().collect::<Vec<_>>(), inner, rng);
    let values: Vec<Vec<Vec<f64>>> = walks.iter().map(|walk| play(&walk.points, rng)).collect();
    screening(&walks, &values, LEVEL).expect("trajectories")
}

#[test]
fn without_chance_elementary_effects_are_exact() {
    // slopes 5 and -3; u_2 does nothing; u_3^2 has slopes 2/3 (from 0) and 4/3 (to 1), each half the time
    let at = |u: &[f64]| 5.0 * u[0] - 3.0 * u[1] + u[3] * u[3];
    let none = Luck { common: 0.0, own: 0.0 };
    let found = screened(at, 400, 4, none, 2, &mut generator(30, 0));
    let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-12, "{got}, not {want}");
    for (effect, slope) in found.iter().zip([5.0, -3.0, 0.0]) {
        close(effect.mu.value, slope);
        close(effect.mu_star.value, slope.abs());
        close(effect.sigma.value, 0.0);
        close(effect.square.value, slope * slope);
        assert_eq!((effect.floor, effect.seen()), (0.0, slope != 0.0));
    }
    near("mu", &found[3].mu, 1.0, 0.02);
    near("sigma", &found[3].sigma, 1.0 / 3.0, 0.02);
    near("square", &found[3].square, 10.0 / 9.0, 0.05);
}

/// sigma comes from interaction: of u_0 u_1 the effect of u_0 is u_1, evenly 0, 1/3, 2/3 or 1.
fn interacting(u: &[f64]) -> f64 {
    4.0 * u[0] * u[1]
}

#[test]
fn with_chance_effects_stay_and_the_floor_is_that_of_nothing() {
    let luck = Luck { common: 1.0, own: 1.5 };
    let found = screened(interacting, 8000, 3, luck, 5, &mut generator(31, 0));
    for effect in &found[..2] {
        near("mu", &effect.mu, 2.0, 0.05);
        near("square", &effect.square, 16.0 * 14.0 / 36.0, 0.2);
        near("sigma", &effect.sigma, 4.0 * (14.0f64 / 36.0 - 0.25).sqrt(), 0.05);
        assert!(effect.seen());
    }
    // the error of a difference of two means: own luck of both points; s_d stands in for its sd, a little too low:
    // E[s] = sd c4, and c4(5) = 0.939986
    let nothing = &found[2];
    let sd = (2.0 * luck.own * luck.own / 5.0).sqrt() / (2.0 / 3.0);
    near("mu* of nothing", &nothing.mu_star, FLOOR * sd, 0.02);
    assert!((nothing.floor / (0.939_986 * FLOOR * sd) - 1.0).abs() < 0.02, "{} against {sd}", nothing.floor);
    near("square of nothing", &nothing.square, 0.0, 0.1);
    assert!(!nothing.seen());
}

/// sqrt(2 / pi).
const FLOOR: f64 = 0.797_884_560_802_865_4;

#[test]
fn nothing_is_seldom_seen_and_intervals_of_effects_cover() {
    let luck = Luck { common: 1.0, own: 1.5 };
    let mut seen = [0u32; 3];
    let covered = coverage(32, [2.0, 2.0, 0.0], |rng| {
        let found = screened(interacting, 20, 3, luck, 10, rng);
        seen.iter_mut().zip(&found).for_each(|(seen, effect)| *seen += u32::from(effect.seen()));
        [found[0].mu, found[1].mu, found[2].mu]
    });
    assert!(covered.iter().all(|share| (share - LEVEL).abs() < tolerance()), "{covered:?}");
    let share = seen.map(|seen| f64::from(seen) / EXPERIMENTS as f64);
    let tail = 0.5 * (1.0 - LEVEL);
    let most = tail + 4.0 * (tail * (1.0 - tail) / EXPERIMENTS as f64).sqrt();
    assert!(share[2] < most && share[0] > 0.95 && share[1] > 0.95, "{share:?}");
}
