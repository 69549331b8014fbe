//! 随手拍: an issue in ten seconds. Camera first, everything else by one thumb. Knows no storage.

mod choose;
mod draft;
mod photo;

use crate::components::{Button, Dock, Icon, IconSize, Save, SaveMark, Toast, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::troubles;
use crate::state::actions::{NewIssue, Touch};
use crate::state::use_app;
use choose::{Choosing, Sheets};
use draft::{DRAFT, Sketch, last_scan};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use photo::Photos;

/// Categories shown at once; the others stand in a sheet.
const SHOWN: usize = 6;

#[component]
pub fn Snap() -> impl IntoView {
    let app = use_app();
    let sketch = Sketch::open(app, use_i18n());
    let choosing = RwSignal::new(None::<Choosing>);
    last_scan(sketch);
    view! {
        <div class="page snap field-column">
            <main class="page-body flush" id="content">
                <Photos sketch />
                <Categories sketch choosing />
                <Words sketch />
                <Lines sketch choosing />
            </main>
            <FileDock sketch choosing />
        </div>
        <Sheets sketch choosing />
    }
}

#[component]
fn Categories(sketch: Sketch, choosing: RwSignal<Option<Choosing>>) -> impl IntoView {
    let i18n = use_i18n();
    let chips = move || {
        let locale = i18n.get_locale();
        let shown = draft::favourites(sketch.app, sketch.read(|draft| draft.category.clone()));
        shown
            .into_iter()
            .take(SHOWN)
            .map(|category| {
                let code = category.code.clone();
                let on = move || sketch.read(|draft| draft.category.as_deref() == Some(&code));
                let code = category.code.clone();
                view! {
                    <button
                        type="button"
                        role="radio"
                        class="chip"
                        aria-checked=move || if on() { "true" } else { "false" }
                        data-key=category.code.clone()
                        on:click=move |_| sketch.change(|draft| draft.category = Some(code.clone()))
                    >
                        {say(locale, &category.name)}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div class="snap-chips" role="radiogroup" aria-label=move || t_string!(i18n, snap.category)>
            {chips}
        </div>
        <div class="snap-more">
            <Button tone=Tone::Text on_press=move |()| choosing.set(Some(Choosing::Category))>
                {t!(i18n, snap.more_categories)}
            </Button>
        </div>
    }
}

#[component]
fn Words(sketch: Sketch) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="snap-words">
            <textarea
                class="input"
                rows="1"
                data-id="snap-words"
                aria-label=move || t_string!(i18n, snap.words_label)
                placeholder=move || t_string!(i18n, snap.words)
                prop:value=move || sketch.read(|draft| draft.words.clone())
                on:input=move |event| {
                    let words = event_target_value(&event);
                    sketch.change(|draft| draft.words = words);
                }
            ></textarea>
        </div>
    }
}

/// Where, to whom, how serious: filled in, each can be changed.
#[component]
fn Lines(sketch: Sketch, choosing: RwSignal<Option<Choosing>>) -> impl IntoView {
    let i18n = use_i18n();
    let place = Signal::derive(move || sketch.place_words(i18n.get_locale()));
    let to = Signal::derive(move || sketch.assign_words(i18n.get_locale()));
    let severity = Signal::derive(move || {
        let severity = sketch.read(|draft| draft.severity);
        let name = words::severity(i18n.get_locale(), severity).to_owned();
        (name, t_string!(i18n, snap.severity).to_owned())
    });
    view! {
        <Line icon="pin" words=place choosing what=Choosing::Place />
        <Line icon="people" words=to choosing what=Choosing::Category />
        <Line icon="warn" words=severity choosing what=Choosing::Severity />
    }
}

#[component]
fn Line(
    icon: &'static str,
    words: Signal<(String, String)>,
    choosing: RwSignal<Option<Choosing>>,
    what: Choosing,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button
            type="button"
            class="snap-line"
            data-id=what.name()
            on:click=move |_| choosing.set(Some(what))
        >
            <Icon name=icon />
            <span>
                <b>{move || words.get().0}</b>
                <small>{move || words.get().1}</small>
            </span>
            <i>{t!(i18n, snap.change)} <Icon name="right" size=IconSize::Small /></i>
        </button>
    }
}

#[component]
fn FileDock(sketch: Sketch, choosing: RwSignal<Option<Choosing>>) -> impl IntoView {
    let i18n = use_i18n();
    let busy = RwSignal::new(false);
    let go = use_navigate();
    let toasts = use_toasts();
    let file = Callback::new(move |()| {
        let Some(issue) = issue(sketch, i18n.get_locale_untracked()) else {
            sketch.missing.set(Some(t_string!(i18n, snap.need_category).to_owned()));
            choosing.set(Some(Choosing::Category));
            return;
        };
        busy.set(true);
        let go = go.clone();
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            let filed = sketch.app.actions.file_issue(issue, Some(DRAFT)).await;
            let _ = busy.try_set(false);
            match filed {
                Ok(id) => {
                    sketch.app.actions.feel(Touch::Ok);
                    let look = go.clone();
                    let open =
                        Callback::new(move |()| look(&format!("/issue/{id}"), Default::default()));
                    toasts.show(Toast {
                        words: td_string!(locale, snap.filed).to_owned(),
                        save: Some(Save::Local),
                        alert: false,
                        action: Some((td_string!(locale, snap.look).to_owned(), open)),
                    });
                    go("/issues?pile=filed", Default::default());
                }
                Err(error) => sketch.missing.set(Some(troubles::perform(locale, &error))),
            }
        });
    });
    let note = move || match (sketch.missing.get(), sketch.read(|draft| draft.photos.is_empty())) {
        (Some(missing), _) => view! { <span class="t-cin">{missing}</span> }.into_any(),
        (None, false) => t_string!(i18n, snap.kept_photo).into_any(),
        (None, true) => t_string!(i18n, snap.kept).into_any(),
    };
    view! {
        <Dock stack=true>
            <Button tone=Tone::Cinnabar on_press=file busy test_id="file">
                {t!(i18n, snap.submit)}
            </Button>
            <p class="dock-note" role="status">
                <SaveMark save=Save::Local />
                {note}
            </p>
        </Dock>
    }
}

/// The issue as it stands; `None` while the category is missing.
fn issue(sketch: Sketch, locale: Locale) -> Option<NewIssue> {
    let draft = sketch.draft.get_untracked();
    let category = draft.category.clone()?;
    Some(NewIssue {
        place: draft.place,
        spot: String::new(),
        title: sketch.title(locale),
        category,
        severity: draft.severity,
        photos: draft.photos,
        found_in: None,
        department: None,
        sound: None,
    })
}
