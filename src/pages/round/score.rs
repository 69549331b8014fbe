//! Scored items: − and +, what it costs, and the score of the whole list in words.

use crate::components::{Button, Tone};
use crate::i18n::*;
use crate::pages::round::walk::{After, Walk};
use leptos::prelude::*;
use patrol_domain::Decimal;
use patrol_domain::checklist::{AnswerKind, Checklist};
use patrol_domain::place::Place;
use patrol_domain::round::{AnswerValue, Round};
use patrol_domain::score::{self, Score};

/// Points off per problem: − and +, every press stored.
#[component]
pub fn ScoreControl(walk: Walk, place: usize, off: Decimal) -> impl IntoView {
    let count = Memo::new(move |_| match walk.answer(place).map(|answer| answer.value) {
        Some(AnswerValue::Score { problems }) => problems,
        _ => 0,
    });
    let change = move |up: bool| {
        let now = count.get_untracked();
        let problems = if up { now.saturating_add(1) } else { now.saturating_sub(1) };
        if problems != now {
            walk.record(place, walk.given(place, AnswerValue::Score { problems }), After::Stay);
        }
    };
    let lost = move || match count.get() {
        0 => "0".to_owned(),
        count => format!("−{}", off.times(count.into())),
    };
    let words = move || td_string!(walk.locale(), round.score_places, n = count.get());
    let each = move || td_string!(walk.locale(), round.score_off, off = off);
    let less = move || t_string!(walk.i18n, round.score_less).to_owned();
    let more = move || t_string!(walk.i18n, round.score_more).to_owned();
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "ArrowUp" | "+" => change(true),
        "ArrowDown" | "-" => change(false),
        _ => {}
    };
    view! {
        <p class="sub">{each}</p>
        <div
            class="score"
            class:is-bad=move || count.get() != 0
            role="spinbutton"
            tabindex="0"
            aria-valuenow=move || count.get()
            aria-valuemin="0"
            aria-valuetext=words
            aria-label=move || walk.title(place)
            on:keydown=keys
        >
            <Button tone=Tone::Secondary icon="minus" label=less() on_press=move |()| change(false)>
                ""
            </Button>
            <b>{lost} <small>{words}</small></b>
            <Button tone=Tone::Secondary icon="plus" label=more() on_press=move |()| change(true)>
                ""
            </Button>
        </div>
    }
}

/// 9.5 / 10, under the thumb while the list is scored.
#[component]
pub fn Total(walk: Walk) -> impl IntoView {
    let words = move || {
        let place = walk.focus.get()?;
        let second =
            walk.item(place).filter(|item| matches!(item.answer, AnswerKind::Score { .. }))?;
        let second = second.tags.iter().any(|tag| tag == score::SECOND);
        let all = walk.checklist.with_value(|list| {
            walk.round.with(|round| walk.place.with(|at| score::scores(list, round, at.as_ref())))
        });
        let score = all.into_iter().find(|score| score.second == second)?;
        Some(points(walk.locale(), &score))
    };
    move || {
        words().map(|words| {
            view! {
                <p class="dock-note score-total" aria-live="polite">
                    {words}
                </p>
            }
        })
    }
}

/// `8.5 / 10`, with the name of the second list.
fn points(locale: Locale, score: &Score) -> String {
    let points = td_string!(locale, round.score_total, points = score.points, of = score::FULL);
    if score.second {
        format!("{} {points}", td_string!(locale, round.score_second))
    } else {
        points
    }
}

/// `得分 8.5 / 10 · 3 处扣分 · 2 项不适用`, one line a list; none where nothing is scored.
pub fn score_lines(
    locale: Locale,
    list: &Checklist,
    round: &Round,
    place: Option<&Place>,
) -> Vec<String> {
    let line = |score: Score| {
        let mut parts = vec![points(locale, &score)];
        if score.problems > 0 {
            parts.push(td_string!(locale, round.score_problems, n = score.problems));
        }
        if score.left_out > 0 {
            parts.push(td_string!(locale, round.score_left_out, n = score.left_out));
        }
        if score.open > 0 {
            parts.push(td_string!(locale, round.score_open, n = score.open));
        } else if score.bare {
            parts.push(td_string!(locale, round.score_bare).to_owned());
        }
        parts.join(" · ")
    };
    score::scores(list, round, place).into_iter().map(line).collect()
}
