//! Limits: what a result does not say, from what the page itself knows of its inputs and its script.

use super::Page;
use crate::{experiment::estimate::digits, output::manifest::Manifest};

/// What the result does not say, a sentence or two each.
pub fn of(page: &Page, manifest: &Manifest) -> Vec<String> {
    let mut said = vec![
        "It is not a forecast. No number on this page is the probability of a real event; all of them hold in this model \
         only."
            .to_string(),
    ];
    said.extend(assumed(page));
    said.extend(contested(page));
    said.push(match page.scripted.len() {
        0 => "Nothing was scripted: every event came from the model's own clocks.".into(),
        lines => format!(
            "{} {} put in by the script and {} not a result. {}",
            digits(lines as f64, 0.0),
            if lines == 1 { "line was" } else { "lines were" },
            if lines == 1 { "is" } else { "are" },
            ended(&page.scripted_share)
        ),
    });
    said.push(format!(
        "Intervals cover chance alone: they say how well {} histories{} fix a number of the model, and more histories make \
         them narrower. They do not say whether the inputs are right. What other inputs would give is asked with \
         backchannel sensitivity, sweep and compare.",
        digits(manifest.replications as f64, 0.0),
        if page.asked.is_some() { " at each point" } else { "" }
    ));
    said.push(
        "Nine of ten histories is the spread of single histories of this model, not of what may happen. What the model \
         leaves out is not in it."
            .into(),
    );
    said
}

/// How many numbers rest on what.
fn assumed(page: &Page) -> Option<String> {
    let base = page.inputs.first()?;
    let of = |grade: &str| base.written.iter().filter(|row| row.grade == grade).count();
    let count = |n: usize| digits(n as f64, 0.0);
    let defaults = match base.defaults.len() {
        0 => String::new(),
        n => format!(" Another {} are defaults of the model.", count(n)),
    };
    Some(format!(
        "It does not show that its inputs are right. Of {} numbers in the scenario file {} are assumed and {} were set with \
         the record in view.{defaults}",
        count(base.written.len()),
        count(of("assumed")),
        count(of("tuned"))
    ))
}

/// How many numbers are disputed.
fn contested(page: &Page) -> Option<String> {
    let base = page.inputs.first()?;
    Some(match base.contested {
        0 => "No input is marked as contested; that does not mean that everybody would agree.".into(),
        1 => {
            "It does not settle whose account is right. 1 input is contested; who claims what stands beside it.".into()
        }
        n => format!(
            "It does not settle whose account is right. {} inputs are contested; who claims what stands beside each.",
            digits(n as f64, 0.0)
        ),
    })
}

/// A sentence with its full stop; nothing of nothing.
fn ended(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}.", text.trim_end_matches('.')) }
}
