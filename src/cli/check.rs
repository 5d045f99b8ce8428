//! `check`: is the file sound, and what stands in it on whose word?

use std::path::PathBuf;

use serde_json::json;

use super::{
    Changes, Failure,
    terminal::{hanging, paragraph, print, say},
};
use crate::{
    output::table::aligned,
    scenario::{Claim, Input, Problems, Scenario},
};

/// Checks scenario files and shows each input with its evidence; runs nothing
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel check tutorial\n  backchannel check istanbul-2025 --all")]
pub struct Check {
    /// Scenario files, or names of shipped scenarios
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    changes: Changes,
    /// Shows the model's defaults too
    #[arg(long)]
    all: bool,
    /// Prints JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Check {
    /// All files are checked; the worst of them decides the exit code.
    pub fn run(self) -> Result<(), Failure> {
        let mut broken: Option<Problems> = None;
        let mut reports = Vec::new();
        for file in &self.files {
            // A record that cannot be read is found here too, not first by a run.
            let sound = |scenario| super::record::of(&scenario, file).map(|_| scenario);
            match super::load(file, &self.changes).and_then(sound) {
                Ok(scenario) if self.json => reports.push(report(&scenario)),
                Ok(scenario) => print(&card(&scenario, self.all))?,
                Err(Failure::Problems(problems)) => {
                    if self.json {
                        reports.push(json!({ "file": file.display().to_string(), "problems": problems.to_json() }));
                    }
                    if let Some(first) = broken.replace(problems) {
                        say(&Failure::Problems(first).to_string());
                    }
                }
                Err(other) => return Err(other),
            }
        }
        if self.json {
            print(&format!("{:#}\n", serde_json::Value::from(reports)))?;
        }
        broken.map_or(Ok(()), |problems| Err(Failure::Problems(problems)))
    }
}

fn card(s: &Scenario, all: bool) -> String {
    let shown: Vec<&Input> = s.inputs.iter().filter(|i| all || !i.by_default).collect();
    let contested = shown.iter().filter(|i| i.evidence.contested).count();
    let mut text = paragraph(&s.head.title) + &paragraph(&s.head.question);
    text += &format!("{} up to, not including, {}; digest {}\n\n", s.head.start, s.head.end, &s.digest[..12]);
    text += &format!(
        "{} numbers {}, {contested} of them contested",
        shown.len(),
        if all { "in all" } else { "in the file" }
    );
    let defaults = s.inputs.len() - shown.len();
    text += &if all { ".\n\n".into() } else { format!("; {defaults} defaults of the model (--all shows them).\n\n") };
    text += &aligned(&shown.iter().flat_map(|i| rows(i)).collect::<Vec<_>>(), "<>><");
    let disputed: Vec<&&Input> = shown.iter().filter(|i| !i.evidence.claims.is_empty()).collect();
    if !disputed.is_empty() {
        text += "\nWho says what (the reading as a number is the author's):\n";
        text += &disputed.iter().flat_map(|i| claims(i)).collect::<String>();
    }
    if !s.scripted.is_empty() {
        text += "\nScripted:\n";
        text += &s.scripted.iter().map(|l| hanging(&format!("  {}", l.date), &l.text, 14)).collect::<String>();
    }
    text + "\n"
}

/// A value longer than this has a line of its own.
const SHORT: usize = 16;

/// Path, value, range, grade and sources.
fn rows(i: &Input) -> Vec<Vec<String>> {
    let e = &i.evidence;
    let range = e.range.map_or(String::new(), |(low, high)| format!("{low} to {high}"));
    let grade = format!("{}{}", e.grade.word(), if e.contested { ", contested" } else { "" });
    let grade = format!("{grade} {}", e.sources.join(" ")).trim_end().to_string();
    if i.value.len() <= SHORT {
        return vec![vec![i.path.clone(), i.value.clone(), range, grade]];
    }
    vec![vec![format!("{}  {}", i.path, i.value)], vec![String::new(), String::new(), range, grade]]
}

/// The claims about a number, each with whose it is.
fn claims(i: &Input) -> Vec<String> {
    let claim = |c: &Claim| {
        let source = c.source.as_ref().map_or(String::new(), |s| format!(" [{s}]"));
        let reading = c.read_as.map_or(String::new(), |x| format!(" (read as {x})"));
        hanging("    ", &format!("{}{source}: {}{reading}", c.by, c.says), 4)
    };
    std::iter::once(format!("  {}\n", i.path)).chain(i.evidence.claims.iter().map(claim)).collect()
}

fn report(s: &Scenario) -> serde_json::Value {
    let input = |i: &Input| {
        json!({
            "path": i.path, "value": i.value, "number": i.number, "default": i.by_default, "range": i.evidence.range,
            "grade": i.evidence.grade.word(), "contested": i.evidence.contested, "sources": i.evidence.sources,
            "why": i.evidence.why, "meaning": i.doc,
            "claims": i.evidence.claims.iter().map(|c| json!({
                "by": c.by, "source": c.source, "says": c.says, "read_as": c.read_as,
            })).collect::<Vec<_>>(),
        })
    };
    json!({
        "scenario": s.head.id, "title": s.head.title, "question": s.head.question, "digest": s.digest,
        "inputs": s.inputs.iter().map(input).collect::<Vec<_>>(), "warnings": s.warnings.to_json(),
        "scripted": s.scripted.iter().map(|l| json!({ "date": l.date.to_string(), "id": l.id, "text": l.text })).collect::<Vec<_>>(),
    })
}
