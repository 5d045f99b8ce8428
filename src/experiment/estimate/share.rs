//! Shares: how many of n independent trials succeeded.

use super::{Estimate, Interval, normal_critical};

/// The share of `successes` in `n` trials with Wilson's score interval (Wilson 1927, JASA 22, 209-212), which stays in
/// [0, 1] and has width at 0 and at n. The standard error is the plain sqrt(p (1 - p) / n). None when `n` is 0.
pub fn wilson(successes: u64, n: u64, level: f64) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let (p, size) = (successes as f64 / n as f64, n as f64);
    let z = normal_critical(level);
    let shrink = 1.0 + z * z / size;
    let centre = (p + z * z / (2.0 * size)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / size + z * z / (4.0 * size * size)).sqrt();
    // At the ends centre and half are equal but for rounding.
    let low = if successes == 0 { 0.0 } else { centre - half };
    let high = if successes == n { 1.0 } else { centre + half };
    Some(Estimate { value: p, se: Some((p * (1.0 - p) / size).sqrt()), interval: Some(Interval { low, high }), n })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        assert_eq!(wilson(0, 0, 0.95), None);
        // 8 of 10: z = 1.96; centre (0.8 + 0.19207) / 1.38415, half 1.96 / 1.38415 sqrt(0.016 + 0.0096036)
        let i = wilson(8, 10, 0.95).and_then(|e| e.interval).expect("ten trials");
        assert!((i.low - 0.490_16).abs() < 1e-5 && (i.high - 0.943_32).abs() < 1e-5, "{i:?}");
        // none of n: from 0 to z^2 / (n + z^2)
        let i = wilson(0, 100, 0.95).and_then(|e| e.interval).expect("trials");
        assert_eq!(i.low, 0.0);
        assert!((i.high - 3.841_458_820_694_124 / 103.841_458_820_694_12).abs() < 1e-14);
        let all = wilson(100, 100, 0.95).and_then(|e| e.interval).expect("trials");
        assert!((all.low - (1.0 - i.high)).abs() < 1e-14 && all.high == 1.0);
    }
}
