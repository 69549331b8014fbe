//! IndexedDB behind `patrol_sync::ports::LocalStore`. Knows neither screens nor network.
