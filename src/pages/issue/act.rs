//! The dock of a case: the one or two moves that matter most now, the others behind 更多.

use crate::components::{Button, ButtonLink, Dock, HoldButton, Toast, Tone};
use crate::i18n::*;
use crate::pages::issue::proof::Proved;
use crate::pages::issue::{Desk, Doing};
use crate::pages::issues::turn::{Pile, asks, by_weight, leads_on};
use crate::pages::issues::{count, open_cases};
use crate::pages::troubles;
use crate::state::PerformError;
use crate::state::actions::{CaseMove, Touch};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::flow::Requirement;
use patrol_domain::{Rejection, Text};
use std::sync::Arc;
use std::time::Duration;

/// Big buttons in the dock; the others wait behind 更多.
const BIG: usize = 2;

/// A move that is open to the person, as a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub verb: Arc<str>,
    pub name: Text,
    /// It leads out of the state.
    pub on: bool,
    /// Nothing but being there and the seal is asked for: it may be held at once.
    pub plain_seal: bool,
}

/// The moves open now, the most pressing first.
pub fn ways(desk: Desk) -> Vec<Way> {
    let (case, flow, me) = (desk.case.get(), desk.flow(), desk.app.me().get());
    let (Some(case), Some(flow), Some(me)) = (case, flow, me) else { return Vec::new() };
    let moves = by_weight(&flow, &me, &case);
    let way = |mv: &patrol_domain::flow::Move| {
        let asked =
            crate::pages::form::asks::of(&flow, &mv.requires, &mv.takes, &me, (&case, &case));
        let mut needed = asked.iter().filter(|one| one.needed);
        Way {
            verb: mv.verb.as_str().into(),
            name: mv.name.clone(),
            on: case.closed_at.is_none() && leads_on(mv, &case),
            plain_seal: asks(mv, &Requirement::Seal)
                && needed
                    .all(|one| matches!(one.what, Requirement::Seal | Requirement::PlaceProof)),
        }
    };
    moves.into_iter().map(way).collect()
}

#[component]
pub fn Acts(desk: Desk, ways: Memo<Vec<Way>>) -> impl IntoView {
    let i18n = use_i18n();
    let own_work = Memo::new(move |_| desk.turn().own_work);
    let big = Memo::new(move |_| {
        let big = ways.with(|all| all.iter().filter(|way| way.on).take(BIG).cloned().collect());
        let big: Vec<Way> = big;
        big
    });
    let more =
        Memo::new(move |_| ways.with(Vec::len) > big.with(Vec::len) || !desk.subs().is_empty());
    let way = move |(at, way): (usize, Way)| {
        if way.plain_seal {
            return view! { <Seal desk verb=way.verb /> }.into_any();
        }
        let tone = if at == 0 { Tone::Primary } else { Tone::Secondary };
        let press = {
            let verb = way.verb.clone();
            move |()| desk.doing.set(Doing::Moving(verb.clone()))
        };
        view! {
            <Button tone on_press=press test_id=way.verb.to_string()>
                {say(i18n.get_locale_untracked(), &way.name)}
            </Button>
        }
        .into_any()
    };
    let dock = move || {
        let _ = i18n.get_locale();
        let big = big.get();
        if big.is_empty() && own_work.get() {
            return view! { <OwnWork desk /> }.into_any();
        }
        if big.is_empty() {
            return view! { <Onward desk /> }.into_any();
        }
        // The first lies under the thumb, at the end.
        big.into_iter().enumerate().rev().map(way).collect_view().into_any()
    };
    let rest = move || {
        more.get().then(|| {
            view! {
                <Button
                    icon="more"
                    fit=true
                    on_press=move |()| desk.doing.set(Doing::More)
                    test_id="more"
                >
                    {t!(i18n, case.more)}
                </Button>
            }
        })
    };
    view! { <Dock>{rest} {dock}</Dock> }
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

/// 按住盖章 at once: all that is missing is to be there.
#[component]
fn Seal(desk: Desk, verb: Arc<str>) -> impl IntoView {
    let i18n = use_i18n();
    let proved = desk.proved;
    let armed = Signal::derive(move || proved.with(Option::is_some));
    let hint = Signal::derive(move || match proved.get() {
        Some(_) => t_string!(i18n, issue.hold_hint).to_owned(),
        None => t_string!(i18n, issue.hold_need).to_owned(),
    });
    let held = move |()| {
        if let Some(proof) = proved.get_untracked() {
            seal(desk, i18n, verb.to_string(), proof);
        }
    };
    view! { <Hold desk hint armed on_held=held on_missing=move |()| desk.doing.set(Doing::Proving) /> }
}

/// The button that is held, with its words.
#[component]
pub fn Hold(
    desk: Desk,
    hint: Signal<String>,
    #[prop(into)] armed: Signal<bool>,
    #[prop(into)] on_held: Callback<()>,
    #[prop(into)] on_missing: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let ms = Signal::derive(move || if desk.app.settings.with(|s| s.glove) { 400 } else { 600 });
    view! {
        <HoldButton
            words=words(|locale| td_string!(locale, issue.hold))
            hint
            again=words(|locale| td_string!(locale, issue.hold_again))
            ms
            armed
            on_held
            on_missing
        />
    }
}

/// Stamps: stored on the phone first, then the seal drops.
fn seal(desk: Desk, i18n: Words, verb: String, proof: Proved) {
    desk.refused.set(None);
    spawn_local(async move {
        let Proved { presence, photos } = proof;
        let draft = desk.draft(&verb);
        let step = CaseMove { verb, photos, presence, sealed: true, ..CaseMove::default() };
        match desk.app.actions.move_case(desk.id, step, Some(&draft)).await {
            Ok(()) => sealed(desk, i18n),
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

/// The seal is stored: it drops.
pub fn sealed(desk: Desk, i18n: Words) {
    desk.sealed_now.set(true);
    desk.app.actions.feel(Touch::Seal);
    desk.toasts.kept(td_string!(i18n.get_locale_untracked(), issue.sealed));
}
