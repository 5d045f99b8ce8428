//! `check`: is the file sound, and what stands in it on whose word?

use std::path::PathBuf;

use serde_json::json;

use super::{
    Changes, Failure, facts,
    terminal::{self, print, say},
};
use crate::{
    model::side::Side,
    output::{card, inputs},
    scenario::{Problems, ResultClaim, Scenario, claim::Word, evidence::GRADES},
};

/// Checks scenario files and shows each on a page: who talks to whom, what is contested, assumed, scripted; runs nothing
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel check tutorial\n  backchannel check istanbul-2025 --inputs")]
pub struct Check {
    /// Scenario files, or names of shipped scenarios
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    changes: Changes,
    /// Lists every number of the file with its range, grade and sources
    #[arg(long)]
    inputs: bool,
    /// As --inputs, with the model's defaults too
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
        let (mut reports, mut gap) = (Vec::new(), "");
        for file in &self.files {
            // A record that cannot be read is found here too, not first by a run.
            let sound = |scenario| super::record::of(&scenario, file).map(|_| scenario);
            match super::load(file, &self.changes).and_then(sound) {
                Ok(scenario) if self.json => reports.push(report(&scenario)),
                Ok(scenario) => {
                    print(&format!("{gap}{}", page(&scenario, self.inputs, self.all)))?;
                    gap = "\n";
                }
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

/// The card, or every number.
fn page(s: &Scenario, inputs: bool, all: bool) -> String {
    match inputs || all {
        true => format!("{}\n{}", card::head(s), inputs::inputs(s, all)),
        false => card::card(s, terminal::glyphs()),
    }
}

fn report(s: &Scenario) -> serde_json::Value {
    json!({
        "scenario": s.head.id, "title": s.head.title, "question": s.head.question, "digest": s.digest,
        "start": s.head.start.to_string(), "end": s.head.end.to_string(),
        "channels": channels(s), "off": s.off.iter().map(|off| format!("{}.{}", off.section, off.id)).collect::<Vec<_>>(),
        "grades": grades(s), "claims": s.claims.iter().map(claim).collect::<Vec<_>>(),
        "inputs": s.inputs.iter().map(facts::of_input).collect::<Vec<_>>(), "warnings": s.warnings.to_json(),
        "scripted": s.scripted.iter().map(|l| json!({ "date": l.date.to_string(), "id": l.id, "text": l.text })).collect::<Vec<_>>(),
    })
}

fn claim(c: &ResultClaim) -> serde_json::Value {
    let word = |word: &Option<Word>| word.as_ref().map(|word| word.text.clone());
    json!({
        "says": c.says, "by": c.by, "source": c.source, "with": c.with.as_ref().map(|with| with.text()),
        "measure": c.measure.text, "side": word(&c.side), "category": word(&c.category),
        "statistic": c.statistic.map(|(statistic, _)| statistic.word()),
        "of": if c.bound.change { "change" } else { "value" }, "bound": c.bound.text,
    })
}

fn channels(s: &Scenario) -> Vec<serde_json::Value> {
    let sides = &s.setup.phases[0].sides;
    let channel = |c: &card::Channel<'_>| {
        let authority = Side::BOTH.map(|side| (sides[side].id.clone(), json!(c.authority[side])));
        json!({
            "id": c.numbers.id, "name": c.numbers.name, "kind": c.kind,
            "issues": c.issues.iter().map(|(id, _)| id).collect::<Vec<_>>(),
            "mediators": c.mediators.iter().map(|m| m.id).collect::<Vec<_>>(),
            "hops": c.numbers.hops.iter().map(|hop| &hop.id).collect::<Vec<_>>(),
            "authority": serde_json::Map::from_iter(authority),
            "start": c.start.name(),
            "opens": c.opens.map(|(day, _)| day.to_string()), "opens_as": c.opens.map(|(_, state)| state.name()),
            "closes": c.closes.map(|day| day.to_string()),
        })
    };
    card::channels(s).iter().map(channel).collect()
}

/// Numbers of the file by grade, and how many are left out of it.
fn grades(s: &Scenario) -> serde_json::Value {
    let grades = card::grades(s);
    let written = GRADES.into_iter().zip(grades.written).map(|(word, n)| (word.to_string(), json!(n)));
    json!({ "in_file": serde_json::Map::from_iter(written), "contested": grades.contested, "defaults": grades.defaults })
}
