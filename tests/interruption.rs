//! Ctrl-C, `kill -9`, a second process, a full disk: nothing that looks finished and is not; the next run succeeds, and
//! goes on where the work of one that took long was left.
#![cfg(unix)]

mod program;

use std::{
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use program::{Bench, Done, WHOLE, names};

fn start(bench: &Bench, line: &str) -> Child {
    start_with(bench.command(), line)
}

/// With a checkpoint so often that every part of a second has its own.
fn often(bench: &Bench) -> Command {
    let mut command = bench.command();
    command.env("BACKCHANNEL_CHECKPOINT_SECONDS", "0.02");
    command
}

fn start_with(mut command: Command, line: &str) -> Child {
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

/// What is there but hidden: whole folders.
fn shown(bench: &Bench, place: &str) -> Vec<String> {
    names(&bench.at(place)).into_iter().filter(|name| !name.starts_with('.')).collect()
}

#[test]
fn ctrl_c_stops_a_long_run_at_once_and_shows_nothing_half_finished() {
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
        let done = done.says("stopped, as you asked; run the same command again to go on where it stopped");
        assert!(done.out.is_empty(), "{}", done.out);
        assert!(shown(&bench, place).is_empty(), "{:?} is left", names(&bench.at(place)));
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

/// Between two figures too: either it stops and shows nothing, or it was done already.
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
            Some(75) => assert!(shown(&bench, "results/tutorial").is_empty(), "after {moment}"),
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

/// The digests of all value tables.
fn tables(bench: &Bench, folder: &str) -> serde_json::Value {
    let manifest: serde_json::Value = serde_json::from_str(&bench.read(&format!("{folder}/manifest.json"))).unwrap();
    manifest["tables"].clone()
}

/// Killed again and again on its way, a question still comes to its undisturbed answer, each process going on from the
/// one before.
#[test]
fn killed_again_and_again_it_goes_on_to_the_undisturbed_answer() {
    for (line, place) in [
        ("run tutorial --precision 0.2% --at-most 40000", "tutorial"),
        ("run record-2022-2025 -n 1000", "record-2022-2025"),
        (
            "compare tutorial --arm channels.line.trust=0.2 --arm mediators.friend.out=true -n 15000",
            "tutorial-vs-2-arms",
        ),
    ] {
        let (undisturbed, bench) = (Bench::new(), Bench::new());
        let began = Instant::now();
        undisturbed.run(line).ok();
        let whole = began.elapsed();
        let mut went_on = 0;
        let mut take = |done: &Done| went_on += u32::from(done.err.contains("Going on after"));
        for (i, moment) in moments(whole).take(4).enumerate() {
            let mut child = start_with(often(&bench), line);
            sleep(moment / 2);
            if i % 3 == 2 {
                signal(&child, "INT");
            } else {
                let _ = child.kill();
            }
            take(&end(child, line));
            nothing_half_finished(&bench, place);
        }
        take(&end(start_with(often(&bench), line), line).ok());
        assert!(went_on > 0, "`{line}` never went on");
        assert_eq!(tables(&bench, &bench.results(place)), tables(&undisturbed, &undisturbed.results(place)), "{line}");
        bench.run(&format!("reproduce {}", bench.results(place))).ok();
    }
}

/// Stops a run once it has a checkpoint, and says where that is.
fn stopped(bench: &Bench, line: &str) -> std::path::PathBuf {
    let mut child = start_with(often(bench), line);
    let checkpoint = || {
        let partial = names(&bench.at("results/tutorial")).into_iter().find(|name| name.ends_with(".partial"))?;
        Some(bench.at("results/tutorial").join(partial).join(".checkpoint")).filter(|path| path.is_file())
    };
    let patience = Instant::now();
    while checkpoint().is_none() && patience.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let _ = child.wait();
    checkpoint().expect("a checkpoint in twenty seconds")
}

#[test]
fn what_cannot_be_gone_on_with_is_begun_afresh() {
    let line = "run tutorial -n 40000";
    let undisturbed = Bench::new();
    undisturbed.run(line).ok();
    let want = tables(&undisturbed, &undisturbed.results("tutorial"));
    let damage = |path: &std::path::Path| {
        let mut bytes = std::fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, bytes).unwrap();
    };
    for (what, flags) in [("", " --force"), (".checkpoint", ""), ("replications.csv", "")] {
        let bench = Bench::new();
        let checkpoint = stopped(&bench, line);
        if !what.is_empty() {
            damage(&checkpoint.with_file_name(what));
        }
        let done = bench.run(&format!("{line}{flags}")).ok();
        assert!(!done.err.contains("Going on"), "{what}{flags}: {}", done.err);
        assert_eq!(tables(&bench, &bench.results("tutorial")), want, "{what}{flags}");
    }
}

/// The disk is full among the rows, or while a checkpoint is written: what was kept before is gone on with.
#[test]
fn a_full_disk_costs_no_more_than_the_last_moments() {
    let bench = Bench::new();
    let line = "run tutorial -n 40000";
    let limited = format!("ulimit -f 3000 && exec \"$B\" {line}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &limited]).current_dir(bench.path()).env("B", env!("CARGO_BIN_EXE_backchannel"));
    let done = Done::from(shell.env("BACKCHANNEL_CHECKPOINT_SECONDS", "0.02").output().unwrap(), &limited).exits(1);
    done.says("cannot write results/tutorial/").says("raise it (ulimit -f), then run the same command again");
    assert!(shown(&bench, "results/tutorial").is_empty());
    bench.run(line).ok().says("Going on after");
    bench.run(&format!("{line} --force")).ok();
    let undisturbed = Bench::new();
    undisturbed.run(line).ok();
    assert_eq!(tables(&bench, &bench.results("tutorial")), tables(&undisturbed, &undisturbed.results("tutorial")));
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
