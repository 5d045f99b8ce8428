//! The keys of `[record]`: words that link a scenario to what is known of the real case, and move no number.

use super::super::spec::{Row, Shape};

type R = Row<()>;

/// The patterns that a model is set beside a record by.
pub const PATTERNS: [&str; 9] = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "children"];

/// What a pattern can be to the model.
pub const MARKS: [&str; 3] = ["input", "tuned", "check"];

/// `[record]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const RECORD: &[Row<()>] = &[
    R::by_hand("folder", Shape::Text,
        "The folder of its tables, beside the scenario file; the record that comes with the program if there is none."),
    R::by_hand("exchanges", Shape::Id("issues"), "The issue that exchanges.csv speaks of."),
    R::by_hand("remains", Shape::Id("issues"), "The issue that remains.csv speaks of."),
    R::by_hand("children", Shape::Id("issues"), "The issue of the children returned."),
    R::by_hand("political", Shape::Id("issues"), "The issue of talks on ending or limiting the war."),
    R::by_hand("until", Shape::Date, "The last day that the record covers."),
    R::by_hand("shock", Shape::Date, "A day of bad news, after which the time to the next exchange is taken."),
    R::by_hand("marks", Shape::Marks, "By pattern: whether it was put in, tuned, or left to check the model."),
];

/// `[record.marks.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const MARK: &[Row<()>] = &[
    R::by_hand("mark", Shape::Choice(&MARKS), "What the pattern is to the model."),
    R::by_hand("why", Shape::Text, "Why it is so marked."),
];
