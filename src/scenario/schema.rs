//! The JSON Schema of scenario files, for completion in editors: made from the tables of keys, draft-07, and kept to
//! the keywords that editors of TOML agree on.

use serde_json::{Map, Value, json};

use super::{
    evidence::GRADES,
    quantity::Kind,
    rows::{
        ACTIONS, CATEGORY, CHANNEL, CLAIM, CUSTODY, EVENT, EXIT_NAMES, HOP, ISSUE, LIFE, MARK, MEDIATOR, PATTERNS,
        RECORD, RULES, SCENARIO, SIDE, SOURCE, VENUE, WINDOW,
    },
    spec::{Row, Shape, Takes},
};
use crate::model::channel::State;

/// All kinds, each a definition of the schema.
const KINDS: [(Kind, &str); 20] = [
    (Kind::Share, "share"),
    (Kind::Positive, "positive"),
    (Kind::NonNegative, "nonNegative"),
    (Kind::Number, "number"),
    (Kind::Ratio, "ratio"),
    (Kind::Time, "time"),
    (Kind::Memory, "memory"),
    (Kind::Wait, "wait"),
    (Kind::Hours, "hours"),
    (Kind::Rate, "rate"),
    (Kind::HourlyRate, "hourlyRate"),
    (Kind::DailyShare, "dailyShare"),
    (Kind::Count, "count"),
    (Kind::Budget, "budget"),
    (Kind::Sign, "sign"),
    (Kind::Size, "size"),
    (Kind::Batch, "batch"),
    (Kind::People, "people"),
    (Kind::TimeLaw, "timeLaw"),
    (Kind::SizeLaw, "sizeLaw"),
];

/// The schema.
pub fn text() -> String {
    format!("{:#}\n", schema())
}

/// The schema as a value.
pub fn schema() -> Value {
    let mut life = Map::new();
    for name in EXIT_NAMES {
        life.insert(name.into(), table(LIFE));
    }
    let mut definitions = Map::new();
    for (kind, name) in KINDS {
        definitions.insert(name.into(), definition(kind));
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A backchannel scenario",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "extends": { "type": "string", "description": "The file that this one is a variant of." },
            "scenario": table(SCENARIO),
            "record": table(RECORD),
            "claim": { "type": "array", "items": table(CLAIM) },
            "sources": by_id(table(SOURCE)),
            "sides": by_id(table(SIDE)),
            "categories": by_id(table(CATEGORY)),
            "issues": by_id(table(ISSUE)),
            "mediators": by_id(table(MEDIATOR)),
            "channels": by_id(table(CHANNEL)),
            "events": by_id(event()),
            "windows": by_id(table(WINDOW)),
            "life": { "type": "object", "additionalProperties": false, "properties": life },
            "rules": table(RULES),
        },
        "definitions": definitions,
    })
}

fn by_id(entry: Value) -> Value {
    json!({ "type": "object", "additionalProperties": entry })
}

fn table<T>(rows: &[Row<T>]) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": properties(rows) })
}

fn properties<T>(rows: &[Row<T>]) -> Map<String, Value> {
    rows.iter().map(|row| (row.key.to_string(), described(row))).collect()
}

fn event() -> Value {
    let mut all = properties(EVENT);
    for action in ACTIONS {
        let mut one = table(action.parts);
        one["description"] = action.doc.into();
        all.insert(action.key.into(), one);
    }
    json!({ "type": "object", "additionalProperties": false, "properties": all })
}

fn described<T>(row: &Row<T>) -> Value {
    let mut text = row.doc.to_string();
    if !row.default.is_empty() {
        text.push_str(&format!(" Default: {}.", row.default));
    }
    // A description beside a bare reference is ignored in draft-07, hence the one-armed anyOf.
    json!({ "description": text, "anyOf": [takes(row)] })
}

fn takes<T>(row: &Row<T>) -> Value {
    match row.takes {
        Takes::Number(kind, _) | Takes::Law(kind, _) => reference(kind),
        Takes::Sides(kind, _) | Takes::Issues(kind, _) => each(kind),
        Takes::Categories(kind, _) => by_id(reference(kind)),
        Takes::Flag(_) => json!({ "type": "boolean" }),
        Takes::Choice(options, _) => json!({ "enum": options }),
        Takes::Text(_) => json!({ "type": "string" }),
        Takes::ByHand(shape) => by_hand(shape),
    }
}

fn by_hand(shape: Shape) -> Value {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    match shape {
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Text | Shape::Id(_) => json!({ "type": "string" }),
        Shape::Texts | Shape::Ids(_) => texts,
        // Editors differ in how they see a date of TOML: as a string or as a thing of its own.
        Shape::Date | Shape::Any => json!({}),
        Shape::Choice(options) => json!({ "enum": options }),
        Shape::State => json!({ "enum": State::ALL.map(State::name) }),
        Shape::Quantity(kind) => reference(kind),
        Shape::Sides(kind) | Shape::Issues(kind) => each(kind),
        Shape::SidesByIssue(kind) => by_id(each(kind)),
        Shape::Dwell => dwell(),
        Shape::Marks => marks(),
        Shape::Changes => json!({ "type": "object" }),
        Shape::Hops => by_id(table(HOP)),
        Shape::Venues => by_id(table(VENUE)),
        Shape::Custody => table(CUSTODY),
        Shape::Scope => json!({ "anyOf": [
            { "enum": ["all"] },
            { "type": "object", "additionalProperties": false, "properties": { "issue": { "type": "string" }, "channels": texts } },
        ] }),
    }
}

fn dwell() -> Value {
    let parts = json!({ "type": "object", "additionalProperties": false, "properties": {
        "mean": reference(Kind::Wait), "shape": reference(Kind::Positive),
    } });
    let one = json!({ "anyOf": [reference(Kind::Wait), parts] });
    let exits: Map<String, Value> = EXIT_NAMES.iter().map(|name| (name.to_string(), one.clone())).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": exits })
}

fn marks() -> Value {
    let one: Map<String, Value> = PATTERNS.iter().map(|pattern| (pattern.to_string(), table(MARK))).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": one })
}

fn reference(kind: Kind) -> Value {
    let name = KINDS.iter().find(|(known, _)| *known == kind).map_or("number", |(_, name)| name);
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// One value for all, or a table by id.
fn each(kind: Kind) -> Value {
    json!({ "anyOf": [reference(kind), by_id(reference(kind))] })
}

fn definition(kind: Kind) -> Value {
    let mut ways = plain(kind);
    if kind.is_law() {
        ways.push(law(kind));
    }
    let value = json!({ "anyOf": ways });
    ways.push(evidence(kind, &value));
    json!({ "description": kind.wanted(), "anyOf": ways })
}

fn plain(kind: Kind) -> Vec<Value> {
    let text = json!({ "type": "string" });
    let (low, high) = kind.bounds();
    let mut number = json!({ "type": "number", "minimum": low });
    if high.is_finite() {
        number["maximum"] = json!(high);
    }
    match kind {
        _ if kind.is_time() => vec![text],
        Kind::Rate | Kind::HourlyRate | Kind::DailyShare => vec![text],
        Kind::Share | Kind::Ratio | Kind::Batch => vec![number, text],
        Kind::Count | Kind::Budget | Kind::Sign => {
            number["type"] = "integer".into();
            vec![number]
        }
        _ => vec![number],
    }
}

fn law(kind: Kind) -> Value {
    let centre = json!({ "anyOf": plain(kind.plain()) });
    let shape = json!({ "type": "number" });
    let family = |keys: &[(&str, &Value)]| {
        let parts: Map<String, Value> = keys.iter().map(|(key, value)| (key.to_string(), (*value).clone())).collect();
        json!({ "type": "object", "additionalProperties": false, "properties": parts })
    };
    let (c, s) = (&centre, &shape);
    json!({ "type": "object", "additionalProperties": false, "properties": {
        "fixed": centre,
        "exponential": family(&[("mean", c), ("p50", c)]),
        "erlang": family(&[("mean", c), ("shape", s)]),
        "lognormal": family(&[("median", c), ("log_sd", s), ("p10", c), ("p90", c)]),
        "weibull": family(&[("mean", c), ("scale", c), ("shape", s), ("p10", c), ("p90", c)]),
    } })
}

fn evidence(kind: Kind, value: &Value) -> Value {
    let end = json!({ "anyOf": plain(kind.plain()) });
    let text = json!({ "type": "string" });
    let texts = json!({ "anyOf": [text, { "type": "array", "items": text }] });
    let claim = json!({ "type": "object", "additionalProperties": false, "properties": {
        "by": text, "source": text, "says": text, "read_as": end,
    } });
    json!({ "type": "object", "required": ["value"], "additionalProperties": false, "properties": {
        "value": value,
        "range": { "description": "Lowest and highest plausible value.", "type": "array", "items": end },
        "belief": law(kind.plain()),
        "grade": { "description": "How the number came about.", "enum": GRADES },
        "source": { "description": "Ids of [sources].", "anyOf": [texts] },
        "contested": { "type": "boolean" },
        "claims": { "type": "array", "items": claim },
        "why": text,
    } })
}
