//! The keys of `[[claim]]`: what somebody says of the results; they move no number.

use super::super::spec::{Row, Shape};

type R = Row<()>;

/// `[[claim]]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const CLAIM: &[Row<()>] = &[
    R::by_hand("says", Shape::Text, "The claim in a sentence."),
    R::by_hand("by", Shape::Text, "Whose it is; the authors' own question if left out."),
    R::by_hand("source", Shape::Id("sources"), "Where it is said."),
    R::by_hand("with", Shape::Changes, "The changes under which it is said: paths in quotes, and their values."),
    R::by_hand("measure", Shape::Text, "What it is about: a measure of summary.csv."),
    R::by_hand("side", Shape::Id("sides"), "The side, where the measure is of one."),
    R::by_hand("category", Shape::Id("categories"), "The category, where the measure is of one."),
    R::by_hand("statistic", Shape::Text, "`mean`, `median`, `p05` to `p95`, `restricted mean`, `ratio` or `probability`."),
    R::by_hand("value", Shape::Text, "What is said of its value, as in \"at most 90 d\"."),
    R::by_hand("change", Shape::Text, "What is said of its change by `with`, as in \"at least 30 d\" or \"more than 10%\"."),
];
