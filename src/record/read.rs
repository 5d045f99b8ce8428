//! From checked rows to typed ones, and what must hold within a row or between rows.

use super::{
    rows::{
        Basis, Bound, Confidence, EventKind, EventRow, ExchangeKind, ExchangeRow, MediatorClass, RemainsKind,
        RemainsRow, Source,
    },
    sheet::Row,
};
use crate::{
    model::side::{PerSide, Side},
    scenario::problem::Problem,
};

fn per_side(row: &Row, sides: [&str; 2], ending: &str) -> PerSide<Option<u32>> {
    PerSide(sides.map(|side| row.count(&format!("to_{side}{ending}"))))
}

fn source(row: &Row) -> Source {
    let text = |column| row.text(column).to_string();
    Source { title: text("source"), url: text("url"), second_url: text("second_url") }
}

/// Typed rows. A row with a wrong field, which is on the list already, is left out.
pub fn exchanges(rows: &[Row], sides: [&str; 2], list: &mut Vec<Problem>) -> Vec<ExchangeRow> {
    rows.iter().filter_map(|row| exchange(row, sides, list)).collect()
}

fn exchange(row: &Row, sides: [&str; 2], list: &mut Vec<Problem>) -> Option<ExchangeRow> {
    let text = |column| row.text(column).to_string();
    let typed = ExchangeRow {
        id: text("row_id"),
        line: row.line,
        date: row.when("date")?.date,
        kind: ExchangeKind::of(row.text("kind"))?,
        deal: text("deal"),
        ordinal: row.count("ordinal"),
        ordinal_basis: Basis::of(row.text("ordinal_basis")),
        heads: per_side(row, sides, ""),
        military: per_side(row, sides, "_military"),
        civilian: per_side(row, sides, "_civilian"),
        who: text("who"),
        mediator: row.list("mediator"),
        mediator_class: MediatorClass::of(row.text("mediator_class"))?,
        credited_by: text("credited_by"),
        channel: text("channel"),
        handover: text("handover"),
        agreement: text("agreement"),
        include_in_totals: row.yes("include_in_totals"),
        include_in_gap_stats: row.yes("include_in_gap_stats"),
        confidence: Confidence::of(row.text("confidence"))?,
        source: source(row),
        note: text("note"),
    };
    sense(row, &typed, sides, list);
    Some(typed)
}

/// What the fields of a handover must be to each other.
fn sense(row: &Row, typed: &ExchangeRow, sides: [&str; 2], list: &mut Vec<Problem>) {
    let mut wrong = |column: &str, message: String, cure: &str| {
        let message = format!("row {}: {message}", typed.id);
        list.push(Problem::error(Some(row.place(column)), message).cure(cure));
    };
    for (side, id) in Side::BOTH.into_iter().zip(sides) {
        let parts = typed.military[side].zip(typed.civilian[side]);
        if let (Some(all), Some((military, civilian))) = (typed.heads[side], parts)
            && u64::from(all) != u64::from(military) + u64::from(civilian)
        {
            let message =
                format!("`to_{id}` is {all}, but {military} military and {civilian} civilians make another sum");
            wrong(&format!("to_{id}"), message, "mend the sum, or leave a part empty that is not known");
        }
    }
    if typed.include_in_totals && typed.heads.iter().all(Option::is_none) {
        let message = "it counts in totals, but no number of people is given".into();
        wrong("include_in_totals", message, "give the number to one side at least, or write `no`");
    }
    if typed.mediator_class == MediatorClass::None && !typed.mediator.is_empty() {
        let message = format!("`mediator` names {}, but `mediator_class` is `none`", typed.mediator.join(", "));
        wrong("mediator_class", message, "say what part the third party had, or leave `mediator` empty");
    }
    if typed.mediator_class != MediatorClass::None && typed.mediator.is_empty() {
        let message = format!("`mediator_class` is `{}`, but `mediator` is empty", typed.mediator_class.name());
        wrong("mediator", message, "name the third party, or write `none`");
    }
}

pub fn remains(rows: &[Row], sides: [&str; 2]) -> Vec<RemainsRow> {
    let typed = |row: &Row| {
        let text = |column| row.text(column).to_string();
        Some(RemainsRow {
            id: text("row_id"),
            line: row.line,
            date: row.when("date")?,
            since: row.when("since"),
            kind: RemainsKind::of(row.text("kind"))?,
            bound: Bound::of(row.text("bound")),
            heads: per_side(row, sides, ""),
            facilitator: row.list("facilitator"),
            channel: text("channel"),
            handover: text("handover"),
            agreement: text("agreement"),
            include_in_totals: row.yes("include_in_totals"),
            confidence: Confidence::of(row.text("confidence"))?,
            source: source(row),
            note: text("note"),
        })
    };
    rows.iter().filter_map(typed).collect()
}

pub fn events(rows: &[Row], list: &mut Vec<Problem>) -> Vec<EventRow> {
    rows.iter().filter_map(|row| event(row, list)).collect()
}

fn event(row: &Row, list: &mut Vec<Problem>) -> Option<EventRow> {
    let text = |column| row.text(column).to_string();
    let (date, end_date) = (row.when("date")?, row.when("end_date"));
    if end_date.is_some_and(|end| end.last() < date.date) {
        let message = format!(
            "row {}: it ends on {} and begins on {}, which is later",
            row.text("row_id"),
            row.text("end_date"),
            row.text("date")
        );
        let problem = Problem::error(Some(row.place("end_date")), message);
        list.push(problem.cure("`end_date` is its last day or month: not before `date`"));
    }
    Some(EventRow {
        id: text("row_id"),
        line: row.line,
        date,
        end_date,
        kind: EventKind::of(row.text("kind"))?,
        title: text("title"),
        parties: row.list("parties"),
        intermediary: row.list("intermediary"),
        quantity: row.number("quantity"),
        unit: text("unit"),
        outcome: text("outcome"),
        contested: text("contested"),
        confidence: Confidence::of(row.text("confidence"))?,
        source: source(row),
    })
}
