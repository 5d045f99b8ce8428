//! Network: who talks to whom through what.
