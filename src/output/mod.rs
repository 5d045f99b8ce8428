//! What the program leaves behind: folders, tables, figures, reports, stories.

pub mod charts;
pub mod figure;
pub mod folder;
pub mod story;
