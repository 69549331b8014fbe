//! 接电话: a call becomes a repair, an issue or an enquiry, by keyboard, in the time of the call.

mod call;
mod caller;

use crate::components::{Button, Choice, Segmented, Select, TextArea, TextLine, Tone};
use crate::i18n::*;
use crate::pages::issues::card::number_of;
use crate::pages::office::frame::{OfficeFrame, Place};
use crate::pages::troubles;
use crate::state::use_app;
use call::{Call, Kind, Lacks};
use caller::Who;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::CaseId;
use wasm_bindgen::JsCast;

#[component]
pub fn OfficeIntake() -> impl IntoView {
    view! {
        <OfficeFrame place=Place::Intake>
            <Page />
        </OfficeFrame>
    }
}

/// What is in hand.
#[derive(Clone, Copy)]
pub struct Desk {
    pub call: RwSignal<Call>,
    /// What was pressed for and is missing.
    lacks: RwSignal<Option<Lacks>>,
    refused: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// The call before this one.
    last: RwSignal<Option<(Kind, CaseId)>>,
}

impl Desk {
    fn new() -> Desk {
        Desk {
            call: RwSignal::new(Call::default()),
            lacks: RwSignal::new(None),
            refused: RwSignal::new(None),
            busy: RwSignal::new(false),
            last: RwSignal::new(None),
        }
    }

    pub fn change(self, change: impl FnOnce(&mut Call)) {
        self.call.update(change);
        self.lacks.set(None);
        self.refused.set(None);
    }

    fn says(self, of: fn(&Call) -> String) -> Signal<String> {
        Signal::derive(move || self.call.with(of))
    }

    fn wrong(self, i18n: Words, what: Lacks) -> Signal<Option<String>> {
        Signal::derive(move || {
            let wrong = self.lacks.get() == Some(what);
            wrong.then(|| {
                match what {
                    Lacks::Words => t_string!(i18n, intake.lacks_words),
                    Lacks::Unit => t_string!(i18n, intake.lacks_unit),
                    Lacks::Category => t_string!(i18n, intake.lacks_category),
                }
                .to_owned()
            })
        })
    }
}

/// Puts the keyboard into a field.
pub fn focus(what: &str) {
    let field = document().query_selector(what).ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        field.focus().unwrap_or_default();
    }
}

#[component]
fn Page() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let desk = Desk::new();
    Effect::new(move |_| focus("[data-id=who]"));
    let send = move |()| keep(app, i18n, desk);
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send(());
        }
    };
    let words = Signal::derive(move || t_string!(i18n, intake.words).to_owned());
    view! {
        <div class="intake" role="form" aria-labelledby="intake-name" on:keydown=keys>
            <h1 class="page-title" tabindex="-1" id="intake-name">
                {t!(i18n, intake.title)}
            </h1>
            <p class="sub">{t!(i18n, intake.hint)}</p>
            <Last desk />
            <Who desk />
            <Facts desk />
            <TextArea
                label=words
                value=desk.says(|call| call.words.clone())
                on_input=move |words| desk.change(|call| call.words = words)
                error=desk.wrong(i18n, Lacks::Words)
                test_id="words"
            />
            <Kinds desk />
            {move || {
                (desk.call.with(|call| call.kind) == Kind::Issue)
                    .then(|| view! { <AsIssue desk /> })
            }}
            {move || {
                desk.refused
                    .get()
                    .map(|why| {
                        view! {
                            <p class="field-error" role="alert">
                                {why}
                            </p>
                        }
                    })
            }}
            <Button tone=Tone::Primary on_press=send busy=desk.busy test_id="intake-send">
                {t!(i18n, intake.send)}
                " "
                <kbd>"Ctrl ⏎"</kbd>
            </Button>
        </div>
    }
}

/// Where from, who, and how to call back.
#[component]
fn Facts(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    view! {
        <div class="intake-who">
            <TextLine
                label=words(|locale| td_string!(locale, intake.unit))
                value=desk.says(|call| call.unit.clone())
                on_input=move |unit| desk.change(|call| call.unit = unit)
                error=desk.wrong(i18n, Lacks::Unit)
                test_id="unit"
            />
            <TextLine
                label=words(|locale| td_string!(locale, intake.name))
                value=desk.says(|call| call.name.clone())
                on_input=move |name| desk.change(|call| call.name = name)
                autocomplete="off"
            />
            <TextLine
                label=words(|locale| td_string!(locale, intake.phone))
                value=desk.says(|call| call.phone.clone())
                on_input=move |phone| desk.change(|call| call.phone = phone)
                inputmode="tel"
                autocomplete="off"
            />
        </div>
    }
}

/// Repair, issue or enquiry.
#[component]
fn Kinds(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let choices = Signal::derive(move || {
        let all = [Kind::Repair, Kind::Issue, Kind::Enquiry];
        all.map(|kind| Choice::new(kind.name(), kind_words(i18n.get_locale(), kind))).to_vec()
    });
    view! {
        <Segmented
            label=Signal::derive(move || t_string!(i18n, intake.kind).to_owned())
            choices
            picked=desk.says(|call| call.kind.name().to_owned())
            on_pick=move |key: String| desk.change(|call| call.kind = Kind::named(&key))
        />
    }
}

fn kind_words(locale: Locale, kind: Kind) -> &'static str {
    match kind {
        Kind::Repair => td_string!(locale, intake.repair),
        Kind::Issue => td_string!(locale, intake.issue),
        Kind::Enquiry => td_string!(locale, intake.enquiry),
    }
}

/// What an issue asks for besides.
#[component]
fn AsIssue(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let categories = Signal::derive(move || {
        let locale = i18n.get_locale();
        let first = (String::new(), td_string!(locale, case.choose).to_owned());
        let all = app.reference.with(|all| all.categories.clone()).into_iter();
        let all = all.map(|of| (of.code, say(locale, &of.name)));
        [first].into_iter().chain(all).collect::<Vec<_>>()
    });
    let all = [Severity::General, Severity::Serious, Severity::Major, Severity::Emergency];
    let severities = Signal::derive(move || {
        let one = |of| Choice::new(format!("{of:?}"), words::severity(i18n.get_locale(), of));
        all.map(one).to_vec()
    });
    let weigh = move |key: String| {
        let found = all.into_iter().find(|of| format!("{of:?}") == key);
        desk.change(|call| call.severity = found);
    };
    view! {
        <Select
            label=Signal::derive(move || t_string!(i18n, intake.category).to_owned())
            options=categories
            value=desk.says(|call| call.category.clone())
            on_pick=move |category| desk.change(|call| call.category = category)
            error=desk.wrong(i18n, Lacks::Category)
            test_id="category"
        />
        <Segmented
            label=Signal::derive(move || t_string!(i18n, find.severity).to_owned())
            choices=severities
            picked=desk.says(|call| format!("{:?}", call.severity.unwrap_or(Severity::General)))
            on_pick=weigh
        />
    }
}

/// What became of the call before.
#[component]
fn Last(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let line = move |(kind, id): (Kind, CaseId)| {
        let loaded = app.case(id);
        let words = move || {
            let case = loaded.with(|loaded| loaded.ready().cloned())?;
            let what = format!("{} {}", number_of(&case), case.title);
            let kind = kind_words(i18n.get_locale(), kind);
            Some(t_string!(i18n, intake.kept, kind = kind, what = what))
        };
        view! {
            <p class="marked intake-last" data-id="kept">
                <crate::components::SaveMark save=crate::components::Save::Local />
                <a href=format!("/office/issues/{id}")>{words}</a>
            </p>
        }
    };
    view! { <div role="status">{move || desk.last.get().map(line)}</div> }
}

fn keep(app: crate::state::App, i18n: Words, desk: Desk) {
    if desk.busy.get_untracked() {
        return;
    }
    let call = desk.call.get_untracked();
    if let Some(lacks) = call.lacks() {
        desk.lacks.set(Some(lacks));
        focus(match lacks {
            Lacks::Words => "[data-id=words]",
            Lacks::Unit => "[data-id=unit]",
            Lacks::Category => "[data-id=category]",
        });
        return;
    }
    let flow = app.reference.with_untracked(|all| all.newest_flow(call.kind.flow()));
    let Some(flow) = flow else {
        desk.refused.set(Some(t_string!(i18n, intake.no_flow).to_owned()));
        return;
    };
    let (kind, new) = (call.kind, call.case(&flow));
    desk.busy.set(true);
    spawn_local(async move {
        let done = app.actions.open_case(new, "").await;
        desk.busy.set(false);
        match done {
            Ok(id) => {
                desk.change(|call| *call = Call::default());
                desk.last.set(Some((kind, id)));
                focus("[data-id=who]");
            }
            Err(why) => {
                let locale = i18n.get_locale_untracked();
                desk.refused.set(Some(troubles::perform(locale, &why)));
            }
        }
    });
}
