//! Render: the page as HTML, without any reference outside itself.

use base64::Engine;
use minijinja::{AutoEscape, Environment, Value, context, value::Serde};

use super::Page;
use crate::{
    experiment::estimate::digits,
    output::{
        figure::{self, Figure},
        manifest::Manifest,
    },
};

/// The page of a folder with this manifest and these figures.
///
/// # Panics
/// Never: the template is part of the program and a test renders it.
pub fn render(page: &Page, figures: &[Figure], manifest: &Manifest) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", include_str!("page.html")).expect("the template is well formed");
    let template = environment.get_template("report").expect("it was added above");
    let figures: Vec<_> =
        figures.iter().map(|f| context! { name => &*f.name, svg => f.svg.clone(), alt => f.alt.clone() }).collect();
    let values = context! {
        figures,
        n => digits(manifest.replications as f64, 0.0),
        command => manifest.command_line(),
        manifest => Value::from(Serde(manifest)),
        font => base64::engine::general_purpose::STANDARD.encode(figure::REGULAR),
        ..Value::from(Serde(page))
    };
    template.render(values).expect("every value the template names is given")
}
