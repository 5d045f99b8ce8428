//! `docs/columns.md` documents exactly the columns there are.

use backchannel::{experiment::columns::columns, scenario::load_str};

const PAGE: &str = include_str!("../docs/columns.md");

/// What the tutorial lacks: a one-way issue, a standing one, and custody.
const EVERY_KIND: &str = r#"
[issues.dead]
reciprocal = false
to = "north"
[issues.corridor]
standing = true
[events.kept]
on = 2025-03-01
demand = { issue = "pow", custody = { mediator = "friend", side = "north", people = 5 } }
"#;

/// The rows of the page for `replications.csv`, with placeholders for what a scenario names itself.
fn rows() -> Vec<String> {
    let text = include_str!("../scenarios/tutorial.toml").to_string() + EVERY_KIND;
    let setup = load_str("every.toml", &text, &[]).expect("the tutorial is sound").setup;
    let p = &setup.phases[0];
    let mut names: Vec<(String, &str)> = Vec::new();
    names.extend(p.sides.iter().map(|s| (s.id.clone(), "<side>")));
    names.extend(p.categories.iter().map(|c| (c.id.clone(), "<category>")));
    names.extend(p.issues.iter().map(|i| (i.id.clone(), "<issue>")));
    names.extend(p.channels.iter().map(|c| (c.id.clone(), "<channel>")));
    let mut rows = Vec::new();
    for column in columns(&setup) {
        let mut parts: Vec<String> = vec![column.name.clone()];
        for (id, placeholder) in &names {
            let id = id.replace('-', "_");
            parts = parts.iter().map(|name| replaced(name, &id, placeholder)).collect();
        }
        let row = format!("| `{}` | {} | {} |", parts.concat(), column.unit, column.measure.doc());
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

/// Replaces `id` where it stands as a whole word between underscores.
fn replaced(name: &str, id: &str, placeholder: &str) -> String {
    format!("_{name}_").replace(&format!("_{id}_"), &format!("_{placeholder}_")).trim_matches('_').to_string()
}

#[test]
fn every_column_is_documented_and_no_other() {
    let section = PAGE.split("## `replications.csv`").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or("");
    let documented: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).skip(1).collect();
    let rows = rows();
    let missing: Vec<&String> = rows.iter().filter(|row| !documented.contains(&row.as_str())).collect();
    assert!(
        missing.is_empty(),
        "missing in docs/columns.md:\n{}",
        missing.iter().map(|r| format!("{r}\n")).collect::<String>()
    );
    for row in documented {
        assert!(rows.iter().any(|r| r == row), "docs/columns.md documents what does not exist: {row}");
    }
}

/// The names in the first cells of the tables of a section.
fn named(file: &str) -> Vec<&'static str> {
    let section = PAGE.split(&format!("## `{file}`")).nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or("");
    let rows = section.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    rows.flat_map(|cell| cell.split(',')).map(|name| name.trim().trim_matches('`')).collect()
}

/// The tables of a comparison have these columns; the order within a row of the page is free.
#[test]
fn the_tables_of_a_comparison_are_documented() {
    use backchannel::output::compared::{DIFFERENCES_HEADER, RANKING_HEADER};
    let sorted = |names: &[&'static str]| {
        let mut names = names.to_vec();
        names.sort_unstable();
        names
    };
    assert_eq!(sorted(&named("differences.csv")), sorted(&DIFFERENCES_HEADER));
    assert_eq!(sorted(&named("ranking.csv")), sorted(&RANKING_HEADER));
}

/// The page has every column of `claims.csv`, in order.
#[test]
fn the_table_of_claims_is_documented() {
    let section = PAGE.split("## `claims.csv`").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or("");
    let rows = section.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    let named: Vec<&str> = rows.flat_map(|cell| cell.split(',')).map(|name| name.trim().trim_matches('`')).collect();
    assert_eq!(named, backchannel::output::claims::CLAIMS_HEADER);
}

/// The page has every column and every statistic of `beside.csv`.
#[test]
fn the_table_beside_the_record_is_documented() {
    use backchannel::{
        experiment::patterns::Stat,
        model::side::{IssueId, Side},
        output::beside::BESIDE_HEADER,
    };
    let named = named("beside.csv");
    let i = IssueId(0);
    let statistics = [
        Stat::Exchanges(i),
        Stat::People(i, Side::A),
        Stat::MeanSize(i, Side::A),
        Stat::LongestPause(i),
        Stat::PauseSpread(i),
        Stat::HeadsNear(i),
        Stat::HeadsFar(i),
        Stat::HeadsSpread(i),
        Stat::MediatedShare(i),
        Stat::NextExchange(i),
        Stat::NextExchangeGivenDate(i),
        Stat::Transfers(i),
        Stat::TransfersInPauses(i, i),
        Stat::Agreements(i),
        Stat::Meetings(i),
    ];
    let wanted: Vec<&str> = BESIDE_HEADER.into_iter().chain(statistics.map(Stat::name)).collect();
    assert_eq!(named, wanted);
}

/// The columns in the first cells of a section's table.
fn documented(name: &str) -> Vec<&'static str> {
    let section = PAGE.split(&format!("## `{name}`")).nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or("");
    let cells = section.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    cells.flat_map(|cell| cell.split(',')).map(|name| name.trim().trim_matches('`')).collect()
}

#[test]
fn the_tables_of_those_taken_out_are_documented() {
    use backchannel::output::{
        business::{BUSINESS_HEADER, ROUTES_HEADER},
        shares::{COALITIONS_HEADER, SHARES_HEADER},
    };
    assert_eq!(documented("business.csv"), BUSINESS_HEADER);
    assert_eq!(documented("routes.csv"), ROUTES_HEADER);
    assert_eq!(documented("shares.csv"), SHARES_HEADER);
    assert_eq!(documented("coalitions.csv"), COALITIONS_HEADER);
}
