//! Journeys of people through the app, in a real browser against the real server.

mod backup;
mod bad_input;
mod camera;
mod desk;
mod engine;
mod evidence;
mod first_look;
mod goods_release;
mod intake;
mod languages;
mod looks;
mod narrow;
mod new_flow;
mod paid_repair;
mod people;
mod plans;
mod presence;
mod relay;
mod reminders;
mod rework;
mod screens;
mod shift_log;
mod tabs;
mod the_main_job;
mod tickets;
mod two_offline;
