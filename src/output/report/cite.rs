//! Cite: how to name a result, in plain text and for BibTeX, with what fixes it.

use crate::{
    experiment::estimate::digits,
    output::manifest::{ArmRecord, Manifest},
};

/// As in `CITATION.cff`, which a test compares.
const AUTHORS: &str = "The backchannel contributors";
const TITLE: &str = "backchannel: a discrete-event simulator of wartime negotiation channels";

/// What fixes the result: scenarios with their digests, seed, histories.
fn fixed_by(m: &Manifest) -> String {
    let arms: Vec<String> = m.arms.iter().map(named).collect();
    let word = if arms.len() == 1 { "Scenario" } else { "Scenarios" };
    let study = m.asked.as_ref().and_then(|asked| asked.as_object()?.keys().next().cloned());
    let study = study.map_or(String::new(), |verb| format!(" of each point ({verb})"));
    format!(
        "{word} {}, seed {}, {} histories{study}, results version {}",
        arms.join(", "),
        m.seed,
        digits(m.replications as f64, 0.0),
        m.results_version
    )
}

/// A scenario with what it is called as an arm, and its digest.
fn named(arm: &ArmRecord) -> String {
    let name = if arm.name.is_empty() { String::new() } else { format!(" as \u{201c}{}\u{201d}", arm.name) };
    format!("{}{name} ({})", arm.scenario, short(&arm.digest))
}

/// The first letters of a digest, enough to tell scenarios apart.
fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}

/// The citation as a line of text.
pub fn text(m: &Manifest) -> String {
    format!("{AUTHORS}. {TITLE}. Version {} [computer software]. {}.", m.version, fixed_by(m))
}

/// The citation for BibTeX.
pub fn bibtex(m: &Manifest) -> String {
    let key: String = m.arms.first().map_or(String::new(), |arm| short(&arm.digest));
    format!(
        "@software{{backchannel-{key},\n  author  = {{{{{AUTHORS}}}}},\n  title   = {{{{{TITLE}}}}},\n  version = {{{}}},\n  \
         note    = {{{}}}\n}}",
        plain(&m.version),
        plain(&fixed_by(m))
    )
}

/// Without the letters that mean something to TeX.
fn plain(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '\\' | '{' | '}' => vec![' '],
            '_' | '&' | '%' | '#' | '$' => vec!['\\', c],
            c => vec![c],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_citation_is_that_of_the_project() {
        let cff = include_str!("../../../CITATION.cff");
        assert!(cff.contains(&format!("title: \"{}\"", super::TITLE)));
        assert!(cff.contains(&format!("name: \"{}\"", super::AUTHORS)));
        assert!(cff.contains(&format!("version: {}\n", env!("CARGO_PKG_VERSION"))));
    }
}
