//! Knock-out: intermediaries and channels taken out together, and what becomes of their business (section 2).

use serde::{Deserialize, Serialize};

use crate::{
    model::{
        rules::TakenOut,
        setup::{Params, Setup},
    },
    scenario::Patch,
};

/// Somebody, or something, that can be taken out; by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Mediator(String),
    Channel(String),
}

impl Part {
    pub fn id(&self) -> &str {
        match self {
            Part::Mediator(id) | Part::Channel(id) => id,
        }
    }

    /// The table of the scenario it stands in.
    pub fn section(&self) -> &'static str {
        match self {
            Part::Mediator(_) => "mediators",
            Part::Channel(_) => "channels",
        }
    }

    /// Its name and whether it is out as the scenario stands; none if the scenario has no such part.
    pub fn find<'p>(&self, p: &'p Params) -> Option<(&'p str, bool)> {
        match self {
            Part::Mediator(id) => p.mediators.iter().find(|m| m.id == *id).map(|m| (m.name.as_str(), m.out)),
            Part::Channel(id) => p.channels.iter().find(|c| c.id == *id).map(|c| (c.name.as_str(), c.out)),
        }
    }

    /// The name under which reports show it.
    pub fn name(&self, setup: &Setup) -> String {
        self.find(&setup.phases[0]).map_or(self.id(), |(name, _)| name).into()
    }

    fn out(&self) -> Patch {
        Patch::new(format!("{}.{}.out", self.section(), self.id()), "true")
    }
}

/// A scenario without some parts, whose business goes where the rule says; without any it is the scenario as it stands.
pub fn without<'p>(parts: impl IntoIterator<Item = &'p Part>, rule: TakenOut) -> Vec<Patch> {
    let mut patches: Vec<Patch> = parts.into_iter().map(Part::out).collect();
    if !patches.is_empty() {
        patches.push(Patch::new("rules.taken_out", rule.word()));
    }
    patches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn patches_take_out_what_is_named() {
        let parts = [Part::Mediator("uae".into()), Part::Channel("istanbul".into())];
        for rule in TakenOut::ALL {
            let setup = load("istanbul-2025".as_ref(), &without(&parts, rule)).expect("a shipped scenario").setup;
            let out = |part: &Part| part.find(&setup.phases[0]).map(|(_, out)| out);
            assert_eq!(setup.phases[0].rules.taken_out, rule);
            assert_eq!(parts.each_ref().map(out), [Some(true), Some(true)]);
            assert_eq!(setup.phases[0].mediators.iter().filter(|m| m.out).count(), 1);
            assert_eq!(Part::Channel("nosuch".into()).find(&setup.phases[0]), None);
        }
        assert!(without(&[], TakenOut::Lost).is_empty());
    }
}
