//! Lines for a shell, run without one: only the program's own, each in the folder that the lines before it filled.

use std::path::PathBuf;

use crate::program::{Bench, Done};

/// Lines that are not the program's and need not be run.
const OTHERS: [&str; 3] = ["mkdir", "cd", "cargo"];

/// The words of each line of a block; lines that end in `\` go on, comments are left out.
pub fn lines(block: &str) -> Vec<Vec<String>> {
    let joined = block.replace("\\\n", " ");
    let lines = joined.lines().map(words).filter(|words| !words.is_empty());
    lines.filter(|words| !OTHERS.contains(&words[0].as_str())).collect()
}

/// The words of a line, as a shell takes them: what stands in double quotes is one.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '#' if !quoted && word.is_none() => break,
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    assert!(!quoted, "a quotation mark without another in `{line}`");
    words.extend(word);
    words
}

/// A folder in which the lines of a page are run.
pub struct Shell {
    pub bench: Bench,
    /// What the last line printed, without the place of its results and the words before it.
    pub printed: String,
    /// The folder of the last results, or the picture that a `trace` drew.
    place: Option<PathBuf>,
}

impl Shell {
    pub fn new() -> Shell {
        Shell { bench: Bench::new(), printed: String::new(), place: None }
    }

    /// Runs a line, which must be the program's and succeed.
    pub fn run(&mut self, words: &[String]) {
        let [program, args @ ..] = words else { return };
        assert_eq!(program, "backchannel", "not the program's: {words:?}");
        let end = args.iter().position(|word| word == ">").unwrap_or(args.len());
        let done = self.bench.args(args[..end].iter().map(String::as_str)).ok();
        if let Some(file) = args.get(end + 1) {
            self.bench.write(file, &done.out);
        }
        self.take(&done);
    }

    fn take(&mut self, done: &Done) {
        let last = done.out.lines().last().unwrap_or_default();
        let is_folder = !last.is_empty() && self.bench.at(last).join("manifest.json").is_file();
        let drawn = done.err.lines().find_map(|line| line.strip_prefix("Lanes: "));
        let place = if is_folder { Some(last) } else { drawn };
        self.place = place.map(|place| self.bench.at(place));
        let kept = done.out.lines().count() - if is_folder { 2 } else { 0 };
        self.printed = done.out.lines().take(kept).fold(String::new(), |text, line| text + line + "\n");
    }

    /// A figure of the last line, as SVG.
    pub fn figure(&self, name: &str) -> String {
        let place = self.place.as_ref().expect("a line that leaves figures");
        let file = if name == "lanes" && !place.is_dir() {
            place.with_extension("svg")
        } else {
            place.join(format!("figures/{name}.svg"))
        };
        std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
    }
}
