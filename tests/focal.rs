//! Each kind of focal issue has words of its own: where it is no exchange of prisoners, nothing says that it is one.

mod program;

use backchannel::{
    experiment::focal::Focal,
    output::charts,
    scenario::{Patch, Scenario, library::SHIPPED, load},
};
use program::{Bench, names};

/// The kinds that no shipped scenario need have, as changes of one that has every issue.
const CHANGED: [(&str, Focal); 4] = [
    ("scenario.focal=grain", Focal::Arrangement),
    ("scenario.focal=treaty", Focal::Agreement),
    ("scenario.focal=children", Focal::Return),
    ("scenario.focal=foreigners", Focal::Return),
];
const HAS_EVERY_ISSUE: &str = "record-2022-2025";

/// Runs it and holds table, report and figures to the words of its kind.
#[track_caller]
fn words_are_right(scenario: &Scenario, line: &str) {
    let bench = Bench::new();
    let done = bench.run(line).ok();
    let focal = Focal::of(&scenario.setup);
    let folder = bench.results(&scenario.head.id);
    let files = names(&bench.at(&format!("{folder}/figures")));
    let drawn = charts::names(&scenario.setup);
    for name in &drawn {
        assert!(files.contains(&format!("{name}.svg")), "{line}: {name} in {files:?}");
    }
    let ratios = focal == Focal::Exchange && drawn.contains(&"waiting");
    assert_eq!(drawn.contains(&"acceptability"), ratios, "{line}");
    let report = bench.read(&format!("{folder}/report.html"));
    let headline = between(&report, "id=\"headline\"", "</section>");
    let terminal = between(&done.out, " histories  ", "In this model;").split("Beside the record").next().unwrap_or("");
    let svg = |name: &str| bench.read(&format!("{folder}/figures/{name}.svg"));
    let shown: String = drawn.iter().filter(|name| **name != "lanes").map(|name| svg(name)).collect();
    for text in [headline, terminal, &shown] {
        assert!(!text.to_lowercase().contains("swap"), "{line}: people are exchanged or returned: {text}");
        assert!(!text.contains("execution"), "{line}: {text}");
    }
    assert!(headline.contains(focal.many()) && terminal.contains(focal.unit()), "{line}: {headline}");
    let no_row = |label: &str| !headline.contains(label) && !terminal.contains(label);
    if no_row("to the first") && no_row("longest") {
        assert!(no_row("waits to its last day"), "{line}: a note on a row that is not there");
    }
    if focal == Focal::Exchange {
        return;
    }
    let of_the_issue = ["waiting", "funnel", "pauses"].map(svg);
    for text in of_the_issue.iter().map(String::as_str).chain([headline, terminal]) {
        assert!(!text.to_lowercase().contains("exchange"), "{line}: {text}");
    }
    if focal == Focal::Return {
        assert!(!svg("returned").to_lowercase().contains("exchange"), "{line}");
        assert!(svg("returned").contains("Returned to"), "{line}");
    } else {
        assert!(!svg("funnel").contains("across"), "{line}: nobody crosses");
    }
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}")).0
}

#[test]
fn every_shipped_scenario_has_the_words_of_its_kind() {
    for (id, _) in SHIPPED {
        let scenario = load(id.as_ref(), &[]).expect("a shipped scenario");
        words_are_right(&scenario, &format!("run {id} -n 40"));
    }
}

#[test]
fn what_could_only_be_empty_is_not_drawn() {
    let drawn = |id: &str| charts::names(&load(id.as_ref(), &[]).expect("a shipped scenario").setup);
    assert_eq!(drawn("belarus-embassy"), ["network", "lanes", "funnel"], "no channel carries prisoners");
    assert_eq!(drawn("paris-1969"), ["network", "returned", "lanes", "funnel"], "they come home after the war alone");
    assert_eq!(drawn("tutorial").len(), 7);
}

#[test]
fn every_kind_has_its_words() {
    for (change, kind) in CHANGED {
        let patch = Patch::parse(change).expect("a change");
        let scenario = load(HAS_EVERY_ISSUE.as_ref(), &[patch]).expect("a sound change");
        assert_eq!(Focal::of(&scenario.setup), kind);
        words_are_right(&scenario, &format!("run {HAS_EVERY_ISSUE} --set {change} -n 20"));
    }
}

/// In a world where nothing is random a mean has neither margin nor more digits than it means.
#[test]
fn an_exact_mean_has_no_margin() {
    let bench = Bench::new();
    let done = bench.run("run end-of-war-only -n 30").ok().shows("No margin: these means are the same");
    let table = between(&done.out, " histories  ", "No margin");
    let longest = table.split_whitespace().map(|word| word.matches(|c: char| c.is_ascii_digit()).count()).max();
    assert!(!table.contains("± ") || table.matches('±').count() == 1, "only the head has one: {table}");
    assert!(longest < Some(11), "{table}");
    let report = bench.read(&format!("{}/report.html", bench.results("end-of-war-only")));
    let headline = between(&report, "id=\"headline\"", "</section>");
    assert!(!headline.contains("longest pause") && !headline.contains("An interval says"), "{headline}");
}

/// The table, the report and the figure of a comparison have the same rows, with what comes on other issues.
#[test]
fn a_comparison_shows_all_that_comes() {
    let bench = Bench::new();
    let line = "compare record-2022-2025 --set rules.patience=25d -n 20";
    let done = bench.run(line).ok();
    let folder = bench.results("record-2022-2025-vs-record-2022-2025");
    let figure = bench.read(&format!("{folder}/figures/difference.csv"));
    let report = bench.read(&format!("{folder}/report.html"));
    let differences = bench.read(&format!("{folder}/differences.csv"));
    for row in ["Ukraine: return of children", "Russia: remains of the dead", "exchanges", "cases that delivered"] {
        assert!(done.out.contains(row) && figure.contains(row) && report.contains(row), "{row}");
    }
    for row in ["children_returned,ukraine,", "remains_returned,russia,", "grain_executed,,", "share_grain_in_force,,"]
    {
        assert!(differences.lines().any(|line| line.contains(&format!(",{row}"))), "{row}");
    }
    bench.run("compare paris-1969 --set channels.paris.authority=0.8 -n 20").ok().shows("days in captivity");
}
