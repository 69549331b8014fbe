//! The answers of one round in the order of its checklist: what, when, the words, the photos.

use crate::components::{Icon, ItemState, MethodSeal, SignatureView};
use crate::i18n::*;
use crate::pages::issue::photos::Strip;
use crate::pages::round::evidence::evidence_words;
use crate::pages::sound::Clip;
use crate::state::{App, use_app};
use leptos::prelude::*;
use patrol_domain::asked::is_asked;
use patrol_domain::checklist::{AnswerKind, Item, Method};
use patrol_domain::place::Limits;
use patrol_domain::round::{Answer, AnswerValue, Round, Signature, Verdict};
use patrol_domain::signed::still_says;
use patrol_domain::verdict::{limits, previous, verdict};
use patrol_domain::{At, Decimal};
use std::sync::Arc;

#[component]
pub fn Answers(round: Arc<Round>) -> impl IntoView {
    let app = use_app();
    let list = app.reference.with(|r| r.checklist(&round.checklist, round.version));
    let history = app.history(round.place, round.checklist.clone());
    list.map(|list| {
        let shown =
            |item: &&Item| is_asked(&list, item, &round) || round.answers.contains_key(&item.id);
        let rows = list.items.iter().filter(shown).cloned().map(|item| {
            let round = round.clone();
            let last = Memo::new({
                let (round, item) = (round.clone(), item.id.clone());
                move |_| {
                    let at = round.answers.get(&item).map_or(At(i64::MAX), |answer| answer.at);
                    history.with(|history| previous(history.ready()?, &item, round.id, at))
                }
            });
            view! { <Row round item last /> }
        });
        view! { <ul class="book grow">{rows.collect_view()}</ul> }
    })
}

#[component]
fn Row(round: Arc<Round>, item: Item, last: Memo<Option<Decimal>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let range = app.reference.with(|r| limits(&item, r.places.get(&round.place)));
    let method = item.methods.iter().copied().find(|m| *m != Method::Smell).unwrap_or(Method::Look);
    let answer = round.answers.get(&item.id).cloned();
    let time = answer.as_ref().map(|answer| dates::clock(answer.at, round.offset_min));
    let judged = {
        let (item, value) = (item.clone(), answer.as_ref().map(|answer| answer.value.clone()));
        Memo::new(move |_| value.as_ref().map(|value| verdict(&item, range, last.get(), value)))
    };
    let state = Signal::derive(move || match judged.get() {
        Some(Verdict::Ok) => ItemState::Ok,
        Some(Verdict::Problem) => ItemState::Problem,
        Some(Verdict::NotApplicable) => ItemState::NotApplicable,
        None => ItemState::Todo,
    });
    let class = move || format!("read-answer {}", state.get().class());
    let words = {
        let (item, answer) = (item.clone(), answer.clone());
        move || match &answer {
            Some(answer) => value_words(i18n.get_locale(), &item, range, &answer.value),
            None => t_string!(i18n, records.answer_none).to_owned(),
        }
    };
    let signature = answer.as_ref().and_then(|answer| match &answer.value {
        AnswerValue::Signature { signature } => Some(
            view! { <Signed round=round.clone() item=item.id.clone() signature=signature.clone() /> },
        ),
        _ => None,
    });
    let icon = move || match judged.get()? {
        Verdict::Ok => Some(view! { <Icon name="check" /> }),
        Verdict::Problem => Some(view! { <Icon name="cross" /> }),
        Verdict::NotApplicable => Some(view! { <Icon name="slash" /> }),
    };
    view! {
        <li class="row read-row">
            <span class="row-margin">
                <MethodSeal method state />
                {time}
            </span>
            <div class="row-main">
                <span class="row-title">{say(i18n.get_locale_untracked(), &item.title)}</span>
                <p>
                    <span class=class>{icon} {words}</span>
                </p>
                {signature}
                {answer.map(|answer| view! { <More app answer /> })}
            </div>
        </li>
    }
}

/// The drawn name, who it is, and whether the record still says what was signed.
#[component]
fn Signed(round: Arc<Round>, item: String, signature: Signature) -> impl IntoView {
    let i18n = use_i18n();
    let list = use_app().reference.with(|r| r.checklist(&round.checklist, round.version));
    let holds = list.is_some_and(|list| still_says(&list, &round, &item, &signature));
    let label = td_string!(
        i18n.get_locale_untracked(),
        records.answer_signed,
        name = signature.name.clone()
    );
    let code: String = signature.text_sha256.chars().take(8).collect::<String>().to_uppercase();
    let words = move || {
        let locale = i18n.get_locale();
        if holds {
            td_string!(locale, records.signed_holds, code = code.clone())
        } else {
            td_string!(locale, records.signed_other).to_owned()
        }
    };
    view! {
        <SignatureView label strokes=signature.strokes />
        <p class="meta">{signature.role} " · " {words}</p>
    }
}

/// The person's words, photos, and the issue that came of it.
#[component]
fn More(app: App, answer: Answer) -> impl IntoView {
    let i18n = use_i18n();
    let issue = answer.case.map(|case| {
        view! {
            <a class="btn btn-text" href=format!("/issue/{case}")>
                <Icon name="issue" />
                {t!(i18n, records.issue_link)}
            </a>
        }
    });
    let note = (!answer.note.is_empty()).then(|| view! { <p>{answer.note.clone()}</p> });
    let rests = evidence_words(i18n.get_locale_untracked(), &answer.evidence);
    view! {
        {(!rests.is_empty()).then(|| view! { <p class="sub">{rests}</p> })}
        {note}
        <Strip app photos=answer.photos />
        {answer.evidence.sound.map(|sound| view! { <Clip app sound /> })}
        {issue}
    }
}

/// An answer in words.
fn value_words(locale: Locale, item: &Item, range: Limits, value: &AnswerValue) -> String {
    match value {
        AnswerValue::Ok => td_string!(locale, records.answer_ok).to_owned(),
        AnswerValue::Problem => td_string!(locale, records.answer_problem).to_owned(),
        AnswerValue::NotApplicable { reason } if reason.is_empty() => {
            td_string!(locale, records.answer_na).to_owned()
        }
        AnswerValue::NotApplicable { reason } => {
            td_string!(locale, records.answer_na_why, reason = reason.clone())
        }
        AnswerValue::Number { reading } => reading_words(locale, item, range, *reading),
        AnswerValue::Choice { option } => match &item.answer {
            AnswerKind::Choice { options } => {
                let option = options.get(usize::from(*option));
                option.map(|option| say(locale, &option.text)).unwrap_or_default()
            }
            _ => option.to_string(),
        },
        AnswerValue::Text { text } => text.clone(),
        AnswerValue::Photo => td_string!(locale, records.answer_photo).to_owned(),
        AnswerValue::Signature { signature } => {
            td_string!(locale, records.answer_signed, name = signature.name.clone())
        }
        AnswerValue::Score { problems } => {
            let off = match &item.answer {
                AnswerKind::Score { off } => off.times((*problems).into()),
                _ => Decimal::new(0, 0),
            };
            td_string!(locale, records.answer_score, count = *problems, off = off)
        }
    }
}

/// `0.33 MPa · 低于下限 0.02`.
fn reading_words(locale: Locale, item: &Item, range: Limits, reading: Decimal) -> String {
    let unit = match &item.answer {
        AnswerKind::Number { unit_name: Some(name), .. } => say(locale, name),
        AnswerKind::Number { unit, .. } => unit.clone(),
        _ => String::new(),
    };
    let off = match (range.min, range.max) {
        (Some(min), _) if reading < min => {
            Some(td_string!(locale, records.low, by = min.minus(reading)))
        }
        (_, Some(max)) if reading > max => {
            Some(td_string!(locale, records.high, by = reading.minus(max)))
        }
        _ => None,
    };
    let reading = format!("{reading} {unit}").trim().to_owned();
    off.map_or(reading.clone(), |off| format!("{reading} · {off}"))
}
