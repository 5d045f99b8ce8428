//! Reading what is not a number: words, switches, days, choices, ids; and complaining of keys that nobody knows.

use jiff::civil::Date;

use super::Reader;
use crate::{
    model::channel::State,
    scenario::{
        problem::{Place, Problem, suggest},
        tree::{Node, Table, Value},
    },
};

impl Reader<'_> {
    pub fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            _ => {
                self.error(
                    node.at,
                    format!("`{key}` is {} where text is wanted", node.noun()),
                    "write words in quotes",
                );
                None
            }
        }
    }

    pub fn texts_of(&mut self, key: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::List(list) => list.iter().filter_map(|item| self.text(key, item)).collect(),
            _ => self.text(key, node).into_iter().collect(),
        }
    }

    pub fn flag(&mut self, key: &str, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Flag(flag) => Some(*flag),
            _ => {
                self.error(node.at, format!("`{key}` is a switch"), "write true or false, without quotes");
                None
            }
        }
    }

    pub fn date(&mut self, key: &str, node: &Node) -> Option<Date> {
        match &node.value {
            Value::Date(date) => Some(*date),
            Value::Text(_) => {
                self.error(
                    node.at,
                    format!("`{key}` is text where a date is wanted"),
                    "write the date without quotes, as in 2025-05-16",
                );
                None
            }
            _ => {
                self.error(
                    node.at,
                    format!("`{key}` is {} where a date is wanted", node.noun()),
                    "write year-month-day, as in 2025-05-16",
                );
                None
            }
        }
    }

    pub fn choice(&mut self, key: &str, node: &Node, options: &[&str]) -> Option<usize> {
        let text = self.text(key, node)?;
        let chosen = options.iter().position(|option| *option == text);
        if chosen.is_none() {
            self.error(node.at, format!("`{text}` is not a choice for `{key}`"), suggest(&text, "choices", options));
        }
        chosen
    }

    pub fn state(&mut self, key: &str, node: &Node) -> Option<State> {
        self.choice(key, node, &State::ALL.map(State::name)).map(|chosen| State::ALL[chosen])
    }

    /// The place of an id in its section; an id that is not enabled is no error but stands for nothing.
    pub fn id(&mut self, section: &str, node: &Node) -> Option<u16> {
        let one = section.trim_end_matches('s').replace("categorie", "category");
        let id = self.text(&one, node)?;
        let known = self.names.of(section);
        if let Some(index) = known.iter().position(|name| *name == id) {
            return u16::try_from(index).ok();
        }
        if !self.names.is_off(section, &id) {
            let cure = suggest(&id, section, &known);
            self.error(node.at, format!("unknown {one} `{id}`"), cure);
        }
        None
    }

    /// A list of ids, each at most once; what is not enabled is left out.
    pub fn ids(&mut self, section: &str, key: &str, node: &Node) -> Vec<u16> {
        let Value::List(list) = &node.value else {
            self.error(node.at, format!("`{key}` is a list"), format!("write `{key} = [\"...\"]`"));
            return Vec::new();
        };
        let mut ids: Vec<u16> = Vec::new();
        for node in list {
            match self.id(section, node) {
                Some(id) if ids.contains(&id) => self.error(node.at, "this is in the list already", "keep it once"),
                Some(id) => ids.push(id),
                None => {}
            }
        }
        ids
    }

    pub fn error(&mut self, at: Place, message: impl Into<String>, cure: impl Into<String>) {
        self.problems.push(Problem::error(Some(at), message).cure(cure));
    }

    /// Complains of keys that no row knows.
    pub fn known_keys(&mut self, path: &str, found: &Table, known: &[&str]) {
        self.known_words(&format!("[{path}]"), found, known);
    }

    pub fn known_words(&mut self, place: &str, found: &Table, known: &[&str]) {
        for entry in &found.entries {
            if !known.contains(&entry.key.as_str()) {
                let message = format!("unknown key `{}` in {place}", entry.key);
                self.error(entry.key_at, message, suggest(&entry.key, "keys", known));
            }
        }
    }

    /// Complains of ids in a table by id that do not exist; a disabled one is passed over.
    pub fn known_ids(&mut self, section: &str, key: &str, found: &Table) {
        let known = self.names.of(section);
        for entry in &found.entries {
            if !known.contains(&entry.key.as_str()) && !self.names.is_off(section, &entry.key) {
                let message = format!("`{key}` is given by the ids of {section}, and `{}` is none", entry.key);
                self.error(entry.key_at, message, suggest(&entry.key, section, &known));
            }
        }
    }
}
