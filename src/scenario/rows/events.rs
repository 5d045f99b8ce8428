//! The keys of the head, of sources, of events and of windows.

use crate::model::peace::PRECEDENTS;

use super::super::{
    quantity::Kind::{Budget, Number, People, Share, Size, Time},
    spec::{Row, Shape},
};

type H = Row<()>;

/// `[scenario]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const SCENARIO: &[Row<()>] = &[
    H::by_hand("title", Shape::Text, "A title for reports."),
    H::by_hand("question", Shape::Text, "The question this scenario asks."),
    H::by_hand("purpose", Shape::Text, "What it is for, and what it is not for."),
    H::by_hand("authors", Shape::Texts, "Who wrote it."),
    H::by_hand("start", Shape::Date, "The first day (UTC)."),
    H::by_hand("end", Shape::Date, "The first day no longer simulated (UTC)."),
    H::by_hand("side_a", Shape::Id("sides"), "Which side is A; the other one is B."),
    H::by_hand("focal", Shape::Id("issues"),
        "The issue whose exchanges are the headline; the first one unless said otherwise."),
    H::by_hand("preset", Shape::Choice(&["default", "frozen"]),
        "What left-out keys are worth: the model's defaults, or a world where nothing pushes."),
    H::by_hand("event_budget", Shape::Quantity(Budget),
        "The largest number of events in one replication: 2000000 unless said otherwise."),
];

/// `[sources.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const SOURCE: &[Row<()>] = &[
    H::by_hand("title", Shape::Text, "Its title."),
    H::by_hand("publisher", Shape::Text, "Who published it."),
    H::by_hand("date", Shape::Any, "When: a date, or words such as \"late 2025\"."),
    H::by_hand("url", Shape::Text, "Where to find it."),
    H::by_hand("note", Shape::Text, "What to know about it."),
];

/// `[events.*]`: these and exactly one action.
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const EVENT: &[Row<()>] = &[
    H::by_hand("on", Shape::Date, "The day it happens (UTC)."),
    H::by_hand("enabled", Shape::Flag, "Whether it happens at all; true unless said otherwise."),
    H::by_hand("name", Shape::Text, "A name for stories and figures."),
    H::by_hand("source", Shape::Any, "The id of its source, or a list of ids."),
    H::by_hand("why", Shape::Text, "Why it is here."),
];

/// What an event does: its key and the keys of its table.
pub struct ActionRow {
    pub key: &'static str,
    pub parts: &'static [Row<()>],
    pub doc: &'static str,
}

const CHANNEL: Row<()> = H::by_hand("channel", Shape::Id("channels"), "The channel.");
const MEDIATOR: Row<()> = H::by_hand("mediator", Shape::Id("mediators"), "The mediator.");
const SIDE: Row<()> = H::by_hand("side", Shape::Id("sides"), "The side.");

/// "no", and the names of the precedents for releases after hostilities.
pub const NO_OR_PRECEDENT_NAMES: [&str; PRECEDENTS.len() + 1] = {
    let mut names = ["no"; PRECEDENTS.len() + 1];
    let mut i = 0;
    while i < PRECEDENTS.len() {
        names[i + 1] = PRECEDENTS[i].name;
        i += 1;
    }
    names
};

/// The names of the precedents.
pub const PRECEDENT_NAMES: &[&str] = NO_OR_PRECEDENT_NAMES.split_at(1).1;

/// `custody` of a demand.
pub const CUSTODY: &[Row<()>] =
    &[MEDIATOR, SIDE, H::by_hand("people", Shape::Quantity(People), "How many of them it keeps.")];

/// The actions of events.
pub const ACTIONS: &[ActionRow] = &[
    ActionRow {
        key: "demand",
        parts: &[
            H::by_hand("issue", Shape::Id("issues"), "What the deal is to be about."),
            H::by_hand("size", Shape::Quantity(Size), "Weighted units; drawn from the issue's law if left out."),
            H::by_hand(
                "channel",
                Shape::Id("channels"),
                "The channel that takes the case if it is active; else the router does.",
            ),
            H::by_hand("custody", Shape::Custody, "Who keeps some of the released until the end of the war."),
        ],
        doc: "Somebody asks for a deal.",
    },
    ActionRow {
        key: "shock",
        parts: &[
            H::by_hand("severity", Shape::Quantity(Number), "What it takes from the climate; below 0 is good news."),
            H::by_hand(
                "scope",
                Shape::Scope,
                "\"all\", { issue = \"...\" } or { channels = [...] }; all unless said otherwise.",
            ),
        ],
        doc: "News that moves the climate, and may break channels off.",
    },
    ActionRow {
        key: "venue",
        parts: &[CHANNEL, H::by_hand("severity", Shape::Quantity(Number), "What it takes from the channel's climate.")],
        doc: "An incident where a channel meets: it is suspended, and moves to its next venue if it has one.",
    },
    ActionRow {
        key: "sideline",
        parts: &[CHANNEL],
        doc: "A meeting on the sidelines: a dormant channel is revived sooner for some days.",
    },
    ActionRow {
        key: "terminate",
        parts: &[H::by_hand("issue", Shape::Id("issues"), "The issue it is about.")],
        doc: "A standing arrangement is ended.",
    },
    ActionRow {
        key: "peace",
        parts: &[
            H::by_hand("release", Shape::Choice(PRECEDENT_NAMES), "The precedent by which prisoners go home."),
            H::by_hand("after", Shape::Quantity(Time), "Time until the way home begins; none unless said otherwise."),
        ],
        doc: "Hostilities end, and prisoners go home without deals.",
    },
    ActionRow { key: "leak", parts: &[CHANNEL], doc: "A channel becomes known." },
    ActionRow {
        key: "replace",
        parts: &[CHANNEL, SIDE, H::by_hand("authority", Shape::Quantity(Share), "The newcomer's authority.")],
        doc: "A new negotiator sits down for a side.",
    },
    ActionRow { key: "default", parts: &[MEDIATOR, SIDE], doc: "A mediator fails a side as its guarantor." },
    ActionRow { key: "attach", parts: &[CHANNEL, MEDIATOR], doc: "A mediator joins a channel." },
    ActionRow { key: "detach", parts: &[CHANNEL, MEDIATOR], doc: "A mediator leaves a channel." },
    ActionRow {
        key: "capture",
        parts: &[
            SIDE,
            H::by_hand("category", Shape::Id("categories"), "Who they are."),
            H::by_hand("people", Shape::Quantity(People), "How many."),
        ],
        doc: "People of a side fall into the other's hands.",
    },
    ActionRow {
        key: "state",
        parts: &[CHANNEL, H::by_hand("state", Shape::State, "The state it is put in.")],
        doc: "A channel is put in a state.",
    },
    ActionRow {
        key: "set",
        parts: &[
            H::by_hand("path", Shape::Text, "The number, such as \"issues.pow.demand\"."),
            H::by_hand("value", Shape::Any, "Its value from this day on."),
        ],
        doc: "A number changes from now on.",
    },
];

/// `[windows.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const WINDOW: &[Row<()>] = &[
    H::by_hand("enabled", Shape::Flag, "Whether it is there at all; true unless said otherwise."),
    H::by_hand("name", Shape::Text, "A name for stories and figures."),
    H::by_hand("from", Shape::Date, "Its first day (UTC)."),
    H::by_hand("to", Shape::Date, "The first day after it (UTC)."),
    H::by_hand("pressure", Shape::Sides(Share), "Outside pressure to deal, 0 to 1; one number, or a table by side."),
    H::by_hand("adverse", Shape::Sides(Share),
        "Strength of an adverse link into a side's own system, 0 to 1; one number, or a table by side."),
    H::by_hand("attention", Shape::Issues(Share), "By issue: the factor on its demand, 0 to 1; 1 where not named."),
    H::by_hand("source", Shape::Any, "The id of its source, or a list of ids."),
    H::by_hand("why", Shape::Text, "Why it is here."),
];
