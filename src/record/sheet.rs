//! One table, read strictly: every field is checked against its column before anything is made of it.

use jiff::civil::Date;

use super::{
    columns::{Column, Kind},
    rows::{Precision, When},
};
use crate::scenario::problem::{Place, Problem, TextId, suggest};

/// A row whose fields are what their columns allow.
pub struct Row {
    pub line: u64,
    text: TextId,
    /// By column of the table: its name, what stands there and where.
    fields: Vec<(String, String, Place)>,
}

impl Row {
    /// The field of a column; empty if there is none.
    pub fn text(&self, column: &str) -> &str {
        self.fields.iter().find(|(name, ..)| name == column).map_or("", |(_, value, _)| value)
    }

    pub fn place(&self, column: &str) -> Place {
        let found = self.fields.iter().find(|(name, ..)| name == column);
        found.map_or(Place { text: self.text, start: 0, end: 0 }, |(.., place)| *place)
    }

    pub fn count(&self, column: &str) -> Option<u32> {
        self.text(column).parse().ok()
    }

    pub fn number(&self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }

    pub fn yes(&self, column: &str) -> bool {
        self.text(column) == "yes"
    }

    pub fn when(&self, column: &str) -> Option<When> {
        when(self.text(column))
    }

    pub fn list(&self, column: &str) -> Vec<String> {
        self.text(column).split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_string).collect()
    }
}

/// A date as the tables write it: exactly `2024-01-24` or `2024-01`, so that one day has one spelling.
fn when(text: &str) -> Option<When> {
    let (long, precision) = match text.len() {
        10 => (text.to_string(), Precision::Day),
        7 => (format!("{text}-01"), Precision::Month),
        _ => return None,
    };
    let date: Date = long.parse().ok()?;
    (date.to_string() == long).then_some(When { date, precision })
}

/// The rows of a table; all that is wrong goes to `list`.
pub fn read(name: &str, text: &str, id: TextId, columns: &[Column], list: &mut Vec<Problem>) -> Vec<Row> {
    let whole = Place { text: id, start: 0, end: 0 };
    if text.starts_with('\u{feff}') {
        let problem = Problem::error(Some(whole), format!("{name} begins with a byte order mark"));
        list.push(problem.cure("save the table as plain UTF-8, without a mark"));
        return Vec::new();
    }
    if let Some(at) = unclosed(text) {
        let place = Place { text: id, start: at, end: at + 1 };
        let problem = Problem::error(Some(place), format!("{name}: a quotation mark is not closed on its line"));
        list.push(
            problem.cure("a field in quotation marks ends on the line on which it begins; write \"\" for one mark"),
        );
        return Vec::new();
    }
    let mut lines = lines(text);
    let Some((_, header)) = lines.next() else {
        list.push(Problem::error(None, format!("{name} is empty")).cure("begin with a line of column names"));
        return Vec::new();
    };
    let header = fields(text, id, header);
    let before = list.len();
    check_header(name, &header, columns, whole, list);
    if list.len() > before {
        return Vec::new();
    }
    let mut rows: Vec<Row> = Vec::new();
    for (number, range) in lines {
        let found = fields(text, id, range.clone());
        if found.len() != header.len() {
            let place = Place { text: id, start: range.start, end: range.end };
            let message = format!("{name}:{number} has {} fields where the header has {}", found.len(), header.len());
            let cure = "give it one field for each column; a field with a comma stands in quotation marks";
            list.push(Problem::error(Some(place), message).cure(cure));
            continue;
        }
        let named = header.iter().zip(found).map(|((column, _), (value, place))| (column.clone(), value, place));
        let row = Row { line: number, text: id, fields: named.collect() };
        check_row(name, &row, columns, &rows, list);
        rows.push(row);
    }
    rows
}

/// The lines that are not blank, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (u64, std::ops::Range<usize>)> + '_ {
    let mut start = 0;
    text.split('\n').zip(1..).filter_map(move |(line, number)| {
        let range = start..start + line.trim_end_matches('\r').len();
        start += line.len() + 1;
        (!line.trim().is_empty()).then_some((number, range))
    })
}

/// Where a quotation mark begins that its line does not close.
fn unclosed(text: &str) -> Option<usize> {
    let odd = lines(text).find(|(_, range)| text[range.clone()].matches('"').count() % 2 == 1);
    odd.map(|(_, range)| range.start + text[range].rfind('"').unwrap_or(0))
}

/// The fields of a line with their places.
fn fields(text: &str, id: TextId, range: std::ops::Range<usize>) -> Vec<(String, Place)> {
    let line = &text[range.clone()];
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let values = reader.records().next().and_then(Result::ok).unwrap_or_default();
    let mut ends: Vec<usize> = Vec::new();
    let mut quoted = false;
    for (at, c) in line.char_indices() {
        quoted ^= c == '"';
        if c == ',' && !quoted {
            ends.push(at);
        }
    }
    ends.push(line.len());
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    let places =
        starts.zip(&ends).map(|(from, &to)| Place { text: id, start: range.start + from, end: range.start + to });
    values.iter().map(str::to_string).zip(places).collect()
}

fn check_header(name: &str, header: &[(String, Place)], columns: &[Column], whole: Place, list: &mut Vec<Problem>) {
    let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    for (i, (found, place)) in header.iter().enumerate() {
        let message = if !known.contains(&found.as_str()) {
            format!("{name}: unknown column `{found}`")
        } else if header[..i].iter().any(|(earlier, _)| earlier == found) {
            format!("{name}: column `{found}` stands twice")
        } else {
            continue;
        };
        list.push(Problem::error(Some(*place), message).cure(suggest(found, "columns", &known)));
    }
    for column in columns.iter().filter(|column| !header.iter().any(|(found, _)| *found == column.name)) {
        let message = format!("{name}: column `{}` is missing", column.name);
        list.push(Problem::error(Some(whole), message).cure(format!("add it: {}", column.kind.allowed())));
    }
}

fn check_row(name: &str, row: &Row, columns: &[Column], earlier: &[Row], list: &mut Vec<Problem>) {
    for column in columns {
        let (value, at) = (row.text(&column.name), row.place(&column.name));
        let twice = column.kind == Kind::Id && earlier.iter().any(|other| other.text(&column.name) == value);
        let wrong = if value.is_empty() {
            if !column.required {
                continue;
            }
            "is empty".to_string()
        } else if twice {
            format!("is `{value}`, as in an earlier row")
        } else if !fits(column.kind, value) {
            format!("is `{value}`")
        } else {
            continue;
        };
        let message = format!("{name}:{}: `{}` {wrong}", row.line, column.name);
        let empty = if column.required { "" } else { "; leave it empty if it is not known" };
        let cure = format!("allowed: {}{empty}", column.kind.allowed());
        list.push(Problem::error(Some(at), message).label(format!("`{}`", column.name)).cure(cure));
    }
}

/// Whether a field that is not empty is what its column allows.
fn fits(kind: Kind, value: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let clean = value.trim() == value && !value.contains(char::is_control);
    clean
        && match kind {
            Kind::Id | Kind::Name => value.chars().all(plain),
            Kind::Day => when(value).is_some_and(|when| when.precision == Precision::Day),
            Kind::DayOrMonth => when(value).is_some(),
            Kind::Count => value.bytes().all(|b| b.is_ascii_digit()) && value.parse::<u32>().is_ok(),
            Kind::Number => {
                value.bytes().all(|b| b.is_ascii_digit() || b == b'.') && value.parse::<f64>().is_ok_and(f64::is_finite)
            }
            Kind::YesNo => matches!(value, "yes" | "no"),
            Kind::OneOf(words) => words.contains(&value),
            Kind::List => value.split(';').all(|name| !name.trim().is_empty()),
            Kind::Address => value.starts_with("http://") || value.starts_with("https://"),
            Kind::Text => true,
        }
}
