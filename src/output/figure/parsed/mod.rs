//! The data beside a figure equal what is drawn: every picture is read back into numbers and compared with its CSV.
//!
//! ```text
//! picture  words and marks of an SVG      axis  scales through labels      told  the CSV by column      compare  one against the other
//! bands  bars  channels  dots  piles  grids  lanes  records  calendar      a few figures each
//! mutations                                            a number changed in the data, or a mark moved, is noticed
//! shipped                                              the figures of shipped scenarios, played
//! ```
//!
//! Nothing here asks the drawing code where a value should stand: a scale comes from the labels of its axis and where they stand.
//! The canvas rounds places to a tenth of a point, so a mark may be 0.05 points off, and an axis as much; what is read may differ
//! from the data by what these come to in units of the axis, and by no more.

mod axis;
mod bands;
mod bars;
mod calendar;
mod channels;
mod compare;
mod dots;
mod grids;
mod lanes;
mod mutations;
pub(super) mod picture;
mod piles;
mod records;
mod shipped;
mod told;
