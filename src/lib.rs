//! The phone's app.
