//! `schema`: for editors.

use super::{Failure, terminal::print};
use crate::scenario::schema;

/// Prints the JSON Schema of scenario files, for completion and checks in an editor
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel schema > backchannel.schema.json")]
pub struct Schema {}

impl Schema {
    pub fn run(self) -> Result<(), Failure> {
        print(&schema::text())
    }
}
