//! 审阅 and 退回补正 of a submitted round (R19); never one's own.

use crate::components::{Button, Dock, Sheet, TextArea, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::troubles;
use crate::state::use_app;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::people::Member;
use patrol_domain::permissions::{Action, Context, may};
use patrol_domain::round::{Round, RoundState};
use std::sync::Arc;

/// What the head is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Review,
    SendBack,
}

/// Whether this person may judge the round now.
pub fn may_judge(me: &Member, round: &Round) -> bool {
    let context = Context { department: Some(round.department), own: false };
    round.state == RoundState::Submitted
        && round.inspector != Some(me.id)
        && may(me, round.site, Action::ReviewRound, context)
}

#[component]
pub fn Judge(round: Signal<Option<Arc<Round>>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let doing = RwSignal::new(None::<Verb>);
    let mine = Memo::new(move |_| {
        app.me().get().zip(round.get()).is_some_and(|(me, round)| may_judge(&me, &round))
    });
    let dock = move || {
        view! {
            <Dock>
                <Button on_press=move |()| doing.set(Some(Verb::SendBack)) test_id="send-back">
                    {t!(i18n, records.send_back)}
                </Button>
                <Button
                    tone=Tone::Primary
                    icon="check"
                    on_press=move |()| doing.set(Some(Verb::Review))
                    test_id="review"
                >
                    {t!(i18n, records.review)}
                </Button>
            </Dock>
        }
    };
    view! {
        {move || mine.get().then(dock)}
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
    let title = Signal::derive(move || {
        match verb {
            Verb::Review => t_string!(i18n, records.review_title),
            Verb::SendBack => t_string!(i18n, records.send_back_title),
        }
        .to_owned()
    });
    let label = Signal::derive(move || {
        match verb {
            Verb::Review => t_string!(i18n, records.review_note),
            Verb::SendBack => t_string!(i18n, records.send_back_note),
        }
        .to_owned()
    });
    let send = move |()| {
        let words = note.get_untracked();
        if verb == Verb::SendBack && words.trim().is_empty() {
            return trouble.set(Some(t_string!(i18n, records.need_note).to_owned()));
        }
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            let done = match verb {
                Verb::Review => app.actions.review_round(id, words).await.map(drop),
                Verb::SendBack => app.actions.return_round(id, words).await.map(drop),
            };
            match done {
                Ok(()) => {
                    doing.set(None);
                    toasts.kept(match verb {
                        Verb::Review => td_string!(locale, records.reviewed_toast),
                        Verb::SendBack => td_string!(locale, records.returned_toast),
                    });
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
