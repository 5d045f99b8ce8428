//! The report: one HTML page with the question, the numbers, the figures and everything they rest on.

use std::path::Path;

use base64::Engine;
use minijinja::{AutoEscape, Environment, Value, context};

use super::{
    figure::{self, Figure},
    manifest::Manifest,
};
use crate::scenario::{Input, Scenario, Source};

/// What a report is made of.
pub struct Page<'p> {
    /// One arm of a run; base and variant of a comparison.
    pub arms: &'p [&'p Scenario],
    /// Of a comparison: what the variant changes, in words.
    pub variant: Option<&'p str>,
    pub headline: Headline,
    /// How much of the result was put in.
    pub scripted_share: String,
    /// The section on the record, from [`super::beside::section`].
    pub beside: Option<Value>,
    /// The section on claims, from [`super::claims::section`].
    pub claims: Option<Value>,
    pub figures: &'p [Figure],
    pub manifest: &'p Manifest,
    /// Where the folder will stand.
    pub folder: &'p Path,
}

/// The first table of a report.
pub struct Headline {
    /// Over all columns but the first.
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Under it.
    pub note: String,
}

/// The page as HTML, without any reference outside itself.
///
/// # Panics
/// Never: the template is part of the program and a test renders it.
pub fn render(page: &Page<'_>) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", include_str!("report.html")).expect("the template is well formed");
    let template = environment.get_template("report").expect("it was added above");
    let head = &page.arms[0].head;
    let scripted: Vec<_> = page.arms[0]
        .scripted
        .iter()
        .map(|l| context! { date => l.date.to_string(), text => l.text.clone(), source => l.sources.join(", ") })
        .collect();
    let figures: Vec<_> =
        page.figures.iter().map(|f| context! { name => f.name, svg => f.svg.clone(), alt => f.alt.clone() }).collect();
    let tables: Vec<_> = page.manifest.tables.iter().map(|(name, digest)| context! { name, digest }).collect();
    let digests: Vec<_> = page
        .manifest
        .arms
        .iter()
        .map(|a| context! { scenario => a.scenario.clone(), digest => a.digest.clone() })
        .collect();
    let values = context! {
        title => head.title.clone(),
        question => head.question.clone(),
        purpose => head.purpose.clone(),
        start => head.start.to_string(),
        end => head.end.to_string(),
        n => super::super::experiment::estimate::digits(page.manifest.replications as f64, 0.0),
        seed => page.manifest.seed,
        headline => context! { columns => page.headline.columns.clone(), rows => page.headline.rows.clone(), note => page.headline.note.clone() },
        beside => page.beside.clone(),
        claims => page.claims.clone(),
        figures => figures,
        scripted => scripted,
        scripted_share => format!("{}.", page.scripted_share),
        arms => arms(page.arms),
        sources => page.arms[0].sources.iter().map(source).collect::<Vec<_>>(),
        command => page.manifest.command.join(" "),
        folder => page.folder.display().to_string(),
        version => page.manifest.version.clone(),
        results_version => page.manifest.results_version,
        digests,
        tables,
        variant => page.variant,
        font => base64::engine::general_purpose::STANDARD.encode(figure::REGULAR),
    };
    template.render(values).expect("every value the template names is given")
}

/// The numbers of each arm, those in its file apart from the defaults.
fn arms(arms: &[&Scenario]) -> Vec<Value> {
    let rows = |s: &Scenario, by_default: bool| {
        s.inputs.iter().filter(|i| i.by_default == by_default).map(row).collect::<Vec<_>>()
    };
    let arm = |(s, name): (&&Scenario, &str)| {
        let contested = s.inputs.iter().filter(|i| i.evidence.contested).count();
        context! { name, contested, written => rows(s, false), defaults => rows(s, true) }
    };
    arms.iter().zip(["base", "variant"]).map(arm).collect()
}

fn row(i: &Input) -> Value {
    let e = &i.evidence;
    context! {
        path => i.path.clone(),
        value => i.value.clone(),
        range => i.range_text().unwrap_or_default(),
        grade => e.grade.word(),
        contested => e.contested,
        why => if e.why.is_empty() { i.doc } else { &e.why },
        source => e.sources.join(", "),
        claims => e.claims.iter().map(|c| i.claim_text(c)).collect::<Vec<_>>(),
    }
}

fn source(s: &Source) -> Value {
    let parts = [&s.publisher, &s.title, &s.date, &s.url, &s.note];
    let text = parts.into_iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(". ");
    context! { id => s.id.clone(), text }
}
