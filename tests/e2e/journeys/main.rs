//! Journeys of people through the app, in a real browser against the real server.

mod bad_input;
mod languages;
mod looks;
mod tabs;
mod the_main_job;
