//! The answers that are not 正常/异常/不适用: choice, text and photo here, the others beside.

use crate::components::{Chips, Choice, TextArea, Tone};
use crate::i18n::*;
use crate::pages::camera::Shoot;
use crate::pages::round::answering::taker;
use crate::pages::round::score::ScoreControl;
use crate::pages::round::sign;
use crate::pages::round::walk::{After, Walk};
use leptos::prelude::*;
use patrol_domain::checklist::{AnswerKind, ChoiceOption, Item, PhotoRule};
use patrol_domain::round::{AnswerValue, Verdict};

/// The control of an item's kind; nothing for those that the dock, the keypad or the pad answers.
#[component]
pub fn Controls(walk: Walk, place: usize) -> impl IntoView {
    let kind = walk.item(place).map(|item| item.answer);
    match kind {
        Some(AnswerKind::Choice { options }) => view! { <Options walk place options /> }.into_any(),
        Some(AnswerKind::Text) => view! { <Words walk place /> }.into_any(),
        Some(AnswerKind::Photo) => view! { <Picture walk /> }.into_any(),
        Some(AnswerKind::Score { off }) => view! { <ScoreControl walk place off /> }.into_any(),
        Some(AnswerKind::Check | AnswerKind::Number { .. } | AnswerKind::Signature { .. })
        | None => ().into_any(),
    }
}

/// 下一项: stores what stands in the item, or says what is missing.
pub fn next(walk: Walk, place: usize) {
    let Some(item) = walk.item(place) else { return };
    match value_of(walk, place, &item) {
        Ok(value) => walk.record(place, walk.given(place, value), after(walk, place, &item)),
        Err(words) => walk.trouble.set(Some(words)),
    }
}

fn value_of(walk: Walk, place: usize, item: &Item) -> Result<AnswerValue, String> {
    let locale = walk.i18n.get_locale_untracked();
    let before = untrack(|| walk.answer(place)).map(|answer| answer.value);
    let draft = walk.draft.get_untracked();
    let say = |text: &'static str| Err(text.to_owned());
    match (&item.answer, before) {
        (AnswerKind::Choice { .. }, Some(value @ AnswerValue::Choice { .. })) => Ok(value),
        (AnswerKind::Choice { .. }, _) => say(td_string!(locale, round.choose_one)),
        (AnswerKind::Text, before) => {
            let text = if draft.typed.is_empty() { text_of(before) } else { draft.typed };
            if text.trim().is_empty() {
                return say(td_string!(locale, round.text_missing));
            }
            Ok(AnswerValue::Text { text })
        }
        (AnswerKind::Photo, _) => match walk.given(place, AnswerValue::Photo).photos.is_empty() {
            true => say(td_string!(locale, round.photo_always)),
            false => Ok(AnswerValue::Photo),
        },
        (AnswerKind::Signature { .. }, before) => sign::value(walk, item, before, draft),
        (AnswerKind::Score { .. }, Some(value @ AnswerValue::Score { .. })) => Ok(value),
        (AnswerKind::Score { .. }, _) => Ok(AnswerValue::Score { problems: 0 }),
        (AnswerKind::Check | AnswerKind::Number { .. }, _) => Err(String::new()),
    }
}

/// A problem without a word or photo first opens its sheet.
fn after(walk: Walk, place: usize, item: &Item) -> After {
    let verdict = untrack(|| walk.verdict(place));
    let given = walk.given(place, AnswerValue::Ok);
    let silent = given.note.trim().is_empty() && given.photos.is_empty();
    let lacking = item.photo == PhotoRule::OnProblem && given.photos.is_empty();
    if verdict == Some(Verdict::Problem) && (silent || lacking) {
        After::Sheet
    } else {
        After::Advance
    }
}

fn text_of(value: Option<AnswerValue>) -> String {
    match value {
        Some(AnswerValue::Text { text }) => text,
        _ => String::new(),
    }
}

/// One tap picks and stores; a fault opens the sheet, anything else goes on.
#[component]
fn Options(walk: Walk, place: usize, options: Vec<ChoiceOption>) -> impl IntoView {
    let options = StoredValue::new(options);
    let choices = Signal::derive(move || {
        let locale = walk.locale();
        options.with_value(|options| {
            let choice = |(i, option): (usize, &ChoiceOption)| Choice {
                key: i.to_string(),
                words: say(locale, &option.text),
                problem: option.problem,
            };
            options.iter().enumerate().map(choice).collect::<Vec<_>>()
        })
    });
    let picked = Signal::derive(move || match walk.answer(place)?.value {
        AnswerValue::Choice { option } => Some(option.to_string()),
        _ => None,
    });
    let label = Signal::derive(move || walk.title(place));
    let pick = move |key: Option<String>| {
        let Some(option) = key.and_then(|key| key.parse::<u16>().ok()) else { return };
        let bad = options.with_value(|all| all.get(usize::from(option)).is_some_and(|o| o.problem));
        let then = if bad { After::Sheet } else { After::Advance };
        walk.record(place, walk.given(place, AnswerValue::Choice { option }), then);
    };
    view! { <Chips label choices picked on_pick=pick /> }
}

/// Free words, common ones first; stored while typed.
#[component]
fn Words(walk: Walk, place: usize) -> impl IntoView {
    let value = Signal::derive(move || {
        let typed = walk.draft.with(|draft| draft.typed.clone());
        if typed.is_empty() {
            text_of(walk.answer(place).map(|answer| answer.value))
        } else {
            typed
        }
    });
    let label = Signal::derive(move || walk.title(place));
    let placeholder = Signal::derive(move || t_string!(walk.i18n, round.text_hint).to_owned());
    let choices = Signal::derive(move || {
        let i18n = walk.i18n;
        [
            t_string!(i18n, round.phrase_none),
            t_string!(i18n, round.phrase_ok),
            t_string!(i18n, round.phrase_told),
        ]
        .map(|words| Choice::new(words, words))
        .to_vec()
    });
    let picked = Signal::derive(move || Some(value.get()));
    let pick =
        move |key: Option<String>| walk.sketch(|draft| draft.typed = key.unwrap_or_default());
    let phrases = Signal::derive(move || t_string!(walk.i18n, round.phrases).to_owned());
    view! {
        <Chips label=phrases choices picked on_pick=pick />
        <TextArea
            label
            value
            placeholder
            quiet=true
            test_id="text"
            on_input=move |typed| walk.sketch(|draft| draft.typed = typed)
        />
    }
}

#[component]
fn Picture(walk: Walk) -> impl IntoView {
    let label = Signal::derive(move || t_string!(walk.i18n, round.photo).to_owned());
    view! { <Shoot draft=walk.here() tone=Tone::Secondary tile=true label on_file=taker(walk) /> }
}
