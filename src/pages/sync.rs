//! 传输状态: what waits, what needs a person, what the server has, in words. Knows no network.

mod ends;
mod export;
mod import;
mod left;
pub mod parked;
mod received;
mod waits;

use crate::components::{Button, ButtonLink, Dock, Failed, Loading, PageHead, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::round::top::round_title;
use crate::state::{App, Loaded, Pill, Trouble, Waiting, use_app};
use ends::Ends;
use leptos::prelude::*;
use leptos::task::spawn_local;
use parked::NeedsYou;
use patrol_domain::{Key, SiteId};
use received::Received;
use std::sync::Arc;
use waits::Waits;

#[component]
pub fn Sync() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let loaded = app.waiting();
    let waiting = Memo::new(move |_| loaded.with(|loaded| loaded.ready().cloned().map(Arc::new)));
    let title = Signal::derive(move || t_string!(i18n, sync.title).to_owned());
    // Not drawn anew when the list changes: a question or half-written words may be open on it.
    let known = Memo::new(move |_| waiting.with(Option::is_some));
    let broken = Memo::new(move |_| loaded.with(|loaded| matches!(loaded, Loaded::Failed(_))));
    let body = move || match (known.get(), broken.get()) {
        (true, _) => {
            let waiting = Signal::derive(move || waiting.get().unwrap_or_default());
            view! { <Lists waiting /> }.into_any()
        }
        (false, true) => view! { <Broken /> }.into_any(),
        (false, false) => view! { <Loading label=title /> }.into_any(),
    };
    view! {
        <div class="page with-dock field-column">
            <PageHead back="/" title />
            <main class="page-body flush" id="content">
                <SignedOut />
                <Stopped />
                {body}
            </main>
            <Bottom />
        </div>
    }
}

#[component]
fn Lists(waiting: Signal<Arc<Waiting>>) -> impl IntoView {
    view! {
        <Headline waiting />
        <Ends waiting />
        <NeedsYou waiting />
        <left::Left waiting />
        <Waits waiting />
        <Received waiting />
        <ends::Storage />
        <import::Import />
    }
}

/// Records with something unsent, the refused ones included.
pub fn unsent(waiting: &Waiting) -> usize {
    waiting.groups.len() + waiting.parked.len()
}

#[component]
fn Headline(waiting: Signal<Arc<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let sync = use_app().sync;
    // The list and the pill are read one after the other: 已全部上传 needs the word of both.
    let count = Memo::new(move |_| {
        let listed = waiting.with(|waiting| unsent(waiting));
        match sync.with(|sync| sync.pill) {
            Pill::Offline { waiting }
            | Pill::Waiting { waiting }
            | Pill::Stopped { waiting }
            | Pill::TooOld { waiting } => listed.max(waiting as usize),
            _ => listed,
        }
    });
    let head = move || {
        let (pill, out) = sync.with(|sync| (sync.pill, sync.signed_out));
        match (pill, count.get()) {
            (_, count) if out => t_string!(i18n, sync.head_signed_out, count = count),
            (Pill::Blocked { blocked }, _) => t_string!(i18n, sync.head_blocked, count = blocked),
            (Pill::Stopped { .. } | Pill::TooOld { .. }, count) => {
                t_string!(i18n, sync.head_stopped, count = count)
            }
            (Pill::Sending { done, of }, _) => {
                t_string!(i18n, sync.head_sending, done = done, of = of)
            }
            (Pill::Offline { .. }, 0) => t_string!(i18n, sync.head_offline_none).to_owned(),
            (Pill::Offline { .. }, count) => t_string!(i18n, sync.head_offline, count = count),
            (_, 0) => t_string!(i18n, sync.head_all).to_owned(),
            (_, count) => t_string!(i18n, sync.head_waiting, count = count),
        }
    };
    let lead = move || match (sync.with(|sync| sync.pill), count.get()) {
        (Pill::Blocked { .. }, _) => t_string!(i18n, sync.lead_blocked),
        (_, 0) => t_string!(i18n, sync.lead_all),
        _ => t_string!(i18n, sync.lead_waiting),
    };
    let skew = move || {
        let off = sync.with(|sync| sync.clock_off_min).filter(|off| off.abs() > 2);
        off.map(|off| view! { <p>{t_string!(i18n, sync.clock_skew, minutes = off.abs())}</p> })
    };
    view! {
        <section class="sync-lead" role="status" data-id="headline">
            <h2>{head}</h2>
            <p>{lead}</p>
            {skew}
        </section>
    }
}

/// 登录过期，记录照常，传输要重新登录.
#[component]
fn SignedOut() -> impl IntoView {
    let i18n = use_i18n();
    let sync = use_app().sync;
    let out = Memo::new(move |_| sync.with(|sync| sync.signed_out));
    let banner = move || {
        view! {
            <div class="banner">
                <span>{t!(i18n, sync.signed_out)}</span>
                <ButtonLink href="/sign-in?back=/sync" test_id="sign-in-again">
                    {t!(i18n, sync.sign_in)}
                </ButtonLink>
            </div>
        }
    };
    move || out.get().then(banner)
}

/// Why sending stands still, and what to do now.
#[component]
fn Stopped() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let trouble = Memo::new(move |_| app.sync.with(|sync| sync.trouble.clone()));
    let update = move |()| {
        spawn_local(async move {
            if app.actions.update_app().await {
                return;
            }
            if app.sync.with_untracked(|sync| sync.update_waiting) {
                toasts.say(td_string!(i18n.get_locale_untracked(), me.update_later));
            } else {
                let _ = window().location().reload();
            }
        });
    };
    let banner = move |trouble: Trouble| {
        let button = (trouble == Trouble::TooOld).then(|| {
            view! {
                <Button on_press=update test_id="update">
                    {t!(i18n, sync.update)}
                </Button>
            }
        });
        view! {
            <div class="banner" role="status" data-id="stopped">
                <span>{move || words_of(i18n.get_locale(), &trouble)}</span>
                {button}
            </div>
        }
    };
    move || trouble.get().map(banner)
}

fn words_of(locale: Locale, trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Store(why) => refusals::store(locale, why),
        Trouble::TooOld => td_string!(locale, sync.trouble_too_old),
        Trouble::NoAccess => td_string!(locale, sync.trouble_no_access),
        Trouble::Refused => td_string!(locale, sync.trouble_refused),
    }
}

#[component]
fn Broken() -> impl IntoView {
    let i18n = use_i18n();
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let again = move |()| {
        let _ = window().location().reload();
    };
    view! {
        <Failed
            title=words(|locale| td_string!(locale, sync.failed))
            hint=words(|locale| td_string!(locale, sync.failed_hint))
            action=words(|locale| td_string!(locale, nav.retry))
            on_action=again
        />
    }
}

/// 导出备份 and 现在试一次.
#[component]
fn Bottom() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let trying = Memo::new(move |_| app.sync.with(|s| matches!(s.pill, Pill::Sending { .. })));
    let export = move |()| export::export(app, i18n, toasts);
    let words = move || {
        if trying.get() { t_string!(i18n, sync.trying) } else { t_string!(i18n, sync.try_now) }
    };
    view! {
        <Dock>
            <Button icon="export" on_press=export test_id="export">
                {t!(i18n, sync.export)}
            </Button>
            <Button
                tone=Tone::Primary
                icon="upload"
                on_press=move |()| app.actions.sync_now()
                test_id="try-now"
            >
                {words}
            </Button>
        </Dock>
    }
}

/// The record's name; at another site than the one in front, with the site's.
pub fn place_name(
    app: App,
    locale: Locale,
    site: SiteId,
    key: Option<&Key>,
    waiting: Signal<Arc<Waiting>>,
) -> Signal<String> {
    if app.site.with_untracked(|here| here.as_ref().is_some_and(|here| here.id == site)) {
        return record_name(app, locale, key);
    }
    let name = waiting.with_untracked(|waiting| waiting.sites.get(&site).cloned());
    let other = td_string!(locale, sync.name_other).to_owned();
    Signal::stored(match name {
        Some(site) => td_string!(locale, sync.name_elsewhere, site = site, name = other),
        None => other,
    })
}

/// What a record is called on this page, and what stands under its name.
pub fn record_name(app: App, locale: Locale, key: Option<&Key>) -> Signal<String> {
    let other = td_string!(locale, sync.name_other).to_owned();
    match key {
        Some(Key::Round { id }) => {
            let round = app.round(*id);
            Signal::derive(move || {
                let name = round.with(|round| {
                    let round = round.ready()?;
                    app.reference.with(|all| {
                        let list = all.checklist(&round.checklist, round.version)?;
                        Some(round_title(locale, all.places.get(&round.place), Some(&list)))
                    })
                });
                name.unwrap_or_else(|| other.clone())
            })
        }
        Some(Key::Case { id }) => {
            let case = app.case(*id);
            Signal::derive(move || {
                let title = case.with(|case| case.ready().map(|case| case.title.clone()));
                title.map_or(other.clone(), |name| td_string!(locale, sync.name_issue, name = name))
            })
        }
        _ => Signal::stored(other),
    }
}

/// `2.6 MB`, `412 KB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0 => String::new(),
        1..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_written_for_people() {
        assert_eq!(size(0), "");
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(412_300), "413 KB");
        assert_eq!(size(2_640_000), "2.6 MB");
    }
}
