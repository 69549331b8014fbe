//! 核对单子: from the code on somebody's paper to its case, or the sentence why it does not count
//! (W22). Knows no flow by name and no storage.

pub mod paper;

use crate::components::{Button, ButtonLink, FieldError, PageHead, TextLine, Tone};
use crate::i18n::*;
use crate::pages::form::Typed;
use crate::pages::issues::card::state_of;
use crate::pages::issues::{Cases, closed_to_search, offset, open_cases};
use crate::pages::pill::StatusPill;
use crate::state::actions::Touch;
use crate::state::{App, Loaded, StoreError, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_query_map};
use patrol_domain::case::Case;
use patrol_domain::ids::CaseId;
use patrol_domain::slip::{SlipCode, Stand, has_paper, read_slip, stand};
use std::sync::Arc;

/// What the page shares. Copy.
#[derive(Clone, Copy)]
struct Desk {
    app: App,
    cases: [Cases; 2],
    typed: RwSignal<String>,
    trouble: RwSignal<Option<String>>,
    /// The case to open.
    found: RwSignal<Option<CaseId>>,
    i18n: Words,
}

/// What is said to a code.
enum Answer {
    /// Its case, and the move that the code is kept for.
    Open(CaseId, Option<String>),
    No(String),
}

impl Desk {
    /// Looks the code up as soon as the cases are there.
    fn look(self, text: &str) {
        let answer = match read_slip(text) {
            Some(code) => self.answer(&code),
            None => self.no(td_string!(self.locale(), slip.not_a_slip)),
        };
        match answer {
            Answer::No(words) => {
                self.app.actions.feel(Touch::Refused);
                self.trouble.set(Some(words));
            }
            Answer::Open(case, verb) => {
                let code = read_slip(text).map(|code| code.code).unwrap_or_default();
                self.open(case, verb, code);
            }
        }
    }

    fn locale(self) -> Locale {
        self.i18n.get_locale_untracked()
    }

    fn no(self, words: &str) -> Answer {
        Answer::No(words.to_owned())
    }

    fn answer(self, code: &SlipCode) -> Answer {
        let locale = self.locale();
        let here = self.app.site.with_untracked(|site| site.as_ref().map(|site| site.id));
        if code.site.is_some() && code.site != here {
            return self.no(td_string!(locale, slip.other_site));
        }
        let Some(case) = self.case_of(&code.code) else {
            return self.no(td_string!(locale, slip.unknown));
        };
        let flow = self.app.reference.with_untracked(|all| all.flow(&case.flow, case.flow_version));
        let (Some(flow), Some(me)) = (flow, self.app.me().get_untracked()) else {
            return self.no(td_string!(locale, slip.unknown));
        };
        let offset = untrack(|| offset(self.app));
        let now = self.app.actions.now();
        let state = || untrack(|| state_of(self.app, locale, &case));
        match stand(&flow, &case, &me, now, offset) {
            Stand::Ready(verb) => Answer::Open(case.id, Some(verb)),
            Stand::Checked => Answer::Open(case.id, None),
            Stand::Early => Answer::No(td_string!(locale, slip.early, state = state())),
            Stand::Over(at) => {
                let when = dates::moment(locale, at, now, offset);
                Answer::No(td_string!(locale, slip.over, state = state(), when = when))
            }
            Stand::Refused(reason) => {
                let why = flow.reason(&reason).map(|text| say(locale, text)).unwrap_or(reason);
                Answer::No(td_string!(locale, slip.refused, why = why))
            }
        }
    }

    /// The case of this code among those on the phone, closed ones as well.
    fn case_of(self, code: &str) -> Option<Arc<Case>> {
        let reference = self.app.reference.get_untracked();
        let papers = |case: &&Arc<Case>| {
            let flow = reference.flow(&case.flow, case.flow_version);
            flow.is_some_and(|flow| has_paper(&flow)) && case.slip_code() == code
        };
        self.cases.iter().find_map(|cases| {
            cases.with_untracked(|cases| cases.ready()?.iter().find(papers).cloned())
        })
    }

    /// The move that asks for the code finds it already there.
    fn open(self, case: CaseId, verb: Option<String>, code: String) {
        self.app.actions.feel(Touch::Scan);
        spawn_local(async move {
            let kept = match verb {
                Some(verb) => keep_code(self.app, case, &verb, code).await,
                None => Ok(()),
            };
            match kept {
                Ok(()) => drop(self.found.try_set(Some(case))),
                Err(why) => {
                    let words = refusals::store(self.locale(), &why).to_owned();
                    let _ = self.trouble.try_set(Some(words));
                }
            }
        });
    }
}

async fn keep_code(app: App, case: CaseId, verb: &str, code: String) -> Result<(), StoreError> {
    let name = format!("case/{case}/{verb}");
    let kept = app.actions.draft(&name).await?;
    let words: Typed = kept.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
    let words = Typed { code, ..words };
    app.actions.put_draft(&name, &serde_json::to_string(&words).unwrap_or_default()).await
}

/// `/slip`, with `?code=` where it was scanned.
#[component]
pub fn Slip() -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let scanned = use_query_map().with_untracked(|query| query.get("code")).unwrap_or_default();
    let typed = read_slip(&scanned).map(|code| code.code).unwrap_or_default();
    let desk = Desk {
        app,
        cases: [open_cases(app), closed_to_search(app)],
        typed: RwSignal::new(typed),
        trouble: RwSignal::new(None),
        found: RwSignal::new(None),
        i18n,
    };
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(case) = desk.found.get() {
            let replace = leptos_router::NavigateOptions { replace: true, ..Default::default() };
            navigate(&format!("/issue/{case}"), replace);
        }
    });
    let failed = move || {
        desk.cases.iter().any(|cases| cases.with(|cases| matches!(cases, Loaded::Failed(_))))
    };
    let there = Memo::new(move |_| {
        desk.cases.iter().all(|cases| cases.with(|cases| cases.ready().is_some()))
    });
    let asked = StoredValue::new(scanned);
    Effect::new(move |_| {
        if failed() {
            desk.trouble.set(Some(td_string!(desk.locale(), slip.not_read).to_owned()));
        } else if there.get() {
            // Once: what is typed afterwards waits for the button.
            let scanned = asked.try_update_value(std::mem::take).unwrap_or_default();
            if !scanned.is_empty() {
                untrack(|| desk.look(&scanned));
            }
        }
    });
    view! { <Page desk there /> }
}

#[component]
fn Page(desk: Desk, there: Memo<bool>) -> impl IntoView {
    let i18n = desk.i18n;
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let go = move || desk.look(&desk.typed.get_untracked());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if there.get_untracked() {
            go();
        }
    };
    let typed = move |text: String| {
        desk.trouble.set(None);
        desk.typed.set(text);
    };
    let busy = Signal::derive(move || !there.get() && desk.trouble.with(Option::is_none));
    view! {
        <div class="page field-column">
            <PageHead
                back="/"
                title=words(|locale| td_string!(locale, slip.title))
                end=|| view! { <StatusPill /> }
            />
            <main class="page-body stack-gap" id="content">
                <p class="sub">{t!(i18n, slip.hint)}</p>
                <form class="code-line" on:submit=submit>
                    <TextLine
                        label=words(|locale| td_string!(locale, slip.code))
                        value=desk.typed
                        on_input=typed
                        placeholder=Signal::stored("········".to_owned())
                        autocomplete="off"
                        autocapitalize="characters"
                        test_id="slip-code"
                    />
                    <Button tone=Tone::Primary on_press=move |()| go() busy test_id="slip-check">
                        {t!(i18n, slip.check)}
                    </Button>
                </form>
                <FieldError error=desk.trouble />
                <ButtonLink icon="scan" href="/scan">
                    {t!(i18n, slip.scan)}
                </ButtonLink>
            </main>
        </div>
    }
}
