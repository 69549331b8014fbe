//! Before handing in: counts, what is unanswered, problems, the overall word, and 交卷.

use crate::components::{
    Button, Chips, Choice, Dock, FieldError, Group, Icon, ItemState, Loading, MethodSeal, PageHead,
    TextArea, Tone,
};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::pill::StatusPill;
use crate::pages::round::draft::{Place as Stand, item_names, place_name};
use crate::pages::round::ending::End;
use crate::pages::round::evidence::skipped_words;
use crate::pages::round::score::score_lines;
use crate::pages::round::top::round_title;
use crate::pages::round::ways::Ways;
use crate::pages::round::{Records, facts};
use crate::pages::shift_log::link::LogRow;
use crate::pages::troubles;
use crate::state::actions::Touch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_params_map};
use patrol_domain::checklist::{Checklist, Item};
use patrol_domain::ids::RoundId;
use patrol_domain::round::{EarlyEnd, EarlyReason, Round};
use std::sync::Arc;

#[component]
pub fn Summary() -> impl IntoView {
    let params = use_params_map();
    let i18n = use_i18n();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<RoundId>().ok()))
    });
    move || {
        let Some(id) = id.get() else { return ().into_any() };
        let records = Records::new(id);
        let ready = Memo::new(move |_| records.ready().is_some());
        let page = move || {
            if !ready.get() {
                let label = Signal::derive(move || t_string!(i18n, round.loading).to_owned());
                return view! { <Loading label /> }.into_any();
            }
            let Some((round, list)) = untrack(|| records.ready()) else { return ().into_any() };
            view! { <SummaryPage records round list /> }.into_any()
        };
        view! {
            <main class="page with-dock" data-id="summary">
                {page}
            </main>
        }
        .into_any()
    }
}

#[component]
fn SummaryPage(records: Records, round: Arc<Round>, list: Arc<Checklist>) -> impl IntoView {
    let end = End::new(records, round, list);
    let i18n = end.i18n;
    let title = Signal::derive(move || t_string!(i18n, summary.title).to_owned());
    let meta = Signal::derive(move || {
        let locale = i18n.get_locale();
        end.place.with(|place| {
            end.list.with_value(|list| round_title(locale, place.as_ref(), Some(list)))
        })
    });
    view! {
        <PageHead
            back=format!("/round/{}", records.id)
            title
            meta
            end=move || view! { <StatusPill in_round=true /> }
        />
        <div class="page-body stack-gap">
            <Counts end />
        </div>
        <Lists end />
        <Show when=move || end.is_open()>
            <EndFields end />
        </Show>
        <LogRow round=Signal::derive(move || Some(end.round.get())) base="/round" />
        <Ways round=Signal::derive(move || Some(end.round.get())) />
        <SubmitDock end />
    }
}

#[component]
fn Counts(end: End) -> impl IntoView {
    let i18n = end.i18n;
    let answered = move || {
        let total = end.items(|_, state| state != ItemState::Unasked).len();
        let done = total - end.count(ItemState::Todo);
        td_string!(i18n.get_locale(), summary.answered, done = done, total = total)
    };
    let scores = move || {
        let locale = i18n.get_locale();
        let lines = end.list.with_value(|list| {
            end.round.with(|round| {
                end.place.with(|place| score_lines(locale, list, round, place.as_ref()))
            })
        });
        lines.into_iter().map(|line| view! { <p class="read-score">{line}</p> }).collect_view()
    };
    view! {
        <p class="sub">{answered}</p>
        <div class="summary-counts">
            <div class="t-jade">
                <b>{move || end.count(ItemState::Ok)}</b>
                {t!(i18n, summary.ok)}
            </div>
            <div class="t-cin">
                <b>{move || end.count(ItemState::Problem)}</b>
                {t!(i18n, summary.problem)}
            </div>
            <div>
                <b>{move || end.count(ItemState::NotApplicable)}</b>
                {t!(i18n, summary.na)}
            </div>
        </div>
        {scores}
        {move || {
            end.round
                .with(|round| skipped_words(i18n.get_locale(), round))
                .map(|words| view! { <p class="sub">{words}</p> })
        }}
        <Show when=move || end.is_open() && end.round.with(|round| round.presence.is_empty())>
            <a class="banner" href=format!("/scan?round={}", end.records.id)>
                <Icon name="scan" />
                <span>
                    <b>{t!(i18n, summary.no_presence)}</b>
                    " · "
                    {t!(i18n, summary.no_presence_hint)}
                </span>
            </a>
        </Show>
    }
}

/// What is unanswered, what lacks evidence, and the problems; each leads back to its item.
#[component]
fn Lists(end: End) -> impl IntoView {
    let i18n = end.i18n;
    let open = move || end.unanswered();
    let lacking = move || end.lacking();
    let left = move || end.left_over();
    let problems = move || end.items(|_, state| state == ItemState::Problem);
    let rows = move |rows: Vec<(usize, Item, ItemState)>, hint: fn(Locale) -> &'static str| {
        rows.into_iter()
            .map(|(place, item, state)| view! { <ItemLine end place item state hint /> })
            .collect_view()
    };
    let head = move |count: usize, text: fn(Locale, usize) -> String| {
        (count > 0).then(|| view! { <Group>{move || text(i18n.get_locale(), count)}</Group> })
    };
    view! {
        <ul class="book items">
            {move || head(open().len(), |l, n| td_string!(l, summary.unanswered, n = n))}
            {move || rows(open(), |l| td_string!(l, summary.answer_now))}
            {move || head(lacking().len(), |l, _| td_string!(l, summary.lacking).to_owned())}
            {move || rows(lacking(), |l| td_string!(l, summary.add_now))}
            {move || head(left().len(), |l, n| td_string!(l, summary.left_over, n = n))}
            {move || rows(left(), |l| td_string!(l, summary.look_now))}
            {move || head(problems().len(), |l, n| td_string!(l, summary.problems, n = n))}
            {move || rows(problems(), |_| "")}
        </ul>
    }
}

/// One item; a tap goes back to it.
#[component]
fn ItemLine(
    end: End,
    place: usize,
    item: Item,
    state: ItemState,
    hint: fn(Locale) -> &'static str,
) -> impl IntoView {
    let i18n = end.i18n;
    let navigate = use_navigate();
    let method = facts::seal_of(&item);
    let id = item.id.clone();
    let item = StoredValue::new(item);
    let answer =
        move || item.with_value(|item| end.round.with(|r| r.answers.get(&item.id).cloned()));
    let facts = move || {
        let answer = answer()?;
        let case = answer.case.is_some().then(|| t_string!(i18n, summary.issue).to_owned());
        let note = (!answer.note.is_empty()).then_some(answer.note);
        let words = note.into_iter().chain(case).collect::<Vec<_>>().join(" · ");
        (!words.is_empty()).then(|| view! { <span class="row-meta">{words}</span> })
    };
    let go = move |_| {
        let stand = Stand { item: id.clone(), sheet: false };
        let (actions, round) = (end.records.app.actions, end.records.id);
        let navigate = navigate.clone();
        spawn_local(async move {
            let body = serde_json::to_string(&stand).unwrap_or_default();
            let _ = actions.put_draft(&place_name(round), &body).await;
            navigate(&format!("/round/{round}"), Default::default());
        });
    };
    view! {
        <li class="row" data-item=item.with_value(|item| item.id.clone())>
            <button type="button" class="row-hit" on:click=go>
                <span class="row-margin">
                    <MethodSeal method state />
                </span>
                <span class="row-main">
                    {format!("{} ", place + 1)}
                    {move || item.with_value(|item| say(i18n.get_locale(), &item.title))} {facts}
                </span>
                <span class="row-end sub">
                    {move || hint(i18n.get_locale())} <Icon name="right" />
                </span>
            </button>
        </li>
    }
}

const REASONS: [EarlyReason; 4] = [
    EarlyReason::OutOfService,
    EarlyReason::NoAccess,
    EarlyReason::Urgent,
    EarlyReason::HandedOver,
];

#[component]
fn EndFields(end: End) -> impl IntoView {
    let i18n = end.i18n;
    let key = |reason: EarlyReason| format!("{reason:?}");
    let reasons = Signal::derive(move || {
        let locale = i18n.get_locale();
        REASONS.map(|r| Choice::new(key(r), words::early_reason(locale, r))).to_vec()
    });
    let picked = Signal::derive(move || end.draft.with(|draft| draft.reason.map(key)));
    let pick = move |picked: Option<String>| {
        let reason = REASONS.into_iter().find(|reason| picked.as_ref() == Some(&key(*reason)));
        end.sketch(|draft| draft.reason = reason);
    };
    let phrases = Signal::derive(move || {
        [t_string!(i18n, summary.overall_ok), t_string!(i18n, summary.overall_found)]
            .map(|words| Choice::new(words, words))
            .to_vec()
    });
    let overall = Signal::derive(move || end.draft.with(|draft| draft.overall.clone()));
    let said = Signal::derive(move || Some(overall.get()));
    let note = Signal::derive(move || end.draft.with(|draft| draft.note.clone()));
    let say_overall = move |key: Option<String>| {
        end.sketch(|draft| draft.overall = key.unwrap_or_default());
    };
    let text = move |text: fn(Locale) -> &'static str| {
        Signal::derive(move || text(i18n.get_locale()).to_owned())
    };
    view! {
        <div class="page-body stack-gap">
            <Show when=move || !end.unanswered().is_empty()>
                <p class="field-label">{t!(i18n, summary.early)}</p>
                <Chips
                    label=text(|l| td_string!(l, summary.early))
                    choices=reasons
                    picked
                    on_pick=pick
                />
                <TextArea
                    label=text(|l| td_string!(l, summary.early_note))
                    value=note
                    on_input=move |typed| end.sketch(|draft| draft.note = typed)
                />
            </Show>
            <Show when=move || end.left.with(|left| !left.is_empty())>
                <LeaveOut end />
            </Show>
            <p class="field-label">{t!(i18n, summary.overall)}</p>
            <Chips
                label=text(|l| td_string!(l, summary.overall))
                choices=phrases
                picked=said
                on_pick=say_overall
            />
            <TextArea
                label=text(|l| td_string!(l, summary.overall))
                value=overall
                placeholder=text(|l| td_string!(l, summary.overall_hint))
                quiet=true
                test_id="overall"
                on_input=move |typed| end.sketch(|draft| draft.overall = typed)
            />
            <p class="meta">{t!(i18n, summary.submit_note)}</p>
        </div>
    }
}

/// What no answer took up goes only when the person says so.
#[component]
fn LeaveOut(end: End) -> impl IntoView {
    let i18n = end.i18n;
    let label = Signal::derive(move || t_string!(i18n, summary.left_out).to_owned());
    let choices =
        Signal::derive(move || vec![Choice::new("out", t_string!(i18n, summary.leave_out))]);
    let picked =
        Signal::derive(move || end.draft.with(|draft| draft.leave_out.then(|| "out".to_owned())));
    let pick = move |key: Option<String>| end.sketch(|draft| draft.leave_out = key.is_some());
    view! {
        <p class="field-label">{label}</p>
        <Chips label choices picked on_pick=pick />
    }
}

#[component]
fn SubmitDock(end: End) -> impl IntoView {
    let i18n = end.i18n;
    let navigate = use_navigate();
    let toasts = use_toasts();
    let back = format!("/round/{}", end.records.id);
    let submit = move |()| {
        if let Some(words) = untrack(|| end.missing()) {
            end.records.app.actions.feel(Touch::Refused);
            end.trouble.set(Some(words));
            return;
        }
        let draft = end.draft.get_untracked();
        let open = !untrack(|| end.unanswered()).is_empty();
        let early =
            draft.reason.filter(|_| open).map(|reason| EarlyEnd { reason, note: draft.note });
        end.busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let (app, id) = (end.records.app, end.records.id);
            if !draft.leave_out && end.look_for_left().await != Ok(false) {
                end.busy.try_set(false);
                app.actions.feel(Touch::Refused);
                let words = td_string!(i18n.get_locale_untracked(), summary.left_missing);
                end.trouble.try_set(Some(words.to_owned()));
                return;
            }
            let stored = app.actions.submit_round(id, draft.overall, early).await;
            end.busy.try_set(false);
            match stored {
                Ok(_) => {
                    let _ = app.actions.drop_draft(&end.draft_name()).await;
                    let _ = app.actions.drop_draft(&place_name(id)).await;
                    app.actions.drop_drafts(&item_names(id)).await;
                    toasts.kept(untrack(|| end.submitted_words()));
                    navigate("/", Default::default());
                }
                Err(why) => {
                    let words = troubles::perform(i18n.get_locale_untracked(), &why);
                    end.trouble.try_set(Some(words));
                }
            }
        });
    };
    view! {
        <Dock stack=true>
            <FieldError error=end.trouble />
            <Show
                when=move || end.is_open()
                fallback=move || {
                    view! {
                        <a class="btn btn-secondary" href="/">
                            {t!(i18n, round.to_today)}
                        </a>
                    }
                }
            >
                <Button tone=Tone::Primary on_press=submit.clone() busy=end.busy test_id="submit">
                    {t!(i18n, summary.submit)}
                </Button>
            </Show>
            <a class="vh" href=back.clone()>
                {t!(i18n, summary.back)}
            </a>
        </Dock>
    }
}
