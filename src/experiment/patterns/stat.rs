//! Statistics of one history over a span of days: the rules that a record is held to as well.

use std::ops::Range;

use crate::{
    experiment::measures::head_ratio,
    model::{
        Outcome,
        outcome::{CaseRecord, Crossing, Reached},
        side::{IssueId, Side},
    },
};

/// Fewer pauses than this have no coefficient of variation, and fewer deals no share or standard deviation.
pub const FEW: usize = 3;
/// A pause longer than this, in days, is a long one.
pub const LONG: u32 = 100;
/// Days a month, for rates.
pub const MONTH: f64 = 365.25 / 12.0;

/// What is asked of a history. None is ever below zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stat {
    /// Days on which deals began; those of one day are one exchange.
    Exchanges(IssueId),
    /// People, or remains, who came home to a side.
    People(IssueId, Side),
    /// People home to a side for each exchange.
    MeanSize(IssueId, Side),
    /// The longest time without an exchange, from the first day and to the last.
    LongestPause(IssueId),
    /// Standard deviation over mean of the pauses between exchanges that begin and end in the span.
    PauseSpread(IssueId),
    /// Share of deals with |ln(heads of A / heads of B)| at most 0.1.
    HeadsNear(IssueId),
    /// Share of deals with |ln(heads of A / heads of B)| above 0.5.
    HeadsFar(IssueId),
    /// Standard deviation of ln(heads of A / heads of B) over deals.
    HeadsSpread(IssueId),
    /// Share of deals with an intermediary attached.
    MediatedShare(IssueId),
    /// Days from the first day of the span to the next exchange after it, or to the end of the span.
    NextExchange(IssueId),
    /// The same, in histories where a deal had a date and had not crossed on the first day of the span.
    NextExchangeGivenDate(IssueId),
    /// Days on which something was returned, a month.
    Transfers(IssueId),
    /// The same inside pauses of over 100 days between the exchanges of the second issue.
    TransfersInPauses(IssueId, IssueId),
    /// Agreements that both principals approved.
    Agreements(IssueId),
    /// Meetings held.
    Meetings(IssueId),
}

impl Stat {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Stat::Exchanges(_) => "exchanges",
            Stat::People(..) => "people",
            Stat::MeanSize(..) => "mean_size",
            Stat::LongestPause(_) => "longest_pause",
            Stat::PauseSpread(_) => "pause_cv",
            Stat::HeadsNear(_) => "heads_within_0.1",
            Stat::HeadsFar(_) => "heads_beyond_0.5",
            Stat::HeadsSpread(_) => "heads_sd",
            Stat::MediatedShare(_) => "mediated_share",
            Stat::NextExchange(_) => "next_exchange",
            Stat::NextExchangeGivenDate(_) => "next_exchange_given_date",
            Stat::Transfers(_) => "transfers_a_month",
            Stat::TransfersInPauses(..) => "transfers_a_month_in_pauses",
            Stat::Agreements(_) => "agreements",
            Stat::Meetings(_) => "meetings",
        }
    }

    /// In words, for people.
    pub fn words(self) -> &'static str {
        match self {
            Stat::Exchanges(_) => "exchanges",
            Stat::People(..) => "home to",
            Stat::MeanSize(..) => "home for each exchange to",
            Stat::LongestPause(_) => "longest pause, days",
            Stat::PauseSpread(_) => "spread of pauses, standard deviation over mean",
            Stat::HeadsNear(_) => "share of deals with log head ratio within 0.1",
            Stat::HeadsFar(_) => "share of deals with log head ratio beyond 0.5",
            Stat::HeadsSpread(_) => "standard deviation of log head ratios",
            Stat::MediatedShare(_) => "share of deals with a mediator",
            Stat::NextExchange(_) => "days from the shock to the next exchange",
            Stat::NextExchangeGivenDate(_) => "the same, if a deal had a date on that day",
            Stat::Transfers(_) => "transfers a month",
            Stat::TransfersInPauses(..) => "transfers a month in pauses over 100 days",
            Stat::Agreements(_) => "agreements approved by both sides",
            Stat::Meetings(_) => "meetings",
        }
    }

    pub fn side(self) -> Option<Side> {
        match self {
            Stat::People(_, side) | Stat::MeanSize(_, side) => Some(side),
            _ => None,
        }
    }

    /// Whether it counts things or days.
    pub fn is_whole(self) -> bool {
        matches!(
            self,
            Stat::Exchanges(_)
                | Stat::People(..)
                | Stat::LongestPause(_)
                | Stat::NextExchange(_)
                | Stat::NextExchangeGivenDate(_)
                | Stat::Agreements(_)
                | Stat::Meetings(_)
        )
    }

    /// Its value over some days of a history; none if it does not exist there.
    pub fn of(self, o: &Outcome, days: Range<u32>) -> Option<f64> {
        let h = History { o, days };
        match self {
            Stat::Exchanges(i) => Some(h.exchanges(i).len() as f64),
            Stat::People(i, side) => Some(h.people(i, side)),
            Stat::MeanSize(i, side) => {
                let exchanges = h.exchanges(i).len();
                (exchanges > 0).then(|| h.people(i, side) / exchanges as f64)
            }
            Stat::LongestPause(i) => Some(f64::from(longest(&h.exchanges(i), &h.days))),
            Stat::PauseSpread(i) => variation(&between(&h.exchanges(i))),
            Stat::HeadsNear(i) => share(&h.head_ratios(i), |r| r.abs() <= 0.1),
            Stat::HeadsFar(i) => share(&h.head_ratios(i), |r| r.abs() > 0.5),
            Stat::HeadsSpread(i) => deviation(&h.head_ratios(i)),
            Stat::MediatedShare(i) => h.mediated(i),
            Stat::NextExchange(i) => Some(h.next(i)),
            Stat::NextExchangeGivenDate(i) => h.had_date(i).then(|| h.next(i)),
            Stat::Transfers(i) => rate(h.occasions(i).len(), u64::from(h.days.end - h.days.start)),
            Stat::TransfersInPauses(i, exchanges) => in_pauses(&h.occasions(i), &h.exchanges(exchanges), &h.days),
            Stat::Agreements(i) => Some(h.attempts(i).filter(|c| c.reached >= Reached::Approved).count() as f64),
            Stat::Meetings(i) => Some(h.attempts(i).fold(0.0, |sum, c| sum + f64::from(c.rounds))),
        }
    }
}

/// A replication seen through a span of days.
struct History<'o> {
    o: &'o Outcome,
    days: Range<u32>,
}

impl History<'_> {
    fn crossings(&self, issue: IssueId) -> impl Iterator<Item = &Crossing> {
        let mine = move |c: &&Crossing| c.issue == Some(issue) && self.days.contains(&c.day);
        self.o.crossings.iter().filter(mine)
    }

    fn attempts(&self, issue: IssueId) -> impl Iterator<Item = &CaseRecord> {
        let mine = move |c: &&CaseRecord| c.issue == issue && self.days.contains(&c.born.day());
        self.o.attempts().filter(mine)
    }

    /// The days on which deals began, each once.
    fn exchanges(&self, issue: IssueId) -> Vec<u32> {
        self.o.exchange_days(issue).filter(|day| self.days.contains(day)).collect()
    }

    /// The days on which anything crossed, each once.
    fn occasions(&self, issue: IssueId) -> Vec<u32> {
        let mut days: Vec<u32> = self.crossings(issue).map(|c| c.day).collect();
        days.dedup();
        days
    }

    fn people(&self, issue: IssueId, side: Side) -> f64 {
        self.crossings(issue).fold(0.0, |sum, c| sum + f64::from(c.heads[side]))
    }

    fn mediated(&self, issue: IssueId) -> Option<f64> {
        let deals: Vec<f64> =
            self.crossings(issue).filter(|c| c.first).map(|c| f64::from(u8::from(c.mediated))).collect();
        (!deals.is_empty()).then(|| deals.iter().sum::<f64>() / deals.len() as f64)
    }

    /// r_h of each deal that began in the span; a side without people counts as one.
    fn head_ratios(&self, issue: IssueId) -> Vec<f64> {
        let began =
            |c: &&CaseRecord| c.issue == issue && c.first_crossing.is_some_and(|time| self.days.contains(&time.day()));
        self.o.cases.iter().filter(began).map(head_ratio).collect()
    }

    fn next(&self, issue: IssueId) -> f64 {
        let after = |day: &u32| *day > self.days.start && *day < self.days.end;
        let next = self.o.exchange_days(issue).find(after).unwrap_or(self.days.end);
        f64::from(next - self.days.start)
    }

    /// Some deal had a date at the beginning of the first day, and neither crossed nor ended on it.
    fn had_date(&self, issue: IssueId) -> bool {
        let day = self.days.start;
        let waits = |c: &CaseRecord| {
            let over = c.first_crossing.unwrap_or(c.ended);
            c.issue == issue && c.scheduled.is_some_and(|time| time.day() < day) && over.day() > day
        };
        self.o.attempts().any(waits)
    }
}

/// Days between neighbours.
pub fn between(days: &[u32]) -> Vec<f64> {
    days.windows(2).map(|pair| f64::from(pair[1] - pair[0])).collect()
}

/// The longest time without any of `events`, the ends of the span being ends of pauses too.
pub fn longest(events: &[u32], span: &Range<u32>) -> u32 {
    let ends = events.iter().copied().chain([span.end]);
    let starts = std::iter::once(span.start).chain(events.iter().copied());
    starts.zip(ends).map(|(from, to)| to - from).max().unwrap_or(0)
}

/// Population standard deviation over mean.
pub fn variation(values: &[f64]) -> Option<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    deviation(values).filter(|_| mean > 0.0).map(|sd| sd / mean)
}

/// Population standard deviation.
pub fn deviation(values: &[f64]) -> Option<f64> {
    if values.len() < FEW {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    Some((values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt())
}

pub fn share(values: &[f64], of: impl Fn(f64) -> bool) -> Option<f64> {
    let hits = values.iter().filter(|x| of(**x)).count();
    (values.len() >= FEW).then(|| hits as f64 / values.len() as f64)
}

/// Occasions a month.
pub fn rate(occasions: usize, days: u64) -> Option<f64> {
    (days > 0).then(|| occasions as f64 / (days as f64 / MONTH))
}

/// Occasions a month inside pauses between exchanges of over [`LONG`] days, the last open one included.
pub fn in_pauses(occasions: &[u32], exchanges: &[u32], span: &Range<u32>) -> Option<f64> {
    let ends = exchanges.iter().skip(1).copied().chain([span.end]);
    let pauses: Vec<Range<u32>> = exchanges
        .iter()
        .zip(ends)
        .map(|(from, to)| from + 1..to)
        .filter(|pause| pause.end - pause.start >= LONG)
        .collect();
    let days = pauses.iter().map(|pause| u64::from(pause.end - pause.start)).sum();
    rate(occasions.iter().filter(|day| pauses.iter().any(|pause| pause.contains(day))).count(), days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_of_known_days() {
        assert_eq!(longest(&[10, 15, 40], &(0..60)), 25);
        assert_eq!(longest(&[10, 15, 40], &(0..100)), 60);
        assert_eq!(longest(&[], &(5..60)), 55);
        assert_eq!(variation(&between(&[0, 10, 20, 30])), Some(0.0));
        assert_eq!(variation(&between(&[0, 10, 20])), None);
        // 10, 20 and 30: sd sqrt(200/3), mean 20.
        let cv = variation(&between(&[0, 10, 30, 60])).unwrap_or(0.0);
        assert!((cv - (200.0_f64 / 3.0).sqrt() / 20.0).abs() < 1e-12);
    }

    #[test]
    fn transfers_count_inside_long_pauses_only() {
        // One pause of 121 days (days 10 to 130 between exchanges on 9 and 131), one of 20.
        let rate = in_pauses(&[5, 10, 60, 130, 131, 140], &[9, 131, 152], &(0..200)).unwrap_or(0.0);
        assert!((rate - 3.0 / (121.0 / MONTH)).abs() < 1e-12);
        assert_eq!(in_pauses(&[5], &[9, 50], &(0..120)), None);
        assert!(in_pauses(&[5], &[9, 50], &(0..160)).is_some(), "an open pause of 110 days");
    }
}
