//! Proof of being there, before a seal: the checkpoint's code, or a photo taken now (R93).

use crate::components::{Button, ButtonLink, Sheet, TextLine, Tone};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, Shoot};
use crate::pages::form::Typed;
use crate::pages::issue::{Desk, Doing};
use crate::state::actions::Touch;
use crate::state::{App, StoreError};
use leptos::prelude::*;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{Presence, PresenceHow};
use patrol_domain::{CaseId, PlaceId};

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
    let sketch = desk.seal_sketch(use_i18n());
    Effect::new(move |_| {
        let Typed { presence, mut photos, .. } = sketch.words.get();
        let fresh = |at| desk.app.actions.now().minutes_since(at) <= FRESH_MIN;
        let presence = presence.filter(|presence| fresh(presence.at));
        let place = desk.case.get_untracked().and_then(|case| case.place);
        if presence.as_ref().is_some_and(|presence| !is_here(desk.app, place, presence)) {
            let locale = sketch.i18n.get_locale_untracked();
            return desk.toasts.say(td_string!(locale, issue.proof_elsewhere));
        }
        photos.retain(|photo| fresh(photo.taken_at));
        if presence.is_some() || !photos.is_empty() {
            desk.proved.set(Some(Proved { presence, photos }));
        }
    });
}

/// Whether a scan was made where the case is; a case without a place takes any.
fn is_here(app: App, place: Option<PlaceId>, presence: &Presence) -> bool {
    place.is_none_or(|place| {
        app.reference.with_untracked(|all| all.proves(presence.checkpoint, place))
    })
}

/// Keeps a scan as the proof for one move of one case.
pub async fn keep_scan(
    app: App,
    (case, verb): (CaseId, &str),
    presence: Presence,
) -> Result<(), StoreError> {
    let name = format!("case/{case}/{verb}");
    let kept = app.actions.draft(&name).await?;
    let words: Typed = kept.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
    let words = Typed { presence: Some(presence), ..words };
    app.actions.put_draft(&name, &serde_json::to_string(&words).unwrap_or_default()).await
}

#[component]
pub fn Proof(desk: Desk) -> impl IntoView {
    move || (desk.doing.get() == Doing::Proving).then(|| view! { <Form desk /> })
}

#[component]
fn Form(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let sketch = desk.seal_sketch(i18n);
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
    let verb = desk.seal_verb();
    let href = format!("/scan?proof={}&move={verb}", desk.id);
    let draft = desk.draft(&verb);
    let place = Signal::derive(move || desk.case.with(|case| case.as_ref().and_then(|c| c.place)));
    let proved = move |presence: Presence| {
        desk.proved.set(Some(Proved { presence: Some(presence), photos: Vec::new() }));
        desk.stop();
    };
    view! {
        <Sheet open=Signal::stored(true) label on_close=move |()| desk.stop()>
            <div class="sheet-head">
                <div>
                    <h2>{label}</h2>
                    <p class="sub">{t!(i18n, issue.proof_hint)}</p>
                </div>
            </div>
            <div class="sheet-body">
                <Interrupted draft=draft.clone() on_file=sketch.shooter() />
                <div class="proof-row">
                    <ButtonLink tone=Tone::Primary icon="scan" href=href.clone()>
                        {t!(i18n, issue.proof_scan)}
                    </ButtonLink>
                    <Shoot
                        draft=draft.clone()
                        label=photo
                        busy=sketch.busy
                        on_file=sketch.shooter()
                    />
                </div>
                <ShortCode app=desk.app place on_presence=proved />
                <p role="alert" class="t-cin">
                    {move || sketch.missing.get()}
                </p>
            </div>
        </Sheet>
    }
}

/// The short code from the sign, typed.
#[component]
pub fn ShortCode(
    app: App,
    #[prop(into)] place: Signal<Option<PlaceId>>,
    #[prop(into)] on_presence: Callback<Presence>,
) -> impl IntoView {
    let i18n = use_i18n();
    let code = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let label = Signal::derive(move || t_string!(i18n, issue.proof_type).to_owned());
    let used = move |()| match app.actions.checkpoint_of(&code.get_untracked()) {
        Ok(point) => {
            let presence = Presence::new(point.id, PresenceHow::Typed, app.actions.now());
            if !is_here(app, place.get_untracked(), &presence) {
                return error.set(Some(t_string!(i18n, issue.proof_elsewhere).to_owned()));
            }
            app.actions.feel(Touch::Scan);
            on_presence.run(presence);
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
