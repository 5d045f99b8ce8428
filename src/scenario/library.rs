//! The scenarios and the rival explanations that come with the program. Adding one is a line.

macro_rules! shipped {
    ($list:ident, $folder:literal, $doc:literal, $($id:literal),* $(,)?) => {
        #[doc = $doc]
        pub const $list: &[(&str, &str)] = &[
            $(($id, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), $folder, $id, ".toml")))),*
        ];
    };
}

shipped! {
    SHIPPED, "/scenarios/", "Id and text of each scenario, in the order in which they are listed.",
    "abu-dhabi-2025",
    "adverse-link",
    "belarus-embassy",
    "belarus-to-istanbul-2022",
    "children",
    "end-of-war-only",
    "end-of-war-only-eastern-front",
    "end-of-war-only-iran-iraq",
    "grain-corridor",
    "guarantors",
    "istanbul-2025",
    "military-intelligence",
    "military-will-sign",
    "ombudsmen",
    "paris-1969",
    "private-relay",
    "private-relay-dormant",
    "record-2022-2025",
    "return-of-the-dead",
    "tutorial",
    "upper-track",
    "vatican-relay",
}

shipped! {
    RIVALS, "/scenarios/rivals/", "Id and text of each rival explanation.",
    "low-mandate",
    "bad-faith",
    "non-response",
    "imbalance-cost",
    "attention-shift",
    "parity",
    "learning",
}

/// The text of a shipped scenario, by id or file name.
pub fn find(name: &str) -> Option<(&'static str, &'static str)> {
    named(SHIPPED, name)
}

/// The text of a shipped rival explanation, by id or file name.
pub fn rival(name: &str) -> Option<(&'static str, &'static str)> {
    named(RIVALS, name)
}

fn named(list: &[(&'static str, &'static str)], name: &str) -> Option<(&'static str, &'static str)> {
    let id = name.strip_suffix(".toml").unwrap_or(name);
    list.iter().find(|(shipped, _)| *shipped == id).copied()
}

/// The ids of the scenarios.
pub fn ids() -> Vec<&'static str> {
    SHIPPED.iter().map(|(id, _)| *id).collect()
}
