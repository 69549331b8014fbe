//! The walking page: the list of items with the one in focus, and what lies under the thumb.

use crate::components::{Icon, ItemState, MethodSeal, SealSize, verdict_word};
use crate::i18n::*;
use crate::pages::round::answering::{AnswerDock, Photos};
use crate::pages::round::controls::Controls;
use crate::pages::round::evidence::{AskedSheet, FeelSheet, Methods};
use crate::pages::round::home_card::HomeCard;
use crate::pages::round::problem::ProblemSheet;
use crate::pages::round::reading::ReadingPage;
use crate::pages::round::route::RouteLine;
use crate::pages::round::sheets::{NoteSheet, ReasonSheet};
use crate::pages::round::sign::{SignPart, signer};
use crate::pages::round::top::{PresenceStrip, RoundTop};
use crate::pages::round::walk::Walk;
use crate::pages::round::{Records, facts};
use crate::pages::shift_log::link::LogHere;
use leptos::html;
use leptos::prelude::*;
use patrol_domain::checklist::{AnswerKind, Checklist, Item};
use patrol_domain::round::{AnswerValue, Round, RoundState};
use std::sync::Arc;

/// A started round. The list stays mounted while a reading covers it, so that going on is quick.
#[component]
pub fn WalkPage(records: Records, round: Arc<Round>, list: Arc<Checklist>) -> impl IntoView {
    let walk = Walk::new(records, round, list);
    let states = Memo::new(move |_| {
        walk.checklist.with_value(|list| {
            walk.round.with(|round| {
                walk.place.with(|place| {
                    walk.history.with(|history| {
                        facts::states(list, place.as_ref(), history.as_deref(), round)
                    })
                })
            })
        })
    });
    let number = Memo::new(move |_| {
        let place = walk.focus.get()?;
        walk.checklist.with_value(|list| {
            matches!(list.items.get(place)?.answer, AnswerKind::Number { .. }).then_some(place)
        })
    });
    let closed = Memo::new(move |_| walk.is_closed());
    // A reading needs the room; that nobody was yet seen at the place must still be said.
    let unseen = Memo::new(move |_| walk.round.with(|round| round.presence.is_empty()));
    let class = move || match (number.get(), walk.focus.get(), closed.get()) {
        (Some(_), ..) => "page round reading-page",
        (None, None, _) | (.., true) => "page round plain",
        _ => "page round",
    };
    view! {
        <main class=class data-id="round">
            <RoundTop walk states />
            <Show when=move || number.get().is_none() || unseen.get()>
                <PresenceStrip walk />
                <RouteLine walk />
            </Show>
            <Show when=move || number.get().is_none()>
                <HomeCard place=walk.place here=walk.id />
            </Show>
            <ol
                class="book items grow"
                aria-label=move || t_string!(walk.i18n, round.items)
                hidden=move || number.get().is_some()
            >
                {(0..walk.count())
                    .map(|place| view! { <ItemRow walk place states /> })
                    .collect_view()}
            </ol>
            {move || match number.get() {
                Some(place) => view! { <ReadingPage walk place /> }.into_any(),
                None => view! { <AnswerDock walk /> }.into_any(),
            }}
            <ProblemSheet walk />
            <ReasonSheet walk />
            <NoteSheet walk />
            <FeelSheet walk />
            <AskedSheet walk />
            <p class="vh" role="status" aria-live="polite">
                {walk.spoken}
            </p>
        </main>
    }
}

impl Walk {
    /// Handed in, reviewed, void: looked at, not answered.
    pub fn is_closed(self) -> bool {
        self.round.with(|round| !matches!(round.state, RoundState::Started | RoundState::Returned))
    }
}

/// One item: a line, or the large one in focus. Only the two rows that change are drawn again.
#[component]
fn ItemRow(walk: Walk, place: usize, states: Memo<Vec<ItemState>>) -> impl IntoView {
    let state = Memo::new(move |_| states.with(|s| s.get(place).copied().unwrap_or_default()));
    let current = Memo::new(move |_| walk.focus.get() == Some(place));
    let method = walk
        .item(place)
        .map_or(patrol_domain::checklist::Method::Look, |item| facts::seal_of(&item));
    view! {
        <li
            class="row"
            class:is-now=move || current.get()
            hidden=move || state.get() == ItemState::Unasked
            aria-current=move || current.get().then_some("step")
            data-item=walk.item_id(place)
        >
            {move || {
                if current.get() {
                    view! { <FocusItem walk place state method /> }.into_any()
                } else {
                    view! {
                        <button
                            type="button"
                            class="row-hit"
                            on:click=move |_| {
                                if !untrack(|| walk.is_closed()) {
                                    walk.go(place);
                                }
                            }
                        >
                            <span class="row-margin">
                                <MethodSeal method state />
                            </span>
                            <span class="row-main">{line(walk, place)}</span>
                            <span class="row-end">{move || end(walk, state.get())}</span>
                        </button>
                    }
                        .into_any()
                }
            }}
        </li>
    }
}

/// The title, with the reading or the choice that was given, and the words under it. Followed by
/// value: a tap on one item draws no other line again.
fn line(walk: Walk, place: usize) -> impl IntoView {
    let id = walk.item_id(place);
    let given = Memo::new(move |_| {
        walk.round.with(|round| {
            let answer = round.answers.get(&id)?;
            Some((answer.value.clone(), answer.note.clone()))
        })
    });
    let words = move || {
        let given = given_words(walk.locale(), &walk.item(place)?, &given.get()?.0)?;
        Some(view! { <b>{given}</b> })
    };
    let note = move || {
        let note = given.get()?.1;
        (!note.trim().is_empty()).then(|| view! { <span class="row-meta">{note}</span> })
    };
    view! {
        {move || walk.title(place)}
        " "
        {words}
        {note}
    }
}

/// What stands behind the title of an answered item; nothing where the seal says it all.
fn given_words(locale: Locale, item: &Item, value: &AnswerValue) -> Option<String> {
    match (value, &item.answer) {
        (AnswerValue::Number { reading }, _) => {
            Some(format!("{reading} {}", facts::unit_of(locale, item)))
        }
        (AnswerValue::Choice { option }, AnswerKind::Choice { options }) => {
            options.get(usize::from(*option)).map(|option| say(locale, &option.text))
        }
        (AnswerValue::Text { text }, _) => Some(text.clone()),
        (AnswerValue::Score { problems }, _) if *problems > 0 => {
            Some(td_string!(locale, round.score_places, n = *problems))
        }
        (AnswerValue::Signature { signature }, _) => Some(signature.name.clone()),
        _ => None,
    }
}

fn end(walk: Walk, state: ItemState) -> impl IntoView {
    let class = match state {
        ItemState::Ok => "t-jade",
        ItemState::Problem => "t-cin",
        _ => "sub",
    };
    let word = verdict_word(walk.locale(), state);
    let flag = (state == ItemState::Problem).then(|| view! { <Icon name="issue" /> });
    (!word.is_empty()).then(|| view! { <span class=class>{flag} {word}</span> })
}

/// The item in hand: what to do, where the line is, what was found last time.
#[component]
fn FocusItem(
    walk: Walk,
    place: usize,
    state: Memo<ItemState>,
    method: patrol_domain::checklist::Method,
) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        let Some(heading) = heading.get() else { return };
        request_animation_frame(move || show(&heading));
    });
    let seal = Signal::derive(move || match state.get() {
        ItemState::Todo => ItemState::Current,
        answered => answered,
    });
    let item = StoredValue::new(walk.item(place));
    let signed = item.with_value(|item| item.as_ref().and_then(signer).is_some());
    let guide = move || {
        let locale = walk.locale();
        item.with_value(|item| item.as_ref()?.guide.as_ref().map(|guide| say(locale, guide)))
    };
    let how = move || {
        let locale = walk.locale();
        item.with_value(|item| item.as_ref().map(|item| facts::methods_words(locale, item)))
    };
    view! {
        <div class="focus-item rise">
            <div class="row-margin">
                <MethodSeal method state=seal size=SealSize::Px44 />
                <span>{move || walk.step(place)}</span>
            </div>
            <div class="focus-main">
                <h2 node_ref=heading tabindex="-1">
                    {move || walk.title(place)}
                </h2>
                <p class="guide">{move || guide().or_else(how)}</p>
                <Methods walk place />
                {(!signed).then(|| view! { <LastLine walk place /> })}
                <LogHere id=walk.id checklist=walk.checklist.with_value(|list| list.id.clone()) />
                <Controls walk place />
                <Photos walk place />
            </div>
        </div>
        {signed.then(|| view! { <SignPart walk place /> })}
    }
}

/// Brings the item in hand above the dock and gives it the reader's focus.
fn show(heading: &web_sys::HtmlHeadingElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = heading.focus_with_options(&options);
    if let Some(by) = way_to_middle(heading) {
        window().scroll_by_with_x_and_y(0.0, by);
    }
}

/// Pixels to scroll until the item stands in the middle between head and dock; one that is taller
/// than that room begins at its top.
fn way_to_middle(heading: &web_sys::HtmlHeadingElement) -> Option<f64> {
    let row = heading.closest("li").ok()??.get_bounding_client_rect();
    let page = heading.closest("main").ok()??;
    let edge = |part: &str| Some(page.query_selector(part).ok()??.get_bounding_client_rect());
    let top = edge(".round-top")?.bottom();
    let bottom = edge("[data-id=dock]").map_or(row.bottom(), |dock| dock.top());
    Some(if row.height() > bottom - top {
        row.top() - top
    } else {
        f64::midpoint(row.top(), row.bottom()) - f64::midpoint(top, bottom)
    })
}

/// 上次：昨日 16:05 正常 · 张磊.
#[component]
pub fn LastLine(walk: Walk, place: usize) -> impl IntoView {
    let words = move || {
        let locale = walk.locale();
        let id = walk.item_id(place);
        let (past, offset) = walk.round.with(|round| {
            let past = walk
                .history
                .with(|history| facts::last_of(history.as_deref(), &id, round).cloned());
            (past, round.offset_min)
        });
        let Some(past) = past else {
            return td_string!(locale, round.last_none).to_owned();
        };
        let who = walk
            .app
            .reference
            .with(|all| all.members.get(&past.by).map(|member| member.name.clone()))
            .unwrap_or_default();
        let when = dates::moment(locale, past.at, walk.app.now.get(), offset);
        let what = words::verdict(locale, past.verdict);
        td_string!(locale, round.last_verdict, when = when, what = what, who = who)
    };
    view! {
        <p class="last">
            <Icon name="clock" />
            <span>{words}</span>
        </p>
    }
}
