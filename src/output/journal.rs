//! The journal of a study: every finished piece on a line of its own, so that a killed process goes on where it stopped.
//!
//! It lies in the unfinished folder and goes when the folder is whole. Its first line says what it belongs to; a line
//! that a kill tore off, and all behind a line that cannot be read, is played again.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
};

use super::{
    folder::{FolderError, io_at},
    written::{digest, file_digest},
};
use crate::experiment::study::Piece;

/// Its name in the folder.
pub const JOURNAL: &str = ".journal.csv";

/// The pieces that earlier processes left, by point and first number.
#[derive(Default)]
pub struct Known(BTreeMap<(String, u64), Piece>);

/// Where this process writes its own.
pub struct Journal {
    file: File,
    path: PathBuf,
    failure: Option<FolderError>,
}

impl Known {
    /// What has been played of a point.
    pub fn piece(&self, id: &str, numbers: &Range<u64>) -> Option<Piece> {
        self.0.get(&(id.to_string(), numbers.start)).filter(|piece| piece.numbers == *numbers).cloned()
    }

    /// Replications that need not be played again.
    pub fn replications(&self) -> u64 {
        self.0.values().map(|piece| piece.numbers.end - piece.numbers.start).sum()
    }
}

impl Journal {
    /// Opens the journal in `folder`, for the question with this digest; one that belongs to another question, or was
    /// written by another build, counts for nothing.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(folder: &Path, question: &str) -> Result<(Known, Journal), FolderError> {
        let path = folder.join(JOURNAL);
        let tag = format!("{}\n", tag(question));
        let at = |e| io_at(&path, e);
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(at(e)),
        };
        let (known, sound) = text.strip_prefix(&tag).map(read).unwrap_or_default();
        let end = if known.0.is_empty() { 0 } else { (tag.len() + sound) as u64 };
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(at)?;
        file.set_len(end).and_then(|()| file.seek(SeekFrom::End(0))).map_err(at)?;
        if end == 0 {
            file.write_all(tag.as_bytes()).map_err(at)?;
        }
        Ok((known, Journal { file, path, failure: None }))
    }

    /// Writes a piece. A write that fails is kept for [`Journal::sound`]; false says that there is no use in going on.
    pub fn keep(&mut self, piece: &Piece) -> bool {
        if self.failure.is_none() {
            let mut line = csv::Writer::from_writer(Vec::new());
            // To memory nothing fails; one write a line, so that a kill tears at most the last one.
            let written = line.write_record(piece.fields()).ok().and_then(|()| line.into_inner().ok());
            self.failure = self.file.write_all(&written.unwrap_or_default()).err().map(|e| io_at(&self.path, e));
        }
        self.failure.is_none()
    }

    /// # Errors
    /// When a write has failed.
    pub fn sound(&mut self) -> Result<(), FolderError> {
        self.failure.take().map_or(Ok(()), Err)
    }
}

/// What a journal belongs to: another build might count differently.
fn tag(question: &str) -> String {
    let build = std::env::current_exe().and_then(|path| file_digest(&path)).unwrap_or_default();
    digest(&format!("journal 1\n{question}\n{build}"))
}

/// The pieces up to the first line that is not whole, and where they end.
fn read(text: &str) -> (Known, usize) {
    let whole = text.rfind('\n').map_or(0, |at| at + 1);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text[..whole].as_bytes());
    let (mut known, mut end, mut record) = (BTreeMap::new(), 0, csv::StringRecord::new());
    while reader.read_record(&mut record).unwrap_or(false) {
        let Some(piece) = Piece::read(record.iter()) else { break };
        known.insert((piece.id.clone(), piece.numbers.start), piece);
        end = reader.position().byte() as usize;
    }
    (Known(known), end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::estimate::Classed;

    fn piece(from: u64) -> Piece {
        let mut sum = Classed::default();
        (from..from + 7).for_each(|k| sum.push(k, k as f64 / 7.0, 1.0));
        Piece { id: "p1".into(), numbers: from..from + 7, sums: vec![sum.clone(), sum] }
    }

    #[test]
    fn what_was_kept_is_known_and_a_torn_line_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let open = |question: &str| Journal::open(folder.path(), question).unwrap();
        let (_, mut journal) = open("q");
        assert!([0, 7, 14].iter().all(|&from| journal.keep(&piece(from))));
        let (known, _) = open("q");
        assert_eq!((known.piece("p1", &(7..14)), known.replications()), (Some(piece(7)), 21));
        assert_eq!((known.piece("p1", &(7..15)), known.piece("p2", &(7..14))), (None, None));
        // As a kill in the middle of a write leaves it, and a file system that wrote something else.
        let path = folder.path().join(JOURNAL);
        let text = fs::read_to_string(&path).unwrap();
        for torn in [text[..text.len() - 9].to_string(), format!("{}\0\0\n", &text[..text.len() - 9])] {
            fs::write(&path, torn).unwrap();
            let (known, mut journal) = open("q");
            assert!(known.replications() == 14 && journal.keep(&piece(14)) && journal.sound().is_ok());
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(open("another question").0.replications(), 0);
        assert_eq!(open("q").0.replications(), 0, "and then it is that one's");
    }
}
