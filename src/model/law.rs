//! Laws of random quantities, sampled by inversion: a fixed number of uniforms a variate, so that changing a parameter
//! changes the value smoothly and nothing else. Each is a [`rand_distr::Distribution`], usable with any generator.
//!
//! `exp`, `ln` and their kin come from `libm` and `maths` alone: the platform's own differ in the last bit from machine to
//! machine.

use super::maths;
use crate::kernel;
use rand::Rng;
use rand_distr::Distribution;

/// A law of a positive quantity; times are in days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Always the same value, 0 or more.
    Fixed(f64),
    Exponential {
        mean: f64,
    },
    /// The sum of `shape` (1 to 20) exponential phases with `mean` in all.
    Erlang {
        mean: f64,
        shape: u32,
    },
    /// `median` times `exp(log_sd · N)` for a standard normal `N`.
    Lognormal {
        median: f64,
        log_sd: f64,
    },
    /// Weibull with the given `scale` (the 63rd percentile) and `shape`.
    Weibull {
        scale: f64,
        shape: f64,
    },
}

impl Default for Law {
    fn default() -> Law {
        Law::Fixed(0.0)
    }
}

impl Law {
    /// A Weibull law by its mean: `scale = mean / Γ(1 + 1/shape)`.
    pub fn weibull_by_mean(mean: f64, shape: f64) -> Law {
        Law::Weibull { scale: mean / libm::tgamma(1.0 + 1.0 / shape), shape }
    }

    /// The law of `factor` times as much: median, mean and scale are multiplied, the shape stays.
    pub fn scaled(self, factor: f64) -> Law {
        match self {
            Law::Fixed(value) => Law::Fixed(value * factor),
            Law::Exponential { mean } => Law::Exponential { mean: mean * factor },
            Law::Erlang { mean, shape } => Law::Erlang { mean: mean * factor, shape },
            Law::Lognormal { median, log_sd } => Law::Lognormal { median: median * factor, log_sd },
            Law::Weibull { scale, shape } => Law::Weibull { scale: scale * factor, shape },
        }
    }

    pub fn mean(&self) -> f64 {
        match *self {
            Law::Fixed(value) => value,
            Law::Exponential { mean } | Law::Erlang { mean, .. } => mean,
            Law::Lognormal { median, log_sd } => median * libm::exp(log_sd * log_sd / 2.0),
            Law::Weibull { scale, shape } => scale * libm::tgamma(1.0 + 1.0 / shape),
        }
    }
}

impl Distribution<f64> for Law {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        match *self {
            Law::Fixed(value) => value,
            Law::Exponential { mean } => mean * exp1(unit(rng)),
            Law::Erlang { mean, shape } => {
                let product: f64 = (0..shape).map(|_| unit(rng)).product();
                mean / f64::from(shape) * exp1(product)
            }
            Law::Lognormal { median, log_sd } => median * maths::exp(log_sd * normal(unit(rng))),
            Law::Weibull { scale, shape } => scale * libm::pow(exp1(unit(rng)), 1.0 / shape),
        }
    }
}

/// A uniform number in (0, 1) from one word of `rng`, on a grid of 2^-52.
#[inline]
pub fn unit<R: Rng + ?Sized>(rng: &mut R) -> f64 {
    kernel::unit(rng.next_u64())
}

/// The standard exponential quantile of `1 - u`: falls as `u` rises.
#[inline]
pub fn exp1(u: f64) -> f64 {
    -maths::ln(u)
}

/// The standard normal quantile, relative error about 1e-16 (Wichura 1988, algorithm AS 241, PPND16).
pub fn normal(u: f64) -> f64 {
    const CENTRE: ([f64; 8], [f64; 8]) = (
        [
            3.387_132_872_796_366_5,
            1.331_416_678_917_843_8e2,
            1.971_590_950_306_551_3e3,
            1.373_169_376_550_946e4,
            4.592_195_393_154_987e4,
            6.726_577_092_700_87e4,
            3.343_057_558_358_813e4,
            2.509_080_928_730_122_7e3,
        ],
        [
            1.0,
            4.231_333_070_160_091e1,
            6.871_870_074_920_579e2,
            5.394_196_021_424_751e3,
            2.121_379_430_158_659_7e4,
            3.930_789_580_009_271e4,
            2.872_908_573_572_194_3e4,
            5.226_495_278_852_854e3,
        ],
    );
    const NEAR: ([f64; 8], [f64; 8]) = (
        [
            1.423_437_110_749_683_5,
            4.630_337_846_156_546,
            5.769_497_221_460_691,
            3.647_848_324_763_204_5,
            1.270_458_252_452_368_4,
            2.417_807_251_774_506e-1,
            2.272_384_498_926_918_4e-2,
            7.745_450_142_783_414e-4,
        ],
        [
            1.0,
            2.053_191_626_637_759,
            1.676_384_830_183_803_8,
            6.897_673_349_851e-1,
            1.481_039_764_274_800_8e-1,
            1.519_866_656_361_645_7e-2,
            5.475_938_084_995_345e-4,
            1.050_750_071_644_416_9e-9,
        ],
    );
    const FAR: ([f64; 8], [f64; 8]) = (
        [
            6.657_904_643_501_103,
            5.463_784_911_164_114,
            1.784_826_539_917_291_3,
            2.965_605_718_285_048_7e-1,
            2.653_218_952_657_612_4e-2,
            1.242_660_947_388_078_4e-3,
            2.711_555_568_743_487_6e-5,
            2.010_334_399_292_288_1e-7,
        ],
        [
            1.0,
            5.998_322_065_558_88e-1,
            1.369_298_809_227_358e-1,
            1.487_536_129_085_061_5e-2,
            7.868_691_311_456_133e-4,
            1.846_318_317_510_054_8e-5,
            1.421_511_758_316_446e-7,
            2.044_263_103_389_939_8e-15,
        ],
    );
    fn ratio((top, bottom): &([f64; 8], [f64; 8]), x: f64) -> f64 {
        // In pairs: half of the additions wait for nothing.
        let (x2, x4) = (x * x, x * x * (x * x));
        let polynomial =
            |c: &[f64; 8]| (c[0] + c[1] * x + (c[2] + c[3] * x) * x2) + (c[4] + c[5] * x + (c[6] + c[7] * x) * x2) * x4;
        polynomial(top) / polynomial(bottom)
    }
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&CENTRE, 0.180_625 - q * q);
    }
    let r = libm::sqrt(exp1(if q < 0.0 { u } else { 1.0 - u }));
    let tail = if r <= 5.0 { ratio(&NEAR, r - 1.6) } else { ratio(&FAR, r - 5.0) };
    if q < 0.0 { -tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::ChaCha8Rng};

    #[test]
    fn normal_quantiles_are_the_published_ones() {
        for (u, z) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.25, -0.674_489_750_196_081_7),
            (1e-10, -6.361_340_902_404_056),
        ] {
            assert!((normal(u) - z).abs() < 1e-14 * (1.0 + z.abs()), "{u}: {} against {z}", normal(u));
        }
    }

    /// Two-sample Kolmogorov-Smirnov distance against rand_distr's own samplers; the bound is the 1e-6 point.
    #[test]
    fn samplers_agree_with_rand_distr() {
        let n = 200_000;
        type Sampler = Box<dyn Fn(&mut ChaCha8Rng) -> f64>;
        let pairs: [(Law, Sampler); 4] = [
            (Law::Exponential { mean: 2.0 }, Box::new(|r| rand_distr::Exp::new(0.5).unwrap().sample(r))),
            (Law::Erlang { mean: 9.0, shape: 2 }, Box::new(|r| rand_distr::Gamma::new(2.0, 4.5).unwrap().sample(r))),
            (
                Law::Lognormal { median: 90.0, log_sd: 0.7 },
                Box::new(|r| rand_distr::LogNormal::new(90f64.ln(), 0.7).unwrap().sample(r)),
            ),
            (
                Law::Weibull { scale: 60.0, shape: 0.7 },
                Box::new(|r| rand_distr::Weibull::new(60.0, 0.7).unwrap().sample(r)),
            ),
        ];
        for (law, theirs) in pairs {
            let (mut one, mut two) = (ChaCha8Rng::seed_from_u64(1), ChaCha8Rng::seed_from_u64(2));
            let mut x: Vec<f64> = (0..n).map(|_| law.sample(&mut one)).collect();
            let mut y: Vec<f64> = (0..n).map(|_| theirs(&mut two)).collect();
            x.sort_by(f64::total_cmp);
            y.sort_by(f64::total_cmp);
            let below = |v: &[f64], at: f64| v.partition_point(|&w| w <= at) as f64 / n as f64;
            let distance = x.iter().map(|&at| (below(&x, at) - below(&y, at)).abs()).fold(0.0, f64::max);
            let bound = (-0.5 * (0.5e-6f64).ln()).sqrt() * (2.0 / n as f64).sqrt();
            assert!(distance < bound, "{law:?}: {distance} against {bound}");
        }
    }

    #[test]
    fn means_are_as_stated() {
        assert!((Law::weibull_by_mean(20.0, 1.5).mean() - 20.0).abs() < 1e-12);
        assert!((Law::Lognormal { median: 90.0, log_sd: 0.7 }.mean() - 114.985_9).abs() < 1e-3);
    }
}
