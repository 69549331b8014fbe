//! 已离开的项目: work that a site takes no more because the person has no role there, with three
//! ways on: again, into a file, or given up.

use crate::components::{Button, Save, SaveMark, Sheet, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::sync::waits::{age, parts};
use crate::pages::sync::{export, place_name, size};
use crate::pages::troubles;
use crate::state::{App, Group, Waiting, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::{Key, SiteId};
use std::sync::Arc;

/// Whether the person works there no more, as far as this phone knows.
pub fn is_left(app: App, site: SiteId) -> bool {
    app.session.with(|session| {
        session.as_ref().is_some_and(|session| session.sites.iter().all(|one| one.id != site))
    })
}

#[component]
pub fn Left(waiting: Signal<Arc<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let giving_up = RwSignal::new(None::<Group>);
    let groups = Memo::new(move |_| {
        let mut groups = waiting.with(|waiting| waiting.groups.clone());
        groups.retain(|group| is_left(app, group.site));
        groups
    });
    let list = move || {
        view! {
            <div class="part-head is-bad">
                <h2>{move || t_string!(i18n, sync.left, count = groups.with(Vec::len))}</h2>
            </div>
            <ul>
                <For
                    each=move || groups.get()
                    key=|group| (
                        group.site,
                        group.key.as_ref().map(Key::name),
                        group.ops,
                        group.unsent.len(),
                    )
                    children=move |group| view! { <Line group sites=waiting giving_up /> }
                />
            </ul>
        }
    };
    let some = Memo::new(move |_| groups.with(|groups| !groups.is_empty()));
    view! {
        {move || some.get().then(list)}
        {move || giving_up.get().map(|group| view! { <GiveUp group giving_up /> })}
    }
}

#[component]
fn Line(
    group: Group,
    sites: Signal<Arc<Waiting>>,
    giving_up: RwSignal<Option<Group>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let locale = i18n.get_locale_untracked();
    let name = place_name(app, locale, group.site, group.key.as_ref(), sites);
    // Who is still there in the middle of a round has to read which site is meant.
    let here = app.site.with_untracked(|site| site.as_ref().map(|site| site.id));
    let site = sites.with_untracked(|waiting| waiting.sites.get(&group.site).cloned());
    let site = site.filter(|_| here == Some(group.site));
    let name = move || match site.clone() {
        Some(site) => td_string!(locale, sync.name_elsewhere, site = site, name = name.get()),
        None => name.get(),
    };
    let what = parts(locale, &group);
    let since = group.since;
    let age = move || since.map(|since| age(i18n.get_locale(), since, app.now.get()));
    let why = match group.ops {
        0 => td_string!(locale, sync.left_photos),
        _ => td_string!(locale, sync.left_words),
    };
    let bytes = size(group.bytes);
    let retry = move |()| {
        app.actions.sync_now();
        toasts.kept(td_string!(i18n.get_locale_untracked(), sync.retried));
    };
    let group = StoredValue::new(group);
    view! {
        <li class="item" data-id="left">
            <SaveMark save=Save::Blocked />
            <div class="item-text">
                <b>{name}</b>
                <span>{what} {move || age().map(|age| format!(" · {age}"))}</span>
                <span class="t-cin">{why}</span>
            </div>
            <span class="item-end">{bytes}</span>
            <div class="item-acts">
                <Button on_press=retry test_id="left-retry">
                    {t!(i18n, sync.retry)}
                </Button>
                <Button on_press=move |()| export::export(app, i18n, toasts) test_id="left-export">
                    {t!(i18n, sync.export)}
                </Button>
                <Button
                    tone=Tone::Text
                    on_press=move |()| giving_up.set(Some(group.get_value()))
                    test_id="left-give-up"
                >
                    {t!(i18n, sync.give_up)}
                </Button>
            </div>
        </li>
    }
}

#[component]
fn GiveUp(group: Group, giving_up: RwSignal<Option<Group>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let title = Signal::derive(move || t_string!(i18n, sync.left_give_up_title).to_owned());
    let what = lost(i18n.get_locale_untracked(), &group);
    let body = Signal::derive(move || t_string!(i18n, sync.left_give_up_body, what = what.clone()));
    let give_up = move |()| {
        let group = group.clone();
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            match app.actions.give_up_waiting(group.site, group.key.as_ref()).await {
                Ok(()) => toasts.say(td_string!(locale, sync.gone)),
                Err(error) => toasts.say(troubles::perform(locale, &error)),
            }
            giving_up.set(None);
        });
    };
    let dock = move || {
        let give_up = give_up.clone();
        view! {
            <Button tone=Tone::Primary on_press=move |()| giving_up.set(None)>
                {t!(i18n, sync.keep)}
            </Button>
            <Button on_press=give_up test_id="left-give-up-yes">
                {t!(i18n, sync.left_give_up_yes)}
            </Button>
        }
    };
    view! {
        <Sheet open=Signal::stored(true) label=title on_close=move |()| giving_up.set(None) dock>
            <div class="sheet-head">
                <h2>{title}</h2>
            </div>
            <div class="sheet-body">
                <p>{body}</p>
            </div>
        </Sheet>
    }
}

/// What exists nowhere else, in words: `文字 3 条 · 照片 2 张`.
fn lost(locale: Locale, group: &Group) -> String {
    let words = (group.ops > 0).then(|| td_string!(locale, sync.parts_words, count = group.ops));
    let photos = group.photos - group.photos_sent;
    let photos = (photos > 0).then(|| td_string!(locale, sync.left_photo_count, count = photos));
    [words, photos].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
