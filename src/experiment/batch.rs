//! Batches: replications on rayon, folded in the order of their numbers. The only file that knows about threads.
//!
//! A block of replications is computed by one worker with one [`Run`] an arm; a wave of blocks is folded while the next
//! is being computed. Nothing of a replication is kept after its fold, so memory is flat in their number, and the fold
//! sees the same sequence whatever the number of threads. Work of another shape (points of a design) goes through [`each`].

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::Duration,
};

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
        fold: impl FnMut(u64, &[Outcome]) + Send,
        tick: impl FnMut(u64) -> bool + Send,
    ) -> Result<(), BatchError> {
        self.play_from(0, arms, fold, tick)
    }

    /// The same from replication `first` on; `tick` counts those before it as done.
    ///
    /// # Errors
    /// As [`Batch::play`].
    pub fn play_from(
        &self,
        first: u64,
        arms: &[&Setup],
        mut fold: impl FnMut(u64, &[Outcome]) + Send,
        mut tick: impl FnMut(u64) -> bool + Send,
    ) -> Result<(), BatchError> {
        let pool = pool(self.threads)?;
        let threads = pool.current_num_threads() as u64;
        pool.install(|| {
            let mut done: Vec<Vec<Outcome>> = Vec::new();
            let (mut from, mut folded, mut events, mut wave) = (first, first, 0, threads);
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
                let fits = EVENTS_A_THREAD.saturating_mul(folded - first) / events.max(1);
                let most = if folded == first { wave } else { fits.clamp(1, BLOCK * BLOCKS_A_THREAD) * threads };
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

/// Workers; 0 for one a processor.
fn pool(threads: usize) -> Result<rayon::ThreadPool, BatchError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| BatchError::Threads(e.to_string()))
}

/// How long the folding thread waits for a result before it looks up.
const PATIENCE: Duration = Duration::from_millis(100);

/// Does pieces of work 0 to `count` - 1 on all threads, in any order, and hands the results to `fold` in their own order.
/// In between, at least every tenth of a second, `fold` is given nothing, so that it can say stop. Work that takes long
/// asks `go` whether anybody still wants it.
///
/// # Errors
/// When no threads can be started; within, the first error of `fold`, after which no more work is begun.
pub fn each<T: Send, E>(
    threads: usize,
    count: usize,
    work: impl Fn(usize, &dyn Fn() -> bool) -> T + Sync,
    mut fold: impl FnMut(Option<(usize, T)>) -> Result<(), E>,
) -> Result<Result<(), E>, BatchError> {
    let pool = pool(threads)?;
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (next, stop, work) = (&next, &stop, &work);
    // Bounded, so that workers wait for a fold that cannot keep up.
    let (send, results) = mpsc::sync_channel(4 * pool.current_num_threads());
    Ok(pool.in_place_scope(|scope| {
        for _ in 0..pool.current_num_threads() {
            let send = send.clone();
            scope.spawn(move |_| {
                let go = || !stop.load(Ordering::Relaxed);
                while go() {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count || send.send((i, work(i, &go))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let (mut early, mut folded) = (BTreeMap::new(), 0);
        let done = loop {
            let step = match results.recv_timeout(PATIENCE) {
                Ok((i, result)) => {
                    early.insert(i, result);
                    std::iter::from_fn(|| early.remove_entry(&folded).inspect(|_| folded += 1))
                        .try_for_each(|piece| fold(Some(piece)))
                }
                Err(RecvTimeoutError::Timeout) => fold(None),
                Err(RecvTimeoutError::Disconnected) => break Ok(()),
            };
            if step.is_err() {
                break step;
            }
        };
        stop.store(true, Ordering::Relaxed);
        drop(results);
        done
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_an_error_ends_the_work() {
        for threads in [1, 4] {
            let (mut seen, begun) = (Vec::new(), AtomicUsize::new(0));
            let work = |i: usize, _: &dyn Fn() -> bool| {
                begun.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_micros(if i.is_multiple_of(7) { 900 } else { 10 }));
                i * i
            };
            let mut fold = |piece: Option<(usize, usize)>| {
                let Some(piece) = piece else { return Ok(()) };
                seen.push(piece);
                Ok::<(), &str>(())
            };
            assert_eq!(each(threads, 300, work, &mut fold), Ok(Ok(())));
            assert_eq!(seen, (0..300).map(|i| (i, i * i)).collect::<Vec<_>>());
            seen.clear();
            begun.store(0, Ordering::Relaxed);
            let mut fold = |piece: Option<(usize, usize)>| {
                seen.extend(piece);
                if piece.is_some_and(|(i, _)| i == 50) { Err("enough") } else { Ok(()) }
            };
            assert_eq!(each(threads, 100_000, work, &mut fold), Ok(Err("enough")));
            assert!(seen.len() == 51 && begun.load(Ordering::Relaxed) < 200, "{begun:?} begun");
        }
        assert_eq!(each(2, 0, |i, _| i, |_| Err("nothing to fold")), Ok(Ok(())));
    }
}
