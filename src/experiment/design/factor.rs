//! Factors: inputs of a scenario that may lie elsewhere, and where.

use super::belief;
use crate::{
    model::law::Law,
    scenario::{
        Input, Patch, Scenario, covers,
        quantity::{Kind, tidy},
    },
};

/// An input that is varied. A coordinate from 0 to 1 stands for a value: evenly over the declared range, or by the share
/// of the belief that lies below, if there is one, cut off at the range and at its outermost 0.5 % on either side.
#[derive(Clone, Debug)]
pub struct Factor<'s> {
    pub input: &'s Input,
    /// Lowest and highest value, in the unit the input is written in, times in days; of a law its centre.
    pub ends: (f64, f64),
    /// What the coordinate is spread by.
    by: By,
}

/// How coordinates are spread over values.
#[derive(Clone, Copy, Debug)]
enum By {
    Value,
    /// Ratios, which the model keeps as logarithms: 1/2 and 2 are equally far from 1.
    Logarithm,
    /// Whole numbers, each as likely as the next.
    Whole,
    Belief(Law),
}

impl<'s> Factor<'s> {
    /// The factor that an input is; none without a range or belief, or where that leaves no room. A range that ends at
    /// `"never"` has no middle, so it needs a belief.
    pub fn of(input: &'s Input) -> Option<Factor<'s>> {
        let range = input.evidence.range;
        let (by, ends) = match (input.evidence.belief, range) {
            (Some(law), _) => {
                let (low, high) = range.unwrap_or(input.kind.plain().bounds());
                let middle = belief::middle(&law);
                (By::Belief(law), (middle.0.max(low), middle.1.min(high)))
            }
            (None, Some(ends)) if input.kind == Kind::Ratio => (By::Logarithm, ends),
            (None, Some(ends)) if whole(input.kind) => (By::Whole, ends),
            (None, ends) => (By::Value, ends?),
        };
        (ends.0 < ends.1 && ends.1.is_finite()).then_some(Factor { input, ends, by })
    }

    /// The value at a coordinate from 0 to 1.
    pub fn at(&self, u: f64) -> f64 {
        let (low, high) = self.ends;
        let value = match &self.by {
            By::Value => tidy(low + u * (high - low)),
            By::Logarithm => low * libm::pow(high / low, u),
            By::Whole => (low - 0.5 + u * (high - low + 1.0)).round(),
            By::Belief(law) if whole(self.input.kind) => belief::between(law, self.ends, u).round(),
            By::Belief(law) => belief::between(law, self.ends, u),
        };
        value.clamp(low, high)
    }

    /// The patch that puts the input there.
    pub fn patch(&self, u: f64) -> Patch {
        self.input.at(self.at(u))
    }
}

fn whole(kind: Kind) -> bool {
    matches!(kind, Kind::Count | Kind::Budget | Kind::Sign)
}

/// The factors of a scenario, in the order of its inputs: all, or those that one of `words` covers, the model's defaults
/// among them. A word is a path, its beginning, or has stars for parts, as in `channels.*.authority`.
pub fn factors<'s>(scenario: &'s Scenario, words: &[&str]) -> Vec<Factor<'s>> {
    let meant = |path: &str| words.is_empty() || words.iter().any(|word| covers(word, path));
    scenario.inputs.iter().filter(|input| meant(&input.path)).filter_map(Factor::of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::latin_hypercube;
    use super::*;
    use crate::scenario::{Evidence, library, load_str};

    fn input(kind: Kind, range: Option<(f64, f64)>, belief: Option<Law>) -> Input {
        let evidence = Evidence { range, belief, ..Evidence::default() };
        let value = String::new();
        Input { path: "x".into(), value, number: None, law: None, kind, by_default: false, evidence, doc: "", used: "" }
    }

    #[test]
    fn a_range_is_even_and_that_of_a_ratio_even_in_its_logarithm() {
        let share = input(Kind::Share, Some((0.2, 0.6)), None);
        let share = Factor::of(&share).expect("a range");
        assert_eq!([0.0, 0.5, 1.0].map(|u| share.at(u)), [0.2, 0.4, 0.6]);
        let ratio = input(Kind::Ratio, Some((0.25, 4.0)), None);
        let ratio = Factor::of(&ratio).expect("a range");
        assert_eq!([0.0, 0.5, 1.0].map(|u| ratio.at(u)), [0.25, 1.0, 4.0]);
    }

    #[test]
    fn whole_numbers_are_equally_likely() {
        let count = input(Kind::Count, Some((1.0, 3.0)), None);
        let count = Factor::of(&count).expect("a range");
        let values: Vec<f64> = (0..9).map(|i| count.at((f64::from(i) + 0.5) / 9.0)).collect();
        assert_eq!(values, [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0]);
        assert_eq!((count.at(0.0), count.at(1.0)), (1.0, 3.0));
    }

    #[test]
    fn a_belief_goes_before_the_range_and_ends_at_it_and_at_what_may_be_written() {
        let law = Law::Lognormal { median: 0.5, log_sd: 1.0 };
        let free = input(Kind::Share, None, Some(law));
        let free = Factor::of(&free).expect("a belief");
        let low = 0.5 * libm::exp(-2.575_829_303_548_901); // the normal law's 0.5 % point
        assert!((free.ends.0 - low).abs() < 1e-9 && free.ends.1 == 1.0);
        let bound = input(Kind::Share, Some((0.1, 0.7)), Some(law));
        let bound = Factor::of(&bound).expect("a belief");
        assert_eq!(bound.ends, (0.1, 0.7));
        assert!(bound.at(0.5) < 0.4, "the law has more below its median than above");
    }

    #[test]
    fn what_has_no_room_is_no_factor() {
        let fixed = input(Kind::Share, None, Some(Law::Fixed(0.3)));
        let narrow = input(Kind::Share, Some((0.3, 0.3)), None);
        let endless = input(Kind::Wait, Some((3.0, f64::INFINITY)), None);
        let bare = input(Kind::Share, None, None);
        assert!([fixed, narrow, endless, bare].iter().all(|input| Factor::of(input).is_none()));
    }

    /// Any point of the cube is a scenario that can be played, without a word about ranges.
    #[test]
    fn every_point_of_a_shipped_scenario_can_be_played() {
        for id in ["tutorial", "istanbul-2025", "record-2022-2025"] {
            let text = library::find(id).expect("shipped").1;
            let base = load_str(id, text, &[]).expect("a shipped scenario loads");
            let factors = factors(&base, &[]);
            assert!(factors.len() > 20, "{id} has {} factors", factors.len());
            let corners = [0.0, 1.0].map(|u| vec![u; factors.len()]);
            for point in latin_hypercube(8, factors.len(), 9).iter().chain(&corners) {
                let patches: Vec<Patch> = factors.iter().zip(point).map(|(factor, &u)| factor.patch(u)).collect();
                let moved = load_str(id, text, &patches).unwrap_or_else(|problems| panic!("{id}: {problems:?}"));
                assert!(moved.warnings.list.len() <= base.warnings.list.len(), "{id}: {:?}", moved.warnings.list);
                for (factor, &u) in factors.iter().zip(point) {
                    let there = moved.inputs.iter().find(|input| input.path == factor.input.path);
                    let number = there.and_then(|input| input.number).expect("the same input");
                    let want = factor.at(u);
                    assert!((number - want).abs() <= 1e-9 * want.abs(), "{}: {number}, not {want}", factor.input.path);
                }
            }
        }
    }

    #[test]
    fn words_name_factors() {
        let text = library::find("istanbul-2025").expect("shipped").1;
        let base = load_str("istanbul-2025", text, &[]).expect("a shipped scenario loads");
        let named = factors(&base, &["channels.*.authority"]);
        assert!(!named.is_empty() && named.len() < factors(&base, &[]).len());
        assert!(named.iter().all(|factor| factor.input.path.contains(".authority")));
        assert!(factors(&base, &["nothing"]).is_empty());
    }
}
