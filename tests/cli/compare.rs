//! `compare` and `reproduce`: arms beside a base, and the same again.

use std::fs;

use sha2::{Digest, Sha256};

use super::program::{Bench, names};

#[test]
fn compare_a_base_with_a_change() {
    let bench = Bench::new();
    let done = bench.run("compare tutorial --set channels.line.authority=0.3 -n 200").ok();
    let done = done.shows("Variant: channels.line.authority=0.3").shows("difference ± margin").shows("lower");
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
    let files = names(&bench.at(&bench.results("tutorial-vs-tutorial")));
    for file in ["manifest.json", "differences.csv", "report.html", "replications-base.csv", "summary-variant.csv"] {
        assert!(files.iter().any(|f| f == file), "{file} in {files:?}");
    }
    let again = bench.run("compare tutorial --set channels.line.authority=0.3 -n 200 --json").ok();
    let value = again.says("answered already").json();
    let difference = value["differences"].as_array().unwrap().iter().find(|d| d["measure"] == "exchanges").unwrap();
    assert!(difference["high"].as_f64().unwrap() < 0.0, "{difference}");
    assert_eq!(value["manifest"]["arms"].as_array().unwrap().len(), 2);
    bench.run(&format!("reproduce {}", bench.results("tutorial-vs-tutorial"))).ok().shows("same: 7 tables");
}

#[test]
fn compare_two_files() {
    let bench = Bench::new();
    bench.run("new base").ok();
    bench
        .write("variant.toml", "extends = \"base.toml\"\nscenario.title = \"Less trust\"\nchannels.line.trust = 0.1\n");
    bench.run("compare base.toml variant.toml -n 50").ok().shows("Variant: Less trust");
    bench.run("compare base.toml base.toml -n 50").ok().shows("the same");
    bench.run("compare base.toml variant.toml -n 2 --set channels.line.trust=0.2").ok().shows("trust=0.2");
    bench.run("compare base.toml variant.toml -n 1").ok().shows("too few");
}

/// A comparison of the tutorial with three arms, one of which changes nothing that ever acts.
const ARMS: [&str; 6] = [
    "--arm",
    "Small mandate: channels.line.authority=0.2; channels.line.trust=0.2",
    "--arm",
    "No friend: mediators.friend.out=true",
    "--arm",
    "As it is: channels.line.trust=0.5",
];

#[test]
fn compare_many_arms() {
    let bench = Bench::new();
    let ask = |more: &[&'static str]| bench.args([&["compare", "tutorial", "-n", "400"], &ARMS[..], more].concat());
    let done = ask(&[]).ok();
    for words in ["Arm: Small mandate (channels.line.authority=0.2,", "Šidák", "all 6 pairs", " > ", "the same"] {
        let page = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(words.trim()), "no `{words}` in\n{}", done.out);
    }
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
    let folder = bench.results("tutorial-vs-3-arms");
    let files = names(&bench.at(&folder));
    for file in ["replications-base.csv", "summary-small-mandate.csv", "no-friend.resolved.toml", "ranking.csv"] {
        assert!(files.iter().any(|f| f == file), "{file} in {files:?}");
    }
    assert!(bench.at(&format!("{folder}/figures/forest.svg")).is_file());
    let report = bench.read(&format!("{folder}/report.html"));
    for words in ["What is other in: Small mandate", "The arms in order", "simultaneous 95% interval"] {
        assert!(report.contains(words), "{words}");
    }
    bench.run(&format!("reproduce {folder}")).ok().shows("same: 16 tables");

    let value = ask(&["--json"]).ok().says("answered already").json();
    let find = |arm: &str, statistic: &str, measure: &str| {
        let list = value["differences"].as_array().unwrap();
        list.iter().find(|d| d["arm"] == arm && d["statistic"] == statistic && d["measure"] == measure).unwrap().clone()
    };
    let small = find("Small mandate", "mean", "exchanges");
    assert!(small["simultaneous_high"].as_f64() < Some(0.0) && small["verdict"] == "lower", "{small}");
    assert!(small["simultaneous_low"].as_f64() < small["low"].as_f64(), "wider than by itself: {small}");
    assert!(small["variance_reduction"].as_f64() > Some(1.0), "{small}");
    for statistic in ["mean", "p50"] {
        assert_eq!(find("As it is", statistic, "exchanges")["verdict"], "the same");
    }
    assert!(find("Small mandate", "restricted mean", "pause")["difference"].as_f64() > Some(0.0));
    let ranking = value["ranking"].as_array().unwrap();
    let exchanges: Vec<_> = ranking.iter().filter(|place| place["measure"] == "exchanges").collect();
    let place = |arm: &str| exchanges.iter().find(|place| place["arm"] == arm).unwrap()["group"].as_u64();
    assert_eq!(place("base"), place("As it is"), "what is the same is not ranked");
    assert!(place("base") < place("Small mandate"));
}

#[test]
fn arms_are_told_apart() {
    let bench = Bench::new();
    bench.run("new base").ok();
    bench.write("low.toml", "extends = \"base.toml\"\nchannels.line.trust = 0.1\n");
    bench.write("high.toml", "extends = \"base.toml\"\nchannels.line.trust = 0.9\n");
    let done = bench.run("compare base.toml low.toml high.toml --arm sides.north.tolerance=0.1 -n 30").ok();
    done.shows("  low").shows("  high").shows("sides.north.tolerance=0.1");
    let refused = bench.run("compare base.toml low.toml high.toml --set channels.line.trust=0.2").exits(2);
    refused.says("change one arm, and 2 files are 2 arms").says("--arm \"NAME: channels.line.trust=0.2\"");
    bench.run("compare base.toml low.toml low.toml").exits(2).says("two arms are called `low`");
    for (said, words) in [
        ("nothing: ", "changes nothing"),
        (" : channels.line.trust=0.2", "has a blank name"),
        ("channels.lime.trust=0.2", "channels.lime"),
        ("nosuch", "nosuch"),
    ] {
        bench.args(["compare", "base.toml", "--arm", said]).exits(2).says(words);
    }
    let base = ["compare", "base.toml", "low.toml", "--arm", "Base: channels.line.trust=0.2"];
    bench.args(base).exits(2).says("cannot be called `base`");
    let rival = ["compare", "base.toml", "-n", "20", "--arm", "Told: low-mandate=north@line; channels.line.trust=0.4"];
    bench
        .args(rival)
        .ok()
        .shows("Variant: Told (low-mandate=north@line, channels.line.trust=0.4)")
        .shows("Who argues it:");
}

/// In the variant an event of the script comes earlier, so that its first difference is known.
#[test]
fn explain_tells_the_first_event_that_differs() {
    let bench = Bench::new();
    bench.run("new base").ok();
    let base = bench.read("base.toml") + "[events.news]\non = 2025-09-01\nshock = { severity = 0.5 }\n";
    bench.write("base.toml", base);
    bench.write("news.toml", "extends = \"base.toml\"\nevents.news.on = 2025-04-01\n");
    let done = bench.run("compare base.toml news.toml --explain 3 --json").ok().json();
    let arm = &done["arms"][0];
    assert_eq!((arm["arm"].as_str(), arm["in_arm"]["date"].as_str()), (Some("news"), Some("2025-04-01")), "{arm}");
    assert_eq!(arm["in_arm"]["scripted"], true);
    assert!(arm["common"]["day"].as_f64() <= arm["in_arm"]["day"].as_f64());
    assert!(arm["in_base"]["day"].as_f64() >= arm["in_arm"]["day"].as_f64());
    let told = bench.run("compare base.toml news.toml --explain 3").ok();
    let told = told.shows("The last thing that both have in common:").shows("Then, in the base:").shows("2025-04-01");
    told.shows("The base came to this:").shows("took place on").shows("One history is no evidence");
    assert!(names(&bench.at("results")).is_empty(), "nothing is written");
    bench.run("compare base.toml base.toml --explain 3").ok().shows("Nothing differs");
}

#[test]
fn compare_refuses_what_cannot_be_compared() {
    let bench = Bench::new();
    bench.run("compare tutorial").exits(2).says("nothing to compare tutorial with").says("--set");
    bench.run("compare tutorial istanbul-2025").exits(2).says("cannot be compared").says("same start, end");
    bench.run("compare tutorial --set scenario.end=2026-02-01").exits(2).says("cannot be compared");
    bench.run("compare tutorial nosuch.toml").exits(2).says("there is no file nosuch.toml");
    assert!(names(bench.path()).is_empty());
}

/// A bench with one small answer, and its folder.
fn answered() -> (Bench, String) {
    let bench = Bench::new();
    bench.run("run tutorial -n 40").ok();
    let folder = bench.results("tutorial");
    (bench, folder)
}

fn edit(bench: &Bench, file: &str, from: &str, to: &str) {
    let text = bench.read(file);
    assert!(text.contains(from), "{from} in {file}");
    fs::write(bench.at(file), text.replacen(from, to, 1)).unwrap();
}

#[test]
fn reproduce_says_same() {
    let (bench, folder) = answered();
    let before = names(&bench.at("results/tutorial"));
    bench.run(&format!("reproduce {folder}")).ok().shows("same: 3 tables, 40 replications");
    bench.run(&format!("reproduce {folder} --threads 1")).ok();
    assert_eq!(names(&bench.at("results/tutorial")), before, "it leaves nothing");
    fs::rename(bench.at(&folder), bench.at("moved")).unwrap();
    bench.run("reproduce moved").ok();
}

#[test]
fn reproduce_names_the_first_difference() {
    let (bench, folder) = answered();
    let table = format!("{folder}/replications.csv");
    let text = bench.read(&table);
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    lines[17] = lines[17].replacen("16,", "16,9", 1);
    let changed = lines.join("\n") + "\n";
    bench.write(&table, &changed);
    let reproduce = format!("reproduce {folder}");
    bench.run(&reproduce).exits(1).says("replications.csv has been changed since it was written");

    let digest: String = Sha256::digest(changed.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    let manifest = format!("{folder}/manifest.json");
    edit(&bench, &manifest, &bench.table_digest(&folder), &digest);
    bench.run(&reproduce).exits(1).says("different: replications.csv, line 18").says("then: 16,9").says("now: 16,");

    bench.write(&table, &text);
    bench.run(&reproduce).exits(1).says("another digest in the manifest");
    fs::remove_file(bench.at(&table)).unwrap();
    bench.run(&reproduce).exits(1).says("cannot be read");
}

#[test]
fn reproduce_wants_a_folder_that_the_program_wrote() {
    let (bench, folder) = answered();
    let manifest = format!("{folder}/manifest.json");
    let good = bench.read(&manifest);
    let reproduce = format!("reproduce {folder}");
    for (text, words) in [
        ("", "not a manifest"),
        ("junk", "not a manifest"),
        ("{}", "not a manifest"),
        ("\u{0}\u{1}", "not a manifest"),
        (&good.replace("\"results_version\": 3", "\"results_version\": 99"), "written by results version 99"),
        (&good.replace("\"replications\": 40", "\"replications\": 0"), "a replication at least"),
        (&good.replace("\"seed\": 1", "\"seed\": \"one\""), "not a manifest"),
    ] {
        bench.write(&manifest, text);
        bench.run(&reproduce).exits(2).says(words).says("manifest.json");
    }
    bench.write(&manifest, &good);
    let scenario = format!("{folder}/scenario.resolved.toml");
    edit(&bench, &scenario, "0.5", "0.4");
    bench.run(&reproduce).exits(1).says("scenario.resolved.toml has been changed since it was written");
    fs::remove_file(bench.at(&scenario)).unwrap();
    bench.run(&reproduce).exits(2).says("scenario.resolved.toml");
    fs::remove_file(bench.at(&manifest)).unwrap();
    bench.run(&reproduce).exits(2).says("name a folder that `run` or `compare` has written");
    bench.run("reproduce nowhere").exits(2).says("nowhere");
}

/// A rival explanation comes with its words and its mirror.
#[test]
fn a_rival_explanation_says_what_it_says() {
    let bench = Bench::new();
    let page = bench.run("compare tutorial --rival low-mandate=north@line -n 20").ok().out;
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "lacks the authority",
        "Who argues it:",
        "If it holds, this should show: Small deals",
        "low-mandate=south@line",
    ] {
        assert!(page.contains(words), "no `{words}` in\n{page}");
    }
    bench.run("list").ok().shows("--rival learning");
}
