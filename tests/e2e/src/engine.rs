//! The engine under test, and all that one lacks of another: no other place asks which one runs,
//! but `driver.rs`, which starts it.

use std::env;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

/// What not every engine has under WebDriver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The DevTools protocol: fills the phone's storage, refuses it, turns the theme dark.
    DevTools,
    /// A film in place of the camera. Elsewhere the camera is refused and the short code typed.
    Film,
    /// A finger on the glass. Elsewhere a mouse holds and draws.
    Finger,
    /// A reload by WebDriver that asks the service worker as a person's reload does: Firefox passes
    /// the worker by, so the page reloads itself there.
    ReloadByDriver,
    /// The text of rows that stand below the fold: elsewhere `content-visibility: auto` hides it
    /// from scripts, though a person would scroll to it, so the journeys unroll the page.
    TextBelowTheFold,
    /// A window of the wanted size by WebDriver: WebKit's is born with its size, because no window
    /// manager is there to change it.
    WindowByDriver,
}

impl Engine {
    pub fn has(self, need: Need) -> bool {
        match need {
            Need::DevTools | Need::Film | Need::Finger | Need::TextBelowTheFold => {
                self == Engine::Chromium
            }
            Need::ReloadByDriver => self != Engine::Firefox,
            // Chromium's window is born with its size too, but emulates a phone in it.
            Need::WindowByDriver => self == Engine::Firefox,
        }
    }
}

/// The engine under test.
pub fn engine() -> Engine {
    match env::var("PATROL_ENGINE").as_deref() {
        Ok("firefox") => Engine::Firefox,
        Ok("webkit") => Engine::Webkit,
        _ => Engine::Chromium,
    }
}
