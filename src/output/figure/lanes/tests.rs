//! That the figure `lanes` shows what it is given, whatever that is.

use super::super::check::{self, count, sound};
use super::*;

fn lane(name: &str, seed: u32, horizon: f64) -> Lane {
    let (mut day, mut k, mut segments, mut exchanges) = (0.0, seed as usize, Vec::new(), Vec::new());
    while day < horizon {
        let to = (day + 11.0 + ((k * 37 + 11) % 83) as f64).min(horizon);
        let state = STATES[[5, 1, 0, 2, 0, 3, 0, 4, 1, 0][k % 10]].0;
        if state == "Active" {
            exchanges.push(Exchange { day: day + 5.0, people: (k * k * 7 % 210) as u32 + 4, returned: seed % 2 == 1 });
            exchanges.push(Exchange { day: (day + 12.0).min(horizon), people: (k * 29 % 90) as u32, returned: false });
        }
        segments.push(Segment { from: day, to, state: state.into() });
        (day, k) = (to, k + 1);
    }
    let share = [
        ("Active", 0.41),
        ("Forming", 0.12),
        ("Stalled", 0.1),
        ("Suspended", 0.2),
        ("Dormant", 0.12),
        ("Latent", 0.05),
    ];
    let share = share.map(|(state, share)| (state.into(), share)).into();
    Lane { name: name.into(), segments, exchanges, share }
}

pub fn data(names: &[&str], horizon: f64) -> LanesData {
    let words = [(3.0, "First event"), (190.0, "Many captured"), (205.0, "Second event"), (230.0, "Third event")];
    LanesData {
        title: "The direct line carries most exchanges, and the mediator the largest".into(),
        start: Some(Date::constant(2022, 2, 24)),
        horizon_days: horizon,
        replication: 4171,
        alone: false,
        lanes: names.iter().enumerate().map(|(i, name)| lane(name, i as u32 * 3, horizon)).collect(),
        marks: words
            .iter()
            .chain(&[(690.0, "A shock in January")])
            .map(|w| Mark { day: w.0, label: w.1.into() })
            .collect(),
    }
}

pub const NAMES: [&str; 4] = ["Direct, military", "Mediated by the Emirate", "Family networks", "Ombudsmen"];

#[test]
fn every_stretch_and_exchange_is_drawn() {
    let data = data(&NAMES, 730.0);
    let figure = draw(&data, &check::provenance());
    let exchanges: usize = data.lanes.iter().map(|lane| lane.exchanges.len()).sum();
    assert_eq!(count(&figure, "<circle"), 2 * exchanges, "each dot has a white edge");
    let segments: usize = data.lanes.iter().map(|lane| lane.segments.len()).sum();
    assert_eq!(figure.data.lines().count(), 1 + segments + exchanges + 4 * 6 + 5);
    // Paper, six states in the key; a swatch and six shares a lane.
    assert_eq!(count(&figure, "<rect"), 1 + 6 + segments + 4 * 7);
    sound(&figure);
    check::demo("lanes", &figure);
}

#[test]
fn odd_data_still_make_a_picture() {
    let long = ["Посередництво через дуже довгу назву каналу", "Üçüncü ülkenin İçişleri ağı ve ötesi, Iğdır"];
    let mut crowded = data(&long, 400.0);
    crowded.marks = (0..40)
        .map(|i| Mark { day: f64::from(i) * 10.0, label: format!("Scripted event number {i} of many more") })
        .collect();
    crowded.lanes[0].exchanges =
        (0..120).map(|i| Exchange { day: f64::from(i) * 3.3, people: 50, returned: true }).collect();
    let mut outlier = data(&NAMES[..1], 90.0);
    outlier.lanes[0].exchanges.push(Exchange { day: 89.9, people: 1_250_000, returned: false });
    outlier.lanes[0].segments.push(Segment { from: 3.0, to: 9.0, state: "Unheard of".into() });
    let zero = LanesData { start: None, ..data(&NAMES, 0.0) };
    for (i, odd) in
        [data(&[], 100.0), crowded, outlier, zero, data(&[NAMES, NAMES].concat(), 1500.0)].iter().enumerate()
    {
        let figure = draw(odd, &check::provenance());
        sound(&figure);
        check::demo(&format!("lanes-odd-{i}"), &figure);
    }
}
