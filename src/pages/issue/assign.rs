//! 派给谁: the people of the case's department who may handle it, with what each has in hand.

use crate::i18n::*;
use crate::pages::issues::open_cases;
use crate::state::App;
use leptos::prelude::*;
use patrol_domain::MemberId;
use patrol_domain::case::Case;
use patrol_domain::people::Member;
use patrol_domain::permissions::{Action, Context, may};
use std::sync::Arc;

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

/// One of them is picked.
#[component]
pub fn People(
    app: App,
    case: Signal<Option<Arc<Case>>>,
    picked: Signal<Option<MemberId>>,
    #[prop(into)] on_pick: Callback<MemberId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let cases = open_cases(app);
    let department = Memo::new(move |_| case.with(|case| case.as_ref().map(|c| c.department)));
    let load = move |id: MemberId| {
        cases.with(|cases| {
            cases.ready().map_or(0, |cases| cases.iter().filter(|c| c.handler == Some(id)).count())
        })
    };
    let person = move |member: Member| {
        let id = member.id;
        let site = app.site.get_untracked().map(|site| site.id);
        let role = member.grants.iter().find(|grant| site.is_none_or(|site| grant.site == site));
        let role = role.map(|grant| grant.role);
        let role = move || role.map(|role| words::role(i18n.get_locale(), role));
        view! {
            <button
                type="button"
                role="radio"
                class="person"
                aria-checked=move || if picked.get() == Some(id) { "true" } else { "false" }
                on:click=move |_| on_pick.run(id)
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
        let department = words::department(i18n.get_locale(), department.get()?);
        let people = handlers(app, &*case.get_untracked()?);
        if people.is_empty() {
            let words = t_string!(i18n, issue.assign_none, department = department);
            return Some(view! { <p>{words}</p> }.into_any());
        }
        Some(
            view! {
                <p class="sub">{t_string!(i18n, issue.assign_hint, department = department)}</p>
                {people.into_iter().map(person).collect_view()}
            }
            .into_any(),
        )
    };
    view! {
        <div class="people" role="radiogroup" aria-label=move || t_string!(i18n, issue.assign_to)>
            {people}
        </div>
    }
}
