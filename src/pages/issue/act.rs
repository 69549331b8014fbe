//! The dock of an issue: only what this person can do with it now.

use crate::components::{Button, ButtonLink, Dock, HoldButton, Toast, Tone};
use crate::i18n::*;
use crate::pages::issue::proof::Proved;
use crate::pages::issue::{Desk, Doing};
use crate::pages::issues::turn::{FINISH, Pile, REJECT, Turn, VERIFY};
use crate::pages::issues::{count, open_cases};
use crate::pages::troubles;
use crate::state::PerformError;
use crate::state::actions::{CaseMove, Touch};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::Rejection;
use std::time::Duration;

#[component]
pub fn Acts(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let turn = Memo::new(move |_| desk.turn());
    let report = move |verb| move |()| desk.doing.set(Doing::Reporting(verb));
    let assign = move |()| desk.doing.set(Doing::Assigning);
    let assign_words = move || {
        if desk.case.with(|case| case.as_ref().is_some_and(|case| case.handler.is_some())) {
            t_string!(i18n, issue.reassign)
        } else {
            t_string!(i18n, issue.assign)
        }
    };
    let dock = move |turn: Turn| {
        if turn.verify {
            return view! { <Verify desk /> }.into_any();
        }
        if turn.own_work {
            return view! { <OwnWork desk /> }.into_any();
        }
        let assign_tone = if turn.finish { Tone::Secondary } else { Tone::Primary };
        view! {
            {turn
                .assign
                .then(|| {
                    view! {
                        <Button
                            tone=assign_tone
                            icon="people"
                            on_press=assign
                            fit=turn.finish
                            test_id="assign"
                        >
                            {assign_words}
                        </Button>
                    }
                })}
            {turn
                .finish
                .then(|| {
                    view! {
                        <Button
                            tone=Tone::Primary
                            icon="check"
                            on_press=report(FINISH)
                            test_id="finish"
                        >
                            {t!(i18n, issue.finish)}
                        </Button>
                    }
                })}
            {(!turn.assign && !turn.finish).then(|| view! { <Onward desk /> })}
        }
        .into_any()
    };
    view! { <Dock>{move || dock(turn.get())}</Dock> }
}

#[component]
fn OwnWork(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let say =
        move |()| desk.toasts.say(td_string!(i18n.get_locale_untracked(), issue.own_work_toast));
    view! {
        <Button on_press=say test_id="own-work">
            {t!(i18n, issue.own_work)}
        </Button>
    }
}

/// Nothing to do here: on to the next one that waits.
#[component]
fn Onward(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let cases = open_cases(desk.app);
    let verify = Memo::new(move |_| count(desk.app, cases, Pile::Verify));
    let open = finger_is_off(desk.proved.with_untracked(Option::is_some));
    let way = move || match verify.get() {
        0 => view! { <ButtonLink href="/issues">{t!(i18n, issue.back_to_list)}</ButtonLink> }
            .into_any(),
        n => view! {
            <ButtonLink tone=Tone::Primary href="/issues?pile=verify">
                {t_string!(i18n, issue.next_to_verify, count = n)}
            </ButtonLink>
        }
        .into_any(),
    };
    view! {
        <div class="contents" inert=move || !open.get()>
            {way}
        </div>
    }
}

/// A seal drops under the finger that held the button; lifting it must not press what came instead.
fn finger_is_off(held: bool) -> ReadSignal<bool> {
    let (off, set_off) = signal(!held);
    if held {
        let lift = move || {
            let after_the_click = Duration::from_millis(400);
            set_timeout(
                move || {
                    let _ = set_off.try_set(true);
                },
                after_the_click,
            );
        };
        let finger = window_event_listener(ev::pointerup, move |_| lift());
        let key = window_event_listener(ev::keyup, move |_| lift());
        on_cleanup(move || {
            finger.remove();
            key.remove();
        });
    }
    off
}

/// 退回整改 and 按住盖章.
#[component]
fn Verify(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let proved = desk.proved;
    let armed = Signal::derive(move || proved.with(Option::is_some));
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let hint = Signal::derive(move || match proved.get() {
        Some(_) => t_string!(i18n, issue.hold_hint).to_owned(),
        None => t_string!(i18n, issue.hold_need).to_owned(),
    });
    let ms = Signal::derive(move || if desk.app.settings.with(|s| s.glove) { 400 } else { 600 });
    let held = move |()| {
        if let Some(proof) = proved.get_untracked() {
            seal(desk, i18n, proof);
        }
    };
    view! {
        <Button on_press=move |()| desk.doing.set(Doing::Reporting(REJECT)) test_id="reject">
            {t!(i18n, issue.reject)}
        </Button>
        <HoldButton
            words=words(|locale| td_string!(locale, issue.hold))
            hint
            again=words(|locale| td_string!(locale, issue.hold_again))
            ms
            armed
            on_held=held
            on_missing=move |()| desk.doing.set(Doing::Proving)
        />
    }
}

/// Stamps: stored on the phone first, then the seal drops.
fn seal(desk: Desk, i18n: leptos_i18n::I18nContext<Locale>, proof: Proved) {
    desk.refused.set(None);
    spawn_local(async move {
        let Proved { presence, photos } = proof;
        let step = CaseMove {
            verb: VERIFY.to_owned(),
            photos,
            presence,
            sealed: true,
            ..CaseMove::default()
        };
        let draft = desk.draft(VERIFY);
        match desk.app.actions.move_case(desk.id, step, Some(&draft)).await {
            Ok(()) => {
                desk.sealed_now.set(true);
                desk.app.actions.feel(Touch::Seal);
                desk.toasts.kept(td_string!(i18n.get_locale_untracked(), issue.sealed));
            }
            Err(error) => {
                desk.app.actions.feel(Touch::Refused);
                if error == PerformError::Rejected(Rejection::PlaceProofNeeded) {
                    desk.proved.set(None);
                }
                let words = troubles::perform(i18n.get_locale_untracked(), &error);
                desk.toasts.show(Toast { words, save: None, alert: true, action: None });
            }
        }
    });
}
