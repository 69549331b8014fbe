//! Routes, and the only place that joins storage and network to state.

use crate::later;
use async_trait::async_trait;
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{LazyRoute, path};
use patrol_domain::ids::{MemberId, SiteId};
use patrol_domain::intake::{CallerAsk, Callers};
use patrol_domain::plan::{Plan, PlanAnswer, Plans};
use patrol_sync::ports::{LocalStore, StoreError, Transport, TransportError};
use patrolbook::i18n::{Locale, Words, locale_of};
use patrolbook::network::{self, HttpTransport};
use patrolbook::pages;
use patrolbook::platform::{appearance, codes, events};
use patrolbook::state::doors::{Hints, OfficeAsk, OfficeWord};
use patrolbook::state::settings::SETTINGS_KEY;
use patrolbook::state::{self, Doors, Opening, Settings};
use patrolbook::storage::{IdbStore, People};
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
    fn transport(&self, member: Option<MemberId>) -> Rc<dyn Transport> {
        Rc::new(HttpTransport { member })
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

    async fn callers(&self, site: SiteId, ask: &CallerAsk) -> Result<Callers, TransportError> {
        network::callers::find(site, ask).await
    }

    async fn office(&self, ask: OfficeAsk) -> Result<OfficeWord, TransportError> {
        use network::office as server;
        Ok(match ask {
            OfficeAsk::ChangePassword(change) => {
                OfficeWord::Password(server::change_password(&change).await?)
            }
            OfficeAsk::Sessions => OfficeWord::Sessions(server::sessions().await?),
            OfficeAsk::EndSession(id) => OfficeWord::Sessions(server::end_session(&id).await?),
            OfficeAsk::Notices => OfficeWord::Notices(server::notices().await?),
            OfficeAsk::KeepNotices(settings) => {
                OfficeWord::NoticesKept(server::keep_notices(&settings).await?)
            }
            OfficeAsk::People(site) => OfficeWord::People(server::people(site).await?),
            OfficeAsk::KeepPerson(site, change) => {
                OfficeWord::Person(server::keep_person(site, &change).await?)
            }
            OfficeAsk::ResetPassword(site, of) => {
                OfficeWord::Person(server::reset_password(site, of).await?)
            }
            OfficeAsk::Delegate(site, change) => {
                OfficeWord::Delegation(server::delegate(site, &change).await?)
            }
            OfficeAsk::Quarantine(site) => OfficeWord::Quarantine(server::quarantine(site).await?),
            OfficeAsk::SwitchItem(site, wanted) => {
                OfficeWord::Switched(server::switch_item(site, &wanted).await?)
            }
            OfficeAsk::Judge(site, word) => OfficeWord::Judged(server::judge(site, &word).await?),
        })
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

/// Where the browser refuses storage altogether, asking for it throws.
fn kept_settings() -> Settings {
    let kept = appearance::remembers().then(|| LocalStorage::get(SETTINGS_KEY).ok());
    kept.flatten().unwrap_or_default()
}

#[component]
pub fn App() -> impl IntoView {
    // Refused or unreadable settings cost a tap, no work.
    let settings = RwSignal::new(kept_settings());
    let app = state::App::start(Rc::new(House::default()), settings);
    provide_context(app);
    keep_settings(settings, Words::provide(Locale::named(&appearance::language())));
    codes::fetched_by(later::code_reader);
    pages::frame::Toasts::provide();
    pages::issues::sieve::Kept::provide(app);
    pages::camera::Camera::provide(app);
    pages::gallery::Gallery::provide(app);
    let gallery = pages::gallery::use_gallery();
    let gallery_wanted = Memo::new(move |was| was == Some(&true) || gallery.shows());
    let gate = Memo::new(move |_| match app.opening.get() {
        Opening::Working => Gate::Opening,
        Opening::Failed(error) => Gate::Blocked(error),
        Opening::Ready if app.session.with(Option::is_none) => Gate::SignIn,
        Opening::Ready => Gate::Open,
    });
    view! {
        <Router>
            <pages::coming::ComingLine />
            <pages::camera::NativeCamera />
            {move || gate.get().view()}
            <pages::frame::ToastLine />
            {move || gallery_wanted.get().then(|| Suspend::new(later::gallery()))}
            <pages::camera::CameraHost />
        </Router>
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
            Gate::SignIn => Suspend::new(later::SignIn::view(later::SignIn)).into_any(),
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
            <Route path=path!("/round/:id/log") view=later::ShiftLog::page() />
            <Route path=path!("/scan") view=pages::scan::Scan />
            <Route path=path!("/snap") view=later::Snap::page() />
            <Route path=path!("/issues") view=later::Issues::page() />
            <Route path=path!("/issue/:id") view=later::Issue::page() />
            <Route path=path!("/issue/:id/slip") view=later::Paper::page() />
            <Route path=path!("/slip") view=later::Slip::page() />
            <Route path=path!("/open") view=later::Openings::page() />
            <Route path=path!("/open/:flow") view=later::Open::page() />
            <Route path=path!("/records") view=later::Records::page() />
            <Route path=path!("/records/:id") view=later::ReadRound::page() />
            <Route path=path!("/records/:id/log") view=later::ShiftLog::page() />
            <Route path=path!("/sync") view=later::Sync::page() />
            <Route path=path!("/me") view=later::Me::page() />
            <Route path=path!("/inbox") view=later::Inbox::page() />
            <Route path=path!("/ready") view=later::Ready::page() />
            <Route path=path!("/sign-in") view=later::SignIn::page() />
            <Route path=path!("/office") view=later::Board::page() />
            <Route path=path!("/office/rounds/:id") view=later::OfficeRound::page() />
            <Route path=path!("/office/rounds/:id/log") view=later::OfficeLog::page() />
            <Route path=path!("/office/people") view=later::OfficePeople::page() />
            <Route path=path!("/office/items") view=later::OfficeItems::page() />
            <Route path=path!("/office/plans") view=later::OfficePlans::page() />
            <Route path=path!("/office/intake") view=later::OfficeIntake::page() />
            <Route path=path!("/office/triage") view=later::OfficeTriage::page() />
            <Route path=path!("/office/issues") view=later::OfficeIssues::page() />
            <Route path=path!("/office/issues/:id") view=later::OfficeIssue::page() />
            <Route path=path!("/office/issues/:id/slip") view=later::Paper::page() />
        </Routes>
    }
}

/// Keeps the settings and shows them: theme and sizes on the page's root, the language everywhere.
fn keep_settings(settings: RwSignal<Settings>, words: Words) {
    let taste = Trigger::new();
    events::on_taste(move || taste.notify());
    Effect::new(move |before: Option<()>| {
        taste.track();
        let now = settings.get();
        if before.is_some() && appearance::remembers() {
            // Refused storage costs a tap at the next start.
            LocalStorage::set(SETTINGS_KEY, &now).unwrap_or_default();
        }
        if let Some(lang) = now.lang {
            words.set_locale(locale_of(lang));
        }
        appearance::speak(words.get_locale_untracked().as_str());
        appearance::show(now.theme.name(), now.text_size.name(), now.glove, now.hand.name());
    });
}
