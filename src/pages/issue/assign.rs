//! 派单: the people of the issue's department who may handle it, with what each has in hand.

use crate::components::{Button, Sheet, Tone};
use crate::i18n::*;
use crate::pages::issue::{Desk, Doing};
use crate::pages::issues::open_cases;
use crate::pages::issues::turn::ASSIGN;
use crate::pages::troubles;
use crate::state::App;
use crate::state::actions::CaseMove;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::MemberId;
use patrol_domain::case::Case;
use patrol_domain::people::Member;
use patrol_domain::permissions::{Action, Context, may};

/// Members of the case's department whose role handles issues (W02).
pub fn handlers(app: App, case: &Case) -> Vec<Member> {
    let context = Context { department: Some(case.department), own: true };
    let inside = |member: &&Member| {
        let grants = &member.grants;
        grants.iter().any(|g| g.site == case.site && g.department == case.department)
            && may(member, case.site, Action::HandleIssue, context)
    };
    app.reference.with(|reference| reference.members.values().filter(inside).cloned().collect())
}

/// Names the handler; the sheet closes once the phone has kept it.
pub fn assign(desk: Desk, i18n: leptos_i18n::I18nContext<Locale>, handler: MemberId) {
    desk.refused.set(None);
    spawn_local(async move {
        let step =
            CaseMove { verb: ASSIGN.to_owned(), handler: Some(handler), ..CaseMove::default() };
        match desk.app.actions.move_case(desk.id, step, None).await {
            Ok(()) => {
                desk.stop();
                desk.toasts.kept(td_string!(i18n.get_locale_untracked(), issue.done));
            }
            Err(error) => {
                desk.refused.set(Some(troubles::perform(i18n.get_locale_untracked(), &error)))
            }
        }
    });
}

#[component]
pub fn Assign(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let open = Signal::derive(move || desk.doing.get() == Doing::Assigning);
    let label = Signal::derive(move || t_string!(i18n, issue.assign_to).to_owned());
    let picked = RwSignal::new(None::<MemberId>);
    let department = move || {
        desk.case.with(|case| {
            let department = case.as_ref().map(|case| case.department);
            department.map_or("", |department| words::department(i18n.get_locale(), department))
        })
    };
    let hint = move || t_string!(i18n, issue.assign_hint, department = department());
    let send = move |()| match picked.get_untracked() {
        Some(handler) => assign(desk, i18n, handler),
        None => desk.refused.set(Some(t_string!(i18n, issue.assign_to).to_owned())),
    };
    let words = move || match picked.get() {
        Some(id) => {
            let name = crate::pages::issues::card::name_of(desk.app, id);
            t_string!(i18n, issue.assign_one, name = name)
        }
        None => t_string!(i18n, issue.assign).to_owned(),
    };
    let dock = move || {
        view! {
            <Button tone=Tone::Primary on_press=send test_id="assign-send">
                {words}
            </Button>
        }
    };
    view! {
        <Sheet open label on_close=move |()| desk.stop() dock>
            <div class="sheet-head">
                <div>
                    <h2>{label}</h2>
                    <p class="sub">{hint}</p>
                </div>
            </div>
            <div class="sheet-body">
                <People desk picked />
                <p role="alert" class="t-cin">
                    {move || desk.refused.get()}
                </p>
            </div>
        </Sheet>
    }
}

#[component]
fn People(desk: Desk, picked: RwSignal<Option<MemberId>>) -> impl IntoView {
    let i18n = use_i18n();
    let cases = open_cases(desk.app);
    let load = move |id: MemberId| {
        cases.with(|cases| {
            cases.ready().map_or(0, |cases| cases.iter().filter(|c| c.handler == Some(id)).count())
        })
    };
    let person = move |member: Member| {
        let id = member.id;
        let site = desk.app.site.get_untracked().map(|site| site.id);
        let role = member.grants.iter().find(|grant| site.is_none_or(|site| grant.site == site));
        let role = role.map(|grant| grant.role);
        let role = move || role.map(|role| words::role(i18n.get_locale(), role));
        view! {
            <button
                type="button"
                role="radio"
                class="person"
                aria-checked=move || if picked.get() == Some(id) { "true" } else { "false" }
                on:click=move |_| picked.set(Some(id))
            >
                <span>
                    <b>{member.name.clone()}</b>
                    <span class="meta">{role}</span>
                </span>
                <span class="meta">
                    {move || t_string!(i18n, issue.assign_load, count = load(id))}
                </span>
            </button>
        }
    };
    let people = move || {
        let case = desk.case.get()?;
        let people = handlers(desk.app, &case);
        if people.is_empty() {
            let department = words::department(i18n.get_locale(), case.department);
            let words = t_string!(i18n, issue.assign_none, department = department);
            return Some(view! { <p>{words}</p> }.into_any());
        }
        Some(people.into_iter().map(person).collect_view().into_any())
    };
    view! {
        <div class="people" role="radiogroup" aria-label=move || t_string!(i18n, issue.assign_to)>
            {people}
        </div>
    }
}
