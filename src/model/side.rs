//! The two sides and the ids of everything else: newtypes, so that an index cannot land in the wrong list.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// One of the two sides. The engine knows no more of them than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    A,
    B,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::A, Side::B];

    pub fn other(self) -> Side {
        match self {
            Side::A => Side::B,
            Side::B => Side::A,
        }
    }

    /// +1 for A and -1 for B: the sign with which a ratio `r = ln(A's / B's)` is good for the side.
    pub fn sign(self) -> f64 {
        match self {
            Side::A => 1.0,
            Side::B => -1.0,
        }
    }
}

/// One value a side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerSide<T>(pub [T; 2]);

impl<T> PerSide<T> {
    pub fn from_fn(mut f: impl FnMut(Side) -> T) -> Self {
        PerSide([f(Side::A), f(Side::B)])
    }

    pub fn map<U>(self, f: impl FnMut(T) -> U) -> PerSide<U> {
        PerSide(self.0.map(f))
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

impl<T: Copy> PerSide<T> {
    pub fn both(value: T) -> Self {
        PerSide([value; 2])
    }
}

impl PerSide<f64> {
    pub fn min(&self) -> f64 {
        self.0[0].min(self.0[1])
    }

    pub fn max(&self) -> f64 {
        self.0[0].max(self.0[1])
    }

    pub fn sum(&self) -> f64 {
        self.0[0] + self.0[1]
    }
}

impl<T> Index<Side> for PerSide<T> {
    type Output = T;
    fn index(&self, side: Side) -> &T {
        &self.0[side as usize]
    }
}

impl<T> IndexMut<Side> for PerSide<T> {
    fn index_mut(&mut self, side: Side) -> &mut T {
        &mut self.0[side as usize]
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }

        impl<T> Index<$name> for Vec<T> {
            type Output = T;
            fn index(&self, id: $name) -> &T {
                &self[id.index()]
            }
        }

        impl<T> IndexMut<$name> for Vec<T> {
            fn index_mut(&mut self, id: $name) -> &mut T {
                &mut self[id.index()]
            }
        }
    };
}

id!(
    /// A captive category, by its place in the scenario file.
    CategoryId
);
id!(
    /// An issue, by its place in the scenario file.
    IssueId
);
id!(
    /// A channel, by its place in the scenario file (which is its place in the router's order of preference).
    ChannelId
);
id!(
    /// An intermediary, by its place in the scenario file.
    MediatorId
);
