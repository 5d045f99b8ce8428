//! The battery on the keyed generator: are draws uniform and independent along every axis of the key?
//!
//! A *walk* is a sequence of words whose keys change along one axis (seed, replication, purpose, name, part, occasion, word
//! within a draw) by ones, by multiples of powers of two, bit by bit (Gray code) or from the high end (bits reversed), or
//! along two axes at once. Each walk meets the same tests. A test yields a p-value, two-sided, from the distribution it has
//! under perfect randomness; it fails below `P_MIN`. At most `CHECKS` p-values are computed in all, so that a perfect
//! generator would fail somewhere with probability at most `CHECKS * P_MIN = 1e-6`, whatever the dependence between tests.
//! Seeds are fixed: the outcome never changes unless the generator does.

use backchannel::kernel::{Draw, Draws, Key};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};
use std::sync::atomic::{AtomicUsize, Ordering};

const CHECKS: usize = 20_000;
const P_MIN: f64 = 1e-6 / CHECKS as f64;
/// Words in a walk.
const N: usize = 1 << 19;

// ---- the key and its axes ----

/// A place on the six numeric axes.
type At = [u64; 6];

const AXES: [(&str, u32); 6] =
    [("seed", 64), ("replication", 64), ("purpose", 32), ("part", 64), ("occasion", 64), ("word", 64)];
const WORD: usize = 5;

fn draw([seed, replication, purpose, part, occasion, _]: At) -> Draw {
    Draws::new(seed, replication).of(purpose as u32, Key::of("channel").and(part), occasion)
}

/// The words at the places of a walk; a walk along the words of one draw goes on where it stands.
fn words(walk: impl Iterator<Item = At>) -> Vec<u64> {
    let mut standing: Option<(At, Draw)> = None;
    let mut word = |at: At| {
        let (_, mut draw) = standing.take().filter(|(next, _)| *next == at).unwrap_or_else(|| {
            let mut draw = draw(at);
            (0..at[WORD]).for_each(|_| _ = draw.word());
            (at, draw)
        });
        let word = draw.word();
        let mut next = at;
        next[WORD] += 1;
        standing = Some((next, draw));
        word
    };
    walk.map(&mut word).collect()
}

/// The `i`-th position on an axis of so many bits.
type Step = fn(u64, u32) -> u64;
const STEPS: [(&str, Step); 6] = [
    ("by 1", |i, _| i),
    ("by 2^8", |i, _| i << 8),
    ("by 2^5", |i, _| i << 5),
    ("by 2^(half - 3)", |i, bits| i << (bits / 2 - 3)),
    ("bit by bit", |i, _| i ^ (i >> 1)),
    ("from the high end", |i, bits| i.reverse_bits() >> (64 - bits)),
];

// ---- p-values ----

/// The share of a gamma law of this `shape` that lies above `x`: by its series below the mean, its continued fraction above.
fn gamma_above(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let scale = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-16 {
            k += 1.0;
            term *= x / k;
            sum += term;
        }
        return 1.0 - scale * sum;
    }
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut fraction = d;
    for i in 1..100_000 {
        let a = -f64::from(i) * (f64::from(i) - shape);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    scale * fraction
}

fn two_sided(above: f64) -> f64 {
    2.0 * above.min(1.0 - above)
}

fn normal(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

fn chi_square(value: f64, freedom: usize) -> f64 {
    two_sided(gamma_above(freedom as f64 / 2.0, value / 2.0))
}

/// For a count with a Poisson law.
fn poisson(count: u64, mean: f64) -> f64 {
    let at_most = gamma_above(count as f64 + 1.0, mean);
    let at_least = if count == 0 { 1.0 } else { 1.0 - gamma_above(count as f64, mean) };
    (2.0 * at_most.min(at_least)).min(1.0)
}

/// Against equal expectations.
fn even_cells(counts: &[u32]) -> f64 {
    let expected = counts.iter().map(|&c| f64::from(c)).sum::<f64>() / counts.len() as f64;
    let value = counts.iter().map(|&c| (f64::from(c) - expected).powi(2)).sum::<f64>() / expected;
    chi_square(value, counts.len() - 1)
}

/// Against given expectations.
fn cells(counts: &[u64], expected: &[f64]) -> f64 {
    let value = counts.iter().zip(expected).map(|(&c, e)| (c as f64 - e).powi(2) / e).sum();
    chi_square(value, counts.len() - 1)
}

/// The p-values of one walk: what failed, and the smallest one.
#[derive(Default)]
struct Verdict {
    failed: Vec<String>,
    least: (f64, String),
}

impl Verdict {
    fn new() -> Self {
        Verdict { failed: Vec::new(), least: (1.0, String::new()) }
    }

    fn check(&mut self, what: impl Fn() -> String, p: f64) {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        assert!(COUNT.fetch_add(1, Ordering::Relaxed) < CHECKS, "more p-values than the bound allows for");
        if p < self.least.0 {
            self.least = (p, what());
        }
        if p.is_nan() || p < P_MIN {
            self.failed.push(format!("{}: p = {p:.1e}", what()));
        }
    }

    fn merge(&mut self, other: Verdict) {
        self.failed.extend(other.failed);
        if other.least.0 < self.least.0 {
            self.least = other.least;
        }
    }

    fn settle(self) {
        println!("least p-value {:.1e}: {}", self.least.0, self.least.1);
        assert!(self.failed.is_empty(), "{} failed:\n{}", self.failed.len(), self.failed.join("\n"));
    }
}

// ---- the tests ----

const LAGS: [usize; 12] = [1, 2, 3, 4, 5, 8, 16, 32, 64, 128, 256, 1024];
type View = fn(u64) -> u64;
/// Tests that read the highest bits of a word are asked of its high half, its low half and, bits reversed, its lowest bits.
const VIEWS: [(&str, View); 3] =
    [("high bits", |w| w), ("bits 31 down", |w| w.rotate_left(32)), ("low bits", |w| w.reverse_bits())];

fn battery(walk: &str, words: &[u64]) -> Verdict {
    let mut verdict = Verdict::new();
    let mut check = |test: &str, p: f64| verdict.check(|| format!("{walk}: {test}"), p);
    check("bit frequency", bits(words.iter().copied()));
    check("byte frequency", bytes(words));
    check("Hamming weights", weights(words.iter().copied()));
    check("Hamming distances of neighbours", weights(words.chunks_exact(2).map(|pair| pair[0] ^ pair[1])));
    for lag in LAGS {
        let pairs = || words.iter().zip(&words[lag..]).map(|(a, b)| (*a, *b));
        check(&format!("bits equal, lag {lag}"), bits(pairs().map(|(a, b)| a ^ b)));
        check(&format!("serial correlation, lag {lag}"), correlation(pairs()));
        check(
            &format!("serial correlation, lag {lag}, low half"),
            correlation(pairs().map(|(a, b)| (a << 32, b << 32))),
        );
    }
    for (view, turn) in VIEWS {
        let x: Vec<u64> = words.iter().map(|&w| turn(w)).collect();
        check(&format!("pairs, {view}"), tuples(&x, 2, 7));
        check(&format!("triples, {view}"), tuples(&x, 3, 5));
        check(&format!("eights, {view}"), tuples(&x, 8, 1));
        check(&format!("turning points, {view}"), turning_points(&x));
        check(&format!("gaps, {view}"), gaps(&x));
        check(&format!("birthday spacings, {view}"), birthdays(&x));
    }
    verdict
}

/// How often each of the 64 bits is set: the sum of 64 squared normals. Eight counters stand side by side in a word.
fn bits(words: impl Iterator<Item = u64>) -> f64 {
    const LANES: u64 = 0x0101_0101_0101_0101;
    let (mut n, mut counts, mut lanes) = (0u64, [0u64; 64], [0u64; 8]);
    let mut flush = |lanes: &mut [u64; 8]| {
        for bit in 0..64 {
            counts[bit] += lanes[bit % 8] >> (bit / 8 * 8) & 0xff;
        }
        *lanes = [0; 8];
    };
    for word in words {
        lanes.iter_mut().enumerate().for_each(|(bit, lane)| *lane += word >> bit & LANES);
        n += 1;
        if n.is_multiple_of(255) {
            flush(&mut lanes);
        }
    }
    flush(&mut lanes);
    let value = counts.iter().map(|&count| (2.0 * count as f64 - n as f64).powi(2) / n as f64).sum();
    chi_square(value, 64)
}

/// How often each byte of the word takes each value.
fn bytes(words: &[u64]) -> f64 {
    let mut counts = [[0u32; 256]; 8];
    for word in words {
        word.to_le_bytes().iter().zip(&mut counts).for_each(|(byte, counts)| counts[usize::from(*byte)] += 1);
    }
    let expected = words.len() as f64 / 256.0;
    let value = counts.as_flattened().iter().map(|&c| (f64::from(c) - expected).powi(2)).sum::<f64>() / expected;
    chi_square(value, 8 * 255)
}

/// The number of bits set against the binomial law, its tails joined at 18 and 46.
fn weights(words: impl Iterator<Item = u64>) -> f64 {
    let mut counts = [0u64; 29];
    words.for_each(|word| counts[word.count_ones().clamp(18, 46) as usize - 18] += 1);
    let n: u64 = counts.iter().sum();
    let mut expected = [0.0; 29];
    let mut chance = 0.5f64.powi(64);
    for k in 0..=64usize {
        expected[k.clamp(18, 46) - 18] += n as f64 * chance;
        chance *= (64 - k) as f64 / (k + 1) as f64;
    }
    cells(&counts, &expected)
}

/// The sum of products of two centred uniforms is normal with variance 1/144 a pair.
fn correlation(pairs: impl Iterator<Item = (u64, u64)>) -> f64 {
    let centred = |word: u64| word as i64 as f64 / 2f64.powi(64);
    let (n, sum) = pairs.fold((0.0, 0.0), |(n, sum), (a, b)| (n + 1.0, sum + centred(a) * centred(b)));
    normal(12.0 * sum / f64::sqrt(n))
}

/// Successive words in cells by their first `bits` bits each.
fn tuples(x: &[u64], size: usize, bits: u32) -> f64 {
    let mut counts = vec![0; 1 << (size as u32 * bits)];
    for tuple in x.chunks_exact(size) {
        counts[tuple.iter().fold(0, |cell, word| cell << bits | (word >> (64 - bits)) as usize)] += 1;
    }
    even_cells(&counts)
}

/// Runs up and down: the number of local extremes has mean 2(n - 2)/3 and variance (16n - 29)/90.
fn turning_points(x: &[u64]) -> f64 {
    let n = x.len() as f64;
    let turns = x.windows(3).filter(|w| (w[0] < w[1]) != (w[1] < w[2])).count();
    normal((turns as f64 - 2.0 * (n - 2.0) / 3.0) / ((16.0 * n - 29.0) / 90.0).sqrt())
}

/// How long between words in the first sixteenth of the range: geometric.
fn gaps(x: &[u64]) -> f64 {
    const LONGEST: usize = 64;
    let (mut counts, mut gap) = ([0u64; LONGEST + 1], 0);
    for word in x {
        if word >> 60 == 0 {
            counts[gap.min(LONGEST)] += 1;
            gap = 0;
        } else {
            gap += 1;
        }
    }
    let n = counts.iter().sum::<u64>() as f64;
    let beyond = |gap: usize| n * (15.0f64 / 16.0).powi(gap as i32);
    let expected: Vec<f64> = (0..=LONGEST).map(|g| beyond(g) - if g < LONGEST { beyond(g + 1) } else { 0.0 }).collect();
    cells(&counts, &expected)
}

/// 4,096 birthdays in a year of 2^32 days: the number of equal spacings is Poisson with mean 4096^3 / (4 * 2^32) = 4.
fn birthdays(x: &[u64]) -> f64 {
    let (mut equal, mut years) = (0, 0);
    for year in x.chunks_exact(4096) {
        let mut days: Vec<u64> = year.iter().map(|word| word >> 32).collect();
        days.sort_unstable();
        let mut spacings: Vec<u64> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
        spacings.sort_unstable();
        equal += spacings.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
        years += 1;
    }
    poisson(equal, 4.0 * f64::from(years))
}

/// 2^24 balls in 2^28 urns: the number that meet an urn already taken is close to normal.
fn collisions(balls: impl Iterator<Item = usize>) -> f64 {
    const URNS: usize = 1 << 28;
    let mut taken = vec![0u64; URNS / 64];
    let (mut n, mut met) = (0.0, 0.0);
    for ball in balls {
        let (place, bit) = (&mut taken[ball / 64], 1 << (ball % 64));
        met += f64::from(u8::from(*place & bit != 0));
        *place |= bit;
        n += 1.0;
    }
    let (urns, load) = (URNS as f64, n / URNS as f64);
    let mean = n - urns * -libm::expm1(n * libm::log1p(-1.0 / urns));
    let variance = urns * libm::exp(-load) * (1.0 - (1.0 + load) * libm::exp(-load));
    normal((met - mean) / variance.sqrt())
}

// ---- what is walked ----

/// One axis at a time, all others at 0.
fn along(axis: usize) {
    let mut verdict = Verdict::new();
    let (name, width) = AXES[axis];
    for (step, position) in &STEPS[..if axis == WORD { 1 } else { STEPS.len() }] {
        let walk = (0..N as u64).map(|i| {
            let mut at = At::default();
            at[axis] = position(i, width);
            at
        });
        verdict.merge(battery(&format!("{name} {step}"), &words(walk)));
    }
    verdict.settle();
}

#[test]
fn along_the_seed() {
    along(0);
}

#[test]
fn along_the_replication() {
    along(1);
}

#[test]
fn along_the_purpose() {
    along(2);
}

#[test]
fn along_the_part() {
    along(3);
}

#[test]
fn along_the_occasion() {
    along(4);
}

#[test]
fn along_the_words_of_a_draw() {
    along(WORD);
}

/// Names that differ in a number, keys of parts of parts, and keys of two entities together.
#[test]
fn along_the_names() {
    let draws = Draws::new(1, 0);
    type Naming = fn(u64) -> Key;
    let keys: [(&str, Naming); 3] = [
        ("names", |i| Key::of(&format!("side {i}"))),
        ("parts of parts", |i| Key::of("deal").and(i / 64).and(i % 64)),
        ("two together", |i| Key::of("side").and(i / 512).with(Key::of("side").and(i % 512))),
    ];
    let mut verdict = Verdict::new();
    for (name, key) in keys {
        let words: Vec<u64> = (0..N as u64).map(|i| draws.of(0u32, key(i), 0).word()).collect();
        verdict.merge(battery(name, &words));
    }
    verdict.settle();
}

/// Two axes at once: all of the first `width` places of the inner axis for each of the outer. With a width of 2 the
/// streams of two neighbouring keys stand interleaved; with 512 both axes move in step.
fn across(width: u64) {
    let mut verdict = Verdict::new();
    for outer in 0..AXES.len() {
        for inner in 0..AXES.len() {
            if inner == outer || outer == WORD && width == 2 {
                continue;
            }
            let walk = (0..N as u64 / 2).map(|i| {
                let mut at = At::default();
                (at[outer], at[inner]) = (i / width, i % width);
                at
            });
            let name = format!("{} by {width} of {}", AXES[outer].0, AXES[inner].0);
            verdict.merge(battery(&name, &words(walk)));
        }
    }
    verdict.settle();
}

#[test]
fn across_neighbouring_keys() {
    across(2);
}

#[test]
fn across_two_axes() {
    across(512);
}

#[test]
fn collisions_are_as_many_as_chance_makes() {
    let mut verdict = Verdict::new();
    for (axis, (name, _)) in AXES.iter().enumerate() {
        let mut balls = [Vec::with_capacity(1 << 24), Vec::with_capacity(1 << 24)];
        for block in 0..32 {
            let walk = (0..1 << 19).map(|i| {
                let mut at = At::default();
                at[axis] = if axis == WORD { i } else { block << 19 | i };
                at[0] += if axis == WORD { block } else { 0 };
                at
            });
            for word in words(walk) {
                balls[0].push((word >> 36) as u32);
                balls[1].push((word & ((1 << 28) - 1)) as u32);
            }
        }
        for (part, balls) in ["high", "low"].iter().zip(balls) {
            verdict.check(|| format!("{name}: collisions, {part} bits"), collisions(balls.iter().map(|&b| b as usize)));
        }
    }
    verdict.settle();
}

/// Every bit of the key flips every bit of the word, and every pair of adjacent bits, half of the time.
#[test]
fn avalanche() {
    const KEYS: usize = 4096;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut verdict = Verdict::new();
    let bases: Vec<At> = (0..KEYS as u64)
        .map(|i| if i % 2 == 0 { std::array::from_fn(|_| rng.next_u64()) } else { [i, i, i, i, i, 0] })
        .map(|at| [at[0], at[1], at[2], at[3], at[4], 0])
        .collect();
    for (axis, (name, width)) in AXES[..WORD].iter().enumerate() {
        for bit in 0..*width {
            let flips = |at: &At| {
                let mut other = *at;
                other[axis] ^= 1 << bit;
                draw(*at).word() ^ draw(other).word()
            };
            let flipped: Vec<u64> = bases.iter().map(flips).collect();
            let what = |test: &str| format!("avalanche, {name} bit {bit}: {test}");
            verdict.check(|| what("bits"), bits(flipped.iter().copied()));
            verdict.check(|| what("neighbouring bits"), bits(flipped.iter().map(|f| f ^ f.rotate_left(1))));
            verdict.check(|| what("weights"), weights(flipped.iter().copied()));
        }
    }
    verdict.settle();
}

/// `unit` by Kolmogorov-Smirnov (the bound is the asymptotic tail 2 exp(-2 n d^2)), `chance` by its frequency.
#[test]
fn unit_is_uniform_and_chance_is_fair() {
    let mut verdict = Verdict::new();
    for (axis, (name, _)) in AXES[..WORD].iter().enumerate() {
        let draws = || {
            (0..N as u64).map(move |i| {
                let mut at = At::default();
                at[axis] = i;
                draw(at)
            })
        };
        let mut units: Vec<f64> = draws().map(|mut draw| draw.unit()).collect();
        units.sort_by(f64::total_cmp);
        let n = N as f64;
        let distance = |(i, u): (usize, &f64)| (u - i as f64 / n).max((i + 1) as f64 / n - u);
        let distance = units.iter().enumerate().map(distance).fold(0.0, f64::max);
        verdict.check(|| format!("{name}: unit"), 2.0 * libm::exp(-2.0 * n * distance * distance));
        for p in [0.001, 0.05, 0.25, 0.5, 0.9] {
            let count = draws().filter_map(|mut draw| draw.chance(p).then_some(())).count();
            let z = (count as f64 - n * p) / (n * p * (1.0 - p)).sqrt();
            verdict.check(|| format!("{name}: chance({p})"), normal(z));
        }
    }
    verdict.settle();
}

/// The battery can fail: it rejects a counter under one folded multiplication, even a counter with an odd stride.
#[test]
fn a_weaker_mixer_is_rejected() {
    let fold = |i: u64| {
        let product = u128::from(i ^ 0xa076_1d64_78bd_642f) * 0xe703_7ed1_a0b4_28db;
        (product >> 64) as u64 ^ product as u64
    };
    for stride in [1, 0x9e37_79b9_7f4a_7c15] {
        let words: Vec<u64> = (0..N as u64).map(|i| fold(i.wrapping_mul(stride))).collect();
        assert!(battery("one fold", &words).failed.len() > 5);
    }
}

#[test]
fn p_values_are_right() {
    assert!((chi_square(18.307, 10) - 0.1).abs() < 1e-4);
    assert!((normal(1.959_964) - 0.05).abs() < 1e-6);
    assert!((poisson(4, 10.0) - 2.0 * 0.029_253).abs() < 1e-5);
    assert!((gamma_above(50.0, 100.0) / 1.178_450e-8 - 1.0).abs() < 1e-6);
}
