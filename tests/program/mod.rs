//! The real program, run in a folder of its own.
#![allow(dead_code, reason = "each test binary uses what it needs")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// What the finished folder of a run has.
pub const WHOLE: [&str; 8] = [
    "figures",
    "manifest.json",
    "outcomes.csv",
    "replications.csv",
    "report.html",
    "report.json",
    "scenario.resolved.toml",
    "summary.csv",
];

/// A folder that is gone with it.
pub struct Bench(tempfile::TempDir);

impl Bench {
    pub fn new() -> Bench {
        Bench(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::write(&path, content).expect("a file in the temporary folder");
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backchannel"));
        // Cards are drawn with the signs of the locale.
        command.current_dir(self.path()).env("RUST_BACKTRACE", "0").env("LC_ALL", "C.UTF-8");
        command
    }

    /// Runs a line of arguments without blanks inside.
    pub fn run(&self, line: &str) -> Done {
        self.args(line.split_whitespace())
    }

    pub fn args<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Done {
        let args: Vec<&str> = args.into_iter().collect();
        Done::from(self.command().args(&args).output().expect("the program starts"), &args.join(" "))
    }

    /// The one folder with results of a scenario.
    pub fn results(&self, scenario: &str) -> String {
        let found = names(&self.at("results").join(scenario));
        let [one] = found.as_slice() else { panic!("one folder of results in {found:?}") };
        format!("results/{scenario}/{one}")
    }

    pub fn table_digest(&self, folder: &str) -> String {
        let manifest: serde_json::Value = serde_json::from_str(&self.read(&format!("{folder}/manifest.json"))).unwrap();
        manifest["tables"]["replications.csv"].as_str().expect("a digest").into()
    }
}

/// Everything in a folder, in order; nothing if there is none.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What came of a command.
pub struct Done {
    pub line: String,
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Done {
    pub fn from(output: Output, line: &str) -> Done {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Done { line: line.into(), code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Done {
        assert_eq!(self.code, Some(code), "`{}`\n--- out\n{}\n--- err\n{}", self.line, self.out, self.err);
        assert!(!self.err.contains("panicked"), "`{}` panicked:\n{}", self.line, self.err);
        self
    }

    #[track_caller]
    pub fn ok(self) -> Done {
        self.exits(0)
    }

    /// Standard error has this.
    #[track_caller]
    pub fn says(self, words: &str) -> Done {
        let flat = self.err.split_whitespace().collect::<Vec<_>>().join(" ").replace(" | ", " ");
        assert!(flat.contains(words), "`{}` does not say `{words}` but\n{}", self.line, self.err);
        self
    }

    /// Standard output has this.
    #[track_caller]
    pub fn shows(self, words: &str) -> Done {
        assert!(self.out.contains(words), "`{}` does not show `{words}` but\n{}", self.line, self.out);
        self
    }

    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("`{}`: {e} in\n{}", self.line, self.out))
    }
}
