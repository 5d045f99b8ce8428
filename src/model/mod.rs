//! The science: what channels, intermediaries and deals do.

pub mod channel;
pub mod law;
pub mod maths;
pub mod setup;
pub mod side;
