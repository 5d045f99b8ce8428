//! The card that `check` prints: it fits the screen, and what stands in the file stands on it or is counted.

use backchannel::{
    model::side::Side,
    output::{
        card::{ASCII, Glyphs, UNICODE, card},
        lines::{WIDTH, cells},
    },
    scenario::{Patch, Scenario, library::SHIPPED, load_str},
};
use expect_test::expect;

fn load(name: &str, patches: &[(&str, &str)]) -> Scenario {
    let (_, text) = SHIPPED.iter().find(|(id, _)| *id == name).expect("it is shipped");
    let patches: Vec<Patch> = patches.iter().map(|(path, value)| Patch::new(*path, *value)).collect();
    load_str(&format!("{name}.toml"), text, &patches).unwrap_or_else(|problems| panic!("{problems}"))
}

/// All on one line, so that a fold hides nothing.
fn flat(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The rows of the drawing, without heading and legend.
fn rows<'p>(page: &'p str, g: &Glyphs) -> Vec<&'p str> {
    let ends = [g.post, g.single[0], g.double[0]];
    let after = page.lines().skip_while(|line| !line.starts_with("WHO TALKS")).skip(2);
    after.take_while(|line| ends.iter().any(|end| line.chars().skip(5).collect::<String>().starts_with(end))).collect()
}

/// The text in some columns.
fn columns(line: &str, from: usize, to: usize) -> String {
    let mut at = 0;
    let inside = |c: &char| {
        let here = at;
        at += cells(&c.to_string());
        (from..to).contains(&here)
    };
    line.chars().filter(inside).collect()
}

#[test]
fn every_card_fits_the_screen() {
    for (name, _) in SHIPPED {
        let s = load(name, &[]);
        for glyphs in [&UNICODE, &ASCII] {
            let page = card(&s, glyphs);
            for line in page.lines() {
                assert!(cells(line) <= WIDTH && line.trim_end() == line, "{name}: {line}");
            }
            let most = if s.setup.phases[0].channels.len() > 10 { 110 } else { 80 };
            assert!(page.lines().count() <= most, "{name} has {} lines:\n{page}", page.lines().count());
        }
    }
}

#[test]
fn every_channel_is_drawn_between_the_sides() {
    for (name, _) in SHIPPED {
        let s = load(name, &[]);
        let p = &s.setup.phases[0];
        let page = card(&s, &UNICODE);
        let names = page.lines().skip_while(|line| !line.starts_with("WHO TALKS")).nth(1).unwrap();
        assert!(names.trim_start().starts_with(&p.sides[Side::A].name), "{names}");
        assert!(names.ends_with(&p.sides[Side::B].name), "{names}");
        let rows = rows(&page, &UNICODE);
        for channel in &p.channels {
            let at = rows.iter().position(|row| columns(row, 7, 74).starts_with(&channel.name));
            let at = at.unwrap_or_else(|| panic!("{name}: {} in\n{page}", channel.name));
            // Names of issues may go on for a row.
            let line = at + 1 + rows[at + 1..].iter().position(|row| !columns(row, 0, 4).trim().is_empty()).unwrap();
            assert!(columns(rows[line], 0, 4).contains(&channel.authority[Side::A].to_string()), "{}", rows[line]);
            let drawn = rows[line..].iter().take(3).copied().collect::<String>();
            let last = rows[line..].iter().find(|row| cells(row) > 75).unwrap();
            assert!(last.ends_with(&channel.authority[Side::B].to_string()), "{last}");
            for mediator in
                channel.mediators.iter().map(|m| &p.mediators[*m].name).chain(channel.hops.iter().map(|h| &h.name))
            {
                assert!(drawn.contains(mediator.as_str()), "{name}: {mediator} in\n{drawn}");
            }
        }
    }
}

#[test]
fn every_contested_number_is_there_or_counted() {
    for (name, _) in SHIPPED {
        let s = load(name, &[]);
        let page = flat(&card(&s, &UNICODE));
        let sides = s.setup.phases[0].sides.0.clone().map(|side| side.id);
        let contested: Vec<_> = s.inputs.iter().filter(|i| i.evidence.contested && !i.by_default).collect();
        if contested.is_empty() {
            continue;
        }
        assert!(page.contains(&format!("WHAT IS CONTESTED {} numbers", contested.len())), "{page}");
        let part = page.split("WHAT IS CONTESTED").nth(1).unwrap().split("WHAT IS ASSUMED").next().unwrap();
        let without_side = |path: &str| {
            let pair = |side: &String| {
                let of_a_side = path.strip_prefix(&format!("sides.{side}")).map(|rest| format!("sides.*{rest}"));
                of_a_side.or_else(|| path.strip_suffix(&format!(".{side}")).map(String::from))
            };
            sides.iter().find_map(pair).unwrap_or_else(|| path.into())
        };
        let named =
            |path: &str| part.contains(&format!("{path} ")) || part.contains(&format!("{} ", without_side(path)));
        let missing = contested.iter().filter(|input| !named(&input.path)).count();
        assert!(
            missing == 0 || part.contains(&format!("and {missing} more")),
            "{name}: {missing} are missing in\n{part}"
        );
    }
}

#[test]
fn every_scripted_event_is_there() {
    for (name, _) in SHIPPED {
        let s = load(name, &[]);
        let page = flat(&card(&s, &UNICODE));
        let part = page.split("WHAT IS SCRIPTED").nth(1).unwrap();
        for line in s.scripted.iter().filter(|line| !line.text.starts_with("channel: ")) {
            match &line.change {
                Some(change) => assert!(part.contains(&change.path), "{name}: {change:?} in\n{part}"),
                None => {
                    let (_, rest) = line.text.split_once(": ").unwrap();
                    assert!(part.contains(&line.date.to_string()) && part.contains(&flat(rest)), "{line:?} in\n{part}");
                }
            }
        }
    }
}

/// Names of forty letters, of other alphabets and of double width leave the posts where they are.
#[test]
fn long_and_foreign_names_do_not_break_the_drawing() {
    let names = [
        "A name of forty letters, neither more no",
        "Посередник із дуже довгою назвою в Києві",
        "İstanbul'daki görüşmelerin sağlayıcısıdır",
        "北京的一个非常非常非常非常非常非常长的名字啊",
        "Anameoffortylettersandmorewithoutanyblankatall",
        "é e\u{301} \u{1b}[31m red\ttab",
    ];
    for name in names {
        let value = format!("{name:?}").replace("\\u{1b}", "").replace("\\u{301}", "\u{301}");
        let paths = [
            "scenario.title",
            "sides.north.name",
            "sides.south.name",
            "channels.line.name",
            "channels.palace.name",
            "mediators.friend.name",
            "issues.pow.name",
        ];
        let s = load("tutorial", &paths.map(|path| (path, value.as_str())));
        for glyphs in [&UNICODE, &ASCII] {
            let page = card(&s, glyphs);
            assert!(page.lines().all(|line| cells(line) <= WIDTH), "{page}");
            let rows = rows(&page, glyphs);
            assert!(rows.len() >= 4, "{page}");
            for row in rows {
                let posts = [columns(row, 5, 6), columns(row, 74, 75)];
                let known = |i: usize| [glyphs.post, glyphs.single[i], glyphs.double[i]];
                assert!(
                    known(0).contains(&posts[0].as_str()) && known(1).contains(&posts[1].as_str()),
                    "{row}\n{page}"
                );
            }
        }
    }
}

#[test]
fn what_is_switched_off_says_so() {
    let s = load(
        "istanbul-2025",
        &[
            ("channels.emirates.enabled", "false"),
            ("mediators.qatar.enabled", "false"),
            ("channels.qatari.enabled", "false"),
        ],
    );
    let page = card(&s, &UNICODE);
    let row = rows(&page, &UNICODE).into_iter().find(|row| row.contains("Emirati track")).unwrap();
    assert!(row.ends_with("off │"), "{row}");
    assert!(page.contains("Mediators switched off: Qatar."), "{page}");
    let out = load("istanbul-2025", &[("mediators.qatar.out", "true")]);
    assert!(card(&out, &UNICODE).contains("[ Qatar (out) ]"));
}

#[test]
fn the_tutorial_on_one_page() {
    let s = load("tutorial", &[]);
    let page = card(&s, &UNICODE).replace(&s.digest[..12], "of the numbers");
    expect![[r#"
        One line and one friend
        How many prisoners come home in a year, and how much does a friendly capital
        add?
        2025-01-01 to 2025-12-31; digest of the numbers

        WHO TALKS TO WHOM THROUGH WHAT
           North                                                                South
             │ The line · Prisoners of war                                 active │
         0.6 ╞════════════════════════════════════════════════════════════════════╡ 0.6
             │ The palace · Prisoners of war                               active │
         0.6 ├────────────────────── [ A friendly capital ] ──────────────────────┤ 0.6
          ═══ direct; ─[…]─ through mediators. At the ends: authority, 0 carries
          messages, 1 settles all.

        WHAT IS CONTESTED  no number of the file is marked so

        WHAT IS ASSUMED  18 numbers in the file, 287 left to the model's defaults
          18 assumed:
          sides      north, south: pool (2), inflow
          categories other-rank, officer: weight
          issues     pow: demand, size
          mediators  friend: leverage (2), guarantor, stays
          channels   line: authority (2), trust (2)

        WHAT IS SCRIPTED  nothing

        Next: `check FILE --inputs` lists every number of the file, `check FILE --all`
              the model's defaults too, `explain FILE PATH` tells all about one number.
    "#]]
    .assert_eq(&page);
}
