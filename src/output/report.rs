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
    /// The scenario; of a comparison, the base.
    pub scenario: &'p Scenario,
    /// Of a comparison: what is compared with the base.
    pub variants: &'p [Variant<'p>],
    /// Of several arms: how to read their order, then each measure and its order, in words.
    pub order: Option<(String, Vec<(String, String)>)>,
    /// Of a study: what it is called, and what it asks in a sentence.
    pub asked: Option<(&'p str, &'p str)>,
    pub headline: Headline,
    /// How much of the result was put in.
    pub scripted_share: String,
    /// The section on the record, from [`super::beside::section`].
    pub beside: Option<Value>,
    /// Of a comparison in which somebody is taken out: where cases go.
    pub business: Option<Headline>,
    /// The section on claims, from [`super::claims::section`].
    pub claims: Option<Value>,
    pub figures: &'p [Figure],
    pub manifest: &'p Manifest,
    /// Where the folder will stand.
    pub folder: &'p Path,
}

/// An arm compared with the base.
pub struct Variant<'p> {
    pub name: &'p str,
    /// What it is and which rival explanations are put over it, in words.
    pub says: String,
    pub scenario: &'p Scenario,
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
    let head = &page.scenario.head;
    let scripted: Vec<_> = page
        .scenario
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
        headline => table(&page.headline),
        business => page.business.as_ref().map(table),
        beside => page.beside.clone(),
        claims => page.claims.clone(),
        figures => figures,
        scripted => scripted,
        scripted_share => format!("{}.", page.scripted_share),
        inputs => inputs(page),
        sources => page.scenario.sources.iter().map(source).collect::<Vec<_>>(),
        command => page.manifest.command.join(" "),
        folder => page.folder.display().to_string(),
        version => page.manifest.version.clone(),
        results_version => page.manifest.results_version,
        digests,
        tables,
        variants => page.variants.iter().map(|v| context! { name => v.name, says => v.says.clone() }).collect::<Vec<_>>(),
        order => page.order.as_ref().map(|(note, lines)| context! { note => note, lines => lines }),
        asked => page.asked.map(|(name, text)| context! { name, text }),
        font => base64::engine::general_purpose::STANDARD.encode(figure::REGULAR),
    };
    template.render(values).expect("every value the template names is given")
}

/// The numbers of the scenario, those in its file apart from the defaults; then, of each variant, those that are other.
fn inputs(page: &Page<'_>) -> Vec<Value> {
    let base = &page.scenario.inputs;
    let contested = |inputs: &[&Input]| inputs.iter().filter(|i| i.evidence.contested).count();
    let rows = |inputs: &[&Input]| inputs.iter().map(|i| row(i)).collect::<Vec<_>>();
    let (defaults, written): (Vec<&Input>, Vec<&Input>) = base.iter().partition(|i| i.by_default);
    let own = context! {
        contested => contested(&base.iter().collect::<Vec<_>>()), written => rows(&written), defaults => rows(&defaults)
    };
    let other = |v: &Variant<'_>| {
        let same = |i: &&Input| base.iter().any(|b| b.path == i.path && b.value == i.value);
        let other: Vec<&Input> = v.scenario.inputs.iter().filter(|i| !same(i)).collect();
        let there = |b: &&Input| v.scenario.inputs.iter().any(|i| i.path == b.path);
        let gone = base.iter().filter(|b| !there(b)).count();
        context! { name => v.name, gone, contested => contested(&other), written => rows(&other) }
    };
    std::iter::once(own).chain(page.variants.iter().map(other)).collect()
}

fn table(h: &Headline) -> Value {
    context! { columns => h.columns.clone(), rows => h.rows.clone(), note => h.note.clone() }
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
