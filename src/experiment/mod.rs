//! Questions asked of the model: patches in, tables out.

pub mod agreed;
pub mod batch;
pub mod carried;
pub mod claim;
pub mod columns;
pub mod compare;
pub mod estimate;
pub mod focal;
pub mod measures;
pub mod patterns;
pub mod response;
pub mod study;
pub mod summary;
pub mod tally;
