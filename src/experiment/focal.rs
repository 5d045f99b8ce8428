//! Focal: what the focal issue brings about, in words. Headline, labels, report and figures have theirs from here.

use serde::{Deserialize, Serialize};

use crate::model::setup::Setup;

/// The kind of thing that the focal issue brings about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Focal {
    /// Both sides give and receive.
    Exchange,
    /// People of one side come home: children, the dead, civilians.
    Return,
    /// Nobody moves, and it holds until it ends.
    Arrangement,
    /// Nobody moves.
    Agreement,
}

impl Focal {
    /// That of a scenario.
    pub fn of(setup: &Setup) -> Focal {
        let issue = &setup.phases[0].issues[setup.focal];
        match () {
            () if issue.to.is_some() => Focal::Return,
            () if issue.standing => Focal::Arrangement,
            () if issue.categories.is_empty() => Focal::Agreement,
            () => Focal::Exchange,
        }
    }

    /// One of those that count.
    pub fn one(self) -> &'static str {
        ["exchange", "return", "arrangement", "agreement carried out"][self as usize]
    }

    /// One of them with its article.
    pub fn a(self) -> &'static str {
        ["an exchange", "a return", "an arrangement", "an agreement carried out"][self as usize]
    }

    pub fn many(self) -> &'static str {
        ["exchanges", "returns", "arrangements", "agreements carried out"][self as usize]
    }

    /// The unit in which they are counted.
    pub fn unit(self) -> &'static str {
        ["exchanges", "returns", "arrangements", "agreements"][self as usize]
    }

    /// The question of the wait for the first of them.
    pub fn how_long(self) -> &'static str {
        [
            "How long until the first exchange?",
            "How long until the first return?",
            "How long until the first arrangement?",
            "How long until the first agreement is carried out?",
        ][self as usize]
    }

    /// The first of them and what it does, in the present tense.
    pub fn first_comes(self) -> &'static str {
        [
            "the first exchange comes",
            "the first return comes",
            "the first arrangement begins",
            "the first agreement is carried out",
        ][self as usize]
    }

    /// The times between them.
    pub fn pauses(self) -> &'static str {
        [
            "pauses between exchanges",
            "pauses between returns",
            "pauses from the start of one arrangement to the next",
            "pauses between agreements carried out",
        ][self as usize]
    }

    /// What a pause is counted in.
    pub fn days_without(self) -> &'static str {
        [
            "days without an exchange",
            "days without a return",
            "days without a new arrangement",
            "days without an agreement carried out",
        ][self as usize]
    }

    /// The longest of those times, in a label.
    pub fn longest_pause(self) -> &'static str {
        ["longest pause", "longest pause", "longest time without a new arrangement", "longest pause"][self as usize]
    }

    /// Those who cross: people exchanged, those returned; none if nobody moves.
    pub fn people(self) -> Option<&'static str> {
        [Some("people exchanged"), Some("those returned"), None, None][self as usize]
    }

    /// The stage at which the first people cross; none where nobody does.
    pub fn first_across(self) -> Option<&'static str> {
        [Some("first people across"), Some("first of them returned"), None, None][self as usize]
    }

    /// The last stage.
    pub fn completed(self) -> &'static str {
        ["carried out in full", "returned in full", "in force", "carried out"][self as usize]
    }
}
