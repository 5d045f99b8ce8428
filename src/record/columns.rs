//! The columns of the three tables of a record: the reader, its messages and `scenarios/record/README.md` follow them.

use super::rows::{Basis, Bound, Confidence, EventKind, ExchangeKind, MediatorClass, RemainsKind};

pub const EXCHANGES_FILE: &str = "exchanges.csv";
pub const REMAINS_FILE: &str = "remains.csv";
pub const EVENTS_FILE: &str = "events.csv";
/// The files of a record.
pub const FILES: [&str; 3] = [EXCHANGES_FILE, REMAINS_FILE, EVENTS_FILE];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters, digits and hyphens, unique in its column.
    Id,
    /// Letters, digits and hyphens.
    Name,
    Day,
    DayOrMonth,
    /// A whole number, 0 or more.
    Count,
    Number,
    YesNo,
    OneOf(&'static [&'static str]),
    /// Names with `;` between them.
    List,
    Address,
    Text,
}

impl Kind {
    /// What is allowed, as messages and the page say it.
    pub fn allowed(self) -> String {
        match self {
            Kind::Id => "letters, digits and `-`; no two rows share it".into(),
            Kind::Name => "letters, digits and `-`".into(),
            Kind::Day => "a day, `2024-01-24`".into(),
            Kind::DayOrMonth => "a day, `2024-01-24`, or a month, `2024-01`".into(),
            Kind::Count => "a whole number, 0 or more".into(),
            Kind::Number => "a number, 0 or more, with a point for decimals".into(),
            Kind::YesNo => "`yes` or `no`".into(),
            Kind::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Kind::List => "names with `;` between them".into(),
            Kind::Address => "a web address that begins with `http`".into(),
            Kind::Text => "text".into(),
        }
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// A field of it may not be empty.
    pub required: bool,
    pub meaning: String,
}

type Line = (&'static str, Kind, bool, &'static str);

const EXCHANGES: &[Line] = &[
    ("row_id", Kind::Id, true, "Name of the row."),
    ("date", Kind::Day, true, "Day of the handover."),
    ("kind", Kind::OneOf(ExchangeKind::WORDS), true, "What the row is; see below."),
    (
        "deal",
        Kind::Name,
        false,
        "The deal of which this row is a stage or the sum; empty if the row is a deal by itself.",
    ),
    ("ordinal", Kind::Count, false, "Number in the Ukrainian official series; empty if outside it or not known."),
    ("ordinal_basis", Kind::OneOf(Basis::WORDS), false, "Whether the ordinal was announced or counted."),
    ("to_SIDE", Kind::Count, false, "People who came home to that side; empty if not known."),
    ("to_SIDE_military", Kind::Count, false, "Of these, military; empty if not known."),
    ("to_SIDE_civilian", Kind::Count, false, "Of these, civilians; empty if not known."),
    ("who", Kind::Text, false, "Who they were, without names."),
    ("mediator", Kind::List, false, "Who is thanked or credited, or hosted the talks; empty if nobody is named."),
    ("mediator_class", Kind::OneOf(MediatorClass::WORDS), true, "The part of that third party; see below."),
    ("credited_by", Kind::Text, false, "Who credits the mediator."),
    ("channel", Kind::Text, false, "The channel that is said to have made it."),
    ("handover", Kind::Text, false, "Where people were handed over; empty if not known."),
    ("agreement", Kind::Text, false, "An agreement or occasion that it is tied to."),
    ("include_in_totals", Kind::YesNo, true, "Whether the row counts in sums of people and deals."),
    ("include_in_gap_stats", Kind::YesNo, true, "Whether the day counts in pauses between exchanges."),
    ("confidence", Kind::OneOf(Confidence::WORDS), true, "How well the row is supported; see below."),
    ("source", Kind::Text, true, "The page it rests on."),
    ("url", Kind::Address, false, "Its address; empty if there is none."),
    ("second_url", Kind::Address, false, "A second page, if one was found."),
    ("note", Kind::Text, false, "What else a reader should know."),
];

const REMAINS: &[Line] = &[
    ("row_id", Kind::Id, true, "Name of the row."),
    ("date", Kind::DayOrMonth, true, "Day or month of the return; of a total, its last day or month."),
    (
        "since",
        Kind::DayOrMonth,
        false,
        "Of a total, the day or month from which it counts; empty if from the beginning of the war.",
    ),
    ("kind", Kind::OneOf(RemainsKind::WORDS), true, "A `transfer`, or a cumulative `total` that somebody stated."),
    (
        "bound",
        Kind::OneOf(Bound::WORDS),
        false,
        "Of a total, whether it is a lower or an upper bound; empty if neither.",
    ),
    ("to_SIDE", Kind::Count, false, "Remains returned to that side; empty if not known."),
    ("facilitator", Kind::List, false, "Who helped; empty if nobody is named."),
    ("channel", Kind::Text, false, "The channel that is said to have made it."),
    ("handover", Kind::Text, false, "Where; empty if not known."),
    ("agreement", Kind::Text, false, "An agreement that it is tied to."),
    ("include_in_totals", Kind::YesNo, true, "Whether the row counts in sums."),
    ("confidence", Kind::OneOf(Confidence::WORDS), true, "How well the row is supported; see below."),
    ("source", Kind::Text, true, "The page it rests on."),
    ("url", Kind::Address, false, "Its address; empty if there is none."),
    ("second_url", Kind::Address, false, "A second page, if one was found."),
    ("note", Kind::Text, false, "What else a reader should know."),
];

const EVENTS: &[Line] = &[
    ("row_id", Kind::Id, true, "Name of the row."),
    ("date", Kind::DayOrMonth, true, "Its day or month, the first one if it lasted; of a total, its last."),
    ("end_date", Kind::DayOrMonth, false, "Its last day or month; empty if it has but one, or goes on."),
    ("kind", Kind::OneOf(EventKind::WORDS), true, "What it is; see below."),
    ("title", Kind::Text, true, "What happened, in a few words."),
    ("parties", Kind::List, false, "Who took part or speaks."),
    ("intermediary", Kind::List, false, "Third parties and hosts."),
    ("quantity", Kind::Number, false, "A number that goes with it."),
    ("unit", Kind::Text, false, "What the number counts."),
    ("outcome", Kind::Text, false, "What came of it, or what is claimed, and by whom."),
    ("contested", Kind::Text, false, "What is contested, and who says so; empty if nothing is known to be."),
    ("confidence", Kind::OneOf(Confidence::WORDS), true, "How well the row is supported; see below."),
    ("source", Kind::Text, true, "The page it rests on."),
    ("url", Kind::Address, false, "Its address; empty if there is none."),
];

/// The columns of one of [`FILES`], in order; those of a side are named by its id.
pub fn columns(file: &str, sides: [&str; 2]) -> Vec<Column> {
    let lines = match file {
        REMAINS_FILE => REMAINS,
        EVENTS_FILE => EVENTS,
        _ => EXCHANGES,
    };
    let of = |line: &Line, side: &str| Column {
        name: line.0.replace("SIDE", side),
        kind: line.1,
        required: line.2,
        meaning: line.3.replace("SIDE", side),
    };
    let mut list = Vec::new();
    let (own, other): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.0.starts_with("to_"));
    let at = lines.iter().position(|line| line.0.starts_with("to_")).unwrap_or(lines.len());
    list.extend(other[..at].iter().map(|line| of(line, "")));
    for side in sides.iter().filter(|_| !own.is_empty()) {
        list.extend(own.iter().map(|line| of(line, side)));
    }
    list.extend(other[at..].iter().map(|line| of(line, "")));
    list
}
