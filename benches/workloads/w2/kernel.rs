//! W2 on the kernel: one slot a recurring activity, one an open deal; every decision keyed by purpose, channel, occasion.

use super::*;
use backchannel::kernel::{Calendar, Draws, Key, Span, Time};
use backchannel::model::law::Law;
use rand_distr::Distribution;

#[derive(Clone, Copy)]
enum Event {
    Turn(u32),
    Meet(u32),
    Decide(u32),
    Execute(u32),
}

#[derive(Clone, Copy)]
enum Purpose {
    Up,
    Down,
    Gap,
    Deal,
    Size,
    Decision,
    Approval,
    Execution,
    Success,
    Retry,
    SecondSuccess,
}

impl From<Purpose> for u32 {
    fn from(purpose: Purpose) -> u32 {
        purpose as u32
    }
}

#[derive(Clone, Copy)]
struct Channel {
    up: bool,
    since: Time,
    turns: u64,
    gaps: u64,
    meetings: u64,
}

/// A deal is known by its channel and the number of the meeting that made it.
#[derive(Clone, Copy)]
struct Deal {
    key: Key,
    meeting: u64,
    met: Time,
    people: u64,
    retried: bool,
}

/// The state of a replication, reused by the next one.
pub struct Run {
    keys: [Key; CHANNELS],
    draws: Draws,
    calendar: Calendar<Event>,
    channels: [Channel; CHANNELS],
    deals: Vec<Deal>,
    free: Vec<usize>,
    outcome: Outcome,
}

impl Run {
    pub fn new() -> Self {
        let channel = Channel { up: true, since: Time::ZERO, turns: 0, gaps: 0, meetings: 0 };
        Run {
            keys: std::array::from_fn(|c| Key::of("channel").and(c as u64)),
            draws: Draws::new(0, 0),
            calendar: Calendar::with_slots(64),
            channels: [channel; CHANNELS],
            deals: Vec::new(),
            free: Vec::new(),
            outcome: Outcome::default(),
        }
    }

    pub fn replicate(&mut self, seed: u64, replication: u64) -> Outcome {
        self.begin(seed, replication);
        let end = Time::from_days(DAYS);
        while let Some((now, event)) = self.calendar.next_until(end) {
            self.outcome.events += 1;
            match event {
                Event::Turn(c) => self.turn(now, c as usize),
                Event::Meet(c) => self.meet(now, c as usize),
                Event::Decide(d) => self.decide(now, d as usize),
                Event::Execute(d) => self.execute(now, d as usize),
            }
        }
        for channel in self.channels.iter().filter(|channel| channel.up) {
            self.outcome.up += (end - channel.since).days();
        }
        self.outcome
    }

    fn begin(&mut self, seed: u64, replication: u64) {
        self.draws = Draws::new(seed, replication);
        self.calendar.reset();
        self.deals.clear();
        self.free.clear();
        self.outcome = Outcome::default();
        for c in 0..CHANNELS {
            self.channels[c] = Channel { up: false, since: Time::ZERO, turns: 0, gaps: 0, meetings: 0 };
            self.turn(Time::ZERO, c);
        }
    }

    fn turn(&mut self, now: Time, c: usize) {
        let channel = &mut self.channels[c];
        let (purpose, mean) = if channel.up { (Purpose::Down, DOWN) } else { (Purpose::Up, UP) };
        let stay = wait(&self.draws, purpose, self.keys[c], channel.turns, Law::Exponential { mean });
        channel.up = !channel.up;
        channel.turns += 1;
        self.calendar.set(c, now + stay, 0, Event::Turn(c as u32));
        if channel.up {
            channel.since = now;
            self.book_meeting(now, c);
        } else {
            self.outcome.up += (now - channel.since).days();
            self.calendar.clear(CHANNELS + c);
        }
    }

    fn book_meeting(&mut self, now: Time, c: usize) {
        let channel = &mut self.channels[c];
        let gap = wait(&self.draws, Purpose::Gap, self.keys[c], channel.gaps, Law::Exponential { mean: GAP });
        channel.gaps += 1;
        self.calendar.set(CHANNELS + c, now + gap, 0, Event::Meet(c as u32));
    }

    fn meet(&mut self, now: Time, c: usize) {
        let (key, meeting) = (self.keys[c], self.channels[c].meetings);
        self.channels[c].meetings += 1;
        self.outcome.meetings += 1;
        self.book_meeting(now, c);
        if self.draws.of(Purpose::Deal, key, meeting).chance(DEAL) {
            self.open(now, key, meeting);
        }
    }

    fn open(&mut self, now: Time, key: Key, meeting: u64) {
        let size = Law::Lognormal { median: SIZE.0, log_sd: SIZE.1 };
        let people = size.sample(&mut self.draws.of(Purpose::Size, key, meeting)).ceil() as u64;
        let law = Law::Lognormal { median: DECISION.0, log_sd: DECISION.1 };
        let thought = wait(&self.draws, Purpose::Decision, key, meeting, law);
        let deal = Deal { key, meeting, met: now, people, retried: false };
        let d = self.free.pop().unwrap_or(self.deals.len());
        match self.deals.get_mut(d) {
            Some(place) => *place = deal,
            None => self.deals.push(deal),
        }
        self.outcome.deals += 1;
        self.calendar.set(2 * CHANNELS + d, now + thought, 0, Event::Decide(d as u32));
    }

    fn decide(&mut self, now: Time, d: usize) {
        let Deal { key, meeting, .. } = self.deals[d];
        if self.draws.of(Purpose::Approval, key, meeting).chance(APPROVED) {
            let law = Law::Exponential { mean: EXECUTION };
            let work = wait(&self.draws, Purpose::Execution, key, meeting, law);
            self.calendar.set(2 * CHANNELS + d, now + work, 0, Event::Execute(d as u32));
        } else {
            self.outcome.refused += 1;
            self.free.push(d);
        }
    }

    fn execute(&mut self, now: Time, d: usize) {
        let Deal { key, meeting, met, people, retried } = self.deals[d];
        let purpose = if retried { Purpose::SecondSuccess } else { Purpose::Success };
        if self.draws.of(purpose, key, meeting).chance(SUCCESS) {
            self.outcome.executed += 1;
            self.outcome.people += people;
            self.outcome.lead += (now - met).days();
        } else if !retried {
            self.deals[d].retried = true;
            let pause = wait(&self.draws, Purpose::Retry, key, meeting, Law::Exponential { mean: RETRY });
            return self.calendar.set(2 * CHANNELS + d, now + pause, 0, Event::Execute(d as u32));
        } else {
            self.outcome.failed += 1;
        }
        self.free.push(d);
    }
}

fn wait(draws: &Draws, purpose: Purpose, entity: Key, occasion: u64, law: Law) -> Span {
    Span::from_days(law.sample(&mut draws.of(purpose, entity, occasion)))
}
