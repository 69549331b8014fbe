//! Beside the value: whether it is in its range, and how it compares with the last one.

use super::Gauge;
use crate::components::Icon;
use crate::i18n::*;
use crate::pages::round::facts::Judgement;
use leptos::prelude::*;
use patrol_domain::checklist::AnswerKind;

#[component]
pub fn Verdict(gauge: Gauge) -> impl IntoView {
    let walk = gauge.walk;
    let words = move || {
        let locale = walk.locale();
        if gauge.impossible().is_some() {
            let words = td_string!(locale, round.reading_impossible).to_owned();
            return Some(("t-cin", "cross", words));
        }
        let judgement = gauge.judgement.get()?;
        let (class, icon, words) = match judgement {
            Judgement::Free => return odd_words(locale, gauge).map(|w| ("t-ochre", "warn", w)),
            Judgement::Within => match odd_words(locale, gauge) {
                Some(words) => ("t-ochre", "warn", words),
                None => ("t-jade", "check", td_string!(locale, round.in_range).to_owned()),
            },
            Judgement::Below(by) => ("t-cin", "cross", td_string!(locale, round.below, by = by)),
            Judgement::Above(by) => ("t-cin", "cross", td_string!(locale, round.above, by = by)),
            Judgement::Wrapped => ("t-cin", "cross", td_string!(locale, round.wrapped).to_owned()),
            Judgement::Moved => ("t-cin", "cross", td_string!(locale, round.moved).to_owned()),
        };
        Some((class, icon, words))
    };
    let range = move || {
        let locale = walk.locale();
        let range = words::range(locale, gauge.limits.get());
        let proposed = gauge
            .item
            .with_value(|item| matches!(item.answer, AnswerKind::Number { proposed: true, .. }));
        (!range.is_empty()).then(|| {
            let words = td_string!(locale, round.normal_range, range = range);
            if proposed {
                format!("{words} · {}", td_string!(locale, round.proposed))
            } else {
                words
            }
        })
    };
    view! {
        <output class="verdict" aria-live="polite">
            {move || {
                words()
                    .map(|(class, icon, words)| {
                        view! {
                            <b class=class>
                                <Icon name=icon />
                                {words}
                            </b>
                        }
                    })
            }}
            <span>{range}</span>
        </output>
    }
}

/// 比上次大 10 倍，再看一眼: does not block.
fn odd_words(locale: Locale, gauge: Gauge) -> Option<String> {
    let way = if gauge.odd()? {
        td_string!(locale, round.odd_more)
    } else {
        td_string!(locale, round.odd_less)
    };
    Some(td_string!(locale, round.odd, way = way))
}

/// 上次 0.43 · 昨日 16:05 张磊 · 比上次 −0.01.
#[component]
pub fn Compare(gauge: Gauge) -> impl IntoView {
    let walk = gauge.walk;
    move || {
        let locale = walk.locale();
        let past = gauge.last.get()?;
        let last = past.reading?;
        let offset = walk.round.with(|round| round.offset_min);
        let when = dates::moment(locale, past.at, walk.app.now.get(), offset);
        let who = walk
            .app
            .reference
            .with(|all| all.members.get(&past.by).map(|member| member.name.clone()))
            .unwrap_or_default();
        let than = gauge.reading.get().ok().map(|now| {
            let by = now.minus(last);
            let sign = if by.to_f64() > 0.0 { "+" } else { "" };
            let by = format!("{sign}{by}").replace('-', "−");
            view! {
                " · "
                {td_string!(locale, round.than_last)}
                " "
                <b class="nowrap">{by}</b>
            }
        });
        Some(view! {
            <p class="sub">
                {td_string!(locale, round.last_reading)} " " <b>{last.to_string()}</b>
                {format!(" · {when} {who}")} {than}
            </p>
        })
    }
}
