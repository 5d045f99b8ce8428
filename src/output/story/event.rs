//! Events: what happened, for a program, each with the sentence that tells it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// One thing that happened. What does not apply is left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    #[serde(serialize_with = "iso")]
    pub date: Date,
    /// Days since the start, exact to the millisecond.
    pub day: f64,
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mediators: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<&'static str>,
    /// A side's id, or `disputed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'static str>,
    /// The state that a channel enters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    /// By side: who crosses, or is to come home.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<String, u32>,
    /// By side: of those who cross, whom an intermediary keeps.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, u32>,
    /// Weighted units asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batches: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<f64>,
    pub scripted: bool,
    pub text: String,
}

impl Event {
    pub fn new(date: Date, day: f64, kind: Kind) -> Event {
        Event {
            date,
            day,
            kind,
            case: None,
            attempt: None,
            issue: None,
            channel: None,
            mediators: Vec::new(),
            sides: Vec::new(),
            ending: None,
            responsible: None,
            cause: None,
            state: None,
            people: BTreeMap::new(),
            kept: BTreeMap::new(),
            size: None,
            round: None,
            batches: None,
            severity: None,
            scripted: false,
            text: String::new(),
        }
    }

    /// A case, or an attempt at one, that is over without a single person or arrangement to show for it, or with a part.
    pub fn is_failure(&self) -> bool {
        self.kind == Kind::Unrouted || self.ending.is_some_and(|ending| ending != "executed")
    }
}

fn iso<S: Serializer>(date: &Date, out: S) -> Result<S::Ok, S::Error> {
    out.collect_str(date)
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident $name:literal $level:ident,)+) => {
        /// What kind of thing happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[doc = $doc])+ $kind,)+ }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Kind::$kind),+];

            /// The word in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name),+ }
            }

            /// What it says, for the page that lists them.
            pub fn about(self) -> &'static str {
                match self { $(Kind::$kind => concat!($($doc),+).trim_ascii()),+ }
            }

            /// A step on the way, which a short telling leaves out.
            pub fn is_step(self) -> bool {
                match self { $(Kind::$kind => kinds!($level)),+ }
            }
        }
    };
    (step) => { true };
    (mark) => { false };
}

kinds! {
    /// The script does something that no other event tells.
    Script "script" mark,
    /// Random news reaches every channel.
    Shock "shock" mark,
    /// A channel becomes known.
    Leak "leak" mark,
    /// A channel enters another state.
    Channel "channel" mark,
    /// A channel moves to its next venue.
    Venue "venue" mark,
    /// An intermediary that delivered stays on a direct channel.
    Stays "stays" mark,
    /// A case arises.
    Demand "demand" step,
    /// No channel takes a case for now.
    Waits "waits" step,
    /// A case is given up that no channel ever took.
    Unrouted "unrouted" mark,
    /// A channel takes a case: an attempt begins.
    Taken "taken" step,
    /// The side that was asked answers.
    Answered "answered" step,
    /// A relay loses a message for good.
    MessageLost "message_lost" step,
    /// A round is held.
    Round "round" step,
    /// A round breaks down.
    Breakdown "breakdown" step,
    /// Agreement in principle.
    Agreed "agreed" mark,
    /// A spoiler strikes at the channel of an agreement.
    Spoiled "spoiled" mark,
    /// Somebody has to ask home.
    Referred "referred" step,
    /// Both capitals approve.
    Approved "approved" step,
    /// A refusal is sent back for more rounds.
    SentBack "sent_back" step,
    /// Intermediaries stand guarantee.
    Guaranteed "guaranteed" step,
    /// Guardians have come, or cannot.
    Guardians "guardians" step,
    /// A date will be set.
    Scheduled "scheduled" step,
    /// A batch is put off.
    Postponed "postponed" mark,
    /// A batch crosses, or what moves nobody is put into effect.
    Crossed "crossed" mark,
    /// A case waits for its channel.
    Paused "paused" step,
    /// It goes on.
    Resumed "resumed" step,
    /// An attempt ends.
    Ended "ended" mark,
    /// A standing arrangement is no longer in force.
    Terminated "terminated" mark,
    /// A deal ends hostilities.
    Settled "settled" mark,
    /// People come home without a deal.
    Released "released" mark,
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.name())
    }
}
