//! The text of a scenario as a tree in which every node knows its place, so that any later complaint can point at it.

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::{
    evidence::quoted,
    problem::{Place, Problem, TextId},
    quantity::show,
};

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub at: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
    Date(Date),
    List(Vec<Node>),
    Table(Table),
}

/// A table in file order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub entries: Vec<Entry>,
    /// What stood here before a patch named one part of it; holds for every part that is not named.
    pub rest: Option<Box<Node>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_at: Place,
    pub node: Node,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    pub fn table(&self, key: &str) -> Option<&Table> {
        self.get(key).and_then(Node::as_table)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }
}

impl Node {
    pub fn as_table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The word for what stands here.
    pub fn noun(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "text",
            Value::Number(_) => "a bare number",
            Value::Flag(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Parses a whole file. Several syntax errors are reported at once.
pub fn parse(text: &str, id: TextId) -> Result<Table, Vec<Problem>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = errors.iter().take(20).map(|error| syntax(error, text, id)).collect();
    problems.dedup();
    if !problems.is_empty() {
        return Err(problems);
    }
    let tree = table(document.get_ref(), id, &mut problems);
    if problems.is_empty() { Ok(tree) } else { Err(problems) }
}

/// Parses one value as it would stand after an equals sign.
pub fn parse_value(text: &str, id: TextId) -> Result<Node, Vec<Problem>> {
    let mut problems = Vec::new();
    let (value, errors) = DeValue::parse_recoverable(text);
    if let Some(error) = errors.first() {
        return Err(vec![syntax(error, text, id)]);
    }
    let node = node(&value, id, &mut problems);
    if problems.is_empty() { Ok(node) } else { Err(problems) }
}

fn syntax(error: &toml::de::Error, text: &str, id: TextId) -> Problem {
    let span = error.span().unwrap_or(text.len()..text.len());
    let message = error.message();
    let (said, cure) = if message.contains("recurs") {
        ("brackets or dotted keys are nested too deeply".to_string(), "no scenario needs more than a few levels")
    } else if message.contains("duplicate key") {
        ("this key is already there".to_string(), "each key may stand once in its table: keep one of the two")
    } else if message.contains("string values must be quoted") {
        (
            format!("cannot read this value: {message}"),
            "text, times and rates stand in quotes, as in \"14 d\" or \"5 per day\"",
        )
    } else if message.contains("date") {
        (format!("not a date: {message}"), "dates are written year-month-day, as in 2025-05-16")
    } else if decimal_comma(text, span.start) {
        (
            "a number with a comma".to_string(),
            "decimals are written with a point, as in 0.6, and thousands without a sign",
        )
    } else {
        (
            format!("not valid TOML: {message}"),
            "a line is `key = value`, `[table]` or `# a remark`; text stands in quotes",
        )
    };
    Problem::error(Some(Place { text: id, start: span.start, end: span.end }), said).cure(cure)
}

/// Whether a comma between two digits stands here.
fn decimal_comma(text: &str, at: usize) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut rest = text.get(at..).unwrap_or_default().chars();
    rest.next() == Some(',') && digit(rest.next()) && digit(text[..at].chars().next_back())
}

fn table(found: &DeTable<'_>, id: TextId, problems: &mut Vec<Problem>) -> Table {
    let entry = |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| Entry {
        key: key.get_ref().to_string(),
        key_at: Place { text: id, start: key.span().start, end: key.span().end },
        node: node(value, id, problems),
    };
    Table { entries: found.iter().map(entry).collect(), rest: None }
}

fn node(found: &toml::Spanned<DeValue<'_>>, id: TextId, problems: &mut Vec<Problem>) -> Node {
    let at = Place { text: id, start: found.span().start, end: found.span().end };
    let value = match found.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(whole) => Value::Number(whole as f64),
            Err(_) => Value::Number(digits.as_str().parse().unwrap_or(f64::NAN)),
        },
        DeValue::Float(digits) => Value::Number(digits.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Datetime(when) => match civil(when) {
            Some(date) => Value::Date(date),
            None => {
                problems.push(
                    Problem::error(Some(at), "a day is wanted here, without a time of day")
                        .cure("write year-month-day, as in 2025-05-16; days are UTC"),
                );
                Value::Flag(false)
            }
        },
        DeValue::Array(list) => Value::List(list.iter().map(|item| node(item, id, problems)).collect()),
        DeValue::Table(entries) => Value::Table(table(entries, id, problems)),
    };
    Node { value, at }
}

fn civil(when: &toml::value::Datetime) -> Option<Date> {
    match (when.date, when.time, when.offset) {
        (Some(d), None, None) => {
            Date::new(i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?).ok()
        }
        _ => None,
    }
}

/// A node as TOML again, on one line.
pub fn to_toml(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quoted(text),
        Value::Number(number) => show(*number),
        Value::Flag(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::List(list) => format!("[{}]", list.iter().map(to_toml).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let parts: Vec<String> =
                table.entries.iter().map(|entry| format!("{} = {}", entry.key, to_toml(&entry.node))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
    }
}
