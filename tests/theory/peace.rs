//! 8.22: captivity against the end of hostilities, played out.

use backchannel::model::{
    outcome::Ending,
    peace::{Precedent, captivity},
    setup::Setup,
    side::Side,
};

use crate::{
    check,
    world::{MANY, Played, play, world},
};

const HELD: f64 = 50.0;

/// Fifty people on each side; deals of one against one at a rate in proportion to who is left, so that everybody has a
/// release hazard of 1/90 a day; hostilities end on day 120 and the way home begins `after` days later.
fn war(precedent: &str, after: i64, deals: bool) -> Setup {
    let peace =
        format!("[events.end]\non = 2001-05-01\npeace = {{ release = \"{precedent}\", after = \"{after} d\" }}\n");
    let demand = format!("issues.pow.demand={} per day", if deals { 25.0 / 90.0 } else { 0.0 });
    let patches = [
        "sides.a.pool={ soldier = 50 }",
        "sides.b.pool={ soldier = 50 }",
        "rules.pool_limits=true",
        "rules.pool_share=1",
        "rules.need_exponent=1",
        "rules.need_reference=25",
        "issues.pow.size=1",
        &demand,
    ];
    world(220, &peace, &patches)
}

/// Midnights in captivity of somebody released at hazard theta up to day `war`, or `lag` days after it: those whom a
/// midnight finds in captivity are counted before they go home at it.
fn midnights(theta: f64, war: i32, lag: i32) -> f64 {
    let left = |k: i32| (-theta * f64::from(k)).exp();
    (1..=war).map(left).sum::<f64>() + f64::from(lag) * left(war)
}

/// 8.22, with every time a tenth of the published vector: the mean over people of their time in captivity. The engine
/// counts midnights, which takes half a day on average from whoever comes home at some hour of the day.
#[test]
fn captivity_until_peace() {
    let (theta, war_ends, lag) = (1.0 / 90.0, 120.0, 20.0);
    check::exact("8.22", captivity(1.0 / 900.0, 1_200.0, 200.0), 715.482, 1e-3);
    check::exact("8.22 without deals", captivity(0.0, 1_200.0, 200.0), 1_400.0, 0.0);
    let expected = midnights(theta, 120, 20);
    let by_hour = 0.5 * (1.0 - (-theta * war_ends).exp());
    check::exact("8.22 midnights", expected, captivity(theta, war_ends, lag) - by_hour, 1e-2);
    let seen = play(&war("at-once", 20, true), MANY, |Played { outcome, .. }| {
        assert_eq!(outcome.returned_total(Side::A), 50, "everybody comes home");
        let last = outcome.crossings.last().expect("some are left in nearly every war");
        let at_peace = if last.issue.is_none() { f64::from(last.heads[Side::A]) } else { 0.0 };
        assert!(last.issue.is_some() || last.day == 140);
        (outcome.captivity_days.map(|days| days / HELD), at_peace)
    });
    for side in Side::BOTH {
        let xs: Vec<f64> = seen.iter().map(|s| s.0[side]).collect();
        check::mean(&format!("8.22 days in captivity, side {side:?}"), &xs, expected);
    }
    let left: Vec<f64> = seen.iter().map(|s| s.1).collect();
    let p = (-theta * war_ends).exp();
    check::mean("8.22 people left at the end", &left, HELD * p);
    check::variance("8.22 variance of people left", &left, HELD * p * (1.0 - p));
}

/// 8.22 without deals, exact: everybody waits for the war to end and for the lag of the precedent.
#[test]
fn captivity_without_deals() {
    let none = play(&war("at-once", 20, false), 1, |run| run.outcome.captivity_days)[0];
    check::exact("8.22 none", none[Side::A], HELD * 140.0, 0.0);
    let vietnam = play(&war("vietnam", 0, false), 1, |run| run.outcome.captivity_days)[0];
    let share = |days: f64| Precedent::find("vietnam").expect("it is listed").share_home(days);
    // Whole people go home, at the end of the midnight at which their turn has come.
    let left: f64 = (0..100).map(|k| HELD - (HELD * share(f64::from(k)) + 1e-9).floor()).sum();
    check::exact("8.22 vietnam", vietnam[Side::B], HELD * 120.0 + left, 1e-9);
    let lag = Precedent::find("vietnam").expect("it is listed").mean_lag();
    check::exact("8.22 vietnam, lag", left / HELD, lag, 1.0);
}

/// 8.22 with an end that is negotiated: demands for a settlement come at rate omega, the first is executed at once and
/// ends hostilities, and the next midnight finds everybody in captivity for the last time.
#[test]
fn captivity_until_a_settlement() {
    let (omega, days) = (1.0 / 60.0, 600);
    let settlement = "[issues.settlement]\ndemand = \"1 per 60 d\"\nsize = 1\nends_hostilities = \"at-once\"\np_response = 1\n\
                      p_break = 0\np_approval = 1\np_renege = 0\n";
    let patches = [
        "sides.a.pool={ soldier = 50 }",
        "sides.b.pool={ soldier = 20 }",
        "channels.line.issues=[\"pow\", \"settlement\"]",
    ];
    let setup = world(i64::from(days), settlement, &patches);
    let seen = play(&setup, MANY, |Played { outcome, .. }| {
        let home = outcome.crossings.iter().find(|crossing| crossing.heads[Side::A] > 0);
        assert_eq!(outcome.returned_total(Side::A), if home.is_some() { 50 } else { 0 });
        assert!(home.is_none_or(|release| !release.scripted && release.issue.is_none()), "no script, no deal");
        assert_eq!(outcome.cases.len(), usize::from(home.is_some()), "nobody asks for a settlement again");
        outcome.captivity_days[Side::A] / HELD
    });
    let expected: f64 = (0..days).map(|k| (-omega * f64::from(k)).exp()).sum();
    check::mean("8.22 a settlement", &seen, expected);
}

/// The first settlement is the last: other talks on it are dropped and cases in the inbox given up, at that moment.
#[test]
fn one_settlement_ends_the_war() {
    let settlement = "[issues.settlement]\ndemand = \"1 per 2 d\"\nsize = 5000\nends_hostilities = \"vietnam\"\np_response = 1\n\
                      p_break = 0\np_approval = 1\np_renege = 0\n";
    let patches =
        ["channels.line.contact=20 d", "channels.line.issues=[\"pow\", \"settlement\"]", "rules.schedule=10 d"];
    let late = "[events.late]\non = 2001-12-30\ndemand = { issue = \"settlement\" }\n";
    let setup = world(365, &format!("{settlement}{late}"), &patches);
    let seen = play(&setup, 400, |Played { outcome, .. }| {
        let ends = |ending: Ending| outcome.cases.iter().filter(move |case| case.ending == ending);
        let settled = ends(Ending::Executed).next().expect("a year is enough");
        assert_eq!(ends(Ending::Executed).count(), 1);
        assert_eq!(ends(Ending::PartlyExecuted).count(), 0, "however large, nobody crosses, and there is one batch");
        let over = [Ending::Dropped, Ending::CalledOff, Ending::Unrouted];
        assert!(over.iter().all(|end| ends(*end).all(|case| case.ended == settled.ended || case.born > settled.ended)));
        assert!(outcome.cases.iter().all(|case| case.ended <= settled.ended || case.scripted));
        // The script asks once more in the end, in vain.
        assert_eq!(outcome.cases.last().map(|case| (case.scripted, case.ending)), Some((true, Ending::Unrouted)));
        over.map(|end| ends(end).count())
    });
    assert!((0..3).all(|end| seen.iter().any(|counts| counts[end] > 0)), "each end of a moot case has occurred");
}
