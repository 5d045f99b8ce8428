//! Who takes a case: 8.15 selection into mediation, 8.21 patience in the inbox, hard cases, the guardian gate, venues and
//! sidelines.

use backchannel::model::{
    Step,
    channel::State,
    outcome::{CaseRecord, Ending, Reached},
    setup::Setup,
};

use crate::{
    check,
    maths::{erlang, hypoexponential, logit},
    world::{MANY, ONE_DEMAND, Played, play, world},
};

/// Easy and hard cases, each with a track of its own: one-way, so that one round decides.
fn hard_and_easy(escalation: f64) -> Setup {
    let issue = |id: &str, rate: f64, fails: f64| {
        format!(
            "[issues.{id}]\nreciprocal = false\nto = \"a\"\ncategories = [\"soldier\"]\nsize = 10\n\
             demand = \"{rate} per day\"\np_break = {fails}\np_response = 1\np_approval = 1\np_renege = 0\n"
        )
    };
    let track = |id: &str, formulation: f64| {
        format!(
            "[mediators.{id}-friend]\nformulation = {formulation}\navailability = 1\n\
             [channels.{id}-track]\nkind = \"mediated\"\nissues = [\"{id}\"]\nmediators = [\"{id}-friend\"]\n\
             contact = \"0 d\"\nround = \"0 d\"\nreferral = \"0 d\"\n"
        )
    };
    let (easy, hard) = (logit(0.3) - logit(0.2), logit(0.8) - logit(0.65));
    let more = [issue("easy", 0.6, 0.3), issue("hard", 0.4, 0.8), track("easy", easy), track("hard", hard)].concat();
    let patches = ["channels.line.issues=[\"pow\", \"easy\", \"hard\"]", "rules.break_formulation=exp(-1)"];
    let mut setup = world(10, &more, &patches);
    setup.phases[0].rules.escalation = escalation;
    setup
}

/// 8.15: what direct talks could not settle goes to a mediator, who is left with the hard cases: those who compare how
/// often each succeeds see a tenth of what the mediator adds. Every failure is re-submitted (q_esc 2, which no scenario
/// may ask for, makes that certain), then half of them.
#[test]
fn mediators_get_the_hard_cases() {
    let (hard, direct, mediated) = (0.4, [0.7, 0.2], [0.8, 0.35]);
    let mix = |hard: f64, p: [f64; 2]| (1.0 - hard) * p[0] + hard * p[1];
    let first = mix(hard, direct);
    let left = hard * (1.0 - direct[1]) / (1.0 - first);
    let then = mix(left, mediated);
    let gain = mix(hard, mediated) - first;
    let naive = then - first;
    for (x, published) in [(first, 0.5), (left, 0.64), (then, 0.512), (gain, 0.12), (naive, 0.012)] {
        check::exact("8.15", x, published, 1e-9);
    }
    check::exact("8.15 overall", first + (1.0 - first) * then, 0.756, 1e-9);
    for (escalation, goes) in [(2.0, 1.0), (1.0, 0.5)] {
        let cases: Vec<(CaseRecord, usize)> = play(&hard_and_easy(escalation), MANY / 4, |run| {
            assert!(run.outcome.handed_on.iter().all(|c| !c.mediated && c.ending == Ending::NoAgreement));
            let handed = run.outcome.handed_on.len();
            let mut first = run.outcome.cases.iter().map(|c| (*c, 0)).collect::<Vec<_>>();
            first.iter_mut().take(1).for_each(|c| c.1 = handed);
            first
        })
        .concat();
        let what = |name: &str| format!("8.15 with q_esc {escalation}: {name}");
        let done = |c: &CaseRecord| c.ending == Ending::Executed;
        let number = |of: &dyn Fn(&CaseRecord) -> bool| cases.iter().filter(|c| of(&c.0)).count();
        let all = cases.len();
        let tracked = number(&|c| c.mediated);
        assert_eq!(tracked, cases.iter().map(|c| c.1).sum::<usize>(), "what is handed on arrives");
        assert!(cases.iter().all(|c| c.0.attempts == 1 + u32::from(c.0.mediated)));
        check::share(&what("hard"), number(&|c| c.issue.0 == 2), all, hard);
        check::share(&what("direct success"), number(&|c| !c.mediated && done(c)), all, first);
        check::share(&what("handed on"), tracked, all, goes * (1.0 - first));
        check::share(&what("hard among the mediated"), number(&|c| c.mediated && c.issue.0 == 2), tracked, left);
        check::share(&what("mediated success"), number(&|c| c.mediated && done(c)), tracked, then);
        check::share(&what("success overall"), number(&done), all, first + goes * (1.0 - first) * then);
    }
}

/// An issue without a direct channel, a track for it, and one demand on it on the first of a month of day one.
fn inbox(more: &str, patches: &[&str]) -> Setup {
    let far = r#"
[issues.far]
categories = ["soldier"]
demand = "0 per day"
size = 10
p_response = 1
p_break = 0
p_approval = 1
p_renege = 0
[mediators.friend]
leverage = 0.5
availability = 1
[channels.track]
kind = "mediated"
issues = ["far"]
mediators = ["friend"]
contact = "0 d"
round = "0 d"
referral = "0 d"
[events.ask]
on = 2001-01-11
demand = { issue = "far" }
"#;
    let rate = ["rules.patience=20 d", "rules.escalation=0.25"];
    world(500, &format!("{far}{more}"), &[&rate[..], patches].concat())
}

/// How long the case waited, and whether a track took it.
fn waits(setup: &Setup) -> Vec<(f64, bool)> {
    play(setup, MANY, |run| {
        let case = run.outcome.cases[0];
        assert!(matches!(case.ending, Ending::Executed | Ending::Unrouted));
        ((case.ended - case.born).days(), case.ending == Ending::Executed)
    })
}

/// 8.21: a case tries the tracks at rate q_esc / 5 until it gives up: P(served) = mu / (mu + theta), and the time is
/// exponential whoever wins. A mediator who is seldom available thins the tries.
#[test]
fn patience_in_the_inbox() {
    for (what, availability, mu) in [("8.21", 1.0, 0.05), ("8.21 thinned", 0.4, 0.02)] {
        let seen = waits(&inbox("", &[&format!("mediators.friend.availability={availability}")]));
        let rate = mu + 0.05;
        if availability == 1.0 {
            check::exact("8.21", mu / rate, 0.5, 1e-12);
        }
        check::share(&format!("{what} served"), seen.iter().filter(|s| s.1).count(), MANY, mu / rate);
        for served in [true, false] {
            let times = seen.iter().filter(|s| s.1 == served).map(|s| s.0).collect();
            check::law(&format!("{what} wait, served {served}"), times, |t| -(-rate * t).exp_m1());
        }
    }
}

/// 8.21 with W_f: the direct line went down five days before the case came, so for ten more it only loses patience.
#[test]
fn the_fallback_opens_later() {
    let line = "[channels.straight]\nissues = [\"far\"]\n[events.down]\non = 2001-01-06\nstate = { channel = \"straight\", state = \"stalled\" }\n";
    let seen = waits(&inbox(line, &["rules.fallback_after=15 d"]));
    let lives = |t: f64| (-0.05 * t).exp();
    let served = |t: f64| if t < 10.0 { 0.0 } else { lives(10.0) * 0.5 * -(-0.1 * (t - 10.0)).exp_m1() };
    let gone = |t: f64| 1.0 - lives(t.min(10.0)) * (-0.1 * (t - 10.0).max(0.0)).exp();
    let number = seen.iter().filter(|s| s.1).count();
    check::share("8.21 served after a wait", number, MANY, lives(10.0) / 2.0);
    check::law("8.21 wait", seen.iter().map(|s| s.0).collect(), gone);
    let times = seen.iter().map(|s| if s.1 { s.0 } else { f64::INFINITY }).collect();
    check::law("8.21 wait of those served", times, served);
}

/// Plural: tracks are asked when the case arises, and then at the usual rate, whenever the line went down.
#[test]
fn side_by_side_nobody_waits_for_the_fallback() {
    let line = "[channels.straight]\nissues = [\"far\"]\n[events.down]\non = 2001-01-06\nstate = { channel = \"straight\", state = \"stalled\" }\n";
    let patches = ["rules.regime=plural", "rules.fallback_after=100 d", "mediators.friend.availability=0.4"];
    let seen = waits(&inbox(line, &patches));
    let at_once = seen.iter().filter(|s| s.0 == 0.0).count();
    check::share("plural: at once", at_once, MANY, 0.4);
    let later: Vec<(f64, bool)> = seen.into_iter().filter(|s| s.0 > 0.0).collect();
    check::share("plural: later", later.iter().filter(|s| s.1).count(), later.len(), 0.02 / 0.07);
    check::law("plural: wait", later.iter().map(|s| s.0).collect(), |t| -(-0.07 * t).exp_m1());
}

/// Section 3.0, step 0: hard cases go to a track at once if its mediator is available, though the line is Active.
#[test]
fn hard_cases_go_to_a_track_at_once() {
    let patches =
        ["channels.line.issues=[\"pow\", \"far\"]", "issues.far.complex=0.3", "mediators.friend.availability=0.8"];
    let seen = play(&inbox("", &patches), MANY, |run| {
        let case = run.outcome.cases[0];
        assert_eq!((case.ending, case.ended), (Ending::Executed, case.born), "at once, either way");
        case.mediated
    });
    check::share("complex cases", seen.iter().filter(|s| **s).count(), MANY, 0.3 * 0.8);
}

/// Section 3.4: the guardian gate takes its time and lets a deal pass with its chance; no gate on a track.
#[test]
fn the_guardian_gate() {
    let gate = ["issues.pow.gate_time=30 d", "issues.pow.p_gate=0.6"];
    let seen = play(&world(400, ONE_DEMAND, &gate), MANY, |Played { outcome, seen, .. }| {
        let case = outcome.cases[0];
        let passed = seen.steps.iter().find_map(|(at, step)| match step {
            Step::Gate { passed } => Some((at.days(), *passed)),
            _ => None,
        });
        let (at, passed) = passed.expect("there is a gate");
        assert_eq!(case.ending, if passed { Ending::Executed } else { Ending::CalledOff });
        assert_eq!(case.reached, if passed { Reached::Completed } else { Reached::Approved });
        assert_eq!((case.ended.days(), case.scheduled.is_some()), (at, passed), "nothing else takes time");
        (at, passed)
    });
    check::share("gate: passed", seen.iter().filter(|s| s.1).count(), MANY, 0.6);
    for way in [true, false] {
        let times = seen.iter().filter(|s| s.1 == way).map(|s| s.0).collect();
        check::law(&format!("gate: time, passed {way}"), times, |t| erlang(2, 2.0 / 30.0, t));
    }
    let gate = ["issues.far.gate_time=30 d", "issues.far.p_gate=0.6", "rules.patience=never"];
    let tracked = play(&inbox("", &gate), 500, |run| {
        assert!(run.seen.days_of(|s| matches!(s, Step::Gate { .. })).next().is_none());
        run.outcome.cases[0].ending
    });
    assert!(tracked.iter().all(|ending| *ending == Ending::Executed), "no gate on a track");
}

/// Section 3.5: a handover in a third country adds its own time once, before the first date and not before later ones.
#[test]
fn handover_in_a_third_country() {
    let patches = [
        "issues.pow.via_delay={ exponential = { mean = \"4 d\" } }",
        "rules.schedule={ exponential = { mean = \"10 d\" } }",
        "events.ask.demand.size=300",
        "issues.pow.batch=100",
    ];
    let days = play(&world(300, ONE_DEMAND, &patches), MANY, |Played { seen, .. }| {
        let days: Vec<f64> = seen.crossings().collect();
        assert_eq!(days.len(), 3);
        assert!((days[2] - days[0] - 2.0).abs() < 1e-9, "batches stay a day apart");
        days[0]
    });
    check::law("via: time to the first date", days, |t| hypoexponential(&[0.25, 0.1], t));
}

/// Section 2: after an incident a channel is suspended for certain and Active again at the next place, Erlang-2 later;
/// a second move takes a time of its own. However soon it would have come back, it does not work at the old place.
#[test]
fn a_channel_moves() {
    let incident =
        |id: &str, on: &str| format!("[events.{id}]\non = {on}\nvenue = {{ channel = \"line\", severity = 1 }}\n");
    let places: String = ["one", "two", "three"].map(|place| format!("[channels.line.venues.{place}]\n")).concat();
    let text = format!("{places}{}{}", incident("first", "2001-01-06"), incident("second", "2001-07-05"));
    let soon = ["channels.line.dwell.suspended-to-active=1 d"];
    let seen = play(&world(380, &text, &soon), MANY, |Played { seen, channels, .. }| {
        let states: Vec<(f64, State)> = seen.states.iter().map(|(at, _, to)| (at.days(), *to)).collect();
        let moved: Vec<f64> = seen.moves.iter().map(|at| at.days()).collect();
        let once = [(5.0, State::Suspended), (moved[0], State::Active)];
        assert_eq!(states, [once, [(185.0, State::Suspended), (moved[1], State::Active)]].concat());
        assert_eq!((channels[0].venue, channels[0].climate), (2, -2.0));
        (moved[0] - 5.0, moved[1] - 185.0)
    });
    check::law("venue: time to move", seen.iter().map(|s| s.0).collect(), |t| erlang(2, 2.0 / 14.0, t));
    check::law("venue: time to move on", seen.iter().map(|s| s.1).collect(), |t| erlang(2, 2.0 / 14.0, t));
    check::uncorrelated("venue: one move and the next", &seen);
}

/// Nor does one that was forming begin to work at the old place, nor one that stalls come back there.
#[test]
fn a_channel_on_the_move_waits() {
    let incident = "[events.first]\non = 2001-01-01\nvenue = { channel = \"line\", severity = 1 }\n";
    let places: String = ["one", "two"].map(|place| format!("[channels.line.venues.{place}]\n")).concat();
    let soon = ["channels.line.start=forming", "channels.line.dwell.forming-to-active=1 d"];
    let seen = play(&world(380, &format!("{places}{incident}"), &soon), 2_000, |Played { seen, .. }| {
        let moved = seen.moves[0].days();
        assert!(seen.states.iter().all(|(at, _, to)| at.days() > moved && *to == State::Active));
        seen.states[0].0.days() - moved
    });
    // It has been forming all along; its clock of shape 1.5 starts on arrival where it stood still.
    assert!(seen.iter().all(|wait| *wait > 0.0));
}

/// Section 2: for two weeks after a meeting on the sidelines a dormant channel is revived five times as fast.
#[test]
fn a_meeting_on_the_sidelines() {
    let meeting = "[events.meeting]\non = 2001-01-11\nsideline = { channel = \"line\" }\n";
    let patches =
        ["channels.line.start=dormant", "life.dormant-to-forming.mean=100 d", "life.dormant-to-forming.sideline=5"];
    let times = play(&world(400, meeting, &patches), MANY, |Played { seen, .. }| {
        seen.states.first().map_or(f64::INFINITY, |(at, ..)| at.days())
    });
    let hazard = |t: f64| (t + 4.0 * (t.clamp(10.0, 24.0) - 10.0)) / 100.0;
    check::law("sideline: revival", times, |t| -(-hazard(t)).exp_m1());
}
