//! An input in words for a page: its value, its range and the readings of its claims, each with its unit; and the other
//! values that it might have.

use super::{Claim, Input, Patch, law, quantity::Kind, read::plain_words};

/// A value that somebody thinks possible: an end of the range, or the reading of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Possible {
    /// In the unit the input is written in; of a law its centre.
    pub number: f64,
    /// The same with its unit.
    pub text: String,
    /// Whose value it is, in words.
    pub whose: Vec<String>,
}

impl Input {
    /// The value without the signs of the file: `1 per 20 d`, `lognormal: median 90, log_sd 0.7`.
    pub fn value_text(&self) -> String {
        law_text(&self.value)
    }

    /// The range in the unit it was written in, as in `1 per 50 d to 1 per 8 d` or `5 to 40 d`.
    pub fn range_text(&self) -> Option<String> {
        let [low, high] = self.evidence.range_text.as_ref()?.each_ref().map(|end| self.like_the_value(end));
        let of_both = unit(&low).filter(|of_low| unit(&high) == Some(of_low));
        let low = low.strip_suffix(of_both.unwrap_or_default()).unwrap_or(&low);
        Some(format!("{low} to {high}"))
    }

    /// A claim's reading as a number, with its unit.
    pub fn reading_text(&self, claim: &Claim) -> Option<String> {
        claim.read_as_text.as_ref().map(|text| self.like_the_value(text))
    }

    /// A claim in a line: who, where, what, and how it is read as a number here.
    pub fn claim_text(&self, claim: &Claim) -> String {
        let source = claim.source.as_ref().map_or(String::new(), |id| format!(" [{id}]"));
        let reading = self.reading_text(claim).map_or(String::new(), |number| format!(" (read as {number})"));
        format!("{}{source}: {}{reading}", claim.by, claim.says)
    }

    /// The ends of the range and the readings of the claims, but for the value itself, in rising order.
    pub fn possible(&self) -> Vec<Possible> {
        let e = &self.evidence;
        let ends = e.range.into_iter().zip(&e.range_text).flat_map(|((low, high), [low_text, high_text])| {
            [(low, low_text, "lowest".to_string()), (high, high_text, "highest".to_string())]
        });
        let readings = e.claims.iter().filter_map(|claim| {
            Some((
                claim.read_as?,
                claim.read_as_text.as_ref()?,
                format!("reading of {}", claim.by.split(',').next().unwrap_or_default()),
            ))
        });
        let mut list: Vec<Possible> = Vec::new();
        for (number, text, whose) in ends.chain(readings).filter(|(number, ..)| Some(*number) != self.number) {
            match list.iter_mut().find(|known| known.number == number) {
                Some(known) => known.whose.push(whose),
                None => list.push(Possible { number, text: self.like_the_value(text), whose: vec![whose] }),
            }
        }
        list.sort_by(|a, b| a.number.total_cmp(&b.number));
        list
    }

    /// The sections of `docs/model.md` that use it, by number, with their titles.
    pub fn sections(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.used.split(", ").filter_map(|number| Some((number, section_title(number)?)))
    }

    /// The patch that puts a number here, in the unit the input is written in; a law is moved to that centre.
    pub fn at(&self, number: f64) -> Patch {
        let value = match (self.law, self.number) {
            (Some(law), Some(centre)) if centre != 0.0 => law::write(self.kind, &law.scaled(number / centre)),
            _ => self.kind.plain().write(number),
        };
        Patch::new(self.path.as_str(), value)
    }

    /// Reads a number in the words of a file, with its unit; of a law its centre.
    ///
    /// # Errors
    /// What is wrong with the words, and the cure.
    pub fn read(&self, text: &str) -> Result<f64, String> {
        let number = self.kind.plain().number(&plain_words(text, 0));
        number.map_err(|fault| format!("{}: {}", fault.message, fault.cure))
    }

    /// A number as it is written here, with its unit.
    pub fn text_at(&self, number: f64) -> String {
        self.like_the_value(self.kind.plain().write(number).trim_matches('"'))
    }

    /// A share beside a percentage is a percentage; everything else is as it was written.
    fn like_the_value(&self, text: &str) -> String {
        match text.parse::<f64>() {
            Ok(share) if self.kind == Kind::Share && self.value.ends_with('%') => {
                format!("{}%", super::units::tidy(share * 100.0))
            }
            _ => text.to_string(),
        }
    }
}

/// The title of a section of `docs/model.md`, such as `"3.2"`.
pub fn section_title(number: &str) -> Option<&'static str> {
    const MODEL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/model.md"));
    let headings = MODEL.lines().filter(|line| line.starts_with("##"));
    let mut named = headings.filter_map(|line| line.trim_start_matches('#').trim_start().strip_prefix(number));
    named.find_map(|rest| rest.trim_start_matches('.').strip_prefix(' ')).filter(|_| !number.is_empty())
}

/// What follows the number: ` d`, ` per week`, `%`.
fn unit(text: &str) -> Option<&str> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    (unit.starts_with(' ') || unit == "%").then_some(unit)
}

/// A law without braces and quotes; any other value as it is.
pub fn law_text(value: &str) -> String {
    let flat = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let law = flat.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).and_then(|rest| rest.split_once('='));
    let Some((family, parts)) = law else { return flat };
    let parts = parts.replace(['{', '}', '"'], "").replace(" = ", " ");
    format!("{}: {}", family.trim(), parts.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Evidence;

    fn input(kind: Kind, value: &str, ends: [&str; 2]) -> Input {
        let evidence = Evidence { range_text: Some(ends.map(String::from)), ..Evidence::default() };
        let value = value.into();
        Input { path: "x".into(), value, number: None, law: None, kind, by_default: false, evidence, doc: "", used: "" }
    }

    #[test]
    fn ranges_keep_their_unit_and_say_it_once() {
        let range = |kind, value, ends| input(kind, value, ends).range_text().unwrap();
        assert_eq!(range(Kind::Rate, "1 per 20 d", ["1 per 50 d", "1 per 8 d"]), "1 per 50 d to 1 per 8 d");
        assert_eq!(range(Kind::Rate, "5.4 per day", ["1.8 per day", "13.5 per day"]), "1.8 to 13.5 per day");
        assert_eq!(range(Kind::Time, "2 d", ["0.5 d", "5 d"]), "0.5 to 5 d");
        assert_eq!(range(Kind::Time, "2 d", ["12 h", "5 d"]), "12 h to 5 d");
        assert_eq!(range(Kind::Share, "30%", ["0.07", "50%"]), "7 to 50%");
        assert_eq!(range(Kind::Memory, "2 d", ["1 d", "never"]), "1 d to never");
        assert_eq!(range(Kind::Memory, "never", ["never", "never"]), "never to never");
        assert_eq!(range(Kind::Ratio, "1", ["1/1.5", "2/1.5"]), "1/1.5 to 2/1.5");
        assert_eq!(range(Kind::Number, "-0.3", ["-0.6", "0"]), "-0.6 to 0");
    }

    #[test]
    fn laws_lose_their_braces() {
        assert_eq!(law_text("{ lognormal = { median = 90, log_sd = 0.7 } }"), "lognormal: median 90, log_sd 0.7");
        assert_eq!(law_text("{ fixed = \"12 h\" }"), "fixed: 12 h");
        assert_eq!(law_text("1 per 20 d"), "1 per 20 d");
    }
}
