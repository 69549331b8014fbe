//! The switches of 我的: each acts at once and is kept on this phone.

use crate::components::{Button, Choice, Icon, Segmented, Switch, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::state::{Hand, TextSize, Theme, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::Lang;

/// A choice bar over one setting: every value with its key and words.
#[component]
fn Pick<T: Copy + PartialEq + Send + Sync + 'static>(
    #[prop(into)] name: Signal<String>,
    options: Signal<Vec<(T, &'static str)>>,
    #[prop(into)] value: Signal<T>,
    #[prop(into)] on_pick: Callback<T>,
) -> impl IntoView {
    let choices = Signal::derive(move || {
        let options = options.get();
        options.iter().enumerate().map(|(i, (_, w))| Choice::new(i.to_string(), *w)).collect()
    });
    let picked = Signal::derive(move || {
        let value = value.get();
        let place = options.with(|options| options.iter().position(|(v, _)| *v == value));
        place.unwrap_or_default().to_string()
    });
    let pick = move |key: String| {
        let option = options.with_untracked(|options| {
            key.parse::<usize>().ok().and_then(|place| options.get(place).map(|(v, _)| *v))
        });
        if let Some(option) = option {
            on_pick.run(option);
        }
    };
    view! {
        <div class="set">
            <span class="set-name">{name}</span>
            <Segmented label=name choices picked on_pick=pick />
        </div>
    }
}

#[component]
pub fn Look() -> impl IntoView {
    let i18n = use_i18n();
    let settings = use_app().settings;
    let themes = Signal::derive(move || {
        vec![
            (Theme::Auto, t_string!(i18n, me.theme_auto)),
            (Theme::Light, t_string!(i18n, me.theme_light)),
            (Theme::Dark, t_string!(i18n, me.theme_dark)),
            (Theme::Sunlight, t_string!(i18n, me.theme_sunlight)),
        ]
    });
    let sizes = Signal::derive(move || {
        vec![
            (TextSize::Normal, t_string!(i18n, me.text_standard)),
            (TextSize::Large, t_string!(i18n, me.text_large)),
            (TextSize::Largest, t_string!(i18n, me.text_larger)),
        ]
    });
    let hands = Signal::derive(move || {
        vec![
            (Hand::Left, t_string!(i18n, me.hand_left)),
            (Hand::Right, t_string!(i18n, me.hand_right)),
        ]
    });
    let langs =
        Signal::stored(vec![(Lang::ZhHans, "简"), (Lang::ZhHant, "繁"), (Lang::En, "English")]);
    let name = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    view! {
        <div class="sets">
            <Pick
                name=name(|locale| td_string!(locale, me.theme))
                options=themes
                value=Signal::derive(move || settings.with(|s| s.theme))
                on_pick=move |theme| settings.update(|s| s.theme = theme)
            />
            <Pick
                name=name(|locale| td_string!(locale, me.text))
                options=sizes
                value=Signal::derive(move || settings.with(|s| s.text_size))
                on_pick=move |size| settings.update(|s| s.text_size = size)
            />
            <div class="set">
                <Switch
                    label=name(|locale| td_string!(locale, me.glove))
                    hint=name(|locale| td_string!(locale, me.glove_hint))
                    on=Signal::derive(move || settings.with(|s| s.glove))
                    on_change=move |glove| settings.update(|s| s.glove = glove)
                    test_id="glove"
                />
            </div>
            <Pick
                name=name(|locale| td_string!(locale, me.hand))
                options=hands
                value=Signal::derive(move || settings.with(|s| s.hand))
                on_pick=move |hand| settings.update(|s| s.hand = hand)
            />
            <Pick
                name=name(|locale| td_string!(locale, me.language))
                options=langs
                value=Signal::derive(move || lang_of(i18n.get_locale()))
                on_pick=move |lang| settings.update(|s| s.lang = Some(lang))
            />
        </div>
    }
}

/// Storage, protection from clearing, version and update.
#[component]
pub fn Phone() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let readiness = app.readiness();
    let room = move || {
        let photos = readiness.with(|readiness| readiness.free_photos);
        t_string!(i18n, me.storage_room, count = photos)
    };
    let kept = Memo::new(move |_| readiness.with(|readiness| readiness.persisted));
    let persist = move || {
        if kept.get() { t_string!(i18n, me.persist_yes) } else { t_string!(i18n, me.persist_no) }
    };
    view! {
        <div class="sets">
            <a class="set" href="/ready">
                <Icon name="photo" />
                <span class="set-name">{t!(i18n, me.storage)}</span>
                <span class="set-end">{room}</span>
            </a>
            <div class="set">
                <Icon name="shield" />
                <span class="set-name">
                    {t!(i18n, me.persist)}
                    {move || {
                        (!kept.get())
                            .then(|| view! { <small>{t!(i18n, me.persist_no_hint)}</small> })
                    }}
                </span>
                <span class="set-end" class:is-ready=move || kept.get()>
                    {persist}
                </span>
            </div>
            <Version />
        </div>
    }
}

#[component]
fn Version() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let waiting = Memo::new(move |_| app.sync.with(|sync| sync.update_waiting));
    let update = move |()| {
        spawn_local(async move {
            if !app.actions.update_app().await {
                toasts.say(td_string!(i18n.get_locale_untracked(), me.update_later));
            }
        });
    };
    let hint = move || waiting.get().then(|| view! { <small>{t!(i18n, me.update_hint)}</small> });
    let end = move || {
        if waiting.get() {
            view! {
                <Button tone=Tone::Primary on_press=update test_id="update">
                    {t!(i18n, me.update_now)}
                </Button>
            }
            .into_any()
        } else {
            view! { <span class="set-end">{env!("CARGO_PKG_VERSION")}</span> }.into_any()
        }
    };
    view! {
        <div class="set">
            <Icon name="info" />
            <span class="set-name">{t!(i18n, me.version)} {hint}</span>
            {end}
        </div>
    }
}
