//! Questions asked of the model: patches in, tables out.

pub mod estimate;
