//! The documented record: what ships reads and sums as its page says; what is broken is named with place and cure.

use std::{fs, path::Path};

use backchannel::{
    model::side::Side,
    record::{self, Confidence, EventKind, ExchangeKind, FILES, MediatorClass, Precision, Record, RemainsKind},
};
use jiff::civil::{Date, date};

const SIDES: [&str; 2] = ["ukraine", "russia"];
const PAGE: &str = include_str!("../scenarios/record/README.md");
const END: Date = date(2025, 11, 30);

fn shipped() -> Record {
    record::shipped(SIDES).unwrap_or_else(|problems| panic!("{problems}"))
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/record")
}

/// What is said of the shipped tables after `change` has been made to the text of one of them.
fn said(file: &str, change: impl Fn(&str) -> String) -> String {
    let texts = FILES.map(|name| {
        let text = fs::read_to_string(folder().join(name)).expect("a shipped table");
        if name == file { change(&text) } else { text }
    });
    let given = [0, 1, 2].map(|i| (FILES[i], texts[i].as_str()));
    record::parse(given, SIDES).expect_err("the table is broken").to_string().replace(['\n', '|'], " ")
}

fn assert_said(message: &str, words: &[&str]) {
    let flat = message.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(flat.contains(word), "`{word}` is not in:\n{flat}");
    }
}

#[test]
fn the_page_documents_the_columns_and_words_there_are() {
    for file in FILES {
        let heading = format!("## `{file}`");
        let section = PAGE.split(&heading).nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or("");
        let documented: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
        let wanted: Vec<String> = record::columns(file, SIDES)
            .iter()
            .map(|c| {
                let empty = if c.required { "never" } else { "may be" };
                format!("| `{}` | {} | {empty} | {} |", c.name, c.kind.allowed(), c.meaning)
            })
            .collect();
        assert_eq!(documented, wanted, "wanted under {heading}:\n{}\n", wanted.join("\n"));
    }
    let lists = [ExchangeKind::WORDS, MediatorClass::WORDS, RemainsKind::WORDS, EventKind::WORDS, Confidence::WORDS];
    for word in lists.concat() {
        assert!(PAGE.contains(&format!("- `{word}`: ")), "the page does not say what `{word}` means");
    }
}

#[test]
fn the_folder_and_the_program_hold_the_same_record() {
    let read = record::load(&folder(), SIDES).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(read, shipped());
    assert_eq!((read.exchanges.len(), read.remains.len(), read.events.len()), (85, 43, 95));
}

#[test]
fn sides_stand_in_the_scenarios_order() {
    let turned = record::shipped(["russia", "ukraine"]).unwrap_or_else(|problems| panic!("{problems}"));
    for (row, other) in shipped().exchanges.iter().zip(&turned.exchanges) {
        assert_eq!(row.heads[Side::A], other.heads[Side::B], "{}", row.id);
    }
    let ratios = |record: &Record| record.head_log_ratios().iter().map(|r| r.1).sum::<f64>();
    assert!((ratios(&shipped()) + ratios(&turned)).abs() < 1e-12);
    let strangers = record::shipped(["north", "south"]).expect_err("not its sides").to_string();
    assert_said(&strangers, &["unknown column `to_ukraine`", "column `to_north` is missing"]);
}

#[test]
fn the_series_sum_as_the_page_says() {
    let record = shipped();
    let years = record.exchanges_by_year();
    assert_eq!(
        years.iter().map(|y| (y.year, y.exchanges)).collect::<Vec<_>>(),
        [(2022, 32), (2023, 12), (2024, 11), (2025, 10)]
    );
    let people = record.people_by_year();
    assert_eq!(people.iter().map(|y| y.people[Side::A].sum).collect::<Vec<_>>(), [1565, 986, 1358, 3444]);
    assert_eq!(people.iter().map(|y| y.people[Side::B].sum).collect::<Vec<_>>(), [918, 592, 1315, 3444]);
    assert_eq!(people.iter().map(|y| y.people[Side::B].missing).collect::<Vec<_>>(), [13, 3, 1, 0]);
    let remains = record.remains_by_year();
    assert_eq!(remains.iter().map(|y| y.people[Side::A].sum).collect::<Vec<_>>(), [275, 213, 2896, 15298]);
    let mediated: Vec<_> = record.mediated_by_year().iter().map(|y| (y.deals, y.mediated)).collect();
    assert_eq!(mediated, [(33, 1), (12, 1), (11, 11), (10, 7)]);
    for side in Side::BOTH {
        let total: u64 = people.iter().map(|y| y.people[side].sum).sum();
        assert_eq!(record.cumulative_people(side).last().map(|point| point.1), Some(total));
    }
}

#[test]
fn a_staged_deal_counts_once() {
    let deals = shipped().deals();
    let staged: Vec<_> = deals.iter().filter(|deal| deal.rows.len() > 1).collect();
    let seen: Vec<_> = staged.iter().map(|d| (d.first, d.last, d.people[Side::A].sum, d.rows.len())).collect();
    assert_eq!(
        seen,
        [
            (date(2024, 6, 25), date(2024, 6, 28), 100, 2),
            (date(2025, 5, 23), date(2025, 5, 25), 1000, 3),
            (date(2025, 6, 9), date(2025, 7, 23), 1200, 10)
        ]
    );
    assert!(staged[0].heads().is_none(), "the second part of June 2024 gives one side only");
}

#[test]
fn pauses_end_with_an_open_one() {
    let gaps = shipped().gaps(END);
    let longest = gaps.iter().max_by_key(|gap| gap.days).expect("there are pauses");
    assert_eq!((longest.from, longest.days, longest.open), (date(2023, 8, 7), 149, false));
    let last = gaps.last().expect("there are pauses");
    assert_eq!((last.from, last.days, last.open), (date(2025, 10, 2), 59, true));
    assert_eq!(gaps.iter().filter(|gap| gap.open).count(), 1);
    let days = shipped().exchange_days();
    assert_eq!(gaps.len(), days.len());
    assert_eq!(gaps.iter().map(|gap| gap.days).sum::<u32>(), 1370, "1 March 2022 to 30 November 2025");
    assert!(shipped().gaps(date(2022, 2, 24)).is_empty());
}

/// Official cumulative counts are the running sum of the rows and a residual, the one that the page gives.
#[test]
fn official_counts_fit_the_rows() {
    let record = shipped();
    let sums = record.cumulative_people(Side::A);
    let residuals: Vec<(Date, f64)> = record
        .events
        .iter()
        .filter(|row| row.kind == EventKind::CumulativeReturn && row.date.precision == Precision::Day)
        .filter(|row| row.parties == ["Ukraine"] && row.date.date < date(2025, 10, 1))
        .filter_map(|row| {
            let sum = sums.iter().rev().find(|point| point.0 <= row.date.date)?.1;
            Some((row.date.date, row.quantity? - sum as f64))
        })
        .collect();
    let expected = [30, 30, 31, 31, 31, 43, 47, 47, 47, 47, 47, 47, 47, 47, 47].map(f64::from);
    assert_eq!(residuals.iter().map(|r| r.1).collect::<Vec<_>>(), expected, "{residuals:?}");
}

#[test]
fn broken_tables_are_named() {
    let broken = |file: &str, from: &'static str, to: &'static str| {
        said(file, move |text| {
            assert!(text.contains(from), "the table has no `{from}`");
            text.replacen(from, to, 1)
        })
    };
    let cases: [(&str, &'static str, &'static str, &[&str]); 16] = [
        (
            "exchanges.csv",
            "ordinal_basis",
            "ordinal_bases",
            &["unknown column `ordinal_bases`", "did you mean `ordinal_basis`?", "column `ordinal_basis` is missing"],
        ),
        ("exchanges.csv", "second_url", "url", &["column `url` stands twice"]),
        (
            "exchanges.csv",
            "X002,2022-03-16",
            "X002,2022-02-30",
            &["exchanges.csv:3: `date` is `2022-02-30`", "allowed: a day, `2024-01-24`"],
        ),
        ("exchanges.csv", "X002,2022-03-16", "X002,2022-03", &["exchanges.csv:3: `date` is `2022-03`"]),
        ("exchanges.csv", "X002,2022-03-16", "X002,", &["exchanges.csv:3: `date` is empty"]),
        ("exchanges.csv", "X002,", "X001,", &["exchanges.csv:3: `row_id` is `X001`, as in an earlier row"]),
        ("exchanges.csv", ",29,10,19,", ",-29,10,19,", &["`to_ukraine` is `-29`", "a whole number, 0 or more"]),
        (
            "exchanges.csv",
            ",29,10,19,",
            ",30,10,19,",
            &["row X003: `to_ukraine` is 30, but 10 military and 19 civilians make another sum"],
        ),
        ("exchanges.csv", ",29,10,19,", ",99999999999,10,19,", &["`to_ukraine` is `99999999999`"]),
        ("exchanges.csv", ",yes,yes,high,", ",Yes,yes,high,", &["`include_in_totals` is `Yes`", "`yes` or `no`"]),
        ("exchanges.csv", ",mediator,both", ",mediatr,both", &["`mediator_class` is `mediatr`", "`host_only`"]),
        ("exchanges.csv", "X004,", "X004,,", &["exchanges.csv:5 has 27 fields where the header has 26"]),
        ("exchanges.csv", "\"Xinhua, first", "Xinhua, first", &["a quotation mark is not closed on its line"]),
        (
            "remains.csv",
            ",,transfer,,160,160,",
            ",,gift,,160,160,",
            &["remains.csv:3: `kind` is `gift`", "`transfer`, `total`"],
        ),
        (
            "events.csv",
            "2025-11-11,2025-11-15",
            "2025-11-11,2025-11-01",
            &["row E008: it ends on 2025-11-01 and begins on 2025-11-11"],
        ),
        ("events.csv", "https://tass.com", "tass.com", &["events.csv:2: `url` is `tass.com", "begins with `http`"]),
    ];
    for (file, from, to, words) in cases {
        assert_said(&broken(file, from, to), words);
    }
    assert_said(&said("events.csv", |_| String::new()), &["events.csv is empty"]);
}

#[test]
fn all_errors_of_all_tables_are_said_at_once() {
    let texts = FILES.map(|name| {
        let text = fs::read_to_string(folder().join(name)).expect("a shipped table");
        text.replace(",high,", ",sure,")
    });
    let problems = record::parse([0, 1, 2].map(|i| (FILES[i], texts[i].as_str())), SIDES).expect_err("broken");
    assert_eq!(problems.len(), 74 + 31 + 64, "one a row of high confidence");
    let json = problems.to_json();
    let place = |i: usize| (json[i]["line"].as_u64(), json[i]["column"].as_u64());
    assert_eq!(place(0).0, Some(2));
    assert!(place(0).1 > Some(100), "the column of the field, not of the line: {:?}", place(0));
}

#[test]
fn files_that_are_no_tables_are_refused() {
    let copy = || {
        let dir = tempfile::tempdir().expect("a folder");
        FILES.iter().for_each(|name| {
            fs::copy(folder().join(name), dir.path().join(name)).expect("a copy");
        });
        dir
    };
    let refused = |dir: &tempfile::TempDir| record::load(dir.path(), SIDES).expect_err("refused").to_string();
    let dir = copy();
    fs::remove_file(dir.path().join("events.csv")).expect("it was there");
    assert_said(&refused(&dir), &["there is no file", "events.csv", "exchanges.csv, remains.csv and events.csv"]);
    let dir = copy();
    fs::write(dir.path().join("remains.csv"), b"row_id,date\nB001,\xff\n").expect("written");
    assert_said(&refused(&dir), &["remains.csv:2 is not text in UTF-8"]);
    let dir = copy();
    fs::write(dir.path().join("remains.csv"), vec![b'x'; (1 << 20) + 1]).expect("written");
    assert_said(&refused(&dir), &["too large for a table of a record: 1048577 bytes"]);
    fs::write(dir.path().join("remains.csv"), "").expect("written");
    fs::remove_file(dir.path().join("events.csv")).expect("it was there");
    fs::create_dir(dir.path().join("events.csv")).expect("made");
    assert_said(&refused(&dir), &["events.csv is not a regular file"]);
}

/// The link from a scenario: words only, read strictly, kept in the resolved text.
mod link {
    use super::*;
    use backchannel::scenario::{Mark, load_str};

    const FULL: &str = include_str!("fixtures/full.toml");

    fn refused(from: &str, to: &str) -> String {
        assert!(FULL.contains(from), "{from}");
        load_str("full.toml", &FULL.replacen(from, to, 1), &[]).expect_err("refused").to_string()
    }

    #[test]
    fn it_becomes_what_it_says() {
        let scenario = load_str("full.toml", FULL, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let link = scenario.record.expect("it has one");
        assert_eq!((link.folder.as_str(), link.exchanges.index()), ("record", 0));
        assert_eq!((link.remains.map(|id| id.index()), link.children, link.political), (Some(1), None, None));
        assert_eq!((link.until, link.shock), (date(2025, 11, 20), Some(date(2025, 6, 6))));
        assert_eq!(link.mark("P1").map(|marked| marked.mark), Some(Mark::Tuned));
        assert_eq!(link.mark("P8").map(|marked| marked.mark), Some(Mark::Check));
        assert_eq!(link.mark("P3"), None);
    }

    #[test]
    fn it_moves_no_number_and_survives_resolving() {
        let with = load_str("full.toml", FULL, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let (before, rest) = FULL.split_once("[record]").expect("it has one");
        let after = &rest[rest.find("[sources").expect("sources follow")..];
        let without = load_str("full.toml", &format!("{before}{after}"), &[]).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(with.digest, without.digest);
        assert_ne!(with.text_digest, without.text_digest);
        assert!(without.record.is_none());
        let again = load_str("again.toml", &with.resolved, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!((again.record, again.text_digest), (with.record, with.text_digest));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (from, to, words) in [
            ("exchanges = \"pow\"", "exchanges = \"pov\"", &["unknown issue `pov`", "did you mean `pow`?"][..]),
            ("exchanges = \"pow\"\n", "", &["[record] has no `exchanges`"]),
            ("until = 2025-11-20", "until = 2024-11-20", &["`until` lies before the scenario begins", "2025-05-01"]),
            ("until = 2025-11-20\n", "", &["[record] has no `until`", "until = 2025-11-30"]),
            ("shock = 2025-06-06", "shok = 2025-06-06", &["unknown key `shok` in [record]", "did you mean `shock`?"]),
            ("[record.marks.P1]", "[record.marks.P11]", &["unknown pattern `P11`", "`P8`, `children`"]),
            ("mark = \"tuned\"", "mark = \"fitted\"", &["`fitted` is not a choice for `mark`", "`input`, `tuned`"]),
            ("mark = \"tuned\"\n", "", &["[record.marks.P1] has no `mark`"]),
        ] {
            assert_said(&refused(from, to), words);
        }
    }
}
