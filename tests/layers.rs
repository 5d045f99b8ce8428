//! The layers of the house: each uses only those to its left.

use std::{
    fs,
    path::{Path, PathBuf},
};

const LAYERS: [&str; 7] = ["kernel", "model", "scenario", "record", "experiment", "output", "cli"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the source folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// The code of a file without its unit tests and comments, which may look anywhere.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a readable source file");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn layer(name: &str) -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src.join(name));
    assert!(!files.is_empty(), "layer {name} has no files");
    files
}

#[test]
fn every_layer_uses_only_those_to_its_left() {
    for (i, name) in LAYERS.iter().enumerate() {
        for path in layer(name) {
            let code = code(&path).replace(char::is_whitespace, "");
            for above in &LAYERS[i + 1..] {
                let reaches = [format!("crate::{above}"), format!("super::super::{above}::")];
                let grouped = code.split("usecrate::{").skip(1).any(|group| {
                    let group = group.split(';').next().unwrap_or("");
                    group.starts_with(&format!("{above}::")) || group.contains(&format!(",{above}::"))
                });
                let reached = grouped || reaches.iter().any(|text| code.contains(text));
                assert!(!reached, "{}: {name} reaches up to {above}", path.display());
            }
        }
    }
}

#[test]
fn the_engine_knows_no_files_threads_or_wall_clock() {
    for name in ["kernel", "model"] {
        for path in layer(name) {
            let code = code(&path);
            for word in
                ["toml", "std::fs", "std::io", "println!", "std::thread", "rayon", "Instant", "SystemTime", "HashMap"]
            {
                assert!(!code.contains(word), "{} uses {word}", path.display());
            }
            for shared in ["Cell<", "Mutex", "Rc<", "dyn ", "static mut", "Lock<", "Atomic"] {
                assert!(!code.contains(shared), "{} uses {shared}", path.display());
            }
        }
    }
}

#[test]
fn only_the_batch_knows_about_threads() {
    for path in layer("experiment").into_iter().filter(|p| !p.ends_with("batch.rs")) {
        let code = code(&path);
        assert!(!code.contains("rayon") && !code.contains("std::thread"), "{} knows about threads", path.display());
    }
}

/// `exp` and `ln` of the platform differ in the last bit from machine to machine.
#[test]
fn the_engine_takes_its_functions_from_libm() {
    for name in ["kernel", "model"] {
        for path in layer(name) {
            let code = code(&path);
            for call in [".exp()", ".ln()", ".powf(", ".powi(", ".sqrt()", ".exp_m1()", ".ln_1p()"] {
                assert!(!code.contains(call), "{} calls {call}: take it from libm", path.display());
            }
        }
    }
}
