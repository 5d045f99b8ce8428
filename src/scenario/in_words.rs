//! What a number is called where people read it: "authority of Ukraine (Istanbul delegations)" for
//! `channels.istanbul.authority.ukraine`, by the names that the author gave.

use super::Scenario;

/// Keys whose own words would not be understood.
const KEYS: [(&str, &str); 21] = [
    ("p_response", "chance of an answer"),
    ("p_break", "chance of a broken round"),
    ("p_approval", "chance of approval"),
    ("p_renege", "chance of a breach"),
    ("p_gate", "chance that a guardian can come"),
    ("p_uncoordinated", "chance that lists or date are not agreed"),
    ("answer", "odds of an answer"),
    ("guarantor", "weight as a guarantor"),
    ("stays", "chance that it stays on"),
    ("spill", "chance of raising a demand"),
    ("carry", "share carried over"),
    ("complex", "share of hard cases"),
    ("icrc", "Red Cross"),
    ("core", "revived sooner"),
    ("contact", "time to an answer"),
    ("round", "time of a round"),
    ("referral", "time of an answer from home"),
    ("formulation", "help to find words"),
    ("pool_share", "largest share of captives in a deal"),
    ("size", "size of a case"),
    ("renege_guarantee", "odds of a breach of a full guarantee"),
];

impl Scenario {
    /// A number's path in words; `*` stands for every one of its kind.
    pub fn in_words(&self, path: &str) -> String {
        let parts: Vec<&str> = path.split('.').collect();
        match parts.as_slice() {
            [
                section @ ("channels" | "mediators" | "issues" | "sides" | "categories" | "events" | "windows"),
                id,
                rest @ ..,
            ] => {
                let who = if *id == "*" { format!("every {}", one(section)) } else { self.name(section, id) };
                match rest {
                    [] => who,
                    [.., last] if *section == "events" => format!("{} (event {who})", words(last)),
                    [key, more @ ..] => format!("{}{} ({who})", words(key), self.detail(key, more)),
                }
            }
            ["rules", key, more @ ..] => words(key) + &self.detail(key, more),
            ["life", exit, key, ..] => format!("{} ({})", words(key), plain(exit)),
            _ => parts.iter().map(|part| plain(part)).collect::<Vec<_>>().join(", "),
        }
    }

    /// Of a side (or on it, of what others do to it), on an issue, or else by its key.
    fn detail(&self, key: &str, parts: &[&str]) -> String {
        let whose = if ["leverage", "pressure", "adverse"].contains(&key) { "on" } else { "of" };
        let said = |part: &&str| match part {
            &"*" => String::new(),
            id if self.known("sides", id).is_some() => format!(" {whose} {}", self.name("sides", id)),
            id => {
                let named = ["issues", "categories", "mediators"].into_iter().find_map(|s| self.known(s, id));
                format!(", {}", named.unwrap_or_else(|| plain(id)))
            }
        };
        parts.iter().map(said).collect()
    }

    fn name(&self, section: &str, id: &str) -> String {
        self.known(section, id).unwrap_or_else(|| plain(id))
    }

    /// The author's name for an entity.
    fn known(&self, section: &str, id: &str) -> Option<String> {
        let p = &self.setup.phases[0];
        let list: Vec<(&str, &str)> = match section {
            "sides" => p.sides.0.iter().map(|s| (s.id.as_str(), s.name.as_str())).collect(),
            "channels" => p.channels.iter().map(|c| (c.id.as_str(), c.name.as_str())).collect(),
            "mediators" => p.mediators.iter().map(|m| (m.id.as_str(), m.name.as_str())).collect(),
            "issues" => p.issues.iter().map(|i| (i.id.as_str(), i.name.as_str())).collect(),
            "categories" => p.categories.iter().map(|c| (c.id.as_str(), c.name.as_str())).collect(),
            _ => Vec::new(),
        };
        list.into_iter().find(|(known, _)| *known == id).map(|(_, name)| name.to_owned())
    }
}

fn one(section: &str) -> &str {
    match section {
        "categories" => "category",
        many => many.trim_end_matches('s'),
    }
}

fn words(key: &str) -> String {
    KEYS.iter().find(|(known, _)| *known == key).map_or_else(|| plain(key), |(_, words)| (*words).to_owned())
}

/// A key or an id without its joints.
fn plain(key: &str) -> String {
    key.replace(['_', '-'], " ")
}

#[cfg(test)]
mod tests {
    use crate::scenario::{library, load_str};

    #[test]
    fn numbers_are_called_by_the_names_of_the_file() {
        let text = library::find("istanbul-2025").expect("it is shipped").1;
        let scenario = load_str("istanbul-2025.toml", text, &[]).expect("it loads");
        let said = |path: &str| scenario.in_words(path);
        assert_eq!(said("channels.istanbul.authority.ukraine"), "authority of Ukraine (Istanbul delegations)");
        assert_eq!(said("channels.*.authority"), "authority (every channel)");
        assert_eq!(said("issues.pow.p_response"), "chance of an answer (Prisoners of war)");
        assert_eq!(said("sides.russia.bad_faith.pow"), "bad faith, Prisoners of war (Russia)");
        assert_eq!(
            said("issues.political.spill.pow"),
            "chance of raising a demand, Prisoners of war (Settlement of the war)"
        );
        assert_eq!(said("windows.patron-spring.pressure.russia"), "pressure on Russia (patron spring)");
        assert_eq!(said("mediators.uae.leverage.*"), "leverage (United Arab Emirates)");
        assert_eq!(said("rules.pool_share"), "largest share of captives in a deal");
        assert_eq!(said("events.may-talks.set.value"), "value (event may talks)");
        assert_eq!(said("life.active-to-stalled.mean"), "mean (active to stalled)");
    }
}
