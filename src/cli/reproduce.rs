//! `reproduce`: the same question again, and whether the answer is the same.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use super::{
    Failure, claims, compare,
    play::{Plan, Played},
    progress::Progress,
    record, run, study,
    terminal::print,
};
use crate::{
    experiment::{batch::Batch, estimate::digits},
    output::{
        folder::{self, Draft, MANIFEST, Place},
        manifest::{ArmRecord, Manifest, RESULTS_VERSION},
        written,
    },
    scenario::{self, Scenario},
};

/// Runs a results folder again from its manifest and says whether every number is the same
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel reproduce results/tutorial/0123456789ab")]
pub struct Reproduce {
    /// A results folder
    dir: PathBuf,
    /// Worker threads; 0 for one a processor
    #[arg(long, default_value_t = 0, value_name = "N", value_parser = super::threads)]
    threads: usize,
}

impl Reproduce {
    pub fn run(self) -> Result<(), Failure> {
        let manifest = self.manifest()?;
        let arms = manifest.arms.iter().map(|arm| self.arm(arm)).collect::<Result<Vec<_>, _>>()?;
        let batch = Batch { seed: manifest.seed, replications: manifest.replications, threads: self.threads };
        let space = tempfile::tempdir().map_err(|e| {
            Failure::Run(format!(
                "there is no place for temporary files: {e}. Free some space, or name a folder with TMPDIR"
            ))
        })?;
        let Place::Open(mut draft) = folder::open(space.path(), "again", "again", true)? else {
            return Err(Failure::Run("the temporary folder is in use. Run the same command again".into()));
        };
        let mut progress = Progress::new(0);
        let tables = match manifest.asked.clone() {
            None => play_again(&manifest, &arms, &self.dir, &batch, &draft, &mut progress)?.tables,
            Some(asked) => ask_again(&arms[0], asked, &batch, &mut draft)?,
        };
        drop(progress);
        let again = draft.publish("{}")?;
        for (name, digest) in &tables {
            self.same(&manifest, name, digest, &again.join(name))?;
        }
        let count = digits(batch.replications as f64, 0.0);
        print(&format!("same: {} tables, {count} replications\n", tables.len()))
    }

    /// Whether a table is what the manifest says, both computed again and as it stands in the folder.
    fn same(&self, manifest: &Manifest, name: &str, digest: &str, again: &Path) -> Result<(), Failure> {
        let then = self.dir.join(name);
        if manifest.tables.get(name).is_none_or(|recorded| recorded != digest) {
            return Err(Failure::Run(first_difference(name, &then, again)));
        }
        match written::file_digest(&then) {
            Ok(found) if found == digest => Ok(()),
            Ok(_) => Err(Failure::Run(format!(
                "{} has been changed since it was written; the numbers themselves come out the same",
                then.display()
            ))),
            Err(e) => Err(Failure::Run(format!(
                "cannot read {}: {e}. Run its command again with --force to have it back",
                then.display()
            ))),
        }
    }

    fn manifest(&self) -> Result<Manifest, Failure> {
        let path = self.dir.join(MANIFEST);
        let cure = "name a folder that `run` or `compare` has written";
        let wrong = |what: String| Failure::Question(format!("{}: {what}", path.display()));
        let text = std::fs::read_to_string(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => {
                Failure::Question(format!("there are no results in {}: {cure}", self.dir.display()))
            }
            _ => wrong(format!("{e}; {cure}")),
        })?;
        let not_one = |e: serde_json::Error| wrong(format!("this is not a manifest ({e}); {cure}"));
        // The version first: another one may have other fields.
        let value: serde_json::Value = serde_json::from_str(&text).map_err(not_one)?;
        let version = value["results_version"].as_u64();
        if let Some(other) = version.filter(|&v| v != u64::from(RESULTS_VERSION)) {
            return Err(wrong(format!(
                "written by results version {other}, and this program has version {RESULTS_VERSION}: use backchannel {}",
                value["version"].as_str().unwrap_or("of that time")
            )));
        }
        let manifest: Manifest = serde_json::from_value(value).map_err(not_one)?;
        if manifest.arms.is_empty() || manifest.replications == 0 {
            return Err(wrong(format!("a manifest has an arm and a replication at least; {cure}")));
        }
        Ok(manifest)
    }

    fn arm(&self, arm: &ArmRecord) -> Result<Scenario, Failure> {
        let path = self.dir.join(&arm.file);
        let mut scenario = scenario::load(&path, &[])?;
        if scenario.digest != arm.digest {
            let cure = "with these numbers it is another question. Ask it with `backchannel run`";
            return Err(Failure::Run(format!("{} has been changed since it was written; {cure}", path.display())));
        }
        scenario.head.id = arm.scenario.clone();
        Ok(scenario)
    }
}

fn play_again(
    manifest: &Manifest,
    arms: &[Scenario],
    dir: &Path,
    batch: &Batch,
    draft: &Draft,
    progress: &mut Progress,
) -> Result<Played, Failure> {
    let plan = Plan { seed: batch.seed, threads: batch.threads, rule: batch.replications.into(), question: None };
    let names = std::iter::once("base").chain(manifest.arms[1..].iter().map(|arm| arm.name.as_str()));
    let named: Vec<(&str, &Scenario)> = names.zip(arms).collect();
    let mut played = match named.as_slice() {
        [(_, base), arms @ ..] if !arms.is_empty() => compare::play(base, arms, &plan, draft, progress)?.1,
        _ => {
            let known = record::of(&arms[0], &dir.join(&manifest.arms[0].file))?;
            run::play(&arms[0], known.as_ref(), &plan, draft, progress)?.2
        }
    };
    claims::answer(&named, batch, draft, &mut played.tables)?;
    Ok(played)
}

fn ask_again(
    scenario: &Scenario,
    asked: serde_json::Value,
    batch: &Batch,
    draft: &mut Draft,
) -> Result<run::Digests, Failure> {
    let cure = "name a folder that this program has written";
    let asked = serde_json::from_value(asked)
        .map_err(|e| Failure::Question(format!("the manifest asks for what is not known here ({e}); {cure}")))?;
    Ok(study::play(scenario, &asked, batch, "again", draft)?.1)
}

/// Names the first line in which two tables differ.
fn first_difference(name: &str, then: &Path, now: &Path) -> String {
    let lines = |path: &Path| File::open(path).map(|f| BufReader::new(f).split(b'\n').map_while(Result::ok));
    let (mut then, mut now) = match (lines(then), lines(now)) {
        (Ok(then), Ok(now)) => (then, now),
        (Err(e), _) | (_, Err(e)) => return format!("different: {name} cannot be read: {e}"),
    };
    let shown =
        |line: Option<Vec<u8>>| line.map_or("(the table ends)".into(), |l| String::from_utf8_lossy(&l).into_owned());
    for number in 1.. {
        match (then.next(), now.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => return format!("different: {name}, line {number}\n  then: {}\n  now:  {}", shown(a), shown(b)),
        }
    }
    format!("different: {name} has another digest in the manifest, though its numbers come out the same")
}
