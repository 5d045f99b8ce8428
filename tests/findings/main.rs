//! docs/findings.md: every number of it is played again with fewer histories, and lies where chance alone would put it.
//!
//! A number of the page has a comment behind it that says what it is: `-268 ± 12<!--scenario|arm|response-->`, the
//! difference of the arm from the scenario as it stands; of the arm `base` the mean itself; of `first PATH`, `total PATH`
//! and `chance` a share of the spread. The page's own table of arms says what each changes.
//! `UPDATE_REFERENCE=1 cargo test --release --test findings` writes all numbers anew with as many histories as the page
//! names, which takes some minutes; the words around them are to be read again then.

mod page;
mod play;

use std::env;

use page::{Number, Page};

#[test]
fn the_page_says_what_the_program_finds() {
    let mut page = Page::read();
    let update = env::var_os("UPDATE_REFERENCE").is_some();
    let mut told = 0;
    for scenario in page.scenarios() {
        let found = play::Found::of(&page, &scenario, update);
        for number in page.numbers(&scenario) {
            let estimate = found.number(&number).unwrap_or_else(|| panic!("nothing is known of {number:?}"));
            if update {
                page.put(&number, &estimate);
            } else {
                agrees(&number, &estimate);
            }
            told += 1;
        }
    }
    assert!(told > 100, "the page has {told} numbers");
    if update {
        page.write();
    }
}

/// Both are estimates of one quantity, with margins at 95%: their difference has the standard error of both together.
/// Four of these, and half a unit of the last digit printed.
fn agrees(number: &Number, again: &play::Again) {
    let error = (number.margin / 1.96).hypot(again.error);
    let apart = (number.value - again.value).abs();
    assert!(
        apart <= 4.0 * error + number.rounding,
        "{number:?}: played again it is {} ± {}, {:.1} standard errors away",
        again.value,
        1.96 * again.error,
        apart / error
    );
}

/// What is said can be asked again: each section with numbers has its commands, with their seed, and each paragraph says
/// which of them it speaks of; tables stand below such a paragraph.
#[test]
fn every_paragraph_with_a_number_names_its_command_and_seed() {
    let tagged = |text: &str| text.contains("<!--") && text.contains('|');
    for section in page::TEXT.split("\n## ").filter(|section| tagged(section)) {
        let commands = page::commands(section);
        assert!(!commands.is_empty(), "no command in\n{section}");
        for command in commands {
            assert!(command.contains("--seed 1"), "{command}: no seed");
        }
        for paragraph in section.split("\n\n").filter(|text| tagged(text) && !text.starts_with('|')) {
            assert!(paragraph.contains("(command "), "no command is named in\n{paragraph}");
        }
    }
}
