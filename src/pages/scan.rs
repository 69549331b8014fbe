//! Scanning a checkpoint: by camera, by its short code, or by photo or position when the code is
//! damaged.
//! With `?round=` the scan confirms that round's presence; else it shows the rounds of the place.

mod damaged;
mod extra;
mod position;
mod tags;
mod typed;

use crate::components::{Button, FieldError, Icon, PageHead, Tone};
use crate::i18n::*;
use crate::pages::issue::proof::keep_scan;
use crate::pages::pill::StatusPill;
use crate::pages::round::top::round_title;
use crate::pages::today::day::is_mine;
use crate::pages::troubles;
use crate::state::actions::{CodeProblem, Touch};
use crate::state::{App, CameraProblem, PerformError, Scanner, use_app};
use damaged::NoCode;
use extra::Extra;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_query_map};
use patrol_domain::ids::{CaseId, RoundId};
use patrol_domain::place::Checkpoint;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::{Presence, PresenceHow, Round};
use patrol_domain::slip::read_slip;
use std::sync::Arc;
use tags::Tags;
use typed::{ToSlip, Typed};

/// What the parts of the page share. Copy.
#[derive(Clone, Copy)]
struct Desk {
    app: App,
    /// The round whose presence is confirmed.
    round: Option<RoundId>,
    /// The case whose move needs proof of being there.
    proof: Option<CaseId>,
    /// The move that the proof is for.
    verb: StoredValue<String>,
    /// What was scanned, when no round is in hand.
    found: RwSignal<Option<Checkpoint>>,
    /// How it was scanned.
    how: StoredValue<PresenceHow>,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// The viewfinder while it runs; leaving the page ends it.
    scanner: StoredValue<Option<Scanner>, LocalStorage>,
    /// The text of the code in the picture.
    seen: StoredValue<String>,
    /// Where to go once the presence is stored.
    done: RwSignal<bool>,
    /// The code of somebody's paper, which is looked up on a page of its own.
    slip: RwSignal<Option<String>>,
    i18n: Words,
}

impl Desk {
    /// A code, scanned or typed.
    fn read(self, text: &str, how: PresenceHow) {
        let free = self.round.is_none() && self.proof.is_none();
        if free && read_slip(text).is_some() {
            return self.slip.set(Some(text.trim().to_owned()));
        }
        let locale = self.i18n.get_locale_untracked();
        match self.app.actions.checkpoint_of(text) {
            Ok(point) => {
                self.app.actions.feel(Touch::Scan);
                self.trouble.set(None);
                self.at(point, how);
            }
            Err(why) => {
                self.app.actions.feel(Touch::Refused);
                self.trouble.set(Some(code_words(locale, &why).to_owned()));
            }
        }
    }

    /// A code in the picture; the same one is seen again and again while it stays there.
    fn see(self, text: &str) {
        let again = self.seen.try_update_value(|seen| {
            let again = seen == text;
            text.clone_into(seen);
            again
        });
        if again == Some(false) {
            self.read(text, PresenceHow::Qr);
        }
    }

    fn at(self, point: Checkpoint, how: PresenceHow) {
        if let Some(case) = self.proof {
            return self.prove(case, point, how);
        }
        let Some(round) = self.round else {
            self.how.set_value(how);
            self.found.set(Some(point));
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let stored = self.confirm(round, &point, how).await;
            self.busy.try_set(false);
            match stored {
                Ok(_) => {
                    self.done.try_set(true);
                }
                Err(why) => {
                    let words = troubles::perform(self.i18n.get_locale_untracked(), &why);
                    self.trouble.try_set(Some(words));
                }
            }
        });
    }
}

impl Desk {
    /// Keeps the presence; after a scan the camera goes on for a moment, for its live frame.
    async fn confirm(
        self,
        round: RoundId,
        point: &Checkpoint,
        how: PresenceHow,
    ) -> Result<(), PerformError> {
        let actions = self.app.actions;
        if how != PresenceHow::Qr {
            return actions.confirm_presence(round, point.id, how).await;
        }
        let camera = self.scanner.try_update_value(Option::take).flatten();
        let stored = actions.confirm_scan(round, point.id, camera.is_some()).await;
        match (camera, &stored) {
            (Some(camera), Ok(())) => actions.frame_after(round, point.id, camera),
            // Refused: the viewfinder goes on.
            (camera, _) => {
                self.scanner.try_set_value(camera);
            }
        }
        stored
    }

    /// R93: the scan stands as proof for the seal of one issue.
    fn prove(self, case: CaseId, point: Checkpoint, how: PresenceHow) {
        let presence = Presence::new(point.id, how, self.app.actions.now());
        spawn_local(async move {
            match keep_scan(self.app, (case, &self.verb.get_value()), presence).await {
                Ok(()) => {
                    self.done.try_set(true);
                }
                Err(why) => {
                    let words = refusals::store(self.i18n.get_locale_untracked(), &why);
                    self.trouble.try_set(Some(words.to_owned()));
                }
            }
        });
    }
}

fn code_words(locale: Locale, why: &CodeProblem) -> &'static str {
    match why {
        CodeProblem::NotACheckpoint => td_string!(locale, scan.not_ours),
        CodeProblem::OtherSite => td_string!(locale, scan.other_site),
        CodeProblem::Unknown => td_string!(locale, scan.unknown),
    }
}

/// The page that asked for the scan.
fn origin(round: Option<RoundId>, proof: Option<CaseId>) -> String {
    match (round, proof) {
        (Some(round), _) => format!("/round/{round}"),
        (None, Some(case)) => format!("/issue/{case}"),
        (None, None) => "/".to_owned(),
    }
}

#[component]
pub fn Scan() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let query = use_query_map();
    let round =
        query.with_untracked(|query| query.get("round").and_then(|id| id.parse::<RoundId>().ok()));
    let proof =
        query.with_untracked(|query| query.get("proof").and_then(|id| id.parse::<CaseId>().ok()));
    let verb = query.with_untracked(|query| query.get("move").unwrap_or("verify".to_owned()));
    let desk = Desk {
        app,
        round,
        proof,
        verb: StoredValue::new(verb),
        found: RwSignal::new(None),
        how: StoredValue::new(PresenceHow::Qr),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
        scanner: StoredValue::new_local(None),
        seen: StoredValue::new(String::new()),
        done: RwSignal::new(false),
        slip: RwSignal::new(None),
        i18n,
    };
    let navigate = use_navigate();
    let onward = navigate.clone();
    Effect::new(move |_| {
        if let Some(code) = desk.slip.get() {
            let replace = leptos_router::NavigateOptions { replace: true, ..Default::default() };
            onward(&format!("/slip?code={code}"), replace);
        }
    });
    Effect::new(move |_| {
        if desk.done.get() {
            let replace = leptos_router::NavigateOptions { replace: true, ..Default::default() };
            navigate(&origin(round, proof), replace);
        }
    });
    let back = origin(round, proof);
    let title = Signal::derive(move || t_string!(i18n, scan.title).to_owned());
    view! {
        <main class="page" data-id="scan-page">
            <PageHead back title end=|| view! { <StatusPill /> } />
            <FieldError error=desk.trouble />
            <div class="page-body stack-gap">
                <Finder desk />
                <Tags desk />
                <Typed desk />
                <Found desk />
                {round.map(|round| view! { <NoCode desk round /> })}
                {(round.is_none() && proof.is_none()).then(|| view! { <ToSlip i18n /> })}
            </div>
        </main>
    }
}

/// The viewfinder; says so when there is none, and the short code below always works.
#[component]
fn Finder(desk: Desk) -> impl IntoView {
    let i18n = desk.i18n;
    let video = NodeRef::<leptos::html::Video>::new();
    let problem = RwSignal::new(None::<CameraProblem>);
    let scanner = desk.scanner;
    let torch = RwSignal::new(false);
    let lit = RwSignal::new(false);
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(video) = video.get() else { return };
        if asked.get_value() {
            return;
        }
        asked.set_value(true);
        spawn_local(async move {
            match desk.app.actions.open_camera(video, move |text| desk.see(&text)).await {
                Ok(running) => {
                    torch.try_set(running.has_torch());
                    // The page may be gone meanwhile: then the viewfinder ends with this drop.
                    scanner.try_set_value(Some(running));
                }
                Err(why) => {
                    problem.try_set(Some(why));
                }
            }
        });
    });
    // Leaving the page ends the viewfinder.
    on_cleanup(move || {
        scanner.try_set_value(None);
    });
    let light = move |()| {
        let on = !lit.get_untracked();
        lit.set(on);
        spawn_local(async move {
            if let Some(Some(running)) = scanner.try_update_value(Option::take) {
                running.torch(on).await;
                scanner.try_set_value(Some(running));
            }
        });
    };
    view! {
        <Show
            when=move || problem.get().is_none()
            fallback=move || {
                // As large as the viewfinder: what is about to be pressed below stays in its place.
                view! {
                    <div class="finder is-off">
                        <NoCamera problem i18n />
                    </div>
                }
            }
        >
            <div class="finder" data-id="finder">
                <video node_ref=video playsinline="" muted="" aria-hidden="true"></video>
                <p>{t!(i18n, scan.aim)}</p>
            </div>
            <Show when=move || torch.get()>
                <Button tone=Tone::Secondary icon="torch" on_press=light>
                    {t!(i18n, scan.torch)}
                </Button>
            </Show>
        </Show>
    }
}

/// Why the camera is not there, and what to do.
#[component]
fn NoCamera(problem: RwSignal<Option<CameraProblem>>, i18n: Words) -> impl IntoView {
    let words = move || match problem.get() {
        Some(CameraProblem::Missing) => t_string!(i18n, scan.no_camera),
        Some(CameraProblem::Insecure) => t_string!(i18n, scan.insecure),
        Some(CameraProblem::Refused) | None => t_string!(i18n, scan.refused_hint),
    };
    view! {
        <div class="banner" role="status" data-id="no-camera">
            <Icon name="warn" />
            <span>
                <b>{t!(i18n, scan.refused)}</b>
                " · "
                {words}
            </span>
        </div>
    }
}

/// What was scanned with no round in hand: the place, and its rounds.
#[component]
fn Found(desk: Desk) -> impl IntoView {
    let app = desk.app;
    let i18n = desk.i18n;
    let live = app.rounds(Slice::all(Shelf::Live));
    let me = app.me();
    let here = Memo::new(move |_| {
        let point = desk.found.get()?;
        let me = me.get()?;
        let rounds = live.with(|live| live.ready().cloned().unwrap_or_default());
        let place = point.place;
        let of = |round: &Arc<Round>| round.place == place && is_mine(round, &me);
        Some((point, rounds.into_iter().filter(of).collect::<Vec<_>>()))
    });
    let line = move |round: Arc<Round>| {
        let href = format!("/round/{}", round.id);
        let title = move || {
            app.reference.with(|all| {
                let list = all.checklist(&round.checklist, round.version);
                round_title(i18n.get_locale(), all.places.get(&round.place), list.as_deref())
            })
        };
        view! {
            <a class="pick" href=href>
                <Icon name="right" />
                {title}
            </a>
        }
    };
    move || {
        here.get().map(|(point, rounds)| {
            let locale = i18n.get_locale();
            let number = td_string!(locale, words.point, number = point.number.clone());
            let none = rounds.is_empty();
            view! {
                <h2 class="today-date">{format!("{number} · {}", point.name)}</h2>
                <p class="sub">
                    {if none {
                        td_string!(locale, scan.none_here)
                    } else {
                        td_string!(locale, scan.rounds_here)
                    }}
                </p>
                {rounds.into_iter().map(line).collect_view()}
                <Extra desk point />
            }
        })
    }
}
