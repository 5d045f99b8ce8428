//! Whether the words of a figure can be read: large enough, dark enough on what lies beneath, and not struck through.

use super::Figure;
use super::canvas::Frame;
use super::parsed::picture::{Picture, Words};
use super::style::{GREY, PAPER, SMALL, TINY, contrast};
use plotters::style::RGBColor;

/// Words large and dark enough and clear of lines.
pub fn legible(figure: &Figure, boxes: &[Frame]) {
    let (faint, struck) = (faint(figure, boxes), struck_through(figure, boxes));
    assert!(faint.is_empty() && struck.is_empty(), "{faint:#?} {struck:#?}");
    let small = small(figure);
    assert!(small.is_empty(), "{small:#?}");
}

/// The words that are seen: not those that stand again on top of themselves, as an edge of paper under ink.
fn seen(picture: &Picture) -> Vec<(usize, &Words)> {
    let again =
        |i: usize, words: &Words| picture.words[i + 1..].iter().any(|w| w.at == words.at && w.text == words.text);
    picture.words.iter().enumerate().filter(|(i, words)| !again(*i, words)).collect()
}

/// Words whose contrast with the ground under their middle is below 4.5 to 1, or 3 to 1 if they are large.
fn faint(figure: &Figure, boxes: &[Frame]) -> Vec<String> {
    let picture = Picture::read(&figure.svg);
    assert_eq!(picture.words.len(), boxes.len(), "a box for every line of text");
    let mut faint = Vec::new();
    for (i, words) in seen(&picture) {
        let middle = ((boxes[i].left + boxes[i].right) / 2.0, (boxes[i].top + boxes[i].bottom) / 2.0);
        let ground = words.halo.unwrap_or_else(|| picture.ground(middle, words.after));
        let large = words.size >= 18.0 || (words.strong && words.size >= 14.0);
        let found = contrast(words.ink, ground);
        if found < if large { 3.0 } else { 4.5 } {
            faint.push(format!(
                "{}: {:?} in {:?} on {ground:?} has {found:.2} to 1",
                figure.name, words.text, words.ink
            ));
        }
    }
    faint
}

/// Words with a dark line through the box of their ink, unless a sheet of paper or an edge lies between.
fn struck_through(figure: &Figure, boxes: &[Frame]) -> Vec<String> {
    let picture = Picture::read(&figure.svg);
    let mut struck = Vec::new();
    for (i, words) in seen(&picture) {
        let room = boxes[i].grown(-0.6);
        let middle = ((room.left + room.right) / 2.0, (room.top + room.bottom) / 2.0);
        // As dark as grey, or nearly.
        let dark = |line: &&(RGBColor, usize)| contrast(line.0, PAPER) >= 0.4 * contrast(GREY, PAPER);
        let open =
            |line: &&(RGBColor, usize)| words.halo.is_none() && !picture.covered(middle, PAPER, line.1, words.after);
        if let Some((ink, _)) = picture.lines_through(room).iter().filter(dark).find(open) {
            struck.push(format!("{}: {:?} is struck through in {ink:?}", figure.name, words.text));
        }
    }
    struck
}

/// Words smaller than the small print, and than what stands in marks.
fn small(figure: &Figure) -> Vec<String> {
    let picture = Picture::read(&figure.svg);
    let least = if ["lanes", "record-calendar"].contains(&&*figure.name) { TINY.size } else { SMALL.size };
    let small = picture.words.iter().filter(|words| words.size < least - 1e-6);
    small.map(|words| format!("{}: {:?} in {} points", figure.name, words.text, words.size)).collect()
}

#[test]
fn black_on_white_has_the_most_contrast() {
    assert!((contrast(RGBColor(0, 0, 0), PAPER) - 21.0).abs() < 1e-9);
    assert_eq!(contrast(GREY, GREY), 1.0);
}

/// A picture of one line of text in `ink`, with something under it or over it.
fn picture(ink: &str, under: &str, over: &str) -> (Figure, Vec<Frame>) {
    let text = format!("<text x=\"100\" y=\"200\" font-size=\"120\" fill=\"{ink}\">words</text>");
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"40\" viewBox=\"0 0 800 400\">";
    let svg = format!("{head}{under}{text}{over}</svg>");
    let (title, alt, data) = (String::new(), String::new(), String::new());
    (
        Figure { name: "line".into(), question: "", title, alt, svg, data },
        vec![Frame { left: 10.0, top: 11.0, right: 45.0, bottom: 22.0 }],
    )
}

#[test]
fn faint_words_are_found_on_whatever_they_stand() {
    let ground = "<rect x=\"50\" y=\"50\" width=\"600\" height=\"300\" fill=\"#202024\"/>";
    let thin = ground.replace("/>", " opacity=\"0.1\"/>");
    for (ink, under, found) in
        [("#202024", "", 0), ("#D55E00", "", 1), ("#202024", ground, 1), ("#FFFFFF", ground, 0), ("#202024", &thin, 0)]
    {
        let (figure, boxes) = picture(ink, under, "");
        assert_eq!(faint(&figure, &boxes).len(), found, "{ink} on {under:?}");
    }
}

#[test]
fn a_line_through_words_is_found_unless_paper_lies_between() {
    let line = "<polyline fill=\"none\" stroke=\"#202024\" stroke-width=\"8\" points=\"0,0 700,400\"/>";
    let paper = "<rect x=\"90\" y=\"100\" width=\"400\" height=\"130\" fill=\"#FFFFFF\"/>";
    let (above, between) = (line.replace("700,400", "700,30"), [line, paper].concat());
    for (under, over, found) in [("", line, 1), (line, "", 1), (&*between, "", 0), (&*above, "", 0), (paper, line, 1)] {
        let (figure, boxes) = picture("#202024", under, over);
        assert_eq!(struck_through(&figure, &boxes).len(), found, "{under} {over}");
    }
}
