//! Random scenarios for the laws and the twins.

use backchannel::{
    model::{Outcome, Run},
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
    )
        .prop_map(|(a, b, c, d, e, core)| text(a, b, c, d, e, core))
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
) -> String {
    format!(
        r#"
[scenario]
title = "random"
question = "does the law hold?"
start = 2024-01-01
end = 2024-10-01
side_a = "north"
[sides.north]
pool = {{ rank = {pool}, officer = {half} }}
inflow = {{ rank = "1 per 2 d", officer = "1 per 9 d" }}
bad_faith = {bad_faith}
imbalance_sensitivity = {psi}
tolerance = 0.3
[sides.south]
pool = {{ rank = {half}, officer = 20 }}
inflow = {{ rank = "2 per d", officer = "1 per 30 d" }}
imbalance_sensitivity = 0.4
concession = 0.15
[categories.rank]
weight = 1
[categories.officer]
weight = 2.5
[issues.pow]
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
[mediators.friend]
leverage = {{ north = {leverage_n}, south = {leverage_s} }}
guarantor = 0.7
formulation = 0.4
stays = {stays}
[mediators.host]
leverage = {leverage_s}
guarantor = 0.3
[channels.line]
kind = "{kind}"
issues = ["pow"]
mediators = ["host"]
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
[events.package]
on = 2024-02-01
demand = {{ issue = "pow", size = 300, channel = "line" }}
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
[rules]
guarantee_policy = "{policy}"
need_exponent = 0.5
tied_hands = 0.5
"#,
        half = f64::from(pool) / 2.0,
    )
}

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
