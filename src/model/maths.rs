//! `ln` and `exp` by table: the same bits on every machine, as from `libm`, in less time (the benchmark W2 shows it).
//!
//! Both use additions, multiplications and comparisons of f64 alone, which IEEE 754 fixes to the last bit; the tables are
//! computed by the compiler, with the same arithmetic. Neither branches on its argument. They agree with `libm` within
//! 4e-16 of the value, about two units in the last place.

const SEGMENTS: usize = 128;
/// The bits of 0.6875: segments divide 0.6875 to 1.375, so that none straddles 1.
const LOWEST: u64 = 0x3fe6_0000_0000_0000;

/// For each segment of the mantissa a number `c` inside it, `1 / c` and `ln c`; beside 1, `c` is 1 itself.
static LN: [[f64; 3]; SEGMENTS] = {
    let mut table = [[0.0; 3]; SEGMENTS];
    let mut i = 0;
    while i < SEGMENTS {
        let start = LOWEST + ((i as u64) << 45);
        let beside_one = start + (1 << 45) == 1f64.to_bits() || start == 1f64.to_bits();
        let c = if beside_one { 1.0 } else { f64::from_bits(start + (1 << 44)) };
        table[i] = [c, 1.0 / c, ln_by_series(c)];
        i += 1;
    }
    table
};

/// `2^(i / 64)` for `i` from 0 to 63.
static EXP: [f64; 64] = {
    let mut table = [1.0; 64];
    let mut i = 1;
    while i < 64 {
        table[i] = exp_by_series(i as f64 * (std::f64::consts::LN_2 / 64.0));
        i += 1;
    }
    table
};

/// The natural logarithm of a positive, finite, normal number.
#[inline]
pub fn ln(x: f64) -> f64 {
    let above = x.to_bits().wrapping_sub(LOWEST);
    let twos = (above as i64 >> 52) as f64;
    let mantissa = f64::from_bits(x.to_bits().wrapping_sub(above & (0xfff << 52)));
    let [c, inverse, ln_c] = LN[(above >> 45) as usize % SEGMENTS];
    let r = (mantissa - c) * inverse;
    let r2 = r * r;
    let tail =
        (-1.0 / 2.0 + r * (1.0 / 3.0)) + r2 * ((-1.0 / 4.0 + r * (1.0 / 5.0)) + r2 * (-1.0 / 6.0 + r * (1.0 / 7.0)));
    twos * std::f64::consts::LN_2 + ln_c + (r + r2 * tail)
}

/// The exponential of a number; beyond 700 either way it is that of 700.
#[inline]
pub fn exp(x: f64) -> f64 {
    /// Adding this rounds to a whole number, found in the low bits.
    const ROUND: f64 = (3u64 << 51) as f64;
    /// `ln 2 / 64` in two parts, the first with its last 20 bits zero: its multiples are exact.
    const STEP: [f64; 2] = {
        let high = f64::from_bits((std::f64::consts::LN_2 / 64.0).to_bits() & !0xf_ffff);
        [high, LN_2_BEYOND / 64.0 + (std::f64::consts::LN_2 / 64.0 - high)]
    };
    let x = if x < 700.0 { x } else { 700.0 };
    let x = if x > -700.0 { x } else { -700.0 };
    let shifted = x * (64.0 / std::f64::consts::LN_2) + ROUND;
    let (n, steps) = (shifted.to_bits(), shifted - ROUND);
    let r = (x - steps * STEP[0]) - steps * STEP[1];
    let r2 = r * r;
    let tail = r + r2 * ((1.0 / 2.0 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0)));
    let scale = f64::from_bits(EXP[n as usize % 64].to_bits().wrapping_add((n >> 6) << 52));
    scale + scale * tail
}

/// `ln 2` beyond the 53 bits of the constant.
const LN_2_BEYOND: f64 = 2.319_046_813_846_299_6e-17;

/// `2 artanh((c - 1) / (c + 1))`, the smallest terms first.
const fn ln_by_series(c: f64) -> f64 {
    let s = (c - 1.0) / (c + 1.0);
    let (mut sum, mut k) = (0.0, 31);
    while k > 1 {
        sum = (sum + 1.0 / k as f64) * s * s;
        k -= 2;
    }
    2.0 * s + 2.0 * s * sum
}

const fn exp_by_series(x: f64) -> f64 {
    let (mut sum, mut k) = (0.0, 24);
    while k > 1 {
        sum = (1.0 + sum) * x / k as f64;
        k -= 1;
    }
    1.0 + (x + x * sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

    fn worst(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
        pairs.map(|(ours, theirs)| ((ours - theirs) / theirs).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn ln_is_near_libm() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut at = |low: f64, high: f64| libm::exp(rng.random_range(low..high));
        let arguments: Vec<f64> =
            (0..2_000_000).map(|i| if i % 2 == 0 { at(-40.0, 1.0) } else { at(-0.01, 0.01) }).collect();
        let worst = worst(arguments.iter().filter(|&&x| x != 1.0).map(|&x| (ln(x), libm::log(x))));
        assert!(worst < 4e-16, "{worst}");
        assert_eq!(ln(1.0), 0.0);
    }

    #[test]
    fn exp_is_near_libm() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let arguments: Vec<f64> =
            (0..1_000_000).map(|i| rng.random_range(-1.0..1.0) * [1.0, 30.0, 700.0][i % 3]).collect();
        let worst = worst(arguments.iter().map(|&x| (exp(x), libm::exp(x))));
        assert!(worst < 4e-16, "{worst}");
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(f64::NEG_INFINITY), exp(-700.0));
    }
}
