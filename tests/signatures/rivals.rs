//! The signatures: for each explanation, what should show if it holds (section 7), as quantities.

use backchannel::{
    experiment::measures::Measure,
    model::{channel::State, outcome::Responsible, side::Side},
};

use crate::{
    counts::*,
    world::{Change, World, side_id},
};

/// What the explanation leads one to expect.
#[derive(Clone, Copy, PartialEq)]
pub enum Expected {
    Higher,
    Lower,
    Same,
}

/// Of what it is expected: of variant less base, or of the variant alone (an effect that stands by itself).
#[derive(Clone, Copy, PartialEq)]
pub enum Judged {
    Difference,
    Itself,
}

/// One part of a signature.
pub struct Quantity {
    pub says: &'static str,
    pub expected: Expected,
    pub judged: Judged,
    /// Weight; in the arm as it is (0) or under a change (1 and on); what is counted.
    pub terms: Vec<(f64, usize, Count)>,
}

impl Quantity {
    /// Whether a change is needed to see it.
    pub fn changed(&self) -> bool {
        self.terms.iter().any(|(_, change, _)| *change > 0)
    }
}

/// An explanation as it is put to the test.
pub struct Trial {
    pub id: &'static str,
    /// What is changed besides, in base and variants alike.
    pub changes: fn(&World, Side) -> Vec<Change>,
    pub parts: fn(&World, Side) -> Vec<Quantity>,
}

use Expected::{Higher, Lower, Same};

fn part(says: &'static str, expected: Expected, count: Count) -> Quantity {
    Quantity { says, expected, judged: Judged::Difference, terms: vec![(1.0, 0, count)] }
}

/// The second less the first.
fn contrast(says: &'static str, expected: Expected, more: Count, less: Count) -> Quantity {
    Quantity { says, expected, judged: Judged::Difference, terms: vec![(1.0, 0, more), (-1.0, 0, less)] }
}

/// What a change does: under it less without it.
fn effect(says: &'static str, expected: Expected, change: usize, count: impl Fn() -> Count) -> Quantity {
    Quantity { says, expected, judged: Judged::Itself, terms: vec![(1.0, change, count()), (-1.0, 0, count())] }
}

fn as_difference(quantity: Quantity) -> Quantity {
    Quantity { judged: Judged::Difference, ..quantity }
}

fn none(_: &World, _: Side) -> Vec<Change> {
    Vec::new()
}

fn set(path: &str, value: &'static str) -> Change {
    Change { set: vec![(path.into(), value)], ..Change::default() }
}

/// No guarantor is asked any more; everything else of an intermediary stays.
fn no_guarantees(_: &World, _: Side) -> Vec<Change> {
    vec![set("rules.guarantee_policy", "never")]
}

pub const TRIALS: [Trial; 7] = [
    Trial { id: "low-mandate", changes: guarantees_and_principals, parts: low_mandate },
    Trial { id: "bad-faith", changes: none, parts: bad_faith },
    Trial { id: "non-response", changes: none, parts: non_response },
    Trial { id: "imbalance-cost", changes: new_venue, parts: imbalance_cost },
    Trial { id: "attention-shift", changes: none, parts: attention_shift },
    Trial { id: "parity", changes: no_guarantees, parts: parity },
    Trial { id: "learning", changes: shock_and_replacement, parts: learning },
];

fn guarantees_and_principals(w: &World, side: Side) -> Vec<Change> {
    let path = format!("channels.{}.authority.{}", w.table_id(), side_id(side));
    let added = format!("\n[events.principals-step-in]\non = 2025-06-01\nset = {{ path = \"{path}\", value = 1 }}\n");
    let mut changes = no_guarantees(w, side);
    changes.push(Change { added, ..Change::default() });
    changes.push(set(&format!("channels.{}.referral", w.table_id()), "9 d"));
    changes
}

fn low_mandate(w: &World, side: Side) -> Vec<Quantity> {
    let (table, june) = (w.table, w.june);
    let lost = move |place: Where| share(place, decided, lost_at_approval);
    let (here, elsewhere) = (Where::at(table), Where { but: Some(table), ..Where::default() });
    let later = here.born(june, f64::INFINITY);
    vec![
        part("small deals at the table: lost at approval", Same, lost(here.sized(SMALL))),
        part("large deals at the table: lost at approval", Higher, lost(here.sized(LARGE))),
        contrast("large less small", Higher, lost(here.sized(LARGE)), lost(here.sized(SMALL))),
        part(
            "at the table: refused by the side of which it is said",
            Higher,
            share(here, decided, move |c| lost_at_approval(c) && on(c, side)),
        ),
        part(
            "at the table: refused by the other side",
            Same,
            share(here, decided, move |c| lost_at_approval(c) && on(c, side.other())),
        ),
        part("at the table: days from agreement to first crossing", Higher, mean(here, crossed, days_to_cross)),
        Quantity {
            says: "the same, an answer from home taking 9 days and not 2",
            terms: vec![(1.0, 3, mean(here, crossed, days_to_cross))],
            ..part("", Higher, mean(here, crossed, days_to_cross))
        },
        part("on all other channels: lost at approval", Same, lost(elsewhere)),
        effect("no guarantor is asked: what it adds to losses at approval at the table", Same, 1, move || lost(here)),
        effect("no guarantor is asked: what it adds to agreements there not carried out", Same, 1, move || {
            share(here, agreed, not_in_full)
        }),
        effect("principals step in on 1 June 2025: lost at approval after it", Lower, 2, move || lost(later)),
    ]
}

fn bad_faith(_: &World, side: Side) -> Vec<Quantity> {
    let all = Where::default();
    let lost = move |size| share(all.sized(size), agreed, not_in_full);
    vec![
        part("rounds for each case that was answered", Higher, mean(all, answered, |c| f64::from(c.rounds))),
        part("delivered, of the cases that were answered", Lower, share(all, answered, delivered)),
        part("small agreements not carried out", Higher, lost(SMALL)),
        part("large agreements not carried out", Higher, lost(LARGE)),
        contrast("large less small: flatter than in the base", Lower, lost(LARGE), lost(SMALL)),
        Quantity { judged: Judged::Itself, ..contrast("large less small: flat", Same, lost(LARGE), lost(SMALL)) },
        part(
            "refused by the side of which it is said, of the agreements decided on",
            Higher,
            share(all, decided, move |c| lost_at_approval(c) && on(c, side)),
        ),
        part(
            "refused by the other side",
            Same,
            share(all, decided, move |c| lost_at_approval(c) && on(c, side.other())),
        ),
        part(
            "no answer from the side of which it is said, of all attempts",
            Lower,
            share(all, over, move |c| unanswered(c) && on(c, side)),
        ),
    ]
}

fn non_response(w: &World, side: Side) -> Vec<Quantity> {
    let here = Where::at(w.table);
    let all = Where { any: true, ..here };
    let elsewhere = Where { any: true, but: Some(w.table), ..Where::default() };
    let silent = |place: Where| share(place, over, unanswered);
    vec![
        part("at the table, all issues: no answer", Higher, silent(all)),
        part("at the table, prisoners: no answer", Higher, silent(here)),
        part("at the table, the dead: no answer", Higher, silent(here.of(w.remains))),
        part(
            "at the table: no answer from the side of which it is said",
            Higher,
            share(all, over, move |c| unanswered(c) && on(c, side)),
        ),
        part(
            "at the table: no answer from the other side",
            Same,
            share(all, over, move |c| unanswered(c) && on(c, side.other())),
        ),
        part(
            "at the table: no answer, and who owed it is disputed",
            Higher,
            share(all, over, |c| unanswered(c) && c.responsible == Responsible::Disputed),
        ),
        part("on all other channels: no answer", Same, silent(elsewhere)),
        part("at the table, prisoners: lost at approval", Same, share(here, decided, lost_at_approval)),
    ]
}

/// The line of the dead moves to a second place in the middle of the time.
fn new_venue(w: &World, _: Side) -> Vec<Change> {
    let added = format!(
        "\n[channels.icrc-remains.venues.first]\n[channels.icrc-remains.venues.second]\n\
         [events.line-of-the-dead-moves]\non = {}\nvenue = {{ channel = \"icrc-remains\", severity = 0 }}\n",
        w.middle_date()
    );
    vec![Change { added, ..Change::default() }, set("issues.remains.counter_share", "1")]
}

fn imbalance_cost(w: &World, side: Side) -> Vec<Quantity> {
    let (middle, end) = (w.middle(), f64::INFINITY);
    let (line, remains) = (Where::at(w.dead).of(w.remains), Some(w.remains));
    let lost = |place: Where| share(place, decided, lost_at_approval);
    let silent = |place: Where| share(place, over, unanswered);
    let halves = [line.born(0.0, middle), line.born(middle, end)];
    let after = line.born(middle + 30.0, end);
    vec![
        part("line of the dead: lost at approval", Higher, lost(line)),
        part(
            "line of the dead: refused by the side of which it is said",
            Higher,
            share(line, decided, move |c| lost_at_approval(c) && on(c, side)),
        ),
        contrast("lost at approval, second half less first", Higher, lost(halves[1]), lost(halves[0])),
        part("line of the dead: no answer", Higher, silent(line)),
        part("line of the dead: share of time active", Lower, active(w.dead)),
        part("transfers of the dead on it: share in the second half", Lower, later(remains, Some(w.dead), middle)),
        part(
            "prisoners at the table after 2 June 2025: no answer",
            Higher,
            silent(Where::at(w.table).born(w.june, end)),
        ),
        part("table: share of time active", Lower, active(w.table)),
        part("exchanges of prisoners, all channels: share in the second half", Lower, later(None, None, middle)),
        effect("the line of the dead moves to a new place: lost at approval after it", Lower, 1, || lost(after)),
        effect("as many dead the other way: lost at approval", Lower, 2, || lost(line)),
    ]
}

fn attention_shift(w: &World, side: Side) -> Vec<Quantity> {
    let (upper, autumn, end) = (w.upper, w.autumn, w.setup().horizon.days());
    let pressed = Where { agreed: Some([autumn, end]), ..Where::default() };
    vec![
        part("demands a month before the upper track, unscripted", Same, demands(0.0, upper)),
        part("demands a month, upper track, before the pressure", Lower, demands(upper, autumn)),
        part("demands a month in the window of pressure", Higher, demands(autumn, end)),
        contrast("window of pressure less the weeks before it", Higher, demands(autumn, end), demands(upper, autumn)),
        part(
            "agreed in the window of pressure: broken by the side pressed",
            Higher,
            share(pressed, its_day_came, move |c| broken(c) && on(c, side)),
        ),
        part(
            "agreed in the window of pressure: broken by the other side",
            Same,
            share(pressed, its_day_came, move |c| broken(c) && on(c, side.other())),
        ),
        part(
            "born in the window of pressure: no answer from the side pressed",
            Lower,
            share(Where::default().born(autumn, end), over, move |c| unanswered(c) && on(c, side)),
        ),
    ]
}

fn parity(_: &World, side: Side) -> Vec<Quantity> {
    let all = Where::default();
    let breaks = move |place: Where| share(place, its_day_came, broken);
    let lost = move |size| share(all.sized(size), agreed, not_in_full);
    let guarded = |m| Where { mediated: Some(m), ..Where::default() };
    vec![
        part("distance of head counts from parity, log units", Lower, mean(all, delivered, off_parity)),
        part("exchanges within 0.1 of parity", Higher, share(all, delivered, |c| off_parity(c) <= 0.1)),
        part(
            "refused by the side of which it is said",
            Higher,
            share(all, decided, move |c| lost_at_approval(c) && on(c, side)),
        ),
        part("broken, of the deals whose day came", Higher, breaks(all)),
        contrast(
            "no intermediary less with one: broken (raw, not the same cases)",
            Higher,
            breaks(guarded(false)),
            breaks(guarded(true)),
        ),
        as_difference(effect("no guarantor is asked: what it adds to broken deals", Higher, 1, move || breaks(all))),
        as_difference(effect("the same in exchanges a history", Lower, 1, || measure(Measure::Exchanges))),
        Quantity {
            says: "no guarantor is asked: what it adds to agreements not carried out, large less small",
            expected: Higher,
            judged: Judged::Itself,
            terms: vec![(1.0, 1, lost(LARGE)), (-1.0, 0, lost(LARGE)), (-1.0, 1, lost(SMALL)), (1.0, 0, lost(SMALL))],
        },
    ]
}

/// In the middle of the time: a severe shock; new negotiators of the old authority on the line.
fn shock_and_replacement(w: &World, _: Side) -> Vec<Change> {
    let on = w.middle_date();
    let shock = format!("\n[events.severe-shock]\non = {on}\nshock = {{ severity = 2 }}\n");
    let replaced = |side: &str| {
        format!(
            "\n[events.replaced-{side}]\non = {on}\n\
             replace = {{ channel = \"military-intelligence\", side = \"{side}\", authority = 0.6 }}\n"
        )
    };
    let replaced = replaced("ukraine") + &replaced("russia");
    [shock, replaced].map(|added| Change { added, ..Change::default() }).into()
}

fn learning(w: &World, _: Side) -> Vec<Quantity> {
    let (line, middle, end) = (w.line, w.middle(), w.setup().horizon.days());
    let here = Where::at(line);
    let works = move |from, to| share(here.born(from, to), over, delivered);
    let exchanges = move |from, to| crossings(None, Some(line), from, to);
    vec![
        part("on the line, first quarter: delivered, of all attempts", Lower, works(0.0, middle / 2.0)),
        contrast(
            "on the line, second quarter less first: delivered",
            Higher,
            works(middle / 2.0, middle),
            works(0.0, middle / 2.0),
        ),
        contrast("second half less first: delivered", Higher, works(middle, end), works(0.0, middle)),
        part("exchanges on the line: share in the second half", Higher, later(None, Some(line), middle)),
        part("exchanges on the line", Higher, exchanges(0.0, end)),
        as_difference(effect(
            "a severe shock half-way: exchanges on the line in the 90 days after it",
            Higher,
            1,
            move || exchanges(middle, middle + 90.0),
        )),
        as_difference(effect("the same: share of all time that the line is broken off", Lower, 1, move || {
            measure(Measure::TimeShare(line, State::Suspended))
        })),
        effect("both negotiators replaced half-way: delivered after it", Lower, 2, move || works(middle, end)),
        effect("the replacement: exchanges on the line after it", Lower, 2, move || exchanges(middle, end)),
    ]
}
