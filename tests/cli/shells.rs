//! What shells and manuals are given: every verb is in it, and shells and formatters accept it.

use std::process::{Command, Stdio};

use super::program::{Bench, names};

/// The verbs, as the program's own help lists them.
pub fn verbs(bench: &Bench) -> Vec<String> {
    let help = bench.run("--help").ok().out;
    let list = help.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next()).expect("a list of verbs");
    let word = |line: &str| {
        line.strip_prefix("  ").filter(|l| !l.starts_with(' ')).map(|l| l.split(' ').next().unwrap().into())
    };
    list.lines().filter_map(word).filter(|verb: &String| verb != "help").collect()
}

/// Whether a tool that is not the program's is there; says so if not.
fn there(tool: &str, arg: &str) -> bool {
    let found =
        Command::new(tool).arg(arg).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    if !found {
        eprintln!("skipped: no {tool}");
    }
    found
}

#[test]
fn completions_know_every_verb() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = bench.run(&format!("completions {shell}")).ok().out;
        for verb in verbs(&bench) {
            assert!(script.contains(&verb), "{shell} does not know {verb}");
        }
        assert!(script.contains("replications") && script.contains("rival"), "{shell} knows no options");
    }
    bench.run("completions dash").exits(2).says("bash");
}

#[test]
fn shells_accept_their_completions() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish"].into_iter().filter(|shell| there(shell, "--version")) {
        let script = bench.write(shell, bench.run(&format!("completions {shell}")).ok().out);
        let output = Command::new(shell).arg("-n").arg(script).output().unwrap();
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_verb_has_a_page() {
    let bench = Bench::new();
    let shown = bench.run("man --out pages/man1").ok().out;
    let mut pages: Vec<String> = verbs(&bench).iter().map(|verb| format!("backchannel-{verb}.1")).collect();
    pages.push("backchannel.1".into());
    pages.sort();
    assert!(pages.len() > 14, "{pages:?}");
    assert_eq!(names(&bench.at("pages/man1")), pages);
    for page in &pages {
        assert!(shown.contains(page.as_str()));
        let text = bench.read(&format!("pages/man1/{page}"));
        let wanted = if page == "backchannel.1" { ".SH SUBCOMMANDS" } else { ".SH EXAMPLES" };
        assert!(text.contains(".SH NAME") && text.contains(wanted), "{page}:\n{text}");
        let verb = page.trim_start_matches("backchannel").trim_start_matches('-').trim_end_matches(".1");
        assert_eq!(bench.run(&format!("man {verb}")).ok().out, text, "{page}");
    }
    bench.run("man comprae").exits(2).says("did you mean `compare`?");
}

#[test]
fn pages_that_cannot_be_written_have_a_cure() {
    let bench = Bench::new();
    bench.write("taken", "");
    bench.run("man --out taken").exits(2).says("taken is not a folder. Choose another place");
}

/// A formatter finds nothing to complain about, and no line runs into another.
#[test]
fn formatters_accept_the_pages() {
    if !there("man", "--version") || !there("groff", "--version") {
        return;
    }
    let bench = Bench::new();
    bench.run("man --out pages").ok();
    for page in names(&bench.at("pages")) {
        let mut man = Command::new("man");
        man.args(["--warnings=all", "-l", &page]).current_dir(bench.at("pages"));
        let output = man.env("MANWIDTH", "78").env("LC_ALL", "C.UTF-8").env("MANROFFOPT", "-c").output().unwrap();
        let (text, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && said.is_empty(), "{page}: {said}");
        assert!(text.contains("NAME") && text.contains("backchannel"), "{page}:\n{text}");
        if page == "backchannel-compare.1" {
            assert!(text.lines().any(|line| line.trim() == "backchannel compare base.toml variant.toml"), "{text}");
        }
    }
}
