//! The rooms of the phone's app. `app`, in the program, joins them; no other room knows all of them.

pub mod components;
pub mod i18n;
pub mod network;
pub mod pages;
pub mod platform;
pub mod state;
pub mod storage;
