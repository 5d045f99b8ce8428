//! `trace`: one replication alone, as a dated story.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

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
        story::{Choice, Story, telling},
    },
    scenario::Scenario,
};

/// Replays one simulated history alone as a dated story, and draws its channel lanes
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel trace istanbul-2025 --replication 7\n  \
    backchannel trace istanbul-2025 -k 7 --all --channel istanbul --to 2025-06-30\n  \
    backchannel trace istanbul-2025 -k 7 --json > history.json")]
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
    /// Tells every step; else milestones, with routine returns in monthly sums
    #[arg(long)]
    all: bool,
    /// Tells from this day on
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    from: Option<Date>,
    /// Tells up to this day
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    to: Option<Date>,
    /// Tells of one channel
    #[arg(long, value_name = "ID")]
    channel: Option<String>,
    /// Tells of one issue
    #[arg(long, value_name = "ID")]
    issue: Option<String>,
    /// Prints the history as JSON, for programs (docs/trace.md)
    #[arg(long)]
    json: bool,
}

impl Trace {
    pub fn run(self) -> Result<(), Failure> {
        let scenario = super::load(&self.file, &self.changes)?;
        let choice = self.choice(&scenario)?;
        let story = tell(&scenario, self.seed, self.replication)?;
        let figure = self.lanes(&scenario, &story);
        let folder = self.out.join(&scenario.head.id);
        let stem = format!("trace-{}-seed-{}-{}", self.replication, self.seed, &scenario.digest[..8]);
        save(&folder, &stem, &figure)?;
        say(&format!("Lanes: {}", folder.join(format!("{stem}.png")).display()));
        if self.json {
            let text = telling(&scenario, &story, (self.seed, self.replication), &choice);
            let text = serde_json::to_string_pretty(&text).map_err(|e| Failure::Run(e.to_string()))?;
            return print(&(text + "\n"));
        }
        print(&page(&scenario, &story, (self.seed, self.replication), &choice))
    }

    /// What is to be told, of channels and issues that there are.
    fn choice(&self, scenario: &Scenario) -> Result<Choice, Failure> {
        let p = &scenario.setup.phases[0];
        let known = |what: &str, id: &Option<String>, ids: Vec<&str>| match id {
            Some(id) if !ids.contains(&id.as_str()) => {
                let message = format!("there is no {what} `{id}`. Help: it is one of {}", ids.join(", "));
                Err(Failure::Question(message))
            }
            _ => Ok(()),
        };
        known("channel", &self.channel, p.channels.iter().map(|c| c.id.as_str()).collect())?;
        known("issue", &self.issue, p.issues.iter().map(|i| i.id.as_str()).collect())?;
        self.days(scenario)?;
        let (channel, issue) = (self.channel.clone(), self.issue.clone());
        Ok(Choice { all: self.all, from: self.from, to: self.to, channel, issue })
    }

    /// Whether the days asked for lie in the scenario, the first before the last.
    fn days(&self, scenario: &Scenario) -> Result<(), Failure> {
        let head = &scenario.head;
        let last = head.end.yesterday().unwrap_or(head.end);
        let (from, to) = (self.from.unwrap_or(head.start), self.to.unwrap_or(last));
        let wrong = if self.from.is_some_and(|from| from > last) {
            format!("--from {from} is after the last day")
        } else if self.to.is_some_and(|to| to < head.start) {
            format!("--to {to} is before the first day")
        } else if from > to {
            format!("--from {from} is after --to {to}")
        } else {
            return Ok(());
        };
        Err(Failure::Question(format!("{wrong}; {} runs from {} to {last}", head.id, head.start)))
    }

    fn lanes(&self, scenario: &Scenario, story: &Story<'_>) -> Figure {
        let provenance = Provenance {
            scenario: scenario.head.id.clone(),
            n: 1,
            at_each_point: false,
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
    let mut story = Story::new(scenario);
    let spent = model::Run::watched(&scenario.setup, &mut story).replicate(seed, replication).exhausted;
    match spent {
        Some(by) => {
            let e = crate::experiment::batch::BatchError::Exhausted { replication, arm: 0, by };
            Err(super::batch_failure(e, &[&scenario.setup]))
        }
        None => Ok(story),
    }
}

fn page(scenario: &Scenario, story: &Story<'_>, (seed, replication): (u64, u64), choice: &Choice) -> String {
    let mut text = paragraph(&scenario.head.title);
    text += &format!("Replication {replication}, seed {seed}: one simulated history, not a forecast.\n\n");
    text += &(paragraph(&story.opening()) + "\n");
    let mut date = None;
    for (day, line) in story.lines(choice) {
        let lead = if date == Some(day) { String::new() } else { day.to_string() };
        text += &hanging(&lead, &line, 12);
        date = Some(day);
    }
    if date.is_none() {
        text += "Nothing of what was asked for happened.\n";
    }
    text + "\n" + &paragraph(&story.closing())
}

fn save(folder: &Path, stem: &str, figure: &Figure) -> Result<(), Failure> {
    let file = |ending: &str| folder.join(format!("{stem}.{ending}"));
    folder::put(&file("svg"), figure.svg.as_bytes())?;
    folder::put(&file("csv"), figure.data.as_bytes())?;
    Ok(folder::put(&file("png"), &figure.png())?)
}
