//! Taking an intermediary out (section 2).

use backchannel::{
    kernel::Time,
    model::{
        Fact, Outcome, Run, Watch,
        channel::State,
        outcome::{CaseRecord, Ending, Reached},
        side::ChannelId,
    },
};

use crate::worlds::{STILL, outcomes, results, setup};

/// Two tracks, a line that comes and goes, and nothing learned, so that no case feels another: then every case can be
/// followed from arm to arm.
pub const TRACKS: &str = r#"
[scenario]
title = "two tracks"
start = 2024-01-01
end = 2025-06-01
side_a = "north"
[sides.north]
pool = { soldier = 9000 }
[sides.south]
pool = { soldier = 9000 }
[categories.soldier]
[issues.pow]
demand = "1 per 4 d"
size = 80
categories = ["soldier"]
complex = 0.15
[mediators.friend]
leverage = 0.5
guarantor = 0.5
stays = 0
[mediators.stranger]
leverage = 0.45
stays = 0
[channels.line]
issues = ["pow"]
core = true
[channels.friendly]
kind = "mediated"
issues = ["pow"]
mediators = ["friend"]
secrecy = 0.7
[channels.strange]
kind = "mediated"
issues = ["pow"]
mediators = ["stranger"]
[events.ask]
on = 2024-03-01
demand = { issue = "pow", size = 55, channel = "friendly" }
[rules]
pool_limits = false
trust_gain = 0
trust_breach_loss = 0
trust_failure_loss = 0
credibility_gain = 0
credibility_kept = 1
breach_severity = 0
[life.active-to-stalled]
failures = 1
"#;

const FRIENDLY: Option<ChannelId> = Some(ChannelId(1));
const N: u64 = 150;

fn arm(rule: &str) -> Vec<Outcome> {
    outcomes(&setup(TRACKS, &["mediators.friend.out=true", &format!("rules.taken_out={rule}")]), N)
}

/// The cases of a replication by day of birth, each with the attempt before, if it was handed on.
pub fn followed(o: &Outcome) -> Vec<(CaseRecord, Option<CaseRecord>)> {
    let mut cases: Vec<_> = o
        .cases
        .iter()
        .map(|c| {
            (*c, o.handed_on.iter().find(|before| before.born == c.born && before.scripted == c.scripted).copied())
        })
        .collect();
    cases.sort_by_key(|(c, _)| (c.born, c.scripted));
    cases
}

/// An idle track takes nothing and lives as before; who never met it does not notice, in any arm.
#[test]
fn who_never_met_the_idle_track_does_not_notice() {
    let base = outcomes(&setup(TRACKS, &[]), N);
    for rule in ["lost", "waits", "re-routed"] {
        let (mut same, mut touched) = (0, 0);
        for (whole, out) in base.iter().zip(arm(rule)) {
            assert!(out.attempts().all(|c| c.channel != FRIENDLY), "{rule}: an idle track takes nothing");
            assert_eq!(whole.time_in, out.time_in, "{rule}: every channel lives as before");
            assert_eq!(whole.shocks, out.shocks);
            let (whole, out) = (followed(whole), followed(&out));
            assert_eq!(whole.len(), out.len(), "{rule}: the same demands");
            for (one, two) in whole.iter().zip(&out) {
                assert_eq!((one.0.born, one.0.size), (two.0.born, two.0.size));
                let met = one.0.channel == FRIENDLY;
                // Who got nowhere, or was still waiting, may have been named a track in vain or have been kept from one.
                if !met && one.0.channel.is_some() {
                    assert_eq!(one, two, "{rule}: a case that never met it");
                    same += 1;
                }
                touched += usize::from(met);
            }
        }
        assert!(same > 1_000 && touched > 500, "{rule}: {same} and {touched} cases are too few to tell");
    }
}

/// What becomes of those whom the idle track would have taken.
#[test]
fn who_met_it_is_lost_waits_or_is_re_routed() {
    let base = outcomes(&setup(TRACKS, &[]), N);
    let [lost, waits, re_routed] = ["lost", "waits", "re-routed"].map(arm);
    let mut went = [0; 4];
    for k in 0..base.len() {
        let arms = [&lost[k], &waits[k], &re_routed[k]].map(followed);
        for (i, (case, before)) in followed(&base[k]).into_iter().enumerate() {
            if case.channel != FRIENDLY {
                continue;
            }
            let [lost, waits, re_routed] = [0, 1, 2].map(|a| arms[a][i]);
            if let Some(before) = before {
                // Of a re-submission that is lost or waits, the failure stands.
                for arm in [lost, waits] {
                    assert_eq!((arm.0, arm.1), (before, None));
                }
                assert!(re_routed.0 == before || re_routed.1 == Some(before));
                went[0] += 1;
                continue;
            }
            assert_eq!((lost.0.ending, lost.0.reached, lost.0.attempts), (Ending::Unrouted, Reached::Raised, 0));
            assert!(
                lost.0.ended >= case.born && case.ended >= lost.0.ended,
                "given up when the track would have taken it"
            );
            // It waits for the line alone: no track before, and none after the line has failed.
            assert_eq!(waits.1, None);
            let first = waits.0;
            match first.channel {
                Some(c) => assert_eq!(c, ChannelId(0)),
                None => assert!(matches!(first.ending, Ending::Unrouted | Ending::Waiting)),
            }
            went[1] += usize::from(first.channel.is_some());
            went[2] += usize::from(re_routed.0.channel == Some(ChannelId(2)) && re_routed.1.is_none());
            went[3] += 1;
        }
    }
    assert!(went.iter().all(|n| *n > 30), "every way is taken: {went:?}");
}

/// With all that is learned switched on, an idle track still lives the same life up to the first case it would have taken.
#[test]
fn an_idle_track_lives_the_same_life_until_learning_differs() {
    #[derive(Default)]
    struct Life {
        states: Vec<(Time, State)>,
        taken: Option<Time>,
    }
    impl Watch for Life {
        fn see(&mut self, now: Time, fact: Fact<'_>) {
            match fact {
                Fact::Channel { channel: ChannelId(1), to, .. } => self.states.push((now, to)),
                Fact::Deal(deal, backchannel::model::Step::Taken) if deal.channel == ChannelId(1) => {
                    self.taken.get_or_insert(now);
                }
                _ => {}
            }
        }
    }
    let learning = ["rules.trust_gain=0.1", "rules.trust_breach_loss=0.35", "rules.credibility_gain=0.08"];
    let text = TRACKS.replace(
        "[channels.strange]\nkind = \"mediated\"\nissues = [\"pow\"]",
        "[issues.else]\n[channels.strange]\nkind = \"mediated\"\nissues = [\"else\"]",
    );
    let (whole, out) =
        (setup(&text, &learning), setup(&text, &[&learning[..], &["mediators.friend.out=true"]].concat()));
    let life = |setup: &_, k: u64| {
        let mut run = Run::watched(setup, Life::default());
        run.replicate(3, k);
        run.watch
    };
    let mut compared = 0;
    for k in 0..200 {
        let (one, two) = (life(&whole, k), life(&out, k));
        let until = one.taken.unwrap_or(Time::NEVER);
        let before = |l: &Life| l.states.iter().filter(|(at, _)| *at < until).copied().collect::<Vec<_>>();
        assert_eq!(before(&one), before(&two), "replication {k}");
        assert_eq!(two.taken, None);
        compared += before(&one).len();
    }
    assert!(compared > 50, "{compared}");
}

/// Everywhere but on a track of its own a mediator taken out is as if not listed, whatever scripts add it.
#[test]
fn elsewhere_it_is_as_if_not_listed() {
    let listed = |kind: &str, who: &str, more: &str, patches: &[&str]| {
        let text = TRACKS
            .replace("[channels.line]", &format!("[channels.line]\nkind = \"{kind}\"\nmediators = [{who}]"))
            .replace(
                "[mediators.friend]",
                "[mediators.guest]\nleverage = 0.6\nguarantor = 0.7\nformulation = 0.5\n[mediators.friend]",
            );
        results(&setup(&format!("{text}{more}"), patches), 40)
    };
    let out = "mediators.guest.out=true";
    for kind in ["direct", "plenary", "technical"] {
        let without = listed(kind, "\"stranger\"", "", &[]);
        assert_ne!(listed(kind, "\"guest\", \"stranger\"", "", &[]), without);
        for rule in ["rules.taken_out=lost", "rules.taken_out=re-routed"] {
            assert_eq!(listed(kind, "\"guest\", \"stranger\"", "", &[out, rule]), without, "{kind}");
        }
        let joins = "[events.joins]\non = 2024-05-05\nattach = { channel = \"line\", mediator = \"guest\" }\n";
        assert_ne!(listed(kind, "\"stranger\"", joins, &[]), without);
        assert_eq!(listed(kind, "\"stranger\"", joins, &[out]), without, "{kind}: attached in vain");
    }
    // Second on the list of a track, it does not make the track idle; alone on the field, nobody else is chosen.
    let second = |who: &str, patches: &[&str]| {
        let text = TRACKS
            .replace("mediators = [\"friend\"]", &format!("mediators = [{who}]"))
            .replace("[channels.strange]", "[channels.strange]\nstart = \"closed\"")
            .replace(
                "[mediators.friend]",
                "[mediators.guest]\nleverage = 0.6\nguarantor = 0.7\nformulation = 0.5\nstays = 0\n[mediators.friend]",
            );
        results(&setup(&text, patches), 40)
    };
    assert_ne!(second("\"friend\", \"guest\"", &[]), second("\"friend\"", &[]));
    assert_eq!(second("\"friend\", \"guest\"", &[out]), second("\"friend\"", &[]));
}

/// A scripted demand for an idle track that is Active: lost at once, waiting for a line, or with another track.
#[test]
fn a_scripted_demand_for_an_idle_track() {
    let tracks = "[channels.own]\nkind = \"mediated\"\nissues = [\"pow\"]\nmediators = [\"friend\"]\n[channels.else]\nkind = \"mediated\"\nissues = [\"pow\"]\nmediators = [\"other\"]\ncontact = \"0 d\"\nround = \"0 d\"\nreferral = \"0 d\"\n[events.package]\non = 2024-01-11\ndemand = { issue = \"pow\", channel = \"own\" }\n[events.back]\non = 2024-01-21\nstate = { channel = \"line\", state = \"active\" }\n";
    let case = |rule: &str, more: &[&str]| {
        let rule = format!("rules.taken_out={rule}");
        let patches = [
            "mediators.friend.out=true",
            "mediators.friend.leverage=0.5",
            "channels.line.start=stalled",
            "rules.patience=9000 d",
            &rule,
        ];
        let outcome = outcomes(&setup(&format!("{STILL}{tracks}"), &[&patches[..], more].concat()), 1).remove(0);
        assert_eq!(outcome.cases.len(), 1);
        let case = outcome.cases[0];
        (case.ending, case.channel.map(|c| c.0), case.ended.days())
    };
    assert_eq!(case("lost", &[]), (Ending::Unrouted, None, 10.0));
    assert_eq!(case("waits", &[]), (Ending::Executed, Some(0), 20.0));
    assert_eq!(case("re-routed", &[]), (Ending::Executed, Some(2), 10.0));
    // With nobody else it is as if no track were Active.
    let nobody = "channels.else.start=closed";
    assert_eq!(case("re-routed", &[nobody]), (Ending::Executed, Some(0), 20.0));
    assert_eq!(
        case(
            "lost",
            &[
                "mediators.friend.out=false",
                "channels.own.contact=0 d",
                "channels.own.round=0 d",
                "channels.own.referral=0 d"
            ]
        ),
        (Ending::Executed, Some(1), 10.0)
    );
}
