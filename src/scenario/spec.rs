//! One row a key: what it means, what it takes, what it is worth when left out, and where it is kept.
//!
//! The tables of rows (`rows/`) drive the strict reading, the defaults, the list of inputs, the resolved text, the
//! JSON Schema and the reference. A new parameter is one field of the model and one row.

use super::{evidence::Grade, quantity::Kind};
use crate::model::{law::Law, side::Side};

/// One key of an entity of type `T`.
pub struct Row<T: 'static> {
    pub key: &'static str,
    pub takes: Takes<T>,
    /// As a person would write it; empty if it is inherited or absent when left out.
    pub default: &'static str,
    /// The default under the preset `frozen`, if another; empty if the same.
    pub frozen: &'static str,
    /// Where the value plausibly lies, lowest and highest, as written.
    pub range: Option<(&'static str, &'static str)>,
    /// How the default came about.
    pub grade: Grade,
    pub why: &'static str,
    /// One sentence, with the unit.
    pub doc: &'static str,
    /// The sections of `docs/model.md` that use it, such as `"3.2, 3.6"`.
    pub used: &'static str,
}

/// What there is to say about a number whoever wrote it, and on what its default rests.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    pub doc: &'static str,
    pub used: &'static str,
    pub grade: Grade,
    pub why: &'static str,
    pub range: Option<(&'static str, &'static str)>,
}

/// What a key takes, and where it puts it. Numbers arrive as the engine keeps them.
pub enum Takes<T: 'static> {
    Number(Kind, fn(&mut T, f64)),
    Law(Kind, fn(&mut T, Law)),
    /// One number for both sides, or a table by side.
    Sides(Kind, fn(&mut T, Side, f64)),
    /// A table by category; what is not named has the default.
    Categories(Kind, fn(&mut T, usize, f64)),
    /// One number for all issues, or a table by issue.
    Issues(Kind, fn(&mut T, usize, f64)),
    Flag(fn(&mut T, bool)),
    Choice(&'static [&'static str], fn(&mut T, usize)),
    Text(fn(&mut T, String)),
    /// Read by the entity's own code.
    ByHand(Shape),
}

/// What a key that is read by hand looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Flag,
    Text,
    Texts,
    Date,
    Choice(&'static [&'static str]),
    /// A state of a channel.
    State,
    /// A list of ids of the named section.
    Ids(&'static str),
    /// One id of the named section.
    Id(&'static str),
    /// A table by issue of one number or a table by side.
    SidesByIssue(Kind),
    /// A table by exit of a mean, or of `{ mean, shape }`.
    Dwell,
    /// A table by carrier of a relay.
    Hops,
    /// A table by place.
    Venues,
    /// Who keeps how many of whose people.
    Custody,
    Quantity(Kind),
    /// One number for both sides, or a table by side.
    Sides(Kind),
    /// One number for all issues, or a table by issue.
    Issues(Kind),
    /// `"all"`, `{ issue = ... }` or `{ channels = [...] }`.
    Scope,
    /// A table by pattern of marks.
    Marks,
    /// Paths and their values.
    Changes,
    Any,
}

impl<T> Row<T> {
    pub const fn new(key: &'static str, takes: Takes<T>, default: &'static str, doc: &'static str) -> Row<T> {
        Row { key, takes, default, frozen: "", range: None, grade: Grade::Assumed, why: "", doc, used: "" }
    }

    pub const fn by_hand(key: &'static str, shape: Shape, doc: &'static str) -> Row<T> {
        Row::new(key, Takes::ByHand(shape), "", doc)
    }

    pub const fn number(
        key: &'static str,
        kind: Kind,
        default: &'static str,
        put: fn(&mut T, f64),
        doc: &'static str,
    ) -> Row<T> {
        Row::new(key, Takes::Number(kind, put), default, doc)
    }

    pub const fn law(
        key: &'static str,
        kind: Kind,
        default: &'static str,
        put: fn(&mut T, Law),
        doc: &'static str,
    ) -> Row<T> {
        Row::new(key, Takes::Law(kind, put), default, doc)
    }

    pub const fn sides(
        key: &'static str,
        kind: Kind,
        default: &'static str,
        put: fn(&mut T, Side, f64),
        doc: &'static str,
    ) -> Row<T> {
        Row::new(key, Takes::Sides(kind, put), default, doc)
    }

    pub const fn frozen(mut self, default: &'static str) -> Row<T> {
        self.frozen = default;
        self
    }

    pub const fn range(mut self, low: &'static str, high: &'static str) -> Row<T> {
        self.range = Some((low, high));
        self
    }

    /// Where the model uses it.
    pub const fn used(mut self, sections: &'static str) -> Row<T> {
        self.used = sections;
        self
    }

    /// Where the default comes from.
    pub const fn from(mut self, grade: Grade, why: &'static str) -> Row<T> {
        self.grade = grade;
        self.why = why;
        self
    }

    /// The default under a preset. A ratio is 1 when frozen: it has no effect.
    pub fn default_for(&self, frozen: bool) -> &'static str {
        match self.takes {
            _ if !frozen => self.default,
            _ if !self.frozen.is_empty() => self.frozen,
            Takes::Number(Kind::Ratio, _) | Takes::Sides(Kind::Ratio, _) => "1",
            _ => self.default,
        }
    }

    /// What there is to say about a number of this row.
    pub fn about(&self) -> About {
        About { doc: self.doc, used: self.used, grade: self.grade, why: self.why, range: self.range }
    }

    /// The kind of number it takes, if it takes numbers.
    pub fn kind(&self) -> Option<Kind> {
        match self.takes {
            Takes::Number(kind, _)
            | Takes::Law(kind, _)
            | Takes::Sides(kind, _)
            | Takes::Categories(kind, _)
            | Takes::Issues(kind, _)
            | Takes::ByHand(Shape::SidesByIssue(kind) | Shape::Quantity(kind)) => Some(kind),
            Takes::ByHand(Shape::Dwell) => Some(Kind::Wait),
            _ => None,
        }
    }
}

/// The keys of a table of rows, in order.
pub fn keys<T>(rows: &[Row<T>]) -> Vec<&'static str> {
    rows.iter().map(|row| row.key).collect()
}
