//! A password of one's own in place of a one-time one, and the form for it anywhere else.

use crate::components::{Button, FieldError, TextLine, Tone};
use crate::i18n::*;
use crate::state::{TransportError, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::office::{PasswordAnswer, PasswordFault};

/// Why a new password was not kept, and what to do.
fn fault_words(locale: Locale, why: PasswordFault) -> &'static str {
    match why {
        PasswordFault::WrongOld => td_string!(locale, people.pw_wrong_old),
        PasswordFault::TooShort => td_string!(locale, people.pw_short),
        PasswordFault::TooLong => td_string!(locale, people.pw_long),
        PasswordFault::Same => td_string!(locale, people.pw_same),
    }
}

/// The new password twice; `old` is asked for where it is not known. `on_kept` gets the new one.
#[component]
pub fn NewPassword(
    old: RwSignal<String>,
    #[prop(optional)] ask_old: bool,
    #[prop(into)] on_kept: Callback<String>,
) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let (new, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let keep = move |()| {
        let locale = i18n.get_locale_untracked();
        if new.get_untracked() != again.get_untracked() {
            trouble.set(Some(td_string!(locale, people.pw_differ).to_owned()));
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let (before, wanted) = (old.get_untracked(), new.get_untracked());
            let answer = app.actions.change_password(&before, &wanted).await;
            busy.try_set(false);
            let why = match answer {
                Ok(PasswordAnswer::Kept) => return on_kept.run(wanted),
                Ok(PasswordAnswer::Refused { why }) => fault_words(locale, why),
                Err(TransportError::TooManyTries) => td_string!(locale, signin.too_many),
                Err(_) => td_string!(locale, people.no_network),
            };
            trouble.try_set(Some(why.to_owned()));
        });
    };
    let line = move |label: fn(Locale) -> &'static str, value: RwSignal<String>, id, fill| {
        let label = Signal::derive(move || label(i18n.get_locale()).to_owned());
        view! {
            <TextLine
                label
                value
                on_input=move |text| value.set(text)
                kind="password"
                autocomplete=fill
                autocapitalize="none"
                test_id=id
            />
        }
    };
    view! {
        {ask_old.then(|| line(|l| td_string!(l, people.pw_old), old, "pw-old", "current-password"))}
        {line(|l| td_string!(l, people.pw_new), new, "pw-new", "new-password")}
        {line(|l| td_string!(l, people.pw_again), again, "pw-again", "new-password")}
        <FieldError error=trouble />
        <Button tone=Tone::Primary on_press=keep busy test_id="pw-keep">
            {t!(i18n, people.pw_keep)}
        </Button>
    }
}
