//! What lies under the thumb: tools and answers of the item in hand; and its photos.

use crate::components::{AnswerRow, Button, ButtonLink, Dock, FieldError, Icon, PhotoFrame, Tone};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, OnShot, Shoot, use_camera};
use crate::pages::gallery::use_gallery;
use crate::pages::round::consent::{Consent, may_photograph};
use crate::pages::round::draft::item_name;
use crate::pages::round::evidence::MethodTool;
use crate::pages::round::listen::Listen;
use crate::pages::round::score::Total;
use crate::pages::round::sign::signer;
use crate::pages::round::walk::{After, Open, Walk};
use crate::pages::round::{controls, facts, pictures};
use crate::pages::{strip, troubles};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::{AnswerKind, Method, PhotoRule, Severity};
use patrol_domain::ids::PhotoId;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{AnswerValue, Verdict};
use std::rc::Rc;

/// Which row of answers the item in hand needs; the same kind is not drawn again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    Closed,
    Finish,
    Check,
    /// 不适用 and 下一项: the answer itself stands in the item.
    Other,
}

#[component]
pub fn AnswerDock(walk: Walk) -> impl IntoView {
    let row = Memo::new(move |_| {
        if walk.is_closed() {
            return Row::Closed;
        }
        let Some(place) = walk.focus.get() else { return Row::Finish };
        let check = walk.checklist.with_value(|list| {
            list.items.get(place).is_some_and(|item| item.answer == AnswerKind::Check)
        });
        if check { Row::Check } else { Row::Other }
    });
    move || match row.get() {
        Row::Closed => view! { <Closed walk /> }.into_any(),
        Row::Finish => view! { <Finish walk /> }.into_any(),
        Row::Check => view! { <CheckDock walk /> }.into_any(),
        Row::Other => view! { <OtherDock walk /> }.into_any(),
    }
}

#[component]
fn Closed(walk: Walk) -> impl IntoView {
    let words = move || {
        let locale = walk.locale();
        let state = walk.round.with(|round| words::round_state(locale, round.state));
        td_string!(locale, round.readonly, state = state)
    };
    view! {
        <Dock stack=true>
            <p class="dock-note">{words}</p>
            <ButtonLink tone=Tone::Secondary href="/">
                {t!(walk.i18n, round.to_today)}
            </ButtonLink>
        </Dock>
    }
}

/// Everything is answered: back to the last item, or on to the summary.
#[component]
fn Finish(walk: Walk) -> impl IntoView {
    view! {
        <Dock>
            <Button tone=Tone::Secondary fit=true icon="undo" on_press=move |()| walk.back()>
                {t!(walk.i18n, round.previous)}
            </Button>
            <ButtonLink
                tone=Tone::Primary
                href=format!("/round/{}/summary", walk.id)
                test_id="finish"
            >
                {t!(walk.i18n, round.finish)}
            </ButtonLink>
        </Dock>
    }
}

#[component]
fn CheckDock(walk: Walk) -> impl IntoView {
    let label =
        Signal::derive(move || walk.focus.get().map_or(String::new(), |place| walk.title(place)));
    let current = Signal::derive(move || walk.focus.get().and_then(|place| walk.verdict(place)));
    let answer = move |verdict: Verdict| {
        if let Some(place) = walk.focus.get_untracked() {
            give(walk, place, verdict);
        }
    };
    let camera = use_camera();
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if let Some(verdict) = key_answer(walk, &event).filter(|_| !camera.is_open()) {
            event.prevent_default();
            answer(verdict);
        }
    });
    on_cleanup(move || keys.remove());
    view! {
        <div class="answer-dock" data-id="dock">
            <Trouble walk />
            <Tools walk />
            <AnswerRow label current on_answer=answer />
        </div>
    }
}

/// `1` 正常 `2` 异常 `3` 不适用; off while typing and under a sheet.
fn key_answer(walk: Walk, event: &web_sys::KeyboardEvent) -> Option<Verdict> {
    use wasm_bindgen::JsCast;
    let typing = event.target().is_some_and(|target| {
        target.dyn_ref::<web_sys::HtmlInputElement>().is_some()
            || target.dyn_ref::<web_sys::HtmlTextAreaElement>().is_some()
    });
    let held = event.ctrl_key() || event.alt_key() || event.meta_key();
    if typing || held || walk.open.get_untracked().is_some() {
        return None;
    }
    match event.key().as_str() {
        "1" => Some(Verdict::Ok),
        "2" => Some(Verdict::Problem),
        "3" => Some(Verdict::NotApplicable),
        _ => None,
    }
}

/// The tap on an answer. 异常 is stored at once, then its sheet asks for words and a photo.
fn give(walk: Walk, place: usize, verdict: Verdict) {
    match verdict {
        Verdict::Ok => walk.record(place, walk.given(place, AnswerValue::Ok), After::Advance),
        Verdict::Problem => {
            walk.record(place, walk.given(place, AnswerValue::Problem), After::Sheet)
        }
        Verdict::NotApplicable => not_applicable(walk, place),
    }
}

/// 不适用 asks for a reason where the item is grave, and where somebody should have signed; else it
/// asks nothing.
pub fn not_applicable(walk: Walk, place: usize) {
    let asks = walk.checklist.with_value(|list| {
        list.items
            .get(place)
            .is_some_and(|item| item.severity >= Severity::Major || signer(item).is_some())
    });
    if asks {
        walk.open_sheet(Open::Reason(place));
    } else {
        let value = AnswerValue::NotApplicable { reason: String::new() };
        walk.record(place, walk.given(place, value), After::Advance);
    }
}

#[component]
fn OtherDock(walk: Walk) -> impl IntoView {
    let next = move |()| {
        if let Some(place) = walk.focus.get_untracked() {
            controls::next(walk, place);
        }
    };
    let skip = move |_| {
        if let Some(place) = walk.focus.get_untracked() {
            not_applicable(walk, place);
        }
    };
    let na = move || {
        let given = walk.focus.get().and_then(|place| walk.verdict(place));
        if given == Some(Verdict::NotApplicable) { "answer na solid" } else { "answer na" }
    };
    let must = Memo::new(move |_| {
        walk.focus.get().and_then(|place| walk.item(place)).is_some_and(|item| item.must)
    });
    let signs = Memo::new(move |_| {
        walk.focus.get().and_then(|place| walk.item(place)).is_some_and(|i| signer(&i).is_some())
    });
    view! {
        <div class="answer-dock" data-id="dock">
            <Trouble walk />
            <Total walk />
            <Tools walk />
            <div class="answers">
                <button
                    type="button"
                    class=na
                    data-answer="na"
                    hidden=move || must.get()
                    on:click=skip
                >
                    {move || {
                        if signs.get() {
                            t_string!(walk.i18n, round.unsigned)
                        } else {
                            words::verdict(walk.locale(), Verdict::NotApplicable)
                        }
                    }}
                </button>
                <Button tone=Tone::Jade icon="send" on_press=next busy=walk.busy test_id="next">
                    {move || {
                        if signs.get() {
                            t_string!(walk.i18n, round.sign_done)
                        } else {
                            t_string!(walk.i18n, round.next)
                        }
                    }}
                </Button>
            </div>
        </div>
    }
}

/// Why the last tap did not work, above the thumb.
#[component]
pub fn Trouble(walk: Walk) -> impl IntoView {
    view! { <FieldError error=walk.trouble /> }
}

/// 拍照 · 备注 · 上一项. A tool that is not there yet is not shown.
#[component]
fn Tools(walk: Walk) -> impl IntoView {
    let photo = Signal::derive(move || {
        let dial = walk.focus.get().and_then(|place| walk.item(place)).is_some_and(|item| {
            facts::seal_of(&item) == Method::Test
                && matches!(item.answer, AnswerKind::Number { .. })
        });
        if dial {
            t_string!(walk.i18n, round.photo_dial)
        } else {
            t_string!(walk.i18n, round.photo)
        }
        .to_owned()
    });
    let noted = move || {
        let kept = walk.focus.get().and_then(|place| walk.answer(place));
        kept.is_some_and(|answer| !answer.note.is_empty())
            || walk.draft.with(|draft| !draft.note.is_empty())
    };
    let note = move |_| {
        if let Some(place) = walk.focus.get_untracked() {
            walk.open_sheet(Open::Note(place));
        }
    };
    view! {
        <div class="tools">
            <MethodTool walk />
            <Show when=move || walk.focus.get().is_none_or(|place| may_photograph(walk, place))>
                <Shoot class="tool" draft=walk.here() label=photo on_file=taker(walk) />
            </Show>
            <button type="button" class="tool" class:has=noted data-id="note" on:click=note>
                <Icon name="note" />
                {t!(walk.i18n, round.note)}
            </button>
            <button type="button" class="tool" data-id="previous" on:click=move |_| walk.back()>
                <Icon name="undo" />
                {t!(walk.i18n, round.previous)}
            </button>
        </div>
    }
}

/// What every photo button of the round does with its file.
pub fn taker(walk: Walk) -> OnShot {
    Rc::new(move |draft, file| taker_for(walk, &draft, file, None))
}

/// A photo for the item that was in hand when the camera was asked for: stored first, then shown; an
/// answer already given takes it up.
pub fn taker_for(walk: Walk, draft: &str, file: web_sys::File, instead: Option<PhotoId>) {
    let asked = (0..walk.count()).find(|at| item_name(walk.id, &walk.item_id(*at)) == draft);
    let Some(place) = asked.or_else(|| walk.focus.get_untracked()) else { return };
    let locale = walk.i18n.get_locale_untracked();
    let (at, point) = walk.round.with_untracked(|round| {
        (round.place, round.presence.last().map(|presence| presence.checkpoint))
    });
    let context = strip::strip(walk.app, locale, Some(at), point);
    walk.trouble.set(None);
    spawn_local(async move {
        match walk.app.actions.take_photo(file, context).await {
            Ok(taken) => {
                pictures::keep(walk, place, taken.photo, instead).await;
                if let Some(old) = instead {
                    spawn_local(walk.app.actions.forget_photo(old));
                }
            }
            Err(why) => {
                walk.trouble.set(Some(troubles::photo(locale, &why)));
            }
        }
        walk.app.actions.shot_over().await;
    });
}

/// The photos of the item in hand, given and half-done.
pub fn photos_of(walk: Walk, place: usize) -> Vec<PhotoRef> {
    let mut photos = walk.answer(place).map_or_else(Vec::new, |answer| answer.photos);
    walk.draft.with(|draft| {
        for photo in &draft.photos {
            match photos.iter_mut().find(|have| have.id == photo.id) {
                // Drawn on since.
                Some(have) => have.clone_from(photo),
                None => photos.push(photo.clone()),
            }
        }
    });
    photos
}

/// Thumbs with their strip, and what is still missing.
#[component]
pub fn Photos(walk: Walk, place: usize) -> impl IntoView {
    let photos = Memo::new(move |_| photos_of(walk, place));
    let missing = move || {
        let item = walk.item(place)?;
        let lacking = item.photo == PhotoRule::Always && photos.with(Vec::is_empty);
        lacking.then(
            || view! { <span class="sub t-ochre">{t!(walk.i18n, round.photo_missing)}</span> },
        )
    };
    view! {
        <Consent walk place />
        <Interrupted draft=walk.here() on_file=taker(walk) />
        <div class="extras">
            {missing}
            <For each=move || photos.get() key=|photo| (photo.id, photo.marks.clone()) let:photo>
                <Thumb walk photo thumb=true />
            </For>
        </div>
        <Listen walk place />
    }
}

/// One photo, read from the phone; a press shows it large.
#[component]
pub fn Thumb(walk: Walk, photo: PhotoRef, thumb: bool) -> impl IntoView {
    let gallery = use_gallery();
    let src = RwSignal::new(None::<String>);
    let code = photo.original.check_code();
    let (id, named) = (photo.id, photo.clone());
    spawn_local(async move {
        let url = walk.app.actions.photo_url(&named, thumb).await;
        src.try_set(url);
    });
    let alt =
        Signal::derive(move || td_string!(walk.locale(), round.photo_alt, code = code.clone()));
    let caption = (!thumb).then(|| view! { <p class="meta">{alt}</p> });
    let edit = walk.focus.get_untracked().map(|place| (place, pictures::edit(walk, place)));
    let open = move |_| {
        if let Some((place, edit)) = &edit {
            gallery.open(pictures::look(walk, *place, id, edit.clone()));
        }
    };
    view! {
        <div>
            <button type="button" class="photo-open" data-id="open-photo" on:click=open>
                <PhotoFrame src alt thumb photo />
            </button>
            {caption}
        </div>
    }
}
