//! The module generated from `locales/`, and texts for typed refusals. Knows no screen.

mod generated {
    include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
}

pub use generated::i18n::*;
