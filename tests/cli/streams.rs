//! Standard output and standard error: who reads which, and what if nobody does.

use std::process::{Command, Stdio};

use super::program::{Bench, Done};

#[test]
fn results_on_standard_output_and_talk_on_standard_error() {
    let bench = Bench::new();
    let done = bench.run("run tutorial -n 40").ok();
    assert!(!done.out.contains("Report:") && done.err.lines().all(|line| line.starts_with("Report:")), "{}", done.err);
    let done = bench.run("schema").ok();
    assert!(done.err.is_empty());
}

#[test]
fn no_escape_codes_where_there_is_no_terminal() {
    let bench = Bench::new();
    bench.write("broken.toml", "this is no scenario\n");
    for line in ["--help", "list", "check tutorial broken.toml", "run tutorial -n 40", "run tutorial -n x", "rnu"] {
        for no_color in ["", "1"] {
            let output = bench.command().args(line.split(' ')).env("NO_COLOR", no_color).output().unwrap();
            let done = Done::from(output, line);
            assert!(!done.out.contains('\u{1b}') && !done.err.contains('\u{1b}'), "{line}: {}", done.err);
        }
    }
}

/// On a terminal, which `script` imitates where it is installed, NO_COLOR still rules.
#[test]
#[cfg(target_os = "linux")]
fn colours_on_a_terminal_unless_declined() {
    let bench = Bench::new();
    bench.write("broken.toml", "this is no scenario\n");
    let line = format!("{} check broken.toml", env!("CARGO_BIN_EXE_backchannel"));
    let on_terminal = |no_color: Option<&str>| {
        let mut script = Command::new("script");
        script.args(["-qec", &line, "/dev/null"]).current_dir(bench.path()).stdin(Stdio::null());
        script.env_remove("NO_COLOR").env("TERM", "xterm").envs(no_color.map(|value| ("NO_COLOR", value)));
        script.output().ok().map(|o| String::from_utf8_lossy(&o.stdout).into_owned())
    };
    let Some(plain) = on_terminal(Some("1")) else { return };
    assert!(plain.contains("broken.toml:1") && !plain.contains('\u{1b}'), "{plain}");
    assert!(on_terminal(None).is_some_and(|coloured| coloured.contains('\u{1b}')));
}

#[cfg(unix)]
fn shell(bench: &Bench, line: &str) -> Done {
    let mut sh = Command::new("sh");
    sh.args(["-c", line]).env("B", env!("CARGO_BIN_EXE_backchannel")).env("RUST_BACKTRACE", "0");
    Done::from(sh.current_dir(bench.path()).output().expect("a shell"), line)
}

#[test]
#[cfg(unix)]
fn a_reader_who_leaves_is_no_reason_to_panic() {
    let bench = Bench::new();
    for line in [
        "schema",
        "check istanbul-2025",
        "check istanbul-2025 --all",
        "trace tutorial --json",
        "run tutorial -n 40 --json",
    ] {
        shell(&bench, &format!("{{ $B {line}; echo code $? >&2; }} | head -c 1")).ok().says("code 0");
        shell(&bench, &format!("$B {line} >&-")).exits(0);
    }
    // Standard error too.
    shell(&bench, "sh -c '$B check nosuch.toml; echo $? > code' 2>&1 >/dev/null | true; sleep 0.2; cat code")
        .shows("2");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_standard_output_is_told() {
    let bench = Bench::new();
    shell(&bench, "$B list > /dev/full").exits(1).says("cannot write to standard output");
}
