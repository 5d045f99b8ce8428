//! `run` and `trace`: one arm, and one history of it.

use super::program::{Bench, WHOLE, names};

const FIGURES: [&str; 7] = ["acceptability", "funnel", "lanes", "network", "pauses", "returned", "waiting"];

#[test]
fn run_writes_what_it_promises() {
    let bench = Bench::new();
    let done = bench.run("run tutorial -n 60").ok().shows("mean ± margin").shows("In this model; not a forecast.");
    let done = done.says("report.html");
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
    let folder = bench.results("tutorial");
    assert!(done.out.contains(&folder), "{}", done.out);
    assert_eq!(names(&bench.at(&folder)), WHOLE);
    let mut figures: Vec<String> =
        FIGURES.iter().flat_map(|f| ["csv", "png", "svg"].map(|ending| format!("{f}.{ending}"))).collect();
    figures.sort();
    assert_eq!(names(&bench.at(&folder).join("figures")), figures);
    assert_eq!(bench.read(&format!("{folder}/replications.csv")).lines().count(), 61);
    assert!(
        bench
            .read(&format!("{folder}/summary.csv"))
            .starts_with("measure,side,category,statistic,estimate,standard_error,low,high,n,unit\n")
    );
    let report = bench.read(&format!("{folder}/report.html"));
    assert!(report.len() < 2_000_000 && !report.contains("src=\"http"));
    let manifest: serde_json::Value = serde_json::from_str(&bench.read(&format!("{folder}/manifest.json"))).unwrap();
    assert_eq!((&manifest["seed"], &manifest["replications"]), (&1.into(), &60.into()));
    assert_eq!(manifest["command"][1], "run");
    bench.run(&format!("check {folder}/scenario.resolved.toml")).ok();
}

/// A scenario that names a record gets the record's own figures, and the record on two of the others.
#[test]
fn a_record_is_drawn_beside_the_model() {
    let bench = Bench::new();
    bench.run("run record-2022-2025 -n 3").ok();
    let folder = bench.results("record-2022-2025");
    let figures = names(&bench.at(&folder).join("figures"));
    for name in ["calendar", "cumulative", "ratios", "remains"] {
        assert!(figures.contains(&format!("record-{name}.svg")), "{figures:?}");
        let svg = bench.read(&format!("{folder}/figures/record-{name}.svg"));
        assert!(
            svg.contains("Record to") && svg.contains("30\u{a0}Nov\u{a0}2025\u{a0}(") && !svg.contains("n\u{a0}="),
            "{name} has no replications to speak of"
        );
    }
    assert!(bench.read(&format!("{folder}/figures/pauses.csv")).lines().any(|line| line.starts_with("record,")));
    let returned = bench.read(&format!("{folder}/figures/returned.csv"));
    assert!(returned.lines().any(|line| line.ends_with(",7353")), "{returned}");
}

#[test]
fn an_answered_question_is_not_computed_again() {
    let bench = Bench::new();
    bench.run("run tutorial -n 40").ok();
    let folder = bench.results("tutorial");
    let manifest = format!("{folder}/manifest.json");
    let (before, digest) = (bench.read(&manifest), bench.table_digest(&folder));
    let again = bench.run("run tutorial -n 40 --threads 1").ok().says("answered already").says("--force");
    assert_eq!(again.out, format!("{folder}\n"));
    assert_eq!(bench.read(&manifest), before);
    let fresh = bench.run("run tutorial -n 40 --force --json").ok().json();
    assert_ne!(bench.read(&manifest), before, "--force writes it anew");
    assert_eq!(bench.table_digest(&folder), digest);
    assert_eq!(bench.run("run tutorial -n 40 --json").ok().says("answered already").json(), fresh);
    assert_eq!(names(&bench.at("results/tutorial")).len(), 1, "nothing beside it");
}

#[test]
fn json_has_the_facts_of_the_folder() {
    let bench = Bench::new();
    let value = bench.run("run tutorial -n 40 --seed 9 --json").ok().json();
    assert_eq!(value["folder"], bench.results("tutorial"));
    assert_eq!(value["manifest"]["seed"], 9);
    let lines = value["summary"].as_array().unwrap();
    let mean = lines.iter().find(|l| l["measure"] == "exchanges" && l["statistic"] == "mean").unwrap();
    assert!(mean["estimate"].is_number() && mean["standard_error"].is_number() && mean["side"].is_null());
    assert!(mean["low"].as_f64() < mean["high"].as_f64());
    assert_eq!((&mean["n"], &mean["unit"]), (&40.into(), &"exchanges".into()));
}

#[test]
fn a_precision_decides_how_many_histories_are_enough() {
    let bench = Bench::new();
    let done = bench.run("run tutorial --precision 2%").ok().shows("1,024 histories");
    let flat = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("at most 2% of the mean for prisoners returned to North, prisoners returned to South, exchanges")
    );
    assert!(flat.contains("That was so after 1,024."), "{flat}");
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
    let folder = bench.results("tutorial");
    let manifest: serde_json::Value = serde_json::from_str(&bench.read(&format!("{folder}/manifest.json"))).unwrap();
    let rule = manifest["stopping_rule"].as_str().unwrap();
    assert!(rule.starts_with("sequential: standard error at most 2%") && rule.ends_with("stopped at 1,024"), "{rule}");
    assert!(bench.read(&format!("{folder}/report.html")).contains("The number of histories was not fixed beforehand"));
    bench.run("run tutorial --precision 2%").ok().says("answered already");
    bench.run(&format!("reproduce {folder}")).ok().shows("1,024 replications");
    // The same histories by a fixed number are another question with the same answer.
    bench.run("run tutorial -n 1024 --out fixed").ok();
    let fixed = format!("fixed/tutorial/{}", names(&bench.at("fixed/tutorial"))[0]);
    assert_eq!(bench.table_digest(&fixed), bench.table_digest(&folder));
    assert!(!fixed.ends_with(folder.rsplit('/').next().unwrap()));
}

#[test]
fn a_precision_that_is_not_reached_says_so() {
    let bench = Bench::new();
    let done = bench.run("run children --precision 0.1% --at-most 1500").ok();
    let flat = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("The limit of 1,500 came first, with "), "{flat}");
    let done = bench.run("compare tutorial --set channels.line.trust=0.2 --precision 0.1% --at-most 1100").ok();
    let flat = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("The limit of 1,100 came first"), "{flat}");
    bench.run("run tutorial --precision 2").exits(2).says("as in 2%");
    bench.run("run tutorial --precision 2% -n 50").exits(2).says("cannot be used with");
    bench.run("run tutorial --at-most 50").exits(2).says("--precision");
}

#[test]
fn a_change_is_another_question() {
    let bench = Bench::new();
    for line in ["-n 30", "-n 31", "-n 30 --seed 2", "-n 30 --set channels.line.trust=0.3", "-n 30 --out elsewhere"] {
        bench.run(&format!("run tutorial {line}")).ok();
    }
    assert_eq!(names(&bench.at("results/tutorial")).len(), 4);
    assert_eq!(names(&bench.at("elsewhere/tutorial")).len(), 1);
    bench.args(["run", "tutorial", "-n", "30", "--set", "issues.pow.demand=1 per 40 d"]).ok();
    let resolved = names(&bench.at("results/tutorial")).into_iter().any(|digest| {
        bench.read(&format!("results/tutorial/{digest}/scenario.resolved.toml")).contains("0.025 per day")
    });
    assert!(resolved, "the change stands in the resolved scenario");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let bench = Bench::new();
    let digest = |threads: &str| {
        bench.run(&format!("run istanbul-2025 -n 700 --threads {threads} --force")).ok();
        bench.table_digest(&bench.results("istanbul-2025"))
    };
    let one = digest("1");
    assert_eq!(one, digest("2"));
    assert_eq!(one, digest("8"));
}

#[test]
fn a_single_history_is_enough() {
    let bench = Bench::new();
    bench.run("run tutorial -n 1").ok().shows("1 history");
    bench.args(["run", "tutorial", "-n", "3", "--set", "issues.pow.demand=1 per 9000 d"]).ok();
}

#[test]
fn trace_tells_a_dated_story_and_draws_it() {
    let bench = Bench::new();
    let story = bench.run("trace tutorial -k 3").ok().shows("Replication 3, seed 1").says("Lanes: results/tutorial/");
    assert!(story.out.lines().filter(|line| line.starts_with("2025-")).count() > 5, "{}", story.out);
    assert!(story.out.lines().all(|line| line.chars().count() <= 80), "{}", story.out);
    let files = names(&bench.at("results/tutorial"));
    assert_eq!(files.len(), 3, "{files:?}");
    assert!(files.iter().all(|f| f.starts_with("trace-3-seed-1-")), "{files:?}");
    let log = bench.run("trace tutorial -k 3 --json").ok().json();
    let events = log["events"].as_array().unwrap();
    assert!(events.len() > 5 && events[0]["date"].is_string() && events[0]["text"].is_string(), "{:?}", events.first());
    assert_eq!((&log["replication"], &log["seed"]), (&3.into(), &1.into()));
    let all = bench.run("trace tutorial -k 3 --all").ok().out;
    assert!(all.lines().count() > story.out.lines().count());
    bench.run("trace tutorial --channel lien").exits(2).says("there is no channel `lien`").says("line");
    bench.run("trace tutorial --issue cows").exits(2).says("there is no issue `cows`");
    bench.run("trace tutorial --from 5/5/2025").exits(2).says("2025-05-16");
    assert_eq!(bench.run("trace tutorial -k 3").ok().out, story.out);
    assert_ne!(bench.run("trace tutorial -k 4").ok().out, story.out);
    bench.write("file", "");
    bench.run("trace tutorial --out file").exits(2).says("file is not a folder").says("--out");
}
