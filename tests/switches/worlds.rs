//! The worlds of these tests, and what is read from them.

use backchannel::{
    model::{
        Outcome, Run,
        channel::STATES,
        outcome::{CaseRecord, Crossing},
        setup::Setup,
        side::{ChannelId, IssueId, PerSide},
    },
    scenario::{Patch, load_str},
};

pub fn setup(text: &str, patches: &[&str]) -> Setup {
    let patches: Vec<Patch> = patches.iter().map(|p| Patch::parse(p).expect("a path and a value")).collect();
    load_str("switches.toml", text, &patches).unwrap_or_else(|problems| panic!("{problems}\n{text}")).setup
}

pub fn outcomes(setup: &Setup, n: u64) -> Vec<Outcome> {
    let mut run = Run::new(setup);
    let mut one = |k| {
        let outcome = run.replicate(11, k).clone();
        assert_eq!(outcome.exhausted, None, "replication {k}");
        outcome
    };
    (0..n).map(&mut one).collect()
}

/// The one outcome of a world without chance, and its one case.
pub fn only(setup: &Setup) -> Outcome {
    outcomes(setup, 1).remove(0)
}

pub fn case(setup: &Setup) -> CaseRecord {
    let outcome = only(setup);
    assert_eq!(outcome.cases.len(), 1);
    outcome.cases[0]
}

/// Outcomes without the number of events, which counts what happens to no effect too.
pub fn results(setup: &Setup, n: u64) -> Vec<Outcome> {
    outcomes(setup, n).into_iter().map(|o| Outcome { events: 0, ..o }).collect()
}

/// All that an outcome says of some issues and channels.
#[derive(Debug, PartialEq)]
pub struct Part {
    cases: Vec<CaseRecord>,
    handed_on: Vec<CaseRecord>,
    crossings: Vec<Crossing>,
    time_in: Vec<[u64; STATES]>,
    in_force: Vec<u64>,
    returned: Vec<PerSide<u32>>,
}

pub fn part(o: &Outcome, issues: &[u16], channels: &[u16], categories: &[usize]) -> Part {
    let of = |list: &[CaseRecord]| list.iter().filter(|c| issues.contains(&c.issue.0)).copied().collect();
    let about = |c: &&Crossing| c.issue.is_some_and(|i| issues.contains(&i.0));
    Part {
        cases: of(&o.cases),
        handed_on: of(&o.handed_on),
        crossings: o.crossings.iter().filter(about).copied().collect(),
        time_in: channels.iter().map(|&c| o.time_in[ChannelId(c)]).collect(),
        in_force: issues.iter().map(|&i| o.in_force[IssueId(i).index()]).collect(),
        returned: categories.iter().map(|&k| PerSide::from_fn(|s| o.returned[s][k])).collect(),
    }
}

/// Two worlds that share nothing but the calendar and random shocks: `near` is looked at while `far` is changed.
/// Issues: near, far, far-aid (one-way), far-talks, far-deal (standing). Channels: near-line, near-track, far-line,
/// far-table, far-track. Categories: soldier (near), sailor (far), child (far-aid).
pub const TWO: &str = r#"
[scenario]
title = "two worlds"
start = 2024-01-01
end = 2025-01-01
side_a = "north"
[sides.north]
pool = { soldier = 4000, sailor = 900, child = 300 }
inflow = { sailor = "1 per d" }
[sides.south]
pool = { soldier = 4000, sailor = 700, child = 20 }
[categories.soldier]
[categories.sailor]
[categories.child]
[issues.near]
demand = "1 per 6 d"
size = 80
categories = ["soldier"]
[issues.far]
demand = "1 per 8 d"
size = 60
categories = ["sailor"]
[issues.far-aid]
demand = "1 per 9 d"
size = 9
categories = ["child"]
reciprocal = false
to = "north"
[issues.far-talks]
demand = "1 per 20 d"
size = 50
[issues.far-deal]
demand = "1 per 30 d"
size = 50
standing = true
p_approval = 0.99
[mediators.friend]
leverage = 0.5
guarantor = 0.5
[mediators.stranger]
leverage = 0.4
guarantor = 0.5
availability = 0.8
[mediators.third]
leverage = 0.6
formulation = 0.3
facilitation = 0.7
[channels.near-line]
issues = ["near"]
secrecy = 0.5
[channels.near-track]
kind = "mediated"
issues = ["near"]
mediators = ["friend"]
[channels.far-line]
issues = ["far", "far-aid", "far-deal", "far-talks"]
secrecy = 0.4
p_uncoordinated = 0.2
[channels.far-line.venues.one]
[channels.far-line.venues.two]
host = "third"
[channels.far-table]
kind = "plenary"
issues = ["far-talks", "far"]
start = "dormant"
[channels.far-track]
kind = "mediated"
issues = ["far", "far-aid"]
mediators = ["stranger"]
[channels.far-second-track]
kind = "mediated"
issues = ["far"]
mediators = ["third"]
"#;

pub fn near(o: &Outcome) -> Part {
    part(o, &[0], &[0, 1], &[0])
}

/// One line that never fails and takes no time, for exact effects: sides are alike unless patched.
pub const STILL: &str = r#"
[scenario]
title = "nothing happens by itself"
preset = "frozen"
start = 2024-01-01
end = 2024-04-10
side_a = "north"
[sides.north]
pool = { soldier = 1000, child = 200 }
[sides.south]
pool = { soldier = 400, child = 10 }
[categories.soldier]
[categories.child]
[issues.pow]
demand = "0 per day"
size = 100
categories = ["soldier"]
p_response = 1
p_break = 0
p_approval = 1
p_renege = 0
[issues.aid]
demand = "0 per day"
size = 40
categories = ["child"]
reciprocal = false
to = "north"
p_response = 1
p_break = 0
p_approval = 1
p_renege = 0
[issues.talks]
demand = "0 per day"
size = 100
p_response = 1
p_break = 0
p_approval = 1
p_renege = 0
[mediators.friend]
guarantor = 0.5
availability = 1
[mediators.other]
leverage = 0.5
availability = 1
[channels.line]
issues = ["pow", "aid", "talks"]
contact = "0 d"
round = "0 d"
referral = "0 d"
[rules]
unreferred = "0 d"
schedule = "0 d"
"#;

/// [`STILL`] with a scripted demand on the first day.
pub fn one(issue: &str, more: &str, patches: &[&str]) -> Setup {
    let ask = format!("[events.ask]\non = 2024-01-01\ndemand = {{ issue = \"{issue}\" }}\n");
    setup(&format!("{STILL}{ask}{more}"), patches)
}
