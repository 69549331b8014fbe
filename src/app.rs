//! Routes, and the only place that joins storage and network to state.

use crate::i18n::I18nContextProvider;
use crate::pages;
use crate::state::{self, Actions, Loaded, Reference, Session, Settings, SyncView};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use patrol_domain::At;
use std::sync::Arc;

#[component]
pub fn App() -> impl IntoView {
    provide_context(state::App {
        session: Signal::stored(None::<Session>),
        site: Signal::stored(None),
        settings: RwSignal::new(Settings::default()),
        now: Signal::stored(At::default()),
        reference: Signal::stored(Arc::new(Reference::default())),
        sync: Signal::stored(SyncView::default()),
        actions: Actions,
    });
    let _: Loaded<()> = Loaded::Loading;
    pages::frame::Toasts::provide();
    view! {
        <I18nContextProvider>
            <Router>
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
                    <Route path=path!("/office/issues") view=pages::office::issues::OfficeIssues />
                    <Route path=path!("/office/issues/:id") view=pages::office::issue::OfficeIssue />
                </Routes>
                <pages::frame::ToastLine />
            </Router>
        </I18nContextProvider>
    }
}
