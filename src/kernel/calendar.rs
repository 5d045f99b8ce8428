//! The future as a table of slots under a winner tree.
//!
//! Everything that has a *next* thing owns a slot: setting the slot books, moves and cancels at once, so nothing stale
//! ever waits here. A key is one `u64`, `milliseconds (44 bits) | class (3) | slot (17)`: the earliest comes first, ties
//! fall by class, then by slot. Finding the next event reads one word; setting one replays its matches to the root, four
//! keys a match, with conditional moves; the one branch that depends on the keys is seldom taken.

use super::Time;
use std::hint::select_unpredictable;

const SLOT_BITS: u32 = 17;
const CLASS_BITS: u32 = 3;
/// The largest number of slots a calendar can hold.
pub const MAX_SLOTS: usize = 1 << SLOT_BITS;
const EMPTY: u64 = u64::MAX;
const NOBODY: usize = usize::MAX;

/// A calendar whose slots each hold at most one future event.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// A complete tree of fours: the children of node `n` are `4n` to `4n + 3`, the root is 1, and node `n` stands in
    /// `matches[n / 4][n % 4]`, beside the three it plays against; it holds the smallest key below it.
    matches: Vec<[u64; 4]>,
    /// The smallest key of all: the root.
    first: u64,
    /// The number of leaves, a power of four and the first leaf's node; slot `s` is leaf `leaves + s`.
    leaves: usize,
    events: Vec<E>,
    /// The slot that fired last and was not set again: emptied lazily, which saves the recurring slot one walk.
    fired: usize,
    now: Time,
}

impl<E: Copy> Calendar<E> {
    /// An empty calendar at time 0 with room for `slots` slots; it grows by itself.
    pub fn with_slots(slots: usize) -> Self {
        let leaves = leaves_for(slots);
        Calendar {
            matches: no_matches(leaves),
            first: EMPTY,
            leaves,
            events: Vec::with_capacity(slots),
            fired: NOBODY,
            now: Time::ZERO,
        }
    }

    /// Empties every slot and puts the clock back to 0; keeps the memory.
    pub fn reset(&mut self) {
        self.matches.fill([EMPTY; 4]);
        self.first = EMPTY;
        self.fired = NOBODY;
        self.now = Time::ZERO;
    }

    /// The time of the event last handed out.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Puts `event` into `slot` at `time`, replacing what was there; of two events at one time the lower `class` comes
    /// first. [`Time::NEVER`] empties the slot.
    ///
    /// # Panics
    /// If `class` is above 7, `slot` is not below [`MAX_SLOTS`] or `time` lies in the past: each is a programming error.
    #[inline]
    pub fn set(&mut self, slot: usize, time: Time, class: u8, event: E) {
        if class >= 1 << CLASS_BITS || time < self.now {
            refuse(class, time, self.now);
        }
        match self.events.get_mut(slot) {
            Some(place) => *place = event,
            None => self.grow(slot, event),
        }
        // A key at `Time::NEVER` lies beyond every end, as the empty one does.
        let key = time.ms() << (SLOT_BITS + CLASS_BITS) | u64::from(class) << SLOT_BITS | slot as u64;
        self.play(slot, key);
    }

    /// Empties `slot`.
    #[inline]
    pub fn clear(&mut self, slot: usize) {
        if slot < self.events.len() {
            self.play(slot, EMPTY);
        }
    }

    /// When `slot` is due: [`Time::NEVER`] if it is empty.
    pub fn due(&self, slot: usize) -> Time {
        if slot >= self.events.len() || slot == self.fired {
            return Time::NEVER;
        }
        // The empty key reads as the last time there is, which is `Time::NEVER`.
        let leaf = self.leaves + slot;
        Time::from_ms(self.matches[leaf / 4][leaf % 4] >> (SLOT_BITS + CLASS_BITS))
    }

    /// Takes the earliest event before `end`, empties its slot and moves the clock to it; `None` if there is none.
    #[inline]
    pub fn next_until(&mut self, end: Time) -> Option<(Time, E)> {
        if self.fired != NOBODY {
            self.play(self.fired, EMPTY);
        }
        let key = self.first;
        let ms = key >> (SLOT_BITS + CLASS_BITS);
        if ms >= end.ms() {
            return None;
        }
        let slot = key as usize & (MAX_SLOTS - 1);
        self.fired = slot;
        self.now = Time::from_ms(ms);
        Some((self.now, self.events[slot]))
    }

    /// Writes a leaf and replays its matches up to the root.
    ///
    /// `rest` is the smallest of all other keys below the node: it does not wait for `key`, which often comes at the
    /// end of a long sum. That the new key is the very next one is seldom: a branch, so that the processor may go on
    /// to the next event before it knows the key of this one. (`winner` is `lesser(key, rest)`, but written like that the
    /// compiler makes a branch of it, and W2 takes a quarter longer.)
    #[inline]
    fn play(&mut self, slot: usize, key: u64) {
        if slot == self.fired {
            self.fired = NOBODY;
        }
        let mut node = self.leaves + slot;
        let (mut winner, mut rest) = (key, EMPTY);
        loop {
            let place = node % 4;
            node /= 4;
            let four = &mut self.matches[node];
            four[place] = winner;
            let rivals = lesser(lesser(four[place ^ 1], four[place ^ 2]), four[place ^ 3]);
            winner = lesser(winner, rivals);
            rest = lesser(rest, rivals);
            if node == 1 {
                break;
            }
        }
        self.first = rest;
        if key < rest {
            seldom();
            self.first = key;
        }
    }

    /// Makes room for `slot`; `filler` stands in the slots between, which stay empty.
    #[cold]
    fn grow(&mut self, slot: usize, filler: E) {
        assert!(slot < MAX_SLOTS, "slot {slot} of at most {MAX_SLOTS}");
        let (old, slots) = (self.leaves, self.events.len());
        self.events.resize(slot + 1, filler);
        if slot < old {
            return;
        }
        self.leaves = leaves_for(slot + 1);
        let held = std::mem::replace(&mut self.matches, no_matches(self.leaves));
        // The slot that has just fired still holds its old key.
        let fired = std::mem::replace(&mut self.fired, NOBODY);
        for (slot, &key) in held[old / 4..].as_flattened()[..slots].iter().enumerate() {
            self.play(slot, if slot == fired { EMPTY } else { key });
        }
    }
}

/// The smaller of two keys by a conditional move: which it is cannot be predicted.
#[inline]
fn lesser(a: u64, b: u64) -> u64 {
    select_unpredictable(a < b, a, b)
}

/// Marks the branch that calls it as the unlikely one.
#[cold]
#[inline(never)]
fn seldom() {}

#[cold]
#[inline(never)]
fn refuse(class: u8, time: Time, now: Time) -> ! {
    panic!("class {class} of at most 7 at {time:?}, now {now:?}")
}

/// The least power of four, 4 or more, that holds `slots` leaves.
fn leaves_for(slots: usize) -> usize {
    1 << slots.max(4).next_power_of_two().trailing_zeros().next_multiple_of(2)
}

fn no_matches(leaves: usize) -> Vec<[u64; 4]> {
    vec![[EMPTY; 4]; leaves / 2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

    fn at(ms: u64) -> Time {
        Time::from_ms(ms)
    }

    #[test]
    fn order_is_time_then_class_then_slot() {
        let mut c = Calendar::with_slots(4);
        c.set(0, at(5), 3, 'd');
        c.set(1, at(5), 1, 'b');
        c.set(2, at(4), 7, 'a');
        c.set(3, at(5), 1, 'c');
        let order: String = std::iter::from_fn(|| c.next_until(Time::NEVER).map(|(_, e)| e)).collect();
        assert_eq!(order, "abcd");
    }

    #[test]
    fn setting_moves_and_clearing_cancels() {
        let mut c = Calendar::with_slots(2);
        c.set(0, at(5), 0, 'x');
        c.set(1, at(6), 0, 'y');
        c.set(0, at(9), 0, 'z');
        assert_eq!(c.next_until(Time::NEVER), Some((at(6), 'y')));
        assert_eq!(c.due(1), Time::NEVER);
        c.set(1, Time::NEVER, 7, 'n');
        assert_eq!(c.due(1), Time::NEVER);
        assert_eq!(c.next_until(Time::NEVER), Some((at(9), 'z')));
        c.set(0, at(12), 0, 'x');
        c.clear(0);
        assert_eq!(c.next_until(Time::NEVER), None);
    }

    #[test]
    fn the_end_is_not_reached() {
        let mut c = Calendar::with_slots(1);
        c.set(0, at(10), 0, ());
        assert_eq!(c.next_until(at(10)), None);
        assert_eq!(c.next_until(at(11)), Some((at(10), ())));
    }

    #[test]
    #[should_panic(expected = "now")]
    fn the_past_is_refused() {
        let mut c = Calendar::with_slots(1);
        c.set(0, at(10), 0, ());
        c.next_until(Time::NEVER);
        c.set(0, at(9), 0, ());
    }

    /// Random settings, moves, cancellations and pops against a plain list searched from end to end.
    #[test]
    fn it_agrees_with_a_plain_list() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut c: Calendar<u32> = Calendar::with_slots(1);
        let mut list: Vec<Option<(Time, u8, u32)>> = vec![None; 300];
        for step in 0..200_000u32 {
            // It grows in the midst of everything.
            let slot = rng.random_range(0..(1 + step as usize / 500).min(300));
            match rng.random_range(0..4) {
                0 | 1 => {
                    let time = at(c.now().ms() + rng.random_range(0..50u64));
                    let class = rng.random_range(0..8u8);
                    c.set(slot, time, class, step);
                    list[slot] = Some((time, class, step));
                }
                2 => {
                    c.clear(slot);
                    list[slot] = None;
                }
                _ => {
                    let first = (0..300).filter_map(|s| list[s].map(|(t, k, e)| (t, k, s, e))).min();
                    assert_eq!(c.next_until(Time::NEVER), first.map(|(t, _, _, e)| (t, e)));
                    if let Some((_, _, s, _)) = first {
                        list[s] = None;
                    }
                }
            }
            assert_eq!(c.due(slot), list[slot].map_or(Time::NEVER, |(t, _, _)| t));
        }
    }
}
