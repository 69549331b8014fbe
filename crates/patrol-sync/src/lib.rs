//! The phone's half of the promise: outbox, receipts, photo lane, retry.
//! Knows no browser and no server, only the ports in `ports`.

pub mod ports;
