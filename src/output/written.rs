//! Tables as they are written: CSV whose digest is taken on the way, that may be left half done and gone on with.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{FolderError, io_at};

/// How much of a table there is, and its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub bytes: u64,
    pub digest: String,
}

/// A CSV file whose digest is taken as it is written.
pub struct Table {
    csv: csv::Writer<Hashed>,
    path: PathBuf,
}

impl Table {
    pub(super) fn create(path: PathBuf) -> Result<Table, FolderError> {
        let file = File::create(&path).map_err(|e| io_at(&path, e))?;
        Ok(Table::new(path, file, Sha256::new(), 0))
    }

    /// A table that an earlier process began, cut back to what it had then; none if it is not what it was.
    pub(super) fn go_on(path: PathBuf, then: &Written) -> Option<Table> {
        let mut file = File::options().read(true).write(true).open(&path).ok()?;
        let mut hash = Sha256::new();
        io::copy(&mut (&mut file).take(then.bytes), &mut hash).ok()?;
        if hex(&hash.clone().finalize()) != then.digest {
            return None;
        }
        file.set_len(then.bytes).ok()?;
        Some(Table::new(path, file, hash, then.bytes))
    }

    fn new(path: PathBuf, file: File, hash: Sha256, bytes: u64) -> Table {
        Table { csv: csv::Writer::from_writer(Hashed { to: io::BufWriter::new(file), hash, bytes }), path }
    }

    /// # Errors
    /// When the disk does not take the line.
    pub fn line<I: IntoIterator<Item = S>, S: AsRef<[u8]>>(&mut self, fields: I) -> Result<(), FolderError> {
        self.csv.write_record(fields).map_err(|e| io_at(&self.path, cause(e)))
    }

    /// Hands all lines to the system, where a kill cannot reach them, and says how much that is.
    ///
    /// # Errors
    /// When the disk does not take the rest.
    pub fn written(&mut self) -> Result<Written, FolderError> {
        self.csv.flush().map_err(|e| io_at(&self.path, e))?;
        let Hashed { hash, bytes, .. } = self.csv.get_ref();
        Ok(Written { bytes: *bytes, digest: hex(&hash.clone().finalize()) })
    }

    /// Flushes it and returns its SHA-256, as `sha256sum` prints it.
    ///
    /// # Errors
    /// When the disk does not take the rest.
    pub fn finish(self) -> Result<String, FolderError> {
        let path = self.path;
        let mut hashed = self.csv.into_inner().map_err(|e| io_at(&path, e.into_error()))?;
        hashed.to.flush().map_err(|e| io_at(&path, e))?;
        Ok(hex(&hashed.hash.finalize()))
    }
}

/// The disk's own word, which says what to do about it.
fn cause(e: csv::Error) -> io::Error {
    match e.into_kind() {
        csv::ErrorKind::Io(e) => e,
        other => io::Error::other(format!("{other:?}")),
    }
}

struct Hashed {
    to: io::BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.to.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The SHA-256 of a file, as `sha256sum` prints it.
///
/// # Errors
/// When it cannot be read.
pub fn file_digest(path: &Path) -> io::Result<String> {
    digest_of(File::open(path)?)
}

/// The SHA-256 of what is left to read of a file.
pub(super) fn digest_of(mut file: File) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut file, &mut hash)?;
    Ok(hex(&hash.finalize()))
}

/// The SHA-256 of some text, in hexadecimal.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_goes_on_from_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        let mut table = Table::create(path.clone()).unwrap();
        (0..3).for_each(|_| table.line(["a", "b"]).unwrap());
        let then = table.written().unwrap();
        assert_eq!(then, Written { bytes: 12, digest: digest("a,b\na,b\na,b\n") });
        // Behind that it grew, and was torn.
        table.line(["lost"]).unwrap();
        table.csv.flush().unwrap();
        let mut table = Table::go_on(path.clone(), &then).expect("it is what it was");
        table.line(["c"]).unwrap();
        assert_eq!(table.written().unwrap().bytes, 14);
        assert_eq!(table.finish().unwrap(), digest("a,b\na,b\na,b\nc\n"));
        assert_eq!(file_digest(&path).unwrap(), digest("a,b\na,b\na,b\nc\n"));
        assert!(Table::go_on(path.clone(), &Written { bytes: 99, ..then.clone() }).is_none(), "too short");
        std::fs::write(&path, "a,b\na,b\nx,b\n").unwrap();
        assert!(Table::go_on(path.clone(), &then).is_none(), "another");
        std::fs::remove_file(&path).unwrap();
        assert!(Table::go_on(path, &then).is_none(), "gone");
    }
}
