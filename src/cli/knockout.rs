//! `knockout`: intermediaries and channels taken out together, beside the scenario as it stands; and where their business
//! goes.

use std::path::PathBuf;

use super::{
    Changes, Failure, Plays, Target,
    arms::{Arm, slug},
    attribute::listed,
    compare::Asked,
    headline::{margin, value},
    parts::{Parts, becomes},
    terminal::{WIDTH, paragraph},
};
use crate::{
    experiment::{
        business::{Business, COUNTS, Flow, MEASURES, Place},
        estimate::{Estimate, LEVEL, digits},
        knockout::without,
    },
    model::rules::TakenOut,
    output::{report::Headline, table::fitted},
    scenario::Patch,
};

/// Takes intermediaries and channels out, all together, and says what changes and where their business goes
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel knockout istanbul-2025 --mediator turkey\n  \
                        backchannel knockout tutorial --mediator friend --channel line \\\n      --rule re-routed")]
pub struct Knockout {
    /// A scenario file, or the name of a shipped scenario
    file: PathBuf,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    plays: Plays,
    #[command(flatten)]
    target: Target,
    /// Prints the manifest and the differences as JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Knockout {
    pub fn run(self) -> Result<(), Failure> {
        let base = super::load(&self.file, &self.changes)?;
        let parts = self.parts.find(&base)?;
        if parts.is_empty() {
            let cure = "name somebody with --mediator, or a channel with --channel";
            return Err(Failure::Question(format!("nobody is taken out of {}: {cure}", base.head.id)));
        }
        let names: Vec<String> = parts.iter().map(|part| part.name(&base.setup)).collect();
        let arm = |rule: TakenOut| {
            let mut changes = self.changes.clone();
            changes.set.extend(without(&parts, rule).iter().flat_map(Patch::texts).map(|text| text.text));
            let mut arm = Arm::of_changes(&self.file, Some(rule.word()), &changes)?;
            arm.label = format!("{} out, and their cases {}", listed(&names), becomes(rule));
            Ok(arm)
        };
        let arms = self.parts.rules().into_iter().map(arm).collect::<Result<Vec<Arm>, Failure>>()?;
        let ids: Vec<&str> = parts.iter().map(|part| part.id()).collect();
        let folder = format!("{}-without-{}", base.head.id, slug(&ids.join("-")));
        Asked { base: &base, arms: &arms, folder, plays: self.plays, target: &self.target, json: self.json }.answer()
    }
}

/// What changes at all, what those taken out carried, where it goes, and what a naive comparison would have said.
pub fn text(b: &Business<'_>, names: &[String]) -> String {
    let arms = taken(b, names);
    let changed = changed(b, &arms);
    if arms.iter().all(|(arm, _)| b.arms[*arm].changed == 0) {
        return format!("\n{}", paragraph(&changed));
    }
    let mut page = format!("\n{}", paragraph(&format!("{changed} {}", carried(b))));
    for (count, name) in COUNTS.iter().enumerate().filter(|(count, _)| *count != 1 && somebody(b, *count)) {
        page += &format!("\n{}", flows(&format!("{name} a history"), places(b, count, &arms), &arms));
    }
    let head = ["", "direct | without", "mediated | with", "difference ± margin"].map(String::from).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(naive(b, &arms)).collect();
    format!("{page}{}\n{}{}", paragraph(FLOWS), fitted(&rows, "<>>>", WIDTH), paragraph(NAIVE))
}

/// The arms that take somebody out, each with its name.
fn taken<'n>(b: &Business<'_>, names: &'n [String]) -> Vec<(usize, &'n str)> {
    (1..).zip(names.iter().map(String::as_str)).filter(|(arm, _)| b.arms[*arm].taken).collect()
}

/// Places with what changes there: arms side by side, or where these do not fit, below each other.
fn flows(title: &str, places: Vec<Vec<String>>, arms: &[(usize, &str)]) -> String {
    let names = || arms.iter().map(|(_, name)| (*name).to_string());
    let head = [title, "as it stands"].map(String::from).into_iter();
    let wide: Vec<Vec<String>> = std::iter::once(head.chain(names()).collect()).chain(places.iter().cloned()).collect();
    let text = fitted(&wide, &format!("<{}", ">".repeat(arms.len() + 1)), WIDTH);
    if text.lines().all(|line| line.chars().count() <= WIDTH) {
        return text;
    }
    let mut rows = vec![[title, "as it stands", "difference ± margin"].map(String::from).to_vec()];
    for place in places {
        rows.push(vec![place[0].clone(), place[1].clone(), String::new()]);
        rows.extend(
            names().zip(&place[2..]).map(|(name, change)| vec![format!("  {name}"), String::new(), change.clone()]),
        );
    }
    fitted(&rows, "<>>", WIDTH)
}

const FLOWS: &str = "By the channel of a case's last attempt: its mean as it stands, then how much more or less with those out \
                     (± at 95% confidence, each for itself; in brackets where not separated from 0). * stands idle when they are out.";
const NAIVE: &str = "Direct against mediated compares different cases, and who goes which way is no accident; without against with \
                     compares the same luck, and is what they bring in this model.";

/// The same for a report.
pub fn headline(b: &Business<'_>, names: &[String]) -> Headline {
    let arms = taken(b, names);
    let mut rows = Vec::new();
    for (count, name) in COUNTS.iter().enumerate().filter(|(count, _)| somebody(b, *count)) {
        let named = |mut row: Vec<String>| {
            row[0] = format!("{name}: {}", row[0]);
            row
        };
        rows.extend(places(b, count, &arms).into_iter().map(named));
    }
    let columns =
        std::iter::once("as it stands".to_string()).chain(arms.iter().map(|(_, name)| (*name).to_string())).collect();
    Headline { columns, rows, note: format!("{} {} {FLOWS}", changed(b, &arms), carried(b)) }
}

/// In how many histories anything is other than as it stands.
fn changed(b: &Business<'_>, arms: &[(usize, &str)]) -> String {
    let arms = || arms.iter().map(|(arm, name)| (*name, &b.arms[*arm]));
    let n = digits(b.n() as f64, 0.0);
    if arms().all(|(_, arm)| arm.changed == 0) {
        return format!("Exactly zero: nothing changes in any of {n} histories, in this model.");
    }
    if arms().all(|(_, arm)| arm.changed == b.n()) {
        return format!("Something changes in each of {n} histories.");
    }
    let said = arms().map(|(name, arm)| match arm.changed {
        0 => format!("in none ({name})"),
        k if k == b.n() => format!("in all ({name})"),
        k => format!("in {} ({name})", digits(k as f64, 0.0)),
    });
    format!("Of {n} histories something changes {}.", said.collect::<Vec<_>>().join(", "))
}

/// What those taken out carry as it stands, on channels that then stand idle.
fn carried(b: &Business<'_>) -> String {
    if !b.places().iter().any(|&place| b.is_taken(place)) {
        return "They have no channel of their own on this issue: no case is theirs to lose, and what changes is what they \
                bring to the channels of others."
            .into();
    }
    let of = |count: usize| {
        let [theirs, all] = [b.carried(count, |place| b.is_taken(place)), b.carried(count, |_| true)];
        format!("{} of {} {}", rough(theirs), rough(all), COUNTS[count])
    };
    let people = if somebody(b, 2) { format!(", {}", of(2)) } else { String::new() };
    format!("As it stands, the channels that they leave idle take {} a history, {}{people}.", of(0), of(1))
}

/// A mean to three digits.
fn rough(mean: f64) -> String {
    digits(mean, mean.abs().max(1e-6) / 20.0)
}

fn somebody(b: &Business<'_>, count: usize) -> bool {
    b.places().into_iter().any(|place| (0..b.arms.len()).any(|arm| b.at(arm, place)[count].here.mean() > Some(0.0)))
}

/// A line a place that sees any of a count.
fn places(b: &Business<'_>, count: usize, arms: &[(usize, &str)]) -> Vec<Vec<String>> {
    let line = |place: Place| {
        let name = match place {
            Place::Channel(c) => b.params().channels[c].name.clone() + if b.is_taken(place) { " *" } else { "" },
            Place::Unrouted => "no channel took it".into(),
            Place::Waiting => "still waiting at the end".into(),
        };
        let flow = |arm: usize| &b.at(arm, place)[count];
        let here = flow(0).here.estimate(LEVEL).map_or(String::new(), |e| value(&e));
        let seen = (0..b.arms.len()).any(|arm| flow(arm).here.mean() > Some(0.0));
        let more = arms.iter().map(|(arm, _)| more(flow(*arm)));
        seen.then(|| [name, here].into_iter().chain(more).collect())
    };
    b.places().into_iter().filter_map(line).collect()
}

/// How much more than as it stands.
fn more(flow: &Flow) -> String {
    flow.more.estimate(LEVEL).map_or(String::new(), |e| change(&e, 1.0, ""))
}

/// A difference with its sign, its margin and what it is counted in; in brackets where it is not separated from 0.
pub fn change(e: &Estimate, scale: f64, unit: &str) -> String {
    let signed = || format!("{}{}{unit}", if e.value > 0.0 { "+" } else { "" }, margin(e, scale, ""));
    match e {
        Estimate { value: 0.0, se: Some(0.0), .. } => "exactly 0".into(),
        e if e.settled() => signed(),
        _ => format!("({})", signed()),
    }
}

/// Yield and lead time: between direct and mediated cases as it stands, then without and with those out.
fn naive(b: &Business<'_>, arms: &[(usize, &str)]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (measure, (_, label, unit)) in MEASURES.into_iter().enumerate() {
        let share = unit == "share";
        let (scale, unit, points) = if share { (100.0, "%", " points") } else { (1.0, "", "") };
        let scaled = |e: Option<Estimate>| {
            let scaled = e.map(|e| Estimate { value: e.value * scale, se: e.se.map(|se| se * scale), ..e });
            scaled.map_or("–".into(), |e| format!("{}{unit}", value(&e)))
        };
        let line = |label: String, two: [Option<Estimate>; 2], difference: Option<Estimate>| {
            let difference = difference.map_or("–".into(), |e| change(&e, scale, points));
            let [one, two] = two.map(&scaled);
            vec![label, one, two, difference]
        };
        let found = b.naive(measure, 0);
        if found.worlds[1].is_none() {
            continue; // nobody crosses
        }
        rows.push(line(label.into(), found.groups, found.difference));
        for (arm, name) in arms {
            let found = b.naive(measure, *arm);
            rows.push(line(format!("  {name}"), found.worlds, found.effect));
        }
    }
    rows
}
