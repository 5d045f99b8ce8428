//! All numbers of a scenario, read table by table into the model's [`Params`].

use super::{
    channels::{Turn, channel},
    quantity::Kind,
    read::{Reader, Wanted},
    rows::{self, Common, EXIT_NAMES, LifeDraft},
    spec::About,
    tree::{Node, Table},
};
use crate::{
    kernel::Key,
    model::{
        setup::{Category, Issue, Mediator, Params, SideParams},
        side::{CategoryId, PerSide, Side},
    },
};

/// Reads every number of the file; the second part are the dates on which channels open and close.
pub fn params(r: &mut Reader<'_>, root: &Table) -> (Params, Vec<Turn>) {
    let none = Table::default();
    let section = |name: &str| root.table(name).unwrap_or(&none);
    let entity = |name: &str, id: &str| section(name).table(id).unwrap_or(&none);
    let names = r.names;

    let sides = PerSide::from_fn(|side| side_params(r, names.side(side), entity("sides", names.side(side))));
    let categories = names.categories.iter().map(|id| category(r, id, entity("categories", id))).collect();
    let issues = names.issues.iter().map(|id| issue(r, id, entity("issues", id))).collect();
    let mediators = names.mediators.iter().map(|id| mediator(r, id, entity("mediators", id))).collect();
    let mut common = rules(r, section("rules"));
    let life = life(r, section("life"));
    for (exit, draft) in life.iter().enumerate() {
        common.rules.hazard_ln[exit] = draft.ln;
    }
    let mut turns = Vec::new();
    let mut channels = Vec::new();
    for (index, id) in (0..).zip(&names.channels) {
        channels.push(channel(r, id, index, entity("channels", id), &common, &life, &mut turns));
    }
    (Params { rules: common.rules, sides, categories, issues, channels, mediators }, turns)
}

fn side_params(r: &mut Reader<'_>, id: &str, found: &Table) -> SideParams {
    let path = format!("sides.{id}");
    r.page.table(&path);
    let zeros = vec![0.0; r.names.categories.len()];
    let mut side = SideParams {
        id: id.into(),
        name: id.into(),
        key: Key::of(id),
        pool: zeros.clone(),
        inflow: zeros.clone(),
        attrition: zeros,
        bad_faith: vec![0.0; r.names.issues.len()],
        ..SideParams::default()
    };
    r.fill(&path, rows::SIDE, found, |_| None, &mut side);
    side
}

fn category(r: &mut Reader<'_>, id: &str, found: &Table) -> Category {
    let path = format!("categories.{id}");
    r.page.table(&path);
    let mut category = Category { id: id.into(), name: id.into(), weight: 1.0 };
    let own = |key: &str| (key == "weight").then(|| rows::category_weight(id));
    r.fill(&path, rows::CATEGORY, found, own, &mut category);
    category
}

fn issue(r: &mut Reader<'_>, id: &str, found: &Table) -> Issue {
    let path = format!("issues.{id}");
    r.page.table(&path);
    let spill = vec![0.0; r.names.issues.len()];
    let mut issue = Issue { id: id.into(), name: id.into(), key: Key::of(id), spill, ..Issue::default() };
    r.fill(&path, rows::ISSUE, found, |_| None, &mut issue);
    let categories = found.get("categories").map(|node| r.ids("categories", "categories", node)).unwrap_or_default();
    issue.categories = categories.into_iter().map(CategoryId).collect();
    let names = issue.categories.iter().map(|k| r.names.categories[k.index()].as_str());
    let list = id_list(names);
    r.page.value("categories", list);
    direction(r, &mut issue, found);
    issue
}

/// Whether people go both ways or one way, and to whom.
fn direction(r: &mut Reader<'_>, issue: &mut Issue, found: &Table) {
    let reciprocal = found.get("reciprocal").map_or(Some(true), |node| r.flag("reciprocal", node)).unwrap_or(true);
    r.page.value("reciprocal", reciprocal.to_string());
    let side = found.get("to").and_then(|node| Some((r.id("sides", node)?, node.at)));
    match (reciprocal, side) {
        (true, Some((_, at))) => {
            r.error(
                at,
                "`to` on an issue where both sides give and receive",
                "add `reciprocal = false`, or leave out `to`",
            );
        }
        (false, None) if found.get("to").is_none() => {
            let example = r.names.side(Side::A).to_string();
            if let Some(node) = found.get("reciprocal") {
                let cure = format!("add `to = \"{example}\"`, or the other side: the one whose people come home");
                r.error(node.at, "a one-way issue does not say who receives", cure);
            }
        }
        (false, Some((index, _))) => {
            issue.to = Some(Side::BOTH[usize::from(index)]);
            r.page.value("to", super::evidence::quoted(r.names.of("sides")[usize::from(index)]));
        }
        _ => {}
    }
    if let Some(node) = found.get("counter_share").filter(|_| reciprocal && issue.counter_share > 0.0) {
        let cure = "leave it out, or add `reciprocal = false` and `to`";
        r.error(node.at, "`counter_share` is for one-way issues, and here both sides give and receive", cure);
    }
    if let Some(node) = found.get("standing")
        && issue.standing
        && !issue.categories.is_empty()
    {
        r.error(
            node.at,
            "nobody moves under a standing arrangement",
            "leave out `categories`, or leave out `standing`",
        );
    }
}

fn mediator(r: &mut Reader<'_>, id: &str, found: &Table) -> Mediator {
    let path = format!("mediators.{id}");
    r.page.table(&path);
    let mut mediator = Mediator {
        id: id.into(),
        name: id.into(),
        key: Key::of(id),
        leverage: vec![PerSide::default(); r.names.issues.len()],
        ..Mediator::default()
    };
    r.fill(&path, rows::MEDIATOR, found, |_| None, &mut mediator);
    let Some(node) = found.get("leverage_on") else { return mediator };
    let Some(by_issue) = node.as_table() else {
        r.error(
            node.at,
            "`leverage_on` is a table by issue",
            "write `leverage_on = { pow = 0.5 }`; use `leverage` for all issues",
        );
        return mediator;
    };
    r.known_ids("issues", "leverage_on", by_issue);
    let about = about("leverage_on", rows::MEDIATOR);
    for (i, issue) in r.names.issues.iter().enumerate() {
        let key = format!("leverage_on.{issue}");
        if let Some(node) = by_issue.get(issue) {
            let put = |side: Side, x: f64| mediator.leverage[i][side] = x;
            r.sides(Wanted { table: &path, key: &key, kind: Kind::Share, node: Some(node), default: "", about }, put);
        }
    }
    mediator
}

fn rules(r: &mut Reader<'_>, found: &Table) -> Common {
    r.page.table("rules");
    let mut common = Common::default();
    r.fill("rules", rows::RULES, found, |_| None, &mut common);
    if let Some(node) = found.get("shock_excitation").filter(|_| common.rules.shock_excitation >= 1.0) {
        let message = "if every shock begets another, they never die out";
        r.error(node.at, message, "write a share below 1, such as 0.4");
    }
    common
}

fn life(r: &mut Reader<'_>, found: &Table) -> Vec<LifeDraft> {
    r.known_keys("life", found, &EXIT_NAMES);
    let none = Table::default();
    let mut drafts = Vec::new();
    for (exit, name) in EXIT_NAMES.iter().enumerate() {
        let path = format!("life.{name}");
        r.page.table(&path);
        let mut draft = LifeDraft::default();
        let table = match found.get(name) {
            Some(node) if node.as_table().is_none() => {
                r.error(
                    node.at,
                    format!("`{name}` is a table"),
                    format!("write `[life.{name}]` and under it `mean = \"180 d\"`"),
                );
                &none
            }
            node => node.and_then(Node::as_table).unwrap_or(&none),
        };
        r.fill(&path, rows::LIFE, table, |key| rows::life_default(exit, key), &mut draft);
        drafts.push(draft);
    }
    drafts
}

/// What the row of a key read by hand says of its numbers.
pub fn about<T>(key: &str, rows: &[super::spec::Row<T>]) -> About {
    rows.iter().find(|row| row.key == key).map(super::spec::Row::about).unwrap_or_default()
}

pub fn id_list<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", ids.map(super::evidence::quoted).collect::<Vec<_>>().join(", "))
}
