//! The server: rights, records, photos, plans. It decides with the rules that phones use and knows
//! no screen.

pub mod admin;
pub mod checkpoint_sheet;
pub mod config;
pub mod demo;
pub mod error;
pub mod library;
pub mod load_site;
pub mod notices;
pub mod plan;
mod planning;
pub mod store;

mod app;
mod auth;
mod delegating;
mod jobs;
mod limits;
mod people;
pub mod photos;
pub mod router;
mod routes;
mod seeding;
mod shield;
mod site_folder;

pub use app::{App, StartError, app};
pub use config::Config;
pub use seeding::seed_demo;
