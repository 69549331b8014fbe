//! 异常: photo, words, severity, and whether it becomes an issue. All of it is kept while typing.

use crate::components::{
    Button, Chips, Choice, FieldError, ItemState, MethodSeal, Save, SaveMark, SealSize, Segmented,
    Sheet, Switch, TextArea, Tone,
};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, Shoot};
use crate::pages::phrases::phrases;
use crate::pages::round::answering::{Thumb, photos_of, taker};
use crate::pages::round::draft::item_name;
use crate::pages::round::facts;
use crate::pages::round::walk::{Open, Walk};
use crate::state::actions::{NewIssue, Touch};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::Decimal;
use patrol_domain::checklist::{AnswerKind, Item, PhotoRule, Severity};
use patrol_domain::flow::{CURRENT_ISSUE_VERSION, ISSUE};
use patrol_domain::operation::FoundIn;
use patrol_domain::round::AnswerValue;

#[component]
pub fn ProblemSheet(walk: Walk) -> impl IntoView {
    let place = Memo::new(move |_| match walk.open.get() {
        Some(Open::Problem(place)) => Some(place),
        _ => None,
    });
    let open = Signal::derive(move || place.get().is_some());
    let label =
        Signal::derive(move || place.get().map_or(String::new(), |place| walk.title(place)));
    view! {
        <Sheet
            open
            label
            on_close=move |()| walk.close_sheet()
            dock=move || view! { <SheetDock walk place /> }
        >
            {move || place.get().map(|place| view! { <Body walk place /> })}
        </Sheet>
    }
}

#[component]
fn Body(walk: Walk, place: usize) -> impl IntoView {
    let Some(item) = walk.item(place) else { return ().into_any() };
    take_up_note(walk, place);
    let method = facts::seal_of(&item);
    let item = StoredValue::new(item);
    let undo = move |()| undo(walk, place);
    view! {
        <div class="sheet-head">
            <MethodSeal method state=ItemState::Problem size=SealSize::S40 />
            <div>
                <span class="sheet-kind t-cin">{t!(walk.i18n, words.problem)}</span>
                <h2>{move || walk.title(place)}</h2>
            </div>
            <Button tone=Tone::Text icon="undo" on_press=undo test_id="undo">
                {t!(walk.i18n, round.undo_answer)}
            </Button>
        </div>
        <div class="sheet-body">
            <Pictures walk place />
            <Wording walk item />
            <Gravity walk place item />
            <hr />
            <ToIssue walk place item />
        </div>
    }
    .into_any()
}

/// An answer given earlier brings its words into the sheet.
fn take_up_note(walk: Walk, place: usize) {
    let given = untrack(|| walk.answer(place));
    if let Some(answer) = given.filter(|answer| !answer.note.is_empty()) {
        walk.draft.update(|draft| {
            if draft.note.is_empty() {
                draft.note = answer.note;
            }
        });
    }
}

/// 撤回: the item is unanswered again; words and photos of the draft go with it.
fn undo(walk: Walk, place: usize) {
    let item = walk.item_id(place);
    walk.open.set(None);
    spawn_local(async move {
        let given = untrack(|| walk.answer(place)).is_some();
        if given && let Err(why) = walk.app.actions.clear_answer(walk.id, &item).await {
            walk.refused(&why);
            return;
        }
        walk.draft.set(Default::default());
        let _ = walk.app.actions.drop_draft(&item_name(walk.id, &item)).await;
    });
}

#[component]
fn Pictures(walk: Walk, place: usize) -> impl IntoView {
    let photos = Memo::new(move |_| photos_of(walk, place));
    let some = Memo::new(move |_| !photos.with(Vec::is_empty));
    let again = Signal::derive(move || t_string!(walk.i18n, round.photo_again).to_owned());
    let first = Signal::derive(move || t_string!(walk.i18n, round.photo).to_owned());
    let consent = walk
        .item(place)
        .is_some_and(|item| item.photo == PhotoRule::OnProblemWithConsent)
        .then(|| view! { <p class="sub">{t!(walk.i18n, round.consent)}</p> });
    view! {
        {consent}
        <Interrupted draft=walk.here() on_file=taker(walk) />
        <Show
            when=move || some.get()
            fallback=move || {
                view! {
                    <Shoot
                        draft=walk.here()
                        tone=Tone::Secondary
                        tile=true
                        label=first
                        on_file=taker(walk)
                    />
                }
            }
        >
            <div class="photo-pair">
                {move || {
                    photos
                        .with(|all| all.last().cloned())
                        .map(|photo| view! { <Thumb walk photo thumb=false /> })
                }} <Shoot draft=walk.here() tone=Tone::Secondary label=again on_file=taker(walk) />
            </div>
            <div class="thumbs">
                <For
                    each=move || photos.with(|all| all[..all.len().saturating_sub(1)].to_vec())
                    key=|photo| photo.id
                    let:photo
                >
                    <Thumb walk photo thumb=true />
                </For>
            </div>
        </Show>
    }
}

#[component]
fn Wording(walk: Walk, item: StoredValue<Item>) -> impl IntoView {
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
fn finished(note: &str) -> &str {
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

const GRAVITIES: [Severity; 4] =
    [Severity::General, Severity::Serious, Severity::Major, Severity::Emergency];

fn gravity(walk: Walk, place: usize, item: &Item) -> Severity {
    let given = walk.answer(place).and_then(|answer| answer.severity);
    walk.draft.with(|draft| draft.severity).or(given).unwrap_or(item.severity)
}

#[component]
fn Gravity(walk: Walk, place: usize, item: StoredValue<Item>) -> impl IntoView {
    let key = |severity: Severity| (severity as u8).to_string();
    let choices = Signal::derive(move || {
        let locale = walk.locale();
        GRAVITIES.map(|s| Choice::new(key(s), words::severity(locale, s))).to_vec()
    });
    let picked = Signal::derive(move || key(item.with_value(|item| gravity(walk, place, item))));
    let pick = move |picked: String| {
        let severity = GRAVITIES.into_iter().find(|severity| key(*severity) == picked);
        walk.sketch(move |draft| draft.severity = severity);
    };
    let label = Signal::derive(move || t_string!(walk.i18n, round.severity).to_owned());
    view! { <Segmented label choices picked on_pick=pick /> }
}

/// A finding becomes an issue unless the person says no; a scored point only if they say yes.
fn wants_issue(walk: Walk, item: &Item) -> bool {
    let suggested = !matches!(item.answer, AnswerKind::Score { .. });
    walk.draft.with(|draft| draft.to_issue).unwrap_or(suggested)
}

#[component]
fn ToIssue(walk: Walk, place: usize, item: StoredValue<Item>) -> impl IntoView {
    let filed = move || walk.answer(place).is_some_and(|answer| answer.case.is_some());
    let label = Signal::derive(move || t_string!(walk.i18n, round.to_issue).to_owned());
    let on = Signal::derive(move || item.with_value(|item| wants_issue(walk, item)));
    let hint = Signal::derive(move || {
        let locale = walk.locale();
        let offset = walk.round.with(|round| round.offset_min);
        let now = walk.app.now.get();
        walk.app.reference.with(|all| {
            let category = item.with_value(|item| all.category(&item.category).cloned());
            let department = category.map_or("", |c| words::department(locale, c.department));
            let days = all.flow(ISSUE, CURRENT_ISSUE_VERSION).and_then(|flow| flow.due_days);
            let due = now.plus_days(days.unwrap_or_default().into());
            let date = dates::day(locale, due, offset);
            td_string!(locale, round.to_issue_hint, department = department, date = date)
        })
    });
    let change = move |on: bool| walk.sketch(move |draft| draft.to_issue = Some(on));
    move || {
        if filed() {
            view! { <p class="sub">{t!(walk.i18n, round.filed)}</p> }.into_any()
        } else {
            view! { <Switch label hint on on_change=change test_id="to-issue" /> }.into_any()
        }
    }
}

#[component]
fn SheetDock(walk: Walk, place: Memo<Option<usize>>) -> impl IntoView {
    let done = move |()| {
        if let Some(place) = place.get_untracked() {
            log(walk, place);
        }
    };
    let saved = move || {
        if walk.draft_saved.get() {
            t_string!(walk.i18n, round.saved_typing)
        } else {
            t_string!(walk.i18n, round.saving_typing)
        }
    };
    view! {
        <FieldError error=walk.trouble />
        <Button tone=Tone::Primary on_press=done busy=walk.busy test_id="log">
            {t!(walk.i18n, round.log_next)}
        </Button>
        <p class="dock-note">
            <SaveMark save=Save::Local />
            {saved}
        </p>
    }
}

/// What is still missing before 记下, in words. A reading out of its limits needs words.
fn missing(walk: Walk, item: &Item, note: &str, photos: usize) -> Option<&'static str> {
    let locale = walk.i18n.get_locale_untracked();
    let reading = matches!(item.answer, AnswerKind::Number { .. });
    let wanted = matches!(item.photo, PhotoRule::OnProblem | PhotoRule::Always);
    if note.trim().is_empty() && (photos == 0 || reading) {
        return Some(td_string!(locale, round.words_missing));
    }
    (wanted && photos == 0).then(|| td_string!(locale, round.photo_needed))
}

/// 记下，到下一项: the answer with its words, then the issue, then on.
fn log(walk: Walk, place: usize) {
    let Some(item) = walk.item(place) else { return };
    if walk.busy.get_untracked() {
        return;
    }
    let Some(value) = value_of(walk, place, &item) else {
        walk.open.set(None);
        return;
    };
    let mut given = walk.given(place, value);
    given.note = finished(&given.note).to_owned();
    if let Some(words) = missing(walk, &item, &given.note, given.photos.len()) {
        walk.app.actions.feel(Touch::Refused);
        walk.trouble.set(Some(words.to_owned()));
        return;
    }
    let issue = issue_of(walk, place, &item, &given.note, &given.photos);
    let name = item_name(walk.id, &item.id);
    walk.busy.set(true);
    walk.trouble.set(None);
    spawn_local(async move {
        let actions = walk.app.actions;
        if let Err(why) = actions.record_answer(walk.id, &item.id, given, None).await {
            return walk.refused(&why);
        }
        if let Some(issue) = issue
            && let Err(why) = actions.file_issue(issue, Some(&name)).await
        {
            return walk.refused(&why);
        }
        let _ = actions.drop_draft(&name).await;
        actions.feel(Touch::Problem);
        walk.open.set(None);
        walk.advance(place);
    });
}

/// The value that the sheet explains: a reading from the keypad, or the answer already stored.
fn value_of(walk: Walk, place: usize, item: &Item) -> Option<AnswerValue> {
    let stored = untrack(|| walk.answer(place)).map(|answer| answer.value);
    match item.answer {
        AnswerKind::Number { .. } => {
            let typed = walk.draft.with_untracked(|draft| draft.typed.parse::<Decimal>().ok());
            typed.map(|reading| AnswerValue::Number { reading }).or(stored)
        }
        AnswerKind::Check => Some(AnswerValue::Problem),
        _ => stored,
    }
}

fn issue_of(
    walk: Walk,
    place: usize,
    item: &Item,
    note: &str,
    photos: &[patrol_domain::photo::PhotoRef],
) -> Option<NewIssue> {
    let filed = untrack(|| walk.answer(place)).is_some_and(|answer| answer.case.is_some());
    if filed || !untrack(|| wants_issue(walk, item)) {
        return None;
    }
    let title = match note.trim() {
        "" => walk.title(place),
        note => note.to_owned(),
    };
    Some(NewIssue {
        place: Some(walk.round.with_untracked(|round| round.place)),
        spot: String::new(),
        title,
        category: item.category.clone(),
        severity: untrack(|| gravity(walk, place, item)),
        photos: photos.to_vec(),
        found_in: Some(FoundIn { round: walk.id, item: item.id.clone() }),
        department: None,
        sound: untrack(|| walk.evidence(place)).sound,
    })
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
