//! That the figure `pauses` shows what it is given, whatever that is.

use super::super::check::{self, count, sound};
use super::*;

pub fn data(horizon: f64, labels: [&str; 2]) -> PausesData {
    let law = |t: f64| 0.55 * (-t / 9.0).exp() + 0.45 * (-t / 62.0).exp();
    let curve = |f: &dyn Fn(f64) -> f64| (0..=200).map(|i| f64::from(i) * horizon / 200.0).map(|t| (t, f(t))).collect();
    let days: Vec<f64> = (1..).map(|i| (f64::from(i) * 1.37).floor()).take_while(|d| *d < 0.9 * horizon).collect();
    let survival: Vec<f64> = days.iter().map(|d| law(*d) * (1.0 + 0.04 * (d / 7.0).sin())).collect();
    let margin = |k: f64| days.iter().zip(&survival).map(|(d, s)| s * (k * d / 400.0).exp()).collect();
    PausesData {
        focal: Focal::Exchange,
        issue: String::new(),
        title: "Pauses are longer than chance alone would make them".into(),
        horizon_days: horizon,
        low: margin(-1.0),
        high: margin(1.0),
        survival,
        days: days.clone(),
        pauses: 181_220,
        censored: 9_640,
        curves: vec![
            Curve { label: labels[0].into(), points: curve(&|t| (-t / 33.0).exp()) },
            Curve { label: labels[1].into(), points: curve(&law) },
        ],
        record: None,
    }
}

pub const LABELS: [&str; 2] = ["memoryless, same mean", "on/off channel"];

#[test]
fn the_estimate_and_both_laws_are_drawn_and_named() {
    let data = data(240.0, LABELS);
    let figure = draw(&data, &check::provenance());
    assert_eq!(figure.data.lines().count(), 1 + 1 + data.days.len() + 146 + 201, "down to half a percent");
    for name in LABELS.iter().chain(&[ESTIMATE]) {
        assert_eq!(count(&figure, &format!("\n{name}\n")), 1, "{name}");
    }
    assert_eq!(count(&figure, "<polygon"), 1);
    sound(&figure);
    check::demo("pauses", &figure);
}

/// Thirty-nine documented pauses and one that is open.
pub fn record() -> RecordCurve {
    let days: Vec<f64> = (1..40).map(|i| f64::from(i * i) / 11.0).map(f64::floor).collect();
    let survival: Vec<f64> = (1..40).map(|i| 1.0 - f64::from(i) / 42.0).collect();
    let margin = |k: f64| survival.iter().map(|s| s.powf(k)).collect();
    RecordCurve {
        low: margin(1.4),
        high: margin(0.7),
        survival,
        days,
        pauses: 42,
        open: Some(59.0),
        documents: check::documents(),
    }
}

#[test]
fn the_record_has_its_own_staircase() {
    let data = PausesData { record: Some(record()), ..data(240.0, LABELS) };
    let figure = draw(&data, &check::provenance());
    assert_eq!(figure.data.lines().filter(|line| line.starts_with("record,")).count(), 39, "it opens at 1 on day 0");
    assert!(figure.svg.contains("from 42 documented pauses, the last still open after 59 days"));
    assert_eq!(count(&figure, "\nrecord\n"), 1);
    sound(&figure);
    check::demo("pauses-record", &figure);
}

#[test]
fn odd_data_still_make_a_picture() {
    let none = PausesData { days: vec![], curves: vec![], pauses: 0, focal: Focal::Return, ..data(240.0, LABELS) };
    let said = draw(&none, &check::provenance());
    assert!(said.svg.contains("No simulated history has a return"), "one sentence says so");
    assert!(!said.svg.contains("Band") && !said.svg.contains("Broken"), "what is not there is not explained");
    let one =
        PausesData { days: vec![40.0], survival: vec![0.0], low: vec![0.0], high: vec![0.0], ..data(240.0, LABELS) };
    let outlier = PausesData {
        days: vec![2.0, 3.0, 5.0, 1400.0],
        survival: vec![0.7, 0.3, 0.01, 0.0],
        low: vec![0.5, 0.1, 0.0, 0.0],
        high: vec![0.8, 0.6, f64::NAN, 0.4],
        ..data(1500.0, ["Дуже довга назва закону без пам'яті процесу", "Çok uzun bir açma/kapama kanalı adı, ğİış"])
    };
    for (i, odd) in [none, one, outlier, data(0.0, LABELS)].iter().enumerate() {
        let figure = draw(odd, &check::provenance());
        sound(&figure);
        check::demo(&format!("pauses-odd-{i}"), &figure);
    }
}
