//! The scenarios that come with the program. Adding one is a line.

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        /// Id and text of each, in the order in which they are listed.
        pub const SHIPPED: &[(&str, &str)] = &[
            $(($id, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/", $id, ".toml")))),*
        ];
    };
}

shipped!["istanbul-2025", "military-intelligence", "record-2022-2025", "tutorial"];

/// The text of a shipped scenario, by id or file name.
pub fn find(name: &str) -> Option<(&'static str, &'static str)> {
    let id = name.strip_suffix(".toml").unwrap_or(name);
    SHIPPED.iter().find(|(shipped, _)| *shipped == id).copied()
}

/// The ids.
pub fn ids() -> Vec<&'static str> {
    SHIPPED.iter().map(|(id, _)| *id).collect()
}
