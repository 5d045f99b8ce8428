//! `attribute`: what each of several intermediaries and channels brings, as shares of what all bring together.

use std::path::PathBuf;

use super::{
    Changes, Failure,
    headline::value,
    knockout::change,
    parts::{Parts, becomes},
    study::{Answer, Asked, Question, Session},
    terminal::{WIDTH, hanging, paragraph},
};
use crate::{
    experiment::{
        attribute::{Attribute, MOST_PARTS, Shares},
        estimate::{Estimate, digits},
    },
    output::{
        lines::sentence,
        report::Headline,
        shares::{Attributed, Sums},
        table::fitted,
    },
};

/// Shares out among intermediaries and channels what all of them bring together, over all ways to take some of them out
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel attribute istanbul-2025 --mediators turkey,uae -n 200\n  \
                        backchannel attribute tutorial --mediators friend --channels line \\\n      --rule re-routed -n 200")]
pub struct AttributeVerb {
    /// A scenario file, or the name of a shipped scenario
    file: PathBuf,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    changes: Changes,
    /// Simulated histories of each coalition
    #[arg(short = 'n', long, default_value_t = 2_000, value_name = "N", value_parser = super::replications)]
    replications: u64,
    #[command(flatten)]
    question: Question,
}

impl AttributeVerb {
    pub fn run(self) -> Result<(), Failure> {
        let scenario = super::load(&self.file, &self.changes)?;
        let parts = self.parts.find(&scenario)?;
        if !(2..=MOST_PARTS).contains(&parts.len()) {
            return Err(Failure::Question(format!(
                "shares are of 2 to {MOST_PARTS} parts, and here are {}; name them with --mediators a,b and --channels c, or \
                 ask what taking out one alone does: backchannel knockout",
                parts.len()
            )));
        }
        self.question.ask(
            &scenario,
            self.replications,
            &Asked::Attribute(Attribute { parts, rules: self.parts.rules() }),
        )
    }
}

/// Plays all coalitions and says what came of it.
pub fn answer(question: &Attribute, session: &mut Session<'_>) -> Result<Answer, Failure> {
    let mut sums = Sums::new();
    session.play(&question.points(session.replications), |point, of| _ = sums.insert(point.id.clone(), of))?;
    let found = Attributed::new(question, &session.base().setup, session.responses(), &sums);
    Ok(Answer {
        asked: asked(&found),
        tables: vec![found.shares(), found.coalitions()],
        pictures: found.pictures(&session.provenance()),
        found: found.shown().flat_map(|(response, _)| findings(&found, response)).collect(),
        headline: headline(&found),
        text: format!("{}{}", paragraph(&session.base().head.title), text(&found)),
    })
}

fn asked(found: &Attributed<'_>) -> String {
    let coalitions = 1 + found.question.rules.len() * found.question.everybody();
    let rules: Vec<&str> = found.question.rules.iter().map(|&rule| becomes(rule)).collect();
    format!(
        "What each of {} brings, as a Shapley share of what they bring together: with and without each of them, {coalitions} \
         arms that meet the same luck. The cases of those who are out {}.",
        listed(&found.names()),
        alternatives(&rules)
    )
}

const NOTE: &str = "Each number is what a part adds to the mean. share: averaged over all orders in which the parts may join, so \
                    that shares sum to the whole (Shapley 1953). alone: taken out by itself. last out: taken out when all the \
                    others named are out already. ± is the margin at 95% confidence, each for itself; in brackets where it is \
                    not separated from 0. How a whole is shared is a convention; so are the rules for the cases.";

/// A line a part, and one for all.
fn lines(found: &Attributed<'_>, shares: &Shares) -> Vec<Vec<String>> {
    let added = |e: &Estimate| change(e, 1.0, "");
    let part = |(name, part): (String, &crate::experiment::attribute::Share)| {
        vec![name, added(&part.share), added(&part.alone), added(&part.last_out)]
    };
    let whole = vec!["all together".into(), added(&shares.whole), String::new(), String::new()];
    found.names().into_iter().zip(&shares.parts).map(part).chain([whole]).collect()
}

fn headline(found: &Attributed<'_>) -> Headline {
    let mut rows = Vec::new();
    for (response, _) in found.shown() {
        let label = &found.responses[response].label;
        for (rule, shares) in found.of(response) {
            let row = |mut line: Vec<String>| {
                line.splice(0..1, [format!("{label}, {}", rule.word()), line[0].clone()]);
                line
            };
            rows.extend(lines(found, shares).into_iter().map(row));
        }
    }
    Headline { columns: ["part", "share", "alone", "last out"].map(String::from).into(), rows, note: NOTE.into() }
}

fn text(found: &Attributed<'_>) -> String {
    let mut page = paragraph(&asked(found));
    for (response, _) in found.shown() {
        let r = &found.responses[response];
        let stands = found.as_it_stands(response).map_or(String::new(), |e| format!("{} as it stands", value(&e)));
        let mut rows = vec![["", "share ± margin", "alone", "last out"].map(String::from).to_vec()];
        for (rule, shares) in found.of(response) {
            rows.push(vec![rule.word().into()]);
            let indented = |mut line: Vec<String>| {
                line[0].insert_str(0, "  ");
                line
            };
            rows.extend(lines(found, shares).into_iter().map(indented));
        }
        let unit = if r.label.contains(r.unit) { String::new() } else { format!(" ({})", r.unit) };
        page += &format!("\n{}", paragraph(&format!("{}{unit}, {stands}", sentence(&r.label))));
        page += &fitted(&rows, "<>>>", WIDTH);
        page += &findings(found, response).iter().map(|text| hanging("", text, 0)).collect::<String>();
    }
    format!("{page}\n{}", paragraph(NOTE))
}

/// What the intervals allow one to say, once for all rules under which it is the same.
fn findings(found: &Attributed<'_>, response: usize) -> Vec<String> {
    let names = found.names();
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for (rule, shares) in found.of(response) {
        let finding = finding(&names, shares);
        match said.iter_mut().find(|(known, _)| *known == finding) {
            Some((_, rules)) => rules.push(rule.word()),
            None => said.push((finding, vec![rule.word()])),
        }
    }
    let label = sentence(&found.responses[response].label);
    said.iter().map(|(finding, rules)| format!("{label} ({}): {finding}, in this model.", rules.join(", "))).collect()
}

fn finding(names: &[String], shares: &Shares) -> String {
    let whole = &shares.whole;
    let exactly = |e: &Estimate| e.value == 0.0 && e.se == Some(0.0);
    if exactly(whole) && shares.parts.iter().all(|part| exactly(&part.share)) {
        return "nothing changes whoever is out".into();
    }
    if !whole.settled() {
        return "what they bring together is not separated from nothing".into();
    }
    let groups = shares.ranked();
    let first: Vec<String> = groups[0].iter().map(|&i| names[i].clone()).collect();
    match groups[0].as_slice() {
        &[one] if shares.parts[one].share.settled() => {
            let share = 100.0 * shares.parts[one].share.value / whole.value;
            format!("{} has the largest share, about {}% of the whole", names[one], digits(share.round(), 0.0))
        }
        _ if groups.len() == 1 => format!("the intervals do not rank {}", listed(&first)),
        _ => format!("{} have the largest shares; the intervals do not rank them among themselves", listed(&first)),
    }
}

/// Words as a list: a, b and c.
pub fn listed(words: &[String]) -> String {
    match words {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// The same of what may be: a; b; or c.
fn alternatives(words: &[&str]) -> String {
    match words {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
