//! `list`: the scenarios that come with the program.

use super::{
    Failure,
    terminal::{hanging, print},
};
use crate::scenario::library;

/// Lists the scenarios that come with the program and the question each asks
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel list")]
pub struct List {
    /// Prints JSON, for programs
    #[arg(long)]
    json: bool,
}

impl List {
    pub fn run(self) -> Result<(), Failure> {
        let mut rows = Vec::new();
        for id in library::ids() {
            let head = super::load(id.as_ref(), &[])?.head;
            rows.push((id, head.title, head.question));
        }
        if self.json {
            let list: Vec<_> = rows
                .iter()
                .map(|(id, title, question)| serde_json::json!({ "id": id, "title": title, "question": question }))
                .collect();
            return print(&format!("{:#}\n", serde_json::Value::from(list)));
        }
        let indent = rows.iter().map(|(id, ..)| id.len()).max().unwrap_or(0) + 2;
        print(&rows.iter().map(|(id, _, question)| hanging(id, question, indent)).collect::<String>())
    }
}
