//! Before and after, side by side; a tap shows the whole photo with its strip.

use crate::components::{Caption, NoShot, Shot, Viewer};
use crate::i18n::*;
use crate::pages::issue::Desk;
use crate::pages::issues::card::{name_of, photo_url};
use crate::pages::issues::offset;
use crate::pages::issues::turn::FINISH;
use crate::state::App;
use leptos::prelude::*;
use patrol_domain::MemberId;
use patrol_domain::case::{Case, Event};
use patrol_domain::photo::PhotoRef;

/// A photo with who took it.
#[derive(Clone, PartialEq)]
struct Taken {
    photo: PhotoRef,
    by: MemberId,
}

fn first_of(event: &Event) -> Option<Taken> {
    event.photos.first().map(|photo| Taken { photo: photo.clone(), by: event.by })
}

fn before(case: &Case) -> Option<Taken> {
    case.timeline.first().and_then(first_of)
}

fn after(case: &Case) -> Option<Taken> {
    case.timeline.iter().rev().filter(|event| event.verb == FINISH).find_map(first_of)
}

#[component]
pub fn Pair(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let before = Memo::new(move |_| desk.case.with(|case| case.as_deref().and_then(before)));
    let after = Memo::new(move |_| desk.case.with(|case| case.as_deref().and_then(after)));
    let open = RwSignal::new(None::<PhotoRef>);
    let empty = move |words: fn(Locale) -> &'static str| {
        let words = Signal::derive(move || words(i18n.get_locale()).to_owned());
        view! { <NoShot words /> }.into_any()
    };
    let left = move || match before.get() {
        Some(taken) => {
            let what = t_string!(i18n, issue.before).to_owned();
            view! { <Photo desk taken what open /> }.into_any()
        }
        None => empty(|locale| td_string!(locale, issue.no_before)),
    };
    let right = move || match after.get() {
        Some(taken) => {
            let what = t_string!(i18n, issue.after).to_owned();
            view! { <Photo desk taken what open /> }.into_any()
        }
        None => empty(|locale| td_string!(locale, issue.no_after)),
    };
    view! {
        <section class="pair">{left} {right}</section>
        <Enlarged app=desk.app open />
    }
}

#[component]
fn Photo(
    desk: Desk,
    taken: Taken,
    what: String,
    open: RwSignal<Option<PhotoRef>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let src = photo_url(desk.app, Some(taken.photo.clone()), true);
    let at = taken.photo.taken_at.local(offset(desk.app)).unwrap_or_default();
    let check = t_string!(i18n, issue.check, code = taken.photo.original.check_code());
    let caption = Caption {
        open: t_string!(i18n, issue.open_photo, what = what.clone()),
        what: format!("{what} {}", at.format("%m-%d %H:%M")),
        who: format!("{} · {check}", name_of(desk.app, taken.by)),
    };
    view! { <Shot caption src on_open=move |()| open.set(Some(taken.photo.clone())) /> }
}

/// The photo over the whole screen, while one is open.
#[component]
pub fn Enlarged(app: App, open: RwSignal<Option<PhotoRef>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        open.get().map(|photo| {
            let src = photo_url(app, Some(photo), false);
            let label = Signal::derive(move || t_string!(i18n, issue.photo).to_owned());
            let close = Signal::derive(move || t_string!(i18n, issue.close_photo).to_owned());
            view! { <Viewer src label close on_close=move |()| open.set(None) /> }
        })
    }
}

/// Small photos in a line; a tap enlarges.
#[component]
pub fn Strip(app: App, photos: Vec<PhotoRef>, open: RwSignal<Option<PhotoRef>>) -> impl IntoView {
    let i18n = use_i18n();
    let photo = move |photo: PhotoRef| {
        let src = photo_url(app, Some(photo.clone()), true);
        let what = photo.original.check_code();
        let label = move || t_string!(i18n, issue.open_photo, what = what.clone());
        view! {
            <button type="button" aria-label=label on:click=move |_| open.set(Some(photo.clone()))>
                {move || src.get().map(|src| view! { <img src=src alt="" /> })}
            </button>
        }
    };
    (!photos.is_empty())
        .then(|| view! { <div class="shots">{photos.into_iter().map(photo).collect_view()}</div> })
}
