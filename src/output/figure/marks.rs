//! Marks: scripted events over the lanes, each with a label on a row of its own.

use super::axes::Scale;
use super::canvas::{Align, Canvas, Frame};
use super::lanes::{LanesData, Mark};
use super::page::RIGHT;
use super::style::{GREY, GRID, RULE, SMALL};

/// Rows of labels; more where there are more lanes than that.
const MOST_ROWS: usize = 12;
/// What a label takes at most.
const WIDEST: f64 = 300.0;

/// A scripted event with the row of its label, counted up from the lanes; none if there is no room.
pub(super) struct Placed {
    x: f64,
    label: String,
    pub row: Option<usize>,
}

/// What the triangles mean, and how many have no label; nothing if there are none.
pub(super) fn in_words(marks: &[Placed]) -> String {
    let bare = marks.iter().filter(|mark| mark.row.is_none()).count();
    match (marks.is_empty(), bare) {
        (true, _) => String::new(),
        (_, 0) => "Triangles: scripted events. ".into(),
        (_, 1) => "Triangles: scripted events; 1 of them has no label. ".into(),
        (_, n) => format!("Triangles: scripted events; {n} of them have no label. "),
    }
}

/// What happens twice on a day is marked once. From right to left, each label goes one row above all those that begin under it: so no stem crosses a label.
pub(super) fn placed_marks(data: &LanesData, days: &Scale) -> Vec<Placed> {
    let most = MOST_ROWS.max(data.lanes.len());
    let mut sorted: Vec<&Mark> = data.marks.iter().filter(|mark| data.has(mark.day)).collect();
    sorted.sort_by(|a, b| b.day.total_cmp(&a.day));
    sorted.dedup_by(|a, b| a.day == b.day && a.label == b.label);
    let mut placed: Vec<Placed> = Vec::new();
    for mark in sorted {
        let x = days.at(mark.day);
        let label = SMALL.fit(&mark.label, (RIGHT - x - 6.0).min(WIDEST));
        let end = x + 4.0 + SMALL.width(&label) + 6.0;
        let row = placed.iter().filter(|other| other.x < end).filter_map(|other| other.row).map(|row| row + 1).max();
        let row = row.unwrap_or(0);
        placed.push(Placed { x, label, row: Some(row).filter(|row| *row < most) });
    }
    placed
}

pub(super) fn draw_marks(canvas: &mut Canvas, frame: Frame, marks: &[Placed]) {
    for mark in marks {
        let x = mark.x;
        canvas.line(&[(x, frame.top), (x, frame.bottom)], GRID, 0.7);
        canvas.area(&[(x - 3.2, frame.top - 3.0), (x + 3.2, frame.top - 3.0), (x, frame.top + 3.0)], GREY);
        if let Some(row) = mark.row {
            let y = frame.top - 4.0 - 15.0 * row as f64;
            canvas.line(&[(x, y - 9.0), (x, frame.top)], RULE, 0.6);
            canvas.text((x + 4.0, y - 1.0), Align::Left, SMALL, &mark.label);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(labels: &[(f64, &str)]) -> LanesData {
        LanesData {
            title: String::new(),
            start: None,
            horizon_days: 100.0,
            replication: 0,
            alone: true,
            lanes: vec![],
            marks: labels.iter().map(|(day, label)| Mark { day: *day, label: (*label).into() }).collect(),
        }
    }

    #[test]
    fn what_happens_twice_is_marked_once_and_a_long_name_is_whole_where_there_is_room() {
        let long = "Military-intelligence line: United Arab Emirates joins";
        let data = lanes(&[(5.0, "Talks"), (5.0, "Talks"), (40.0, long)]);
        let placed = placed_marks(&data, &Scale::new(0.0, 100.0, (128.0, 600.0)));
        let labels: Vec<&str> = placed.iter().map(|mark| mark.label.as_str()).collect();
        assert_eq!(labels, [long, "Talks"]);
    }

    #[test]
    fn the_caption_counts_what_has_no_label() {
        let said = |n: usize| {
            let names: Vec<String> = (0..n).map(|i| format!("A shock, number {i}")).collect();
            let many: Vec<(f64, &str)> = names.iter().map(|name| (5.0, name.as_str())).collect();
            in_words(&placed_marks(&lanes(&many), &Scale::new(0.0, 100.0, (128.0, 600.0))))
        };
        assert_eq!(said(0), "");
        assert_eq!(said(MOST_ROWS), "Triangles: scripted events. ");
        assert!(said(MOST_ROWS + 1).contains("; 1 of them has no label."));
        assert!(said(MOST_ROWS + 2).contains("; 2 of them have no label."));
    }
}
