//! The command line: one verb, one file. Results go to standard output, talk and progress to standard error.
//!
//! Exit codes: 0 done; 1 the run failed; 2 the question was wrong (never worth a retry); 75 stopped in time, run the
//! same command again.

mod arms;
mod asked_wrongly;
mod attribute;
mod check;
mod claims;
mod compare;
mod completions;
mod counted;
mod differences;
mod diverge;
mod explain;
mod facts;
mod headline;
mod knockout;
mod list;
mod man;
mod new;
mod parts;
mod play;
mod progress;
mod record;
mod report;
mod reproduce;
mod run;
mod schema;
mod sensitivity;
mod stop;
mod study;
mod sweep;
mod terminal;
mod trace;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use thiserror::Error;

use crate::{
    experiment::{
        self,
        batch::{Batch, BatchError},
        stopping::{CAP, Rule},
    },
    model::{outcome::Exhausted, setup::Setup},
    output::folder::{Draft, FolderError},
    scenario::{self, Patch, Problems, Rival, Scenario, problem::Problem},
};

/// Under the help of the program.
const BEGIN: &str = "To begin with:\n  backchannel list\n  backchannel new mine\n  backchannel run mine.toml\n\n\
                     Exit codes: 0 done; 1 the run failed; 2 the question was wrong;\n\
                     75 stopped in time, run the same command again.";

/// Simulates wartime negotiation channels: who comes home, when, by which channel, and what breaks on the way.
#[derive(Parser)]
#[command(name = "backchannel", version, arg_required_else_help = true, max_term_width = 80, after_help = BEGIN)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    List(list::List),
    New(new::New),
    Check(check::Check),
    Run(run::Run),
    Trace(trace::Trace),
    Compare(compare::Compare),
    Explain(explain::Explain),
    Knockout(knockout::Knockout),
    Attribute(attribute::AttributeVerb),
    Sweep(sweep::SweepVerb),
    Sensitivity(sensitivity::Sensitivity),
    Report(report::Report),
    Reproduce(reproduce::Reproduce),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Which replications to play.
#[derive(Args, Clone, Copy)]
struct Plays {
    /// Simulated histories
    #[arg(short = 'n', long, default_value_t = 10_000, value_name = "N", value_parser = replications)]
    replications: u64,
    /// In their stead, as in --precision 2%: plays until the standard error of people returned, exchanges and yield is at
    /// most this share of each mean, looking after 1024, 2048, 4096 ... histories
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "replications")]
    precision: Option<f64>,
    /// Where --precision gives up
    #[arg(long, default_value_t = CAP, value_name = "N", value_parser = replications, requires = "precision")]
    at_most: u64,
    #[command(flatten)]
    luck: Luck,
}

/// Where the random numbers start, and who works.
#[derive(Args, Clone, Copy)]
struct Luck {
    /// Where the random numbers start; the same seed gives the same result on any machine
    #[arg(long, default_value_t = 1, value_parser = whole)]
    seed: u64,
    /// Worker threads; 0 for one a processor. The result does not depend on it
    #[arg(long, default_value_t = 0, value_name = "N", value_parser = threads)]
    threads: usize,
}

impl Plays {
    fn rule(self) -> Rule {
        match self.precision {
            Some(share) => Rule::Precision { share, cap: self.at_most },
            None => Rule::Fixed(self.replications),
        }
    }
}

impl Luck {
    fn batch(self, replications: u64) -> Batch {
        Batch { seed: self.seed, replications, threads: self.threads }
    }
}

/// What is changed before anything is played.
#[derive(Args, Clone)]
struct Changes {
    /// Puts a rival explanation over the scenario, said of a side, as in --rival low-mandate=russia and its mirror
    /// --rival low-mandate=ukraine; behind @ the channel, if it is said of one; `list` names them
    #[arg(long, value_name = "NAME=SIDE@CHANNEL")]
    rival: Vec<String>,
    /// Changes one number, as in --set channels.line.trust=0.3
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
}

impl Changes {
    const NONE: Changes = Changes { rival: Vec::new(), set: Vec::new() };

    fn is_empty(&self) -> bool {
        self.rival.is_empty() && self.set.is_empty()
    }

    /// The rival explanations first, then single numbers.
    fn patches(&self) -> Result<Vec<Patch>, Problems> {
        let rivals = self.rival.iter().map(|said| Rival::parse(said).map(Patch::Rival));
        rivals.chain(self.set.iter().map(|text| Patch::parse(text))).collect()
    }

    /// What is changed, in the words of the command line.
    fn said(&self) -> String {
        self.rival.iter().chain(&self.set).map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// Where results go.
#[derive(Args, Clone)]
struct Target {
    /// The folder that collects results
    #[arg(long, default_value = "results", value_name = "DIR")]
    out: PathBuf,
    /// Computes again what is already there
    #[arg(long)]
    force: bool,
}

fn replications(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(n) if (1..=100_000_000).contains(&n) => Ok(n),
        _ => Err("write a whole number from 1 to 100000000 in digits, as in 10000".into()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    let percent = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
    match percent {
        Some(percent) if (0.01..=50.0).contains(&percent) => Ok(percent / 100.0),
        _ => Err("write a share from 0.01% to 50%, as in 2%".into()),
    }
}

fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("write a whole number from 0 to {} in digits, as in 7", u64::MAX))
}

fn day(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| "write a day as in 2025-05-16".into())
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if n <= 1024 => Ok(n),
        _ => Err("write a whole number from 0 to 1024, or leave it out for one a processor".into()),
    }
}

/// Why a verb did not do what was asked.
#[derive(Debug, Error)]
enum Failure {
    #[error("{}", .0.render(terminal::colours()).trim_end())]
    Problems(Problems),
    /// The question was wrong.
    #[error("error: {0}")]
    Question(String),
    /// The run failed.
    #[error("error: {0}")]
    Run(String),
    #[error("stopped, as you asked; nothing half-written is left. Run the same command again to start afresh")]
    Stopped,
    #[error("stopped, as you asked; run the same command again to go on where it stopped")]
    Paused,
}

impl Failure {
    /// Stopped on request, in the middle of a folder.
    fn stopped(draft: &Draft) -> Failure {
        if draft.keeps() { Failure::Paused } else { Failure::Stopped }
    }

    /// In lines that fit the terminal.
    fn text(&self) -> String {
        match self {
            Failure::Problems(_) => self.to_string(),
            _ => terminal::lines(&self.to_string()),
        }
    }

    fn code(&self) -> u8 {
        match self {
            Failure::Problems(_) | Failure::Question(_) => 2,
            Failure::Run(_) => 1,
            Failure::Stopped | Failure::Paused => 75,
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Failure {
        Failure::Problems(problems)
    }
}

impl From<FolderError> for Failure {
    fn from(e: FolderError) -> Failure {
        match e {
            FolderError::NotAFolder(_) => Failure::Question(e.to_string()),
            FolderError::Busy(_) | FolderError::Io { .. } => Failure::Run(e.to_string()),
        }
    }
}

/// Runs the program and says how it went.
pub fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| asked_wrongly::end(&error));
    stop::listen();
    let done = match cli.verb {
        Verb::List(verb) => verb.run(),
        Verb::New(verb) => verb.run(),
        Verb::Check(verb) => verb.run(),
        Verb::Run(verb) => verb.run(),
        Verb::Trace(verb) => verb.run(),
        Verb::Compare(verb) => verb.run(),
        Verb::Explain(verb) => verb.run(),
        Verb::Knockout(verb) => verb.run(),
        Verb::Attribute(verb) => verb.run(),
        Verb::Sweep(verb) => verb.run(),
        Verb::Sensitivity(verb) => verb.run(),
        Verb::Report(verb) => verb.run(),
        Verb::Reproduce(verb) => verb.run(),
        Verb::Schema(verb) => verb.run(),
        Verb::Completions(verb) => verb.run(),
        Verb::Man(verb) => verb.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::say(&failure.text());
            ExitCode::from(failure.code())
        }
    }
}

/// Reads a scenario file, or a shipped scenario by name; warnings go to standard error.
fn load(file: &Path, changes: &Changes) -> Result<Scenario, Failure> {
    load_with(file, changes, None)
}

/// As [`load`], with a further patch of the program's own.
fn load_with(file: &Path, changes: &Changes, more: Option<Patch>) -> Result<Scenario, Failure> {
    let patches: Vec<Patch> = changes.patches()?.into_iter().chain(more).collect();
    let mut scenario = match scenario::load(file, &patches) {
        Ok(scenario) => scenario,
        Err(problems) => return Err(a_rival(file).unwrap_or(problems).into()),
    };
    if !changes.is_empty() {
        scenario.head.title += &format!(", with {}", changes.said());
    }
    // Whether what is claimed can be measured is known to no layer below.
    experiment::claim::questions(&scenario)?;
    if !scenario.warnings.is_empty() {
        terminal::say(scenario.warnings.render(terminal::colours()).trim_end());
    }
    Ok(scenario)
}

/// What to say if what was named as a scenario is a rival explanation.
fn a_rival(file: &Path) -> Option<Problems> {
    let name = file.to_str()?;
    let head = Rival::parse(name).and_then(|rival| rival.head()).ok()?;
    let side = if head.of_a_side { "=SIDE" } else { "" };
    let problem = Problem::error(None, format!("{name} is a rival explanation, not a scenario"))
        .cure(format!("put it over a scenario, as in: backchannel compare SCENARIO --rival {name}{side}"));
    Some(Problems { texts: Vec::new(), list: vec![problem] })
}

/// Says that there is nothing to do, and where the answer is.
fn answered(folder: &Path, tables: Option<&[(&str, &str)]>) -> Result<(), Failure> {
    terminal::say("This question has been answered already; add --force to compute it again.");
    terminal::say(&format!("Report: {}", folder.join("report.html").display()));
    match tables {
        Some(tables) => facts::show(folder, tables),
        None => terminal::print(&format!("{}\n", folder.display())),
    }
}

/// A batch that did not finish, in words.
fn batch_failure(e: BatchError, arms: &[&Setup]) -> Failure {
    match e {
        BatchError::Interrupted => Failure::Stopped,
        BatchError::Exhausted { replication, arm, by } => {
            let p = &arms[arm].phases[0];
            let cause = match by {
                Exhausted::Issue(i) => format!("most of its events come from `issues.{}.demand`", p.issues[i].id),
                Exhausted::Channel(c) => format!("it was busy with the life of `channels.{}`", p.channels[c].id),
                Exhausted::Shocks => "most of its events are shocks (`rules.shock_mean`)".into(),
            };
            Failure::Run(format!(
                "replication {replication} used up its budget of {} events, or had more cases open than there is room \
                 for; {cause}. Lower that rate, or raise `scenario.event_budget`",
                arms[arm].event_budget
            ))
        }
        BatchError::Threads(_) => Failure::Run(format!("{e}. Ask for fewer with --threads")),
    }
}
