//! Scenario files: what good ones become.

use std::fs;

use backchannel::{
    kernel::{Key, Time},
    model::{
        channel::{Covariate, Exit, State},
        law::{Law, normal},
        rules::GuaranteePolicy,
        script::Action,
        setup::{Kind, Referral},
        side::{ChannelId, Side},
    },
    scenario::{Grade, Patch, Rival, Scenario, library, load, load_str, schema},
};
use expect_test::expect_file;

const TUTORIAL: &str = include_str!("../scenarios/tutorial.toml");
const FULL: &str = include_str!("fixtures/full.toml");
const FROZEN: &str = include_str!("fixtures/frozen.toml");

fn good(text: &str) -> Scenario {
    load_str("good.toml", text, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn patched(text: &str, patches: &[&str]) -> Scenario {
    let patches: Vec<Patch> = patches.iter().map(|p| Patch::parse(p).unwrap()).collect();
    load_str("good.toml", text, &patches).unwrap_or_else(|problems| panic!("{problems}"))
}

fn setup(scenario: &Scenario) -> String {
    format!("{:#?}", scenario.setup)
}

#[test]
fn defaults_are_the_models() {
    let scenario = good(TUTORIAL);
    assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
    let p = &scenario.setup.phases[0];
    assert_eq!(p.sides[Side::A].id, "north");
    assert_eq!(p.sides[Side::A].key, Key::of("north"));
    assert_eq!(p.issues[0].size, Law::Lognormal { median: 90.0, log_sd: 0.7 });
    assert_eq!(p.channels[0].contact, Law::Erlang { mean: 4.0, shape: 2 });
    assert_eq!(p.categories[1].weight, 2.0);
    let hazard = |exit: Exit, z: Covariate| p.rules.hazard_ln[exit as usize][z as usize];
    assert_eq!(hazard(Exit::ActiveStalled, Covariate::Climate), libm::log(0.5));
    assert!((hazard(Exit::StalledActive, Covariate::Imbalance) + 0.7).abs() < 1e-12);
    assert_eq!(hazard(Exit::StalledSuspended, Covariate::Exposure), libm::log(4.0));
    let dwell = |channel: usize, exit: Exit| p.channels[channel].dwell[exit as usize];
    assert_eq!(dwell(0, Exit::DormantForming).mean, 120.0);
    assert_eq!(dwell(1, Exit::DormantForming).mean, 400.0);
    assert_eq!((dwell(0, Exit::FormingActive).mean, dwell(0, Exit::FormingActive).shape), (20.0, 1.5));
    assert!((p.rules.break_climate_ln + libm::log(1.65)).abs() < 1e-12);
    assert!((p.rules.renege_bad_faith_ln - 2.0).abs() < 1e-12);
    assert_eq!(scenario.setup.horizon, Time::from_days(365.0));
}

#[test]
fn a_full_file_becomes_what_it_says() {
    let scenario = good(FULL);
    assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
    let setup = &scenario.setup;
    let p = &setup.phases[0];
    // Side A is the one the file names, whatever the order of tables.
    assert_eq!((p.sides[Side::A].id.as_str(), p.sides[Side::B].id.as_str()), ("ukraine", "russia"));
    assert_eq!(p.sides[Side::B].bad_faith, [0.35, 0.05]);
    assert_eq!(p.sides[Side::B].referral, Referral::Always);
    assert_eq!(p.sides[Side::A].attrition[0], 0.001);
    assert_eq!(p.issues[0].demand, 1.0 / 10.5);
    assert_eq!(p.issues[1].batch, f64::INFINITY);
    let Law::Lognormal { median, log_sd } = p.issues[0].size else { panic!() };
    assert!((median * libm::exp(log_sd * normal(0.1)) - 30.0).abs() < 1e-9);
    let channel = &p.channels[0];
    assert_eq!(channel.kind, Kind::Plenary);
    assert_eq!((channel.authority[Side::A], channel.authority[Side::B]), (0.6, 0.2));
    assert_eq!(channel.start, State::Latent);
    assert_eq!(channel.dwell[Exit::LatentForming as usize].mean, f64::INFINITY);
    assert_eq!(channel.dwell[Exit::ActiveStalled as usize].mean, 90.0);
    assert_eq!(channel.dwell[Exit::SuspendedActive as usize].shape, 0.7);
    assert_eq!(channel.contact, Law::Fixed(0.5));
    assert_eq!(p.mediators[0].leverage[0].0, [0.55, 0.55]);
    assert_eq!(p.mediators[0].leverage[1].0, [0.1, 0.3]);
    // The disabled channel, mediator, event and window are gone, from every list.
    assert_eq!((p.channels.len(), p.mediators.len(), setup.windows.len()), (2, 1, 1));
    assert!(p.channels[1].mediators.is_empty());
}

#[test]
fn the_script_is_in_order() {
    let scenario = good(FULL);
    let actions: Vec<(f64, String)> = scenario
        .setup
        .script
        .iter()
        .map(|s| (s.at.days(), format!("{:?}", s.action).split(['{', ' ', '(']).next().unwrap().to_string()))
        .collect();
    let named: Vec<(f64, &str)> = actions.iter().map(|(at, name)| (*at, name.as_str())).collect();
    assert_eq!(
        named,
        [
            (0.0, "Capture"),
            (0.0, "Windows"),
            (15.0, "Open"),
            (15.0, "Demand"),
            (15.0, "Set"),
            (31.0, "Windows"),
            (40.0, "Shock"),
            (60.0, "Set"),
            (61.0, "Replace"),
            (153.0, "State"),
        ]
    );
    let Action::Demand(demand) = scenario.setup.script[3].action else { panic!() };
    assert_eq!((demand.key, demand.size, demand.channel), (Key::of("event:round-1"), Some(1000.0), Some(ChannelId(0))));
    let text = |id: &str| scenario.scripted.iter().find(|line| line.id == id).map(|line| line.text.as_str());
    assert_eq!(text("round-1"), Some("demand: pow, size 1000, on istanbul"));
    let window = "window, until 2025-06-01: pressure 0.4 ukraine, 0.2 russia; demand on pow times 0.7";
    assert_eq!(text("us-push"), Some(window));
}

#[test]
fn each_day_of_sets_begins_a_phase() {
    let scenario = good(FULL);
    let phases = &scenario.setup.phases;
    assert_eq!(phases.len(), 3);
    assert_eq!(phases.iter().map(|p| p.issues[0].demand).collect::<Vec<_>>(), [1.0 / 10.5, 0.05, 0.05]);
    assert_eq!(phases.iter().map(|p| p.rules.patience).collect::<Vec<_>>(), [20.0, 30.0, 30.0]);
    let authority = |i: usize| phases[i].channels[0].authority;
    assert_eq!((authority(1).0, authority(2).0), ([0.6, 0.2], [0.6, 0.8]));
}

#[test]
fn evidence_goes_with_its_number() {
    let scenario = good(FULL);
    let find = |path: &str| scenario.inputs.iter().find(|input| input.path == path).unwrap();
    let contested = find("channels.istanbul.authority.russia");
    assert_eq!(contested.number, Some(0.2));
    assert!(contested.evidence.contested && !contested.by_default);
    assert_eq!(contested.evidence.range, Some((0.1, 0.8)));
    assert_eq!(contested.evidence.claims[1].read_as, Some(0.8));
    assert_eq!(contested.evidence.sources, ["KI", "IZ"]);
    let demand = find("issues.pow.demand");
    assert_eq!((demand.value.as_str(), demand.evidence.grade), ("1 per 10.5 d", Grade::Tuned));
    let default = find("rules.schedule");
    assert!(default.by_default && default.evidence.grade == Grade::Recorded);
    let raised = find("events.raised.set.value");
    assert_eq!((raised.number, raised.evidence.sources.as_slice()), (Some(0.8), &["IZ".to_string()][..]));
    assert_eq!(find("events.round-1.demand.size").number, Some(1000.0));
}

#[test]
fn resolved_loads_to_the_same() {
    let shipped = library::SHIPPED.iter().map(|(_, text)| *text);
    for text in shipped.chain([FULL, FROZEN]) {
        let first = good(text);
        let second = good(&first.resolved);
        assert_eq!(setup(&first), setup(&second));
        assert_eq!(first.digest, second.digest);
        assert_eq!(first.text_digest, second.text_digest);
        assert_eq!(first.scripted, second.scripted);
        assert!(second.inputs.iter().all(|input| !input.by_default), "everything is written out");
    }
}

#[test]
fn digests_see_values_and_text_apart() {
    let base = good(TUTORIAL);
    let renamed = patched(TUTORIAL, &["channels.line.name=Line", "scenario.title=Other"]);
    assert_eq!(base.digest, renamed.digest);
    assert_ne!(base.text_digest, renamed.text_digest);
    assert_ne!(base.digest, patched(TUTORIAL, &["rules.patience=21 d"]).digest);
    // A default written out is the same question.
    assert_eq!(base.digest, patched(TUTORIAL, &["rules.patience=20 d"]).digest);
    let in_weeks = patched(TUTORIAL, &["rules.climate_memory=4 weeks"]);
    assert_eq!(in_weeks.digest, patched(TUTORIAL, &["rules.climate_memory=28 d"]).digest);
}

#[test]
fn patches_reach_every_part() {
    let at = |patch: &str| patched(FULL, &[patch]).setup.phases[0].clone();
    assert_eq!(at("channels.istanbul.authority=0.9").channels[0].authority.0, [0.9, 0.9]);
    assert_eq!(at("channels.istanbul.authority.russia=90%").channels[0].authority.0, [0.6, 0.9]);
    assert_eq!(at("channels.istanbul.authority.russia.value=0.7").channels[0].authority.0, [0.6, 0.7]);
    // One number for both sides goes on to hold for the other.
    assert_eq!(at("channels.istanbul.trust.russia=0.1").channels[0].trust.0, [0.4, 0.1]);
    assert_eq!(at("mediators.turkey.leverage.russia=0.1").mediators[0].leverage[0].0, [0.55, 0.1]);
    assert_eq!(
        at("issues.remains.size.lognormal.median=50").issues[1].size,
        Law::Lognormal { median: 50.0, log_sd: 0.4 }
    );
    assert_eq!(at("issues.pow.size={ fixed = 100 }").issues[0].size, Law::Fixed(100.0));
    assert_eq!(at("channels.istanbul.dwell.active-to-stalled.mean=10 d").channels[0].dwell[3].mean, 10.0);
    assert_eq!(at("channels.istanbul.dwell.stalled-to-active=never").channels[0].dwell[5].mean, f64::INFINITY);
    assert_eq!(at("life.active-to-stalled.trust=1").rules.hazard_ln[3][0], 0.0);
    assert_eq!(at("channels.direct.enabled=true").channels.len(), 2);
    assert_eq!(at("channels.old.enabled=true").channels.len(), 3);
    assert_eq!(at("scenario.preset=frozen").rules.response_trust_ln, 0.0);
    let slower = patched(FULL, &["events.slower.set.value=1 per 40 d"]).setup;
    assert_eq!(slower.phases[1].issues[0].demand, 1.0 / 40.0);
    assert_eq!(
        patched(FULL, &["events.raised.set.value.value=0.5"]).setup.phases[2].channels[0].authority.0,
        [0.6, 0.5]
    );
    let script = patched(FULL, &["events.round-1.demand.size=500", "windows.us-push.enabled=false"]).setup.script;
    assert!(script.iter().any(|s| matches!(s.action, Action::Demand(demand) if demand.size == Some(500.0))));
    assert!(!script.iter().any(|s| s.action == Action::Windows));
}

#[test]
fn a_patched_number_keeps_only_its_range() {
    let path = "channels.istanbul.authority.russia";
    for patch in ["channels.istanbul.authority.russia=0.9", "channels.istanbul.authority.russia.value=0.9"] {
        let scenario = patched(FULL, &[patch]);
        let input = scenario.inputs.iter().find(|input| input.path == path).unwrap();
        assert_eq!((input.evidence.grade, input.evidence.contested), (Grade::Assumed, false));
        assert!(input.evidence.claims.is_empty() && input.evidence.sources.is_empty());
        assert_eq!(input.evidence.why, "set on the command line");
        assert!(scenario.warnings.render(false).contains("outside its own range"));
    }
}

#[test]
fn variants_change_what_they_name() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("base.toml", FULL);
    write(
        "one.toml",
        "extends = \"base.toml\"\n[scenario]\ntitle = \"One\"\n[channels.istanbul]\nauthority.russia = 0.8\nsecrecy = 0.2\n",
    );
    write(
        "two.toml",
        "extends = \"one.toml\"\n[issues.pow]\nsize = { fixed = 9 }\n[events.round-1]\nenabled = false\n[events.slower]\nset = { value = \"1 per 50 d\" }\n[mediators.turkey]\nleverage.russia = 0.1\n",
    );
    let scenario = load(&dir.path().join("two.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let p = &scenario.setup.phases[0];
    assert_eq!((scenario.head.id.as_str(), scenario.head.title.as_str()), ("two", "One"));
    assert_eq!(p.channels[0].authority.0, [0.6, 0.8]);
    assert_eq!(p.channels[0].secrecy, 0.2);
    assert_eq!(p.issues[0].size, Law::Fixed(9.0));
    assert_eq!(scenario.setup.phases[1].issues[0].demand, 0.02);
    assert_eq!(p.mediators[0].leverage[0].0, [0.55, 0.1]);
    assert!(!scenario.setup.script.iter().any(|s| matches!(s.action, Action::Demand(_))));
    let input = scenario.inputs.iter().find(|input| input.path == "channels.istanbul.secrecy").unwrap();
    assert!(input.evidence.why.ends_with("one.toml"), "{}", input.evidence.why);
    // A shipped scenario can be the base of a file anywhere, and be loaded by its name.
    write("three.toml", "extends = \"tutorial.toml\"\n[channels.line]\nsecrecy = 0.4\n");
    assert_eq!(load(&dir.path().join("three.toml"), &[]).unwrap().setup.phases[0].channels[0].secrecy, 0.4);
    assert_eq!(load("tutorial".as_ref(), &[]).unwrap().head.id, "tutorial");
}

#[test]
fn frozen_worlds_stand_still() {
    let scenario = good(FROZEN);
    let p = &scenario.setup.phases[0];
    let r = &p.rules;
    assert!(r.hazard_ln.iter().flatten().all(|x| *x == 0.0));
    let slopes =
        [r.response_trust_ln, r.approval_mandate_ln, r.renege_size_ln, r.require_size_ln, r.demand_pressure_ln];
    assert!(slopes.iter().all(|x| *x == 0.0));
    assert!(r.shock_mean.is_infinite() && r.leak_mean.is_infinite() && r.trust_memory.is_infinite());
    assert_eq!(
        (r.opening_sd, r.trust_gain, r.credibility_kept, r.referral_slope, r.window_hours),
        (0.0, 0.0, 1.0, 0.0, 0.0)
    );
    assert_eq!((r.renegotiation, r.verification_failure, r.exposure_narrowing, r.need_exponent), (0.0, 0.0, 0.0, 0.0));
    assert!(!r.pool_limits && r.guarantee_policy == GuaranteePolicy::Never);
    assert!(
        p.channels.iter().all(|c| c.start == State::Active && c.p_uncoordinated == 0.0 && c.shock_sensitivity == 0.0)
    );
    // Only the two exits that the file names are left.
    let open = p.channels[0].dwell.iter().filter(|d| d.mean.is_finite()).count();
    assert_eq!(open, 2);
    assert_eq!(p.mediators[0].stays, 0.0);
    assert_eq!(p.sides[Side::A].bad_faith, [0.0]);
    assert_eq!((p.issues[0].p_response, p.channels[0].referral.mean()), (0.75, 9.0));
}

#[test]
fn what_is_odd_is_a_warning() {
    let odd = |patch: &str| patched(FULL, &[patch]).warnings.render(false);
    assert!(odd("channels.istanbul.enabled=false").contains("event `round-1` is dropped"));
    assert!(odd("windows.us-push.to=2025-05-02").is_empty());
}

/// The examples of the page on scenario files.
#[test]
fn the_documentation_is_true() {
    let page = include_str!("../docs/scenario-files.md");
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let smallest = good(blocks[0]);
    assert!(smallest.warnings.is_empty());
    for line in blocks[1].lines() {
        let text = match line.strip_prefix("size") {
            Some(_) => {
                format!("{}{line}\n", blocks[0].replace("[channels.line]\nissues = [\"pow\"]\n", ""))
                    + "[channels.line]\nissues = [\"pow\"]\n"
            }
            None => format!("{}\n{line}\n", blocks[0]),
        };
        good(&text);
    }
    let numbers = format!("{}\n{}", blocks[0], blocks[2]).replace("north", "ukraine").replace("south", "russia");
    good(&(numbers + "\n[sources.KI]\n[sources.IZ]\n"));
    // The rest are additions to the smallest file, but for variants, which name their base.
    let (rivals, rest): (Vec<&str>, Vec<&str>) = blocks[3..].iter().partition(|b| b.starts_with("[rival]"));
    let (variants, additions): (Vec<&str>, Vec<&str>) = rest.iter().partition(|b| b.starts_with("extends"));
    assert_eq!((rivals.len(), variants.len(), additions.len()), (1, 1, 7));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("my-rival.toml");
    fs::write(&file, rivals[0]).unwrap();
    let rival = Rival::parse(&format!("{}=north@line", file.display())).unwrap();
    let said =
        load_str("small.toml", blocks[0], &[Patch::Rival(rival)]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(said.setup.phases[0].channels[0].authority[Side::A], 0.2);
    for addition in additions {
        let scenario = good(&format!("{}\n{addition}", blocks[0]));
        assert!(scenario.warnings.is_empty(), "{addition}\n{}", scenario.warnings);
    }
}

#[test]
fn the_schema_is_the_codes() {
    let text = serde_json::to_string_pretty(&schema::schema()).unwrap() + "\n";
    expect_file!["../scenarios/backchannel.schema.json"].assert_eq(&text);
    // Only what both common editors of TOML read.
    let allowed = [
        "$schema",
        "$ref",
        "title",
        "type",
        "description",
        "properties",
        "additionalProperties",
        "definitions",
        "anyOf",
        "enum",
        "items",
        "minimum",
        "maximum",
        "required",
    ];
    fn walk(value: &serde_json::Value, names: bool, allowed: &[&str]) {
        if let Some(map) = value.as_object() {
            for (key, inner) in map {
                assert!(names || allowed.contains(&key.as_str()), "{key}");
                walk(inner, !names && ["properties", "definitions"].contains(&key.as_str()), allowed);
            }
        }
        value.as_array().into_iter().flatten().for_each(|inner| walk(inner, false, allowed));
    }
    walk(&schema::schema(), false, &allowed);
}

/// Every number in a shipped file says what it rests on; the tutorial's countries are invented.
#[test]
fn shipped_numbers_have_evidence() {
    for (id, text) in library::SHIPPED.iter().filter(|(id, _)| *id != "tutorial") {
        let scenario = load(id.as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        for input in scenario.inputs.iter().filter(|input| !input.by_default) {
            let e = &input.evidence;
            let rests = !(e.why.is_empty() && e.sources.is_empty() && e.claims.is_empty());
            assert!(rests && !e.why.starts_with("set in"), "{id}: {}", input.path);
        }
        assert!(scenario.warnings.is_empty(), "{id}: {}", scenario.warnings);
        assert!(scenario.head.question.trim_end().ends_with('?') && !scenario.head.purpose.is_empty(), "{id}");
        assert!(text.starts_with("#:schema ./backchannel.schema.json\n"), "{id}");
    }
}
