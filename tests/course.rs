//! docs/course/ and the first hour of README: every command runs, and what the pages quote is what it prints.
//!
//! `UPDATE_REFERENCE=1 cargo test --release --test course` writes quotations and pictures anew; the words around them are to
//! be read again then.

mod pages;
mod program;

use std::fs;

use pages::{
    CURE, at, excerpt,
    parts::{Kind, Part, numbers, parts, prose},
    pictures, read,
    shell::{Shell, lines},
    update,
};
use program::names;

/// The lessons, in order.
fn lessons() -> Vec<String> {
    let all = names(&at("docs/course"));
    let lessons = all.iter().filter(|name| name.ends_with(".md") && name.starts_with(|c: char| c.is_ascii_digit()));
    lessons.map(|name| format!("docs/course/{name}")).collect()
}

/// What came of a page: its text as it should be, and what is wrong.
struct Played {
    page: String,
    wrong: Vec<String>,
}

/// Plays a page from its first line to its last, each command as `shorter` has it if nothing is quoted of it.
fn play(name: &str, text: &str, shorter: impl Fn(&mut Vec<String>)) -> Played {
    let (mut shell, mut page, mut wrong, mut from) = (Shell::new(), String::new(), Vec::new(), 0);
    let all = parts(text);
    for (i, part) in all.iter().enumerate() {
        page += &text[from..part.range.start];
        from = part.range.end;
        let mut now = text[part.range.clone()].to_string();
        if part.is("sh") {
            let quoted = all.get(i + 1).is_some_and(|next| next.is("text"));
            for mut line in lines(&part.text) {
                if !quoted {
                    shorter(&mut line);
                }
                shell.run(&line);
            }
        } else if part.is("text") {
            if update() {
                now = excerpt::renewed(&part.text, &shell.printed);
            }
            wrong.extend(excerpt::holds(&now, &shell.printed).err().map(|e| format!("{name}: {e}")));
        } else if part.text.ends_with(".png") && name.contains("course") {
            let file = format!("docs/course/{}", part.text);
            wrong.extend(pictures::held(&file, &pictures::drawn(&shell.figure(pictures::figure(&file)))));
        }
        page += &now;
    }
    Played { page: page + &text[from..], wrong }
}

/// Writes a page if it is to be, and complains.
fn settle(name: &str, whole: &str, part: &str, played: Played) {
    if update() {
        fs::write(at(name), whole.replace(part, &played.page)).unwrap();
    }
    assert!(played.wrong.is_empty(), "{CURE}\n{}", played.wrong.join("\n\n"));
}

#[test]
fn the_lessons_are_as_printed() {
    let lessons = lessons();
    assert_eq!(lessons.len(), 5);
    let index = read("docs/course/README.md");
    for name in lessons {
        assert!(index.contains(name.trim_start_matches("docs/course/")), "the index has no {name}");
        let text = read(&name);
        settle(&name, &text, &text, play(&name, &text, |_| {}));
    }
}

/// Numbers in the words of a lesson are those that a command of it has or prints, so that none can grow old.
#[test]
fn the_words_of_a_lesson_have_no_numbers_of_their_own() {
    for name in lessons() {
        let text = read(&name);
        let blocks: Vec<Part> = parts(&text);
        let shown: Vec<String> = blocks.iter().flat_map(|part| numbers(&part.text)).collect();
        for number in numbers(&prose(&text)) {
            assert!(shown.contains(&number), "{name} says {number}, and no command of it does");
        }
    }
}

#[test]
fn every_lesson_has_a_question_a_number_a_figure_and_a_discussion() {
    for name in lessons() {
        let text = read(&name);
        for part in ["**The question.**", "**The number.**", "**The figure.**", "**To discuss.**", "in this model"] {
            assert!(text.to_lowercase().contains(&part.to_lowercase()), "{name} has no {part}");
        }
        let pictures = parts(&text).iter().filter(|part| part.kind == Kind::Picture).count();
        assert_eq!(pictures, 1, "{name}");
    }
}

/// What README has its readers type, with fewer histories where nothing is quoted of what comes.
#[test]
fn the_first_hour_goes_as_readme_says() {
    let readme = read("README.md");
    let hour = readme.split("\n## A first hour\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("an hour");
    settle("README.md", &readme, hour, play("README.md", hour, fewer));
}

/// Fewer histories: the commands are to be gone through, not their numbers to be had.
fn fewer(line: &mut Vec<String>) {
    line.retain(|word| word != "--replications" && word != "2000");
    let more: &[&str] = match line[1].as_str() {
        "run" | "compare" | "knockout" | "attribute" | "explain" => &["-n", "40"],
        "sweep" => &["-n", "4"],
        "sensitivity" => &["-n", "2", "--trajectories", "2", "--rows", "2", "--inner", "2"],
        _ => &[],
    };
    line.extend(more.iter().map(|word| (*word).to_string()));
}

/// Of pages for readers; pictures are held elsewhere.
#[test]
fn links_lead_somewhere() {
    let mut pages = vec!["README.md".to_string(), "results/README.md".into()];
    for folder in ["docs", "docs/course"] {
        pages.extend(names(&at(folder)).into_iter().filter(|n| n.ends_with(".md")).map(|n| format!("{folder}/{n}")));
    }
    for page in pages {
        let text = read(&page);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
        for link in links.filter(|link| !link.contains("://") && !link.ends_with(".png")) {
            let file = link.split('#').next().unwrap_or_default();
            let target = at(&page).parent().expect("a folder").join(file);
            assert!(file.is_empty() || target.exists(), "{page} links to {link}");
        }
    }
}

#[test]
fn a_quotation_may_leave_lines_out() {
    let printed = "one\ntwo    2\nthree\nfour\n";
    for quoted in
        ["one\n...\n", "...\ntwo    2\nthree\n...\n", "...\nfour\n", "one\ntwo    2\nthree\nfour\n", "one\n...\nfour\n"]
    {
        assert_eq!(excerpt::holds(quoted, printed), Ok(()), "{quoted}");
    }
    for quoted in ["one\n", "two    2\n...\n", "...\ntwo    3\n...\n", "...\nthree\ntwo    2\n...\n", "...\nthree\n"] {
        assert!(excerpt::holds(quoted, printed).is_err(), "{quoted}");
    }
    assert_eq!(excerpt::renewed("one\n...\ntwo    1\n...\n", printed), "one\n...\ntwo    2\n...\n");
}
