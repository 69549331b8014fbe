//! The signature pad: strokes as vectors in a 1000 × 400 box.

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use std::fmt::Write;
use wasm_bindgen::JsCast;

/// Strokes of points in a 1000 × 400 box.
pub type Strokes = Vec<Vec<(u16, u16)>>;

const BOX: (f64, f64) = (1000.0, 400.0);
/// Points closer than this (in the box) are one point: keeps a signature small.
const NEAR: u16 = 4;

fn place(event: &PointerEvent) -> Option<(u16, u16)> {
    let pad = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
    let frame = pad.get_bounding_client_rect();
    let share = |at: f64, start: f64, length: f64, side: f64| {
        ((at - start) / length.max(1.0) * side).clamp(0.0, side) as u16
    };
    Some((
        share(f64::from(event.client_x()), frame.left(), frame.width(), BOX.0),
        share(f64::from(event.client_y()), frame.top(), frame.height(), BOX.1),
    ))
}

/// Draws with finger, pen or mouse; each finished stroke goes out.
#[component]
pub fn SignaturePad(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] strokes: Signal<Strokes>,
    #[prop(into)] on_strokes: Callback<Strokes>,
) -> impl IntoView {
    let running = RwSignal::new(Vec::<(u16, u16)>::new());
    let down = move |event: PointerEvent| {
        event.prevent_default();
        if let Some(pad) =
            event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok())
        {
            let _ = pad.set_pointer_capture(event.pointer_id());
        }
        running.set(place(&event).into_iter().collect());
    };
    let moved = move |event: PointerEvent| {
        if running.with_untracked(Vec::is_empty) {
            return;
        }
        let Some(point) = place(&event) else { return };
        running.update(|stroke| {
            let far = stroke.last().is_none_or(|last| {
                last.0.abs_diff(point.0) >= NEAR || last.1.abs_diff(point.1) >= NEAR
            });
            if far {
                stroke.push(point);
            }
        });
    };
    let up = move |_: PointerEvent| {
        let stroke = running.get_untracked();
        if stroke.is_empty() {
            return;
        }
        running.set(Vec::new());
        let mut all = strokes.get_untracked();
        all.push(stroke);
        on_strokes.run(all);
    };
    let path = move || {
        let mut path = String::new();
        let mut draw = |stroke: &Vec<(u16, u16)>| {
            for (i, (x, y)) in stroke.iter().enumerate() {
                let _ = write!(path, "{}{x} {y}", if i == 0 { "M" } else { "L" });
            }
        };
        strokes.with(|strokes| strokes.iter().for_each(&mut draw));
        running.with(|stroke| draw(stroke));
        path
    };
    view! {
        <svg
            class="sign-pad"
            viewBox="0 0 1000 400"
            preserveAspectRatio="none"
            role="img"
            aria-label=label
            data-id="sign-pad"
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=up
        >
            <line class="sign-line" x1="60" x2="940" y1="330" y2="330"></line>
            <path class="sign-ink" d=path></path>
        </svg>
    }
}

/// Whether this is more than a dot or a flick.
pub fn is_signature(strokes: &Strokes) -> bool {
    let length: u32 = strokes
        .iter()
        .flat_map(|stroke| stroke.windows(2))
        .map(|pair| {
            u32::from(pair[0].0.abs_diff(pair[1].0)) + u32::from(pair[0].1.abs_diff(pair[1].1))
        })
        .sum();
    length >= 150
}
