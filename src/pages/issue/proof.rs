//! Proof of being there, before a seal: the checkpoint's code, or a photo taken now (R93).

use crate::components::{Button, ButtonLink, Sheet, TextLine, Tone};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, Shoot};
use crate::pages::issue::report::{Sketch, Words};
use crate::pages::issue::{Desk, Doing};
use crate::pages::issues::turn::VERIFY;
use crate::state::actions::Touch;
use crate::state::{App, StoreError};
use leptos::prelude::*;
use patrol_domain::CaseId;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{Presence, PresenceHow};

/// What shows that the verifier is on site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    pub presence: Option<Presence>,
    pub photos: Vec<PhotoRef>,
}

/// A proof this old says nothing about now, in minutes.
const FRESH_MIN: i64 = 30;

/// Takes up a proof that was made before: a scan on its own page, a photo before the app was killed.
pub fn take_up(desk: Desk) {
    let sketch = Sketch::open(desk, VERIFY, use_i18n());
    Effect::new(move |_| {
        let Words { presence, mut photos, .. } = sketch.words.get();
        let fresh = |at| desk.app.actions.now().minutes_since(at) <= FRESH_MIN;
        let presence = presence.filter(|presence| fresh(presence.at));
        if presence.as_ref().is_some_and(|presence| !is_here(desk, presence)) {
            let locale = sketch.i18n.get_locale_untracked();
            return desk.toasts.say(td_string!(locale, issue.proof_elsewhere));
        }
        photos.retain(|photo| fresh(photo.taken_at));
        if presence.is_some() || !photos.is_empty() {
            desk.proved.set(Some(Proved { presence, photos }));
        }
    });
}

/// Whether a scan was made where the issue is; an issue without a place takes any.
fn is_here(desk: Desk, presence: &Presence) -> bool {
    let place = desk.case.get_untracked().and_then(|case| case.place);
    place.is_none_or(|place| {
        desk.app.reference.with_untracked(|all| all.proves(presence.checkpoint, place))
    })
}

/// Keeps a scan as the proof for sealing one issue.
pub async fn keep_scan(app: App, case: CaseId, presence: Presence) -> Result<(), StoreError> {
    let words = Words { presence: Some(presence), ..Words::default() };
    let body = serde_json::to_string(&words).unwrap_or_default();
    app.actions.put_draft(&format!("case/{case}/{VERIFY}"), &body).await
}

#[component]
pub fn Proof(desk: Desk) -> impl IntoView {
    move || (desk.doing.get() == Doing::Proving).then(|| view! { <Form desk /> })
}

#[component]
fn Form(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let sketch = Sketch::open(desk, VERIFY, i18n);
    let label = Signal::derive(move || t_string!(i18n, issue.proof).to_owned());
    let photo = Signal::derive(move || t_string!(i18n, issue.proof_photo).to_owned());
    // A photo that is kept is proof enough: back to the page, the button can be held now.
    Effect::new(move |_| {
        let photos = sketch.words.with(|words| words.photos.clone());
        if !photos.is_empty() {
            desk.proved.set(Some(Proved { presence: None, photos }));
            desk.stop();
        }
    });
    let href = format!("/scan?proof={}", desk.id);
    view! {
        <Sheet open=Signal::stored(true) label on_close=move |()| desk.stop()>
            <div class="sheet-head">
                <div>
                    <h2>{label}</h2>
                    <p class="sub">{t!(i18n, issue.proof_hint)}</p>
                </div>
            </div>
            <div class="sheet-body">
                <Interrupted draft=desk.draft(VERIFY) on_file=sketch.shooter() />
                <div class="proof-row">
                    <ButtonLink tone=Tone::Primary icon="scan" href=href.clone()>
                        {t!(i18n, issue.proof_scan)}
                    </ButtonLink>
                    <Shoot
                        draft=desk.draft(VERIFY)
                        label=photo
                        busy=sketch.busy
                        on_file=sketch.shooter()
                    />
                </div>
                <Typed desk />
                <p role="alert" class="t-cin">
                    {move || sketch.missing.get()}
                </p>
            </div>
        </Sheet>
    }
}

/// The short code from the sign, typed.
#[component]
fn Typed(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let code = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let label = Signal::derive(move || t_string!(i18n, issue.proof_type).to_owned());
    let used = move |()| match desk.app.actions.checkpoint_of(&code.get_untracked()) {
        Ok(point) => {
            let presence = Presence {
                checkpoint: point.id,
                how: PresenceHow::Typed,
                at: desk.app.actions.now(),
            };
            if !is_here(desk, &presence) {
                return error.set(Some(t_string!(i18n, issue.proof_elsewhere).to_owned()));
            }
            desk.app.actions.feel(Touch::Scan);
            desk.proved.set(Some(Proved { presence: Some(presence), photos: Vec::new() }));
            desk.stop();
        }
        Err(_) => error.set(Some(t_string!(i18n, issue.proof_unknown).to_owned())),
    };
    view! {
        <TextLine
            label
            value=code
            on_input=move |typed| {
                error.set(None);
                code.set(typed);
            }
            error
            autocapitalize="characters"
            test_id="proof-code"
        />
        <Button on_press=used test_id="proof-use">
            {t!(i18n, issue.proof_use)}
        </Button>
    }
}
