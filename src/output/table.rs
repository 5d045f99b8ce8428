//! Tables: tidy CSV for programs, aligned text for people.

use crate::experiment::summary::Statistic;

/// The header of `summary.csv`.
pub const SUMMARY_HEADER: [&str; 10] =
    ["measure", "side", "category", "statistic", "estimate", "standard_error", "low", "high", "n", "unit"];

/// One line of `summary.csv`; what does not exist is empty.
pub fn summary_fields(s: &Statistic) -> [String; 10] {
    let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    let e = &s.estimate;
    [
        s.measure.clone(),
        s.side.clone().unwrap_or_default(),
        s.category.clone().unwrap_or_default(),
        s.statistic.into(),
        e.value.to_string(),
        number(e.se),
        number(e.interval.map(|i| i.low)),
        number(e.interval.map(|i| i.high)),
        e.n.to_string(),
        s.unit.clone(),
    ]
}

/// A value of `replications.csv`: empty if it does not exist in this replication.
pub fn field(value: &Option<f64>) -> String {
    value.map_or(String::new(), |x| x.to_string())
}

/// Columns of text, each as wide as its widest entry; the first on the left, the others on the right.
pub fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|r| r.get(c)).map(|t| t.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(c, (cell, &w))| match c {
            0 => format!("{cell:<w$}"),
            _ => format!("{cell:>w$}"),
        });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [vec!["people".into(), "1,234".into()], vec!["days".into(), "7".into()]];
        assert_eq!(aligned(&rows), "people  1,234\ndays        7\n");
    }
}
