//! What lies under the thumb: the dock and the tab bar.

use crate::components::Icon;
use crate::i18n::*;
use leptos::prelude::*;

/// A bar of actions above the safe area. `stack` puts them under each other.
#[component]
pub fn Dock(#[prop(optional)] stack: bool, children: Children) -> impl IntoView {
    view! {
        <div class="dock" class:stack=stack>
            {children()}
        </div>
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Today,
    Issues,
    Records,
    Me,
}

/// 今日 · 问题 · 随手拍 · 记录 · 我的. `badge` counts issues that are overdue or wait for this person,
/// `today` what else waits.
#[component]
pub fn TabBar(
    current: Tab,
    #[prop(optional, into)] badge: Signal<u32>,
    #[prop(optional, into)] today: Signal<u32>,
) -> impl IntoView {
    let i18n = use_i18n();
    let mark = move |tab: Tab| (tab == current).then_some("page");
    let count = |number: Signal<u32>| {
        move || {
            let count = number.get();
            (count > 0).then(|| view! { <span class="tab-badge">{count}</span> })
        }
    };
    view! {
        <nav class="tabs" aria-label=move || t_string!(i18n, nav.tabs)>
            <a class="tab" href="/" aria-current=mark(Tab::Today)>
                <Icon name="today" />
                {count(today)}
                {t!(i18n, nav.today)}
            </a>
            <a class="tab" href="/issues" aria-current=mark(Tab::Issues)>
                <Icon name="issue" />
                {count(badge)}
                {t!(i18n, nav.issues)}
            </a>
            <a class="tab tab-snap" href="/snap" data-id="snap">
                <span class="seal-key">
                    <Icon name="camera" />
                </span>
                {t!(i18n, nav.snap)}
            </a>
            <a class="tab" href="/records" aria-current=mark(Tab::Records)>
                <Icon name="book" />
                {t!(i18n, nav.records)}
            </a>
            <a class="tab" href="/me" aria-current=mark(Tab::Me)>
                <Icon name="me" />
                {t!(i18n, nav.me)}
            </a>
        </nav>
    }
}
