//! 听: a sound clip recorded with a countdown, and played where its record is read.

use crate::components::{FieldError, Icon, Save, SaveMark};
use crate::i18n::*;
use crate::pages::troubles;
use crate::state::App;
use crate::state::actions::{Recording, Touch};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::sound::{SOUND_LIMIT_MS, SoundRef};
use std::time::Duration;

/// How often the countdown looks at the clock.
const LOOK: Duration = Duration::from_millis(200);

/// What the microphone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ear {
    Shut,
    Opening,
    /// So many seconds are left.
    Open(u32),
}

/// The parts of a running recording. Copy.
#[derive(Clone, Copy)]
struct Tape {
    app: App,
    i18n: Words,
    ear: RwSignal<Ear>,
    running: StoredValue<Option<Recording>, LocalStorage>,
    trouble: RwSignal<Option<String>>,
    /// Hears of the clip once the phone has it, also when the button is gone by then.
    on_sound: Callback<SoundRef>,
}

impl Tape {
    fn begin(self) {
        if self.ear.get_untracked() != Ear::Shut {
            return;
        }
        self.trouble.set(None);
        self.ear.set(Ear::Opening);
        spawn_local(async move {
            match self.app.actions.record_sound().await {
                // The page may be gone meanwhile: then the recording ends with this drop.
                Ok(recording) => {
                    self.running.try_set_value(Some(recording));
                    self.ear.try_set(Ear::Open(SOUND_LIMIT_MS / 1000));
                }
                Err(why) => {
                    self.ear.try_set(Ear::Shut);
                    let locale = self.i18n.get_locale_untracked();
                    self.trouble.try_set(Some(troubles::sound_door(locale, why).to_owned()));
                }
            }
        });
    }

    /// Looks at the clock; the clip ends by itself.
    fn look(self) {
        let heard = self.running.try_with_value(|running| {
            running.as_ref().map(|running| self.app.actions.recorded_ms(running))
        });
        let Some(Some(ms)) = heard else { return };
        if ms >= SOUND_LIMIT_MS {
            return self.end();
        }
        let left = Ear::Open((SOUND_LIMIT_MS - ms).div_ceil(1000));
        if self.ear.get_untracked() != left {
            self.ear.set(left);
        }
    }

    /// Stops, and stores what was heard.
    fn end(self) {
        let running = self.running.try_update_value(Option::take).flatten();
        let Some(running) = running else { return };
        self.ear.try_set(Ear::Shut);
        spawn_local(async move {
            match self.app.actions.keep_sound(running).await {
                Ok(sound) => {
                    self.app.actions.feel(Touch::Ok);
                    self.on_sound.run(sound);
                }
                Err(why) => {
                    let locale = self.i18n.get_locale_untracked();
                    self.trouble.try_set(Some(troubles::sound(locale, &why)));
                }
            }
        });
    }
}

/// 录声音: a press begins, a press or the end of half a minute stops; what was heard is stored.
#[component]
pub fn Record(app: App, on_sound: Callback<SoundRef>) -> impl IntoView {
    let i18n = use_i18n();
    let tape = Tape {
        app,
        i18n,
        ear: RwSignal::new(Ear::Shut),
        running: StoredValue::new_local(None),
        trouble: RwSignal::new(None),
        on_sound,
    };
    if let Ok(clock) = set_interval_with_handle(move || tape.look(), LOOK) {
        on_cleanup(move || clock.clear());
    }
    // Who goes on to the next item keeps what was heard here.
    on_cleanup(move || tape.end());
    let press = move |_| match tape.ear.get_untracked() {
        Ear::Shut => tape.begin(),
        Ear::Opening => {}
        Ear::Open(_) => tape.end(),
    };
    let words = move || match tape.ear.get() {
        Ear::Shut => t_string!(i18n, photo.sound).to_owned(),
        Ear::Opening => t_string!(i18n, photo.sound_opening).to_owned(),
        Ear::Open(left) => t_string!(i18n, photo.sound_stop, n = left),
    };
    view! {
        <div class="sound">
            <button
                type="button"
                class="btn btn-secondary sound-record"
                class:is-on=move || matches!(tape.ear.get(), Ear::Open(_))
                data-id="record-sound"
                on:click=press
            >
                <Icon name="mic" />
                <span>{words}</span>
            </button>
            <FieldError error=tape.trouble />
        </div>
    }
}

/// A clip with its length; a press plays it.
#[component]
pub fn Clip(app: App, sound: SoundRef) -> impl IntoView {
    let i18n = use_i18n();
    let player = NodeRef::<html::Audio>::new();
    let (src, playing) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let away = RwSignal::new(false);
    let seconds = sound.ms.div_ceil(1000).max(1);
    let sound = StoredValue::new(sound);
    // The player tells of itself; a refusal shows by the button that still says play.
    let start = move || {
        let asked = player.get_untracked().and_then(|player| player.play().ok());
        if let Some(asked) = asked {
            spawn_local(async move {
                let _ = wasm_bindgen_futures::JsFuture::from(asked).await;
            });
        }
    };
    let press = move |_| {
        if playing.get_untracked() {
            if let Some(player) = player.get_untracked() {
                let _ = player.pause();
                player.set_current_time(0.0);
            }
            return;
        }
        if src.get_untracked().is_some() {
            return start();
        }
        spawn_local(async move {
            let found = app.actions.sound_url(&sound.get_value()).await;
            away.try_set(found.is_none());
            if let (Some(url), Some(player)) = (&found, player.try_get_untracked().flatten()) {
                player.set_src(url);
                start();
            }
            src.try_set(found);
        });
    };
    on_cleanup(move || {
        if let Some(Some(url)) = src.try_get_untracked() {
            app.actions.forget_url(&url);
        }
    });
    let words = move || match playing.get() {
        true => t_string!(i18n, photo.sound_pause).to_owned(),
        false => t_string!(i18n, photo.sound_play, n = seconds),
    };
    let error =
        Signal::derive(move || away.get().then(|| t_string!(i18n, photo.sound_away).to_owned()));
    view! {
        <div class="sound">
            <button type="button" class="btn btn-secondary" data-id="play-sound" on:click=press>
                <Icon name="mic" />
                <span>{words}</span>
            </button>
            <audio
                node_ref=player
                preload="auto"
                on:play=move |_| playing.set(true)
                on:pause=move |_| playing.set(false)
                on:ended=move |_| playing.set(false)
            ></audio>
            <FieldError error />
        </div>
    }
}

/// 已存在本机 beside a clip that may be taken away again.
#[component]
pub fn OwnClip(app: App, sound: SoundRef, on_remove: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="sound-own">
            <Clip app sound />
            <button
                type="button"
                class="btn btn-text"
                data-id="remove-sound"
                on:click=move |_| on_remove.run(())
            >
                {t!(i18n, photo.sound_remove)}
            </button>
            <p class="meta marked" role="status">
                <SaveMark save=Save::Local />
                {t!(i18n, photo.sound_kept)}
            </p>
        </div>
    }
}
