//! `sweep`: a scenario with numbers elsewhere, place by place, and where the answer flips.

use std::path::PathBuf;

use super::{
    Changes, Failure,
    headline::{margin, value},
    study::{Answer, Asked, Question, Session},
    terminal::{WIDTH, paragraph},
};
use crate::{
    experiment::{
        design,
        estimate::Estimate,
        response::{Response, responses},
        sweep::{Axis, Design, Results, Side, Spot, Sweep},
    },
    output::{
        lines::{cells, sentence},
        report::Headline,
        sweep::Swept,
        table::{aligned, fitted},
    },
    scenario::{Input, Patch, Scenario, covers, quantity::tidy},
};

/// Moves numbers of a scenario over their ranges and maps what that does, or where a change helps and where it harms
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel sweep tutorial --vary channels.line.authority=0.2..1/5 -n 500\n  \
                        backchannel sweep tutorial --vary channels.line.authority=0.2..1/5 \\\n      --vary mediators.friend.guarantor=0..1/5 -n 200\n  \
                        backchannel sweep tutorial --vary channels.line.authority=0.2..1/4 \\\n      --vary issues.pow.demand/4 --with mediators.friend.out=true -n 200\n  \
                        backchannel sweep tutorial --vary channels.line.authority=0.2..1 \\\n      --vary issues.pow.p_approval --design lhs --points 16 -n 100")]
pub struct SweepVerb {
    /// A scenario file, or the name of a shipped scenario
    file: PathBuf,
    /// A number to move: PATH=LOW..HIGH/STEPS, PATH=A,B,C, or PATH/STEPS over its declared range; stars stand for any part of a
    /// path, and all that fit are moved together. Once for a line, twice for a map
    #[arg(long, required = true, value_name = "PATH=LOW..HIGH/STEPS")]
    vary: Vec<String>,
    /// A change whose effect is mapped: every place is played without it and with it. Left out, places are compared with the
    /// scenario as it stands
    #[arg(long, value_name = "PATH=VALUE")]
    with: Vec<String>,
    /// How places are chosen
    #[arg(long, value_enum, default_value = "grid")]
    design: Way,
    /// Places of a sample
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=65_536))]
    points: u32,
    /// What is mapped, as in the table that comes out: exchanges, returned_<side>, yield, ...
    #[arg(long, default_value = "exchanges", value_name = "NAME")]
    response: String,
    #[command(flatten)]
    changes: Changes,
    /// Simulated histories at each place
    #[arg(short = 'n', long, default_value_t = 1_000, value_name = "N", value_parser = super::replications)]
    replications: u64,
    #[command(flatten)]
    question: Question,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Way {
    /// Every combination of the steps
    Grid,
    /// A Latin hypercube over the ranges
    Lhs,
    /// A Sobol sequence over the ranges
    Sobol,
}

/// Places of one sweep at most.
const MOST_PLACES: usize = 20_000;
/// Steps where none are said.
const STEPS: usize = 5;

impl SweepVerb {
    pub fn run(self) -> Result<(), Failure> {
        let scenario = super::load(&self.file, &self.changes)?;
        let axes = self.vary.iter().map(|said| axis(said, &scenario)).collect::<Result<Vec<_>, _>>()?;
        let design = match self.design {
            Way::Grid => Design::Grid,
            Way::Lhs => Design::LatinHypercube(self.points),
            Way::Sobol => Design::Sobol(self.points),
        };
        apart(&axes)?;
        response(&responses(&scenario.setup), &self.response)?;
        let with = self.with.iter().map(|text| Patch::said(text)).collect::<Result<Vec<_>, _>>()?;
        crate::scenario::load_str(&scenario.head.id, &scenario.resolved, &with)?;
        let places = axes.iter().map(|axis| axis.values.len()).product::<usize>();
        if matches!(design, Design::Grid) && places > MOST_PLACES {
            let cure = "ask for fewer steps, or for a sample with --design sobol";
            return Err(Failure::Question(format!(
                "this grid has {places} places, and {MOST_PLACES} are the most: {cure}"
            )));
        }
        let sweep = Sweep { axes, design, with: self.with.clone(), response: self.response.clone() };
        self.question.ask(&scenario, self.replications, &Asked::Sweep(sweep))
    }
}

/// The response of this name, by its place.
pub fn response(known: &[Response], name: &str) -> Result<usize, Failure> {
    known.iter().position(|r| r.name == name).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|r| r.name.as_str()).collect();
        let near = crate::scenario::problem::nearest(name, names.iter().copied());
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        Failure::Question(format!("there is no response `{name}`{near} There are: {}", names.join(", ")))
    })
}

/// Reads one `--vary`.
fn axis(said: &str, scenario: &Scenario) -> Result<Axis, Failure> {
    let wrong = |what: String| Failure::Question(format!("--vary {said}: {what}"));
    let (target, values) = said.split_once('=').map_or((said, None), |(path, values)| (path, Some(values)));
    let (word, steps) = match (values, target.rsplit_once('/')) {
        (None, Some((word, steps))) => (word.trim(), Some(steps)),
        _ => (target.trim(), None),
    };
    let inputs: Vec<&Input> = scenario.inputs.iter().filter(|i| i.number.is_some() && covers(word, &i.path)).collect();
    let Some(first) = inputs.first() else {
        let near = crate::scenario::problem::nearest(word, scenario.inputs.iter().map(|i| i.path.as_str()));
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        return Err(wrong(format!(
            "{} has no number `{word}`{near} `backchannel check FILE --all` lists them",
            scenario.head.id
        )));
    };
    if let Some(other) = inputs.iter().find(|input| input.kind != first.kind) {
        return Err(wrong(format!(
            "{} and {} are not of one kind, so one value cannot stand for both; name fewer of them",
            first.path, other.path
        )));
    }
    let values = match values {
        Some(values) => spoken(first, values),
        None => declared(first, steps),
    };
    let mut values = values.map_err(&wrong)?;
    values.sort_by(f64::total_cmp);
    values.dedup();
    if values.len() < 2 {
        return Err(wrong("one value is no sweep; give a range, as in 0.2..1/5, or two values at least".into()));
    }
    Ok(Axis { said: word.into(), paths: inputs.iter().map(|input| input.path.clone()).collect(), values })
}

/// `LOW..HIGH/STEPS` or `A,B,C`.
fn spoken(input: &Input, text: &str) -> Result<Vec<f64>, String> {
    let Some((low, rest)) = text.split_once("..") else {
        return text.split(',').map(|value| input.read(value)).collect();
    };
    let (high, steps) = match rest.rsplit_once('/') {
        // A ratio has a stroke of its own, as in 1/2.
        Some((high, steps)) if steps.trim().parse::<usize>().is_ok() && !high.trim().is_empty() => (high, Some(steps)),
        _ => (rest, None),
    };
    let ends = (input.read(low)?, input.read(high)?);
    if ends.0 >= ends.1 || !ends.1.is_finite() {
        return Err(format!("{low} is not below {high}: write the lower end first"));
    }
    Ok(even(ends, count(steps)?))
}

fn declared(input: &Input, steps: Option<&str>) -> Result<Vec<f64>, String> {
    let factor = design::Factor::of(input)
        .ok_or_else(|| format!("{} has no range to go over; give one, as in {}=LOW..HIGH/5", input.path, input.path))?;
    let steps = count(steps)?;
    Ok((0..steps).map(|i| factor.at(i as f64 / (steps - 1) as f64)).collect())
}

fn count(steps: Option<&str>) -> Result<usize, String> {
    let Some(steps) = steps else { return Ok(STEPS) };
    steps.trim().parse().ok().filter(|n| (2..=1_000).contains(n)).ok_or_else(|| {
        format!("`{}` steps cannot be taken; write a whole number from 2 to 1000 behind the stroke", steps.trim())
    })
}

fn even((low, high): (f64, f64), steps: usize) -> Vec<f64> {
    (0..steps).map(|i| tidy(low + (high - low) * i as f64 / (steps - 1) as f64)).collect()
}

/// No number can be moved by two axes at once.
fn apart(axes: &[Axis]) -> Result<(), Failure> {
    for (i, axis) in axes.iter().enumerate() {
        for other in &axes[..i] {
            if let Some(both) = axis.paths.iter().find(|path| other.paths.contains(path)) {
                let words =
                    format!("{both} is moved by both --vary {} and --vary {}; name it once", other.said, axis.said);
                return Err(Failure::Question(words));
            }
        }
    }
    Ok(())
}

/// Plays a sweep and says what came of it.
pub fn answer(sweep: &Sweep, session: &mut Session<'_>) -> Result<Answer, Failure> {
    let with = sweep.with.iter().map(|text| Patch::said(text)).collect::<Result<Vec<_>, _>>()?;
    let spots = sweep.spots(session.study.seed);
    let points = sweep.points(session.base(), &spots, &with, session.replications);
    let mut results = Results::new(spots.len(), !with.is_empty());
    session.play(&points, |point, sums| results.take(point, sums))?;
    let main = response(session.responses(), &sweep.response)?;
    let swept =
        Swept { sweep, base: session.base(), responses: session.responses(), main, spots: &spots, results: &results };
    Ok(Answer {
        asked: asked(&swept),
        tables: vec![swept.places(), swept.differences()],
        pictures: swept.pictures(&session.provenance()),
        found: vec![note(&swept)],
        headline: headline(&swept),
        text: text(&swept),
    })
}

fn asked(swept: &Swept<'_>) -> String {
    let said: Vec<&str> = swept.sweep.axes.iter().map(|axis| axis.said.as_str()).collect();
    let (of, moved, places) = (&swept.responses[swept.main].label, said.join(" and "), swept.spots.len());
    match swept.sweep.with.as_slice() {
        [] => {
            format!("{} with {moved} elsewhere, at {places} places, against the scenario as it stands.", sentence(of))
        }
        with => format!("What {} does to {of} with {moved} elsewhere, at {places} places.", with.join(", ")),
    }
}

/// Of each place: its values, both means, their difference, and on which side of zero it lies.
fn row(swept: &Swept<'_>, spot: &Spot) -> Vec<String> {
    let found = swept.found(spot, swept.main);
    let text = |e: Option<Estimate>| e.map_or("–".into(), |e| value(&e));
    let difference = found.difference.map_or(String::new(), |d| margin(&d, 1.0, ""));
    let cells = [text(found.here), text(found.other), difference, Side::of(found.difference).word().into()];
    std::iter::once(swept.at(spot).join(", ")).chain(cells).collect()
}

fn headline(swept: &Swept<'_>) -> Headline {
    let [here, other] = swept.arms();
    let columns = [here, other, "difference ± margin", "in this model"].map(String::from).into();
    let rows = swept.spots.iter().take(MOST_IN_REPORT).map(|spot| row(swept, spot)).collect();
    Headline { columns, rows, note: format!("{}{}", note(swept), more(swept, MOST_IN_REPORT)) }
}

/// Says that there are more places than a table shows.
fn more(swept: &Swept<'_>, shown: usize) -> String {
    match swept.spots.len().saturating_sub(shown) {
        0 => String::new(),
        more => format!(" Another {more} places are in effects.csv."),
    }
}

fn note(swept: &Swept<'_>) -> String {
    let response = &swept.responses[swept.main];
    let sides: Vec<Side> = swept.spots.iter().map(|spot| Side::of(swept.found(spot, swept.main).difference)).collect();
    let count = |side: Side| sides.iter().filter(|&&s| s == side).count();
    let than = match swept.sweep.with.is_empty() {
        true => "than in the scenario as it stands",
        false => "with the change than without it",
    };
    let unit = if response.label.contains(response.unit) { String::new() } else { format!(" ({})", response.unit) };
    let same = match count(Side::Same) {
        0 => String::new(),
        n => format!(", the same in every history at {n}"),
    };
    format!(
        "{}{unit}: higher {than} at {} of {} places, lower at {}, undecided at {}{same}. Margins hold for all places at once, \
         at 95% confidence (Šidák); undecided is where one covers zero.",
        sentence(&response.label),
        count(Side::Higher),
        sides.len(),
        count(Side::Lower),
        count(Side::Undecided)
    )
}

/// Rows on the terminal at most, and in the report.
const MOST: usize = 40;
const MOST_IN_REPORT: usize = 400;

/// The table with a column for each of several inputs, under the end of its path; none where that is too wide.
fn columns(swept: &Swept<'_>, axes: &[&str], rows: &[Vec<String>]) -> Option<String> {
    if axes.len() < 2 {
        return None;
    }
    let ends: Vec<Vec<String>> = (1..=4).map(|n| axes.iter().map(|path| end(path, n)).collect()).collect();
    let told_apart = |names: &&Vec<String>| names.iter().enumerate().all(|(i, name)| !names[..i].contains(name));
    let names = ends.iter().find(told_apart)?;
    let at = std::iter::once(names.clone()).chain(swept.spots.iter().map(|spot| swept.at(spot)));
    let lines: Vec<Vec<String>> = at.zip(rows).map(|(at, row)| [&at[..], &row[1..]].concat()).collect();
    let text = aligned(&lines, &format!("{}>>><", ">".repeat(axes.len())));
    text.lines().all(|line| cells(line) <= WIDTH).then_some(text)
}

/// The last `n` parts of a path.
fn end(path: &str, n: usize) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    parts[parts.len().saturating_sub(n)..].join(".")
}

fn text(swept: &Swept<'_>) -> String {
    let [here, other] = swept.arms();
    let axes: Vec<&str> = swept.sweep.axes.iter().map(|axis| axis.said.as_str()).collect();
    let head = [here, other, "difference ± margin", ""];
    let mut rows = vec![std::iter::once(axes.join(", ").as_str()).chain(head).map(String::from).collect::<Vec<_>>()];
    rows.extend(swept.spots.iter().take(MOST).map(|spot| row(swept, spot)));
    format!(
        "{}{}\n{}\n{}",
        paragraph(&swept.base.head.title),
        paragraph(&asked(swept)),
        columns(swept, &axes, &rows).unwrap_or_else(|| fitted(&rows, "<>>><", WIDTH)),
        paragraph(&(note(swept) + &more(swept, MOST)))
    )
}
