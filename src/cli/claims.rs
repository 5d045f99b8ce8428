//! The claims of a scenario, answered beside a run or a comparison.

use super::{Failure, batch_failure, progress::Progress, run::Digests};
use crate::{
    experiment::{
        batch::Batch,
        claim::{Answers, questions},
    },
    output::{
        claims::{CLAIMS_HEADER, Line},
        folder::Draft,
        written,
    },
    scenario::{Scenario, claim},
};

/// Part of the question that a folder answers, if there are claims: no number of the scenario tells them.
pub fn digest(scenario: &Scenario) -> Option<String> {
    (!scenario.claims.is_empty()).then(|| written::digest(&claim::text(&scenario.claims, true)))
}

/// Plays each arm once more, beside what each of its claims changes, and writes the answers to `claims.csv`.
///
/// # Errors
/// As [`Batch::play`], and when the table cannot be written.
pub fn answer(
    arms: &[(&str, &Scenario)],
    batch: &Batch,
    draft: &Draft,
    tables: &mut Digests,
) -> Result<Vec<Line>, Failure> {
    let mut lines = Vec::new();
    for (name, scenario) in arms.iter().filter(|(_, scenario)| !scenario.claims.is_empty()) {
        let questions = questions(scenario)?;
        let mut answers = Answers::new(&scenario.setup, &questions);
        let (setups, mut progress) = (answers.arms(), Progress::new(batch.replications));
        let played = batch.play(&setups, |k, outcomes| answers.push(k, outcomes), |done| progress.tick(done));
        played.map_err(|e| batch_failure(e, &setups))?;
        lines.extend((1..).zip(answers.answered()).map(|(number, answered)| Line::of(number, name, &answered)));
    }
    if lines.is_empty() {
        return Ok(lines);
    }
    lines.sort_by_key(Line::number); // stable: all arms of a claim, in their order
    let mut table = draft.table("claims.csv")?;
    table.line(CLAIMS_HEADER)?;
    for line in &lines {
        table.line(&line.fields)?;
    }
    tables.insert("claims.csv".into(), table.finish()?);
    Ok(lines)
}
