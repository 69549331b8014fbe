//! Several cases to one person: each its own operation, each refusal with its reason.

use crate::components::{Button, FieldError, Sheet, Tone};
use crate::i18n::*;
use crate::pages::issue::assign::handlers;
use crate::pages::issues::card::number_of;
use crate::pages::issues::open_cases;
use crate::pages::office::keys::Hands;
use crate::pages::troubles;
use crate::state::actions::CaseMove;
use crate::state::{App, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::case::Case;
use patrol_domain::flow::{Flow, Move, Requirement};
use patrol_domain::ids::{CaseId, MemberId};
use patrol_domain::people::Member;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many are chosen, and what may be done with them.
#[component]
pub fn ChosenBar(hands: Hands) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = hands.kept.chosen;
    let bar = move || {
        let count = chosen.with(std::collections::BTreeSet::len);
        (count > 0).then(|| {
            view! {
                <div class="chosen-bar" role="group" aria-label=t_string!(i18n, desk.assign)>
                    <span role="status">{t_string!(i18n, desk.chosen, count = count)}</span>
                    <Button
                        tone=Tone::Primary
                        on_press=move |()| hands.assign()
                        test_id="bulk-assign"
                    >
                        {t!(i18n, desk.assign)}
                    </Button>
                    <Button
                        tone=Tone::Text
                        on_press=move |()| chosen.update(std::collections::BTreeSet::clear)
                    >
                        {t!(i18n, desk.unchoose)}
                    </Button>
                </div>
            }
        })
    };
    view! { {bar} }
}

/// One that was not assigned, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refused {
    id: CaseId,
    what: String,
    why: String,
}

/// How far the work is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Picking,
    /// So many of so many are through.
    Working(usize, usize),
    Done(usize, Vec<Refused>),
}

/// The sheet: who, then how it went.
#[component]
pub fn Assign(hands: Hands) -> impl IntoView {
    let i18n = use_i18n();
    let open = Signal::derive(move || hands.assigning.with(|all| !all.is_empty()));
    let label = Signal::derive(move || {
        t_string!(i18n, desk.assign_title, count = hands.assigning.with(Vec::len))
    });
    let stage = RwSignal::new(Stage::Picking);
    let close = move |()| {
        if !matches!(stage.get_untracked(), Stage::Working(..)) {
            hands.assigning.set(Vec::new());
            stage.set(Stage::Picking);
        }
    };
    view! {
        <Sheet open label on_close=close>
            <div class="sheet-head">
                <h2>{label}</h2>
            </div>
            {move || match stage.get() {
                Stage::Picking => view! { <Picking hands stage /> }.into_any(),
                Stage::Working(done, of) => {
                    let words = t_string!(i18n, desk.working, done = done, of = of);
                    view! {
                        <p class="sheet-body" role="status">
                            {words}
                        </p>
                    }
                        .into_any()
                }
                Stage::Done(count, refused) => {
                    view! { <Outcome count refused on_close=close /> }.into_any()
                }
            }}
        </Sheet>
    }
}

/// Somebody who may handle at least one of the cases.
#[derive(Clone, PartialEq)]
struct Hand {
    member: Member,
    takes: usize,
    load: usize,
}

/// Whoever takes most of them first, then whoever has the least in hand.
fn hands_for(app: App, open: &[Arc<Case>], ids: &[CaseId]) -> Vec<Hand> {
    let mut found: BTreeMap<MemberId, Hand> = BTreeMap::new();
    for case in open.iter().filter(|case| ids.contains(&case.id)) {
        for member in handlers(app, case) {
            let load = || open.iter().filter(|case| case.handler == Some(member.id)).count();
            let hand = found.entry(member.id);
            hand.or_insert_with(|| Hand { load: load(), member: member.clone(), takes: 0 })
                .takes += 1;
        }
    }
    let mut found: Vec<Hand> = found.into_values().collect();
    found.sort_by_key(|hand| (std::cmp::Reverse(hand.takes), hand.load));
    found
}

#[component]
fn Picking(hands: Hands, stage: RwSignal<Stage>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let cases = open_cases(app);
    let picked = RwSignal::new(None::<(MemberId, String)>);
    let wrong = RwSignal::new(false);
    let error = Signal::derive(move || {
        let missing = wrong.get() && picked.with(Option::is_none);
        missing.then(|| t_string!(i18n, desk.pick_somebody).to_owned())
    });
    let found = Memo::new(move |_| {
        let ids = hands.assigning.get();
        cases.with(|open| open.ready().map(|open| hands_for(app, open, &ids)).unwrap_or_default())
    });
    let person = move |hand: Hand| view! { <Person hand hands picked /> };
    let people = move || match found.get() {
        found if found.is_empty() => view! { <p>{t!(i18n, desk.nobody)}</p> }.into_any(),
        found => found.into_iter().map(person).collect_view().into_any(),
    };
    let words = move || match picked.get() {
        Some((_, name)) => t_string!(i18n, desk.assign_go, name = name),
        None => t_string!(i18n, desk.assign).to_owned(),
    };
    let go = move |()| match picked.get_untracked() {
        Some((to, _)) => {
            let ids = hands.assigning.get_untracked();
            let all = cases.with_untracked(|cases| snapshot(cases.ready(), &ids));
            spawn_local(run(app, i18n, hands, stage, (all, to)));
        }
        None => wrong.set(true),
    };
    view! {
        <div class="sheet-body">
            <div
                class="people"
                role="radiogroup"
                aria-label=move || t_string!(i18n, desk.assign_to)
            >
                {people}
            </div>
            <FieldError error />
            <Button tone=Tone::Primary wide=true on_press=go test_id="bulk-go">
                {words}
            </Button>
        </div>
    }
}

#[component]
fn Person(hand: Hand, hands: Hands, picked: RwSignal<Option<(MemberId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let Hand { member, takes, load } = hand;
    let (id, name) = (member.id, member.name.clone());
    let site = app.site.get_untracked().map(|site| site.id);
    let grant = member.grants.iter().find(|grant| site.is_none_or(|site| grant.site == site));
    let role = grant.map(|grant| grant.role);
    let role = move || role.map(|role| words::role(i18n.get_locale(), role));
    let of = move || hands.assigning.with(Vec::len);
    let on = move || picked.with(|picked| picked.as_ref().is_some_and(|(of, _)| *of == id));
    view! {
        <button
            type="button"
            role="radio"
            class="person"
            aria-checked=move || if on() { "true" } else { "false" }
            on:click=move |_| picked.set(Some((id, name.clone())))
        >
            <span>
                <b>{member.name.clone()}</b>
                <span class="meta">{role}</span>
            </span>
            <span class="meta">
                {move || t_string!(i18n, desk.can_take, count = takes, of = of())} " · "
                {move || t_string!(i18n, issue.assign_load, count = load)}
            </span>
        </button>
    }
}

#[component]
fn Outcome(
    count: usize,
    refused: Vec<Refused>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let line = |one: Refused| {
        view! {
            <li data-refused=one.id.to_string()>
                <b>{one.what}</b>
                <p>{one.why}</p>
            </li>
        }
    };
    let none = refused.is_empty();
    let left = refused.len();
    view! {
        <div class="sheet-body" role="status">
            {(count > 0).then(|| view! { <p>{t_string!(i18n, desk.assigned, count = count)}</p> })}
            {(!none)
                .then(|| {
                    view! {
                        <p class="t-cin">{t_string!(i18n, desk.refused, count = left)}</p>
                        <ul class="refused">{refused.into_iter().map(line).collect_view()}</ul>
                    }
                })}
            <Button tone=Tone::Primary wide=true on_press=on_close test_id="bulk-done">
                {t!(i18n, desk.done)}
            </Button>
        </div>
    }
}

/// Whether a handler is all that the move asks for.
fn bare(mv: &Move) -> bool {
    mv.requires == [Requirement::Handler]
}

/// The move by which a handler is named, whether or not it is open to this person: `apply` says why
/// not. Nothing where the flow has none that asks for a handler alone.
fn naming<'a>(flow: &'a Flow, me: &'a Member, case: &'a Case) -> Option<&'a Move> {
    let open = flow.moves_open_to(me, case).find(|mv| bare(mv));
    let here = || flow.moves.iter().find(|mv| bare(mv) && mv.from.contains(&case.state));
    open.or_else(here).or_else(|| flow.moves.iter().find(|mv| bare(mv)))
}

/// The verb, or why there is none, in words.
fn verb(app: App, locale: Locale, case: &Case) -> Result<String, String> {
    let flow = app.reference.with_untracked(|all| all.flow(&case.flow, case.flow_version));
    let me = untrack(|| app.me().get());
    let (Some(flow), Some(me)) = (flow, me) else {
        return Err(td_string!(locale, desk.gone).to_owned());
    };
    if let Some(mv) = naming(&flow, &me, case) {
        return Ok(mv.verb.clone());
    }
    let asks = |mv: &Move| mv.requires.contains(&Requirement::Handler);
    Err(if flow.moves.iter().any(asks) {
        td_string!(locale, desk.asks_more).to_owned()
    } else {
        td_string!(locale, desk.not_here).to_owned()
    })
}

/// The cases as they stand now; one that the phone no longer has is told.
fn snapshot(cases: Option<&Vec<Arc<Case>>>, ids: &[CaseId]) -> Vec<(CaseId, Option<Arc<Case>>)> {
    let find = |id: CaseId| cases?.iter().find(|case| case.id == id).cloned();
    ids.iter().map(|id| (*id, find(*id))).collect()
}

/// A case that was chosen, as it stands now; `None` when it is gone.
type Chosen = (CaseId, Option<Arc<Case>>);

/// One after the other, so that each stands or falls by itself.
async fn run(
    app: App,
    i18n: Words,
    hands: Hands,
    stage: RwSignal<Stage>,
    (all, to): (Vec<Chosen>, MemberId),
) {
    let (locale, of) = (i18n.get_locale_untracked(), all.len());
    stage.set(Stage::Working(0, of));
    let (mut done, mut refused) = (0, Vec::new());
    for (place, (id, case)) in all.into_iter().enumerate() {
        let why = match case {
            None => Some((id.to_string(), td_string!(locale, desk.gone).to_owned())),
            Some(case) => {
                let what = format!("{} {}", number_of(&case), case.title);
                one(app, locale, &case, to).await.err().map(|why| (what, why))
            }
        };
        match why {
            None => done += 1,
            Some((what, why)) => refused.push(Refused { id, what, why }),
        }
        stage.set(Stage::Working(place + 1, of));
    }
    hands.kept.chosen.set(refused.iter().map(|one| one.id).collect());
    stage.set(Stage::Done(done, refused));
}

async fn one(app: App, locale: Locale, case: &Case, to: MemberId) -> Result<(), String> {
    let verb = verb(app, locale, case)?;
    let step = CaseMove { verb, handler: Some(to), ..CaseMove::default() };
    let made = app.actions.move_case(case.id, step, None).await;
    made.map_err(|why| troubles::perform(locale, &why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::issues::sample::{case, flow, person};
    use patrol_domain::people::{Department, Role};

    #[test]
    fn a_handler_is_named_by_the_move_that_asks_for_nothing_else() {
        let flow = flow();
        let head = person(1, Role::EngHead, Department::Eng);
        let mut case = case();
        assert_eq!(naming(&flow, &head, &case).map(|mv| mv.verb.as_str()), Some("assign"));
        // Not open to a guard: the move is still named, so that the refusal has its reason.
        let guard = person(2, Role::Guard, Department::Sec);
        assert_eq!(naming(&flow, &guard, &case).map(|mv| mv.verb.as_str()), Some("assign"));
        case.state = "closed".into();
        assert_eq!(naming(&flow, &head, &case).map(|mv| mv.verb.as_str()), Some("assign"));
    }
}
