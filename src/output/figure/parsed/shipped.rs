//! Figures of shipped scenarios, as they come out of a run: every one of them is read back.

use super::super::{Figure, Provenance, demo, sound};
use super::{bands, calendar, channels, dots, lanes, piles, records};
use crate::experiment::batch::Batch;
use crate::experiment::compare::Comparison;
use crate::experiment::fold::Fold;
use crate::experiment::measures::Measure;
use crate::experiment::summary::Summary;
use crate::model::side::{PerSide, Side};
use crate::model::{Outcome, Run};
use crate::output::charts::Context;
use crate::output::recorded::Recorded;
use crate::output::story::Story;
use crate::record::{Record, Texts};
use crate::scenario::{self, Scenario};

fn load(name: &str, patches: &[&str]) -> Scenario {
    let patches: Vec<scenario::Patch> =
        patches.iter().map(|patch| scenario::Patch::parse(patch).expect("a patch")).collect();
    scenario::load(name.as_ref(), &patches).unwrap_or_else(|why| panic!("{name}: {why:?}"))
}

fn context(scenario: &Scenario, n: u64) -> Context<'_> {
    let (scenario_id, digest) = (scenario.head.id.clone(), scenario.digest[..8].to_owned());
    let provenance = Provenance { scenario: scenario_id, n, at_each_point: false, seed: 1, digest, scripted: None };
    Context { setup: &scenario.setup, start: scenario.head.start, provenance, recorded: None }
}

/// What `run` draws.
fn run(scenario: &Scenario, replications: u64) -> Vec<Figure> {
    let mut summary = Summary::new(&scenario.setup);
    let batch = Batch { seed: 1, replications, threads: 1 };
    let push = |k: u64, outcomes: &[Outcome]| {
        summary.push(k, &outcomes[0]);
    };
    batch.play(&[&scenario.setup], push, |_| true).expect("no budget is spent");
    let mut story = Story::new(scenario);
    Run::watched(&scenario.setup, &mut story).replicate(1, 0);
    let sides = &scenario.setup.phases[0].sides.0;
    let record: Option<Record> = scenario.record.as_ref().map(|_| {
        Texts::shipped().parse(sides.each_ref().map(|side| side.id.as_str())).expect("the shipped record is sound")
    });
    let recorded = scenario.record.as_ref().zip(record.as_ref()).map(|(link, record)| Recorded {
        record,
        sides: PerSide(sides.each_ref().map(|side| side.name.clone())),
        start: scenario.head.start,
        until: link.until,
        digest: "0123abcd".into(),
    });
    let context = Context { recorded, ..context(scenario, replications) };
    context.run_pictures(&summary, &story, 0).iter().map(|picture| picture.draw()).collect()
}

/// What `compare` draws of a base and its arms.
fn compare(base: &Scenario, arms: &[&Scenario], replications: u64) -> Vec<Figure> {
    let setups: Vec<_> = arms.iter().map(|arm| &arm.setup).collect();
    let mut comparison = Comparison::new(&base.setup, &setups);
    comparison.play(&Batch { seed: 1, replications, threads: 1 }, |_| true).expect("no budget is spent");
    let context = context(base, replications);
    let [a, b] = Side::BOTH.map(Measure::Returned);
    let measures =
        [a, b, Measure::Exchanges, Measure::FirstExchangeRestricted, Measure::LongestPause, Measure::AgreedLost];
    let names = ["Base", "One", "Two"];
    let mut pictures = vec![match comparison.arms.as_slice() {
        [one] => context.difference(one, &measures, &base.head.title, "one of its numbers changed"),
        _ => context.forest(
            &comparison,
            &measures,
            &names[1..].iter().map(|n| (*n).to_owned()).collect::<Vec<_>>(),
            "95%",
        ),
    }];
    let columns: Vec<_> = names.into_iter().zip(comparison.summaries()).collect();
    pictures.extend(context.side_by_side(&columns));
    pictures.iter().map(|picture| picture.draw()).collect()
}

fn as_drawn(figure: &Figure) {
    let check: fn(&Figure) = match &*figure.name {
        "network" => channels::network_as_drawn,
        "returned" => bands::returned_as_drawn,
        "waiting" => piles::waiting_as_drawn,
        "lanes" => lanes::lanes_as_drawn,
        "funnel" => channels::funnel_as_drawn,
        "pauses" => bands::pauses_as_drawn,
        "acceptability" => dots::acceptability_as_drawn,
        "difference" => piles::difference_as_drawn,
        "forest" => dots::forest_as_drawn,
        "record-calendar" => calendar::calendar_as_drawn,
        "record-cumulative" => records::cumulative_as_drawn,
        "record-ratios" => records::ratios_as_drawn,
        "record-remains" => records::remains_as_drawn,
        other => panic!("{other} is read by nobody"),
    };
    check(figure);
}

/// Those figures that do not say what their data say, each with why not.
fn faults(what: &str, figures: &[Figure]) -> Vec<String> {
    let fault = |figure: &Figure| {
        sound(figure);
        demo(&format!("{what}-{}", figure.name), figure);
        let why = std::panic::catch_unwind(|| as_drawn(figure)).err()?;
        let why = why.downcast_ref::<String>().cloned().or(why.downcast_ref::<&str>().map(|why| (*why).to_owned()));
        Some(format!("{what}, {}: {}", figure.name, why.unwrap_or_default()))
    };
    figures.iter().filter_map(fault).collect()
}

#[test]
fn figures_of_shipped_scenarios_are_what_their_data_say() {
    let names = scenario::library::ids();
    let faults: Vec<String> = names.iter().flat_map(|name| faults(name, &run(&load(name, &[]), 100))).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn figures_of_comparisons_are_what_their_data_say() {
    let (base, small) = (load("tutorial", &[]), load("tutorial", &["channels.line.authority=0.3"]));
    let alone = load("tutorial", &["mediators.friend.out=true"]);
    let mut all = faults("two-arms", &compare(&base, &[&small], 100));
    all.extend(faults("three-arms", &compare(&base, &[&small, &alone], 100)));
    let base = load("children", &[]);
    let alone = load("children", &["mediators.qatar.out=true"]);
    all.extend(faults("children-arms", &compare(&base, &[&alone], 100)));
    assert!(all.is_empty(), "{all:#?}");
}
