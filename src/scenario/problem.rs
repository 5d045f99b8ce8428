//! What can be wrong with a scenario, said so that its author knows what to do next.

use std::fmt::Write as _;

use ariadne::{CharSet, Config, IndexType, Label, Report, ReportKind};
use serde_json::json;
use unicode_width::UnicodeWidthStr;

/// A text that places point into: a file, or the words of one `--set`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    pub name: String,
    pub text: String,
    pub role: Role,
}

/// What a text is to the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The file that everything starts from.
    Base,
    /// A file that extends another one.
    Variant,
    /// `path=value` on the command line.
    CommandLine,
    /// Defaults, which are written in the same language.
    BuiltIn,
}

/// A text of [`Problems::texts`], by its place in the list.
pub type TextId = u16;

/// A range of bytes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub text: TextId,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The scenario cannot run.
    Error,
    /// It runs, but probably not as its author meant.
    Warning,
}

/// One thing wrong: what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub severity: Severity,
    pub message: String,
    pub place: Option<Place>,
    /// A few words beside the caret.
    pub label: String,
    /// What to do about it.
    pub cure: String,
    /// A second place that explains the first, with its words.
    pub related: Option<Box<(Place, String)>>,
}

impl Problem {
    pub fn error(place: Option<Place>, message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Error,
            message: message.into(),
            place,
            label: "here".into(),
            cure: String::new(),
            related: None,
        }
    }

    pub fn warning(place: Option<Place>, message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(place, message) }
    }

    pub fn label(mut self, words: impl Into<String>) -> Problem {
        self.label = words.into();
        self
    }

    pub fn cure(mut self, words: impl Into<String>) -> Problem {
        self.cure = words.into();
        self
    }

    pub fn related(mut self, place: Place, words: impl Into<String>) -> Problem {
        self.related = Some(Box::new((place, words.into())));
        self
    }
}

/// Everything wrong with a scenario at once, with the texts that the places point into.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problems {
    pub texts: Vec<SourceText>,
    pub list: Vec<Problem>,
}

/// More problems than this are counted, not shown.
const SHOWN: usize = 40;
/// The width of what is said under a drawing.
const WIDTH: usize = 66;
/// A line longer than this is not drawn.
const LONG_LINE: usize = 300;

impl Problems {
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|p| p.severity == Severity::Error)
    }

    /// The problems as a page for people, with the offending lines and carets under them.
    pub fn render(&self, color: bool) -> String {
        let mut page = String::new();
        for problem in self.list.iter().take(SHOWN) {
            match problem.place.filter(|&place| self.can_draw(place)) {
                Some(place) => self.draw(problem, place, color, &mut page),
                None => self.say(problem, &mut page),
            }
            page.push('\n');
        }
        if self.list.len() > SHOWN {
            let _ = writeln!(page, "... and {} more like these. Mend the first ones first.", self.list.len() - SHOWN);
        }
        page
    }

    /// The same facts for a program.
    pub fn to_json(&self) -> serde_json::Value {
        let one = |p: &Problem| {
            let (line, column) = p.place.map_or((0, 0), |place| self.line_column(place));
            json!({
                "severity": if p.severity == Severity::Error { "error" } else { "warning" },
                "message": p.message,
                "file": p.place.map(|place| &self.texts[usize::from(place.text)].name),
                "line": line,
                "column": column,
                "cure": p.cure,
            })
        };
        serde_json::Value::Array(self.list.iter().map(one).collect())
    }

    /// Line and column of the start of a place, both counted from 1; columns in characters.
    pub fn line_column(&self, place: Place) -> (usize, usize) {
        let before = self.texts[usize::from(place.text)].text.get(..place.start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    fn can_draw(&self, place: Place) -> bool {
        let text = &self.texts[usize::from(place.text)].text;
        let start = text.get(..place.start).unwrap_or(text).rfind('\n').map_or(0, |at| at + 1);
        text[start..].lines().next().is_none_or(|line| line.len() <= LONG_LINE)
    }

    fn draw(&self, problem: &Problem, place: Place, color: bool, page: &mut String) {
        let name = |place: Place| self.texts[usize::from(place.text)].name.clone();
        let kind = match problem.severity {
            Severity::Error => ReportKind::Error,
            Severity::Warning => ReportKind::Warning,
        };
        let config = Config::default().with_color(color).with_index_type(IndexType::Byte).with_char_set(if color {
            CharSet::Unicode
        } else {
            CharSet::Ascii
        });
        let mut report = Report::build(kind, (name(place), place.start..place.start))
            .with_config(config)
            .with_message(&problem.message);
        let mut labels = vec![(place, &problem.label)];
        labels.extend(problem.related.as_deref().map(|(other, words)| (*other, words)));
        labels.sort_by_key(|(place, _)| (place.text, place.start)); // the drawing follows the file
        for (place, words) in labels {
            report = report.with_label(Label::new((name(place), self.span(place))).with_message(words));
        }
        if !problem.cure.is_empty() {
            report = report.with_help(wrapped(&problem.cure, WIDTH).join("\n"));
        }
        let cache = ariadne::sources(self.texts.iter().map(|text| (text.name.clone(), text.text.as_str())));
        let mut bytes = Vec::new();
        if report.finish().write(cache, &mut bytes).is_ok() {
            // Every message of the program begins in lower case.
            let capital = if problem.severity == Severity::Error { "Error:" } else { "Warning:" };
            let drawn = String::from_utf8_lossy(&bytes).replacen(capital, &format!("{}:", word(problem)), 1);
            // Trailing blanks would trip whoever compares such pages.
            for line in drawn.lines() {
                let _ = writeln!(page, "{}", line.trim_end());
            }
        }
    }

    /// A problem without a drawing: no place, or a line too long to show.
    fn say(&self, problem: &Problem, page: &mut String) {
        let _ = writeln!(page, "{}: {}", word(problem), problem.message);
        if let Some(place) = problem.place {
            let (line, column) = self.line_column(place);
            let _ = writeln!(page, "   at {}:{line}:{column}", self.texts[usize::from(place.text)].name);
        }
        if !problem.cure.is_empty() {
            let _ = writeln!(page, "   Help: {}", wrapped(&problem.cure, WIDTH).join("\n         "));
        }
    }

    /// At least one character wide and within the text, so that there is something to point at.
    fn span(&self, place: Place) -> std::ops::Range<usize> {
        let text = &self.texts[usize::from(place.text)].text;
        let mut start = place.start.min(text.len().saturating_sub(1));
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let width = text[start..].chars().next().map_or(1, char::len_utf8);
        start..place.end.clamp(start + width, text.len().max(start + width))
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

fn word(problem: &Problem) -> &'static str {
    if problem.severity == Severity::Error { "error" } else { "warning" }
}

/// Words in lines of at most `width` columns, where no single word is longer.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("it begins with one");
        if last.is_empty() {
            last.push_str(word);
        } else if last.width() + 1 + word.width() <= width {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.into());
        }
    }
    lines
}

/// The known name nearest to a misspelt one, or to whose first word it is, if any is near enough to be meant; else the one
/// that begins like it.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    let mut begin = known.iter().filter(|candidate| name.len() > 2 && candidate.starts_with(name));
    let begun = begin.next().filter(|_| begin.next().is_none()).copied();
    known
        .into_iter()
        .flat_map(|candidate| {
            let first = candidate.split('-').next().filter(|first| first.len() > 3 && !name.contains('-'));
            [Some(candidate), first].into_iter().flatten().map(move |meant| (meant, candidate))
        })
        .map(|(meant, candidate)| (strsim::damerau_levenshtein(name, meant), meant, candidate))
        .filter(|(distance, meant, _)| *distance <= 1 + meant.len().min(name.len()) / 4)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., candidate)| candidate)
        .or(begun)
}

/// "did you mean `x`? " if some known name is near, then the names there are.
pub fn suggest(name: &str, what: &str, known: &[&str]) -> String {
    let mut words = String::new();
    if let Some(near) = nearest(name, known.iter().copied()) {
        let _ = write!(words, "did you mean `{near}`? ");
    }
    if known.is_empty() {
        let _ = write!(words, "there are no {what} here");
    } else {
        let _ = write!(words, "{what} here: {}", listed(known));
    }
    words
}

/// The names, each in backticks, at most thirty of them.
pub fn listed(names: &[&str]) -> String {
    let mut words = names.iter().take(30).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > 30 {
        let _ = write!(words, " and {} more", names.len() - 30);
    }
    words
}
