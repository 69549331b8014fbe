//! Before a round is walked: what it is, the self-check, and 开始; or 继续 after a pause.

use crate::components::{
    Button, Choice, Dock, FieldError, Icon, PageHead, Segmented, Switch, Tone,
};
use crate::i18n::*;
use crate::pages::pill::StatusPill;
use crate::pages::round::Records;
use crate::pages::round::home_card::HomeCard;
use crate::pages::round::top::{round_title, window_words};
use crate::pages::round::ways::Ways;
use crate::pages::shift_log::link::LogRow;
use crate::pages::troubles;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::Checklist;
use patrol_domain::round::{Mode, Round, RoundState};
use patrol_domain::schedule::{Due, due_state};
use std::sync::Arc;

#[component]
pub fn Begin(records: Records, round: Arc<Round>, list: Arc<Checklist>) -> impl IntoView {
    let i18n = use_i18n();
    let app = records.app;
    let place = records.place(&round);
    let paused = round.state == RoundState::Paused;
    let checked = RwSignal::new(false);
    let mode = RwSignal::new(Mode::Foot);
    let on_foot_only = list.on_foot_only();
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let (id, count) = (records.id, list.items.len());
    let list = StoredValue::new(list);
    let stored = StoredValue::new(round);
    let title = Signal::derive(move || {
        let locale = i18n.get_locale();
        place.with(|place| list.with_value(|list| round_title(locale, place.as_ref(), Some(list))))
    });
    let meta = Signal::derive(move || {
        let (locale, now) = (i18n.get_locale(), app.now.get());
        let floor = place.with(|place| place.as_ref().map(|place| place.floor.clone()));
        let window = stored.with_value(|round| window_words(locale, round, now));
        let parts = floor.into_iter().filter(|floor| !floor.is_empty()).chain(window);
        parts.collect::<Vec<_>>().join(" · ")
    });
    let begin = move |()| {
        busy.set(true);
        spawn_local(async move {
            let stored = if paused {
                app.actions.resume_round(id).await.map(|_| ())
            } else {
                let check = checked.get_untracked();
                app.actions.start_round(id, mode.get_untracked(), check).await.map(|_| ())
            };
            busy.try_set(false);
            if let Err(why) = stored {
                trouble.try_set(Some(troubles::perform(i18n.get_locale_untracked(), &why)));
            }
        });
    };
    view! {
        <main class="page with-dock" data-id="begin">
            <PageHead back="/" title meta end=move || view! { <StatusPill in_round=true /> } />
            <div class="page-body stack-gap">
                <Lead count stored paused list />
                <HomeCard place here=id open=true />
                <FieldError error=trouble />
                <Show when=move || !paused>
                    <Switch
                        label=Signal::derive(move || t_string!(i18n, round.self_check).to_owned())
                        on=checked
                        on_change=move |on| checked.set(on)
                        test_id="self-check"
                    />
                    <HowToGo mode on_foot_only />
                </Show>
            </div>
            <LogRow
                round=Signal::derive(move || records.loaded.with(|l| l.ready().cloned()))
                base="/round"
            />
            <Ways round=Signal::derive(move || records.loaded.with(|l| l.ready().cloned())) />
            <Dock>
                <Button tone=Tone::Primary on_press=begin busy test_id="begin">
                    {move || {
                        if paused {
                            t_string!(i18n, round.resume)
                        } else {
                            t_string!(i18n, round.start)
                        }
                    }}
                </Button>
            </Dock>
        </main>
    }
}

/// R33: on foot, by bicycle or by vehicle; only on foot where the checklist asks for it.
#[component]
fn HowToGo(mode: RwSignal<Mode>, on_foot_only: bool) -> impl IntoView {
    let i18n = use_i18n();
    if on_foot_only {
        return view! { <p class="sub">{t!(i18n, ways.foot_only)}</p> }.into_any();
    }
    let label = Signal::derive(move || t_string!(i18n, ways.mode).to_owned());
    let choices = Signal::derive(move || {
        let locale = i18n.get_locale();
        MODES.map(|(key, mode)| Choice::new(key, words::mode(locale, mode))).to_vec()
    });
    let picked = Signal::derive(move || {
        let now = mode.get();
        MODES.iter().find(|(_, mode)| *mode == now).map_or("foot", |(key, _)| key).to_owned()
    });
    let pick = move |key: String| {
        let picked = MODES.iter().find(|(name, _)| *name == key);
        mode.set(picked.map_or(Mode::Foot, |(_, mode)| *mode));
    };
    view! { <Segmented label choices picked on_pick=pick /> }.into_any()
}

const MODES: [(&str, Mode); 3] =
    [("foot", Mode::Foot), ("bicycle", Mode::Bicycle), ("vehicle", Mode::Vehicle)];

/// How many items, how it is saved, and whether it is a make-up or paused.
#[component]
fn Lead(
    count: usize,
    stored: StoredValue<Arc<Round>>,
    paused: bool,
    list: StoredValue<Arc<Checklist>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let now = crate::state::use_app().now;
    let late = move || {
        let due = stored.with_value(|round| due_state(round, now.get()));
        matches!(due, Due::Late | Due::Missed)
    };
    let why = stored.with_value(|round| {
        round.pauses.last().map(|pause| pause.reason.clone()).unwrap_or_default()
    });
    let name = move || list.with_value(|list| say(i18n.get_locale(), &list.name));
    view! {
        <h2 class="page-item">{name}</h2>
        <p class="sub">{move || td_string!(i18n.get_locale(), round.start_lead, n = count)}</p>
        {paused
            .then(|| {
                let words = move || {
                    td_string!(i18n.get_locale(), round.paused_lead, reason = why.clone())
                };
                view! { <p class="sub">{words}</p> }
            })}
        <Show when=move || late() && !paused>
            <p class="banner">
                <Icon name="clock" />
                {t!(i18n, round.make_up_lead)}
            </p>
        </Show>
    }
}
