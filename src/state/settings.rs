//! What a person sets on this phone. Kept beside the page, not synced: losing it costs a tap.

use patrol_domain::Lang;
use serde::{Deserialize, Serialize};

/// Stored as JSON under `SETTINGS_KEY`; `public/first.js` reads the same before the first paint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    pub text_size: TextSize,
    /// 手套: larger targets.
    pub glove: bool,
    /// The thumb that holds the phone.
    pub hand: Hand,
    /// At the desk, no key by itself does anything.
    pub keys_off: bool,
    /// `None` follows the browser.
    pub lang: Option<Lang>,
}

pub const SETTINGS_KEY: &str = "patrolbook.settings";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
    /// 强光.
    Sunlight,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    #[default]
    Normal,
    Large,
    Largest,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    #[default]
    Right,
    Left,
}

impl Theme {
    /// As on the page's root; automatic has no name of its own.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Theme::Auto => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
            Theme::Sunlight => Some("sunlight"),
        }
    }
}

impl TextSize {
    pub const fn name(self) -> &'static str {
        match self {
            TextSize::Normal => "normal",
            TextSize::Large => "large",
            TextSize::Largest => "largest",
        }
    }
}

impl Hand {
    pub const fn name(self) -> &'static str {
        match self {
            Hand::Right => "right",
            Hand::Left => "left",
        }
    }
}
