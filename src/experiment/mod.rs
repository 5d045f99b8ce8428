//! Questions asked of the model: patches in, tables out.

pub mod agreed;
pub mod attribute;
pub mod batch;
pub mod business;
pub mod carried;
pub mod claim;
pub mod columns;
pub mod compare;
pub mod design;
pub mod differences;
pub mod divergence;
pub mod estimate;
pub mod focal;
pub mod fold;
pub mod knockout;
pub mod measures;
pub mod patterns;
pub mod ranking;
pub mod ratios;
pub mod response;
pub mod sensitivity;
pub mod stopping;
pub mod study;
pub mod summary;
pub mod sweep;
pub mod tally;
