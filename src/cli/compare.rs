//! `compare`: arms beside a base under common random numbers.

use std::path::{Path, PathBuf};

use super::{
    Changes, Failure, Luck, Plays, Target,
    arms::{self, Arm, INDENT},
    claims, counted, differences, diverge, facts, knockout,
    play::{self, Plan, Played},
    progress::Progress,
    report, run,
    terminal::{hanging, paragraph, print, say},
};
use crate::{
    experiment::{
        business::{Business, Compared},
        compare::Comparison,
        differences::of_arm,
        fold::Fold,
    },
    model::setup::Setup,
    output::{
        business,
        claims::Line,
        compared::{DIFFERENCES_HEADER, RANKING_HEADER, difference_fields, ranking_lines},
        figure::Picture,
        folder::{self, Draft, Place},
        manifest::Manifest,
        report::{Headline, Order, Page, Report, Variant},
    },
    scenario::Scenario,
};

/// Compares arms with a base history by history, with the same luck in all
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  backchannel compare tutorial --set channels.line.authority=0.3\n  \
                        backchannel compare tutorial --set channels.line.authority=0.3 --explain 7\n  \
                        backchannel compare tutorial --arm mediators.friend.out=true \\\n      --arm channels.line.trust=0.2\n  \
                        backchannel compare istanbul-2025 --rival low-mandate=russia\n  \
                        backchannel compare istanbul-2025 --rival low-mandate=ukraine\n  \
                        backchannel compare base.toml variant.toml")]
pub struct Compare {
    /// The base: a scenario file, or the name of a shipped scenario
    base: PathBuf,
    /// One arm each: a scenario file, or the name of a shipped scenario
    #[arg(value_name = "VARIANT")]
    variants: Vec<PathBuf>,
    /// What --rival and --set change is one arm: the base with these changes, or the one VARIANT with them
    #[command(flatten)]
    changes: Changes,
    /// One more arm, the base with changes, as in --arm "Turkey out: mediators.turkey.out=true; rules.taken_out=lost"; a
    /// change is PATH=VALUE or a rival explanation, and the name before the colon may be left out
    #[arg(long, value_name = "NAME: CHANGES")]
    arm: Vec<String>,
    #[command(flatten)]
    plays: Plays,
    #[command(flatten)]
    target: Target,
    /// Plays replication K alone and tells the first event in which each arm differs from the base
    #[arg(long, value_name = "K", value_parser = super::whole)]
    explain: Option<u64>,
    /// Prints the manifest and the differences as JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Compare {
    pub fn run(self) -> Result<(), Failure> {
        let base = super::load(&self.base, &Changes::NONE)?;
        let arms = self.arms(&base)?;
        arms.iter().try_for_each(|arm| same_calendar(&base, &arm.scenario))?;
        if let Some(k) = self.explain {
            return diverge::tell(&base, &arms, self.plays.luck.seed, k, self.json);
        }
        let folder = self.folder(&base, &arms);
        Asked { base: &base, arms: &arms, folder, plays: self.plays, target: &self.target, json: self.json }.answer()
    }

    /// What is compared with the base: files, the changes of --set and --rival as one arm, and each --arm.
    fn arms(&self, base: &Scenario) -> Result<Vec<Arm>, Failure> {
        let mut arms: Vec<Arm> = match self.variants.as_slice() {
            [] if self.changes.is_empty() => Vec::new(),
            [] => vec![Arm::of_changes(&self.base, None, &self.changes)?],
            [one] => vec![Arm::of_file(one, &self.changes, base)?],
            many if !self.changes.is_empty() => {
                return Err(Failure::Question(format!(
                    "--set and --rival change one arm, and {} files are {} arms; make the changes in one of the files (a \
                     variant has `extends`), or say --arm \"NAME: {}\" to change the base",
                    many.len(),
                    many.len(),
                    self.changes.said().replace(", ", "; ")
                )));
            }
            many => many.iter().map(|file| Arm::of_file(file, &Changes::NONE, base)).collect::<Result<_, _>>()?,
        };
        for said in &self.arm {
            arms.push(Arm::parse(&self.base, said)?);
        }
        if arms.is_empty() {
            let cure =
                "name a second file, change a number with --set PATH=VALUE, say a --rival, or name arms with --arm";
            return Err(Failure::Question(format!("there is nothing to compare {} with: {cure}", self.base.display())));
        }
        arms::check_names(&arms)?;
        Ok(arms)
    }

    /// What the folder calls the question: a single arm by its file or its name, by its rival explanations if nothing else
    /// tells it from the base.
    fn folder(&self, base: &Scenario, arms: &[Arm]) -> String {
        let named = |words: &str| words.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let against = match arms {
            [_] if self.variants.is_empty() && self.arm.is_empty() && !self.changes.rival.is_empty() => {
                self.changes.rival.iter().map(|said| named(said)).collect::<Vec<_>>().join("-and-")
            }
            [arm] if self.arm.is_empty() => arm.scenario.head.id.clone(),
            [arm] => arms::slug(&arm.name),
            many => format!("{}-arms", many.len()),
        };
        format!("{}-vs-{against}", base.head.id)
    }
}

/// A base, the arms compared with it, and where the answer goes.
pub struct Asked<'a> {
    pub base: &'a Scenario,
    pub arms: &'a [Arm],
    pub folder: String,
    pub plays: Plays,
    pub target: &'a Target,
    pub json: bool,
}

impl Asked<'_> {
    /// Answers, unless the answer is there already, and says what came of it.
    pub fn answer(&self) -> Result<(), Failure> {
        let (rule, Luck { seed, threads }) = (self.plays.rule(), self.plays.luck);
        let Asked { base, arms, .. } = *self;
        let said = claims::digest(base);
        let asked = arms.iter().flat_map(|arm| [arm.name.as_str(), arm.scenario.digest.as_str()]);
        let asked: Vec<&str> = std::iter::once(base.digest.as_str()).chain(asked).chain(said.as_deref()).collect();
        let digest = Manifest::request(&asked, seed, rule);
        let (names, shown) = (names(arms), tables(arms));
        let shown: Vec<(&str, &str)> = shown.iter().map(|(key, file)| (key.as_str(), file.as_str())).collect();
        let draft = match folder::open(&self.target.out, &self.folder, &digest, self.target.force)? {
            Place::Finished(path) => return super::answered(&path, self.json.then_some(&shown)),
            Place::Open(draft) => draft,
        };
        let mut progress = Progress::new(0);
        let named: Vec<(&str, &Scenario)> = arms.iter().map(|arm| (arm.name.as_str(), &arm.scenario)).collect();
        let plan = Plan { seed, threads, rule, question: Some(&digest) };
        let (compared, mut played) = play(base, &named, &plan, &draft, &mut progress)?;
        let all: Vec<(&str, &Scenario)> = std::iter::once(("base", base)).chain(named).collect();
        let claimed = claims::answer(&all, &played.batch, &draft, &mut played.tables)?;
        let manifest = manifest(base, arms, &played, progress.seconds());
        drop(progress);
        let headline = played.noted(differences::headline(&compared.comparison, &names));
        let page = page(&compared, (base, arms), headline, &claimed, draft.target());
        let shows = Report { page, pictures: pictures(&compared, base, arms, &played) };
        report::keep(&draft, &shows, &manifest)?;
        let path = draft.publish(&manifest.to_json())?;
        say(&format!("Report: {}", path.join("report.html").display()));
        if self.json {
            return facts::show(&path, &shown);
        }
        let head = head(base, arms);
        let told = played.told().map_or(String::new(), |told| paragraph(&told));
        let goes = compared.business.as_ref().map_or(String::new(), |b| format!("{}\n", knockout::text(b, &names)));
        print(&format!(
            "{head}\n{}{told}{goes}{}In this model; not a forecast. Everything is in\n{}\n",
            differences::text(&compared.comparison, &names),
            crate::output::claims::text(&claimed),
            path.display()
        ))
    }
}

fn names(arms: &[Arm]) -> Vec<String> {
    arms.iter().map(|arm| arm.name.clone()).collect()
}

/// What files call the arms.
fn slugs(arms: &[Arm]) -> Vec<String> {
    arms::slugs(&arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>())
}

/// What `--json` shows, and from which files.
fn tables(arms: &[Arm]) -> Vec<(String, String)> {
    let table = |key: &str, file: &str| (key.to_string(), format!("{file}.csv"));
    let slugs = slugs(arms);
    let mut tables = vec![table("base", "summary-base")];
    match slugs.as_slice() {
        [_] => tables.push(table("variant", "summary-variant")),
        many => tables.extend(many.iter().map(|slug| table(&format!("summary-{slug}"), &format!("summary-{slug}")))),
    }
    tables.push(table("differences", "differences"));
    if slugs.len() > 1 {
        tables.push(table("ranking", "ranking"));
    }
    tables
}

fn resolved(slug: &str) -> String {
    format!("{slug}.resolved.toml")
}

fn manifest(base: &Scenario, arms: &[Arm], played: &Played, seconds: f64) -> Manifest {
    let files: Vec<String> = std::iter::once("base".into()).chain(slugs(arms)).map(|slug| resolved(&slug)).collect();
    let scenarios = std::iter::once(base).chain(arms.iter().map(|arm| &arm.scenario));
    let list: Vec<(&Scenario, &str)> = scenarios.zip(files.iter().map(String::as_str)).collect();
    let mut manifest = run::manifest(&list, played, seconds);
    for (record, arm) in manifest.arms[1..].iter_mut().zip(arms) {
        record.name = arm.name.clone();
    }
    manifest
}

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

/// Plays base and arms, each with its name, and writes their value tables.
pub fn play<'s>(
    base: &'s Scenario,
    arms: &[(&str, &'s Scenario)],
    plan: &Plan<'_>,
    draft: &Draft,
    progress: &mut Progress,
) -> Result<(Compared<'s>, Played), Failure> {
    let names: Vec<&str> = arms.iter().map(|(name, _)| *name).collect();
    let slugs: Vec<String> = std::iter::once("base".to_string()).chain(arms::slugs(&names)).collect();
    let setups: Vec<&Setup> = arms.iter().map(|(_, scenario)| &scenario.setup).collect();
    let file = |table: &str, slug: &str| format!("{table}-{slug}.csv");
    let rows: Vec<String> = slugs.iter().map(|slug| file("replications", slug)).collect();
    let mut compared =
        Compared { comparison: Comparison::new(&base.setup, &setups), business: Business::of(&base.setup, &setups) };
    let mut played = play::play(plan, &mut compared, &rows, draft, progress)?;
    for (slug, scenario) in slugs.iter().zip(std::iter::once(base).chain(arms.iter().map(|(_, scenario)| *scenario))) {
        draft.write(&resolved(slug), scenario.resolved.as_bytes())?;
    }
    let Compared { comparison, business } = &compared;
    let tables = &mut played.tables;
    for (slug, summary) in slugs.iter().zip(comparison.summaries()) {
        let [summaries, outcomes] = ["summary", "outcomes"].map(|table| file(table, slug));
        tables.insert(summaries.clone(), run::write_summary(draft, &summaries, summary)?);
        tables.insert(outcomes.clone(), run::write_outcomes(draft, &outcomes, summary)?);
    }
    tables.insert("differences.csv".into(), write_differences(draft, comparison, &names)?);
    if names.len() > 1 {
        tables.insert("ranking.csv".into(), write_ranking(draft, comparison, &names)?);
    }
    if let Some(b) = business {
        for sheet in [business::business(b, &names), business::routes(b, &names)] {
            tables.insert(sheet.name.clone(), draft.sheet(&sheet)?);
        }
    }
    Ok((compared, played))
}

fn write_differences(draft: &Draft, c: &Comparison<'_>, names: &[&str]) -> Result<String, Failure> {
    let mut table = draft.table("differences.csv")?;
    table.line(DIFFERENCES_HEADER)?;
    for (arm, name) in names.iter().enumerate() {
        for d in of_arm(c, arm) {
            table.line(difference_fields(name, &d))?;
        }
    }
    Ok(table.finish()?)
}

/// The ranking by each measure that is shown.
fn write_ranking(draft: &Draft, c: &Comparison<'_>, names: &[&str]) -> Result<String, Failure> {
    let mut table = draft.table("ranking.csv")?;
    table.line(RANKING_HEADER)?;
    let compared = differences::compared(c);
    for main in c.mains.iter().filter(|main| compared.contains(&main.column.measure)) {
        ranking_lines(main, names).into_iter().try_for_each(|line| table.line(line))?;
    }
    Ok(table.finish()?)
}

/// Differences, as dots of single histories if there is one arm, else as a forest; and the arms side by side, while they fit.
fn pictures(both: &Compared<'_>, base: &Scenario, arms: &[Arm], played: &Played) -> Vec<Picture> {
    const MOST_COLUMNS: usize = 3;
    let Compared { comparison: c, business } = both;
    let context = run::context(base, &c.base, &played.batch);
    let compared = differences::compared(c);
    let names: Vec<String> = arms.iter().map(|arm| in_words(base, &arm.name)).collect();
    let mut pictures = vec![match c.arms.as_slice() {
        [one] => context.difference(one, &compared, &base.head.title, &in_words(base, &arms[0].label)),
        _ => context.forest(c, &compared, &names, &differences::intervals(c)),
    }];
    if c.arms.len() < MOST_COLUMNS {
        let columns = std::iter::once("As it stands").chain(names.iter().map(String::as_str)).zip(c.summaries());
        pictures.extend(context.side_by_side(&columns.collect::<Vec<_>>()));
    }
    // One is enough: the last arm, which of a knock-out is the one that counts least against those out.
    let of_last = |b: &Business<'_>| {
        let last = b.arms.iter().rposition(|arm| arm.taken)?;
        business::picture(b, last, &arms[last - 1].label, &context.provenance)
    };
    pictures.extend(business.as_ref().and_then(of_last));
    pictures
}

/// Changes with the names of the file in place of paths: "authority (The line) = 0.3" for `channels.line.authority=0.3`.
fn in_words(base: &Scenario, said: &str) -> String {
    let one = |change: &str| match change.split_once('=') {
        Some((path, value)) if path.contains('.') => format!("{} = {value}", base.in_words(path.trim())),
        _ => change.to_string(),
    };
    said.split(", ").map(one).collect::<Vec<_>>().join(", ")
}

/// What the page of a comparison says.
fn page(
    Compared { comparison: c, business }: &Compared<'_>,
    (base, arms): (&Scenario, &[Arm]),
    headline: Headline,
    claimed: &[Line],
    folder: &Path,
) -> Page {
    let names = names(arms);
    let variant = |arm: &'_ Arm| {
        let says = arm.says().fold(arm.label.clone(), |text, says| format!("{text}. {says}"));
        Variant { name: arm.name.clone(), says: says.trim_end_matches('.').to_string() }
    };
    let variants: Vec<(Variant, &Scenario)> = arms.iter().map(|arm| (variant(arm), &arm.scenario)).collect();
    let order = || Order { note: differences::order_note(c), lines: differences::orders(c, &names) };
    Page {
        order: (arms.len() > 1 && c.base.n() > 1).then(order),
        answer: counted::of_comparison(c, &names),
        headline,
        scripted_share: run::scripted(&c.base),
        business: business.as_ref().map(|b| knockout::headline(b, &names)),
        claims: crate::output::claims::section(claimed),
        ..Page::of(base, &variants, folder)
    }
}

/// The base and its arms, in words.
fn head(base: &Scenario, arms: &[Arm]) -> String {
    let mut text = hanging("Base:", &base.head.title, INDENT);
    for arm in arms {
        text += &hanging(if arms.len() == 1 { "Variant:" } else { "Arm:" }, &arm.label, INDENT);
        text += &arm.explanations();
    }
    text
}
