//! The discrete-event kernel: a clock, a calendar of slots, keyed draws. It knows nothing of negotiation.
//!
//! ```
//! use backchannel::kernel::{Calendar, Draws, Key, Span, Time};
//!
//! #[derive(Clone, Copy)]
//! enum Event { Ring }
//!
//! let draws = Draws::new(7, 0);                       // seed 7, replication 0
//! let bell = Key::of("bell");
//! let mut calendar = Calendar::with_slots(1);
//! let (mut rings, mut gap) = (0, 0);
//! calendar.set(0, Time::ZERO, 0, Event::Ring);
//! while let Some((now, Event::Ring)) = calendar.next_until(Time::from_days(10.0)) {
//!     rings += 1;
//!     gap += 1;
//!     let wait = -libm::log(draws.of(0u32, bell, gap).unit());   // one decision, one key
//!     calendar.set(0, now + Span::from_days(wait), 0, Event::Ring);
//! }
//! assert!(rings > 0);
//! ```

mod calendar;
mod draws;
mod time;

pub use calendar::{Calendar, MAX_SLOTS};
pub use draws::{Draw, Draws, Key, unit};
pub use time::{Span, Time};
