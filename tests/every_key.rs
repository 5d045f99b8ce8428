//! One file that says something of every key: each is read, moves the setup, and comes back from what is written out.

use backchannel::{
    model::Run,
    scenario::{Patch, Scenario, load_str, quantity::Kind, schema},
};
use serde_json::Value as Json;

const EVERY_KEY: &str = include_str!("fixtures/every-key.toml");
const SMALL: &str = include_str!("fixtures/small.toml");

fn load(text: &str, patches: &[Patch]) -> Scenario {
    load_str("every-key.toml", text, patches).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The keys of a schema of one table.
fn keys(schema: &Json) -> Vec<&str> {
    schema["properties"].as_object().expect("a table").keys().map(String::as_str).collect()
}

/// All tables under a section, one level down.
fn tables<'t>(file: &'t toml::Table, section: &str) -> Vec<&'t toml::Table> {
    let entries = file[section].as_table().expect("a section");
    entries.values().map(|entry| entry.as_table().expect("a table")).collect()
}

fn missing(keys: &[&str], tables: &[&toml::Table]) -> Vec<String> {
    let absent = |key: &&&str| !tables.iter().any(|table| table.contains_key(**key));
    keys.iter().filter(absent).map(|key| key.to_string()).collect()
}

#[test]
fn every_key_of_the_schema_is_in_the_file() {
    let schema = schema::schema();
    let file: toml::Table = EVERY_KEY.parse().expect("TOML");
    let none: Vec<String> = Vec::new();
    for section in ["scenario", "rules"] {
        let table = file[section].as_table().expect("a table");
        assert_eq!(missing(&keys(&schema["properties"][section]), &[table]), none, "[{section}]");
    }
    for section in ["sources", "sides", "categories", "issues", "mediators", "channels", "events", "windows"] {
        let of_one = &schema["properties"][section]["additionalProperties"];
        assert_eq!(missing(&keys(of_one), &tables(&file, section)), none, "[{section}.*]");
    }
    let claims = file["claim"].as_array().expect("a list").iter().filter_map(toml::Value::as_table).collect::<Vec<_>>();
    assert_eq!(missing(&keys(&schema["properties"]["claim"]["items"]), &claims), none, "[[claim]]");
    let events = &schema["properties"]["events"]["additionalProperties"]["properties"];
    for (action, of_one) in events.as_object().expect("a table") {
        if of_one["properties"].is_null() {
            continue;
        }
        let written: Vec<_> = tables(&file, "events").into_iter().filter_map(|t| t.get(action)?.as_table()).collect();
        assert_eq!(missing(&keys(of_one), &written), none, "{action}");
    }
    let life = &schema["properties"]["life"]["properties"];
    let exits: Vec<&str> = life.as_object().expect("exits").keys().map(String::as_str).collect();
    assert_eq!(missing(&exits, &[file["life"].as_table().expect("a table")]), none, "[life]");
    assert_eq!(missing(&keys(&life[exits[0]]), &tables(&file, "life")), none, "[life.*]");
    for part in ["hops", "venues"] {
        let of_one = &schema["properties"]["channels"]["additionalProperties"]["properties"][part];
        let of_one = &of_one["anyOf"][0]["additionalProperties"];
        let written: Vec<_> = tables(&file, "channels")
            .into_iter()
            .filter_map(|channel| channel.get(part)?.as_table())
            .flat_map(|parts| parts.values().filter_map(toml::Value::as_table))
            .collect();
        assert_eq!(missing(&keys(of_one), &written), none, "[channels.*.{part}.*]");
    }
}

/// It loads without a word, plays, and is the same again from what is written out.
#[test]
fn the_file_loads_and_plays() {
    let scenario = load(EVERY_KEY, &[]);
    assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
    let again = load(&scenario.resolved, &[]);
    assert_eq!(format!("{:?}", scenario.setup), format!("{:?}", again.setup));
    assert_eq!((scenario.digest, scenario.text_digest), (again.digest, again.text_digest));
    let mut run = Run::new(&scenario.setup);
    for k in 0..50 {
        assert_eq!(run.replicate(1, k).exhausted, None);
    }
}

/// No number of [rules] is at its default, and every number of the file moves the setup: no key is read for nothing.
#[test]
fn every_number_moves_the_setup() {
    let scenario = load(EVERY_KEY, &[]);
    let defaults = load(SMALL, &[]);
    for input in scenario.inputs.iter().filter(|input| input.path.starts_with("rules.")) {
        let default = defaults.inputs.iter().find(|other| other.path == input.path).expect("the same rules");
        assert_ne!(input.value, default.value, "{} is at its default", input.path);
    }
    let setup = format!("{:?}", scenario.setup);
    let mut tried = 0;
    for input in scenario.inputs.iter().filter(|input| !input.by_default) {
        let Some(number) = input.number.filter(|number| number.is_finite()) else { continue };
        let kind = input.kind.plain();
        let (low, high) = kind.bounds();
        let other = match kind {
            Kind::Sign => -1.0,
            Kind::Count | Kind::Budget | Kind::People => number + 1.0,
            _ if number * 1.5 > low && number * 1.5 <= high => number * 1.5,
            _ => (low + number) / 2.0,
        };
        let other = if other == number { 0.4 } else { other };
        let value = kind.write(other);
        let patched = load(EVERY_KEY, &[Patch::new(&input.path, value.trim_matches('"'))]);
        assert_ne!(format!("{:?}", patched.setup), setup, "{} = {value} changes nothing", input.path);
        tried += 1;
    }
    assert!(tried > 180, "{tried}");
}
