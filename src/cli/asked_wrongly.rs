//! Asked wrongly: what the reader of the command line has to say, in lines that fit the terminal and with a tip that helps.

use clap::{
    CommandFactory,
    error::{ContextKind, ContextValue, Error, ErrorKind},
};

use super::{
    Cli,
    terminal::{WIDTH, lines, say},
};
use crate::{output::lines::cells, scenario::problem::nearest};

/// Says what is wrong and ends the program; help and version are no errors and go where they belong.
pub fn end(error: &Error) -> ! {
    let text = error.render().to_string();
    let tip = tip(error);
    if !error.use_stderr() || (tip.is_none() && text.lines().all(|line| cells(line) <= WIDTH)) {
        error.exit();
    }
    say(&lines(&with(&text, tip)));
    std::process::exit(error.exit_code());
}

/// The text with a tip in place of the one it has, if any.
fn with(text: &str, tip: Option<String>) -> String {
    let Some(tip) = tip else { return text.trim_end().into() };
    let rest: Vec<&str> = text.trim_end().split("\n\n").filter(|part| !part.starts_with("  tip:")).collect();
    let (first, rest) = rest.split_first().unwrap_or((&"", &[]));
    [&[*first, &format!("  tip: {tip}")], rest].concat().join("\n\n")
}

/// What was meant, where it can be guessed.
fn tip(error: &Error) -> Option<String> {
    let of = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand if error.get(ContextKind::SuggestedSubcommand).is_none() => {
            let verbs = Cli::command();
            let near =
                nearest(of(ContextKind::InvalidSubcommand)?, verbs.get_subcommands().map(|verb| verb.get_name()))?;
            Some(format!("a similar subcommand exists: '{near}'"))
        }
        ErrorKind::UnknownArgument if of(ContextKind::InvalidArg)?.starts_with("-n") && tracing() => {
            Some("a trace tells one history; which one is said with --replication K".into())
        }
        _ => None,
    }
}

fn tracing() -> bool {
    std::env::args_os().nth(1).is_some_and(|verb| verb == "trace")
}
