//! The server: keeps every site's records, settles operations, plans rounds, serves the app.

pub mod demo;
pub mod library;
pub mod plan;
