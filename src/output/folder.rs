//! The results folder: one question, one place, never half written.
//!
//! Everything is written into a hidden folder beside the final one, the manifest last, and the whole is renamed into
//! place. A lock file under `.locks` keeps two processes off the same question (it stays, empty: removing it would let a
//! third process in while a second one holds the removed file). What a killed process leaves behind is cleared by the
//! next run of the same command, unless it has a checkpoint or a journal, from which that one goes on.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::{
    checkpoint::{CHECKPOINT, Checkpoint, Keeper},
    journal::{JOURNAL, Journal, Known},
    table::Sheet,
    written::{Table, Written},
};

/// The file whose presence says that a folder is whole.
pub const MANIFEST: &str = "manifest.json";
/// Files with which an unfinished folder outlives its process; they go when it is whole.
const KEPT: [&str; 2] = [CHECKPOINT, JOURNAL];

#[derive(Debug, Error)]
pub enum FolderError {
    #[error(
        "another backchannel is working on this very question, in {}. Wait until it is done, then run the same command \
         again",
        .0.display()
    )]
    Busy(PathBuf),
    #[error("{} is not a folder. Choose another place for the results with --out", .0.display())]
    NotAFolder(PathBuf),
    #[error("cannot write {}: {source}. Nothing was lost. {}", path.display(), cure(source))]
    Io { path: PathBuf, source: io::Error },
}

/// What to do about it.
fn cure(e: &io::Error) -> &'static str {
    match e.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "Choose a place where you may write with --out"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "The disk is full: free some space, then run the same command again"
        }
        io::ErrorKind::FileTooLarge => {
            "There is a limit on the size of files: raise it (ulimit -f), then run the same command again"
        }
        _ => "Run the same command again, or choose another place with --out",
    }
}

/// A place for the results of one question.
pub enum Place {
    /// The answer is already there.
    Finished(PathBuf),
    Open(Draft),
}

/// A results folder being written; dropped without [`Draft::publish`] it leaves nothing behind but what a later process
/// can go on from.
pub struct Draft {
    partial: PathBuf,
    /// Where an older answer stands while the new one takes its place.
    aside: PathBuf,
    target: PathBuf,
    published: bool,
    /// Held until the end: the lock goes with it.
    _lock: File,
}

/// Opens the place `root/name/digest`; an answer that is already there is left alone unless `force`.
///
/// # Errors
/// When another process holds the place, when `root` is no folder, or when it cannot be written.
pub fn open(root: &Path, name: &str, digest: &str, force: bool) -> Result<Place, FolderError> {
    let parent = root.join(name);
    fs::create_dir_all(&parent).map_err(|source| not_a_folder(&parent, source))?;
    let target = parent.join(digest);
    let locks = root.join(".locks");
    fs::create_dir_all(&locks).map_err(|e| io_at(&locks, e))?;
    let lock_path = locks.join(format!("{name}-{digest}.lock"));
    let lock = File::create(&lock_path).map_err(|e| io_at(&lock_path, e))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(FolderError::Busy(target)),
        Err(TryLockError::Error(e)) => return Err(io_at(&lock_path, e)),
    }
    let (partial, aside) = (parent.join(format!(".{digest}.partial")), parent.join(format!(".{digest}.old")));
    if aside.exists() && !target.exists() {
        fs::rename(&aside, &target).map_err(|e| io_at(&target, e))?;
    }
    if target.join(MANIFEST).is_file() && !force {
        return Ok(Place::Finished(target));
    }
    let goes_on = keeps(&partial) && !force;
    for left in [&partial, &aside].into_iter().filter(|left| left.exists() && !(goes_on && *left == &partial)) {
        fs::remove_dir_all(left).map_err(|e| io_at(left, e))?;
    }
    fs::create_dir_all(&partial).map_err(|e| io_at(&partial, e))?;
    Ok(Place::Open(Draft { partial, aside, target, published: false, _lock: lock }))
}

/// Whether a later process can go on from this unfinished folder.
fn keeps(partial: &Path) -> bool {
    KEPT.iter().any(|name| partial.join(name).is_file())
}

/// Writes a file, and the folder that it is in.
///
/// # Errors
/// When it cannot be written whole.
pub fn put(path: &Path, content: &[u8]) -> Result<(), FolderError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|e| not_a_folder(parent, e))?;
    }
    fs::write(path, content).map_err(|e| io_at(path, e))
}

impl Draft {
    /// Where the folder will be.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The journal of a study, which outlives the process; for the question with this digest.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn journal(&mut self, question: &str) -> Result<(Known, Journal), FolderError> {
        Journal::open(&self.partial, question)
    }

    /// The checkpoint of the question with this digest, if an earlier process left one, and who keeps the next ones.
    pub fn checkpoint(&self, question: &str) -> (Option<Checkpoint>, Keeper) {
        let mut keeper = Keeper::new(&self.partial, question);
        (keeper.found(), keeper)
    }

    /// Whether a later process could go on from what is there.
    pub fn keeps(&self) -> bool {
        keeps(&self.partial)
    }

    /// Removes all that has been written.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn clear(&self) -> Result<(), FolderError> {
        fs::remove_dir_all(&self.partial)
            .and_then(|()| fs::create_dir(&self.partial))
            .map_err(|e| io_at(&self.partial, e))
    }

    /// A table to be written line by line.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn table(&self, name: &str) -> Result<Table, FolderError> {
        Table::create(self.partial.join(name))
    }

    /// A table that an earlier process began, cut back to what it had then; none if it is not what it was.
    pub fn table_from(&self, name: &str, then: &Written) -> Option<Table> {
        Table::go_on(self.partial.join(name), then)
    }

    /// A table written at once; its SHA-256.
    ///
    /// # Errors
    /// When it cannot be written whole.
    pub fn sheet(&self, sheet: &Sheet) -> Result<String, FolderError> {
        let mut table = self.table(&sheet.name)?;
        table.line(&sheet.header)?;
        sheet.rows.iter().try_for_each(|row| table.line(row))?;
        table.finish()
    }

    /// A file written at once.
    ///
    /// # Errors
    /// When it cannot be written whole.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<(), FolderError> {
        put(&self.partial.join(name), content)
    }

    /// Writes the manifest, then moves the whole into place.
    ///
    /// # Errors
    /// When the disk does not take it; then nothing stands in the place that was not there before.
    pub fn publish(mut self, manifest: &str) -> Result<PathBuf, FolderError> {
        let path = self.partial.join(MANIFEST);
        let mut file = File::create(&path).map_err(|e| io_at(&path, e))?;
        file.write_all(manifest.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| io_at(&path, e))?;
        for kept in KEPT.map(|name| self.partial.join(name)).iter().filter(|kept| kept.is_file()) {
            fs::remove_file(kept).map_err(|e| io_at(kept, e))?;
        }
        // Two renames, so that a process killed here leaves the old answer whole, aside.
        let replaced = self.target.exists();
        if replaced {
            fs::rename(&self.target, &self.aside).map_err(|e| io_at(&self.target, e))?;
        }
        if let Err(e) = fs::rename(&self.partial, &self.target) {
            let _ = fs::rename(&self.aside, &self.target);
            return Err(io_at(&self.target, e));
        }
        self.published = true;
        if replaced {
            let _ = fs::remove_dir_all(&self.aside); // else the next run clears it
        }
        Ok(self.target.clone())
    }
}

/// Best effort: what cannot be removed now is cleared by the next run.
impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published && !self.keeps() {
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

pub(super) fn io_at(path: &Path, source: io::Error) -> FolderError {
    FolderError::Io { path: path.to_path_buf(), source }
}

/// A file where a folder should be is the commonest reason why one cannot be made.
fn not_a_folder(path: &Path, source: io::Error) -> FolderError {
    match path.ancestors().find(|p| p.exists() && !p.is_dir()) {
        Some(file) => FolderError::NotAFolder(file.to_path_buf()),
        None => io_at(path, source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(root: &Path) -> Draft {
        match open(root, "s", "d", false) {
            Ok(Place::Open(draft)) => draft,
            _ => panic!("the place is free"),
        }
    }

    #[test]
    fn a_folder_appears_whole_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        let open_draft = draft(root.path());
        open_draft.write("figures/a.svg", b"x").unwrap();
        drop(open_draft);
        assert_eq!(fs::read_dir(root.path().join("s")).unwrap().count(), 0, "nothing is left of a dropped draft");

        let second = draft(root.path());
        let mut table = second.table("t.csv").unwrap();
        table.line(["a", "b"]).unwrap();
        assert_eq!(table.finish().unwrap(), super::super::written::digest("a,b\n"));
        let path = second.publish("{}").unwrap();
        assert!(path.join(MANIFEST).is_file() && path.join("t.csv").is_file());
        assert!(matches!(open(root.path(), "s", "d", false), Ok(Place::Finished(p)) if p == path));
        assert!(matches!(open(root.path(), "s", "d", true), Ok(Place::Open(_))));
    }

    #[test]
    fn two_processes_do_not_share_a_place() {
        let root = tempfile::tempdir().unwrap();
        let _first = draft(root.path());
        assert!(matches!(open(root.path(), "s", "d", false), Err(FolderError::Busy(_))));
        assert!(matches!(open(root.path(), "s", "other", false), Ok(Place::Open(_))));
    }

    #[test]
    fn what_a_killed_process_left_is_cleared() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("s/.d.partial/figures")).unwrap();
        fs::create_dir(root.path().join(".locks")).unwrap();
        fs::write(root.path().join(".locks/s-d.lock"), "").unwrap();
        let path = draft(root.path()).publish("{}").unwrap();
        assert_eq!(fs::read_dir(path).unwrap().count(), 1);
    }

    #[test]
    fn a_draft_with_a_checkpoint_outlives_its_process() {
        let root = tempfile::tempdir().unwrap();
        let first = draft(root.path());
        let (found, mut keeper) = first.checkpoint("q");
        assert!(found.is_none() && !first.keeps());
        let checkpoint = Checkpoint { replications: 3, seconds: 1.0, tables: Vec::new(), sums: vec![7] };
        keeper.keep(&checkpoint).unwrap();
        first.write("a.svg", b"x").unwrap();
        drop(first);
        let second = draft(root.path());
        assert_eq!(second.checkpoint("q").0, Some(checkpoint));
        let path = second.publish("{}").unwrap();
        assert_eq!(fs::read_dir(path).unwrap().count(), 2, "the manifest and the file, no checkpoint");
        let Ok(Place::Open(third)) = open(root.path(), "s", "d", true) else { panic!("the place is free") };
        third
            .checkpoint("q")
            .1
            .keep(&Checkpoint { replications: 1, seconds: 0.0, tables: vec![], sums: vec![] })
            .unwrap();
        third.clear().unwrap();
        assert!(!third.keeps());
    }

    #[test]
    fn an_older_answer_is_replaced_whole_or_kept() {
        let root = tempfile::tempdir().unwrap();
        draft(root.path()).publish("old").unwrap();
        let Ok(Place::Open(second)) = open(root.path(), "s", "d", true) else { panic!("the place is free") };
        let path = second.publish("new").unwrap();
        assert_eq!(fs::read_to_string(path.join(MANIFEST)).unwrap(), "new");
        assert_eq!(fs::read_dir(root.path().join("s")).unwrap().count(), 1);
        // As a process killed between the two renames leaves it.
        fs::rename(&path, root.path().join("s/.d.old")).unwrap();
        fs::create_dir(root.path().join("s/.d.partial")).unwrap();
        assert!(matches!(open(root.path(), "s", "d", false), Ok(Place::Finished(_))));
        assert_eq!(fs::read_to_string(path.join(MANIFEST)).unwrap(), "new");
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let error = open(&file, "s", "d", false).err().expect("a file is no folder").to_string();
        assert!(error.contains("not a folder") && error.contains("--out"), "{error}");
    }
}
