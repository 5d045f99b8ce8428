//! The manifest: what was asked, by what, and what came of it. A folder without one is not whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::experiment::stopping::Rule;

/// Bumped by every change that moves a number; the changelog then has a *value-breaking* line.
pub const RESULTS_VERSION: u32 = 3;

/// One scenario file as it was resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmRecord {
    /// What an arm of a comparison is called; empty of a run and of a base.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub scenario: String,
    pub title: String,
    /// Of the value-bearing keys.
    pub digest: String,
    /// Of the full resolved text.
    pub text_digest: String,
    /// The resolved scenario's file in this folder.
    pub file: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub tool: String,
    pub version: String,
    pub results_version: u32,
    /// The commit it was built from, if the build knew.
    pub commit: Option<String>,
    pub command: Vec<String>,
    pub question: String,
    /// One arm of a run; of a comparison the base, then the arms compared with it.
    pub arms: Vec<ArmRecord>,
    /// What a study asks, as its verb writes it; nothing of a run or a comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<serde_json::Value>,
    pub seed: u64,
    /// Of every arm or point.
    pub replications: u64,
    pub stopping_rule: String,
    pub threads: usize,
    pub wall_seconds: f64,
    pub machine: Machine,
    /// SHA-256 of every value table in the folder, by file name.
    pub tables: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    pub os: String,
    pub arch: String,
    pub processors: usize,
}

impl Machine {
    pub fn here() -> Machine {
        Machine {
            os: std::env::consts::OS.into(),
            arch: std::env::consts::ARCH.into(),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

impl Manifest {
    /// The digest of a request: the same question always has the same one.
    pub fn request(arms: &[&str], seed: u64, rule: impl Into<Rule>) -> String {
        let (arms, rule) = (arms.join("\n"), rule.into().asked());
        let text = format!("backchannel results {RESULTS_VERSION}\n{arms}\nseed {seed}\n{rule}\n");
        super::written::digest(&text)[..12].into()
    }

    /// The command as one would type it again.
    pub fn command_line(&self) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./,:@%+".contains(c);
        let quoted = |word: &String| match !word.is_empty() && word.chars().all(plain) {
            true => word.clone(),
            false => format!("'{}'", word.replace('\'', "'\\''")),
        };
        self.command.iter().map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// As text, for [`super::folder::Draft::publish`].
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings and numbers serialise") + "\n"
    }
}
