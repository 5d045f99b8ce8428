//! The data beside a figure, read by the names of their columns.

use super::super::Figure;

pub struct Told {
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

/// One row.
#[derive(Clone, Copy)]
pub struct Line<'t>(&'t Told, &'t csv::StringRecord);

impl Told {
    pub fn of(figure: &Figure) -> Told {
        let mut reader = csv::Reader::from_reader(figure.data.as_bytes());
        let header = reader.headers().expect("a header").clone();
        Told { header, rows: reader.records().map(|row| row.expect("rows of one length")).collect() }
    }

    pub fn lines(&self) -> Vec<Line<'_>> {
        self.rows.iter().map(|row| Line(self, row)).collect()
    }

    /// The rows that have `text` in a column.
    pub fn having(&self, column: &str, text: &str) -> Vec<Line<'_>> {
        self.lines().into_iter().filter(|line| line.text(column) == text).collect()
    }

    /// What a column has, each once, in order of appearance.
    pub fn different(&self, column: &str) -> Vec<String> {
        let mut different: Vec<String> = Vec::new();
        for line in self.lines() {
            if !different.iter().any(|known| known == line.text(column)) {
                different.push(line.text(column).to_owned());
            }
        }
        different
    }

    /// The day 0 of all rows that have a day and its date, in days since the year 2000; none if no row has.
    pub fn start(&self, columns: &[[&str; 2]]) -> Option<f64> {
        let start = |line: &Line, [days, date]: [&str; 2]| {
            let number = line.text(days).parse::<f64>().ok().filter(|_| !line.text(date).is_empty())?;
            Some(super::axis::day(line.date(date)) - number.floor())
        };
        let lines = self.lines();
        let all: Vec<f64> = lines.iter().flat_map(|l| columns.iter().filter_map(|c| start(l, *c))).collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "days and dates run together");
        all.first().copied()
    }

    /// The name of a column by its place.
    pub fn name(&self, place: usize) -> &str {
        &self.header[place]
    }
}

impl<'t> Line<'t> {
    pub fn text(self, column: &str) -> &'t str {
        let place = self.0.header.iter().position(|name| name == column);
        &self.1[place.unwrap_or_else(|| panic!("no column {column:?} in {:?}", self.0.header))]
    }

    pub fn has(self, column: &str) -> bool {
        self.0.header.iter().any(|name| name == column)
    }

    /// The number in a column; none where it is blank.
    pub fn maybe(self, column: &str) -> Option<f64> {
        let text = self.text(column);
        (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| panic!("{column}: {text:?} is no number")))
    }

    pub fn number(self, column: &str) -> f64 {
        self.maybe(column).unwrap_or_else(|| panic!("{column} is blank"))
    }

    pub fn date(self, column: &str) -> jiff::civil::Date {
        self.text(column).parse().expect("a date")
    }
}
