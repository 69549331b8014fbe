//! What is said to a round that is handed in or missed: 审阅, 退回补正 and 抽查 by another person
//! (R19, R08), 说明 by whoever walked it.

use crate::components::{Button, Dock, Sheet, TextArea, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::records::doubts::has_questions;
use crate::pages::records::findings::Findings;
use crate::pages::troubles;
use crate::state::{App, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::people::Member;
use patrol_domain::permissions::{Action, Context, may};
use patrol_domain::round::{Round, RoundState};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Explain,
    SendBack,
    Review,
    Sample,
}

impl Verb {
    const ALL: [Verb; 4] = [Verb::Explain, Verb::SendBack, Verb::Review, Verb::Sample];

    fn id(self) -> &'static str {
        match self {
            Verb::Explain => "explain",
            Verb::SendBack => "send-back",
            Verb::Review => "review",
            Verb::Sample => "sample",
        }
    }

    fn name(self, locale: Locale) -> &'static str {
        match self {
            Verb::Explain => td_string!(locale, records.explain),
            Verb::SendBack => td_string!(locale, records.send_back),
            Verb::Review => td_string!(locale, records.review),
            Verb::Sample => td_string!(locale, records.sample),
        }
    }

    fn title(self, locale: Locale) -> &'static str {
        match self {
            Verb::Review => td_string!(locale, records.review_title),
            other => other.name(locale),
        }
    }

    fn asks(self, locale: Locale) -> &'static str {
        match self {
            Verb::Explain => td_string!(locale, records.explain_note),
            Verb::SendBack => td_string!(locale, records.send_back_note),
            Verb::Review => td_string!(locale, records.review_note),
            Verb::Sample => td_string!(locale, records.sample_note),
        }
    }

    fn toast(self, locale: Locale) -> &'static str {
        match self {
            Verb::Explain => td_string!(locale, records.explained_toast),
            Verb::SendBack => td_string!(locale, records.returned_toast),
            Verb::Review => td_string!(locale, records.reviewed_toast),
            Verb::Sample => td_string!(locale, records.sampled_toast),
        }
    }

    /// Whether this person may say it now; `apply` decides the same again.
    fn is_open(self, app: App, me: &Member, round: &Round) -> bool {
        match self {
            Verb::SendBack | Verb::Review => may_judge(me, round),
            Verb::Sample => may_sample(me, round),
            Verb::Explain => {
                let mine = round.inspector == Some(me.id) || round.assignee == Some(me.id);
                let open = matches!(
                    round.state,
                    RoundState::Submitted
                        | RoundState::Reviewed
                        | RoundState::Sampled
                        | RoundState::Missed
                );
                mine && open && (round.state == RoundState::Missed || has_questions(app, round))
            }
        }
    }
}

fn of(round: &Round) -> Context {
    Context { department: Some(round.department), own: false }
}

/// Whether this person may review the round or send it back now.
pub fn may_judge(me: &Member, round: &Round) -> bool {
    round.state == RoundState::Submitted
        && !round.walked_by(me.id)
        && may(me, round.site, Action::ReviewRound, of(round))
}

/// R08, R21: the second line; neither who walked it nor who reviewed it.
fn may_sample(me: &Member, round: &Round) -> bool {
    let judged = [RoundState::Reviewed, RoundState::Returned];
    round.state == RoundState::Reviewed
        && !round.walked_by(me.id)
        && !round.remarks.iter().any(|said| said.by == me.id && judged.contains(&said.state))
        && may(me, round.site, Action::SampleRound, of(round))
}

#[component]
pub fn Judge(round: Signal<Option<Arc<Round>>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let doing = RwSignal::new(None::<Verb>);
    let verbs = Memo::new(move |_| {
        let (Some(me), Some(round)) = (app.me().get(), round.get()) else { return Vec::new() };
        Verb::ALL.into_iter().filter(|verb| verb.is_open(app, &me, &round)).collect::<Vec<_>>()
    });
    let button = move |verb: Verb| {
        let tone = if verb == Verb::Review { Tone::Primary } else { Tone::Secondary };
        view! {
            <Button tone on_press=move |()| doing.set(Some(verb)) test_id=verb.id()>
                {move || verb.name(i18n.get_locale())}
            </Button>
        }
    };
    let dock = move || {
        let verbs = verbs.get();
        (!verbs.is_empty())
            .then(|| view! { <Dock>{verbs.into_iter().map(button).collect_view()}</Dock> })
    };
    view! {
        {dock}
        {move || {
            let round = round.get()?;
            doing.get().map(|verb| view! { <Form round verb doing /> })
        }}
    }
}

#[component]
fn Form(round: Arc<Round>, verb: Verb, doing: RwSignal<Option<Verb>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let id = round.id;
    let (note, trouble) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let title = Signal::derive(move || verb.title(i18n.get_locale()).to_owned());
    let label = Signal::derive(move || verb.asks(i18n.get_locale()).to_owned());
    let send = move |()| {
        let words = note.get_untracked();
        if verb != Verb::Review && words.trim().is_empty() {
            return trouble.set(Some(t_string!(i18n, records.need_note).to_owned()));
        }
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            let actions = app.actions;
            let done = match verb {
                Verb::Explain => actions.explain_round(id, words).await,
                Verb::SendBack => actions.return_round(id, words).await,
                Verb::Review => actions.review_round(id, words).await,
                Verb::Sample => actions.sample_round(id, words).await,
            };
            match done {
                Ok(()) => {
                    doing.set(None);
                    toasts.kept(verb.toast(locale));
                }
                Err(error) => trouble.set(Some(troubles::perform(locale, &error))),
            }
        });
    };
    let dock = move || {
        view! {
            <Button tone=Tone::Primary on_press=send test_id="judge-send">
                {title}
            </Button>
            <Button on_press=move |()| doing.set(None)>{t!(i18n, records.cancel)}</Button>
        }
    };
    view! {
        <Sheet open=Signal::stored(true) label=title on_close=move |()| doing.set(None) dock>
            <div class="sheet-head">
                <h2>{title}</h2>
            </div>
            <div class="sheet-body">
                {(verb == Verb::Review).then(|| view! { <Findings round=round.clone() /> })}
                <TextArea
                    label
                    value=note
                    on_input=move |words| {
                        trouble.set(None);
                        note.set(words);
                    }
                    error=trouble
                    test_id="judge-note"
                />
            </div>
        </Sheet>
    }
}
