//! The terminal: results on standard output, talk on standard error, neither ever a reason to panic.

use std::{
    ffi::OsStr,
    io::{self, ErrorKind, IsTerminal, Write},
};

use super::Failure;
pub use crate::output::lines::{WIDTH, hanging, paragraph};
use crate::{
    output::{
        card::{ASCII, Glyphs, UNICODE},
        lines::cells,
    },
    scenario::problem::wrapped,
};

/// Writes to standard output; a reader that has gone away (`| head`) is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Run(format!("cannot write to standard output: {e}")))
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error, if somebody is there to read it.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Lines as they are, those that are too long in several; no word is broken, for paths and commands are to be copied.
pub fn lines(text: &str) -> String {
    let fitting = |line: &str| if cells(line) > WIDTH { wrapped(line, WIDTH) } else { vec![line.to_string()] };
    text.lines().flat_map(fitting).collect::<Vec<_>>().join("\n")
}

/// Whether standard error is a terminal that wants colours (`NO_COLOR`, see no-color.org).
pub fn colours() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").as_deref().is_none_or(OsStr::is_empty)
}

/// The signs to draw with: plain ones where the locale says that the terminal knows no others.
pub fn glyphs() -> &'static Glyphs {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let locale = locale.to_lowercase();
    let unicode = locale.is_empty() || locale.contains("utf-8") || locale.contains("utf8");
    if unicode { &UNICODE } else { &ASCII }
}
