//! Places: which slot of the calendar belongs to whom, and lists of things that come and go.

use super::side::{ChannelId, IssueId};
use crate::kernel::MAX_SLOTS;

/// Where each recurring thing has its slot: script, shocks, aftershocks, midnight; three a channel; two an issue; then
/// two for each place a deal and a waiting case may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    pub channels: usize,
    pub issues: usize,
}

impl Slots {
    pub const SCRIPT: usize = 0;
    pub const SHOCK: usize = 1;
    pub const AFTERSHOCK: usize = 2;
    pub const REFRESH: usize = 3;
    const FIRST: usize = 4;

    pub fn exit(self, c: ChannelId) -> usize {
        Self::FIRST + 3 * c.index()
    }
    pub fn leak(self, c: ChannelId) -> usize {
        self.exit(c) + 1
    }
    pub fn venue(self, c: ChannelId) -> usize {
        self.exit(c) + 2
    }
    pub fn demand(self, i: IssueId) -> usize {
        Self::FIRST + 3 * self.channels + 2 * i.index()
    }
    pub fn termination(self, i: IssueId) -> usize {
        self.demand(i) + 1
    }
    pub fn deal(self, d: usize) -> usize {
        Self::FIRST + 3 * self.channels + 2 * self.issues + 2 * d
    }
    pub fn waiting(self, w: usize) -> usize {
        self.deal(w) + 1
    }
    /// How many deals, or waiting cases, there is room for at a time.
    pub fn room(self) -> usize {
        (MAX_SLOTS - self.deal(0)) / 2
    }
}

/// A list of things that come and go: places are reused, the one freed last first.
#[derive(Clone, Debug)]
pub(super) struct Arena<T> {
    items: Vec<T>,
    live: Vec<bool>,
    free: Vec<usize>,
}

impl<T> Arena<T> {
    pub fn new() -> Self {
        Arena { items: Vec::new(), live: Vec::new(), free: Vec::new() }
    }
    pub fn clear(&mut self) {
        self.items.clear();
        self.live.clear();
        self.free.clear();
    }
    pub fn add(&mut self, item: T) -> usize {
        if let Some(place) = self.free.pop() {
            self.items[place] = item;
            self.live[place] = true;
            return place;
        }
        self.items.push(item);
        self.live.push(true);
        self.items.len() - 1
    }
    pub fn remove(&mut self, place: usize) {
        self.live[place] = false;
        self.free.push(place);
    }
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.items.len()).filter(|&place| self.live[place])
    }
    pub fn in_use(&self) -> usize {
        self.items.len() - self.free.len()
    }
}

impl<T> std::ops::Index<usize> for Arena<T> {
    type Output = T;
    fn index(&self, place: usize) -> &T {
        &self.items[place]
    }
}

impl<T> std::ops::IndexMut<usize> for Arena<T> {
    fn index_mut(&mut self, place: usize) -> &mut T {
        &mut self.items[place]
    }
}
