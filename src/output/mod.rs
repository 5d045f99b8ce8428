//! What the program leaves behind: folders, tables, figures, reports, stories.

pub mod beside;
pub mod card;
mod channels;
pub mod charts;
pub mod claims;
pub mod figure;
pub mod folder;
pub mod inputs;
pub mod lines;
pub mod manifest;
pub mod recorded;
pub mod report;
pub mod story;
pub mod table;
