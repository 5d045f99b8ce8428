//! Sums of ratios over the arms of one batch, with the standard error of the whole: what is paired stays paired.

use backchannel::experiment::estimate::{LEVEL, Ratio, digits, t_critical};

/// One pair a history: what is counted, and out of what.
pub type Pairs = Vec<[f64; 2]>;

/// A ratio of means with fewer things below the line than this, over all histories, says nothing.
const FEWEST: f64 = 50.0;

/// A value and the half-width of its 95% interval.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub value: f64,
    pub half: f64,
}

/// `Σ weight · Σnum/Σden`, with the delta method: the residuals of all parts are added up history by history, so that the
/// standard error knows that the arms met the same luck.
pub fn combine(parts: &[(f64, &Pairs)]) -> Option<Figure> {
    let n = parts.first()?.1.len();
    let mut ratios = Vec::new();
    for (weight, pairs) in parts {
        let (num, den) = pairs.iter().fold((0.0, 0.0), |(a, b), [num, den]| (a + num, b + den));
        if den < FEWEST {
            return None;
        }
        ratios.push((weight, pairs, num / den, den / n as f64));
    }
    let value = ratios.iter().fold(0.0, |sum, (weight, _, ratio, _)| sum + *weight * ratio);
    let squares = (0..n).fold(0.0, |squares, k| {
        let residual = ratios.iter().fold(0.0, |sum, (weight, pairs, ratio, den)| {
            let [num, all] = pairs[k];
            sum + *weight * (num - ratio * all) / den
        });
        squares + residual * residual
    });
    let half = t_critical(LEVEL, n as u64 - 1) * (squares / (n as f64 * (n as f64 - 1.0))).sqrt();
    Some(Figure { value, half: if half < 1e-12 { 0.0 } else { half } })
}

impl Figure {
    /// Whether the interval lies wholly on one side of zero.
    pub fn separated(self) -> bool {
        self.value.abs() > self.half
    }

    /// Nothing moved in any history.
    pub fn nothing(self) -> bool {
        self.half == 0.0 && self.value.abs() < 1e-12
    }

    /// With the digits that its error supports.
    pub fn text(self) -> String {
        if self.nothing() {
            return "0".into();
        }
        format!("{} ± {}", digits(self.value, self.half), digits(self.half, self.half))
    }

    /// A difference: one that its interval does not separate from 0 is not ranked.
    pub fn difference(self) -> String {
        match (self.nothing(), self.separated()) {
            (true, _) => "the same".into(),
            (_, true) => self.text(),
            _ => format!("not separated ({})", self.text()),
        }
    }
}

/// A hand-made case: 3 of 4 against 1 of 2 in each history, and luck that cancels.
#[test]
fn what_is_paired_stays_paired() {
    let variant: Pairs = (0..100).map(|k| [3.0 + f64::from(k % 2), 4.0]).collect();
    let base: Pairs = (0..100).map(|k| [1.0 + f64::from(k % 2), 4.0]).collect();
    let both = combine(&[(1.0, &variant), (-1.0, &base)]).expect("enough");
    assert!((both.value - 0.5).abs() < 1e-12 && both.half == 0.0, "{both:?}");
    let alone = combine(&[(1.0, &variant)]).expect("enough");
    assert!(alone.half > 0.02 && alone.half < 0.03, "{alone:?}");
    assert!(combine(&[(1.0, &variant[..5].to_vec())]).is_none(), "too few");
}

/// Of one ratio it says what the program's own estimate says, and of one mean likewise.
#[test]
fn one_ratio_is_the_program_s() {
    let pairs: Pairs = (0..300).map(|k| [f64::from(k * 7 % 5), f64::from(3 + k * 11 % 4)]).collect();
    let mut ratio = Ratio::default();
    pairs.iter().for_each(|[num, den]| ratio.push(*num, *den));
    let theirs = ratio.estimate(LEVEL).expect("a ratio");
    let ours = combine(&[(1.0, &pairs)]).expect("enough");
    let half = theirs.interval.expect("an interval").width() / 2.0;
    assert!((ours.value - theirs.value).abs() < 1e-12 && (ours.half - half).abs() < 1e-12);
}
