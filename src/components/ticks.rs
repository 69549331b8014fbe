//! Progress: one tick an item; over 30 items one bar with counts.

use crate::components::ItemState;
use leptos::prelude::*;

const MOST_TICKS: usize = 30;

/// `states` in item order; the words say the same for readers.
#[component]
pub fn Ticks(
    #[prop(into)] states: Signal<Vec<ItemState>>,
    #[prop(into)] words: Signal<String>,
) -> impl IntoView {
    let states = Memo::new(move |_| {
        let mut states = states.get();
        states.retain(|state| *state != ItemState::Unasked);
        states
    });
    let count = Memo::new(move |_| states.with(Vec::len));
    let done = Memo::new(move |_| {
        states.with(|states| {
            states.iter().filter(|s| !matches!(s, ItemState::Todo | ItemState::Current)).count()
        })
    });
    let bad =
        Memo::new(move |_| states.with(|s| s.iter().filter(|s| **s == ItemState::Problem).count()));
    let share = move |part: usize| format!("{}%", part * 100 / count.get().max(1));
    let ticks = move || {
        let count = count.get();
        if count > MOST_TICKS {
            view! {
                <span class="tickbar">
                    <i style:width=move || share(done.get().saturating_sub(bad.get()))></i>
                    <i class="bad" style:width=move || share(bad.get())></i>
                </span>
                <b class="meta">{move || format!("{}/{}", done.get(), count)}</b>
            }
            .into_any()
        } else {
            (0..count)
                .map(|place| {
                    let state = move || {
                        states.with(|states| states.get(place).copied().unwrap_or_default().class())
                    };
                    view! { <span class=move || format!("tick {}", state())></span> }
                })
                .collect_view()
                .into_any()
        }
    };
    view! {
        <span
            class="ticks"
            role="progressbar"
            aria-valuemin="0"
            aria-valuemax=move || count.get()
            aria-valuenow=move || done.get()
            aria-valuetext=words
            aria-label=words
        >
            {ticks}
        </span>
    }
}
