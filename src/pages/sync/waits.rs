//! 只在本机: each record with what is missing of it, how old and how large it is.

use crate::components::{Button, Save, SaveMark};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::sync::left::is_left;
use crate::pages::sync::{place_name, size};
use crate::pages::troubles;
use crate::state::{Group, Mark, Waiting, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::{At, Key, PhotoId, SiteId};
use std::sync::Arc;

#[component]
pub fn Waits(waiting: Signal<Arc<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    // What a left site takes no more has a list of its own.
    let here = Memo::new(move |_| {
        let mut groups = waiting.with(|waiting| waiting.groups.clone());
        groups.retain(|group| !is_left(app, group.site));
        groups
    });
    let count = Memo::new(move |_| here.with(Vec::len));
    let groups = move || here.get();
    let list = move || {
        view! {
            <div class="part-head">
                <h2>{move || t_string!(i18n, sync.waiting, count = count.get())}</h2>
                <span>{t!(i18n, sync.waiting_order)}</span>
            </div>
            <ul>
                <For
                    each=groups
                    key=|group| (
                        group.site,
                        group.key.as_ref().map(Key::name),
                        group.stuck.len(),
                        group.ops,
                        group.photos_sent,
                        group.photos,
                    )
                    children=move |group| view! { <Line group sites=waiting /> }
                />
            </ul>
        }
    };
    let some = Memo::new(move |_| count.get() > 0);
    move || some.get().then(list)
}

/// 刚才, 4 分钟前, 2 小时前, 3 天前.
pub fn age(locale: Locale, since: At, now: At) -> String {
    match now.minutes_since(since) {
        ..=0 => td_string!(locale, sync.age_now).to_owned(),
        minutes @ 1..60 => td_string!(locale, sync.age_minutes, minutes = minutes),
        minutes @ 60..1440 => td_string!(locale, sync.age_hours, hours = minutes / 60),
        minutes => td_string!(locale, sync.age_days, days = minutes / 1440),
    }
}

const fn save_of(mark: Mark) -> Save {
    match mark {
        Mark::OnPhone => Save::Local,
        Mark::Sending => Save::Sending,
        Mark::OnServer => Save::Done,
        Mark::Blocked => Save::Blocked,
    }
}

/// `文字 3 条 · 照片 1/2`.
pub fn parts(locale: Locale, group: &Group) -> String {
    let words = (group.ops > 0).then(|| td_string!(locale, sync.parts_words, count = group.ops));
    let photos = (group.photos > 0).then(|| {
        td_string!(locale, sync.parts_photos, done = group.photos_sent, of = group.photos)
    });
    [words, photos].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[component]
fn Line(group: Group, sites: Signal<Arc<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let locale = i18n.get_locale_untracked();
    let name = place_name(app, locale, group.site, group.key.as_ref(), sites);
    let here = app.site.with_untracked(|site| site.as_ref().map(|site| site.id));
    let save = save_of(group.mark);
    let state = words_of(i18n.get_locale_untracked(), save);
    let parts = parts(i18n.get_locale_untracked(), &group);
    let since = group.since;
    let age = move || since.map(|since| age(i18n.get_locale(), since, app.now.get()));
    let href = match group.key {
        _ if here != Some(group.site) => "/sync".to_owned(),
        Some(Key::Round { id }) => format!("/round/{id}"),
        Some(Key::Case { id }) => format!("/issue/{id}"),
        _ => "/sync".to_owned(),
    };
    let (site, stuck) = (group.site, group.stuck);
    let stuck = (!stuck.is_empty()).then(|| view! { <Stuck site photos=stuck /> });
    view! {
        <li>
            <a class="item" href=href>
                <SaveMark save />
                <span class="vh">{state}</span>
                <span class="item-text">
                    <b>{name}</b>
                    <span>{parts} {move || age().map(|age| format!(" · {age}"))}</span>
                </span>
                <span class="item-end">{size(group.bytes)}</span>
            </a>
            {stuck}
        </li>
    }
}

/// Photos that the server refused, or whose bytes are damaged: the person may send them again.
#[component]
fn Stuck(site: SiteId, photos: Vec<PhotoId>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let retry = move |()| {
        let photos = photos.clone();
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            match app.actions.retry_photos(site, &photos).await {
                Ok(()) => toasts.kept(td_string!(locale, sync.retried)),
                Err(error) => toasts.say(troubles::perform(locale, &error)),
            }
        });
    };
    view! {
        <div class="item" data-id="stuck">
            <span class="item-text t-cin">{t!(i18n, sync.photo_stuck)}</span>
            <div class="item-acts">
                <Button on_press=retry test_id="retry-photos">
                    {t!(i18n, sync.retry)}
                </Button>
            </div>
        </div>
    }
}

fn words_of(locale: Locale, save: Save) -> &'static str {
    match save {
        Save::Local => td_string!(locale, sync.state_local),
        Save::Sending => td_string!(locale, sync.state_sending),
        Save::Done => td_string!(locale, sync.state_done),
        Save::Blocked => td_string!(locale, sync.state_blocked),
    }
}
