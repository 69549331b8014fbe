//! The sheets of 随手拍: category, place, severity. One tap picks and closes.

use crate::components::{Icon, Sheet, TextLine};
use crate::i18n::*;
use crate::pages::snap::draft::{Sketch, favourites};
use leptos::prelude::*;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::PlaceId;

/// What is being chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choosing {
    Category,
    Place,
    Severity,
}

impl Choosing {
    pub const fn name(self) -> &'static str {
        match self {
            Choosing::Category => "snap-category",
            Choosing::Place => "snap-place",
            Choosing::Severity => "snap-severity",
        }
    }
}

#[component]
pub fn Sheets(sketch: Sketch, choosing: RwSignal<Option<Choosing>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = Signal::derive(move || choosing.get().is_some());
    let label = Signal::derive(move || {
        match choosing.get() {
            Some(Choosing::Place) => t_string!(i18n, snap.pick_place),
            Some(Choosing::Severity) => t_string!(i18n, snap.pick_severity),
            Some(Choosing::Category) | None => t_string!(i18n, snap.pick_category),
        }
        .to_owned()
    });
    let list = move || match choosing.get() {
        Some(Choosing::Category) => view! { <Categories sketch choosing /> }.into_any(),
        Some(Choosing::Place) => view! { <Places sketch choosing /> }.into_any(),
        Some(Choosing::Severity) => view! { <Severities sketch choosing /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <Sheet open label on_close=move |()| choosing.set(None)>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body">{list}</div>
        </Sheet>
    }
}

/// One line to pick.
#[component]
fn Pick(
    #[prop(into)] words: String,
    #[prop(into)] hint: String,
    on: bool,
    #[prop(into)] on_pick: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role="radio"
            aria-checked=if on { "true" } else { "false" }
            on:click=move |_| on_pick.run(())
        >
            <span>{words} <small>{hint}</small></span>
            {on.then(|| view! { <Icon name="check" /> })}
        </button>
    }
}

#[component]
fn Categories(sketch: Sketch, choosing: RwSignal<Option<Choosing>>) -> impl IntoView {
    let i18n = use_i18n();
    let locale = i18n.get_locale_untracked();
    let picked = sketch.draft.with_untracked(|draft| draft.category.clone());
    let lines = favourites(sketch.app, None).into_iter().map(|category| {
        let on = picked.as_ref() == Some(&category.code);
        let words = say(locale, &category.name);
        let hint = words::department(locale, category.department);
        let pick = move |()| {
            sketch.change(|draft| draft.category = Some(category.code.clone()));
            choosing.set(None);
        };
        view! { <Pick words hint on on_pick=pick /> }
    });
    view! {
        <div class="choice-list" role="radiogroup" aria-label=t_string!(i18n, snap.category)>
            {lines.collect_view()}
        </div>
    }
}

#[component]
fn Severities(sketch: Sketch, choosing: RwSignal<Option<Choosing>>) -> impl IntoView {
    let i18n = use_i18n();
    let locale = i18n.get_locale_untracked();
    let picked = sketch.draft.with_untracked(|draft| draft.severity);
    let all = [Severity::General, Severity::Serious, Severity::Major, Severity::Emergency];
    let lines = all.into_iter().map(|severity| {
        let hint = match severity {
            Severity::General => td_string!(locale, snap.severity_hint_general),
            Severity::Serious => td_string!(locale, snap.severity_hint_serious),
            Severity::Major => td_string!(locale, snap.severity_hint_major),
            Severity::Emergency => td_string!(locale, snap.severity_hint_emergency),
        };
        let pick = move |()| {
            sketch.change(|draft| draft.severity = severity);
            choosing.set(None);
        };
        let words = words::severity(locale, severity);
        view! { <Pick words hint on=picked == severity on_pick=pick /> }
    });
    view! {
        <div class="choice-list" role="radiogroup" aria-label=t_string!(i18n, snap.severity)>
            {lines.collect_view()}
        </div>
    }
}

/// Places whose name or floor contains the words, the one of the last scan first.
fn places(sketch: Sketch, words: &str) -> Vec<(PlaceId, String, String)> {
    let words = words.trim().to_lowercase();
    let scanned = sketch.scanned.get();
    sketch.app.reference.with(|reference| {
        let near = scanned.and_then(|scanned| {
            reference.checkpoints.get(&scanned.checkpoint).map(|point| point.place)
        });
        let all = reference.places.values();
        let fits = all.filter(|place| {
            format!("{} {}", place.name, place.floor).to_lowercase().contains(&words)
        });
        let mut found: Vec<_> =
            fits.map(|place| (place.id, place.name.clone(), place.floor.clone())).collect();
        found.sort_by(|a, b| (Some(a.0) != near, &a.1, &a.2).cmp(&(Some(b.0) != near, &b.1, &b.2)));
        found
    })
}

#[component]
fn Places(sketch: Sketch, choosing: RwSignal<Option<Choosing>>) -> impl IntoView {
    let i18n = use_i18n();
    let words = RwSignal::new(String::new());
    let picked = sketch.draft.with_untracked(|draft| draft.place);
    let choose = move |place: Option<PlaceId>| {
        sketch.change(|draft| {
            draft.place = place;
            draft.place_chosen = true;
        });
        choosing.set(None);
    };
    let line = move |(id, name, floor): (PlaceId, String, String)| {
        let on = picked == Some(id);
        view! { <Pick words=name hint=floor on on_pick=move |()| choose(Some(id)) /> }
    };
    let lines = move || {
        let found = places(sketch, &words.get());
        if found.is_empty() {
            return view! { <p class="sub">{t!(i18n, snap.no_place_found)}</p> }.into_any();
        }
        let none = t_string!(i18n, snap.no_place);
        view! {
            {found.into_iter().map(line).collect_view()}
            <Pick words=none hint="" on=picked.is_none() on_pick=move |()| choose(None) />
        }
        .into_any()
    };
    let label = Signal::derive(move || t_string!(i18n, snap.find_place).to_owned());
    view! {
        <TextLine label value=words on_input=move |typed| words.set(typed) kind="search" />
        <div class="choice-list" role="radiogroup" aria-label=move || t_string!(i18n, snap.place)>
            {lines}
        </div>
    }
}
