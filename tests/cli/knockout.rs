//! `knockout` and `attribute`: who is taken out, what is said of it, and that it can be reproduced.

use super::program::{Bench, names};

#[test]
fn knockout_shows_three_rules_and_where_the_business_goes() {
    let bench = Bench::new();
    let done = bench.run("knockout istanbul-2025 --mediator uae,turkey -n 300").ok();
    let done = done.shows("their cases are lost").shows("omething changes in").shows("no channel took it");
    let done = done.shows("direct | without").shows("times as precise");
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
    let folder = bench.results("istanbul-2025-without-uae-turkey");
    let files = names(&bench.at(&folder));
    for file in ["business.csv", "routes.csv", "differences.csv", "lost.resolved.toml", "summary-re-routed.csv"] {
        assert!(files.iter().any(|f| f == file), "{file} in {files:?}");
    }
    assert!(bench.read(&format!("{folder}/report.html")).contains("Where the business goes"));
    assert!(names(&bench.at(&folder).join("figures")).iter().any(|f| f == "routes.svg"));
    // Who is taken out loses all that came to the idle channels, and lost is what nobody takes.
    let table = bench.read(&format!("{folder}/business.csv"));
    let mut idle = table.lines().filter(|line| line.starts_with("lost,channel,") && line.contains(",yes,cases,"));
    assert!(idle.clone().count() > 0 && idle.all(|line| line.split(',').nth(5) == Some("0")), "{table}");
    bench.run(&format!("reproduce {folder}")).ok().shows("same: ");
    bench.run("knockout istanbul-2025 --mediator uae,turkey -n 300").ok().says("answered already");
}

#[test]
fn a_placebo_changes_exactly_nothing() {
    let bench = Bench::new();
    let tutorial = backchannel::scenario::library::find("tutorial").unwrap().1;
    let text = tutorial.replacen("mediators = [", "mediators = [\"nobody\", ", 1) + "\n[mediators.nobody]\nstays = 0\n";
    bench.write("placebo.toml", text);
    let done = bench.run("knockout placebo.toml --mediator nobody -n 200").ok();
    let done = done.shows("Exactly zero: nothing changes in any of 200 histories, in this model.");
    assert!(!done.out.contains("omething changes"), "{}", done.out);
    let shares = bench.run("attribute placebo.toml --mediators friend,nobody --rule lost -n 200").ok();
    shares.shows("exactly 0").shows("friend has the largest share");
}

#[test]
fn attribute_says_shares_that_sum_to_the_whole() {
    let bench = Bench::new();
    let line = "attribute tutorial --mediators friend --channels line --rule lost,re-routed -n 400";
    let done = bench.run(line).ok().shows("as it stands").shows("all together").shows("in this model");
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
    let folder = bench.results("tutorial-attribute");
    let mut reader = csv::Reader::from_path(bench.at(&folder).join("shares.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let number = |row: &csv::StringRecord| row[5].parse::<f64>().unwrap();
    let wholes: Vec<_> = rows.iter().filter(|row| &row[4] == "whole").collect();
    assert!(wholes.len() > 10);
    for whole in wholes {
        let parts = rows.iter().filter(|row| (&row[0], &row[1], &row[4]) == (&whole[0], &whole[1], "share"));
        let sum: f64 = parts.map(number).sum();
        assert!((sum - number(whole)).abs() <= 1e-9 * number(whole).abs().max(1.0), "{whole:?}: {sum}");
    }
    assert_eq!(
        bench.read(&format!("{folder}/coalitions.csv")).lines().filter(|l| l.contains(",exchanges,")).count(),
        7
    );
    bench.run(&format!("reproduce {folder}")).ok().shows("same: 2 tables");
    bench.run(line).ok().says("answered already");
}

#[test]
fn who_cannot_be_taken_out_is_named() {
    let bench = Bench::new();
    bench.run("knockout istanbul-2025 --mediator turky").exits(2).says("no `turky`").says("`turkey`");
    bench.run("knockout istanbul-2025").exits(2).says("--mediator");
    bench.run("knockout istanbul-2025 --mediator turkey,turkey").exits(2).says("named twice");
    bench.run("knockout istanbul-2025 --mediator turkey --rule rerouted").exits(2).says("re-routed");
    bench.run("knockout istanbul-2025 --mediator uae --set mediators.uae.out=true").exits(2).says("out=false");
    bench.run("attribute istanbul-2025 --mediators turkey").exits(2).says("2 to 8").says("knockout");
    assert!(names(bench.path()).is_empty());
}
