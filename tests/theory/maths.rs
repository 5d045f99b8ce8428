//! The mathematics of the closed forms, computed here and not in the engine.

/// Distribution function of the sum of `shape` exponential phases of one `rate`.
pub fn erlang(shape: u32, rate: f64, t: f64) -> f64 {
    let x = rate * t;
    let mut term = 1.0;
    let sum: f64 = (0..shape)
        .map(|i| {
            term *= if i == 0 { 1.0 } else { x / f64::from(i) };
            term
        })
        .sum();
    1.0 - (-x).exp() * sum
}

/// `1 - Σ e^(-l_i t) Π l_j / (l_j - l_i)`: distribution function of a sum of exponentials of distinct rates.
pub fn hypoexponential(rates: &[f64], t: f64) -> f64 {
    1.0 - weights(rates).map(|(rate, weight)| weight * (-rate * t).exp()).sum::<f64>()
}

/// Its integral from 0 to `t`.
pub fn hypoexponential_area(rates: &[f64], t: f64) -> f64 {
    t - weights(rates).map(|(rate, weight)| weight * -(-rate * t).exp_m1() / rate).sum::<f64>()
}

fn weights(rates: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    rates.iter().map(move |&li| (li, rates.iter().filter(|&&lj| lj != li).map(|&lj| lj / (lj - li)).product()))
}

/// The law of a Markov chain in continuous time after `t`, by uniformisation; `rates[i][j]` is the rate from i to j.
pub fn evolve(rates: &[Vec<f64>], start: &[f64], t: f64) -> Vec<f64> {
    let out: Vec<f64> = rates.iter().map(|row| row.iter().sum()).collect();
    let fastest = out.iter().copied().fold(0.0, f64::max);
    let steps = (fastest * t / 20.0).ceil().max(1.0);
    let x = fastest * t / steps;
    let mut law = start.to_vec();
    for _ in 0..steps as usize {
        let (mut power, mut weight) = (law.clone(), (-x).exp());
        law = vec![0.0; start.len()];
        for n in 1..200 {
            law.iter_mut().zip(&power).for_each(|(l, p)| *l += weight * p);
            weight *= x / f64::from(n);
            let jump = |j: usize| (0..power.len()).map(|i| power[i] * rates[i][j]).sum::<f64>() - power[j] * out[j];
            power = (0..power.len()).map(|j| power[j] + jump(j) / fastest).collect();
        }
    }
    law
}

/// Distribution function of a sum of exponential phases of any rates: a chain that walks through them.
pub fn phases(rates: &[f64], t: f64) -> f64 {
    let n = rates.len();
    let chain = (0..=n).map(|i| (0..=n).map(|j| if i < n && j == i + 1 { rates[i] } else { 0.0 }).collect());
    let start: Vec<f64> = (0..=n).map(|i| if i == 0 { 1.0 } else { 0.0 }).collect();
    evolve(&chain.collect::<Vec<Vec<f64>>>(), &start, t)[n]
}

/// The stationary law of a chain: pi Q = 0.
pub fn stationary(rates: &[Vec<f64>]) -> Vec<f64> {
    let mut law = vec![1.0 / rates.len() as f64; rates.len()];
    for _ in 0..200 {
        law = evolve(rates, &law, 100.0);
    }
    law
}

/// Poisson probabilities of 0 to `last - 1`, then of `last` and more.
pub fn poisson(mean: f64, last: usize) -> Vec<f64> {
    let mut p = vec![(-mean).exp()];
    for n in 1..last {
        p.push(p[n - 1] * mean / n as f64);
    }
    p.push(1.0 - p.iter().sum::<f64>());
    p
}

/// Standard normal distribution function.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

pub fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

pub fn expit(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The law of a sum of two independent numbers from 0 up.
pub fn convolve(one: &[f64], two: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; one.len() + two.len() - 1];
    for (i, p) in one.iter().enumerate() {
        two.iter().enumerate().for_each(|(j, q)| sum[i + j] += p * q);
    }
    sum
}

/// The integral of a smooth function from `a` to `b`, by Simpson's rule.
pub fn integral(a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
    integral_in(20_000, a, b, f)
}

/// The same with an even number of steps.
pub fn integral_in(n: u32, a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
    let h = (b - a) / f64::from(n);
    let inner: f64 = (1..n).map(|i| f(a + h * f64::from(i)) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (f(a) + inner + f(b)) * h / 3.0
}
