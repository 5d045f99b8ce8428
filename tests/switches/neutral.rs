//! The neutral setting of a mechanism is the same as leaving it out, to the last bit.

use backchannel::model::side::Side;

use crate::worlds::{STILL, TWO, results, setup};

/// What it is called, patches of both worlds, more text and patches of the second.
type Neutral = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

const NEUTRAL: &[Neutral] = &[
    ("reciprocal", &[], "", &["issues.near.reciprocal=true"]),
    ("no counter-flow", &[], "", &["issues.far-aid.counter_share=0"]),
    ("not standing", &[], "", &["issues.near.standing=false"]),
    ("insulation of 1", &[], "", &["channels.far-line.kind=technical", "rules.technical_insulation=1"]),
    ("insulation of nobody", &[], "", &["rules.technical_insulation=0"]),
    (
        // Two hops of a day and a quarter each way are a round of five days; what cannot be lost is not sent again.
        "a relay that loses nothing",
        &["channels.far-line.secrecy=0", "channels.far-line.round={ fixed = \"5 d\" }"],
        "[channels.far-line.hops.one]\nreliability = 1\ndelay = { fixed = \"1.25 d\" }\n[channels.far-line.hops.two]\nreliability = 1\ndelay = { fixed = \"1.25 d\" }\n",
        &["channels.far-line.kind=relay", "rules.relay_timeout=3 d", "rules.relay_resends=0"],
    ),
    ("relay rules without a relay", &[], "", &["rules.relay_timeout=3 d", "rules.relay_resends=0"]),
    ("facilitation without a relay", &[], "", &["mediators.stranger.facilitation=1"]),
    ("a gate that stands open", &[], "", &["issues.far.gate_time=0 d", "issues.far.p_gate=1"]),
    ("a label", &[], "", &["issues.far.via=elsewhere", "issues.far.via_delay=0 d"]),
    ("nothing complex", &[], "", &["issues.far.complex=0"]),
    ("nothing carried", &[], "", &["issues.far.carry=0"]),
    ("carry where nobody moves", &[], "", &["issues.far-talks.carry=1", "issues.far-deal.carry=1"]),
    ("no spill", &[], "", &["issues.far.spill=0"]),
    (
        "nobody named",
        &["sides.north.lobby=0", "sides.south.lobby=0"],
        "",
        &["rules.named_weight=90", "rules.named_rounds=9", "rules.named_break=7", "rules.named_tolerance=3"],
    ),
    ("no spoiler", &[], "", &["rules.spoiler=0", "rules.spoiler_severity=4"]),
    ("no excitation", &[], "", &["rules.shock_excitation=0", "rules.shock_excitation_delay=1 d"]),
    (
        "venues without an incident",
        &[],
        "[channels.far-table.venues.one]\n[channels.far-table.venues.two]\nhost = \"third\"\n",
        &[],
    ),
    ("no meeting", &[], "", &["rules.sideline=300 d", "life.dormant-to-forming.sideline=90"]),
    ("direct-first", &[], "", &["rules.regime=direct-first"]),
    ("nobody out", &[], "", &["rules.taken_out=lost", "mediators.stranger.out=false", "channels.far-line.out=false"]),
    (
        "standing without a guarantor",
        &["rules.guarantee_policy=never"],
        "",
        &["rules.standing_guarantee=0.001", "rules.standing_memory=9 d"],
    ),
    ("no pressure, so none to bear", &[], "", &["rules.standing_pressure=9"]),
];

#[test]
fn neutral_is_the_same_as_absent() {
    for (name, both, more, patches) in NEUTRAL {
        let without = results(&setup(TWO, both), 40);
        let with = results(&setup(&format!("{TWO}{more}"), &[both, *patches].concat()), 40);
        assert!(without == with, "{name}: not neutral");
    }
}

/// A window of no strength, and custody of nobody.
#[test]
fn nothing_scripted_is_nothing() {
    let window = |adverse: &str| {
        let text = format!("[windows.link]\nfrom = 2024-02-01\nto = 2024-08-01\npressure = 0.3\n{adverse}");
        results(&setup(&format!("{TWO}{text}"), &[]), 40)
    };
    assert_eq!(window(""), window("adverse = { north = 0 }"));
    assert_ne!(window(""), window("adverse = { north = 0.5 }"));
    let ask = |custody: &str| {
        let text = format!("[events.ask]\non = 2024-02-01\ndemand = {{ issue = \"far\", size = 90{custody} }}\n");
        results(&setup(&format!("{TWO}{text}"), &[]), 40)
    };
    let custody = |people: u32| format!(", custody = {{ mediator = \"third\", side = \"north\", people = {people} }}");
    assert_eq!(ask(""), ask(&custody(0)));
    assert_ne!(ask(""), ask(&custody(5)));
}

/// With one channel there is nothing to choose, whatever the regime.
#[test]
fn regimes_agree_on_one_channel() {
    let text = TWO.split("[channels.near-track]").next().expect("it is there");
    let regime = |name: &str| {
        let lists = ["far", "far-aid", "far-talks", "far-deal"].map(|i| format!("issues.{i}.demand=0 per day"));
        let mut patches: Vec<&str> = lists.iter().map(String::as_str).collect();
        let regime = format!("rules.regime={name}");
        patches.push(&regime);
        results(&setup(text, &patches), 60)
    };
    let base = regime("direct-first");
    assert!(base.iter().any(|o| o.cases.iter().any(|c| c.attempts == 0)), "some wait in vain");
    assert_eq!(base, regime("plural"));
    assert_eq!(base, regime("exclusive"));
}

/// A placebo taken out makes no track idle, and nobody else is missed.
#[test]
fn a_placebo_taken_out_changes_nothing() {
    let listed = TWO
        .replace("mediators = [", "mediators = [\"placebo\", ")
        .replace("[mediators.friend]", "[mediators.placebo]\nstays = 0\n[mediators.friend]");
    let base = results(&setup(TWO, &[]), 40);
    assert_eq!(base, results(&setup(&listed, &[]), 40));
    for rule in ["lost", "waits", "re-routed"] {
        let rule = format!("rules.taken_out={rule}");
        assert_eq!(base, results(&setup(&listed, &["mediators.placebo.out=true", &rule]), 40));
    }
    // Facilitation is a number like any other: who has it is missed.
    let facilitator = "mediators.placebo.facilitation=0.1";
    assert_ne!(results(&setup(&listed, &[facilitator]), 40), base);
    assert_ne!(
        results(&setup(&listed, &[facilitator, "mediators.placebo.out=true"]), 40),
        results(&setup(&listed, &[facilitator]), 40)
    );
}

/// Captivity counts prisoners: not categories that only one-way issues name.
#[test]
fn captivity_leaves_out_who_is_returned_one_way() {
    let days = |patches: &[&str]| results(&setup(STILL, patches), 1)[0].captivity_days;
    let midnights = 99.0;
    assert_eq!(days(&[])[Side::A], 1_000.0 * midnights);
    assert_eq!(days(&[])[Side::B], 400.0 * midnights);
    let both_ways = days(&["issues.pow.categories=[\"soldier\", \"child\"]"]);
    assert_eq!(both_ways[Side::A], 1_200.0 * midnights, "what an exchange names too counts");
    let nobody = days(&["issues.aid.categories=[]"]);
    assert_eq!(nobody[Side::A], 1_200.0 * midnights, "and so does what no issue names");
}
