//! Pinned values: whoever changes one of these changes every published result.

use backchannel::kernel::{Draws, Key};
use backchannel::model::{Run, law, maths, side::Side};

#[test]
fn words_of_keys() {
    let side = Key::of("side");
    let words = [
        Draws::new(0, 0).of(0u32, Key::default(), 0),
        Draws::new(1, 0).of(0u32, side, 0),
        Draws::new(1, 1).of(0u32, side, 0),
        Draws::new(1, 1).of(7u32, side, 0),
        Draws::new(1, 1).of(7u32, side.and(3), 0),
        Draws::new(1, 1).of(7u32, side.with(Key::of("other side")), 0),
        Draws::new(1, 1).of(7u32, side, 1),
        Draws::new(u64::MAX, u64::MAX).of(u32::MAX, side.and(u64::MAX), u64::MAX),
    ]
    .map(|mut draw| [draw.word(), draw.word()]);
    let pinned = [
        [0x3988_2d62_b240_b59f, 0x7fb9_925e_dcac_d4ed],
        [0xbef5_38a8_2247_8632, 0xe39b_465b_a5bc_169b],
        [0x2e26_6432_5bbb_4e3a, 0xd323_c318_4131_3b7d],
        [0xab6f_56a8_a498_36d8, 0x57da_462f_99de_4f94],
        [0x4d18_d06f_9501_a50c, 0x01e5_0e9f_aaa3_5845],
        [0x4252_4f3a_652d_9f81, 0xe095_6d33_9857_2127],
        [0x8c95_ae26_53b7_5487, 0x7ff9_60ac_f0ba_26e5],
        [0xb49e_3cbb_11ad_6a18, 0x8e1c_4e0c_ba38_d1dc],
    ];
    assert_eq!(words, pinned);
}

#[test]
fn numbers_of_words() {
    let mut draw = Draws::new(1, 0).of(0u32, Key::of("side"), 0);
    let unit = draw.unit();
    let numbers = [unit, maths::ln(unit), maths::exp(unit), law::exp1(unit), law::normal(unit), law::normal(0.001)];
    let pinned = [
        0x3fe7_dea7_1504_48f1,
        0xbfd2_c28d_2fb4_8a80,
        0x4000_de00_b978_adf9,
        0x3fd2_c28d_2fb4_8a80,
        0x3fe5_2ced_ab61_3132,
        0xc008_b8cb_b720_4471,
    ];
    assert_eq!(numbers.map(f64::to_bits), pinned);
}

/// What a replication adds up to: returned to A and to B (prisoners and the dead), exchanges, cases, events, shocks.
fn sums(scenario: &str, replications: u64) -> [u64; 6] {
    let setup = backchannel::scenario::load(scenario.as_ref(), &[]).expect("a shipped scenario").setup;
    let mut run = Run::new(&setup);
    (0..replications).fold([0; 6], |mut sums, k| {
        let o = run.replicate(1, k);
        let exchanges = o.exchange_days(setup.focal).count() as u64;
        let returned = Side::BOTH.map(|s| u64::from(o.returned_total(s)));
        let seen = [returned[0], returned[1], exchanges, o.cases.len() as u64, o.events, o.shocks];
        sums.iter_mut().zip(seen).for_each(|(sum, x)| *sum += x);
        sums
    })
}

#[test]
fn replications_of_the_shipped_scenarios() {
    assert_eq!(sums("tutorial", 300), [308495, 310951, 3049, 10810, 180785, 1206]);
    assert_eq!(sums("istanbul-2025", 300), [3353045, 642099, 2028, 12406, 142098, 707]);
}
