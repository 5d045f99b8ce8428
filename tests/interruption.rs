//! Ctrl-C, `kill -9`, a second process, a full disk: nothing that looks finished and is not, and the next run succeeds.
#![cfg(unix)]

mod program;

use std::{
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use program::{Bench, Done, WHOLE, names};

fn start(bench: &Bench, line: &str) -> Child {
    let mut command = bench.command();
    command.args(line.split_whitespace()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(sent.is_ok(), "`kill` is there");
}

fn end(child: Child, line: &str) -> Done {
    Done::from(child.wait_with_output().expect("it ends"), line)
}

/// Folders of results that are not hidden are whole.
#[track_caller]
fn nothing_half_finished(bench: &Bench, scenario: &str) {
    let parent = bench.at("results").join(scenario);
    for name in names(&parent).iter().filter(|name| !name.starts_with('.')) {
        assert_eq!(names(&parent.join(name)), WHOLE, "{name} looks finished");
        let setup = backchannel::scenario::load(scenario.as_ref(), &[]).expect("a shipped scenario").setup;
        let figures = backchannel::output::charts::names(&setup).len();
        assert_eq!(names(&parent.join(name).join("figures")).len(), 3 * figures, "{name} looks finished");
    }
}

#[test]
fn ctrl_c_stops_a_long_run_at_once_and_leaves_nothing() {
    for (line, place, name) in [
        ("run istanbul-2025 -n 50000000", "results/istanbul-2025", "INT"),
        ("run istanbul-2025 -n 50000000 --threads 1", "results/istanbul-2025", "TERM"),
        ("compare tutorial --set channels.line.trust=0.2 -n 50000000", "results/tutorial-vs-tutorial", "INT"),
    ] {
        let bench = Bench::new();
        let child = start(&bench, line);
        let patience = Instant::now();
        while names(&bench.at(place)).is_empty() && patience.elapsed() < Duration::from_secs(20) {
            sleep(Duration::from_millis(20));
        }
        sleep(Duration::from_millis(300));
        let asked = Instant::now();
        signal(&child, name);
        let done = end(child, line).exits(75);
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?} to stop `{line}`", asked.elapsed());
        let done = done.says("stopped, as you asked").says("Run the same command again");
        assert!(done.out.is_empty(), "{}", done.out);
        assert!(names(&bench.at(place)).is_empty(), "{:?} is left", names(&bench.at(place)));
        bench.run(&line.replace("50000000", "50")).ok();
    }
}

/// Histories so long that a wave of the usual size would take a minute.
#[test]
fn ctrl_c_is_heard_among_long_histories() {
    let bench = Bench::new();
    bench.run("new long").ok();
    let text = bench.read("long.toml").replace("end = 2026-01-01", "end = 2095-01-01");
    bench.write("long.toml", text.replace("value = \"1 per 10 d\"", "value = \"5 per day\""));
    let line = "run long.toml -n 100000";
    let child = start(&bench, line);
    sleep(Duration::from_secs(3));
    let asked = Instant::now();
    signal(&child, "INT");
    end(child, line).exits(75);
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?} to stop", asked.elapsed());
}

/// Between two figures too: either it stops and leaves nothing, or it was done already.
#[test]
fn ctrl_c_at_any_moment_of_a_short_run() {
    let mut codes = Vec::new();
    for moment in 0..10 {
        let bench = Bench::new();
        let line = "run tutorial -n 200";
        let child = start(&bench, line);
        sleep(Duration::from_millis(50 + 60 * moment));
        signal(&child, "INT");
        let done = end(child, line);
        codes.push(done.code);
        match done.code {
            Some(75) => assert!(names(&bench.at("results/tutorial")).is_empty(), "after {moment}"),
            _ => nothing_half_finished(&bench, "tutorial"),
        }
        assert!(matches!(done.code, Some(0 | 75)), "{:?}: {}", done.code, done.err);
    }
    assert!(codes.contains(&Some(75)), "{codes:?}");
}

/// Moments that look random and are the same in every run.
fn moments(whole: Duration) -> impl Iterator<Item = Duration> {
    let mut state: u64 = 20_250_516;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        whole.mul_f64((state >> 33) as f64 / f64::from(1u32 << 31))
    })
}

#[test]
fn killed_at_any_moment_the_next_run_gives_the_undisturbed_answer() {
    let line = "run tutorial -n 3000";
    let undisturbed = Bench::new();
    let began = Instant::now();
    undisturbed.run(line).ok();
    let whole = began.elapsed();
    let digest = undisturbed.table_digest(&undisturbed.results("tutorial"));
    for (i, moment) in moments(whole).take(8).enumerate() {
        let bench = Bench::new();
        // Half of them while an older answer is being replaced.
        let forced = i % 2 == 1;
        if forced {
            bench.run(line).ok();
        }
        let mut child = start(&bench, if forced { "run tutorial -n 3000 --force" } else { line });
        sleep(moment);
        let _ = child.kill();
        let _ = child.wait();
        nothing_half_finished(&bench, "tutorial");
        bench.run(line).ok();
        nothing_half_finished(&bench, "tutorial");
        bench.run(&format!("{line} --force")).ok();
        assert_eq!(bench.table_digest(&bench.results("tutorial")), digest, "after {moment:?}");
        assert_eq!(names(&bench.at("results/tutorial")).len(), 1, "what the killed process left is cleared");
    }
}

#[test]
fn of_two_processes_on_one_question_one_answers_it() {
    let bench = Bench::new();
    let line = "run tutorial -n 20000 --threads 1";
    let both = [start(&bench, line), start(&bench, line)].map(|child| end(child, line));
    let computed = |done: &&Done| done.err.contains("Report:");
    assert_eq!(both.iter().filter(computed).count(), 1, "{} / {}", both[0].err, both[1].err);
    for done in both {
        match done.code {
            Some(1) => drop(done.says("another backchannel is working on this very question").says("Wait until")),
            _ if done.err.contains("Report:") => drop(done.ok()),
            _ => drop(done.ok().says("answered already")),
        }
    }
    nothing_half_finished(&bench, "tutorial");
    bench.run(line).ok().says("answered already");
}

#[test]
fn a_file_where_the_results_should_go() {
    let bench = Bench::new();
    bench.write("taken", "precious");
    for line in
        ["run tutorial -n 10 --out taken", "run tutorial -n 10 --out taken/deep/down", "trace tutorial --out taken"]
    {
        bench.run(line).exits(2).says("error: taken is not a folder").says("--out");
    }
    bench.write("results", "precious too");
    bench.run("compare tutorial --set channels.line.trust=0.2 -n 10").exits(2).says("results is not a folder");
    assert_eq!((bench.read("taken"), bench.read("results")), ("precious".into(), "precious too".into()));
}

/// Limits in blocks of half a kilobyte or of one: at the first file, among the rows, among the figures.
#[test]
fn a_write_that_fails_half_way() {
    let bench = Bench::new();
    let limited = |blocks: u32, flags: &str| {
        let line = format!("ulimit -f {blocks} && exec \"$B\" run tutorial {flags}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(bench.path()).env("B", env!("CARGO_BIN_EXE_backchannel"));
        Done::from(shell.output().expect("a shell"), &line)
    };
    for (blocks, flags, file) in
        [(1, "-n 200", "partial/"), (100, "-n 2000", "replications.csv"), (300, "-n 200", "partial/")]
    {
        let done = limited(blocks, flags).exits(1).says("error: cannot write results/tutorial/").says(file);
        let done = done.says("Nothing was lost.").says("raise it (ulimit -f), then run the same command again");
        assert!(done.out.is_empty());
        assert!(names(&bench.at("results/tutorial")).is_empty(), "{:?}", names(&bench.at("results/tutorial")));
    }
    bench.run("run tutorial -n 200").ok();
    let before = bench.read(&format!("{}/manifest.json", bench.results("tutorial")));
    limited(300, "-n 200 --force").exits(1);
    nothing_half_finished(&bench, "tutorial");
    assert_eq!(bench.read(&format!("{}/manifest.json", bench.results("tutorial"))), before, "the old answer stays");
}

/// Root may write anywhere, so there this says nothing.
#[test]
fn a_folder_that_may_not_be_written_to() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let locked = bench.at("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::create_dir(locked.join("x")).is_ok() {
        return;
    }
    bench.run("run tutorial -n 10 --out locked").exits(1).says("cannot write locked").says("where you may write");
}
