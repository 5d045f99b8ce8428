//! `compare --explain K`: one replication in base and arms, the first event that differs, and what came of it.

use serde_json::json;

use super::{
    Failure,
    arms::Arm,
    terminal::{hanging, paragraph, print},
    trace,
};
use crate::{
    experiment::divergence::divergence,
    output::story::{Event, Story},
    scenario::Scenario,
};

/// Where the words after a date begin.
const INDENT: usize = 12;

/// Tells replication `k` of the base beside that of each arm.
pub fn tell(base: &Scenario, arms: &[Arm], seed: u64, k: u64, as_json: bool) -> Result<(), Failure> {
    let told = trace::tell(base, seed, k)?;
    let stories = arms.iter().map(|arm| trace::tell(&arm.scenario, seed, k)).collect::<Result<Vec<_>, _>>()?;
    if as_json {
        let arms: Vec<_> = arms.iter().zip(&stories).map(|(arm, story)| facts(&told, &arm.name, story)).collect();
        return print(&format!(
            "{:#}\n",
            json!({ "scenario": base.head.id, "seed": seed, "replication": k, "arms": arms })
        ));
    }
    let mut text = paragraph(&base.head.title);
    text += &format!("Replication {k}, seed {seed}: one simulated history, with the same luck in all arms.\n");
    for (arm, story) in arms.iter().zip(&stories) {
        text += &format!("\n{}{}", hanging("Arm:", &arm.label, INDENT), page(&told, story));
    }
    text += &format!("\nThe base came to this:\n{}", hanging("", &told.came_to(), INDENT));
    for (arm, story) in arms.iter().zip(&stories) {
        text += &format!("{}{}", paragraph(&format!("{}:", arm.name)), hanging("", &story.came_to(), INDENT));
    }
    let note = "One history is no evidence of an effect; without --explain many are compared.";
    print(&format!("{text}\n{}", paragraph(note)))
}

/// The last event in common, and what follows in each.
fn parted<'e>(base: &'e Story<'_>, arm: &'e Story<'_>) -> Option<[Option<&'e Event>; 3]> {
    let common = divergence(&base.events, &arm.events)?;
    Some([common.checked_sub(1).map(|last| &base.events[last]), base.events.get(common), arm.events.get(common)])
}

fn page(base: &Story<'_>, arm: &Story<'_>) -> String {
    let Some([last, here, there]) = parted(base, arm) else {
        return paragraph("Nothing differs: every event of this history is the same in the base and in the arm.");
    };
    let line = |event: Option<&Event>, none: &str| match event {
        Some(event) => hanging(&event.date.to_string(), &event.text, INDENT),
        None => hanging("", none, INDENT),
    };
    let mut text = String::new();
    text += "The last thing that both have in common:\n";
    text += &line(last, "Nothing; they differ from the first event on.");
    text += "Then, in the base:\n";
    text += &line(here, "Nothing more happens.");
    text += "And in the arm:\n";
    text + &line(there, "Nothing more happens.")
}

fn facts(base: &Story<'_>, name: &str, arm: &Story<'_>) -> serde_json::Value {
    let [last, here, there] = parted(base, arm).unwrap_or_default();
    json!({
        "arm": name, "same": parted(base, arm).is_none(), "common": last, "in_base": here, "in_arm": there,
        "exchanges": { "base": base.tally.exchanges(), "arm": arm.tally.exchanges() },
        "outcome": { "base": base.came_to(), "arm": arm.came_to() },
    })
}
