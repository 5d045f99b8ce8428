//! Curves over days: the share that each cause has ended by a day and the share still waiting, with pointwise bands.

use super::durations::Table;
use super::{Estimate, Interval, t_critical};

/// Shares that differ by less than this are equal: they are products of a few hundred rounded fractions.
pub(super) const ROUNDING: f64 = 1e-12;

/// A step function of whole days; constant from each step to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    steps: Vec<Step>,
    /// The longest duration observed, ended or censored, in days. Unless nothing is waiting then, the curve is not
    /// known beyond.
    reach: u32,
}

/// A day on which durations ended (or day 0), and the shares from that day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub day: u32,
    /// Durations that lasted to this day.
    pub at_risk: u64,
    /// Durations that ended on this day, by cause.
    pub ended: Vec<u64>,
    /// The share still waiting after this day (Kaplan-Meier).
    pub waiting: Estimate,
    /// The share that each cause has ended by this day (Aalen-Johansen cumulative incidence).
    pub causes: Vec<Estimate>,
}

/// Day by day, the share ended by each cause and then the share still waiting: the cumulative incidences are the sums
/// of waiting(day - 1) x ended by the cause / at risk (Aalen and Johansen 1978), and waiting is Kaplan and Meier's
/// product (1958). With one cause they are complements.
pub(super) fn shares(table: &Table) -> Vec<f64> {
    let mut shares = Vec::new();
    let mut now = vec![0.0; table.causes()];
    let mut waiting = 1.0;
    for row in table.rows() {
        for (share, &ended) in now.iter_mut().zip(row.ended).filter(|(_, ended)| **ended > 0) {
            *share += waiting * ended as f64 / row.at_risk as f64;
        }
        waiting *= row.kept();
        shares.extend_from_slice(&now);
        shares.push(waiting);
    }
    shares
}

impl Curve {
    /// The curve of `full` = shares(`total`), with standard errors of each share and their degrees of freedom.
    pub(super) fn new(total: &Table, full: &[f64], errors: Option<(Vec<f64>, u64)>, level: f64) -> Curve {
        let (n, width) = (total.n(), total.causes() + 1);
        let errors = errors.map(|(se, df)| (se, t_critical(level, df)));
        let mut steps: Vec<Step> = Vec::new();
        for row in total.rows().filter(|row| row.day == 0 || row.ended.iter().any(|&ended| ended > 0)) {
            let start = row.day as usize * width;
            let estimate = |column: usize| {
                let (value, last) = (full[start + column], column == width - 1);
                let Some((se, t)) = &errors else { return Estimate { value, se: None, interval: None, n } };
                let se = se[start + column];
                let before = steps.last().and_then(|s| if last { s.waiting } else { s.causes[column] }.interval);
                let interval = if last { band(value, se, *t, before) } else { rising_band(value, se, *t, before) };
                Estimate { value, se: Some(se), interval: Some(interval), n }
            };
            let causes = (0..width - 1).map(estimate).collect();
            let waiting = estimate(width - 1);
            steps.push(Step { day: row.day, at_risk: row.at_risk, ended: row.ended.to_vec(), waiting, causes });
        }
        Curve { steps, reach: total.rows().last().map_or(0, |row| row.day) }
    }

    /// The steps in order of days, day 0 first; none without observations.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step that holds on `day`; none beyond the curve's reach.
    pub fn at(&self, day: u32) -> Option<&Step> {
        let next = self.steps.partition_point(|step| step.day <= day);
        let step = self.steps[..next].last()?;
        (day <= self.reach || step.waiting.value == 0.0).then_some(step)
    }

    /// The first day by which the share `p` in (0, 1) has ended, of whatever cause; none if the curve stays above.
    /// The interval is the days at which the band of the share still waiting holds 1 - `p` (Brookmeyer and Crowley
    /// 1982); its high end is infinite where the band does not get there.
    fn quantile(&self, p: f64) -> Option<Estimate> {
        let left = 1.0 - p + ROUNDING;
        let first = |below: &dyn Fn(&Estimate) -> bool| self.steps.iter().find(|step| below(&step.waiting));
        let day = |step: Option<&Step>| step.map_or(f64::INFINITY, |step| f64::from(step.day));
        let found = first(&|waiting| waiting.value <= left)?;
        let interval = found.waiting.interval.map(|_| Interval {
            low: day(first(&|waiting| waiting.interval.is_some_and(|i| i.low <= left))),
            high: day(first(&|waiting| waiting.interval.is_some_and(|i| i.high <= left))),
        });
        Some(Estimate { value: f64::from(found.day), se: None, interval, n: found.waiting.n })
    }

    /// The first day by which half have ended; see [`Curve::quantile`].
    pub fn median(&self) -> Option<Estimate> {
        self.quantile(0.5)
    }
}

/// The interval of a falling share: symmetrical in log(-log share), so it stays in [0, 1] and covers near both ends
/// (Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data, section 1.4). The standard error is
/// that of the share, carried over by the delta method: a jackknife of the logarithm itself would break where one class
/// holds the only durations that ended. At 1 nothing has ended yet and the interval has no width; at 0 the logarithm
/// ends, and the high end stays where it was `before` if that was an interval at all: the share cannot have risen.
fn band(share: f64, se: f64, t: f64, before: Option<Interval>) -> Interval {
    if share <= ROUNDING {
        return Interval { low: 0.0, high: before.filter(|i| i.width() > 0.0).map_or(0.0, |i| i.high) };
    }
    let log = libm::log(share);
    if log > -ROUNDING {
        return Interval { low: 1.0, high: 1.0 };
    }
    let factor = libm::exp(t * se / (share * -log));
    Interval { low: libm::exp(log * factor), high: libm::exp(log / factor) }
}

/// The interval of a rising share, which is that of its complement.
fn rising_band(share: f64, se: f64, t: f64, before: Option<Interval>) -> Interval {
    let complement = |i: Interval| Interval { low: 1.0 - i.high, high: 1.0 - i.low };
    complement(band(1.0 - share, se, t, before.map(complement)))
}
