//! Claims about results: what somebody says that comes out, of the scenario as it stands or under changes.
//!
//! Which measures there are is known to those who compute them; here a claim is read as far as words go, and its changes
//! are put over the scenario.

mod bound;

pub use bound::{Bound, End, Unit};

use self::bound::bound;
use super::{
    Patch, Scenario,
    evidence::quoted,
    names, patch,
    problem::{Place, Problem, suggest},
    read::Reader,
    rows::CLAIM,
    spec::keys,
    tree::{Entry, Node, Table, Value, to_toml},
};
use crate::model::setup::Setup;

/// One `[[claim]]`.
#[derive(Clone, Debug)]
pub struct ResultClaim {
    pub says: String,
    /// Whose it is; empty for the authors' own question.
    pub by: String,
    /// An id of `[sources]`.
    pub source: Option<String>,
    pub with: Option<With>,
    pub measure: Word,
    pub side: Option<Word>,
    pub category: Option<Word>,
    pub statistic: Option<(Statistic, Place)>,
    pub bound: Bound,
    pub at: Place,
}

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub text: String,
    pub at: Place,
}

/// Changes, and the scenario under them.
#[derive(Clone, Debug)]
pub struct With {
    /// Keys of the scenario, as written, each with its new value.
    changes: Vec<Entry>,
    /// Under the changes; none only while the scenario is being read.
    changed: Option<(Setup, String)>,
}

/// A statistic over replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    Mean,
    /// In percent, 1 to 99.
    Quantile(u8),
    RestrictedMean,
    Ratio,
    Probability,
}

impl With {
    /// In words: `mediators.turkey.out = true`.
    pub fn text(&self) -> String {
        self.parts(|key| key.into())
    }

    fn parts(&self, key: impl Fn(&str) -> String) -> String {
        let part = |entry: &Entry| format!("{} = {}", key(&entry.key), to_toml(&entry.node));
        self.changes.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// The scenario under the changes.
    ///
    /// # Panics
    /// Never for a claim of a scenario that has been read.
    pub fn setup(&self) -> &Setup {
        &self.changed.as_ref().expect("put in before the scenario is handed out").0
    }

    /// Its digest: two claims with the same one share an arm.
    pub fn digest(&self) -> &str {
        self.changed.as_ref().map_or("", |(_, digest)| digest)
    }
}

/// The sections that a claim may change.
const CHANGEABLE: [&str; 9] =
    ["sides", "categories", "issues", "mediators", "channels", "events", "windows", "life", "rules"];
/// The most claims of a scenario.
const MOST: usize = 100;

/// Reads all `[[claim]]`; what they say of measures is not looked at.
pub fn claims(r: &mut Reader<'_>, root: &Table) -> Vec<ResultClaim> {
    let Some(node) = root.get("claim") else { return Vec::new() };
    let Value::List(list) = &node.value else {
        r.error(node.at, format!("`claim` is {} where a list of tables is wanted", node.noun()), "write `[[claim]]`");
        return Vec::new();
    };
    if let Some(node) = list.get(MOST) {
        r.error(node.at, format!("more than {MOST} claims"), "put some of them in a variant");
    }
    list.iter().take(MOST).filter_map(|node| claim(r, node)).collect()
}

fn claim(r: &mut Reader<'_>, node: &Node) -> Option<ResultClaim> {
    let Some(table) = node.as_table() else {
        r.error(node.at, format!("a claim is {} where a table is wanted", node.noun()), "write `[[claim]]`");
        return None;
    };
    r.page.one_of_many("claim");
    r.known_words("[[claim]]", table, &keys(CLAIM));
    let says = word(r, table, "says");
    let by = word(r, table, "by").map_or(String::new(), |word| word.text);
    let source = table.get("source").and_then(|node| r.source_ids(node).into_iter().next());
    if let Some(source) = &source {
        r.page.words("source", quoted(source));
    }
    let with = table.get("with").and_then(|node| with(r, node));
    let measure = word(r, table, "measure");
    for (key, found, example) in
        [("says", &says, "\"With Turkey out, fewer come home.\""), ("measure", &measure, "\"exchanges\"")]
    {
        if found.is_none() && table.get(key).is_none() {
            let problem = Problem::error(Some(node.at), format!("this claim has no `{key}`"));
            r.problems.push(problem.cure(format!("add `{key} = {example}`")));
        }
    }
    let [side, category] = [("sides", "side"), ("categories", "category")].map(|(section, key)| {
        table.get(key).and_then(|node| r.id(section, node))?;
        word(r, table, key)
    });
    let statistic = word(r, table, "statistic").and_then(|word| Some((statistic(r, &word)?, word.at)));
    let bound = bound(r, node.at, table)?;
    Some(ResultClaim {
        says: says?.text,
        by,
        source,
        with,
        measure: measure?,
        side,
        category,
        statistic,
        bound,
        at: node.at,
    })
}

/// A text that is not empty, kept on the page.
fn word(r: &mut Reader<'_>, table: &Table, key: &str) -> Option<Word> {
    let node = table.get(key)?;
    let text = r.text(key, node)?;
    if text.trim().is_empty() {
        r.error(node.at, format!("`{key}` is empty"), "write a few words, or leave the line out");
        return None;
    }
    r.page.words(key, quoted(&text));
    Some(Word { text, at: node.at })
}

fn with(r: &mut Reader<'_>, node: &Node) -> Option<With> {
    const CURE: &str = "write paths in quotes, each with its value: `with = { \"mediators.turkey.out\" = true }`";
    let Some(table) = node.as_table().filter(|table| !table.entries.is_empty()) else {
        r.error(node.at, "`with` names no change", CURE);
        return None;
    };
    let before = r.problems.len();
    for entry in &table.entries {
        let section = entry.key.split('.').next().unwrap_or_default();
        if !entry.key.contains('.') {
            r.error(entry.key_at, format!("`{}` is not a path", entry.key), CURE);
        } else if !CHANGEABLE.contains(&section) {
            let message = format!("a claim changes what the model computes with, and `{section}` is no part of that");
            r.error(entry.key_at, message, suggest(section, "sections", &CHANGEABLE));
        }
    }
    let with = With { changes: table.entries.clone(), changed: None };
    r.page.words("with", format!("{{ {} }}", with.parts(quoted)));
    (r.problems.len() == before).then_some(with)
}

impl Statistic {
    /// As it is written.
    pub fn word(self) -> String {
        match self {
            Statistic::Mean => "mean".into(),
            Statistic::Quantile(50) => "median".into(),
            Statistic::Quantile(percent) => format!("p{percent:02}"),
            Statistic::RestrictedMean => "restricted mean".into(),
            Statistic::Ratio => "ratio".into(),
            Statistic::Probability => "probability".into(),
        }
    }
}

fn statistic(r: &mut Reader<'_>, word: &Word) -> Option<Statistic> {
    use Statistic::{Mean, Probability, Quantile, Ratio, RestrictedMean};
    let named = [Mean, Quantile(50), RestrictedMean, Ratio, Probability];
    let percent = word.text.strip_prefix('p').filter(|digits| digits.len() == 2).and_then(|digits| digits.parse().ok());
    let found = match percent {
        Some(percent @ 1..=99) => Some(Quantile(percent)),
        _ => named.into_iter().find(|statistic| statistic.word() == word.text),
    };
    if found.is_none() {
        let words = ["mean", "median", "p05", "p25", "p75", "p95", "restricted mean", "ratio", "probability"];
        r.error(word.at, format!("`{}` is no statistic", word.text), suggest(&word.text, "statistics", &words));
    }
    found
}

/// The claims of a scenario, to be said of another one in place of its own. Their sources stay behind.
pub fn carried(claims: &[ResultClaim], of: &str) -> Patch {
    Patch::Claims { of: of.into(), text: text(claims, false) }
}

/// Claims as they would be written.
pub fn text(claims: &[ResultClaim], sources: bool) -> String {
    let mut text = String::new();
    for claim in claims {
        text += "\n[[claim]]\n";
        let statistic = claim.statistic.map(|(statistic, _)| statistic.word());
        let bound = if claim.bound.change { "change" } else { "value" };
        for (key, words) in [
            ("says", Some(&claim.says)),
            ("by", Some(&claim.by).filter(|by| !by.is_empty())),
            ("source", claim.source.as_ref().filter(|_| sources)),
            ("measure", Some(&claim.measure.text)),
            ("side", claim.side.as_ref().map(|word| &word.text)),
            ("category", claim.category.as_ref().map(|word| &word.text)),
            ("statistic", statistic.as_ref()),
            (bound, Some(&claim.bound.text)),
        ] {
            text += &words.map_or(String::new(), |words| format!("{key} = {}\n", quoted(words)));
        }
        if let Some(with) = &claim.with {
            text += &format!("with = {{ {} }}\n", with.parts(quoted));
        }
    }
    text
}

/// What is switched off leaves no trace in the resolved text, from which a run is reproduced: no claim can reach it.
fn there(root: &Table, path: &str, at: Place) -> Result<(), Problem> {
    let mut parts = path.split('.');
    let (section, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if names::is_enabled(root, section, id) {
        return Ok(());
    }
    let problem =
        Problem::error(Some(at), format!("`{section}.{id}` is switched off, and a claim cannot switch it on"));
    Err(problem.cure("switch it on in the file, and let the claim switch it off: say what is lost without it"))
}

/// Puts the changes of each claim over the tree of a sound scenario; `read` is the strict reading.
pub fn put_over(
    scenario: &mut Scenario,
    root: &Table,
    list: &mut Vec<Problem>,
    read: impl Fn(&Table, &mut Vec<Problem>) -> Option<Scenario>,
) {
    let mut bare = root.clone();
    bare.entries.retain(|entry| entry.key != "claim");
    for claim in &mut scenario.claims {
        let Some(with) = &mut claim.with else { continue };
        let (mut tree, mut problems) = (bare.clone(), Vec::new());
        for Entry { key, key_at, node } in &with.changes {
            let hit = there(root, key, *key_at).and_then(|()| patch::put(&mut tree, key, *key_at, node.clone()));
            problems.extend(hit.err());
        }
        let changed = if problems.is_empty() { read(&tree, &mut problems) } else { None };
        with.changed = changed.map(|changed| (changed.setup, changed.digest));
        // What was wrong or odd before has been said.
        problems.retain(|problem| !list.contains(problem));
        for mut problem in problems {
            let said =
                "this claim cannot be said of the scenario as it is here: mend its `with`, or leave the claim out";
            problem.cure = format!("{}; {said}", problem.cure);
            if problem.place.is_none_or(|place| place.text != claim.at.text) {
                problem.related.get_or_insert_with(|| Box::new((claim.at, "under the changes of this claim".into())));
            }
            list.push(problem);
        }
    }
}
