//! Mechanisms set on one world leave another that shares nothing with it as it is, to the last bit.

use backchannel::model::{Outcome, outcome::Ending, side::Side};

use crate::worlds::{TWO, near, outcomes, part, results, setup};

/// A change of the far world: what it is called, more text, patches.
type Change = (&'static str, &'static str, &'static [&'static str]);

const CHANGES: &[Change] = &[
    ("relay", "[channels.far-line.hops.envoy]\n[channels.far-line.hops.deputy]\n", &["channels.far-line.kind=relay"]),
    ("technical", "", &["channels.far-line.kind=technical"]),
    ("one-way the other way", "", &["issues.far-aid.to=south"]),
    ("counter-flow", "", &["issues.far-aid.counter_share=0.3"]),
    ("gate", "", &["issues.far.gate_time=12 d", "issues.far.p_gate=0.5"]),
    ("via", "", &["issues.far.via_delay=9 d"]),
    ("complex", "", &["issues.far.complex=0.6"]),
    ("carry", "", &["issues.far.carry=0.8"]),
    ("spill", "", &["issues.far.spill={ far-aid = 0.4, far-talks = 0.3 }"]),
    ("spill onto itself", "", &["issues.far-talks.spill={ far-talks = 0.3 }"]),
    ("standing ends sooner", "", &["rules.standing_mean=20 d"]),
    (
        "standing fades",
        "",
        &[
            "rules.standing_guarantee=0.001",
            "rules.standing_memory=900 d",
            "channels.far-line.mediators=[\"stranger\"]",
        ],
    ),
    ("terminate", "[events.end]\non = 2024-06-01\nterminate = { issue = \"far-deal\" }\n", &[]),
    ("venue", "[events.incident]\non = 2024-03-01\nvenue = { channel = \"far-line\", severity = 1 }\n", &[]),
    (
        "sideline",
        "[events.meeting]\non = 2024-02-01\nsideline = { channel = \"far-table\" }\n",
        &["rules.sideline=200 d"],
    ),
    ("out", "", &["mediators.stranger.out=true"]),
    ("out and lost", "", &["mediators.stranger.out=true", "rules.taken_out=lost"]),
    ("out and waits", "", &["mediators.third.out=true", "rules.taken_out=waits"]),
    ("line out", "", &["channels.far-line.out=true"]),
    ("line out and lost", "", &["channels.far-line.out=true", "rules.taken_out=lost"]),
    ("line out and waits", "", &["channels.far-line.out=true", "rules.taken_out=waits"]),
    (
        "facilitation",
        "[channels.far-line.hops.envoy]\n",
        &["channels.far-line.kind=relay", "channels.far-line.mediators=[\"third\"]"],
    ),
    (
        "custody",
        "[events.ask]\non = 2024-02-01\ndemand = { issue = \"far\", size = 90, custody = { mediator = \"third\", side = \"north\", people = 7 } }\n",
        &[],
    ),
    ("default", "[events.fails]\non = 2024-02-01\ndefault = { mediator = \"stranger\", side = \"north\" }\n", &[]),
];

#[test]
fn the_near_world_does_not_notice() {
    let base = outcomes(&setup(TWO, &[]), 60);
    for ending in [Ending::Executed, Ending::Refused, Ending::NoAgreement, Ending::NoAnswer, Ending::Unrouted] {
        assert!(base.iter().flat_map(|o| &o.cases).any(|c| c.issue.0 == 0 && c.ending == ending), "{ending:?}");
    }
    assert!(
        base.iter()
            .all(|o| o.in_force[4] > 0 || o.cases.iter().all(|c| c.issue.0 != 4 || c.ending != Ending::Executed))
    );
    for (name, more, patches) in CHANGES {
        let changed = outcomes(&setup(&format!("{TWO}{more}"), patches), 60);
        let differ = |(one, two): (&Outcome, &Outcome)| {
            (&one.cases, &one.crossings, &one.time_in, &one.in_force)
                != (&two.cases, &two.crossings, &two.time_in, &two.in_force)
        };
        assert!(base.iter().zip(&changed).any(differ), "{name} changes something");
        for (one, two) in base.iter().zip(&changed) {
            assert!(near(one) == near(two), "{name} is felt");
            assert_eq!(one.shocks, two.shocks, "{name} makes or takes a shock");
        }
    }
}

/// Rules of one kind of deal do not touch the others: bargaining over people leaves one-way releases and talks alone.
#[test]
fn bargaining_over_people_leaves_the_rest_alone() {
    // The far line alone, without what couples its issues: learning, failures, the ledger, its mediators.
    let still = [
        "rules.trust_gain=0",
        "rules.trust_breach_loss=0",
        "rules.trust_failure_loss=0",
        "rules.breach_severity=0",
        "life.active-to-stalled.failures=1",
        "sides.north.lobby=0",
        "sides.south.lobby=0",
        "mediators.friend.stays=0",
        "mediators.stranger.stays=0",
        "mediators.third.stays=0",
        "rules.credibility_gain=0",
        "rules.credibility_kept=1",
    ];
    let play =
        |more: &str, patches: &[&str]| outcomes(&setup(&format!("{TWO}{more}"), &[&still[..], patches].concat()), 60);
    let window = "[windows.link]\nfrom = 2024-02-01\nto = 2024-08-01\nadverse = { south = SOUTH }\n";
    let base = play(&window.replace("SOUTH", "0"), &[]);
    let adverse = window.replace("SOUTH", "0.7");
    let none = window.replace("SOUTH", "0");
    for (name, more, patches, others) in [
        ("lobby", none.as_str(), &["sides.north.lobby=0.9"][..], &[2, 3, 4][..]),
        ("lobby of the other side", &none, &["sides.south.lobby=0.9", "rules.named_rounds=5"], &[2, 3, 4]),
        // It is known on every channel, so on no one-way issue; leaks are switched off, as they couple.
        ("adverse", &adverse, &["rules.adverse_leak=1"], &[2]),
    ] {
        let changed = play(more, patches);
        let of = |o: &Outcome, i: u16| part(o, &[i], &[0, 2, 3], &[]);
        assert!(base.iter().zip(&changed).any(|(one, two)| of(one, 1) != of(two, 1)), "{name} changes bargains");
        for &issue in others {
            for (one, two) in base.iter().zip(&changed) {
                assert!(of(one, issue) == of(two, issue), "{name} is felt on issue {issue}");
            }
        }
    }
}

/// The end of hostilities stops exchanges, not one-way releases, talks or standing arrangements.
#[test]
fn peace_ends_exchanges_alone() {
    let still = [
        "rules.trust_gain=0",
        "rules.trust_breach_loss=0",
        "rules.trust_failure_loss=0",
        "rules.breach_severity=0",
        "life.active-to-stalled.failures=1",
        "mediators.friend.stays=0",
        "mediators.stranger.stays=0",
        "mediators.third.stays=0",
        "rules.credibility_gain=0",
        "rules.credibility_kept=1",
        "channels.far-line.shock_sensitivity=0",
    ];
    let peace = "[events.end]\non = 2024-05-01\npeace = { release = \"vietnam\", after = \"10 d\" }\n";
    let base = outcomes(&setup(TWO, &still), 60);
    let ended = outcomes(&setup(&format!("{TWO}{peace}"), &still), 60);
    let day = 121.0;
    for (one, two) in base.iter().zip(&ended) {
        for issue in [2, 3, 4] {
            assert_eq!(part(one, &[issue], &[0, 1, 2, 3, 4], &[2]), part(two, &[issue], &[0, 1, 2, 3, 4], &[2]));
        }
        let before = |o: &Outcome| o.crossings.iter().filter(|c| f64::from(c.day) < day).copied().collect::<Vec<_>>();
        assert_eq!(before(one), before(two), "peace reaches back");
        assert!(two.cases.iter().all(|c| ![0, 1].contains(&c.issue.0) || c.born.days() < day), "nobody asks any more");
        // The precedent begins 16 days after the agreement and ends with the 64th, ten days late here.
        let released: Vec<u32> = two.crossings.iter().filter(|c| c.issue.is_none()).map(|c| c.day).collect();
        // Deals under way take some before their turn, so that the last of the others may go a little earlier.
        assert_eq!(released.first(), Some(&(121 + 27)));
        assert!((121 + 65..=121 + 74).contains(released.last().expect("there is a first")), "{released:?}");
        // Captures ended too: one a day for the 120 midnights of the war.
        let of = |side: Side, k: usize| two.returned[side][k];
        assert_eq!([of(Side::A, 0), of(Side::A, 1), of(Side::B, 0), of(Side::B, 1)], [4_000, 1_020, 4_000, 700]);
    }
}

/// Begotten shocks are added to those that come on their own, which stay where they are with their severities.
#[test]
fn begotten_shocks_are_added() {
    use backchannel::{
        kernel::Time,
        model::{Fact, Run, Watch},
    };
    #[derive(Default)]
    struct Shocks(Vec<(Time, u64)>);
    impl Watch for Shocks {
        fn see(&mut self, now: Time, fact: Fact<'_>) {
            if let Fact::Shock { severity } = fact {
                self.0.push((now, severity.to_bits()));
            }
        }
    }
    let shocks = |patches: &[&str], k: u64| {
        let setup = setup(TWO, patches);
        let mut run = Run::watched(&setup, Shocks::default());
        run.replicate(11, k);
        run.watch.0
    };
    let mut more = 0;
    for k in 0..100 {
        let (alone, excited) = (shocks(&[], k), shocks(&["rules.shock_excitation=0.5"], k));
        assert!(alone.iter().all(|shock| excited.contains(shock)), "replication {k}");
        more += excited.len() - alone.len();
        assert_eq!(alone, shocks(&["rules.shock_excitation=0", "rules.shock_excitation_delay=2 d"], k));
    }
    assert!(more > 100, "about as many again: {more}");
}

/// A spoiler strikes at agreements: where there are none, there is nothing to see.
#[test]
fn a_spoiler_needs_an_agreement() {
    let no_answer = ["issues.near.p_response=0", "sides.north.bad_faith=0", "sides.south.bad_faith=0"];
    let base = outcomes(&setup(TWO, &no_answer), 40);
    let spoiled =
        outcomes(&setup(TWO, &[&no_answer[..], &["rules.spoiler=1", "rules.spoiler_severity=2"]].concat()), 40);
    assert_ne!(base, spoiled);
    for (one, two) in base.iter().zip(&spoiled) {
        assert!(near(one) == near(two), "an issue without agreements feels a spoiler");
        let first = |o: &Outcome| o.attempts().filter_map(|c| c.agreed).min();
        assert_eq!(first(one), first(two), "the first agreement is the same");
        let until = first(one);
        let before = |o: &Outcome| o.cases.iter().filter(|c| Some(c.ended) < until).copied().collect::<Vec<_>>();
        assert_eq!(before(one), before(two), "and all that ended before it");
    }
    let executed =
        |list: &[Outcome]| list.iter().flat_map(|o| &o.cases).filter(|c| c.ending == Ending::Executed).count();
    assert!(executed(&spoiled) < executed(&base), "fewer deals come through");
    assert_eq!(
        results(&setup(TWO, &["rules.spoiler=1", "rules.spoiler_severity=0"]), 20),
        results(&setup(TWO, &[]), 20)
    );
}
