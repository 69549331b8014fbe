//! Scanning a checkpoint: by camera, by its short code, or by photo when the code is damaged.
//! With `?round=` the scan confirms that round's presence; else it shows the rounds of the place.

use crate::components::{
    Button, Chips, Choice, FieldError, Icon, PageHead, PhotoButton, TextLine, Tone,
};
use crate::i18n::*;
use crate::pages::pill::StatusPill;
use crate::pages::round::top::round_title;
use crate::pages::today::day::is_mine;
use crate::pages::{strip, troubles};
use crate::state::actions::{CodeProblem, NewIssue, Touch};
use crate::state::{App, CameraProblem, Scanner, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_query_map};
use patrol_domain::checklist::Severity;
use patrol_domain::ids::{CheckpointId, RoundId};
use patrol_domain::place::Checkpoint;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::{PresenceHow, Round};
use std::sync::Arc;

/// The category of a damaged sign.
const SIGNS: &str = "SGN";

/// What the parts of the page share. Copy.
#[derive(Clone, Copy)]
struct Desk {
    app: App,
    /// The round whose presence is confirmed.
    round: Option<RoundId>,
    /// What was scanned, when no round is in hand.
    found: RwSignal<Option<Checkpoint>>,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// The text of the code in the picture.
    seen: StoredValue<String>,
    /// Where to go once the presence is stored.
    done: RwSignal<bool>,
    i18n: Words,
}

impl Desk {
    /// A code, scanned or typed.
    fn read(self, text: &str, how: PresenceHow) {
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
        let Some(round) = self.round else {
            self.found.set(Some(point));
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let stored = self.app.actions.confirm_presence(round, point.id, how).await;
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

fn code_words(locale: Locale, why: &CodeProblem) -> &'static str {
    match why {
        CodeProblem::NotACheckpoint => td_string!(locale, scan.not_ours),
        CodeProblem::OtherSite => td_string!(locale, scan.other_site),
        CodeProblem::Unknown => td_string!(locale, scan.unknown),
    }
}

#[component]
pub fn Scan() -> impl IntoView {
    let app = use_app();
    let i18n = use_i18n();
    let query = use_query_map();
    let round =
        query.with_untracked(|query| query.get("round").and_then(|id| id.parse::<RoundId>().ok()));
    let desk = Desk {
        app,
        round,
        found: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
        seen: StoredValue::new(String::new()),
        done: RwSignal::new(false),
        i18n,
    };
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let (true, Some(round)) = (desk.done.get(), round) {
            let replace = leptos_router::NavigateOptions { replace: true, ..Default::default() };
            navigate(&format!("/round/{round}"), replace);
        }
    });
    let back = round.map_or_else(|| "/".to_owned(), |round| format!("/round/{round}"));
    let title = Signal::derive(move || t_string!(i18n, scan.title).to_owned());
    view! {
        <main class="page" data-id="scan-page">
            <PageHead back title end=|| view! { <StatusPill/> }/>
            <FieldError error=desk.trouble/>
            <div class="page-body stack-gap">
                <Finder desk/>
                <Typed desk/>
                <Found desk/>
                {round.map(|round| view! { <Damaged desk round/> })}
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
    let scanner = StoredValue::new_local(None::<Scanner>);
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
            fallback=move || view! { <NoCamera problem i18n/> }
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
            <Icon name="warn"/>
            <span>
                <b>{t!(i18n, scan.refused)}</b>
                " · "
                {words}
            </span>
        </div>
    }
}

/// The short code under the QR code: always there, works without a camera.
#[component]
fn Typed(desk: Desk) -> impl IntoView {
    let i18n = desk.i18n;
    let code = RwSignal::new(String::new());
    let label = Signal::derive(move || t_string!(i18n, scan.typed_label).to_owned());
    let go = move || desk.read(&code.get_untracked(), PresenceHow::Typed);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go();
    };
    let typed = move |text: String| {
        desk.trouble.set(None);
        code.set(text);
    };
    view! {
        <form class="code-line" on:submit=submit>
            <TextLine
                label
                value=code
                on_input=typed
                placeholder=Signal::stored("7K4Q2N".to_owned())
                autocomplete="off"
                autocapitalize="characters"
                test_id="code"
            />
            <Button tone=Tone::Primary on_press=move |()| go() busy=desk.busy test_id="code-done">
                {t!(i18n, scan.typed_done)}
            </Button>
        </form>
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
                <Icon name="right"/>
                {title}
            </a>
        }
    };
    move || {
        here.get().map(|(point, rounds)| {
            let locale = i18n.get_locale();
            let number = td_string!(locale, words.point, number = point.number);
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
            }
        })
    }
}

/// 码坏了，拍照代替: the photo becomes an issue of the sign, and stands in for the scan.
#[component]
fn Damaged(desk: Desk, round: RoundId) -> impl IntoView {
    let app = desk.app;
    let i18n = desk.i18n;
    let loaded = app.round(round);
    let points = Memo::new(move |_| {
        let place = loaded.with(|round| round.ready().map(|round| round.place));
        app.reference.with(|all| {
            place.map_or_else(Vec::new, |place| {
                all.points_of(place).into_iter().cloned().collect::<Vec<_>>()
            })
        })
    });
    let chosen = RwSignal::new(None::<String>);
    let choices = Signal::derive(move || {
        let locale = i18n.get_locale();
        let choice = |point: &Checkpoint| {
            let number = td_string!(locale, words.point, number = point.number.as_str());
            Choice::new(point.id.to_string(), format!("{number} · {}", point.name))
        };
        points.with(|points| points.iter().map(choice).collect::<Vec<_>>())
    });
    let picked = Signal::derive(move || {
        chosen.get().or_else(|| points.with(|points| Some(points.first()?.id.to_string())))
    });
    let which = Signal::derive(move || t_string!(i18n, scan.damaged_which).to_owned());
    let label = Signal::derive(move || t_string!(i18n, scan.damaged).to_owned());
    let take = move |file: web_sys::File| {
        let picked = picked.get_untracked();
        let point = points
            .with_untracked(|all| all.iter().find(|p| Some(p.id.to_string()) == picked).cloned());
        if let Some(point) = point {
            photo_instead(desk, round, point, file);
        }
    };
    view! {
        <Show when=move || !points.with(Vec::is_empty)>
            <p class="field-label">{which}</p>
            <Chips label=which choices picked on_pick=move |key| chosen.set(key)/>
            <PhotoButton tone=Tone::Secondary label busy=desk.busy on_file=take/>
        </Show>
    }
}

fn photo_instead(desk: Desk, round: RoundId, point: Checkpoint, file: web_sys::File) {
    let locale = desk.i18n.get_locale_untracked();
    let draft = format!("scan/{round}");
    let context = strip::strip(desk.app, locale, Some(point.place), Some(point.id), draft.clone());
    let id: CheckpointId = point.id;
    let number = point.number.clone();
    desk.busy.set(true);
    desk.trouble.set(None);
    spawn_local(async move {
        let taken = match desk.app.actions.take_photo(file, context).await {
            Ok(taken) => taken,
            Err(why) => {
                desk.busy.try_set(false);
                desk.trouble.try_set(Some(troubles::photo(locale, &why)));
                return;
            }
        };
        let issue = NewIssue {
            place: Some(point.place),
            spot: point.name,
            title: td_string!(locale, scan.damaged_title, number = number),
            category: SIGNS.to_owned(),
            severity: Severity::General,
            photos: vec![taken.photo],
            found_in: None,
            department: None,
        };
        let stored = match desk.app.actions.file_issue(issue, Some(&draft)).await {
            Ok(_) => desk.app.actions.confirm_presence(round, id, PresenceHow::Photo).await,
            Err(why) => Err(why),
        };
        desk.busy.try_set(false);
        match stored {
            Ok(_) => {
                desk.done.try_set(true);
            }
            Err(why) => {
                desk.trouble.try_set(Some(troubles::perform(locale, &why)));
            }
        }
    });
}
