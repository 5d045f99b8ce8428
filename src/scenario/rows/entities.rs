//! The keys of sides, categories, issues, channels and mediators.

use super::super::{
    evidence::Grade::{Assumed, Recorded, Tuned},
    quantity::Kind::{Batch, DailyShare, NonNegative, People, Rate, Ratio, Share, Sign, Size, SizeLaw, TimeLaw},
    spec::{Row, Shape, Takes},
};
use super::events::NO_OR_PRECEDENT_NAMES;
use crate::model::{
    peace::PRECEDENTS,
    setup::{Category, Channel, Hop, Issue, Kind, Mediator, Referral, SideParams, Venue},
};

type S = Row<SideParams>;

/// `[sides.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const SIDE: &[Row<SideParams>] = &[
    S::new("name", Takes::Text(|s, x| s.name = x), "", "The side's name, as figures show it."),
    S::new("pool", Takes::Categories(People, |s, k, x| s.pool[k] = x), "0",
        "By category: its people held by the other side at the start.").used("1.1, 3.0, 3.2"),
    S::new("inflow", Takes::Categories(Rate, |s, k, x| s.inflow[k] = x), "0 per day", "By category: new captives.").used("1.1, 10"),
    S::new("attrition", Takes::Categories(DailyShare, |s, k, x| s.attrition[k] = x), "0 per day",
        "By category: share of the captives lost a day (deaths, transfers out of scope).").used("1.1, 10"),
    S::new("bad_faith", Takes::Issues(Share, |s, i, x| s.bad_faith[i] = x), "0.05",
        "Chance that a demand is entered only to stall; one number, or a table by issue.").used("3.1, 3.2, 3.3, 3.6")
        .frozen("0").range("0", "0.6"),
    S::number("tolerance", NonNegative, "0.25", |s, x| s.tolerance = x,
        "How lopsided a deal it can present as a win, log units (0.25 is giving 1.28 for 1).").used("3.2, 3.3")
        .range("0.05", "1").from(Assumed, "log ratios of recorded exchanges lie between -0.08 and 0.23"),
    S::number("opening", NonNegative, "0.6", |s, x| s.opening = x,
        "Mean opening demand, log units of received over given.").used("3.2").range("0.3", "1.5"),
    S::number("concession", Share, "0.22", |s, x| s.concession = x,
        "Share of the remaining gap it concedes a round.").used("3.2").range("0.1", "0.4").from(Assumed, "about five rounds"),
    S::number("imbalance_sensitivity", NonNegative, "0", |s, x| s.imbalance_sensitivity = x,
        "Political cost of visible imbalance, per log unit.").used("1.4, 2, 3.1, 3.3").range("0", "2"),
    S::number("lobby", Share, "0.1", |s, x| s.lobby = x,
        "Chance that a demand is pushed to bring home one captive of this side by name.").used("3.1")
        .frozen("0").range("0", "0.3").from(Assumed, "reported of armed formations on one side; set alike for both"),
    S::new("referral", Takes::Choice(&["logit", "always", "never"], |s, x| s.referral = [Referral::Logit, Referral::Always, Referral::Never][x]), "logit",
        "Whether its negotiators ask home: by size beyond the mandate, always or never."),
];

/// `[categories.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const CATEGORY: &[Row<Category>] = &[
    Row::new("name", Takes::Text(|c, x| c.name = x), "", "The category's name, as figures show it."),
    Row::<Category>::number("weight", Size, "1", |c, x| c.weight = x, "Bargaining weight; an other rank is 1.").used("1.2, 3.2"),
];

/// The default weights of categories that go by these ids (section 1.2).
pub fn category_weight(id: &str) -> &'static str {
    match id {
        "officer" => "2",
        "wounded" => "0.8",
        "foreign-fighter" => "3",
        _ => "1",
    }
}

type I = Row<Issue>;

/// `[issues.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const ISSUE: &[Row<Issue>] = &[
    I::new("name", Takes::Text(|i, x| i.name = x), "", "The issue's name, as figures show it."),
    I::by_hand("categories", Shape::Ids("categories"), "Who may be exchanged; none if nobody moves."),
    I::by_hand("reciprocal", Shape::Flag,
        "Whether both sides give and receive; if not, it is a one-way release. True unless said otherwise."),
    I::by_hand("to", Shape::Id("sides"), "One-way: the side whose people come home."),
    I::number("counter_share", Share, "0", |i, x| i.counter_share = x,
        "One-way: heads that go the other way, as a share of those that come home.").used("3.2"),
    I::new("standing", Takes::Flag(|i, x| i.standing = x), "false",
        "Whether a deal is an arrangement that stays in force until it is terminated."),
    I::new("ends_hostilities", Takes::Choice(&NO_OR_PRECEDENT_NAMES, |i, x| i.ends_hostilities = x.checked_sub(1).map(|p| &PRECEDENTS[p])),
        "no", "Whether a deal ends hostilities, and the precedent by which prisoners then go home."),
    I::number("demand", Rate, "0.095 per day", |i, x| i.demand = x,
        "How often somebody asks for a deal.").used("3.0")
        .range("0.03 per day", "0.25 per day").from(Tuned, "gives about eleven exchanges a year, as in 2024"),
    I::law("size", SizeLaw, "{ lognormal = { median = 90, log_sd = 0.7 } }", |i, x| i.size = x,
        "Size of a case, weighted units.").used("3.0, 3.2")
        .range("30", "250").from(Tuned, "2024: eleven exchanges of 49 to 230 people, mean 123"),
    I::number("routine_size", Size, "100", |i, x| i.routine_size = x,
        "A routine size, weighted units: what a negotiator of authority 0.6 may settle.").used("3.3, 3.4, 3.6").range("50", "200"),
    I::number("batch", Batch, "300", |i, x| i.batch = x,
        "Weighted units that cross on one day at most.").used("3.5")
        .range("200", "400").from(Recorded, "May 2025: 300 to 400 a day"),
    I::number("p_response", Share, "0.75", |i, x| i.p_response = x,
        "Chance of an answer when nothing pushes.").used("3.1").range("0.4", "0.95"),
    I::number("p_break", Share, "0.05", |i, x| i.p_break = x,
        "Chance that a round breaks when nothing pushes.").used("3.2").range("0.01", "0.15"),
    I::number("p_approval", Share, "0.9", |i, x| i.p_approval = x,
        "Chance that a capital approves when nothing pushes.").used("3.3").range("0.6", "0.98"),
    I::number("p_renege", Share, "0.04", |i, x| i.p_renege = x,
        "Chance that a side breaks a batch when nothing pushes.").used("3.6")
        .range("0.01", "0.25").from(Assumed, "few breaches on the day are visible, but what is visible is selected"),
    I::new("spill", Takes::Issues(Share, |i, j, x| i.spill[j] = x), "0",
        "By issue: chance that a round held on this one raises a demand on that one.").used("3.0").range("0", "0.5"),
    I::number("complex", Share, "0", |i, x| i.complex = x,
        "Chance that a case is so hard that it goes to a track at once.").used("3.0"),
    I::number("carry", Share, "0", |i, x| i.carry = x,
        "Share of its size that a case in vain leaves to the next demand.").used("3.0").range("0", "1"),
    I::law("gate_time", TimeLaw, "0 d", |i, x| i.gate_time = x,
        "Time until a guardian has come to fetch those released; not on tracks.").used("3.4"),
    I::number("p_gate", Share, "1", |i, x| i.p_gate = x, "Chance that a guardian can come.").used("3.4"),
    I::new("via", Takes::Text(|i, x| i.via = x), "", "The third country through which people are handed over."),
    I::law("via_delay", TimeLaw, "0 d", |i, x| i.via_delay = x,
        "Time that a handover in a third country adds before the first date.").used("3.5"),
    I::number("visibility", Sign, "1", |i, x| i.visibility = x as i8,
        "What receiving more reads as at home: 1 gain, 0 nothing, -1 loss.").used("1.4, 3.7"),
];

type C = Row<Channel>;

/// `[channels.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const CHANNEL: &[Row<Channel>] = &[
    C::by_hand("enabled", Shape::Flag, "Whether it exists at all; true unless said otherwise."),
    C::new("name", Takes::Text(|c, x| c.name = x), "", "The channel's name, as figures show it."),
    C::new("kind", Takes::Choice(&["direct", "relay", "plenary", "technical", "mediated"], |c, x| {
        c.kind = [Kind::Direct, Kind::Relay, Kind::Plenary, Kind::Technical, Kind::Mediated][x];
    }), "direct",
        "direct; relay (messages carried hop by hop); plenary (a table with a host); technical; or mediated (a track)."),
    C::by_hand("issues", Shape::Ids("issues"), "The issues it may carry; at least one, the main one first."),
    C::by_hand("mediators", Shape::Ids("mediators"), "The intermediaries attached to it."),
    C::by_hand("hops", Shape::Hops, "Of a relay: a table for each carrier, in order."),
    C::by_hand("venues", Shape::Venues, "Places in order of use: a table for each."),
    C::by_hand("start", Shape::State,
        "Its state at the start; active unless said otherwise, latent if it opens later."),
    C::by_hand("opens", Shape::Date, "The day it opens; until then it is latent."),
    C::by_hand("opens_as", Shape::State, "The state it opens in; forming unless said otherwise."),
    C::by_hand("closes", Shape::Date, "The day it closes for good."),
    C::sides("authority", Share, "0.6", |c, s, x| c.authority[s] = x,
        "How big a deal the negotiator may settle: 0 messenger, 0.6 routine exchanges, 1 speaks for the principal.").used("1.4, 2, 3.3")
        .range("0.1", "1"),
    C::sides("trust", Share, "0.5", |c, s, x| c.trust[s] = x,
        "Trust in the other side through this channel, at the start.").used("2, 3.1, 3.2, 3.3, 3.4, 3.6").range("0.1", "0.7"),
    C::number("secrecy", Share, "0", |c, x| c.secrecy = x, "How much it depends on not being known.").used("2"),
    C::by_hand("core", Shape::Flag, "Whether it is revived sooner when dormant; false unless said otherwise."),
    C::new("icrc", Takes::Flag(|c, x| c.icrc = x), "false", "Whether the Red Cross takes part in exchanges."),
    C::sides("answer", Ratio, "1", |c, s, x| c.answer_ln[s] = x,
        "Odds ratio on an answer when this side must give it.").used("3.1"),
    C::number("p_uncoordinated", Share, "", |c, x| c.p_uncoordinated = x,
        "Chance per window that lists or date turn out not to be agreed; as in [rules] unless said otherwise.").used("3.6"),
    C::number("shock_sensitivity", NonNegative, "", |c, x| c.shock_sensitivity = x,
        "How easily shocks break it off; as in [rules] unless said otherwise.").used("2"),
    C::law("contact", TimeLaw, "4 d", |c, x| c.contact = x, "Time to an answer.").used("3.1").range("1.6 d", "10 d"),
    C::law("round", TimeLaw, "2.5 d", |c, x| c.round = x,
        "Time of a round of lists and offers.").used("3.2").range("1 d", "6.25 d"),
    C::law("referral", TimeLaw, "9 d", |c, x| c.referral = x,
        "Time of an answer from home.").used("3.3").range("3.6 d", "22.5 d"),
    C::new("out", Takes::Flag(|c, x| c.out = x), "false",
        "Taken out for the whole run: it lives on as before, but stands idle and takes no case."),
    C::by_hand("dwell", Shape::Dwell, "By exit: its own mean time (or mean and shape) in place of that of [life].").used("2"),
];

/// `[channels.*.hops.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const HOP: &[Row<Hop>] = &[
    Row::new("name", Takes::Text(|h, x| h.name = x), "", "The carrier's name, as figures show it."),
    Row::<Hop>::number("reliability", Share, "0.9", |h, x| h.reliability = x,
        "Chance that one try gets through.").used("3.2").range("0.6", "0.99"),
    Row::<Hop>::law("delay", TimeLaw, "7 d", |h, x| h.delay = x, "Time of a message that gets through.").used("3.2").range("2 d", "20 d"),
];

/// `[channels.*.venues.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const VENUE: &[Row<Venue>] = &[
    Row::new("name", Takes::Text(|v, x| v.name = x), "", "The place's name, as stories show it."),
    Row::by_hand("host", Shape::Id("mediators"), "The mediator that joins the channel when it moves here."),
];

type M = Row<Mediator>;

/// `[mediators.*]`
#[rustfmt::skip] // one key, one entry: a table to be read as one
pub const MEDIATOR: &[Row<Mediator>] = &[
    M::by_hand("enabled", Shape::Flag, "Whether it exists at all; true unless said otherwise."),
    M::new("name", Takes::Text(|m, x| m.name = x), "", "The mediator's name, as figures show it."),
    M::sides("leverage", Share, "0", |m, s, x| m.leverage.iter_mut().for_each(|l| l[s] = x),
        "What it can make refusal cost; one number, or a table by side.").used("1.5, 2, 3.0, 3.1, 3.2, 3.3"),
    M::by_hand("leverage_on", Shape::SidesByIssue(Share), "By issue: its leverage there, where it differs.").used("1.5, 2, 3.0, 3.1, 3.2, 3.3"),
    M::sides("credibility", Share, "0.6", |m, s, x| m.credibility[s] = x,
        "How far it is believed, at the start.").used("1.5, 2, 3.0, 3.6").range("0.3", "0.9"),
    M::number("willingness", Share, "0.7", |m, x| m.willingness = x,
        "Readiness to spend leverage.").used("1.5").range("0.3", "1"),
    M::number("guarantor", Share, "0", |m, x| m.guarantor = x, "Weight as a guarantor.").used("1.5, 3.4, 3.6"),
    M::number("formulation", Share, "0", |m, x| m.formulation = x, "How much it helps to find words both can sign.").used("3.2"),
    M::number("facilitation", Share, "0", |m, x| m.facilitation = x, "How much it lowers the loss of messages on a relay.").used("3.2"),
    M::number("availability", Share, "0.9", |m, x| m.availability = x,
        "Chance that it is willing when asked.").used("3.0, 3.4").range("0.5", "1"),
    M::number("stays", Share, "0.3", |m, x| m.stays = x,
        "Chance that after a success on its own track it joins the direct channel.").used("3.0")
        .frozen("0").range("0", "0.95").from(Tuned, "with the share of mediated exchanges in view"),
    M::new("out", Takes::Flag(|m, x| m.out = x), "false",
        "Taken out for the whole run: its tracks stand idle, elsewhere it is as if not listed."),
];
