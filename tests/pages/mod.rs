//! Pages with commands in them: what stands in a Markdown file, and playing it.
#![allow(dead_code, reason = "each test binary uses what it needs")]

pub mod excerpt;
pub mod parts;
pub mod pictures;
pub mod shell;

use std::path::{Path, PathBuf};

/// Whether what is on file is to be written anew.
pub fn update() -> bool {
    std::env::var_os("UPDATE_REFERENCE").is_some()
}

/// What to do if the change is meant.
pub const CURE: &str = "if the change is meant: UPDATE_REFERENCE=1 cargo test --release --test reference --test gallery --test \
                        course, then read what was written";

/// A file of the repository.
pub fn at(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Its text.
pub fn read(name: &str) -> String {
    std::fs::read_to_string(at(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}
