//! Series drawn from a record: pure functions, each saying which rows it takes.

use jiff::civil::Date;

use super::{
    Record,
    rows::{MediatorClass, RemainsKind},
};
use crate::model::side::{PerSide, Side};

/// A deal: one row, or the stages of one together.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// The first and the last day on which people crossed.
    pub first: Date,
    pub last: Date,
    /// People of each side who came home.
    pub people: PerSide<Known>,
    pub mediator_class: MediatorClass,
    /// Its days count in pauses.
    pub timed: bool,
    /// The ids of its rows.
    pub rows: Vec<String>,
}

impl Deal {
    /// The people of each side, where every row gives them.
    pub fn heads(&self) -> Option<PerSide<u64>> {
        self.people.iter().all(|known| known.missing == 0).then(|| self.people.map(|known| known.sum))
    }
}

/// A sum of what is known: a floor if rows are missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub sum: u64,
    /// Rows that give a number.
    pub rows: u32,
    /// Rows that give none.
    pub missing: u32,
}

impl Known {
    fn add(&mut self, value: Option<u32>) {
        match value {
            Some(n) => {
                self.sum += u64::from(n);
                self.rows += 1;
            }
            None => self.missing += 1,
        }
    }
}

/// How many in a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearCount {
    pub year: i16,
    /// Days on which exchanges began.
    pub exchanges: u32,
    pub deals: u32,
}

/// People or remains returned to each side in a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeopleYear {
    pub year: i16,
    pub people: PerSide<Known>,
}

/// Deals of a calendar year, and those with a third party thanked or credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediatedYear {
    pub year: i16,
    pub deals: u32,
    pub mediated: u32,
}

impl MediatedYear {
    pub fn share(self) -> f64 {
        f64::from(self.mediated) / f64::from(self.deals)
    }
}

/// A pause between exchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub from: Date,
    pub days: u32,
    /// It goes on when the record ends.
    pub open: bool,
}

impl Record {
    /// What is recorded from one day to another, both included. A total counts by its last day.
    pub fn within(&self, from: Date, until: Date) -> Record {
        let inside = |day: Date| from <= day && day <= until;
        Record {
            sides: self.sides.clone(),
            exchanges: self.exchanges.iter().filter(|row| inside(row.date)).cloned().collect(),
            remains: self.remains.iter().filter(|row| inside(row.date.last())).cloned().collect(),
            events: self.events.iter().filter(|row| inside(row.date.last())).cloned().collect(),
        }
    }

    /// The day of the first exchange or return of remains.
    pub fn first_day(&self) -> Option<Date> {
        let exchanges = self.exchanges.iter().map(|row| row.date);
        exchanges.chain(self.remains_transfers().map(|row| row.date.date)).min()
    }

    /// The days on which people crossed, stages too, each once and in order: rows with `include_in_gap_stats`.
    pub fn exchange_days(&self) -> Vec<Date> {
        ordered(self.exchanges.iter().filter(|row| row.include_in_gap_stats).map(|row| row.date))
    }

    /// The deals, by their first day: rows with `include_in_totals`, those of one deal together. A stage that only counts
    /// for timing lends its deal its day.
    pub fn deals(&self) -> Vec<Deal> {
        let mut deals: Vec<Deal> = Vec::new();
        let mut counted: Vec<&str> = Vec::new();
        for row in self.exchanges.iter().filter(|row| row.include_in_totals) {
            if row.deal.is_empty() || !counted.contains(&row.deal.as_str()) {
                counted.extend((!row.deal.is_empty()).then_some(row.deal.as_str()));
                deals.push(self.deal(&row.id, &row.deal));
            }
        }
        deals.sort_by_key(|deal| deal.first);
        deals
    }

    fn deal(&self, id: &str, deal: &str) -> Deal {
        let of = |row: &&super::ExchangeRow| if deal.is_empty() { row.id == id } else { row.deal == deal };
        let mut found = Deal {
            first: Date::MAX,
            last: Date::MIN,
            people: PerSide::default(),
            mediator_class: MediatorClass::None,
            timed: false,
            rows: Vec::new(),
        };
        for row in self.exchanges.iter().filter(of) {
            found.first = found.first.min(row.date);
            found.last = found.last.max(row.date);
            found.timed |= row.include_in_gap_stats;
            found.mediator_class = found.mediator_class.max(row.mediator_class);
            found.rows.push(row.id.clone());
            if row.include_in_totals {
                Side::BOTH.into_iter().for_each(|side| found.people[side].add(row.heads[side]));
            }
        }
        found
    }

    /// The days on which deals began, each once and in order, of deals that count for timing.
    pub fn deal_days(&self) -> Vec<Date> {
        ordered(self.deals().iter().filter(|deal| deal.timed).map(|deal| deal.first))
    }

    /// Exchanges and deals by calendar year of their first day. Deals that begin on one day are one exchange.
    pub fn exchanges_by_year(&self) -> Vec<YearCount> {
        let deals = self.deals();
        let of = |year: i16| {
            let days: Vec<Date> = deals.iter().map(|deal| deal.first).filter(|day| day.year() == year).collect();
            YearCount { year, deals: days.len() as u32, exchanges: ordered(days.into_iter()).len() as u32 }
        };
        years(deals.iter().map(|deal| deal.first)).map(of).collect()
    }

    /// People by calendar year of their handover: rows with `include_in_totals`.
    pub fn people_by_year(&self) -> Vec<PeopleYear> {
        by_year(self.exchanges.iter().filter(|row| row.include_in_totals).map(|row| (row.date, row.heads)))
    }

    /// Remains returned by calendar year: transfers with `include_in_totals`.
    pub fn remains_by_year(&self) -> Vec<PeopleYear> {
        by_year(self.remains_transfers().map(|row| (row.date.date, row.heads)))
    }

    /// The returns of remains that count in totals.
    pub fn remains_transfers(&self) -> impl Iterator<Item = &super::RemainsRow> {
        self.remains.iter().filter(|row| row.include_in_totals && row.kind == RemainsKind::Transfer)
    }

    /// ln(people to the first side / people to the second) of each deal where both are known and not zero.
    pub fn head_log_ratios(&self) -> Vec<(Date, f64)> {
        let ratio = |deal: &Deal| {
            let heads = deal.heads().filter(|heads| heads.iter().all(|n| *n > 0))?;
            Some((deal.first, libm::log(heads[Side::A] as f64) - libm::log(heads[Side::B] as f64)))
        };
        self.deals().iter().filter_map(ratio).collect()
    }

    /// The pauses between [`Record::exchange_days`] up to `until`, the day on which the record ends; the last is open.
    pub fn gaps(&self, until: Date) -> Vec<Gap> {
        gaps(&self.exchange_days(), until)
    }

    /// The pauses between [`Record::deal_days`] up to `until`, the last open: what a model counts that has no stages.
    pub fn deal_gaps(&self, until: Date) -> Vec<Gap> {
        gaps(&self.deal_days(), until)
    }

    /// Deals with a third party thanked or credited, by calendar year.
    pub fn mediated_by_year(&self) -> Vec<MediatedYear> {
        let deals = self.deals();
        let of = |year: i16| {
            let all: Vec<&Deal> = deals.iter().filter(|deal| deal.first.year() == year).collect();
            let mediated = all.iter().filter(|deal| deal.mediator_class.credited()).count() as u32;
            MediatedYear { year, deals: all.len() as u32, mediated }
        };
        years(deals.iter().map(|deal| deal.first)).map(of).collect()
    }

    /// People home to `side` up to and with each day on which some came: a floor where numbers are not known. The sum row
    /// of a deal whose stages were withheld counts on its own day, the last.
    pub fn cumulative_people(&self, side: Side) -> Vec<(Date, u64)> {
        let counted = self.exchanges.iter().filter(|row| row.include_in_totals);
        cumulative(counted.filter_map(|row| Some((row.date, row.heads[side]?))))
    }

    /// Remains returned to `side` up to and with each day on which some were: transfers with `include_in_totals`.
    pub fn cumulative_remains(&self, side: Side) -> Vec<(Date, u64)> {
        cumulative(self.remains_transfers().filter_map(|row| Some((row.date.last(), row.heads[side]?))))
    }
}

fn cumulative(rows: impl Iterator<Item = (Date, u32)>) -> Vec<(Date, u64)> {
    let mut rows: Vec<(Date, u32)> = rows.collect();
    rows.sort_by_key(|(day, _)| *day);
    let (mut sum, mut points) = (0, Vec::<(Date, u64)>::new());
    for (day, n) in rows {
        sum += u64::from(n);
        match points.last_mut() {
            Some(last) if last.0 == day => last.1 = sum,
            _ => points.push((day, sum)),
        }
    }
    points
}

fn ordered(days: impl Iterator<Item = Date>) -> Vec<Date> {
    let mut days: Vec<Date> = days.collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Every calendar year from the first to the last of some days.
fn years(days: impl Iterator<Item = Date> + Clone) -> std::ops::Range<i16> {
    let ends = days.clone().min().zip(days.max());
    ends.map_or(0..0, |(first, last)| first.year()..last.year() + 1)
}

fn by_year(rows: impl Iterator<Item = (Date, PerSide<Option<u32>>)>) -> Vec<PeopleYear> {
    let rows: Vec<_> = rows.collect();
    let of = |year: i16| {
        let mut people = PerSide::<Known>::default();
        for (_, heads) in rows.iter().filter(|(day, _)| day.year() == year) {
            Side::BOTH.into_iter().for_each(|side| people[side].add(heads[side]));
        }
        PeopleYear { year, people }
    };
    years(rows.iter().map(|(day, _)| *day)).map(of).collect()
}

fn gaps(days: &[Date], until: Date) -> Vec<Gap> {
    let days: Vec<Date> = days.iter().copied().filter(|day| *day <= until).collect();
    let ends = days.iter().skip(1).map(|day| (*day, false)).chain([(until, true)]);
    days.iter().zip(ends).map(|(&from, (to, open))| Gap { from, days: between(from, to), open }).collect()
}

/// Whole days from one day to a later one.
fn between(from: Date, to: Date) -> u32 {
    u32::try_from((to - from).get_days()).unwrap_or(0)
}
