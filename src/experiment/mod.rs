//! Questions asked of the model: patches in, tables out.

pub mod agreed;
pub mod batch;
pub mod carried;
pub mod columns;
pub mod compare;
pub mod differences;
pub mod divergence;
pub mod estimate;
pub mod focal;
pub mod measures;
pub mod patterns;
pub mod ranking;
pub mod summary;
pub mod tally;
