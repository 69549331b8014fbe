//! One issue: its facts and seal, before and after, what happened, and what to do now.

mod act;
pub mod assign;
mod facts;
pub mod held;
pub mod history;
mod moving;
pub mod photos;
pub mod proof;

use crate::components::{Empty, Loading, PageHead};
use crate::i18n::*;
use crate::pages::form::Sketch;
use crate::pages::frame::{Toasts, use_toasts};
use crate::pages::issues::card::number_of;
use crate::pages::issues::turn::{self, Turn};
use crate::pages::open::may_open;
use crate::pages::pill::StatusPill;
use crate::state::{App, Loaded, use_app};
use act::{Acts, ways};
use facts::Facts;
use held::Held;
use history::History;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use patrol_domain::case::Case;
use patrol_domain::flow::{Flow, ISSUE, Requirement};
use patrol_domain::ids::CaseId;
use photos::Pair;
use proof::Proved;
use std::sync::Arc;

/// What the person does on this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    Reading,
    /// The sheet of this move is open.
    Moving(Arc<str>),
    Proving,
    /// The moves that have no place in the dock.
    More,
}

/// The issue in front of the person, and their part in it.
#[derive(Clone, Copy)]
pub struct Desk {
    pub app: App,
    pub id: CaseId,
    pub case: Signal<Option<Arc<Case>>>,
    pub doing: RwSignal<Doing>,
    /// Why the last step was refused.
    pub refused: RwSignal<Option<String>>,
    /// Sealed a moment ago: the seal drops.
    pub sealed_now: RwSignal<bool>,
    /// What shows that the person is on site.
    pub proved: RwSignal<Option<Proved>>,
    pub toasts: Toasts,
    /// Where cases are read from here: `/issue` or `/office/issues`.
    pub base: &'static str,
}

impl Desk {
    pub fn flow(self) -> Option<Arc<Flow>> {
        let case = self.case.get()?;
        self.app.reference.with(|reference| reference.flow(&case.flow, case.flow_version))
    }

    /// The moves open to the person now.
    pub fn turn(self) -> Turn {
        let (case, flow, me) = (self.case.get(), self.flow(), self.app.me().get());
        match (case, flow, me) {
            (Some(case), Some(flow), Some(me)) => Turn::of(&flow, &me, &case),
            _ => Turn::default(),
        }
    }

    pub fn stop(self) {
        self.refused.set(None);
        self.doing.set(Doing::Reading);
    }

    /// The move of the flow that is sealed.
    pub fn seal_verb(self) -> String {
        let flow = untrack(|| self.flow());
        let sealed = flow.and_then(|flow| {
            let sealed = flow.moves.iter().find(|mv| turn::asks(mv, &Requirement::Seal));
            sealed.map(|mv| mv.verb.clone())
        });
        sealed.unwrap_or_else(|| "verify".to_owned())
    }

    /// What is half-done for the seal: the proof of being there.
    pub fn seal_sketch(self, i18n: Words) -> Sketch {
        let place =
            Signal::derive(move || self.case.with(|case| case.as_ref().and_then(|c| c.place)));
        Sketch::open(self.app, self.draft(&self.seal_verb()), place, i18n)
    }

    /// Flows whose cases may be begun from here by this person.
    pub fn subs(self) -> Vec<Arc<Flow>> {
        let (Some(flow), Some(me)) = (self.flow(), self.app.me().get()) else { return Vec::new() };
        let site = self.app.site.with(|site| site.as_ref().map(|site| site.id));
        let Some(site) = site else { return Vec::new() };
        self.app.reference.with(|all| {
            let subs = flow.links.iter().filter(|link| link.sub);
            let subs = subs.filter_map(|link| all.newest_flow(link.flow.as_deref()?));
            subs.filter(|flow| may_open(flow, &me, site)).collect()
        })
    }

    /// The name of the half-done words of a move.
    pub fn draft(self, verb: &str) -> String {
        format!("case/{}/{verb}", self.id)
    }
}

#[component]
pub fn Issue() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<CaseId>().ok()));
    move || match id.get() {
        Some(id) => view! { <IssueSheet id back="/issues" /> }.into_any(),
        None => view! { <NotHere back="/issues" /> }.into_any(),
    }
}

/// The whole page of one issue; `back` is where the head leads.
#[component]
pub fn IssueSheet(id: CaseId, back: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let loaded = app.case(id);
    let case = Memo::new(move |_| loaded.with(|loaded| loaded.ready().cloned()));
    let desk = Desk {
        app,
        id,
        case: case.into(),
        doing: RwSignal::new(Doing::Reading),
        refused: RwSignal::new(None),
        sealed_now: RwSignal::new(false),
        proved: RwSignal::new(None),
        toasts: use_toasts(),
        base: if back == "/issues" { "/issue" } else { back },
    };
    let there = Memo::new(move |_| {
        loaded.with(|loaded| match loaded {
            Loaded::Ready(_) => Some(true),
            Loaded::Loading => None,
            Loaded::Absent | Loaded::Failed(_) => Some(false),
        })
    });
    move || match there.get() {
        Some(true) => view! { <Page desk back /> }.into_any(),
        Some(false) => view! { <NotHere back /> }.into_any(),
        None => {
            let label = Signal::derive(move || t_string!(i18n, issue.facts).to_owned());
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
fn Page(desk: Desk, back: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    proof::take_up(desk);
    let title = Signal::derive(move || {
        let number = desk.case.with(|case| case.as_deref().map(number_of).unwrap_or_default());
        match desk.flow().filter(|flow| flow.key != ISSUE) {
            Some(flow) => format!("{} {number}", say(i18n.get_locale(), &flow.name)),
            None => t_string!(i18n, issue.title, number = number),
        }
    });
    let ways = Memo::new(move |_| ways(desk));
    let end = || view! { <StatusPill /> };
    view! {
        <div class="page with-dock field-column">
            <PageHead back title end />
            <main class="page-body flush" id="content">
                <Facts desk />
                <Pair desk />
                <Held desk />
                <History desk />
            </main>
            <Acts desk ways />
        </div>
        <moving::Moving desk />
        <moving::More desk ways />
        <proof::Proof desk />
    }
}

#[component]
fn NotHere(back: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || t_string!(i18n, issue.not_here).to_owned());
    let hint = Signal::derive(move || t_string!(i18n, issue.not_here_hint).to_owned());
    let end = || view! { <StatusPill /> };
    let head = Signal::derive(move || t_string!(i18n, issues.title).to_owned());
    view! {
        <div class="page field-column">
            <PageHead back title=head end />
            <main id="content">
                <Empty title hint />
            </main>
        </div>
    }
}
