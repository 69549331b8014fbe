//! 提醒: what is told outside the app, where, and when not. Kept on the server: needs the network.

mod quiet;

use crate::components::{
    Button, FieldError, Icon, IconSize, Loading, Sheet, Switch, TextLine, Tone,
};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::inbox::{topic, waits};
use crate::state::use_app;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::notice::{
    Channels, NoticeAnswer, NoticeFault, NoticePage, NoticeSettings, Topic,
};
use quiet::Quiet;

/// Two rows of 我的: what waits, and the settings in their sheet.
#[component]
pub fn Reminders() -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let open = RwSignal::new(false);
    let all = waits::inbox(app);
    let count = move || {
        let count = all.with(|all| all.ready().map_or(0, Vec::len));
        (count > 0).then_some(count)
    };
    view! {
        <a class="set" href="/inbox" data-id="to-inbox">
            <Icon name="note" />
            <span class="set-name">{t!(i18n, notices.inbox)}</span>
            <span class="set-end is-waiting">
                {count} <Icon name="right" size=IconSize::Small />
            </span>
        </a>
        <button type="button" class="set" data-id="to-reminders" on:click=move |_| open.set(true)>
            <Icon name="clock" />
            <span class="set-name">{t!(i18n, notices.title)}</span>
            <span class="set-end">
                <Icon name="right" size=IconSize::Small />
            </span>
        </button>
        <SettingsSheet open />
    }
}

/// What the sheet holds while it is open.
#[derive(Clone, Copy)]
struct Draft {
    settings: RwSignal<NoticeSettings>,
    channels: RwSignal<Channels>,
    trouble: RwSignal<Option<String>>,
}

#[component]
fn SettingsSheet(open: RwSignal<bool>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let ready = RwSignal::new(false);
    let draft = Draft {
        settings: RwSignal::new(NoticeSettings::default()),
        channels: RwSignal::new(Channels::default()),
        trouble: RwSignal::new(None),
    };
    Effect::new(move |_| {
        if !open.get() {
            return;
        }
        ready.set(false);
        draft.trouble.set(None);
        spawn_local(async move {
            match app.actions.notices().await {
                Ok(NoticePage { settings, channels }) => {
                    draft.settings.try_set(settings);
                    draft.channels.try_set(channels);
                    ready.try_set(true);
                }
                Err(_) => {
                    let words = td_string!(i18n.get_locale_untracked(), notices.no_network);
                    draft.trouble.try_set(Some(words.to_owned()));
                }
            }
        });
    });
    let label = Signal::derive(move || t_string!(i18n, notices.title).to_owned());
    let loading = Signal::derive(move || t_string!(i18n, people.loading).to_owned());
    // What is wrong with the fields does not draw them anew.
    let body = move || match ready.get() {
        true => view! { <Fields draft /> }.into_any(),
        false if draft.trouble.get().is_some() => {
            view! { <FieldError error=draft.trouble /> }.into_any()
        }
        false => view! { <Loading label=loading /> }.into_any(),
    };
    let dock = move || ready.get().then(|| view! { <Keep draft open /> });
    view! {
        <Sheet open label on_close=move |()| open.set(false) dock>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body reminders" data-id="reminders">
                {body}
            </div>
        </Sheet>
    }
}

#[component]
fn Fields(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let Draft { settings, .. } = draft;
    let about = |one: Topic| {
        let label = Signal::derive(move || topic(i18n.get_locale(), one).to_owned());
        let on = Signal::derive(move || settings.with(|all| all.wants(one)));
        let change = move |wanted: bool| {
            settings.update(|all| {
                if wanted {
                    all.topics.insert(one)
                } else {
                    all.topics.remove(&one)
                };
            });
        };
        view! {
            <div class="set">
                <Switch label on on_change=change />
            </div>
        }
    };
    // Refused work is known to the own phone alone.
    let topics = Topic::ALL.into_iter().filter(|topic| *topic != Topic::Refused);
    view! {
        <p class="sub">{t!(i18n, notices.lead)}</p>
        <h3 class="set-head">{t!(i18n, notices.ways)}</h3>
        <Ways draft />
        <h3 class="set-head">{t!(i18n, notices.about)}</h3>
        <div class="sets">{topics.map(about).collect_view()}</div>
        <h3 class="set-head">{t!(i18n, notices.quiet)}</h3>
        <p class="sub">{t!(i18n, notices.quiet_hint)}</p>
        <Quiet settings />
    }
}

#[component]
fn Ways(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let Draft { settings, channels, .. } = draft;
    let name = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let group_hint = Signal::derive(move || {
        let locale = i18n.get_locale();
        let words = if channels.get().group {
            td_string!(locale, notices.by_group_hint)
        } else {
            td_string!(locale, notices.no_group)
        };
        words.to_owned()
    });
    view! {
        <div class="sets">
            <div class="set">
                <Switch
                    label=name(|l| td_string!(l, notices.by_group))
                    hint=group_hint
                    on=Signal::derive(move || settings.with(|all| all.by_group))
                    on_change=move |on| settings.update(|all| all.by_group = on)
                />
            </div>
            <Mail draft />
        </div>
    }
}

#[component]
fn Mail(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let Draft { settings, channels, .. } = draft;
    let name = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let hint = Signal::derive(move || match channels.get().mail {
        true => String::new(),
        false => t_string!(i18n, notices.no_mail).to_owned(),
    });
    let on = Memo::new(move |_| settings.with(|all| all.by_mail));
    let address = move || {
        view! {
            <TextLine
                label=name(|l| td_string!(l, notices.address))
                value=Signal::derive(move || settings.with(|all| all.mail.clone()))
                on_input=move |mail| settings.update(|all| all.mail = mail)
                kind="email"
                autocomplete="email"
                placeholder=Signal::stored("name@example.cn".to_owned())
                test_id="mail-address"
            />
        }
    };
    view! {
        <div class="set">
            <Switch
                label=name(|l| td_string!(l, notices.by_mail))
                hint
                on
                on_change=move |on| settings.update(|all| all.by_mail = on)
                test_id="by-mail"
            />
        </div>
        {move || on.get().then(address)}
    }
}

#[component]
fn Keep(draft: Draft, open: RwSignal<bool>) -> impl IntoView {
    let (app, i18n, toasts) = (use_app(), use_i18n(), use_toasts());
    let busy = RwSignal::new(false);
    let keep = move |()| {
        let locale = i18n.get_locale_untracked();
        let settings = NoticeSettings { lang: lang_of(locale), ..draft.settings.get_untracked() };
        busy.set(true);
        draft.trouble.set(None);
        spawn_local(async move {
            let answer = app.actions.keep_notices(settings).await;
            busy.try_set(false);
            let trouble = match answer {
                Ok(NoticeAnswer::Kept) => {
                    toasts.say(td_string!(locale, notices.kept));
                    open.try_set(false);
                    return;
                }
                Ok(NoticeAnswer::Refused { why }) => fault(locale, why),
                Err(_) => td_string!(locale, notices.no_network),
            };
            draft.trouble.try_set(Some(trouble.to_owned()));
        });
    };
    view! {
        <FieldError error=draft.trouble />
        <Button tone=Tone::Primary wide=true busy on_press=keep test_id="keep-reminders">
            {t!(i18n, notices.keep)}
        </Button>
    }
}

fn fault(locale: Locale, why: NoticeFault) -> &'static str {
    match why {
        NoticeFault::Mail => td_string!(locale, notices.fault_mail),
        NoticeFault::MailDomain => td_string!(locale, notices.fault_mail_domain),
        NoticeFault::Quiet => td_string!(locale, notices.fault_quiet),
    }
}
