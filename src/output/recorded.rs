//! Recorded: turns a documented record into the plain data of figures, by itself and beside the model.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::figure::{self, Documents, Picture, calendar, cumulative, date_name, pauses::RecordCurve, ratios, remains};
use crate::{
    experiment::estimate::{Class, LEVEL, Survival},
    model::side::{PerSide, Side},
    record::{Confidence, EventKind, ExchangeKind, ExchangeRow, MediatorClass, Record, RemainsKind, Source},
};

/// A pause is named on the calendar from so many days on.
const LONG_PAUSE: u32 = 60;

/// A record with what its figures need besides.
pub struct Recorded<'r> {
    pub record: &'r Record,
    /// The names of the sides.
    pub sides: PerSide<String>,
    /// The first day of the scenario.
    pub start: Date,
    /// The last day that the record covers.
    pub until: Date,
    /// The first letters of its digest.
    pub digest: String,
}

impl Recorded<'_> {
    /// The pictures of the record by itself. A table without rows gives none.
    pub fn pictures(&self) -> Vec<Picture> {
        let mut pictures = Vec::new();
        if !self.record.exchanges.is_empty() {
            let counted = || self.record.exchanges.iter().filter(|row| row.include_in_totals);
            pictures.push(Picture::Calendar(self.calendar(), self.documents(drawn(self.record))));
            pictures.push(Picture::Cumulative(self.cumulative(), self.documents(counted())));
            pictures.push(Picture::Ratios(self.ratios(), self.documents(counted())));
        }
        if self.record.remains.iter().any(|row| row.kind == RemainsKind::Transfer) {
            let transfers = self.record.remains.iter().filter(|row| row.kind == RemainsKind::Transfer);
            let from = self.documents_of(transfers.map(|row| (row.confidence, &row.source)));
            pictures.push(Picture::Remains(self.remains(), from));
        }
        pictures
    }

    fn side_names(&self) -> [String; 2] {
        self.sides.0.clone()
    }

    /// The first day of any figure: that of the scenario, or of the record if that is earlier.
    fn from(&self) -> Date {
        let exchanges = self.record.exchanges.iter().map(|row| row.date);
        let remains = self.record.remains_transfers().map(|row| row.date.date);
        exchanges.chain(remains).fold(self.start, Date::min)
    }

    fn documents<'a>(&self, rows: impl Iterator<Item = &'a ExchangeRow>) -> Documents {
        self.documents_of(rows.map(|row| (row.confidence, &row.source)))
    }

    fn documents_of<'a>(&self, rows: impl Iterator<Item = (Confidence, &'a Source)>) -> Documents {
        const ALL: [Confidence; 4] = [Confidence::High, Confidence::Medium, Confidence::Low, Confidence::Unverified];
        let mut marks = ALL.map(|c| (c.name().into(), 0));
        let (mut n, mut pages) = (0, BTreeSet::new());
        for (confidence, source) in rows {
            n += 1;
            marks[confidence as usize].1 += 1;
            pages.extend([&source.url, &source.second_url].into_iter().filter(|url| !url.is_empty()));
        }
        Documents {
            rows: n,
            pages: pages.len() as u64,
            confidence: marks.into(),
            until: date_name(self.until),
            digest: self.digest.clone(),
        }
    }

    fn calendar(&self) -> calendar::CalendarData {
        let entry = |row: &ExchangeRow| calendar::Entry {
            id: row.id.clone(),
            date: row.date,
            people: row.heads.0,
            credit: match row.mediator_class {
                MediatorClass::None => calendar::Credit::Nobody,
                MediatorClass::HostOnly => calendar::Credit::Host,
                MediatorClass::Mediator => calendar::Credit::Mediator,
                MediatorClass::Guarantor | MediatorClass::GuarantorRelease => calendar::Credit::Guarantor,
            },
            who: row.mediator.join(";"),
            confidence: row.confidence.name().into(),
            sure: sure(row.confidence),
        };
        let gaps = self.record.gaps(self.until);
        let pause = |gap: &crate::record::Gap| calendar::Pause {
            from: gap.from,
            to: gap.from.saturating_add(jiff::Span::new().days(i64::from(gap.days))),
            days: gap.days,
            open: gap.open,
        };
        let entries: Vec<calendar::Entry> = drawn(self.record).map(entry).collect();
        calendar::CalendarData {
            title: String::new(),
            sides: self.side_names(),
            from: self.from(),
            until: self.until,
            left_out: self.record.exchanges.iter().filter(|row| outside(row.kind)).count() as u64,
            spans: self.spans(),
            pauses: gaps.iter().filter(|gap| gap.days >= LONG_PAUSE || gap.open).map(pause).collect(),
            years: self.years(),
            entries,
        }
    }

    /// Exchanges begun and people of both sides, year by year.
    fn years(&self) -> Vec<calendar::Year> {
        let people = self.record.people_by_year();
        let exchanges = self.record.exchanges_by_year();
        let year = |y: &crate::record::YearCount| {
            let people = people.iter().find(|p| p.year == y.year).map(|p| p.people);
            calendar::Year {
                year: y.year,
                exchanges: y.exchanges,
                people: people.map_or(0, |p| p.iter().map(|known| known.sum).sum()),
                floor: people.is_some_and(|p| p.iter().any(|known| known.missing > 0)),
            }
        };
        exchanges.iter().map(year).collect()
    }

    /// Deals of which only the sum of the stages is known.
    fn spans(&self) -> Vec<calendar::Span> {
        let sums = self.record.exchanges.iter().filter(|row| row.kind == ExchangeKind::Sum && !row.deal.is_empty());
        let span = |sum: &ExchangeRow| {
            let stages = self.record.exchanges.iter().filter(|row| row.deal == sum.deal && row.id != sum.id);
            let days = stages.map(|row| row.date);
            let known = |n: Option<u32>| n.map_or("not known".to_owned(), |n| figure::amount(f64::from(n)));
            let [to_a, to_b] = Side::BOTH.map(|s| format!("{} to {}", known(sum.heads[s]), self.sides[s]));
            Some(calendar::Span {
                first: days.clone().min()?,
                last: days.clone().max()?.max(sum.date),
                label: format!(
                    "{} stages, known as a sum: {to_a} and {to_b} (confidence {})",
                    days.count(),
                    sum.confidence.name()
                ),
            })
        };
        sums.filter_map(span).collect()
    }

    fn cumulative(&self) -> cumulative::CumulativeData {
        let side = |s: Side| {
            let counted = self.record.exchanges.iter().filter(|row| row.include_in_totals);
            cumulative::Side {
                name: self.sides[s].clone(),
                sums: self.record.cumulative_people(s),
                unknown: counted.filter(|row| row.heads[s].is_none()).map(|row| row.date).collect(),
                stated: self.stated(s),
            }
        };
        cumulative::CumulativeData {
            title: String::new(),
            from: self.from(),
            until: self.until,
            sides: Side::BOTH.map(side).into(),
        }
    }

    /// The totals that one side's officials stated of people home to it.
    fn stated(&self, s: Side) -> Vec<(Date, u64, String)> {
        let of_side = |party: &String| *party == self.sides[s] || *party == self.record.sides[s];
        let events = self.record.events.iter().filter(|e| e.kind == EventKind::CumulativeReturn);
        let own = events.filter(|e| matches!(e.parties.as_slice(), [party] if of_side(party)));
        own.filter_map(|e| Some((e.date.last(), e.quantity.filter(|q| *q >= 0.0)? as u64, e.title.clone()))).collect()
    }

    fn ratios(&self) -> ratios::RatiosData {
        let deal = |deal: &crate::record::Deal| {
            let rows =
                || self.record.exchanges.iter().filter(|row| row.include_in_totals && deal.rows.contains(&row.id));
            ratios::Deal {
                id: deal.rows.join(";"),
                date: deal.first,
                people: deal.people.map(|known| (known.missing == 0).then_some(known.sum)).0,
                sure: rows().all(|row| sure(row.confidence)),
            }
        };
        ratios::RatiosData {
            title: String::new(),
            sides: self.side_names(),
            from: self.from(),
            until: self.until,
            deals: self.record.deals().iter().map(deal).collect(),
        }
    }

    fn remains(&self) -> remains::RemainsData {
        let transfers = self.record.remains.iter().filter(|row| row.kind == RemainsKind::Transfer);
        let one = |row: &crate::record::RemainsRow| remains::Return {
            id: row.id.clone(),
            first: row.date.date,
            last: row.date.last(),
            returned: row.heads.0,
            counted: row.include_in_totals,
            sure: sure(row.confidence),
            facilitator: row.facilitator.join(";"),
        };
        remains::RemainsData {
            title: String::new(),
            sides: self.side_names(),
            from: self.from(),
            until: self.until,
            returns: transfers.map(one).collect(),
            stated: self.stated_remains().unwrap_or_default(),
        }
    }

    /// The last total since the beginning that somebody stated, beside what is itemised up to then.
    fn stated_remains(&self) -> Option<String> {
        let totals = self.record.remains.iter().filter(|row| row.kind == RemainsKind::Total && row.since.is_none());
        let last = totals.max_by_key(|row| row.date)?;
        let part = |s: Side| {
            let stated = last.heads[s]?;
            let sums = self.record.cumulative_remains(s);
            let itemised = sums.iter().take_while(|sum| sum.0 <= last.date.last()).last().map_or(0, |sum| sum.1);
            let [stated, itemised] = [f64::from(stated), itemised as f64].map(figure::amount);
            let bound = last.bound.map_or(String::new(), |b| b.name().replace('_', " ") + " ");
            Some(format!("{bound}{stated} to {} ({itemised} itemised here)", self.sides[s]))
        };
        let parts: Vec<String> = Side::BOTH.into_iter().filter_map(part).collect();
        let by = date_name(last.date.last());
        (!parts.is_empty()).then(|| format!(" A total stated by {by}: {}.", parts.join(", ")))
    }

    /// People home to a side by the end of each day of the scenario on which some came: day, sum since its start.
    pub fn returned(&self, s: Side, horizon: f64) -> Vec<(f64, f64)> {
        let points = self.within().cumulative_people(s);
        // The model counts the people of a day from its end on.
        let day = |date: Date| self.start.until(date).map_or(f64::NAN, |span| f64::from(span.get_days() + 1));
        points.into_iter().map(|(date, n)| (day(date), n as f64)).filter(|(day, _)| *day <= horizon).collect()
    }

    /// Whether the sums of a side leave out exchanges whose number is not known.
    pub fn is_floor(&self, s: Side) -> bool {
        self.within().exchanges.iter().any(|row| row.include_in_totals && row.heads[s].is_none())
    }

    /// What the dots of [`Recorded::returned`] rest on.
    pub fn returned_documents(&self) -> Documents {
        self.documents(self.within().exchanges.iter().filter(|row| row.include_in_totals))
    }

    fn within(&self) -> Record {
        self.record.within(self.start, self.until)
    }

    /// Kaplan and Meier's curve of the pauses between the first days of deals, from the start of the scenario on; the
    /// last pause is open. Each pause is a class of its own, so that the band is a jackknife over pauses.
    pub fn pauses(&self) -> Option<RecordCurve> {
        let within = self.within();
        let gaps = within.deal_gaps(self.until);
        let mut survival = Survival::default();
        for (i, gap) in gaps.iter().enumerate() {
            survival.push(Class::of(i as u64), gap.days, gap.open);
        }
        let curve = survival.curve(LEVEL);
        let steps = || curve.steps().iter();
        let band =
            |e: &crate::experiment::estimate::Estimate| e.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
        (gaps.len() > 1).then(|| RecordCurve {
            days: steps().map(|s| f64::from(s.day)).collect(),
            survival: steps().map(|s| s.waiting.value).collect(),
            low: steps().map(|s| band(&s.waiting).0).collect(),
            high: steps().map(|s| band(&s.waiting).1).collect(),
            pauses: gaps.len() as u64,
            open: gaps.iter().find(|gap| gap.open).map(|gap| f64::from(gap.days)),
            documents: self.documents(within.exchanges.iter().filter(|row| row.include_in_gap_stats)),
        })
    }
}

/// The days of exchanges: not sums of stages, and not what happened outside exchanges.
fn drawn(record: &Record) -> impl Iterator<Item = &ExchangeRow> {
    record.exchanges.iter().filter(|row| row.kind != ExchangeKind::Sum && !outside(row.kind))
}

fn outside(kind: ExchangeKind) -> bool {
    matches!(kind, ExchangeKind::Outside | ExchangeKind::Unilateral | ExchangeKind::ThirdCountry)
}

fn sure(confidence: Confidence) -> bool {
    matches!(confidence, Confidence::High | Confidence::Medium)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Record {
        crate::record::shipped(["ukraine", "russia"]).expect("the shipped record is sound")
    }

    fn recorded(record: &Record, start: Date) -> Recorded<'_> {
        Recorded {
            record,
            sides: PerSide(["Ukraine", "Russia"].map(str::to_owned)),
            start,
            until: Date::constant(2025, 11, 30),
            digest: "0123abcd".into(),
        }
    }

    #[test]
    fn every_row_of_the_shipped_record_is_drawn_or_said_to_be_left_out() {
        let record = shipped();
        let recorded = recorded(&record, Date::constant(2022, 2, 24));
        let calendar = recorded.calendar();
        let sums = record.exchanges.iter().filter(|row| row.kind == ExchangeKind::Sum).count();
        assert_eq!(calendar.entries.len() + calendar.left_out as usize + sums, record.exchanges.len());
        assert_eq!(calendar.spans.len(), sums);
        assert!(calendar.pauses.iter().any(|p| p.days == 149 && !p.open) && calendar.pauses.iter().any(|p| p.open));
        let figures: Vec<figure::Figure> = recorded.pictures().iter().map(Picture::draw).collect();
        let names: Vec<&str> = figures.iter().map(|f| &*f.name).collect();
        assert_eq!(names, ["record-calendar", "record-cumulative", "record-ratios", "record-remains"]);
        for figure in &figures {
            figure::sound(figure);
            figure::demo(&format!("shipped-{}", figure.name), figure);
        }
    }

    #[test]
    fn sums_agree_with_the_deals() {
        let record = shipped();
        let recorded = recorded(&record, Date::constant(2022, 2, 24));
        for (s, side) in Side::BOTH.into_iter().zip(&recorded.cumulative().sides) {
            let deals: u64 = record.deals().iter().map(|deal| deal.people[s].sum).sum();
            assert_eq!(side.sums.last().map(|sum| sum.1), Some(deals));
            let missing: u32 = record.deals().iter().map(|deal| deal.people[s].missing).sum();
            assert_eq!(side.unknown.len(), missing as usize);
            let beside = recorded.returned(s, 1376.0);
            assert_eq!(beside.last().map(|point| point.1), Some(deals as f64), "from the first day of the war on");
        }
        assert!(recorded.cumulative().sides[0].stated.len() > 10, "official counts are in the table of events");
    }

    #[test]
    fn a_later_start_counts_from_there() {
        let record = shipped();
        let recorded = recorded(&record, Date::constant(2025, 1, 1));
        let points = recorded.returned(Side::A, 334.0);
        assert_eq!(points[0], (15.0, 25.0), "25 people on 15 January 2025, known at the end of that day");
        assert!(points.iter().all(|(day, _)| *day <= 334.0));
        assert_eq!(recorded.calendar().from, Date::constant(2022, 3, 1), "the record itself is shown whole");
    }

    #[test]
    fn the_last_pause_is_open_and_the_band_holds_the_curve() {
        let record = shipped();
        let curve = recorded(&record, Date::constant(2022, 2, 24)).pauses().expect("many pauses");
        assert_eq!(curve.open, Some(59.0), "2 October to 30 November 2025");
        assert_eq!(curve.pauses as usize, record.deal_days().len());
        for ((s, low), high) in curve.survival.iter().zip(&curve.low).zip(&curve.high) {
            assert!(low <= s && s <= high, "{low} {s} {high}");
        }
        let none = Record { exchanges: Vec::new(), ..record.clone() };
        assert!(recorded(&none, Date::constant(2022, 2, 24)).pauses().is_none());
    }
}
