//! The same statistics of the record: its value, the rows behind it, and whether it is only a floor.

use jiff::civil::Date;

use super::{
    questions::Span,
    stat::{Stat, between, deviation, in_pauses, longest, rate, share, variation},
};
use crate::{
    experiment::measures::log_heads,
    model::side::Side,
    record::{Bound, Deal, EventKind, Known, Record},
};

/// What the record says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub value: Option<f64>,
    /// On which side the true value lies, if it is not known.
    pub bound: Option<Bound>,
    pub note: String,
}

/// The answer of the record to a question over a span. `exchanges` is whether an issue is that of `exchanges.csv`: the
/// statistics of people read that table or `remains.csv`.
pub fn answer(record: &Record, stat: Stat, span: &Span, exchanges: bool) -> Answer {
    let part = record.within(span.from, span.until);
    // A deal belongs to the span in which it began, whatever stages follow.
    let inside = |day: Date| span.from <= day && day <= span.until;
    let deals: Vec<Deal> = record.deals().into_iter().filter(|deal| inside(deal.first)).collect();
    let days: Vec<u32> = record.deal_days().into_iter().filter(|day| inside(*day)).map(|day| span.day(day)).collect();
    let ratios: Vec<f64> = deals.iter().filter_map(Deal::heads).map(log_heads).collect();
    let of_deals = |value: Option<f64>| Answer { value, note: format!("{} deals", deals.len()), ..Answer::default() };
    let of_ratios = |value: Option<f64>| Answer {
        value,
        note: format!("{} of {} deals, those with both numbers known", ratios.len(), deals.len()),
        ..Answer::default()
    };
    match stat {
        Stat::Exchanges(_) => of_deals(Some(first_days(&deals) as f64)),
        Stat::People(_, side) => people(&part, side, exchanges),
        Stat::MeanSize(_, side) => {
            let people = people(&part, side, exchanges);
            let count = first_days(&deals);
            Answer { value: people.value.filter(|_| count > 0).map(|sum| sum / count as f64), ..people }
        }
        Stat::LongestPause(_) => timing(days.len(), Some(f64::from(longest(&days, &span.days)))),
        Stat::PauseSpread(_) => timing(days.len(), variation(&between(&days))),
        Stat::HeadsNear(_) => of_ratios(share(&ratios, |r| r.abs() <= 0.1)),
        Stat::HeadsFar(_) => of_ratios(share(&ratios, |r| r.abs() > 0.5)),
        Stat::HeadsSpread(_) => of_ratios(deviation(&ratios)),
        Stat::MediatedShare(_) => {
            let credited = deals.iter().filter(|deal| deal.mediator_class.credited()).count();
            let value = (!deals.is_empty()).then(|| credited as f64 / deals.len() as f64);
            Answer { note: format!("{credited} of {} deals; credit is public thanks", deals.len()), value, bound: None }
        }
        Stat::NextExchange(_) | Stat::NextExchangeGivenDate(_) => {
            let next = days.iter().find(|day| **day > span.days.start);
            let note = next.map_or("none in the record".into(), |_| "first days of deals".to_string());
            Answer { value: next.map(|day| f64::from(day - span.days.start)), bound: None, note }
        }
        Stat::Transfers(_) => transfers(&part, span, None),
        Stat::TransfersInPauses(..) => transfers(&part, span, Some(&days)),
        Stat::Agreements(_) => events(&part, EventKind::PoliticalAgreement, false),
        Stat::Meetings(_) => events(&part, EventKind::Talks, true),
    }
}

fn timing(days: usize, value: Option<f64>) -> Answer {
    Answer { value, bound: None, note: format!("{days} first days of deals that count for timing") }
}

fn first_days(deals: &[Deal]) -> usize {
    let mut days: Vec<Date> = deals.iter().map(|deal| deal.first).collect();
    days.dedup(); // deals come in order
    days.len()
}

/// So many of one or of several.
fn counted(n: u32, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn people(part: &Record, side: Side, exchanges: bool) -> Answer {
    let years = if exchanges { part.people_by_year() } else { part.remains_by_year() };
    let mut all = Known::default();
    for year in years {
        all.sum += year.people[side].sum;
        all.rows += year.people[side].rows;
        all.missing += year.people[side].missing;
    }
    let floor = all.missing > 0 || !exchanges;
    let rows = counted(all.rows, "row", "rows");
    let note = match (all.missing, exchanges) {
        (0, true) => rows,
        (missing, true) => format!("{rows}; a floor, {} no number", counted(missing, "row gives", "rows give")),
        (0, false) => format!("{rows}; a floor, returns are not all itemised"),
        (missing, false) => {
            let missing = counted(missing, "gives", "give");
            format!("{rows}; a floor, {missing} no number and returns are not all itemised")
        }
    };
    Answer { value: (all.rows > 0).then_some(all.sum as f64), bound: floor.then_some(Bound::AtLeast), note }
}

/// Days with a return of remains, a month; inside pauses between exchanges if their days are given.
fn transfers(part: &Record, span: &Span, exchanges: Option<&[u32]>) -> Answer {
    let mut days: Vec<u32> = part.remains_transfers().map(|row| span.day(row.date.date)).collect();
    days.sort_unstable();
    days.dedup();
    let value = match exchanges {
        Some(exchanges) => in_pauses(&days, exchanges, &span.days),
        None => rate(days.len(), u64::from(span.days.end - span.days.start)),
    };
    Answer {
        value,
        bound: Some(Bound::AtLeast),
        note: format!("{} days with a return; a floor, not all are itemised", days.len()),
    }
}

fn events(part: &Record, kind: EventKind, floor: bool) -> Answer {
    let rows: Vec<&str> = part.events.iter().filter(|row| row.kind == kind).map(|row| row.id.as_str()).collect();
    let named = if rows.is_empty() { String::new() } else { format!(" ({})", rows.join(" ")) };
    let but = if floor { "; a floor" } else { "" };
    Answer {
        value: Some(rows.len() as f64),
        bound: floor.then_some(Bound::AtLeast),
        note: format!("{} rows of kind {}{named}{but}", rows.len(), kind.name()),
    }
}
