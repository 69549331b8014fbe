//! The form on the page: what is needed, then what may come along.

use super::asks::Asked;
use super::inputs::Value;
use super::pickers::{
    CaseCode, Category, Departments, Handler, LinkPick, PlacePick, PlaceProof, Severities,
};
use super::send::spot;
use super::signing::Sign;
use super::{Form, says};
use crate::components::{FieldError, TextArea};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, Shoot};
use crate::pages::issue::photos::Strip;
use leptos::prelude::*;
use patrol_domain::flow::{FieldType, Requirement};

/// Other words than the usual above the note and the photo.
#[derive(Clone, Copy)]
pub struct Heads {
    pub note: Signal<String>,
    pub photo: Signal<String>,
}

#[component]
pub fn Fields(form: Form, heads: Heads) -> impl IntoView {
    let i18n = form.i18n;
    let asked = Memo::new(move |_| form.asked());
    let part = move |needed: bool| {
        let each = move || {
            let mut part = asked.get();
            part.retain(|one| one.needed == needed && shows(form, &one.what));
            part
        };
        view! {
            <For
                each=each
                key=|one| spot(&one.what)
                children=move |one| view! { <One form heads one /> }
            />
        }
    };
    let none_needed = asked.with_untracked(|asked| !asked.iter().any(|one| one.needed));
    let draft = form.sketch.name.get_value();
    let elsewhere = Signal::derive(move || {
        form.trouble.with(|trouble| {
            let trouble = trouble.as_ref()?;
            let shown = asked.with(|asked| asked.iter().any(|one| spot(&one.what) == trouble.at));
            (!shown && trouble.at != "title/").then(|| trouble.words.clone())
        })
    });
    view! {
        <Interrupted draft on_file=form.sketch.shooter() />
        {part(true)}
        <details class="form-more" open=form.opening || none_needed>
            <summary>{t!(i18n, case.may_add)}</summary>
            <div class="form-part">{part(false)}</div>
        </details>
        <FieldError error=elsewhere />
        <FieldError error=form.sketch.missing />
    }
}

/// Photos are shown once, as the photos of the form.
fn shows(form: Form, what: &Requirement) -> bool {
    match what {
        Requirement::Field(key) => {
            form.flow.with_value(|flow| flow.field(key).is_some_and(|f| f.kind != FieldType::Photo))
        }
        Requirement::Seal => false,
        _ => true,
    }
}

#[component]
fn One(form: Form, heads: Heads, one: Asked) -> impl IntoView {
    let locale = form.i18n.get_locale_untracked();
    match one.what {
        Requirement::Note => view! { <Note form label=heads.note /> }.into_any(),
        Requirement::Photo | Requirement::AfterPhoto => {
            view! { <Photos form label=heads.photo /> }.into_any()
        }
        Requirement::Handler => view! { <Handler form /> }.into_any(),
        Requirement::PlaceProof => view! { <PlaceProof form /> }.into_any(),
        Requirement::Place => view! { <PlacePick form /> }.into_any(),
        Requirement::Department => view! { <Departments form /> }.into_any(),
        Requirement::Severity => view! { <Severities form /> }.into_any(),
        Requirement::Category => view! { <Category form /> }.into_any(),
        Requirement::CaseCode => view! { <CaseCode form /> }.into_any(),
        Requirement::Field(key) | Requirement::Known(key) => {
            match form.flow.with_value(|flow| flow.field(&key).cloned()) {
                Some(field) => view! { <Value form field /> }.into_any(),
                None => ().into_any(),
            }
        }
        Requirement::Signature(signer) => {
            let words = form.flow.with_value(|flow| says::signer(locale, flow, &signer));
            view! { <Sign form at="sign" key=signer words /> }.into_any()
        }
        Requirement::Link(kind) | Requirement::RoundDone(kind) => {
            view! { <LinkPick form kind /> }.into_any()
        }
        Requirement::Seal | Requirement::When { .. } => ().into_any(),
    }
}

#[component]
fn Note(form: Form, label: Signal<String>) -> impl IntoView {
    let i18n = form.i18n;
    let hint = Signal::derive(move || t_string!(i18n, issue.note_hint).to_owned());
    view! {
        <TextArea
            label
            placeholder=hint
            value=Signal::derive(move || form.sketch.words.with(|typed| typed.note.clone()))
            on_input=move |note| form.change(|typed| typed.note = note)
            error=form.wrong("note", "")
            test_id="report-note"
        />
    }
}

#[component]
fn Photos(form: Form, label: Signal<String>) -> impl IntoView {
    let sketch = form.sketch;
    let edit = StoredValue::new_local(sketch.edit());
    let photos = Memo::new(move |_| sketch.words.with(|typed| typed.photos.clone()));
    view! {
        <div class="field">
            <Shoot
                draft=sketch.name.get_value()
                tile=true
                label
                busy=sketch.busy
                on_file=sketch.shooter()
            />
            {move || view! { <Strip app=sketch.app photos=photos.get() edit=edit.get_value() /> }}
            <FieldError error=form.wrong("photo", "") />
        </div>
    }
}
