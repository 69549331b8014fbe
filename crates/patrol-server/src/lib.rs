//! The server: rights, records, photos, plans. It decides with the rules that phones use and knows
//! no screen.

pub mod config;
pub mod demo;
pub mod error;
pub mod library;
pub mod plan;
pub mod store;

mod app;
mod auth;
mod limits;
pub mod router;
mod routes;

pub use app::{App, app};
pub use config::Config;
