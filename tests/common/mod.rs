//! Random scenarios for the laws and the twins, with every mechanism of the model drawn in or out.

#![allow(dead_code)] // each test uses a part

use backchannel::{
    model::{
        Outcome, Run,
        outcome::Responsible,
        side::{PerSide, Side},
    },
    scenario::{Patch, Scenario, load_str},
};
use proptest::prelude::*;

/// A scenario as text, varied in what matters for the engine. Sides are `north` (A) and `south` (B).
pub fn scenario_text() -> impl Strategy<Value = String> {
    (
        (0.05..2.0f64, 5.0..200.0f64, 0.0..1.0f64, 20..400u32),
        (unit(), unit(), unit(), unit()),
        (unit(), unit(), 0.0..0.6f64, 0.0..1.0f64),
        (prop_oneof![Just("direct"), Just("plenary")], 0.0..1.0f64, prop_oneof![Just(1), Just(0), Just(-1)]),
        (
            0.0..0.5f64,
            0.0..0.4f64,
            0.0..1.5f64,
            prop_oneof![Just("always-if-mediated"), Just("on-request"), Just("never")],
        ),
        proptest::bool::ANY,
        more(),
    )
        .prop_map(|(a, b, c, d, e, core, more)| text(a, b, c, d, e, core, &more))
}

/// The mechanisms beyond bargaining, guarantees and the life cycle of channels.
#[derive(Clone, Debug)]
pub struct More {
    /// lobby of north and south; adverse link into each.
    pub sides: Four,
    /// spill, carry, complex, p_gate
    pub issue: Four,
    /// excitation, spoiler, counter-share, reliability of hops
    pub rates: Four,
    pub regime: &'static str,
    pub taken_out: &'static str,
    /// Whether the friend is out.
    pub out: bool,
    /// Who receives one-way, and whose people are kept.
    pub sides_named: (&'static str, &'static str),
    pub kept: u32,
    /// The kind of the line of offices.
    pub office: &'static str,
    /// The precedent by which hostilities end, if they do.
    pub peace: Option<&'static str>,
    /// The precedent by which the corridor's deals end them, if they do.
    pub settles: &'static str,
    pub resends: u32,
}

/// Off half of the time, else up to `most`.
fn often_off(most: f64) -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0.0..=most]
}

fn side() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("north"), Just("south")]
}

fn more() -> impl Strategy<Value = More> {
    let numbers = (
        (often_off(1.0), often_off(1.0), often_off(1.0), often_off(1.0)),
        (often_off(0.2), often_off(1.0), often_off(1.0), prop_oneof![Just(1.0), 0.2..1.0f64]),
        (often_off(0.6), often_off(1.0), often_off(0.4), 0.4..=1.0f64),
    );
    let words = (
        prop_oneof![Just("direct-first"), Just("exclusive"), Just("plural")],
        prop_oneof![Just("lost"), Just("waits"), Just("re-routed")],
        proptest::bool::ANY,
        (side(), side()),
        prop_oneof![Just(0u32), 1..40u32],
        prop_oneof![Just("direct"), Just("technical")],
        prop_oneof![Just(None), Just(Some("at-once")), Just(Some("vietnam")), Just(Some("iran-iraq"))],
        prop_oneof![Just("no"), Just("at-once"), Just("vietnam")],
        0..4u32,
    );
    (numbers, words).prop_map(|((sides, issue, rates), words)| {
        let (regime, taken_out, out, sides_named, kept, office, peace, settles, resends) = words;
        More { sides, issue, rates, regime, taken_out, out, sides_named, kept, office, peace, settles, resends }
    })
}

/// Every mechanism at once.
pub fn everything() -> String {
    let more = More {
        sides: (0.4, 0.2, 0.3, 0.6),
        issue: (0.15, 0.5, 0.3, 0.7),
        rates: (0.4, 0.3, 0.2, 0.8),
        regime: "direct-first",
        taken_out: "re-routed",
        out: true,
        sides_named: ("south", "north"),
        kept: 12,
        office: "technical",
        peace: Some("vietnam"),
        settles: "no",
        resends: 2,
    };
    let (a, b, c) = ((0.4, 60.0, 0.6, 300), (0.6, 0.5, 0.5, 0.4), (0.5, 0.4, 0.1, 0.3));
    text(a, b, c, ("direct", 0.5, 1), (0.05, 0.05, 0.6, "on-request"), true, &more)
}

fn unit() -> impl Strategy<Value = f64> {
    0.0..=1.0f64
}

type Four = (f64, f64, f64, f64);

fn text(
    (rate, size, log_sd, pool): (f64, f64, f64, u32),
    (authority_n, authority_s, trust_n, trust_s): Four,
    (leverage_n, leverage_s, bad_faith, stays): Four,
    (kind, secrecy, visibility): (&str, f64, i32),
    (renege, breaking, psi, policy): (f64, f64, f64, &str),
    core: bool,
    more: &More,
) -> String {
    let base = format!(
        r#"
[scenario]
title = "random"
question = "does the law hold?"
start = 2024-01-01
end = 2024-10-01
side_a = "north"
[sides.north]
pool = {{ rank = {pool}, officer = {half}, child = 90 }}
lobby = {lobby_n}
inflow = {{ rank = "1 per 2 d", officer = "1 per 9 d" }}
bad_faith = {bad_faith}
imbalance_sensitivity = {psi}
tolerance = 0.3
[sides.south]
pool = {{ rank = {half}, officer = 20, child = 15 }}
lobby = {lobby_s}
inflow = {{ rank = "2 per d", officer = "1 per 30 d" }}
imbalance_sensitivity = 0.4
concession = 0.15
[categories.rank]
weight = 1
[categories.officer]
weight = 2.5
[categories.child]
[issues.pow]
spill = {{ talks = {spill}, aid = {spill} }}
carry = {carry}
complex = {complex}
gate_time = {{ exponential = {{ mean = "3 d" }} }}
p_gate = {gate}
via = "a third country"
via_delay = "1 d"
demand = "{rate} per d"
size = {{ lognormal = {{ median = {size}, log_sd = {log_sd} }} }}
categories = ["rank", "officer"]
p_renege = {renege}
p_break = {breaking}
batch = 60
visibility = {visibility}
[issues.talks]
demand = "1 per 9 d"
size = 50
spill = {{ pow = {spill}, corridor = {spill} }}
[issues.aid]
demand = "1 per 7 d"
size = 8
categories = ["child"]
reciprocal = false
to = "{to}"
counter_share = {counter}
complex = {complex}
[issues.corridor]
demand = "1 per 20 d"
size = 200
standing = true
ends_hostilities = "{settles}"
[mediators.friend]
out = {out}
facilitation = 0.5
leverage = {{ north = {leverage_n}, south = {leverage_s} }}
guarantor = 0.7
formulation = 0.4
stays = {stays}
[mediators.host]
leverage = {leverage_s}
guarantor = 0.3
[channels.line]
kind = "{kind}"
issues = ["pow", "corridor"]
mediators = ["host"]
venues.first = {{}}
venues.second = {{ host = "friend" }}
secrecy = {secrecy}
core = {core}
authority = {{ north = {authority_n}, south = {authority_s} }}
trust = {{ north = {trust_n}, south = {trust_s} }}
[channels.table]
issues = ["talks", "pow"]
start = "forming"
[channels.track]
kind = "mediated"
issues = ["pow", "talks"]
mediators = ["friend"]
[channels.second-track]
kind = "mediated"
issues = ["pow"]
mediators = ["host", "friend"]
[channels.envoys]
kind = "relay"
issues = ["pow", "aid"]
mediators = ["friend"]
secrecy = {secrecy}
hops.first = {{ reliability = {reliability} }}
hops.second = {{ delay = "2 d" }}
[channels.office]
kind = "{office}"
issues = ["aid"]
[events.package]
on = 2024-02-01
demand = {{ issue = "pow", size = 300, channel = "line", custody = {{ mediator = "host", side = "{kept_of}", people = {kept} }} }}
[events.known-track]
on = 2024-02-03
demand = {{ issue = "pow", channel = "track" }}
[events.incident]
on = 2024-02-20
venue = {{ channel = "line", severity = 0.4 }}
[events.margins]
on = 2024-03-05
sideline = {{ channel = "table" }}
[events.ended]
on = 2024-06-20
terminate = {{ issue = "corridor" }}
[events.bad-news]
on = 2024-03-01
shock = {{ severity = 1.2 }}
[events.new-negotiator]
on = 2024-03-20
replace = {{ channel = "line", side = "north", authority = 0.9 }}
[events.caught]
on = 2024-04-02
capture = {{ side = "south", category = "rank", people = 55 }}
[events.betrayal]
on = 2024-04-10
default = {{ mediator = "host", side = "south" }}
[events.known]
on = 2024-05-01
leak = {{ channel = "table" }}
[events.joins]
on = 2024-05-05
attach = {{ channel = "line", mediator = "friend" }}
[events.closed]
on = 2024-08-01
state = {{ channel = "table", state = "closed" }}
[events.busier]
on = 2024-06-01
set = {{ path = "issues.pow.demand", value = "1 per 3 d" }}
[windows.push]
from = 2024-05-10
to = 2024-07-01
pressure = {{ north = 0.5, south = 0.2 }}
[windows.link]
from = 2024-02-15
to = 2024-05-20
adverse = {{ north = {phi_n}, south = {phi_s} }}
[rules]
regime = "{regime}"
taken_out = "{taken_out}"
shock_excitation = {excitation}
spoiler = {spoiler}
relay_resends = {resends}
standing_mean = "60 d"
guarantee_policy = "{policy}"
need_exponent = 0.5
tied_hands = 0.5
"#,
        half = f64::from(pool) / 2.0,
        lobby_n = more.sides.0,
        lobby_s = more.sides.1,
        phi_n = more.sides.2,
        phi_s = more.sides.3,
        spill = more.issue.0,
        carry = more.issue.1,
        complex = more.issue.2,
        gate = more.issue.3,
        excitation = more.rates.0,
        spoiler = more.rates.1,
        counter = more.rates.2,
        reliability = more.rates.3,
        regime = more.regime,
        taken_out = more.taken_out,
        out = more.out,
        to = more.sides_named.0,
        kept_of = more.sides_named.1,
        kept = more.kept,
        office = more.office,
        resends = more.resends,
        settles = more.settles,
    );
    match more.peace {
        Some(precedent) => base + &format!("[events.peace]\non = {PEACE}\npeace = {{ release = \"{precedent}\" }}\n"),
        None => base,
    }
}

/// The day on which hostilities end, if they do.
const PEACE: &str = "2024-07-10";

/// Loads a text that is right by construction.
pub fn load(text: &str, patches: &[(&str, &str)]) -> Scenario {
    let patches: Vec<Patch> = patches.iter().map(|(path, value)| Patch::new(*path, *value)).collect();
    load_str("random.toml", text, &patches).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

/// The outcomes of the first replications.
pub fn outcomes(scenario: &Scenario, seed: u64, n: u64) -> Vec<Outcome> {
    let mut run = Run::new(&scenario.setup);
    (0..n).map(|k| run.replicate(seed, k).clone()).collect()
}

fn swapped<T: Copy>(pair: PerSide<T>) -> PerSide<T> {
    PerSide([pair[Side::B], pair[Side::A]])
}

/// The same history told with the sides exchanged.
pub fn mirrored(o: &Outcome) -> Outcome {
    let mut o = o.clone();
    for case in o.cases.iter_mut().chain(&mut o.handed_on) {
        case.heads = swapped(case.heads);
        case.ratio = 0.0 - case.ratio;
        case.responsible = match case.responsible {
            Responsible::Side(s) => Responsible::Side(s.other()),
            other => other,
        };
    }
    for crossing in &mut o.crossings {
        crossing.heads = swapped(crossing.heads);
    }
    o.returned = swapped(o.returned);
    o.captivity_days = swapped(o.captivity_days);
    o.in_custody = swapped(o.in_custody);
    o
}
