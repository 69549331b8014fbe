//! The side navigation of the desktop pages: title slip, pages, connection, person.

use crate::components::Icon;
use leptos::children::ViewFnOnce;
use leptos::prelude::*;

/// One page of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavPage {
    pub href: &'static str,
    pub icon: &'static str,
    pub words: String,
    pub count: u32,
    pub current: bool,
}

/// `pages` in order; `site` above them, `foot` at the bottom.
#[component]
pub fn SideNav(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: Signal<String>,
    #[prop(into)] pages: Signal<Vec<NavPage>>,
    #[prop(into)] site: ViewFnOnce,
    #[prop(into)] foot: ViewFnOnce,
) -> impl IntoView {
    let line = |page: NavPage| {
        let count = (page.count > 0).then(|| view! { <b>{page.count}</b> });
        view! {
            <a href=page.href title=page.words.clone() aria-current=page.current.then_some("page")>
                <Icon name=page.icon />
                <span>{page.words.clone()}</span>
                {count}
            </a>
        }
    };
    view! {
        <nav class="side" aria-label=label>
            <p class="slip" aria-hidden="true">
                {name}
            </p>
            <div class="side-site">{site.run()}</div>
            {move || pages.get().into_iter().map(line).collect_view()}
            <div class="side-foot">{foot.run()}</div>
        </nav>
    }
}
