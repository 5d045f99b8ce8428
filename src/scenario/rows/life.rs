//! `[life.*]`: how long a channel stays in a state, by exit, and what speeds it up (section 2).

use super::super::{
    evidence::Grade::{Assumed, Tuned},
    quantity::Kind::{Positive, Ratio, Wait},
    spec::Row,
};
use crate::model::{
    channel::{COVARIATES, Covariate, EXITS},
    setup::Dwell,
};

/// One exit: its waiting time when nothing pushes, and the logarithms of its hazard ratios.
#[derive(Clone, Debug, Default)]
pub struct LifeDraft {
    pub dwell: Dwell,
    pub ln: [f64; COVARIATES],
}

type L = Row<LifeDraft>;

/// The names of the exits, in the order of the model's.
pub const EXIT_NAMES: [&str; EXITS] = [
    "latent-to-forming",
    "forming-to-active",
    "forming-to-dormant",
    "active-to-stalled",
    "active-to-suspended",
    "stalled-to-active",
    "stalled-to-dormant",
    "stalled-to-suspended",
    "suspended-to-active",
    "suspended-to-dormant",
    "dormant-to-forming",
];

#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const LIFE: &[Row<LifeDraft>] = &[
    L::number("mean", Wait, "", |l, x| l.dwell.mean = x,
        "Mean time to this exit when nothing pushes.").used("2")
        .frozen("never").from(Tuned, "set by hand with the pauses of the record in view"),
    L::number("shape", Positive, "1", |l, x| l.dwell.shape = x,
        "Weibull shape: below 1 the exit gets less likely with age, above 1 more.").used("2").from(Assumed, ""),
    L::number("trust", Ratio, "1", |l, x| l.ln[Covariate::Trust as usize] = x,
        "Hazard ratio per 0.25 of the lower trust.").used("2"),
    L::number("authority", Ratio, "1", |l, x| l.ln[Covariate::Authority as usize] = x,
        "Hazard ratio per rung of the lower authority.").used("2"),
    L::number("mismatch", Ratio, "1", |l, x| l.ln[Covariate::Mismatch as usize] = x,
        "Hazard ratio per rung between the negotiators.").used("2"),
    L::number("climate", Ratio, "1", |l, x| l.ln[Covariate::Climate as usize] = x,
        "Hazard ratio per unit of climate; bad news is negative.").used("2"),
    L::number("pressure", Ratio, "1", |l, x| l.ln[Covariate::Pressure as usize] = x,
        "Hazard ratio of full outside pressure.").used("2"),
    L::number("leverage", Ratio, "1", |l, x| l.ln[Covariate::Leverage as usize] = x,
        "Hazard ratio of full leverage.").used("2"),
    L::number("failures", Ratio, "1", |l, x| l.ln[Covariate::Failures as usize] = x,
        "Hazard ratio per failed deal in a row, at most 5.").used("2"),
    L::number("exposure", Ratio, "1", |l, x| l.ln[Covariate::Exposure as usize] = x,
        "Hazard ratio of full exposure.").used("2"),
    L::number("imbalance", Ratio, "1", |l, x| l.ln[Covariate::Imbalance as usize] = x,
        "Hazard ratio per unit of felt imbalance.").used("2"),
    L::number("sideline", Ratio, "1", |l, x| l.ln[Covariate::Sideline as usize] = x,
        "Hazard ratio after a meeting on the sidelines.").used("2"),
];

/// The default of a key for one exit; none where it is the same for all exits.
pub fn life_default(exit: usize, key: &str) -> Option<&'static str> {
    let own: &[(&str, &str)] = match EXIT_NAMES[exit] {
        "latent-to-forming" => &[("mean", "400 d"), ("pressure", "3"), ("leverage", "2")],
        "forming-to-active" => {
            &[("mean", "20 d"), ("shape", "1.5"), ("trust", "1.2"), ("authority", "1.3"), ("leverage", "2")]
        }
        "forming-to-dormant" => &[("mean", "120 d")],
        "active-to-stalled" => &[
            ("mean", "180 d"),
            ("mismatch", "1.22"),
            ("failures", "1.28"),
            ("trust", "0.78"),
            ("climate", "0.5"),
            ("leverage", "0.45"),
            ("imbalance", "exp(0.7)"),
        ],
        "stalled-to-active" => {
            &[("mean", "20 d"), ("leverage", "2.2"), ("pressure", "2"), ("climate", "2"), ("imbalance", "exp(-0.7)")]
        }
        "stalled-to-dormant" => &[("mean", "180 d")],
        "active-to-suspended" | "stalled-to-suspended" => &[("mean", "540 d"), ("climate", "0.5"), ("exposure", "4")],
        "suspended-to-active" => {
            &[("mean", "45 d"), ("shape", "0.8"), ("leverage", "2.2"), ("pressure", "2"), ("climate", "2")]
        }
        "suspended-to-dormant" => &[("mean", "365 d")],
        _ => &[("mean", "400 d"), ("pressure", "3"), ("leverage", "2"), ("sideline", "5")],
    };
    own.iter().find(|(name, _)| *name == key).map(|(_, default)| *default)
}
