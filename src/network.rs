//! fetch behind `patrol_sync::ports::Transport`. Knows neither screens nor storage.
