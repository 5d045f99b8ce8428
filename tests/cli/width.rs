//! Everything that the program says fits 80 columns; paths and addresses aside, which are as long as they are.

use backchannel::output::lines::{WIDTH, cells};
use backchannel::scenario::library;

use super::{
    program::{Bench, Done},
    shells::verbs,
};

/// No line is too long, and none has an escape code.
fn fits(done: Done) {
    for line in done.out.lines().chain(done.err.lines()) {
        assert!(!line.contains('\u{1b}'), "`{}` writes an escape code: {line:?}", done.line);
        let path = ["results/", "traces/", "https://"].iter().any(|part| line.contains(part));
        assert!(path || cells(line) <= WIDTH, "`{}` writes {} columns:\n{line}", done.line, cells(line));
    }
}

#[test]
fn every_scenario_fits_the_terminal() {
    let bench = Bench::new();
    for id in library::ids() {
        for line in [
            format!("run {id} -n 40"),
            format!("check {id}"),
            format!("check {id} --inputs"),
            format!("check {id} --all"),
            format!("trace {id} --out traces"),
            format!("trace {id} --all --out traces"),
        ] {
            fits(bench.run(&line).ok());
        }
    }
}

#[test]
fn every_comparison_fits_the_terminal() {
    let bench = Bench::new();
    for id in library::ids() {
        fits(bench.run(&format!("compare {id} --set rules.trust_gain=0.2 -n 40")).ok());
        fits(bench.run(&format!("compare {id} --set rules.regime=plural --explain 3")).ok());
    }
}

#[test]
fn the_larger_questions_fit_the_terminal() {
    let bench = Bench::new();
    for line in [
        "list",
        "new mine",
        "reproduce nosuch",
        "explain istanbul-2025 channels.istanbul.answer.ukraine -n 40",
        "explain guarantors rules.renege_guarantee -n 40",
        "compare istanbul-2025 --rival low-mandate=ukraine --rival bad-faith=russia -n 40",
        "compare record-2022-2025 --arm rules.trust_gain=0.2 --arm rules.regime=plural -n 20",
        "compare guarantors --arm rules.trust_gain=0.2 --arm mediators.saudi-arabia.out=true -n 40",
        "knockout istanbul-2025 --mediator turkey -n 40",
        "knockout record-2022-2025 --mediator uae --rule lost -n 20",
        "attribute istanbul-2025 --mediators turkey,uae -n 40",
        "sweep istanbul-2025 --vary channels.*.authority=0.2..1/3 --vary mediators.*.guarantor=0..1/3 -n 20",
        "sensitivity istanbul-2025 --method tornado -n 4",
        "sensitivity record-2022-2025 --method tornado -n 1",
        "sensitivity tutorial --over issues.pow.p_approval --rows 4 --trajectories 2 --inner 4 -n 20",
        "sensitivity tutorial --over issues.pow.p_*",
        "compare tutorial tutorial.toml",
        "sweep tutorial --vary channels.line.authority/4",
        "rnu tutorial",
        "run nosuch",
        "man nosuch",
    ] {
        fits(bench.run(line));
    }
}

#[test]
fn help_fits_the_terminal() {
    let bench = Bench::new();
    fits(bench.run("--help").ok());
    for verb in verbs(&bench) {
        fits(bench.run(&format!("{verb} --help")).ok());
    }
}

#[test]
fn plain_signs_where_the_locale_knows_no_others() {
    let bench = Bench::new();
    for line in ["run tutorial -n 40", "compare tutorial --set channels.line.authority=0.3 -n 40"] {
        let output = bench.command().args(line.split(' ')).env("LC_ALL", "C").output().unwrap();
        let done = Done::from(output, line);
        assert!(!done.out.contains(['━', '─', '│', '▁', '▇']), "{}", done.out);
        assert!(done.out.contains(['#', '=']), "{}", done.out);
    }
}
