//! Desktop: one round with answers, times and photos, and the head's judgement.

use crate::i18n::*;
use crate::pages::office::frame::{OfficeFrame, Place};
use crate::pages::records::read::RoundSheet;
use crate::pages::shift_log::ShiftLog;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use patrol_domain::RoundId;

#[component]
pub fn OfficeRound() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<RoundId>().ok()));
    view! {
        <OfficeFrame place=Place::Board>
            <div class="desk-column">
                {move || match id.get() {
                    Some(id) => view! { <RoundSheet id back="/office" /> }.into_any(),
                    None => view! { <p class="todo">{t!(i18n, records.not_here)}</p> }.into_any(),
                }}
            </div>
        </OfficeFrame>
    }
}

/// The log of the shift in which a round stands.
#[component]
pub fn OfficeLog() -> impl IntoView {
    view! {
        <OfficeFrame place=Place::Board>
            <div class="desk-column wide">
                <ShiftLog />
            </div>
        </OfficeFrame>
    }
}
