//! 异常: photo, words, severity, and whether it becomes an issue. All of it is kept while typing.

mod wording;

use crate::components::{
    Button, Choice, FieldError, ItemState, MethodSeal, Save, SaveMark, SealSize, Segmented, Sheet,
    Switch, Tone,
};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, Shoot};
use crate::pages::round::answering::{Thumb, photos_of, taker};
use crate::pages::round::consent::{Consent, may_photograph};
use crate::pages::round::draft::item_name;
use crate::pages::round::facts;
use crate::pages::round::walk::{Open, Walk};
use crate::state::actions::{NewIssue, Touch};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::{AnswerKind, Item, PhotoRule, Severity};
use patrol_domain::flow::{CURRENT_ISSUE_VERSION, ISSUE};
use patrol_domain::operation::FoundIn;
use patrol_domain::round::AnswerValue;
use patrol_domain::verdict::preset;
use wording::{Wording, finished};

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
            <MethodSeal method state=ItemState::Problem size=SealSize::Px40 />
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
        let signed = walk.signatures();
        if given && let Err(why) = walk.app.actions.clear_answer(walk.id, &item).await {
            walk.refused(&why);
            return;
        }
        walk.tell_void(signed, &item);
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
    view! {
        <Consent walk place />
        <Interrupted draft=walk.here() on_file=taker(walk) />
        <Show
            when=move || some.get()
            fallback=move || {
                view! {
                    <Show when=move || may_photograph(walk, place)>
                        <Shoot
                            draft=walk.here()
                            tone=Tone::Secondary
                            tile=true
                            label=first
                            on_file=taker(walk)
                        />
                    </Show>
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
                    key=|photo| (photo.id, photo.marks.clone())
                    let:photo
                >
                    <Thumb walk photo thumb=true />
                </For>
            </div>
        </Show>
    }
}

const GRAVITIES: [Severity; 4] =
    [Severity::General, Severity::Serious, Severity::Major, Severity::Emergency];

fn gravity(walk: Walk, place: usize, item: &Item) -> Severity {
    let given = walk.answer(place).and_then(|answer| answer.severity);
    walk.draft
        .with(|draft| draft.severity)
        .or(given)
        .unwrap_or_else(|| pre_set(walk, place, item).1)
}

/// Category and severity that the finding begins with, by the item and what was read (R80).
fn pre_set(walk: Walk, place: usize, item: &Item) -> (String, Severity) {
    let value = value_of(walk, place, item);
    let before = walk.before(&item.id);
    value.map_or_else(
        || (item.category.clone(), item.severity),
        |value| {
            let (category, severity) = preset(item, before, &value);
            (category.to_owned(), severity)
        },
    )
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
            let category = item.with_value(|item| pre_set(walk, place, item).0);
            let category = all.category(&category).cloned();
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
        let signed = walk.signatures();
        if let Err(why) = actions.record_answer(walk.id, &item.id, given, None).await {
            return walk.refused(&why);
        }
        walk.tell_void(signed, &item.id);
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
            let typed =
                walk.draft.with_untracked(|draft| facts::reading_of(item, &draft.typed).ok());
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
        category: untrack(|| pre_set(walk, place, item)).0,
        severity: untrack(|| gravity(walk, place, item)),
        photos: photos.to_vec(),
        found_in: Some(FoundIn { round: walk.id, item: item.id.clone() }),
        department: None,
        sound: untrack(|| walk.evidence(place)).sound,
    })
}
