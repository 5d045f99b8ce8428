//! Which questions a record and its link allow.

use std::ops::Range;

use jiff::civil::{Date, date};

use super::{
    known::{Answer, answer},
    stat::Stat,
};
use crate::{
    model::side::{IssueId, Side},
    record::{Bound, EventKind, Record, RemainsKind},
    scenario::{RecordLink, Scenario},
};

/// Days of the scenario and of the calendar: the same span.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Counted from the first day of the scenario, which is day 0.
    pub days: Range<u32>,
    start: Date,
}

impl Span {
    fn new(start: Date, from: Date, until: Date) -> Span {
        let day = |date: Date| u32::try_from((date - start).get_days()).unwrap_or(0);
        Span { from, until, days: day(from)..day(until) + 1, start }
    }

    /// A day of the calendar as a day of the scenario.
    pub fn day(&self, day: Date) -> u32 {
        u32::try_from((day - self.start).get_days()).unwrap_or(0)
    }

    /// As an interval of ISO 8601.
    pub fn iso(&self) -> String {
        format!("{}/{}", self.from, self.until)
    }

    /// In words: a year, if it is no more than one and ends with it or with the record.
    pub fn words(&self) -> String {
        let whole = self.from == date(self.from.year(), 1, 1) && self.until == date(self.from.year(), 12, 31);
        if whole { self.from.year().to_string() } else { format!("{} to {}", self.from, self.until) }
    }
}

/// One question, with the answer of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// One of the patterns that a link can mark.
    pub pattern: &'static str,
    pub stat: Stat,
    pub span: Span,
    pub record: Option<f64>,
    /// On which side of the record's value the true one lies, if it is not known.
    pub bound: Option<Bound>,
    /// What the record's value rests on.
    pub note: String,
}

/// The questions of a scenario, in order of the patterns.
pub fn questions(scenario: &Scenario, link: &RecordLink, record: &Record) -> Vec<Question> {
    let Some(last) = scenario.head.end.yesterday().ok().map(|last| last.min(link.until)) else { return Vec::new() };
    let start = scenario.head.start;
    let mut list = List { record, start, until: last, list: Vec::new() };
    list.exchanges(link.exchanges);
    if let Some(shock) = link.shock.filter(|shock| *shock < last) {
        let after = Span::new(start, shock, last);
        list.ask("P6", Stat::NextExchange(link.exchanges), &after, true);
        list.ask("P6", Stat::NextExchangeGivenDate(link.exchanges), &after, true);
    }
    if let Some(remains) = link.remains {
        list.remains(remains, link.exchanges);
    }
    if let Some(political) = link.political {
        let all = list.all();
        list.ask("P8", Stat::Agreements(political), &all, true);
        list.ask("P8", Stat::Meetings(political), &all, true);
    }
    if let Some(children) = link.children {
        list.children(children);
    }
    list.list
}

struct List<'r> {
    record: &'r Record,
    start: Date,
    until: Date,
    list: Vec<Question>,
}

impl List<'_> {
    fn all(&self) -> Span {
        Span::new(self.start, self.start, self.until)
    }

    /// The calendar years, the first and the last as far as both cover them.
    fn years(&self) -> Vec<Span> {
        let year = |year: i16| {
            let (from, until) = (self.start.max(date(year, 1, 1)), self.until.min(date(year, 12, 31)));
            Span::new(self.start, from, until)
        };
        (self.start.year()..=self.until.year()).map(year).collect()
    }

    fn ask(&mut self, pattern: &'static str, stat: Stat, span: &Span, exchanges: bool) {
        let found = answer(self.record, stat, span, exchanges);
        self.put(pattern, stat, span.clone(), found);
    }

    fn put(&mut self, pattern: &'static str, stat: Stat, span: Span, found: Answer) {
        let Answer { value, bound, note } = found;
        self.list.push(Question { pattern, stat, span, record: value, bound, note });
    }

    fn exchanges(&mut self, issue: IssueId) {
        let (years, all) = (self.years(), self.all());
        let mut by_year = |pattern, stat: &dyn Fn(Side) -> Stat, sides: &[Side]| {
            for (side, span) in sides.iter().flat_map(|side| years.iter().map(move |span| (*side, span))) {
                self.ask(pattern, stat(side), span, true);
            }
        };
        by_year("P1", &|_| Stat::Exchanges(issue), &[Side::A]);
        by_year("P1", &|side| Stat::People(issue, side), &Side::BOTH);
        by_year("P2", &|side| Stat::MeanSize(issue, side), &Side::BOTH);
        self.ask("P3", Stat::LongestPause(issue), &all, true);
        self.ask("P3", Stat::PauseSpread(issue), &all, true);
        for span in years.iter().filter(|_| years.len() > 1) {
            self.ask("P3", Stat::PauseSpread(issue), span, true);
        }
        for stat in [Stat::HeadsNear(issue), Stat::HeadsFar(issue), Stat::HeadsSpread(issue)] {
            self.ask("P4", stat, &all, true);
        }
        for span in &years {
            self.ask("P5", Stat::MediatedShare(issue), span, true);
        }
    }

    fn remains(&mut self, issue: IssueId, exchanges: IssueId) {
        let years = self.years();
        for (side, span) in Side::BOTH.iter().flat_map(|side| years.iter().map(move |span| (*side, span))) {
            self.ask("P7", Stat::People(issue, side), span, false);
        }
        let totals: Vec<_> = self.record.remains.iter().filter(|row| row.kind == RemainsKind::Total).collect();
        for row in totals {
            let Some(from) = self.counted_from(row.since.map(|since| since.date)) else { continue };
            if row.date.last() > self.until {
                continue;
            }
            for side in Side::BOTH {
                let Some(heads) = row.heads[side] else { continue };
                let bound = match row.bound {
                    Some(Bound::AtLeast) => ", at least",
                    Some(Bound::AtMost) => ", at most",
                    None => "",
                };
                let note = format!("row {}: a total as stated{bound}; {}", row.id, row.source.title);
                let found = Answer { value: Some(f64::from(heads)), bound: row.bound, note };
                self.put("P7", Stat::People(issue, side), Span::new(self.start, from, row.date.last()), found);
            }
        }
        let all = self.all();
        self.ask("P7", Stat::TransfersInPauses(issue, exchanges), &all, false);
        self.ask("P7", Stat::Transfers(issue), &all, false);
    }

    /// The day from which a total counts, if the scenario covers all that it counts.
    fn counted_from(&self, since: Option<Date>) -> Option<Date> {
        match since {
            Some(since) => Some(since).filter(|since| *since >= self.start),
            None => self.record.first_day().filter(|first| *first >= self.start).map(|_| self.start),
        }
    }

    /// Totals of children returned to the first side, as stated.
    fn children(&mut self, issue: IssueId) {
        let totals: Vec<_> = self.record.events.iter().filter(|row| row.kind == EventKind::ChildrenTotal).collect();
        for row in totals {
            let Some(from) = self.counted_from(None).filter(|_| row.date.last() <= self.until) else { continue };
            let span = Span::new(self.start, from, row.date.last());
            let note = format!("row {}: a total as stated; {}", row.id, row.source.title);
            let found = Answer { value: row.quantity, bound: None, note };
            self.put("children", Stat::People(issue, Side::A), span, found);
        }
    }
}
