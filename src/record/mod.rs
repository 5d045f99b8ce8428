//! The documented record: what is known of a real case, read strictly from three tables, and the series drawn from it.
//!
//! ```
//! use backchannel::record;
//!
//! let record = record::shipped(["ukraine", "russia"]).expect("the shipped record is sound");
//! let days: usize = record.exchanges_by_year().iter().map(|year| year.exchanges as usize).sum();
//! assert_eq!(days, 65);
//! ```

mod columns;
mod read;
mod rows;
mod series;
mod sheet;

use std::path::Path;

pub use columns::{Column, EVENTS_FILE, EXCHANGES_FILE, FILES, Kind, REMAINS_FILE, columns};
pub use rows::{
    Basis, Bound, Confidence, EventKind, EventRow, ExchangeKind, ExchangeRow, MediatorClass, Precision, RemainsKind,
    RemainsRow, Source, When,
};
pub use series::{Deal, Gap, Known, MediatedYear, PeopleYear, YearCount};

use crate::{
    model::side::PerSide,
    scenario::problem::{Problem, Problems, Role, SourceText, TextId},
};

/// A record, read and found sound. Lists are in the order of their files.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The ids of the two sides, in the scenario's order.
    pub sides: PerSide<String>,
    pub exchanges: Vec<ExchangeRow>,
    pub remains: Vec<RemainsRow>,
    pub events: Vec<EventRow>,
}

/// The tables that come with the program, in the order of [`FILES`].
const SHIPPED: [&str; 3] = [
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/record/exchanges.csv")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/record/remains.csv")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/record/events.csv")),
];

/// The folder by which scenarios name the record that comes with the program.
pub const SHIPPED_FOLDER: &str = "record";

/// The largest table.
const MAX_BYTES: u64 = 1 << 20;

/// The texts of the three tables, in the order of [`FILES`], each with the name that messages call it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts(pub [(String, String); 3]);

impl Texts {
    /// The tables of a folder.
    ///
    /// # Errors
    /// With every table that is missing, too large or no text.
    pub fn of(dir: &Path) -> Result<Texts, Problems> {
        let (mut texts, mut list) = (Vec::new(), Vec::new());
        for name in FILES {
            match text(&dir.join(name)) {
                Ok(text) => texts.push((dir.join(name).display().to_string(), text)),
                Err(problem) => list.push(problem),
            }
        }
        <[_; 3]>::try_from(texts).map(Texts).map_err(|_| Problems { texts: Vec::new(), list })
    }

    /// The tables that come with the program.
    pub fn shipped() -> Texts {
        Texts([0, 1, 2].map(|i| (FILES[i].to_string(), SHIPPED[i].to_string())))
    }

    /// The record that they hold; `sides` are the ids of the two sides, in the scenario's order.
    ///
    /// # Errors
    /// With everything that is wrong with any of the tables, each with file, line, what was found and what to do.
    pub fn parse(&self, sides: [&str; 2]) -> Result<Record, Problems> {
        parse(self.0.each_ref().map(|(name, text)| (name.as_str(), text.as_str())), sides)
    }
}

/// Reads the three tables of a folder.
///
/// # Errors
/// As for [`Texts::of`] and [`Texts::parse`].
pub fn load(dir: &Path, sides: [&str; 2]) -> Result<Record, Problems> {
    Texts::of(dir)?.parse(sides)
}

/// The record that comes with the program.
///
/// # Errors
/// When `sides` are not the sides of that record.
pub fn shipped(sides: [&str; 2]) -> Result<Record, Problems> {
    Texts::shipped().parse(sides)
}

/// Reads exchanges, remains and events from three texts, each with the name that messages call it by.
///
/// # Errors
/// As for [`Texts::parse`].
pub fn parse(texts: [(&str, &str); 3], sides: [&str; 2]) -> Result<Record, Problems> {
    let mut list = Vec::new();
    let mut rows = texts.iter().zip(FILES).enumerate().map(|(i, ((name, text), file))| {
        let id = TextId::try_from(i).unwrap_or(TextId::MAX);
        sheet::read(name, text, id, &columns(file, sides), &mut list)
    });
    let (exchanges, remains, events) = (rows.next(), rows.next(), rows.next());
    drop(rows);
    let record = Record {
        sides: PerSide(sides.map(str::to_string)),
        exchanges: read::exchanges(&exchanges.unwrap_or_default(), sides, &mut list),
        remains: read::remains(&remains.unwrap_or_default(), sides),
        events: read::events(&events.unwrap_or_default(), &mut list),
    };
    if list.is_empty() {
        return Ok(record);
    }
    let source =
        |(name, text): &(&str, &str)| SourceText { name: name.to_string(), text: text.to_string(), role: Role::Base };
    Err(Problems { texts: texts.iter().map(source).collect(), list })
}

/// The text of a table: a regular file of bearable size, in UTF-8.
fn text(path: &Path) -> Result<String, Problem> {
    let shown = path.display();
    let wrong = |message: String, cure: &str| Err(Problem::error(None, message).cure(cure));
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let cure = format!("a record is a folder with {}, {} and {}", FILES[0], FILES[1], FILES[2]);
            return wrong(format!("there is no file {shown}"), &cure);
        }
        Err(error) => return wrong(format!("cannot read {shown}: {error}"), "check the name and the permissions"),
    };
    if !meta.is_file() {
        return wrong(format!("{shown} is not a regular file"), "a table of a record is a CSV file");
    }
    if meta.len() > MAX_BYTES {
        let message = format!("{shown} is too large for a table of a record: {} bytes", meta.len());
        return wrong(message, "a table is text of at most 1 MiB; is this the right file?");
    }
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(text),
        Ok(Err(error)) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            wrong(format!("{shown}:{line} is not text in UTF-8"), "save the table as CSV in UTF-8")
        }
        Err(error) => wrong(format!("cannot read {shown}: {error}"), "check the name and the permissions"),
    }
}
