//! Routes, and the only place that joins storage and network to state.

use crate::i18n::{I18nContextProvider, locale_of, use_i18n};
use crate::network::{self, HttpTransport};
use crate::pages;
use crate::platform::{appearance, events};
use crate::state::doors::Hints;
use crate::state::settings::SETTINGS_KEY;
use crate::state::{self, Doors, Opening, Settings};
use crate::storage::{IdbStore, People};
use async_trait::async_trait;
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use patrol_domain::ids::{MemberId, SiteId};
use patrol_domain::plan::{Plan, PlanAnswer, Plans};
use patrol_sync::ports::{LocalStore, StoreError, Transport, TransportError};
use std::rc::Rc;

/// The house's own doors: IndexedDB and the server that this page came from.
#[derive(Default)]
struct House {
    people: futures_util::lock::Mutex<Option<Rc<People>>>,
}

impl House {
    async fn people(&self) -> Result<Rc<People>, StoreError> {
        let mut people = self.people.lock().await;
        if let Some(open) = people.as_ref() {
            return Ok(open.clone());
        }
        let open = Rc::new(People::open().await?);
        Ok(people.insert(open).clone())
    }
}

#[async_trait(?Send)]
impl Doors for House {
    fn transport(&self) -> Rc<dyn Transport> {
        Rc::new(HttpTransport)
    }

    async fn open(&self, member: MemberId) -> Result<Rc<dyn LocalStore>, StoreError> {
        Ok(Rc::new(IdbStore::open_for(member).await?))
    }

    async fn current(&self) -> Result<Option<MemberId>, StoreError> {
        let current = self.people().await?.current().await?;
        Ok(current.and_then(|member| member.parse().ok()))
    }

    async fn set_current(&self, member: Option<MemberId>) -> Result<(), StoreError> {
        let member = member.map(|member| member.to_string());
        self.people().await?.set_current(member.as_deref()).await
    }

    async fn room_for(&self, bytes: u32) -> Result<bool, StoreError> {
        self.people().await?.room_for(bytes).await
    }

    async fn lay_ballast(&self) -> Result<(), StoreError> {
        self.people().await?.lay_ballast().await
    }

    async fn drop_ballast(&self) -> Result<(), StoreError> {
        self.people().await?.drop_ballast().await
    }

    async fn plans(&self, site: SiteId) -> Result<Plans, TransportError> {
        network::plans::list(site).await
    }

    async fn keep_plan(&self, plan: &Plan) -> Result<PlanAnswer, TransportError> {
        network::plans::keep(plan).await
    }

    fn hints(&self, site: SiteId, heard: Box<dyn FnMut()>) -> Option<Box<dyn Hints>> {
        Some(Box::new(Line(network::Hints::open(site, heard)?)))
    }
}

struct Line(network::Hints);

impl Hints for Line {
    fn closed(&self) -> bool {
        self.0.closed()
    }
}

#[component]
pub fn App() -> impl IntoView {
    // Refused or unreadable settings cost a tap, no work.
    let settings = RwSignal::new(LocalStorage::get(SETTINGS_KEY).unwrap_or_default());
    let app = state::App::start(Rc::new(House::default()), settings);
    provide_context(app);
    pages::frame::Toasts::provide();
    pages::camera::Camera::provide(app);
    pages::gallery::Gallery::provide(app);
    let gate = Memo::new(move |_| match app.opening.get() {
        Opening::Working => Gate::Opening,
        Opening::Failed(error) => Gate::Blocked(error),
        Opening::Ready if app.session.with(Option::is_none) => Gate::SignIn,
        Opening::Ready => Gate::Open,
    });
    view! {
        <I18nContextProvider>
            <SettingsKept settings />
            <Router>
                <pages::camera::NativeCamera />
                {move || gate.get().view()}
                <pages::frame::ToastLine />
                <pages::gallery::GalleryHost />
                <pages::camera::CameraHost />
            </Router>
        </I18nContextProvider>
    }
}

/// What may be shown at all.
#[derive(Clone, PartialEq)]
enum Gate {
    /// A moment at the start; an empty page flashes less than a skeleton.
    Opening,
    Blocked(StoreError),
    SignIn,
    Open,
}

impl Gate {
    fn view(self) -> AnyView {
        match self {
            Gate::Opening => ().into_any(),
            Gate::Blocked(error) => view! { <pages::blocked::Blocked error /> }.into_any(),
            Gate::SignIn => view! { <pages::signin::SignIn /> }.into_any(),
            Gate::Open => view! { <Pages /> }.into_any(),
        }
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=pages::lost::Lost>
            <Route path=path!("/") view=pages::today::Today />
            <Route path=path!("/round/:id") view=pages::round::Round />
            <Route path=path!("/round/:id/summary") view=pages::round::summary::Summary />
            <Route path=path!("/scan") view=pages::scan::Scan />
            <Route path=path!("/snap") view=pages::snap::Snap />
            <Route path=path!("/issues") view=pages::issues::Issues />
            <Route path=path!("/issue/:id") view=pages::issue::Issue />
            <Route path=path!("/records") view=pages::records::Records />
            <Route path=path!("/records/:id") view=pages::records::read::ReadRound />
            <Route path=path!("/sync") view=pages::sync::Sync />
            <Route path=path!("/me") view=pages::me::Me />
            <Route path=path!("/ready") view=pages::ready::Ready />
            <Route path=path!("/sign-in") view=pages::signin::SignIn />
            <Route path=path!("/office") view=pages::office::board::Board />
            <Route path=path!("/office/rounds/:id") view=pages::office::round::OfficeRound />
            <Route path=path!("/office/plans") view=pages::office::plans::OfficePlans />
            <Route path=path!("/office/issues") view=pages::office::issues::OfficeIssues />
            <Route path=path!("/office/issues/:id") view=pages::office::issue::OfficeIssue />
        </Routes>
    }
}

/// Keeps the settings and shows them: theme and sizes on the page's root, the language everywhere.
#[component]
fn SettingsKept(settings: RwSignal<Settings>) -> impl IntoView {
    let i18n = use_i18n();
    let taste = Trigger::new();
    events::on_taste(move || taste.notify());
    Effect::new(move |before: Option<()>| {
        taste.track();
        let now = settings.get();
        if before.is_some() {
            // Refused storage costs a tap at the next start.
            LocalStorage::set(SETTINGS_KEY, &now).unwrap_or_default();
        }
        if let Some(lang) = now.lang {
            i18n.set_locale(locale_of(lang));
        }
        appearance::show(now.theme.name(), now.text_size.name(), now.glove, now.hand.name());
    });
}
