//! What a claim asks: its measure, checked against what there is to measure.

use super::super::{
    columns::{Column, columns},
    focal::Focal,
    measures::Measure,
    summary::RATIOS,
};
use crate::{
    model::setup::Setup,
    scenario::{
        Problem, Problems, ResultClaim, Scenario,
        claim::{Bound, Statistic, Unit, Word},
        problem::{listed, suggest},
    },
};

/// A claim of a scenario with the number that it is about.
pub struct Question<'s> {
    pub claim: &'s ResultClaim,
    /// In the scenario as it stands, and under the changes of the claim: an id may have another place there.
    pub(super) of: [Of; 2],
    /// The number in words, without its side's units: `median of wait for the first exchange`.
    pub label: String,
    /// Of the value; a relative change has none.
    pub unit: &'static str,
    /// The change is said in percent of the value as it stands.
    pub relative: bool,
}

/// A number computed from the replications of one arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Of {
    Mean(Measure),
    /// A quantile over replications.
    Quantile(Measure, f64),
    /// A quantile of the wait for the first exchange; a replication without one waits longer than the horizon.
    Wait(f64),
    /// A ratio of [`RATIOS`], by its place.
    Ratio(usize),
    /// The probability of an exchange at all.
    Ever,
    /// The mean of pauses, at most the horizon, and their median.
    Pause,
    PauseMedian,
}

impl Question<'_> {
    /// The statistic, also where the claim leaves it out.
    pub fn statistic(&self) -> String {
        let own = match self.of[0] {
            Of::Ratio(_) => Statistic::Ratio,
            Of::Ever => Statistic::Probability,
            _ => Statistic::Mean,
        };
        self.claim.statistic.map_or(own, |(statistic, _)| statistic).word()
    }
}

/// The questions that the claims of a scenario put, in file order.
///
/// # Errors
/// Every claim about what is not measured, or said in a unit that its measure does not have.
pub fn questions(s: &Scenario) -> Result<Vec<Question<'_>>, Problems> {
    let mut list = Vec::new();
    let mut questions = Vec::new();
    for claim in &s.claims {
        match question(s, claim) {
            Ok(question) => questions.push(question),
            Err(problem) => list.push(problem),
        }
    }
    if list.is_empty() { Ok(questions) } else { Err(Problems { texts: s.warnings.texts.clone(), list }) }
}

fn question<'s>(s: &Scenario, claim: &'s ResultClaim) -> Result<Question<'s>, Problem> {
    let (of, label, unit) = number(&s.setup, claim)?;
    let changed = match &claim.with {
        Some(with) => number(with.setup(), claim).map_err(|problem| {
            let cure = format!("with {} this scenario has no such measure; choose another measure", with.text());
            problem.cure(cure)
        }),
        None => Ok((of, String::new(), unit)),
    }?;
    let relative = fitting(&claim.bound, of, unit)?;
    Ok(Question { claim, of: [of, changed.0], label, unit, relative })
}

type Number = (Of, String, &'static str);

/// The number that a claim is about.
fn number(setup: &Setup, claim: &ResultClaim) -> Result<Number, Problem> {
    let statistic = claim.statistic.map(|(statistic, _)| statistic);
    let focal = Focal::of(setup);
    let name = claim.measure.text.as_str();
    let one_of = |choices: &[&str]| {
        let at = claim.statistic.map_or(claim.measure.at, |(_, at)| at);
        let problem = match statistic {
            Some(statistic) => Problem::error(Some(at), format!("`{name}` has no `{}`", statistic.word())),
            None => Problem::error(Some(at), format!("`{name}` has more than one statistic")),
        };
        let choices: Vec<String> = choices.iter().map(|choice| format!("`statistic = \"{choice}\"`")).collect();
        Err(problem.cure(format!("write {}", choices.join(" or "))))
    };
    let of_all = ["pause", "any_exchange", "first_exchange"].contains(&name) || ratio(name).is_some();
    if let Some(word) = claim.side.as_ref().or(claim.category.as_ref()).filter(|_| of_all) {
        let problem = Problem::error(Some(word.at), format!("`{name}` is not of one side or category"));
        return Err(problem.cure("leave this line out"));
    }
    match (name, statistic) {
        ("pause", Some(Statistic::RestrictedMean)) => {
            Ok((Of::Pause, format!("mean pause between {}, at most the horizon", focal.many()), "days"))
        }
        ("pause", Some(Statistic::Quantile(50))) if !claim.bound.change => {
            Ok((Of::PauseMedian, format!("median pause between {}", focal.many()), "days"))
        }
        ("pause", _) if claim.bound.change => one_of(&["restricted mean"]),
        ("pause", _) => one_of(&["restricted mean", "median"]),
        ("any_exchange", None | Some(Statistic::Probability)) => {
            Ok((Of::Ever, format!("probability of {} at all", focal.a()), "share"))
        }
        ("any_exchange", _) => one_of(&["probability"]),
        ("first_exchange", Some(Statistic::RestrictedMean)) => {
            let label = format!("mean wait for the first {}, at most the horizon", focal.one());
            Ok((Of::Mean(Measure::FirstExchangeRestricted), label, "days"))
        }
        ("first_exchange", Some(quantile @ Statistic::Quantile(percent))) => {
            let label = format!("{} of the wait for the first {}", quantile.word(), focal.one());
            Ok((Of::Wait(f64::from(percent) / 100.0), label, "days"))
        }
        ("first_exchange", _) => one_of(&["median", "restricted mean"]),
        _ => match (ratio(name), statistic) {
            (Some(i), None | Some(Statistic::Ratio)) => {
                let unit = if name.ends_with("_ratio") { "log units" } else { "share" };
                Ok((Of::Ratio(i), name.replace('_', " "), unit))
            }
            (Some(_), _) => one_of(&["ratio"]),
            (None, None | Some(Statistic::Mean)) => {
                let column = column(setup, claim)?;
                Ok((Of::Mean(column.measure), format!("mean of {}", column.label), column.unit))
            }
            (None, Some(quantile @ Statistic::Quantile(percent))) => {
                let column = column(setup, claim)?;
                if !column.whole {
                    return one_of(&["mean"]);
                }
                let label = format!("{} of {}", quantile.word(), column.label);
                Ok((Of::Quantile(column.measure, f64::from(percent) / 100.0), label, column.unit))
            }
            (None, _) => column(setup, claim).and_then(|_| one_of(&["mean", "median"])),
        },
    }
}

fn ratio(name: &str) -> Option<usize> {
    RATIOS.iter().position(|(known, ..)| *known == name)
}

/// The column that is meant, by its name in `summary.csv`, its side and its category.
fn column(setup: &Setup, claim: &ResultClaim) -> Result<Column, Problem> {
    let (name, columns) = (claim.measure.text.as_str(), columns(setup));
    let named: Vec<&Column> = columns.iter().filter(|column| column.base_name() == name).collect();
    let at = Some(claim.measure.at);
    if named.is_empty() {
        let message = format!("there is no measure `{name}` in this scenario");
        return Err(Problem::error(at, message).cure(match columns.iter().find(|column| column.name == name) {
            Some(column) => format!("write {}", written(column)),
            None => suggest(name, "measures", &names(&columns)),
        }));
    }
    let is = |word: &Option<Word>, id: &Option<String>| word.as_ref().map(|word| &word.text) == id.as_ref();
    let meant = named.iter().find(|c| is(&claim.side, &c.side) && is(&claim.category, &c.category));
    meant.map(|column| (*column).clone()).ok_or_else(|| {
        let at = [&claim.category, &claim.side].into_iter().flatten().next().map_or(at, |word| Some(word.at));
        let ways = [("side", ids(&named, |c| &c.side)), ("category", ids(&named, |c| &c.category))];
        let ways = ways.iter().filter(|(_, ids)| !ids.is_empty());
        let ways: Vec<String> = ways.map(|(key, ids)| format!("`{key}` as one of {}", listed(ids))).collect();
        let cure = match ways.as_slice() {
            [] => "leave `side` and `category` out".into(),
            [side] => format!("write {side}, and no `category`"),
            both => format!("write {}, or no `category`", both.join(" and ")),
        };
        Problem::error(at, format!("`{name}` is not measured so")).cure(cure)
    })
}

/// The ids that tell columns apart.
fn ids<'c>(columns: &[&'c Column], id: fn(&Column) -> &Option<String>) -> Vec<&'c str> {
    let mut ids: Vec<&str> = columns.iter().filter_map(|column| id(column).as_deref()).collect();
    ids.dedup();
    (1..ids.len()).rev().for_each(|i| {
        if ids[..i].contains(&ids[i]) {
            _ = ids.remove(i)
        }
    });
    ids
}

/// How a claim names a column.
fn written(column: &Column) -> String {
    let mut text = format!("`measure = \"{}\"`", column.base_name());
    for (key, id) in [("side", &column.side), ("category", &column.category)] {
        text += &id.as_ref().map_or(String::new(), |id| format!(" with `{key} = \"{id}\"`"));
    }
    text
}

/// Every name, those first that a claim is likely to be about.
fn names(columns: &[Column]) -> Vec<&str> {
    let mut names: Vec<&str> = vec!["pause", "any_exchange"];
    names.extend(RATIOS.iter().map(|(name, ..)| *name));
    for column in columns {
        if !names.contains(&column.base_name()) {
            names.push(column.base_name());
        }
    }
    names
}

/// Whether the bound is of a relative change; an error if its unit is not that of the number.
fn fitting(bound: &Bound, of: Of, unit: &str) -> Result<bool, Problem> {
    let wrong = |message: &str, cure: &str| Err(Problem::error(Some(bound.at), message).cure(cure));
    match (unit, bound.unit) {
        ("days", Unit::Days) => Ok(false),
        ("share", Unit::Points) if bound.change => Ok(false),
        ("share", Unit::Percent | Unit::Plain) if !bound.change => Ok(false),
        ("share", _) if bound.change => wrong(
            "a change of a share is said in percentage points",
            "write \"at least 5 points\" for what goes from 40% to 45%",
        ),
        ("share", _) => wrong("a share has no such unit", "write a percentage, as in \"at least 40%\""),
        (_, Unit::Percent) if bound.change && unit != "log units" && (matches!(of, Of::Mean(_))) => Ok(true),
        (_, Unit::Percent) if bound.change => {
            wrong("only a mean is said to change by a percentage", "say the change in its unit")
        }
        ("days", Unit::Plain) => wrong("a length of time needs its unit", "write \"30 d\" if days are meant"),
        ("days", _) => wrong("this measure is a length of time", "write \"at most 90 d\""),
        (_, Unit::Plain) => Ok(false),
        _ => wrong(&format!("this measure counts {unit}"), "write a plain number, as in \"at least 100\""),
    }
}
