//! Charts: turns summaries, stories and comparisons into the plain data of figures.

use std::borrow::Cow;

use jiff::civil::Date;

use super::{
    figure::{self, Picture, Provenance},
    recorded::Recorded,
    story::Story,
};
use crate::{
    experiment::{
        estimate::{Counts, Estimate},
        focal::Focal,
        measures::Measure,
        summary::Summary,
    },
    model::{
        channel::{Exit, State},
        outcome::{Ending, Reached},
        setup::Setup,
        side::{ChannelId, IssueId, Side},
    },
};

/// What every chart of a scenario needs besides its numbers.
pub struct Context<'c> {
    pub setup: &'c Setup,
    pub start: Date,
    pub provenance: Provenance,
    /// What is documented of the real case, if the scenario names a record.
    pub recorded: Option<Recorded<'c>>,
}

/// Dots of a quantile dot plot: each is one future in so many.
const DOTS: u32 = 50;

/// The names of the figures of one arm, which follow from its scenario: none that could only be empty.
pub fn names(setup: &Setup) -> Vec<&'static str> {
    let comes = carried(setup, setup.focal);
    let drawn = [
        ("network", true),
        ("returned", somebody_comes(setup)),
        ("waiting", comes),
        ("lanes", true),
        ("funnel", true),
        ("pauses", comes),
        // Ratios are struck only where both sides give and receive.
        ("acceptability", comes && Focal::of(setup) == Focal::Exchange),
    ];
    drawn.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect()
}

/// Whether any channel carries an issue: without one all its demands end unrouted.
fn carried(setup: &Setup, issue: IssueId) -> bool {
    setup.phases.iter().flat_map(|p| &p.channels).any(|c| c.issues.contains(&issue))
}

/// Whether anybody could come home whom the figure of returns counts.
fn somebody_comes(setup: &Setup) -> bool {
    let p = &setup.phases[0];
    let moves = |i: &IssueId| p.issues[*i].to.is_none() && !p.issues[*i].categories.is_empty();
    let exchanged = setup.issue_ids().any(|i| moves(&i) && carried(setup, i));
    Focal::of(setup) == Focal::Return
        || exchanged
        || (setup.may_end() && !p.categories.is_empty())
        || setup.has_custody()
}

impl Context<'_> {
    fn issue(&self) -> &str {
        &self.setup.phases[0].issues[self.setup.focal].name
    }

    pub(super) fn side_name(&self, s: Side) -> String {
        self.setup.phases[0].sides[s].name.clone()
    }

    /// The pictures of one arm, those of the record last.
    pub fn run_pictures(&self, summary: &Summary<'_>, story: &Story<'_>, replication: u64) -> Vec<Picture> {
        let from = || self.provenance.clone();
        let picture = |name: &str| match name {
            "network" => Picture::Network(self.network(summary), from()),
            "returned" => Picture::Returned(self.returned(&[("", summary)]), from()),
            "waiting" => Picture::Waiting(self.waiting(&[("", summary)]), from()),
            "lanes" => Picture::Lanes(self.lanes(summary, story, replication), from()),
            "funnel" => Picture::Funnel(self.funnel(&[("", summary)]), from()),
            "pauses" => Picture::Pauses(self.pauses(summary), from()),
            _ => Picture::Acceptability(self.acceptability(summary), from()),
        };
        let mut pictures: Vec<Picture> = names(self.setup).into_iter().map(picture).collect();
        pictures.extend(self.recorded.iter().flat_map(Recorded::pictures));
        pictures
    }

    /// What arms beside each other on the same axes can show.
    pub fn side_by_side(&self, arms: &[(&str, &Summary<'_>)]) -> Vec<Picture> {
        let there = names(self.setup);
        let picture = |name: &str| match name {
            "returned" => Some(Picture::Returned(self.returned(arms), self.provenance.clone())),
            "waiting" => Some(Picture::Waiting(self.waiting(arms), self.provenance.clone())),
            "funnel" => Some(Picture::Funnel(self.funnel(arms), self.provenance.clone())),
            _ => None,
        };
        there.into_iter().filter_map(picture).collect()
    }

    fn returned(&self, arms: &[(&str, &Summary<'_>)]) -> figure::returned::ReturnedData {
        let side = |summary: &Summary<'_>, s: Side| {
            let quantile = |p: f64| summary.returned(s).iter().map(|c| quantile(c, p)).collect();
            figure::returned::Side {
                name: self.side_name(s),
                days: summary.grid().to_vec(),
                p05: quantile(0.05),
                p25: quantile(0.25),
                p50: quantile(0.5),
                p75: quantile(0.75),
                p95: quantile(0.95),
                record: self
                    .recorded
                    .as_ref()
                    .map_or(Vec::new(), |recorded| recorded.returned(s, self.setup.horizon.days())),
                floor: self.recorded.as_ref().is_some_and(|recorded| recorded.is_floor(s)),
            }
        };
        let one_way = self.setup.phases[0].issues[self.setup.focal].to;
        let sides = |summary: &Summary<'_>| match one_way {
            Some(to) => vec![figure::returned::Side { record: Vec::new(), ..side(summary, to) }],
            None => Side::BOTH.map(|s| side(summary, s)).into(),
        };
        let arm = |(name, summary): &(&str, &Summary<'_>)| figure::returned::Arm {
            name: (*name).into(),
            sides: sides(summary),
        };
        // The record's dots are of prisoners.
        let documents = self.recorded.as_ref().filter(|_| one_way.is_none()).map(Recorded::returned_documents);
        figure::returned::ReturnedData {
            returned: one_way.map(|_| self.issue().into()),
            title: String::new(),
            start: Some(self.start),
            horizon_days: self.setup.horizon.days(),
            arms: arms.iter().map(arm).collect(),
            documents,
        }
    }

    /// Fifty quantiles of the wait for the first exchange, those without any at the end.
    fn waiting(&self, arms: &[(&str, &Summary<'_>)]) -> figure::waiting::WaitingData {
        let horizon = self.setup.horizon.days();
        let arm = |(name, summary): &(&str, &Summary<'_>)| figure::waiting::Arm {
            name: (*name).into(),
            waits: waits(summary),
        };
        let arms: Vec<figure::waiting::Arm> = arms.iter().map(arm).collect();
        figure::waiting::WaitingData {
            focal: Focal::of(self.setup),
            issue: self.issue().into(),
            title: String::new(),
            start: Some(self.start),
            horizon_days: horizon,
            within: arms.first().map_or(90, |arm| within(&arm.waits, horizon)),
            arms,
        }
    }

    /// The lanes of one replication; the margin is over all.
    pub fn lanes(&self, summary: &Summary<'_>, story: &Story<'_>, replication: u64) -> figure::lanes::LanesData {
        let share = |c: u16, state: State| {
            let measure = Measure::TimeShare(ChannelId(c), state);
            (capital(state), summary.mean(measure).map_or(0.0, |e| e.value))
        };
        self.lane_data(story, replication, false, |c| State::ALL.map(|s| share(c, s)).into())
    }

    /// The lanes of one replication alone, whose own time shares stand in the margin.
    pub fn lanes_alone(&self, story: &Story<'_>, replication: u64) -> figure::lanes::LanesData {
        let horizon = self.setup.horizon.days().max(f64::MIN_POSITIVE);
        self.lane_data(story, replication, true, |c| {
            let time = |state| {
                let segments = story.lanes[usize::from(c)].0.iter().filter(|s| s.state == state);
                segments.map(|s| s.to - s.from).sum::<f64>() / horizon
            };
            State::ALL.map(|s| (capital(s), time(s))).into()
        })
    }

    fn lane_data(
        &self,
        story: &Story<'_>,
        replication: u64,
        alone: bool,
        share: impl Fn(u16) -> Vec<(Cow<'static, str>, f64)>,
    ) -> figure::lanes::LanesData {
        let channels = self.setup.phases[0].channels.iter().zip(&story.lanes).enumerate();
        let lanes = channels.map(|(c, (channel, (segments, ticks)))| figure::lanes::Lane {
            name: channel.name.clone(),
            segments: segments
                .iter()
                .map(|s| figure::lanes::Segment { from: s.from, to: s.to, state: capital(s.state) })
                .collect(),
            exchanges: ticks
                .iter()
                .map(|t| figure::lanes::Exchange { day: t.day, people: t.people, returned: t.returned })
                .collect(),
            share: share(c as u16),
        });
        let mark = |(day, label): &(f64, String)| figure::lanes::Mark { day: *day, label: label.clone() };
        figure::lanes::LanesData {
            title: String::new(),
            start: Some(self.start),
            horizon_days: self.setup.horizon.days(),
            replication,
            alone,
            lanes: lanes.collect(),
            marks: story.marks.iter().map(mark).collect(),
        }
    }

    /// Where cases end, one column an arm.
    pub fn funnel(&self, arms: &[(&str, &Summary<'_>)]) -> figure::funnel::FunnelData {
        let arms = arms.iter().map(|(name, summary)| figure::funnel::Arm {
            name: (*name).to_string(),
            stages: (0..STAGES.len()).filter_map(|i| stage(summary, i)).collect(),
        });
        figure::funnel::FunnelData { title: String::new(), issue: self.issue().into(), arms: arms.collect() }
    }

    fn pauses(&self, summary: &Summary<'_>) -> figure::pauses::PausesData {
        let curve = summary.pauses();
        let horizon = self.setup.horizon.days();
        let steps = curve.steps().iter();
        let band = |e: &Estimate| e.interval.map_or((e.value, e.value), |i| (i.low.max(0.0), i.high.min(1.0)));
        let exchanges = summary.mean(Measure::Exchanges).map_or(0.0, |e| e.value);
        let some = summary.n() - summary.never();
        // The record's pauses are between exchanges.
        let recorded = self.recorded.as_ref().filter(|_| summary.focal() == Focal::Exchange);
        figure::pauses::PausesData {
            focal: summary.focal(),
            issue: self.issue().into(),
            title: String::new(),
            horizon_days: horizon,
            days: steps.clone().map(|s| f64::from(s.day)).collect(),
            survival: steps.clone().map(|s| s.waiting.value).collect(),
            low: steps.clone().map(|s| band(&s.waiting).0).collect(),
            high: steps.map(|s| band(&s.waiting).1).collect(),
            pauses: (exchanges * summary.n() as f64).round() as u64,
            censored: some,
            curves: if exchanges > 0.0 { self.closed_forms(horizon / exchanges) } else { Vec::new() },
            record: recorded.and_then(Recorded::pauses),
        }
    }

    /// What pauses would look like if exchanges came without memory, and if their channel were merely on or off
    /// (section 8.3), both with the simulated number of exchanges.
    fn closed_forms(&self, mean: f64) -> Vec<figure::pauses::Curve> {
        let horizon = self.setup.horizon.day();
        let curve = |label: &str, survival: &dyn Fn(f64) -> f64| figure::pauses::Curve {
            label: label.into(),
            points: (0..=horizon).map(|day| (f64::from(day), survival(f64::from(day)))).collect(),
        };
        let mut curves = vec![curve("memoryless", &|t| libm::exp(-t / mean))];
        let p = &self.setup.phases[0];
        let direct = p.channels.iter().find(|c| c.kind.is_direct() && c.issues.contains(&self.setup.focal));
        let dwell = |exit: Exit| direct.map(|c| c.dwell[exit as usize].mean).filter(|m| m.is_finite());
        if let (Some(up), Some(down)) = (dwell(Exit::ActiveStalled), dwell(Exit::StalledActive)) {
            curves.push(curve("on and off", &on_off(mean, up, down)));
        }
        curves
    }
}

/// The dots of the wait, each a quantile; `None` for none by the end.
pub fn waits(summary: &Summary<'_>) -> Vec<Option<f64>> {
    let seen = summary.distribution(Measure::FirstExchange);
    // No dot is more than one history.
    let dots = u32::try_from(summary.n()).map_or(DOTS, |n| n.min(DOTS));
    let wait = |i: u32| {
        let counts = seen?;
        let p = (f64::from(i) + 0.5) / f64::from(dots) * summary.n() as f64 / counts.n() as f64;
        if p <= 1.0 { counts.quantile(p).map(f64::from) } else { None }
    };
    (0..dots).map(wait).collect()
}

/// The days that the title speaks of: a quarter of a year, or the first longer span in which anything comes.
pub fn within(waits: &[Option<f64>], horizon: f64) -> u32 {
    if horizon <= 180.0 {
        return (horizon / 2.0) as u32;
    }
    let comes = |days: &u32| waits.iter().flatten().any(|wait| *wait <= f64::from(*days));
    let spans = [90, 180, 365, 730].into_iter().filter(|days| f64::from(*days) < horizon);
    spans.clone().find(comes).or(spans.clone().next()).unwrap_or(90)
}

fn quantile(counts: &Counts, p: f64) -> f64 {
    counts.quantile(p).map_or(0.0, f64::from)
}

/// The stages of a case in words.
const STAGES: [(Reached, &str); 8] = [
    (Reached::Raised, "demands raised"),
    (Reached::Taken, "taken by a channel"),
    (Reached::Answered, "answered"),
    (Reached::Agreed, "agreed in principle"),
    (Reached::Approved, "approved by both"),
    (Reached::Scheduled, "date set"),
    (Reached::Crossed, "first people across"),
    (Reached::Completed, "carried out in full"),
];

/// Half of the interval of an estimate, as far as it has an end.
fn half(e: &Estimate) -> f64 {
    e.interval.map(|i| i.width() / 2.0).filter(|half| half.is_finite()).unwrap_or(0.0)
}

/// How many cases entered stage `i`, and what became of those that went no further; none where nobody crosses.
fn stage(summary: &Summary<'_>, i: usize) -> Option<figure::funnel::Stage> {
    let name = match STAGES[i] {
        (Reached::Crossed, _) => summary.focal().first_across()?,
        (Reached::Completed, _) => summary.focal().completed(),
        (_, name) => name,
    };
    let at = |r: Reached, e: Ending| {
        summary.fate(r, e).map_or((0.0, 0.0, 0.0), |e| (e.value, e.se.unwrap_or(0.0), half(&e)))
    };
    let count = |r: Reached| Ending::ALL.iter().map(|&e| at(r, e).0).sum::<f64>();
    let losses = Ending::ALL.into_iter().filter(|&e| e != Ending::Executed).map(|e| (e, at(STAGES[i].0, e)));
    Some(figure::funnel::Stage {
        name: name.into(),
        entering: STAGES[i..].iter().map(|&(r, _)| count(r)).sum(),
        losses: losses
            .filter(|(_, (count, ..))| *count > 0.0)
            .map(|(e, (count, se, margin))| figure::funnel::Loss {
                cause: e.name().replace('_', " "),
                count,
                se,
                margin,
            })
            .collect(),
    })
}

/// Section 8.3: survival of the gaps of a stream that runs while its channel is up, with mean gap `mean` and mean dwell
/// times `up` and `down`.
fn on_off(mean: f64, up: f64, down: f64) -> impl Fn(f64) -> f64 {
    let (off, on) = (1.0 / up, 1.0 / down);
    let lambda = (off + on) / (mean * on);
    let sum = lambda + off + on;
    let root = libm::sqrt(sum * sum - 4.0 * lambda * on);
    let (fast, slow) = ((sum + root) / 2.0, (sum - root) / 2.0);
    let p = (lambda - slow) / (fast - slow);
    move |t| p * libm::exp(-fast * t) + (1.0 - p) * libm::exp(-slow * t)
}

fn capital(state: State) -> Cow<'static, str> {
    ["Latent", "Forming", "Active", "Stalled", "Suspended", "Dormant", "Closed"][state as usize].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 8.3.
    #[test]
    fn the_on_off_curve_is_the_published_one() {
        let survival = on_off(27.777_777_8, 180.0, 20.0);
        assert!((survival(100.0) - 0.033_485).abs() < 1e-6);
        assert!((survival(0.0) - 1.0).abs() < 1e-12);
    }
}
