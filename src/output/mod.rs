//! What the program leaves behind: folders, tables, figures, reports, stories.

pub mod again;
pub mod beside;
pub mod business;
pub mod card;
mod channels;
pub mod charts;
pub mod checkpoint;
pub mod claims;
pub mod compared;
pub mod figure;
pub mod folder;
pub mod inputs;
pub mod journal;
pub mod lines;
pub mod manifest;
pub mod recorded;
pub mod report;
pub mod sensitivity;
pub mod shares;
pub mod spark;
pub mod story;
pub mod sweep;
pub mod table;
pub mod written;
