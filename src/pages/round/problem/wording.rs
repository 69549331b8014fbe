//! What was seen, in words: common phrases by one tap, one's own beside them.

use crate::components::{Chips, Choice, TextArea};
use crate::i18n::*;
use crate::pages::phrases::phrases;
use crate::pages::round::walk::Walk;
use leptos::prelude::*;
use patrol_domain::checklist::{AnswerKind, Item};

#[component]
pub fn Wording(walk: Walk, item: StoredValue<Item>) -> impl IntoView {
    let all = move || {
        let locale = walk.locale();
        item.with_value(|item| phrases(locale, &item.category))
    };
    let choices = Signal::derive(move || {
        all().into_iter().map(|words| Choice::new(words, words)).collect::<Vec<_>>()
    });
    let note = Signal::derive(move || walk.draft.with(|draft| draft.note.clone()));
    let picked = Signal::derive(move || {
        note.with(|note| all().into_iter().find(|words| note.contains(words)).map(str::to_owned))
    });
    let pick = move |key: Option<String>| {
        let earlier = picked.get_untracked();
        walk.sketch(move |draft| {
            draft.note = reworded(&draft.note, earlier.as_deref(), key.as_deref())
        });
    };
    let label = Signal::derive(move || t_string!(walk.i18n, round.what).to_owned());
    let placeholder = Signal::derive(move || t_string!(walk.i18n, round.note_hint).to_owned());
    let reading = item.with_value(|item| matches!(item.answer, AnswerKind::Number { .. }));
    let asked = reading.then(|| view! { <p class="t-cin">{t!(walk.i18n, round.explain_out)}</p> });
    view! {
        {asked}
        <Chips label choices picked on_pick=pick />
        <TextArea
            label
            value=note
            placeholder
            quiet=true
            test_id="problem-note"
            on_input=move |typed| walk.sketch(|draft| draft.note = typed)
        />
    }
}

/// A note without the comma that a phrase leaves for the person's own words.
pub fn finished(note: &str) -> &str {
    note.trim().trim_end_matches(['，', ',']).trim_end()
}

/// The note with one phrase taken back and another put in front; the person's own words stay.
fn reworded(note: &str, earlier: Option<&str>, phrase: Option<&str>) -> String {
    let own = earlier.map_or_else(|| note.to_owned(), |earlier| note.replacen(earlier, "", 1));
    let own = own.trim_start_matches(['，', ',', ' ', '。']).trim_end();
    match phrase {
        Some(phrase) if phrase.is_ascii() => format!("{phrase}, {own}"),
        Some(phrase) => format!("{phrase}，{own}"),
        None => own.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{finished, reworded};

    #[test]
    fn a_phrase_without_own_words_leaves_no_comma() {
        assert_eq!(finished("滴漏，"), "滴漏");
        assert_eq!(finished(" Leak, "), "Leak");
        assert_eq!(finished("滴漏，2 号泵"), "滴漏，2 号泵");
    }

    #[test]
    fn a_phrase_is_swapped_and_the_own_words_stay() {
        assert_eq!(reworded("", None, Some("滴漏")), "滴漏，");
        assert_eq!(reworded("滴漏，", Some("滴漏"), Some("锈蚀")), "锈蚀，");
        assert_eq!(reworded("滴漏，", Some("滴漏"), None), "");
        assert_eq!(reworded("滴漏，2 号泵", Some("滴漏"), Some("锈蚀")), "锈蚀，2 号泵");
        assert_eq!(reworded("滴漏，2 号泵", Some("滴漏"), None), "2 号泵");
        assert_eq!(reworded("pump 2", None, Some("Leak")), "Leak, pump 2");
    }
}
