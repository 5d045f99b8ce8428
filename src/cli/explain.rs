//! `explain`: where a number comes from, who disputes it, what it moves.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{
    Changes, Failure, Luck, batch_failure, headline,
    progress::Progress,
    terminal::{WIDTH, hanging, paragraph, print},
};
use crate::{
    experiment::{
        compare::Comparison,
        estimate::{LEVEL, digits},
    },
    output::{
        lines::{cells, plain},
        table::aligned,
    },
    scenario::{
        Input, Possible, Scenario, Source,
        problem::{nearest, suggest},
    },
};

/// Tells all about one number: its range, source and grade, who disputes it, where the model uses it, what it moves
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel explain istanbul-2025 channels.istanbul.authority.russia\n  \
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
struct Effect<'s> {
    at: &'s Possible,
    comparison: Comparison<'s>,
}

impl Explain {
    pub fn run(self) -> Result<(), Failure> {
        let scenario = super::load(&self.file, &self.changes)?;
        let input = find(&scenario, &self.file, &self.path)?;
        let possible = input.possible();
        let arms = possible.iter().map(|at| self.arm(input, at)).collect::<Result<Vec<_>, _>>()?;
        let mut effects = Vec::new();
        for (at, arm) in possible.iter().zip(&arms) {
            effects.push(Effect { at, comparison: self.play(&scenario, arm)? });
        }
        print(&if self.json {
            format!("{:#}\n", self.facts(&scenario, input, &effects))
        } else {
            self.page(&scenario, input, &effects)
        })
    }

    /// The scenario with the number elsewhere.
    fn arm(&self, input: &Input, at: &Possible) -> Result<Scenario, Failure> {
        let mut patches = self.changes.patches()?;
        patches.push(input.at(at.number));
        Ok(crate::scenario::load(&self.file, &patches)?)
    }

    fn play<'s>(&self, base: &'s Scenario, arm: &'s Scenario) -> Result<Comparison<'s>, Failure> {
        let arms = [&base.setup, &arm.setup];
        let mut comparison = Comparison::new(arms[0], arms[1]);
        let batch = self.luck.batch(self.replications);
        let mut progress = Progress::new(batch.replications);
        let played = comparison.play(&batch, arms, |_, _, _| {}, |done| progress.tick(done));
        played.map_err(|e| batch_failure(e, &arms))?;
        Ok(comparison)
    }

    fn page(&self, s: &Scenario, input: &Input, effects: &[Effect<'_>]) -> String {
        let mut text = format!("{} = {}\n{}\n", input.path, input.value_text(), paragraph(input.doc));
        text += &evidence(s, input);
        text += &self.moved(input, effects);
        text
    }

    /// What the number moves, measure by measure.
    fn moved(&self, input: &Input, effects: &[Effect<'_>]) -> String {
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
        let tables: Vec<Vec<headline::Difference>> =
            effects.iter().map(|e| headline::differences(&e.comparison)).collect();
        // What comes at one value alone is a row of that value's table only.
        let mut measures: Vec<&headline::Difference> = Vec::new();
        for measure in tables.iter().flatten() {
            if !measures.iter().any(|known| known.name == measure.name) {
                measures.push(measure);
            }
        }
        for measure in measures {
            text += &format!("\n{}, {} as it stands\n", plain(&measure.label), measure.base);
            let rows = effects.iter().zip(&tables).map(|(effect, table)| {
                let difference = table.iter().find(|d| d.name == measure.name);
                let difference = difference.map_or("no change".into(), headline::Difference::text);
                [format!("  {}", effect.at.text), difference, plain(&effect.at.whose.join("; "))]
            });
            text += &beside(&rows.collect::<Vec<_>>());
        }
        text
    }

    fn facts(&self, s: &Scenario, input: &Input, effects: &[Effect<'_>]) -> serde_json::Value {
        let e = &input.evidence;
        let claims =
            e.claims.iter().map(|c| json!({ "by": c.by, "source": c.source, "says": c.says, "read_as": c.read_as }));
        let sources = cited(s, input).map(|s| {
            json!({ "id": s.id, "title": s.title, "publisher": s.publisher, "date": s.date, "url": s.url, "note": s.note })
        });
        let used = sections(input).map(|(number, title)| json!({ "section": number, "title": title }));
        let effects = effects.iter().map(|effect| {
            let measures = headline::differences(&effect.comparison).into_iter().map(|d| d.to_json());
            json!({ "at": effect.at.number, "whose": effect.at.whose, "measures": measures.collect::<Vec<_>>() })
        });
        json!({
            "scenario": s.head.id, "digest": s.digest, "path": input.path, "meaning": input.doc, "value": input.value,
            "number": input.number, "default": input.by_default, "range": e.range, "range_text": input.range_text(),
            "grade": e.grade.word(), "contested": e.contested, "why": e.why, "claims": claims.collect::<Vec<_>>(),
            "sources": sources.collect::<Vec<_>>(), "used": used.collect::<Vec<_>>(), "level": LEVEL,
            "replications": self.replications, "seed": self.luck.seed, "effects": effects.collect::<Vec<_>>(),
        })
    }
}

/// Value and difference in columns, and beside them whose value it is, in as many lines as that takes.
fn beside(rows: &[[String; 3]]) -> String {
    let columns = aligned(&rows.iter().map(|[at, moved, _]| vec![at.clone(), moved.clone()]).collect::<Vec<_>>(), "<>");
    let indent = columns.lines().map(cells).max().unwrap_or(0) + 2;
    let rows = columns.lines().zip(rows);
    rows.map(|(lead, [.., whose])| hanging(lead, whose, indent.min(WIDTH / 2))).collect()
}

/// The number meant: named in full, or by a beginning that only one has.
fn find<'s>(s: &'s Scenario, file: &Path, path: &str) -> Result<&'s Input, Failure> {
    if let Some(input) = s.inputs.iter().find(|input| input.path == path) {
        return Ok(input);
    }
    let under = format!("{path}.");
    let paths = |inputs: &[&'s Input]| inputs.iter().map(|input| input.path.as_str()).collect::<Vec<_>>();
    let within: Vec<&Input> = s.inputs.iter().filter(|input| input.path.starts_with(&under)).collect();
    match within.as_slice() {
        [one] => Ok(one),
        [] => {
            let table = path.rsplit_once('.').map_or("", |(table, _)| table);
            let beside: Vec<&Input> =
                s.inputs.iter().filter(|input| input.path.starts_with(&format!("{table}."))).collect();
            let cure = match beside.as_slice() {
                [] => nearest(path, s.inputs.iter().map(|input| input.path.as_str()))
                    .map_or(String::new(), |near| format!("did you mean `{near}`? ")),
                beside => format!("{}; ", suggest(path, "numbers", &paths(beside))),
            };
            let all = format!("`check {} --all` lists them all", file.display());
            Err(Failure::Question(format!("{} has no number `{path}`; {cure}{all}", s.head.id)))
        }
        many => {
            let list = paths(many).join("\n  ");
            Err(Failure::Question(format!("`{path}` is {} numbers; name one of them:\n  {list}", many.len())))
        }
    }
}

/// Range, grade, reason, where it is used, claims and sources.
fn evidence(s: &Scenario, input: &Input) -> String {
    const INDENT: usize = 11;
    let e = &input.evidence;
    let origin = if input.by_default { "the model's default, not in the file" } else { "" };
    let contested = if e.contested { "contested" } else { "" };
    let grade =
        [e.grade.word(), contested, origin].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ");
    let used = sections(input).map(|(number, title)| format!("{number} {title}")).collect::<Vec<_>>().join("; ");
    let used = if used.is_empty() { used } else { format!("docs/model.md: {used}") };
    let mut text = String::new();
    for (lead, words) in
        [("Range", input.range_text().unwrap_or_default()), ("Grade", grade), ("Why", e.why.clone()), ("Used in", used)]
    {
        if !words.is_empty() {
            text += &hanging(lead, &words, INDENT);
        }
    }
    if !e.claims.is_empty() {
        text += "\nWho says what (the reading as a number is the author's):\n";
        for claim in &e.claims {
            let source = claim.source.as_ref().map_or(String::new(), |id| format!(" [{id}]"));
            let reading = input.reading_text(claim).map_or(String::new(), |number| format!("; read as {number}"));
            text += &hanging("  ", &format!("{}{source}: {}{reading}", claim.by, claim.says), 4);
        }
    }
    let sources: Vec<&Source> = cited(s, input).collect();
    if !sources.is_empty() {
        text += "\nSources:\n";
        for source in sources {
            let name = [&source.title, &source.publisher, &source.date].map(String::as_str);
            let name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            let words = [&name, &source.note].into_iter().filter(|part| !part.is_empty());
            let words = words.map(|part| part.trim_end_matches('.')).collect::<Vec<_>>().join(". ");
            let indent = (source.id.len() + 4).min(INDENT + 5);
            text += &hanging(&format!("  {}", source.id), &words, indent);
            if !source.url.is_empty() {
                text += &format!("{:indent$}{}\n", "", source.url); // in one piece, to be copied
            }
        }
    }
    text
}

/// The sources of a number and of what is claimed about it, in the order of the file.
fn cited<'s>(s: &'s Scenario, input: &'s Input) -> impl Iterator<Item = &'s Source> {
    let e = &input.evidence;
    let named = move |id: &String| e.sources.contains(id) || e.claims.iter().any(|c| c.source.as_ref() == Some(id));
    s.sources.iter().filter(move |source| named(&source.id))
}

/// The sections of the model's page that use a number, with their titles.
fn sections(input: &Input) -> impl Iterator<Item = (&'static str, &'static str)> {
    const MODEL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/model.md"));
    let title = |number: &&'static str| {
        let headings = MODEL.lines().filter(|line| line.starts_with("##"));
        headings.filter_map(|line| line.trim_start_matches('#').trim_start().strip_prefix(*number)).find_map(|rest| {
            let title = rest.trim_start_matches('.');
            title.strip_prefix(' ')
        })
    };
    input.used.split(", ").filter(|number| !number.is_empty()).filter_map(move |number| Some((number, title(&number)?)))
}
