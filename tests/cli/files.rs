//! `list`, `new`, `check`, `schema`: what they say of files and what they write.

use std::fs;

use backchannel::scenario::library;

use super::program::{Bench, Done, names};

const SCHEMA_LINE: &str = "#:schema ./backchannel.schema.json";

#[test]
fn list_names_every_scenario_and_its_question() {
    let bench = Bench::new();
    let text = bench.run("list").ok().out;
    let list = bench.run("list --json").ok().json();
    let all = |key: &str| list[key].as_array().unwrap().clone();
    assert_eq!((all("scenarios").len(), all("rivals").len()), (library::SHIPPED.len(), library::RIVALS.len()));
    for one in all("scenarios") {
        let id = one["id"].as_str().unwrap();
        assert!(text.lines().any(|line| line.starts_with(id)), "{id} in\n{text}");
        assert!(one["title"].as_str().is_some_and(|t| !t.is_empty()));
        assert!(one["question"].as_str().is_some_and(|q| q.ends_with('?')), "{one}");
    }
    for one in all("rivals") {
        let id = one["id"].as_str().unwrap();
        assert!(text.lines().any(|line| line.starts_with(id)), "{id} in\n{text}");
        assert!(one["argued"].as_array().is_some_and(|list| !list.is_empty()), "{one}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

/// `--out .` leaves folders that are called like the scenarios.
#[test]
fn a_folder_of_the_same_name_hides_nothing() {
    let bench = Bench::new();
    for name in ["tutorial", "learning"] {
        fs::create_dir(bench.at(name)).unwrap();
    }
    bench.run("list").ok();
    bench.run("check tutorial").ok();
    bench.run("check istanbul-2025 --rival learning").ok();
}

#[test]
fn new_writes_a_file_that_checks_and_runs() {
    let bench = Bench::new();
    bench.run("new mine").ok().shows("mine.toml").says("backchannel run mine.toml");
    assert_eq!(names(bench.path()), ["backchannel.schema.json", "mine.toml"]);
    assert!(bench.read("mine.toml").starts_with(SCHEMA_LINE));
    bench.run("check mine.toml").ok();
    bench.run("run mine.toml -n 40").ok();
    bench.run("new other.toml --from istanbul-2025").ok();
    bench.run("check other.toml").ok();
    bench.run("new v1.5").ok().shows("v1.5.toml");
    bench.run("new deep/down").ok();
    assert_eq!(names(&bench.at("deep")), ["backchannel.schema.json", "down.toml"]);
}

#[test]
fn new_refuses_what_it_cannot_do() {
    let bench = Bench::new();
    bench.write("mine.toml", "precious");
    bench.run("new mine").exits(2).says("mine.toml is there already");
    assert_eq!(bench.read("mine.toml"), "precious");
    assert_eq!(names(bench.path()), ["mine.toml"], "no schema beside a file that was not written");
    bench.run("new x --from tutorail").exits(2).says("did you mean `tutorial`");
    bench.run("new .").exits(2).says("is a folder");
    bench.run("new mine.toml/x").exits(2).says("cannot make the folder");
}

#[test]
fn check_shows_every_input_and_runs_nothing() {
    let bench = Bench::new();
    let table = bench.run("check tutorial --inputs").ok().shows("[issues.pow]").shows("1 per 20 d to 1 per 5 d");
    assert!(table.out.lines().count() < 60, "{}", table.out);
    let all = bench.run("check tutorial --all").ok().out;
    assert!(all.lines().count() > 100, "the defaults are there too:\n{all}");
    bench.run("check istanbul-2025 --inputs").ok().shows("contested").shows("Scripted:");
    for name in ["istanbul-2025", "record-2022-2025"] {
        let all = bench.run(&format!("check {name} --all")).ok().out;
        assert!(all.lines().all(|line| line.chars().count() <= 100), "{all}");
    }
    let value = bench.run("check tutorial istanbul-2025 --json").ok().json();
    assert_eq!(value.as_array().unwrap().len(), 2);
    let inputs = value[1]["inputs"].as_array().unwrap();
    assert!(inputs.iter().any(|i| i["contested"] == true && i["grade"] == "assumed" && i["number"].is_number()));
    bench.run("check tutorial --inputs --set channels.line.trust=0.25").ok().shows("0.25");
    assert!(names(bench.path()).is_empty(), "check writes nothing");
}

#[test]
fn check_prints_a_card() {
    let bench = Bench::new();
    let page = |locale: &str| {
        let output = bench.command().args(["check", "istanbul-2025"]).env("LC_ALL", locale).output();
        Done::from(output.expect("it starts"), "check istanbul-2025").ok()
    };
    page("C.UTF-8").shows("WHO TALKS TO WHOM").shows("\u{2550}\u{2550}").shows("explain FILE PATH");
    let plain = page("C").shows("|=====");
    assert!(plain.out.is_ascii(), "{}", plain.out);
}

#[test]
fn check_as_json_has_what_the_card_shows() {
    let bench = Bench::new();
    let value = bench.run("check record-2022-2025 --json").ok().json();
    let channels = value[0]["channels"].as_array().unwrap();
    let of = |id: &str| channels.iter().find(|c| c["id"] == id).unwrap_or_else(|| panic!("{id} in {channels:?}"));
    assert_eq!(of("vatican")["kind"], "relay");
    assert_eq!(of("vatican")["hops"].as_array().map(Vec::len), Some(4));
    assert_eq!(of("istanbul-2025")["mediators"][0], "turkey");
    assert_eq!(of("istanbul-2025")["issues"][1], "pow");
    assert!(of("istanbul-2025")["authority"]["russia"].is_number());
    assert_eq!(
        (&of("grain-talks")["opens"], &of("grain-talks")["closes"]),
        (&"2022-04-20".into(), &"2023-07-17".into())
    );
    assert_eq!((&of("embassy")["start"], &of("embassy")["opens"]), (&"active".into(), &serde_json::Value::Null));
    let grades = &value[0]["grades"];
    let written: u64 = grades["in_file"].as_object().unwrap().values().filter_map(serde_json::Value::as_u64).sum();
    let inputs = value[0]["inputs"].as_array().unwrap();
    assert_eq!(written + grades["defaults"].as_u64().unwrap(), inputs.len() as u64);
    assert!(inputs.iter().any(|i| i["range_text"].as_str().is_some_and(|range| range.contains(" per day"))));
    assert!(value[0]["off"].as_array().unwrap().iter().any(|off| off == "windows.upper-track"));
}

#[test]
fn check_goes_on_past_a_broken_file() {
    let bench = Bench::new();
    bench.write("broken.toml", "this is no scenario\n");
    bench.write("worse.toml", "extends = \"tutorial.toml\"\nscenario.strat = 2025-01-01\n");
    let done = bench.run("check tutorial broken.toml worse.toml istanbul-2025").exits(2);
    let done = done.shows("One line and one friend").shows("Istanbul 2025").says("broken.toml:1").says("worse.toml:2");
    assert!(!done.out.contains("broken"));
    let value = bench.run("check tutorial worse.toml --json").exits(2).json();
    assert_eq!(value[0]["scenario"], "tutorial");
    let problems = value[1]["problems"].as_array().unwrap();
    assert!(problems.iter().any(|p| p["line"] == 2 && p["cure"].as_str().is_some_and(|c| c.contains("`start`"))));
}

#[test]
fn the_schema_on_file_is_the_programs_and_every_scenario_names_it() {
    let bench = Bench::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let on_file = fs::read_to_string(folder.join("backchannel.schema.json")).unwrap();
    assert!(bench.run("schema").ok().out == on_file, "run: backchannel schema > scenarios/backchannel.schema.json");
    for name in names(&folder).iter().filter(|name| name.ends_with(".toml")) {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(text.lines().next(), Some(SCHEMA_LINE), "{name}");
    }
}
