//! The tables of keys, one for each sort of table in a scenario file.

mod entities;
mod events;
mod life;
mod rules;

pub use entities::{CATEGORY, CHANNEL, ISSUE, MEDIATOR, SIDE, STATES, category_weight};
pub use events::{ACTIONS, ActionRow, EVENT, SCENARIO, SOURCE, WINDOW};
pub use life::{EXIT_NAMES, LIFE, LifeDraft, life_default};
pub use rules::{Common, RULES};

/// What may stand at the top of a file.
pub const SECTIONS: [&str; 12] = [
    "extends",
    "scenario",
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
