//! `explain`: where a number comes from, who disputes it, what it moves.

use std::path::PathBuf;

use serde_json::json;

use super::{
    Changes, Failure, Luck, batch_failure, differences, facts,
    progress::Progress,
    terminal::{WIDTH, hanging, paragraph, print},
};
use crate::{
    experiment::{
        compare::{Arm, Comparison},
        estimate::{LEVEL, digits},
    },
    model::{law::Law, setup::Setup},
    output::{
        lines::{cells, plain},
        table::aligned,
    },
    scenario::{
        Input, Possible, Scenario, Source, covers,
        problem::{listed, nearest},
    },
};

/// Tells all about one number: its range, source and grade, who disputes it, where the model uses it, what it moves
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel explain istanbul-2025 channels.istanbul.answer.ukraine\n  \
                        backchannel explain tutorial issues.pow.demand --replications 500")]
pub struct Explain {
    /// A scenario file, or the name of a shipped scenario
    file: PathBuf,
    /// The number, as `check FILE --inputs` names it
    path: String,
    #[command(flatten)]
    changes: Changes,
    /// Simulated histories at each value
    #[arg(short = 'n', long, default_value_t = 2_000, value_name = "N", value_parser = super::replications)]
    replications: u64,
    #[command(flatten)]
    luck: Luck,
    /// Prints JSON, for programs
    #[arg(long)]
    json: bool,
}

/// What becomes of the results with the number elsewhere.
struct Effect<'s, 'c> {
    at: &'s Possible,
    comparison: &'c Comparison<'s>,
    arm: &'c Arm<'s>,
}

impl Explain {
    pub fn run(self) -> Result<(), Failure> {
        let scenario = super::load(&self.file, &self.changes)?;
        let input = self.find(&scenario)?;
        let possible = input.possible();
        let patches = self.changes.patches()?;
        let arm = |at: &Possible| crate::scenario::load(&self.file, &[&patches[..], &[input.at(at.number)]].concat());
        let arms = possible.iter().map(arm).collect::<Result<Vec<_>, _>>()?;
        let comparison = self.play(&scenario, &arms)?;
        let effect = |(at, arm)| Effect { at, comparison: &comparison, arm };
        let effects: Vec<Effect<'_, '_>> = possible.iter().zip(&comparison.arms).map(effect).collect();
        print(&if self.json {
            format!("{:#}\n", self.facts(&scenario, input, &effects))
        } else {
            self.page(&scenario, input, &effects)
        })
    }

    /// The number meant: named in full, or by a beginning or with stars that only one has.
    fn find<'s>(&self, s: &'s Scenario) -> Result<&'s Input, Failure> {
        let path = self.path.as_str();
        if let Some(input) = s.inputs.iter().find(|input| input.path == path) {
            return Ok(input);
        }
        let meant: Vec<&Input> = s.inputs.iter().filter(|input| covers(path, &input.path)).collect();
        match meant.as_slice() {
            [one] => Ok(one),
            [] => Err(Failure::Question(self.not_one(s))),
            many => {
                let list = many.iter().map(|input| input.path.as_str()).collect::<Vec<_>>().join("\n  ");
                Err(Failure::Question(format!("`{path}` is {} numbers; name one of them:\n  {list}", many.len())))
            }
        }
    }

    /// What to say of a path that names no number: which one is near, or where the list is.
    fn not_one(&self, s: &Scenario) -> String {
        const FEW: usize = 12;
        let path = self.path.as_str();
        let paths: Vec<&str> = s.inputs.iter().map(|input| input.path.as_str()).collect();
        let table = path.rsplit_once('.').map_or("", |(table, _)| table);
        let beside = paths.iter().copied().filter(|p| p.strip_prefix(table).is_some_and(|rest| rest.starts_with('.')));
        let beside: Vec<&str> = beside.collect();
        let mut named: Vec<&Input> = s.inputs.iter().collect();
        named.retain(|input| !path.is_empty() && input.path.split('.').any(|part| part == path));
        named.sort_by_key(|input| input.by_default); // what the file says comes first
        let named: Vec<&str> = named.into_iter().map(|input| input.path.as_str()).collect();
        let near = nearest(path, paths.iter().copied().filter(|p| beside.is_empty() || beside.contains(p)));
        let mut cure = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        if (1..=FEW).contains(&beside.len()) {
            cure = format!("{cure}; numbers here: {}", listed(&beside)).replace("?;", "?");
        } else if near.is_none() && !named.is_empty() {
            let more = if named.len() > FEW { ", ..." } else { "" };
            cure = format!("; it is in {}{more}", listed(&named[..named.len().min(FEW)]));
        }
        let file = self.file.display();
        format!(
            "{} has no number `{path}`{cure}\n`backchannel check {file} --all` lists every number; dates, words and lists of \
             ids are none",
            s.head.id
        )
    }

    /// The scenario beside what it is with the number elsewhere.
    fn play<'s>(&self, base: &'s Scenario, arms: &'s [Scenario]) -> Result<Comparison<'s>, Failure> {
        let variants: Vec<&Setup> = arms.iter().map(|arm| &arm.setup).collect();
        let mut comparison = Comparison::new(&base.setup, &variants);
        if arms.is_empty() {
            return Ok(comparison);
        }
        let batch = self.luck.batch(self.replications);
        let mut progress = Progress::new(batch.replications);
        let played = comparison.play(&batch, |done| progress.tick(done));
        played.map_err(|e| batch_failure(e, &[&[&base.setup], &variants[..]].concat()))?;
        Ok(comparison)
    }

    fn page(&self, s: &Scenario, input: &Input, effects: &[Effect<'_, '_>]) -> String {
        let mut text = format!("{} = {}\n{}\n", input.path, input.value_text(), paragraph(input.doc));
        text += &script(s, input);
        text += &evidence(s, input);
        text += &self.moved(input, effects);
        text
    }

    /// What the number moves, measure by measure.
    fn moved(&self, input: &Input, effects: &[Effect<'_, '_>]) -> String {
        if effects.is_empty() {
            let cure = "It has no range and no claim is read as a number, so there is nowhere to move it. Give it a range \
                        in the file, or compare a value of your own:";
            let command = format!("  backchannel compare {} --set {}=VALUE", self.file.display(), input.path);
            return format!("\n{}{command}\n", paragraph(cure));
        }
        let mut text = format!(
            "\n{}",
            paragraph(&format!(
                "What it moves, in this model: {} simulated histories at each value, with the same luck (seed {}). Differences \
                 from how it stands, with their margin at 95% confidence; in brackets where they are not separated from 0.",
                digits(self.replications as f64, 0.0),
                self.luck.seed
            ))
        );
        let tables: Vec<Vec<differences::Moved>> =
            effects.iter().map(|e| differences::moved(e.comparison, e.arm)).collect();
        // What comes at one value alone is a row of that value's table only.
        let mut measures: Vec<&differences::Moved> = Vec::new();
        for measure in tables.iter().flatten() {
            if !measures.iter().any(|known| known.name == measure.name) {
                measures.push(measure);
            }
        }
        for measure in measures {
            text += &format!("\n{}, {} as it stands\n", plain(&measure.label), measure.base);
            let rows = effects.iter().zip(&tables).map(|(effect, table)| {
                let difference = table.iter().find(|d| d.name == measure.name);
                let difference = difference.map_or("no change".into(), differences::Moved::text);
                [format!("  {}", effect.at.text), difference, plain(&effect.at.whose.join("; "))]
            });
            text += &beside(&rows.collect::<Vec<_>>());
        }
        text
    }

    fn facts(&self, s: &Scenario, input: &Input, effects: &[Effect<'_, '_>]) -> serde_json::Value {
        let sources = cited(s, input).map(|s| {
            json!({ "id": s.id, "title": s.title, "publisher": s.publisher, "date": s.date, "url": s.url, "note": s.note })
        });
        let used = input.sections().map(|(number, title)| json!({ "section": number, "title": title }));
        let effects = effects.iter().map(|effect| {
            let measures = differences::moved(effect.comparison, effect.arm).into_iter().map(|d| d.to_json());
            json!({ "at": effect.at.number, "whose": effect.at.whose, "measures": measures.collect::<Vec<_>>() })
        });
        let mut facts = facts::of_input(input);
        facts["scenario"] = json!(s.head.id);
        facts["digest"] = json!(s.digest);
        facts["sources"] = sources.collect();
        facts["used"] = used.collect();
        facts["level"] = json!(LEVEL);
        facts["replications"] = json!(self.replications);
        facts["seed"] = json!(self.luck.seed);
        facts["effects"] = effects.collect();
        facts
    }
}

/// Where the words after `Range`, `Grade` and the like begin.
const INDENT: usize = 11;

/// The event to which a number belongs; or the days on which the script puts another number in its place.
fn script(s: &Scenario, input: &Input) -> String {
    let event = input.path.strip_prefix("events.").and_then(|rest| rest.split('.').next());
    let own = s.scripted.iter().filter(|line| event == Some(line.id.as_str()));
    let own = own.map(|line| {
        let name = if line.name.is_empty() { String::new() } else { format!("{}: ", line.name) };
        ("Event", format!("{}, {name}{}", line.date, line.text))
    });
    let over = s.scripted.iter().filter_map(|line| {
        let change = line.change.as_ref().filter(|change| covers(&change.path, &input.path))?;
        Some(("Scripted", format!("{} from {} on, by events.{}", change.value, line.date, line.id)))
    });
    own.chain(over).map(|(lead, words)| hanging(lead, &words, INDENT)).collect()
}

/// Value and difference in columns, and beside them whose value it is, in as many lines as that takes.
fn beside(rows: &[[String; 3]]) -> String {
    let columns = aligned(&rows.iter().map(|[at, moved, _]| vec![at.clone(), moved.clone()]).collect::<Vec<_>>(), "<>");
    let indent = columns.lines().map(cells).max().unwrap_or(0) + 2;
    let rows = columns.lines().zip(rows);
    rows.map(|(lead, [.., whose])| hanging(lead, whose, indent.min(WIDTH / 2))).collect()
}

/// Range, grade, reason, where it is used, claims and sources.
fn evidence(s: &Scenario, input: &Input) -> String {
    let e = &input.evidence;
    let origin = if input.by_default { "the model's default, not in the file" } else { "" };
    let contested = if e.contested { "contested" } else { "" };
    let grade =
        [e.grade.word(), contested, origin].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ");
    let used = input.sections().map(|(number, title)| format!("{number} {title}")).collect::<Vec<_>>().join("; ");
    let used = if used.is_empty() { used } else { format!("docs/model.md: {used}") };
    let mut text = String::new();
    let of = match input.law {
        None | Some(Law::Fixed(_)) => "",
        Some(Law::Lognormal { .. }) => ", of its median",
        Some(_) => ", of its mean",
    };
    let range = input.range_text().map_or(String::new(), |range| format!("{range}{of}"));
    for (lead, words) in [("Range", range), ("Grade", grade), ("Why", e.why.clone()), ("Used in", used)] {
        if !words.is_empty() {
            text += &hanging(lead, &words, INDENT);
        }
    }
    if !e.claims.is_empty() {
        text += "\nWho says what (the reading as a number is the author's):\n";
        text += &e.claims.iter().map(|c| hanging("  ", &plain(&input.claim_text(c)), 4)).collect::<String>();
    }
    let mut sources = cited(s, input).peekable();
    if sources.peek().is_some() {
        text += "\nSources:\n";
        text += &sources.map(|source| cite(source, INDENT + 5)).collect::<String>();
    }
    text
}

/// A source, with its address in one piece, to be copied.
fn cite(source: &Source, most: usize) -> String {
    let name = [&source.title, &source.publisher, &source.date].map(String::as_str);
    let name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let words = [&name, &source.note].into_iter().filter(|part| !part.is_empty());
    let words = words.map(|part| part.trim_end_matches('.')).collect::<Vec<_>>().join(". ");
    let indent = (source.id.len() + 4).min(most);
    let text = hanging(&format!("  {}", source.id), &plain(&words), indent);
    if source.url.is_empty() { text } else { text + &format!("{:indent$}{}\n", "", source.url) }
}

/// The sources of a number and of what is claimed about it, in the order of the file.
fn cited<'s>(s: &'s Scenario, input: &'s Input) -> impl Iterator<Item = &'s Source> {
    let e = &input.evidence;
    let named = move |id: &String| e.sources.contains(id) || e.claims.iter().any(|c| c.source.as_ref() == Some(id));
    s.sources.iter().filter(move |source| named(&source.id))
}
