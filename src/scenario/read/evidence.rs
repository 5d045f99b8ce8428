//! Reading what a number rests on: range, belief, sources, claims.

use super::Reader;
use crate::scenario::{
    evidence::{Claim, Evidence, GRADES, Grade, WORDS},
    law,
    problem::{Place, Problem, Role, suggest},
    quantity::{Amount, Kind},
    tree::{Node, Table, Value},
};

impl Reader<'_> {
    pub(super) fn evidence(&mut self, kind: Kind, amount: &Amount, table: &Table, value: &Node) -> Evidence {
        self.known_words("evidence", table, &WORDS);
        let mut evidence = Evidence { why: self.whose(value.at), ..Evidence::default() };
        for entry in &table.entries {
            let (key, node) = (entry.key.as_str(), &entry.node);
            match key {
                "range" => {
                    evidence.range = self.range(kind, amount, node, value);
                    evidence.range_text = evidence.range.and_then(|_| self.ends_as_written(node));
                }
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

    fn ends_as_written(&self, node: &Node) -> Option<[String; 2]> {
        match &node.value {
            Value::List(ends) => <[&Node; 2]>::try_from(ends.iter().collect::<Vec<_>>()).ok(),
            _ => None,
        }
        .map(|ends| ends.map(|end| self.as_written(end)))
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
            let read_as_text = table.get("read_as").filter(|_| read_as.is_some()).map(|node| self.as_written(node));
            claims.push(Claim { by, source, says, read_as, read_as_text });
        }
        claims
    }

    /// Who set a plain value, where that is not the file that everything starts from.
    pub(super) fn whose(&self, at: Place) -> String {
        match self.texts.get(usize::from(at.text)) {
            Some(text) if text.role == Role::CommandLine => "set on the command line".into(),
            Some(text) if text.role == Role::Variant => format!("set in {}", text.name),
            _ => String::new(),
        }
    }

    /// The author's own characters.
    pub(super) fn as_written(&self, node: &Node) -> String {
        match &node.value {
            Value::Text(text) => text.clone(),
            _ => {
                let text = self.texts.get(usize::from(node.at.text)).map_or("", |text| text.text.as_str());
                text.get(node.at.start..node.at.end).unwrap_or("").to_string()
            }
        }
    }
}
