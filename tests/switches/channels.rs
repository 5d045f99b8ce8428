//! What each mechanism does to channels and to who takes a case, to the number: standing arrangements, venues, regimes.

use backchannel::model::{
    channel::State,
    outcome::Ending,
    side::{ChannelId, PerSide},
};

use crate::worlds::{STILL, case, only, outcomes, setup};

const DAY: u64 = 86_400_000;

/// A standing arrangement: one batch of nobody, in force until it is ended; one in force before is replaced.
#[test]
fn standing_arrangements() {
    let deal = "[issues.corridor]\nstanding = true\ndemand = \"0 per day\"\nsize = 5000\np_response = 1\np_break = 0\np_approval = 1\np_renege = 0\n";
    let ask = |id: &str, on: &str| format!("[events.{id}]\non = {on}\ndemand = {{ issue = \"corridor\" }}\n");
    let end = |id: &str, on: &str| format!("[events.{id}]\non = {on}\nterminate = {{ issue = \"corridor\" }}\n");
    let issues = "channels.line.issues=[\"pow\", \"corridor\", \"aid\", \"talks\"]";
    let in_force = |more: &str, patches: &[&str]| {
        let outcome = only(&setup(&format!("{STILL}{deal}{more}"), &[&[issues], patches].concat()));
        assert!(outcome.cases.iter().all(|c| c.ending == Ending::Executed && c.heads == PerSide([0, 0])));
        assert_eq!(outcome.in_force[..3], [0, 0, 0], "no other issue stands");
        (outcome.in_force[3] / DAY, outcome.cases.len(), outcome.crossings.len())
    };
    let (january, february) = (ask("ask", "2024-01-01"), ask("again", "2024-02-01"));
    assert_eq!(in_force(&january, &[]), (100, 1, 1));
    assert_eq!(in_force(&format!("{january}{february}"), &[]), (100, 2, 2), "replaced, not doubled");
    assert_eq!(in_force(&format!("{january}{}", end("end", "2024-01-11")), &[]), (10, 1, 1));
    let both = format!("{january}{}{february}", end("end", "2024-01-11"));
    assert_eq!(in_force(&both, &[]), (10 + 69, 2, 2));
    let ends = format!("{january}{}{}", end("end", "2024-01-11"), end("twice", "2024-01-12"));
    assert_eq!(in_force(&ends, &[]), (10, 1, 1), "what is over cannot end again");
    // Demand stands still while it is in force: not one in a hundred days at fifty a day; plenty without it.
    let busy = "issues.corridor.demand=50 per day";
    assert_eq!(in_force(&january, &[busy]).1, 1);
    let over = format!("{january}{}", end("end", "2024-01-11"));
    let (days, cases, _) = in_force(&over, &[busy]);
    assert!(cases == 2 && days == 99, "the next demand brings it back within the day: {days}, {cases}");
}

/// The climate of a channel goes on where the channel does not: an arrangement struck on one that has closed since feels
/// bad news for as long as one struck on a dormant one.
#[test]
fn a_closed_channel_keeps_its_climate() {
    let deal = "[issues.corridor]\nstanding = true\ndemand = \"0 per day\"\nsize = 50\np_response = 1\np_break = 0\np_approval = 1\np_renege = 0\n[events.ask]\non = 2024-01-01\ndemand = { issue = \"corridor\" }\n[events.news]\non = 2024-01-11\nshock = { severity = 3 }\n";
    let in_force = |state: &str| {
        let put = format!("[events.put]\non = 2024-01-02\nstate = {{ channel = \"line\", state = \"{state}\" }}\n");
        let patches = [
            "channels.line.issues=[\"pow\", \"corridor\", \"aid\", \"talks\"]",
            "rules.climate_memory=10 d",
            "rules.standing_mean=100 d",
            "rules.standing_climate=1/1.65",
        ];
        let list = outcomes(&setup(&format!("{STILL}{deal}{put}"), &patches), 400);
        list.iter().map(|o| o.in_force[3]).collect::<Vec<_>>()
    };
    assert_eq!(in_force("closed"), in_force("dormant"));
    assert_ne!(in_force("active"), vec![100 * DAY; 400]);
}

/// Venues: the next host joins, the ledger of the old format is closed, and a second incident on the way moves no further.
#[test]
fn venues() {
    use backchannel::{
        kernel::Time,
        model::{Fact, Run, Watch},
    };
    #[derive(Default)]
    struct Moves(Vec<(Time, usize)>, Vec<(Time, State)>);
    impl Watch for Moves {
        fn see(&mut self, now: Time, fact: Fact<'_>) {
            match fact {
                Fact::Moved { venue, .. } => self.0.push((now, venue)),
                Fact::Channel { to, .. } => self.1.push((now, to)),
                _ => {}
            }
        }
    }
    let places =
        "[channels.line.venues.first]\n[channels.line.venues.second]\nhost = \"other\"\n[channels.line.venues.third]\n";
    let incident =
        |id: &str, on: &str| format!("[events.{id}]\non = {on}\nvenue = {{ channel = \"line\", severity = 0.5 }}\n");
    let ask = |id: &str, on: &str| format!("[events.{id}]\non = {on}\ndemand = {{ issue = \"aid\", size = 10 }}\n");
    let play = |more: &str, patches: &[&str]| {
        let setup = setup(&format!("{STILL}{more}"), &[&["rules.venue_move={ fixed = \"10 d\" }"], patches].concat());
        let mut run = Run::watched(&setup, Moves::default());
        let outcome = run.replicate(1, 1).clone();
        let line = run.channels()[0].clone();
        let moves: Vec<(f64, usize)> = run.watch.0.iter().map(|(at, venue)| (at.days(), *venue)).collect();
        let states: Vec<(f64, State)> = run.watch.1.iter().map(|(at, state)| (at.days(), *state)).collect();
        (outcome, line, moves, states)
    };
    let (first, before, after) =
        (incident("first", "2024-01-11"), ask("before", "2024-01-02"), ask("after", "2024-02-01"));
    let (outcome, line, moves, states) = play(&format!("{places}{first}{before}{after}"), &[]);
    assert_eq!(moves, [(20.0, 1)]);
    assert_eq!(states, [(10.0, State::Suspended), (20.0, State::Active)]);
    assert_eq!(outcome.cases.iter().map(|c| c.mediated).collect::<Vec<_>>(), [false, true], "the host mediates");
    assert_eq!(line.seen, PerSide([10.0, 0.0]), "what was seen at the first place is forgotten");
    assert_eq!((line.venue, line.climate), (1, -0.5));
    // A second incident on the way, and one after it.
    let second = incident("second", "2024-01-16");
    assert_eq!(play(&format!("{places}{first}{second}"), &[]).2, [(20.0, 1)]);
    let third = incident("third", "2024-02-11");
    assert_eq!(play(&format!("{places}{first}{second}{third}"), &[]).2, [(20.0, 1), (51.0, 2)]);
    let fourth = incident("fourth", "2024-03-11");
    let (_, line, moves, _) = play(&format!("{places}{first}{third}{fourth}"), &[]);
    assert_eq!((moves.len(), line.state), (2, State::Suspended), "there is nowhere left to go");
    // A closed channel does not move; a dormant one does, and stays dormant.
    let put =
        |state: &str| format!("[events.put]\non = 2024-01-13\nstate = {{ channel = \"line\", state = \"{state}\" }}\n");
    assert_eq!(play(&format!("{places}{first}{}", put("closed")), &[]).2, []);
    let (_, line, moves, _) = play(&format!("{places}{first}{}", put("dormant")), &[]);
    assert_eq!((moves, line.state), (vec![(20.0, 1)], State::Dormant));
    // A host who was taken out does not sit down.
    let (outcome, ..) = play(&format!("{places}{first}{before}{after}"), &["mediators.other.out=true"]);
    assert!(outcome.cases.iter().all(|c| !c.mediated));
}

/// Exclusive: whoever is first and open holds the issue, Active or not; no fallback, no second try.
#[test]
fn one_channel_holds_an_issue() {
    let lines = "[channels.second]\nissues = [\"pow\"]\ncontact = \"0 d\"\nround = \"0 d\"\nreferral = \"0 d\"\n[channels.track]\nkind = \"mediated\"\nissues = [\"pow\"]\nmediators = [\"other\"]\n";
    let ask = "[events.ask]\non = 2024-01-02\ndemand = { issue = \"pow\" }\n";
    let put = |state: &str, on: &str| {
        format!("[events.s{on}]\non = {on}\nstate = {{ channel = \"line\", state = \"{state}\" }}\n")
    };
    let play = |more: &str, regime: &str| {
        let patches = [regime, "rules.patience=never", "rules.fallback_after=0 d"];
        case(&setup(&format!("{STILL}{lines}{ask}{more}"), &patches))
    };
    let (exclusive, direct) = ("rules.regime=exclusive", "rules.regime=direct-first");
    let stalled = put("stalled", "2024-01-01");
    assert_eq!(play(&stalled, direct).channel, Some(ChannelId(1)));
    assert_eq!(play(&stalled, exclusive).ending, Ending::Waiting, "neither the second line nor the track");
    let back = play(&format!("{stalled}{}", put("active", "2024-01-21")), exclusive);
    assert_eq!((back.channel, back.ended.days()), (Some(ChannelId(0)), 20.0));
    // Closed, it holds nothing: the next in line, Active all along, takes what waits.
    let closed = play(&format!("{stalled}{}", put("closed", "2024-01-21")), exclusive);
    assert_eq!((closed.channel, closed.ended.days()), (Some(ChannelId(1)), 20.0));
    // A failure stands, where direct-first would hand it to the track.
    let refused = |regime: &str| {
        let patches = [regime, "issues.pow.p_approval=0", "rules.escalation=1", "mediators.other.leverage=0.5"];
        outcomes(&setup(&format!("{STILL}{lines}{ask}"), &patches), 40)
    };
    assert!(refused(exclusive).iter().all(|o| o.handed_on.is_empty() && o.cases[0].channel == Some(ChannelId(0))));
    assert!(refused(direct).iter().any(|o| !o.handed_on.is_empty()));
    // First in the file, a track holds it alone and is tried until it takes the case.
    let first = STILL.replace("[channels.line]", "[channels.track]\nkind = \"mediated\"\nissues = [\"pow\"]\nmediators = [\"other\"]\ncontact = \"0 d\"\nround = \"0 d\"\nreferral = \"0 d\"\n[channels.line]");
    let held = only(&setup(&format!("{first}{ask}"), &[exclusive, "rules.patience=never"])).cases[0];
    assert_eq!((held.channel, held.mediated, held.ended.days()), (Some(ChannelId(0)), true, 1.0));
    let seldom = [exclusive, "rules.patience=never", "mediators.other.availability=0.1"];
    let held = outcomes(&setup(&format!("{first}{ask}"), &seldom), 400);
    let days: Vec<f64> =
        held.iter().filter(|o| o.cases[0].channel.is_some()).map(|o| o.cases[0].ended.days()).collect();
    let at_once = days.iter().filter(|d| **d == 1.0).count();
    // One in ten at the first asking; then asked every ten days, for the 99 days that are left.
    let near = |what: &str, n: usize, p: f64| {
        let z = (n as f64 - 400.0 * p) / (400.0 * p * (1.0 - p)).sqrt();
        assert!(z.abs() < 4.0, "{what}: {n}, z {z}");
    };
    near("at once", at_once, 0.1);
    near("by and by", days.len(), 1.0 - 0.9 * (-0.01f64 * 99.0).exp());
}

/// Plural: a softmax by reach over what is Active, direct channels with the reach of whoever sits with them.
#[test]
fn channels_stand_side_by_side() {
    let lines = "[mediators.weak]\nleverage = 0.25\n[channels.track]\nkind = \"mediated\"\nissues = [\"pow\"]\nmediators = [\"other\"]\ncontact = \"0 d\"\nround = \"0 d\"\nreferral = \"0 d\"\n";
    let share = |patches: &[&str]| {
        let all = [&["rules.regime=plural", "rules.track_choice=5", "issues.pow.demand=40 per day"], patches].concat();
        let cases = only(&setup(&format!("{STILL}{lines}"), &all)).cases;
        assert!(cases.iter().all(|c| c.ending == Ending::Executed || c.ending == Ending::InProcess));
        (cases.iter().filter(|c| c.channel == Some(ChannelId(1))).count() as f64, cases.len() as f64)
    };
    let check = |what: &str, (hits, n): (f64, f64), p: f64| {
        let z = (hits / n - p) / (p * (1.0 - p) / n).sqrt();
        assert!(z.abs() < 4.0, "{what}: {hits} of {n} against {p}, z {z}");
    };
    // Leverage 0.5 believed at 0.6 is a reach of 0.3; nobody on the line, or one of 0.15.
    let weight = |reach: f64| (5.0 * reach).exp();
    check("alone", share(&[]), weight(0.3) / (weight(0.3) + 1.0));
    let weak = "channels.line.mediators=[\"weak\"]";
    check("against a host", share(&[weak]), weight(0.3) / (weight(0.3) + weight(0.15)));
    check("indifferent", share(&["rules.track_choice=0"]), 0.5);
    check("seldom available", share(&["mediators.other.availability=0.5", "rules.track_choice=0"]), 0.25);
    assert_eq!(
        share(&["channels.line.start=stalled"]).0,
        share(&["channels.line.start=stalled"]).1,
        "who is up takes it"
    );
}

/// A message lost on the way is not a round: nothing spills over. A carrier can be made worse from a day on.
#[test]
fn a_lost_message_is_no_round() {
    let ask = |id: &str, on: &str| format!("[events.{id}]\non = {on}\ndemand = {{ issue = \"pow\" }}\n");
    let worse =
        "[events.worse]\non = 2024-02-01\nset = { path = \"channels.line.hops.envoy.reliability\", value = 0 }\n";
    let text = format!(
        "{STILL}[channels.line.hops.envoy]\n{}{}{worse}",
        ask("early", "2024-01-01"),
        ask("late", "2024-02-02")
    );
    let patches = [
        "channels.line.kind=relay",
        "channels.line.hops.envoy.reliability=1",
        "channels.line.hops.envoy.delay=0 d",
        "issues.pow.spill={ talks = 1 }",
        "rules.relay_resends=1",
        "rules.relay_timeout=3 d",
    ];
    let outcome = only(&setup(&text, &patches));
    let of = |issue: u16| outcome.cases.iter().filter(|c| c.issue.0 == issue).copied().collect::<Vec<_>>();
    let pow = of(0);
    assert_eq!((pow[0].ending, pow[0].rounds), (Ending::Executed, 5));
    assert_eq!((pow[1].ending, pow[1].rounds), (Ending::NoAgreement, 0));
    assert_eq!((pow[1].ended - pow[1].born).days(), 6.0, "two tries of three days");
    assert_eq!(of(2).len(), 5, "one for each round held");
}
