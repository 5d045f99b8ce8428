//! `man`: manual pages, from the same words as `--help`.

use std::{
    io::{self, IsTerminal},
    path::PathBuf,
};

use clap::{Command, CommandFactory};
use clap_mangen::{
    Man as Page,
    roff::{Roff, roman},
};

use super::{
    Cli, Failure,
    terminal::{print, say},
};
use crate::{output::folder, scenario::problem::suggest};

/// Prints a manual page, or writes all of them
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    backchannel man compare > backchannel-compare.1\n  \
    backchannel man --out ~/.local/share/man/man1\n\n\
    To read a page without keeping it: backchannel man compare | man -l -")]
pub struct Man {
    /// The verb that the page is about; left out, the program
    verb: Option<String>,
    /// Writes the page of the program and of every verb into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "verb")]
    out: Option<PathBuf>,
}

impl Man {
    pub fn run(self) -> Result<(), Failure> {
        let program = program();
        if let Some(folder) = &self.out {
            for command in std::iter::once(&program).chain(program.get_subcommands()) {
                let file = folder.join(format!("{}.1", name(command)));
                folder::put(&file, page(command)?.as_bytes())?;
                print(&format!("{}\n", file.display()))?;
            }
            return Ok(());
        }
        let page = match &self.verb {
            None => page(&program)?,
            Some(verb) => page(find(&program, verb)?)?,
        };
        if io::stdout().is_terminal() {
            say("This is the source of a manual page. To read it, put | man -l - behind it.");
        }
        print(&page)
    }
}

/// The command line as it is, without `help`, which is no verb.
fn program() -> Command {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    program
}

fn find<'c>(program: &'c Command, verb: &str) -> Result<&'c Command, Failure> {
    program.find_subcommand(verb).ok_or_else(|| {
        let verbs: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
        Failure::Question(format!("there is no verb `{verb}`; {}", suggest(verb, "verbs", &verbs)))
    })
}

/// As in `backchannel-compare`.
fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// The page of a command in roff; what stands under its options on the screen keeps its lines.
fn page(command: &Command) -> Result<String, Failure> {
    let page = Page::new(command.clone()).source(concat!("backchannel ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    let written = (|| {
        page.render_title(&mut text)?;
        page.render_name_section(&mut text)?;
        page.render_synopsis_section(&mut text)?;
        page.render_description_section(&mut text)?;
        page.render_options_section(&mut text)?;
        if command.has_subcommands() {
            page.render_subcommands_section(&mut text)?;
        }
        closing(command).to_writer(&mut text)
    })();
    written.map_err(|e: io::Error| Failure::Run(format!("cannot make the manual page of {}: {e}", name(command))))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Examples and what follows them.
fn closing(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let said = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut noted = false;
    for part in said.split("\n\n").filter(|part| !part.trim().is_empty()) {
        match part.strip_prefix("Examples:\n") {
            Some(lines) => literal(roff.control("SH", ["EXAMPLES"]), lines),
            None if noted => literal(roff.control("PP", []), part),
            None => literal(roff.control("SH", ["NOTES"]), part),
        }
        noted |= !part.starts_with("Examples:");
    }
    roff
}

/// Lines as they are, not run together.
fn literal(roff: &mut Roff, lines: &str) {
    roff.control("nf", []);
    for line in lines.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
}
