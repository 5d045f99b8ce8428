//! Render: the page as HTML, without any reference outside its folder.

use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{AutoEscape, Environment, Value, context, value::Serde};

use super::{Page, cite, limits};
use crate::{
    experiment::estimate::digits,
    output::{figure::Figure, manifest::Manifest},
};

/// The faces of the page, each once: subsets of those in which figures are set.
const REGULAR: &[u8] = include_bytes!("../figure/font/BackchannelSans-Regular.woff2");
const SEMIBOLD: &[u8] = include_bytes!("../figure/font/BackchannelSans-Semibold.woff2");

/// The page of a folder with this manifest and these figures, drawn from these pictures.
///
/// # Panics
/// Never: the template is part of the program and a test renders it.
pub fn render(page: &Page, figures: &[Figure], manifest: &Manifest) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", include_str!("page.html")).expect("the template is well formed");
    let template = environment.get_template("report").expect("it was added above");
    let figures: Vec<_> = figures.iter().map(shown).collect();
    let values = context! {
        figures,
        n => digits(manifest.replications as f64, 0.0),
        command => manifest.command_line(),
        limits => limits::of(page, manifest),
        citation => cite::text(manifest),
        bibtex => cite::bibtex(manifest),
        manifest => Value::from(Serde(manifest)),
        style => include_str!("style.css")
            .replace("@regular@", &STANDARD.encode(REGULAR))
            .replace("@semibold@", &STANDARD.encode(SEMIBOLD)),
        script => include_str!("sort.js"),
        ..Value::from(Serde(page))
    };
    template.render(values).expect("every value the template names is given")
}

/// A figure within the page: its title and its description have ids that occur once.
fn shown(figure: &Figure) -> Value {
    let name = &*figure.name;
    let named = format!("role=\"img\" aria-labelledby=\"figure-{name}-title figure-{name}-desc\"");
    let svg = figure
        .svg
        .replacen("role=\"img\"", &named, 1)
        .replacen("<title>", &format!("<title id=\"figure-{name}-title\">"), 1)
        .replacen("<desc>", &format!("<desc id=\"figure-{name}-desc\">"), 1);
    context! { name, svg, title => figure.title.clone() }
}
