//! Journeys of people through the app, in a real browser against the real server.

mod the_main_job;
