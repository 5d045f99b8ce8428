//! The strict reading: nodes of the tree become numbers, and everything that is wrong is collected on the way.

mod evidence;
mod words;

use super::{
    evidence::{Evidence, WORDS, quoted},
    law,
    names::Names,
    page::Page,
    problem::{Place, Problem, Severity, SourceText},
    quantity::{Amount, Fault, Kind},
    spec::{About, Row, Takes, keys},
    tree::{self, Node, Table, Value},
};
use crate::model::{law::Law, side::Side};

/// One number of the scenario: where it stands, what it is, what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Such as `channels.istanbul.authority.russia`.
    pub path: String,
    /// As a person wrote it, or would have.
    pub value: String,
    /// In the unit it is written in, times in days; of a law its centre (median if lognormal, else mean).
    pub number: Option<f64>,
    /// The whole law, where it is one.
    pub law: Option<Law>,
    pub kind: Kind,
    /// Left out of the file.
    pub by_default: bool,
    pub evidence: Evidence,
    pub doc: &'static str,
    /// The sections of `docs/model.md` that use it, such as `"3.2, 3.6"`.
    pub used: &'static str,
}

/// Reads nodes, and keeps what it met: problems, inputs and the resolved page.
pub struct Reader<'a> {
    pub names: &'a Names,
    pub texts: &'a [SourceText],
    /// Ids of `[sources]`.
    pub sources: Vec<String>,
    pub frozen: bool,
    pub problems: Vec<Problem>,
    pub inputs: Vec<Input>,
    pub page: Page,
}

/// A number that may be written: where it would stand, as what, and what is there.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The path of its table, and the key within.
    pub table: &'a str,
    pub key: &'a str,
    pub kind: Kind,
    pub node: Option<&'a Node>,
    /// What a number left out is worth; empty if nothing.
    pub default: &'a str,
    pub about: About,
}

/// A value as a person would give it outside a file: TOML, or else plain words.
pub fn plain_words(text: &str, id: super::problem::TextId) -> Node {
    tree::parse_value(text.trim(), id).unwrap_or_else(|_| Node {
        value: Value::Text(text.trim().to_string()),
        at: Place { text: id, start: 0, end: text.len() },
    })
}

impl<'a> Reader<'a> {
    pub fn new(names: &'a Names, texts: &'a [SourceText], root: &Table) -> Reader<'a> {
        let sources = root.table("sources").map(|table| table.keys().map(String::from).collect());
        Reader {
            names,
            texts,
            sources: sources.unwrap_or_default(),
            frozen: super::head::is_frozen(root),
            problems: Vec::new(),
            inputs: Vec::new(),
            page: Page::default(),
        }
    }

    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Reads the keys of a table into `target` by its rows; `own` may give a default in place of a row's.
    pub fn fill<T>(
        &mut self,
        path: &str,
        rows: &[Row<T>],
        found: &Table,
        own: impl Fn(&str) -> Option<&'static str>,
        target: &mut T,
    ) {
        for row in rows {
            let mut default = row.default_for(self.frozen);
            let replaceable = !self.frozen || default == row.default;
            if let Some(own) = own(row.key).filter(|_| replaceable && !(self.frozen && row.kind() == Some(Kind::Ratio)))
            {
                default = own;
            }
            self.row(path, row, found.get(row.key), default, target);
        }
        self.known_keys(path, found, &keys(rows));
    }

    fn row<T>(&mut self, table: &str, row: &Row<T>, node: Option<&Node>, default: &str, target: &mut T) {
        let wanted = |kind: &Kind| Wanted { table, key: row.key, kind: *kind, node, default, about: row.about() };
        match &row.takes {
            Takes::Number(kind, put) => {
                if let Some(number) = self.number(wanted(kind)) {
                    put(target, kind.kept(number));
                }
            }
            Takes::Law(kind, put) => {
                if let Some(Amount::Law(law)) = self.amount(wanted(kind)) {
                    put(target, law);
                }
            }
            Takes::Sides(kind, put) => self.sides(wanted(kind), |side, x| put(target, side, x)),
            Takes::Issues(kind, put) => self.spread("issues", wanted(kind), |i, x| put(target, i, x)),
            Takes::Categories(kind, put) => {
                if let Some(node) = node.filter(|node| node.as_table().is_none_or(|t| t.get("value").is_some())) {
                    let cure = format!("write a table by category, as in `{} = {{ other-rank = 100 }}`", row.key);
                    return self.error(node.at, format!("`{}` is given by category", row.key), cure);
                }
                self.spread("categories", wanted(kind), |k, x| put(target, k, x));
            }
            _ => self.plain_row(row, node, default, target),
        }
    }

    /// A key that takes no number: a switch, a choice, words.
    fn plain_row<T>(&mut self, row: &Row<T>, node: Option<&Node>, default: &str, target: &mut T) {
        let key = row.key;
        match &row.takes {
            Takes::Flag(put) => {
                if let Some(flag) = node.map_or(Some(default == "true"), |node| self.flag(key, node)) {
                    self.page.number(key, flag.to_string(), flag.to_string(), node.is_none());
                    put(target, flag);
                }
            }
            Takes::Choice(options, put) => {
                let chosen = match node {
                    Some(node) => self.choice(key, node, options),
                    None => options.iter().position(|option| *option == default),
                };
                if let Some(chosen) = chosen {
                    let text = quoted(options[chosen]);
                    self.page.number(key, text.clone(), text, node.is_none());
                    put(target, chosen);
                }
            }
            Takes::Text(put) => {
                if let Some(text) = node.and_then(|node| self.text(key, node)) {
                    self.page.words(key, quoted(&text));
                    put(target, text);
                }
            }
            _ => {} // read by the entity's own code
        }
    }

    /// One number for both sides, or a table by side.
    pub fn sides(&mut self, wanted: Wanted<'_>, mut put: impl FnMut(Side, f64)) {
        self.spread("sides", wanted, |i, x| put(Side::BOTH[i], x));
    }

    /// One number for each id of a section: all alike, or named in a table.
    pub fn spread(&mut self, section: &str, wanted: Wanted<'_>, mut put: impl FnMut(usize, f64)) {
        let parts = wanted.node.and_then(Node::as_table).filter(|table| table.get("value").is_none());
        if let Some(parts) = parts {
            self.known_ids(section, wanted.key, parts);
        }
        for (i, id) in self.names.of(section).into_iter().enumerate() {
            let node = match parts {
                Some(parts) => parts.get(id).or(parts.rest.as_deref()),
                None => wanted.node,
            };
            let (key, before) = (format!("{}.{id}", wanted.key), self.problems.len());
            if let Some(number) = self.number(Wanted { key: &key, node, ..wanted }) {
                put(i, wanted.kind.kept(number));
            } else if parts.is_none() && self.problems.len() > before {
                // One number for all is wrong once.
                self.problems[before..].iter_mut().for_each(|p| p.message = p.message.replace(&key, wanted.key));
                return;
            }
        }
    }

    /// A plain number, in the unit it is written in.
    pub fn number(&mut self, wanted: Wanted<'_>) -> Option<f64> {
        match self.amount(wanted)? {
            Amount::Number(number) => Some(number),
            Amount::Law(_) => None,
        }
    }

    /// A number or a law with its evidence; its default if left out, nothing if there is no default.
    fn amount(&mut self, wanted: Wanted<'_>) -> Option<Amount> {
        let Wanted { table, key, kind, node, default, about } = wanted;
        let (amount, evidence, value) = match node {
            Some(node) => self.written(key, kind, node)?,
            None if default.is_empty() => return None,
            None => {
                let word = plain_words(default, 0);
                (self.take(kind, &word, key)?, default_evidence(kind, about), default.to_string())
            }
        };
        let plain = amount.write(kind);
        let text = if node.is_some() { evidence.write(&plain, kind) } else { plain.clone() };
        self.page.number(key, text, plain, node.is_none());
        self.inputs.push(Input {
            path: format!("{table}.{key}"),
            value,
            number: Some(amount.centre()).filter(|x| x.is_finite()),
            law: if let Amount::Law(law) = amount { Some(law) } else { None },
            kind,
            by_default: node.is_none(),
            evidence,
            doc: about.doc,
            used: about.used,
        });
        Some(amount)
    }

    fn written(&mut self, key: &str, kind: Kind, node: &Node) -> Option<(Amount, Evidence, String)> {
        let table = match node.as_table() {
            Some(table) if table.get("value").is_some() => table,
            Some(table) if !kind.is_law() || !stands_for_a_law(table) => {
                self.not_a_number(key, kind, node, table);
                return None;
            }
            _ => {
                let evidence = Evidence { why: self.whose(node.at), ..Evidence::default() };
                return Some((self.take(kind, node, key)?, evidence, self.as_written(node)));
            }
        };
        let value = table.get("value")?;
        let amount = self.take(kind, value, key)?;
        let evidence = self.evidence(kind, &amount, table, value);
        Some((amount, evidence, self.as_written(value)))
    }

    /// A table that stands where a number is wanted and has no `value`.
    fn not_a_number(&mut self, key: &str, kind: Kind, node: &Node, table: &Table) {
        if let (Some(rest), Some(entry)) = (&table.rest, table.entries.first()) {
            let message = format!("`{key}` is one value and has no part `{}`", entry.key);
            let problem = Problem::error(Some(entry.key_at), message).cure(format!("set `{key}` itself"));
            self.problems.push(problem.related(rest.at, "its value stands here"));
            return;
        }
        let evidence = table.keys().any(|key| WORDS.contains(&key));
        let cure = if evidence {
            format!("add `value = ...` to this table: {}", kind.wanted())
        } else {
            format!("write {}; with evidence: {{ value = ..., range = [..., ...], source = \"...\" }}", kind.wanted())
        };
        self.error(node.at, format!("`{key}` needs a value"), cure);
    }

    fn take(&mut self, kind: Kind, node: &Node, key: &str) -> Option<Amount> {
        kind.read(node).map_err(|fault| self.fault(key, node.at, fault)).ok()
    }

    /// Records why a value cannot be taken.
    pub fn fault(&mut self, key: &str, at: Place, fault: Fault) {
        self.error(fault.at.unwrap_or(at), format!("`{key}`: {}", fault.message), fault.cure);
    }
}

/// Whether a table is meant for a law: it names a family, or nothing that evidence or a patch would.
fn stands_for_a_law(table: &Table) -> bool {
    law::names_family(table) || (table.rest.is_none() && !table.keys().any(|key| WORDS.contains(&key)))
}

fn default_evidence(kind: Kind, about: About) -> Evidence {
    let end = |text: &str| kind.plain().number(&plain_words(text, 0)).ok();
    let range = about.range.and_then(|(low, high)| Some((end(low)?, end(high)?)));
    let range_text = about.range.filter(|_| range.is_some()).map(|(low, high)| [low.into(), high.into()]);
    Evidence { grade: about.grade, range, range_text, why: about.why.into(), ..Evidence::default() }
}
