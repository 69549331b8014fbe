//! The two small sheets: why an item is not applicable, and a note.

use crate::components::{Button, Chips, Choice, FieldError, Save, SaveMark, Sheet, TextArea, Tone};
use crate::i18n::*;
use crate::pages::round::sign::signer;
use crate::pages::round::walk::{After, Open, Walk};
use leptos::prelude::*;
use patrol_domain::round::AnswerValue;

/// 不适用 at a grave item: one reason, a chip or a few words.
#[component]
pub fn ReasonSheet(walk: Walk) -> impl IntoView {
    let place = Memo::new(move |_| match walk.open.get() {
        Some(Open::Reason(place)) => Some(place),
        _ => None,
    });
    let reason = RwSignal::new(String::new());
    let open = Signal::derive(move || place.get().is_some());
    let unsigned = Memo::new(move |_| {
        place.get().and_then(|place| walk.item(place)).is_some_and(|item| signer(&item).is_some())
    });
    let label = Signal::derive(move || {
        if unsigned.get() {
            t_string!(walk.i18n, round.unsigned_title)
        } else {
            t_string!(walk.i18n, round.na_title)
        }
        .to_owned()
    });
    let hint = move || {
        if unsigned.get() {
            t_string!(walk.i18n, round.unsigned_hint)
        } else {
            t_string!(walk.i18n, round.na_hint)
        }
    };
    let act = move || {
        if unsigned.get() {
            t_string!(walk.i18n, round.unsigned_done)
        } else {
            t_string!(walk.i18n, round.na_done)
        }
    };
    let done = move |()| {
        let Some(place) = place.get_untracked() else { return };
        let words = reason.get_untracked();
        if words.trim().is_empty() {
            walk.trouble.set(Some(t_string!(walk.i18n, round.na_missing).to_owned()));
            return;
        }
        walk.open.set(None);
        reason.set(String::new());
        let value = AnswerValue::NotApplicable { reason: words };
        walk.record(place, walk.given(place, value), After::Advance);
    };
    let dock = move || {
        view! {
            <FieldError error=walk.trouble />
            <Button tone=Tone::Primary on_press=done test_id="na-done">
                {act}
            </Button>
        }
    };
    view! {
        <Sheet open label on_close=move |()| walk.close_sheet() dock>
            <div class="sheet-head">
                <div>
                    <span class="sheet-kind">{label}</span>
                    <h2>{move || place.get().map(|place| walk.title(place))}</h2>
                </div>
            </div>
            <div class="sheet-body">
                <p class="sub">{hint}</p>
                <ReasonFields walk reason unsigned />
            </div>
        </Sheet>
    }
}

#[component]
fn ReasonFields(walk: Walk, reason: RwSignal<String>, unsigned: Memo<bool>) -> impl IntoView {
    let i18n = walk.i18n;
    let choices = Signal::derive(move || {
        if unsigned.get() {
            [
                t_string!(i18n, round.unsigned_away),
                t_string!(i18n, round.unsigned_refused),
                t_string!(i18n, round.unsigned_unable),
                t_string!(i18n, round.unsigned_later),
            ]
        } else {
            [
                t_string!(i18n, round.na_none),
                t_string!(i18n, round.na_stopped),
                t_string!(i18n, round.na_locked),
                t_string!(i18n, round.na_season),
            ]
        }
        .map(|words| Choice::new(words, words))
        .to_vec()
    });
    let label = Signal::derive(move || t_string!(i18n, round.na_reason).to_owned());
    let picked = Signal::derive(move || Some(reason.get()));
    let pick = move |key: Option<String>| {
        walk.trouble.set(None);
        reason.set(key.unwrap_or_default());
    };
    view! {
        <Chips label choices picked on_pick=pick />
        <TextArea
            label
            value=reason
            test_id="na-reason"
            on_input=move |typed| {
                walk.trouble.set(None);
                reason.set(typed);
            }
        />
    }
}

/// A note to the item in hand; an answer already given takes it up.
#[component]
pub fn NoteSheet(walk: Walk) -> impl IntoView {
    let place = Memo::new(move |_| match walk.open.get() {
        Some(Open::Note(place)) => Some(place),
        _ => None,
    });
    let open = Signal::derive(move || place.get().is_some());
    let label = Signal::derive(move || t_string!(walk.i18n, round.note).to_owned());
    let value = Signal::derive(move || {
        let typed = walk.draft.with(|draft| draft.note.clone());
        let given = || place.get().and_then(|place| walk.answer(place)).map(|answer| answer.note);
        if typed.is_empty() { given().unwrap_or_default() } else { typed }
    });
    let hint = Signal::derive(move || t_string!(walk.i18n, round.note_hint).to_owned());
    let done = move |()| {
        let Some(place) = place.get_untracked() else { return };
        walk.open.set(None);
        if let Some(answer) = untrack(|| walk.answer(place)) {
            walk.record(place, walk.given(place, answer.value), After::Stay);
        }
    };
    let dock = move || {
        view! {
            <FieldError error=walk.trouble />
            <Button tone=Tone::Primary on_press=done test_id="note-done">
                {t!(walk.i18n, round.note_done)}
            </Button>
            <p class="dock-note">
                <SaveMark save=Save::Local />
                {t!(walk.i18n, round.saved_typing)}
            </p>
        }
    };
    view! {
        <Sheet open label on_close=move |()| walk.open.set(None) dock>
            <div class="sheet-head">
                <div>
                    <span class="sheet-kind">{t!(walk.i18n, round.note)}</span>
                    <h2>{move || place.get().map(|place| walk.title(place))}</h2>
                </div>
            </div>
            <div class="sheet-body">
                <TextArea
                    label
                    value
                    placeholder=hint
                    quiet=true
                    test_id="note-text"
                    on_input=move |typed| walk.sketch(|draft| draft.note = typed)
                />
            </div>
        </Sheet>
    }
}
