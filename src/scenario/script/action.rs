//! What one event does: its action table, read into the model's [`Action`] and into a sentence.

use jiff::civil::Date;

use super::{Change, SetEvent};
use crate::{
    kernel::Key,
    model::{
        peace::{Custody, PRECEDENTS},
        script::{Action, ScriptedDemand, Stored},
        setup::{Channel, Params},
        side::{CategoryId, ChannelId, IssueId, MediatorId, Side},
    },
    scenario::{
        evidence::quoted,
        problem::{Place, Problem, listed},
        quantity::{Kind, show},
        read::{Reader, Wanted},
        rows::{ACTIONS, ActionRow, CUSTODY, PRECEDENT_NAMES},
        shown::law_text,
        spec::{About, keys},
        tree::{Node, Table, Value, to_toml},
    },
};

pub(super) fn only_action<'t>(
    r: &mut Reader<'_>,
    id: &str,
    table: &'t Table,
) -> Option<(&'static ActionRow, Place, &'t Node)> {
    let mut found = table.entries.iter().filter_map(|entry| {
        let row = ACTIONS.iter().find(|action| action.key == entry.key)?;
        Some((row, entry.key_at, &entry.node))
    });
    let names: Vec<&str> = ACTIONS.iter().map(|action| action.key).collect();
    let Some(first) = found.next() else {
        let place = table.entries.first().map(|entry| entry.key_at);
        let message = format!("event `{id}` does nothing");
        let cure = format!("give it one action: {}", listed(&names));
        r.problems.push(Problem::error(place, message).label("in this table").cure(cure));
        return None;
    };
    if let Some(second) = found.next() {
        let message = format!("event `{id}` does two things, `{}` and `{}`", first.0.key, second.0.key);
        let problem = Problem::error(Some(second.1), message).related(first.1, "the first");
        r.problems.push(problem.cure("make two events of it, on the same day; they happen in file order"));
        return None;
    }
    Some(first)
}

/// The reading of one action.
pub(super) struct Act<'r, 'n, 't> {
    pub(super) r: &'r mut Reader<'n>,
    pub(super) table: &'t str,
    pub(super) id: &'t str,
    pub(super) key: &'static str,
    pub(super) parts: &'t Table,
    pub(super) at: Place,
    /// The sentence so far.
    pub(super) said: Vec<String>,
    pub(super) change: Option<Change>,
    /// It names somebody who is not enabled.
    pub(super) off: bool,
}

impl<'t> Act<'_, '_, 't> {
    pub(super) fn read(&mut self, params: &Params, on: Option<Date>, sets: &mut Vec<SetEvent>) -> Option<Action> {
        let key = Key::of(&format!("event:{}", self.id));
        Some(match self.key {
            "demand" => self.demand(key, params)?,
            "shock" => {
                let severity = self.number("severity", Kind::Number, true)?;
                Action::Shock { key, severity, scope: self.scope(&params.channels)? }
            }
            "venue" => {
                let channel = self.channel();
                let severity = self.number("severity", Kind::NonNegative, true)?;
                Action::Venue { channel: channel?, severity }
            }
            "sideline" => Action::Sideline { channel: self.channel()? },
            "terminate" => self.terminate(params)?,
            "peace" => self.peace()?,
            "leak" => Action::Leak { key, channel: self.channel()? },
            "replace" => {
                let (channel, side) = (self.channel(), self.side());
                let authority = self.number("authority", Kind::Share, true)?;
                Action::Replace { channel: channel?, side: side?, authority }
            }
            "default" => {
                let (mediator, side) = (self.mediator(), self.side());
                Action::Default { mediator: mediator?, side: side? }
            }
            "attach" | "detach" => {
                let (channel, mediator) = (self.channel(), self.mediator());
                let (channel, mediator) = (channel?, mediator?);
                if self.key == "attach" {
                    Action::Attach { channel, mediator }
                } else {
                    Action::Detach { channel, mediator }
                }
            }
            "capture" => {
                let (side, category) = (self.side(), self.id("category", "categories", true));
                let people = self.number("people", Kind::People, true)?;
                Action::Capture { side: side?, category: CategoryId(category?), people }
            }
            "state" => {
                let channel = self.channel();
                let node = self.required("state")?;
                let state = self.r.state("state", node)?;
                self.words("state", state.name());
                Action::State { channel: channel?, state }
            }
            _ => self.set(on, sets)?,
        })
    }

    fn demand(&mut self, key: Key, params: &Params) -> Option<Action> {
        let issue = self.id("issue", "issues", true);
        let size = self.number("size", Kind::Size, false);
        let channel = self.id("channel", "channels", false).map(ChannelId);
        let issue = IssueId(issue?);
        if let (Some(channel), Some(node)) = (channel, self.parts.get("channel"))
            && params.channels.get(channel.index()).is_some_and(|c| !c.issues.contains(&issue))
        {
            let cure = format!(
                "add the issue to `issues` of [channels.{}], or name another channel",
                params.channels[channel.index()].id
            );
            self.r.error(node.at, "this channel does not carry that issue", cure);
            return None;
        }
        let custody = self.custody(params, issue)?;
        Some(Action::Demand(ScriptedDemand { key, issue, size, channel, custody }))
    }

    /// Who keeps some of the released; nothing at all if it is written and cannot be read.
    fn custody(&mut self, params: &Params, issue: IssueId) -> Option<Option<Custody>> {
        let Some(node) = self.parts.get("custody") else { return Some(None) };
        let Some(table) = node.as_table() else {
            let cure = "write `custody = { mediator = \"...\", side = \"...\", people = 5 }`";
            self.r.error(node.at, "`custody` is a table", cure);
            return None;
        };
        self.r.known_keys("custody", table, &keys(CUSTODY));
        if params.issues[issue].categories.is_empty() {
            self.r.error(node.at, "nobody moves on this issue", "leave out `custody`");
            return None;
        }
        if params.issues[issue].to.is_some() {
            let cure = "leave out `custody`, or name an issue on which both sides give and receive";
            self.r.error(node.at, "those returned one way are not kept in custody", cure);
            return None;
        }
        let mut inner = Act { r: self.r, parts: table, said: Vec::new(), change: None, key: "demand.custody", ..*self };
        let (mediator, side) = (inner.mediator(), inner.side());
        let people = inner.number("people", Kind::People, true);
        if let Some(node) = table.get("people").filter(|_| people.is_some_and(|people| people.fract() != 0.0)) {
            inner.r.error(node.at, "part of a person cannot be kept", "write a whole number");
        }
        let (said, off) = (inner.said.join(" "), inner.off);
        self.off |= off;
        self.said.push(format!("custody {said}"));
        Some(Some(Custody { mediator: mediator?, side: side?, people: people? as u32 }))
    }

    fn terminate(&mut self, params: &Params) -> Option<Action> {
        let issue = IssueId(self.id("issue", "issues", true)?);
        if let Some(node) = self.parts.get("issue").filter(|_| !params.issues[issue].standing) {
            let cure = "name an issue with `standing = true`";
            self.r.error(node.at, "nothing stays in force on this issue, so nothing can be terminated", cure);
            return None;
        }
        Some(Action::Terminate { issue })
    }

    fn peace(&mut self) -> Option<Action> {
        let node = self.required("release")?;
        let chosen = self.r.choice("release", node, PRECEDENT_NAMES)?;
        self.words("release", PRECEDENT_NAMES[chosen]);
        let after = self.number("after", Kind::Time, false).unwrap_or(0.0);
        Some(Action::Peace { precedent: &PRECEDENTS[chosen], after })
    }

    fn set(&mut self, on: Option<Date>, sets: &mut Vec<SetEvent>) -> Option<Action> {
        let path_node = self.required("path")?;
        let path = self.r.text("path", path_node)?;
        let value = self.required("value")?;
        self.words("path", &path);
        let plain = value.as_table().and_then(|table| table.get("value")).unwrap_or(value);
        self.r.page.number("set.value", to_toml(value), to_toml(plain), false);
        self.said.push(format!("to {}", to_toml(plain).replace('"', "")));
        let value_text = law_text(&to_toml(plain).replace('"', ""));
        self.change = Some(Change { path: path.clone(), value: value_text });
        let stored = self.stored(&path);
        sets.push(SetEvent { id: self.id.into(), on: on?, path, path_at: path_node.at, value: value.clone() });
        Some(Action::Set { stored })
    }

    /// What a path names that the engine stores and moves on its own: one value, or all of its kind.
    fn stored(&self, path: &str) -> Vec<Stored> {
        let names = self.r.names;
        let part: Vec<&str> = path.split('.').collect();
        let [section, id, key, rest @ ..] = part.as_slice() else { return Vec::new() };
        let place = |list: &[String]| list.iter().position(|name| name == id).and_then(|i| u16::try_from(i).ok());
        let named = |name: &str| rest.first().is_none_or(|part| *part == name);
        let sides = || Side::BOTH.into_iter().filter(|&s| named(names.side(s)));
        match (*section, *key) {
            ("channels", "authority" | "trust") => place(&names.channels).map_or(Vec::new(), |c| {
                let stored = if *key == "trust" { Stored::Trust } else { Stored::Authority };
                sides().map(|s| stored(ChannelId(c), s)).collect()
            }),
            ("mediators", "credibility") => place(&names.mediators)
                .map_or(Vec::new(), |m| sides().map(|s| Stored::Credibility(MediatorId(m), s)).collect()),
            ("sides", "pool") => Side::BOTH
                .into_iter()
                .filter(|&s| names.side(s) == *id)
                .flat_map(|s| {
                    let categories = (0..).zip(&names.categories).filter(|(_, name)| named(name));
                    categories.map(move |(k, _)| Stored::Pool(s, CategoryId(k)))
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The channels that a shock reaches.
    fn scope(&mut self, channels: &[Channel]) -> Option<Vec<ChannelId>> {
        let all = (0..).zip(channels);
        let node = self.parts.get("scope");
        let scoped: Vec<ChannelId> = match node.map(|node| (&node.value, node)) {
            None => all.map(|(i, _)| ChannelId(i)).collect(),
            Some((Value::Text(word), _)) if word == "all" => all.map(|(i, _)| ChannelId(i)).collect(),
            Some((Value::Table(table), _)) if table.entries.len() == 1 => {
                let entry = &table.entries[0];
                match entry.key.as_str() {
                    "issue" => {
                        let id = self.known("issues", &entry.node)?;
                        all.filter(|(_, c)| c.issues.contains(&IssueId(id))).map(|(i, _)| ChannelId(i)).collect()
                    }
                    "channels" => self.r.ids("channels", "channels", &entry.node).into_iter().map(ChannelId).collect(),
                    _ => return self.no_scope(&entry.node),
                }
            }
            Some((_, node)) => return self.no_scope(node),
        };
        let text = node.map_or_else(|| "\"all\"".into(), to_toml);
        self.said.push(format!("scope {}", text.replace(['"', '{', '}'], "").trim()));
        self.r.page.value("shock.scope", text);
        Some(scoped)
    }

    fn no_scope<T>(&mut self, node: &Node) -> Option<T> {
        let cure = "write \"all\", { issue = \"pow\" } or { channels = [\"istanbul\"] }";
        self.r.error(node.at, "this is not a scope", cure);
        None
    }

    /// A part that must be there.
    fn required(&mut self, key: &str) -> Option<&'t Node> {
        let node = self.parts.get(key);
        if node.is_none() {
            let message = format!("`{}` needs `{key}`", self.key);
            let cure = match self.parts.entries.is_empty() {
                true => format!("write `{} = {{ {key} = ... }}`", self.key),
                false => format!("add `{key} = ...` to what is in its braces"),
            };
            self.r.error(self.at, message, cure);
        }
        node
    }

    fn channel(&mut self) -> Option<ChannelId> {
        self.id("channel", "channels", true).map(ChannelId)
    }

    fn mediator(&mut self) -> Option<MediatorId> {
        self.id("mediator", "mediators", true).map(MediatorId)
    }

    fn side(&mut self) -> Option<Side> {
        self.id("side", "sides", true).map(|index| Side::BOTH[usize::from(index)])
    }

    fn id(&mut self, key: &str, section: &str, required: bool) -> Option<u16> {
        let node = if required { self.required(key)? } else { self.parts.get(key)? };
        let id = self.known(section, node)?;
        let name = node.as_text().unwrap_or("").to_string();
        self.words(key, &name);
        Some(id)
    }

    fn known(&mut self, section: &str, node: &Node) -> Option<u16> {
        self.off |= node.as_text().is_some_and(|id| self.r.names.is_off(section, id));
        self.r.id(section, node)
    }

    fn number(&mut self, key: &str, kind: Kind, required: bool) -> Option<f64> {
        let node = if required { self.required(key)? } else { self.parts.get(key)? };
        let full = format!("{}.{key}", self.key);
        let about = About { doc: "A number of a scripted event.", used: "1.7", ..About::default() };
        let wanted = Wanted { table: self.table, key: &full, kind, node: Some(node), default: "", about };
        let number = self.r.number(wanted)?;
        self.said.push(format!("{key} {}", show(number)));
        Some(number)
    }

    fn words(&mut self, key: &str, value: &str) {
        self.said.push(if key == "channel" { format!("on {value}") } else { value.to_string() });
        self.r.page.value(&format!("{}.{key}", self.key), quoted(value));
    }
}
