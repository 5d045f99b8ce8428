//! `reproduce`: the same question again, and whether the answer is the same.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use super::{Failure, compare, print, progress::Progress, run};
use crate::{
    experiment::batch::Batch,
    output::{
        folder::{self, Draft, MANIFEST, Place},
        manifest::{Manifest, RESULTS_VERSION},
    },
    scenario::{self, Scenario},
};

/// Runs a results folder again from its manifest and says whether every number is the same
#[derive(clap::Args)]
#[command(after_help = "Example: backchannel reproduce results/istanbul-2025/0123456789ab")]
pub struct Reproduce {
    /// A results folder
    dir: PathBuf,
    /// Worker threads; 0 for one a processor
    #[arg(long, default_value_t = 0, value_parser = super::threads)]
    threads: usize,
}

impl Reproduce {
    pub fn run(self) -> Result<(), Failure> {
        let manifest = self.manifest()?;
        let arms = manifest.arms.iter().map(|arm| self.arm(&arm.file, &arm.scenario)).collect::<Result<Vec<_>, _>>()?;
        let batch = Batch { seed: manifest.seed, replications: manifest.replications, threads: self.threads };
        let space = tempfile::tempdir().map_err(|e| Failure::Run(format!("no place for temporary files: {e}")))?;
        let Place::Open(draft) = folder::open(space.path(), "again", "again", true)? else {
            return Err(Failure::Run("the temporary folder is in use".into()));
        };
        let mut progress = Progress::new(batch.replications);
        let tables = play_again(&arms, &batch, &draft, &mut progress)?;
        drop(progress);
        let again = draft.publish("{}")?;
        for (name, digest) in &manifest.tables {
            if tables.get(name) != Some(digest) {
                return Err(Failure::Run(first_difference(name, &self.dir.join(name), &again.join(name))));
            }
            if let Some(changed) = changed_since(&self.dir.join(name), digest) {
                return Err(Failure::Run(changed));
            }
        }
        print(&format!("same: {} tables, {} replications\n", manifest.tables.len(), batch.replications))
    }

    fn manifest(&self) -> Result<Manifest, Failure> {
        let path = self.dir.join(MANIFEST);
        let wrong = |what: String| Failure::Question(format!("{}: {what}", path.display()));
        let text = std::fs::read_to_string(&path)
            .map_err(|e| wrong(format!("{e}; name a folder that `run` or `compare` has written")))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|e| wrong(format!("not a manifest: {e}")))?;
        if manifest.results_version != RESULTS_VERSION {
            return Err(wrong(format!(
                "written by results version {}, this program is version {RESULTS_VERSION}: use backchannel {}",
                manifest.results_version, manifest.version
            )));
        }
        if manifest.arms.is_empty() || manifest.arms.len() > 2 {
            return Err(wrong("a manifest has one arm or two".into()));
        }
        Ok(manifest)
    }

    fn arm(&self, file: &str, id: &str) -> Result<Scenario, Failure> {
        let path = self.dir.join(file);
        let mut scenario = scenario::load(&path, &[])?;
        scenario.head.id = id.into();
        Ok(scenario)
    }
}

fn play_again(
    arms: &[Scenario],
    batch: &Batch,
    draft: &Draft,
    progress: &mut Progress,
) -> Result<run::Digests, Failure> {
    match arms {
        [base, variant] => Ok(compare::play(base, variant, batch, draft, progress)?.1),
        _ => Ok(run::play(&arms[0], batch, draft, progress)?.1),
    }
}

/// A table that no longer is what its manifest says.
fn changed_since(path: &Path, digest: &str) -> Option<String> {
    match std::fs::read_to_string(path) {
        Ok(text) if folder::digest(&text) == digest => None,
        Ok(_) => {
            Some(format!("{} has been changed since it was written; the numbers themselves reproduce", path.display()))
        }
        Err(e) => Some(format!("cannot read {}: {e}", path.display())),
    }
}

/// Names the first line in which two tables differ.
fn first_difference(name: &str, then: &Path, now: &Path) -> String {
    let lines = |path: &Path| File::open(path).map(|f| BufReader::new(f).lines().map_while(Result::ok));
    let (Ok(then), Ok(now)) = (lines(then), lines(now)) else {
        return format!("different: {name} cannot be read");
    };
    let (mut then, mut now) = (then, now);
    for number in 1.. {
        match (then.next(), now.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                let shown = |line: Option<String>| line.unwrap_or_else(|| "(the table ends)".into());
                return format!("different: {name}, line {number}\n  then: {}\n  now:  {}", shown(a), shown(b));
            }
        }
    }
    format!("different: {name} does not match the digest in the manifest, though the numbers in it do")
}
