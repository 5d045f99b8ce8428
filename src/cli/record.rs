//! The record that a scenario is set beside: where it is found, and what becomes of it in a run.

use std::path::Path;

use super::{
    Failure,
    terminal::{WIDTH, paragraph},
};
use crate::{
    experiment::patterns::Beside,
    model::side::PerSide,
    output::{beside, recorded::Recorded, table::fitted, written},
    record::{Record, Texts},
    scenario::{Problem, Problems, Scenario},
};

/// A record that has been read, and what it was read from.
pub struct Known {
    pub record: Record,
    pub texts: Texts,
    /// The name of its folder.
    pub folder: String,
    /// Of the texts and of all that links them to the scenario: part of the question that a run answers.
    pub digest: String,
}

/// Reads the record of a scenario, if it names one: beside its file, or else the one that comes with the program.
pub fn of(scenario: &Scenario, file: &Path) -> Result<Option<Known>, Failure> {
    let Some(link) = &scenario.record else { return Ok(None) };
    let beside = file.parent().unwrap_or(Path::new("")).join(&link.folder);
    let texts = match () {
        () if file.is_file() && beside.is_dir() => Texts::of(&beside)?,
        () if link.folder == crate::record::SHIPPED_FOLDER => Texts::shipped(),
        () => {
            let message = format!("there is no folder {} for the record that the scenario names", beside.display());
            let cure = "put exchanges.csv, remains.csv and events.csv there, or write `folder = \"record\"` for the \
                        record that comes with the program";
            return Err(Problems { texts: Vec::new(), list: vec![Problem::error(None, message).cure(cure)] }.into());
        }
    };
    let sides = scenario.setup.phases[0].sides.0.each_ref().map(|side| side.id.as_str());
    let record = texts.parse(sides)?;
    let digest = written::digest(&format!("{link:?}\n{texts:?}"));
    Ok(Some(Known { record, texts, folder: link.folder.clone(), digest }))
}

/// The names of the sides.
pub fn names(scenario: &Scenario) -> PerSide<String> {
    PerSide(scenario.setup.phases[0].sides.0.each_ref().map(|side| side.name.clone()))
}

/// What the figures of a record need.
pub fn recorded<'k>(scenario: &Scenario, known: Option<&'k Known>) -> Option<Recorded<'k>> {
    let (link, known) = scenario.record.as_ref().zip(known)?;
    Some(Recorded {
        record: &known.record,
        sides: names(scenario),
        start: scenario.head.start,
        until: link.until,
        digest: known.digest[..8].into(),
    })
}

/// A few lines under the headline.
pub fn text(lines: &[Beside], scenario: &Scenario) -> String {
    let (mut rows, failures) = beside::short(lines, &names(scenario));
    if rows.is_empty() {
        return String::new();
    }
    rows.insert(0, ["Beside the record", "mark", "inside"].map(String::from).into());
    let note = "Inside: lines whose record lies in the range of nine histories in ten. Only a check can fail.";
    let failures: String = failures.iter().map(|failure| paragraph(failure)).collect();
    format!("\n{}\n{failures}{}", fitted(&rows, "<<>", WIDTH), paragraph(note))
}
