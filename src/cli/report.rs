//! `report`: figures and page of a results folder, drawn anew from what it holds; nothing is simulated.

use std::path::PathBuf;

use super::{Failure, stop, terminal::print};
use crate::output::{
    again::{AgainError, Finished},
    folder::Draft,
    manifest::Manifest,
    report::{self, HTML, REPORT},
};

/// Draws the figures and the page of results folders anew, without simulating anything
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel report results/tutorial/0123456789ab")]
pub struct Report {
    /// Results folders
    #[arg(required = true)]
    dir: Vec<PathBuf>,
}

impl Report {
    pub fn run(self) -> Result<(), Failure> {
        for dir in &self.dir {
            let finished = Finished::open(dir)?;
            let mut renewal = finished.renewal()?;
            show(&finished.report, &finished.manifest, |name, content| match stop::requested() {
                true => Err(Failure::Stopped),
                false => Ok(renewal.write(name, content)?),
            })?;
            renewal.finish()?;
            print(&format!("{}\n", dir.join(HTML).display()))?;
        }
        Ok(())
    }
}

impl From<AgainError> for Failure {
    fn from(e: AgainError) -> Failure {
        match e {
            AgainError::NoResults { .. } | AgainError::Older { .. } | AgainError::Report { .. } => {
                Failure::Question(e.to_string())
            }
            AgainError::Busy(_) | AgainError::Read { .. } | AgainError::Write { .. } => Failure::Run(e.to_string()),
        }
    }
}

/// Writes what a folder shows, as data; then figures and page from what has been written.
pub fn keep(draft: &Draft, shown: &report::Report, manifest: &Manifest) -> Result<(), Failure> {
    let text = report::to_json(shown);
    draft.write(REPORT, text.as_bytes())?;
    let shown = report::from_json(&text).map_err(|e| Failure::Run(format!("{REPORT} cannot be read back: {e}")))?;
    show(&shown, manifest, |name, content| match stop::requested() {
        true => Err(Failure::stopped(draft)),
        false => Ok(draft.write(name, content)?),
    })
}

/// Draws figures and page and hands each file to `put`, the page last.
fn show(
    shown: &report::Report,
    manifest: &Manifest,
    mut put: impl FnMut(&str, &[u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut figures = Vec::new();
    for picture in &shown.pictures {
        let figure = picture.draw();
        put(&format!("figures/{}.svg", figure.name), figure.svg.as_bytes())?;
        put(&format!("figures/{}.csv", figure.name), figure.data.as_bytes())?;
        put(&format!("figures/{}.png", figure.name), &figure.png())?;
        figures.push(figure);
    }
    put(HTML, report::render(&shown.page, &figures, manifest).as_bytes())
}
