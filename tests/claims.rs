//! Claims of known truth are answered by it, and claims about what is not measured get a place and a cure.

use backchannel::{
    experiment::{
        batch::Batch,
        claim::{Answer, Answers, questions},
    },
    scenario::{Patch, Scenario, claim::carried, load, load_str},
};

const SMALL: &str = include_str!("fixtures/small.toml");

/// Half a demand a day for a year: 182.5 cases a history, a Poisson number.
fn scenario(claims: &str) -> Scenario {
    let text = SMALL.replace("[scenario]", "[scenario]\npreset = \"frozen\"");
    let text = text.replace("categories = [\"other-rank\"]", "categories = [\"other-rank\"]\ndemand = \"0.5 per day\"");
    load_str("case.toml", &format!("{text}\n{claims}"), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn claim(lines: &str) -> String {
    format!("[[claim]]\nsays = \"It comes out so.\"\nmeasure = \"pow_cases\"\n{lines}\n")
}

fn answers(lines: &[&str], replications: u64) -> Vec<Answer> {
    let scenario = scenario(&lines.iter().map(|lines| claim(lines)).collect::<String>());
    let questions = questions(&scenario).unwrap_or_else(|problems| panic!("{problems}"));
    let mut answers = Answers::new(&scenario.setup, &questions);
    let batch = Batch { seed: 1, replications, threads: 0 };
    let setups = answers.arms();
    batch.play(&setups, |k, outcomes| answers.push(k, outcomes), |_| true).expect("it plays");
    answers.answered().into_iter().map(|answered| answered.answer).collect()
}

const TWICE: &str = "with = { \"issues.pow.demand\" = \"1 per day\" }";
const PLACEBO: &str = "with = { \"mediators.friend.leverage\" = 0.4 }";

/// Of 400 histories the standard error of the mean is 0.7 and the median is known to about 1.
#[test]
fn what_is_true_holds_and_what_is_false_fails() {
    let true_ones = [
        "value = \"between 179 and 186\"".into(),
        "value = \"at most 186\"\nstatistic = \"median\"".into(),
        "value = \"more than 150\"\nstatistic = \"p05\"".into(),
        format!("{TWICE}\nchange = \"at least 175\""),
        format!("{TWICE}\nchange = \"between 95% and 105%\""),
        format!("{TWICE}\nchange = \"at least 175\"\nstatistic = \"median\""),
        format!("{TWICE}\nvalue = \"between 360 and 370\""),
        format!("{PLACEBO}\nchange = \"between 0 and 0\""),
        format!("{PLACEBO}\nchange = \"at most 0\"\nstatistic = \"median\""),
    ];
    let held = answers(&true_ones.each_ref().map(String::as_str), 400);
    assert_eq!(held, vec![Answer::Holds; true_ones.len()]);
    let false_ones = [
        "value = \"at least 187\"".into(),
        "value = \"less than 178\"\nstatistic = \"median\"".into(),
        "value = \"at most 150\"\nstatistic = \"p05\"".into(),
        format!("{TWICE}\nchange = \"less than 175\""),
        format!("{TWICE}\nchange = \"more than 105%\""),
        format!("{TWICE}\nchange = \"at most 175\"\nstatistic = \"median\""),
        format!("{PLACEBO}\nchange = \"more than 0\""),
    ];
    let failed = answers(&false_ones.each_ref().map(String::as_str), 400);
    assert_eq!(failed, vec![Answer::Fails; false_ones.len()]);
}

#[test]
fn what_lies_at_the_bound_is_left_open() {
    let twice = format!("{TWICE}\nchange = \"at least 182.5\"");
    let open = answers(&["value = \"at least 182.5\"", &twice], 400);
    for answer in open {
        assert!(matches!(answer, Answer::CannotTell(more) if more.is_none_or(|more| more >= 800)), "{answer:?}");
    }
    assert_eq!(answers(&["value = \"at least 182.5\""], 1), [Answer::TooFew]);
}

/// As many as are said to tell do tell, here twice over.
#[test]
fn the_number_that_would_tell_tells() {
    let lines = ["value = \"at least 181.5\""];
    let [Answer::CannotTell(Some(all))] = answers(&lines, 40)[..] else { panic!("40 histories are few") };
    assert_eq!(answers(&lines, 2 * all.max(2000)), [Answer::Holds], "{all}");
}

#[test]
fn what_is_not_measured_gets_a_cure() {
    let at_line = "measure = \"share_line_active\"\n";
    let cases = [
        ("measure = \"exchange\"\nvalue = \"at least 1\"", "did you mean `exchanges`"),
        ("measure = \"returned\"\nvalue = \"at least 1\"", "`side` as one of `north`, `south`"),
        ("measure = \"returned_north\"\nvalue = \"at least 1\"", "with `side = \"north\"`"),
        ("measure = \"exchanges\"\nside = \"north\"\nvalue = \"at least 1\"", "leave `side` and `category` out"),
        ("measure = \"exchanges\"\nvalue = \"at least 1 d\"", "a plain number"),
        ("measure = \"exchanges\"\nstatistic = \"probability\"\nvalue = \"at least 1\"", "statistic = \"mean\""),
        ("measure = \"longest_pause\"\nvalue = \"at least 30\"", "30 d"),
        ("measure = \"first_exchange\"\nvalue = \"at least 30 d\"", "statistic = \"median\""),
        ("measure = \"pause\"\nstatistic = \"p05\"\nvalue = \"at least 30 d\"", "statistic = \"restricted mean\""),
        ("measure = \"yield\"\nside = \"north\"\nvalue = \"at least 30%\"", "leave this line out"),
        ("measure = \"yield\"\nstatistic = \"mean\"\nvalue = \"at least 30%\"", "statistic = \"ratio\""),
        ("measure = \"yield\"\nvalue = \"at least 30 d\"", "write a percentage"),
        (&format!("measure = \"yield\"\n{TWICE}\nchange = \"at least 5%\""), "5 points"),
        (&format!("{at_line}statistic = \"median\"\nvalue = \"at least 5%\""), "statistic = \"mean\""),
        (&format!("measure = \"exchanges\"\nstatistic = \"median\"\n{TWICE}\nchange = \"at least 5%\""), "in its unit"),
    ];
    let flat = |page: &str| page.replace('|', "").split_whitespace().collect::<Vec<_>>().join(" ");
    for (lines, cure) in cases {
        let scenario = scenario(&format!("[[claim]]\nsays = \"It comes out so.\"\n{lines}\n"));
        let Err(problems) = questions(&scenario) else { panic!("this can be asked:\n{lines}") };
        let page = problems.to_string();
        assert!(flat(&page).contains(cure) && page.contains("case.toml:"), "no `{cure}` in\n{page}");
    }
    let more = "[mediators.port]\n[channels.track]\nissues = [\"pow\"]\n";
    let gone = "measure = \"share_track_active\"\nwith = { \"channels.track.enabled\" = false }\nchange = \"at least 1 points\"";
    let scenario = scenario(&format!("{more}[[claim]]\nsays = \"It comes out so.\"\n{gone}\n"));
    assert!(questions(&scenario).is_err_and(|problems| flat(&problems.to_string()).contains("no such measure")));
}

/// Claims come back from what is written out, move no number, and stay with a variant unless it has its own.
#[test]
fn claims_are_words() {
    let with = scenario(&claim(&format!("by = \"Somebody\"\n{TWICE}\nchange = \"at least 175\"")));
    let without = scenario("");
    assert_eq!(with.digest, without.digest);
    assert_ne!(with.text_digest, without.text_digest);
    let again = load_str("again.toml", &with.resolved, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!((&again.text_digest, &again.digest), (&with.text_digest, &with.digest));
    assert_eq!(
        again.claims[0].with.as_ref().map(|with| with.digest()),
        with.claims[0].with.as_ref().map(|w| w.digest())
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("base.toml"), &with.resolved).unwrap();
    let variant = |text: &str| {
        std::fs::write(path("variant.toml"), format!("{text}\nextends = \"base.toml\"\n")).unwrap();
        load(&path("variant.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}")).claims
    };
    assert_eq!(variant("").len(), 1);
    assert_eq!(variant("claim = []").len(), 0);
    let patch = Patch::parse("claim.says=x").unwrap();
    assert!(
        load(&path("base.toml"), &[patch]).is_err_and(|problems| problems.to_string().contains("no section `claim`"))
    );
}

/// The claims of one scenario are said of another one, or an error points into them.
#[test]
fn claims_are_carried_to_a_variant() {
    let base = scenario(&claim("with = { \"mediators.friend.out\" = true }\nchange = \"at most 0\""));
    let claims = carried(&base.claims, "base");
    let variant = load_str("variant.toml", SMALL, &[claims.clone()]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(variant.claims.len(), 1);
    let problems =
        load_str("variant.toml", &SMALL.replace("friend", "other"), &[claims]).expect_err("nobody to take out");
    let page = problems.to_string();
    assert!(page.contains("the claims of base") && page.contains("mediators has no `friend`"), "{page}");
}

/// What is claimed of a shipped scenario comes out as its file says.
#[test]
fn shipped_claims() {
    let scenario = load("guarantors".as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let questions = questions(&scenario).unwrap_or_else(|problems| panic!("{problems}"));
    let mut answers = Answers::new(&scenario.setup, &questions);
    let setups = answers.arms();
    let batch = Batch { seed: 1, replications: 1000, threads: 0 };
    batch.play(&setups, |k, outcomes| answers.push(k, outcomes), |_| true).expect("it plays");
    let said: Vec<Answer> = answers.answered().into_iter().map(|answered| answered.answer).collect();
    assert_eq!(said, [Answer::Holds, Answer::Holds]);
}
