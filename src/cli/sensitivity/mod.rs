//! `sensitivity`: which inputs carry the results, over their declared ranges, and how much is chance.

mod findings;

use std::path::PathBuf;

use super::{
    Changes, Failure,
    headline::{margin, percent},
    study::{Answer, Asked, Question, Session},
    sweep::response,
    terminal::{WIDTH, glyphs, paragraph},
};
use crate::{
    experiment::{
        design::{self, Factor},
        estimate::Estimate,
        response::{Response, responses},
        sensitivity::{
            Effect, Indices, Shares, TOO_FEW_ROWS,
            found::{Found, Inner, Swing, inner_values},
            plan::{Method, Plan, Ranged, ends, in_rows, walked},
        },
        study::Point,
    },
    output::{lines::sentence, report::Headline, sensitivity as output, spark, table::fitted},
};

/// Finds the inputs on which the results hang, over their declared ranges, and the share of chance
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel sensitivity guarantors --method tornado -n 200\n  \
                        backchannel sensitivity guarantors --method morris --trajectories 4 --inner 16\n  \
                        backchannel sensitivity tutorial --method sobol --rows 32 \\\n      --over issues.pow.p_approval --over rules.patience --inner 16")]
pub struct Sensitivity {
    /// A scenario file, or the name of a shipped scenario
    file: PathBuf,
    /// How to ask
    #[arg(long, value_enum, default_value = "all")]
    method: Way,
    /// The inputs to move: a path, its beginning, or one with stars, the model's defaults among them; left out, all inputs of
    /// the file that have a range
    #[arg(long, value_name = "PATH")]
    over: Vec<String>,
    /// What figures show, and by what screening chooses: exchanges, returned_<side>, first_exchange_restricted, ...
    #[arg(long, default_value = "exchanges", value_name = "NAME")]
    response: String,
    /// So many inputs at most have indices: those that screening puts first
    #[arg(long, default_value_t = 12, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=100))]
    top: u16,
    /// Trajectories of the screening
    #[arg(long, default_value_t = 12, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=10_000))]
    trajectories: u32,
    /// Rows of the variance-based design; best a power of 2
    #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=65_536))]
    rows: u32,
    /// Simulated histories at each point of a trajectory or a row
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=200))]
    inner: u64,
    #[command(flatten)]
    changes: Changes,
    /// Simulated histories at each end of a range, one input at a time
    #[arg(short = 'n', long, default_value_t = 1_000, value_name = "N", value_parser = super::replications)]
    replications: u64,
    #[command(flatten)]
    question: Question,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Way {
    /// One input at a time, at the ends of its range
    Tornado,
    /// Elementary effects: what does anything at all
    Morris,
    /// First-order and total indices of the mean response, of what screening puts first
    Sobol,
    /// All three
    All,
}

impl Sensitivity {
    pub fn run(self) -> Result<(), Failure> {
        let scenario = super::load(&self.file, &self.changes)?;
        let method = match self.method {
            Way::Tornado => Method::Tornado,
            Way::Morris => Method::Morris,
            Way::Sobol => Method::Sobol,
            Way::All => Method::All,
        };
        response(&responses(&scenario.setup), &self.response)?;
        for word in &self.over {
            if design::factors(&scenario, &[word.as_str()]).is_empty() {
                return Err(Failure::Question(format!(
                    "--over {word}: {} has no input of that name with a range; `backchannel check {} --all` lists inputs and \
                     ranges",
                    scenario.head.id,
                    self.file.display()
                )));
            }
        }
        let plan = Plan {
            method,
            over: Ranged::named(&scenario, &self.over),
            response: self.response.clone(),
            top: usize::from(self.top),
            trajectories: self.trajectories,
            rows: self.rows,
            inner: self.inner,
        };
        if plan.over.is_empty() {
            let cure = "give a number a range, as in { value = 0.6, range = [0.2, 0.8] }, or name defaults of the model with --over";
            return Err(Failure::Question(format!("{} gives no number a range: {cure}", scenario.head.id)));
        }
        self.question.ask(&scenario, self.replications, &Asked::Sensitivity(plan))
    }
}

/// Plays what is asked and says what came of it.
pub fn answer(plan: &Plan, session: &mut Session<'_>) -> Result<Answer, Failure> {
    let (scenario, seed) = (session.study.base, session.study.seed);
    let main = response(session.responses(), &plan.response)?;
    let inputs = plan.inputs(scenario);
    let factors: Vec<Factor<'_>> = inputs.iter().filter_map(Factor::of).collect();
    let mut found = Found::default();
    if plan.asks(Method::Tornado) {
        let mut sums = Vec::new();
        session.play(&ends(&factors, session.replications), |_, of_point| sums.push(of_point))?;
        found.take_ends(&factors, &sums);
    }
    if plan.asks(Method::Morris) || (plan.asks(Method::Sobol) && factors.len() > plan.top) {
        let walks = design::trajectories(plan.trajectories, factors.len(), seed);
        let points = inner(session, &walked(&walks, &factors, plan.inner))?;
        found.take_walks(&factors, &walks, &points);
    }
    if plan.asks(Method::Sobol) {
        found.choose(plan, &factors, main);
        let rows = design::rows(plan.rows, found.chosen.len(), seed);
        let points = inner(session, &in_rows(&rows, &found.chosen, plan.inner))?;
        found.take_rows(&points, seed);
    }
    let told = Told { plan, session, found: &found, factors: factors.len(), main };
    Ok(Answer {
        asked: told.asked(),
        tables: output::tables(&found, session.responses()),
        pictures: output::pictures(&found, session.responses(), main, (session.base(), plan), &session.provenance()),
        found: told.findings(),
        headline: told.headline(),
        text: told.text(),
    })
}

/// Plays points for their inner values.
fn inner(session: &mut Session<'_>, points: &[Point]) -> Result<Vec<Inner>, Failure> {
    let mut values = Vec::with_capacity(points.len());
    session.play(points, |_, sums| values.push(inner_values(sums)))?;
    Ok(values)
}

/// What has been found about the main response, to be told.
struct Told<'t> {
    plan: &'t Plan,
    session: &'t Session<'t>,
    found: &'t Found<'t>,
    factors: usize,
    main: usize,
}

/// Rows of a table on the terminal at most.
const MOST: usize = 15;
/// Columns of a bar on either side of zero.
const HALF: usize = 8;

impl Told<'_> {
    fn response(&self) -> &Response {
        &self.session.responses()[self.main]
    }

    fn asked(&self) -> String {
        let label = &self.response().label;
        if self.factors == 1 {
            return format!("How {label} depend on one input, anywhere in its declared range, and how much is chance.");
        }
        format!(
            "On which of {} inputs, each anywhere in its declared range, {label} depend, and how much is chance.",
            self.factors
        )
    }

    fn indices(&self) -> Option<&Indices> {
        self.found.indices.get(self.main)?.as_ref()
    }

    /// Input by input, largest first: first-order index, total index, and whether it is disputed.
    fn shares(&self) -> Vec<Vec<String>> {
        let Some(shares) = self.indices().and_then(|indices| indices.shares.as_ref()) else { return Vec::new() };
        let rows = self
            .found
            .ranking(self.main)
            .into_iter()
            .enumerate()
            .flat_map(|(group, inputs)| inputs.into_iter().map(move |i| (group + 1, i)));
        let row = |(group, i): (usize, usize)| {
            let input = self.found.chosen[i].input;
            let disputed = if input.evidence.contested { "contested" } else { "" };
            let cells = [range(&shares.first[i]), range(&shares.total[i]), group.to_string(), disputed.into()];
            std::iter::once(input.path.clone()).chain(cells).collect()
        };
        rows.map(row).collect()
    }

    /// Input by input, widest swing first: the differences at both ends, and whether it is disputed.
    fn swings(&self) -> Vec<Vec<String>> {
        let text = |d: &Option<Estimate>| d.as_ref().map_or("–".into(), |d| margin(d, 1.0, ""));
        let row = |swing: &Swing<'_>| {
            let input = swing.factor.input;
            let [low, high] = swing.differences[self.main].each_ref().map(text);
            let [from, to] = [0.0, 1.0].map(|u| input.text_at(swing.factor.at(u)));
            let disputed = if input.evidence.contested { "contested" } else { "" };
            vec![input.path.clone(), format!("{from} to {to}"), low, high, disputed.into()]
        };
        self.found.by_swing(self.main).into_iter().map(row).collect()
    }

    /// Input by input, what screening saw.
    fn effects(&self) -> Vec<Vec<String>> {
        let Some(effects) = self.found.effects.get(self.main).and_then(Option::as_ref) else { return Vec::new() };
        let mut seen: Vec<(&Factor<'_>, &Effect)> = self.found.screened.iter().zip(effects).collect();
        seen.sort_by(|a, b| b.1.square.value.total_cmp(&a.1.square.value));
        let row = |(factor, effect): (&Factor<'_>, &Effect)| {
            let words = if effect.seen() { "seen above chance" } else { "" };
            vec![factor.input.path.clone(), margin(&effect.mu, 1.0, ""), margin(&effect.mu_star, 1.0, ""), words.into()]
        };
        seen.into_iter().map(row).collect()
    }

    fn headline(&self) -> Headline {
        let columns = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect();
        let (columns, rows) = match self.plan.method {
            Method::Tornado => (columns(&["range", "at the low end", "at the high end", ""]), self.swings()),
            Method::Morris => (columns(&["mean effect", "mean absolute effect", ""]), self.effects()),
            _ => (columns(&["first-order index", "total index", "group", ""]), self.shares()),
        };
        Headline { columns, rows, note: self.note() }
    }

    fn note(&self) -> String {
        let unit = self.response().unit;
        let mut notes = Vec::new();
        if let Some(indices) = self.indices() {
            notes.push(format!(
                "{} of the variance between single histories is chance. The indices are shares of the rest, of the \
                 variance of the mean response over {}; first-order: what an input does alone, total: with \
                 what it does together with others. A group of total indices ends where every \
                 interval after it lies below every one in it; within a group nothing is ranked.",
                percent(&indices.chance),
                inputs(self.found.chosen.len())
            ));
            if indices.shares.as_ref().is_some_and(Shares::impossible) {
                notes.push(format!("{}.", sentence(TOO_FEW_ROWS)));
            }
            if indices.shares.is_none() {
                notes.push("The inputs move the mean response too little to tell their shares apart from nothing; more --inner histories or --rows would tell.".into());
            }
        }
        if !self.found.swings.is_empty() {
            notes.push(format!("Differences ({unit}) are from the scenario as it stands; their margins hold for both ends of all inputs at once (Šidák)."));
        }
        if !self.found.screened.is_empty() {
            notes.push("An elementary effect is the change over the whole range, one input at a time, from places all over the ranges.".into());
        }
        notes.push(
            "Intervals are at 95% confidence. What a script sets on a later day is not moved by the input it replaces."
                .into(),
        );
        notes.join(" ")
    }

    fn text(&self) -> String {
        let mut text = paragraph(&self.session.base().head.title) + &paragraph(&self.asked());
        let label = &self.response().label;
        let ruler = spark::ruler("less", "more", HALF);
        let ends = ["input\nits range", "at the low end", "at the high end", &ruler];
        let tables = [
            (format!("One input at a time: {label}"), ends.as_slice(), "<>><", self.tornado()),
            (
                format!("Elementary effects on {label}"),
                ["input", "mean", "mean absolute", ""].as_slice(),
                "<>><",
                self.effects(),
            ),
            (
                format!("Shares of the spread of {label}"),
                ["input", "first-order", "total", "group", ""].as_slice(),
                "<>>><",
                self.shares(),
            ),
        ];
        for (title, head, sides, rows) in tables {
            text += &table(&title, head, sides, rows);
        }
        text + "\n" + &paragraph(&self.note())
    }

    /// The tornado on the terminal: both ends of each range and a bar between them.
    fn tornado(&self) -> Vec<Vec<String>> {
        let swings = self.found.by_swing(self.main);
        let ends =
            |swing: &Swing<'_>| swing.differences[self.main].each_ref().map(|d| d.as_ref().map_or(0.0, |d| d.value));
        let reach = swings.iter().flat_map(|swing| ends(swing)).map(f64::abs).fold(0.0, f64::max);
        let row = |(cells, swing): (Vec<String>, &Swing<'_>)| {
            let mark = if cells[4].is_empty() { "" } else { ", contested" };
            let [low, high] = ends(swing);
            let bar = spark::span(low, high, reach, HALF, glyphs());
            vec![format!("{}\n{}{mark}", cells[0], cells[1]), cells[2].clone(), cells[3].clone(), bar]
        };
        self.swings().into_iter().zip(swings).map(row).collect()
    }
}

/// A table under its title, cut where it gets long; nothing if it has no rows.
fn table(title: &str, head: &[&str], sides: &str, rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let more = rows.len().saturating_sub(MOST);
    let head = head.iter().map(|word| (*word).to_string()).collect::<Vec<_>>();
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows.into_iter().take(MOST)).collect();
    let mut text = format!("\n{title}\n{}", fitted(&lines, sides, WIDTH));
    if more > 0 {
        text += &format!("... and {} more, in the tables\n", inputs(more));
    }
    text
}

/// So many inputs.
pub(super) fn inputs(n: usize) -> String {
    if n == 1 { "1 input".into() } else { format!("{n} inputs") }
}

/// An index and its interval.
fn range(e: &Estimate) -> String {
    let two = |x: f64| match format!("{x:.2}") {
        text if text == "-0.00" => "0.00".into(),
        text => text,
    };
    e.interval.map_or(two(e.value), |i| format!("{} ({} to {})", two(e.value), two(i.low), two(i.high)))
}
