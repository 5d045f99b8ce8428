//! What is contested: each such number, and who says what.

use super::{Glyphs, heading, listed};
use crate::{
    output::lines::{WIDTH, cells, cut, folded, hanging, padded, plain},
    scenario::{Claim, Input, Scenario},
};

/// The columns of what is said, and the most lines of it on a number.
const SAID: usize = WIDTH - 4;
const MOST: usize = 3;

/// A contested number, or that of each side.
struct Entry<'a> {
    label: String,
    inputs: Vec<&'a Input>,
}

/// Every contested number of the file.
pub struct Disputes<'a> {
    entries: Vec<Entry<'a>>,
    numbers: usize,
}

impl<'a> Disputes<'a> {
    pub fn of(s: &'a Scenario) -> Disputes<'a> {
        let inputs: Vec<&Input> = s.inputs.iter().filter(|i| i.evidence.contested && !i.by_default).collect();
        Disputes { entries: entries(s, &inputs), numbers: inputs.len() }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Those with the most claims, `told` of them, with who says what; the others with value and range, in so many lines.
    pub fn text(&self, s: &Scenario, told: usize, lines: usize, g: &Glyphs) -> String {
        const TITLE: &str = "WHAT IS CONTESTED";
        let mut text = match self.numbers {
            0 => return heading(TITLE, "no number of the file is marked so"),
            1 => heading(TITLE, "1 number; [a claim, read as a number]"),
            n if !self.entries.iter().any(|e| e.label.contains('*')) => {
                heading(TITLE, &format!("{n} numbers; [a claim, read as a number]"))
            }
            n => heading(TITLE, &format!("{n} numbers; [claim read as number]; * each side, left first")),
        };
        let mut ranked: Vec<usize> = (0..self.entries.len()).collect();
        ranked.sort_by_key(|&i| std::cmp::Reverse(self.entries[i].claims().len()));
        let is_told = |i: usize| ranked[..told].contains(&i);
        let full: Vec<&Entry<'_>> = (0..).zip(&self.entries).filter(|(i, _)| is_told(*i)).map(|(_, e)| e).collect();
        text += &table(&full, s, g);
        let rest = (0..).zip(&self.entries).filter(|(i, _)| !is_told(*i));
        let rest: Vec<_> = rest.map(|(_, e)| (e.in_short(), e.inputs.len())).collect();
        if !rest.is_empty() {
            let lead = if told > 0 { "Also: " } else { "" };
            text += &hanging("", &format!("{lead}{}", listed(&rest, WIDTH - 2 - lead.len(), lines)), 2);
        }
        text
    }
}

/// Contested numbers in columns, each with its claims below.
fn table(entries: &[&Entry<'_>], s: &Scenario, g: &Glyphs) -> String {
    let label = entries.iter().map(|e| cells(&e.label)).max().unwrap_or(0).min(44);
    let value = entries.iter().map(|e| cells(&e.value())).max().unwrap_or(0).min(22);
    let mut text = String::new();
    for entry in entries {
        let lead = format!("  {}  {}", padded(&entry.label, label), padded(&entry.value(), value));
        text += &(cut(&format!("{lead}  {}", entry.range()), WIDTH, g.dots).trim_end().to_string() + "\n");
        text += &entry.sayings(s, g).iter().map(|line| format!("    {line}\n")).collect::<String>();
    }
    text
}

/// The numbers of both sides stand together.
fn entries<'a>(s: &Scenario, inputs: &[&'a Input]) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for input in inputs {
        let label = label(s, &input.path).unwrap_or_else(|| input.path.clone());
        match entries.iter_mut().find(|entry| entry.label == label) {
            Some(entry) => entry.inputs.push(input),
            None => entries.push(Entry { label, inputs: vec![input] }),
        }
    }
    for entry in entries.iter_mut().filter(|entry| entry.inputs.len() == 1) {
        entry.label = entry.inputs[0].path.clone();
    }
    entries
}

/// A path without its side: `sides.*.bad_faith.pow`, `channels.istanbul.authority`.
fn label(s: &Scenario, path: &str) -> Option<String> {
    let sides = &s.setup.phases[0].sides;
    sides.iter().find_map(|side| {
        let of_a_side = path.strip_prefix("sides.").and_then(|rest| rest.strip_prefix(side.id.as_str()));
        let by_side = path.strip_suffix(side.id.as_str()).and_then(|rest| rest.strip_suffix('.'));
        match (of_a_side, by_side) {
            (Some(rest), _) if rest.starts_with('.') => Some(format!("sides.*{rest}")),
            (_, Some(rest)) => Some(rest.to_string()),
            _ => None,
        }
    })
}

impl<'a> Entry<'a> {
    /// The value, or those of both sides in their order.
    fn value(&self) -> String {
        let each = if self.inputs.len() > 1 { " each" } else { "" };
        self.alike(Input::value_text).map_or_else(|both| both, |one| one + each)
    }

    fn range(&self) -> String {
        self.alike(|input| input.range_text().unwrap_or_default()).unwrap_or_else(|both| both)
    }

    fn in_short(&self) -> String {
        let range = self.range();
        let range = if range.is_empty() { range } else { format!(" ({range})") };
        format!("{} {}{range}", self.label, self.value())
    }

    /// What is the same for all numbers, or else one after the other.
    fn alike(&self, of: fn(&Input) -> String) -> Result<String, String> {
        let all: Vec<String> = self.inputs.iter().map(|input| of(input)).collect();
        if all.iter().all(|one| *one == all[0]) { Ok(all[0].clone()) } else { Err(all.join(", ")) }
    }

    /// The claims, each once, with the number that they are about.
    fn claims(&self) -> Vec<(&'a Input, &'a Claim)> {
        let mut claims: Vec<(&Input, &Claim)> = Vec::new();
        for input in &self.inputs {
            for claim in &input.evidence.claims {
                if !claims.iter().any(|(_, known)| *known == claim) {
                    claims.push((input, claim));
                }
            }
        }
        claims
    }

    /// Who says what, under each side if the claims on the two differ: in their words if these are short enough, and else
    /// with no more than the numbers, for both sides alike.
    fn sayings(&self, s: &Scenario, g: &Glyphs) -> Vec<String> {
        let parts = match self.inputs.as_slice() {
            [one, two] if one.evidence.claims != two.evidence.claims => {
                let told = self.inputs.iter().filter(|input| !input.evidence.claims.is_empty());
                told.map(|input| (whose(s, input), claims_on(input))).collect()
            }
            _ if self.claims().is_empty() => Vec::new(),
            _ => vec![(String::new(), self.claims())],
        };
        let has_number = parts.iter().flat_map(|(_, claims)| claims).any(|(_, claim)| claim.read_as.is_some());
        let told = |tell| parts.iter().map(|(lead, claims)| in_lines(lead, claims, tell)).collect::<Vec<_>>();
        let in_words = told(said);
        if !has_number || in_words.iter().all(|lines| lines.len() <= MOST) {
            return in_words.into_iter().flat_map(|lines| shortened(lines, g)).collect();
        }
        told(read).into_iter().flat_map(|lines| shortened(lines, g)).collect()
    }
}

type Said<'a> = (&'a Input, &'a Claim);

fn claims_on(input: &Input) -> Vec<Said<'_>> {
    input.evidence.claims.iter().map(|claim| (input, claim)).collect()
}

/// `of Ukraine: `
fn whose(s: &Scenario, input: &Input) -> String {
    let side = s.setup.phases[0].sides.iter().find(|side| input.path.split('.').any(|part| part == side.id));
    side.map_or(String::new(), |side| format!("of {}: ", plain(&side.name)))
}

/// Claims one after another.
fn in_lines(lead: &str, claims: &[Said<'_>], tell: fn(&Input, &Claim) -> String) -> Vec<String> {
    let all = claims.iter().map(|(input, claim)| tell(input, claim)).collect::<Vec<_>>().join("; ");
    folded(&format!("{lead}{all}"), SAID)
}

/// At most [`MOST`] lines.
fn shortened(mut lines: Vec<String>, g: &Glyphs) -> Vec<String> {
    if lines.len() > MOST {
        let rest = lines.drain(MOST - 1..).collect::<Vec<_>>().join(" ");
        lines.push(cut(&rest, SAID, g.dots));
    }
    lines
}

/// `V. Putin: 6,465 Ukrainians held in all [5770]`.
fn said(input: &Input, claim: &Claim) -> String {
    let reading = input.reading_text(claim).map_or(String::new(), |number| format!(" [{number}]"));
    format!("{}: {}{reading}", who(claim), plain(&claim.says))
}

/// `V. Putin [5770]`.
fn read(input: &Input, claim: &Claim) -> String {
    format!("{} [{}]", who(claim), input.reading_text(claim).unwrap_or_else(|| "no number".into()))
}

/// Who makes a claim, without office and date.
fn who(claim: &Claim) -> String {
    match plain(&claim.by).split_once(", ") {
        Some((name, rest)) if rest.contains("and ") => format!("{name} and others"),
        Some((name, _)) => name.into(),
        None => plain(&claim.by),
    }
}
