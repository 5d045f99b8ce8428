//! The colours and what each means. A colour means one thing: a side's is nobody else's, what the model estimates has its
//! own, what is documented is black. No two that stand together are told apart by hue alone: see the tests below.

use plotters::style::RGBColor;

pub const PAPER: RGBColor = RGBColor(255, 255, 255);
pub const INK: RGBColor = RGBColor(32, 32, 36);
pub const GREY: RGBColor = RGBColor(96, 96, 102);
pub const MIDDLE: RGBColor = RGBColor(142, 142, 148);
pub const RULE: RGBColor = RGBColor(188, 188, 192);
pub const GRID: RGBColor = RGBColor(229, 229, 232);
/// The ground of what cannot be told, or lies within what both can accept.
pub const SHADE: RGBColor = RGBColor(241, 241, 243);

/// One colour a side, in order: the blue and the vermillion of Okabe and Ito, the latter darker, so that words in it can
/// be read.
pub const SIDES: [RGBColor; 2] = [RGBColor(0, 114, 178), RGBColor(192, 80, 0)];

/// What the model estimates, of no side and no channel; of differences: higher.
pub const MODEL: RGBColor = RGBColor(84, 56, 140);
/// What is lost or refused; of differences: lower.
pub const LESS: RGBColor = RGBColor(171, 116, 13);

/// Channels: the hues of Okabe and Ito that are no side's, then the same darker.
const CHANNELS: [RGBColor; 4] =
    [RGBColor(0, 158, 115), RGBColor(230, 159, 0), RGBColor(204, 121, 167), RGBColor(86, 180, 233)];

/// The colour of a channel, by its place in the scenario, the same in every figure; after every fourth they come back
/// darker, then lighter, then darker still.
pub fn channel_colour(place: usize) -> RGBColor {
    let hue = CHANNELS[place % CHANNELS.len()];
    match place / CHANNELS.len() % 4 {
        0 => hue,
        1 => mix(RGBColor(0, 0, 0), hue, 0.6),
        2 => tint(hue, 0.55),
        _ => mix(RGBColor(0, 0, 0), hue, 0.32),
    }
}

/// States of a channel from the most to the least usable, dark to light in even steps.
pub const STATES: [(&str, RGBColor); 7] = [
    ("Active", RGBColor(29, 56, 122)),
    ("Forming", RGBColor(35, 111, 165)),
    ("Stalled", RGBColor(60, 159, 184)),
    ("Suspended", RGBColor(124, 198, 184)),
    ("Dormant", RGBColor(190, 226, 188)),
    ("Latent", RGBColor(238, 244, 205)),
    ("Closed", PAPER),
];

/// Who is publicly credited with an exchange: a host of the talks, a mediator, a guarantor.
pub const CREDIT: [RGBColor; 3] = [CHANNELS[1], MODEL, CHANNELS[0]];

const LIGHTEST: RGBColor = RGBColor(248, 246, 252);
const DARKEST: RGBColor = RGBColor(38, 20, 74);

/// A colour for 0 to 1 whose lightness falls in even steps, from nearly white over the model's colour to nearly black.
pub fn shade(share: f64) -> RGBColor {
    // Where the model's own colour lies on the way from light to dark.
    const AT: f64 = 0.777;
    let share = share.clamp(0.0, 1.0);
    if share < AT { mix(LIGHTEST, MODEL, share / AT) } else { mix(MODEL, DARKEST, (share - AT) / (1.0 - AT)) }
}

/// A colour for −1 to 1: lower, white, higher.
pub fn diverging(share: f64) -> RGBColor {
    tint(if share < 0.0 { LESS } else { MODEL }, share.abs().min(1.0))
}

fn mix(a: RGBColor, b: RGBColor, share: f64) -> RGBColor {
    let between = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    RGBColor(between(a.0, b.0), between(a.1, b.1), between(a.2, b.2))
}

/// A colour thinned with white: `share` of the colour, 0 to 1.
pub fn tint(colour: RGBColor, share: f64) -> RGBColor {
    mix(PAPER, colour, share)
}

/// The share of light that a colour gives back, 0 to 1, as WCAG 2 defines it.
fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
    let [r, g, b] = [r, g, b].map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The light of one channel of an sRGB colour.
fn linear(c: u8) -> f64 {
    let c = f64::from(c) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

/// How well `ink` stands out from `ground`, 1 to 21, as WCAG 2 defines it.
pub fn contrast(ink: RGBColor, ground: RGBColor) -> f64 {
    let (a, b) = (luminance(ink), luminance(ground));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The ink that is read best on `ground`: white or black, since nothing softer stands out enough from every ground.
pub fn ink_on(ground: RGBColor) -> RGBColor {
    const BLACK: RGBColor = RGBColor(0, 0, 0);
    if contrast(PAPER, ground) > contrast(BLACK, ground) { PAPER } else { BLACK }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A colour as light from its three channels.
    fn light(RGBColor(r, g, b): RGBColor) -> [f64; 3] {
        [r, g, b].map(linear)
    }

    /// How people see it who lack one kind of cone, in full: Machado, Oliveira and Fernandes (2009), "A Physiologically-based
    /// Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), severity 1.0.
    const PROTAN: [[f64; 3]; 3] =
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]];
    const DEUTAN: [[f64; 3]; 3] =
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
    const TRITAN: [[f64; 3]; 3] =
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]];
    const ALL: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

    fn seen(eye: &[[f64; 3]; 3], colour: RGBColor) -> [f64; 3] {
        let c = light(colour);
        let row = |row: &[f64; 3]| row.iter().zip(c).map(|(m, c)| m * c).sum::<f64>().clamp(0.0, 1.0);
        [row(&eye[0]), row(&eye[1]), row(&eye[2])]
    }

    /// CIE 1976 L*a*b* of linear sRGB light, white point D65.
    fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.950_47);
        let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn apart(eye: &[[f64; 3]; 3], a: RGBColor, b: RGBColor) -> f64 {
        let (a, b) = (lab(seen(eye, a)), lab(seen(eye, b)));
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    fn lightness(colour: RGBColor) -> f64 {
        lab(light(colour))[0]
    }

    /// A difference of 2.3 is just seen between large fields; eight times that is seen at a glance between small marks.
    #[test]
    fn colours_that_stand_together_are_told_apart_by_every_eye() {
        let together: [&[RGBColor]; 5] =
            [&SIDES, &[MODEL, LESS, INK], &[MODEL, LESS, MIDDLE], &CREDIT, &[SIDES[0], SIDES[1], INK]];
        for (colours, eye) in together.iter().flat_map(|c| [ALL, PROTAN, DEUTAN, TRITAN].map(|eye| (c, eye))) {
            for (i, a) in colours.iter().enumerate() {
                for b in &colours[i + 1..] {
                    assert!(apart(&eye, *a, *b) > 18.4, "{a:?} and {b:?}: {}", apart(&eye, *a, *b));
                }
            }
        }
        let channels: Vec<RGBColor> = (0..12).map(channel_colour).collect();
        for (i, a) in channels.iter().enumerate() {
            assert!(channels[i + 1..].iter().chain(&SIDES).all(|b| apart(&ALL, *a, *b) > 10.0), "{a:?}");
        }
    }

    /// What no shape or word tells apart must differ in lightness: steps of states, both ends of a difference from its middle.
    #[test]
    fn a_grey_copy_is_legible() {
        let states: Vec<f64> = STATES.iter().map(|(_, colour)| lightness(*colour)).collect();
        assert!(states.windows(2).all(|pair| pair[1] - pair[0] > 4.0), "{states:?}");
        for ink in [MODEL, LESS, SIDES[0], SIDES[1], GREY] {
            assert!(contrast(ink, PAPER) >= 3.0, "{ink:?}: {}", contrast(ink, PAPER));
        }
        assert!(contrast(GREY, PAPER) >= 4.5 && contrast(GREY, SHADE) >= 4.5);
        assert!((lightness(MODEL) - lightness(LESS)).abs() > 15.0, "higher and lower");
    }

    #[test]
    fn lightness_falls_evenly_along_the_scale() {
        let steps: Vec<f64> = (0..=10).map(|k| lightness(shade(f64::from(k) / 10.0))).collect();
        let mean = (steps[0] - steps[10]) / 10.0;
        assert!(mean > 7.0, "from near white to near black: {steps:?}");
        for pair in steps.windows(2) {
            assert!((pair[0] - pair[1] - mean).abs() < 0.15 * mean, "{steps:?}");
        }
    }

    #[test]
    fn words_on_a_colour_can_be_read() {
        let grounds = (0..=100).map(|k| shade(f64::from(k) / 100.0));
        let grounds = grounds.chain((-50..=50).map(|k| diverging(f64::from(k) / 50.0))).chain(STATES.map(|s| s.1));
        for ground in grounds {
            assert!(contrast(ink_on(ground), ground) >= 4.5, "{ground:?}: {}", contrast(ink_on(ground), ground));
        }
    }
}
