//! backchannel: a discrete-event simulator of wartime negotiation channels.
#![forbid(unsafe_code)]

pub mod kernel;
pub mod model;
pub mod scenario;
