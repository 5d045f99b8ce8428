//! Rows of a record, typed.

use jiff::civil::Date;

use crate::model::side::PerSide;

/// A closed list of words, each with the variant that it stands for.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$meaning:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$meaning])* $variant),* }

        impl $name {
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            pub fn of(word: &str) -> Option<$name> {
                match word {
                    $($word => Some($name::$variant),)*
                    _ => None,
                }
            }

            pub fn name(self) -> &'static str {
                Self::WORDS[self as usize]
            }
        }
    };
}

words!(
    /// How well a row is supported.
    Confidence {
        /// Two independent pages, both sides, or an official count that fits the sums.
        High = "high",
        /// One page, one side, or a figure derived from totals.
        Medium = "medium",
        /// One-sided or conflicting; date or scope unclear.
        Low = "low",
        /// General knowledge; no page confirms it.
        Unverified = "unverified",
    }
);

words!(
    /// What a row of `exchanges.csv` is.
    ExchangeKind {
        Exchange = "exchange",
        /// A day of a deal of several days.
        Stage = "exchange_stage",
        /// Made by commanders or authorities on the spot.
        Local = "local_exchange",
        /// The sum of stages whose sizes were withheld.
        Sum = "aggregate",
        /// Both ways, but outside the exchanges proper.
        Outside = "outside_exchange",
        /// One way, outside the exchanges.
        Unilateral = "unilateral_return",
        /// To a third country, outside the exchanges.
        ThirdCountry = "third_country_transfer",
    }
);

words!(
    /// The part of a third party.
    MediatorClass {
        /// No third party in the pages found, which does not prove that there was none.
        None = "none",
        /// It hosted direct talks and is not thanked for the exchange.
        HostOnly = "host_only",
        /// It is thanked or credited.
        Mediator = "mediator",
        /// It is credited and stands surety for terms.
        Guarantor = "guarantor",
        /// A guarantor lets go those whom it held.
        GuarantorRelease = "guarantor_release",
    }
);

impl MediatorClass {
    /// A third party is thanked or credited for the exchange.
    pub fn credited(self) -> bool {
        matches!(self, MediatorClass::Mediator | MediatorClass::Guarantor)
    }
}

words!(
    /// How an ordinal is known.
    Basis {
        Reported = "reported",
        Derived = "derived",
    }
);

words!(
    /// What a row of `remains.csv` is.
    RemainsKind {
        Transfer = "transfer",
        /// A cumulative count that somebody stated.
        Total = "total",
    }
);

words!(
    /// On which side of a stated number the true one lies.
    Bound {
        AtLeast = "at_least",
        AtMost = "at_most",
    }
);

words!(
    /// What a row of `events.csv` is.
    EventKind {
        Talks = "talks",
        Agreement = "agreement",
        /// On ending or limiting the war.
        PoliticalAgreement = "political_agreement",
        Ombudsmen = "ombudsmen",
        Institution = "institution",
        CancelledOrDelayed = "cancelled_or_delayed",
        Gap = "gap",
        GuarantorDisputed = "guarantor_disputed",
        Children = "children",
        /// Children returned to the first side so far, as somebody stated.
        ChildrenTotal = "children_total",
        Vatican = "vatican",
        Grain = "grain",
        /// A mediator's own count so far, both directions.
        MediatorTotal = "mediator_total",
        /// An official count of people returned so far.
        CumulativeReturn = "cumulative_return",
        /// How many are held, as somebody stated.
        Stock = "stock",
    }
);

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    Day,
    Month,
}

/// A date as far as it is known; of a month, `date` is the first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    pub date: Date,
    pub precision: Precision,
}

impl When {
    /// The last day that it can mean.
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Day => self.date,
            Precision::Month => self.date.last_of_month(),
        }
    }
}

/// The pages that a row rests on; an address may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    pub title: String,
    pub url: String,
    pub second_url: String,
}

/// A handover of people, a stage of one, or the sum of stages.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeRow {
    pub id: String,
    /// The line of the file, from 1.
    pub line: u64,
    pub date: Date,
    pub kind: ExchangeKind,
    /// The deal of which it is a part; empty if it is one by itself.
    pub deal: String,
    pub ordinal: Option<u32>,
    pub ordinal_basis: Option<Basis>,
    /// People of each side who came home.
    pub heads: PerSide<Option<u32>>,
    pub military: PerSide<Option<u32>>,
    pub civilian: PerSide<Option<u32>>,
    pub who: String,
    pub mediator: Vec<String>,
    pub mediator_class: MediatorClass,
    pub credited_by: String,
    pub channel: String,
    pub handover: String,
    pub agreement: String,
    pub include_in_totals: bool,
    pub include_in_gap_stats: bool,
    pub confidence: Confidence,
    pub source: Source,
    pub note: String,
}

/// A return of remains, or a count of all so far.
#[derive(Clone, Debug, PartialEq)]
pub struct RemainsRow {
    pub id: String,
    pub line: u64,
    pub date: When,
    /// From which a total counts; none if from the beginning.
    pub since: Option<When>,
    pub kind: RemainsKind,
    /// Of a total.
    pub bound: Option<Bound>,
    /// Remains returned to each side.
    pub heads: PerSide<Option<u32>>,
    pub facilitator: Vec<String>,
    pub channel: String,
    pub handover: String,
    pub agreement: String,
    pub include_in_totals: bool,
    pub confidence: Confidence,
    pub source: Source,
    pub note: String,
}

/// Anything else that is documented.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    pub id: String,
    pub line: u64,
    pub date: When,
    pub end_date: Option<When>,
    pub kind: EventKind,
    pub title: String,
    pub parties: Vec<String>,
    pub intermediary: Vec<String>,
    pub quantity: Option<f64>,
    pub unit: String,
    pub outcome: String,
    pub contested: String,
    pub confidence: Confidence,
    pub source: Source,
}
