//! Keyed draws: one decision, one generator.
//!
//! The value of a decision is a pure function of (seed, replication, purpose, entity, occasion): nothing is stored,
//! reset or shared, and asking one question more never moves the answer to another. The function is a chain of 64 x 64
//! -> 128 bit multiplications (the mixing step of the wyhash family), two to reach a decision and one a word; `when` is
//! squared, but for a secret, because a product with one operand fixed is a lattice. `tests/draws.rs` holds it to
//! uniformity and independence along every axis of the key, `tests/values.rs` to its values.
//!
//! A product forgets one operand where the other is 0. Behind a hashed operand that is a chance of 2^-64. The few that a
//! caller could reach (a seed, a replication or a part equal to one of the constants below) cost little: `Draws::new`
//! mixes both numbers twice, in either place; and a part is a small number or another key.

use rand::rand_core::{Infallible, TryRng, utils};

/// Odd constants with balanced bits (hexadecimal digits of the fractional part of pi).
const PI: [u64; 6] = [
    0x243f_6a88_85a3_08d3,
    0x1319_8a2e_0370_7345,
    0xa409_3822_299f_31d1,
    0x082e_fa98_ec4e_6c89,
    0x4528_21e6_38d0_1377,
    0xbe54_66cf_34e9_0c6d,
];

/// The name of an entity as 64 bits. Keyed by name, not by place in a list: adding one moves nobody else's luck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Key(u64);

impl Key {
    /// The key of a name: its bytes folded one by one.
    pub fn of(name: &str) -> Key {
        Key(name.bytes().fold(PI[0], |h, byte| fold(h ^ u64::from(byte), PI[1])))
    }

    /// The key of a part, an occasion or a pairing of this entity with `other`.
    pub fn and(self, other: u64) -> Key {
        Key(fold(self.0 ^ PI[2], other ^ PI[3]))
    }

    /// The key of this entity together with another one.
    pub fn with(self, other: Key) -> Key {
        self.and(other.0)
    }
}

/// All draws of one replication.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    keys: [u64; 2],
}

impl Draws {
    pub fn new(seed: u64, replication: u64) -> Draws {
        let root = fold(seed ^ PI[0], replication ^ PI[1]);
        let twin = fold(replication ^ PI[2], seed ^ PI[3]);
        Draws { keys: [fold(root ^ PI[4], twin ^ PI[5]), fold(twin ^ PI[0], root ^ PI[2])] }
    }

    /// The generator of one decision: the `occasion`-th time that `entity` faces `purpose`.
    #[inline]
    pub fn of(&self, purpose: impl Into<u32>, entity: Key, occasion: u64) -> Draw {
        let [who, twin] = product(entity.0 ^ self.keys[0], (u64::from(purpose.into()) << 32) ^ self.keys[1]);
        let when = who.wrapping_add(occasion.wrapping_mul(PI[0]));
        let [state, secret] = product(when, when ^ twin);
        Draw { state, secret }
    }
}

/// The generator of one decision; most take one word of it. It is an ordinary [`rand::Rng`].
#[derive(Clone, Debug)]
pub struct Draw {
    state: u64,
    secret: u64,
}

impl Draw {
    /// The next 64 random bits.
    #[inline]
    pub fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(PI[2]);
        fold(self.state, self.state ^ self.secret)
    }

    /// A uniform number in the open interval (0, 1), on a grid of 2^-52.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        unit(self.word())
    }

    /// True with probability `p`; exactly never at 0 and always at 1.
    #[inline]
    pub fn chance(&mut self, p: f64) -> bool {
        (self.word() >> 11) < (p * (1u64 << 53) as f64) as u64
    }
}

impl TryRng for Draw {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.word() >> 32) as u32)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }
    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(dst, || self.try_next_u64())
    }
}

/// The middle of one of 2^52 equal parts of (0, 1), chosen by the high bits of `word`; nothing is rounded.
#[inline]
pub fn unit(word: u64) -> f64 {
    f64::from_bits(1f64.to_bits() | word >> 12) - (1.0 - f64::EPSILON / 2.0)
}

/// The high and the low half of a full product.
#[inline]
fn product(a: u64, b: u64) -> [u64; 2] {
    let product = u128::from(a) * u128::from(b);
    [(product >> 64) as u64, product as u64]
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let [high, low] = product(a, b);
    high ^ low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_a_pure_function_of_its_key() {
        let a = Draws::new(1, 2).of(3u32, Key::of("x"), 4).word();
        assert_eq!(a, Draws::new(1, 2).of(3u32, Key::of("x"), 4).word());
        for other in [
            Draws::new(2, 2).of(3u32, Key::of("x"), 4),
            Draws::new(1, 3).of(3u32, Key::of("x"), 4),
            Draws::new(2, 1).of(3u32, Key::of("x"), 4),
            Draws::new(1, 2).of(4u32, Key::of("x"), 4),
            Draws::new(1, 2).of(3u32, Key::of("y"), 4),
            Draws::new(1, 2).of(3u32, Key::of("x"), 5),
        ] {
            assert_ne!(a, other.clone().word());
        }
    }

    #[test]
    fn chance_is_exact_at_the_ends() {
        let draws = Draws::new(0, 0);
        assert!((0..1000).all(|i| draws.of(0u32, Key::default(), i).chance(1.0)));
        assert!((0..1000).all(|i| !draws.of(0u32, Key::default(), i).chance(0.0)));
    }
}
