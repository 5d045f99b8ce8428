//! From a scenario file to a checked [`Setup`]: text, spanned tree, patches, one strict reading.
//!
//! ```
//! use backchannel::scenario::{Patch, load_str};
//!
//! let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tutorial.toml"));
//! let base = load_str("tutorial.toml", text, &[]).unwrap();
//! let bold = load_str("tutorial.toml", text, &[Patch::new("channels.line.authority", "0.9")]).unwrap();
//! assert_ne!(base.digest, bold.digest);
//! ```

mod channels;
pub mod claim;
mod entities;
pub mod evidence;
mod files;
mod head;
mod in_words;
mod law;
pub mod library;
mod names;
mod page;
mod patch;
mod phases;
pub mod problem;
pub mod quantity;
mod read;
mod record_link;
mod rival;
mod rows;
pub mod schema;
mod script;
mod shown;
mod spec;
mod tree;
mod units;

use std::path::Path;

pub use claim::ResultClaim;
pub use evidence::{Claim, Evidence, Grade};
pub use head::{Head, Source};
pub use names::Off;
pub use patch::{Patch, covers};
pub use problem::{Problem, Problems};
pub use read::Input;
pub use record_link::{Mark, Marked, RecordLink};
pub use rival::{Rival, RivalHead, a_rival_explanation};
pub use rows::PATTERNS;
pub use script::{Change, ScriptedLine};
pub use shown::Possible;

use self::{
    files::{Files, Origin},
    names::Names,
    problem::{Severity, SourceText},
    read::Reader,
    script::Days,
    tree::{Node, Table},
};
use crate::{kernel::Time, model::setup::Setup};

/// A scenario, read and found fit to run.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub head: Head,
    pub sources: Vec<Source>,
    /// What is said of the results, in file order.
    pub claims: Vec<ResultClaim>,
    /// What is known of the real case, if the file names a record.
    pub record: Option<RecordLink>,
    pub setup: Setup,
    /// Every number, in the order of the resolved text.
    pub inputs: Vec<Input>,
    /// Every event that happens, by date.
    pub scripted: Vec<ScriptedLine>,
    /// What stands in the file and takes no part, in file order.
    pub off: Vec<Off>,
    /// The scenario with every default written out; it loads to the same setup.
    pub resolved: String,
    /// Sha-256 of what the engine computes with.
    pub digest: String,
    /// Sha-256 of the resolved text, words and evidence included.
    pub text_digest: String,
    pub warnings: Problems,
}

/// Loads a file, or a shipped scenario if no file has that name; a folder of results may have it.
pub fn load(path: &Path, patches: &[Patch]) -> Result<Scenario, Problems> {
    if !path.is_file()
        && let Some((id, text)) = path.to_str().and_then(library::find)
    {
        return load_from(&format!("{id}.toml"), text, Origin::Shipped(id), patches);
    }
    let text = files::read(path).map_err(|problem| Problems { texts: Vec::new(), list: vec![problem] })?;
    let origin = Origin::File(path.canonicalize().unwrap_or_else(|_| path.to_path_buf()));
    load_from(&path.display().to_string(), &text, origin, patches)
}

/// Loads a text; `name` is what messages call it, and where `extends` looks for files.
pub fn load_str(name: &str, text: &str, patches: &[Patch]) -> Result<Scenario, Problems> {
    load_from(name, text, Origin::Given, patches)
}

fn load_from(name: &str, text: &str, origin: Origin, patches: &[Patch]) -> Result<Scenario, Problems> {
    let mut files = Files::default();
    let root = files.tree(name, text, origin);
    let Files { mut texts, problems: mut list, .. } = files;
    let Some(mut root) = root.filter(|_| list.is_empty()) else { return Err(Problems { texts, list }) };
    for patch in patches {
        let id = problem::TextId::try_from(texts.len()).unwrap_or(problem::TextId::MAX);
        for mut source in patch.texts() {
            if texts.iter().any(|text| text.name == source.name) {
                source.name = format!("{} (no. {})", source.name, texts.len()); // each text has a name of its own
            }
            texts.push(source);
        }
        patch.apply(&mut root, id, &mut list);
    }
    let id = Path::new(name).file_stem().map_or_else(|| name.into(), |stem| stem.to_string_lossy().into_owned());
    let mut scenario = read_tree(&id, &root, &texts, &mut list);
    if let Some(scenario) = &mut scenario
        && list.iter().all(|problem| problem.severity == Severity::Warning)
    {
        claim::put_over(scenario, &root, &mut list, |tree, list| read_tree(&id, tree, &texts, list));
    }
    for problem in &mut list {
        // What is missing altogether is missing from the file: point at its beginning.
        problem.place.get_or_insert(problem::Place { text: 0, start: 0, end: 0 });
    }
    match scenario {
        Some(mut scenario) if list.iter().all(|problem| problem.severity == Severity::Warning) => {
            scenario.warnings = Problems { texts, list };
            Ok(scenario)
        }
        _ => Err(Problems { texts, list }),
    }
}

/// The strict reading of a patched tree: all problems go to `list`.
fn read_tree(id: &str, root: &Table, texts: &[SourceText], list: &mut Vec<Problem>) -> Option<Scenario> {
    sections(root, list);
    let names = Names::read(root, list)?;
    let mut reader = Reader::new(&names, texts, root);
    let r = &mut reader;
    let head = head::head(r, root, id);
    let sources = head::sources(r, root);
    let record = head.as_ref().and_then(|head| {
        let days = Days { start: head.start, end: head.end };
        record_link::link(r, root, days)
    });
    let claims = claim::claims(r, root);
    let (params, turns) = entities::params(r, root);
    phases::sense(r, root, &params);
    // Without days events cannot be placed, but the rest has been read.
    let script = head.as_ref().map(|head| {
        let days = Days { start: head.start, end: head.end };
        script::script(r, root, &params, turns, days)
    });
    let phases = match &script {
        Some(script) if !r.has_errors() => phases::phases(r, root, params, &script.sets),
        _ => vec![params],
    };
    let Reader { problems, inputs, page, .. } = reader;
    list.extend(problems);
    let (head, script) = (head?, script?);
    Some(Scenario {
        setup: Setup {
            horizon: Time::from_days(Days { start: head.start, end: head.end }.number(head.end) as f64),
            focal: head::focal_id(&head, &names.issues),
            phases,
            script: script.script,
            windows: script.windows,
            event_budget: head.event_budget,
        },
        head,
        sources,
        claims,
        record,
        inputs,
        scripted: script.lines,
        off: names::switched_off(root),
        resolved: page.toml(),
        digest: page.value_digest(),
        text_digest: page.text_digest(),
        warnings: Problems::default(),
    })
}

/// Complains of what may not stand at the top of a file.
fn sections(root: &Table, list: &mut Vec<Problem>) {
    for entry in &root.entries {
        if !rows::SECTIONS.contains(&entry.key.as_str()) {
            let cure = problem::suggest(&entry.key, "sections", &rows::SECTIONS);
            list.push(Problem::error(Some(entry.key_at), format!("unknown section `{}`", entry.key)).cure(cure));
        } else if entry.node.as_table().is_none() && !names::has_ids(&entry.key) && entry.key != "claim" {
            let message = format!("`{}` is {} where a table is wanted", entry.key, Node::noun(&entry.node));
            list.push(
                Problem::error(Some(entry.node.at), message).cure(format!("begin the table with `[{}]`", entry.key)),
            );
        }
    }
}
