//! The reference outputs of the library, `results/reference/`: what every shipped scenario gave when they were written.
//!
//! `UPDATE_REFERENCE=1 cargo test --release --test reference` writes them anew, for all scenarios; without that, this test
//! plays every scenario and says which files are stale. Figures are held twice: letter by letter as SVG, and as a reader sees
//! them, all of a scenario on one sheet of pixels.

mod pages;
mod program;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use backchannel::scenario::library;
use pages::{CURE, pictures, update};
use program::{Bench, names};

/// Simulated histories of each.
const HISTORIES: u32 = 2_000;

/// What is kept of a results folder, beside the figures; `beside.csv` where there is a record.
const TABLES: [&str; 3] = ["summary.csv", "outcomes.csv", "beside.csv"];

/// How wide a figure is on the sheet of a scenario, in pixels.
const THUMB: u32 = 640;
const SHEET: &str = "figures.png";

type Pages = BTreeMap<PathBuf, String>;

/// Card, story, tables and figures of a scenario.
fn of_scenario(id: &str) -> Pages {
    let bench = Bench::new();
    let mut pages = Pages::new();
    let mut keep = |name: &str, text: String| _ = pages.insert(Path::new(id).join(name), text);
    keep("card.txt", bench.run(&format!("check {id}")).ok().out);
    keep("story.txt", bench.run(&format!("trace {id} --out traces")).ok().out);
    bench.run(&format!("run {id} --replications {HISTORIES}")).ok();
    let results = format!("results/{id}");
    let folder = bench.at(&results).join(&names(&bench.at(&results))[0]);
    for table in TABLES.into_iter().filter(|table| folder.join(table).exists()) {
        keep(table, fs::read_to_string(folder.join(table)).unwrap());
    }
    let figures = folder.join("figures");
    for figure in names(&figures).iter().filter(|name| name.ends_with(".svg")) {
        keep(&format!("figures/{figure}"), fs::read_to_string(figures.join(figure)).unwrap());
    }
    pages
}

/// Every file under a folder, by its path from there.
fn on_file(root: &Path, under: &Path, pages: &mut Pages) {
    for name in names(&root.join(under)) {
        let path = under.join(&name);
        if root.join(&path).is_dir() {
            on_file(root, &path, pages);
        } else if name != SHEET {
            let text = fs::read_to_string(root.join(&path)).unwrap();
            pages.insert(path, text);
        }
    }
}

#[test]
fn reference_outputs_are_those_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("results/reference");
    let now: Pages = library::ids().into_iter().flat_map(of_scenario).collect();
    if update() {
        let _ = fs::remove_dir_all(&root);
        for (path, text) in &now {
            let file = root.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
    }
    let mut then = Pages::new();
    on_file(&root, Path::new(""), &mut then);
    let stale = |path: &&PathBuf| now.get(*path) != then.get(*path);
    let all: std::collections::BTreeSet<&PathBuf> = now.keys().chain(then.keys()).collect();
    let mut list: Vec<String> = all.into_iter().filter(stale).map(|path| path.display().to_string()).collect();
    list.extend(library::ids().into_iter().filter_map(|id| sheet(id, &now)));
    assert!(list.is_empty(), "{} reference outputs are stale; {CURE}\n{}", list.len(), list.join("\n"));
}

/// What is wrong with the sheet of a scenario's figures, if anything is.
fn sheet(id: &str, now: &Pages) -> Option<String> {
    let folder = Path::new(id).join("figures");
    let svgs: Vec<String> =
        now.iter().filter(|(path, _)| path.starts_with(&folder)).map(|(_, svg)| svg.clone()).collect();
    pictures::held(&format!("results/reference/{id}/{SHEET}"), &pictures::sheet(&svgs, THUMB))
}
