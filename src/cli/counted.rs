//! Counted: the answer as sentences of whole numbers, "in about 45 of 50 histories", to be read before any interval.

use super::{
    differences::compared,
    headline::{margin, quantiles},
};
use crate::{
    experiment::{
        compare::{Arm, Comparison, Verdict},
        estimate::{Estimate, digits},
        measures::Measure,
        summary::Summary,
    },
    output::{charts, lines::sentence},
};

/// `k` of `n` histories in numbers that so many of them support: exact up to 100, then about so many of 20, 50 or 100, no
/// finer than the largest standard error of such a share; what would round to none or all is told exactly.
pub fn of(k: u64, n: u64) -> String {
    let exact = || format!("{} of {}", digits(k as f64, 0.0), digits(n as f64, 0.0));
    let parts: u64 = match n {
        0..=100 => return exact(),
        101..=624 => 20,
        625..=2_499 => 50,
        _ => 100,
    };
    match (k * parts + n / 2) / n {
        _ if k == 0 => format!("none of {}", digits(n as f64, 0.0)),
        _ if k == n => format!("all {}", digits(n as f64, 0.0)),
        0 => exact(),
        rounded if rounded == parts => exact(),
        rounded => format!("about {rounded} of {parts}"),
    }
}

/// What a run says: how soon, how many, how long.
pub fn of_run(summary: &Summary<'_>, measures: &[Measure]) -> Vec<String> {
    let mut said: Vec<String> = soon(summary).filter(|_| summary.n() > 1).into_iter().collect();
    // Where none comes that is said already.
    let told = |m: &&Measure| **m != Measure::Exchanges || summary.never() < summary.n();
    said.extend(measures.iter().filter(told).filter_map(|&m| spread(summary, m)));
    said.extend(carried_out(summary));
    said
}

/// How soon the first exchange comes, and in how many histories there is none.
fn soon(summary: &Summary<'_>) -> Option<String> {
    let (focal, n) = (summary.focal(), summary.n());
    let seen = summary.distribution(Measure::FirstExchange).filter(|seen| seen.n() > 0);
    let Some(seen) = seen else {
        return Some(format!("In {} histories there is no {} by the last day.", of(n, n), focal.one()));
    };
    let within = charts::within(&charts::waits(summary), summary.setup().horizon.days());
    let soon: u64 = seen.iter().filter(|(day, _)| *day <= within).map(|(_, times)| times).sum();
    let never = match summary.never() {
        0 => String::new(),
        never => format!("; in {} there is none by the last day", of(never, n)),
    };
    Some(format!("In {} histories {} within {within} days{never}.", of(soon, n), focal.first_comes()))
}

/// The median history of a measure, and where nine of ten lie.
fn spread(summary: &Summary<'_>, measure: Measure) -> Option<String> {
    summary.distribution(measure).filter(|counts| counts.n() > 0)?;
    let [low, median, high] = quantiles(summary, measure, [0.05, 0.5, 0.95]);
    let least = if summary.n() == 1 { "" } else { "at least " };
    let words = words(summary, measure, &median, least)?;
    let said = match (summary.n(), low == high) {
        (1, _) => format!("in the one history {words}."),
        (_, true) => format!("in half of the histories {words}; nine of ten, or more, have exactly so many."),
        _ => format!("in half of the histories {words}; nine of ten lie between {low} and {high}."),
    };
    Some(on(summary, measure, &said))
}

/// `n` of a measure as a clause; none for measures that need a table.
fn words(summary: &Summary<'_>, measure: Measure, n: &str, least: &str) -> Option<String> {
    let (p, focal) = (summary.params(), summary.focal());
    Some(match (measure, n) {
        (Measure::Returned(s), "0") => format!("no prisoner comes home to {}", p.sides[s].name),
        (Measure::Returned(s), "1") => format!("{least}1 prisoner comes home to {}", p.sides[s].name),
        (Measure::Returned(s), _) => format!("{least}{n} prisoners come home to {}", p.sides[s].name),
        (Measure::ReturnedOn(_, s), "0") => format!("none are returned to {}", p.sides[s].name),
        (Measure::ReturnedOn(_, s), "1") => format!("{least}1 is returned to {}", p.sides[s].name),
        (Measure::ReturnedOn(_, s), _) => format!("{least}{n} are returned to {}", p.sides[s].name),
        (Measure::Exchanges, "0") => format!("there are no {}", focal.many()),
        (Measure::Exchanges, "1") => format!("there is {least}1 {}", focal.one()),
        (Measure::Exchanges, _) => format!("there are {least}{n} {}", focal.many()),
        (Measure::LongestPause, _) => format!("the {} lasts {least}{n} days", focal.longest_pause()),
        _ => return None,
    })
}

/// A sentence on a measure: of those returned on an issue, the issue's name stands before it.
fn on(summary: &Summary<'_>, measure: Measure, said: &str) -> String {
    match measure {
        Measure::ReturnedOn(i, _) => format!("{}: {said}", summary.params().issues[i].name),
        _ => sentence(said),
    }
}

/// Of the cases that a channel took, how many delivered.
fn carried_out(summary: &Summary<'_>) -> Option<String> {
    let share = summary.ratio("yield")?;
    let interval = share.interval.map(|i| (100.0 * i.low, 100.0 * i.high));
    let whole = |x: f64| digits(x.clamp(0.0, 100.0).round(), 0.0);
    let interval = interval.filter(|(low, high)| high > low);
    let between = interval.map_or(String::new(), |(low, high)| {
        format!(" (95% interval {} to {})", whole(low.floor()), whole(high.ceil()))
    });
    Some(format!(
        "Of 100 cases that a channel took and that are over, {} delivered{between}.",
        whole(100.0 * share.value)
    ))
}

/// Measures that are told of each of several arms.
const ARMS_SAY: usize = 3;

/// What a comparison says, arm by arm: in how many histories there is less and more, and how much on average.
pub fn of_comparison(c: &Comparison<'_>, names: &[String]) -> Vec<String> {
    let measures = compared(c);
    let counted = |m: &&Measure| matches!(m, Measure::Returned(_) | Measure::ReturnedOn(..) | Measure::Exchanges);
    // Of many arms the first lines of each are enough; the table has all.
    let most = if names.len() > 1 { ARMS_SAY } else { usize::MAX };
    let measures: Vec<Measure> = measures.iter().filter(counted).take(most).copied().collect();
    let arm = |(arm, name): (&Arm<'_>, &String)| {
        let lead = if names.len() > 1 { format!("{name}: ") } else { String::new() };
        let said: Vec<String> = measures.iter().filter_map(|&m| change(c, arm, m, names.len() > 1)).collect();
        said.into_iter().map(|text| format!("{lead}{text}")).collect::<Vec<String>>()
    };
    c.arms.iter().zip(names).flat_map(arm).collect()
}

fn change(c: &Comparison<'_>, arm: &Arm<'_>, measure: Measure, several: bool) -> Option<String> {
    let pair = arm.pair(measure)?;
    let ([lower, same, higher], n) = (pair.paired.counts(), pair.paired.n());
    let (what, verdict) = (subject(&c.base, measure), pair.verdict(c.level()));
    let with = if several { "in this arm than in the base" } else { "with the change than without it" };
    if verdict == Verdict::Same {
        return Some(format!(
            "{}: the same in {} histories, under the same luck.",
            sentence(&pair.column.label),
            of(n, n)
        ));
    }
    let [(most, first), (least, second)] =
        if lower >= higher { [(lower, "fewer"), (higher, "more")] } else { [(higher, "more"), (lower, "fewer")] };
    let same = if same > 0 { format!(", in {} as many", of(same, n)) } else { String::new() };
    let mean = pair.paired.difference(c.level()).map_or(String::new(), |d| average(&d, verdict));
    let said = format!(
        "in {} histories {first} {what} {with}, under the same luck; in {} {second}{same}{mean}.",
        of(most, n),
        of(least, n)
    );
    Some(on(&c.base, measure, &said))
}

/// A measure as it stands behind "fewer" and "more".
fn subject(base: &Summary<'_>, measure: Measure) -> String {
    let p = base.params();
    match measure {
        Measure::Returned(s) => format!("prisoners come home to {}", p.sides[s].name),
        Measure::ReturnedOn(_, s) => format!("are returned to {}", p.sides[s].name),
        _ => format!("{} come about", base.focal().many()),
    }
}

fn average(d: &Estimate, verdict: Verdict) -> String {
    let size = Estimate { value: d.value.abs(), ..*d };
    match verdict {
        Verdict::Higher => format!("; on average {} more", margin(&size, 1.0, "")),
        Verdict::Lower => format!("; on average {} fewer", margin(&size, 1.0, "")),
        _ => format!("; the mean difference is not separated from zero ({})", margin(d, 1.0, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn counts_have_the_digits_that_n_supports() {
        assert_eq!(of(45, 50), "45 of 50");
        assert_eq!(of(9_012, 10_000), "about 90 of 100");
        assert_eq!(of(500, 1_000), "about 25 of 50");
        assert_eq!(of(299, 300), "299 of 300");
        assert_eq!(of(3, 10_000), "3 of 10,000");
        assert_eq!(of(9_999, 10_000), "9,999 of 10,000");
        assert_eq!(of(0, 2_000), "none of 2,000");
        assert_eq!(of(2_000, 2_000), "all 2,000");
    }
}
