//! What the program leaves behind: folders, tables, figures, reports, stories.

pub mod folder;
pub mod story;
