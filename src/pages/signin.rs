//! Signing in, the one page that needs the network. Knows no storage: `Actions` keeps the session.

pub mod first;
mod hints;

use crate::components::{Button, Choice, Icon, Segmented, Tone};
use crate::i18n::*;
use crate::pages::office::sees_board;
use crate::state::StoreError;
use crate::state::actions::SignInError;
use crate::state::{App, use_app};
use first::NewPassword;
use hints::Hints;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_query_map};
use patrol_domain::Lang;
use patrol_domain::intake::answers_calls;
use patrol_domain::office::keeps_people;

/// Why the form did not go through.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trouble {
    NoLogin,
    NoPassword,
    Refused(SignInError),
}

/// The form's fields.
#[derive(Clone, Copy)]
struct Form {
    login: RwSignal<String>,
    password: RwSignal<String>,
    shown: RwSignal<bool>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
    /// The password was right and is a one-time one.
    first: RwSignal<bool>,
}

#[component]
pub fn SignIn() -> impl IntoView {
    let app = use_app();
    let form = Form {
        login: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        shown: RwSignal::new(false),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        first: RwSignal::new(false),
    };
    let go = use_navigate();
    let query = use_query_map();
    let submit = Callback::new(move |()| {
        let trouble = missing(form);
        form.trouble.set(trouble.clone());
        if trouble.is_some() || form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        let go = go.clone();
        let back = query.with_untracked(|query| query.get("back"));
        spawn_local(async move {
            let login = form.login.get_untracked();
            let answer = app.actions.sign_in(login.trim(), &form.password.get_untracked()).await;
            // A session opens the app behind this page: the form may be gone.
            let _ = form.busy.try_set(false);
            match answer {
                Ok(()) => go(&landing(app, back), Default::default()),
                Err(SignInError::MustChange) => drop(form.first.try_set(true)),
                Err(error) => drop(form.trouble.try_set(Some(Trouble::Refused(error)))),
            }
        });
    });
    view! {
        <main class="signin" id="content">
            <Slip />
            {move || match form.first.get() {
                true => view! { <First form submit /> }.into_any(),
                false => view! { <Fields form submit /> }.into_any(),
            }}
            <Hints />
            <Language />
        </main>
    }
}

fn missing(form: Form) -> Option<Trouble> {
    if form.login.with_untracked(|login| login.trim().is_empty()) {
        return Some(Trouble::NoLogin);
    }
    form.password.with_untracked(String::is_empty).then_some(Trouble::NoPassword)
}

/// Where a person goes: back to where the sign-in was asked for, else heads on a wide screen to
/// the board and everybody else to today.
fn landing(app: App, back: Option<String>) -> String {
    if let Some(back) = back.filter(|back| back.starts_with('/') && !back.starts_with("//")) {
        return back;
    }
    let wide = window()
        .match_media("(min-width: 1024px)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    let site = app.site.with_untracked(|site| site.as_ref().map(|site| site.id));
    let head = app
        .me()
        .with_untracked(|me| me.as_ref().zip(site).is_some_and(|(me, site)| sees_board(me, site)));
    // Whoever keeps accounts has no work of their own to begin with.
    let keeps = app.me().with_untracked(|me| {
        me.as_ref().zip(site).is_some_and(|(me, site)| keeps_people(me, site))
    });
    let answers = app.me().with_untracked(|me| {
        me.as_ref().zip(site).is_some_and(|(me, site)| answers_calls(me, site))
    });
    match (wide, head, keeps) {
        (true, true, _) => "/office",
        (true, _, true) => "/office/people",
        (true, ..) if answers => "/office/intake",
        _ => "/",
    }
    .to_owned()
}

#[component]
fn Slip() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let lead = move || match app.me().get() {
        Some(me) => t_string!(i18n, signin.again, name = me.name),
        None => t_string!(i18n, signin.lead).to_owned(),
    };
    view! {
        <div class="signin-slip">
            <img src="/marks/app-icon.svg" alt="" />
            <div>
                <h1>{t!(i18n, signin.name)}</h1>
                <p>{lead}</p>
            </div>
        </div>
    }
}

/// After a one-time password: one's own, and on into the app with it.
#[component]
fn First(form: Form, submit: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let kept = move |new: String| {
        form.password.set(new);
        form.first.set(false);
        submit.run(());
    };
    view! {
        <form on:submit=move |event| event.prevent_default() data-id="first-password">
            <h2>{t!(i18n, people.pw_first)}</h2>
            <p class="sub">{t!(i18n, people.pw_first_hint)}</p>
            <NewPassword old=form.password on_kept=kept />
        </form>
    }
}

#[component]
fn Fields(form: Form, submit: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submit.run(());
    };
    let wrong = move |at: Trouble| form.trouble.with(|trouble| *trouble == Some(at.clone()));
    view! {
        <form on:submit=on_submit novalidate>
            <label class="field">
                <span class="field-label">{t!(i18n, signin.login)}</span>
                <input
                    class="input"
                    name="username"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || wrong(Trouble::NoLogin).then_some("true")
                    prop:value=form.login
                    on:input:target=move |event| form.login.set(event.target().value())
                />
            </label>
            <Password form />
            <TroubleLine form />
            <button
                type="submit"
                class=Tone::Primary.class()
                aria-busy=move || form.busy.get().then_some("true")
                data-id="sign-in"
            >
                {move || {
                    if form.busy.get() {
                        t_string!(i18n, signin.busy)
                    } else {
                        t_string!(i18n, signin.submit)
                    }
                }}
            </button>
        </form>
    }
}

#[component]
fn Password(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let kind = move || if form.shown.get() { "text" } else { "password" };
    view! {
        <div class="field">
            <label class="field-label" for="password">
                {t!(i18n, signin.password)}
            </label>
            <div class="password">
                <input
                    id="password"
                    class="input"
                    name="password"
                    type=kind
                    autocomplete="current-password"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || {
                        form.trouble.with(|t| *t == Some(Trouble::NoPassword)).then_some("true")
                    }
                    prop:value=form.password
                    on:input:target=move |event| form.password.set(event.target().value())
                />
                <Button
                    tone=Tone::Text
                    on_press=move |()| form.shown.update(|shown| *shown = !*shown)
                >
                    {move || {
                        if form.shown.get() {
                            t_string!(i18n, signin.hide)
                        } else {
                            t_string!(i18n, signin.show)
                        }
                    }}
                </Button>
            </div>
        </div>
    }
}

#[component]
fn TroubleLine(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || form.trouble.get().map(|trouble| sentence(i18n.get_locale(), &trouble));
    view! {
        <div role="alert">
            {move || {
                words()
                    .map(|words| {
                        view! {
                            <p class="notice is-bad" data-id="trouble">
                                <Icon name="warn" />
                                <span>{words}</span>
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// What went wrong and the way out.
fn sentence(locale: Locale, trouble: &Trouble) -> String {
    match trouble {
        Trouble::NoLogin => td_string!(locale, signin.need_login).to_owned(),
        Trouble::NoPassword => td_string!(locale, signin.need_password).to_owned(),
        Trouble::Refused(error) => refusal(locale, error),
    }
}

fn refusal(locale: Locale, error: &SignInError) -> String {
    match error {
        SignInError::WrongPassword => td_string!(locale, signin.wrong_password).to_owned(),
        SignInError::TooManyTries => td_string!(locale, signin.too_many).to_owned(),
        SignInError::Offline => td_string!(locale, signin.offline).to_owned(),
        SignInError::Busy(seconds) => {
            td_string!(locale, signin.server_busy, minutes = seconds.div_ceil(60).max(1))
        }
        SignInError::MustChange => td_string!(locale, people.pw_first).to_owned(),
        SignInError::TooOld => td_string!(locale, signin.too_old).to_owned(),
        SignInError::Store(StoreError::Full) => td_string!(locale, signin.storage_full).to_owned(),
        SignInError::Store(StoreError::Denied) => td_string!(locale, signin.denied_body).to_owned(),
        SignInError::Store(error) => td_string!(locale, signin.other, why = error.to_string()),
    }
}

#[component]
fn Language() -> impl IntoView {
    let i18n = use_i18n();
    let settings = use_app().settings;
    let choices = Signal::stored(vec![
        Choice::new("zh-Hans", "简体"),
        Choice::new("zh-Hant", "繁體"),
        Choice::new("en", "English"),
    ]);
    let picked = Signal::derive(move || lang_name(lang_of(i18n.get_locale())).to_owned());
    let pick = move |key: String| {
        let lang =
            [Lang::ZhHans, Lang::ZhHant, Lang::En].into_iter().find(|l| lang_name(*l) == key);
        settings.update(|settings| settings.lang = lang.or(settings.lang));
    };
    view! {
        <Segmented
            label=Signal::derive(move || t_string!(i18n, signin.language).to_owned())
            choices
            picked
            on_pick=pick
        />
    }
}

/// The key of a language in the choice bars.
pub fn lang_name(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhHans => "zh-Hans",
        Lang::ZhHant => "zh-Hant",
        Lang::En => "en",
    }
}
