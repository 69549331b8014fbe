//! The answer row 不适用 · 异常 · 正常 under the thumb.

use crate::components::Icon;
use crate::i18n::{use_i18n, words};
use leptos::prelude::*;
use patrol_domain::round::Verdict;

/// One tap answers. A reopened item shows its answer solid and the others outlined.
#[component]
pub fn AnswerRow(
    /// The item, as the name of the radio group.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] current: Signal<Option<Verdict>>,
    #[prop(into)] on_answer: Callback<Verdict>,
) -> impl IntoView {
    let i18n = use_i18n();
    let answer = move |verdict: Verdict, kind: &'static str, icon: &'static str| {
        let class = move || {
            let solid = match current.get() {
                None => verdict == Verdict::Ok,
                Some(given) => given == verdict,
            };
            format!("answer {kind}{}", if solid { " solid" } else { "" })
        };
        let marked = move || {
            let shown = current.get().is_none_or(|given| given == verdict);
            (shown && (verdict == Verdict::Ok || current.get().is_some()))
                .then(|| view! { <Icon name=icon /> })
        };
        view! {
            <button
                type="button"
                role="radio"
                class=class
                aria-checked=move || if current.get() == Some(verdict) { "true" } else { "false" }
                data-answer=kind
                on:click=move |_| on_answer.run(verdict)
            >
                {marked}
                {move || words::verdict(i18n.get_locale(), verdict)}
            </button>
        }
    };
    view! {
        <div class="answers" role="radiogroup" aria-label=label>
            {answer(Verdict::NotApplicable, "na", "slash")}
            {answer(Verdict::Problem, "bad", "cross")}
            {answer(Verdict::Ok, "ok", "check")}
        </div>
    }
}
