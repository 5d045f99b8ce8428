//! What leaves the program: figures now; tables, reports and folders beside them.

pub mod figure;
