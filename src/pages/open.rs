//! 新建: a case of any flow that this person may open, by the same form as every move.

use crate::components::{Button, Dock, Empty, PageHead, Save, SaveMark, TextArea, Tone};
use crate::i18n::*;
use crate::pages::form::{Fields, Form, Heads, Sketch, refusal, show_trouble, step};
use crate::pages::frame::use_toasts;
use crate::pages::pill::StatusPill;
use crate::state::actions::{NewCase, Touch};
use crate::state::{App, PerformError, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use patrol_domain::case::{Case, LinkTo};
use patrol_domain::flow::{Flow, ISSUE};
use patrol_domain::ids::{CaseId, SiteId};
use patrol_domain::people::Member;
use std::sync::Arc;

/// The case that another one is opened from, with the key of its flow.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    id: CaseId,
    flow: String,
}

/// Whether the flow lets this person open a case at the site.
pub fn may_open(flow: &Flow, me: &Member, site: SiteId) -> bool {
    let blank = blank(flow, me, site);
    flow.opening.as_ref().is_some_and(|opening| opening.who.allows(me, &blank).is_ok())
}

/// The case before a word is written.
fn blank(flow: &Flow, me: &Member, site: SiteId) -> Case {
    let id = CaseId(uuid::Uuid::nil());
    let own = me.grants.iter().find(|grant| grant.site == site);
    let mut case = Case::blank(id, site, (&flow.key, flow.version), me.id);
    let of_flow = flow.opening.as_ref().and_then(|opening| opening.department);
    let department = of_flow.or(own.map(|grant| grant.department));
    case.department = department.unwrap_or(case.department);
    case.state.clone_from(&flow.initial);
    case
}

/// The flows that may be opened, without the issue: that is 随手拍.
fn openable(app: App) -> Vec<Arc<Flow>> {
    let (Some(me), Some(site)) = (app.me().get(), app.site.get().map(|site| site.id)) else {
        return Vec::new();
    };
    app.reference.with(|all| {
        let mut keys: Vec<_> = all.flows.keys().map(|(key, _)| key.as_str()).collect();
        keys.dedup();
        let newest = keys.into_iter().filter(|key| *key != ISSUE);
        let newest = newest.filter_map(|key| all.newest_flow(key));
        newest.filter(|flow| may_open(flow, &me, site)).collect()
    })
}

/// What may be opened.
#[component]
pub fn Openings() -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let title = Signal::derive(move || t_string!(i18n, case.open).to_owned());
    let row = move |flow: Arc<Flow>| {
        view! {
            <a class="held-link" href=format!("/open/{}", flow.key)>
                <b>{say(i18n.get_locale(), &flow.name)}</b>
                <crate::components::Icon name="right" />
            </a>
        }
    };
    let rows = move || {
        let flows = openable(app);
        if flows.is_empty() {
            let title = Signal::derive(move || t_string!(i18n, case.open_none).to_owned());
            let hint = Signal::derive(move || t_string!(i18n, issues.empty_hint).to_owned());
            return view! { <Empty title hint /> }.into_any();
        }
        flows.into_iter().map(row).collect_view().into_any()
    };
    view! {
        <div class="page field-column">
            <PageHead back="/issues" title end=|| view! { <StatusPill /> } />
            <main class="page-body flush" id="content">
                <div class="case-held">
                    {rows} <a class="held-link" href="/snap">
                        <b>{t!(i18n, nav.snap)}</b>
                        <crate::components::Icon name="right" />
                    </a>
                </div>
            </main>
        </div>
    }
}

#[component]
pub fn Open() -> impl IntoView {
    let app = use_app();
    let params = use_params_map();
    let query = use_query_map();
    let flow = Memo::new(move |_| {
        let key = params.with(|params| params.get("flow"))?;
        app.reference.with(|all| all.newest_flow(&key))
    });
    let from = Memo::new(move |_| {
        query.with(|query| {
            let id = query.get("from")?.parse().ok()?;
            Some(Origin { id, flow: query.get("of")? })
        })
    });
    move || match (flow.get(), app.me().get(), app.site.get_untracked()) {
        (Some(flow), Some(me), Some(site)) if may_open(&flow, &me, site.id) => {
            let blank = blank(&flow, &me, site.id);
            view! { <Page flow blank from=from.get() /> }.into_any()
        }
        _ => view! { <Openings /> }.into_any(),
    }
}

/// The form of an opening; `from` is the case that it is opened from.
fn form(app: App, i18n: Words, flow: Arc<Flow>, blank: Case, from: Option<&Origin>) -> Form {
    let opening = flow.opening.clone();
    let (requires, takes) = opening.map(|o| (o.requires, o.takes)).unwrap_or_default();
    let from_words = from.map(|from| format!("/{}", from.id)).unwrap_or_default();
    let sketch =
        Sketch::open(app, format!("open/{}{from_words}", flow.key), Signal::stored(None), i18n);
    Form {
        sketch,
        i18n,
        flow: StoredValue::new(flow),
        case: StoredValue::new(Arc::new(blank)),
        requires: StoredValue::new(requires),
        takes: StoredValue::new(takes),
        opening: true,
        trouble: RwSignal::new(None),
    }
}

#[component]
fn Page(flow: Arc<Flow>, blank: Case, from: Option<Origin>) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let name = flow.name.clone();
    let form = form(app, i18n, flow, blank, from.as_ref());
    let opened = RwSignal::new(None::<CaseId>);
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(id) = opened.get() {
            let replace = leptos_router::NavigateOptions { replace: true, ..Default::default() };
            navigate(&format!("/issue/{id}"), replace);
        }
    });
    let title = Signal::derive(move || {
        t_string!(i18n, case.open_one, name = say(i18n.get_locale(), &name))
    });
    let heads = Heads {
        note: Signal::derive(move || t_string!(i18n, case.note).to_owned()),
        photo: Signal::derive(move || t_string!(i18n, case.photo).to_owned()),
    };
    let label = Signal::derive(move || t_string!(i18n, case.title).to_owned());
    let back = from.as_ref().map_or("/issues".to_owned(), |from| format!("/issue/{}", from.id));
    let toasts = use_toasts();
    let go = move |()| send(form, from.as_ref(), opened, toasts);
    view! {
        <div class="page with-dock field-column">
            <PageHead back title end=|| view! { <StatusPill /> } />
            <main class="page-body stack-gap form" id="content">
                <TextArea
                    label
                    value=Signal::derive(move || form.sketch.words.with(|t| t.title.clone()))
                    on_input=move |title| form.change(|typed| typed.title = title)
                    error=form.wrong("title", "")
                    test_id="case-title"
                />
                <Fields form heads />
            </main>
            <Dock stack=true>
                <Button tone=Tone::Primary on_press=go busy=form.sketch.busy test_id="open-send">
                    {title}
                </Button>
                <p class="dock-note">
                    <SaveMark save=Save::Local />
                    {t!(i18n, issue.kept)}
                </p>
            </Dock>
        </div>
    }
}

/// The link to the case that it is opened from, by the flow's own kind of link.
fn link_back(form: Form, from: Option<&Origin>) -> Option<(String, LinkTo)> {
    let from = from?;
    form.flow.with_value(|flow| {
        let kind = flow.links.iter().find(|link| link.flow.as_ref() == Some(&from.flow))?;
        Some((kind.key.clone(), LinkTo::Case { id: from.id }))
    })
}

fn send(
    form: Form,
    from: Option<&Origin>,
    opened: RwSignal<Option<CaseId>>,
    toasts: crate::pages::frame::Toasts,
) {
    let wrong = move |why: &PerformError| {
        form.sketch.app.actions.feel(Touch::Refused);
        let _ = form.trouble.try_set(Some(refusal(form, why)));
        show_trouble();
    };
    if let Some((kind, to)) = link_back(form, from) {
        form.sketch.words.update(|typed| {
            let _ = typed.links.insert(kind, to);
        });
    }
    let with = match step(form, "open", false) {
        Ok(with) => with,
        Err(why) => return wrong(&PerformError::Rejected(why)),
    };
    let typed = form.sketch.words.get_untracked();
    let (flow, version) = form.flow.with_value(|flow| (flow.key.clone(), flow.version));
    let (title, place, spot, category) = (typed.title, typed.place, typed.spot, typed.category);
    let new = NewCase { flow, version, title, place, spot, category, with };
    form.sketch.busy.set(true);
    spawn_local(async move {
        let name = form.sketch.name.get_value();
        let done = form.sketch.app.actions.open_case(new, &name).await;
        let _ = form.sketch.busy.try_set(false);
        match done {
            Ok(id) => {
                let locale = form.i18n.get_locale_untracked();
                toasts.kept(td_string!(locale, issue.done));
                let _ = opened.try_set(Some(id));
            }
            Err(why) => wrong(&why),
        }
    });
}
