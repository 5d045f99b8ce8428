//! Model and record side by side: the same rules on both, the marks, the table, the report.

mod program;

use backchannel::{
    experiment::patterns::{Beside, Patterns, Question, Stat, questions},
    kernel::Time,
    model::{
        Outcome,
        outcome::{CaseRecord, Crossing, Ending, Reached, Responsible},
        side::{IssueId, PerSide, Side},
    },
    record::{self, Bound, Record},
    scenario::{Mark, Scenario, load_str},
};
use program::Bench;

const POW: IssueId = IssueId(0);
const REMAINS: IssueId = IssueId(1);
const TALKS: IssueId = IssueId(3);

/// All that the record covers, with one line that deals with everything.
const TEXT: &str = r#"
[scenario]
title = "A line from 2022 to 2025"
start = 2022-02-24
end = 2025-12-01
side_a = "ukraine"

[record]
exchanges = "pow"
remains = "remains"
children = "children"
political = "talks"
until = 2025-11-30
shock = 2024-01-24

[record.marks.P1]
mark = "check"
why = "Nothing here was set with the record in view."

[record.marks.P3]
mark = "tuned"

[sides.ukraine]
name = "Ukraine"
pool = { soldier = 9000, child = 3000, remains = 9000 }
[sides.russia]
name = "Russia"
pool = { soldier = 9000, remains = 900 }

[categories.soldier]
[categories.child]
[categories.remains]

[issues.pow]
categories = ["soldier"]
demand = "1 per 90 d"
[issues.remains]
categories = ["remains"]
[issues.children]
categories = ["child"]
[issues.talks]
categories = []

[channels.line]
issues = ["pow", "remains", "children", "talks"]
"#;

fn scenario() -> Scenario {
    load_str("line.toml", TEXT, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn known() -> Record {
    record::shipped(["ukraine", "russia"]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn asked() -> Vec<Question> {
    let scenario = scenario();
    questions(&scenario, scenario.record.as_ref().expect("it names one"), &known())
}

/// The record's answers to a statistic, in order of the periods.
fn answers(stat: Stat) -> Vec<f64> {
    asked().iter().filter(|q| q.stat == stat).map(|q| q.record.unwrap_or(f64::NAN)).collect()
}

fn assert_near(found: &[f64], wanted: &[f64]) {
    let near = found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 5e-3 * b.max(1.0));
    assert!(near, "{found:?} is not {wanted:?}");
}

#[test]
fn the_record_answers_as_its_rows_add_up() {
    assert_near(&answers(Stat::Exchanges(POW)), &[32.0, 12.0, 11.0, 10.0]);
    assert_near(&answers(Stat::People(POW, Side::A)), &[1565.0, 986.0, 1358.0, 3444.0]);
    assert_near(&answers(Stat::People(POW, Side::B)), &[918.0, 592.0, 1315.0, 3444.0]);
    assert_near(&answers(Stat::MeanSize(POW, Side::A)), &[48.9, 82.17, 123.45, 344.4]);
    assert_near(&answers(Stat::LongestPause(POW)), &[149.0]);
    // All pauses, then those of each year.
    assert_near(&answers(Stat::PauseSpread(POW))[1..], &[1.22, 0.466, 0.871, 0.577]);
    assert_near(&answers(Stat::HeadsNear(POW)), &[36.0 / 49.0]);
    assert_near(&answers(Stat::MediatedShare(POW)), &[1.0 / 33.0, 1.0 / 12.0, 1.0, 0.7]);
    assert_near(&answers(Stat::NextExchange(POW)), &[7.0]);
    // By year, then totals as stated: the last is of June to October 2025.
    let remains = answers(Stat::People(REMAINS, Side::A));
    assert_near(&remains, &[275.0, 213.0, 2896.0, 15298.0, 1700.0, 7000.0, 9744.0, 15801.0, 10000.0]);
    assert_near(&answers(Stat::Agreements(TALKS)), &[0.0]);
    assert_near(&answers(Stat::People(IssueId(2), Side::A)), &[1359.0]);
}

#[test]
fn floors_and_periods_are_said() {
    let asked = asked();
    let to_russia = asked.iter().filter(|q| q.stat == Stat::People(POW, Side::B)).collect::<Vec<_>>();
    assert_eq!(
        to_russia.iter().map(|q| q.bound == Some(Bound::AtLeast)).collect::<Vec<_>>(),
        [true, true, true, false]
    );
    assert!(to_russia[0].note.contains("a floor, 13 rows give no number"), "{}", to_russia[0].note);
    let remains: Vec<String> =
        asked.iter().filter(|q| q.stat == Stat::People(REMAINS, Side::A)).map(|q| q.span.iso()).collect();
    assert_eq!(remains[0], "2022-02-24/2022-12-31");
    assert_eq!(remains[3], "2025-01-01/2025-11-30");
    assert_eq!(remains[8], "2025-06-01/2025-10-31");
    let most = asked.iter().filter(|q| q.bound == Some(Bound::AtMost)).collect::<Vec<_>>();
    assert_eq!(
        most.iter().map(|q| (q.stat, q.record)).collect::<Vec<_>>(),
        [(Stat::People(REMAINS, Side::B), Some(200.0))]
    );
    let p6 = asked.iter().find(|q| q.pattern == "P6").expect("it has a shock");
    assert_eq!((p6.span.days.start, p6.span.days.end), (699, 1376));
}

/// Totals since the beginning of the war are no question to a scenario that begins later.
#[test]
fn only_equal_spans_are_compared() {
    let text = TEXT.replace("start = 2022-02-24", "start = 2024-07-01").replace("shock = 2024-01-24\n", "");
    let late = load_str("late.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let asked = questions(&late, late.record.as_ref().expect("it names one"), &known());
    assert!(asked.iter().all(|q| q.pattern != "children" && q.pattern != "P6"));
    let people: Vec<_> = asked.iter().filter(|q| q.stat == Stat::People(POW, Side::A)).collect();
    // 17 July to 30 December 2024: 95, 115, 49, 103, 95 and 189.
    assert_eq!(people[0].record, Some(646.0));
    assert_eq!((people[0].span.days.start, people[0].span.words()), (0, "2024-07-01 to 2024-12-31".into()));
    let totals = asked.iter().filter(|q| q.note.contains("a total as stated")).count();
    assert_eq!(totals, 2, "the one of June to October 2025, to each side");
}

fn crossing(day: u32, issue: IssueId, first: bool, heads: [u32; 2], mediated: bool) -> Crossing {
    Crossing { day, issue: Some(issue), channel: None, first, heads: PerSide(heads), scripted: false, mediated }
}

fn case(scheduled: u32, crossed: Option<u32>, ended: u32, heads: [u32; 2]) -> CaseRecord {
    let at = |day: u32| Time::from_days(f64::from(day) + 0.5);
    CaseRecord {
        issue: POW,
        scripted: false,
        ending: if crossed.is_some() { Ending::Executed } else { Ending::CalledOff },
        responsible: Responsible::None,
        reached: if crossed.is_some() { Reached::Completed } else { Reached::Scheduled },
        channel: None,
        mediated: false,
        attempts: 1,
        size: 10.0,
        born: Time::ZERO,
        ended: at(ended),
        agreed: Some(Time::ZERO),
        scheduled: Some(at(scheduled)),
        first_crossing: crossed.map(at),
        last_crossing: crossed.map(at),
        heads: PerSide(heads),
        ratio: 0.0,
        rounds: 2,
        postponements: 0,
    }
}

/// A history made by hand: exchanges on days 10, 20 (two deals), 50 and 200.
fn history() -> Outcome {
    Outcome {
        cases: vec![
            case(5, Some(10), 10, [10, 10]),
            case(8, Some(20), 22, [30, 10]),
            case(12, Some(20), 20, [5, 5]),
            case(30, Some(50), 50, [50, 48]),
            case(90, None, 120, [0, 0]),
            case(190, Some(200), 200, [4, 0]),
        ],
        crossings: vec![
            crossing(10, POW, true, [10, 10], false),
            crossing(20, POW, true, [20, 10], true),
            crossing(20, POW, true, [5, 5], false),
            crossing(22, POW, false, [10, 0], true),
            crossing(30, REMAINS, true, [0, 3], false),
            crossing(50, POW, true, [50, 48], false),
            crossing(60, REMAINS, true, [100, 3], false),
            crossing(60, REMAINS, false, [50, 3], false),
            crossing(150, REMAINS, true, [100, 3], false),
            crossing(200, POW, true, [4, 0], true),
        ],
        ..Outcome::default()
    }
}

#[test]
fn a_history_answers_by_the_same_rules() {
    let o = history();
    let of = |stat: Stat| stat.of(&o, 0..250).unwrap_or(f64::NAN);
    assert_eq!(of(Stat::Exchanges(POW)), 4.0);
    assert_eq!((of(Stat::People(POW, Side::A)), of(Stat::People(POW, Side::B))), (99.0, 73.0));
    assert_eq!(of(Stat::MeanSize(POW, Side::A)), 99.0 / 4.0);
    assert_eq!(of(Stat::LongestPause(POW)), 150.0);
    // Pauses of 10, 30 and 150 days: mean 190/3, and the population's standard deviation.
    let sd = ((100.0 + 900.0 + 22_500.0) / 3.0 - (190.0_f64 / 3.0).powi(2)).sqrt();
    assert!((of(Stat::PauseSpread(POW)) - sd / (190.0 / 3.0)).abs() < 1e-12);
    assert_eq!((of(Stat::HeadsNear(POW)), of(Stat::HeadsFar(POW))), (0.6, 0.4));
    assert_eq!(of(Stat::MediatedShare(POW)), 0.4);
    assert_eq!(Stat::NextExchange(POW).of(&o, 100..250), Some(100.0));
    assert_eq!(Stat::NextExchange(POW).of(&o, 200..250), Some(50.0), "none: up to the end");
    // On day 100 a deal dated on day 90 is open; on day 150 it has been called off.
    assert_eq!(Stat::NextExchangeGivenDate(POW).of(&o, 100..250), Some(100.0));
    assert_eq!(Stat::NextExchangeGivenDate(POW).of(&o, 150..250), None);
    let month = 365.25 / 12.0;
    assert!((of(Stat::Transfers(REMAINS)) - 3.0 / (250.0 / month)).abs() < 1e-12);
    // The one long pause, days 51 to 199, has two of the three.
    assert!((of(Stat::TransfersInPauses(REMAINS, POW)) - 2.0 / (149.0 / month)).abs() < 1e-12);
    assert_eq!((of(Stat::Agreements(POW)), of(Stat::Meetings(POW))), (6.0, 12.0));
    // A span sees only its own days.
    assert_eq!(Stat::Exchanges(POW).of(&o, 20..50), Some(1.0));
    assert_eq!(Stat::MeanSize(POW, Side::A).of(&o, 60..150), None);
}

#[test]
fn inside_is_the_range_of_histories_and_of_floors_its_top() {
    let scenario = scenario();
    let link = scenario.record.as_ref().expect("it names one");
    let mut patterns = Patterns::new(&scenario, link, &known());
    (0..20).for_each(|_| patterns.push(&history()));
    let lines = patterns.beside();
    let line = |stat: Stat, year: i16| -> &Beside {
        lines.iter().find(|l| l.question.stat == stat && l.question.span.from.year() == year).expect("it is asked")
    };
    // 32 in 2022 where every history has 4, and nothing in later years.
    let exchanges = line(Stat::Exchanges(POW), 2022);
    assert_eq!((exchanges.mean, exchanges.p05, exchanges.n), (Some(4.0), Some(4.0), 20));
    assert_eq!((exchanges.inside(), exchanges.mark), (Some(false), Some(Mark::Check)));
    assert!(exchanges.fails());
    let pause = line(Stat::LongestPause(POW), 2022);
    assert!(pause.inside() == Some(false) && !pause.fails(), "outside, but tuned to");
    let balance = line(Stat::HeadsNear(POW), 2022);
    assert!(balance.mark.is_none() && !balance.fails());
    // A floor that lies below every history is no contradiction.
    let mut low = line(Stat::People(REMAINS, Side::A), 2022).clone();
    assert_eq!(low.question.bound, Some(Bound::AtLeast));
    (low.p05, low.p95) = (Some(500.0), Some(900.0));
    assert_eq!(low.inside(), Some(true));
    (low.p05, low.p95) = (Some(10.0), Some(100.0));
    assert_eq!(low.inside(), Some(false));
    low.question.bound = Some(Bound::AtMost);
    assert_eq!(low.inside(), Some(true), "an upper bound above every history");
    assert_eq!(line(Stat::MediatedShare(POW), 2023).inside(), None, "no history has a deal there");
}

#[test]
fn a_run_sets_them_side_by_side_and_can_be_reproduced() {
    let bench = Bench::new();
    bench.write("line.toml", TEXT);
    let done = bench.run("run line.toml -n 30").ok().shows("Beside the record").shows("The model does not reproduce");
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
    let folder = bench.results("line");
    let table = bench.read(&format!("{folder}/beside.csv"));
    assert!(table.starts_with("pattern,statistic,period,side,record,mean,p05,p50,p95,n,mark,inside,note\n"), "{table}");
    assert!(table.contains("\nP1,exchanges,2022-02-24/2022-12-31,,32,"), "{table}");
    let report = bench.read(&format!("{folder}/report.html"));
    assert!(report.contains("Beside the record") && report.contains("Nothing here was set with the record in view."));
    assert!(report.contains("The model does not reproduce this: exchanges, 2022-02-24 to 2022-12-31. Record 32"));
    bench.run(&format!("reproduce {folder}")).ok().shows("same: 4 tables, 30 replications");
    // The record stands in the folder; with another one it is another answer.
    let copy = format!("{folder}/record/exchanges.csv");
    let changed = bench.read(&copy).replacen("X085,2025-10-02", "X085,2025-10-03", 1);
    bench.write(&copy, changed);
    bench.run(&format!("reproduce {folder}")).exits(1).says("different: beside.csv");
}

#[test]
fn a_record_of_ones_own_is_found_beside_the_file() {
    let bench = Bench::new();
    bench.write("line.toml", TEXT.replacen("[record]", "[record]\nfolder = \"mine\"", 1));
    bench.run("run line.toml -n 5").exits(2).says("there is no folder mine");
    std::fs::create_dir(bench.at("mine")).expect("made");
    let shipped = record::Texts::shipped();
    for (name, text) in &shipped.0 {
        bench.write(&format!("mine/{name}"), text.replacen("X085,2025-10-02", "X085,2025-10-32", 1));
    }
    bench.run("check line.toml").exits(2).says("exchanges.csv:86: `date` is `2025-10-32`");
    bench.run("run line.toml -n 5").exits(2).says("exchanges.csv:86: `date` is `2025-10-32`");
    for (name, text) in &shipped.0 {
        bench.write(&format!("mine/{name}"), text);
    }
    bench.run("run line.toml -n 5").ok();
    let first = bench.results("line");
    bench.write("mine/remains.csv", shipped.0[1].1.replacen(",160,160,", ",161,160,", 1));
    bench.run("run line.toml -n 5").ok();
    assert_eq!(program::names(&bench.at("results/line")).len(), 2, "another record is another question than {first}");
}
