//! `list`: the scenarios that come with the program.

use super::{Failure, print};
use crate::{output::table::aligned, scenario::library};

/// Lists the scenarios that come with the program and the question each asks
#[derive(clap::Args)]
#[command(after_help = "Example: backchannel list")]
pub struct List {
    /// For programs
    #[arg(long)]
    json: bool,
}

impl List {
    pub fn run(self) -> Result<(), Failure> {
        let mut rows = Vec::new();
        for id in library::ids() {
            let head = super::load(id.as_ref(), &[])?.head;
            rows.push([id.to_string(), head.title, head.question]);
        }
        if self.json {
            let list: Vec<_> = rows
                .iter()
                .map(|[id, title, question]| serde_json::json!({ "id": id, "title": title, "question": question }))
                .collect();
            return print(&format!("{:#}\n", serde_json::Value::from(list)));
        }
        let lines: Vec<Vec<String>> =
            rows.into_iter().map(|[id, _, question]| vec![format!("{id}  {question}")]).collect();
        print(&aligned(&lines))
    }
}
