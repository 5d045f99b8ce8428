//! Laws that hold in every scenario: property tests over random ones.

mod common;

use backchannel::{
    kernel::Time,
    model::{
        Fact, Run, Watch,
        script::Action,
        side::{PerSide, Side},
    },
};
use common::{load, mirrored, outcomes, scenario_text};
use proptest::prelude::*;

/// Sees whether the clock goes back, and counts demands.
#[derive(Default)]
struct Clock {
    last: Time,
    demands: usize,
}

impl Watch for Clock {
    fn see(&mut self, now: Time, fact: Fact<'_>) {
        assert!(now >= self.last, "the clock went back from {:?} to {now:?}", self.last);
        self.last = now;
        self.demands += usize::from(matches!(fact, Fact::Demand(_)));
    }
}

/// Sees the day on which hostilities first end.
#[derive(Default)]
struct Peace(Option<f64>);

impl Watch for Peace {
    fn see(&mut self, now: Time, fact: Fact<'_>) {
        if matches!(fact, Fact::Settled { .. } | Fact::Script(Action::Peace { .. })) {
            self.0.get_or_insert(now.days());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_clock_never_goes_back_and_every_demand_is_accounted_for(text in scenario_text(), seed in 0..1000u64) {
        let scenario = load(&text, &[]);
        for k in 0..6 {
            let mut clock = Clock::default();
            let mut run = Run::watched(&scenario.setup, &mut clock);
            let (cases, horizon) = (run.replicate(seed, k).cases.clone(), scenario.setup.horizon);
            drop(run);
            prop_assert_eq!(cases.len(), clock.demands);
            prop_assert!(clock.last < horizon);
            for case in &cases {
                prop_assert!(case.born <= case.ended && case.ended <= horizon);
                prop_assert_eq!(case.channel.is_none(), case.attempts == 0);
                prop_assert!(case.first_crossing <= case.last_crossing);
                prop_assert_eq!(case.first_crossing.is_some(), case.ending.delivered() || case.last_crossing.is_some());
            }
        }
    }

    #[test]
    fn people_are_conserved_and_no_pool_falls_below_zero(text in scenario_text(), seed in 0..1000u64) {
        let scenario = load(&text, &[]);
        let p = &scenario.setup.phases[0];
        for k in 0..6 {
            let mut end = Peace::default();
            let mut run = Run::watched(&scenario.setup, &mut end);
            let o = run.replicate(seed, k).clone();
            let pools = PerSide::from_fn(|s| run.pools(s).to_vec());
            drop(run);
            let peace = end.0.is_some();
            // Captures of a midnight; with hostilities they end.
            let midnights = end.0.unwrap_or(scenario.setup.horizon.days()).ceil() - 1.0;
            for s in Side::BOTH {
                let total = o.returned_total(s);
                prop_assert_eq!(total, o.crossings.iter().map(|c| c.heads[s]).sum::<u32>());
                let crossed = o.cases.iter().map(|c| c.heads[s]).sum::<u32>();
                // Who is kept has crossed and is not home; who is let go, or released after the war, is home.
                prop_assert!(crossed <= total + o.in_custody[s]);
                prop_assert!(peace || crossed == total + o.in_custody[s]);
                prop_assert!(!peace || o.in_custody[s] == 0, "custody ends with the war");
                let mut missing = 0.0;
                for k in 0..p.categories.len() {
                    let captured = if s == Side::B && k == 0 { 55.0 } else { 0.0 };
                    let held = p.sides[s].pool[k] + p.sides[s].inflow[k] * midnights + captured;
                    let left = pools[s][k];
                    prop_assert!(left >= 0.0, "pool at {left}");
                    let kept = held - f64::from(o.returned[s][k]) - left;
                    prop_assert!(kept > -1e-6, "{kept} people too many");
                    missing += kept;
                }
                prop_assert!((missing - f64::from(o.in_custody[s])).abs() < 1e-6, "{missing} are missing");
            }
        }
    }

    /// Exchanging the sides everywhere mirrors the results to the last bit.
    #[test]
    fn the_engine_does_not_know_which_side_is_called_a(text in scenario_text(), seed in 0..1000u64) {
        let (north, south) = (load(&text, &[]), load(&text, &[("scenario.side_a", "south")]));
        for (one, other) in outcomes(&north, seed, 6).iter().zip(outcomes(&south, seed, 6)) {
            prop_assert_eq!(&mirrored(one), &other);
        }
    }
}
