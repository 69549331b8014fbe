//! Signals that pages read, and `Actions`, the only door for writes. Knows neither storage nor
//! network by name: `app` hands them in as ports.

pub mod actions;
pub mod doors;
mod engine;
mod live;
pub mod loaded;
mod phone;
pub mod readiness;
pub mod reference;
pub mod settings;
mod start;
pub mod sync_view;

pub use crate::platform::camera::{CameraProblem, LiveView};
pub use crate::platform::codes::Scanner;
pub use crate::platform::install;
pub use crate::platform::nfc::TagReader;
pub use actions::Actions;
pub use doors::Doors;
pub use loaded::Loaded;
pub use patrol_sync::device::import::{ImportError, Imported};
pub use patrol_sync::device::waiting::{Group, Mark, Waiting, subject};
pub use patrol_sync::ports::{Parked, StoreError, TransportError};
pub use patrol_sync::{Outcome, PerformError, Receipt, Session};
pub use readiness::{Missing, Readiness};
pub use reference::Reference;
pub use settings::{Hand, Settings, TextSize, Theme};
pub use sync_view::{Pill, SyncView, Trouble};

use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::people::Member;
use patrol_domain::place::Site;
use std::sync::Arc;

/// How far the app is with opening the phone's store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    Working,
    /// `App::session` tells whether somebody is signed in.
    Ready,
    /// Nothing can be kept: say so, and let nobody work.
    Failed(StoreError),
}

/// Everything a page reads. Copy; taken from the context with `use_app`.
#[derive(Clone, Copy)]
pub struct App {
    pub opening: Signal<Opening>,
    /// Who is signed in on this phone; known offline, kept when the server forgot the session.
    pub session: Signal<Option<Session>>,
    /// The site in front of the person; the first of the session until another is chosen.
    pub site: Signal<Option<Site>>,
    pub settings: RwSignal<Settings>,
    /// The best estimate of the server's time; ticks every 15 s while visible.
    pub now: Signal<At>,
    /// Places, people, checkpoints, categories, checklists, flows of the site.
    pub reference: Signal<Arc<Reference>>,
    pub sync: Signal<SyncView>,
    pub actions: Actions,
}

/// The app's state.
///
/// # Panics
/// Outside the tree below `app::App`.
pub fn use_app() -> App {
    expect_context::<App>()
}

impl App {
    pub fn me(self) -> Signal<Option<Member>> {
        let session = self.session;
        Signal::derive(move || session.with(|session| session.as_ref().map(|s| s.member.clone())))
    }
}
