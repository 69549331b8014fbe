//! The server without a socket: every request goes through the real router to a real database.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod admin;
mod api;
mod audit;
mod authority;
mod bad_input;
mod callers;
mod cases;
mod checkpoint_sheet;
mod console;
mod death;
mod fixture;
mod in_hand;
mod items;
mod jobs;
mod load_site;
mod log;
mod matrix;
mod new_flow;
mod notices;
mod own_sessions;
mod people;
mod photos;
mod planning;
mod postgres;
mod presence;
mod push_pull;
mod quarantine;
mod receivers;
mod rights;
mod session;
mod static_app;
