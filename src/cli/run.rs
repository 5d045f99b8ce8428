//! `run`: one arm.

use std::path::{Path, PathBuf};

use super::{
    Changes, Failure, Luck, Plays, Target, claims, counted, facts, headline,
    play::{self, Plan, Played},
    progress::Progress,
    record, report,
    terminal::{paragraph, print, say},
    trace,
};
use crate::{
    experiment::{
        batch::Batch,
        fold::Single,
        patterns::{Beside, Patterns},
        summary::Summary,
    },
    output::{
        beside::{self, BESIDE_HEADER},
        charts::Context,
        claims::Line,
        figure::Provenance,
        folder::{self, Draft, Place},
        manifest::{ArmRecord, Machine, Manifest, RESULTS_VERSION},
        report::{Page, Report},
        table::{OUTCOMES_HEADER, SUMMARY_HEADER, estimate_fields, summary_fields},
    },
    scenario::Scenario,
};

/// Simulates one scenario many times and charts what came of it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel run istanbul-2025\n  backchannel run tutorial --precision 2%\n  \
                        backchannel run istanbul-2025 --set channels.istanbul.trust=0.3")]
pub struct Run {
    /// A scenario file, or the name of a shipped scenario
    file: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    plays: Plays,
    #[command(flatten)]
    target: Target,
    /// Prints the manifest and the summary as JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What `--json` shows, and from which file.
const TABLES: [(&str, &str); 1] = [("summary", "summary.csv")];

impl Run {
    pub fn run(self) -> Result<(), Failure> {
        let scenario = super::load(&self.file, &self.changes)?;
        let rule = self.plays.rule();
        let Luck { seed, threads } = self.plays.luck;
        let known = record::of(&scenario, &self.file)?;
        let said = claims::digest(&scenario);
        let asked: Vec<&str> = std::iter::once(scenario.digest.as_str())
            .chain(known.as_ref().map(|known| known.digest.as_str()))
            .chain(said.as_deref())
            .collect();
        let digest = Manifest::request(&asked, seed, rule);
        let draft = match folder::open(&self.target.out, &scenario.head.id, &digest, self.target.force)? {
            Place::Finished(path) => return super::answered(&path, self.json.then_some(&TABLES)),
            Place::Open(draft) => draft,
        };
        let mut progress = Progress::new(0);
        let plan = Plan { seed, threads, rule, question: Some(&digest) };
        let (summary, beside, mut played) = play(&scenario, known.as_ref(), &plan, &draft, &mut progress)?;
        let claimed = claims::answer(&[("base", &scenario)], &played.batch, &draft, &mut played.tables)?;
        let manifest = manifest(&[(&scenario, "scenario.resolved.toml")], &played, progress.seconds());
        drop(progress);
        let report = report(&scenario, known.as_ref(), &summary, (&beside, &claimed), &played, draft.target())?;
        report::keep(&draft, &report, &manifest)?;
        let path = draft.publish(&manifest.to_json())?;
        say(&format!("Report: {}", path.join("report.html").display()));
        if self.json {
            facts::show(&path, &TABLES)
        } else {
            print(&text(&scenario, &summary, (&beside, &claimed), &played, &path))
        }
    }
}

/// Digests of the value tables, by file name.
pub type Digests = std::collections::BTreeMap<String, String>;

/// Plays one arm and writes its value tables and the resolved scenario.
///
/// With a record, also the answers of both to the same questions, and a copy of the record.
pub fn play<'s>(
    scenario: &'s Scenario,
    known: Option<&record::Known>,
    plan: &Plan<'_>,
    draft: &Draft,
    progress: &mut Progress,
) -> Result<(Summary<'s>, Vec<Beside>, Played), Failure> {
    let link = scenario.record.as_ref().zip(known);
    let patterns = link.map(|(link, known)| Patterns::new(scenario, link, &known.record));
    let mut fold = Single { summary: Summary::new(&scenario.setup), patterns };
    let mut played = play::play(plan, &mut fold, &["replications.csv".into()], draft, progress)?;
    let Single { summary, patterns } = fold;
    draft.write("scenario.resolved.toml", scenario.resolved.as_bytes())?;
    played.tables.insert("summary.csv".into(), write_summary(draft, "summary.csv", &summary)?);
    played.tables.insert("outcomes.csv".into(), write_outcomes(draft, "outcomes.csv", &summary)?);
    let beside = patterns.map(|patterns| patterns.beside()).unwrap_or_default();
    if let Some(known) = known {
        played.tables.insert("beside.csv".into(), write_beside(draft, &beside, known)?);
    }
    Ok((summary, beside, played))
}

/// What both answered, and the record itself, so that the folder stands alone.
fn write_beside(draft: &Draft, beside: &[Beside], known: &record::Known) -> Result<String, Failure> {
    for (name, (_, text)) in crate::record::FILES.iter().zip(&known.texts.0) {
        draft.write(&format!("{}/{name}", known.folder), text.as_bytes())?;
    }
    let mut table = draft.table("beside.csv")?;
    table.line(BESIDE_HEADER)?;
    for line in beside {
        table.line(beside::fields(line, &known.record.sides))?;
    }
    Ok(table.finish()?)
}

/// How cases end, told apart in every way.
pub fn write_outcomes(draft: &Draft, name: &str, summary: &Summary<'_>) -> Result<String, Failure> {
    let mut table = draft.table(name)?;
    table.line(OUTCOMES_HEADER)?;
    for (cell, mean) in summary.tally().cells() {
        table.line(cell.words(summary.params()).into_iter().chain(estimate_fields(&mean)))?;
    }
    Ok(table.finish()?)
}

pub fn write_summary(draft: &Draft, name: &str, summary: &Summary<'_>) -> Result<String, Failure> {
    let mut table = draft.table(name)?;
    table.line(SUMMARY_HEADER)?;
    for statistic in summary.statistics() {
        table.line(summary_fields(&statistic))?;
    }
    Ok(table.finish()?)
}

/// What was asked, and of what.
pub fn manifest(arms: &[(&Scenario, &str)], played: &Played, seconds: f64) -> Manifest {
    let record = |(s, file): &(&Scenario, &str)| ArmRecord {
        name: String::new(),
        scenario: s.head.id.clone(),
        title: s.head.title.clone(),
        digest: s.digest.clone(),
        text_digest: s.text_digest.clone(),
        file: (*file).into(),
    };
    Manifest {
        tool: "backchannel".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        results_version: RESULTS_VERSION,
        commit: option_env!("BACKCHANNEL_COMMIT").map(String::from),
        command: std::iter::once("backchannel".into())
            .chain(std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()))
            .collect(),
        question: arms[0].0.head.question.clone(),
        arms: arms.iter().map(record).collect(),
        asked: None,
        seed: played.batch.seed,
        replications: played.batch.replications,
        stopping_rule: played.rule(),
        threads: played.batch.threads,
        wall_seconds: seconds,
        machine: Machine::here(),
        tables: played.tables.clone(),
    }
}

/// What the folder of a run shows.
fn report(
    scenario: &Scenario,
    known: Option<&record::Known>,
    summary: &Summary<'_>,
    (beside, claimed): (&[Beside], &[Line]),
    played: &Played,
    folder: &Path,
) -> Result<Report, Failure> {
    let story = trace::tell(scenario, played.batch.seed, 0)?;
    let recorded = record::recorded(scenario, known);
    let context = Context { recorded, ..context(scenario, summary, &played.batch) };
    let page = Page {
        answer: counted::of_run(summary, &headline::of_summary(summary)),
        headline: played.noted(headline::of_run(summary)),
        scripted_share: scripted(summary),
        beside: beside_section(scenario, beside),
        claims: crate::output::claims::section(claimed),
        ..Page::of(scenario, &[], folder)
    };
    Ok(Report { page, pictures: context.run_pictures(summary, &story, 0) })
}

pub fn context<'c>(scenario: &'c Scenario, summary: &Summary<'_>, batch: &Batch) -> Context<'c> {
    let provenance = Provenance {
        scenario: scenario.head.id.clone(),
        n: batch.replications,
        at_each_point: false,
        seed: batch.seed,
        digest: scenario.digest[..8].into(),
        scripted: some_scripted(summary).then(|| scripted(summary)),
    };
    Context { setup: &scenario.setup, start: scenario.head.start, provenance, recorded: None }
}

/// Whether the script had any part in what came.
fn some_scripted(summary: &Summary<'_>) -> bool {
    ["scripted_people", "scripted_share"].iter().any(|name| summary.ratio(name).is_some_and(|e| e.value > 0.0))
}

/// How much of the result was put in.
pub fn scripted(summary: &Summary<'_>) -> String {
    // A caption has no margins: whole percent, and not 0% of what there is.
    let share = |name| match summary.ratio(name) {
        None => "none".to_string(),
        Some(e) if e.value > 0.0 && e.value < 0.005 => "under 1%".into(),
        Some(e) => format!("{:.0}%", 100.0 * e.value),
    };
    let focal = summary.focal();
    let people = focal.people().map(|who| match who.strip_prefix("those ") {
        Some(rest) => format!("{} of those {rest} and ", share("scripted_people")),
        None => format!("{} of the {who} and ", share("scripted_people")),
    });
    format!("Scripted demands led to {}{} of the {}", people.unwrap_or_default(), share("scripted_share"), focal.many())
}

/// The section on the record, if there is one.
fn beside_section(scenario: &Scenario, lines: &[Beside]) -> Option<beside::Section> {
    (!lines.is_empty()).then(|| beside::section(lines, &record::names(scenario)))
}

fn text(
    scenario: &Scenario,
    summary: &Summary<'_>,
    (lines, claimed): (&[Beside], &[Line]),
    played: &Played,
    path: &Path,
) -> String {
    format!(
        "{}{}\n{}{}{}{}In this model; not a forecast. Everything is in\n{}\n",
        paragraph(&scenario.head.title),
        paragraph(&scenario.head.question),
        headline::run_text(summary),
        played.told().map_or(String::new(), |told| paragraph(&told)),
        record::text(lines, scenario),
        crate::output::claims::text(claimed),
        path.display()
    )
}
