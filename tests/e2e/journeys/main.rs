//! Journeys of people through the app, in a real browser against the real server.

mod backup;
mod bad_input;
mod camera;
mod desk;
mod engine;
mod evidence;
mod first_look;
mod handover;
mod intake;
mod languages;
mod looks;
mod narrow;
mod people;
mod plans;
mod presence;
mod relay;
mod reminders;
mod screens;
mod shift_log;
mod tabs;
mod the_main_job;
mod tickets;
