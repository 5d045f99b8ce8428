//! The terminal: results on standard output, talk on standard error, neither ever a reason to panic.

use std::{
    ffi::OsStr,
    io::{self, ErrorKind, IsTerminal, Write},
};

use super::Failure;
use crate::scenario::problem::wrapped;

/// The columns that every terminal has.
pub const WIDTH: usize = 80;

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

/// Whether standard error is a terminal that wants colours (`NO_COLOR`, see no-color.org).
pub fn colours() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").as_deref().is_none_or(OsStr::is_empty)
}

/// A paragraph that fits the terminal.
pub fn paragraph(text: &str) -> String {
    wrapped(text, WIDTH).join("\n") + "\n"
}

/// A paragraph whose lines after the first begin under the text of the first, `indent` columns in.
pub fn hanging(lead: &str, text: &str, indent: usize) -> String {
    let mut lines = wrapped(text, WIDTH - indent).into_iter();
    let first = format!("{lead:<indent$}{}", lines.next().unwrap_or_default());
    lines.fold(first.trim_end().to_string(), |page, line| format!("{page}\n{:indent$}{line}", "")) + "\n"
}
