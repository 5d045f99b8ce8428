//! The page of a report, read as a browser and a screen reader would: sound, whole by itself, and safe whatever a scenario says.

mod html;
#[path = "../program/mod.rs"]
mod program;

use std::collections::BTreeSet;

use html::{Tag, tags};
use program::Bench;

/// What every page must hold.
fn sound(page: &str, bench: &Bench, folder: &str) {
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    for escaped in ["&lt;wbr", "&lt;br", "&amp;lt;", "&amp;#"] {
        assert!(!page.contains(escaped), "{escaped} is escaped once too often");
    }
    let tags = tags(page);
    nested(&tags);
    references(&tags, bench, folder);
    headings(&tags);
    tables(&tags);
    figures(&tags, page);
    let html = tags.iter().find(|t| t.name == "html").expect("a page");
    assert_eq!(html.get("lang"), Some("en"));
    let policy = tags.iter().find(|t| t.get("http-equiv") == Some("Content-Security-Policy")).expect("a policy");
    assert!(policy.get("content").is_some_and(|p| p.starts_with("default-src 'none'")));
    let skip = tags.iter().find(|t| t.name == "a").and_then(|t| t.get("href"));
    assert_eq!(skip, Some("#main"), "the first link skips to the answer");
    for landmark in ["header", "nav", "main"] {
        assert_eq!(tags.iter().filter(|t| t.name == landmark && !t.closes).count(), 1, "{landmark}");
    }
    assert_eq!(tags.iter().filter(|t| t.name == "script" && !t.closes).count(), 1);
}

fn nested(tags: &[Tag]) {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags {
        match (tag.closes, tag.empty) {
            (true, _) => assert_eq!(open.pop(), Some(tag.name.as_str()), "nesting, in {open:?}"),
            (false, false) => open.push(&tag.name),
            (false, true) => {}
        }
    }
    assert!(open.is_empty(), "{open:?} are not closed");
}

/// Ids are unique, what is referred to is there, and nothing outside the folder is asked for.
fn references(tags: &[Tag], bench: &Bench, folder: &str) {
    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|t| t.get("id")) {
        assert!(ids.insert(id), "the id {id} stands twice");
    }
    for tag in tags {
        for key in ["aria-labelledby", "aria-describedby"] {
            for id in tag.get(key).into_iter().flat_map(str::split_whitespace) {
                assert!(ids.contains(id), "{key} names {id}, which is not there");
            }
        }
        assert!(!["link", "img", "iframe", "object", "base", "form"].contains(&tag.name.as_str()), "{tag:?}");
        assert!(tag.get("src").is_none() && tag.get("xlink:href").is_none(), "{tag:?}");
        assert!(tag.attributes.iter().all(|(key, _)| !key.starts_with("on")), "{tag:?}");
        let Some(href) = tag.get("href") else { continue };
        match href.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "a link to {id}, which is not there"),
            None if href.starts_with("http") => assert_eq!((&*tag.name, tag.get("rel")), ("a", Some("noreferrer"))),
            None => assert!(bench.at(folder).join(href.replace("&#x2f;", "/")).is_file(), "there is no {href}"),
        }
    }
}

fn headings(tags: &[Tag]) {
    let level = |t: &Tag| t.name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok());
    let levels: Vec<u32> = tags.iter().filter(|t| !t.closes).filter_map(level).collect();
    assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1);
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

fn tables(tags: &[Tag]) {
    assert!(tags.iter().filter(|t| t.name == "th" && !t.closes).all(|t| t.get("scope").is_some()));
    let count = |name: &str| tags.iter().filter(|t| t.name == name && !t.closes).count();
    assert_eq!(count("table"), count("caption"));
    let boxes = tags.iter().filter(|t| t.get("class") == Some("wide")).collect::<Vec<_>>();
    assert_eq!(boxes.len(), count("table") + count("figure"));
    assert!(boxes.iter().all(|t| t.get("tabindex") == Some("0") && t.get("aria-label").is_some_and(|l| !l.is_empty())));
}

/// Every picture has a title and a description of its own, and says under it what it answers.
fn figures(tags: &[Tag], page: &str) {
    let pictures: Vec<&Tag> = tags.iter().filter(|t| t.name == "svg" && !t.closes).collect();
    assert!(!pictures.is_empty());
    for picture in pictures {
        assert_eq!(picture.get("role"), Some("img"));
        for id in picture.get("aria-labelledby").expect("a name").split_whitespace() {
            let (_, behind) = page.split_once(&format!(" id=\"{id}\">")).expect("the id is there");
            assert!(behind.find('<').is_some_and(|end| end > 8), "{id} is nearly empty");
        }
    }
    assert_eq!(page.matches("<figcaption").count(), page.matches("<figure>").count());
}

/// Runs a command and reads its page.
fn page_of(command: &str, name: &str) -> String {
    let bench = Bench::new();
    bench.run(command).ok();
    let folder = bench.results(name);
    let page = bench.read(&format!("{folder}/report.html"));
    sound(&page, &bench, &folder);
    page
}

/// Between two marks, without tags.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let behind = page.split_once(from).unwrap_or_else(|| panic!("{from} is not there")).1;
    behind.split_once(to).map_or(behind, |(inside, _)| inside)
}

#[test]
fn the_page_of_a_run() {
    let page = page_of("run tutorial -n 50", "tutorial");
    let answer = between(&page, "id=\"answer\"", "</section>");
    assert!(answer.contains("of 50 histories the first exchange comes within"), "{answer}");
    assert!(answer.contains("prisoners come home to North; nine of ten lie between"), "{answer}");
    assert!(answer.contains("Of 100 cases that a channel took and that are over, "), "{answer}");
    let limits = between(&page, "id=\"limits\"", "</section>");
    for words in ["It is not a forecast.", "are assumed", "Intervals cover chance alone", "how well 50 histories"] {
        assert!(limits.contains(words), "{words} in {limits}");
    }
    let cite = between(&page, "id=\"cite\"", "</section>");
    assert!(cite.contains("The backchannel contributors") && cite.contains("@software{backchannel-"), "{cite}");
    assert!(cite.contains("seed 1, 50 histories"), "{cite}");
    let order =
        ["id=\"answer\"", "id=\"headline\"", "id=\"figures\"", "id=\"inputs-1\"", "id=\"limits\"", "id=\"reproduce\""];
    let places: Vec<Option<usize>> = order.iter().map(|mark| page.find(mark)).collect();
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}");
}

#[test]
fn the_page_of_a_record() {
    let page = page_of("run record-2022-2025 -n 5", "record-2022-2025");
    assert!(page.contains("href=\"https:") && page.contains("id=\"beside\""));
}

#[test]
fn the_page_of_a_comparison() {
    let page = page_of("compare tutorial --set channels.line.authority=0.2 -n 60", "tutorial-vs-tutorial");
    let answer = between(&page, "id=\"answer\"", "</section>");
    assert!(answer.contains("of 60 histories"), "{answer}");
    assert!(answer.contains("with the change than without it, under the same luck; in"), "{answer}");
    let several = page_of(
        "compare tutorial --arm mediators.friend.out=true --arm mediators.friend.guarantor=0.5 -n 30",
        "tutorial-vs-2-arms",
    );
    let answer = between(&several, "id=\"answer\"", "</section>");
    assert!(answer.contains("in this arm than in the base"), "{answer}");
    assert!(answer.contains("the same in 30 of 30 histories"), "the second arm changes nothing: {answer}");
    page_of("knockout tutorial --mediator friend -n 30", "tutorial-without-friend");
}

#[test]
fn the_page_of_a_study() {
    let page = page_of("sweep tutorial --vary channels.line.trust=0.1..0.6/3 -n 20", "tutorial-sweep");
    assert!(between(&page, "id=\"answer\"", "</section>").contains("undecided at"));
    let page = page_of(
        "sensitivity tutorial --over issues.pow.p_approval --over rules.patience -n 20 --trajectories 2 --rows 4 --inner 4",
        "tutorial-sensitivity",
    );
    let answer = between(&page, "id=\"answer\"", "</section>");
    assert!(answer.contains("Of the spread between single histories, ") || answer.contains("undecided"), "{answer}");
    let page = page_of("attribute tutorial --mediators friend --channels line -n 20", "tutorial-attribute");
    assert!(between(&page, "id=\"answer\"", "</section>").contains("in this model."));
}

const HOSTILE: &str = r#"
extends = "base.toml"
[scenario]
title = "</title><script>alert(1)</script>"
question = "</style><script>alert(2)</script> ]]> \" onload=\"alert(3)"
purpose = "<img src=x onerror=alert(4)>"
[sides.north]
name = "<b>North</b> & ]]>"
[channels.line]
name = "</svg></script><script>alert(5)</script>"
[sources.bad]
title = "<script>alert(6)</script>"
url = "javascript:alert(7)"
[sources.good]
title = "a quote \" and more"
url = "https://example.org/?a=1&b=\"><script>alert(8)</script>"
[channels.palace]
trust = { value = 0.5, range = [0.1, 0.9], grade = "reported", source = ["bad", "good"], why = "<script>alert(9)</script>", contested = true, claims = [{ by = "<script>", says = "</td><script>alert(10)</script>", source = "bad", read_as = 0.2 }] }
"#;

#[test]
fn what_a_scenario_says_stays_text() {
    let bench = Bench::new();
    bench.run("new base").ok();
    bench.write("hostile.toml", HOSTILE);
    bench.run("run hostile.toml -n 20").ok();
    let folder = bench.results("hostile");
    let page = bench.read(&format!("{folder}/report.html"));
    sound(&page, &bench, &folder);
    assert_eq!(page.matches("<script").count(), 1, "the page's own");
    assert!(!page.contains("<img") && !page.contains("<b>North") && page.contains("&lt;b&gt;North"));
    assert!(!page.contains("href=\"javascript:"), "only web addresses are links");
    assert!(page.contains("alert(5)") && page.contains("alert(10)"), "it is all there, as text");
}
