//! Many phones, the real server on a real database, bad disks, networks and clocks: a whole world
//! from one seed. Knows the rooms of phone and server; nobody knows it.

#![allow(clippy::expect_used)]

mod check;
mod dice;
mod executor;
mod network;
mod oracle;
mod person;
mod phone;
mod picture;
mod plan;
mod run;
mod server;
mod witness;
mod world;

pub use check::{Checked, check, plant};
pub use plan::Size;
pub use run::{Report, Skew, run};
pub use witness::Totals;
