//! One issue in a list: the margin counts the days, the rest is the matter.

use crate::components::{Drawing, Lie, Marked, MarkedWords, Save, SaveMark};
use leptos::children::ViewFnOnce;
use leptos::prelude::*;
use patrol_domain::photo::PhotoRef;

/// What the margin of an issue says; the words come from the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Countdown {
    /// 逾期 2 天: words above, number, unit.
    Late(String, i64, String),
    Today(String),
    Left(String, i64, String),
    /// Words above, date.
    Closed(String, String),
    None(String),
}

/// An issue as its card shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueFacts {
    pub href: String,
    /// Names the card for the keyboard.
    pub case: String,
    pub title: Marked,
    /// Place · who reported.
    pub meta: Marked,
    pub state: String,
    /// The newest words of its history, or those that were looked for.
    pub latest: Marked,
    /// 只在本机, in place of the state, until the server has it.
    pub local: Option<String>,
    pub countdown: Countdown,
    /// The countdown as one phrase, for readers.
    pub countdown_label: String,
}

#[component]
fn Days(countdown: Countdown) -> impl IntoView {
    let days = |class: &'static str, above: String, number: String, unit: String| {
        view! {
            <span class=class>
                <span>{above}</span>
                <b>{number}</b>
                <span>{unit}</span>
            </span>
        }
        .into_any()
    };
    match countdown {
        Countdown::Late(above, number, unit) => {
            days("count-down is-late", above, number.to_string(), unit)
        }
        Countdown::Left(above, number, unit) => days("count-down", above, number.to_string(), unit),
        Countdown::Closed(above, date) => days("count-down is-closed", above, date, String::new()),
        Countdown::Today(word) => {
            view! { <span class="count-down is-today">{word}</span> }.into_any()
        }
        Countdown::None(word) => view! { <span class="count-down">{word}</span> }.into_any(),
    }
}

/// The card; `thumb` is an address of at most 15 KB, when there is a photo.
#[component]
pub fn IssueCard(
    facts: IssueFacts,
    #[prop(into)] thumb: Signal<Option<String>>,
    /// What the thumb shows.
    photo: Option<PhotoRef>,
    #[prop(optional, into)] picked: Signal<bool>,
    /// What stands after the card, for example a box to choose it.
    #[prop(optional, into)]
    end: ViewFnOnce,
) -> impl IntoView {
    let photo = StoredValue::new(photo);
    let drawing = move || {
        let PhotoRef { marks, width, height, .. } = photo.get_value()?;
        Some(view! { <Drawing marks width height lie=Lie::Top bold=true /> })
    };
    let late = matches!(facts.countdown, Countdown::Late(..));
    let state = match facts.local {
        Some(local) => view! {
            <SaveMark save=Save::Local />
            <b>{local}</b>
        }
        .into_any(),
        None => view! {
            <b>{facts.state}</b>
            {(!facts.latest.is_empty())
                .then(|| view! { <span>"· "<MarkedWords of=facts.latest /></span> })}
        }
        .into_any(),
    };
    view! {
        <li class="row issue-row" class:is-overdue=late class:is-picked=move || picked.get()>
            <a
                class="row-hit"
                href=facts.href
                data-case=facts.case
                aria-current=move || picked.get().then_some("true")
            >
                <span class="row-margin">
                    <span class="vh">{facts.countdown_label}</span>
                    <span aria-hidden="true">
                        <Days countdown=facts.countdown />
                    </span>
                </span>
                <span class="row-main">
                    <span class="row-title">
                        <MarkedWords of=facts.title />
                    </span>
                    <span class="row-meta">
                        <MarkedWords of=facts.meta />
                    </span>
                    <span class="issue-state">{state}</span>
                </span>
                <span class="row-end">
                    {move || {
                        thumb
                            .get()
                            .map(|src| {
                                view! {
                                    <span class="issue-thumb">
                                        <img src=src alt="" loading="lazy" decoding="async" />
                                        {drawing()}
                                    </span>
                                }
                            })
                    }}
                </span>
            </a>
            {end.run()}
        </li>
    }
}
