//! Every mechanism is a switch: it changes what it is about, by a derived amount or in a derived direction, and leaves
//! everything else as it is to the last bit; its neutral setting is the same as leaving it out.

mod apart;
mod channel_out;
mod channels;
mod effects;
mod neutral;
mod taken_out;
mod worlds;
