//! The person, what waits, and how the app looks. Knows no storage.

mod leave;
mod reminders;
mod sessions;
mod settings;

use crate::components::{
    ButtonLink, Icon, IconSize, Stamp, StampSize, StampState, Tab, TabBar, Tone,
};
use crate::i18n::*;
use crate::pages::frame::{tab_badge, today_badge};
use crate::pages::office::sees_board;
use crate::state::{App, Pill, use_app};
use leave::Leave;
use leptos::prelude::*;
use patrol_domain::intake::answers_calls;
use patrol_domain::office::sees_people;
use patrol_domain::people::Member;
use reminders::Reminders;
use sessions::Account;
use settings::{Look, Phone};

#[component]
pub fn Me() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let leaving = RwSignal::new(false);
    view! {
        <div class="page with-tabs field-column">
            <main class="page-body flush" id="content">
                <Who leaving />
                <SignedOut />
                <h2 class="set-head">{t!(i18n, me.today)}</h2>
                <Today />
                <Account />
                <h2 class="set-head">{t!(i18n, me.look)}</h2>
                <Look />
                <h2 class="set-head">{t!(i18n, me.phone)}</h2>
                <Phone />
            </main>
            <TabBar current=Tab::Me badge=tab_badge(app) today=today_badge(app) />
        </div>
        <Leave open=leaving />
    }
}

/// The department and the first role at the site, as people say them.
pub fn post(locale: Locale, me: &Member, site: Option<patrol_domain::SiteId>) -> String {
    let grant = me.grants.iter().find(|grant| site.is_none_or(|site| grant.site == site));
    grant.map_or_else(String::new, |grant| {
        format!(
            "{} · {}",
            words::department(locale, grant.department),
            words::role(locale, grant.role)
        )
    })
}

/// The two small characters of a personal seal: the department's first two, its initial in Latin.
pub fn seal_word(locale: Locale, me: &Member) -> String {
    let department = me.grants.first().map(|grant| words::department(locale, grant.department));
    department.unwrap_or_default().chars().take(2).collect::<String>().to_uppercase()
}

#[component]
fn Who(leaving: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let me = app.me();
    let who = move || {
        let me = me.get()?;
        let locale = i18n.get_locale();
        let site = app.site.get();
        let label = t_string!(i18n, me.seal_label, name = me.name.clone());
        Some(view! {
            <Stamp
                name=me.name.clone()
                small=seal_word(locale, &me)
                state=StampState::Verified
                size=StampSize::Person
                label
            />
            <div>
                <h1 tabindex="-1">{me.name.clone()}</h1>
                <p>{site.as_ref().map(|site| site.name.clone())}</p>
                <p>{post(locale, &me, site.map(|site| site.id))}</p>
            </div>
        })
    };
    view! {
        <header class="who">
            {who}
            <button
                type="button"
                class=Tone::Secondary.class()
                data-id="leave"
                on:click=move |_| leaving.set(true)
            >
                <Icon name="key" />
                <span>{t!(i18n, me.change_person)}</span>
            </button>
        </header>
    }
}

/// What stands between this person and the server, with the way out.
#[component]
pub fn SignedOut() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let sync = app.sync;
    let out = Memo::new(move |_| sync.with(|sync| sync.signed_out));
    let banner = move || {
        view! {
            <div class="banner" role="status">
                <span>{t!(i18n, me.signed_out)}</span>
                <ButtonLink href="/sign-in?back=/me">{t!(i18n, me.sign_in)}</ButtonLink>
            </div>
        }
    };
    let suspended = Memo::new(move |_| is_suspended(app));
    let shut = move || {
        view! {
            <div class="banner" role="status" data-id="suspended">
                {t!(i18n, people.you_suspended)}
            </div>
        }
    };
    move || match suspended.get() {
        true => shut().into_any(),
        false => out.get().then(banner).into_any(),
    }
}

/// As the server last said; it then shows no more than that.
fn is_suspended(app: App) -> bool {
    app.session.with(|session| session.as_ref().is_some_and(|session| session.member.suspended))
}

#[component]
fn Today() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let readiness = app.readiness();
    let sync = move || match app.sync.with(|sync| sync.pill) {
        Pill::AllSent | Pill::SavedHere => t_string!(i18n, me.sync_all).to_owned(),
        Pill::Offline { waiting: 0 } | Pill::Waiting { waiting: 0 } => {
            t_string!(i18n, me.sync_all).to_owned()
        }
        Pill::Sending { .. } => t_string!(i18n, me.sync_sending).to_owned(),
        Pill::Offline { waiting }
        | Pill::Waiting { waiting }
        | Pill::Stopped { waiting }
        | Pill::TooOld { waiting } => {
            t_string!(i18n, me.sync_waiting, count = waiting)
        }
        Pill::Blocked { blocked } => t_string!(i18n, me.sync_blocked, count = blocked),
    };
    let ready = move || readiness.with(crate::state::Readiness::ready);
    let ready_words = move || {
        let missing = readiness.with(|readiness| readiness.missing.len());
        if !readiness.with(|readiness| readiness.known) {
            String::new()
        } else if missing == 0 {
            t_string!(i18n, me.ready_yes).to_owned()
        } else {
            t_string!(i18n, me.ready_no, count = missing)
        }
    };
    let head = move || {
        let site = app.site.get().map(|site| site.id);
        app.me().get().zip(site).is_some_and(|(me, site)| sees_board(&me, site))
    };
    let people = move || {
        let site = app.site.get().map(|site| site.id);
        app.me().get().zip(site).is_some_and(|(me, site)| sees_people(&me, site))
    };
    let calls = move || {
        let site = app.site.get().map(|site| site.id);
        app.me().get().zip(site).is_some_and(|(me, site)| answers_calls(&me, site))
    };
    let sheet = move || {
        let site = app.site.get().map(|site| site.id.to_string()).unwrap_or_default();
        format!("/api/checkpoint-sheet?site={site}&lang={}", i18n.get_locale().as_str())
    };
    let right = || view! { <Icon name="right" size=IconSize::Small /> };
    view! {
        <div class="sets">
            <a class="set" href="/sync" data-id="to-sync">
                <Icon name="upload" />
                <span class="set-name">{t!(i18n, me.sync)}</span>
                <span class="set-end is-waiting">{sync} {right()}</span>
            </a>
            <Reminders />
            <a class="set" href="/ready" data-id="to-ready">
                <Icon name="torch" />
                <span class="set-name">{t!(i18n, me.ready)}</span>
                <span class="set-end" class:is-ready=ready>
                    {move || ready().then(|| view! { <Icon name="check" size=IconSize::Small /> })}
                    {ready_words}
                    {right()}
                </span>
            </a>
            {move || {
                calls()
                    .then(|| {
                        view! {
                            <a class="set" href="/office/intake" data-id="to-intake">
                                <Icon name="call" />
                                <span class="set-name">{t!(i18n, intake.title)}</span>
                                <span class="set-end">{right()}</span>
                            </a>
                        }
                    })
            }}
            {move || {
                people()
                    .then(|| {
                        view! {
                            <a class="set" href="/office/people" data-id="to-people">
                                <Icon name="me" />
                                <span class="set-name">{t!(i18n, people.title)}</span>
                                <span class="set-end">{right()}</span>
                            </a>
                        }
                    })
            }}
            {move || {
                head()
                    .then(|| {
                        view! {
                            <a class="set" href="/office">
                                <Icon name="board" />
                                <span class="set-name">{t!(i18n, me.board)}</span>
                                <span class="set-end">{right()}</span>
                            </a>
                            // Made by the server, for the printer: not a page of the app.
                            <a class="set" href=sheet target="_blank" data-id="points-sheet">
                                <Icon name="printer" />
                                <span class="set-name">{t!(i18n, me.points_sheet)}</span>
                                <span class="set-end">{right()}</span>
                            </a>
                        }
                    })
            }}
        </div>
    }
}
