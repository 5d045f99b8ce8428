//! Bad input through the program: exit code 2, where it is, what to do; nothing on standard output, nothing left behind.

use std::fs::{self, File};

use super::program::{Bench, Done, names};

/// The smallest file that loads; 17 lines, and what follows is the case's own.
const SMALL: &str = include_str!("../fixtures/small.toml");

/// What follows the small file, the line it is wrong in, and words of the cure.
const BROKEN: &[(&str, u32, &str)] = &[
    ("autority = 0.4", 18, "did you mean `authority`"),
    ("mediators = [\"freind\"]", 18, "did you mean `friend`"),
    ("secrecy = true", 18, "write a share"),
    ("contact = \"-3 d\"", 18, "Help: "),
    ("contact = 14", 18, "write \"14 d\""),
    ("contact = \"2 months\"", 18, "write days or weeks"),
    ("secrecy = 1.2", 18, "from 0 to 1"),
    ("secrecy = 0.1\nsecrecy = 0.2", 19, "keep one of the two"),
    ("secrecy = \"0.3\"", 18, "without quotes"),
    ("secrecy = nan", 18, "Help: "),
    ("secrecy = { value = 0.5, range = [0.8, 0.2] }", 18, "lower end first"),
    ("secrecy = { value = 0.5, source = \"KI\" }", 18, "[sources.KI]"),
    ("contact = { lognormal = { p10 = \"9 d\", p90 = \"3 d\" } }", 18, "smaller value as p10"),
    ("contact = { lognormall = { p10 = \"9 d\" } }", 18, "did you mean `lognormal`"),
    ("[events.e]\non = 2024-12-31\nleak = { channel = \"line\" }", 19, "2025-01-01"),
    ("[events.e]\non = 2025-05-01", 19, "Help: "),
    ("[windows.w]\nfrom = 2025-05-01\nto = 2025-04-01", 20, "Help: "),
    ("opens = 2025-05-01\ncloses = 2025-04-01", 19, "Help: "),
    ("[issues.grain]\ndemand = \"1000000000 per day\"", 19, "at most 1000 per day"),
    ("[issues.Grain]", 18, "lower-case letters"),
    ("[sides.east]", 18, "third parties are mediators"),
    ("[chanels.x]", 18, "did you mean `channels`"),
    ("secrecy 0.4", 18, "key = value"),
    ("[rules]\nretries = 2.5", 19, "whole number"),
];

/// The command, its exit code, and that it left and showed nothing.
fn refused(bench: &Bench, command: &str) -> Done {
    let before = names(bench.path());
    let done = bench.run(command).exits(2);
    assert!(done.out.is_empty(), "`{command}` shows\n{}", done.out);
    assert!(done.err.starts_with("error: "), "`{command}` says\n{}", done.err);
    assert_eq!(names(bench.path()), before, "`{command}` leaves something");
    done
}

#[test]
fn broken_files() {
    let bench = Bench::new();
    for (more, line, cure) in BROKEN {
        bench.write("case.toml", format!("{SMALL}{more}\n"));
        refused(&bench, "run case.toml -n 10").says(&format!("case.toml:{line}")).says(cure).says("Help: ");
    }
    for (name, text, line, cure) in [
        ("nine-thousand.toml", SMALL.replace("2026-01-01", "9999-12-31"), 3, "100 years"),
        ("backwards.toml", SMALL.replace("2026-01-01", "2024-01-01"), 3, "after `start`"),
        ("brackets.toml", format!("x = {}", "[".repeat(20_000)), 1, "nested too deeply"),
        ("dots.toml", format!("{} = 1", vec!["a"; 20_000].join(".")), 1, "nested too deeply"),
        ("braces.toml", format!("{SMALL}x = {}", "{a=".repeat(20_000)), 18, "nested too deeply"),
        ("nowhere.toml", "extends = \"no-such.toml\"\n".into(), 1, "there is no file"),
    ] {
        bench.write(name, text);
        refused(&bench, &format!("run {name} -n 10")).says(&format!("{name}:{line}")).says(cure);
    }
}

/// A rival explanation is named where a scenario belongs; days are asked for that are not in the scenario.
#[test]
fn questions_that_miss() {
    let bench = Bench::new();
    let words = "put it over a scenario, as in: backchannel compare SCENARIO";
    refused(&bench, "check low-mandate").says("is a rival explanation, not a scenario").says(words);
    bench.write("mine.toml", "[rival]\ntitle = \"A\"\nsays = \"B.\"\nshows = \"C.\"\n[rules]\npatience = \"9 d\"\n");
    refused(&bench, "run mine.toml").says("--rival mine.toml");
    for (days, words) in [
        ("--from 2026-06-01", "--from 2026-06-01 is after the last day; tutorial runs from 2025-01-01 to 2025-12-31"),
        ("--to 2024-06-01", "is before the first day"),
        ("--from 2025-06-10 --to 2025-06-01", "--from 2025-06-10 is after --to 2025-06-01"),
    ] {
        refused(&bench, &format!("trace tutorial {days}")).says(words);
    }
}

#[test]
fn files_that_are_no_scenarios() {
    let bench = Bench::new();
    bench.write("junk.toml", [0xff, 0xfe, 0x00, 0x12, b'\n', 0x80]);
    bench.write("zeros.toml", [0; 5000]);
    bench.write("empty.toml", "");
    bench.write("a.toml", "extends = \"b.toml\"\n");
    bench.write("b.toml", "extends = \"a.toml\"\n");
    File::create(bench.at("huge.toml")).unwrap().set_len(50 << 20).unwrap();
    fs::create_dir(bench.at("folder.toml")).unwrap();
    for (file, words) in [
        ("junk.toml", "junk.toml:1 is not text in UTF-8"),
        ("zeros.toml", "zeros.toml:1"),
        ("empty.toml", "backchannel new"),
        ("a.toml", "goes in a circle"),
        ("huge.toml", "at most 1 MiB"),
        ("folder.toml", "is a directory"),
        ("missing.toml", "there is no file missing.toml"),
        ("tutorail", "did you mean `tutorial`"),
        ("istanbul", "did you mean `istanbul-2025`"),
    ] {
        for verb in ["check", "run", "trace", "compare tutorial"] {
            refused(&bench, &format!("{verb} {file}")).says(words).says("Help: ");
        }
    }
}

#[test]
fn broken_flags() {
    let bench = Bench::new();
    for (line, words) in [
        ("run tutorial --replications 0", "from 1 to 100000000"),
        ("run tutorial -n 1e9", "from 1 to 100000000"),
        ("run tutorial -n 10000000000", "from 1 to 100000000"),
        ("run tutorial -n -5", "--help"),
        ("run tutorial --seed x", "whole number"),
        ("run tutorial --seed -1", "--help"),
        ("run tutorial --threads 99999", "from 0 to 1024"),
        ("run tutorial --set nonsense", "path=value"),
        ("run tutorial --set =", "path=value"),
        ("run tutorial --set channels.lien.trust=0.3", "did you mean `line`"),
        ("run tutorial --set channels.line.trust=1.3", "from 0 to 1"),
        ("run tutorial --set channels.line.trust=[[", "Help: "),
        ("run", "<FILE>"),
        ("run tutorial --replication 4", "'--replications'"),
        ("trace tutorial -k x", "whole number"),
        ("compare tutorial --set channels.line=3", "Help: "),
        ("check", "<FILE>"),
        ("reproduce", "<DIR>"),
    ] {
        refused(&bench, line).says(words);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_not_unicode() {
    use std::os::unix::ffi::OsStrExt;
    let bench = Bench::new();
    let name = std::ffi::OsStr::from_bytes(b"\xff.toml");
    let run = || Done::from(bench.command().args(["run", "-n", "5"]).arg(name).output().unwrap(), "run \\xff.toml");
    run().exits(2).says("there is no file");
    fs::write(bench.path().join(name), SMALL).unwrap();
    run().ok();
}

#[test]
fn a_history_past_its_budget_names_the_rate() {
    let bench = Bench::new();
    let text = SMALL.replace("side_a", "event_budget = 5000\nside_a");
    bench.write("busy.toml", text.replace("categories = [", "demand = \"900 per day\"\ncategories = ["));
    for line in ["run busy.toml -n 20", "compare busy.toml --set mediators.friend.leverage=0.4", "trace busy.toml"] {
        let done = bench.run(line).exits(1).says("error: replication 0 used up its budget of 5000 events");
        let done = done.says("`issues.pow.demand`").says("scenario.event_budget");
        assert!(done.out.is_empty());
    }
    assert!(names(&bench.at("results/busy")).is_empty(), "nothing is left");
}

#[test]
fn what_was_meant_is_said() {
    let bench = Bench::new();
    refused(&bench, "rn tutorial").says("a similar subcommand exists: 'run'");
    refused(&bench, "trace tutorial -n 7").says("--replication K");
    refused(&bench, "run istambul").says("did you mean `istanbul-2025`");
    let twice =
        refused(&bench, "run tutorial --set channels.line.authority=1.3").says("`authority`: 1.3 is out of bounds");
    assert_eq!(twice.err.matches("out of bounds").count(), 1, "{}", twice.err);
    let long = refused(&bench, "run tutorial -n 0").err;
    assert!(long.lines().all(|line| line.len() <= 80), "{long}");
}

#[test]
fn one_history_is_too_few_and_this_is_said_once() {
    let bench = Bench::new();
    let said = bench.run("compare tutorial --set channels.line.trust=0.9 -n 1").ok().out;
    assert_eq!(said.to_lowercase().matches("too few histories").count(), 1, "{said}");
    let few = bench.run("compare tutorial --set channels.line.trust=0.45 -n 20").ok().out;
    assert!(!few.contains("histories in all would tell"), "{few}");
}
