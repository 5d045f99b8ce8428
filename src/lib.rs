//! backchannel: a discrete-event simulator of wartime negotiation channels.
//!
//! ```text
//! kernel  <-  model  <-  scenario  <-  record  <-  experiment  <-  output  <-  cli
//! clock,      the        text to       what is     many            tables,    one verb,
//! draws       science    Setup         known       replications    figures    one file
//! ```
//!
//! Each layer uses only those to its left. A scenario is read and checked, then any replication of it can be played alone:
//!
//! ```
//! use backchannel::{model::Run, scenario};
//!
//! let scenario = scenario::load("tutorial".as_ref(), &[]).expect("it comes with the program");
//! let mut run = Run::new(&scenario.setup);
//! let exchanges: usize = (0..100).map(|k| run.replicate(1, k).exchange_days(scenario.setup.focal).count()).sum();
//! assert!((800..1400).contains(&exchanges), "about eleven a year");
//! ```
//!
//! Results hold in this model; they are no forecast. `docs/model.md` has the equations, `docs/limits.md` what they leave out.
#![forbid(unsafe_code)]

pub mod cli;
pub mod experiment;
pub mod kernel;
pub mod model;
pub mod output;
pub mod record;
pub mod scenario;
