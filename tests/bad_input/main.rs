//! Broken scenario files: each gets a message that says where, what, and what to do; none a panic.

mod cases;

use std::{fs, path::Path};

use backchannel::scenario::{Patch, Problem, Problems, load, load_str};
use expect_test::{Expect, expect};

const TUTORIAL: &str = include_str!("../../scenarios/tutorial.toml");

/// The smallest file that loads; what follows it is the case's own.
const SMALL: &str = include_str!("../fixtures/small.toml");

fn problems(text: &str) -> Problems {
    match load_str("case.toml", text, &[]) {
        Ok(scenario) => panic!("this loads:\n{text}\n{}", scenario.warnings),
        Err(problems) => problems,
    }
}

#[test]
fn every_broken_text_gets_a_cure_and_a_place() {
    for (name, text, phrase) in cases::all() {
        let problems = problems(&text);
        let page = problems.render(false);
        let said = |p: &Problem| p.message.contains(phrase) || p.cure.contains(phrase);
        assert!(problems.list.iter().any(said), "{name}: no `{phrase}` in\n{page}");
        assert!(page.contains("case.toml") || page.contains("no file"), "{name}:\n{page}");
        assert!(page.contains("Help: "), "{name}:\n{page}");
        assert!(problems.list.iter().all(|p| !p.cure.is_empty()), "{name}:\n{page}");
        problems.render(true);
        problems.to_json();
    }
}

/// A misspelt kind is one slip: whether it may have hops is not known.
#[test]
fn a_misspelt_relay_gets_one_message() {
    let text = format!("{SMALL}kind = \"relya\"\nhops.envoy = {{}}\n");
    let problems = problems(&text);
    let [one] = problems.list.as_slice() else { panic!("one message and not\n{problems}") };
    assert!(one.cure.contains("did you mean `relay`"), "{problems}");
}

#[test]
#[ignore = "prints every message, for reading"]
fn show() {
    for (name, text, _) in cases::all() {
        match load_str("case.toml", &text, &[]) {
            Ok(scenario) => println!("--- {name}\nTHIS LOADS\n{}", scenario.warnings),
            Err(problems) => println!("--- {name}\n{problems}"),
        }
    }
}

/// Whatever is cut off or put in place of a value, there is a scenario or a page of problems, and never a panic.
#[test]
fn nothing_panics() {
    const FULL: &str = include_str!("../fixtures/full.toml");
    const EVERY_KEY: &str = include_str!("../fixtures/every-key.toml");
    let try_out = |text: &str| match load_str("case.toml", text, &[]) {
        Ok(scenario) => drop(scenario.warnings.render(true)),
        Err(problems) => {
            assert!(!problems.is_empty() && problems.list.iter().all(|p| !p.cure.is_empty()), "{problems}");
            problems.render(true);
            problems.to_json();
        }
    };
    for text in [FULL, EVERY_KEY] {
        for (at, _) in text.char_indices().step_by(11) {
            try_out(&text[..at]);
            try_out(&text[at..]);
        }
    }
    let junk = [
        "3",
        "-1e400",
        "nan",
        "\"x\"",
        "\"never\"",
        "\"-1 per 0 d\"",
        "true",
        "[1]",
        "[\"pow\"]",
        "{}",
        "{ value = {} }",
        "2025-07-01",
    ];
    let place = |text: &str, line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
    for (text, line) in [FULL, EVERY_KEY].into_iter().flat_map(|text| text.lines().map(move |line| (text, line))) {
        let Some(equals) = line.find(" = ") else { continue };
        let start = place(text, line);
        for value in junk {
            let (before, after) = (&text[..start + equals], &text[start + line.len()..]);
            try_out(&format!("{before} = {value}{after}"));
        }
    }
    let paths = [
        "issues.pow.size",
        "issues.pow.size.value",
        "channels.istanbul.authority.russia.value.value",
        "sides.russia.pool.value",
        "life",
        "rules.x.y.z",
        "..",
        "a.b",
        "channels.istanbul.contact.fixed.x",
    ];
    for (path, value) in paths.iter().flat_map(|path| junk.map(|value| (path, value))) {
        if let Err(problems) = load_str("case.toml", FULL, &[Patch::new(*path, value)]) {
            problems.render(true);
        }
    }
}

#[test]
fn all_problems_of_a_file_are_shown_at_once() {
    let text = format!("{SMALL}secrecy = 2\nautority = 1\ncontact = 4\n[rules]\npatience = 20\n[sides.north.x]\n");
    assert_eq!(problems(&text).len(), 5, "{}", problems(&text));
}

#[test]
fn files_that_are_no_scenarios() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let page = |path: &Path| load(path, &[]).unwrap_err().render(false);
    assert!(page(&at("missing.toml")).contains("there is no file"));
    assert!(page(dir.path()).contains("is a directory"));
    fs::write(at("junk.toml"), [0xff, 0xfe, 0x00, 0x12]).unwrap();
    assert!(page(&at("junk.toml")).contains("not text in UTF-8"));
    fs::write(at("zeros.toml"), [0; 100]).unwrap();
    assert!(page(&at("zeros.toml")).contains("zeros.toml"));
    fs::write(at("empty.toml"), "").unwrap();
    assert!(page(&at("empty.toml")).contains("is empty"));
    fs::File::create(at("huge.toml")).unwrap().set_len(50 << 20).unwrap();
    assert!(page(&at("huge.toml")).contains("too large"));
    assert!(page(Path::new("/dev/null")).contains("not a regular file"));
}

#[test]
fn extends_that_leads_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let page = |name: &str| load(&dir.path().join(name), &[]).unwrap_err().render(false);
    write("a.toml", "extends = \"b.toml\"\n");
    write("b.toml", "extends = \"a.toml\"\n");
    assert!(page("a.toml").contains("goes in a circle"));
    write("self.toml", "extends = \"self.toml\"\n");
    assert!(page("self.toml").contains("goes in a circle"));
    write("folder.toml", "extends = \".\"\n");
    assert!(page("folder.toml").contains("is a directory"));
    write("number.toml", "extends = 3\n");
    assert!(page("number.toml").contains("write `extends = "));
    for i in 0..30 {
        write(&format!("chain{i}.toml"), &format!("extends = \"chain{}.toml\"\n", i + 1));
    }
    assert!(page("chain0.toml").contains("more than 16 files"));
    write("base.toml", TUTORIAL);
    write("new.toml", "extends = \"base.toml\"\n[channels.lime]\nsecrecy = 0.3\n");
    assert!(page("new.toml").contains("did you mean `line`"));
    write("none.toml", "extends = \"base.toml\"\n[windows.w]\nfrom = 2025-02-01\n");
    assert!(page("none.toml").contains("the base has no windows"));
}

#[test]
fn patches_that_hit_nothing() {
    let page = |patch: &str| {
        let patch = Patch::parse(patch).unwrap();
        load_str("tutorial.toml", TUTORIAL, &[patch]).unwrap_err().render(false)
    };
    assert!(page("channels.lien.secrecy=0.3").contains("did you mean `line`"));
    assert!(page("chanels.line.secrecy=0.3").contains("did you mean `channels`"));
    assert!(page("channels.line.secrcy=0.3").contains("did you mean `secrecy`"));
    let twice =
        ["issues.pow.demand=\"1 per 1000000000 fortnights\"", "issues.pow.demand=3"].map(|p| Patch::parse(p).unwrap());
    load_str("tutorial.toml", TUTORIAL, &twice).unwrap_err().render(true);
    assert!(page(&format!("rules.{}x=0.3", "x.".repeat(20_000))).contains("too long"));
    assert!(page("channels.line=0.3").contains("not complete"));
    assert!(page("categories.other-rank.weight.x=0.3").contains("has no part `x`"));
    assert!(page("events.e.on=2025-02-01").contains("no events here"));
    assert!(page("issues.pow.demand=3").contains("per day"));
    assert!(Patch::parse("issues.pow.demand").unwrap_err().render(false).contains("path=value"));
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&problems(text).render(false));
}

#[test]
fn messages_as_they_are_read() {
    let with = |more: &str| format!("{SMALL}{more}");
    check(
        &with("mediators = [\"freind\"]\n"),
        expect![[r#"
            error: unknown mediator `freind`
                ,-[ case.toml:18:14 ]
                |
             18 | mediators = ["freind"]
                |              ^^^^|^^^
                |                  `----- here
                |
                | Help: did you mean `friend`? mediators here: `friend`
            ----'

        "#]],
    );
    check(
        &with("autority = 0.4\n"),
        expect![[r#"
            error: unknown key `autority` in [channels.line]
                ,-[ case.toml:18:1 ]
                |
             18 | autority = 0.4
                | ^^^^|^^^
                |     `----- here
                |
                | Help: did you mean `authority`? keys here: `enabled`, `name`, `kind`,
                |       `issues`, `mediators`, `hops`, `venues`, `start`, `opens`,
                |       `opens_as`, `closes`, `authority`, `trust`, `secrecy`, `core`,
                |       `icrc`, `answer`, `p_uncoordinated`, `shock_sensitivity`,
                |       `contact`, `round`, `referral`, `out`, `dwell`
            ----'

        "#]],
    );
    check(
        &with("contact = 14\n"),
        expect![[r#"
            error: `contact`: a length of time needs its unit
                ,-[ case.toml:18:11 ]
                |
             18 | contact = 14
                |           ^|
                |            `-- here
                |
                | Help: write "14 d" if days are meant, "14 h" if hours, "14 weeks" if
                |       weeks
            ----'

        "#]],
    );
    check(
        &with("secrecy = { value = 0.5, range = [0.8, 0.2] }\n"),
        expect![[r#"
            error: this range is the wrong way round
                ,-[ case.toml:18:34 ]
                |
             18 | secrecy = { value = 0.5, range = [0.8, 0.2] }
                |                                  ^^^^^|^^^^
                |                                       `------ here
                |
                | Help: write the lower end first
            ----'

        "#]],
    );
    check(
        &with("contact = { lognormal = { p10 = \"9 d\", p90 = \"3 d\" } }\n"),
        expect![[r#"
            error: `contact`: no lognormal law has these percentiles: p10 is not below p90
                ,-[ case.toml:18:25 ]
                |
             18 | contact = { lognormal = { p10 = "9 d", p90 = "3 d" } }
                |                         ^^^^^^^^^^^^^^|^^^^^^^^^^^^^
                |                                       `--------------- here
                |
                | Help: p10 is what one in ten stays below, p90 what nine in ten stay
                |       below: write the smaller value as p10
            ----'

        "#]],
    );
    check(
        &with("[events.e]\non = 2024-12-31\nleak = { channel = \"line\" }\n"),
        expect![[r#"
            error: 2024-12-31 lies outside the scenario, which runs from 2025-01-01 to 2026-01-01
                ,-[ case.toml:19:6 ]
                |
             19 | on = 2024-12-31
                |      ^^^^^|^^^^
                |           `------ here
                |
                | Help: give it a day from `start` on; what is so from the beginning
                |       belongs in the tables of the channels (`start`)
            ----'

        "#]],
    );
    check(
        &with(
            "[events.e]\non = 2025-03-01\nleak = { channel = \"line\" }\nstate = { channel = \"line\", state = \"closed\" }\n",
        ),
        expect![[r#"
            error: event `e` does two things, `leak` and `state`
                ,-[ case.toml:21:1 ]
                |
             20 | leak = { channel = "line" }
                | ^^|^
                |   `--- the first
             21 | state = { channel = "line", state = "closed" }
                | ^^|^^
                |   `---- here
                |
                | Help: make two events of it, on the same day; they happen in file order
            ----'

        "#]],
    );
    check(
        &SMALL.replace("[sides.south]", "[sides.south]\n[sides.east]"),
        expect![[r#"
            error: a scenario has exactly two sides; this one has 3
               ,-[ case.toml:8:8 ]
               |
             8 | [sides.east]
               |        ^^|^
               |          `--- here
               |
               | Help: keep two tables such as `[sides.ukraine]` and `[sides.russia]`;
               |       third parties are mediators
            ---'

        "#]],
    );
    check(
        &SMALL.replace("start = 2025-01-01", "start = 2025-02-30"),
        expect![[r#"
            error: not a date: invalid date, expected day between 01 and 28
               ,-[ case.toml:2:9 ]
               |
             2 | start = 2025-02-30
               |         ^^^^^|^^^^
               |              `------ here
               |
               | Help: dates are written year-month-day, as in 2025-05-16
            ---'

        "#]],
    );
    check(
        &with("[events.e]\non = 2025-05-01\nset = { path = \"channels.line.secrecy\", value = 3 }\n"),
        expect![[r#"
            error: `secrecy`: 3 is out of bounds
                ,-[ case.toml:20:49 ]
                |
             20 | set = { path = "channels.line.secrecy", value = 3 }
                |                                                 |
                |                                                 `-- here
                |
                | Help: write a share or probability from 0 to 1, such as 0.3 or "30%"; 3
                |       percent is "3%"
            ----'

        "#]],
    );
    check(
        &with("secrecy = 0.1\nsecrecy = 0.2\n"),
        expect![[r#"
            error: this key is already there
                ,-[ case.toml:19:1 ]
                |
             19 | secrecy = 0.2
                | ^^^|^^^
                |    `----- here
                |
                | Help: each key may stand once in its table: keep one of the two
            ----'

        "#]],
    );
    check(
        &with("secrecy = { value = 0.5, source = \"KI\" }\n[sources.IZ]\n"),
        expect![[r#"
            error: unknown source `KI`
                ,-[ case.toml:18:35 ]
                |
             18 | secrecy = { value = 0.5, source = "KI" }
                |                                   ^^|^
                |                                     `--- here
                |
                | Help: sources here: `IZ`; a new one is a table `[sources.KI]`
            ----'

        "#]],
    );
}
