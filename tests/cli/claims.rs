//! Claims as their reader meets them: on the terminal, in a table, for programs, and again.

use super::program::Bench;

const CLAIMS: &str = r#"
extends = "tutorial.toml"
[[claim]]
says = "A weaker mandate on the line halves the exchanges."
by = "Somebody"
with = { "channels.line.authority" = 0.2 }
measure = "exchanges"
change = "at most -50%"
[[claim]]
says = "Half of the histories see an exchange within the year."
measure = "first_exchange"
statistic = "median"
value = "at most 365 d"
"#;

#[test]
fn a_run_answers() {
    let bench = Bench::new();
    bench.write("claims.toml", CLAIMS);
    bench.run("check claims.toml").ok().shows("WHAT IS CLAIMED OF THE RESULTS").shows("(Somebody)");
    let claims = bench.run("check claims.toml --json").ok().json()[0]["claims"].clone();
    assert_eq!(claims[0]["with"], "channels.line.authority = 0.2");
    let done = bench.run("run claims.toml -n 300").ok();
    done.shows("What is claimed, and what this model says").shows("Holds in this model.");
    let folder = bench.results("claims");
    assert!(bench.read(&format!("{folder}/report.html")).contains("What is claimed, and what this model says"));
    let facts = bench.run("run claims.toml -n 300 --json").ok().says("answered already").json();
    assert_eq!(facts["claims"][1]["answer"], "holds");
    assert_eq!(facts["claims"][1]["unit"], "days");
    bench.run(&format!("reproduce {folder}")).ok().shows("same: 4 tables");
    // other claims are another question
    bench.write("claims.toml", CLAIMS.replace("-50%", "-90%"));
    let done = bench.run("run claims.toml -n 300").ok();
    assert!(!done.err.contains("answered already"), "{}", done.err);
}

#[test]
fn a_comparison_answers_for_both() {
    let bench = Bench::new();
    bench.write("claims.toml", CLAIMS);
    let line = "compare claims.toml --set channels.line.trust=0.1 -n 200";
    bench.run(line).ok().shows("base: ").shows("channels.line.trust=0.1: ");
    let facts = bench.run(&format!("{line} --json")).ok().json();
    let arms: Vec<&str> =
        facts["claims"].as_array().unwrap().iter().map(|claim| claim["arm"].as_str().unwrap()).collect();
    let changed = "channels.line.trust=0.1";
    assert_eq!(arms, ["base", changed, "base", changed]);
    bench.run(&format!("reproduce {}", bench.results("claims-vs-claims"))).ok().shows("same: 8 tables");
}
