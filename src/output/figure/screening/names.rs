//! Where the names of the strongest inputs stand.

use super::super::canvas::{Align, At, Canvas, Frame, text_frame};
use super::super::rows::shortened;
use super::super::style::{GREY, INK, MIDDLE, SMALL, Type};
use super::{DOT, Dot, Row};

/// A name takes no more than this.
const WIDEST: f64 = 210.0;

/// The face and the words of a name.
pub(super) fn name(row: &Row) -> (Type, String) {
    let face = SMALL.ink(if row.seen { INK } else { GREY });
    let words = match row.words.trim() {
        "" => shortened(face, &row.input, WIDEST),
        words => face.fit(words, WIDEST),
    };
    (face, words)
}

/// Names the strongest, strongest first: each as near to its mark as marks and other texts leave room, and
/// over `lines` and intervals only if there is no other way.
pub(super) fn name_strongest(
    canvas: &mut Canvas,
    frame: Frame,
    (dots, strongest): (&[Dot], &[&Dot]),
    lines: Vec<[At; 2]>,
    mut taken: Vec<Frame>,
) {
    let intervals = strongest.iter().map(|dot| dot.interval());
    let mut busy: Vec<At> = lines.into_iter().chain(intervals).flat_map(filled_in).collect();
    for dot in strongest {
        let (face, words) = name(dot.row);
        let free = |room: &Frame, over_lines: bool| {
            let inside = frame.holds((room.left, room.top)) && frame.holds((room.right, room.bottom));
            let marks = dots.iter().any(|other| room.distance(other.at) < DOT + 1.0);
            let lines = !over_lines && busy.iter().any(|place| room.holds(*place));
            let crosses = |other: &Frame| leader(dot, *room).is_some_and(|l| filled_in(l).any(|at| other.holds(at)));
            inside && !marks && !lines && !taken.iter().any(|other| other.overlaps(*room) || crosses(other))
        };
        let place = |over_lines: bool| {
            let mut places = places(dot).map(|(at, align)| (at, align, text_frame(at, align, face, &words)));
            places.find(|place| free(&place.2, over_lines))
        };
        let Some((at, align, room)) = place(false).or_else(|| place(true)) else { continue };
        if let Some(leader) = leader(dot, room) {
            canvas.line(&leader, MIDDLE, 0.6);
            busy.extend(filled_in(leader));
        }
        canvas.text_over(at, align, face, &words);
        taken.push(room.grown(2.0));
    }
}

/// Where a name may stand: beyond the ends of the interval, over and under the mark, then further and further away.
fn places(dot: &Dot) -> impl Iterator<Item = (At, Align)> {
    let ((x, y), [(left, _), (right, _)]) = (dot.at, dot.interval());
    (0..12).map(|ring| f64::from(ring) * 9.0).flat_map(move |off| {
        let (near, slant) = (DOT + 4.0 + off, DOT + 2.0 + 0.7 * off);
        [
            ((right.max(x + DOT) + 5.0 + off, y + 3.6), Align::Left),
            ((left.min(x - DOT) - 5.0 - off, y + 3.6), Align::Right),
            ((x, y - near), Align::Centre),
            ((x, y + near + 7.6), Align::Centre),
            ((x + slant, y - slant), Align::Left),
            ((x + slant, y + slant + 7.6), Align::Left),
            ((x - slant, y - slant), Align::Right),
            ((x - slant, y + slant + 7.6), Align::Right),
        ]
    })
}

/// A thin line from a mark to a name that stands away from it and from its interval.
fn leader(dot: &Dot, room: Frame) -> Option<[At; 2]> {
    let ((x, y), [(left, _), (right, _)]) = (dot.at, dot.interval());
    let end = (x.clamp(room.left, room.right), y.clamp(room.top, room.bottom));
    let (beside, far) = (end.0.clamp(left.min(x), right.max(x)), (end.0 - x).hypot(end.1 - y));
    let (edge, short) = ((DOT + 1.0) / far, 1.0 - 2.5 / far);
    let away = (end.0 - beside).hypot(end.1 - y) > DOT + 8.0;
    let on = |share: f64| (x + (end.0 - x) * share, y + (end.1 - y) * share);
    away.then(|| [on(edge), on(short)])
}

/// Places along a line, two points of the page apart.
fn filled_in([(x0, y0), (x1, y1)]: [At; 2]) -> impl Iterator<Item = At> {
    let n = ((x1 - x0).hypot(y1 - y0) / 2.0).ceil().max(1.0) as usize;
    (0..=n).map(move |i| i as f64 / n as f64).map(move |s| (x0 + s * (x1 - x0), y0 + s * (y1 - y0)))
}
