//! That the figure `returned` shows what it is given, whatever that is.

use super::super::check::{self, count, sound};
use super::*;

fn side(name: &str, factor: f64, days: u32) -> Side {
    // Batches every few weeks, so the curve goes up in stairs.
    let curve = |k: f64| (0..=days).map(|d| (f64::from(d / 23) * 23.0 * factor * k).round()).collect();
    Side {
        name: name.into(),
        days: (0..=days).collect(),
        p05: curve(0.7),
        p25: curve(2.1),
        p50: curve(3.0),
        p75: curve(4.2),
        p95: curve(6.4),
        record: Vec::new(),
        floor: false,
    }
}

pub fn data(names: &[&str], days: u32) -> ReturnedData {
    let sides = names.iter().enumerate().map(|(i, name)| side(name, 1.0 + 0.04 * i as f64, days)).collect();
    let title =
        "Each side gets about 2,000 people back in two years, but one history in twenty sees fewer than 500".into();
    ReturnedData {
        returned: None,
        title,
        start: Some(Date::constant(2022, 2, 24)),
        horizon_days: f64::from(days),
        arms: vec![Arm { name: String::new(), sides }],
        documents: None,
    }
}

#[test]
fn the_picture_says_what_the_table_says() {
    let figure = draw(&data(&["Northern Republic", "Southern Federation"], 700), &check::provenance());
    assert_eq!(figure.data.lines().count(), 1 + 2 * 701);
    assert_eq!(count(&figure, "<polygon"), 4, "two bands a side");
    assert!(figure.alt.contains("by 25 Jan 2024 the median is 2,070"), "{}", figure.alt);
    sound(&figure);
    check::demo("returned", &figure);
}

#[test]
fn the_record_is_dots() {
    let mut data = data(&["Northern Republic", "Southern Federation"], 700);
    let sums = |k: f64| (0..20).map(|i| (f64::from(i) * 33.0, k * f64::from(i * i))).collect();
    (data.arms[0].sides[0].record, data.arms[0].sides[1].record) = (sums(4.0), sums(15.0));
    data.documents = Some(check::documents());
    let figure = draw(&data, &check::provenance());
    assert_eq!(count(&figure, "<circle"), 2 * 2 * 20, "a dot and its edge");
    assert_eq!(figure.data.lines().count(), 1 + 2 * 701 + 2 * 20);
    assert!(figure.svg.contains("Record to 30\u{a0}Nov\u{a0}2025") && figure.svg.contains("record: 1,444"));
    sound(&figure);
    check::demo("returned-record", &figure);
}

#[test]
fn arms_stand_under_each_other_on_one_scale() {
    let mut two = data(&["Northern Republic", "Southern Federation"], 700);
    let fewer = |name: &str, k: f64| side(name, k, 700);
    let sides = vec![fewer("Northern Republic", 0.7), fewer("Southern Federation", 0.6)];
    two.arms[0].name = "As it stands".into();
    two.arms.push(Arm { name: "Without guarantors".into(), sides });
    let figure = draw(&two, &check::provenance());
    assert_eq!(figure.data.lines().count(), 1 + 4 * 701);
    assert_eq!(count(&figure, "<polygon"), 8, "two bands a side and arm");
    assert!(figure.alt.contains("Without guarantors, Northern Republic: by"), "{}", figure.alt);
    sound(&figure);
    check::demo("returned-arms", &figure);
    two.arms.push(Arm { name: "Zwölf".into(), sides: vec![] });
    sound(&draw(&two, &check::provenance()));
}

#[test]
fn odd_data_still_make_a_picture() {
    let long =
        ["Дуже довга назва сторони переговорів, яка не вміщується в рядок", "Müzakerelerin İğdır şubesi ve öbürleri"];
    let mut flat = data(&["One"], 5);
    flat.arms[0].sides[0].p05.clear();
    let mut zero = data(&long, 0);
    zero.start = None;
    let mut outlier = data(&long, 90);
    outlier.arms[0].sides[0].p95[90] = 1_250_000.0;
    for (i, odd) in
        [data(&[], 100), data(&["A & B <the \"third\" side>\u{7}"], 2600), flat, zero, outlier].iter().enumerate()
    {
        let figure = draw(odd, &check::provenance());
        sound(&figure);
        check::demo(&format!("returned-odd-{i}"), &figure);
    }
}
