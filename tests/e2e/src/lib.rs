//! What a journey needs: the real server as a program that can be stopped and killed, real browsers
//! that can be killed and opened again, a camera that sees a code, and a witness that asks the
//! server. Knows the app only by what a person sees of it.

pub mod axe;
pub mod browser;
pub mod camera;
pub mod driver;
pub mod engine;
pub mod estate;
pub mod page;
pub mod pictures;
pub mod poll;
pub mod program;
pub mod says;
pub mod server;
pub mod steps;
pub mod surroundings;
pub mod witness;
pub mod world;

pub use browser::{Browser, Seat};
pub use engine::{Need, engine};
pub use estate::Estate;
pub use world::{World, journey, journey_at, journey_with, journey_with_at};

/// A journey goes on or says why not.
pub type Told<T = ()> = Result<T, Box<dyn std::error::Error>>;
