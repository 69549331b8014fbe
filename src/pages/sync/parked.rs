//! 要处理: what the server refused, why in words, and three ways on: again, mended, or given up.

use crate::components::{Button, Save, SaveMark, Sheet, TextArea, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::sync::place_name;
use crate::pages::sync::waits::age;
use crate::pages::troubles;
use crate::state::actions::mend::can_be_issue;
use crate::state::{Parked, Waiting, subject, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::{Mutation, OpId};
use std::sync::Arc;

/// What the person does with one refused operation.
#[derive(Clone, Debug, PartialEq)]
enum Doing {
    Mending(Box<Parked>),
    GivingUp(OpId),
}

#[component]
pub fn NeedsYou(waiting: Signal<Arc<Waiting>>) -> impl IntoView {
    let i18n = use_i18n();
    let doing = RwSignal::new(None::<Doing>);
    let count = Memo::new(move |_| waiting.with(|waiting| waiting.parked.len()));
    let parked = move || waiting.with(|waiting| waiting.parked.clone());
    let list = move || {
        view! {
            <div class="part-head is-bad">
                <h2>{move || t_string!(i18n, sync.parked, count = count.get())}</h2>
            </div>
            <ul>
                <For
                    each=parked
                    key=|parked| parked.op.id
                    children=move |parked| view! { <Line parked sites=waiting doing /> }
                />
            </ul>
        }
    };
    let some = Memo::new(move |_| count.get() > 0);
    view! {
        {move || some.get().then(list)}
        {move || match doing.get() {
            Some(Doing::Mending(parked)) => view! { <Mend parked=*parked doing /> }.into_any(),
            Some(Doing::GivingUp(op)) => view! { <GiveUp op doing /> }.into_any(),
            None => ().into_any(),
        }}
    }
}

/// What the person had done, by its verb.
pub fn deed(locale: Locale, mutation: &Mutation) -> String {
    match mutation {
        Mutation::StartRound { .. } => td_string!(locale, sync.verb_start).to_owned(),
        Mutation::ConfirmPresence { .. } => td_string!(locale, sync.verb_presence).to_owned(),
        Mutation::KeepFrame { .. } => td_string!(locale, sync.verb_frame).to_owned(),
        Mutation::RecordAnswer { item, .. } => {
            td_string!(locale, sync.verb_answer, item = item.clone())
        }
        Mutation::ClearAnswer { item, .. } => {
            td_string!(locale, sync.verb_clear, item = item.clone())
        }
        Mutation::PauseRound { .. } | Mutation::ResumeRound { .. } => {
            td_string!(locale, sync.verb_pause).to_owned()
        }
        Mutation::HandRoundOver { .. } => td_string!(locale, ways.hand_over).to_owned(),
        Mutation::SubmitRound { .. } => td_string!(locale, sync.verb_submit).to_owned(),
        Mutation::ReviewRound { .. } => td_string!(locale, sync.verb_review).to_owned(),
        Mutation::ReturnRound { .. } => td_string!(locale, sync.verb_return).to_owned(),
        Mutation::ExplainRound { .. } => td_string!(locale, sync.verb_explain).to_owned(),
        Mutation::FileIssue { .. } => td_string!(locale, sync.verb_file).to_owned(),
        Mutation::MoveCase { .. } => td_string!(locale, sync.verb_move).to_owned(),
        _ => td_string!(locale, sync.verb_other).to_owned(),
    }
}

/// The words a person may change before sending again.
pub fn words_of(mutation: &Mutation) -> Option<&str> {
    match mutation {
        Mutation::RecordAnswer { note, .. }
        | Mutation::ReturnRound { note, .. }
        | Mutation::ReviewRound { note, .. }
        | Mutation::ExplainRound { note, .. }
        | Mutation::MoveCase { note, .. } => Some(note),
        Mutation::FileIssue { title, .. } => Some(title),
        Mutation::SubmitRound { overall, .. } => Some(overall),
        Mutation::PauseRound { reason, .. } => Some(reason),
        _ => None,
    }
}

/// The same operation with other words.
fn with_words(mut mutation: Mutation, words: String) -> Mutation {
    match &mut mutation {
        Mutation::RecordAnswer { note, .. }
        | Mutation::ReturnRound { note, .. }
        | Mutation::ReviewRound { note, .. }
        | Mutation::ExplainRound { note, .. }
        | Mutation::MoveCase { note, .. } => *note = words,
        Mutation::FileIssue { title, .. } => *title = words,
        Mutation::SubmitRound { overall, .. } => *overall = words,
        Mutation::PauseRound { reason, .. } => *reason = words,
        _ => {}
    }
    mutation
}

#[component]
fn Line(
    parked: Parked,
    sites: Signal<Arc<Waiting>>,
    doing: RwSignal<Option<Doing>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let locale = i18n.get_locale_untracked();
    let (op, site, at) = (parked.op.id, parked.op.site, parked.op.made_at);
    let name = place_name(app, locale, site, Some(&subject(&parked.op.mutation)), sites);
    let deed = deed(locale, &parked.op.mutation);
    let why = refusals::rejection(locale, &parked.rejection);
    let own = words_of(&parked.op.mutation).map(str::to_owned).filter(|words| !words.is_empty());
    let mendable = words_of(&parked.op.mutation).is_some();
    let parked = StoredValue::new(parked);
    let retry = move |()| {
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            match app.actions.retry(site, op).await {
                Ok(_) => toasts.kept(td_string!(locale, sync.retried)),
                Err(error) => toasts.say(troubles::perform(locale, &error)),
            }
        });
    };
    let mend = move |()| doing.set(Some(Doing::Mending(Box::new(parked.get_value()))));
    let issue = parked.with_value(|parked| can_be_issue(&parked.op.mutation));
    let title = StoredValue::new(own.clone().unwrap_or_else(|| deed.clone()));
    let to_issue = move |()| {
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            match app.actions.to_issue(&parked.get_value(), title.get_value()).await {
                Ok(()) => toasts.kept(td_string!(locale, sync.issue_filed)),
                Err(error) => toasts.say(troubles::perform(locale, &error)),
            }
        });
    };
    view! {
        <li class="item" data-id="parked">
            <SaveMark save=Save::Blocked />
            <div class="item-text">
                <b>{name}</b>
                <span>{deed} " · " {move || age(i18n.get_locale(), at, app.now.get())}</span>
                <span class="t-cin">{why}</span>
                {own.map(|words| view! { <span>"“"{words}"”"</span> })}
            </div>
            <div class="item-acts">
                <Button on_press=retry test_id="retry">
                    {t!(i18n, sync.retry)}
                </Button>
                {issue
                    .then(|| {
                        view! {
                            <Button on_press=to_issue test_id="to-issue">
                                {t!(i18n, sync.to_issue)}
                            </Button>
                        }
                    })}
                {mendable
                    .then(|| {
                        view! {
                            <Button on_press=mend test_id="mend">
                                {t!(i18n, sync.mend)}
                            </Button>
                        }
                    })}
                <Button
                    tone=Tone::Text
                    on_press=move |()| doing.set(Some(Doing::GivingUp(op)))
                    test_id="give-up"
                >
                    {t!(i18n, sync.give_up)}
                </Button>
            </div>
        </li>
    }
}

#[component]
fn Mend(parked: Parked, doing: RwSignal<Option<Doing>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let locale = i18n.get_locale_untracked();
    let words = RwSignal::new(words_of(&parked.op.mutation).unwrap_or_default().to_owned());
    let trouble = RwSignal::new(Some(refusals::rejection(locale, &parked.rejection)));
    let title = Signal::derive(move || t_string!(i18n, sync.mend_title).to_owned());
    let label = Signal::derive(move || t_string!(i18n, sync.mend_note).to_owned());
    let parked = StoredValue::new(parked);
    let send = move |()| {
        let Parked { op, .. } = parked.get_value();
        let mended = with_words(op.mutation, words.get_untracked());
        spawn_local(async move {
            match app.actions.mend(op.site, op.id, mended).await {
                Ok(_) => doing.set(None),
                Err(error) => {
                    trouble.set(Some(troubles::perform(i18n.get_locale_untracked(), &error)));
                }
            }
        });
    };
    let dock = move || {
        view! {
            <Button tone=Tone::Primary on_press=send test_id="mend-send">
                {t!(i18n, sync.mend_send)}
            </Button>
        }
    };
    view! {
        <Sheet open=Signal::stored(true) label=title on_close=move |()| doing.set(None) dock>
            <div class="sheet-head">
                <h2>{title}</h2>
            </div>
            <div class="sheet-body">
                <TextArea label value=words on_input=move |text| words.set(text) error=trouble />
            </div>
        </Sheet>
    }
}

#[component]
fn GiveUp(op: OpId, doing: RwSignal<Option<Doing>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let title = Signal::derive(move || t_string!(i18n, sync.give_up_title).to_owned());
    let give_up = move |()| {
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            match app.actions.give_up(op).await {
                Ok(_) => toasts.say(td_string!(locale, sync.gone)),
                Err(error) => toasts.say(troubles::perform(locale, &error)),
            }
            doing.set(None);
        });
    };
    let dock = move || {
        view! {
            <Button tone=Tone::Primary on_press=move |()| doing.set(None)>
                {t!(i18n, sync.keep)}
            </Button>
            <Button on_press=give_up test_id="give-up-yes">
                {t!(i18n, sync.give_up_yes)}
            </Button>
        }
    };
    view! {
        <Sheet open=Signal::stored(true) label=title on_close=move |()| doing.set(None) dock>
            <div class="sheet-head">
                <h2>{title}</h2>
            </div>
            <div class="sheet-body">
                <p>{t!(i18n, sync.give_up_body)}</p>
            </div>
        </Sheet>
    }
}
