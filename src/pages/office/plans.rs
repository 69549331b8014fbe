//! 计划: what is walked where, how often and by whom. A list and an editor; needs the network.

mod editor;
mod rhythm;
mod route;
mod sketch;

use crate::components::{Button, Empty, Failed, Icon, Loading, Tone};
use crate::i18n::*;
use crate::pages::issues::card::name_of;
use crate::pages::office::frame::{OfficeFrame, Place};
use crate::state::{App, use_app};
use editor::Editor;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::SiteId;
use patrol_domain::people::{Department, Member};
use patrol_domain::permissions::{Action, Context, may};
use patrol_domain::plan::{Plan, PlanRow};
use rhythm::rhythm_words;
use sketch::Sketch;

/// Departments whose plans can be kept here, in the order they are shown.
const DEPARTMENTS: [Department; 8] = [
    Department::Eng,
    Department::Mnt,
    Department::Sec,
    Department::Cs,
    Department::Env,
    Department::Mgmt,
    Department::Quality,
    Department::Office,
];

/// Where this person may keep plans.
fn kept_by(me: &Member, site: SiteId) -> Vec<Department> {
    let leads = |of: &Department| {
        may(me, site, Action::KeepPlans, Context { department: Some(*of), own: false })
    };
    DEPARTMENTS.into_iter().filter(leads).collect()
}

#[derive(Clone)]
enum Found {
    Loading,
    Failed,
    Ready(Vec<PlanRow>),
}

#[component]
pub fn OfficePlans() -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let found = RwSignal::new(Found::Loading);
    let editing = RwSignal::new(None::<Sketch>);
    let read = move || {
        found.set(Found::Loading);
        spawn_local(async move {
            found.try_set(match app.actions.plans().await {
                Ok(plans) => Found::Ready(plans.plans),
                Err(_) => Found::Failed,
            });
        });
    };
    // Another site has other plans.
    let site = Memo::new(move |_| app.site.with(|site| site.as_ref().map(|site| site.id)));
    Effect::new(move |_| {
        if site.get().is_some() {
            read();
        }
    });
    let mine = Memo::new(move |_| {
        let (me, site) = (app.me().get(), site.get());
        me.zip(site).map(|(me, site)| kept_by(&me, site)).unwrap_or_default()
    });
    let add = move |()| editing.set(untrack(|| Sketch::begun(app, &mine.get())));
    view! {
        <OfficeFrame place=Place::Plans>
            <div class="plans">
                <header class="plans-head">
                    <div>
                        <h1 class="page-title" tabindex="-1">
                            {t!(i18n, plans.title)}
                        </h1>
                        <p class="sub">{t!(i18n, plans.lead)}</p>
                    </div>
                    <Show when=move || mine.with(|mine| !mine.is_empty())>
                        <Button tone=Tone::Primary icon="plus" on_press=add test_id="plan-new">
                            {t!(i18n, plans.add)}
                        </Button>
                    </Show>
                </header>
                {move || match found.get() {
                    Found::Loading => {
                        let label = Signal::derive(move || {
                            t_string!(i18n, plans.loading).to_owned()
                        });
                        view! { <Loading label /> }.into_any()
                    }
                    Found::Failed => view! { <NoNetwork read /> }.into_any(),
                    Found::Ready(rows) => view! { <List rows mine editing /> }.into_any(),
                }}
            </div>
            <Editor editing mine on_kept=read />
        </OfficeFrame>
    }
}

#[component]
fn NoNetwork(read: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || t_string!(i18n, plans.failed).to_owned());
    let hint = Signal::derive(move || t_string!(i18n, plans.failed_hint).to_owned());
    let action = Signal::derive(move || t_string!(i18n, nav.retry).to_owned());
    view! { <Failed title hint action on_action=move |()| read() /> }
}

/// By department, then by place; those that are stopped come last.
#[component]
fn List(
    rows: Vec<PlanRow>,
    mine: Memo<Vec<Department>>,
    editing: RwSignal<Option<Sketch>>,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let mut rows = rows;
    rows.sort_by_cached_key(|row| {
        let plan = &row.plan;
        (plan.stopped, plan.department, title(app, i18n.get_locale_untracked(), plan), plan.first)
    });
    if rows.is_empty() {
        let title = Signal::derive(move || t_string!(i18n, plans.empty).to_owned());
        let hint = Signal::derive(move || t_string!(i18n, plans.empty_hint).to_owned());
        return view! { <Empty title hint /> }.into_any();
    }
    let line = move |row: PlanRow| {
        let keeps = mine.with(|mine| mine.contains(&row.plan.department));
        view! { <Line row keeps editing /> }
    };
    view! { <ul class="book">{rows.into_iter().map(line).collect_view()}</ul> }.into_any()
}

/// What is walked where.
fn title(app: App, locale: Locale, plan: &Plan) -> String {
    app.reference.with(|all| {
        let list = all.checklist(&plan.checklist, plan.version);
        let place = all.places.get(&plan.place).map(|place| place.name.clone());
        let name = list.map_or_else(|| plan.checklist.clone(), |list| say(locale, &list.name));
        format!("{} · {name}", place.unwrap_or_default())
    })
}

#[component]
fn Line(row: PlanRow, keeps: bool, editing: RwSignal<Option<Sketch>>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let plan = row.plan.clone();
    let named = plan.assignee;
    let who = move |locale: Locale, roles: &[patrol_domain::people::Role]| match named {
        Some(member) => name_of(app, member),
        None => words::listed(locale, roles.iter().map(|role| words::role(locale, *role))),
    };
    let meta = {
        let plan = plan.clone();
        move || {
            let locale = i18n.get_locale();
            let length = dates::length(locale, i64::from(plan.minutes));
            let parts = [
                rhythm_words(locale, &plan),
                length,
                who(locale, &plan.roles),
                words::department(locale, plan.department).to_owned(),
            ];
            parts.join(" · ")
        }
    };
    let heading = {
        let plan = plan.clone();
        move || title(app, i18n.get_locale(), &plan)
    };
    let time = plan.first.format("%H:%M").to_string();
    let stopped = plan.stopped;
    let open = move |_| editing.set(Some(Sketch::of(&row)));
    view! {
        <li class="row" class:is-stopped=stopped>
            <button type="button" class="row-hit" disabled=!keeps on:click=open>
                <span class="row-margin">
                    <time>{time}</time>
                </span>
                <span class="row-main">
                    <span class="row-title">{heading}</span>
                    <span class="row-meta">{meta}</span>
                </span>
                <span class="row-end">
                    {stopped.then(|| view! { <span>{t!(i18n, plans.stopped)}</span> })}
                    {keeps.then(|| view! { <Icon name="right" /> })}
                </span>
            </button>
        </li>
    }
}
