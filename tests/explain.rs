//! `explain`: every number can be asked for, and moved across its range.

mod program;

use backchannel::scenario::{Input, Patch, Scenario, library, load, load_str};
use program::Bench;

const EVERY_KEY: &str = include_str!("fixtures/every-key.toml");

fn patched(id: &str, patches: &[Patch]) -> Scenario {
    let loaded = match library::find(id) {
        Some(_) => load(id.as_ref(), patches),
        None => load_str(id, EVERY_KEY, patches),
    };
    loaded.unwrap_or_else(|problems| panic!("{id} with {patches:?}: {problems}"))
}

/// Whatever is possible for a number can be put in its place by a patch, and stands there afterwards.
#[test]
fn a_number_moves_to_where_it_is_put() {
    let mut moved = 0;
    for id in ["every-key", "istanbul-2025", "vatican-relay", "return-of-the-dead"] {
        let scenario = patched(id, &[]);
        // Of the scenarios with hundreds of numbers some.
        let step = if id == "every-key" { 1 } else { 5 };
        for input in scenario.inputs.iter().step_by(step) {
            for at in input.possible() {
                let again = patched(id, &[input.at(at.number)]);
                let new = again.inputs.iter().find(|new| new.path == input.path).unwrap();
                let number = new.number.unwrap();
                assert!(
                    (number - at.number).abs() <= 1e-9 * at.number.abs(),
                    "{}: {number}, not {}",
                    input.path,
                    at.number
                );
                let shape = |input: &Input| input.law.map(|law| std::mem::discriminant(&law));
                assert_eq!(shape(new), shape(input), "{}", input.path);
                assert_ne!(again.digest, scenario.digest, "{}", input.path);
                moved += 1;
            }
        }
    }
    assert!(moved > 200, "{moved}");
}

#[test]
fn possible_values_are_named_once_and_said_whose() {
    let scenario = patched("istanbul-2025", &[]);
    let input = scenario.inputs.iter().find(|i| i.path == "channels.istanbul.authority.russia").unwrap();
    let said: Vec<(f64, String)> = input.possible().into_iter().map(|at| (at.number, at.whose.join("; "))).collect();
    let expected = [
        (0.2, "lowest; reading of O. Merezhko"),
        (0.4, "reading of I. Reiterovych"),
        (0.8, "highest; reading of M. Galuzin"),
    ];
    assert_eq!(said, expected.map(|(number, whose)| (number, whose.to_string())));
}

#[test]
fn a_page_tells_all_about_a_number() {
    let bench = Bench::new();
    let path = "channels.istanbul.authority.russia";
    let page = bench.run(&format!("explain istanbul-2025 {path} -n 200")).ok().out;
    for words in [
        "channels.istanbul.authority.russia = 0.6",
        "Range      0.2 to 0.8",
        "assumed, contested",
        "3.3 Two",
        "read as 0.4",
        "[Feature on the channels",
        "200 simulated histories",
        "0.8",
        "highest; reading of M. Galuzin",
    ] {
        assert!(page.contains(words), "no `{words}` in\n{page}");
    }
    assert!(page.lines().all(|line| line.chars().count() <= 80 || line.contains("https://")), "{page}");
    let facts = bench.run(&format!("explain istanbul-2025 {path} -n 200 --json")).ok().json();
    assert_eq!(facts["effects"].as_array().unwrap().len(), 3);
    assert_eq!(facts["used"][2]["title"], "Two capitals");
    // The same as `compare` finds.
    bench.run(&format!("compare istanbul-2025 --set {path}=0.2 -n 200")).ok();
    let folder = program::names(&bench.at("results/istanbul-2025-vs-istanbul-2025"))[0].clone();
    let table = bench.read(&format!("results/istanbul-2025-vs-istanbul-2025/{folder}/differences.csv"));
    let line = table.lines().find(|line| line.contains(",exchanges,,,mean,")).unwrap();
    let difference = facts["effects"][0]["measures"].as_array().unwrap().iter().find(|m| m["measure"] == "exchanges");
    assert_eq!(line.split(',').nth(8).unwrap().parse::<f64>().ok(), difference.unwrap()["difference"].as_f64());
}

#[test]
fn what_is_no_number_gets_a_cure() {
    let bench = Bench::new();
    for (path, words) in [
        ("channels.istanbul", "is 10 numbers; name one of them"),
        ("chanels.istanbul.trust.russia", "did you mean `channels.istanbul.trust.russia`"),
        ("rules.patients", "did you mean `rules.patience`"),
        ("", "check istanbul-2025 --all"),
        ("sides.*.pool.other-rank", "is 2 numbers; name one of them"),
        ("authority", "it is in `channels."),
        ("channels.istanbul.kind", "numbers here: `channels.istanbul.authority.ukraine`"),
        ("rules.taken_out", "words and lists of ids are none"),
    ] {
        bench.args(["explain", "istanbul-2025", path]).exits(2).says(words);
    }
    let page = bench.run("explain tutorial channels.line.secrecy -n 50").ok().out;
    assert!(page.contains("Give it a range") && page.contains("--set channels.line.secrecy=VALUE"), "{page}");
    bench.run("new mine").ok();
    bench.args(["explain", "mine.toml", "rules.x"]).exits(2).says("check mine.toml --all");
    // What the script does with a number, and of what a range is.
    let page = bench.run("explain children issues.children.demand -n 20").ok().out;
    assert!(page.contains("Scripted   0.55 per day from 2023-03-01 on, by events."), "{page}");
    let page = bench.run("explain istanbul-2025 events.abu-dhabi-talks -n 20").ok().out;
    assert!(page.contains("Event      2025-11-24, Talks in Abu Dhabi: shock: severity -0.3"), "{page}");
    bench.run("explain istanbul-2025 issues.pow.size -n 20").ok().shows("80 to 250, of its median");
    // A beginning that only one number has is enough.
    bench
        .run("explain istanbul-2025 events.package-16-may -n 50")
        .ok()
        .shows("events.package-16-may.demand.size = 1070");
}

/// What comes at one of the values alone has a row of its own, and no number stands under another measure's name.
#[test]
fn a_row_is_of_one_measure() {
    let bench = Bench::new();
    let none = "{ value = 0, range = [0, 500], why = \"invented\", claims = [{ by = \"Somebody \\u001b[31mwith a name that \
                is longer than any screen is wide, and then some more of it\", says = \"none\", read_as = 0.4 }] }";
    let children = "\n[categories.kids]\n[issues.kids]\ncategories = [\"kids\"]\nreciprocal = false\nto = \"north\"\n\
                    demand = \"1 per 5 d\"\nsize = 20\n";
    let text = include_str!("../scenarios/tutorial.toml")
        .replacen("officer = 100 }", &format!("officer = 100, kids = {none} }}"), 1)
        .replace("issues = [\"pow\"]", "issues = [\"pow\", \"kids\"]");
    bench.write("kids.toml", text + children);
    let facts = bench.run("explain kids.toml sides.north.pool.kids -n 100 --json").ok().json();
    let rows = |at: usize| facts["effects"][at]["measures"].as_array().unwrap().len();
    assert_eq!(rows(0) + 1, rows(1), "children come at 500 alone");
    let page = bench.run("explain kids.toml sides.north.pool.kids -n 100").ok().out;
    let of = |label: &str| page.split(&format!("\n{label}, ")).nth(1).and_then(|rest| rest.split("\n\n").next());
    let exchanges = of("exchanges").unwrap_or_else(|| panic!("{page}"));
    assert!(!exchanges.contains("+4"), "hundreds of children are no exchanges: {exchanges}");
    assert_eq!(page.matches("as it stands\n").count(), rows(1), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80) && !page.contains('\u{1b}'), "{page}");
    bench.run("explain kids.toml rules.patients -n 1").exits(2).says("check kids.toml --all");
}
