//! Progress on standard error: a bar with rate and time left on a terminal, one line a minute elsewhere.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::{stop, terminal::say};

/// Between two lines where there is no terminal.
const EVERY: Duration = Duration::from_secs(60);

pub struct Progress {
    bar: ProgressBar,
    /// What earlier processes did of it, and how long that took them.
    found: u64,
    spent: f64,
    /// What has been finished in earlier steps of the work, and the end of this one.
    before: u64,
    total: u64,
    started: Instant,
    said: Instant,
    lines: bool,
}

impl Progress {
    pub fn new(total: u64) -> Progress {
        let terminal = std::io::stderr().is_terminal();
        let bar = if terminal { ProgressBar::new(total) } else { ProgressBar::hidden() };
        let template = "{bar:30} {human_pos}/{human_len} replications{msg}  {per_sec:0}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let now = Instant::now();
        Progress { bar, found: 0, spent: 0.0, before: 0, total, started: now, said: now, lines: !terminal }
    }

    /// Goes on where an earlier process stopped, in the first step of the work.
    pub fn go_on(&mut self, found: u64, seconds: f64) {
        (self.found, self.total, self.spent) = (found, found, seconds);
        self.bar.set_position(found);
        self.bar.reset_eta();
    }

    /// Says what the end of this step is, if not that of the work.
    pub fn until(&self, what: &str) {
        self.bar.set_message(format!(" {what}"));
    }

    /// A further step of the work, with so many replications of its own.
    pub fn expect(&mut self, more: u64) {
        self.before = self.total;
        self.total += more;
        self.bar.set_length(self.total);
    }

    /// Shows how many of this step are done; false if the run is to stop.
    pub fn tick(&mut self, done: u64) -> bool {
        let done = self.before + done;
        self.bar.set_position(done);
        if self.lines && self.said.elapsed() >= EVERY && done > 0 {
            self.said = Instant::now();
            let rate = (done - self.found) as f64 / self.started.elapsed().as_secs_f64();
            let left = (self.total - done) as f64 / rate;
            let until = self.bar.message();
            say(&format!("{done} of {} replications{until}, {rate:.0} a second, about {left:.0} s left", self.total));
        }
        !stop::requested()
    }

    /// The time that the work has taken, also that of earlier processes.
    pub fn seconds(&self) -> f64 {
        self.spent + self.started.elapsed().as_secs_f64()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
