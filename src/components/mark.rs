//! Marks: icons, method seals, save marks, the 正 tally. Drawn by the sprites in the page.

use crate::i18n::{Locale, lang_of, use_i18n, words};
use leptos::prelude::*;
use patrol_domain::Lang;
use patrol_domain::checklist::Method;

/// An icon of the sprite, `name` without its `i-`. Decorative: a word stands beside it.
#[component]
pub fn Icon(name: &'static str, #[prop(optional)] size: IconSize) -> impl IntoView {
    let class = match size {
        IconSize::Normal => "icon",
        IconSize::Small => "icon icon-s",
        IconSize::Large => "icon icon-l",
    };
    view! {
        <svg class=class aria-hidden="true">
            <use_ href=format!("#i-{name}")></use_>
        </svg>
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum IconSize {
    #[default]
    Normal,
    Small,
    Large,
}

/// What a method seal, a tick or a row says about its item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemState {
    #[default]
    Todo,
    Current,
    Ok,
    Problem,
    NotApplicable,
    /// The round does not ask it.
    Unasked,
}

impl ItemState {
    /// The state's CSS class.
    pub const fn class(self) -> &'static str {
        match self {
            ItemState::Todo => "is-todo",
            ItemState::Current => "is-current",
            ItemState::Ok => "is-ok",
            ItemState::Problem => "is-problem",
            ItemState::NotApplicable => "is-na",
            ItemState::Unasked => "is-unasked",
        }
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum SealSize {
    Px20,
    #[default]
    Px32,
    Px40,
    Px44,
}

fn seal_symbol(method: Method, lang: Lang) -> &'static str {
    let hant = lang == Lang::ZhHant;
    match method {
        // Smell has no seal of its own: it always stands beside one of the five.
        Method::Look | Method::Smell => "#m-look",
        Method::Listen if hant => "#m-listen-hant",
        Method::Listen => "#m-listen",
        Method::Touch => "#m-touch",
        Method::Test if hant => "#m-test-hant",
        Method::Test => "#m-test",
        Method::Ask if hant => "#m-ask-hant",
        Method::Ask => "#m-ask",
    }
}

/// The method seal 看听摸测问, stamped when the item is answered.
#[component]
pub fn MethodSeal(
    method: Method,
    #[prop(into)] state: Signal<ItemState>,
    #[prop(optional)] size: SealSize,
    /// Whether the text beside it already says the method.
    #[prop(optional)]
    decorative: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let size = match size {
        SealSize::Px20 => "seal-20",
        SealSize::Px32 => "seal-32",
        SealSize::Px40 => "seal-40",
        SealSize::Px44 => "seal-44",
    };
    let name = move || (!decorative).then(|| words::method(i18n.get_locale(), method));
    view! {
        <svg
            class=move || format!("seal {size} {}", state.get().class())
            role=if decorative { "presentation" } else { "img" }
            aria-hidden=decorative.then_some("true")
            aria-label=name
        >
            <use_ href=move || seal_symbol(method, lang_of(i18n.get_locale()))></use_>
        </svg>
    }
}

/// Where a record is: ○ only here, ◐ on its way, ● received, ▲ needs a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Save {
    #[default]
    Local,
    Sending,
    Done,
    Blocked,
}

/// The mark alone; always set beside words.
#[component]
pub fn SaveMark(#[prop(into)] save: Signal<Save>) -> impl IntoView {
    let href = move || match save.get() {
        Save::Local => "#s-local",
        Save::Sending => "#s-sending",
        Save::Done => "#s-done",
        Save::Blocked => "#s-blocked",
    };
    view! {
        <svg class="mark" class:is-blocked=move || save.get() == Save::Blocked aria-hidden="true">
            <use_ href=href></use_>
        </svg>
    }
}

/// Counts to 15 in strokes of 正; strokes to come are pale. The number is written beside it.
#[component]
pub fn Tally(
    done: u32,
    total: u32,
    #[prop(into)] label: String,
    #[prop(optional)] small: bool,
) -> impl IntoView {
    let total = total.clamp(done, 15.max(done)).min(15);
    let done = done.min(15);
    let groups = total.div_ceil(5);
    let stroke = |count: u32, class: &'static str| {
        (count > 0).then(|| {
            view! {
                <svg class=class aria-hidden="true">
                    <use_ href=format!("#t-{count}")></use_>
                </svg>
            }
        })
    };
    let glyphs = (0..groups)
        .map(|group| {
            let all = total.saturating_sub(group * 5).min(5);
            let inked = done.saturating_sub(group * 5).min(5);
            view! { <span>{stroke(all, "pale")} {stroke(inked, "ink")}</span> }
        })
        .collect_view();
    view! {
        <span class="tally" class:small=small role="img" aria-label=label>
            {glyphs}
        </span>
    }
}

/// The words and marks of a locale, for callers that only hold the locale.
pub fn verdict_word(locale: Locale, state: ItemState) -> &'static str {
    match state {
        ItemState::Ok => words::verdict(locale, patrol_domain::round::Verdict::Ok),
        ItemState::Problem => words::verdict(locale, patrol_domain::round::Verdict::Problem),
        ItemState::NotApplicable => {
            words::verdict(locale, patrol_domain::round::Verdict::NotApplicable)
        }
        ItemState::Todo | ItemState::Current | ItemState::Unasked => "",
    }
}
