//! Scenario files: what good ones become, and what is said of broken ones.

use backchannel::{
    model::{law::Law, setup::Action, side::Side},
    scenario::{Patch, Problems, Scenario, library, load_str},
};

const TUTORIAL: &str = include_str!("../scenarios/tutorial.toml");

fn good(text: &str) -> Scenario {
    load_str("good.toml", text, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn with(patches: &[&str]) -> Result<Scenario, Problems> {
    let patches: Vec<Patch> = patches.iter().map(|p| Patch::parse(p).unwrap()).collect();
    load_str("tutorial.toml", TUTORIAL, &patches)
}

fn debug(scenario: &Scenario) -> String {
    format!("{:#?}", scenario.setup)
}

#[test]
fn tutorial_loads() {
    let scenario = good(TUTORIAL);
    println!("{}", scenario.resolved);
    println!("{}", debug(&scenario));
    assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
    let numbers = &scenario.setup.phases[0];
    assert_eq!(numbers.sides[Side::A].id, "north");
    assert_eq!(numbers.issues[0].size, Law::Lognormal { median: 90.0, log_sd: 0.7 });
}

#[test]
fn resolved_loads_to_the_same() {
    for (id, text) in library::SHIPPED {
        let first = load_str(id, text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let second = load_str(id, &first.resolved, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(debug(&first), debug(&second));
        assert_eq!(first.digest, second.digest);
        assert_eq!(first.text_digest, second.text_digest);
    }
}
