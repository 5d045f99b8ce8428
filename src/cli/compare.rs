//! `compare`: two arms under common random numbers.

use std::path::PathBuf;

use super::{
    Changes, Failure, Plays, Target, batch_failure, claims, facts, headline,
    progress::Progress,
    run,
    terminal::{hanging, print, say},
};
use crate::{
    experiment::{
        compare::{Comparison, Pair},
        estimate::LEVEL,
    },
    model::side::Side,
    output::{
        claims::Line,
        folder::{self, Draft, Place},
        manifest::Manifest,
        report,
        table::field,
    },
    scenario::{Rival, RivalHead, Scenario, claim},
};

/// Compares two scenarios history by history, with the same luck in both
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel compare tutorial --set channels.line.authority=0.3\n  \
                        backchannel compare istanbul-2025 --rival low-mandate=russia\n  \
                        backchannel compare istanbul-2025 --rival low-mandate=ukraine\n  \
                        backchannel compare base.toml variant.toml")]
pub struct Compare {
    /// The base: a scenario file, or the name of a shipped scenario
    base: PathBuf,
    /// The variant; left out, it is the base with what --rival and --set change
    variant: Option<PathBuf>,
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

/// What `--json` shows, and from which files.
const TABLES: [(&str, &str); 3] =
    [("base", "summary-base.csv"), ("variant", "summary-variant.csv"), ("differences", "differences.csv")];

impl Compare {
    pub fn run(self) -> Result<(), Failure> {
        if self.variant.is_none() && self.changes.is_empty() {
            let cure = "name a second file, change a number with --set PATH=VALUE, or say a --rival";
            return Err(Failure::Question(format!("there is nothing to compare {} with: {cure}", self.base.display())));
        }
        let base = super::load(&self.base, &Changes::NONE)?;
        let claimed = claim::carried(&base.claims, &base.head.id);
        let variant = super::load_with(self.variant.as_ref().unwrap_or(&self.base), &self.changes, Some(claimed))?;
        same_calendar(&base, &variant)?;
        let batch = self.plays.batch();
        let said = claims::digest(&base);
        let asked: Vec<&str> = [base.digest.as_str(), &variant.digest].into_iter().chain(said.as_deref()).collect();
        let digest = Manifest::request(&asked, batch.seed, batch.replications);
        let name = format!("{}-vs-{}", base.head.id, self.folder(&variant));
        let draft = match folder::open(&self.target.out, &name, &digest, self.target.force)? {
            Place::Finished(path) => return super::answered(&path, self.json.then_some(&TABLES)),
            Place::Open(draft) => draft,
        };
        let mut progress = Progress::new(batch.replications);
        let (comparison, mut tables) = play(&base, &variant, &batch, &draft, &mut progress)?;
        let claimed = claims::answer(&[("base", &base), ("variant", &variant)], &batch, &draft, &mut tables)?;
        let arms = [(&base, "base.resolved.toml"), (&variant, "variant.resolved.toml")];
        let manifest = run::manifest(&arms, &batch, progress.seconds(), tables);
        drop(progress);
        let label = self.label(&variant);
        let context = run::context(&base, &comparison.base, &batch);
        let mut figures =
            vec![context.difference(&comparison, &headline::compared(&comparison), &base.head.title, &label)];
        let funnel = context.funnel(&[("Base", &comparison.base), ("Variant", &comparison.variant)]);
        figures.push(crate::output::figure::funnel::draw(&funnel, &context.provenance));
        run::write_figures(&draft, &figures)?;
        let rivals = self.rivals(&base)?;
        let reported = rivals.iter().fold(label.clone(), |text, rival| format!("{text}. {}", rival.says));
        let page = report::Page {
            arms: &[&base, &variant],
            variant: Some(reported.trim_end_matches('.')),
            headline: headline::of_comparison(&comparison),
            scripted_share: run::scripted(&comparison.base),
            beside: None,
            claims: crate::output::claims::section(&claimed),
            figures: &figures,
            manifest: &manifest,
            folder: draft.target(),
        };
        draft.write("report.html", report::render(&page).as_bytes())?;
        let path = draft.publish(&manifest.to_json())?;
        say(&format!("Report: {}", path.join("report.html").display()));
        if self.json {
            facts::show(&path, &TABLES)
        } else {
            print(&text(&comparison, (&base, &label), &rivals, &claimed, &path))
        }
    }

    /// What the folder calls the variant: by its rival explanations, if nothing else tells it from the base.
    fn folder(&self, variant: &Scenario) -> String {
        if self.variant.is_some() || self.changes.rival.is_empty() {
            return variant.head.id.clone();
        }
        let names = self.changes.rival.iter().map(|said| said.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
        names.collect::<Vec<_>>().join("-and-")
    }

    /// The rival explanations put over the variant, in words.
    fn rivals(&self, base: &Scenario) -> Result<Vec<Explanation>, Failure> {
        let sides = &base.setup.phases[0].sides;
        let sides = Side::BOTH.map(|side| sides[side].id.as_str());
        let explanation = |said: &String| {
            let rival = Rival::parse(said)?;
            let RivalHead { says, shows, argued, .. } = rival.head()?;
            Ok(Explanation { says, shows, argued, mirror: rival.mirror(sides) })
        };
        self.changes.rival.iter().map(explanation).collect()
    }

    /// What the variant is, in words.
    fn label(&self, variant: &Scenario) -> String {
        if self.variant.is_some() { variant.head.title.clone() } else { self.changes.said() }
    }
}

/// A rival explanation as its file tells it, and how its mirror is written.
struct Explanation {
    says: String,
    shows: String,
    argued: Vec<String>,
    mirror: Option<String>,
}

impl Explanation {
    fn text(&self) -> String {
        let mut text = hanging("", &self.says, INDENT);
        if !self.argued.is_empty() {
            text += &hanging("", &format!("Who argues it: {}.", self.argued.join("; ")), INDENT);
        }
        text += &hanging("", &format!("If it holds, this should show: {}", self.shows), INDENT);
        if let Some(mirror) = &self.mirror {
            let words = format!("Its mirror is --rival {mirror}: what both show does not tell the sides apart.");
            text += &hanging("", &words, INDENT);
        }
        text
    }
}

/// Where the words after `Base:` and `Variant:` begin.
const INDENT: usize = 9;

/// Arms over different days or issues are different questions.
fn same_calendar(base: &Scenario, variant: &Scenario) -> Result<(), Failure> {
    let (b, v) = (&base.head, &variant.head);
    if (b.start, b.end, &b.focal) == (v.start, v.end, &v.focal) {
        return Ok(());
    }
    Err(Failure::Question(format!(
        "the two scenarios cannot be compared: {} runs from {} to {} on `{}`, {} from {} to {} on `{}`. Give both the same \
         start, end and focal issue",
        b.id, b.start, b.end, b.focal, v.id, v.start, v.end, v.focal
    )))
}

/// Plays both arms and writes their value tables.
pub fn play<'s>(
    base: &'s Scenario,
    variant: &'s Scenario,
    batch: &crate::experiment::batch::Batch,
    draft: &Draft,
    progress: &mut Progress,
) -> Result<(Comparison<'s>, run::Digests), Failure> {
    let arms = [&base.setup, &variant.setup];
    let mut comparison = Comparison::new(arms[0], arms[1]);
    draft.write("base.resolved.toml", base.resolved.as_bytes())?;
    draft.write("variant.resolved.toml", variant.resolved.as_bytes())?;
    let mut base_rows = run::Rows::new(draft, "replications-base.csv", &comparison.base)?;
    let mut variant_rows = run::Rows::new(draft, "replications-variant.csv", &comparison.variant)?;
    let failed = std::sync::atomic::AtomicBool::new(false);
    let played = comparison.play(
        batch,
        arms,
        |k, base, variant| {
            base_rows.line(k, base);
            variant_rows.line(k, variant);
            let broken = base_rows.broken() || variant_rows.broken();
            failed.store(broken, std::sync::atomic::Ordering::Relaxed);
        },
        |done| !failed.load(std::sync::atomic::Ordering::Relaxed) && progress.tick(done),
    );
    let rows = [base_rows.finish()?, variant_rows.finish()?];
    played.map_err(|e| batch_failure(e, &arms))?;
    let [base_digest, variant_digest] = rows;
    let tables = [
        ("replications-base.csv".to_string(), base_digest),
        ("replications-variant.csv".into(), variant_digest),
        ("summary-base.csv".into(), run::write_summary(draft, "summary-base.csv", &comparison.base)?),
        ("summary-variant.csv".into(), run::write_summary(draft, "summary-variant.csv", &comparison.variant)?),
        ("outcomes-base.csv".into(), run::write_outcomes(draft, "outcomes-base.csv", &comparison.base)?),
        ("outcomes-variant.csv".into(), run::write_outcomes(draft, "outcomes-variant.csv", &comparison.variant)?),
        ("differences.csv".into(), write_differences(draft, &comparison)?),
    ];
    Ok((comparison, tables.into()))
}

const HEADER: [&str; 14] = [
    "measure",
    "side",
    "category",
    "unit",
    "base",
    "variant",
    "difference",
    "standard_error",
    "low",
    "high",
    "share_higher",
    "share_same",
    "share_lower",
    "variance_reduction",
];

fn write_differences(draft: &Draft, comparison: &Comparison<'_>) -> Result<String, Failure> {
    let mut table = draft.table("differences.csv")?;
    table.line(HEADER)?;
    for Pair { column, paired, .. } in &comparison.pairs {
        let difference = paired.difference(LEVEL);
        let interval = difference.and_then(|d| d.interval);
        table.line([
            column.base_name().into(),
            column.side.clone().unwrap_or_default(),
            column.category.clone().unwrap_or_default(),
            column.unit.into(),
            field(paired.base().mean()),
            field(paired.variant().mean()),
            field(difference.map(|d| d.value)),
            field(difference.and_then(|d| d.se)),
            field(interval.map(|i| i.low)),
            field(interval.map(|i| i.high)),
            field(paired.higher(LEVEL).map(|e| e.value)),
            field(paired.same(LEVEL).map(|e| e.value)),
            field(paired.lower(LEVEL).map(|e| e.value)),
            field(paired.variance_reduction()),
        ])?;
    }
    Ok(table.finish()?)
}

fn text(
    comparison: &Comparison<'_>,
    (base, label): (&Scenario, &str),
    rivals: &[Explanation],
    claimed: &[Line],
    path: &std::path::Path,
) -> String {
    format!(
        "{}{}{}\n{}{}In this model; not a forecast. Everything is in\n{}\n",
        hanging("Base:", &base.head.title, INDENT),
        hanging("Variant:", label, INDENT),
        rivals.iter().map(Explanation::text).collect::<String>(),
        headline::comparison_text(comparison),
        crate::output::claims::text(claimed),
        path.display()
    )
}
