//! Before and after, side by side; a tap shows the whole photo with its strip.

use crate::components::{Caption, Drawing, Lie, NoShot, Shot};
use crate::i18n::*;
use crate::pages::gallery::{Edit, Look, Shown, use_gallery};
use crate::pages::issue::Desk;
use crate::pages::issues::card::{name_of, photo_url};
use crate::pages::issues::offset;
use crate::state::App;
use leptos::prelude::*;
use patrol_domain::MemberId;
use patrol_domain::case::{Case, Event};
use patrol_domain::flow::{Flow, ISSUE, StateKind};
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

/// Whether the event said that the work is done.
pub fn mends(flow: &Flow, event: &Event) -> bool {
    flow.state(&event.to).is_some_and(|state| state.kind == StateKind::Done)
}

fn after(flow: &Flow, case: &Case) -> Option<Taken> {
    case.timeline.iter().rev().filter(|event| mends(flow, event)).find_map(first_of)
}

/// 整改前 11-19 10:13.
fn titled(app: App, what: &str, photo: &PhotoRef) -> String {
    let at = photo.taken_at.local(offset(app)).unwrap_or_default();
    format!("{what} {}", at.format("%m-%d %H:%M"))
}

#[component]
pub fn Pair(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let gallery = use_gallery();
    let before = Memo::new(move |_| desk.case.with(|case| case.as_deref().and_then(before)));
    let after = Memo::new(move |_| {
        let flow = desk.flow()?;
        desk.case.with(|case| after(&flow, case.as_deref()?))
    });
    // Where nothing is repaired no photo is missed.
    let has_pair = Memo::new(move |_| {
        let issue = desk.case.with(|case| case.as_ref().is_some_and(|case| case.flow == ISSUE));
        issue || before.with(Option::is_some) || after.with(Option::is_some)
    });
    let words = move |right: bool| match right {
        false => t_string!(i18n, issue.before),
        true => t_string!(i18n, issue.after),
    };
    let open = move |right: bool| {
        let shown = |right: bool, taken: Taken| Shown {
            title: titled(desk.app, untrack(|| words(right)), &taken.photo),
            photo: taken.photo,
        };
        let left = before.get_untracked().map(|taken| shown(false, taken));
        let at = usize::from(right && left.is_some());
        let right = after.get_untracked().map(|taken| shown(true, taken));
        let photos: Vec<_> = left.into_iter().chain(right).collect();
        gallery.open(Look { pair: photos.len() == 2, photos, at, edit: None });
    };
    let half = move |right: bool, taken: Option<Taken>| match taken {
        Some(taken) => {
            let what = words(right).to_owned();
            view! { <Photo desk taken what on_open=move |()| open(right) /> }.into_any()
        }
        None => {
            let words = Signal::derive(move || match right {
                false => t_string!(i18n, issue.no_before).to_owned(),
                true => t_string!(i18n, issue.no_after).to_owned(),
            });
            view! { <NoShot words /> }.into_any()
        }
    };
    view! {
        <Show when=move || has_pair.get()>
            <section class="pair">
                {move || half(false, before.get())} {move || half(true, after.get())}
            </section>
        </Show>
    }
}

#[component]
fn Photo(
    desk: Desk,
    taken: Taken,
    what: String,
    #[prop(into)] on_open: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let src = photo_url(desk.app, Some(taken.photo.clone()), true);
    let check = t_string!(i18n, issue.check, code = taken.photo.original.check_code());
    let caption = Caption {
        open: t_string!(i18n, issue.open_photo, what = what.clone()),
        what: titled(desk.app, &what, &taken.photo),
        who: format!("{} · {check}", name_of(desk.app, taken.by)),
    };
    view! { <Shot caption src photo=taken.photo on_open /> }
}

/// Small photos in a line; a tap shows one large, beside the others.
#[component]
pub fn Strip(
    app: App,
    photos: Vec<PhotoRef>,
    /// What may be done with them; nothing with those that are handed in.
    #[prop(optional)]
    edit: Option<Edit>,
) -> impl IntoView {
    let i18n = use_i18n();
    let gallery = use_gallery();
    let all = StoredValue::new(photos.clone());
    let edit = StoredValue::new_local(edit);
    let small = move |(at, photo): (usize, PhotoRef)| {
        let src = photo_url(app, Some(photo.clone()), true);
        let what = photo.original.check_code();
        let drawn = !photo.marks.is_empty();
        let label = move || {
            let label = t_string!(i18n, issue.open_photo, what = what.clone());
            match drawn {
                true => format!("{label}, {}", t_string!(i18n, photo.marked)),
                false => label,
            }
        };
        let open = move |_| {
            let shown = |photo| Shown { photo, title: String::new() };
            let photos = all.get_value().into_iter().map(shown).collect();
            gallery.open(Look { photos, at, edit: edit.get_value(), ..Look::default() });
        };
        let PhotoRef { marks, width, height, .. } = photo;
        view! {
            <button type="button" aria-label=label data-id="open-photo" on:click=open>
                {move || src.get().map(|src| view! { <img src=src alt="" /> })}
                <Drawing marks width height lie=Lie::Top bold=true />
            </button>
        }
    };
    (!photos.is_empty()).then(|| {
        view! { <div class="shots">{photos.into_iter().enumerate().map(small).collect_view()}</div> }
    })
}
