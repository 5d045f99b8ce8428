//! No allocation per event: a replication that was played before is played again without a single one.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicU64, Ordering},
};

use backchannel::model::Run;

mod common;

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call goes to the system's allocator unchanged; counting touches no memory of its own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn events_allocate_nothing_after_warm_up() {
    let shipped = |file: &str| backchannel::scenario::load(file.as_ref(), &[]).expect("a shipped scenario");
    let worlds = [
        ("tutorial", shipped("tutorial")),
        ("istanbul-2025", shipped("istanbul-2025")),
        ("every mechanism", common::load(&common::everything(), &[])),
    ];
    for (file, scenario) in worlds {
        let mut run = Run::new(&scenario.setup);
        let mut events = 0;
        for k in 0..300 {
            events += run.replicate(1, k).events;
        }
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        for k in 0..300 {
            run.replicate(1, k);
        }
        let allocated = ALLOCATIONS.load(Ordering::Relaxed) - before;
        assert!(events > 50_000, "{events} events are too few to tell");
        assert_eq!(allocated, 0, "{file}: {allocated} allocations in {events} events");
    }
}
