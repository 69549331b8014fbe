//! fetch behind `patrol_sync::ports::Transport`. Knows neither screens nor storage.

mod answer;
mod call;
pub mod callers;
mod hints;
mod http;
pub mod office;
pub mod plans;

pub use hints::Hints;
pub use http::HttpTransport;
