//! One round: its items, one in focus, answers under the thumb. Knows neither storage nor network.

mod answering;
mod begin;
mod consent;
mod controls;
mod draft;
mod ending;
pub mod evidence;
pub mod facts;
mod home_card;
mod items;
mod left_over;
mod listen;
mod pictures;
mod problem;
mod reading;
mod route;
pub mod score;
mod sheets;
mod sign;
mod sketch;
pub mod summary;
pub mod top;
mod walk;
pub mod ways;

use crate::components::{Empty, Failed, Loading};
use crate::i18n::*;
use crate::state::{App, Loaded, use_app};
use begin::Begin;
use items::WalkPage;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};
use patrol_domain::checklist::Checklist;
use patrol_domain::ids::RoundId;
use patrol_domain::place::Place;
use patrol_domain::round::{History, Round as RoundRecord, RoundState};
use std::sync::Arc;

/// What the page shows; changes only when the round's state does.
#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Gone,
    Broken(String),
    /// The checklist's version is not on this phone; so many answers are given.
    NoChecklist(usize),
    Begin,
    Walk,
}

#[component]
pub fn Round() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<RoundId>().ok()))
    });
    move || match id.get() {
        Some(id) => view! { <OneRound id /> }.into_any(),
        None => view! { <Gone /> }.into_any(),
    }
}

/// The round's records, followed; what all its parts read.
#[derive(Clone, Copy)]
pub struct Records {
    pub app: App,
    pub id: RoundId,
    pub loaded: Signal<Loaded<Arc<RoundRecord>>>,
}

impl Records {
    fn new(id: RoundId) -> Records {
        let app = use_app();
        Records { app, id, loaded: app.round(id) }
    }

    fn stage(self) -> Memo<Stage> {
        Memo::new(move |_| {
            self.loaded.with(|loaded| match loaded {
                Loaded::Loading => Stage::Loading,
                Loaded::Absent => Stage::Gone,
                Loaded::Failed(why) => Stage::Broken(format!("{why:?}")),
                Loaded::Ready(round) => {
                    let reference = self.app.reference.get();
                    let known = reference.checklist(&round.checklist, round.version).is_some();
                    match round.state {
                        _ if !known && !reference.loaded => Stage::Loading,
                        _ if !known => Stage::NoChecklist(round.answers.len()),
                        RoundState::Planned | RoundState::Missed | RoundState::Paused => {
                            Stage::Begin
                        }
                        _ => Stage::Walk,
                    }
                }
            })
        })
    }

    /// The round and its checklist, once both are there.
    fn ready(self) -> Option<(Arc<RoundRecord>, Arc<Checklist>)> {
        let round = self.loaded.with(|loaded| loaded.ready().cloned())?;
        let checklist =
            self.app.reference.with(|all| all.checklist(&round.checklist, round.version))?;
        Some((round, checklist))
    }

    /// Follows the round; `first` until the next one is read.
    fn follow(self, first: Arc<RoundRecord>) -> Memo<Arc<RoundRecord>> {
        Memo::new(move |before: Option<&Arc<RoundRecord>>| {
            let now = self.loaded.with(|loaded| loaded.ready().cloned());
            now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
        })
    }

    fn place(self, round: &RoundRecord) -> Memo<Option<Place>> {
        let id = round.place;
        Memo::new(move |_| self.app.reference.with(|all| all.places.get(&id).cloned()))
    }

    fn history(self, round: &RoundRecord) -> Memo<Option<Arc<History>>> {
        let history = self.app.history(round.place, round.checklist.clone());
        Memo::new(move |_| history.with(|history| history.ready().cloned()))
    }
}

#[component]
fn OneRound(id: RoundId) -> impl IntoView {
    let i18n = use_i18n();
    let records = Records::new(id);
    let stage = records.stage();
    let locale = move || i18n.get_locale();
    move || match (stage.get(), untrack(|| records.ready())) {
        (Stage::Begin, Some((round, list))) => view! { <Begin records round list /> }.into_any(),
        (Stage::Walk, Some((round, list))) => view! { <WalkPage records round list /> }.into_any(),
        (Stage::Gone, _) => view! { <Gone /> }.into_any(),
        (Stage::NoChecklist(n), _) => {
            let hint = Signal::derive(move || td_string!(locale(), round.no_checklist_hint, n = n));
            view! {
                <Stuck
                    title=Signal::derive(move || {
                        td_string!(locale(), round.no_checklist).to_owned()
                    })
                    hint
                />
            }
            .into_any()
        }
        (Stage::Broken(why), _) => {
            let hint = Signal::derive(move || why.clone());
            view! { <Stuck title=Signal::derive(move || td_string!(locale(), round.broken).to_owned()) hint /> }
                .into_any()
        }
        _ => {
            let label = Signal::derive(move || td_string!(locale(), round.loading).to_owned());
            view! {
                <main class="page">
                    <Loading label />
                </main>
            }
            .into_any()
        }
    }
}

#[component]
fn Gone() -> impl IntoView {
    let i18n = use_i18n();
    let words = move |text: fn(Locale) -> &'static str| {
        Signal::derive(move || text(i18n.get_locale()).to_owned())
    };
    view! {
        <main class="page">
            <Empty
                title=words(|l| td_string!(l, round.gone))
                hint=words(|l| td_string!(l, round.gone_hint))
                action=move || {
                    view! {
                        <a class="btn btn-secondary" href="/">
                            {t!(i18n, round.to_today)}
                        </a>
                    }
                }
            />
        </main>
    }
}

#[component]
fn Stuck(title: Signal<String>, hint: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let action = Signal::derive(move || t_string!(i18n, round.to_today).to_owned());
    view! {
        <main class="page">
            <Failed title hint action on_action=move |()| navigate("/", Default::default()) />
        </main>
    }
}
