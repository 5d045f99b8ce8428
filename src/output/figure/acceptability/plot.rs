//! How agreements are drawn: a cloud of deals, the limits of both sides, and a strip of shares approved.

use super::super::axes::{Scale, Tick, bottom_axis, left_axis, log_ticks, ticks};
use super::super::canvas::{Align, At, Canvas, Frame, text_frame};
use super::super::page::{LEFT, RIGHT, nothing};
use super::super::style::{
    DASHES, GREY, GRID, INK, LABEL, LESS, MIDDLE, MODEL, PAPER, RULE, SHADE, SIDES, SMALL, Type, number, percent, tint,
};
use super::{AcceptabilityData, Deal, FATES, Fate, drawable, limits, reach, seen};
use plotters::style::Color;

const PLOT_HEIGHT: f64 = 340.0;
const AXIS_ROOM: f64 = 46.0;
const STRIP: f64 = 150.0;
const GAP: f64 = 34.0;

pub fn plot(canvas: &mut Canvas, top: f64, data: &AcceptabilityData) -> f64 {
    let key = key(canvas, top + 8.0, data);
    let top = key + 18.0;
    let frame = Frame { left: LEFT + AXIS_ROOM, top, right: RIGHT - STRIP - GAP, bottom: top + PLOT_HEIGHT };
    let deals: Vec<&Deal> = drawable(data).collect();
    let reach = reach(data);
    let ratio = Scale::new(-reach, reach, (frame.bottom, frame.top));
    band(canvas, frame, data, &ratio);
    left_axis(canvas, frame, &ratio, &ratio_ticks(reach), true);
    let zero = ratio.at(0.0);
    canvas.line(&[(frame.left, zero), (frame.right, zero)], MIDDLE, 0.9);
    let sizes = || deals.iter().map(|d| d.size);
    let (low, high) = (sizes().fold(f64::INFINITY, f64::min), sizes().fold(1.0, f64::max));
    let (low, high) = (if low.is_finite() { low / 1.1 } else { 10.0 }, high * 1.1);
    let size = Scale::new(low.log10(), high.log10().max(low.log10() + 0.2), (frame.left, frame.right));
    let place = |deal: &Deal| (size.at(deal.size.log10()), ratio.at(deal.ratio));
    if deals.is_empty() {
        nothing(canvas, Frame { bottom: zero, ..frame }, "no deal reached agreement");
    }
    // The many below, the few on top.
    for fate in [Fate::Other, Fate::Executed, Fate::Refused, Fate::Reneged] {
        for deal in deals.iter().filter(|deal| deal.fate == fate) {
            mark(canvas, fate, place(deal));
        }
    }
    edges(canvas, frame, data, &ratio, &deals.iter().map(|d| place(d)).collect::<Vec<_>>());
    let ticks = log_ticks(10f64.powf(size.low()), 10f64.powf(size.high()), 9);
    let low = bottom_axis(canvas, frame, &size, &ticks, "size asked for, weighted units (log scale)");
    strip(canvas, Frame { left: frame.right + GAP, right: RIGHT, ..frame }, data, &ratio);
    low
}

/// The marks with their names and numbers; hands back where it ends.
fn key(canvas: &mut Canvas, y: f64, data: &AcceptabilityData) -> f64 {
    let mut x = LEFT + AXIS_ROOM;
    for (fate, name) in FATES {
        let n = drawable(data).filter(|deal| deal.fate == fate).count();
        let words = format!("{name} ({})", number(n as f64, 0));
        mark(canvas, fate, (x + 4.0, y + 5.0));
        canvas.text((x + 14.0, y + 9.0), Align::Left, LABEL, &words);
        x += 14.0 + LABEL.width(&words) + 20.0;
    }
    y + 10.0
}

fn mark(canvas: &mut Canvas, fate: Fate, at: At) {
    match fate {
        Fate::Executed => canvas.dot(at, 3.2, MODEL.mix(0.6)),
        Fate::Refused => {
            canvas.ring(at, 3.2, PAPER, 2.6);
            canvas.ring(at, 3.2, LESS, 1.3);
        }
        Fate::Reneged => {
            canvas.cross(at, 3.6, PAPER, 3.2);
            canvas.cross(at, 3.4, INK, 1.6);
        }
        Fate::Other => canvas.dot(at, 1.7, MIDDLE),
    }
}

/// Round values with their signs.
fn ratio_ticks(reach: f64) -> Vec<Tick> {
    let mut ticks = ticks(-reach, reach, 9, 0.1);
    for tick in ticks.iter_mut().filter(|tick| tick.value > 0.0) {
        tick.label.insert(0, '+');
    }
    ticks
}

fn band(canvas: &mut Canvas, frame: Frame, data: &AcceptabilityData, ratio: &Scale) {
    let [low, high] = limits(data).map(|r| ratio.at(r));
    if low > high {
        canvas.rect(Frame { top: high, bottom: low, ..frame }, SHADE);
    }
}

/// The edge of what each side can present as a win, named beside it, and which way is whose gain.
fn edges(canvas: &mut Canvas, frame: Frame, data: &AcceptabilityData, ratio: &Scale, marks: &[At]) {
    for (i, limit) in limits(data).into_iter().enumerate().filter(|(_, limit)| limit.is_finite()) {
        let y = ratio.at(limit);
        canvas.dashes(&[(frame.left, y), (frame.right, y)], SIDES[i], 1.3, DASHES[i]);
        let gives = number(data.tolerance[i].exp(), 2);
        let words = format!("limit of {}: gives at most {gives} for 1", data.sides[i]);
        let face = SMALL.strong().ink(SIDES[i]);
        let words = face.fit(&words, 0.56 * frame.width());
        let y = if i == 0 { y + 13.0 } else { y - 5.0 };
        let ends = [((frame.right - 5.0, y), Align::Right), ((frame.left + 5.0, y), Align::Left)];
        let hidden = |&(at, align): &(At, Align)| {
            let room = text_frame(at, align, face, &words).grown(4.0);
            marks.iter().filter(|mark| room.holds(**mark)).count()
        };
        // A corner names whose gain it is; a limit that close to it stays at the other end.
        let free = ends
            .into_iter()
            .filter(|(_, align)| *align == Align::Right || (y - frame.top).min(frame.bottom - y) > 34.0);
        if let Some((at, align)) = free.min_by_key(hidden) {
            plate(canvas, at, align, face, &words);
        }
    }
    for (i, y) in [(0, frame.top + 13.0), (1, frame.bottom - 6.0)] {
        let words = format!("{} receives more {}", data.sides[i], ["↑", "↓"][i]);
        let words = SMALL.fit(&words, frame.width() * 0.38);
        plate(canvas, (frame.left + 6.0, y), Align::Left, SMALL.ink(GREY), &words);
    }
}

/// Text on a thin plate of paper, so that marks under it do not spoil it.
fn plate(canvas: &mut Canvas, at: At, align: Align, face: Type, words: &str) {
    let room = text_frame(at, align, face, words);
    canvas.rect(Frame { left: room.left - 2.0, right: room.right + 2.0, ..room }, PAPER.mix(0.85));
    canvas.text(at, align, face, words);
}

/// The share approved by ratio, on the axis of r that the cloud has.
fn strip(canvas: &mut Canvas, frame: Frame, data: &AcceptabilityData, ratio: &Scale) {
    let share = Scale::new(0.0, 1.0, (frame.left, frame.right));
    for tick in [0.0, 0.5, 1.0] {
        let x = share.at(tick);
        canvas.line(&[(x, frame.top), (x, frame.bottom)], if tick == 0.0 { RULE } else { GRID }, 0.7);
        canvas.text((x.min(RIGHT - 12.0), frame.bottom + 16.0), Align::Centre, LABEL, &percent(tick));
    }
    canvas.text((frame.right, frame.bottom + 30.0), Align::Right, LABEL, "approved by both capitals");
    for bin in seen(data) {
        let (y, half) = (ratio.at((bin.low + bin.high) / 2.0), (ratio.at(bin.low) - ratio.at(bin.high)) / 2.0);
        let end = share.at(bin.approved.value);
        canvas.rect(
            Frame { left: frame.left, top: y - 0.72 * half, right: end, bottom: y + 0.72 * half },
            tint(MODEL, 0.45),
        );
        let (low, high) = (share.at(bin.approved.low), share.at(bin.approved.high));
        canvas.line(&[(low, y), (high, y)], INK, 1.1);
        for x in [low, high] {
            canvas.line(&[(x, y - 2.5), (x, y + 2.5)], INK, 1.1);
        }
        if half >= 7.0 && low > frame.left + 32.0 {
            canvas.text((frame.left + 5.0, y + 3.7), Align::Left, SMALL.ink(INK), &percent(bin.approved.value));
        }
    }
}
