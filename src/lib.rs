//! The phone's app. `app` joins the rooms; no other room knows all of them.

pub mod app;
pub mod components;
pub mod i18n;
pub mod network;
pub mod pages;
pub mod platform;
pub mod state;
pub mod storage;
