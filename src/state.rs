//! Signals that pages read, and `Actions`, the only door for writes. Knows neither storage nor
//! network by name: `app` hands them in as ports.

pub mod actions;
pub mod loaded;
pub mod readiness;
pub mod reference;
pub mod session;
pub mod settings;
pub mod sync_view;

pub use actions::Actions;
pub use loaded::Loaded;
pub use patrol_sync::device::waiting::{Group, Mark, Waiting, subject};
pub use patrol_sync::ports::{Parked, StoreError};
pub use readiness::{Missing, Readiness};
pub use reference::Reference;
pub use session::Session;
pub use settings::{Hand, Settings, TextSize, Theme};
pub use sync_view::{Pill, SyncView};

use leptos::prelude::*;
use patrol_domain::case::Case;
use patrol_domain::ids::{CaseId, PlaceId, RoundId};
use patrol_domain::people::Member;
use patrol_domain::place::Site;
use patrol_domain::record::Slice;
use patrol_domain::round::{History, Round};
use patrol_domain::{At, Rejection};
use std::sync::Arc;

/// Why a write did not happen. Nothing was stored, and nothing typed is lost: the draft stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PerformError {
    /// The rules say no: show why, and the way out.
    Rejected(Rejection),
    /// The phone could not keep it.
    Store(StoreError),
}

/// Everything a page reads. Copy; taken from the context with `use_app`.
#[derive(Clone, Copy)]
pub struct App {
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

    /// Rounds of a shelf; follows every write and every pull.
    pub fn rounds(self, slice: Slice) -> Signal<Loaded<Vec<Arc<Round>>>> {
        let _ = slice;
        Signal::stored(Loaded::Loading)
    }

    pub fn cases(self, slice: Slice) -> Signal<Loaded<Vec<Arc<Case>>>> {
        let _ = slice;
        Signal::stored(Loaded::Loading)
    }

    pub fn round(self, id: RoundId) -> Signal<Loaded<Arc<Round>>> {
        let _ = id;
        Signal::stored(Loaded::Loading)
    }

    pub fn case(self, id: CaseId) -> Signal<Loaded<Arc<Case>>> {
        let _ = id;
        Signal::stored(Loaded::Loading)
    }

    /// Earlier answers of a checklist at a place.
    pub fn history(self, place: PlaceId, checklist: String) -> Signal<Loaded<Arc<History>>> {
        let _ = (place, checklist);
        Signal::stored(Loaded::Loading)
    }

    /// What waits on this phone, record by record; follows every write and every sync.
    pub fn waiting(self) -> Signal<Loaded<Waiting>> {
        Signal::stored(Loaded::Loading)
    }

    /// Whether the phone can go underground now.
    pub fn readiness(self) -> Signal<Readiness> {
        Signal::stored(Readiness::default())
    }
}
