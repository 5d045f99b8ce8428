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
        let template = "{bar:30} {human_pos}/{human_len} replications  {per_sec:0}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar, before: 0, total, started: Instant::now(), said: Instant::now(), lines: !terminal }
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
            let rate = done as f64 / self.started.elapsed().as_secs_f64();
            let left = (self.total - done) as f64 / rate;
            say(&format!("{done} of {} replications, {rate:.0} a second, about {left:.0} s left", self.total));
        }
        !stop::requested()
    }

    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
