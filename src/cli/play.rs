//! Play: what `run` and `compare` share. Replications by a stopping rule, their rows as they come, and now and then a
//! checkpoint, so that a process that is killed costs seconds.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::{Duration, Instant},
};

use super::{Failure, batch_failure, progress::Progress, run::Digests, terminal::say};
use crate::{
    experiment::{
        batch::{Batch, BatchError},
        estimate::digits,
        fold::Fold,
        stopping::{Rule, Watched, watched},
        summary::Summary,
    },
    model::setup::Setup,
    output::{
        checkpoint::{Checkpoint, Keeper},
        folder::{Draft, FolderError},
        report::Headline,
        table::field,
        written::Table,
    },
};

/// Seconds between two checkpoints; a test may ask for other ones by this variable.
const EVERY: f64 = 10.0;
const EVERY_VARIABLE: &str = "BACKCHANNEL_CHECKPOINT_SECONDS";

/// What to play.
pub struct Plan<'q> {
    pub seed: u64,
    /// 0 for one a processor.
    pub threads: usize,
    pub rule: Rule,
    /// The digest of the question under which a later process may go on; none if nothing is to be kept.
    pub question: Option<&'q str>,
}

/// What has been played.
pub struct Played {
    /// With the replications that the rule came to.
    pub batch: Batch,
    pub tables: Digests,
    rule: Rule,
    watched: Vec<Watched>,
}

impl Played {
    /// The rule and what became of it, for the manifest.
    pub fn rule(&self) -> String {
        self.rule.recorded(self.batch.replications, &self.watched)
    }

    /// The same for people, unless the number was fixed.
    pub fn told(&self) -> Option<String> {
        self.rule.told(self.batch.replications, &self.watched)
    }

    /// A table of a report with that in its note.
    pub fn noted(&self, mut headline: Headline) -> Headline {
        self.told().into_iter().for_each(|told| headline.note += &format!(" {told}"));
        headline
    }

    /// A fixed number of replications, with tables of another kind.
    pub fn fixed(batch: Batch, tables: Digests) -> Played {
        Played { rule: batch.replications.into(), batch, tables, watched: Vec::new() }
    }
}

/// Plays all arms of `fold` until the rule says that it is enough; `tables` names the file for the rows of each.
pub fn play<'s>(
    plan: &Plan<'_>,
    fold: &mut impl Fold<'s>,
    tables: &[String],
    draft: &Draft,
    progress: &mut Progress,
) -> Result<Played, Failure> {
    let setups: Vec<&Setup> = fold.summaries().map(Summary::setup).collect();
    let mut ledger = Ledger::open(plan, fold, tables, draft, progress)?;
    let batch = |replications| Batch { seed: plan.seed, replications, threads: plan.threads };
    while let Some(look) = plan.rule.next(ledger.done, &watched(fold.summaries())) {
        let from = ledger.done;
        progress.expect(look - from);
        if matches!(plan.rule, Rule::Precision { .. }) {
            progress.until("to the next look");
        }
        let broken = AtomicBool::new(false);
        let played = batch(look).play_from(
            from,
            &setups,
            |k, outcomes| {
                fold.push(k, outcomes);
                ledger.take(k, fold);
                broken.store(ledger.failure.is_some(), Relaxed);
            },
            |done| !broken.load(Relaxed) && progress.tick(done - from),
        );
        ledger.sound()?;
        match played {
            Ok(()) => {}
            Err(BatchError::Interrupted) => return Err(ledger.pause(fold, draft)),
            Err(e) => {
                // Nobody could go on to an answer.
                ledger.keeper.iter().filter(|_| matches!(e, BatchError::Exhausted { .. })).for_each(Keeper::forget);
                return Err(batch_failure(e, &setups));
            }
        }
    }
    let (done, watched) = (ledger.done, watched(fold.summaries()));
    let digests = ledger.finish(fold, draft)?;
    Ok(Played { batch: batch(done), tables: tables.iter().cloned().zip(digests).collect(), rule: plan.rule, watched })
}

/// Rows and checkpoints on disk; a write that fails is kept for the end, when it can be told.
struct Ledger {
    /// One an arm.
    tables: Vec<Table>,
    done: u64,
    keeper: Option<Keeper>,
    every: Duration,
    kept: Instant,
    started: Instant,
    /// Seconds of earlier processes.
    spent: f64,
    failure: Option<FolderError>,
}

impl Ledger {
    /// Begins the tables, or goes on where an earlier process left them.
    fn open<'s>(
        plan: &Plan<'_>,
        fold: &mut impl Fold<'s>,
        names: &[String],
        draft: &Draft,
        progress: &mut Progress,
    ) -> Result<Ledger, Failure> {
        let (found, keeper) = plan.question.map(|question| draft.checkpoint(question)).unzip();
        let seconds = std::env::var(EVERY_VARIABLE).ok().and_then(|text| text.parse().ok()).unwrap_or(EVERY);
        let now = Instant::now();
        let mut ledger = Ledger {
            tables: Vec::new(),
            done: 0,
            keeper,
            every: Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs_f64(EVERY)),
            kept: now,
            started: now,
            spent: 0.0,
            failure: None,
        };
        let goes_on = found.flatten().is_some_and(|found| ledger.go_on(&found, fold, names, draft));
        if goes_on {
            progress.go_on(ledger.done, ledger.spent);
            say(&going_on(plan.rule, ledger.done));
        } else {
            draft.clear()?;
            for (name, summary) in names.iter().zip(fold.summaries()) {
                let mut table = draft.table(name)?;
                table.line(std::iter::once("replication").chain(summary.columns().iter().map(|c| c.name.as_str())))?;
                ledger.tables.push(table);
            }
        }
        Ok(ledger)
    }

    /// False, and nothing is changed, if what has been found is not whole.
    fn go_on<'s>(&mut self, found: &Checkpoint, fold: &mut impl Fold<'s>, names: &[String], draft: &Draft) -> bool {
        let tables = names.iter().zip(&found.tables).map(|(name, then)| draft.table_from(name, then));
        let Some(tables) = tables.collect::<Option<Vec<_>>>().filter(|tables| tables.len() == names.len()) else {
            return false;
        };
        if !fold.restore(&found.sums) {
            return false;
        }
        (self.tables, self.done, self.spent) = (tables, found.replications, found.seconds);
        true
    }

    /// Writes the rows of a replication, and a checkpoint if it is time.
    fn take<'s>(&mut self, replication: u64, fold: &impl Fold<'s>) {
        if self.failure.is_some() {
            return;
        }
        let rows = self.tables.iter_mut().zip(fold.summaries()).try_for_each(|(table, summary)| {
            table.line(std::iter::once(replication.to_string()).chain(summary.row().iter().copied().map(field)))
        });
        self.done = replication + 1;
        let due = self.kept.elapsed() >= self.every;
        self.failure = rows.and_then(|()| if due { self.keep(fold) } else { Ok(()) }).err();
    }

    fn keep<'s>(&mut self, fold: &impl Fold<'s>) -> Result<(), FolderError> {
        let Some(keeper) = &mut self.keeper else { return Ok(()) };
        let checkpoint = Checkpoint {
            replications: self.done,
            seconds: self.spent + self.started.elapsed().as_secs_f64(),
            tables: self.tables.iter_mut().map(Table::written).collect::<Result<_, _>>()?,
            sums: fold.save(),
        };
        keeper.keep(&checkpoint)?;
        self.kept = Instant::now();
        Ok(())
    }

    fn sound(&mut self) -> Result<(), FolderError> {
        self.failure.take().map_or(Ok(()), Err)
    }

    /// Stopped on request: whoever asks again goes on here.
    fn pause<'s>(&mut self, fold: &impl Fold<'s>, draft: &Draft) -> Failure {
        let kept = if self.done > 0 { self.keep(fold) } else { Ok(()) };
        kept.map_or_else(Failure::from, |()| Failure::stopped(draft))
    }

    /// The digests of the tables. What took long is kept until the pictures are drawn too.
    fn finish<'s>(mut self, fold: &impl Fold<'s>, draft: &Draft) -> Result<Vec<String>, FolderError> {
        if draft.keeps() {
            self.keep(fold)?;
        }
        self.tables.into_iter().map(Table::finish).collect()
    }
}

fn going_on(rule: Rule, done: u64) -> String {
    let number = |n: u64| digits(n as f64, 0.0);
    match rule {
        Rule::Fixed(all) => format!("Going on after {} of {} replications.", number(done), number(all)),
        Rule::Precision { .. } => format!("Going on after {} replications.", number(done)),
    }
}
