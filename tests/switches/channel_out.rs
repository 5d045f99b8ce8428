//! Taking a channel out (section 2): it lives on, stands idle, and its cases are lost, wait or are re-routed.

use backchannel::model::{
    Outcome,
    channel::State,
    outcome::{Ending, Reached},
    side::ChannelId,
};

use crate::{
    taken_out::{TRACKS, followed},
    worlds::{STILL, TWO, outcomes, results, setup},
};

const RULES: [&str; 3] = ["lost", "waits", "re-routed"];
const LINE: Option<ChannelId> = Some(ChannelId(0));
const N: u64 = 150;

/// [`TRACKS`] with a second line, listed last.
fn two_lines() -> String {
    format!("{TRACKS}[life.stalled-to-active]\nmean = \"30 d\"\n[channels.second]\nissues = [\"pow\"]\ncore = true\n")
}

fn arm(rule: &str) -> Vec<Outcome> {
    outcomes(&setup(&two_lines(), &["channels.line.out=true", &format!("rules.taken_out={rule}")]), N)
}

#[test]
fn who_is_never_active_is_not_missed() {
    for channel in ["near-line", "far-line", "far-table", "near-track"] {
        let closed = format!("channels.{channel}.start=closed");
        let base = results(&setup(TWO, &[&closed]), 40);
        for rule in RULES {
            let patches = [&*closed, &format!("channels.{channel}.out=true"), &format!("rules.taken_out={rule}")];
            assert!(base == results(&setup(TWO, &patches), 40), "{channel}, {rule}");
        }
    }
    assert_ne!(results(&setup(TWO, &["channels.near-line.out=true"]), 40), results(&setup(TWO, &[]), 40));
}

/// Re-routed, cases go as if the channel were never Active: as if it were closed.
#[test]
fn re_routed_is_as_if_it_were_closed() {
    let cases = |text: &str, patches: &[&str]| {
        // A demand that names a track which is out goes to another one; if it is closed, to the router.
        let all = outcomes(&setup(text, &[patches, &["events.ask.enabled=false"]].concat()), N);
        all.into_iter().map(|o| (o.cases, o.handed_on, o.crossings)).collect::<Vec<_>>()
    };
    for (text, regime, channel) in [
        (TRACKS.to_string(), "direct-first", "line"),
        (TRACKS.to_string(), "direct-first", "friendly"),
        (two_lines(), "direct-first", "line"),
        (two_lines(), "direct-first", "second"),
        (TRACKS.to_string(), "plural", "line"),
        (two_lines(), "plural", "line"),
    ] {
        let regime = format!("rules.regime={regime}");
        let [out, closed] = ["out=true", "start=closed"].map(|how| format!("channels.{channel}.{how}"));
        let out = cases(&text, &[&regime, &out]);
        assert!(out == cases(&text, &[&regime, &closed]), "{channel}, {regime}");
        assert!(out != cases(&text, &[&regime]), "{channel}, {regime}: it is missed");
    }
}

/// Lost or told to wait, what would have gone to the line is gone; who never met it does not notice.
#[test]
fn who_never_met_the_idle_line_does_not_notice() {
    let base = outcomes(&setup(&two_lines(), &[]), N);
    for rule in ["lost", "waits"] {
        let (mut same, mut lost, mut later, mut up) = (0, 0, 0, 0);
        for (whole, out) in base.iter().zip(arm(rule)) {
            assert!(out.attempts().all(|c| c.channel != LINE), "{rule}: an idle line takes nothing");
            assert_eq!((&whole.time_in[0], whole.shocks), (&out.time_in[0], out.shocks), "{rule}: it lives as before");
            up += out.time_in[0][State::Active as usize];
            for ((case, before), (now, handed_on)) in followed(whole).into_iter().zip(followed(&out)) {
                assert_eq!((case.born, case.size), (now.born, now.size));
                let met = [case.channel, before.and_then(|b| b.channel)].contains(&LINE);
                if !met {
                    // Who was waiting may meet the idle line as it comes back, and be lost with it or sent to wait.
                    same += usize::from((case, before) == (now, handed_on));
                    continue;
                }
                assert_eq!(handed_on, None, "{rule}: no track after the line");
                if now.channel.is_none() {
                    assert_eq!((now.reached, now.attempts), (Reached::Raised, 0));
                    assert!(matches!(now.ending, Ending::Unrouted | Ending::Waiting));
                    lost += 1;
                } else {
                    assert_eq!((rule, now.channel), ("waits", Some(ChannelId(3))), "only another line takes it");
                    later += 1;
                }
            }
        }
        assert!(up > 0 && same > 500 && lost > 1_000, "{rule}: {same} the same and {lost} lost");
        assert_eq!(later > 30, rule == "waits", "{rule}: {later}");
    }
}

/// At once, on the day on which the line would have taken it, or not before another line opens.
#[test]
fn a_case_for_an_idle_line() {
    let world = "[channels.other]\nissues = [\"pow\"]\nstart = \"stalled\"\ncontact = \"0 d\"\nround = \"0 d\"\n\
                 referral = \"0 d\"\n[channels.track]\nkind = \"mediated\"\nissues = [\"pow\"]\nmediators = [\"friend\"]\n\
                 contact = \"0 d\"\nround = \"0 d\"\nreferral = \"0 d\"\n[events.package]\non = 2024-01-11\n\
                 demand = { issue = \"pow\", channel = \"line\" }\n[events.back]\non = 2024-01-21\n\
                 state = { channel = \"other\", state = \"active\" }\n[events.line-back]\non = 2024-01-16\n\
                 state = { channel = \"line\", state = \"active\" }\n";
    let case = |rule: &str, more: &[&str]| {
        let patches = ["channels.line.out=true", "rules.patience=9000 d", "rules.escalation=0.9", rule];
        let outcome = outcomes(&setup(&format!("{STILL}{world}"), &[&patches, more].concat()), 1).remove(0);
        assert_eq!(outcome.cases.len(), 1);
        let case = outcome.cases[0];
        (case.ending, case.channel.map(|c| c.0), case.ended.day())
    };
    let [lost, waits, re_routed] = RULES.map(|rule| format!("rules.taken_out={rule}"));
    assert_eq!(case(&lost, &[]), (Ending::Unrouted, None, 10));
    assert_eq!(case(&waits, &[]), (Ending::Executed, Some(1), 20));
    assert_eq!(case(&re_routed, &["channels.other.start=active"]), (Ending::Executed, Some(1), 10));
    // With no other line it is as if none were Active, and the track is tried.
    let (ending, channel, day) = case(&re_routed, &["events.back.enabled=false"]);
    assert!((ending, channel) == (Ending::Executed, Some(2)) && day > 10, "{day}");
    // Named while the line is down, it meets the line when that comes back.
    let down = ["channels.line.start=stalled", "rules.fallback_after=80 d"];
    let free = |rule: &str| case(rule, &[&down[..], &["rules.fallback_try=900 d"]].concat());
    assert_eq!(free(&lost), (Ending::Unrouted, None, 15));
    assert_eq!(free(&waits), (Ending::Executed, Some(1), 20));
    assert_eq!(case(&lost, &["channels.line.out=false"]), (Ending::Executed, Some(0), 10));
}
