//! `report`: figures and page again, byte for byte, from what the folder holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::Instant,
};

use super::program::{Bench, names};

/// Everything in a folder and below, by name.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for name in names(folder) {
        let path = folder.join(&name);
        match path.is_dir() {
            true => files.extend(contents(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes))),
            false => _ = files.insert(name, fs::read(path).expect("a file of the folder")),
        }
    }
    files
}

/// Runs a command, throws figures and page away, moves the folder, and has them drawn again. The kinds of pictures in it.
fn comes_back(command: &str, folder: &str) -> BTreeSet<String> {
    let bench = Bench::new();
    bench.run(command).ok();
    let folder = bench.results(folder);
    let before = contents(&bench.at(&folder));
    fs::remove_dir_all(bench.at(&folder).join("figures")).unwrap();
    fs::remove_file(bench.at(&folder).join("report.html")).unwrap();
    fs::rename(bench.at(&folder), bench.at("moved")).unwrap();
    let begun = Instant::now();
    let done = bench.run("report moved").ok();
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(done.out, "moved/report.html\n");
    let after = contents(&bench.at("moved"));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{command}");
    for (name, bytes) in &before {
        assert!(bytes == &after[name], "{command}: {name} is not what it was");
    }
    assert!(seconds < 20.0, "{command}: {seconds} s");
    kinds(&bench.read("moved/report.json"))
}

/// The kinds of pictures of a report, those under a name of their own among them.
fn kinds(report: &str) -> BTreeSet<String> {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    let kind = |picture: &serde_json::Value| {
        let picture = if picture["named"].is_array() { &picture["named"][1] } else { picture };
        picture.as_object().unwrap().keys().next().unwrap().clone()
    };
    report["report"]["pictures"].as_array().unwrap().iter().map(kind).collect()
}

/// Commands that between them draw every kind of picture, and where they leave their results.
const EVERY_KIND: [(&str, &str); 10] = [
    ("run tutorial -n 60", "tutorial"),
    ("run record-2022-2025 -n 3", "record-2022-2025"),
    ("compare tutorial --set channels.line.trust=0.2 -n 40", "tutorial-vs-tutorial"),
    ("compare tutorial --arm mediators.friend.out=true --arm channels.line.trust=0.2 -n 40", "tutorial-vs-2-arms"),
    ("knockout tutorial --mediator friend -n 40", "tutorial-without-friend"),
    ("attribute tutorial --mediators friend --channels line -n 20", "tutorial-attribute"),
    ("sweep tutorial --vary channels.line.trust=0.1..0.6/3 -n 20", "tutorial-sweep"),
    (
        "sweep tutorial --vary channels.line.trust=0.1..0.6/2 --vary issues.pow.p_approval=0.3..0.8/2 -n 20",
        "tutorial-sweep",
    ),
    (
        "sweep tutorial --vary channels.line.trust=0.1..0.6 --vary issues.pow.p_approval=0.3..0.8 --design lhs --points 4 -n 20",
        "tutorial-sweep",
    ),
    (
        "sensitivity tutorial --over issues.pow.p_approval --over rules.patience -n 20 --trajectories 2 --rows 4 --inner 4",
        "tutorial-sensitivity",
    ),
];

#[test]
fn what_a_folder_shows_comes_back_byte_for_byte() {
    let seen: BTreeSet<String> = EVERY_KIND.iter().flat_map(|(command, folder)| comes_back(command, folder)).collect();
    assert_eq!(seen.len(), 22, "every kind of picture is among them: {seen:?}");
}

#[test]
fn a_folder_that_cannot_be_shown_says_what_to_do() {
    let bench = Bench::new();
    bench.run("report nowhere").exits(2).says("nowhere is not a results folder").says("manifest.json");
    bench.args(["run", "tutorial", "-n", "20", "--set", "issues.pow.demand=1 per 40 d"]).ok();
    let folder = bench.results("tutorial");
    let report = bench.at(&folder).join("report.json");
    let text = fs::read_to_string(&report).unwrap();
    let cure = "backchannel run tutorial -n 20 --set 'issues.pow.demand=1 per 40 d' --force";
    for (content, words) in [
        ("{", "is not whole"),
        ("[]", "not a report"),
        (&*text.replacen("\"format\":1", "\"format\":99", 1), "it has format 99, and this program reads format 1"),
    ] {
        fs::write(&report, content).unwrap();
        bench.run(&format!("report {folder}")).exits(2).says(words).says(cure);
    }
    fs::remove_file(&report).unwrap();
    bench.run(&format!("report {folder}")).exits(2).says("has no report.json").says(cure);
    fs::write(bench.at(&folder).join("manifest.json"), "{}").unwrap();
    bench.run(&format!("report {folder}")).exits(2).says("manifest.json is no manifest");
    bench.run("report").exits(2);
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let bench = Bench::new();
    bench.run("run tutorial -n 20").ok();
    let folder = bench.results("tutorial");
    let lock = fs::File::open(bench.at(&folder).join("manifest.json")).unwrap();
    lock.lock().unwrap();
    bench.run(&format!("report {folder}")).exits(1).says("another backchannel is working on");
    drop(lock);
    let locks = names(&bench.at("results/.locks"));
    let lock = fs::File::open(bench.at("results/.locks").join(&locks[0])).unwrap();
    lock.lock().unwrap();
    bench.run(&format!("report {folder}")).exits(1).says("another backchannel is working on");
    drop(lock);
    bench.run(&format!("report {folder} {folder}")).ok();
    bench.run(&format!("reproduce {folder}")).ok().shows("same: 3 tables");
}

/// What a killed process left is cleared, what the reader has put there is not, and a full place loses nothing.
#[cfg(unix)]
#[test]
fn a_place_that_takes_nothing_keeps_what_it_has() {
    let bench = Bench::new();
    bench.run("run tutorial -n 20").ok();
    let folder = bench.results("tutorial");
    fs::create_dir_all(bench.at(&folder).join(".report.partial/figures")).unwrap();
    fs::write(bench.at(&folder).join("figures/notes.txt"), "mine").unwrap();
    bench.run(&format!("report {folder}")).ok();
    let before = contents(&bench.at(&folder));
    assert!(before.contains_key("figures/notes.txt") && !before.keys().any(|name| name.starts_with(".report")));
    // A limit on the size of files stands in for a full disk.
    let program = env!("CARGO_BIN_EXE_backchannel");
    let line = format!("trap '' XFSZ; ulimit -f 40; exec {program} report {folder}");
    let full = std::process::Command::new("bash").args(["-c", &line]).current_dir(bench.path()).output().unwrap();
    let words = String::from_utf8_lossy(&full.stderr);
    assert!(full.status.code() == Some(1) && words.contains("cannot write in"), "{words}");
    assert!(contents(&bench.at(&folder)) == before, "nothing is lost");
}
