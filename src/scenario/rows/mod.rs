//! The tables of keys, one for each sort of table in a scenario file.

mod claim;
mod entities;
mod events;
mod life;
mod record;
mod rules;

pub use claim::CLAIM;
pub use entities::{CATEGORY, CHANNEL, HOP, ISSUE, MEDIATOR, SIDE, VENUE, category_weight};
pub use events::{ACTIONS, ActionRow, CUSTODY, EVENT, PRECEDENT_NAMES, SCENARIO, SOURCE, WINDOW};
pub use life::{EXIT_NAMES, LIFE, LifeDraft, life_default};
pub use record::{MARK, MARKS, PATTERNS, RECORD};
pub use rules::{Common, RULES};

/// What may stand at the top of a file.
pub const SECTIONS: [&str; 14] = [
    "extends",
    "claim",
    "scenario",
    "record",
    "sources",
    "sides",
    "categories",
    "issues",
    "mediators",
    "channels",
    "events",
    "windows",
    "life",
    "rules",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{read::plain_words, shown::section_title, spec::Row};

    /// What is written in the tables can be read, and every default lies in its range.
    fn sound<T>(rows: &[Row<T>]) {
        for row in rows {
            assert!(row.doc.ends_with('.') && row.doc.len() < 160, "{}: {}", row.key, row.doc);
            let Some(kind) = row.kind() else { continue };
            for frozen in [false, true] {
                let default = row.default_for(frozen);
                if default.is_empty() {
                    continue;
                }
                let read = kind.read(&plain_words(default, 0)).unwrap_or_else(|f| panic!("{}: {}", row.key, f.message));
                let Some((low, high)) = row.range.filter(|_| !frozen) else { continue };
                let end = |text| {
                    kind.plain().number(&plain_words(text, 0)).unwrap_or_else(|f| panic!("{}: {}", row.key, f.message))
                };
                assert!((end(low)..=end(high)).contains(&read.centre()), "{}", row.key);
            }
        }
    }

    /// Every number says where the model uses it, in sections that are there.
    fn used<T>(rows: &[Row<T>]) {
        for row in rows.iter().filter(|row| row.kind().is_some()) {
            for section in row.used.split(", ") {
                let found = section_title(section).is_some();
                assert!(found, "{}: section `{section}`", row.key);
            }
        }
    }

    #[test]
    fn numbers_are_used() {
        used(SIDE);
        used(CATEGORY);
        used(ISSUE);
        used(CHANNEL);
        used(HOP);
        used(MEDIATOR);
        used(RULES);
        used(LIFE);
    }

    #[test]
    fn tables_are_sound() {
        sound(SIDE);
        sound(CATEGORY);
        sound(ISSUE);
        sound(CHANNEL);
        sound(HOP);
        sound(VENUE);
        sound(MEDIATOR);
        sound(RULES);
        sound(LIFE);
        sound(SCENARIO);
        sound(SOURCE);
        sound(EVENT);
        sound(WINDOW);
        sound(RECORD);
        sound(MARK);
        sound(CLAIM);
        ACTIONS.iter().for_each(|action| sound(action.parts));
        for (exit, row) in (0..EXIT_NAMES.len()).flat_map(|exit| LIFE.iter().map(move |row| (exit, row))) {
            let default = life_default(exit, row.key).unwrap_or(row.default);
            assert!(row.kind().is_some_and(|kind| kind.read(&plain_words(default, 0)).is_ok()), "{exit} {}", row.key);
        }
    }
}
