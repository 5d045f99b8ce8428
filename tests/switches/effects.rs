//! What each mechanism does to a deal, to the number, in worlds without chance.

use backchannel::model::{
    Outcome,
    deal::bargain,
    odds,
    outcome::{CaseRecord, Ending, Responsible},
    side::{IssueId, PerSide, Side},
};

use crate::worlds::{STILL, case, one, only, outcomes, setup};

/// One-way: one round, no ratio, people come home to one side; a counter-flow goes the other way within its own pool.
#[test]
fn one_way_releases() {
    let released = case(&one("aid", "", &[]));
    assert_eq!((released.ending, released.rounds, released.ratio), (Ending::Executed, 1, 0.0));
    assert_eq!(released.heads, PerSide([40, 0]));
    assert_eq!(case(&one("aid", "", &["issues.aid.to=south"])).heads, PerSide([0, 40]), "pools are without limit here");
    let share = |share: &str, more: &[&str]| {
        case(&one("aid", "", &[&[format!("issues.aid.counter_share={share}").as_str()], more].concat())).heads
    };
    assert_eq!(share("0.1", &[]), PerSide([40, 4]));
    assert_eq!(share("0.11", &[]), PerSide([40, 4]), "4.4 is rounded");
    let limits = ["rules.pool_limits=true", "rules.pool_share=0.15"];
    // 0.15 of 200 is 30; 0.5 of these is 15, but 0.15 of the other pool of 10 is one and a half, and one is within it.
    assert_eq!(share("0.5", &limits), PerSide([30, 1]));
    // An empty pool of the giver's people is no obstacle; an empty pool of the receiver's is.
    let empty = |side: &str| format!("sides.{side}.pool={{ soldier = 5, child = 0 }}");
    assert_eq!(case(&one("aid", "", &["rules.pool_limits=true", &empty("south")])).heads, PerSide([40, 0]));
    let nobody = case(&one("aid", "", &["rules.pool_limits=true", &empty("north")]));
    assert_eq!((nobody.ending, nobody.heads), (Ending::NoAgreement, PerSide([0, 0])));
}

/// Need follows the receiver's pool on one-way issues, the smaller of both on others: a demand rate of 0 without need.
#[test]
fn need_of_one_way_issues() {
    let demands = |north: &str, south: &str| {
        let patches = [
            "rules.need_exponent=1",
            "issues.aid.demand=5 per day",
            "issues.pow.demand=5 per day",
            &format!("sides.north.pool={{ soldier = 2000, child = {north} }}"),
            &format!("sides.south.pool={{ soldier = 0, child = {south} }}"),
        ];
        let outcome = only(&setup(STILL, &patches));
        assert!(outcome.cases.iter().all(|c| c.issue == IssueId(1)), "nobody of the south is held");
        outcome.cases.len()
    };
    assert_eq!(demands("0", "2000"), 0);
    assert_eq!(demands("2000", "0"), demands("2000", "900"));
    assert!(demands("2000", "0") > 300);
}

/// On a one-way issue the giver must answer, and a silence is its doing.
#[test]
fn the_giver_answers() {
    for (to, giver, side) in [("north", "south", Side::B), ("south", "north", Side::A)] {
        let patches = [&format!("issues.aid.to={to}"), "issues.aid.p_response=0.5", "issues.aid.demand=1 per day"];
        let answer = [giver, to].map(|side| format!("channels.line.answer={{ {side} = 1e-6 }}"));
        let with = |i: usize| only(&setup(STILL, &[&patches[..], &[answer[i].as_str()]].concat()));
        let cases = with(0).cases;
        assert!(cases.len() > 50);
        for case in &cases {
            assert_eq!((case.ending, case.responsible), (Ending::NoAnswer, Responsible::Side(side)));
        }
        assert_eq!(with(1), only(&setup(STILL, &patches)), "the receiver is not asked");
    }
}

/// Both sides ratify a one-way release: with one of them in bad faith nothing is approved.
#[test]
fn both_ratify_a_one_way_release() {
    for side in ["north", "south"] {
        let patches = [
            format!("sides.{side}.bad_faith=1"),
            "rules.bad_faith_approval=0".into(),
            "rules.bad_faith_answer=1".into(),
        ];
        let refused = case(&one("aid", "", &patches.each_ref().map(String::as_str)));
        let by = if side == "north" { Side::A } else { Side::B };
        assert_eq!((refused.ending, refused.responsible), (Ending::Refused, Responsible::Side(by)));
        assert_eq!(refused.rounds, 1, "bad faith adds no rounds where there is nothing to bargain");
    }
}

/// A named captive: two more rounds for each side that has one, its weight out of what that side gets back, and one head.
#[test]
fn captives_wanted_by_name() {
    let weight = "rules.named_weight=30";
    let named = |more: &[&str]| case(&one("pow", "", &[&[weight], more].concat()));
    let (north, south) = ("sides.north.lobby=1", "sides.south.lobby=1");
    let of = |c: CaseRecord| (c.rounds, c.heads.0);
    assert_eq!(of(named(&[])), (5, [100, 100]));
    assert_eq!(of(named(&[north])), (7, [71, 100]));
    assert_eq!(of(named(&[south])), (7, [100, 71]));
    assert_eq!(of(named(&[north, south])), (9, [71, 71]));
    assert_eq!(of(named(&[north, south, "rules.named_rounds=3"])), (11, [71, 71]));
    // Heavier than the whole deal, the named captive goes home alone.
    assert_eq!(of(named(&[north, "rules.named_weight=400"])), (7, [1, 100]));
    // Bad faith multiplies the rounds with these.
    let stalls = [
        "sides.south.bad_faith=1",
        "rules.bad_faith_answer=1",
        "rules.bad_faith_approval=1",
        "rules.renege_bad_faith=1",
    ];
    assert_eq!(named(&[&[north], &stalls[..]].concat()).rounds, 12, "7 times 1.6, rounded up");
    // Nobody is named where nobody moves, or where it goes one way.
    for issue in ["aid", "talks"] {
        let plain = case(&one(issue, "", &[]));
        assert_eq!(case(&one(issue, "", &[weight, north, south])), plain);
    }
}

/// Draw for draw, the odds ratio and the tolerance of a named captive are those of a world with these numbers.
#[test]
fn captives_wanted_by_name_move_the_odds() {
    let endings = |patches: &[&str]| {
        let cases = outcomes(&one("pow", "", patches), 4_000);
        cases.iter().map(|o| (o.cases[0].ending, o.cases[0].rounds, o.cases[0].responsible)).collect::<Vec<_>>()
    };
    let (lobby, rounds) = ("sides.south.lobby=1", "rules.named_rounds=0");
    let q = odds::shifted(0.1, 1.5f64.ln());
    let plain = endings(&[&format!("issues.pow.p_break={q:?}")]);
    assert_eq!(endings(&["issues.pow.p_break=0.1", "rules.named_break=1.5", lobby, rounds]), plain);
    assert_ne!(endings(&["issues.pow.p_break=0.1"]), plain);
    let tolerance = ["issues.pow.p_approval=0.7", "rules.approval_tolerance=2.7"];
    let named =
        endings(&[&tolerance[..], &["rules.named_tolerance=0.25", "rules.named_break=1", lobby, rounds]].concat());
    assert_eq!(named, endings(&[&tolerance[..], &["sides.south.tolerance=0.5"]].concat()));
    assert_ne!(named, endings(&tolerance));
}

/// An adverse link into a side's system: the other opens higher by phi g and concedes (1 - phi) of what it would.
#[test]
fn adverse_links() {
    let link = |sides: &str| format!("[windows.link]\nfrom = 2024-01-01\nto = 2024-02-01\nadverse = {{ {sides} }}\n");
    for (north, south) in [(0.5, 0.0), (0.0, 0.5), (0.3, 0.8), (1.0, 0.0)] {
        let opening = PerSide([0.6 + south * 0.4, 0.6 + north * 0.3]);
        let concession = PerSide([0.22 * (1.0 - south), 0.22 * (1.0 - north)]);
        let expected = bargain(opening, concession, 0.1);
        let tolerance = ["sides.north.tolerance=0.3", "sides.south.tolerance=0.4"];
        let seen = case(&one("pow", &link(&format!("north = {north}, south = {south}")), &tolerance));
        assert_eq!(seen.rounds, expected.rounds);
        assert!((seen.ratio - expected.ratio).abs() < 1e-12, "{} against {}", seen.ratio, expected.ratio);
        assert_eq!(seen.ratio < 0.0, north > south, "whose limit is known better gets less");
        let heads = |s: Side| (100.0 * (s.sign() * seen.ratio / 2.0).exp() + 0.5) as u32;
        assert_eq!(seen.heads, PerSide::from_fn(heads));
        assert_eq!(case(&one("aid", &link(&format!("north = {north}")), &tolerance)).heads, PerSide([40, 0]));
    }
    // Before the cap or after it: the cut is of what is left under the cap.
    let capped = case(&one("pow", &link("north = 0.5"), &["sides.south.concession=0.9"]));
    let expected = bargain(PerSide([0.6, 0.725]), PerSide([0.22, 0.225]), 0.1);
    assert!((capped.ratio - expected.ratio).abs() < 1e-12 && capped.rounds == expected.rounds);
    // A window that is over, and the larger of two that overlap.
    let late =
        link("north = 0.5").replace("from = 2024-01-01", "from = 2023-01-01").replace("2024-02-01", "2024-01-01");
    assert_eq!(case(&one("pow", &late.replace("windows.link", "windows.old"), &[])).ratio, 0.0);
    let both = format!("{}{}", link("north = 0.5"), link("north = 0.2").replace("windows.link", "windows.less"));
    assert_eq!(case(&one("pow", &both, &[])), case(&one("pow", &link("north = 0.5"), &[])));
}

/// A spoiler's shock that suspends the channel of the very agreement: the capitals' time is kept whole, or the deal goes.
#[test]
fn a_spoiler_pauses_or_drops_its_own_deal() {
    let back = "[events.back]\non = 2024-01-21\nstate = { channel = \"line\", state = \"active\" }\n";
    let patches =
        ["rules.spoiler=1", "channels.line.shock_sensitivity=1000", "channels.line.referral={ fixed = \"5 d\" }"];
    let policy = ["sides.north.referral=always", "channels.line.contact={ fixed = \"1 d\" }"];
    let play = |more: &[&str]| {
        let case = case(&one("pow", back, &[&patches[..], &policy, more].concat()));
        (case.ending, case.agreed.map(|at| at.days()), case.ended.days(), case.rounds)
    };
    assert_eq!(play(&["rules.drop_on_suspension=0"]), (Ending::Executed, Some(1.0), 25.0, 5));
    assert_eq!(play(&["rules.drop_on_suspension=1"]), (Ending::Dropped, Some(1.0), 1.0, 5));
    let unhurt = play(&["rules.drop_on_suspension=1", "channels.line.shock_sensitivity=0"]);
    assert_eq!(unhurt, (Ending::Executed, Some(1.0), 6.0, 5));
    // Only the first agreement draws it: sent back and agreed again, nothing strikes.
    let again = ["rules.drop_on_suspension=0", "rules.renegotiation=1", "issues.pow.p_approval=0"];
    assert_eq!(play(&again), (Ending::Refused, Some(1.0), 30.0, 7));
}

/// Custody: the first to cross are kept; they count in the case and do not come home, until the keeper fails the other
/// side, or the war ends.
#[test]
fn custody() {
    let ask = |side: &str, people: u32, more: &str| {
        let text = format!(
            "[events.package]\non = 2024-01-01\ndemand = {{ issue = \"pow\", size = 20, custody = {{ mediator = \"friend\", side = \"{side}\", people = {people} }} }}\n"
        );
        only(&setup(&format!("{STILL}{text}{more}"), &["issues.pow.batch=8", "rules.pool_limits=true"]))
    };
    let crossings = |o: &Outcome| o.crossings.iter().map(|c| (c.day, c.heads.0)).collect::<Vec<_>>();
    let kept = ask("north", 9, "");
    assert_eq!(crossings(&kept), [(0, [0, 6]), (1, [4, 7]), (2, [7, 7])]);
    assert_eq!((kept.in_custody.0, kept.returned_total(Side::A), kept.cases[0].heads.0), ([9, 0], 11, [20, 20]));
    assert_eq!(ask("south", 50, "").in_custody.0, [0, 20], "no more than cross");
    let fails = |side: &str| {
        format!("[events.fails]\non = 2024-02-01\ndefault = {{ mediator = \"friend\", side = \"{side}\" }}\n")
    };
    let freed = ask("north", 9, &fails("south"));
    assert_eq!(crossings(&freed).last(), Some(&(31, [9, 0])));
    assert_eq!((freed.in_custody.0, freed.returned_total(Side::A)), ([0, 0], 20));
    assert_eq!(crossings(&ask("north", 9, &fails("north"))), crossings(&kept), "failing one's own side frees nobody");
    let other = fails("south").replace("friend", "other");
    assert_eq!(ask("north", 9, &other).in_custody.0, [9, 0], "and neither does another's failure");
    let peace = "[events.end]\non = 2024-02-01\npeace = { release = \"at-once\", after = \"30 d\" }\n";
    let over = ask("north", 9, peace);
    assert_eq!(crossings(&over)[3], (31, [9, 0]), "custody ends with the war, on the day");
    assert_eq!((over.in_custody.0, over.returned_total(Side::A)), ([0, 0], 1_000), "everybody, and nobody twice");
}
