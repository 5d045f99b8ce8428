//! Checkpoints: what is kept beside the growing tables, so that a run that was stopped or killed goes on where it was.
//!
//! A checkpoint lies in the unfinished folder, is written under another name and renamed, and goes when the folder is
//! whole. Its first line says what it belongs to: another build might add up otherwise. Its second is the digest of the
//! rest, and the rest has the digests of the tables, so that nothing damaged is ever gone on with.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    folder::{FolderError, io_at, put},
    written::{Written, digest, digest_of, hex},
};

/// Its name in the folder.
pub const CHECKPOINT: &str = ".checkpoint";

/// What has been done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub replications: u64,
    /// Seconds of work.
    pub seconds: f64,
    /// The growing tables, as far as those replications go.
    pub tables: Vec<Written>,
    /// What has been added up.
    pub sums: Vec<u8>,
}

/// Keeps the checkpoint of one question.
pub struct Keeper {
    path: PathBuf,
    question: String,
    /// The running program, which another may have replaced under its name since it was started.
    program: Option<File>,
    tag: Option<String>,
}

impl Keeper {
    pub fn new(folder: &Path, question: &str) -> Keeper {
        let program = std::env::current_exe().and_then(File::open).ok();
        Keeper { path: folder.join(CHECKPOINT), question: question.into(), program, tag: None }
    }

    /// What an earlier process of this build left of this question, if it is sound.
    pub fn found(&mut self) -> Option<Checkpoint> {
        let bytes = fs::read(&self.path).ok()?;
        let rest = bytes.strip_prefix(format!("{}\n", self.tag()?).as_bytes())?;
        let (sum, body) = rest.split_at_checked(65)?;
        (sum == format!("{}\n", hex(&Sha256::digest(body))).as_bytes()).then(|| postcard::from_bytes(body).ok())?
    }

    /// Writes a checkpoint in place of the one before; that stays if the disk does not take the new one.
    ///
    /// # Errors
    /// When it cannot be written whole.
    pub fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), FolderError> {
        let body = crate::experiment::fold::encoded(checkpoint);
        // A program that cannot read itself keeps nothing: nobody could tell what wrote it.
        let Some(tag) = self.tag() else { return Ok(()) };
        let head = format!("{tag}\n{}\n", hex(&Sha256::digest(&body)));
        let new = self.path.with_extension("new");
        put(&new, &[head.into_bytes(), body].concat())
            .and_then(|()| fs::rename(&new, &self.path).map_err(|e| io_at(&self.path, e)))
            .inspect_err(|_| drop(fs::remove_file(&new)))
    }

    /// Removes the checkpoint: the question has no answer to go on to.
    pub fn forget(&self) {
        let _ = fs::remove_file(&self.path); // else it is found again, and fails again
    }

    /// Taken when it is first needed: a large program takes a moment to read.
    fn tag(&mut self) -> Option<&str> {
        if let Some(program) = self.program.take() {
            let build = digest_of(program).ok()?;
            self.tag = Some(digest(&format!("checkpoint 1\n{}\n{build}", self.question)));
        }
        self.tag.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        let tables = vec![Written { bytes: 7, digest: digest("a") }];
        Checkpoint { replications: 4_096, seconds: 0.1, tables, sums: (0..200).collect() }
    }

    #[test]
    fn what_was_kept_is_found_and_what_is_damaged_or_foreign_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (path, keeper) = (folder.path().join(CHECKPOINT), |question| Keeper::new(folder.path(), question));
        assert_eq!(keeper("q").found(), None);
        keeper("q").keep(&checkpoint()).unwrap();
        assert_eq!(keeper("q").found(), Some(checkpoint()));
        assert_eq!(keeper("another question").found(), None);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let bytes = fs::read(&path).unwrap();
        for at in [0, 70, 140, bytes.len() - 1] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert_eq!(keeper("q").found(), None, "byte {at}");
        }
        for length in [0, 64, 100, 130, bytes.len() - 1] {
            fs::write(&path, &bytes[..length]).unwrap();
            assert_eq!(keeper("q").found(), None, "{length} bytes");
        }
        fs::write(&path, &bytes).unwrap();
        let mut program = keeper("q");
        program.program = File::open(&path).ok();
        assert_eq!(program.found(), None, "another build's");
        keeper("q").forget();
        assert_eq!(keeper("q").found(), None);
    }

    #[test]
    fn one_that_cannot_be_written_leaves_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut keeper = Keeper::new(folder.path(), "q");
        keeper.keep(&checkpoint()).unwrap();
        fs::create_dir(folder.path().join(".checkpoint.new")).unwrap();
        assert!(keeper.keep(&Checkpoint { replications: 1, ..checkpoint() }).is_err());
        assert_eq!(keeper.found(), Some(checkpoint()));
    }
}
