//! The report: everything that figures and page show, as data; kept as `report.json`, drawn from nothing else.
//!
//! ```text
//! mod     what a page says, of a run, a comparison or a study      inputs  every number with its evidence
//! file    report.json: to text and back, whatever the numbers      render  the page as HTML: page.html, style.css, sort.js
//! limits  what the result does not say                             cite    how to name it
//! ```

mod cite;
mod file;
mod inputs;
mod limits;
mod render;

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{beside, claims, figure::Picture};
use crate::scenario::{Scenario, Source};
pub use file::{FORMAT, FileError, REPORT, from_json, to_json};
pub use inputs::{InputRow, Inputs};
pub use render::render;

/// The file of the page in a results folder.
pub const HTML: &str = "report.html";

/// What a results folder shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    pub page: Page,
    pub pictures: Vec<Picture>,
}

/// What the page says, apart from the figures and from what stands in the manifest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// Of the scenario; of a comparison, of the base.
    pub title: String,
    pub question: String,
    pub purpose: String,
    /// The first day, and the first no longer simulated.
    pub start: String,
    pub end: String,
    /// Of a comparison: what is compared with the base.
    pub variants: Vec<Variant>,
    /// Of several arms: which may be ranked.
    pub order: Option<Order>,
    pub asked: Option<Asked>,
    /// What came of it, in sentences.
    pub answer: Vec<String>,
    pub headline: Headline,
    pub scripted: Vec<Scripted>,
    /// How much of the result was put in.
    pub scripted_share: String,
    /// The section on the record.
    pub beside: Option<beside::Section>,
    /// Of a comparison in which somebody is taken out: where cases go.
    pub business: Option<Headline>,
    /// The section on claims.
    pub claims: Option<claims::Section>,
    /// Of the scenario, then of each variant what is other.
    pub inputs: Vec<Inputs>,
    pub sources: Vec<Reference>,
    /// Where the folder was written.
    pub folder: String,
}

/// An arm compared with the base.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Variant {
    pub name: String,
    /// What it is and which rival explanations are put over it, in words.
    pub says: String,
}

/// The arms in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// How to read it.
    pub note: String,
    /// Each measure and its order, in words.
    pub lines: Vec<(String, String)>,
}

/// Of a study: what it is called, and what it asks in a sentence.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub name: String,
    pub text: String,
}

/// The first table of a report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Headline {
    /// Over all columns but the first.
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Under it.
    pub note: String,
}

/// A line of the script.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scripted {
    pub date: String,
    pub text: String,
    pub source: String,
}

/// A source as it is listed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reference {
    pub id: String,
    pub text: String,
    /// A web address, or empty.
    pub url: String,
}

impl Page {
    /// What the scenarios themselves say; the rest is left to be filled in.
    pub fn of(base: &Scenario, variants: &[(Variant, &Scenario)], folder: &Path) -> Page {
        let head = &base.head;
        let scripted = base.scripted.iter().map(|line| Scripted {
            date: line.date.to_string(),
            text: line.named(),
            source: line.sources.join(", "),
        });
        Page {
            title: head.title.clone(),
            question: head.question.clone(),
            purpose: head.purpose.clone(),
            start: head.start.to_string(),
            end: head.end.to_string(),
            variants: variants.iter().map(|(variant, _)| variant.clone()).collect(),
            scripted: scripted.collect(),
            inputs: inputs::of(base, variants),
            sources: base.sources.iter().map(reference).collect(),
            folder: folder.display().to_string(),
            ..Page::default()
        }
    }
}

fn reference(s: &Source) -> Reference {
    let parts = [&s.publisher, &s.title, &s.date, &s.note];
    let text = parts.into_iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(". ");
    Reference { id: s.id.clone(), text, url: s.url.clone() }
}
