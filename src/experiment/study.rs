//! Study: many points (arms, coalitions, places of a design), each played alike and kept as sums by class.
//!
//! A point is a list of patches on one base and the numbers of its replications: points with the same numbers meet the
//! same luck. Work is cut into pieces, a point and some of its replications, which threads take in any order and which
//! are folded in their own: neither the number of threads nor where an earlier process was killed can move a bit.

use std::ops::Range;

use thiserror::Error;

use super::{
    batch::{self, BatchError},
    estimate::{Cell, Class, Classed},
    response::Response,
};
use crate::{
    model::Run,
    scenario::{Patch, Problems, Scenario, load_str},
};

/// Replications a piece at most: a second's work or so, all that a kill can cost a thread.
const PIECE: u64 = 1_000;

/// One arm of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Unlike every other of the study; results are joined by it.
    pub id: String,
    pub patches: Vec<Patch>,
    /// The numbers of its replications.
    pub numbers: Range<u64>,
}

/// Some replications of one point, as they are written to a journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub id: String,
    pub numbers: Range<u64>,
    /// By response.
    pub sums: Vec<Classed>,
}

/// A piece, and whether it is new.
type Played = Result<(Piece, bool), StudyError>;

/// What all points share.
pub struct Study<'s> {
    pub base: &'s Scenario,
    pub responses: Vec<Response>,
    pub seed: u64,
    /// 0 for one a processor.
    pub threads: usize,
}

#[derive(Debug, Error)]
pub enum StudyError {
    /// A point whose patches do not fit together.
    #[error("point {id}: {problems}")]
    Point { id: String, problems: Problems },
    #[error("point {id}: {error}")]
    Batch { id: String, error: BatchError },
    #[error(transparent)]
    Stopped(BatchError),
}

impl Study<'_> {
    /// Plays the points and hands each finished one to `fold`, in order, with its sums by response. Pieces that `known`
    /// has are not played again; those that are, are shown to `keep`, which says whether it could. `tick` is told how many
    /// replications are done and says whether to go on.
    ///
    /// # Errors
    /// When a point cannot be read, when a replication spends its event budget, when `keep` or `tick` says stop.
    pub fn play(
        &self,
        points: &[Point],
        known: impl Fn(&str, &Range<u64>) -> Option<Piece> + Sync,
        mut keep: impl FnMut(&Piece) -> bool,
        mut tick: impl FnMut(u64) -> bool,
        mut fold: impl FnMut(&Point, Vec<Classed>),
    ) -> Result<(), StudyError> {
        let pieces: Vec<(usize, Range<u64>)> =
            points.iter().enumerate().flat_map(|(i, p)| cut(i, &p.numbers)).collect();
        let work = |i: usize, go: &dyn Fn() -> bool| {
            let (at, numbers) = &pieces[i];
            let point = &points[*at];
            match known(&point.id, numbers).filter(|piece| piece.sums.len() == self.responses.len()) {
                Some(piece) => Ok((piece, false)),
                None => self.piece(point, numbers.clone(), go).map(|piece| (piece, true)),
            }
        };
        let (mut done, mut sums) = (0, vec![Classed::default(); self.responses.len()]);
        let folded = batch::each(self.threads, pieces.len(), work, |played: Option<(usize, Played)>| {
            let Some((i, played)) = played else { return go_on(tick(done)) };
            let (piece, is_new) = played?;
            go_on(!is_new || keep(&piece))?;
            done += piece.numbers.end - piece.numbers.start;
            sums.iter_mut().zip(&piece.sums).for_each(|(sum, part)| sum.merge(part));
            let (at, numbers) = &pieces[i];
            if numbers.end == points[*at].numbers.end {
                let next = vec![Classed::default(); self.responses.len()];
                fold(&points[*at], std::mem::replace(&mut sums, next));
            }
            go_on(tick(done))
        });
        folded.map_err(StudyError::Stopped)?
    }

    fn piece(&self, point: &Point, numbers: Range<u64>, go: &dyn Fn() -> bool) -> Result<Piece, StudyError> {
        let scenario = self.scenario(point)?;
        let mut run = Run::new(&scenario.setup);
        let mut sums = vec![Classed::default(); self.responses.len()];
        for k in numbers.clone() {
            if !go() {
                return Err(StudyError::Stopped(BatchError::Interrupted));
            }
            let outcome = run.replicate(self.seed, k);
            if let Some(by) = outcome.exhausted {
                let error = BatchError::Exhausted { replication: k, arm: 0, by };
                return Err(StudyError::Batch { id: point.id.clone(), error });
            }
            for (sum, response) in sums.iter_mut().zip(&self.responses) {
                if let Some((num, den)) = response.of(outcome, &scenario.setup) {
                    sum.push(k, num, den);
                }
            }
        }
        Ok(Piece { id: point.id.clone(), numbers, sums })
    }

    /// The scenario at a point: its patches on the resolved text of the base, which is the whole of it in one file.
    ///
    /// # Errors
    /// When the patches do not fit together.
    pub fn scenario(&self, point: &Point) -> Result<Scenario, StudyError> {
        let name = format!("{}.toml", self.base.head.id);
        load_str(&name, &self.base.resolved, &point.patches)
            .map_err(|problems| StudyError::Point { id: point.id.clone(), problems })
    }
}

fn go_on(wanted: bool) -> Result<(), StudyError> {
    if wanted { Ok(()) } else { Err(StudyError::Stopped(BatchError::Interrupted)) }
}

/// The pieces of a point.
fn cut(point: usize, numbers: &Range<u64>) -> impl Iterator<Item = (usize, Range<u64>)> + use<> {
    let (from, to) = (numbers.start, numbers.end);
    (from..to).step_by(PIECE as usize).map(move |start| (point, start..to.min(start + PIECE)))
}

impl Piece {
    /// As fields of one line: id, first number, number behind the last, then for each response the number of its
    /// classes and for each class its numerator, denominator and count.
    pub fn fields(&self) -> Vec<String> {
        let mut fields = vec![self.id.clone(), self.numbers.start.to_string(), self.numbers.end.to_string()];
        for sum in &self.sums {
            fields.push(sum.cells().count().to_string());
            for (class, cell) in sum.cells() {
                fields.extend([
                    class.index().to_string(),
                    cell.num.to_string(),
                    cell.den.to_string(),
                    cell.n.to_string(),
                ]);
            }
        }
        fields
    }

    /// Reads such a line; none if it is not whole.
    pub fn read<'f>(mut fields: impl Iterator<Item = &'f str>) -> Option<Piece> {
        let mut next = || fields.next();
        let id = next()?.to_string();
        let numbers = next()?.parse().ok()?..next()?.parse().ok()?;
        let mut sums = Vec::new();
        while let Some(classes) = next() {
            let mut sum = Classed::default();
            for _ in 0..classes.parse::<usize>().ok().filter(|&n| n <= Class::COUNT)? {
                let class = Class::of(next()?.parse().ok()?);
                let (num, den, n) = (next()?.parse().ok()?, next()?.parse().ok()?, next()?.parse().ok()?);
                sum.add(class, Cell { num, den, n });
            }
            sums.push(sum);
        }
        Some(Piece { id, numbers, sums })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{experiment::response::responses, scenario};

    fn study(base: &Scenario, threads: usize) -> Study<'_> {
        Study { base, responses: responses(&base.setup), seed: 3, threads }
    }

    fn points() -> Vec<Point> {
        let point = |id: &str, patches| Point { id: id.into(), patches, numbers: 0..2_300 };
        vec![point("base", Vec::new()), point("low", vec![Patch::new("channels.line.authority", "0.3")])]
    }

    /// At any number of threads, from the start or from any piece that is known: the same sums, which are those of plain
    /// replications one after another.
    #[test]
    fn neither_threads_nor_a_kill_move_a_bit() {
        let base = scenario::load("tutorial".as_ref(), &[]).expect("a shipped scenario");
        let play = |threads: usize, known: &[Piece]| {
            let (mut kept, mut seen) = (Vec::new(), Vec::new());
            let known = |id: &str, numbers: &Range<u64>| {
                known.iter().find(|piece| piece.id == id && piece.numbers == *numbers).cloned()
            };
            let played = study(&base, threads).play(
                &points(),
                known,
                |piece| {
                    kept.push(piece.clone());
                    true
                },
                |_| true,
                |point, sums| seen.push((point.id.clone(), sums)),
            );
            played.expect("nothing is in the way");
            (kept, seen)
        };
        let (pieces, once) = play(1, &[]);
        assert_eq!(pieces.len(), 6);
        let (_, twice) = play(2, &[]);
        let (rest, resumed) = play(2, &pieces[1..5]);
        assert!(once == twice && once == resumed && rest.len() == 2);
        let mut run = Run::new(&base.setup);
        let exchanges = responses(&base.setup).into_iter().position(|r| r.name == "exchanges").expect("of prisoners");
        let sum: f64 = (0..2_300).map(|k| run.replicate(3, k).exchange_days(base.setup.focal).count() as f64).sum();
        assert_eq!(once[0].1[exchanges].value(), Some(sum / 2_300.0));
        assert_ne!(once[0].1, once[1].1);
    }

    #[test]
    fn a_piece_reads_back_as_it_was_and_a_torn_line_not_at_all() {
        let mut sum = Classed::default();
        (190..230).for_each(|k| sum.push(k, k as f64 / 3.0, 1.0));
        let piece = Piece { id: "a,\"b\"".into(), numbers: 190..230, sums: vec![sum, Classed::default()] };
        let fields = piece.fields();
        let read = |fields: &[String]| Piece::read(fields.iter().map(String::as_str));
        assert_eq!(read(&fields), Some(piece));
        assert_eq!(read(&fields[..fields.len() - 4]), None, "a class is missing");
        assert_eq!(read(&fields[..2]), None);
    }

    #[test]
    fn a_point_that_cannot_be_read_is_named() {
        let base = scenario::load("tutorial".as_ref(), &[]).expect("a shipped scenario");
        let point = Point { id: "p7".into(), patches: vec![Patch::new("channels.line.trust", "3")], numbers: 0..5 };
        let played = study(&base, 1).play(&[point], |_, _| None, |_| true, |_| true, |_, _| {});
        assert!(played.is_err_and(|e| e.to_string().starts_with("point p7: ")));
    }

    #[test]
    fn it_stops_when_asked() {
        let base = scenario::load("tutorial".as_ref(), &[]).expect("a shipped scenario");
        let played = study(&base, 2).play(&points(), |_, _| None, |_| true, |_| false, |_, _| {});
        assert!(matches!(played, Err(StudyError::Stopped(BatchError::Interrupted))));
    }
}
