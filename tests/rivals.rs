//! Rival explanations: patches whose side, and whose mirror, is a parameter.

mod common;

use std::{collections::BTreeSet, fs};

use backchannel::{
    kernel::Key,
    model::{setup::Setup, side::Side},
    scenario::{Input, Patch, Rival, Scenario, library, load, load_str},
};
use common::{mirrored, outcomes};

/// The scenarios over which every explanation can be put.
const BASES: [&str; 2] = ["istanbul-2025", "record-2022-2025"];
const SIDES: [&str; 2] = ["ukraine", "russia"];

fn patched(base: &str, said: &[String]) -> Scenario {
    let rival = |said: &String| Patch::Rival(Rival::parse(said).unwrap_or_else(|problems| panic!("{problems}")));
    let patches: Vec<Patch> = said.iter().map(rival).collect();
    load(base.as_ref(), &patches).unwrap_or_else(|problems| panic!("{said:?} over {base}: {problems}"))
}

/// Every explanation as it can be said: of either side, or of both alike.
fn ways(id: &str) -> Vec<String> {
    match Rival::parse(id).unwrap().head().unwrap().of_a_side {
        true => SIDES.map(|side| format!("{id}={side}")).into(),
        false => vec![id.to_string()],
    }
}

#[test]
fn each_says_who_argues_it_and_changes_both_bases() {
    for (id, _) in library::RIVALS {
        let head = Rival::parse(id).unwrap().head().unwrap();
        assert!(!head.argued.is_empty() && head.says.ends_with('.') && head.shows.ends_with('.'), "{id}");
        for base in BASES {
            let plain = patched(base, &[]);
            let arms: Vec<Scenario> = ways(id).iter().map(|said| patched(base, std::slice::from_ref(said))).collect();
            let digests: BTreeSet<&str> = arms.iter().chain([&plain]).map(|s| s.digest.as_str()).collect();
            assert_eq!(digests.len(), arms.len() + 1, "{id} over {base}: a way that changes nothing, or both alike");
            for arm in &arms {
                assert!(arm.warnings.is_empty(), "{id} over {base}: {}", arm.warnings);
                // Its numbers come with what they rest on.
                let stood =
                    |new: &&Input| !plain.inputs.iter().any(|old| (&old.path, &old.value) == (&new.path, &new.value));
                for new in arm.inputs.iter().filter(stood) {
                    assert!(new.evidence.range.is_some() || new.path.ends_with("visibility"), "{id}: {}", new.path);
                    assert!(!new.evidence.sources.is_empty() && !new.evidence.why.is_empty(), "{id}: {}", new.path);
                }
            }
        }
    }
}

/// The same scenario with everything that is said of one side said of the other. Draws go by id, so that the sides keep
/// their luck.
fn mirror(base: &str, rival: &str) -> Setup {
    let text = library::find(base).unwrap().1;
    let word = |word: &str| match word {
        "ukraine" => "russia".to_string(),
        "russia" => "ukraine".to_string(),
        other => other.to_string(),
    };
    let mut swapped = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_lowercase()) {
        let end = rest[at..].find(|c: char| !c.is_ascii_lowercase()).map_or(rest.len(), |length| at + length);
        swapped += &rest[..at];
        swapped += &word(&rest[at..end]);
        rest = &rest[end..];
    }
    swapped += rest;
    let swapped = swapped.replace("side_a = \"russia\"", "side_a = \"ukraine\"");
    let patch = Patch::Rival(Rival::parse(rival).unwrap());
    let scenario = load_str("mirror.toml", &swapped, &[patch]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut setup = scenario.setup;
    for phase in &mut setup.phases {
        for side in Side::BOTH {
            phase.sides[side].key = Key::of(&phase.sides[side.other()].id);
        }
    }
    setup
}

/// For each explanation: the mirror, run over the mirrored scenario, gives exactly mirrored histories.
#[test]
fn mirrors_are_exact() {
    for (base, histories) in BASES.into_iter().zip([40, 3]) {
        for (id, _) in library::RIVALS {
            let said = ways(id);
            for (one, other) in said.iter().zip(said.iter().rev()) {
                let plain = patched(base, std::slice::from_ref(one));
                let mut image = patched(base, &[]);
                image.setup = mirror(base, other);
                for (one, other) in outcomes(&plain, 3, histories).iter().zip(outcomes(&image, 3, histories)) {
                    assert_eq!(mirrored(one), other, "{id} over {base}");
                }
            }
        }
    }
}

/// They are patches like others: several at once, of another channel, from a file of one's own, and with single numbers.
#[test]
fn they_combine() {
    let both = patched("istanbul-2025", &["low-mandate=russia".into(), "bad-faith=ukraine".into()]);
    let number = |s: &Scenario, path: &str| s.inputs.iter().find(|i| i.path == path).and_then(|i| i.number).unwrap();
    assert_eq!(number(&both, "channels.istanbul.authority.russia"), 0.2);
    assert_eq!(number(&both, "channels.istanbul.authority.ukraine"), 0.6);
    assert_eq!(number(&both, "sides.ukraine.bad_faith.pow"), 0.45);
    let line = patched("istanbul-2025", &["low-mandate=russia@military-intelligence".into()]);
    assert_eq!(number(&line, "channels.military-intelligence.authority.russia"), 0.2);
    assert_eq!(number(&line, "channels.istanbul.authority.russia"), 0.6);

    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mine.toml");
    let text = "[rival]\ntitle = \"Mine\"\nsays = \"So.\"\nshows = \"That.\"\n[sides.OTHER]\nlobby = 0.3\n\
                [events.order]\nset = { path = \"channels.line.authority.SIDE\" }\n";
    fs::write(&file, text).unwrap();
    let said = format!("{}=north", file.display());
    let scenario = "[events.order]\non = 2025-06-01\nset = { path = \"rules.patience\", value = 0.5 }\n";
    let base = format!("{}{scenario}", include_str!("fixtures/small.toml"));
    let patch = Patch::Rival(Rival::parse(&said).unwrap());
    let mine = load_str("small.toml", &base, &[patch]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(number(&mine, "sides.south.lobby"), 0.3);
    assert_eq!(number(&mine, "sides.north.lobby"), 0.1);
    let authority = mine.setup.phases[1].channels[0].authority;
    assert_eq!((authority[Side::A], authority[Side::B]), (0.5, 0.6));
}

/// What is wrong with one is said where it was written, with a cure.
#[test]
fn what_cannot_be_said_gets_a_cure() {
    for (base, said, message, cure) in [
        ("istanbul-2025", "low-mandate", "none is named", "--rival low-mandate=ukraine or --rival low-mandate=russia"),
        ("istanbul-2025", "low-mandate=rusia", "no side `rusia`", "did you mean `russia`"),
        ("istanbul-2025", "learning=russia", "not said of one side", "leave the side out"),
        ("istanbul-2025", "low-mandate=russia@emirate", "no channel `emirate`", "did you mean `emirates`"),
        ("tutorial", "low-mandate=north", "no channel `istanbul`", "--rival low-mandate=north@CHANNEL"),
        ("istanbul-2025", "bad-faith=russia@emirates", "not said of one channel", "--rival bad-faith=russia"),
        ("tutorial", "imbalance-cost=north", "issues has no `remains`", "issues here: `pow`"),
        ("tutorial", "attention-shift=north", "the base has no windows", "cannot be said of this scenario"),
        ("tutorial", "scenarios/tutorial.toml=north", "is no rival explanation", "`[rival]`"),
    ] {
        let patch = Patch::Rival(Rival::parse(said).unwrap());
        let page = load(base.as_ref(), &[patch]).expect_err(said).render(false).replace('|', " ");
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(message) && page.contains(cure), "{said}:\n{page}");
    }
    for (said, cure) in [
        ("low-mandat=russia", "did you mean `low-mandate`"),
        ("low-mandate:russia", "write low-mandate=SIDE"),
        ("nowhere.toml=russia", "there is no file nowhere.toml"),
    ] {
        let unknown = Rival::parse(said).unwrap_err().render(false);
        assert!(unknown.contains(cure), "{unknown}");
    }
}

/// So is what is wrong with a file of one's own.
#[test]
fn a_file_of_ones_own_gets_a_cure() {
    const HEAD: &str = "[rival]\ntitle = \"Mine\"\nsays = \"So.\"\nshows = \"That.\"\nargued = [\"me\"]\n";
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mine.toml");
    for (text, of, message, cure) in [
        ("", "", "changes nothing", "write the keys that differ"),
        ("[channels.CHANNEL]\nauthority.SIDE = 0.2\n", "=north", "is said of a channel, and none is named", "@CHANNEL"),
        ("[channels.line]\nsecrecy = 0.2\n", "=north", "not said of one side", "write SIDE in the file"),
        ("extends = \"tutorial.toml\"\n", "", "has no `extends`", "leave the line out"),
    ] {
        let text = if text.starts_with("extends") { format!("{text}{HEAD}") } else { format!("{HEAD}{text}") };
        fs::write(&file, text).unwrap();
        let patch = Patch::Rival(Rival::parse(&format!("{}{of}", file.display())).unwrap());
        let page = load("tutorial".as_ref(), &[patch]).expect_err(message).render(false).replace('|', " ");
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(message) && page.contains(cure), "{message}:\n{page}");
    }
}

#[test]
fn a_mirror_is_said_of_the_other_side() {
    let mirror = |said: &str| Rival::parse(said).unwrap().mirror(SIDES);
    assert_eq!(mirror("low-mandate=russia").as_deref(), Some("low-mandate=ukraine"));
    assert_eq!(mirror("low-mandate=ukraine@emirates").as_deref(), Some("low-mandate=russia@emirates"));
    assert_eq!(mirror("learning"), None);
}

/// A file may lie in a folder whose name has the signs of this language.
#[test]
fn a_file_may_lie_anywhere() {
    let dir = tempfile::Builder::new().prefix("a@b=").tempdir().unwrap();
    let file = dir.path().join("mine.toml");
    let head = "[rival]\ntitle = \"Mine\"\nsays = \"So.\"\nshows = \"That.\"\n";
    fs::write(&file, format!("{head}[channels.CHANNEL]\nsecrecy = 0.5\n")).unwrap();
    let patch = Patch::Rival(Rival::parse(&format!("{}@line", file.display())).unwrap());
    load("tutorial".as_ref(), &[patch]).unwrap_or_else(|problems| panic!("{problems}"));
}
