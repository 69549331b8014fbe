//! Inside a home photos wait for the resident's word.

use crate::components::Switch;
use crate::i18n::*;
use crate::pages::round::walk::Walk;
use leptos::prelude::*;
use patrol_domain::checklist::PhotoRule;

/// Whether photos may be taken at this item: everywhere, and in a home once the resident agreed.
/// Followed.
pub fn may_photograph(walk: Walk, place: usize) -> bool {
    !asks(walk, place) || walk.evidence(place).consent
}

fn asks(walk: Walk, place: usize) -> bool {
    walk.checklist.with_value(|list| {
        list.items.get(place).is_some_and(|item| item.photo == PhotoRule::OnProblemWithConsent)
    })
}

/// 住户同意拍照; nothing where nobody need be asked.
#[component]
pub fn Consent(walk: Walk, place: usize) -> impl IntoView {
    let label = Signal::derive(move || t_string!(walk.i18n, round.consent_on).to_owned());
    let hint = Signal::derive(move || t_string!(walk.i18n, round.consent_ask).to_owned());
    let on = Signal::derive(move || walk.evidence(place).consent);
    let change = move |on: bool| {
        walk.prove(place, |evidence| evidence.consent = on);
        walk.settle(place);
    };
    asks(walk, place).then(|| view! { <Switch label hint on on_change=change test_id="consent" /> })
}
