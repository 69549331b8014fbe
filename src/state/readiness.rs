//! 可以下去了: whether everything for a round without network is on this phone.

/// Answer to "can I go underground now?".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// The answer is known; until then say nothing.
    pub known: bool,
    /// What is missing, the gravest first; empty means 可以下去了.
    pub missing: Vec<Missing>,
    pub rounds: u32,
    pub checklists: u32,
    /// Last readings kept for the due rounds.
    pub histories: u32,
    /// Photos for which a write-read-delete probe just proved room, capped.
    pub free_photos: u32,
    /// The browser promised not to evict this site's storage.
    pub persisted: bool,
    pub installed: bool,
}

impl Readiness {
    pub fn ready(&self) -> bool {
        self.known && self.missing.is_empty()
    }
}

/// Each needs its own sentence with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Private mode or blocked site data: nothing can be kept.
    Storage,
    /// WeChat and other browsers inside apps: open in the real browser.
    InAppBrowser,
    /// iOS, in a Safari tab: add to the home screen first (C01, C35).
    HomeScreen,
    /// The site has never been pulled.
    FirstPull,
    /// A due round's checklist is not on the phone.
    Checklist,
    /// The probe found no room for two photos.
    Room,
    /// The service worker does not hold the app yet: a reload without network would fail.
    OfflineApp,
}
