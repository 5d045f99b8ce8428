//! The two programs of each benchmark workload, the kernel's and the hand-tuned one, tell the same story.

#[path = "../benches/workloads/agree.rs"]
mod agree;
#[path = "../benches/workloads/tree.rs"]
mod tree;
#[path = "../benches/workloads/w1.rs"]
mod w1;
#[path = "../benches/workloads/w2/mod.rs"]
mod w2;

#[test]
fn the_clock_of_the_hold_model_advances_by_one_over_n() {
    for pending in [16, 256, 4096] {
        agree::w1(2, pending, 1_000_000);
    }
}

#[test]
fn the_network_of_channels_is_the_same_in_both_programs() {
    agree::w2(2, 2000);
}
