//! The strict reading: nodes of the tree become numbers, and everything that is wrong is collected on the way.

use jiff::civil::Date;

use super::{
    evidence::{Claim, Evidence, GRADES, Grade, WORDS, quoted},
    law,
    names::Names,
    page::Page,
    problem::{Place, Problem, Role, SourceText, suggest},
    quantity::{Amount, Fault, Kind, show},
    spec::{About, Row, Takes, keys},
    tree::{self, Node, Table, Value},
};
use crate::model::side::Side;

/// One number of the scenario: where it stands, what it is, what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Such as `channels.istanbul.authority.russia`.
    pub path: String,
    /// As a person wrote it, or would have.
    pub value: String,
    /// In the unit it is written in, times in days; of a law its centre (median if lognormal, else mean).
    pub number: Option<f64>,
    pub kind: Kind,
    /// Left out of the file.
    pub by_default: bool,
    pub evidence: Evidence,
    pub doc: &'static str,
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

/// Where a key stands: the path of its table, and the key within.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub table: &'a str,
    pub key: &'a str,
}

impl At<'_> {
    fn path(&self) -> String {
        format!("{}.{}", self.table, self.key)
    }
}

/// A value as a person would give it outside a file: TOML, or else plain words.
pub fn plain_words(text: &str, id: super::problem::TextId) -> Node {
    tree::parse_value(text.trim(), id).unwrap_or_else(|_| Node {
        value: Value::Text(text.trim().to_string()),
        at: Place { text: id, start: 0, end: text.len() },
    })
}

impl<'a> Reader<'a> {
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
            self.row(At { table: path, key: row.key }, row, found.get(row.key), default, target);
        }
        self.known_keys(path, found, &keys(rows));
    }

    fn row<T>(&mut self, at: At<'_>, row: &Row<T>, node: Option<&Node>, default: &str, target: &mut T) {
        let about = row.about();
        match &row.takes {
            Takes::Number(kind, put) => {
                if let Some(number) = self.number(at, *kind, node, default, about) {
                    put(target, kind.kept(number));
                }
            }
            Takes::Law(kind, put) => {
                if let Some(Amount::Law(law)) = self.amount(at, *kind, node, default, about) {
                    put(target, law);
                }
            }
            Takes::Sides(kind, put) => self.sides(at, *kind, node, default, about, |side, x| put(target, side, x)),
            Takes::Issues(kind, put) => {
                let ids = self.names.issues.clone();
                self.spread(at, "issues", &ids, *kind, node, default, about, |i, x| put(target, i, x));
            }
            Takes::Categories(kind, put) => {
                if let Some(node) = node.filter(|node| node.as_table().is_none_or(|t| t.get("value").is_some())) {
                    let cure = format!("write a table by category, as in `{} = {{ other-rank = 100 }}`", at.key);
                    return self.error(node.at, format!("`{}` is given by category", at.key), cure);
                }
                let ids = self.names.categories.clone();
                self.spread(at, "categories", &ids, *kind, node, default, about, |k, x| put(target, k, x));
            }
            Takes::Flag(put) => {
                let value = node.map_or(Some(default == "true"), |node| self.flag(at.key, node));
                if let Some(flag) = value {
                    self.page.number(at.key, flag.to_string(), flag.to_string(), node.is_none());
                    put(target, flag);
                }
            }
            Takes::Choice(options, put) => {
                let chosen = match node {
                    Some(node) => self.choice(at.key, node, options),
                    None => options.iter().position(|option| *option == default),
                };
                if let Some(chosen) = chosen {
                    self.page.number(at.key, quoted(options[chosen]), quoted(options[chosen]), node.is_none());
                    put(target, chosen);
                }
            }
            Takes::Text(put) => {
                if let Some(text) = node.and_then(|node| self.text(at.key, node)) {
                    self.page.words(at.key, quoted(&text));
                    put(target, text);
                }
            }
            Takes::ByHand(_) => {}
        }
    }

    /// One number for both sides, or a table by side.
    pub fn sides(
        &mut self,
        at: At<'_>,
        kind: Kind,
        node: Option<&Node>,
        default: &str,
        about: About,
        mut put: impl FnMut(Side, f64),
    ) {
        let ids = self.names.sides.0.to_vec();
        self.spread(at, "sides", &ids, kind, node, default, about, |i, x| put(Side::BOTH[i], x));
    }

    /// One number for each of `ids`: all alike, or named in a table.
    #[allow(clippy::too_many_arguments)] // one private loop behind three kinds of rows
    pub fn spread(
        &mut self,
        at: At<'_>,
        section: &str,
        ids: &[String],
        kind: Kind,
        node: Option<&Node>,
        default: &str,
        about: About,
        mut put: impl FnMut(usize, f64),
    ) {
        let parts = node.and_then(Node::as_table).filter(|table| table.get("value").is_none());
        if let Some(parts) = parts {
            self.known_ids(section, at.key, parts);
        }
        for (i, id) in ids.iter().enumerate() {
            let own = match parts {
                Some(parts) => parts.get(id).or(parts.rest.as_deref()),
                None => node,
            };
            let key = format!("{}.{id}", at.key);
            if let Some(number) = self.number(At { table: at.table, key: &key }, kind, own, default, about) {
                put(i, kind.kept(number));
            }
        }
    }

    /// A plain number, in the unit it is written in.
    pub fn number(&mut self, at: At<'_>, kind: Kind, node: Option<&Node>, default: &str, about: About) -> Option<f64> {
        match self.amount(at, kind, node, default, about)? {
            Amount::Number(number) => Some(number),
            Amount::Law(_) => None,
        }
    }

    /// A number or a law with its evidence; its default if left out, nothing if there is no default.
    pub fn amount(
        &mut self,
        at: At<'_>,
        kind: Kind,
        node: Option<&Node>,
        default: &str,
        about: About,
    ) -> Option<Amount> {
        let (amount, evidence, value) = match node {
            Some(node) => self.written(at.key, kind, node)?,
            None if default.is_empty() => return None,
            None => {
                let word = plain_words(default, 0);
                (self.take(kind, &word, at.key)?, default_evidence(kind, about), default.to_string())
            }
        };
        let plain = amount.write(kind);
        let text = if node.is_some() { evidence.write(&plain, kind) } else { plain.clone() };
        self.page.number(at.key, text, plain, node.is_none());
        self.inputs.push(Input {
            path: at.path(),
            value,
            number: Some(amount.centre()).filter(|x| x.is_finite()),
            kind,
            by_default: node.is_none(),
            evidence,
            doc: about.doc,
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

    fn evidence(&mut self, kind: Kind, amount: &Amount, table: &Table, value: &Node) -> Evidence {
        self.known_words("evidence", table, &WORDS);
        let mut evidence = Evidence { why: self.whose(value.at), ..Evidence::default() };
        for entry in &table.entries {
            let (key, node) = (entry.key.as_str(), &entry.node);
            match key {
                "range" => evidence.range = self.range(kind, amount, node, value),
                "belief" => {
                    let read = law::read(kind.plain(), node).map_err(|fault| self.fault(key, node.at, fault));
                    evidence.belief = read.ok();
                }
                "grade" => evidence.grade = self.choice(key, node, &GRADES).map_or(Grade::Assumed, |i| Grade::ALL[i]),
                "contested" => evidence.contested = self.flag(key, node).unwrap_or(false),
                "source" => evidence.sources = self.source_ids(node),
                "claims" => evidence.claims = self.claims(kind, node),
                "why" => evidence.why = self.text(key, node).unwrap_or_default(),
                _ => {}
            }
        }
        evidence
    }

    fn range(&mut self, kind: Kind, amount: &Amount, node: &Node, value: &Node) -> Option<(f64, f64)> {
        let Value::List(ends) = &node.value else {
            self.error(node.at, "a range is two values in brackets", "write `range = [lowest, highest]`");
            return None;
        };
        let [low, high] = ends.as_slice() else {
            self.error(node.at, "a range has two ends", "write `range = [lowest, highest]`");
            return None;
        };
        let mut end = |node: &Node| kind.plain().number(node).map_err(|fault| self.fault("range", node.at, fault)).ok();
        let (low, high) = (end(low)?, end(high)?);
        if low > high {
            self.error(node.at, "this range is the wrong way round", "write the lower end first");
            return None;
        }
        let centre = amount.centre();
        if !(low..=high).contains(&centre) {
            let message = format!("the value {} lies outside its own range", self.as_written(value));
            let problem = Problem::warning(Some(value.at), message).related(node.at, "the range");
            self.problems.push(problem.cure("widen the range, or say in `why` what makes this value worth a look"));
        }
        Some((low, high))
    }

    /// One id of `[sources]`, or a list of them.
    pub fn source_ids(&mut self, node: &Node) -> Vec<String> {
        let nodes = match &node.value {
            Value::List(list) => list.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut ids = Vec::new();
        for node in nodes {
            let Some(id) = self.text("source", node) else { continue };
            if !self.sources.contains(&id) {
                let known: Vec<&str> = self.sources.iter().map(String::as_str).collect();
                let cure = format!("{}; a new one is a table `[sources.{id}]`", suggest(&id, "sources", &known));
                self.problems.push(Problem::error(Some(node.at), format!("unknown source `{id}`")).cure(cure));
            }
            ids.push(id);
        }
        ids
    }

    fn claims(&mut self, kind: Kind, node: &Node) -> Vec<Claim> {
        let Value::List(list) = &node.value else {
            self.error(
                node.at,
                "claims are a list",
                "write `claims = [ { by = \"...\", says = \"...\", read_as = ... } ]`",
            );
            return Vec::new();
        };
        let mut claims = Vec::new();
        for node in list {
            let Some(table) = node.as_table() else {
                self.error(node.at, "a claim is a table", "write `{ by = \"...\", says = \"...\", read_as = ... }`");
                continue;
            };
            self.known_words("a claim", table, &["by", "source", "says", "read_as"]);
            let words = |r: &mut Self, key: &str| table.get(key).and_then(|node| r.text(key, node)).unwrap_or_default();
            let (by, says) = (words(self, "by"), words(self, "says"));
            if by.is_empty() {
                self.error(node.at, "a claim needs somebody who makes it", "add `by = \"...\"`");
            }
            let source = table.get("source").map(|node| self.source_ids(node)).unwrap_or_default().into_iter().next();
            let read_as = table
                .get("read_as")
                .and_then(|node| kind.plain().number(node).map_err(|fault| self.fault("read_as", node.at, fault)).ok());
            claims.push(Claim { by, source, says, read_as });
        }
        claims
    }

    /// Who set a plain value, where that is not the file that everything starts from.
    fn whose(&self, at: Place) -> String {
        match self.texts.get(usize::from(at.text)) {
            Some(text) if text.role == Role::CommandLine => "set on the command line".into(),
            Some(text) if text.role == Role::Variant => format!("set in {}", text.name),
            _ => String::new(),
        }
    }

    /// The author's own characters.
    fn as_written(&self, node: &Node) -> String {
        match &node.value {
            Value::Text(text) => text.clone(),
            _ => {
                let text = self.texts.get(usize::from(node.at.text)).map_or("", |text| text.text.as_str());
                text.get(node.at.start..node.at.end).unwrap_or("").to_string()
            }
        }
    }

    pub fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            _ => {
                self.error(
                    node.at,
                    format!("`{key}` is {} where text is wanted", node.noun()),
                    "write words in quotes",
                );
                None
            }
        }
    }

    pub fn texts_of(&mut self, key: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::List(list) => list.iter().filter_map(|item| self.text(key, item)).collect(),
            _ => self.text(key, node).into_iter().collect(),
        }
    }

    pub fn flag(&mut self, key: &str, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Flag(flag) => Some(*flag),
            _ => {
                self.error(node.at, format!("`{key}` is a switch"), "write true or false, without quotes");
                None
            }
        }
    }

    pub fn date(&mut self, key: &str, node: &Node) -> Option<Date> {
        match &node.value {
            Value::Date(date) => Some(*date),
            Value::Text(_) => {
                self.error(
                    node.at,
                    format!("`{key}` is text where a date is wanted"),
                    "write the date without quotes, as in 2025-05-16",
                );
                None
            }
            _ => {
                self.error(
                    node.at,
                    format!("`{key}` is {} where a date is wanted", node.noun()),
                    "write year-month-day, as in 2025-05-16",
                );
                None
            }
        }
    }

    pub fn choice(&mut self, key: &str, node: &Node, options: &[&str]) -> Option<usize> {
        let text = self.text(key, node)?;
        let chosen = options.iter().position(|option| *option == text);
        if chosen.is_none() {
            self.error(node.at, format!("`{text}` is not a choice for `{key}`"), suggest(&text, "choices", options));
        }
        chosen
    }

    /// The place of an id in its section; an id that is not enabled is no error but stands for nothing.
    pub fn id(&mut self, section: &str, node: &Node) -> Option<u16> {
        let one = section.trim_end_matches('s').replace("categorie", "category");
        let id = self.text(&one, node)?;
        let known = self.names.of(section);
        if let Some(index) = known.iter().position(|name| *name == id) {
            return u16::try_from(index).ok();
        }
        if !self.names.is_off(section, &id) {
            let cure = suggest(&id, section, &known);
            self.error(node.at, format!("unknown {one} `{id}`"), cure);
        }
        None
    }

    /// A list of ids, each at most once; what is not enabled is left out.
    pub fn ids(&mut self, section: &str, key: &str, node: &Node) -> Vec<u16> {
        let Value::List(list) = &node.value else {
            self.error(node.at, format!("`{key}` is a list"), format!("write `{key} = [\"...\"]`"));
            return Vec::new();
        };
        let mut ids: Vec<u16> = Vec::new();
        for node in list {
            match self.id(section, node) {
                Some(id) if ids.contains(&id) => self.error(node.at, "this is in the list already", "keep it once"),
                Some(id) => ids.push(id),
                None => {}
            }
        }
        ids
    }

    pub fn error(&mut self, at: Place, message: impl Into<String>, cure: impl Into<String>) {
        self.problems.push(Problem::error(Some(at), message).cure(cure));
    }

    /// Complains of keys that no row knows.
    pub fn known_keys(&mut self, path: &str, found: &Table, known: &[&str]) {
        self.known_words(&format!("[{path}]"), found, known);
    }

    fn known_words(&mut self, place: &str, found: &Table, known: &[&str]) {
        for entry in &found.entries {
            if !known.contains(&entry.key.as_str()) {
                let message = format!("unknown key `{}` in {place}", entry.key);
                self.error(entry.key_at, message, suggest(&entry.key, "keys", known));
            }
        }
    }

    /// Complains of ids in a table by id that do not exist; a disabled one is passed over.
    pub fn known_ids(&mut self, section: &str, key: &str, found: &Table) {
        let known = self.names.of(section);
        for entry in &found.entries {
            if !known.contains(&entry.key.as_str()) && !self.names.is_off(section, &entry.key) {
                let message = format!("`{key}` is given by the ids of {section}, and `{}` is none", entry.key);
                self.error(entry.key_at, message, suggest(&entry.key, section, &known));
            }
        }
    }
}

/// Whether a table is meant for a law: it names a family, or nothing that evidence or a patch would.
fn stands_for_a_law(table: &Table) -> bool {
    law::names_family(table) || (table.rest.is_none() && !table.keys().any(|key| WORDS.contains(&key)))
}

fn default_evidence(kind: Kind, about: About) -> Evidence {
    let end = |text: &str| kind.plain().number(&plain_words(text, 0)).ok();
    let range = about.range.and_then(|(low, high)| Some((end(low)?, end(high)?)));
    Evidence { grade: about.grade, range, why: about.why.into(), ..Evidence::default() }
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
