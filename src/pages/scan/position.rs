//! 定位代替: the phone's position stands in for a damaged code, where the site takes positions and
//! the point has its place on earth. Asked once, at the press, and never otherwise.

use super::Desk;
use crate::components::{Button, Tone};
use crate::i18n::*;
use crate::pages::troubles;
use crate::state::CameraProblem;
use crate::state::actions::Touch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::ids::RoundId;
use patrol_domain::place::Checkpoint;

/// The button, with what is kept of the position and who reads it.
#[component]
pub(super) fn ByPosition(
    desk: Desk,
    round: RoundId,
    #[prop(into)] point: Signal<Option<Checkpoint>>,
) -> impl IntoView {
    let i18n = desk.i18n;
    let taken = Memo::new(move |_| {
        let on = desk.app.site.with(|site| site.as_ref().is_some_and(|site| site.positions));
        on && point.with(|point| point.as_ref().is_some_and(|point| point.area.is_some()))
    });
    let looking = RwSignal::new(false);
    let press = move |()| {
        if let Some(point) = point.get_untracked() {
            stand_in(desk, round, point, looking);
        }
    };
    view! {
        <Show when=move || taken.get()>
            <Button
                tone=Tone::Secondary
                icon="pin"
                busy=looking
                on_press=press
                test_id="by-position"
            >
                {t!(i18n, scan.position)}
            </Button>
            <p class="sub" role="status" data-id="position-hint">
                {move || match looking.get() {
                    true => t_string!(i18n, scan.position_looking),
                    false => t_string!(i18n, scan.position_hint),
                }}
            </p>
        </Show>
    }
}

fn stand_in(desk: Desk, round: RoundId, point: Checkpoint, looking: RwSignal<bool>) {
    if looking.get_untracked() {
        return;
    }
    looking.set(true);
    desk.trouble.set(None);
    let locale = desk.i18n.get_locale_untracked();
    spawn_local(async move {
        let stored = match desk.app.actions.position().await {
            Ok(fix) => {
                let stored = desk.app.actions.confirm_position(round, point.id, fix).await;
                stored.map_err(|why| troubles::perform(locale, &why))
            }
            Err(why) => Err(no_position(locale, why).to_owned()),
        };
        looking.try_set(false);
        match stored {
            Ok(()) => {
                desk.app.actions.feel(Touch::Scan);
                desk.done.try_set(true);
            }
            Err(words) => {
                desk.app.actions.feel(Touch::Refused);
                desk.trouble.try_set(Some(words));
            }
        }
    });
}

/// Why there is no position, and what to do.
fn no_position(locale: Locale, why: CameraProblem) -> &'static str {
    match why {
        CameraProblem::Refused => td_string!(locale, scan.position_refused),
        CameraProblem::Missing => td_string!(locale, scan.position_missing),
        CameraProblem::Insecure => td_string!(locale, scan.position_insecure),
    }
}
