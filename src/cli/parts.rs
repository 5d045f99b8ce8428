//! Parts: the intermediaries and channels that `knockout` and `attribute` take out, and where their business goes.

use super::Failure;
use crate::{
    experiment::knockout::Part,
    model::rules::TakenOut,
    scenario::{Scenario, problem::suggest},
};

/// Who is taken out.
#[derive(clap::Args, Clone)]
pub struct Parts {
    /// An intermediary, by id; several with commas, or said again
    #[arg(long, visible_alias = "mediators", value_name = "ID", value_delimiter = ',')]
    mediator: Vec<String>,
    /// A channel, by id; likewise
    #[arg(long, visible_alias = "channels", value_name = "ID", value_delimiter = ',')]
    channel: Vec<String>,
    /// What becomes of the cases that would have gone to them: lost, waits or re-routed; all three if left out
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule)]
    rule: Vec<TakenOut>,
}

fn rule(text: &str) -> Result<TakenOut, String> {
    let known = TakenOut::ALL.into_iter().find(|rule| rule.word() == text);
    known.ok_or_else(|| suggest(text, "rules", &TakenOut::ALL.map(TakenOut::word)))
}

impl Parts {
    /// Those named, in the order named, intermediaries first; each must be there, once, and not be out already.
    pub fn find(&self, scenario: &Scenario) -> Result<Vec<Part>, Failure> {
        let p = &scenario.setup.phases[0];
        let mediators = self.mediator.iter().cloned().map(Part::Mediator);
        let parts: Vec<Part> = mediators.chain(self.channel.iter().cloned().map(Part::Channel)).collect();
        for (i, part) in parts.iter().enumerate() {
            let wrong = |what: String| Failure::Question(format!("{}: {what}", scenario.head.id));
            match part.find(p) {
                None => {
                    let ids: Vec<&str> = match part {
                        Part::Mediator(_) => p.mediators.iter().map(|m| m.id.as_str()).collect(),
                        Part::Channel(_) => p.channels.iter().map(|c| c.id.as_str()).collect(),
                    };
                    let section = part.section();
                    let cure = suggest(part.id(), section, &ids);
                    return Err(wrong(format!("no `{}` among the {section}; {cure}", part.id())));
                }
                Some((name, true)) => {
                    let cure = format!("say --set {}.{}.out=false to ask with it", part.section(), part.id());
                    return Err(wrong(format!("{name} is out as the scenario stands; {cure}")));
                }
                Some(_) if parts[..i].contains(part) => {
                    return Err(wrong(format!("`{}` is named twice; once will do", part.id())));
                }
                Some(_) => {}
            }
        }
        Ok(parts)
    }

    /// Under which rules, in the order of the model.
    pub fn rules(&self) -> Vec<TakenOut> {
        TakenOut::ALL.into_iter().filter(|rule| self.rule.is_empty() || self.rule.contains(rule)).collect()
    }
}

/// What becomes of the cases, as the end of a sentence.
pub fn becomes(rule: TakenOut) -> &'static str {
    match rule {
        TakenOut::Lost => "are lost",
        TakenOut::Waits => "wait",
        TakenOut::ReRouted => "are re-routed",
    }
}
