//! `trace`: one replication alone, as a dated story.

use std::path::{Path, PathBuf};

use super::{
    Changes, Failure,
    terminal::{hanging, paragraph, print, say},
};
use crate::{
    model,
    output::{
        charts::Context,
        figure::{Figure, Provenance, lanes},
        folder,
        story::Story,
    },
    scenario::Scenario,
};

/// Replays one simulated history alone as a dated story, and draws its channel lanes
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel trace istanbul-2025 --replication 7")]
pub struct Trace {
    /// A scenario file, or the name of a shipped scenario
    file: PathBuf,
    #[command(flatten)]
    changes: Changes,
    /// Which replication; the same number in a batch is the same history
    #[arg(short = 'k', long, default_value_t = 0, value_name = "K", value_parser = super::whole)]
    replication: u64,
    /// Where the random numbers start
    #[arg(long, default_value_t = 1, value_parser = super::whole)]
    seed: u64,
    /// The folder that collects results; the lanes go there
    #[arg(long, default_value = "results", value_name = "DIR")]
    out: PathBuf,
    /// Prints the event log as JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Trace {
    pub fn run(self) -> Result<(), Failure> {
        let scenario = super::load(&self.file, &self.changes)?;
        let story = tell(&scenario, self.seed, self.replication)?;
        let figure = self.lanes(&scenario, &story);
        let folder = self.out.join(&scenario.head.id);
        let stem = format!("trace-{}-seed-{}-{}", self.replication, self.seed, &scenario.digest[..8]);
        save(&folder, &stem, &figure)?;
        say(&format!("Lanes: {}", folder.join(format!("{stem}.png")).display()));
        if self.json {
            let text = serde_json::to_string_pretty(&story.lines).map_err(|e| Failure::Run(e.to_string()))?;
            return print(&(text + "\n"));
        }
        print(&page(&scenario, &story, self.replication, self.seed))
    }

    fn lanes(&self, scenario: &Scenario, story: &Story<'_>) -> Figure {
        let provenance = Provenance {
            scenario: scenario.head.id.clone(),
            n: 1,
            seed: self.seed,
            digest: scenario.digest[..8].into(),
            scripted: None,
        };
        let context = Context { setup: &scenario.setup, start: scenario.head.start, provenance, recorded: None };
        lanes::draw(&context.lanes_alone(story, self.replication), &context.provenance)
    }
}

/// The story of one replication.
pub fn tell(scenario: &Scenario, seed: u64, replication: u64) -> Result<Story<'_>, Failure> {
    let mut story = Story::new(&scenario.setup, scenario.head.start);
    let spent = model::Run::watched(&scenario.setup, &mut story).replicate(seed, replication).exhausted;
    match spent {
        Some(by) => {
            let e = crate::experiment::batch::BatchError::Exhausted { replication, arm: 0, by };
            Err(super::batch_failure(e, &[&scenario.setup]))
        }
        None => {
            story.close();
            Ok(story)
        }
    }
}

fn page(scenario: &Scenario, story: &Story<'_>, replication: u64, seed: u64) -> String {
    let mut text = paragraph(&scenario.head.title);
    text += &format!("Replication {replication}, seed {seed}: one simulated history, not a forecast.\n\n");
    let mut date = "";
    for line in &story.lines {
        text += &hanging(if line.date == date { "" } else { &line.date }, &line.text, 12);
        date = &line.date;
    }
    text
}

fn save(folder: &Path, stem: &str, figure: &Figure) -> Result<(), Failure> {
    let file = |ending: &str| folder.join(format!("{stem}.{ending}"));
    folder::put(&file("svg"), figure.svg.as_bytes())?;
    folder::put(&file("csv"), figure.data.as_bytes())?;
    Ok(folder::put(&file("png"), &figure.png())?)
}
