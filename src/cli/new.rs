//! `new`: a starter file to change.

use std::path::PathBuf;

use super::{Failure, print};
use crate::scenario::{library, schema};

/// Writes a commented starter file, and the schema beside it for editors
#[derive(clap::Args)]
#[command(after_help = "Example: backchannel new my-question --from tutorial")]
pub struct New {
    /// The file to write, with or without .toml
    name: PathBuf,
    /// The shipped scenario to start from; `backchannel list` names them
    #[arg(long, default_value = "tutorial")]
    from: String,
}

impl New {
    pub fn run(self) -> Result<(), Failure> {
        let Some((_, text)) = library::find(&self.from) else {
            let known = library::ids().join(", ");
            return Err(Failure::Question(format!("there is no shipped scenario `{}`; there are: {known}", self.from)));
        };
        let file = self.name.with_extension("toml");
        let folder = file.parent().map(PathBuf::from).unwrap_or_default();
        let schema_file = folder.join("backchannel.schema.json");
        if file.exists() {
            return Err(Failure::Question(format!("{} is there already; choose another name", file.display())));
        }
        write_new(&schema_file, &schema::text())?;
        write_new(&file, text)?;
        print(&format!("{0}\nChange a number in it, then: backchannel run {0}\n", file.display()))
    }
}

fn write_new(file: &std::path::Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|e| Failure::Run(format!("cannot write {}: {e}", file.display())))
}
