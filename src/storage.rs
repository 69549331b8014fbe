//! IndexedDB behind `patrol_sync::ports::LocalStore`. Knows neither screens nor network.

mod base;
mod connection;
mod errors;
mod outbox;
pub mod people;
mod photos;
mod request;
mod row;
mod settled;
mod small;
mod store;
mod transaction;
mod versions;

pub use people::People;
pub use store::IdbStore;
