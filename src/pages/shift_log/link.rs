//! The way from a round to the log in which it stands; nothing for a checklist that keeps none.

use crate::components::Icon;
use crate::i18n::*;
use crate::state::{App, use_app};
use leptos::prelude::*;
use patrol_domain::RoundId;
use patrol_domain::round::Round;
use std::sync::Arc;

/// `配电日志`; `None` without a log.
fn name(app: App, locale: Locale, checklist: &str) -> Option<String> {
    let list = app.reference.with(|all| all.log_list(checklist))?;
    list.log.as_ref().map(|log| say(locale, &log.name))
}

/// A row of its own. `base`: what stands before the round's id in the address.
#[component]
pub fn LogRow(
    #[prop(into)] round: Signal<Option<Arc<Round>>>,
    base: &'static str,
) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let about = Memo::new(move |_| {
        round.with(|round| round.as_ref().map(|round| (round.id, round.checklist.clone())))
    });
    move || {
        let (id, list) = about.get()?;
        let name = name(app, i18n.get_locale(), &list)?;
        Some(view! {
            <ul class="book">
                <li class="row">
                    <a class="row-hit" href=format!("{base}/{id}/log") data-id="log">
                        <span class="row-margin">
                            <Icon name="book" />
                        </span>
                        <span class="row-main">
                            <span class="row-title">{name}</span>
                            <span class="row-meta">{t!(i18n, log.link_hint)}</span>
                        </span>
                        <span class="row-end">
                            <Icon name="right" />
                        </span>
                    </a>
                </li>
            </ul>
        })
    }
}

/// On the item in hand.
#[component]
pub fn LogHere(id: RoundId, checklist: String) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    move || {
        let name = name(app, i18n.get_locale(), &checklist)?;
        Some(view! {
            <a class="log-here" href=format!("/round/{id}/log") data-id="log">
                <Icon name="book" />
                {name}
            </a>
        })
    }
}
