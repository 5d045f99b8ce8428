//! A finished results folder, opened again so that its figures and its page can be written anew.
//!
//! They are written into a hidden folder inside it and moved into place one by one, the page last, so that no file is ever
//! half written. Two locks keep others away: one on the manifest, and that of [`super::folder::open`] where the folder
//! still stands in the place that it was written to.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read},
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::{
    folder::{self, FolderError, MANIFEST},
    manifest::Manifest,
    report::{self, FileError, REPORT, Report},
};

#[derive(Debug, Error)]
pub enum AgainError {
    #[error("{} is not a results folder: {what}. Name a folder that this program has written", dir.display())]
    NoResults { dir: PathBuf, what: String },
    #[error("{} has no {REPORT}, from which figures and page are drawn: an older backchannel wrote it. Run the same command again with --force: {command}", dir.display())]
    Older { dir: PathBuf, command: String },
    #[error("{} cannot be shown: {source}. {}", path.display(), cure(source, command))]
    Report { path: PathBuf, source: FileError, command: String },
    #[error("another backchannel is working on {}. Wait until it is done, then run the same command again", .0.display())]
    Busy(PathBuf),
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write in {}: {source}. Figures and page are as they were, or whole and new. {}", dir.display(), room(source))]
    Write { dir: PathBuf, source: io::Error },
}

fn cure(e: &FileError, command: &str) -> String {
    match e {
        FileError::Broken(_) => format!("Run the same command again with --force: {command}"),
        FileError::OtherFormat { version, .. } => {
            format!("Use backchannel {version}, or run the same command again with --force: {command}")
        }
    }
}

fn room(e: &io::Error) -> &'static str {
    match e.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "Copy the folder to a place where you may write, and name it there"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "The disk is full: free some space, then try again"
        }
        _ => "Try again, or copy the folder to another place and name it there",
    }
}

/// A results folder that nobody else is working on.
pub struct Finished {
    dir: PathBuf,
    pub manifest: Manifest,
    pub report: Report,
    /// Held until the end.
    _locks: Vec<File>,
}

/// Why the manifest cannot be opened.
fn missing(e: &io::Error) -> String {
    match e.kind() {
        io::ErrorKind::NotFound => format!("there is no {MANIFEST} in it"),
        _ => format!("its {MANIFEST} cannot be read ({})", e.kind()),
    }
}

impl Finished {
    /// # Errors
    /// When it is no results folder, holds nothing to show, or another process holds it.
    pub fn open(dir: &Path) -> Result<Finished, AgainError> {
        let no_results = |what: String| AgainError::NoResults { dir: dir.into(), what };
        let mut file = File::open(dir.join(MANIFEST)).map_err(|e| no_results(missing(&e)))?;
        let mut locks = vec![locked(file.try_clone(), dir)?];
        locks.extend(lock_of_place(dir).map(|lock| locked(lock, dir)).transpose()?);
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|e| no_results(missing(&e)))?;
        let manifest: Manifest =
            serde_json::from_str(&text).map_err(|e| no_results(format!("{MANIFEST} is no manifest ({e})")))?;
        let (path, command) = (dir.join(REPORT), forced(&manifest));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(AgainError::Older { dir: dir.into(), command });
            }
            Err(source) => return Err(AgainError::Read { path, source }),
        };
        let report = report::from_json(&text).map_err(|source| AgainError::Report { path, source, command })?;
        Ok(Finished { dir: dir.into(), manifest, report, _locks: locks })
    }

    /// A place in which to write files before they are moved.
    ///
    /// # Errors
    /// When nothing can be written here.
    pub fn renewal(&self) -> Result<Renewal<'_>, AgainError> {
        let aside = self.dir.join(".report.partial");
        let fresh = if aside.exists() { fs::remove_dir_all(&aside) } else { Ok(()) };
        fresh.and_then(|()| fs::create_dir(&aside)).map_err(|source| self.write_error(source))?;
        Ok(Renewal { finished: self, aside, names: Vec::new() })
    }

    fn write_error(&self, source: io::Error) -> AgainError {
        AgainError::Write { dir: self.dir.clone(), source }
    }
}

/// Files that are to take the place of those in the folder; dropped, it leaves nothing behind.
pub struct Renewal<'f> {
    finished: &'f Finished,
    aside: PathBuf,
    names: Vec<String>,
}

impl Renewal<'_> {
    /// Writes a file beside the old one.
    ///
    /// # Errors
    /// When it cannot be written whole.
    pub fn write(&mut self, name: &str, content: &[u8]) -> Result<(), AgainError> {
        self.names.push(name.into());
        folder::put(&self.aside.join(name), content).map_err(|e| match e {
            FolderError::Io { source, .. } => self.finished.write_error(source),
            other => self.finished.write_error(io::Error::other(other.to_string())),
        })
    }

    /// Moves all files into place, in the order in which they were written.
    ///
    /// # Errors
    /// When one cannot be moved; then it and those after it are as they were.
    pub fn finish(self) -> Result<(), AgainError> {
        let to = |name: &String| {
            let target = self.finished.dir.join(name);
            let parent = target.parent().map_or(Ok(()), fs::create_dir_all);
            parent.and_then(|()| fs::rename(self.aside.join(name), &target))
        };
        self.names.iter().try_for_each(to).map_err(|source| self.finished.write_error(source))
    }
}

/// Best effort: what cannot be removed now is cleared the next time.
impl Drop for Renewal<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.aside);
    }
}

/// The command that wrote the folder, once more.
fn forced(manifest: &Manifest) -> String {
    let force = if manifest.command.iter().any(|word| word == "--force") { "" } else { " --force" };
    manifest.command_line() + force
}

/// The lock file of the place, if the folder still stands where it was written: `root/name/digest`.
fn lock_of_place(dir: &Path) -> Option<io::Result<File>> {
    let dir = dir.canonicalize().ok()?;
    let (digest, parent) = (dir.file_name()?.to_str()?, dir.parent()?);
    let lock = parent.parent()?.join(".locks").join(format!("{}-{digest}.lock", parent.file_name()?.to_str()?));
    lock.is_file().then(|| File::open(lock))
}

fn locked(file: io::Result<File>, dir: &Path) -> Result<File, AgainError> {
    let file = file.map_err(|source| AgainError::Read { path: dir.into(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(AgainError::Busy(dir.into())),
        // Some network disks know no locks; they must not make a folder unreadable.
        Err(TryLockError::Error(_)) => Ok(file),
    }
}
