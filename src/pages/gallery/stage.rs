//! One photo with its marks: pinched, tapped twice, moved, swiped, drawn on.

use super::Gallery;
use crate::components::{Drawing, spot_on};
use crate::i18n::*;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A swipe to the next photo is at least so long, in pixels.
const SWIPE: f64 = 48.0;
/// A finger that moved less than this tapped.
const STILL: f64 = 10.0;
/// Two taps within this time are one double tap, in milliseconds.
const DOUBLE_MS: f64 = 320.0;
/// A key and a turn of the wheel come closer by this.
const STEP: f64 = 1.4;

type Point = (f64, f64);

/// The fingers on the picture.
#[derive(Clone, Default)]
struct Touch {
    fingers: Vec<(i32, Point)>,
    /// Where the first one came down.
    from: Point,
    /// More than one finger was there, or the one travelled.
    moved: bool,
    tapped_at: f64,
}

/// What the bytes turned out to be.
#[derive(Clone, PartialEq)]
enum Seen {
    Reading,
    There(String),
    /// Neither on this phone nor to be had from the server now.
    Away,
}

#[component]
pub fn Stage(gallery: Gallery, place: usize) -> impl IntoView {
    let i18n = use_i18n();
    let frame = NodeRef::<html::Div>::new();
    let touch = StoredValue::new(Touch::default());
    let shown =
        Memo::new(move |_| gallery.look.with(|look| look.as_ref()?.photos.get(place).cloned()));
    let seen = read(gallery, shown.get_untracked().map(|shown| shown.photo));
    let alt = move || {
        let shown = shown.get();
        let code = shown.as_ref().map(|s| s.photo.original.check_code()).unwrap_or_default();
        let words = t_string!(i18n, photo.alt, code = code);
        match shown.map(|shown| shown.title).filter(|title| !title.is_empty()) {
            Some(title) => format!("{title}, {words}"),
            None => words,
        }
    };
    let picture = move || match seen.get() {
        Seen::There(src) => view! { <img src=src alt=alt draggable="false" /> }.into_any(),
        Seen::Reading => view! { <p>{t!(i18n, photo.reading)}</p> }.into_any(),
        Seen::Away => view! { <p>{t!(i18n, photo.away)}</p> }.into_any(),
    };
    let layer = move || {
        let photo = shown.get()?.photo;
        let drawn = gallery.pen.out.get();
        let marks = if drawn { gallery.pen.marks.get() } else { photo.marks };
        Some(view! { <Drawing marks width=photo.width height=photo.height /> })
    };
    let label = move || shown.get().map(|shown| shown.title).filter(|title| !title.is_empty());
    let hand = Hand { gallery, frame, touch, place };
    view! {
        <figure class="viewer-stage">
            <div
                class="viewer-frame"
                node_ref=frame
                tabindex=move || gallery.pen.out.get().then_some("0")
                role=move || gallery.pen.out.get().then_some("application")
                aria-label=move || { gallery.pen.out.get().then(|| t_string!(i18n, photo.canvas)) }
                data-id="photo-frame"
                on:pointerdown=move |event| hand.down(&event)
                on:pointermove=move |event| hand.moved(&event)
                on:pointerup=move |event| hand.up(&event)
                on:pointercancel=move |event| hand.lost(&event)
                // A quick stroke is no fling: after one, browsers swallow the next tap.
                on:touchstart=|event| event.prevent_default()
                on:wheel=move |event| hand.wheel(&event)
                on:keydown=move |event| hand.key(&event)
            >
                <div class="viewer-lens" style:transform=move || gallery.lens.get().transform()>
                    {picture}
                    {layer}
                </div>
            </div>
            {move || { gallery.both.get().then(|| view! { <figcaption>{label()}</figcaption> }) }}
        </figure>
    }
}

/// Reads the whole photo, and forgets its address with the stage.
fn read(gallery: Gallery, photo: Option<patrol_domain::photo::PhotoRef>) -> RwSignal<Seen> {
    let seen = RwSignal::new(Seen::Reading);
    let actions = gallery.app.actions;
    spawn_local(async move {
        let Some(photo) = photo else { return };
        let url = actions.photo_url(&photo, false).await;
        let found = url.clone().map_or(Seen::Away, Seen::There);
        // The stage may be gone meanwhile.
        if let (Some(_), Some(url)) = (seen.try_set(found), url) {
            actions.forget_url(&url);
        }
    });
    on_cleanup(move || {
        if let Some(Seen::There(url)) = seen.try_get_untracked() {
            actions.forget_url(&url);
        }
    });
    seen
}

/// What fingers, wheel and keys do.
#[derive(Clone, Copy)]
struct Hand {
    gallery: Gallery,
    frame: NodeRef<html::Div>,
    touch: StoredValue<Touch>,
    place: usize,
}

fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

impl Hand {
    /// The point of an event and the frame's size, in pixels of the frame.
    fn at(self, x: i32, y: i32) -> Option<(Point, Point)> {
        let edge = self.frame.get_untracked()?.get_bounding_client_rect();
        let at = (f64::from(x) - edge.left(), f64::from(y) - edge.top());
        Some((at, (edge.width().max(1.0), edge.height().max(1.0))))
    }

    /// Thousandths of the photo under a point; `None` while nothing is drawn.
    fn spot(self, at: Point, frame: Point) -> Option<(u16, u16)> {
        let photo = self.gallery.look.with_untracked(|look| {
            look.as_ref()?.photos.get(self.place).map(|shown| shown.photo.clone())
        })?;
        let sides = (f64::from(photo.width.max(1)), f64::from(photo.height.max(1)));
        self.gallery.pen.is_out().then(|| spot_on(at, frame, sides))
    }

    fn down(self, event: &ev::PointerEvent) {
        let Some((at, frame)) = self.at(event.client_x(), event.client_y()) else { return };
        if let Some(node) = self.frame.get_untracked() {
            let _ = node.set_pointer_capture(event.pointer_id());
        }
        self.touch.update_value(|touch| {
            touch.moved = !touch.fingers.is_empty();
            if !touch.moved {
                touch.from = at;
            }
            touch.fingers.push((event.pointer_id(), at));
        });
        if let Some(spot) = self.spot(at, frame) {
            self.gallery.pen.down(spot);
        }
    }

    fn moved(self, event: &ev::PointerEvent) {
        let Some((at, frame)) = self.at(event.client_x(), event.client_y()) else { return };
        let id = event.pointer_id();
        let mut touch = self.touch.get_value();
        let Some(place) = touch.fingers.iter().position(|(finger, _)| *finger == id) else {
            return;
        };
        let before = touch.fingers[place].1;
        touch.fingers[place].1 = at;
        touch.moved |= distance(touch.from, at) > STILL;
        if let Some(spot) = self.spot(at, frame) {
            self.gallery.pen.moved(spot);
        } else if let [(_, one), (_, other)] = touch.fingers[..] {
            let fixed = if place == 0 { other } else { one };
            let factor = distance(fixed, at) / distance(fixed, before).max(1.0);
            let middle = (f64::midpoint(one.0, other.0), f64::midpoint(one.1, other.1));
            self.gallery.lens.update(|lens| *lens = lens.zoomed(factor, middle, frame));
        } else {
            let by = (at.0 - before.0, at.1 - before.1);
            self.gallery.lens.update(|lens| *lens = lens.moved(by, frame));
        }
        self.touch.set_value(touch);
    }

    fn up(self, event: &ev::PointerEvent) {
        let Some((at, frame)) = self.at(event.client_x(), event.client_y()) else { return };
        let mut touch = self.touch.get_value();
        touch.fingers.retain(|(finger, _)| *finger != event.pointer_id());
        let last = touch.fingers.is_empty();
        if let Some(spot) = self.spot(at, frame) {
            self.gallery.pen.up(spot);
        } else if last && !touch.moved {
            let twice = event.time_stamp() - touch.tapped_at < DOUBLE_MS;
            touch.tapped_at = if twice { 0.0 } else { event.time_stamp() };
            if twice {
                self.gallery.lens.update(|lens| *lens = lens.tapped(at, frame));
            }
        } else if last && self.gallery.lens.get_untracked().is_whole() {
            self.swiped(at.0 - touch.from.0, at.1 - touch.from.1);
        }
        self.touch.set_value(touch);
    }

    fn swiped(self, across: f64, down: f64) {
        if across.abs() > SWIPE && across.abs() > down.abs() {
            self.gallery.turn(if across < 0.0 { 1 } else { -1 });
        }
    }

    /// The system took the finger.
    fn lost(self, event: &ev::PointerEvent) {
        self.touch.update_value(|touch| {
            touch.fingers.retain(|(finger, _)| *finger != event.pointer_id());
        });
    }

    fn wheel(self, event: &ev::WheelEvent) {
        event.prevent_default();
        let Some((at, frame)) = self.at(event.client_x(), event.client_y()) else { return };
        if !self.gallery.pen.is_out() {
            let factor = if event.delta_y() < 0.0 { STEP } else { 1.0 / STEP };
            self.gallery.lens.update(|lens| *lens = lens.zoomed(factor, at, frame));
        }
    }

    fn key(self, event: &ev::KeyboardEvent) {
        if self.gallery.pen.is_out() && self.gallery.pen.key(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    }
}
