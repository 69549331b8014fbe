//! What a form picks besides typed fields: people, place, department, links, proof of being there.

use super::{Form, says};
use crate::components::{ButtonLink, Chips, Choice, FieldError, Select, TextLine, Tone};
use crate::i18n::*;
use crate::pages::issue::assign::People;
use crate::pages::issue::proof::ShortCode;
use crate::pages::issues::card::number_of;
use crate::pages::issues::{Cases, closed_cases, open_cases};
use crate::pages::records::round_name;
use crate::state::{App, Loaded};
use leptos::prelude::*;
use patrol_domain::case::LinkTo;
use patrol_domain::checklist::Severity;
use patrol_domain::people::Department;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::{Presence, Round};
use std::sync::Arc;

/// Rounds offered for a link.
const LINKS: u32 = 60;

fn words(form: Form, words: fn(Locale) -> &'static str) -> Signal<String> {
    Signal::derive(move || words(form.i18n.get_locale()).to_owned())
}

#[component]
pub fn Handler(form: Form) -> impl IntoView {
    let picked = Signal::derive(move || form.sketch.words.with(|typed| typed.handler));
    let case = Signal::derive(move || Some(Arc::new(form.for_handler())));
    let pick = move |id| form.change(|typed| typed.handler = Some(id));
    view! {
        <div class="field">
            <People app=form.sketch.app case picked on_pick=pick />
            <FieldError error=form.wrong("handler", "") />
        </div>
    }
}

impl Form {
    /// The case with the department that the move names: whose people may handle it.
    fn for_handler(self) -> patrol_domain::case::Case {
        let mut case = self.trial();
        let named = self.sketch.words.with(|typed| typed.department);
        case.department = named.unwrap_or(case.department);
        case
    }
}

#[component]
pub fn PlaceProof(form: Form) -> impl IntoView {
    let i18n = form.i18n;
    let case = form.case.with_value(|case| case.id);
    let name = form.sketch.name.get_value();
    let verb = name.rsplit('/').next().unwrap_or_default();
    let href = format!("/scan?proof={case}&move={verb}");
    let there = move || {
        let scanned = form.sketch.words.with(|typed| typed.presence.is_some());
        scanned.then(|| view! { <p class="t-jade">{t!(i18n, case.proved)}</p> })
    };
    let proved = move |presence: Presence| form.change(|typed| typed.presence = Some(presence));
    let place = Signal::derive(move || form.case.with_value(|case| case.place));
    view! {
        <div class="field">
            <p class="field-label">{t!(i18n, issue.proof_hint)}</p>
            <ButtonLink tone=Tone::Secondary icon="scan" href>
                {t!(i18n, issue.proof_scan)}
            </ButtonLink>
            <ShortCode app=form.sketch.app place on_presence=proved />
            {there}
            <FieldError error=form.wrong("proof", "") />
        </div>
    }
}

#[component]
pub fn PlacePick(form: Form) -> impl IntoView {
    let app = form.sketch.app;
    let options = Signal::derive(move || {
        let locale = form.i18n.get_locale();
        let mut places: Vec<_> = app.reference.with(|all| {
            let words = |place: &patrol_domain::place::Place| {
                format!("{} {}", place.name, place.floor).trim().to_owned()
            };
            all.places.values().map(|place| (place.id.to_string(), words(place))).collect()
        });
        places.sort_by(|a, b| a.1.cmp(&b.1));
        places.insert(0, (String::new(), td_string!(locale, case.choose).to_owned()));
        places
    });
    let value = Signal::derive(move || {
        form.sketch.words.with(|typed| typed.place.map(|id| id.to_string())).unwrap_or_default()
    });
    let spot = Signal::derive(move || form.sketch.words.with(|typed| typed.spot.clone()));
    view! {
        <Select
            label=words(form, |locale| td_string!(locale, case.place))
            options
            value
            on_pick=move |id: String| form.change(|typed| typed.place = id.parse().ok())
            error=form.wrong("place", "")
        />
        <TextLine
            label=words(form, |locale| td_string!(locale, case.spot))
            value=spot
            on_input=move |spot| form.change(|typed| typed.spot = spot)
        />
    }
}

#[component]
pub fn Departments(form: Form) -> impl IntoView {
    const ALL: [Department; 11] = [
        Department::Mgmt,
        Department::Cs,
        Department::Eng,
        Department::Mnt,
        Department::Sec,
        Department::Env,
        Department::Office,
        Department::Quality,
        Department::Bu,
        Department::Sales,
        Department::Contractor,
    ];
    let options = Signal::derive(move || {
        let locale = form.i18n.get_locale();
        let name = |at: usize| words::department(locale, ALL[at]).to_owned();
        let mut all: Vec<_> = (0..ALL.len()).map(|at| (at.to_string(), name(at))).collect();
        all.insert(0, (String::new(), td_string!(locale, case.choose).to_owned()));
        all
    });
    let value = Signal::derive(move || {
        let picked = form.sketch.words.with(|typed| typed.department);
        let at = picked.and_then(|picked| ALL.iter().position(|one| *one == picked));
        at.map(|at| at.to_string()).unwrap_or_default()
    });
    let pick = move |at: String| {
        let picked = at.parse::<usize>().ok().and_then(|at| ALL.get(at).copied());
        form.change(|typed| typed.department = picked);
    };
    view! {
        <Select
            label=words(form, |locale| td_string!(locale, case.department))
            options
            value
            on_pick=pick
            error=form.wrong("department", "")
        />
    }
}

#[component]
pub fn Severities(form: Form) -> impl IntoView {
    const ALL: [Severity; 4] =
        [Severity::General, Severity::Serious, Severity::Major, Severity::Emergency];
    let label = words(form, |locale| td_string!(locale, snap.severity));
    let choices = Signal::derive(move || {
        let locale = form.i18n.get_locale();
        let all = ALL.iter().enumerate();
        all.map(|(at, one)| Choice::new(at.to_string(), words::severity(locale, *one))).collect()
    });
    let picked = Signal::derive(move || {
        let picked = form.sketch.words.with(|typed| typed.severity)?;
        ALL.iter().position(|one| *one == picked).map(|at| at.to_string())
    });
    let pick = move |at: Option<String>| {
        let picked = at.and_then(|at| ALL.get(at.parse::<usize>().ok()?).copied());
        form.change(|typed| typed.severity = picked);
    };
    view! {
        <div class="field">
            <span class="field-label">{label}</span>
            <Chips label choices picked on_pick=pick />
            <FieldError error=form.wrong("severity", "") />
        </div>
    }
}

#[component]
pub fn Category(form: Form) -> impl IntoView {
    let options = Signal::derive(move || {
        let locale = form.i18n.get_locale();
        let mut all: Vec<_> = form.sketch.app.reference.with(|all| {
            all.categories.iter().map(|one| (one.code.clone(), say(locale, &one.name))).collect()
        });
        all.insert(0, (String::new(), td_string!(locale, case.choose).to_owned()));
        all
    });
    view! {
        <Select
            label=words(form, |locale| td_string!(locale, snap.category))
            options
            value=Signal::derive(move || form.sketch.words.with(|typed| typed.category.clone()))
            on_pick=move |code| form.change(|typed| typed.category = code)
            error=form.wrong("category", "")
        />
    }
}

#[component]
pub fn CaseCode(form: Form) -> impl IntoView {
    view! {
        <TextLine
            label=words(form, |locale| td_string!(locale, case.code))
            value=Signal::derive(move || form.sketch.words.with(|typed| typed.code.clone()))
            on_input=move |code| form.change(|typed| typed.code = code)
            error=form.wrong("code", "")
            autocapitalize="characters"
            test_id="case-code"
        />
        <ButtonLink tone=Tone::Secondary icon="scan" href="/scan">
            {move || td_string!(form.i18n.get_locale(), slip.scan)}
        </ButtonLink>
    }
}

/// What may be linked, as far as the phone has it.
#[derive(Clone, Copy)]
struct Stock {
    rounds: [Signal<Loaded<Vec<Arc<Round>>>>; 2],
    cases: [Cases; 2],
}

impl Stock {
    fn of(app: App) -> Stock {
        let recent = |shelf| Slice { limit: LINKS, newest_first: true, ..Slice::all(shelf) };
        Stock {
            rounds: [Shelf::Live, Shelf::Past].map(|shelf| app.rounds(recent(shelf))),
            cases: [open_cases(app), closed_cases(app)],
        }
    }
}

/// Cases or rounds of the kind, the newest first.
fn linkable(form: Form, stock: Stock, kind: &str) -> Vec<(LinkTo, String)> {
    let Some(kind) = form.flow.with_value(|flow| flow.link(kind).cloned()) else {
        return Vec::new();
    };
    let me = form.case.with_value(|case| case.id);
    let (app, locale) = (form.sketch.app, form.i18n.get_locale());
    let mut found = Vec::new();
    for rounds in stock.rounds.iter().filter(|_| kind.flow.is_none()) {
        rounds.with(|rounds| {
            for round in rounds.ready().into_iter().flatten() {
                let fits = kind.checklist.as_ref().is_none_or(|list| *list == round.checklist);
                let Some(at) = round.started_at.filter(|_| fits) else { continue };
                let day = dates::day(locale, at, form.offset());
                let words = format!("{} {day}", round_name(app, locale, round));
                found.push((LinkTo::Round { id: round.id }, words));
            }
        });
    }
    for cases in stock.cases.iter().filter(|_| kind.checklist.is_none()) {
        cases.with(|cases| {
            for case in cases.ready().into_iter().flatten().rev() {
                if case.id != me && kind.flow.as_ref().is_none_or(|flow| *flow == case.flow) {
                    let words = format!("{} {}", number_of(case), case.title);
                    found.push((LinkTo::Case { id: case.id }, words));
                }
            }
        });
    }
    found
}

#[component]
pub fn LinkPick(form: Form, kind: String) -> impl IntoView {
    let error = form.wrong("link", &kind);
    let kind = StoredValue::new(kind);
    let stock = Stock::of(form.sketch.app);
    let found = Memo::new(move |_| kind.with_value(|kind| linkable(form, stock, kind)));
    let label = Signal::derive(move || {
        let locale = form.i18n.get_locale();
        form.flow.with_value(|flow| kind.with_value(|kind| says::link_name(locale, flow, kind)))
    });
    let options = Signal::derive(move || {
        let choose = td_string!(form.i18n.get_locale(), case.choose).to_owned();
        let found = found.get().into_iter().enumerate();
        let found = found.map(|(at, (_, words))| (at.to_string(), words));
        [(String::new(), choose)].into_iter().chain(found).collect::<Vec<_>>()
    });
    let value = Signal::derive(move || {
        let picked = |kind: &String| form.sketch.words.with(|typed| typed.links.get(kind).copied());
        let picked = kind.with_value(picked);
        let at = picked.and_then(|to| found.with(|all| all.iter().position(|one| one.0 == to)));
        at.map(|at| at.to_string()).unwrap_or_default()
    });
    let pick = move |at: String| {
        let to = at.parse::<usize>().ok();
        let to = to.and_then(|at| found.with_untracked(|all| all.get(at).map(|one| one.0)));
        form.change(|typed| match to {
            Some(to) => typed.links.insert(kind.get_value(), to).map_or((), |_| ()),
            None => typed.links.remove(&kind.get_value()).map_or((), |_| ()),
        });
    };
    view! { <Select label options value on_pick=pick error /> }
}
