//! The signature pad: strokes as vectors in a 1000 × 400 box; and a signature to look at.

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::svg;
use std::fmt::Write;
use wasm_bindgen::JsCast;

/// Strokes of points in a 1000 × 400 box.
pub type Strokes = Vec<Vec<(u16, u16)>>;

const BOX: (f64, f64) = (1000.0, 400.0);
/// Points closer than this (in the box) are one point: keeps a signature small.
const NEAR: u16 = 4;

/// The part of the box that a pad of this size shows: one scale for both directions, so that a name
/// looks the same on every pad. What is drawn already is always inside.
fn shown(frame: (f64, f64), strokes: &Strokes) -> (f64, f64) {
    let scale = (BOX.0 / frame.0.max(1.0)).min(BOX.1 / frame.1.max(1.0));
    let (right, bottom) = corner(strokes);
    ((frame.0 * scale).max(right), (frame.1 * scale).max(bottom))
}

fn corner(strokes: &Strokes) -> (f64, f64) {
    let points = || strokes.iter().flatten();
    let right = points().map(|point| point.0).max().unwrap_or(0);
    let bottom = points().map(|point| point.1).max().unwrap_or(0);
    (right.into(), bottom.into())
}

/// Where the pointer stands in the box; `seen` is what the pad shows of it, from its top left.
fn place(event: &PointerEvent, seen: (f64, f64)) -> Option<(u16, u16)> {
    let pad = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
    let frame = pad.get_bounding_client_rect();
    let scale = (seen.0 / frame.width().max(1.0)).max(seen.1 / frame.height().max(1.0));
    let at =
        |at: i32, start: f64, side: f64| ((f64::from(at) - start) * scale).clamp(0.0, side) as u16;
    Some((at(event.client_x(), frame.left(), BOX.0), at(event.client_y(), frame.top(), BOX.1)))
}

/// Draws with finger, pen or mouse; each finished stroke goes out.
#[component]
pub fn SignaturePad(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] strokes: Signal<Strokes>,
    #[prop(into)] on_strokes: Callback<Strokes>,
) -> impl IntoView {
    let running = RwSignal::new(Vec::<(u16, u16)>::new());
    let pad = NodeRef::<svg::Svg>::new();
    let frame = RwSignal::new(BOX);
    let measure = move || {
        if let Some(pad) = pad.try_get_untracked().flatten() {
            let size = pad.get_bounding_client_rect();
            frame.set((size.width(), size.height()));
        }
    };
    Effect::new(move |_| {
        if pad.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let turned = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || turned.remove());
    let seen = Memo::new(move |_| strokes.with(|strokes| shown(frame.get(), strokes)));
    let down = move |event: PointerEvent| {
        event.prevent_default();
        if let Some(pad) =
            event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok())
        {
            let _ = pad.set_pointer_capture(event.pointer_id());
        }
        running.set(place(&event, seen.get_untracked()).into_iter().collect());
    };
    let moved = move |event: PointerEvent| {
        if running.with_untracked(Vec::is_empty) {
            return;
        }
        let Some(point) = place(&event, seen.get_untracked()) else { return };
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
    let ink = move || {
        let mut path = strokes.with(path);
        running.with(|stroke| draw(&mut path, stroke));
        path
    };
    view! {
        <svg
            class="sign-pad"
            viewBox=move || {
                let (wide, high) = seen.get();
                format!("0 0 {wide} {high}")
            }
            preserveAspectRatio="xMinYMin meet"
            role="img"
            aria-label=label
            data-id="sign-pad"
            node_ref=pad
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=up
        >
            <path class="sign-ink" d=ink></path>
        </svg>
    }
}

fn draw(path: &mut String, stroke: &[(u16, u16)]) {
    for (i, (x, y)) in stroke.iter().enumerate() {
        let _ = write!(path, "{}{x} {y}", if i == 0 { "M" } else { "L" });
    }
}

fn path(strokes: &Strokes) -> String {
    let mut path = String::new();
    strokes.iter().for_each(|stroke| draw(&mut path, stroke));
    path
}

/// A signature as it was drawn, cut to its edges.
#[component]
pub fn SignatureView(label: String, strokes: Strokes) -> impl IntoView {
    const EDGE: f64 = 12.0;
    let points = || strokes.iter().flatten();
    let left = f64::from(points().map(|point| point.0).min().unwrap_or(0)) - EDGE;
    let top = f64::from(points().map(|point| point.1).min().unwrap_or(0)) - EDGE;
    let (right, bottom) = corner(&strokes);
    let (wide, high) = (right - left + EDGE, bottom - top + EDGE);
    view! {
        <svg
            class="signed"
            viewBox=format!("{left} {top} {wide} {high}")
            preserveAspectRatio="xMinYMid meet"
            role="img"
            aria-label=label
        >
            <path class="sign-ink" d=path(&strokes)></path>
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_or_a_flick_is_no_signature() {
        assert!(!is_signature(&Vec::new()));
        assert!(!is_signature(&vec![vec![(500, 200)]]));
        assert!(!is_signature(&vec![vec![(500, 200), (520, 210)]]));
        assert!(is_signature(&vec![vec![(100, 100), (300, 300)], vec![(310, 120), (300, 90)]]));
    }

    #[test]
    fn a_name_keeps_its_shape_on_a_high_pad_and_on_a_wide_one() {
        let none = Vec::new();
        assert_eq!(shown((350.0, 200.0), &none), (700.0, 400.0));
        assert_eq!(shown((800.0, 250.0), &none), (1000.0, 312.5));
        let drawn = vec![vec![(0, 390), (650, 20)]];
        assert_eq!(shown((800.0, 250.0), &drawn), (1000.0, 390.0), "turned: nothing is cut off");
    }
}
