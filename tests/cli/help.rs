//! Every verb's help has an example, and the example runs.

use super::program::{Bench, Done};

const VERBS: [&str; 16] = [
    "list",
    "new",
    "check",
    "run",
    "trace",
    "compare",
    "explain",
    "knockout",
    "attribute",
    "sweep",
    "sensitivity",
    "report",
    "reproduce",
    "schema",
    "completions",
    "man",
];

fn examples(bench: &Bench, verb: &str) -> Vec<String> {
    let help = bench.run(&format!("{verb} --help")).ok().out;
    let joined = help.replace("\\\n", " ");
    let lines = joined.lines().map(str::trim).filter(|line| line.starts_with(&format!("backchannel {verb}")));
    let examples: Vec<String> = lines.map(String::from).collect();
    assert!(!examples.is_empty(), "an example in\n{help}");
    examples
}

/// The program's part of a line for a shell, made quick.
fn runs(bench: &Bench, example: &str) -> Done {
    let line = example.split(" > ").next().unwrap_or("").trim_start_matches("backchannel ");
    let plays = ["run", "compare", "knockout"].iter().any(|verb| line.starts_with(verb));
    let quick = if plays && !line.contains("--precision") { " -n 50" } else { "" };
    bench.run(&format!("{line}{quick}")).ok()
}

#[test]
fn the_examples_run() {
    let bench = Bench::new();
    bench.run("new base").ok();
    bench.write("variant.toml", "extends = \"base.toml\"\nchannels.line.trust = 0.1\n");
    bench.run("run tutorial -n 50").ok();
    let folder = bench.results("tutorial");
    for verb in VERBS {
        for example in examples(&bench, verb) {
            // The digest in the example is nobody's.
            runs(&bench, &example.replace("results/tutorial/0123456789ab", &folder));
        }
    }
}

#[test]
fn help_names_every_verb() {
    let bench = Bench::new();
    let help = bench.run("--help").ok().out;
    assert!(VERBS.iter().all(|verb| help.contains(verb)), "{help}");
    assert!(bench.run("").exits(2).err.contains("Usage"));
    bench.run("--version").ok().shows(env!("CARGO_PKG_VERSION"));
    bench.run("comprae tutorial").exits(2).says("'compare'");
}
