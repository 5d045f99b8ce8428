//! Where the names of lines stand.

use super::super::canvas::{Align, At, Canvas, Frame, text_frame};
use super::super::style::{LABEL, Type};
use plotters::style::RGBColor;

const NAME: Type = Type { strong: true, ..LABEL };

/// Names each line beside itself: close to it, clear of all lines, and away from the others.
pub(super) fn name_lines(canvas: &mut Canvas, frame: Frame, lines: &[(&str, RGBColor, Vec<At>)], band: &[At]) {
    let dense: Vec<Vec<At>> = lines.iter().map(|line| filled_in(&line.2)).collect();
    let band = filled_in(band);
    let mut taken: Vec<Frame> = Vec::new();
    for (i, (name, ink, _)) in lines.iter().enumerate().filter(|(_, line)| line.2.first() != line.2.last()) {
        let face = NAME.ink(*ink);
        let name = face.fit(name, 0.5 * frame.width());
        let corner = ((frame.right - 4.0, frame.top + 14.0 + 15.0 * i as f64), Align::Right);
        let places = dense[i].iter().step_by(4).flat_map(|at| around(*at)).chain([corner]);
        let places = places.map(|(at, align)| (at, align, text_frame(at, align, face, &name)));
        let fits = |f: &Frame| {
            let inside =
                f.left >= frame.left && f.right <= frame.right && f.top >= frame.top && f.bottom <= frame.bottom;
            inside && !taken.iter().any(|other| other.overlaps(f.grown(8.0)))
        };
        let near = |f: &Frame, line: &[At]| line.iter().map(|p| f.distance(*p)).fold(f64::INFINITY, f64::min);
        let cost = |f: &Frame| {
            let on = |points: &[At]| points.iter().filter(|p| f.grown(3.0).holds(**p)).count() as f64;
            let lines: f64 = dense.iter().map(|line| on(line)).sum();
            let others = (0..dense.len()).filter(|j| *j != i).map(|j| near(f, &dense[j])).fold(60.0, f64::min);
            20.0 * lines + 10.0 * on(&band) + 4.0 * near(f, &dense[i]) - others
        };
        let costed = places.filter(|place| fits(&place.2)).map(|place| (cost(&place.2), place));
        if let Some((_, (at, align, room))) = costed.min_by(|a, b| a.0.total_cmp(&b.0)) {
            canvas.text_over(at, align, face, &name);
            taken.push(room);
        }
    }
}

/// Where a name may stand by a point of its line: close by, or clear of a band around it.
fn around((x, y): At) -> impl Iterator<Item = (At, Align)> {
    [0.0, 10.0, 20.0, 32.0].into_iter().flat_map(move |off| {
        let (above, below) = (y - 6.0 - off, y + 14.0 + off);
        [
            ((x + 6.0, above), Align::Left),
            ((x, above), Align::Centre),
            ((x - 6.0, below), Align::Right),
            ((x, below), Align::Centre),
        ]
    })
}

/// Points along a line no more than three points of the page apart.
fn filled_in(line: &[At]) -> Vec<At> {
    let mut filled = Vec::new();
    for pair in line.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let n = ((x1 - x0).hypot(y1 - y0) / 3.0).ceil().max(1.0) as usize;
        filled.extend((0..n).map(|i| i as f64 / n as f64).map(|s| (x0 + s * (x1 - x0), y0 + s * (y1 - y0))));
    }
    filled.extend(line.last());
    filled
}
