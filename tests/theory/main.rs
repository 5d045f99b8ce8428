//! The engine against probability theory: worlds simple enough for a closed form, reached by scenario settings alone,
//! and tolerances that follow from the standard error. Nothing here pins a number the engine produced.
//!
//! Sections are those of `docs/model.md`. Where a formula needs a stationary start, the world is either started in each
//! state in its stationary share, or the transient formula is used. `cargo test --release --test theory -- --nocapture`
//! prints every comparison with its z.

mod channels;
mod check;
mod deals;
mod guarantors;
mod maths;
mod peace;
mod relays;
mod routes;
mod shocks;
mod standing;
mod stored;
mod totals;
mod world;
