//! docs/reading-results.md: its code runs where there is somebody to run it, and comes to the program's numbers.
//!
//! Nothing of the program's own needs Python or R; where they are missing, this says so and passes.

mod pages;
mod program;

use std::{
    fs,
    process::{Command, Stdio},
};

use pages::{
    CURE, at, excerpt,
    parts::{Part, parts},
    read,
    shell::{Shell, lines},
    update,
};
use program::Done;

const PAGE: &str = "docs/reading-results.md";

/// Whether a language has what a piece of code asks of it.
fn there(interpreter: &str, probe: &[&str], what: &str) -> bool {
    let status = Command::new(interpreter).args(probe).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = status.is_ok_and(|status| status.success());
    if !found {
        eprintln!("skipped: no {what}");
    }
    found
}

/// What runs a piece of code, if it is to be had.
fn interpreter(part: &Part) -> Option<(&'static str, &'static str)> {
    match () {
        () if part.is("r") => there("Rscript", &["--version"], "R").then_some(("Rscript", "code.R")),
        () if part.text.contains("import pandas") => {
            there("python3", &["-c", "import pandas"], "pandas").then_some(("python3", "code.py"))
        }
        () if part.text.contains("import polars") => {
            there("python3", &["-c", "import polars"], "polars").then_some(("python3", "code.py"))
        }
        () => panic!("what runs this?\n{}", part.text),
    }
}

#[test]
fn every_piece_of_code_comes_to_the_programs_numbers() {
    let (page, mut shell) = (read(PAGE), Shell::new());
    let all = parts(&page);
    let of = |language: &str| all.iter().filter(|part| part.is(language)).collect::<Vec<_>>();
    lines(&of("sh")[0].text).iter().for_each(|line| shell.run(line));
    let quoted = of("text")[0];
    let code: Vec<&Part> = all.iter().filter(|part| part.is("python") || part.is("r")).collect();
    assert_eq!(code.len(), 3, "pandas, polars, R");
    let mut printed = None;
    for part in code {
        let Some((interpreter, file)) = interpreter(part) else { continue };
        let path = shell.bench.write(file, &part.text);
        let output = Command::new(interpreter).arg(path).current_dir(shell.bench.path()).output().unwrap();
        printed = Some(Done::from(output, &part.text).ok().out);
        if !update() {
            let printed = printed.as_deref().unwrap_or_default();
            excerpt::holds(&quoted.text, printed).unwrap_or_else(|e| panic!("{CURE}\n{}\n{e}\n{printed}", part.text));
        }
    }
    if let Some(printed) = printed.filter(|_| update()) {
        let mut page = page.clone();
        page.replace_range(quoted.range.clone(), &printed);
        fs::write(at(PAGE), page).unwrap();
    }
}
