//! What stands on every page: the number on the tab, the line above the dock.

use crate::components::{Save, Toast, ToastHost};
use crate::pages::inbox::waits;
use crate::pages::issues::calls;
use crate::state::App;
use leptos::prelude::*;
use std::time::Duration;

/// The number on the tab 问题.
pub fn tab_badge(app: App) -> Signal<u32> {
    calls(app)
}

/// The number on the tab 今日: rounds and refused work that wait.
pub fn today_badge(app: App) -> Signal<u32> {
    waits::calls(app)
}

/// The one line above the dock; the newest replaces the one before.
#[derive(Clone, Copy)]
pub struct Toasts {
    line: RwSignal<Option<Toast>>,
    /// Counts lines, so that a timer takes away only its own.
    shown: StoredValue<u32>,
}

/// The line's lifetime, without and with something to press.
const LONG: Duration = Duration::from_secs(5);
const LONGER: Duration = Duration::from_secs(8);

impl Toasts {
    /// Puts the place for the line into the context of everything below.
    pub fn provide() {
        provide_context(Toasts { line: RwSignal::new(None), shown: StoredValue::new(0) });
    }

    pub fn show(self, toast: Toast) {
        let long = if toast.action.is_some() { LONGER } else { LONG };
        self.shown.update_value(|shown| *shown = shown.wrapping_add(1));
        let mine = self.shown.get_value();
        self.line.set(Some(toast));
        set_timeout(
            move || {
                if self.shown.try_get_value() == Some(mine) {
                    self.line.set(None);
                }
            },
            long,
        );
    }

    /// 已存在本机: words beside ○.
    pub fn kept(self, words: impl Into<String>) {
        self.show(Toast {
            words: words.into(),
            save: Some(Save::Local),
            alert: false,
            action: None,
        });
    }

    pub fn say(self, words: impl Into<String>) {
        self.show(Toast { words: words.into(), save: None, alert: false, action: None });
    }
}

/// The page's place for short lines.
///
/// # Panics
/// Outside the tree below `Toasts::provide`.
pub fn use_toasts() -> Toasts {
    expect_context::<Toasts>()
}

/// Shows the line; stands once, beside the routes.
#[component]
pub fn ToastLine() -> impl IntoView {
    let toasts = use_toasts();
    view! { <ToastHost toast=toasts.line on_gone=move |()| toasts.line.set(None) /> }
}
