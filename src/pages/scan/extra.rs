//! A round nobody planned, begun where the person stands: the checklists of the place that their
//! role walks.

use super::Desk;
use crate::components::Icon;
use crate::i18n::*;
use crate::pages::troubles;
use crate::state::Reference;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use patrol_domain::checklist::Checklist;
use patrol_domain::operation::Unplanned;
use patrol_domain::people::Member;
use patrol_domain::place::Checkpoint;
use patrol_domain::round::{Mode, RoundKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The newest version of each checklist that this person's role walks at this kind of place; and
/// those about people and cases, which have no place of their own.
fn fitting(all: &Reference, me: &Member, point: &Checkpoint) -> Vec<Arc<Checklist>> {
    let kind = all.places.get(&point.place).map(|place| place.kind.as_str());
    let placed = |list: &Checklist| all.places.values().any(|place| place.kind == list.subject);
    let walks = |list: &Checklist| {
        let here = me.grants.iter().filter(|grant| grant.site == point.site);
        here.into_iter().any(|grant| list.roles.contains(&grant.role))
    };
    let mut newest = BTreeMap::new();
    for ((id, _), list) in &all.checklists {
        if walks(list) && (kind == Some(list.subject.as_str()) || !placed(list)) {
            newest.insert(id, list.clone());
        }
    }
    newest.into_values().collect()
}

/// The list to choose from; a tap begins the round, with the scan as its first proof.
#[component]
pub fn Extra(desk: Desk, point: Checkpoint) -> impl IntoView {
    let (app, i18n) = (desk.app, desk.i18n);
    let me = app.me();
    let point = StoredValue::new(point);
    let lists = Memo::new(move |_| {
        let me = me.get()?;
        Some(point.with_value(|point| app.reference.with(|all| fitting(all, &me, point))))
    });
    let navigate = use_navigate();
    let begin = move |list: Arc<Checklist>| {
        let navigate = navigate.clone();
        let point = point.get_value();
        let unplanned = Unplanned {
            kind: RoundKind::Special,
            checklist: list.id.clone(),
            version: list.version,
            place: point.place,
        };
        desk.busy.set(true);
        spawn_local(async move {
            let begun = app.actions.start_unplanned(unplanned, Mode::Foot, false).await;
            desk.busy.try_set(false);
            match begun {
                Ok(round) => {
                    let how = desk.how.get_value();
                    // Without this proof the round says that none is there, and asks for it.
                    let _ = desk.confirm(round, &point, how).await;
                    navigate(&format!("/round/{round}"), Default::default());
                }
                Err(why) => {
                    let words = troubles::perform(i18n.get_locale_untracked(), &why);
                    desk.trouble.try_set(Some(words));
                }
            }
        });
    };
    let line = move |list: Arc<Checklist>| {
        let begin = begin.clone();
        let name = say(i18n.get_locale(), &list.name);
        let id = list.id.clone();
        view! {
            <button type="button" class="pick" data-id=id on:click=move |_| begin(list.clone())>
                <Icon name="plus" />
                {name}
            </button>
        }
    };
    move || {
        let lists = lists.get().filter(|lists| !lists.is_empty())?;
        let line = line.clone();
        Some(view! {
            <p class="sub">{t!(i18n, scan.extra)}</p>
            {lists.into_iter().map(line).collect_view()}
        })
    }
}
