//! Broken scenario files: each gets a message that says where, what, and what to do; none a panic.

use std::{fs, path::Path};

use backchannel::scenario::{Patch, Problem, Problems, load, load_str};
use expect_test::{Expect, expect};

const TUTORIAL: &str = include_str!("../scenarios/tutorial.toml");

/// The smallest file that loads; what follows it is the case's own.
const SMALL: &str = include_str!("fixtures/small.toml");

fn problems(text: &str) -> Problems {
    match load_str("case.toml", text, &[]) {
        Ok(scenario) => panic!("this loads:\n{text}\n{}", scenario.warnings),
        Err(problems) => problems,
    }
}

/// Every broken text: a name, the text, and a phrase its message must have.
fn cases() -> Vec<(&'static str, String, &'static str)> {
    let with = |more: &str| format!("{SMALL}{more}");
    let swap = |from: &str, to: &str| {
        assert!(SMALL.contains(from), "{from}");
        SMALL.replace(from, to)
    };
    vec![
        ("misspelt key", with("autority = 0.4"), "did you mean `authority`"),
        ("misspelt section", with("[chanels.x]"), "did you mean `channels`"),
        ("unknown mediator", with("mediators = [\"freind\"]"), "did you mean `friend`"),
        ("unknown issue", swap("issues = [\"pow\"]", "issues = [\"pows\"]"), "did you mean `pow`"),
        ("wrong type", with("secrecy = true"), "write a share"),
        ("negative time", with("contact = \"-3 d\""), "cannot be negative"),
        ("bare time", with("contact = 14"), "write \"14 d\" if days are meant"),
        ("months", with("contact = \"2 months\""), "write days or weeks"),
        ("unknown unit", with("contact = \"2 fortnights\""), "units here"),
        ("probability of 1.2", with("secrecy = 1.2"), "from 0 to 1"),
        ("percentage without sign", with("secrecy = 30"), "\"30%\""),
        ("number in quotes", with("secrecy = \"0.3\""), "without quotes"),
        ("duplicate key", with("secrecy = 0.1\nsecrecy = 0.2"), "keep one of the two"),
        ("event too early", with("[events.e]\non = 2024-12-31\nleak = { channel = \"line\" }"), "runs from 2025-01-01"),
        ("event too late", with("[events.e]\non = 2026-01-01\nleak = { channel = \"line\" }"), "before `end`"),
        ("opens too early", with("opens = 2024-05-01"), "`start`"),
        ("missing base", format!("extends = \"no-such.toml\"\n{SMALL}"), "there is no file"),
        ("itself as base", format!("extends = \"case.toml\"\n{SMALL}"), "there is no file"),
        ("empty file", String::new(), "is empty"),
        ("only remarks", "# nothing\n".into(), "exactly two sides"),
        ("billion a day", with("[issues.grain]\ndemand = \"1000000000 per day\""), "at most 1000 per day"),
        ("9,999 years", swap("end = 2026-01-01", "end = 9999-12-31"), "100 years"),
        ("range wrong way round", with("secrecy = { value = 0.5, range = [0.8, 0.2] }"), "lower end first"),
        ("range of three", with("secrecy = { value = 0.5, range = [0.2, 0.5, 0.8] }"), "[lowest, highest]"),
        ("percentiles", with("contact = { lognormal = { p10 = \"9 d\", p90 = \"3 d\" } }"), "smaller value as p10"),
        ("half a law", with("contact = { lognormal = { p10 = \"9 d\" } }"), "`median` and `log_sd`"),
        ("unknown family", with("contact = { lognormall = { p10 = \"9 d\" } }"), "did you mean `lognormal`"),
        ("two families", with("contact = { fixed = \"9 d\", erlang = { mean = \"9 d\", shape = 2 } }"), "one family"),
        (
            "two actions",
            with("[events.e]\non = 2025-05-01\nleak = { channel = \"line\" }\ndemand = { issue = \"pow\" }"),
            "two events",
        ),
        ("no action", with("[events.e]\non = 2025-05-01"), "does nothing"),
        ("no day", with("[events.e]\nleak = { channel = \"line\" }"), "has no `on`"),
        ("three sides", swap("[sides.south]", "[sides.south]\n[sides.east]"), "third parties are mediators"),
        ("missing side_a", swap("side_a = \"north\"", ""), "side_a = \"north\""),
        ("unknown side_a", swap("side_a = \"north\"", "side_a = \"nroth\""), "did you mean `north`"),
        ("unknown side", with("authority = { north = 0.5, suoth = 0.5 }"), "did you mean `south`"),
        ("reserved side", SMALL.replace("north", "value"), "choose another id"),
        ("unknown source", with("secrecy = { value = 0.5, source = \"KI\" }"), "[sources.KI]"),
        ("unknown grade", with("secrecy = { value = 0.5, grade = \"reportet\" }"), "did you mean `reported`"),
        ("NaN", with("secrecy = nan"), "not a number to calculate with"),
        ("infinity", with("shock_sensitivity = inf"), "not a number to calculate with"),
        ("end before start", swap("end = 2026-01-01", "end = 2024-01-01"), "after `start`"),
        ("30 February", swap("start = 2025-01-01", "start = 2025-02-30"), "as in 2025-05-16"),
        ("date in quotes", swap("start = 2025-01-01", "start = \"2025-01-01\""), "without quotes"),
        ("time of day", swap("start = 2025-01-01", "start = 2025-01-01T12:00:00Z"), "without a time of day"),
        ("channel without issues", swap("issues = [\"pow\"]", ""), "add `issues = [\"pow\"]`"),
        ("mediated by nobody", with("kind = \"mediated\""), "nobody mediates"),
        (
            "set on structure",
            with("[events.e]\non = 2025-05-01\nset = { path = \"channels.line.issues\", value = 3 }"),
            "`set` changes numbers",
        ),
        (
            "set on nothing",
            with("[events.e]\non = 2025-05-01\nset = { path = \"issues.pwo.demand\", value = \"1 per 9 d\" }"),
            "did you mean `pow`",
        ),
        (
            "set out of bounds",
            with("[events.e]\non = 2025-05-01\nset = { path = \"channels.line.secrecy\", value = 3 }"),
            "out of bounds",
        ),
        (
            "event on a channel without the issue",
            with("[issues.grain]\n[events.e]\non = 2025-05-01\ndemand = { issue = \"grain\", channel = \"line\" }"),
            "does not carry",
        ),
        ("window backwards", with("[windows.w]\nfrom = 2025-05-01\nto = 2025-04-01"), "ends before it begins"),
        ("id with capitals", with("[issues.Grain]"), "lower-case letters"),
        (
            "section of values",
            format!("channels = 3\n{}", swap("[channels.line]\nissues = [\"pow\"]\n", "")),
            "[channels.some-id]",
        ),
        ("table where a number is wanted", with("secrecy = { mean = 0.5 }"), "needs a value"),
        ("evidence without value", with("secrecy = { range = [0.1, 0.5] }"), "add `value = ...`"),
        ("switch in quotes", with("[windows.w]\nenabled = \"no\""), "true or false"),
        ("no wait at all", with("dwell.active-to-stalled = \"0 d\""), "at least"),
        ("no equals sign", with("secrecy 0.4"), "key = value"),
        ("no quotes", with("kind = direct"), "quotes"),
        (
            "too many categories",
            with(&(0..20).map(|i| format!("[categories.c{i}]\n")).collect::<String>()),
            "at most 16",
        ),
        ("closes before it opens", with("opens = 2025-05-01\ncloses = 2025-04-01"), "closes before it has opened"),
        ("starts active and opens", with("start = \"active\"\nopens = 2025-05-01"), "leave out `start`"),
        ("pool as a number", swap("[sides.north]", "[sides.north]\npool = 300"), "table by category"),
        ("count of 2.5", with("[rules]\nretries = 2.5"), "whole number"),
        ("deep brackets", format!("x = {}", "[".repeat(20_000)), "nested too deeply"),
        ("deep braces", format!("x = {}", "{a=".repeat(20_000)), "nested too deeply"),
        ("deep dots", format!("{} = 1", vec!["a"; 20_000].join(".")), "nested too deeply"),
        ("deep tables", format!("[{}]", vec!["a"; 20_000].join(".")), "nested too deeply"),
        // The keys of one-way and standing issues, relays, venues, custody, adverse links and the end of a war.
        ("one-way to nobody", with("[issues.aid]\nreciprocal = false"), "add `to = \"north\"`"),
        ("to both", with("[issues.aid]\nto = \"south\""), "add `reciprocal = false`"),
        ("to an unknown side", with("[issues.aid]\nreciprocal = false\nto = \"suoth\""), "did you mean `south`"),
        ("reciprocal in quotes", with("[issues.aid]\nreciprocal = \"no\""), "true or false"),
        ("counter-flow both ways", with("[issues.aid]\ncounter_share = 0.1"), "one-way"),
        (
            "counter-flow of 3",
            with("[issues.aid]\nreciprocal = false\nto = \"north\"\ncounter_share = 3"),
            "from 0 to 1",
        ),
        ("relay without hops", with("kind = \"relay\""), "[channels.line.hops.envoy]"),
        ("relay with no hop", with("kind = \"relay\"\nhops = {}"), "nobody carries"),
        ("hops on a direct line", with("hops.envoy = {}"), "add `kind = \"relay\"`"),
        ("hops as a list", with("kind = \"relay\"\nhops = [\"envoy\"]"), "table"),
        ("misspelt hop key", with("kind = \"relay\"\nhops.envoy = { reliabilty = 0.9 }"), "did you mean `reliability`"),
        ("hop with capitals", with("kind = \"relay\"\nhops.Envoy = {}"), "lower-case letters"),
        ("hop as a number", with("kind = \"relay\"\nhops.envoy = 0.9"), "table of its own"),
        ("bare delay", with("kind = \"relay\"\nhops.envoy = { delay = 7 }"), "write \"7 d\""),
        ("unknown kind", with("kind = \"relais\""), "did you mean `relay`"),
        ("unknown host", with("venues.first = { host = \"freind\" }"), "did you mean `friend`"),
        ("venue as text", with("venues = \"Istanbul\""), "table"),
        (
            "standing with categories",
            with("[issues.corridor]\nstanding = true\ncategories = [\"other-rank\"]"),
            "leave out `categories`",
        ),
        (
            "terminate what does not stand",
            with("[events.e]\non = 2025-05-01\nterminate = { issue = \"pow\" }"),
            "`standing = true`",
        ),
        ("terminate nothing", with("[events.e]\non = 2025-05-01\nterminate = {}"), "needs `issue`"),
        (
            "unknown precedent",
            with("[events.e]\non = 2025-05-01\npeace = { release = \"vietnaam\" }"),
            "did you mean `vietnam`",
        ),
        ("peace without a precedent", with("[events.e]\non = 2025-05-01\npeace = {}"), "needs `release`"),
        (
            "custody of nobody in particular",
            with(
                "[events.e]\non = 2025-05-01\ndemand = { issue = \"pow\", custody = { mediator = \"friend\", people = 5 } }",
            ),
            "needs `side`",
        ),
        (
            "custody as a number",
            with("[events.e]\non = 2025-05-01\ndemand = { issue = \"pow\", custody = 5 }"),
            "`custody` is a table",
        ),
        (
            "custody where nobody moves",
            with(
                "[issues.talks]\n[events.e]\non = 2025-05-01\ndemand = { issue = \"talks\", custody = { mediator = \"friend\", side = \"north\", people = 5 } }",
            ),
            "nobody moves",
        ),
        (
            "custody of half a person",
            with(
                "[events.e]\non = 2025-05-01\ndemand = { issue = \"pow\", custody = { mediator = \"friend\", side = \"north\", people = 2.5 } }",
            ),
            "whole number",
        ),
        (
            "misspelt custody key",
            with(
                "[events.e]\non = 2025-05-01\ndemand = { issue = \"pow\", custody = { keeper = \"friend\", side = \"north\", people = 5 } }",
            ),
            "unknown key `keeper`",
        ),
        (
            "adverse of 1.2",
            with("[windows.w]\nfrom = 2025-04-01\nto = 2025-05-01\nadverse = { north = 1.2 }"),
            "from 0 to 1",
        ),
        (
            "adverse into a third party",
            with("[windows.w]\nfrom = 2025-04-01\nto = 2025-05-01\nadverse = { friend = 0.2 }"),
            "sides here",
        ),
        ("spill onto nothing", with("[issues.grain]\nspill = { pows = 0.3 }"), "did you mean `pow`"),
        ("spill above 1", with("[issues.grain]\nspill = { pow = 3 }"), "from 0 to 1"),
        ("excitation of 1", with("[rules]\nshock_excitation = 1"), "below 1"),
        ("unknown regime", with("[rules]\nregime = \"direct\""), "`direct-first`"),
        ("unknown way out", with("[rules]\ntaken_out = \"rerouted\""), "`re-routed`"),
        ("out in quotes", with("[mediators.other]\nout = \"yes\""), "true or false"),
        ("gate of 120%", with("[issues.grain]\np_gate = 1.2"), "from 0 to 1"),
        (
            "venue event without a severity",
            with("[events.e]\non = 2025-05-01\nvenue = { channel = \"line\" }"),
            "needs `severity`",
        ),
        (
            "good news of a place",
            with("[events.e]\non = 2025-05-01\nvenue = { channel = \"line\", severity = -1 }"),
            "0 or more",
        ),
        ("sideline of nobody", with("[events.e]\non = 2025-05-01\nsideline = \"line\""), "sideline = {"),
    ]
}

#[test]
fn every_broken_text_gets_a_cure_and_a_place() {
    for (name, text, phrase) in cases() {
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

#[test]
#[ignore = "prints every message, for reading"]
fn show() {
    for (name, text, _) in cases() {
        match load_str("case.toml", &text, &[]) {
            Ok(scenario) => println!("--- {name}\nTHIS LOADS\n{}", scenario.warnings),
            Err(problems) => println!("--- {name}\n{problems}"),
        }
    }
}

/// Whatever is cut off or put in place of a value, there is a scenario or a page of problems, and never a panic.
#[test]
fn nothing_panics() {
    const FULL: &str = include_str!("fixtures/full.toml");
    const EVERY_KEY: &str = include_str!("fixtures/every-key.toml");
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
                |       `contact`, `round`, `referral`, `dwell`
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
