//! The server without a socket: every request goes through the real router to a real database.

#![allow(clippy::unwrap_used)]

mod fixture;
mod push_pull;
mod session;
