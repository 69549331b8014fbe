//! The ruled list with its margin column.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum RowState {
    #[default]
    Plain,
    /// In hand: raised paper, ink bar.
    Now,
    Late,
    Missed,
}

/// A heading inside the list.
#[component]
pub fn Group(children: Children) -> impl IntoView {
    view! {
        <li class="group">
            <h2 class="group-title">{children()}</h2>
        </li>
    }
}

/// One line: the margin says what kind it is, the children are the matter.
/// With `href` the whole line is one target; `action` stands beside it as its own target.
#[component]
pub fn BookRow(
    #[prop(optional)] state: RowState,
    #[prop(optional, into)] href: Option<String>,
    #[prop(into)] margin: ViewFnOnce,
    #[prop(optional, into)] end: ViewFnOnce,
    #[prop(optional, into)] action: ViewFnOnce,
    #[prop(optional, into)] test_id: Option<String>,
    children: Children,
) -> impl IntoView {
    let class = match state {
        RowState::Plain => "row",
        RowState::Now => "row is-now",
        RowState::Late => "row is-late",
        RowState::Missed => "row is-missed",
    };
    let inner = view! {
        <span class="row-margin">{margin.run()}</span>
        <span class="row-main">{children()}</span>
        <span class="row-end">{end.run()}</span>
    };
    let current = (state == RowState::Now).then_some("true");
    let hit = match href {
        Some(href) => view! {
            <a class="row-hit" href=href aria-current=current>
                {inner}
            </a>
        }
        .into_any(),
        None => view! { <div class="row-hit">{inner}</div> }.into_any(),
    };
    view! {
        <li class=class data-id=test_id>
            {hit}
            {action.run()}
        </li>
    }
}
