//! The two scenarios over which the explanations are put, and what in them the signatures ask about.

use backchannel::{
    model::{
        setup::Setup,
        side::{ChannelId, IssueId, Side},
    },
    scenario::{Patch, Rival, Scenario, library, load, load_str},
};

/// A scenario and the days on which its signatures turn.
pub struct World {
    pub id: &'static str,
    /// Histories.
    pub n: u64,
    /// Histories where a change is made besides.
    pub effects: u64,
    pub scenario: Scenario,
    pub pow: IssueId,
    pub remains: IssueId,
    /// The delegations' table, the military-intelligence line and the line of the dead.
    pub table: ChannelId,
    pub line: ChannelId,
    pub dead: ChannelId,
    /// Days since the start: the meeting of 2 June 2025, the upper track and the autumn's pressure.
    pub june: f64,
    pub upper: f64,
    pub autumn: f64,
    /// Different explanations to be set beside each other.
    pub alike: &'static [[&'static str; 2]],
}

impl World {
    pub fn new(id: &'static str, [n, effects]: [u64; 2], table: &'static str, days: [f64; 3]) -> World {
        let scenario = load(id.as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let setup = &scenario.setup;
        let channels = &setup.phases[0].channels;
        let channel =
            |id: &str| ChannelId(channels.iter().position(|c| c.id == id).unwrap_or_else(|| panic!("no {id}")) as u16);
        let issues = &setup.phases[0].issues;
        let issue =
            |id: &str| IssueId(issues.iter().position(|i| i.id == id).unwrap_or_else(|| panic!("no {id}")) as u16);
        let (pow, remains) = (issue("pow"), issue("remains"));
        let (table, line, dead) = (channel(table), channel("military-intelligence"), channel("icrc-remains"));
        let [june, upper, autumn] = days;
        World { id, n, effects, pow, remains, table, line, dead, june, upper, autumn, alike: &[], scenario }
    }

    pub fn both() -> [World; 2] {
        let istanbul = World::new("istanbul-2025", [10_000, 2_000], "istanbul", [32.0, 107.0, 169.0]);
        [
            World { alike: &[["low-mandate=russia", "learning"], ["bad-faith=russia", "parity=russia"]], ..istanbul },
            World::new("record-2022-2025", [1_000, 300], "istanbul-2025", [1194.0, 1269.0, 1331.0]),
        ]
    }

    pub fn setup(&self) -> &Setup {
        &self.scenario.setup
    }

    pub fn middle(&self) -> f64 {
        self.setup().horizon.days() / 2.0
    }

    /// The date of the middle.
    pub fn middle_date(&self) -> &'static str {
        match self.id {
            "istanbul-2025" => "2025-08-16",
            _ => "2024-01-13",
        }
    }

    pub fn table_id(&self) -> &str {
        &self.setup().phases[0].channels[self.table.index()].id
    }

    /// The scenario with an explanation over it, if any, and a change, if any.
    pub fn arm(&self, said: Option<&str>, change: Option<&Change>) -> Scenario {
        let mut patches: Vec<Patch> = Vec::new();
        if let Some(said) = said {
            patches.push(Patch::Rival(Rival::parse(said).unwrap_or_else(|problems| panic!("{problems}"))));
        }
        let mut text = library::find(self.id).expect("a shipped scenario").1.to_string();
        if let Some(change) = change {
            text += &change.added;
            patches.extend(change.set.iter().map(|(path, value)| Patch::new(path.as_str(), *value)));
        }
        let name = format!("scenarios/{}.toml", self.id);
        load_str(&name, &text, &patches).unwrap_or_else(|problems| panic!("{said:?}: {problems}"))
    }
}

/// Something done to both arms besides, in order to see what it does.
#[derive(Clone, Default)]
pub struct Change {
    /// Text put at the end of the file.
    pub added: String,
    /// Numbers set, as with `--set`.
    pub set: Vec<(String, &'static str)>,
}

/// The id of a side in both scenarios.
pub fn side_id(side: Side) -> &'static str {
    match side {
        Side::A => "ukraine",
        Side::B => "russia",
    }
}

/// Its name.
pub fn side_name(side: Side) -> &'static str {
    match side {
        Side::A => "Ukraine",
        Side::B => "Russia",
    }
}
