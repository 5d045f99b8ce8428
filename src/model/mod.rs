//! The science: what channels, intermediaries and deals do.

pub mod channel;
pub mod law;
pub mod setup;
pub mod side;
