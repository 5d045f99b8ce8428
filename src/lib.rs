//! backchannel: a discrete-event simulator of wartime negotiation channels.
#![forbid(unsafe_code)]

pub mod cli;
pub mod experiment;
pub mod kernel;
pub mod model;
pub mod output;
pub mod scenario;
