//! The card of a scenario: one page that says who talks to whom through what, what is contested, what is assumed and
//! what is scripted.

mod assumed;
mod contested;
mod drawing;
mod glyphs;
mod plain;
mod scripted;

pub use self::{
    glyphs::{ASCII, Glyphs, UNICODE},
    plain::{Channel, Grades, channels, grades},
};

use self::scripted::Telling;
use super::{
    claims::whose,
    lines::{WIDTH, cells, cut, folded, hanging, paragraph},
};
use crate::scenario::{ResultClaim, Scenario};

/// The lines of a page, and of longer ones: a file that has more to say says it shorter.
const PAGES: [usize; 3] = [66, 80, 100];
/// The disputes that are told in any case.
const FEWEST: usize = 3;

/// How much room the parts have.
#[derive(Clone, Copy)]
struct Way {
    telling: Telling,
    /// The most lines for the assumed numbers of a section, and for lists of what is off.
    lines: usize,
    /// The most lines for contested numbers told in short.
    rest: usize,
}

/// Ways to fill a page, from the fullest to the shortest.
const WAYS: [Way; 3] = [
    Way { telling: Telling::EventByEvent, lines: 3, rest: 9 },
    Way { telling: Telling::EventByEvent, lines: 2, rest: 6 },
    Way { telling: Telling::DayByDay, lines: 1, rest: 3 },
];

/// The card as text, in at most 80 columns.
pub fn card(s: &Scenario, glyphs: &Glyphs) -> String {
    let opening = format!("{}\n{}\n", head(s), drawing::drawing(s, glyphs));
    let disputes = contested::Disputes::of(s);
    let closings = WAYS.map(|way| {
        let assumed = assumed::assumed(s, way.lines);
        let scripted = scripted::scripted(s, way.telling, way.lines, glyphs);
        format!("{assumed}\n{scripted}\n{}{}", claimed(s), next())
    });
    let page = |way: usize, told: usize| {
        let contested = disputes.text(s, told, WAYS[way].rest, glyphs);
        format!("{opening}{contested}\n{}", closings[way])
    };
    let fewest = FEWEST.min(disputes.len());
    let fitting = |most: usize| {
        // Each dispute that is told takes a line or more.
        let told = disputes.len().min(most).max(fewest);
        let tries = (0..WAYS.len()).flat_map(|way| (fewest..=told).rev().map(move |told| (way, told)));
        let around = |way: usize| opening.lines().count() + closings[way].lines().count();
        let mut tries = tries.filter(|(way, told)| around(*way) + told <= most);
        tries.find_map(|(way, told)| Some(page(way, told)).filter(|page| page.lines().count() <= most))
    };
    PAGES.into_iter().find_map(fitting).unwrap_or_else(|| page(WAYS.len() - 1, fewest))
}

/// Title, question, days and digest.
pub fn head(s: &Scenario) -> String {
    let last = s.head.end.yesterday().unwrap_or(s.head.end);
    let question = if s.head.question.trim().is_empty() { String::new() } else { paragraph(&s.head.question) };
    let title = paragraph(&s.head.title);
    format!("{title}{question}{} to {last}; digest {}\n", s.head.start, &s.digest[..12])
}

/// What somebody says of the results.
fn claimed(s: &Scenario) -> String {
    if s.claims.is_empty() {
        return String::new();
    }
    let claim = |claim: &ResultClaim| hanging("  ", &format!("{} ({})", claim.says.trim(), whose(claim)), 4);
    let claims: String = s.claims.iter().map(claim).collect();
    format!("{}{claims}\n", heading("WHAT IS CLAIMED OF THE RESULTS", "`run` and `compare` answer"))
}

fn next() -> String {
    let words = "`check FILE --inputs` lists every number of the file, `check FILE --all` the model's defaults too, \
                 `explain FILE PATH` tells all about one number.";
    hanging("Next:", words, 6)
}

/// The heading of a part.
fn heading(words: &str, note: &str) -> String {
    let room = WIDTH - words.len() - 2;
    format!("{words}  {}", cut(note, room, "...")).trim_end().to_string() + "\n"
}

/// Items one after another in at most so many lines; of those that find no room, how many numbers they stand for.
fn listed(items: &[(String, usize)], width: usize, lines: usize) -> String {
    let fits = |text: &str| cells(text) <= lines * (width + 1) && folded(text, width).len() <= lines;
    let text = |shown: usize| {
        let words: Vec<&str> = items[..shown].iter().map(|(words, _)| words.as_str()).collect();
        match items[shown..].iter().map(|(_, numbers)| numbers).sum::<usize>() {
            0 => words.join("; "),
            left if shown == 0 => format!("{left} in all"),
            left => format!("{}; and {left} more", words.join("; ")),
        }
    };
    // Each takes two columns or more.
    let most = items.len().min(lines * (width + 1) / 2);
    (0..=most).rev().map(text).find(|text| fits(text)).unwrap_or_else(|| text(0))
}
