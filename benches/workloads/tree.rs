//! The limit's calendar: a winner tree over packed `u64` keys, `milliseconds << 12 | slot`, its size known to the compiler.

const SLOT_BITS: u32 = 12;
const EMPTY: u64 = u64::MAX;

/// `NODES` is a power of two; the leaves, one a slot, are the upper half of the nodes.
pub struct Tree<const NODES: usize> {
    nodes: [u64; NODES],
}

impl<const NODES: usize> Tree<NODES> {
    pub fn new() -> Self {
        Tree { nodes: [EMPTY; NODES] }
    }

    pub fn reset(&mut self) {
        self.nodes = [EMPTY; NODES];
    }

    /// The time and the slot of the earliest event; an empty tree is due after the end of time.
    #[inline(always)]
    pub fn first(&self) -> (u64, usize) {
        (self.nodes[1] >> SLOT_BITS, self.nodes[1] as usize & ((1 << SLOT_BITS) - 1))
    }

    #[inline(always)]
    pub fn set(&mut self, slot: usize, ms: u64) {
        self.play(slot, ms << SLOT_BITS | slot as u64);
    }

    #[inline(always)]
    pub fn clear(&mut self, slot: usize) {
        self.play(slot, EMPTY);
    }

    #[inline(always)]
    fn play(&mut self, slot: usize, key: u64) {
        let mut node = NODES / 2 + slot;
        let mut winner = key;
        self.nodes[node & (NODES - 1)] = winner;
        for _ in 0..(NODES / 2).trailing_zeros() {
            winner = winner.min(self.nodes[(node ^ 1) & (NODES - 1)]);
            node >>= 1;
            self.nodes[node & (NODES - 1)] = winner;
        }
    }
}

/// Whole milliseconds of a time that is not negative and below 2^52: adding 2^52 leaves them in the low bits.
#[inline(always)]
pub fn to_ms(ms: f64) -> u64 {
    const SHIFT: f64 = (1u64 << 52) as f64;
    (ms + SHIFT).to_bits() & ((1 << 52) - 1)
}
