//! Studies: what `attribute`, `sweep` and `sensitivity` share. Points are played with a journal, so that a killed process
//! goes on where it stopped; the answer becomes tables, figures and a report.

use serde::{Deserialize, Serialize};

use super::{
    Failure, Luck, Target, attribute, batch_failure, facts,
    play::Played,
    progress::Progress,
    run::{self, Digests},
    sensitivity, sweep,
    terminal::{print, say},
};
use crate::{
    experiment::{
        attribute::Attribute,
        batch::{Batch, BatchError},
        estimate::Classed,
        response::{Response, responses},
        sensitivity::plan::Plan,
        study::{Point, Study, StudyError},
        sweep::Sweep,
    },
    output::{
        figure::{Picture, Provenance},
        folder::{self, Draft, Place},
        journal::{Journal, Known},
        manifest::Manifest,
        report::{self, Headline, Page, Report},
        table::Sheet,
    },
    scenario::Scenario,
};

/// What a study asks: enough, with the resolved scenario, to ask it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    Attribute(Attribute),
    Sweep(Sweep),
    Sensitivity(Plan),
}

/// What came of it.
pub struct Answer {
    /// What was asked, in a sentence for the report.
    pub asked: String,
    /// The value tables of the folder.
    pub tables: Vec<Sheet>,
    pub pictures: Vec<Picture>,
    /// What the intervals allow one to say, in sentences for the report.
    pub found: Vec<String>,
    pub headline: Headline,
    /// For the terminal.
    pub text: String,
}

impl Asked {
    /// What it is called in the report, and in the name of its folder.
    fn name(&self) -> &'static str {
        match self {
            Asked::Attribute(_) => "attribute",
            Asked::Sweep(_) => "sweep",
            Asked::Sensitivity(_) => "sensitivity",
        }
    }

    fn answer(&self, session: &mut Session<'_>) -> Result<Answer, Failure> {
        match self {
            Asked::Attribute(question) => attribute::answer(question, session),
            Asked::Sweep(sweep) => sweep::answer(sweep, session),
            Asked::Sensitivity(plan) => sensitivity::answer(plan, session),
        }
    }
}

/// A study in the making.
pub struct Session<'s> {
    pub study: Study<'s>,
    /// The replications of each point, as far as it has no numbers of its own.
    pub replications: u64,
    known: Known,
    journal: Journal,
    progress: Progress,
}

impl Session<'_> {
    pub fn base(&self) -> &Scenario {
        self.study.base
    }

    pub fn responses(&self) -> &[Response] {
        &self.study.responses
    }

    /// Plays points and hands each to `fold`, in order, with its sums by response.
    pub fn play(&mut self, points: &[Point], fold: impl FnMut(&Point, Vec<Classed>)) -> Result<(), Failure> {
        self.progress.expect(points.iter().map(|point| point.numbers.end - point.numbers.start).sum());
        let played = self.study.play(
            points,
            |id, numbers| self.known.piece(id, numbers),
            |piece| self.journal.keep(piece),
            |done| self.progress.tick(done),
            fold,
        );
        self.journal.sound()?;
        played.map_err(|e| self.failure(e))
    }

    fn failure(&self, e: StudyError) -> Failure {
        match e {
            StudyError::Point { problems, .. } => Failure::Problems(problems),
            StudyError::Batch { id, error } => match batch_failure(error, &[&self.base().setup]) {
                Failure::Run(text) => Failure::Run(format!(
                    "at {id}: {text} Where values lie so far out that demands breed demands, leave out the input that lets them \
                     (a spill, a demand), or narrow its range"
                )),
                other => other,
            },
            StudyError::Stopped(BatchError::Interrupted) => Failure::Paused,
            StudyError::Stopped(error) => batch_failure(error, &[&self.base().setup]),
        }
    }

    /// Where the numbers of its figures come from.
    pub fn provenance(&self) -> Provenance {
        let base = self.base();
        Provenance {
            scenario: base.head.id.clone(),
            n: self.replications,
            at_each_point: true,
            seed: self.study.seed,
            digest: base.digest[..8].into(),
            scripted: None,
        }
    }
}

/// How a study is asked, whichever it is.
#[derive(clap::Args)]
pub struct Question {
    #[command(flatten)]
    luck: Luck,
    #[command(flatten)]
    target: Target,
    /// Prints the manifest as JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Question {
    /// Asks, with so many replications of each point, unless the answer is there already, and says what came of it.
    pub fn ask(&self, scenario: &Scenario, replications: u64, asked: &Asked) -> Result<(), Failure> {
        let value =
            serde_json::to_value(asked).map_err(|e| Failure::Run(format!("the question cannot be written: {e}")))?;
        let batch = self.luck.batch(replications);
        let text = value.to_string();
        let digest = Manifest::request(&[&scenario.digest, &text], batch.seed, batch.replications);
        let name = format!("{}-{}", scenario.head.id, asked.name());
        let mut draft = match folder::open(&self.target.out, &name, &digest, self.target.force)? {
            Place::Finished(path) => return super::answered(&path, self.json.then_some(&[])),
            Place::Open(draft) => draft,
        };
        let (answer, tables, seconds) = play(scenario, asked, &batch, &digest, &mut draft)?;
        let arms = [(scenario, "scenario.resolved.toml")];
        let manifest = Manifest { asked: Some(value), ..run::manifest(&arms, &Played::fixed(batch, tables), seconds) };
        let page = Page {
            asked: Some(report::Asked { name: asked.name().into(), text: answer.asked }),
            answer: answer.found,
            headline: answer.headline,
            ..Page::of(scenario, &[], draft.target())
        };
        super::report::keep(&draft, &Report { page, pictures: answer.pictures }, &manifest)?;
        let path = draft.publish(&manifest.to_json())?;
        say(&format!("Report: {}", path.join("report.html").display()));
        if self.json {
            return facts::show(&path, &[]);
        }
        print(&format!("{}In this model; not a forecast. Everything is in\n{}\n", answer.text, path.display()))
    }
}

/// Plays a study and writes its value tables and the resolved scenario; also the seconds that it took.
pub fn play(
    scenario: &Scenario,
    asked: &Asked,
    batch: &Batch,
    digest: &str,
    draft: &mut Draft,
) -> Result<(Answer, Digests, f64), Failure> {
    let (known, journal) = draft.journal(digest)?;
    if known.replications() > 0 {
        say(&format!("Going on: an earlier process has played {} replications.", known.replications()));
    }
    draft.write("scenario.resolved.toml", scenario.resolved.as_bytes())?;
    let study =
        Study { base: scenario, responses: responses(&scenario.setup), seed: batch.seed, threads: batch.threads };
    let mut session = Session { study, replications: batch.replications, known, journal, progress: Progress::new(0) };
    let answer = asked.answer(&mut session)?;
    let seconds = session.progress.seconds();
    let mut digests = Digests::new();
    for sheet in &answer.tables {
        digests.insert(sheet.name.clone(), draft.sheet(sheet)?);
    }
    Ok((answer, digests, seconds))
}
