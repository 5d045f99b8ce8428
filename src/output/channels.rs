//! Channels: turns what channels carried, and what became of agreements, into the plain data of two figures.

use super::{
    charts::Context,
    figure::{
        acceptability::{self, AcceptabilityData, Fate},
        network::{self, NetworkData, Part},
    },
};
use crate::{
    experiment::{agreed::AgreedDeal, estimate::Estimate, summary::Summary},
    model::{
        outcome::Ending,
        script::Action,
        setup::{Channel, Kind},
        side::{ChannelId, IssueId, MediatorId, Side},
    },
};

impl Context<'_> {
    /// Every channel with those on it, and what it carried.
    pub(super) fn network(&self, summary: &Summary<'_>) -> NetworkData {
        let channel = |(c, channel): (usize, &Channel)| network::Channel {
            name: channel.name.clone() + if channel.out { " (out)" } else { "" },
            kind: match channel.kind {
                Kind::Direct => network::Kind::Direct,
                Kind::Plenary => network::Kind::Plenary,
                Kind::Mediated => network::Kind::Mediated,
                Kind::Relay => network::Kind::Relay,
                Kind::Technical => network::Kind::Technical,
            },
            authority: channel.authority.0,
            hops: channel.hops.iter().map(|hop| hop.name.clone()).collect(),
            mediators: self.mediators(ChannelId(c as u16), channel),
            carried: channel.issues.iter().map(|&i| self.carried(summary, ChannelId(c as u16), i)).collect(),
        };
        let channels = &self.setup.phases[0].channels;
        let issues = self.setup.issue_ids().filter(|i| !channels.iter().any(|c| c.issues.contains(i)));
        let how = if self.setup.has_custody() { "without a deal" } else { "after hostilities" };
        let released = summary.carried().released().as_ref().filter(|e| e.value > 0.0).map(mean);
        let released = released.map(|people| network::Released { how: how.into(), people });
        NetworkData {
            title: String::new(),
            sides: Side::BOTH.map(|s| self.side_name(s)),
            channels: channels.iter().enumerate().map(channel).collect(),
            uncarried: issues.map(|i| self.setup.phases[0].issues[i].name.clone()).collect(),
            released,
        }
    }

    /// Those listed with a channel, hosts of its places who join only there, and those whom the script attaches.
    fn mediators(&self, c: ChannelId, channel: &Channel) -> Vec<network::Mediator> {
        let mut there: Vec<(MediatorId, Part)> = channel.mediators.iter().map(|m| (*m, Part::Acting)).collect();
        let hosts = channel.venues.iter().filter_map(|venue| venue.host).map(|m| (m, Part::Host));
        let attached = self.setup.script.iter().filter_map(|scripted| match scripted.action {
            Action::Attach { channel, mediator } if channel == c => Some((mediator, Part::Scripted)),
            _ => None,
        });
        for (m, part) in hosts.chain(attached) {
            if there.iter().all(|(other, _)| *other != m) {
                there.push((m, part));
            }
        }
        let mediator = |(m, part): (MediatorId, Part)| {
            let m = &self.setup.phases[0].mediators[m];
            let part = match () {
                () if m.out => Part::Out,
                () if m.is_placebo() => Part::Placebo,
                () => part,
            };
            network::Mediator { name: m.name.clone(), part }
        };
        there.into_iter().map(mediator).collect()
    }

    fn carried(&self, summary: &Summary<'_>, channel: ChannelId, issue: IssueId) -> network::Carried {
        let people = summary.carried().people(channel, issue).as_ref().map(mean);
        let issue_numbers = &self.setup.phases[0].issues[issue];
        network::Carried {
            issue: issue_numbers.name.clone(),
            deals: summary.carried().deals(channel, issue).map_or(0.0, |e| e.value),
            people: people.filter(|_| !issue_numbers.categories.is_empty()),
            one_way: issue_numbers.to.is_some(),
        }
    }

    /// Agreements in principle by size and ratio, and what the capitals made of them.
    pub(super) fn acceptability(&self, summary: &Summary<'_>) -> AcceptabilityData {
        let agreed = summary.agreed();
        let p = &self.setup.phases[0];
        let deal = |d: &AgreedDeal| acceptability::Deal {
            replication: d.replication,
            size: d.size,
            ratio: d.ratio,
            fate: match d.ending {
                Ending::Executed => Fate::Executed,
                Ending::Refused => Fate::Refused,
                Ending::Reneged => Fate::Reneged,
                _ => Fate::Other,
            },
            ending: d.ending.name().into(),
        };
        let share = |e: &Estimate| {
            let (low, high) = e.interval.map_or((e.value, e.value), |i| (i.low.max(0.0), i.high.min(1.0)));
            acceptability::Share { value: e.value, low, high }
        };
        let (within, beyond) = agreed.by_tolerance();
        let tolerance = Side::BOTH.map(|s| p.sides[s].tolerance);
        let moves = self.setup.phases.iter().any(|p| Side::BOTH.map(|s| p.sides[s].tolerance) != tolerance);
        AcceptabilityData {
            title: String::new(),
            sides: Side::BOTH.map(|s| self.side_name(s)),
            tolerance,
            moves,
            issue: p.issues[self.setup.focal].name.clone(),
            deals: agreed.kept().iter().map(deal).collect(),
            last: agreed.kept().last().map_or(0, |d| d.replication),
            all: agreed.n(),
            outside: agreed.outside(),
            bins: agreed
                .bins()
                .map(|b| acceptability::Bin { low: b.low, high: b.high, approved: share(&b.approved) })
                .collect(),
            within: within.as_ref().map(share),
            beyond: beyond.as_ref().map(share),
        }
    }
}

fn mean(e: &Estimate) -> network::Mean {
    let (low, high) = e.interval.map_or((e.value, e.value), |i| (i.low, i.high));
    network::Mean { value: e.value, low, high }
}
