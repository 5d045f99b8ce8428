//! What is drawn against what is told, within the rounding of the canvas and no more.

use super::super::canvas::At;
use super::axis::Axis;
use super::picture::apart;

/// A number read off the picture, and how far it may be from the number that was drawn.
#[derive(Clone, Copy, Debug)]
pub struct Read {
    pub value: f64,
    pub give: f64,
}

impl Read {
    pub fn is(self, told: f64) -> bool {
        (self.value - told).abs() <= self.give
    }
}

/// A number in words, such as "1,234.5" or "+12%": it may be off by half of its last digit. What is said to be less or more than a
/// number is within its last digit of it.
pub fn printed(text: &str) -> Option<Read> {
    for (sign, way) in [('<', -0.5), ('>', 0.5)] {
        if let Some(bound) = text.strip_prefix(sign) {
            let Read { value, give } = printed(bound)?;
            return Some(Read { value: value + 2.0 * way * give, give });
        }
    }
    let value = super::axis::number(text)?;
    let decimals = text.trim_end_matches('%').split_once('.').map_or(0, |(_, part)| part.len() as i32);
    let unit = if text.ends_with('%') { 0.01 } else { 1.0 };
    Some(Read { value, give: (0.5 + 1e-6) * unit * 10f64.powi(-decimals) })
}

/// Words as told, or as many of their first letters as had room; what is broken into lines may be broken inside a word.
pub fn says(drawn: &str, told: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    match drawn.strip_suffix('…') {
        Some(first) => letters(told).starts_with(&letters(first)),
        None => letters(drawn) == letters(told),
    }
}

/// Every mark has its row, and every row its mark.
pub fn same<const N: usize>(what: &str, drawn: &[[Read; N]], told: &[[f64; N]]) -> Result<(), String> {
    if drawn.len() != told.len() {
        return Err(format!("{what}: {} marks for {} rows", drawn.len(), told.len()));
    }
    let far = |read: &[Read; N], told: &[f64; N]| -> f64 {
        let part = |off: f64, give: f64| if off == 0.0 { 0.0 } else { off / give };
        let parts = read.iter().zip(told).map(|(read, told)| part((read.value - told).abs(), read.give));
        // What is no number is nowhere near.
        parts.fold(0.0, |far: f64, part| if part.is_nan() { f64::INFINITY } else { far.max(part) })
    };
    let mut pairs = Pairs { near: Vec::new(), row_of: vec![None; drawn.len()] };
    for row in told {
        let mut near: Vec<(f64, usize)> = drawn.iter().map(|read| far(read, row)).zip(0..).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        pairs.near.push(near.iter().take_while(|mark| mark.0 <= 1.0).map(|mark| mark.1).collect());
        if !pairs.find(pairs.near.len() - 1, &mut vec![false; drawn.len()]) {
            return Err(format!("{what}: {row:?} is not drawn; the nearest mark says {:?}", drawn[near[0].1]));
        }
    }
    Ok(())
}

/// Rows and marks that may belong together: where several marks lie within the rounding of a row, no choice of one may leave
/// another row without any.
struct Pairs {
    /// The marks near each row, nearest first.
    near: Vec<Vec<usize>>,
    row_of: Vec<Option<usize>>,
}

impl Pairs {
    /// Finds a mark for a row, moving others to another of theirs if need be.
    fn find(&mut self, row: usize, tried: &mut [bool]) -> bool {
        for mark in self.near[row].clone() {
            if std::mem::replace(&mut tried[mark], true) {
                continue;
            }
            if self.row_of[mark].is_none_or(|other| self.find(other, tried)) {
                self.row_of[mark] = Some(row);
                return true;
            }
        }
        false
    }
}

/// The same for marks and rows that come in one order.
pub fn in_order<const N: usize>(what: &str, drawn: &[[Read; N]], told: &[[f64; N]]) -> Result<(), String> {
    if drawn.len() != told.len() {
        return Err(format!("{what}: {} marks for {} rows", drawn.len(), told.len()));
    }
    match drawn.iter().zip(told).find(|(read, told)| !read.iter().zip(*told).all(|(read, told)| read.is(*told))) {
        Some((read, told)) => Err(format!("{what}: drawn as {read:?}, told as {told:?}")),
        None => Ok(()),
    }
}

/// Two axes of a plot.
pub struct Plane<'a> {
    pub x: &'a Axis,
    pub y: &'a Axis,
}

impl Plane<'_> {
    pub fn read(&self, at: At) -> [Read; 2] {
        [self.x.read(at.0), self.y.read(at.1)]
    }

    pub fn place(&self, x: f64, y: f64) -> At {
        (self.x.place(x), self.y.place(y))
    }

    /// The slack of both axes together along a path.
    fn slack(&self, path: &[At]) -> f64 {
        path.iter().map(|at| self.x.slack(at.0).hypot(self.y.slack(at.1))).fold(0.0, f64::max)
    }

    /// A path goes where the rows say: each corner of either lies on the other.
    pub fn same_path(&self, what: &str, drawn: &[At], told: &[At]) -> Result<(), String> {
        self.on_path(what, drawn, told)?;
        self.on_path(&format!("{what}, as told"), told, drawn)
    }

    /// Each corner of `path` lies on `other`.
    pub fn on_path(&self, what: &str, path: &[At], other: &[At]) -> Result<(), String> {
        self.near_path(what, path, other, 0.0)
    }

    /// Each corner of `path` is no more than `gap` points from `other`.
    pub fn near_path(&self, what: &str, path: &[At], other: &[At], gap: f64) -> Result<(), String> {
        let slack = self.slack(path) + gap;
        match path.iter().map(|at| (off(*at, other), at)).max_by(|a, b| a.0.total_cmp(&b.0)) {
            None => Err(format!("{what}: nothing there")),
            Some((far, at)) if far.is_nan() || far > slack => {
                Err(format!("{what}: {far:.3} points off at {:?}", self.read(*at)))
            }
            Some(_) => Ok(()),
        }
    }
}

/// How far a place is from a path.
fn off(at: At, path: &[At]) -> f64 {
    let from = |pair: &[At]| {
        let (a, b) = (pair[0], pair[1]);
        let length = (b.0 - a.0).powi(2) + (b.1 - a.1).powi(2);
        let share = if length > 0.0 { ((at.0 - a.0) * (b.0 - a.0) + (at.1 - a.1) * (b.1 - a.1)) / length } else { 0.0 };
        let share = share.clamp(0.0, 1.0);
        apart(at, (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1)))
    };
    path.windows(2).map(from).fold(f64::INFINITY, f64::min)
}

/// The staircase through `(x, height)`: each height holds until the next, the last until `end`.
pub fn staircase(points: &[(f64, f64)], end: f64) -> Vec<(f64, f64)> {
    let mut path: Vec<(f64, f64)> = Vec::new();
    for &(x, height) in points {
        path.extend(path.last().map(|last| (x, last.1)));
        path.push((x, height));
    }
    path.extend(path.last().map(|last| (end, last.1)));
    path
}

/// The comparison must hold.
pub fn holds(outcome: Result<(), String>) {
    outcome.unwrap_or_else(|why| panic!("{why}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One unit a point, read from labels at both ends of a hundred.
    fn axis() -> Axis {
        Axis::through(vec![(100.0, 0.0), (150.0, 50.0), (200.0, 100.0)], false).expect("labels on a line")
    }

    #[test]
    fn labels_off_their_line_make_no_axis() {
        assert!(Axis::through(vec![(100.0, 0.0), (150.1, 50.0), (200.0, 100.0)], false).is_ok(), "rounded");
        assert!(Axis::through(vec![(100.0, 0.0), (150.2, 50.0), (200.0, 100.0)], false).is_err());
        assert!(Axis::through(vec![(100.0, 1.0), (150.0, 50.5), (200.0, 100.0)], true).is_err(), "no log axis");
        assert!(Axis::through(vec![(100.0, 1.0), (150.0, 10.0), (200.0, 100.0)], true).is_ok());
        assert!(Axis::through(vec![(100.0, 0.0)], false).is_err());
    }

    #[test]
    fn a_mark_off_by_more_than_its_rounding_is_noticed() {
        let drawn = |x: f64| [[axis().read(x)]];
        assert!(same("in place", &drawn(130.1), &[[30.0]]).is_ok());
        for told in [29.8, 30.4, f64::NAN] {
            assert!(
                same("off", &drawn(130.1), &[[told]]).is_err() && in_order("off", &drawn(130.1), &[[told]]).is_err()
            );
        }
        assert!(same("one too many", &drawn(130.1), &[]).is_err());
        assert!(in_order("out of order", &[drawn(130.0)[0], drawn(140.0)[0]], &[[40.0], [30.0]]).is_err());
        assert!(same("out of order", &[drawn(130.0)[0], drawn(140.0)[0]], &[[40.0], [30.0]]).is_ok());
    }

    #[test]
    fn a_path_with_a_corner_too_many_or_too_few_is_noticed() {
        let axis = axis();
        let plane = Plane { x: &axis, y: &axis };
        let stairs = staircase(&[(100.0, 180.0), (120.0, 160.0), (150.0, 130.0)], 200.0);
        assert!(plane.same_path("itself", &stairs, &stairs).is_ok());
        let without = [&stairs[..2], &stairs[4..]].concat();
        assert!(plane.same_path("a step left out", &without, &stairs).is_err());
        assert!(plane.same_path("a step put in", &stairs, &without).is_err());
        let mut moved = stairs.clone();
        moved[2].1 += 0.3;
        assert!(plane.same_path("a step moved", &moved, &stairs).is_err());
        assert!(plane.same_path("nothing", &[], &stairs).is_err());
    }

    #[test]
    fn numbers_in_words_are_good_to_half_of_their_last_digit() {
        let is = |text: &str, told: f64| printed(text).is_some_and(|read| read.is(told));
        assert!(is("1,234", 1234.4) && !is("1,234", 1234.6));
        assert!(is("−0.25", -0.2549) && !is("−0.25", -0.256));
        assert!(is("+12%", 0.1249) && !is("+12%", 0.126));
        assert!(is("<1%", 0.004) && !is("<1%", 0.011) && is(">99%", 0.996) && !is(">99%", 0.98));
        assert!(!is("–", 0.0));
    }
}
