//! A frozen world with an instant pipeline, variants of it, and what is seen of its replications.

use backchannel::{
    kernel::Time,
    model::{Fact, Outcome, Run, Step, Watch, channel::Channel, channel::State, setup::Setup, side::ChannelId},
    scenario::{Patch, load_str},
};
use rayon::prelude::*;

pub const SEED: u64 = 8;

/// Replications of most worlds; section 8 asks for 20,000 at least.
pub const MANY: usize = 40_000;

/// One line that never fails, on which every demand succeeds at once: the cases change what they are about.
const BASE: &str = r#"
[scenario]
title = "A world with a closed form"
preset = "frozen"
start = 2001-01-01
end = 2002-01-01
side_a = "a"

[sides.a]
[sides.b]
[categories.soldier]

[issues.pow]
categories = ["soldier"]
demand = "0 per day"
size = 100
batch = "unlimited"
p_response = 1
p_break = 0
p_approval = 1
p_renege = 0

[channels.line]
issues = ["pow"]
contact = { fixed = "0 d" }
round = { fixed = "0 d" }
referral = { fixed = "0 d" }

[rules]
unreferred = { fixed = "0 d" }
schedule = { fixed = "0 d" }
"#;

/// One demand at the start, of routine size.
pub const ONE_DEMAND: &str = r#"
[events.ask]
on = 2001-01-01
demand = { issue = "pow", size = 100 }
"#;

/// The base over so many days, with `more` entries and patches `path=value`.
pub fn world(days: i64, more: &str, patches: &[&str]) -> Setup {
    let end = jiff::civil::date(2001, 1, 1) + jiff::Span::new().days(days);
    let mut list = vec![Patch::new("scenario.end", end.to_string())];
    list.extend(patches.iter().map(|patch| Patch::parse(patch).expect("a path and a value")));
    load_str("theory.toml", &format!("{BASE}{more}"), &list).unwrap_or_else(|problems| panic!("{problems}")).setup
}

/// What the watch saw in one replication.
#[derive(Default)]
pub struct Seen {
    /// Times and states entered.
    pub states: Vec<(Time, ChannelId, State)>,
    /// Times and steps of deals.
    pub steps: Vec<(Time, Step)>,
    /// Rounds held and ratio of each agreement in principle.
    pub agreed: Vec<(u32, f64)>,
    /// Times and severities of random shocks.
    pub shocks: Vec<(Time, f64)>,
    pub leaks: Vec<(Time, ChannelId)>,
    /// Times at which channels arrived at their next venues.
    pub moves: Vec<Time>,
    /// Times at which standing arrangements ended.
    pub terminated: Vec<Time>,
}

impl Watch for Seen {
    fn see(&mut self, now: Time, fact: Fact<'_>) {
        match fact {
            Fact::Channel { channel, to, .. } => self.states.push((now, channel, to)),
            Fact::Deal(deal, step) => {
                self.steps.push((now, step));
                if matches!(step, Step::Agreed) {
                    self.agreed.push((deal.rounds, deal.ratio));
                }
            }
            Fact::Shock { severity } => self.shocks.push((now, severity)),
            Fact::Leak { channel } => self.leaks.push((now, channel)),
            Fact::Moved { .. } => self.moves.push(now),
            Fact::Terminated { .. } => self.terminated.push(now),
            _ => {}
        }
    }
}

impl Seen {
    /// The state of a channel at a time, given the one it starts in.
    pub fn state_at(&self, channel: ChannelId, start: State, days: f64) -> State {
        let mut until = self.states.iter().filter(|(at, c, _)| *c == channel && at.days() <= days);
        until.next_back().map_or(start, |(_, _, state)| *state)
    }

    /// Days on which the deals took a step of a kind.
    pub fn days_of(&self, kind: impl Fn(Step) -> bool) -> impl Iterator<Item = f64> {
        self.steps.iter().filter(move |(_, step)| kind(*step)).map(|(at, ..)| at.days())
    }

    /// Days of crossings.
    pub fn crossings(&self) -> impl Iterator<Item = f64> {
        self.days_of(|step| matches!(step, Step::Crossed(_)))
    }
}

/// One replication, played.
pub struct Played<'r> {
    pub outcome: &'r Outcome,
    pub seen: &'r Seen,
    /// As it left them.
    pub channels: &'r [Channel],
}

/// Plays `n` replications and reads each.
pub fn play<T: Send>(setup: &Setup, n: usize, read: impl Fn(Played<'_>) -> T + Sync) -> Vec<T> {
    let one = |run: &mut Run<'_, Seen>, k: usize| {
        let outcome = &run.replicate(SEED, k as u64).clone();
        assert_eq!(outcome.exhausted, None, "replication {k}");
        let seen = &std::mem::take(&mut run.watch);
        read(Played { outcome, seen, channels: run.channels() })
    };
    (0..n).into_par_iter().map_init(|| Run::watched(setup, Seen::default()), one).collect()
}

/// The full pipeline of section 3 with a guarantor, of whom no rule takes notice ([`FRIEND`]), and its Erlang-2 times.
pub const STAGES: [&str; 9] = [
    "channels.line.contact=4 d",
    "channels.line.round=2.5 d",
    "channels.line.referral=9 d",
    "channels.line.mediators=[\"friend\"]",
    "rules.guarantee_policy=always-if-mediated",
    "rules.guarantee_time=4 d",
    "rules.schedule=7 d",
    "sides.a.referral=always",
    "sides.b.referral=never",
];

pub const FRIEND: &str = "[mediators.friend]\nguarantor = 0.5\navailability = 1\n";
