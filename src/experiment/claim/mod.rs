//! Claims about results, answered: each holds, fails, or cannot be told at this precision.
//!
//! What a claim is about is a line of `summary.csv`, or its change under the changes that the claim names, history by
//! history with the same luck. It holds if the whole interval of that number satisfies it, and fails if none of it does.

mod answer;
mod question;

pub use answer::{Answer, Answered, Answers};
pub use question::{Question, questions};
