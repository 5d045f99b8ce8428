//! Broken texts, each with a phrase that its message must have.

use super::SMALL;

type Case = (&'static str, String, &'static str);

fn with(more: &str) -> String {
    format!("{SMALL}{more}")
}

fn swap(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    SMALL.replace(from, to)
}

/// Every broken text: a name, the text, and the phrase.
pub fn all() -> Vec<Case> {
    [files_and_values(), mechanisms(), claims()].concat()
}

fn claims() -> Vec<Case> {
    let claim = |lines: &str| with(&format!("[[claim]]\nsays = \"So it is.\"\nmeasure = \"exchanges\"\n{lines}"));
    vec![
        (
            "changes of what is off",
            with(
                "[windows.w]\nenabled = false\nfrom = 2025-05-01\nto = 2025-06-01\n[[claim]]\nsays = \"So it is.\"\n\
                 measure = \"exchanges\"\nwith = { \"windows.w.enabled\" = true }\nchange = \"at least 3\"",
            ),
            "let the claim switch it off",
        ),
        ("claim without list", with("[claim]\nsays = \"x\""), "[[claim]]"),
        ("claim of a number", format!("claim = 3\n{SMALL}"), "[[claim]]"),
        ("claim without words", with("[[claim]]\nmeasure = \"exchanges\"\nvalue = \"at least 1\""), "`says`"),
        ("claim without measure", with("[[claim]]\nsays = \"x\"\nvalue = \"at least 1\""), "`measure`"),
        ("empty claim", with("[[claim]]\nsays = \"\"\nmeasure = \"exchanges\"\nvalue = \"at least 1\""), "is empty"),
        ("claim that says nothing", claim(""), "value = \"at most 90 d\""),
        ("claim that says two things", claim("value = \"at least 1\"\nchange = \"at least 1\""), "make two claims"),
        ("change by nothing", claim("change = \"at least 1\""), "a change by something"),
        ("claim with a misspelt key", claim("messure = \"x\"\nvalue = \"at least 1\""), "did you mean `measure`"),
        ("claim of no amount", claim("value = \"about 3\""), "does not say how much"),
        ("claim in a strange unit", claim("value = \"at least 3 people\""), "plain numbers"),
        ("claim in two units", claim("value = \"between 3 and 4 d\""), "different units"),
        ("claim the wrong way round", claim("value = \"between 4 and 3\""), "lower end first"),
        (
            "claim of another statistic",
            claim("statistic = \"medain\"\nvalue = \"at least 3\""),
            "did you mean `median`",
        ),
        ("claim of another side", claim("side = \"nroth\"\nvalue = \"at least 3\""), "did you mean `north`"),
        ("claim of another source", claim("source = \"XY\"\nvalue = \"at least 3\""), "unknown source"),
        ("changes by words", claim("with = \"friend\"\nchange = \"at least 3\""), "paths in quotes"),
        (
            "changes without quotes",
            claim("with = { mediators.friend.out = true }\nchange = \"at least 3\""),
            "paths in quotes",
        ),
        (
            "changes of the days",
            claim("with = { \"scenario.end\" = 2026-01-01 }\nchange = \"at least 3\""),
            "no part of that",
        ),
        (
            "changes of nobody",
            claim("with = { \"mediators.freind.out\" = true }\nchange = \"at least 3\""),
            "did you mean `friend`",
        ),
        (
            "changes out of bounds",
            claim("with = { \"channels.line.trust\" = 3 }\nchange = \"at least 3\""),
            "out of bounds",
        ),
    ]
}

fn files_and_values() -> Vec<Case> {
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
        ("decimal comma", with("secrecy = 0,5"), "with a point, as in 0.6"),
        (
            "rate without quotes",
            swap("[categories.other-rank]", "[categories.other-rank]\nweight = 1 per day"),
            "\"5 per day\"",
        ),
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
    ]
}

/// The keys of one-way and standing issues, relays, venues, custody, adverse links and the end of a war.
fn mechanisms() -> Vec<Case> {
    vec![
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
