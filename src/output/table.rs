//! Tables: tidy CSV for programs, aligned text for people.

use super::lines::{cells, folded};
use crate::experiment::{estimate::Estimate, summary::Statistic};

/// A table of a results folder, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Of the file.
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    pub fn new<S: Into<String>>(name: &str, header: impl IntoIterator<Item = S>, rows: Vec<Vec<String>>) -> Sheet {
        Sheet { name: name.into(), header: header.into_iter().map(Into::into).collect(), rows }
    }
}

/// The header of `summary.csv`.
pub const SUMMARY_HEADER: [&str; 10] =
    ["measure", "side", "category", "statistic", "estimate", "standard_error", "low", "high", "n", "unit"];

/// The header of `outcomes.csv`.
pub const OUTCOMES_HEADER: [&str; 11] =
    ["issue", "route", "mediated", "size_band", "ending", "responsible", "mean", "standard_error", "low", "high", "n"];

/// Value, standard error, both ends of the interval, observations; what does not exist is empty.
pub fn estimate_fields(e: &Estimate) -> [String; 5] {
    let [low, high] = [e.interval.map(|i| i.low), e.interval.map(|i| i.high)].map(field);
    [e.value.to_string(), field(e.se), low, high, e.n.to_string()]
}

/// One line of `summary.csv`; what does not exist is empty.
pub fn summary_fields(s: &Statistic) -> [String; 10] {
    let [estimate, se, low, high, n] = estimate_fields(&s.estimate);
    [
        s.measure.clone(),
        s.side.clone().unwrap_or_default(),
        s.category.clone().unwrap_or_default(),
        s.statistic.into(),
        estimate,
        se,
        low,
        high,
        n,
        s.unit.clone(),
    ]
}

/// A number of a table: empty if it does not exist.
pub fn field(value: Option<f64>) -> String {
    value.map_or(String::new(), |x| x.to_string())
}

/// Columns of text, each as wide as its widest entry; `sides` says by `<` and `>` to which side each is set. A row of
/// one entry runs on and widens nothing.
pub fn aligned(rows: &[Vec<String>], sides: &str) -> String {
    let columns = rows.iter().filter(|r| r.len() > 1);
    let width =
        |c: usize| columns.clone().filter_map(|r| r.get(c)).map(|t: &String| t.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..sides.len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).zip(sides.chars()).map(|((cell, &w), side)| match side {
            '<' => format!("{cell:<w$}"),
            _ => format!("{cell:>w$}"),
        });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

/// As [`aligned`], in at most `width` columns: entries of the first column that are too long go on in a second line, and
/// so does what stands behind a line break.
pub fn fitted(rows: &[Vec<String>], sides: &str, width: usize) -> String {
    let rest = aligned(&rows.iter().map(|r| r[1..].to_vec()).collect::<Vec<_>>(), &sides[1..]);
    let rest = rest.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let room = width.saturating_sub(rest + 2).max(20);
    let mut lines = Vec::new();
    for row in rows {
        let fits = row[0].chars().count() <= room && !row[0].contains('\n');
        let indent = row[0].len() - row[0].trim_start_matches(' ').len();
        let label = if fits { vec![row[0][indent..].into()] } else { broken(&row[0], room.saturating_sub(indent + 2)) };
        let mut label = label.into_iter();
        let first = format!("{:indent$}{}", "", label.next().unwrap_or_default());
        lines.push(std::iter::once(first).chain(row[1..].iter().cloned()).collect());
        lines.extend(label.map(|more| vec![format!("{:indent$}  {more}", "")]));
    }
    aligned(&lines, sides)
}

/// A label in lines of at most so many columns; a path is broken behind its dots and dashes.
fn broken(label: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for part in label.lines() {
        let mut line = String::new();
        for piece in pieces(part) {
            if !line.is_empty() && cells(&line) + cells(piece.trim_end()) > room {
                lines.push(std::mem::take(&mut line));
            }
            line += piece;
        }
        lines.push(line);
    }
    lines.into_iter().flat_map(|line| folded(line.trim(), room)).collect()
}

/// A text cut behind blanks, and behind dots and dashes between letters, of which numbers have none.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    for (at, sign) in text.match_indices([' ', '.', '-']) {
        let end = at + sign.len();
        let inside = letter(text[..at].chars().next_back()) && letter(text[end..].chars().next());
        if sign == " " || inside {
            pieces.push(&text[from..end]);
            from = end;
        }
    }
    pieces.push(&text[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [vec!["people".into(), "1,234".into()], vec!["days".into(), "7".into()]];
        assert_eq!(aligned(&rows, "<>"), "people  1,234\ndays        7\n");
    }

    #[test]
    fn a_path_is_broken_behind_a_dot() {
        let rows = [vec!["windows.patron-spring.pressure.north\n0 to 0.8".into(), "1,234".into()]];
        assert_eq!(fitted(&rows, "<>", 36), "windows.patron-spring.  1,234\n  pressure.north\n  0 to 0.8\n");
        let long = [vec!["channels.military-intelligence.".into(), "1,234".into()]];
        assert_eq!(fitted(&long, "<>", 34), "channels.military-  1,234\n  intelligence.\n");
        let indented = [vec!["  the talks without the capital".into(), "1,234".into()]];
        assert_eq!(fitted(&indented, "<>", 29), "  the talks  1,234\n    without the\n    capital\n");
    }

    #[test]
    fn what_is_too_long_goes_on() {
        let rows = [vec!["a wait that is longer than most".into(), "1,234".into()], vec!["days".into(), "7".into()]];
        assert_eq!(fitted(&rows, "<>", 27), "a wait that is  1,234\n  longer than most\ndays                7\n");
    }
}
