//! Differences: what a comparison says, as a table on the terminal and in the report, and which arms may be ranked.

use super::{
    headline::{interval, margin, mean_of, measures, percent, ratios, row, short, step, value},
    terminal::{WIDTH, glyphs, hanging, paragraph},
};
use crate::{
    experiment::{
        compare::{Arm, Comparison, Pair, Verdict, round_up},
        differences::{Difference, of_arm},
        estimate::{Estimate, LEVEL, digits},
        fold::Fold,
        measures::Measure,
        ranking::{Group, Main},
        summary::{RATIO, Summary},
    },
    output::{report::Headline, spark, table::fitted},
};

/// The measures of a comparison, in its tables and its figures: those that come in any arm.
pub fn compared(c: &Comparison<'_>) -> Vec<Measure> {
    that_come(&c.summaries().collect::<Vec<_>>())
}

/// The measures that come in any of these arms, the base first.
fn that_come(arms: &[&Summary<'_>]) -> Vec<Measure> {
    let all = |m| arms.iter().filter_map(|arm| mean_of(arm, m)).reduce(|sum, mean| sum + mean);
    let mut measures = measures(arms[0], all);
    let cases = [Measure::Delivered, Measure::AgreedLost];
    measures.extend(cases.into_iter().filter(|m| all(*m).is_some_and(|sum| sum > 0.0)));
    measures
}

/// How the intervals of a comparison are made, in words.
pub fn intervals(c: &Comparison<'_>) -> String {
    match c.arms.len() {
        1 => "95% intervals".into(),
        many => format!("simultaneous 95% intervals (Šidák over {many} arms, measure by measure)"),
    }
}

/// The lines of an arm that are shown: the means compared, then the `medians` asked for, then times between exchanges.
fn shown<'c>(c: &'c Comparison<'_>, arm: usize, medians: &dyn Fn(Measure) -> bool) -> Vec<Difference<'c>> {
    let (compared, ratios) = (compared(c), ratios(c.base.focal()));
    // Means, ratios, medians, times between exchanges.
    let rank = |d: &mut Difference<'_>| match d.column {
        Some(column) => {
            let at = compared.iter().position(|m| *m == column.measure)?;
            (!d.is_median() || medians(column.measure)).then_some((2 * u8::from(d.is_median()), at))
        }
        None if d.statistic == RATIO => {
            let at = ratios.iter().take(RATIOS_SHOWN).position(|(name, ..)| *name == d.measure)?;
            d.label = ratios[at].1.clone();
            Some((1, at))
        }
        None => Some((3, 0)),
    };
    let mut lines: Vec<_> = of_arm(c, arm).into_iter().filter_map(|mut d| Some((rank(&mut d)?, d))).collect();
    lines.sort_by_key(|(rank, _)| *rank);
    lines.into_iter().map(|(_, d)| d).collect()
}

/// Of the ratios of a run, those that a comparison shows: what is carried out, and what is lost.
const RATIOS_SHOWN: usize = 2;

/// A ratio is a share and written in percent, its difference in percentage points.
fn scale(d: &Difference<'_>) -> (f64, &'static str) {
    if d.statistic == RATIO { (100.0, " points") } else { (1.0, "") }
}

/// The value of an arm.
fn amount(d: &Difference<'_>, e: Option<Estimate>) -> String {
    match e {
        Some(e) if d.is_median() => digits(e.value, step(&e)),
        Some(e) if d.statistic == RATIO => percent(&e),
        Some(e) => value(&e),
        None => String::new(),
    }
}

/// Under the table of a comparison's report.
fn note(c: &Comparison<'_>) -> String {
    let level = match c.arms.len() {
        1 => String::new(),
        many => format!(
            " With {many} arms an interval is wide enough that all {many} of a measure hold at once in 95% of such \
             experiments: each is taken at the level 0.95^(1/{many}) (Šidák's inequality, good for any correlation of the arms)."
        ),
    };
    format!(
        "All arms meet the same luck, history by history; an interval says how well so many pairs fix the difference. Means \
         have Student's interval, medians one from 20 sections of the replications, shares and mean pauses a jackknife over 200 classes of \
         replications. A difference that is the same in every pair has none.{level}{}",
        gain(c).map_or(String::new(), |gain| format!(" {gain}"))
    )
}

/// The table of a comparison's report, arms side by side.
pub fn headline(c: &Comparison<'_>, names: &[String]) -> Headline {
    let lines: Vec<Vec<Difference<'_>>> = (0..c.arms.len()).map(|arm| shown(c, arm, &|_| true)).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let labels = lines.iter().flatten().map(label_with_unit).fold(Vec::new(), |mut labels: Vec<String>, label| {
        if !labels.contains(&label) {
            labels.push(label);
        }
        labels
    });
    for label in labels {
        for (name, lines) in names.iter().zip(&lines) {
            let Some(d) = lines.iter().find(|d| label_with_unit(d) == label) else { continue };
            let arm = if names.len() > 1 { Some(name.clone()) } else { None };
            let numbers = [
                amount(d, d.base),
                amount(d, d.arm),
                amount(d, d.together).replace('%', scale(d).1),
                d.together.map_or(String::new(), |e| interval(&e, scale(d).0, scale(d).1)),
                d.verdict.to_string(),
            ];
            rows.push(std::iter::once(label.clone()).chain(arm).chain(numbers).collect());
        }
    }
    let arm = (names.len() > 1).then_some("arm");
    let level = if names.len() > 1 { "simultaneous 95% interval" } else { "95% interval" };
    let last =
        ["base", if names.len() > 1 { "mean of the arm" } else { "variant" }, "difference", level, "in this model"];
    let columns = arm.into_iter().chain(last).map(String::from).collect();
    Headline { columns, rows, note: note(c) }
}

fn label_with_unit(d: &Difference<'_>) -> String {
    if d.label.contains(d.unit) || d.statistic == RATIO { d.label.clone() } else { format!("{} ({})", d.label, d.unit) }
}

/// The table of a comparison on the terminal: a line a measure, or a line an arm under each measure.
pub fn text(c: &Comparison<'_>, names: &[String]) -> String {
    let waits = |m| m == Measure::FirstExchangeRestricted;
    let lines: Vec<Vec<Difference<'_>>> = (0..c.arms.len()).map(|arm| shown(c, arm, &waits)).collect();
    let (table, open) = if let [lines] = lines.as_slice() { of_one(c, lines) } else { of_many(c, names, &lines) };
    let range = "; of a median, its interval in brackets";
    let range = if lines.iter().flatten().any(Difference::is_median) { range } else { "" };
    let note = match c.arms.len() {
        1 => format!("± is the margin of the difference at 95% confidence, history by history{range}."),
        many => format!(
            "± is the margin of the difference, history by history, so wide that all {many} arms of a measure hold at once at \
             95% confidence (Šidák's inequality){range}."
        ),
    };
    let gain = gain(c).map_or(String::new(), |gain| paragraph(&gain));
    format!("{table}\n{open}{}{gain}", paragraph(&note))
}

/// What a line is called on the terminal.
fn name(c: &Comparison<'_>, d: &Difference<'_>) -> String {
    match d.column {
        Some(column) if d.is_median() => format!("{}, median", short(column, c.base.focal())),
        Some(column) => short(column, c.base.focal()),
        None if d.statistic == RATIO => d.label.clone(),
        None => format!("{}, {}", d.label, d.unit),
    }
}

/// A difference with its margin, or of a median with its interval.
fn change(d: &Difference<'_>) -> String {
    match d.together {
        Some(e) if d.is_median() => match e.interval.filter(|i| i.width() > 0.0) {
            Some(i) => {
                let [value, low, high] = [e.value, i.low, i.high].map(|x| digits(x, step(&e)));
                format!("{value} ({low} to {high})")
            }
            None => digits(e.value, 0.0),
        },
        Some(e) => margin(&e, scale(d).0, "") + scale(d).1,
        None => String::new(),
    }
}

/// What is still open of a line, and what would settle it.
fn open(name: &str, verdict: Verdict) -> Option<String> {
    matches!(verdict, Verdict::Open(_)).then(|| hanging("", &format!("{name}: {verdict}."), 0))
}

fn of_one(c: &Comparison<'_>, lines: &[Difference<'_>]) -> (String, String) {
    let mut rows = vec![row(["", "base", "variant", "difference ± margin", "variant is"])];
    for d in lines {
        rows.push(row([&name(c, d), &amount(d, d.base), &amount(d, d.arm), &change(d), d.verdict.short()]));
    }
    let open: String = lines.iter().filter_map(|d| open(&name(c, d), d.verdict)).collect();
    let open = open + &too_few(c, lines);
    (fitted(&rows, "<>>><", WIDTH), bars(c, lines) + &open)
}

/// The lines for which there are too few histories, all in one sentence.
fn too_few(c: &Comparison<'_>, lines: &[Difference<'_>]) -> String {
    let few: Vec<String> = lines.iter().filter(|d| d.verdict == Verdict::TooFew).map(|d| name(c, d)).collect();
    match few.len() {
        0 => String::new(),
        n if n == lines.len() => "Too few histories to tell any difference.\n".into(),
        _ => hanging("", &format!("Too few histories: {}.", few.join("; ")), 0),
    }
}

/// Columns of a bar on either side of zero.
const HALF: usize = 20;

/// The differences of means side by side: each in percent of its mean in the base.
fn bars(c: &Comparison<'_>, lines: &[Difference<'_>]) -> String {
    let share = |d: &Difference<'_>| {
        let (base, together) = (d.base?.value, d.together?.value);
        (d.column.is_some() && !d.is_median() && base > 0.0).then(|| (name(c, d), together / base, d.verdict))
    };
    let shares: Vec<(String, f64, Verdict)> = lines.iter().filter_map(share).collect();
    let reach = shares.iter().map(|(_, share, _)| share.abs()).fold(0.0, f64::max);
    if reach == 0.0 {
        return String::new();
    }
    let ends = ['-', '+'].map(|sign| format!("{sign}{:.0}%", 100.0 * reach));
    let mut rows = vec![row(["in percent of the base", &spark::ruler(&ends[0], &ends[1], HALF)])];
    let told = |verdict: Verdict| matches!(verdict, Verdict::Higher | Verdict::Lower);
    let line = |(name, share, verdict): &(String, f64, Verdict)| {
        row([name, &spark::bar(*share, reach, HALF, told(*verdict), glyphs())])
    };
    rows.extend(shares.iter().map(line));
    let thin = shares.iter().any(|(_, share, verdict)| *share != 0.0 && !told(*verdict));
    let thin = if thin { "A thin bar is not separated from zero.\n" } else { "" };
    format!("{}{thin}\n", fitted(&rows, "<<", WIDTH))
}

fn of_many(c: &Comparison<'_>, names: &[String], arms: &[Vec<Difference<'_>>]) -> (String, String) {
    let mut rows = vec![row(["", "value", "difference ± margin", "is"])];
    let mut measures: Vec<String> = Vec::new();
    for d in arms.iter().flatten() {
        let measure = name(c, d);
        if measures.contains(&measure) {
            continue;
        }
        rows.push(vec![measure.clone()]);
        rows.push(row(["  base", &amount(d, d.base), "", ""]));
        for (arm, lines) in names.iter().zip(arms) {
            let Some(d) = lines.iter().find(|d| name(c, d) == measure) else { continue };
            rows.push(row([&format!("  {arm}"), &amount(d, d.arm), &change(d), d.verdict.short()]));
        }
        measures.push(measure);
    }
    (fitted(&rows, "<>><", WIDTH), order_text(c, names))
}

/// The arms in order, measure by measure.
fn order_text(c: &Comparison<'_>, names: &[String]) -> String {
    if c.base.n() < 2 {
        return "Too few histories to put the arms in order.\n".into();
    }
    let lines = orders(c, names).into_iter().map(|(measure, order)| hanging("", &format!("{measure}: {order}."), 2));
    format!("{}{}\n", paragraph(&order_note(c)), lines.collect::<String>())
}

/// How to read the order of the arms.
pub fn order_note(c: &Comparison<'_>) -> String {
    let arms = c.arms.len() + 1;
    format!(
        "From high to low, base and arms, in this model. \u{201c}>\u{201d} stands only where every arm before it is separated \
         from every one after it by intervals that cover all {} pairs at once at 95% confidence (Šidák's inequality); arms \
         joined by \u{201c},\u{201d} are not ranked. That can be though each differs from the base in the table: there an arm is held \
         against the base alone, here every two arms against each other, with wider intervals. How many histories in all \
         would tell supposes that differences stay about as they are.",
        arms * (arms - 1) / 2
    )
}

/// Each main measure that is compared, and its arms in order in words.
pub fn orders(c: &Comparison<'_>, names: &[String]) -> Vec<(String, String)> {
    let compared = compared(c);
    let find = |m: &Measure| c.mains.iter().find(|main| main.column.measure == *m);
    compared.iter().filter_map(find).map(|main| (short(&main.column, c.base.focal()), order(main, names))).collect()
}

/// "base > Turkey out, Qatar out (not ranked: about 40,000 histories would tell) > both out"
fn order(main: &Main, names: &[String]) -> String {
    let name = |arm: usize| if arm == 0 { "base" } else { names[arm - 1].as_str() };
    let group = |group: &Group| {
        let arms = group.places.iter().map(|place| name(place.arm)).collect::<Vec<_>>().join(", ");
        match (group.within, group.unranked.as_slice()) {
            (None, _) => arms,
            (Some(Verdict::Same), _) => format!("{arms} (the same in every history)"),
            (Some(_), [(.., verdict)]) if group.places.len() == 2 => format!("{arms} (not ranked: {})", tell(*verdict)),
            (Some(_), pairs) => format!("{arms} (not ranked: {})", of_pairs(pairs, &name)),
        }
    };
    main.ranking().groups.iter().map(group).collect::<Vec<_>>().join(" > ")
}

/// Pairs that are told one by one; of more it is said how many there are.
const PAIRS: usize = 4;

/// "base and Turkey out, about 40,000 histories would tell; ..."
fn of_pairs<'n>(pairs: &[(usize, usize, Verdict)], name: &impl Fn(usize) -> &'n str) -> String {
    let pair = |(a, b, verdict): &(usize, usize, Verdict)| format!("{} and {}, {}", name(*a), name(*b), tell(*verdict));
    let more = match pairs.len().saturating_sub(PAIRS) {
        0 => None,
        1 => Some("and 1 pair more".to_string()),
        more => Some(format!("and {more} pairs more")),
    };
    pairs.iter().take(PAIRS).map(pair).chain(more).collect::<Vec<_>>().join("; ")
}

/// What would tell two arms apart.
fn tell(verdict: Verdict) -> String {
    match verdict {
        Verdict::Open(Some(all)) => format!("about {} histories would tell", round_up(all)),
        Verdict::Same => "the same in every history".into(),
        Verdict::TooFew => "too few histories".into(),
        _ => "no practical number of histories that would tell can be given".into(),
    }
}

/// What common random numbers were worth, measured on this run.
fn gain(c: &Comparison<'_>) -> Option<String> {
    let many = c.base.focal().many();
    let of = |arm: &Arm<'_>| arm.pair(Measure::Exchanges).and_then(|p| p.paired.variance_reduction());
    let gains: Vec<f64> = c.arms.iter().filter_map(of).filter(|g| g.is_finite()).collect();
    let least = gains.iter().copied().reduce(f64::min)?;
    let most = gains.iter().copied().reduce(f64::max)?;
    let times = |g: f64| digits(g, g / 20.0);
    let said = match c.arms.len() {
        1 => format!("The same luck in both arms made the difference in {many} {} times as precise", times(least)),
        _ if times(least) == times(most) => {
            format!("The same luck in all arms made the differences in {many} {} times as precise", times(least))
        }
        _ => format!(
            "The same luck in all arms made the differences in {many} {} to {} times as precise",
            times(least),
            times(most)
        ),
    };
    Some(format!("{said} (in variance) as independent seeds would have."))
}

/// One measure of a comparison, in words and as estimated, each arm by itself.
pub struct Moved {
    pub label: String,
    /// Its mean in the base.
    pub base: String,
    pub name: String,
    estimate: Option<Estimate>,
    verdict: Verdict,
}

impl Moved {
    /// With its margin; in brackets where it is not separated from 0.
    pub fn text(&self) -> String {
        let sign = |e: &Estimate| if e.value > 0.0 { "+" } else { "" };
        match (&self.estimate, self.verdict) {
            (_, Verdict::Same) => "no change".into(),
            (Some(e), Verdict::Open(_) | Verdict::TooFew) => format!("({}{})", sign(e), margin(e, 1.0, "")),
            (Some(e), _) => format!("{}{}", sign(e), margin(e, 1.0, "")),
            (None, _) => String::new(),
        }
    }

    pub fn to_json(&self) -> serde_json::Value {
        let interval = self.estimate.and_then(|e| e.interval);
        serde_json::json!({
            "measure": self.name, "difference": self.estimate.map(|e| e.value),
            "standard_error": self.estimate.and_then(|e| e.se), "low": interval.map(|i| i.low),
            "high": interval.map(|i| i.high), "verdict": self.verdict.short(),
        })
    }
}

/// The measures of a comparison that come in the base or in this arm, arm less base.
pub fn moved(c: &Comparison<'_>, arm: &Arm<'_>) -> Vec<Moved> {
    let moved = |p: &Pair| Moved {
        label: short(&p.column, c.base.focal()),
        base: p.paired.base().estimate(LEVEL).map_or(String::new(), |e| value(&e)),
        name: p.column.name.clone(),
        estimate: p.paired.difference(LEVEL),
        verdict: p.verdict(LEVEL),
    };
    that_come(&[&c.base, &arm.summary]).into_iter().filter_map(|m| arm.pair(m)).map(moved).collect()
}
