//! Batches: replications on rayon, folded in the order of their numbers. The only file that knows about threads.
//!
//! A block of replications is computed by one worker with one [`Run`] an arm; a wave of blocks is folded while the next
//! is being computed. Nothing of a replication is kept after its fold, so memory is flat in their number, and the fold
//! sees the same sequence whatever the number of threads.

use std::ops::Range;

use rayon::prelude::*;
use thiserror::Error;

use crate::model::{Outcome, Run, outcome::Exhausted, setup::Setup};

/// Replications a block at most: enough to make handing it over cheap.
const BLOCK: u64 = 32;
/// Blocks a wave and thread.
const BLOCKS_A_THREAD: u64 = 8;
/// Events a wave and thread, about: less than a second's work, so that whoever says stop is heard, and no more outcomes
/// than fit in memory however long the histories are.
const EVENTS_A_THREAD: u64 = 1_000_000;

/// Which replications to play, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    pub seed: u64,
    /// Replications are numbered from 0.
    pub replications: u64,
    /// 0 for one a processor.
    pub threads: usize,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum BatchError {
    #[error("stopped on request")]
    Interrupted,
    /// A replication spent the event budget.
    #[error("replication {replication} used up its event budget")]
    Exhausted { replication: u64, arm: usize, by: Exhausted },
    #[error("could not start the worker threads: {0}")]
    Threads(String),
}

impl Batch {
    /// Plays every replication of every arm under common random numbers and hands the arms' outcomes to `fold` in order
    /// of replication. `tick` is told how many are done and says whether to go on.
    ///
    /// # Errors
    /// When `tick` says stop, when a replication spends its event budget, or when no threads can be started.
    pub fn play(
        &self,
        arms: &[&Setup],
        mut fold: impl FnMut(u64, &[Outcome]) + Send,
        mut tick: impl FnMut(u64) -> bool + Send,
    ) -> Result<(), BatchError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|e| BatchError::Threads(e.to_string()))?;
        let threads = pool.current_num_threads() as u64;
        pool.install(|| {
            let mut done: Vec<Vec<Outcome>> = Vec::new();
            let (mut from, mut folded, mut events, mut wave) = (0, 0, 0, threads);
            while from < self.replications || !done.is_empty() {
                if !tick(folded) {
                    return Err(BatchError::Interrupted);
                }
                let to = self.replications.min(from + wave);
                let (next, folding) = rayon::join(
                    || self.wave(arms, from..to, wave.div_ceil(BLOCKS_A_THREAD * threads)),
                    || {
                        done.drain(..).try_for_each(|outcomes| {
                            check(&outcomes, folded)?;
                            events += outcomes.iter().map(|o| o.events).sum::<u64>();
                            fold(folded, &outcomes);
                            folded += 1;
                            Ok(())
                        })
                    },
                );
                folding?;
                (done, from) = (next, to);
                // Small at first, twice as large each time: one long wave of long histories would be past stopping.
                let fits = EVENTS_A_THREAD.saturating_mul(folded) / events.max(1);
                let most = if folded == 0 { wave } else { fits.clamp(1, BLOCK * BLOCKS_A_THREAD) * threads };
                wave = most.min(2 * wave);
            }
            if tick(folded) { Ok(()) } else { Err(BatchError::Interrupted) }
        })
    }

    /// The outcomes of some replications, in order, each with one entry an arm.
    fn wave(&self, arms: &[&Setup], numbers: Range<u64>, block: u64) -> Vec<Vec<Outcome>> {
        let blocks = (numbers.end - numbers.start).div_ceil(block);
        let played: Vec<Vec<Vec<Outcome>>> = (0..blocks)
            .into_par_iter()
            .map_init(
                || arms.iter().map(|setup| Run::new(setup)).collect::<Vec<_>>(),
                |runs, i| {
                    let from = numbers.start + i * block;
                    let to = numbers.end.min(from + block);
                    (from..to)
                        .map(|k| runs.iter_mut().map(|run| run.replicate(self.seed, k).clone()).collect())
                        .collect()
                },
            )
            .collect();
        played.into_iter().flatten().collect()
    }
}

fn check(outcomes: &[Outcome], replication: u64) -> Result<(), BatchError> {
    match outcomes.iter().enumerate().find_map(|(arm, o)| o.exhausted.map(|by| (arm, by))) {
        Some((arm, by)) => Err(BatchError::Exhausted { replication, arm, by }),
        None => Ok(()),
    }
}
