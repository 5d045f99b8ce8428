//! docs/gallery.md: every picture is what the command below it draws, and every kind of figure has one.
//!
//! `UPDATE_REFERENCE=1 cargo test --release --test gallery` draws all of them anew.

mod pages;
mod program;

use std::collections::BTreeSet;

use backchannel::output::figure::raster::raster;
use pages::{
    CURE, at,
    parts::{Kind, Part, parts},
    pictures::{self, apart, drawn},
    read,
    shell::{Shell, lines},
};
use program::names;
use resvg::tiny_skia::Pixmap;

const PAGE: &str = "docs/gallery.md";

/// The pictures of the page, each with its command, which stands in the next block.
fn pictures_and_commands(page: &str) -> Vec<(String, String)> {
    let all: Vec<Part> = parts(page);
    let pair = |two: &[Part]| match two {
        [picture, command] if picture.kind == Kind::Picture => {
            assert!(command.is("sh"), "below {} stands no command", picture.text);
            Some((format!("docs/{}", picture.text), command.text.clone()))
        }
        _ => None,
    };
    all.windows(2).filter_map(pair).collect()
}

#[test]
fn every_picture_is_what_its_command_draws() {
    // The same command is answered at once when it is asked again.
    let (mut shell, mut wrong) = (Shell::new(), Vec::new());
    let all = pictures_and_commands(&read(PAGE));
    assert!(all.len() > 15, "{} pictures", all.len());
    for (name, command) in &all {
        let command = lines(command);
        assert_eq!(command.len(), 1, "{name}: one command");
        shell.run(&command[0]);
        wrong.extend(pictures::held(name, &drawn(&shell.figure(pictures::figure(name)))));
    }
    assert!(wrong.is_empty(), "{CURE}\n{}", wrong.join("\n"));
    let on_page: BTreeSet<String> = all.into_iter().map(|(name, _)| name).collect();
    let on_file: BTreeSet<String> =
        names(&at("docs/images")).iter().map(|name| format!("docs/images/{name}")).collect();
    assert_eq!(on_page, on_file, "pictures on the page, and on file");
}

/// A figure that is added to the program is added to the page.
#[test]
fn every_kind_of_figure_has_a_picture() {
    let page = read(PAGE);
    let of_a_record = ["calendar", "cumulative", "ratios", "remains"];
    // What figures are drawn with, and no figures themselves.
    let tools =
        "axes canvas check font grid hatch interval legible marks mod page parsed picture raster rows shapes style";
    for name in names(&at("src/output/figure")) {
        let name = name.trim_end_matches(".rs");
        if tools.split(' ').any(|tool| tool == name) {
            continue;
        }
        let stem = if of_a_record.contains(&name) { format!("record-{name}") } else { name.to_string() };
        let shown = [".png)", "-"].iter().any(|end| page.contains(&format!("/{stem}{end}")));
        assert!(shown, "{PAGE} has no {stem}");
    }
}

fn svg() -> String {
    let mut shell = Shell::new();
    shell.run(&["backchannel", "run", "tutorial", "-n", "100"].map(String::from));
    shell.figure("funnel")
}

/// A picture so many pixels wide, with words moved to the right by pixels: all of its words, or those that begin like this.
fn moved(svg: &str, width: f64, pixels: f64, whose: Option<&str>) -> Pixmap {
    let units = svg.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a view box");
    let by = pixels * units.parse::<f64>().expect("a width") / width;
    let shift = |text: &str| {
        let (before, rest) = text.split_once("x=\"").expect("text stands somewhere");
        let (x, rest) = rest.split_once('"').expect("a number in quotation marks");
        format!("<text{before}x=\"{}\"{rest}", x.parse::<f64>().expect("a number") + by)
    };
    let text = |part: &str| {
        let words = part.split_once('>').map_or("", |(_, words)| words.trim_start());
        if whose.is_none_or(|whose| words.starts_with(whose)) { shift(part) } else { format!("<text{part}") }
    };
    let mut parts = svg.split("<text");
    let first = parts.next().unwrap_or_default().to_string();
    raster(&parts.fold(first, |svg, part| svg + &text(part)), width)
}

/// What the bounds of a comparison let pass, and what not, in pictures of a page and of a sheet.
#[test]
fn rounding_is_absorbed_and_a_moved_label_is_not() {
    let svg = svg();
    for width in [pictures::WIDTH, 640.0] {
        let now = raster(&svg, width);
        let (seen, mean) = apart(&now, &moved(&svg, width, 1.0 / 32.0, None));
        assert!(seen < pictures::SEEN / 2 && mean < pictures::MEAN, "all words, by a hair: {seen} pixels, {mean}");
        let (seen, mean) = apart(&now, &moved(&svg, width, 1.0, Some("answered")));
        assert!(seen > 2 * pictures::SEEN, "one word, by a pixel: {seen} pixels, {mean}");
        eprintln!("{width}: {seen} {mean} {:?}", apart(&now, &moved(&svg, width, 1.0 / 32.0, None)));
    }
}
