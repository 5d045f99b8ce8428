//! Attribute: what each of several parts brings, as Shapley shares over all coalitions, beside what is missed when it alone
//! is taken out and what it brings when all the others are out already.
//!
//! The Shapley value is the average, over all orders in which the parts may join, of what a part adds when it joins
//! (Shapley 1953, "A value for n-person games", Contributions to the Theory of Games II).

use serde::{Deserialize, Serialize};

use super::{
    estimate::{Classed, Estimate, LEVEL, smooth},
    knockout::{Part, without},
    study::Point,
};
use crate::model::rules::TakenOut;

/// Coalitions double with each part.
pub const MOST_PARTS: usize = 8;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// 2 to [`MOST_PARTS`], all different.
    pub parts: Vec<Part>,
    /// At least one, all different.
    pub rules: Vec<TakenOut>,
}

/// Some of the parts: bit `i` says that part `i` is there, all others are out.
pub type Coalition = usize;

impl Attribute {
    pub fn everybody(&self) -> Coalition {
        (1 << self.parts.len()) - 1
    }

    /// The point of a coalition. Where everybody is there, nobody's business has to go anywhere: one point for all rules.
    pub fn id(&self, coalition: Coalition, rule: TakenOut) -> String {
        let out: Vec<&str> = self.members(self.everybody() & !coalition).map(Part::id).collect();
        if out.is_empty() { "all".into() } else { format!("{} without {}", rule.word(), out.join("+")) }
    }

    pub fn members(&self, coalition: Coalition) -> impl Iterator<Item = &Part> {
        self.parts.iter().enumerate().filter(move |(i, _)| coalition >> i & 1 == 1).map(|(_, part)| part)
    }

    /// All that is to be played, under the same luck.
    pub fn points(&self, replications: u64) -> Vec<Point> {
        let all = self.everybody();
        let coalitions = self.rules.iter().flat_map(|&rule| (0..all).map(move |coalition| (coalition, rule)));
        let point = |(coalition, rule): (Coalition, TakenOut)| Point {
            id: self.id(coalition, rule),
            patches: without(self.members(all & !coalition), rule),
            numbers: 0..replications,
        };
        std::iter::once((all, self.rules[0])).chain(coalitions).map(point).collect()
    }
}

/// What one part brings to a response, each as an estimate with its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// The Shapley share: shares of all parts sum to the whole.
    pub share: Estimate,
    /// What is missed when it alone is taken out: v(N) - v(N without i).
    pub alone: Estimate,
    /// What it brings when all the other parts are out already: v(i) - v(nobody).
    pub last_out: Estimate,
}

/// The shares of all parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    pub parts: Vec<Share>,
    /// What all bring together: v(N) - v(nobody).
    pub whole: Estimate,
}

/// The shares of `parts` parts from the values of their coalitions, `coalitions[c]` those of [`Coalition`] `c`, all of which
/// met the same luck; none where a coalition has no value.
pub fn shares(parts: usize, coalitions: &[&Classed]) -> Option<Shares> {
    let all = coalitions.len() - 1;
    let values = |v: &[f64]| {
        let shapley = shapley(parts, v);
        let rows = (0..parts).flat_map(|i| [shapley[i], v[all] - v[all & !(1 << i)], v[1 << i] - v[0]]);
        rows.chain([v[all] - v[0]]).collect()
    };
    let estimates: Option<Vec<Estimate>> = smooth(coalitions, LEVEL, values).into_iter().collect();
    let mut estimates = estimates.filter(|list| !list.is_empty())?;
    let whole = estimates.pop()?;
    let rows = estimates.chunks_exact(3);
    let parts = rows.map(|row| Share { share: row[0], alone: row[1], last_out: row[2] }).collect();
    Some(Shares { parts, whole })
}

/// The Shapley value of each of `parts` players: the sum over the coalitions S without it of
/// `|S|! (m - |S| - 1)! / m!` times what it adds to S.
pub fn shapley(parts: usize, v: &[f64]) -> Vec<f64> {
    let weights: Vec<f64> = (0..parts).map(|size| weight(size, parts)).collect();
    let of = |i: usize| {
        let others = (0..v.len()).filter(|coalition| coalition >> i & 1 == 0);
        others.map(|s| weights[s.count_ones() as usize] * (v[s | 1 << i] - v[s])).sum()
    };
    (0..parts).map(of).collect()
}

/// `s! (m - s - 1)! / m!`: one over m times the number of coalitions of `s` others.
fn weight(s: usize, m: usize) -> f64 {
    let coalitions = (0..s).fold(1.0, |product, k| product * (m - 1 - k) as f64 / (k + 1) as f64);
    1.0 / (m as f64 * coalitions)
}

impl Shares {
    /// The parts from the largest share of the whole down, those that their intervals do not tell apart in one group: a
    /// group ends where the intervals of all that follow lie beyond those of all before.
    pub fn ranked(&self) -> Vec<Vec<usize>> {
        let sign = self.whole.value.signum();
        let ends = |i: usize| {
            let ends = self.parts[i].share.interval.map(|x| [sign * x.low, sign * x.high]);
            ends.map_or([f64::NEG_INFINITY, f64::INFINITY], |[a, b]| [a.min(b), a.max(b)])
        };
        let mut order: Vec<usize> = (0..self.parts.len()).collect();
        order.sort_by(|&i, &j| (sign * self.parts[j].share.value).total_cmp(&(sign * self.parts[i].share.value)));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (place, &i) in order.iter().enumerate() {
            let lowest = order[..place].iter().map(|&j| ends(j)[0]).fold(f64::INFINITY, f64::min);
            let highest = order[place..].iter().map(|&j| ends(j)[1]).fold(f64::NEG_INFINITY, f64::max);
            match groups.last_mut() {
                Some(group) if highest >= lowest => group.push(i),
                _ => groups.push(vec![i]),
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        experiment::{response::responses, study::Study},
        scenario::{self, load_str},
    };

    /// The game in which a coalition is worth its dearest member: the cost of each step is shared by all who need it
    /// (Littlechild and Owen 1973, Management Science 20(3)).
    fn airport(costs: &[f64]) -> Vec<f64> {
        let dearest = |s: usize| (0..costs.len()).filter(|i| s >> i & 1 == 1).map(|i| costs[i]).fold(0.0, f64::max);
        (0..1 << costs.len()).map(dearest).collect()
    }

    fn near(got: &[f64], want: &[f64]) {
        assert!(
            got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-12) && got.len() == want.len(),
            "{got:?} {want:?}"
        );
    }

    #[test]
    fn games_with_a_closed_form() {
        near(&shapley(4, &airport(&[8.0, 11.0, 13.0, 18.0])), &[2.0, 3.0, 4.0, 9.0]);
        // Who holds the one left glove of three gloves gets two thirds.
        let gloves: Vec<f64> = (0..8usize).map(|s| f64::from(u8::from(s & 1 == 1 && s > 1))).collect();
        near(&shapley(3, &gloves), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
        near(&shapley(1, &[2.0, 5.0]), &[3.0]);
    }

    #[test]
    fn what_every_share_must_be() {
        // An arbitrary game of eight; player 5 adds nothing, and players 1 and 2 are alike.
        let v: Vec<f64> = (0..256usize)
            .map(|s| {
                let s = s & !(1 << 5);
                let alike = ((s >> 1 & 1) + (s >> 2 & 1)) * 1000;
                libm::sin(((s & !6) + alike) as f64) * 40.0
            })
            .collect();
        let shares = shapley(8, &v);
        assert!((shares.iter().sum::<f64>() - (v[255] - v[0])).abs() < 1e-12, "they sum to the whole");
        assert_eq!(shares[5], 0.0, "who adds nothing gets nothing, exactly");
        assert!((shares[1] - shares[2]).abs() < 1e-12, "who is alike gets alike");
        let all: f64 = (0..8).map(|s| weight(s, 8) * binomial(7, s)).sum();
        assert!((all - 1.0).abs() < 1e-15);
    }

    fn binomial(n: usize, k: usize) -> f64 {
        (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
    }

    #[test]
    fn overlapping_intervals_are_not_ranked() {
        let share = |value: f64, half: f64| {
            let interval = Some(crate::experiment::estimate::Interval::around(value, half));
            let e = Estimate { value, se: Some(half / 2.0), interval, n: 9 };
            Share { share: e, alone: e, last_out: e }
        };
        let ranked =
            |parts: &[Share], whole: f64| Shares { parts: parts.to_vec(), whole: share(whole, 0.1).share }.ranked();
        let three = [share(1.0, 0.4), share(3.0, 0.5), share(1.5, 0.3)];
        assert_eq!(ranked(&three, 5.5), [vec![1], vec![2, 0]]);
        assert_eq!(
            ranked(&three.map(|s| share(-s.share.value, 0.3)), -5.5),
            [vec![1], vec![2, 0]],
            "of a loss, the largest"
        );
        // A wide interval ties together what lies to both sides of it.
        assert_eq!(ranked(&[share(3.0, 0.1), share(2.0, 1.5), share(1.0, 0.1)], 6.0), [vec![0, 1, 2]]);
    }

    #[test]
    fn points_are_the_coalitions_of_every_rule() {
        let parts = ["a", "b", "c"].map(|id| Part::Mediator(id.into())).to_vec();
        let question = Attribute { parts, rules: TakenOut::ALL.into() };
        let points = question.points(10);
        assert_eq!(points.len(), 1 + 3 * 7);
        assert_eq!((points[0].id.as_str(), points[0].patches.len()), ("all", 0));
        assert_eq!(points[1 + 7 + 0b101].id, "waits without b");
        let ids: std::collections::BTreeSet<&str> = points.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids.len(), points.len());
    }

    /// A placebo's share is exactly zero under every rule, and the shares of the others sum to the whole effect.
    #[test]
    fn a_placebo_gets_exactly_zero() {
        let istanbul = scenario::library::find("istanbul-2025").expect("a shipped scenario").1;
        let text = format!("{istanbul}\n[mediators.nobody]\nstays = 0\n");
        let listed = [scenario::Patch::new("channels.istanbul.mediators", "[\"nobody\", \"turkey\"]")];
        let base = load_str("placebo.toml", &text, &listed).expect("it is sound");
        let parts = ["turkey", "nobody", "uae"].map(|id| Part::Mediator(id.into())).to_vec();
        let question = Attribute { parts, rules: TakenOut::ALL.into() };
        let study = Study { base: &base, responses: responses(&base.setup), seed: 2, threads: 2 };
        let mut played = std::collections::BTreeMap::new();
        let points = question.points(300);
        let keep = |point: &Point, sums| _ = played.insert(point.id.clone(), sums);
        study.play(&points, |_, _| None, |_| true, |_| true, keep).expect("nothing is in the way");
        for &rule in &question.rules {
            let exchanges = study.responses.iter().position(|r| r.name == "exchanges").expect("of prisoners");
            let of = |c: Coalition| &played[&question.id(c, rule)][exchanges];
            let found = shares(3, &(0..8).map(of).collect::<Vec<_>>()).expect("each has a value");
            for zero in [found.parts[1].share, found.parts[1].alone, found.parts[1].last_out] {
                assert_eq!((zero.value, zero.se), (0.0, Some(0.0)), "{rule:?}");
            }
            let sum: f64 = found.parts.iter().map(|p| p.share.value).sum();
            assert!((sum - found.whole.value).abs() < 1e-12 && found.whole.value != 0.0, "{rule:?}: {sum}");
        }
    }
}
