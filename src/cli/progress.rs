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
        Progress { bar, total, started: Instant::now(), said: Instant::now(), lines: !terminal }
    }

    /// Shows how many are done; false if the run is to stop.
    pub fn tick(&mut self, done: u64) -> bool {
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
