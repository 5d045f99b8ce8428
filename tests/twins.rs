//! Twins: worlds that differ by one thing differ by exactly that thing.

mod common;

use std::collections::BTreeSet;

use backchannel::{
    experiment::batch::{Batch, BatchError},
    kernel::Time,
    model::{Fact, Outcome, Run, Step, Watch, outcome::CaseRecord, side::ChannelId},
};
use common::{everything, load, outcomes, scenario_text};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRng, TestRunner},
};

/// A few scenarios, the same at every run.
fn texts(n: usize) -> Vec<String> {
    let rng = TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..n).map(|_| scenario_text().new_tree(&mut runner).expect("a scenario").current()).collect()
}

fn batch(setup: &backchannel::model::setup::Setup, threads: usize, n: u64) -> Vec<Outcome> {
    let mut all = Vec::new();
    let played = Batch { seed: 5, replications: n, threads }.play(
        &[setup],
        |k, outcomes| {
            assert_eq!(k, all.len() as u64, "in order of replication");
            all.push(outcomes[0].clone());
        },
        |_| true,
    );
    assert_eq!(played, Ok(()));
    all
}

#[test]
fn the_number_of_threads_does_not_matter() {
    for text in texts(3).into_iter().chain([everything()]) {
        let scenario = load(&text, &[]);
        let one = batch(&scenario.setup, 1, 1100);
        assert_eq!(one.len(), 1100);
        assert_eq!(one, batch(&scenario.setup, 2, 1100));
        assert_eq!(one, batch(&scenario.setup, 8, 1100));
    }
}

#[test]
fn one_replication_alone_equals_itself_in_the_batch() {
    let scenario = load(&texts(1)[0], &[]);
    let all = batch(&scenario.setup, 2, 200);
    for k in [0, 1, 31, 32, 199] {
        assert_eq!(Run::new(&scenario.setup).replicate(5, k), &all[k as usize]);
    }
}

#[test]
fn a_watcher_changes_nothing() {
    struct Counter(u64);
    impl Watch for Counter {
        fn see(&mut self, _: Time, _: Fact<'_>) {
            self.0 += 1;
        }
    }
    for text in texts(5).into_iter().chain([everything()]) {
        let scenario = load(&text, &[]);
        let mut counter = Counter(0);
        let watched = Run::watched(&scenario.setup, &mut counter).replicate(5, 3).clone();
        assert_eq!(Run::new(&scenario.setup).replicate(5, 3), &watched);
        assert!(counter.0 > 10, "something was seen");
    }
}

/// The world of every mechanism is busy: each of them shows within a hundred replications.
#[test]
fn every_mechanism_shows() {
    #[derive(Default)]
    struct Shown(BTreeSet<&'static str>);
    impl Watch for Shown {
        fn see(&mut self, _: Time, fact: Fact<'_>) {
            self.0.insert(match fact {
                Fact::Leak { .. } => "leak",
                Fact::Moved { .. } => "venue",
                Fact::Terminated { .. } => "terminated",
                Fact::Released { custody: Some(_), .. } => "let go",
                Fact::Released { custody: None, .. } => "released",
                Fact::Demand(case) if case.named.max() > 0.0 => "named",
                Fact::Deal(_, Step::MessageLost) => "lost message",
                Fact::Deal(_, Step::Spoiled) => "spoiled",
                Fact::Deal(_, Step::Gate { passed: true }) => "gate passed",
                Fact::Deal(_, Step::Gate { passed: false }) => "gate shut",
                Fact::Deal(_, Step::SentBack(_)) => "sent back",
                Fact::Deal(_, Step::Guaranteed(_)) => "guaranteed",
                Fact::Deal(_, Step::Paused) => "paused",
                _ => return,
            });
        }
    }
    let scenario = load(&everything(), &[]);
    let mut shown = Shown::default();
    let mut run = Run::watched(&scenario.setup, &mut shown);
    for k in 0..100 {
        run.replicate(5, k);
    }
    drop(run);
    let all = [
        "gate passed",
        "gate shut",
        "guaranteed",
        "leak",
        "let go",
        "lost message",
        "named",
        "paused",
        "released",
        "sent back",
        "spoiled",
        "terminated",
        "venue",
    ];
    assert_eq!(shown.0.into_iter().collect::<Vec<_>>(), all);
}

/// A mediator without numbers, first on every list: not even the flag *mediated* or the order of the others moves.
#[test]
fn a_placebo_changes_nothing_at_all() {
    for text in texts(12) {
        let placebo = text
            .replace("mediators = [", "mediators = [\"placebo\", ")
            .replace("[mediators.friend]", "[mediators.placebo]\nstays = 0\n[mediators.friend]");
        assert_ne!(text, placebo);
        let (without, with) = (load(&text, &[]), load(&placebo, &[]));
        assert_eq!(outcomes(&without, 9, 20), outcomes(&with, 9, 20));
    }
}

/// Two worlds side by side that share no issue, mediator or shock: one does not notice a change in the other.
#[test]
fn what_shares_nothing_feels_nothing() {
    let text = r#"
[scenario]
title = "two worlds"
question = "does one notice the other?"
start = 2024-01-01
end = 2025-01-01
side_a = "north"
[sides.north]
pool = { rank = 4000, child = 300 }
[sides.south]
pool = { rank = 4000, child = 300 }
[categories.rank]
[categories.child]
[issues.pow]
demand = "1 per 6 d"
size = 80
categories = ["rank"]
[issues.other]
demand = "1 per 4 d"
size = 9
categories = ["child"]
[mediators.friend]
leverage = 0.5
guarantor = 0.5
[mediators.stranger]
leverage = 0.5
guarantor = 0.5
[channels.line]
issues = ["pow"]
secrecy = 0.5
[channels.track]
kind = "mediated"
issues = ["pow"]
mediators = ["friend"]
[channels.far-line]
issues = ["other"]
secrecy = 0.4
[channels.far-track]
kind = "mediated"
issues = ["other"]
mediators = ["stranger"]
"#;
    let base = load(text, &[]);
    let of = |o: &Outcome| -> (Vec<CaseRecord>, _) {
        let cases = o.cases.iter().filter(|c| c.issue.0 == 0).copied().collect();
        (cases, [o.time_in[ChannelId(0)], o.time_in[ChannelId(1)]])
    };
    for change in [
        ("channels.far-line.trust", "0.1"),
        ("channels.far-line.dwell.active-to-stalled", "30 d"),
        ("issues.other.demand", "2 per d"),
        ("issues.other.p_renege", "0.5"),
        ("mediators.stranger.stays", "1"),
        ("channels.far-line.start", "dormant"),
    ] {
        let changed = load(text, &[change]);
        let (here, there) = (outcomes(&base, 3, 40), outcomes(&changed, 3, 40));
        assert_ne!(here, there, "{change:?} changes something");
        for (a, b) in here.iter().zip(&there) {
            assert_eq!(of(a), of(b), "{change:?} is felt");
        }
    }
}

#[test]
fn a_batch_can_be_stopped() {
    let scenario = load(&texts(1)[0], &[]);
    let stopped =
        Batch { seed: 1, replications: 100_000, threads: 2 }.play(&[&scenario.setup], |_, _| {}, |done| done < 100);
    assert_eq!(stopped, Err(BatchError::Interrupted));
}
