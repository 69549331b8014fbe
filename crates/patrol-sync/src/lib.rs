//! The phone's half of the promise: outbox, receipts, photo lane, retry.
//! Knows no browser and no server, only the ports in `ports`.

#[cfg(feature = "conformance")]
pub mod conformance;
pub mod device;
pub mod memory;
pub mod pace;
pub mod planted;
pub mod ports;

pub use device::{Device, PerformError, Performed, Progress, SyncError};
/// Bodies that cross the ports, for rooms that speak to a `Device` and never to a server.
pub use patrol_protocol::{Outcome, Receipt, Session, SignIn};
