//! The signatures of the rival explanations: what each should show if it holds, measured over two scenarios.
//!
//! Every table of docs/rivals.md is made here and compared byte for byte. After a change that is meant to move them:
//! `UPDATE_REFERENCE=1 cargo test --release --test signatures`. The words around the tables are not made here: read them
//! again.

mod counts;
mod estimate;
mod page;
mod rivals;
mod trial;
mod world;

use std::{env, fs};

use backchannel::scenario::library;
use world::World;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rivals.md");

#[test]
fn the_page_says_what_the_program_does() {
    let ids: Vec<&str> = rivals::TRIALS.iter().map(|trial| trial.id).collect();
    assert!(library::RIVALS.iter().all(|(id, _)| ids.contains(id)), "an explanation is not put to the test");
    let mut blocks = Vec::new();
    for w in World::both() {
        let mut trials = trial::play(&w, &rivals::TRIALS);
        let alike = trials.pop().expect("the list of those that look alike");
        let mirrors = trials.pop().expect("the list of mirrors");
        blocks.push((format!("overview {}", w.id), page::overview(&w, &trials)));
        blocks.push((format!("stages {}", w.id), page::stages(&w, &trials)));
        blocks.push((format!("mirrors {}", w.id), page::against(&w, &mirrors)));
        if !alike.is_empty() {
            blocks.push((format!("alike {}", w.id), page::against(&w, &alike)));
        }
        for (trial, ways) in rivals::TRIALS.iter().zip(&trials) {
            blocks.push((format!("{} {}", trial.id, w.id), page::signature(&w, ways)));
        }
    }
    let old = fs::read_to_string(PAGE).expect("docs/rivals.md");
    let new = page::filled(&old, &blocks);
    if env::var_os("UPDATE_REFERENCE").is_some() {
        fs::write(PAGE, &new).expect("docs/rivals.md can be written");
    } else if old != new {
        let at = old.lines().zip(new.lines()).position(|(a, b)| a != b).unwrap_or(0);
        let line = |text: &str| text.lines().nth(at).unwrap_or_default().to_string();
        panic!("docs/rivals.md, line {}:\n  page:    {}\n  program: {}", at + 1, line(&old), line(&new));
    }
}
