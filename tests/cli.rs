//! The program as its users meet it: every verb, every exit code, what goes where.

#[path = "cli/bad.rs"]
mod bad;
#[path = "cli/claims.rs"]
mod claims;
#[path = "cli/compare.rs"]
mod compare;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/knockout.rs"]
mod knockout;
#[path = "program/mod.rs"]
mod program;
#[path = "cli/report.rs"]
mod report;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/shells.rs"]
mod shells;
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/width.rs"]
mod width;
