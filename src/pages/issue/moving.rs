//! The sheet of one move: asks what the flow asks, and makes it. And the sheet of the other moves.

use crate::components::{Button, ButtonLink, Save, SaveMark, Sheet, Tone};
use crate::i18n::*;
use crate::pages::form::{Fields, Form, Heads, Sketch, refusal, step};
use crate::pages::issue::act::{Hold, Way, sealed};
use crate::pages::issue::{Desk, Doing};
use crate::pages::issues::card::name_of;
use crate::pages::issues::turn::{asks, is_sealing};
use crate::pages::troubles;
use crate::state::PerformError;
use crate::state::actions::Touch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::Rejection;
use patrol_domain::flow::{Flow, Move, Requirement, StateKind};
use std::sync::Arc;

impl Desk {
    /// The form of a move as the case stands now.
    fn form(self, mv: &Move, i18n: Words) -> Option<Form> {
        let (case, flow) = untrack(|| Some((self.case.get()?, self.flow()?)))?;
        let place = Signal::stored(case.place);
        Some(Form {
            sketch: Sketch::open(self.app, self.draft(&mv.verb), place, i18n),
            i18n,
            flow: StoredValue::new(flow),
            case: StoredValue::new(case),
            requires: StoredValue::new(mv.requires.clone()),
            takes: StoredValue::new(mv.takes.clone()),
            opening: false,
            trouble: RwSignal::new(None),
        })
    }

    fn find(self, verb: &str) -> Option<Move> {
        untrack(|| self.flow()?.find(&self.case.get()?.state, verb).cloned())
    }
}

#[component]
pub fn Moving(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let Doing::Moving(verb) = desk.doing.get() else { return None };
        let mv = desk.find(&verb)?;
        let form = desk.form(&mv, i18n)?;
        Some(view! { <Making desk form mv /> })
    }
}

/// What the note and the photo of a move are about.
fn heads(flow: &Flow, mv: &Move, i18n: Words) -> Heads {
    let done = mv.to.as_ref().and_then(|to| flow.state(to));
    let mends = asks(mv, &Requirement::AfterPhoto)
        || (asks(mv, &Requirement::Photo) && done.is_some_and(|to| to.kind == StateKind::Done));
    let returns = asks(mv, &Requirement::Note)
        && !asks(mv, &Requirement::Seal)
        && mv.to.is_some()
        && mv.from.iter().all(|from| is_sealing(flow, from));
    let note = move || match (mends, returns) {
        (true, _) => t_string!(i18n, issue.finish_note),
        (_, true) => t_string!(i18n, issue.reject_note),
        _ => t_string!(i18n, case.note),
    };
    let photo = move || match (mends, returns) {
        (true, _) => t_string!(i18n, issue.finish_photo),
        (_, true) => t_string!(i18n, issue.reject_photo),
        _ => t_string!(i18n, case.photo),
    };
    Heads {
        note: Signal::derive(move || note().to_owned()),
        photo: Signal::derive(move || photo().to_owned()),
    }
}

#[component]
fn Making(desk: Desk, form: Form, mv: Move) -> impl IntoView {
    let i18n = form.i18n;
    let heads = form.flow.with_value(|flow| heads(flow, &mv, i18n));
    let only_handler = mv.requires == [Requirement::Handler];
    let seals = asks(&mv, &Requirement::Seal);
    let mv = StoredValue::new(mv);
    let title = Signal::derive(move || mv.with_value(|mv| say(i18n.get_locale(), &mv.name)));
    let words = move || {
        let handler = form.sketch.words.with(|typed| typed.handler.filter(|_| only_handler));
        match handler {
            Some(id) => t_string!(i18n, issue.assign_one, name = name_of(desk.app, id)),
            None => title.get(),
        }
    };
    let go = move |()| send(desk, form, mv.with_value(|mv| mv.verb.clone()), seals);
    let button = move || {
        if seals {
            let hint = Signal::derive(move || t_string!(i18n, case.hold_hint).to_owned());
            view! { <Hold desk hint armed=Signal::stored(true) on_held=go on_missing=go /> }
                .into_any()
        } else {
            view! {
                <Button tone=Tone::Primary on_press=go busy=form.sketch.busy test_id="report-send">
                    {words}
                </Button>
            }
            .into_any()
        }
    };
    let dock = move || {
        view! {
            {button()}
            <p class="dock-note">
                <SaveMark save=Save::Local />
                {t!(i18n, issue.kept)}
            </p>
        }
    };
    view! {
        <Sheet open=Signal::stored(true) label=title on_close=move |()| desk.stop() dock>
            <div class="sheet-head">
                <h2>{title}</h2>
            </div>
            <div class="sheet-body form">
                <Fields form heads />
            </div>
        </Sheet>
    }
}

/// Says what is missing, or keeps the move and closes.
fn send(desk: Desk, form: Form, verb: String, seals: bool) {
    let wrong = move |why: &PerformError| {
        desk.app.actions.feel(Touch::Refused);
        if form.trouble.try_get_untracked().is_none() {
            // The sheet was closed meanwhile; what was typed is a draft.
            let locale = form.i18n.get_locale_untracked();
            return desk.toasts.say(troubles::perform(locale, why));
        }
        form.trouble.set(Some(refusal(form, why)));
        crate::pages::form::show_trouble();
    };
    let made = match step(form, &verb, seals) {
        Ok(made) => made,
        Err(why) => return wrong(&PerformError::Rejected(why)),
    };
    form.sketch.busy.set(true);
    spawn_local(async move {
        let draft = desk.draft(&verb);
        let done = desk.app.actions.move_case(desk.id, made, Some(&draft)).await;
        let _ = form.sketch.busy.try_set(false);
        match done {
            Ok(()) => {
                desk.stop();
                match seals {
                    true => sealed(desk, form.i18n),
                    false => {
                        let locale = form.i18n.get_locale_untracked();
                        desk.toasts.kept(td_string!(locale, issue.done));
                    }
                }
            }
            Err(why) => wrong(&why),
        }
    });
}

/// The moves that have no place in the dock, and what may be begun from here.
#[component]
pub fn More(desk: Desk, ways: Memo<Vec<Way>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = Signal::derive(move || desk.doing.get() == Doing::More);
    let label = Signal::derive(move || t_string!(i18n, case.more_label).to_owned());
    let way = move |way: Way| {
        let (verb, name) = (way.verb.clone(), way.name.clone());
        let press = move |()| desk.doing.set(Doing::Moving(verb.clone()));
        view! {
            <Button on_press=press test_id=way.verb.to_string()>
                {say(i18n.get_locale(), &name)}
            </Button>
        }
    };
    let sub = move |sub: Arc<Flow>| {
        let of = untrack(|| desk.case.get()).map(|case| case.flow.clone()).unwrap_or_default();
        let href = format!("/open/{}?from={}&of={of}", sub.key, desk.id);
        let words = t_string!(i18n, case.open_one, name = say(i18n.get_locale(), &sub.name));
        view! {
            <ButtonLink icon="plus" href>
                {words}
            </ButtonLink>
        }
    };
    view! {
        <Sheet open label on_close=move |()| desk.stop()>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            <div class="sheet-body ways">
                {move || ways.get().into_iter().map(way).collect_view()}
                {move || desk.subs().into_iter().map(sub).collect_view()}
            </div>
        </Sheet>
    }
}

/// A question between two values is answered.
pub fn settle(desk: Desk, field: String, holds: patrol_domain::OpId, i18n: Words) {
    spawn_local(async move {
        let done = desk.app.actions.settle_field(desk.id, field, holds).await;
        let locale = i18n.get_locale_untracked();
        match done {
            Ok(()) => desk.toasts.kept(td_string!(locale, issue.done)),
            Err(PerformError::Rejected(Rejection::NotAllowed)) => {
                desk.toasts.say(td_string!(locale, case.settle_other));
            }
            Err(why) => desk.toasts.say(troubles::perform(locale, &why)),
        }
    });
}
