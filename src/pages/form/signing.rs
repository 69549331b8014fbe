//! A drawn signature in a form, with the printed name.

use super::Form;
use crate::components::{Button, FieldError, SignaturePad, TextLine, Tone};
use crate::i18n::*;
use leptos::prelude::*;

#[component]
pub fn Sign(
    form: Form,
    /// `sign` for a signer, `field` for a field that is a signature.
    at: &'static str,
    key: String,
    /// Who signs.
    words: String,
) -> impl IntoView {
    let i18n = form.i18n;
    let error = form.wrong(at, &key);
    let key = StoredValue::new(key);
    let who = StoredValue::new(words);
    let drawn = Memo::new(move |_| {
        let signed = |key: &String| form.sketch.words.with(|typed| typed.signed.get(key).cloned());
        key.with_value(signed).unwrap_or_default()
    });
    let label =
        Signal::derive(move || td_string!(i18n.get_locale(), case.sign_of, who = who.get_value()));
    let name_label = Signal::derive(move || {
        format!("{} · {}", t_string!(i18n, round.sign_name), who.get_value())
    });
    let change = move |with: &dyn Fn(&mut (String, crate::components::Strokes))| {
        form.change(|typed| with(typed.signed.entry(key.get_value()).or_default()));
    };
    view! {
        <div class="field sign-part">
            <TextLine
                label=name_label
                value=Signal::derive(move || drawn.with(|drawn| drawn.0.clone()))
                on_input=move |name: String| change(&|signed| signed.0.clone_from(&name))
                test_id="sign-name"
            />
            <div class="sign-head">
                <h3>{label}</h3>
                <Button
                    tone=Tone::Text
                    icon="undo"
                    on_press=move |()| change(&|signed| signed.1.clear())
                >
                    {t!(i18n, round.sign_again)}
                </Button>
            </div>
            <div class="sign-box">
                <SignaturePad
                    label
                    strokes=Signal::derive(move || drawn.with(|drawn| drawn.1.clone()))
                    on_strokes=move |strokes: crate::components::Strokes| {
                        change(&|signed| signed.1.clone_from(&strokes));
                    }
                />
            </div>
            <FieldError error />
        </div>
    }
}
