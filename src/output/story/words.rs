//! Words: how the story speaks of people, sizes, channels and days.

use jiff::{ToSpan, civil::Date};

use super::Story;
use crate::{
    experiment::estimate::digits,
    kernel::Time,
    model::{
        Case,
        setup::Issue,
        side::{ChannelId, IssueId, MediatorId, PerSide, Side},
    },
};

impl<'s> Story<'s> {
    pub(super) fn date(&self, now: Time) -> Date {
        self.start.saturating_add(i64::from(now.day()).days())
    }

    /// A side within a sentence.
    pub(super) fn side(&self, s: Side) -> &str {
        &self.sides[s]
    }

    /// A channel within a sentence, with its article.
    pub(super) fn channel(&self, c: ChannelId) -> String {
        the(&self.names.channels[c].name)
    }

    pub(super) fn mediator(&self, m: MediatorId) -> String {
        proper(&self.names.mediators[m].name)
    }

    pub(super) fn issue(&self, i: IssueId) -> &'s Issue {
        &self.names.issues[i]
    }

    /// The sides marked.
    pub(super) fn marked(marked: PerSide<bool>) -> Vec<Side> {
        Side::BOTH.into_iter().filter(|&s| marked[s]).collect()
    }

    /// The side marked, "both sides" or "neither side".
    pub(super) fn who(&self, marked: PerSide<bool>) -> &str {
        match Self::marked(marked).as_slice() {
            [] => "neither side",
            [s] => self.side(*s),
            _ => "both sides",
        }
    }

    /// "1,070 prisoners", "6,000 of the dead", "1 child".
    pub(super) fn counted(&self, i: IssueId, n: f64) -> String {
        let issue = self.issue(i);
        let number = thousands(n);
        let one = number == "1";
        let only = match issue.categories.as_slice() {
            [k] => self.names.categories[usize::from(k.0)].id.as_str(),
            _ => "",
        };
        let word = match only {
            "remains" | "dead" | "fallen" => return format!("{number} of the dead"),
            "child" | "children" if one => "child",
            "child" | "children" => "children",
            _ if issue.to.is_none() && one => "prisoner",
            _ if issue.to.is_none() => "prisoners",
            _ if one => "person",
            _ => "people",
        };
        format!("{number} {word}")
    }

    /// How many to each side; of a one-way return only those there are.
    pub(super) fn people(&self, i: IssueId, heads: PerSide<u32>) -> String {
        let one_way = self.issue(i).to.is_some();
        let there = |s: &Side| heads[*s] > 0 || (!one_way && heads[s.other()] > 0);
        let mut parts: Vec<String> = Vec::new();
        for s in Side::BOTH.into_iter().filter(there) {
            let n = f64::from(heads[s]);
            let many = if parts.is_empty() { self.counted(i, n) } else { thousands(n) };
            parts.push(format!("{many} to {}", self.side(s)));
        }
        list(&parts)
    }

    /// What a case asks for: "the return of about 7 children to Ukraine".
    pub(super) fn about(&self, case: &Case) -> String {
        let issue = self.issue(case.issue);
        if issue.categories.is_empty() {
            let what = if issue.standing { "an arrangement" } else { "talks" };
            return format!("{what} on {}", issue.name);
        }
        let size = self.asked_for(case.issue, case.size);
        match issue.to {
            Some(to) => format!("the return of about {size} to {}", self.side(to)),
            None => format!("an exchange of about {size}"),
        }
    }

    /// A size in weighted units as people: "41 prisoners a side, by weight", "120 children".
    pub(super) fn asked_for(&self, i: IssueId, size: f64) -> String {
        let weights: Vec<f64> =
            self.issue(i).categories.iter().map(|k| self.names.categories[usize::from(k.0)].weight).collect();
        let even = weights.windows(2).all(|two| two[0] == two[1]);
        let heads = if even { size / weights.first().copied().filter(|w| *w > 0.0).unwrap_or(1.0) } else { size };
        let a_side = if self.issue(i).to.is_none() { " a side" } else { "" };
        let by_weight = if even { "" } else { " by weight" };
        format!("{}{a_side}{by_weight}", self.counted(i, heads.max(1.0)))
    }
}

/// A count or a size as people write it.
pub(super) fn thousands(x: f64) -> String {
    digits(x.round(), 0.0)
}

/// "16 May 2025".
pub fn spoken(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A name within a sentence: an article of its own loses its capital.
pub(super) fn within(name: &str) -> String {
    match name.split_once(' ') {
        Some((article @ ("The" | "A" | "An"), rest)) => format!("{} {rest}", article.to_ascii_lowercase()),
        _ => name.into(),
    }
}

/// The name of a side, an intermediary or a carrier within a sentence: some have an article by custom.
pub(super) fn proper(name: &str) -> String {
    const CUSTOM: [&str; 6] = ["African", "European", "Holy", "International", "Russian", "United"];
    let first = name.split(' ').next().unwrap_or_default();
    if CUSTOM.contains(&first) && first != name { format!("the {name}") } else { within(name) }
}

/// The same with an article.
pub(super) fn the(name: &str) -> String {
    let own = ["The ", "the ", "A ", "a ", "An ", "an "].iter().any(|article| name.starts_with(article));
    if own { within(name) } else { format!("the {name}") }
}

/// With a capital at its beginning.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// "a", "a and b", "a, b and c".
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.split_last() {
        Some((last, [])) => (*last).into(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "nobody".into(),
    }
}

/// "1 case", "3 cases".
pub(super) fn number_of(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n as f64), if n == 1 { one } else { many })
}
