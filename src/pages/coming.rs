//! 正在打开: the line at the top while a page's code comes for the first time.

use crate::i18n::*;
use leptos::prelude::*;

thread_local! {
    /// How many pages are on their way.
    static COMING: ArcRwSignal<u32> = ArcRwSignal::new(0);
}

/// A page on its way, until it is dropped.
pub struct Coming(ArcRwSignal<u32>);

impl Coming {
    pub fn begin() -> Coming {
        let count = COMING.with(ArcRwSignal::clone);
        count.update(|count| *count += 1);
        Coming(count)
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        self.0.update(|count| *count = count.saturating_sub(1));
    }
}

/// Stands once, beside the routes; a page that is here at once does not flash it.
#[component]
pub fn ComingLine() -> impl IntoView {
    let i18n = use_i18n();
    let count = COMING.with(ArcRwSignal::clone);
    move || {
        (count.get() > 0).then(|| {
            view! {
                <p class="coming" role="status">
                    {t!(i18n, app.coming)}
                </p>
            }
        })
    }
}
