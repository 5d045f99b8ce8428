//! `list`: the scenarios and the rival explanations that come with the program.

use serde_json::json;

use super::{
    Changes, Failure,
    terminal::{hanging, print},
};
use crate::scenario::{Rival, library};

/// Lists the scenarios that come with the program and the question each asks, and the rival explanations
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel list")]
pub struct List {
    /// Prints JSON, for programs
    #[arg(long)]
    json: bool,
}

impl List {
    pub fn run(self) -> Result<(), Failure> {
        let scenarios = library::ids().into_iter().map(|id| Ok((id, super::load(id.as_ref(), &Changes::NONE)?.head)));
        let scenarios = scenarios.collect::<Result<Vec<_>, Failure>>()?;
        let rivals = library::RIVALS.iter().map(|(id, _)| Ok((*id, Rival::parse(id)?.head()?)));
        let rivals = rivals.collect::<Result<Vec<_>, Failure>>()?;
        if self.json {
            let scenarios =
                scenarios.iter().map(|(id, h)| json!({ "id": id, "title": h.title, "question": h.question }));
            let rivals = rivals.iter().map(|(id, h)| {
                let (title, says, shows) = (&h.title, &h.says, &h.shows);
                json!({ "id": id, "title": title, "says": says, "shows": shows, "argued": h.argued, "of_a_side": h.of_a_side })
            });
            let scenarios: Vec<_> = scenarios.collect();
            let rivals: Vec<_> = rivals.collect();
            return print(&format!("{:#}\n", json!({ "scenarios": scenarios, "rivals": rivals })));
        }
        let ids = scenarios.iter().map(|(id, _)| id).chain(rivals.iter().map(|(id, _)| id));
        let indent = ids.map(|id| id.len()).max().unwrap_or(0) + 2;
        let mut text = String::from("Scenarios, to play with backchannel run NAME:\n");
        text += &scenarios.iter().map(|(id, head)| hanging(id, &head.question, indent)).collect::<String>();
        text += "\nRival explanations, to put over a scenario with --rival NAME=SIDE:\n";
        for (id, head) in &rivals {
            let of_both = if head.of_a_side { String::new() } else { format!(" (--rival {id}: of both sides alike)") };
            let argued = if head.argued.is_empty() { "" } else { "Argued: " };
            text += &hanging(id, &format!("{argued}{}{of_both}", head.says), indent);
        }
        print(&text)
    }
}
