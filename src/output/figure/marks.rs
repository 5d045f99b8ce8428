//! Marks: scripted events over the lanes, each with a label on a row of its own.

use super::axes::Scale;
use super::canvas::{Align, Canvas, Frame};
use super::lanes::{LanesData, Mark};
use super::page::RIGHT;
use super::style::{GREY, GRID, RULE, SMALL};

/// Rows of labels; more where there are more lanes than that.
const MOST_ROWS: usize = 7;

/// A scripted event with the row of its label, counted up from the lanes; none if there is no room.
pub(super) struct Placed {
    x: f64,
    label: String,
    pub row: Option<usize>,
}

/// From right to left, each label goes one row above all those that begin under it: so no stem crosses a label.
pub(super) fn placed_marks(data: &LanesData, days: &Scale) -> Vec<Placed> {
    let most = MOST_ROWS.max(data.lanes.len());
    let mut sorted: Vec<&Mark> = data.marks.iter().filter(|mark| data.has(mark.day)).collect();
    sorted.sort_by(|a, b| b.day.total_cmp(&a.day));
    let mut placed: Vec<Placed> = Vec::new();
    for mark in sorted {
        let x = days.at(mark.day);
        let label = SMALL.fit(&mark.label, (RIGHT - x - 6.0).min(210.0));
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
