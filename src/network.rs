//! fetch behind `patrol_sync::ports::Transport`. Knows neither screens nor storage.

mod answer;
mod call;
mod http;

pub use http::HttpTransport;
